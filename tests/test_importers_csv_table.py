"""CSV: separators, quotes, Vietnamese headers; every bad row is named by the line where it starts."""

from __future__ import annotations

import csv
import datetime as dt
import io
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.article import Article, BadRecord
from index.importers.csv_table import read_csv_table
from index.importers.refusal import Refused

ARTICLE = Article(
    id="",
    title="Tiêu đề",
    body='Một, hai;\n\nba “bốn”, "năm".',
    lead="Mở đầu.",
    date=dt.date(2019, 4, 9),
    categories=("Tin Tức", "Thời sự"),
    source="Sở Mẫu",
    author="Thu An",
    url="https://example.vn/a",
)
ROW = [
    "Tiêu đề",
    'Một, hai;\r\n\r\nba “bốn”, "năm".',
    "Mở đầu.",
    "09/04/2019",
    "Tin Tức > Thời sự",
    "Sở Mẫu",
    "Thu An",
    "https://example.vn/a",
]
ENGLISH = ["title", "body", "summary", "date", "category", "source", "author", "url"]
VIETNAMESE = ["Tiêu đề", "Nội dung", "Tóm tắt", "Ngày đăng", "Chuyên mục", "Nguồn", "Tác giả", "Đường dẫn"]


def read(data: bytes | str) -> list[Article | BadRecord]:
    data = data.encode() if isinstance(data, str) else data
    results = read_csv_table(io.BufferedReader(io.BytesIO(data)), "tin/a.csv")
    return [replace(result, id="") if isinstance(result, Article) else result for result in results]


def table(*rows: list[str], separator: str = ",", line_end: str = "\r\n") -> str:
    written = io.StringIO(newline="")
    csv.writer(written, delimiter=separator, lineterminator=line_end).writerows(rows)
    return written.getvalue()


@pytest.mark.parametrize("separator", [",", ";", "\t"])
@pytest.mark.parametrize("line_end", ["\n", "\r\n"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
@pytest.mark.parametrize("header", [ENGLISH, VIETNAMESE], ids=["English", "Vietnamese"])
def test_a_table(separator: str, line_end: str, encoding: str, header: list[str]) -> None:
    text = table(header, ROW, ROW, separator=separator, line_end=line_end)
    assert read(text.encode(encoding)) == [ARTICLE, ARTICLE]


def test_headers_are_found_under_blank_lines_and_in_any_order() -> None:
    text = table(["Ghi chú", *reversed(VIETNAMESE), ""], ["x", *reversed(ROW), ""])
    assert read("\r\n\n" + text) == [ARTICLE]


def test_fields_missing_at_the_end_of_a_row_are_empty() -> None:
    assert read("title,body,date\nA,B\n") == [Article(id="", title="A", body="B")]


def test_the_first_of_two_columns_for_a_field_that_is_filled_counts() -> None:
    assert read("title,text,body\nA,,B\nC,D,E\n") == [
        Article(id="", title="A", body="B"),
        Article(id="", title="C", body="D"),
    ]


def test_long_fields_are_read() -> None:
    body = "đ" * 300_000
    assert read(table(["title", "body"], ["A", body])) == [Article(id="", title="A", body=body)]


@pytest.mark.parametrize(
    ("header", "reason"),
    [
        ("title,date\nA,B", "the header has no column 'body'; it has: title,date"),
        ("A,B\nC,D", "the header has no column 'title'; it has: A,B"),
        ("x" * 100 + "\nA", "the header has no column 'title'; it has: " + "x" * 80 + "…"),
        ("title|body\nA|B", r"the header has no column 'title'; it has: title\|body"),
    ],
)
def test_a_file_without_a_header_is_refused(header: str, reason: str) -> None:
    with pytest.raises(Refused, match=reason) as refused:
        read("\n" + header)
    assert refused.value.line == 2


@pytest.mark.parametrize("empty", ["", "\n\r\n  \n", "title,body\n", "title,body\n\n,\n"])
def test_a_file_without_rows_gives_nothing(empty: str) -> None:
    assert read(empty) == []


BAD_ROWS: list[tuple[str | bytes, str]] = [
    ("A,,", "no body"),
    (",B,", "no title"),
    ("A,B,31/02/2019", "the date '31/02/2019' does not exist"),
    ("A,B,2919-04-09", "the date '2919-04-09' is more than a year ahead"),
    ("A,B,,C", "the row has 4 fields, the header 3; put texts in quotes"),
    ('"A"x,B,', "not CSV: ',' expected after '\"'"),
    ("A,B\0,", "not text: it holds a NUL byte"),
    (b"A,\xe1,", "not UTF-8: byte 0xE1"),
    (b'A,"\n\n\xe1\n",', "not UTF-8: byte 0xE1"),
    ("A\ufeff\u200b,\u00a0,", "no body"),
]


def test_every_bad_row_is_named_and_the_others_go_in() -> None:
    data, line = b"title,body,date\r\n", 2
    expected: list[Article | BadRecord] = []
    for bad, reason in BAD_ROWS:
        row = bad.encode() if isinstance(bad, str) else bad
        data += row + b'\r\nA,"B\n",\n\n'
        expected += [BadRecord("tin/a.csv", line, reason), Article(id="", title="A", body="B")]
        line += row.count(b"\n") + 4
    assert read(data) == expected


def test_a_quote_that_is_never_closed_costs_one_line() -> None:
    assert read('title,body\nA,B\n"C,D\nE,F\nG,"H\nI"\n') == [
        Article(id="", title="A", body="B"),
        BadRecord("tin/a.csv", 3, "not CSV: ',' expected after '\"'; lines 3 to 5 are passed over"),
        BadRecord("tin/a.csv", 6, "no body"),
    ]
    assert read('title,body\nA,B\n"C,D\nE,F\nG,H\n') == [
        Article(id="", title="A", body="B"),
        BadRecord("tin/a.csv", 3, "a quote is opened in this row and never closed"),
        Article(id="", title="E", body="F"),
        Article(id="", title="G", body="H"),
    ]


def test_a_row_that_is_too_long_costs_one_line(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("index.importers.csv_table.MAX_RECORD_BYTES", 50)
    assert read("title,body\nA,B\nA," + "x" * 60 + "\nC,D\n" + '"E,\n' + "y,z\n" * 20)[:4] == [
        Article(id="", title="A", body="B"),
        BadRecord("tin/a.csv", 3, "longer than 50 bytes, the most that one record may have"),
        Article(id="", title="C", body="D"),
        BadRecord("tin/a.csv", 5, "longer than 50 bytes, the most that one record may have"),
    ]


@given(st.lists(st.text(st.sampled_from('ab",\n\r;\t \0é'))), st.binary())
def test_arbitrary_rows_never_raise(rows: list[str], tail: bytes) -> None:
    data = ("title,body\n" + "\n".join(rows) + "\n").encode() + tail
    for result in read(data):
        if isinstance(result, BadRecord):
            assert 2 <= result.line <= data.count(b"\n") + 1
        else:
            assert result.title
            assert result.body


fields = st.text(st.characters(exclude_categories=["Cs", "Cc"]))


@given(st.lists(st.tuples(fields, fields)), st.sampled_from(",;\t"))
def test_tables_written_by_the_csv_module_are_read_back(rows: list[tuple[str, str]], separator: str) -> None:
    written = table(["title", "body"], *(["T" + title, "B" + body] for title, body in rows), separator=separator)
    assert len([result for result in read(written) if isinstance(result, Article)]) == len(rows)
