"""What follows a bare number: "Quyết định 33 của UBND" goes on like a reference, "quyết định 33 suất quà" counts."""

from __future__ import annotations

import re
from functools import cache

from index import vocabulary
from index.citation_shadow import Shadow, fold_letters
from index.citation_words import any_of

#: Type words that stand before a number only to name it: "công văn 3", where "3 công văn" counts.
NEVER_COUNTED = frozenset({"cong van", "cong dien", "to trinh", "van ban"})
_NEXT_WORDS = re.compile(r" {0,2}([^\W\d_]+)(?: ([^\W\d_]+))?")
_ISSUED_OR_DATED = re.compile(r",? \(?(?:ngay ?[0-9]{1,2}(?:[/.-]| thang)|(?P<of>(?:cua|do) ))")
_UNIT = re.compile(r"(?:quan|huyen|xa|phuong|thi xa|thi tran) ")
_NEXT_DATE = re.compile(r" (?:nam [12][0-9]{3}|ngay ?[0-9])")


def counts(shadow: Shadow, end: int) -> bool:
    """Tell whether a noun follows that the number counts: "3 nội dung", not "năm 2016" or "ngày 7/2"."""
    following = _NEXT_WORDS.match(shadow.text, end)
    if following is None or _NEXT_DATE.match(shadow.folded, end):
        return False
    word, second = following[1].lower(), (following[2] or "").lower()
    if f"{word} {second}" in _listed("uncounted-pair"):
        return False
    return f"{word} {second}" in _listed("counted-pair") or word in _listed("counted")


def issued_or_dated(shadow: Shadow, end: int) -> bool:
    """Tell whether the date or the organ of a reference follows: "… 11 ngày 7/10/2020", "… 1483 của Thanh tra"."""
    match = _ISSUED_OR_DATED.match(shadow.folded, end)
    if match is None:
        return False
    if match["of"] is None or shadow.text[match.end() : match.end() + 1].isupper():
        return True
    unit = _UNIT.match(shadow.folded, match.end())
    if unit is not None:
        return shadow.text[unit.end() : unit.end() + 1].isupper()
    return _organ_opener().match(shadow.folded, match.end()) is not None


def reads_on(shadow: Shadow, end: int, *, strict: bool) -> bool:
    """Tell whether the text after a bare number goes on as it does after a reference, not after a count.

    `strict` wants a word that is known to follow references; otherwise any but a counted noun will do.
    """
    following = _NEXT_WORDS.match(shadow.text, end)
    if following is None or _NEXT_DATE.match(shadow.folded, end):
        return True
    if counts(shadow, end):
        return False
    if not strict:
        return True
    word = following[1]
    if fold_letters(f"{word} {following[2] or ''}") in _follows_paired():
        return True
    return word.lower() != "năm" and (word[0].isupper() or fold_letters(word) in _follows())


@cache
def _listed(name: str) -> frozenset[str]:
    """Give the words of a list with their marks, and in text without any the plain ones that are unmistakable."""
    return frozenset(vocabulary.words(name)) | (_PLAIN if name == "counted" else frozenset())


_PLAIN = frozenset({"thang", "nguoi", "trieu", "nghin"})


@cache
def _organ_opener() -> re.Pattern[str]:
    return any_of("organ-opener")


@cache
def _follows() -> frozenset[str]:
    return frozenset(fold_letters(word) for word in vocabulary.words("follows"))


@cache
def _follows_paired() -> frozenset[str]:
    return frozenset(fold_letters(word) for word in vocabulary.words("follows-pair"))
