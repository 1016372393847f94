"""A query is said in plain words, whole and without ambiguity, in Vietnamese and in English."""

from __future__ import annotations

import datetime as dt
import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from search.description import ENGLISH, VIETNAMESE, Wording, describe
from search.grammar import Both, Dates, Either, InField, Node, Nothing, Quoted, Without, Words, read


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("", "tất cả các bài"),
        ("...", "tất cả các bài"),
        # Words and phrases.
        ("covid", "có từ «covid»"),
        ("COVID-19", "có từ «COVID-19»"),
        ("bình đẳng giới", "có các từ «bình đẳng giới»"),
        ('"bình đẳng giới"', "có cụm từ «bình đẳng giới»"),
        ('"covid"', "có từ «covid»"),
        ('"x y"~5', "có «x», «y» gần nhau (cách nhau không quá 5 từ)"),
        ('"trẻ em miền núi"~2', "có «trẻ», «em», «miền», «núi» gần nhau (cách nhau không quá 2 từ)"),
        ('"trẻ em"~0', "có cụm từ «trẻ em»"),
        ('"covid"~5', "có từ «covid»"),
        ('trẻ em "miền núi" biên giới', "có các từ «trẻ em», có cụm từ «miền núi», có các từ «biên giới»"),
        # Brackets around some words change nothing.
        ("trẻ em (miền núi) VÀ biên giới", "có các từ «trẻ em miền núi biên giới»"),
        # Exclusions.
        ("bình đẳng giới -covid từ:2019", "có các từ «bình đẳng giới», không có «covid», đăng từ 01/01/2019"),
        ("-covid", "không có «covid»"),
        ('trẻ em -"vốn vay"', "có các từ «trẻ em», không có cụm từ «vốn vay»"),
        ("giáo dục KHÔNG mầm non", "có các từ «giáo dục», không có «mầm non»"),
        ('a -"x y"~5', "có từ «a», không có «x», «y» gần nhau (cách nhau không quá 5 từ)"),
        ("a -(b HOẶC c)", "có từ «a», không có «b», không có «c»"),
        ('a -(b "c d")', "có từ «a», không đồng thời (có từ «b», có cụm từ «c d»)"),
        ("a -(b VÀ c)", "có từ «a», không có «b c»"),
        ("a -(b -c)", "có từ «a», không đồng thời (có từ «b», không có «c»)"),
        ("a HOẶC -(b -c)", "có từ «a» hoặc không đồng thời (có từ «b», không có «c»)"),
        ("a HOẶC -(b HOẶC c)", "có từ «a» hoặc (không có «b», không có «c»)"),
        ("a -(b HOẶC (c -d))", "có từ «a», không có «b», không đồng thời (có từ «c», không có «d»)"),
        # Alternatives.
        ("đất đai HOẶC nhà ở", "có các từ «đất đai» hoặc các từ «nhà ở»"),
        ('a HOẶC "b c"', "có từ «a» hoặc cụm từ «b c»"),
        ("a HOẶC -b", "có từ «a» hoặc không có «b»"),
        ("-a HOẶC -b", "không có «a» hoặc không có «b»"),
        ('(a HOẶC b) tiêu đề:"c d"', "(có từ «a» hoặc từ «b»), tiêu đề có cụm từ «c d»"),
        ('a HOẶC b "c d"', "có từ «a» hoặc (có từ «b», có cụm từ «c d»)"),
        ('(a HOẶC b "c d") -e', "(có từ «a» hoặc (có từ «b», có cụm từ «c d»)), không có «e»"),
        # Instruments, named in full.
        ("2351/qd-ttg", "dẫn văn bản «Quyết định 2351/QĐ-TTg»"),
        ("Kế hoạch 202/KH-UBND ngày 23/01/2019", "dẫn văn bản «Kế hoạch 202/KH-UBND (23/01/2019)»"),
        ("luật đất đai 2013", "dẫn văn bản «Luật Đất đai năm 2013 (45/2013/QH13)»"),
        ("trẻ em -2351/QĐ-TTg", "có các từ «trẻ em», không dẫn văn bản «Quyết định 2351/QĐ-TTg»"),
        (
            "nghị định 100 HOẶC nghị định 15/2020",
            "dẫn văn bản «Nghị định 100» hoặc văn bản «Nghị định 15/2020»",
        ),
        # Fields.
        ("tiêu đề:covid", "tiêu đề có từ «covid»"),
        ("tiêu đề:bình đẳng giới", "tiêu đề có các từ «bình đẳng giới»"),
        ('tiêu đề:"bình đẳng"~3', "tiêu đề có «bình», «đẳng» gần nhau (cách nhau không quá 3 từ)"),
        ("-tiêu đề:covid", "tiêu đề không có «covid»"),
        ("tiêu đề:(a HOẶC b) c", "(tiêu đề có từ «a» hoặc từ «b»), có từ «c»"),
        ("tiêu đề:(a -b)", "tiêu đề có từ «a», tiêu đề không có «b»"),
        ("tiêu đề:nghị định 100 covid", "tiêu đề có văn bản «Nghị định 100», tiêu đề có từ «covid»"),
        ("-tiêu đề:nghị định 100", "tiêu đề không có văn bản «Nghị định 100»"),
        ("số:202/KH-UBND", "dẫn văn bản «Kế hoạch 202/KH-UBND»"),
        ("số:202 covid", "dẫn văn bản số «202», có từ «covid»"),
        ('-số:"202/KH"', "không dẫn văn bản số «202/KH»"),
        ("nguồn:Sở Y tế", "nguồn là «Sở Y tế»"),
        ('nguồn:("Sở Y tế" HOẶC VnExpress)', "nguồn là «Sở Y tế» hoặc «VnExpress»"),
        ("-nguồn:Sở Y tế", "nguồn không phải là «Sở Y tế»"),
        ('-nguồn:"Sở Y tế"~3', "nguồn không phải là «Sở Y tế»"),
        ("chuyên mục:Y tế HOẶC covid", "chuyên mục là «Y tế» hoặc có từ «covid»"),
        ("-chuyên mục:(Nghị quyết 57)", "chuyên mục không phải là «Nghị quyết 57»"),
        ("tiêu đề:(a nguồn:b)", "tiêu đề có từ «a», nguồn là «b»"),
        # Dates.
        ("từ:04/2019", "đăng từ 01/04/2019"),
        ("đến:2020", "đăng đến hết 31/12/2020"),
        ("từ:04/2019 đến:2020", "đăng từ 01/04/2019 đến 31/12/2020"),
        ("từ:23/01/2019 đến:23/1/2019", "đăng ngày 23/01/2019"),
        ("-(từ:2019 đến:2019)", "không đăng từ 01/01/2019 đến 31/12/2019"),
        ("đến:2010 HOẶC từ:2019", "đăng đến hết 31/12/2010 hoặc từ 01/01/2019"),
        ("a HOẶC b từ:2019", "có từ «a» hoặc (có từ «b», đăng từ 01/01/2019)"),
    ],
)
def test_describe(typed: str, said: str) -> None:
    assert describe(read(typed).tree) == said


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("", "of any kind"),
        (
            "bình đẳng giới -covid từ:2019",
            "with the words “bình đẳng giới”, without “covid”, published from 1.1.2019 on",
        ),
        ('"miền núi" biên giới', "with the phrase “miền núi”, with the words “biên giới”"),
        ('"x y"~5', "with “x”, “y” near each other (no more than 5 words apart)"),
        ("a HOẶC b", "with the word “a” or the word “b”"),
        ("-a HOẶC -b", "without “a” or without “b”"),
        ("a -(b -c)", "with the word “a”, not together (with the word “b”, without “c”)"),
        ("2351/qd-ttg", "citing the document “Quyết định 2351/QĐ-TTg”"),
        ("-số:202", "not citing a document numbered “202”"),
        ("tiêu đề:covid -tiêu đề:x", "whose title has the word “covid”, whose title lacks “x”"),
        ("nguồn:Sở Y tế", "from the source “Sở Y tế”"),
        ("-chuyên mục:Y tế", "not in the category “Y tế”"),
        ("đến:2020", "published until 31.12.2020"),
        ("-(từ:2019 đến:2019)", "not published from 1.1.2019 to 31.12.2019"),
        ("từ:23/01/2019 đến:23/1/2019", "published on 23.1.2019"),
    ],
)
def test_describe_in_english(typed: str, said: str) -> None:
    assert describe(read(typed).tree, ENGLISH, lambda day: f"{day.day}.{day.month}.{day.year}") == said


