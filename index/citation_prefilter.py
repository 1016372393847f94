"""A quick look whether a text may cite anything at all: nine articles in ten do not, and need no shadow.

Nothing is decided here: it may say yes for nothing, and must not say no where the finder would find. Every
citation has a number, so the look goes from number to number.
"""

from __future__ import annotations

import re
import string
import unicodedata
from functools import cache, lru_cache

from index import vocabulary
from index.citation_follow import NEVER_COUNTED
from index.citation_shadow import fold_letters

#: Texts up to this length are always read in full: queries, titles.
_SHORT_TEXT = 160
#: A page header of the gazette, which may stand in mid-sentence.
_PAGE_HEADER = re.compile(r"CÔNG BÁO\s?/\s?S")
_NUMBER = re.compile("[0-9]+")
_DASH = "[-/\u2010-\u2015\u2212\u2044\u2215\uff0f]"
#: What may stand between a type word and its number.
_LEAD = " :.-,\u00ad\u200b\u200c\u200d\u200e\u200f\u2060\ufeff\u2010\u2011\u2012\u2013\u2014\u2015\u2212"
#: A number's way to the first letters of a symbol: "/QĐ", " – CT", "a/NQ", "/2016/TT", " QĐ/".
_SYMBOL = re.compile(
    rf"(?:[a-zA-Z]|\s{{1,3}}[a-zA-Z](?=\s{{0,3}}{_DASH}))?[\s\u200b\u00ad]{{0,9}}(?:{_DASH}{{1,2}}[\s\u200b\u00ad]{{0,9}}"
    rf"(?:[A-ZĐÐƯ]{{2}}|0H[1I]|[A-ZĐÐ][a-zđ]{{0,3}}\s?[-/]|[a-zđð]{{1,7}}\s?{_DASH})|[A-ZĐÐ]{{1,9}}\s{{0,3}}{_DASH})"
)
#: The same, and white space: what is taken off before the last word is looked at.
_STRIPPED = _LEAD + string.whitespace + "\u00a0"
_LAW = re.compile(
    r"(?<!háp )(?<!ỷ )(?:[lL]uật|LUẬT)(?! sư| gia| pháp)|[lL]uat|BL[HDLT]"
    r"|[hH]iến pháp|HIẾN PHÁP|[pP]háp lệnh|PHÁP LỆNH|phap"
)
#: The date or the organ of a number without a symbol.
_ISSUED = re.compile(r",?\s{0,3}\(?(?:(?:[nN]g(?:à|a)y|NG(?:À|A)Y)\s?[0-9]|(?:[cC](?:ủ|u)a|CỦA|[dD]o)\s)")
#: A single line feed is white space, as in the shadow; a blank line is an end.
_STOPS = re.compile(r"[.;:!?]|\n\s*\n")


@cache
def _endings() -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Give the folded words that may stand right before a bare number, and those that may before its "số"."""
    bare = set(NEVER_COUNTED)
    numbered = {f" {fold_letters(word).split()[-1]}" for word in vocabulary.words("short-middle")}
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


@cache
def _title_words() -> tuple[str, ...]:
    """Give the folded type words of two syllables and more, which may stand well before their number."""
    words = {fold_letters(word) for row in vocabulary.types() for word in row.words if row.short != "never"}
    return tuple(word for word in words if " " in word)


def may_cite(text: str) -> bool:
    """Tell whether a text has to be read: it has a number with letters, after a type word, or after a law."""
    if len(text) <= _SHORT_TEXT or text.isascii():
        return True
    if not unicodedata.is_normalized("NFC", text):
        text = unicodedata.normalize("NFC", text)
    if _PAGE_HEADER.search(text):
        return True
    for match in _NUMBER.finditer(text):
        start, end = match.span()
        if _SYMBOL.match(text, end) is not None:
            return True
        # The middle of a date or a decimal has no word before it.
        if not (text[start - 1] in "./,-" and text[start - 2].isdigit()) and _after_type(text, start, end):
            return True
        if end - start == 4 and text[start] in "12" and _after_law(text, start):
            return True
    return "CVN" in text or "XDVN" in text or "cvn" in text


def _after_type(text: str, start: int, end: int) -> bool:
    """Tell whether a type word stands right before a number, or before its "số"."""
    last = text[max(0, start - 36) : start].rstrip(_STRIPPED)
    if not _may_end(last[last.rfind(" ") + 1 :]):
        return False
    bare, numbered = _endings()
    before = " " + fold_letters(" ".join(text[max(0, start - 36) : start].split())).rstrip(_LEAD)
    if before.endswith("so"):
        words = before.removesuffix("so").rstrip(_LEAD).removesuffix("so").rstrip(_LEAD)
        return words.endswith(numbered) or _after_law(text, start) or _after_title(text, start, end)
    return before.endswith(bare) or (before.endswith(_title_words()) and _ISSUED.match(text, end) is not None)


@lru_cache(maxsize=50_000)
def _may_end(word: str) -> bool:
    """Tell whether a printed word may be the last one of what stands before a number; most are "ngày", "năm", "hơn"."""
    return fold_letters(" ".join(word.split())).rstrip(_LEAD).endswith(_last_syllables())


@cache
def _last_syllables() -> tuple[str, ...]:
    bare, numbered = _endings()
    return ("so", *{words.split()[-1] for words in (*bare, *numbered, *_title_words())})


def _after_title(text: str, start: int, end: int) -> bool:
    """Tell whether a date or organ follows a number, and a type word stands well before it."""
    if _ISSUED.match(text, end) is None:
        return False
    before = fold_letters(" ".join(text[max(0, start - 190) : start].split()))
    return any(word in before for word in _title_words())


def _after_law(text: str, start: int) -> bool:
    sentence = _STOPS.split(text[max(0, start - 280) : start].rstrip(" .:"))[-1]
    return _LAW.search(sentence) is not None
