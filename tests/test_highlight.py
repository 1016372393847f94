"""Snippets are passages of the stored text; marks are whole syllables of it."""

from __future__ import annotations

import pytest
from conftest import article
from hypothesis import given
from hypothesis import strategies as st

from index.analysis import fold, syllables
from index.document import StoredArticle, recognise
from search.highlight import SNIPPET_LENGTH, Wanted, find_marks, make_snippet
from search.parser import parse


def stored(body: str, title: str = "Tin", lead: str = "") -> StoredArticle:
    made = article("a", title, body, lead=lead)
    return recognise(made)


def marked(text: str, marks: object) -> list[str]:
    return [text[start:end] for start, end in marks]  # type: ignore[attr-defined]


def wanted(typed: str) -> Wanted:
    parsed = parse(typed)
    return Wanted(parsed.words, parsed.instruments)


@pytest.mark.parametrize(
    ("typed", "body", "marks"),
    [
        ("binh dang gioi", "Công tác Bình đẳng giới ở xã.", ["Bình đẳng giới"]),
        ("bình đẳng", "BÌNH ĐẲNG và bình, đẳng", ["BÌNH ĐẲNG", "bình", "đẳng"]),
        ("năm", "Năm nay phía Nam", ["Năm"]),
        ("năm", "phía Nam", ["Nam"]),
        ("nam", "Năm nay phía Nam", ["Năm", "Nam"]),
        ("hoà", "hòa bình", ["hòa"]),
        ("ke hoach", "Kế hoạch hóa", ["Kế hoạch"]),
        ("202/KH-UBND", "theo Kế hoạch số 202/KH-UBND của tỉnh", ["Kế hoạch số 202/KH-UBND"]),
        ("kế hoạch", "theo Kế hoạch số 202/KH-UBND của tỉnh", ["Kế hoạch"]),
        ("không có", "Gì đó", []),
        ("binh dang gioi", "Giới thiệu bình đẳng giới đang dở", ["bình đẳng giới"]),
        ("bình đẳng giới", "Ra biên giới vì bình đẳng", ["giới", "bình đẳng"]),
        ("QĐ 2351", "theo Quyết định số 2351/QĐ-TTg ngày 24/12/2010", ["Quyết định số 2351/QĐ-TTg"]),
    ],
)
def test_marks(typed: str, body: str, marks: list[str]) -> None:
    snippet = make_snippet(stored(body), wanted(typed))
    assert snippet.text == body
    assert marked(snippet.text, snippet.marks) == marks


def test_the_title_is_marked_too() -> None:
    one = stored("x", title="Kế hoạch BÌNH ĐẲNG GIỚI")
    assert marked(one.article.title, find_marks(one, "title", wanted("binh dang"))) == ["BÌNH ĐẲNG"]


def test_the_best_passage_holds_the_most_different_words() -> None:
    filler = "Đoạn này không nói gì. " * 30
    body = f"{filler}Chỉ có bình ở đây. {filler}Ở đây có bình đẳng giới đầy đủ. {filler}"
    snippet = make_snippet(stored(body), wanted("binh dang gioi"))
    assert marked(snippet.text, snippet.marks) == ["bình đẳng giới"]
    assert len(snippet.text) <= SNIPPET_LENGTH


@pytest.mark.parametrize(
    ("body", "begins", "cut_before"),
    [
        ("Câu đầu có bình đẳng giới ở đây.", "Câu đầu", False),
        ("a " * 300 + "hết. Câu có bình đẳng giới.", "Câu có bình", False),
        ("a " * 300 + ", mệnh đề có bình đẳng giới.", "mệnh đề có", True),
        ("a " * 300 + "bình đẳng giới.", "a a", True),
    ],
)
def test_where_a_passage_begins(body: str, begins: str, cut_before: bool) -> None:
    snippet = make_snippet(stored(body), wanted("binh dang gioi"))
    assert snippet.text.startswith(begins)
    assert snippet.cut_before == cut_before
    assert snippet.cut_after == (not body.endswith(snippet.text))


def test_without_a_match_it_is_the_beginning() -> None:
    body = "Mở đầu của bài. " * 50
    snippet = make_snippet(stored(body), wanted("xyz"))
    assert body.startswith(snippet.text)
    assert 0 < len(snippet.text) <= SNIPPET_LENGTH
    assert make_snippet(stored(body, lead="Tóm tắt."), wanted("xyz")).text == "Tóm tắt."


def test_a_megabyte_without_a_space_is_cut() -> None:
    body = "a" * 1_000_000
    assert len(make_snippet(stored(body), wanted("a")).text) <= SNIPPET_LENGTH
    whole = make_snippet(stored("b " * 500_000), wanted("b"))
    assert len(whole.text) <= SNIPPET_LENGTH


TEXTS = st.lists(
    st.sampled_from(
        ["bình", "đẳng", "giới", "Bình", "BINH", "ban", "ủy", "202/KH-UBND", ".", ",", "\n", "😀", "một" * 90]
    ),
    max_size=120,
).map(" ".join)


@given(TEXTS, TEXTS, st.sampled_from(["binh dang", "bình", "ủy ban 202/KH-UBND", "gioi", '"đẳng giới"']))
def test_snippets_are_substrings_and_marks_split_no_syllable(body: str, lead: str, typed: str) -> None:
    one = stored(body, lead=lead)
    asked = wanted(typed)
    snippet = make_snippet(one, asked)
    assert snippet.text in body or snippet.text in lead
    edges = {edge for s in syllables(snippet.text) for edge in (s.start, s.end)}
    last = 0
    for start, end in snippet.marks:
        assert last <= start < end <= len(snippet.text)
        assert {start, end} <= edges
        last = end
    folded = {form.folded for form in asked.words}
    if any(fold(body[s.start : s.end]) in folded for s in syllables(body)):
        assert snippet.marks
