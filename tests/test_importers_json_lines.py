"""JSON Lines: fields under all their names; every bad line is named and no other is lost."""

from __future__ import annotations

import datetime as dt
import io
import json
import time
from dataclasses import replace

import pytest
from conftest import shared
from hypothesis import given
from hypothesis import strategies as st

from index.article import Article, BadRecord
from index.importers import plan, read_file
from index.importers.json_lines import read_json_lines

GOOD = {"title": "Tiêu đề", "body": "Nội dung."}
ARTICLE = Article(id="", title="Tiêu đề", body="Nội dung.")


def read(data: bytes) -> list[Article | BadRecord]:
    return list(read_json_lines(io.BufferedReader(io.BytesIO(data)), "tin/a.jsonl"))


def read_record(**record: object) -> Article | BadRecord:
    (result,) = read(json.dumps(record).encode())
    return replace(result, id="") if isinstance(result, Article) else result


@pytest.mark.parametrize(
    ("fields", "changed"),
    [
        ({}, {}),
        ({"title": "  Tiêu\u00a0đề\n"}, {}),
        ({"title": None, "headline": "Tiêu đề"}, {}),
        ({"body": "", "text": "Nội dung."}, {}),
        ({"body": None, "content": "Nội dung.", "text": ""}, {}),
        ({"title": "", "Tiêu đề": "Tiêu đề"}, {}),
        ({"title": "", "tieu_de": "Tiêu đề"}, {}),
        ({"body": "", "NOI DUNG": "Nội dung."}, {}),
        ({"tags": ["a"], "number": 5, "x": {"y": None}, "": 1, "ô" * 100: 2}, {}),
        ({"body": "Một.\r\n\r\n\r\nHai.\u0000"}, {"body": "Một.\n\nHai."}),
        ({"lead": "Mở đầu."}, {"lead": "Mở đầu."}),
        ({"summary": "Mở đầu."}, {"lead": "Mở đầu."}),
        ({"lead": "Mở đầu.", "summary": "Khác."}, {"lead": "Mở đầu."}),
        ({"summary": "Khác.", "lead": "Mở đầu."}, {"lead": "Mở đầu."}),
        ({"date": None}, {}),
        ({"date": " "}, {}),
        ({"date": "2019-04-09"}, {"date": dt.date(2019, 4, 9)}),
        ({"date": "2019-04-09T20:00:00Z"}, {"date": dt.date(2019, 4, 10)}),
        ({"date": "9/4/2019"}, {"date": dt.date(2019, 4, 9)}),
        ({"category": ["Tin Tức", " Tin tổng hợp ", ""]}, {"categories": ("Tin Tức", "Tin tổng hợp")}),
        ({"categories": "Tin Tức > Tin tổng hợp"}, {"categories": ("Tin Tức", "Tin tổng hợp")}),
        ({"category": "Trang chủ » Kinh tế / Xã hội"}, {"categories": ("Kinh tế", "Xã hội")}),
        ({"category": "Giáo dục/Đào tạo"}, {"categories": ("Giáo dục/Đào tạo",)}),
        ({"category": ["Giá > 5"]}, {"categories": ("Giá > 5",)}),
        ({"category": []}, {}),
        ({"category": None}, {}),
        ({"source": "Sở Mẫu"}, {"source": "Sở Mẫu"}),
        ({"author": "Thu An"}, {"author": "Thu An"}),
        ({"url": "https://www.example.vn/a"}, {"url": "https://www.example.vn/a", "source": "example.vn"}),
        ({"url": "http://example.vn/a", "source": "Sở"}, {"url": "http://example.vn/a", "source": "Sở"}),
        ({"url": "/tin/a"}, {}),
        ({"url": "javascript:alert(1)"}, {}),
        ({"url": "http://[::1"}, {}),
        ({"id": 5}, {}),
        ({"id": "a-5"}, {}),
    ],
    ids=str,
)
def test_fields(fields: dict[str, object], changed: dict[str, object]) -> None:
    assert read_record(**(GOOD | fields)) == replace(ARTICLE, **changed)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("fields", "reason"),
    [
        ({"title": ""}, "no title"),
        ({"title": None}, "no title"),
        ({"title": "\u200b \u00ad"}, "no title"),
        ({"body": "\n \u00a0\n"}, "no body"),
        ({"title": ["Tiêu đề"]}, "'title' is a list; a text is expected"),
        ({"title": 5}, "'title' is a number; a text is expected"),
        ({"body": {"a": 1}}, "'body' is an object; a text is expected"),
        ({"text": True, "body": None}, "'body' is true or false; a text is expected"),
        ({"date": 1554768000}, "'date' is a number; a text is expected"),
        ({"date": "2019-02-31"}, "the date '2019-02-31' does not exist"),
        ({"date": "0019-04-09"}, "the date '0019-04-09' is too old to be true"),
        ({"date": "2919-04-09"}, "the date '2919-04-09' is more than a year ahead"),
        ({"date": "tháng tư"}, "the date 'tháng tư' is not understood; write it as 2019-04-09"),
        ({"category": {"a": 1}}, "'category' is an object; a text or a list of texts is expected"),
        ({"category": ["a", None]}, "'category' holds null; a text or a list of texts is expected"),
        ({"category": [["a"]]}, "'category' holds a list; a text or a list of texts is expected"),
        ({"url": ["https://example.vn/a"]}, "'url' is a list; a text is expected"),
        ({"id": 1.5}, "'id' is a number; a text or a whole number is expected"),
        ({"id": True}, "'id' is true or false; a text or a whole number is expected"),
        ({"title": "a\ud800b"}, "not valid text: half of a surrogate pair, U+D800"),
        ({"category": ["\udfff"]}, "not valid text: half of a surrogate pair, U+DFFF"),
        ({"id": "\ud83d"}, "not valid text: half of a surrogate pair, U+D83D"),
    ],
    ids=str,
)
def test_bad_fields_are_refused_with_the_reason(fields: dict[str, object], reason: str) -> None:
    assert read_record(**(GOOD | fields)) == BadRecord("tin/a.jsonl", 1, reason)


