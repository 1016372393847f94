"""The words before a number: types of instruments ("Quyết định", "NĐ"), and papers that are none ("giấy phép")."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache

from index import vocabulary
from index.citation_shadow import Shadow, fold_letters
from index.vocabulary import InstrumentType


@dataclass(frozen=True, slots=True)
class Word:
    """A type word or the word of a paper, as offsets of a shadow; `type` is None for a paper."""

    start: int
    end: int
    type: InstrumentType | None
    abbreviated: bool = False


#: "luật" is no type in "pháp luật", "kỷ luật"; "điện" is one only before "số".
_GUARDED = {
    "luat": r"(?<!phap )(?<!ky )(?<!quy )(?<!dao )luat",
    "dien": r"dien(?= (?:khan |mat |hoa toc )?so )",
}
#: Where a capital follows a small letter. The classes hold some capitals too: the letters are looked at.
_GLUE = re.compile("[a-zà-ỹđ](?=[BCHKLNPQSTVĐ][a-zà-ỹ])")
#: Nor is it one in "luật sư", "luật gia"; marks matter, for there is a "Luật Giá".
_JURIST = re.compile(r"luật (?:sư|gia)(?![^\W_])", re.IGNORECASE)
#: Misprints of a type word pass, save those that are other words: "lưu thông từ 6 đến 22 giờ".
_EXACT = {"thong tu": "thông tư", "chi thi": "chỉ thị", "cong thu": "công thư"}
_TYPED_ABBREVIATION = re.compile(r"(?<![a-z0-9])[a-z]{2,4}(?=[ -]{0,2}(?:so )?[0-9])")
#: Abbreviations that a text without capitals may hold; "tt 20" and "ct 1" would be too many other things.
_SMALL = frozenset({"NĐ", "QĐ", "NQ", "TTLT", "CĐ"})


def _whole_words(alternatives: Iterable[str], *, end: str = "(?![a-z])") -> re.Pattern[str]:
    return re.compile(rf"(?<![a-z0-9])(?:{'|'.join(alternatives)}){end}")


@cache
def _type_words() -> tuple[re.Pattern[str], dict[str, InstrumentType]]:
    rows = {fold_letters(word): row for row in vocabulary.types() for word in row.words}
    # "Quyết địnhsố 5": a lost blank joined the two.
    end = "(?![a-z](?!o ?:? ?[0-9]))"
    return _whole_words((_GUARDED.get(word, word) for word in sorted(rows, key=len, reverse=True)), end=end), rows


@cache
def _paper_words() -> tuple[re.Pattern[str], frozenset[str]]:
    words = {row.word for row in vocabulary.papers()}
    printed = frozenset(words | {word.replace("óa", "oá").replace("ủy", "uỷ") for word in words})
    return _whole_words(sorted({fold_letters(word) for word in words}, key=len, reverse=True)), printed


@cache
def _abbreviations() -> tuple[re.Pattern[str], dict[str, InstrumentType]]:
    rows = {short: row for row in vocabulary.types() for short in row.abbreviations}
    pattern = "|".join(sorted(rows, key=len, reverse=True))
    return re.compile(rf"(?<![^\W_])(?:{pattern})(?=[ -]{{0,2}}(?:(?:số|SỐ)|[0-9]))"), rows


def find_words(shadow: Shadow, *, typed: bool = False) -> list[Word]:
    """Find the type words and paper words of a shadow, in order.

    `typed` reads small abbreviations without marks too ("qd 2351"), as people type them into a search box.
    """
    pattern, rows = _type_words()
    text = shadow.text
    found = [
        Word(match.start(), match.end(), rows[match[0]])
        for match in (*pattern.finditer(shadow.folded), *_glued(shadow))
        if (match[0] not in _EXACT or _is_exact(text[match.start() : match.end()]))
        and (match[0] != "luat" or _JURIST.match(text, match.start()) is None)
    ]
    found += _papers(shadow)
    abbreviated = list(_abbreviated(shadow))
    if typed:
        known = {word.start for word in abbreviated}
        abbreviated += [word for word in _typed(shadow) if word.start not in known]
    return sorted((*found, *abbreviated), key=lambda word: (word.start, -word.end))


@cache
def _glued_types() -> re.Pattern[str]:
    return re.compile(rf"(?:{'|'.join(sorted(_type_words()[1], key=len, reverse=True))})(?![a-z])")


def _glued(shadow: Shadow) -> Iterable[re.Match[str]]:
    """Find type words that a lost blank joined to the word before: "ban hànhNghị quyết"."""
    for match in _GLUE.finditer(shadow.text):
        if shadow.text[match.start()].islower() and shadow.text[match.end()].isupper():
            glued = _glued_types().match(shadow.folded, match.end())
            if glued is not None:
                yield glued


def _is_exact(printed: str) -> bool:
    return printed.isascii() or printed.lower() in _EXACT.values()


def _papers(shadow: Shadow) -> Iterable[Word]:
    """Find the papers; they must be printed well: "phần quyết" is no "phán quyết"."""
    pattern, printed = _paper_words()
    for match in pattern.finditer(shadow.folded):
        words = shadow.text[match.start() : match.end()]
        if words.isascii() or words.lower() in printed:
            yield Word(match.start(), match.end(), None)


def _abbreviated(shadow: Shadow) -> Iterable[Word]:
    pattern, rows = _abbreviations()
    text = shadow.text
    if shadow.small:
        text = text.upper()
        if len(text) != len(shadow.text):
            return
    for match in pattern.finditer(text):
        if not shadow.small or match[0] in _SMALL:
            yield Word(match.start(), match.end(), rows[match[0]], abbreviated=True)


def _typed(shadow: Shadow) -> Iterable[Word]:
    rows = {fold_letters(short): row for short, row in _abbreviations()[1].items()}
    for match in _TYPED_ABBREVIATION.finditer(shadow.folded):
        if match[0] in rows:
            yield Word(match.start(), match.end(), rows[match[0]], abbreviated=True)


def any_of(name: str) -> re.Pattern[str]:
    """Compile a list of `words.tsv` into a pattern of whole words, to be run on folded text."""
    words = sorted({fold_letters(word) for word in vocabulary.words(name)}, key=len, reverse=True)
    return re.compile(rf"(?<![a-z0-9])(?:{'|'.join(re.escape(word) for word in words)})(?![a-z0-9])")


def any_of_marked(name: str) -> re.Pattern[str]:
    """Compile a list of `words.tsv` into a pattern of whole words with their marks, to be run on lower case."""
    words = sorted({word.lower() for word in vocabulary.words(name)}, key=len, reverse=True)
    return re.compile(rf"(?<![^\W_])(?:{'|'.join(re.escape(word) for word in words)})(?![^\W_])")


@cache
def organ_inner() -> frozenset[str]:
    """Read the small words that go on with the name of an organ: "ủy", "nhân", "dân"."""
    return frozenset(vocabulary.words("organ-inner"))