def test_instruments_in_the_name_of_a_source_are_as_typed() -> None:
    assert describe(read("nguồn:(nghị định 100)").tree) == "nguồn là «nghị định 100»"


def test_early_years_have_four_digits() -> None:
    assert describe(Dates(dt.date(1, 2, 3), None)) == "đăng từ 03/02/0001"


_LEAVES = st.sampled_from("abcdefgh").map(Words) | st.sampled_from(["x y", "z t"]).map(Quoted)
_TREES: st.SearchStrategy[Node] = st.recursive(
    _LEAVES,
    lambda inner: (
        inner.map(Without)
        | st.lists(inner, min_size=2, max_size=3).map(tuple).map(Both)
        | st.lists(inner, min_size=2, max_size=3).map(tuple).map(Either)
        | st.builds(InField, st.sampled_from(["title", "source"]), inner)
    ),
    max_leaves=10,
)


_LANGUAGES = st.sampled_from([VIETNAMESE, ENGLISH])


@given(_TREES, _LANGUAGES)
@settings(max_examples=300)
def test_every_tree_is_said_whole(tree: Node, wording: Wording) -> None:
    said = describe(tree, wording)
    assert sorted(re.findall(r"\w+", " ".join(re.findall("[«“](.*?)[»”]", said)))) == sorted(_words(tree))
    assert said == said.strip()
    assert "  " not in said
    assert "()" not in said
    depth = 0
    for char in said:
        depth += (char == "(") - (char == ")")
        assert depth >= 0
    assert depth == 0


def _words(node: Node) -> list[str]:
    match node:
        case Words(text) | Quoted(text):
            return text.split()
        case Without(part) | InField(_, part):
            return _words(part)
        case Both(parts) | Either(parts):
            return [word for part in parts for word in _words(part)]
        case _:
            return []


@given(_TREES, _LANGUAGES)
@settings(max_examples=300)
def test_commas_and_or_never_stand_side_by_side(tree: Node, wording: Wording) -> None:
    """Inside one pair of brackets there are commas or "hoặc", not both: neither binds closer for a reader."""
    said = re.sub("[«“].*?[»”]", "w", describe(tree, wording))
    while inner := re.search(r"\([^()]*\)", said):
        assert not (", " in inner[0] and wording.either in inner[0])
        said = said[: inner.start()] + "w" + said[inner.end() :]
    assert not (", " in said and wording.either in said)


@given(st.text(max_size=200))
def test_any_query_is_said(typed: str) -> None:
    tree = read(typed).tree
    assert (describe(tree) == "tất cả các bài") == (tree == Nothing())
