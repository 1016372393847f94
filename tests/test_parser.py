"""What is typed into the box becomes a query, whatever it is."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.analysis import syllables
from search.parser import parse
from search.query import All, AnyOf, Everything, Not, Phrase, ValuePrefix, Word
from search.request import MAX_QUERY


@pytest.mark.parametrize(
    ("typed", "match"),
    [
        ("", Everything()),
        ("   ", Everything()),
        ("*", Everything()),
        ("bình đẳng", All((Word("binh"), Word("dang")))),
        ("BINH  dang binh", All((Word("binh"), Word("dang")))),
        ('"đường phố mới"', All((Phrase(("duong", "pho", "moi")),))),
        ("“bình đẳng” giới", All((Word("gioi"), Phrase(("binh", "dang"))))),
        ('"một"', All((Word("mot"),))),
        ('""', Everything()),
        ('"một. Hai ba"', All((Word("mot"), Phrase(("hai", "ba"))))),
        ("COVID-19", All((Phrase(("covid", "19")),))),
        ("lâm -covid", All((Word("lam"), Not(Word("covid"))))),
        ('-"vốn vay"', All((Not(Phrase(("von", "vay"))),))),
        ("sông - núi", All((Word("song"), Word("nui")))),
        ('"mở ngoặc', All((Word("mo"), Word("ngoac")))),
    ],
)
def test_match(typed: str, match: object) -> None:
    assert parse(typed).match == match


@pytest.mark.parametrize(
    ("typed", "asked"),
    [
        ("2351/QĐ-TTg", ("qdttg", ":2351:")),
        ("2351/qd-ttg", ("qdttg", ":2351:")),
        ("quyết định số 2351/QĐ-TTg", ("qdttg", ":2351:")),
        ("Quyết định số 2351/QĐ-TTg ngày 24/12/2010", ("qdttg", ":2351:2010")),
        ("11-NQ/TW", ("nqtw", ":11:")),
        ("30/2020/NĐ-CP", ("ndcp", ":30:2020")),
        ("202/KH", ("kh", ":202:")),
        ("202/kh-ub", ("khub", ":202:")),
        ("Kế hoạch 202/KH-UBND ngày 23 tháng 01 năm 2019", ("khubnd", ":202:2019")),
        ("QĐ 2351", ("qd", ":2351:")),
        ("qd 2351", ("qd", ":2351:")),
        ("nghị định 100", ("ndcp", ":100:")),
        ("Nghị định 100/2019", ("ndcp", ":100:2019")),
        ("202/KH-UBND tỉnh Gia Lai", ("khubnd:202:", "@gia-lai")),
        ("luật đất đai 2013", ("luatqh13", ":45:2013")),
        ("Luật số 45/2013/QH13", ("luatqh13", ":45:2013")),
        ("luật báo chí 1989", ("luat", ":bao-chi:1989")),
        ("18-NQ/TƯ", ("nqtw", ":18:")),
        ("18-NQ/TU", ("nqtu", ":18:")),
    ],
)
def test_instruments_are_asked_for_by_key(typed: str, asked: tuple[str, str]) -> None:
    parsed = parse(typed)
    assert [(i.prefix, i.infix) for i in parsed.instruments] == [asked]
    assert isinstance(parsed.match, All)
    (first,) = (part for part in parsed.match.parts if isinstance(part, AnyOf))
    assert first.parts[0] == ValuePrefix("instrument", *asked)
    assert isinstance(first.parts[1], Phrase)


@pytest.mark.parametrize(
    ("typed", "organ", "rest"),
    [
        ("45/2013/QH13", "qh13", ":45:2013"),
        ("045/2013/qh13", "qh13", ":45:2013"),
        ("45/2013/qh", "qh", ":45:2013"),
        ("02/2020/UBTVQH14", "ubtvqh14", ":2:2020"),
    ],
)
def test_a_number_of_parliament_may_be_of_any_type(typed: str, organ: str, rest: str) -> None:
    parsed = parse(typed)
    assert parsed.instruments == tuple(ValuePrefix("instrument", code + organ, rest) for code in ("luat", "nq", "pl"))
    assert isinstance(parsed.match, All)
    (node,) = parsed.match.parts
    assert isinstance(node, AnyOf)
    assert node.parts[:3] == parsed.instruments
    assert isinstance(node.parts[3], Phrase)
    assert parse(f"-{typed}").match == All((Not(node),))


def test_instruments_may_be_left_out_or_quoted() -> None:
    assert parse("-202/KH-UBND").match == All(
        (Not(AnyOf((ValuePrefix("instrument", "khubnd", ":202:"), Phrase(("202", "kh", "ubnd"))))),)
    )
    assert parse("-202/KH-UBND").notices == ()
    assert parse('"theo Kế hoạch số 202/KH-UBND"').match == All(
        (Phrase(("theo", "ke", "hoach", "so", "202", "kh", "ubnd")),)
    )


def test_words_beside_an_instrument_are_required_too() -> None:
    parsed = parse("thực hiện 202/KH-UBND ở trường")
    assert isinstance(parsed.match, All)
    assert {part.word for part in parsed.match.parts if isinstance(part, Word)} == {"thuc", "hien", "truong"}
    assert [form.folded for form in parsed.words] == ["thuc", "hien", "o", "truong"]


@pytest.mark.parametrize(
    ("typed", "codes"),
    [
        ("bình", []),
        ('"bình', ["unbalanced-quote"]),
        ("a " * MAX_QUERY, ["query-too-long"]),
        ("***", ["wildcard", "nothing-to-search"]),
        ("", []),
    ],
)
def test_notices(typed: str, codes: list[str]) -> None:
    assert [notice.code for notice in parse(typed).notices] == codes


def test_ranking_terms_cover_the_views() -> None:
    terms = {(t.view, t.term) for t in parse("bình đẳng").rank}
    assert terms == {
        ("folded", "binh"),
        ("folded", "dang"),
        ("pairs", "binh dang"),
        ("marked", "binh2"),
        ("marked", "đăng3"),
    }
    assert {t.view for t in parse("binh dang").rank} == {"folded", "pairs"}


def test_syllables_of_every_text_weigh_half() -> None:
    weights = {(term.view, term.term): term.weight for term in parse("mức phạt là gì").rank}
    assert weights["folded", "la"] == weights["folded", "gi"] == weights["folded", "phat"] / 2
    assert weights["marked", "la2"] == weights["marked", "phat5"] / 2
    assert weights["pairs", "phat la"] == weights["pairs", "muc phat"]


@pytest.mark.parametrize("typed", ["bình đẳng giới-nữ", "ubnd/tỉnh", "kế hoạch bình đẳng giới,nam", "(TT&TT)mới"])
def test_a_meaning_that_ends_inside_a_word_loses_nothing_of_it(typed: str) -> None:
    text = repr(parse(typed).match)
    assert all(f"'{s.form.folded}'" in text for s in syllables(typed))


@pytest.mark.parametrize(("left", "right"), [("uỷ ban", "ủy ban"), ("hoà bình", "hòa bình"), ("vịêt nam", "việt nam")])
def test_tone_placement_gives_the_same_query(left: str, right: str) -> None:
    assert (parse(left).match, parse(left).rank) == (parse(right).match, parse(right).rank)


@given(st.text(max_size=250) | st.text(st.sampled_from('"“”-*()~^:/ abđ12KHUBNDQ\\'), max_size=60))
def test_nothing_typed_raises(typed: str) -> None:
    parsed = parse(typed)
    assert len(parsed.text) <= MAX_QUERY
    assert all(notice.message for notice in parsed.notices)
