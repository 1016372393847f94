"""A quick look whether a text may cite anything at all: nine articles in ten do not, and need no shadow.

Nothing is decided here: it may say yes for nothing, and must not say no where the finder would find. Every
citation has a number, so the look goes from number to number.
"""

from __future__ import annotations

import re
import unicodedata
from functools import cache

from index import vocabulary
from index.citation_shadow import fold_letters

#: Texts up to this length are always read in full: queries, titles.
_SHORT_TEXT = 160
_NUMBER = re.compile("[0-9]+")
_DASH = "[-/\u2010-\u2015\u2212\u2044\u2215\uff0f]"
#: A number's way to the first letters of a symbol: "/QĐ", " – CT", "a/NQ", "/2016/TT", " QĐ/".
_SYMBOL = re.compile(
    rf"[a-zA-Z]?[\s\u200b\u00ad]{{0,3}}(?:{_DASH}{{1,2}}[\s\u200b\u00ad]{{0,3}}"
    rf"(?:[A-ZĐÐƯ]{{2}}|[A-ZĐÐ][a-zđ]{{0,3}}\s?[-/]|[a-zđð]{{1,7}}\s?{_DASH})|[A-ZĐÐ]{{1,5}}\s?{_DASH})"
)
_LAW = re.compile(
    r"(?<!háp )(?<!ỷ )(?:[lL]uật|LUẬT)(?! sư| gia| pháp)|[lL]uat|BL[HDLT]"
    r"|[hH]iến pháp|HIẾN PHÁP|[pP]háp lệnh|PHÁP LỆNH|phap"
)
_STOPS = re.compile(r"[.;:!?\n]")


@cache
def _endings() -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Give the folded words that may stand right before a bare number, and those that may before its "số"."""
    bare, numbered = set(), {f" {fold_letters(word).split()[-1]}" for word in vocabulary.words("short-middle")}
    for row in vocabulary.types():
        words = [
            *row.words,
            *(f" {short}" for short in row.abbreviations),
            *(f"({short})" for short in row.abbreviations),
        ]
        folded = {fold_letters(word) for word in words}
        if row.short != "never":
            numbered |= folded
        if row.short == "bare":
            bare |= folded
    return tuple(bare), tuple(numbered | bare)


def may_cite(text: str) -> bool:
    """Tell whether a text has to be read: it has a number with letters, after a type word, or after a law."""
    if len(text) <= _SHORT_TEXT or text.isascii():
        return True
    if not unicodedata.is_normalized("NFC", text):
        text = unicodedata.normalize("NFC", text)
    bare, numbered = _endings()
    for match in _NUMBER.finditer(text):
        start, end = match.span()
        if _SYMBOL.match(text, end) is not None:
            return True
        before = " " + fold_letters(" ".join(text[max(0, start - 36) : start].split())).rstrip(" :.-,\u200b")
        if before.endswith(" so"):
            if before.removesuffix(" so").removesuffix(" so").rstrip(" :.").endswith(numbered) or _after_law(
                text, start
            ):
                return True
        elif before.endswith(bare):
            return True
        if end - start == 4 and text[start] in "12" and _after_law(text, start):
            return True
    return "CVN" in text or "XDVN" in text or "cvn" in text


def _after_law(text: str, start: int) -> bool:
    sentence = _STOPS.split(text[max(0, start - 280) : start])[-1]
    return _LAW.search(sentence) is not None