def test_a_whole_surrogate_pair_is_a_character() -> None:
    (article,) = read(rb'{"title": "\ud83d\ude00", "body": "b"}')
    assert isinstance(article, Article)
    assert article.title == "😀"


BAD_LINES = [
    (b'{"title": "a", "body": "b"', "not JSON: Expecting ',' delimiter at column 27"),
    (b"tin", "not JSON: Expecting value at column 1"),
    (b'{"title": "a", "body": "b"} {}', "not JSON: Extra data at column 29"),
    (b'{"title": "\xe1", "body": "b"}', "not UTF-8: byte 0xE1 at offset 11 of the line"),
    (b'{"title": "a\0", "body": "b"}', "not text: it holds a NUL byte"),
    (b'["a", "b"]', 'not a record: each line must be a JSON object such as {"title": …, "body": …}'),
    (b"null", 'not a record: each line must be a JSON object such as {"title": …, "body": …}'),
    (b"5", 'not a record: each line must be a JSON object such as {"title": …, "body": …}'),
    (b'{"title": "a", "body": "b", "x": NaN}', "not JSON: NaN is no JSON value"),
    (b'{"title": "a", "body": "b", "x": -Infinity}', "not JSON: -Infinity is no JSON value"),
    (b'{"title": "a", "title": "c", "body": "b"}', "not JSON: the name 'title' comes twice in one object"),
    (b'{"title": "a", "body": "b", "x": {"y": 1, "y": 2}}', "not JSON: the name 'y' comes twice in one object"),
    (b'{"x": ' + b"[" * 100_000, "not a record: nested too deeply"),
    (b'{"x": ' + b'{"x": ' * 100_000, "not a record: nested too deeply"),
    (b'{"title": "\\x"}', "not JSON: Invalid \\escape at column 12"),
    (b"{}", "no title"),
]


def test_every_bad_line_is_named_and_the_others_go_in() -> None:
    good = json.dumps(GOOD).encode()
    lines = [line for bad, _ in BAD_LINES for line in (bad, b"", good, b"  ")]
    results = read(b"\n".join(lines))
    bad = [result for result in results if isinstance(result, BadRecord)]
    assert bad == [BadRecord("tin/a.jsonl", 4 * n + 1, reason) for n, (_, reason) in enumerate(BAD_LINES)]
    articles = [result for result in results if isinstance(result, Article)]
    assert [replace(article, id="") for article in articles] == [ARTICLE] * len(BAD_LINES)
    assert len({article.id for article in articles}) == len(BAD_LINES)


def test_a_huge_number_is_refused_or_ignored_but_never_raised() -> None:
    (result,) = read(b'{"title": "a", "body": "b", "x": ' + b"9" * 10_000 + b"}")
    assert isinstance(result, BadRecord)
    assert result.reason.startswith("not JSON: ")


