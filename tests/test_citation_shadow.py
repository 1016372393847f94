"""The shadow of a text and the way back from it."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.citation_shadow import cast_shadow, fold_code, fold_letters, slug


@pytest.mark.parametrize(
    ("text", "tidied"),
    [
        ("Quyết định  số\u00a05", "Quyết định số 5"),
        ("58/2025/N\u00d0\u2011CP", "58/2025/NĐ-CP"),
        ("40 \u2013 CT\u2215TW", "40 - CT/TW"),
        ("50/\u200bNĐ\u00ad-CP", "50/NĐ-CP"),
        ("số \n68", "số 68"),
        ("hết.\n \nMới", "hết.\nMới"),
        ("dài \n \n36 \nCÔNG BÁO/Số 529 + 530/Ngày 27-4-2018 \n  \nngắn", "dài ngắn"),
        ("dài \n \nCÔNG BÁO/Số 529/Ngày 27-4-2018 \n35 \n \nngắn", "dài ngắn"),
        (unicodedata.normalize("NFD", "Nghị định"), "Nghị định"),
    ],
)
def test_text_is_tidied(text: str, tidied: str) -> None:
    assert cast_shadow(text).text == tidied


def test_folding_keeps_the_length_and_drops_marks_and_case() -> None:
    assert cast_shadow("QUYẾT ĐỊNH số 5/QĐ-TTg").folded == "quyet dinh so 5/qd-ttg"
    assert fold_letters("ứng phó") == "ung pho"


@pytest.mark.parametrize(
    ("text", "code"), [("QĐ-TTg", "qdttg"), ("N\u00d0-CP", "ndcp"), ("BNN&PTNT", "bnnptnt"), ("QĐ", "qd")]
)
def test_fold_code(text: str, code: str) -> None:
    assert fold_code(text) == fold_code(unicodedata.normalize("NFD", text)) == code


def test_slug() -> None:
    assert slug("Bà Rịa - Vũng Tàu") == "ba-ria-vung-tau"


def test_spans_lead_back_to_the_original() -> None:
    text = unicodedata.normalize("NFD", "Theo  Nghị định\u200b số 5")
    shadow = cast_shadow(text)
    begin = shadow.text.index("Nghị")
    start, end = shadow.origin(begin, begin + len("Nghị định"))
    assert unicodedata.normalize("NFC", text[start:end]) == "Nghị định"


@given(st.text(alphabet="ắêộ đÐ\u0301\u0302\u00ad\u200b\n \u2011aB1/"))
def test_any_span_stays_within_the_text(text: str) -> None:
    shadow = cast_shadow(text)
    assert len(shadow.text) == len(shadow.folded)
    previous = 0
    for index in range(len(shadow.text)):
        start, end = shadow.origin(index, index + 1)
        assert previous <= start < end <= len(text)
        previous = start
