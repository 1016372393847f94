"""Cleaning changes only what a reader cannot see."""

from __future__ import annotations

import json
import lzma
import time
import unicodedata

import pytest
from conftest import shared
from hypothesis import given
from hypothesis import strategies as st

from index.cleaning import clean_line, clean_text

LINES = [
    ("", ""),
    ("   ", ""),
    ("Ủy ban nhân dân", "Ủy ban nhân dân"),
    ("  Ủy\u00a0ban   nhân\tdân ", "Ủy ban nhân dân"),
    ("một\nhai\r\nba\rbốn", "một hai ba bốn"),
    ("Quye\u0302\u0301t", "Quyết"),
    ("hoà, uỷ, Hoà, THUỶ", "hoà, uỷ, Hoà, THUỶ"),
    ("Uỷ ban, Ủy ban", "Uỷ ban, Ủy ban"),
    ("2351/QÐ-TTg", "2351/QÐ-TTg"),
    ("½ № ﬁ Ⅻ ：", "½ № ﬁ Ⅻ ："),
    ("“ngoặc” – gạch … dài", "“ngoặc” – gạch … dài"),
]

INVISIBLE = [
    # Inside a word nothing may be left: these stand in real text.
    ("d\u00adưới", "dưới"),
    ("đăng k\u200eý", "đăng ký"),
    ("s\x1cở", "sở"),
    ("\x08Theo", "Theo"),
    ("\ufeffTiêu đề", "Tiêu đề"),
    ("a\u200db", "ab"),
    ("Quye\u200c\u0302\u0301t", "Quyết"),
    ("\u202eđảo\u202c \u2066chiều\u2069", "đảo chiều"),
    ("2351/\u200bQĐ-\u200bTTg", "2351/QĐ-TTg"),
    ("Quyết \u200bđịnh\u200b", "Quyết định"),
    ("\U000e0041x\ufe0f\uffffy\x7f", "xy"),
    # Between words something has to be left.
    ("chính\u200bsách", "chính sách"),
    ("e\u0301\u200b\u200ba", "é a"),
    ("chính\u0085sách", "chính sách"),
    ("chính\u2028sách", "chính sách"),
    ("chính\x0csách", "chính sách"),
    ("chính\x0bsách", "chính sách"),
    ("chính\u3000sách\u2009mới\u202fđây", "chính sách mới đây"),
    ("2011\u00962020", "2011 2020"),
    ("ảnh\ufffcchú thích", "ảnh chú thích"),
]


@pytest.mark.parametrize(("raw", "clean"), LINES + INVISIBLE)
def test_lines(raw: str, clean: str) -> None:
    assert clean_line(raw) == clean


@pytest.mark.parametrize(("raw", "clean"), LINES[:4] + LINES[5:] + INVISIBLE[:13])
def test_text_of_one_line_is_cleaned_as_a_line(raw: str, clean: str) -> None:
    assert clean_text(raw) == clean


@pytest.mark.parametrize(
    ("raw", "clean"),
    [
        ("một\r\nhai\rba\nbốn", "một\nhai\nba\nbốn"),
        ("     Theo đó,   \n\t- Quán triệt", "Theo đó,\n- Quán triệt"),
        ("một\n\nhai", "một\n\nhai"),
        ("một\n\n\n \u00a0\n\t\n\nhai", "một\n\nhai"),
        ("\n\n một \n\n", "một"),
        ("một\x0chai\u2028ba\u2029bốn\u0085năm", "một\nhai\nba\nbốn\nnăm"),
        ("một\n\u200b\nhai", "một\n\nhai"),
        ("một\n\ufeffhai", "một\nhai"),
    ],
)
def test_texts(raw: str, clean: str) -> None:
    assert clean_text(raw) == clean


# Plain letters seldom meet; these do, and each has a rule of its own.
hostile = st.text(st.sampled_from("aơĐÐ ̛̣́̂̀̈́\u200b\u200c\u00ad\u00a0\u2028\x0c\r\n\t \x1c\u0096\ufffc\ufeff\u0344½가ᄀ"))
texts = st.one_of(st.text(), hostile)


@given(texts)
def test_cleaning_twice_is_cleaning_once(raw: str) -> None:
    for clean in (clean_line, clean_text):
        once = clean(raw)
        assert clean(once) == once


@given(texts)
def test_clean_text_is_composed_and_has_no_spare_space(raw: str) -> None:
    clean = clean_text(raw)
    assert unicodedata.is_normalized("NFC", clean)
    assert clean == clean.strip()
    assert "\n\n\n" not in clean
    assert "  " not in clean
    assert all(character in "\n " or not character.isspace() for character in clean)
    assert not any(unicodedata.category(character) in ("Cc", "Zl", "Zp") for character in clean.replace("\n", ""))
    assert clean_line(raw) == " ".join(clean.split())


@given(st.text(st.characters(whitelist_categories=("L", "N", "P", "S"))))
def test_visible_characters_stay_as_they_are(raw: str) -> None:
    kept = clean_line(raw)
    composed = unicodedata.normalize("NFC", raw)
    # Fillers are letters that nobody sees.
    assert kept == "".join(character for character in composed if character not in "\u115f\u1160\u3164\uffa0\ufffc")


@pytest.mark.parametrize(
    "hostile_megabyte",
    [
        "đ" * 1_000_000,
        "a" + "\u0301\u0327" * 500_000,
        "\u200b" * 1_000_000,
        "a\u200b" * 500_000,
        " " * 1_000_000 + "x",
        "\n" * 1_000_000 + "x",
        "\U0001e944" + "\U0001e94a\U0001e945" * 300_000,
    ],
    ids=["no space", "marks", "zero width", "zero width between letters", "spaces", "lines", "marks beyond U+FFFF"],
)
def test_a_megabyte_takes_no_longer_than_its_length(hostile_megabyte: str) -> None:
    begun = time.perf_counter()
    clean_text(hostile_megabyte)
    # Quadratic work would take minutes.
    assert time.perf_counter() - begun < 5


def test_thirty_marks_on_a_letter_are_kept() -> None:
    thirty = "x" + "\u0301" * 30
    assert clean_line(thirty) == thirty
    assert clean_line(thirty + "\u0301" * 500) == thirty


@pytest.mark.shared
def test_real_text_loses_no_letter() -> None:
    with lzma.open(shared("news/binhdinh2025.jsonl.xz"), "rt", encoding="utf-8") as file:
        for line in file:
            raw = json.loads(line)["body"]
            letters = [letter for letter in unicodedata.normalize("NFC", raw) if letter.isalnum()]
            assert [letter for letter in clean_text(raw) if letter.isalnum()] == letters