def test_bare_control_characters_are_understood_and_cleaned() -> None:
    (article,) = read(b'{"title": "a\tb\x01", "body": "c\x08d"}')
    assert isinstance(article, Article)
    assert (article.title, article.body) == ("a b", "cd")


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16"])
def test_a_byte_order_mark_and_windows_line_ends(encoding: str) -> None:
    text = f"{json.dumps(GOOD, ensure_ascii=False)}\r\n" * 2
    results = read(text.encode(encoding))
    assert [replace(result, id="") for result in results if isinstance(result, Article)] == [ARTICLE] * 2


def test_ids() -> None:
    def ids(*records: dict[str, object]) -> list[str]:
        results = read("\n".join(json.dumps(GOOD | record) for record in records).encode())
        return [result.id for result in results if isinstance(result, Article)]

    by_line = ids({}, {})
    assert len(set(by_line)) == 2
    by_id = ids({"id": "x"}, {"id": 7}, {"id": "7"}, {"id": "line=1"})
    assert len({*by_line, *by_id}) == 5
    assert by_id[1] == by_id[2]
    # A record keeps its id when it moves, and when its text changes.
    assert ids({}, {"id": "x", "body": "Khác."})[1] == by_id[0]
    by_url = ids({"url": "https://example.vn/a", "id": 1}, {"url": "http://EXAMPLE.vn/a?utm_x=1#b", "id": 2})
    assert by_url[0] == by_url[1]


json_values = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(), st.floats(), st.text()),
    lambda inner: st.one_of(st.lists(inner), st.dictionaries(st.text(), inner)),
    max_leaves=5,
)
names = st.sampled_from(["title", "body", "text", "lead", "date", "category", "url", "id", "source", "author"])
records = st.dictionaries(names, st.one_of(json_values, st.sampled_from(["a", "2019-04-09", "https://example.vn/a"])))
raw_lines = st.one_of(st.binary(), records.map(json.dumps).map(str.encode))


@given(st.lists(raw_lines.map(lambda line: line.replace(b"\n", b" ")), max_size=5))
def test_arbitrary_lines_never_raise_and_never_hide_others(lines: list[bytes]) -> None:
    good = json.dumps(GOOD).encode()
    results = read(b"\n".join([good, *lines, good]))
    blank = sum(not line.strip() for line in lines)
    assert len(results) == len(lines) - blank + 2
    assert isinstance(results[0], Article)
    assert isinstance(results[-1], Article)
    for result in results:
        if isinstance(result, BadRecord):
            assert 1 < result.line < len(lines) + 2
            assert result.reason
        else:
            result.title.encode()
            assert result.title
            assert result.body


@given(st.text(), st.text(), st.lists(st.text()))
def test_what_went_in_clean_comes_out_the_same(title: str, body: str, categories: list[str]) -> None:
    (once,) = read(json.dumps({"title": "T " + title, "body": "B " + body, "category": categories}).encode())
    assert isinstance(once, Article)
    again_record = {"title": once.title, "body": once.body, "category": list(once.categories)}
    (again,) = read(json.dumps(again_record).encode())
    assert again == once


@pytest.mark.shared
def test_all_of_a_news_set_goes_in_fast() -> None:
    (source,) = plan([shared("news/dantri2020.jsonl.xz")])
    seen: list[int] = []
    begun = time.perf_counter()
    articles = [result for result in read_file(source, seen.append) if isinstance(result, Article)]
    assert len(articles) == 2_388
    assert len({article.id for article in articles}) == 2_388
    assert all(article.date and article.categories and article.source for article in articles)
    assert sum(seen) == source.size
    # 31,888 articles of this length in less than a minute, on a slow machine too.
    assert time.perf_counter() - begun < 2_388 / 31_888 * 60 * 5


@pytest.mark.shared
@pytest.mark.parametrize(
    ("name", "count"),
    [("bacgiang2017", 11), ("binhdinh2025", 61), ("duoc2023", 355), ("tuoitre2024", 899), ("vfnd2018", 200)],
)
def test_other_news_sets_go_in_whole(name: str, count: int) -> None:
    (source,) = plan([shared(f"news/{name}.jsonl.xz")])
    results = list(read_file(source))
    assert [result for result in results if isinstance(result, BadRecord)] == []
    assert len({result.id for result in results if isinstance(result, Article)}) == count
