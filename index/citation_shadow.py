"""The shadow of a text: what the finder reads, with the way back to the text as it was given.

A text comes as it was found: decomposed letters, Icelandic Ð for Đ, five kinds of dashes, no-break
spaces, soft hyphens, page headers of the gazette in mid-sentence. The shadow has none of these, and every
offset in it can be told in the original.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

_COMBINING = "\u0300-\u036f"
_DECOMPOSED = re.compile(f"[^{_COMBINING}][{_COMBINING}]+")
#: Zero-width characters and soft hyphens: they are in the text and mean nothing.
_INVISIBLE = re.compile("[\u00ad\u200b-\u200f\u2060\ufeff]+")
#: "CÔNG BÁO/Số 1053 + 1054/Ngày 10-8-2025" with the page number, between two lines of a sentence.
#: Its letters may be decomposed.
_PAGE_HEADER = re.compile(
    r"(?:\n\s{0,4}\d{1,4})?\s{0,6}C(?:Ô|O\u0302)NG B(?:Á|A\u0301)O\s?/\s?S(?:ố|o\u0302\u0301)[ \d+]{1,40}/"
    r"\s?Ng(?:à|a\u0300)y\s?[\d-]{6,12}(?:\s{1,4}\d{1,4}(?=\s{0,3}\n))?\s{0,6}"
)
_BLANKS = re.compile(r"\s{2,}")
#: Stands for the end of a paragraph while the shadow is made; a character no text has.
_PARAGRAPH = "\ue000"

_SPACES = "\t\n\r\f\v\x1c\x1d\x1e\x1f\x85\xa0\u1680\u2028\u2029\u202f\u205f\u3000" + "".join(
    map(chr, range(0x2000, 0x200B))
)
_DASHES = "\u2010\u2011\u2012\u2013\u2014\u2015\u2212\ufe58\ufe63\uff0d"
#: Capitals of other alphabets that look like Latin ones and slip into symbols: "TT-BTС" with a Cyrillic С.
_LOOK_ALIKES = dict(zip("АВЕКМНОРСТХΑΒΕΗΙΚΜΝΟΡΤΧ", "ABEKMHOPCTXABEHIKMNOPTX", strict=True))
_TIDY = str.maketrans(
    {
        **_LOOK_ALIKES,
        **dict.fromkeys(_SPACES, " "),
        **dict.fromkeys(_DASHES, "-"),
        _PARAGRAPH: "\n",
        "\u2044": "/",
        "\u2215": "/",
        "\uff0f": "/",
        "\u00d0": "Đ",
        "\u0189": "Đ",
        "\u00f0": "đ",
        "\u0256": "đ",
    }
)


def _folding() -> dict[int, str]:
    table = {ord("Đ"): "d", ord("đ"): "d", ord("Ð"): "d", ord("ð"): "d"}
    for code in (*range(0x41, 0x5B), *range(0xC0, 0x250), *range(0x1E00, 0x1F00)):
        base = unicodedata.normalize("NFD", chr(code))[0].lower()
        if code not in table and "a" <= base <= "z":
            table[code] = base
    return table


_FOLD = _folding()


@dataclass(frozen=True, slots=True)
class Shadow:
    """A tidied text.

    `original` is the text as it was given, `text` keeps case and marks, `folded` is the ASCII lower case of `text` and
    of the same length. In both, a run of white space is one blank, or one line feed where it holds a blank line, so
    that nothing is recognised across paragraphs. `small` tells that there are no capitals at all. `starts[i]:ends[i]`
    is where character `i` stands in the original; both are None when every character stands where it stood.
    """

    original: str
    text: str
    folded: str
    small: bool
    starts: Sequence[int] | None
    ends: Sequence[int] | None

    def breaks_line(self, start: int, end: int) -> bool:
        """Tell whether a line ends between two offsets of the shadow, where it has but a blank."""
        first, last = self.origin(start, end) if start < end else (0, 0)
        return "\n" in self.original[first:last]

    def origin(self, start: int, end: int) -> tuple[int, int]:
        """Give the offsets in the original of a span that is not empty."""
        if self.starts is None or self.ends is None:
            return start, end
        return self.starts[start], self.ends[end - 1]


def cast_shadow(text: str) -> Shadow:
    """Make the shadow of a text of any form. Linear in its length."""
    original = text
    starts: list[int] | None = None
    ends: list[int] | None = None
    pieces = _replacements(text)
    if pieces:
        text, starts, ends = _replace(text, pieces)
    text = text.translate(_TIDY)
    return Shadow(original, text, fold_letters(text), text.islower(), starts, ends)


def fold_letters(text: str) -> str:
    """Drop marks and case of composed letters, `Đ` included; the length stays: `"QĐ-TTg"` → `"qd-ttg"`."""
    return text if text.isascii() and text.islower() else text.translate(_FOLD)


@lru_cache(maxsize=4096)
def fold_code(text: str) -> str:
    """Fold to what a key holds, letters and digits only: `"QĐ-TTg"` → `"qdttg"`."""
    return re.sub("[^a-z0-9]", "", fold_letters(unicodedata.normalize("NFC", text)))


def slug(text: str) -> str:
    """Fold to words joined by hyphens: `"Bà Rịa - Vũng Tàu"` → `"ba-ria-vung-tau"`."""
    return "-".join(re.findall("[a-z0-9]+", fold_letters(unicodedata.normalize("NFC", text))))


def _replacements(text: str) -> list[tuple[int, int, str]]:
    """Find the stretches whose length changes, in order and not overlapping."""
    pieces = [
        (match.start(), match.end(), _PARAGRAPH if match[0].count("\n") > 1 else " ")
        for match in _BLANKS.finditer(text)
    ]
    if text.isascii():
        return pieces
    if not unicodedata.is_normalized("NFC", text):
        for match in _DECOMPOSED.finditer(text):
            composed = unicodedata.normalize("NFC", match[0])
            if composed != match[0]:
                pieces.append((match.start(), match.end(), composed))
    pieces += [(match.start(), match.end(), "") for match in _INVISIBLE.finditer(text)]
    if "NG B" in text:
        pieces += [(match.start(), match.end(), " ") for match in _PAGE_HEADER.finditer(text)]
    return _apart(pieces)


def _apart(pieces: list[tuple[int, int, str]]) -> list[tuple[int, int, str]]:
    """Order the stretches; those that overlap become one, with what the longer was replaced by.

    A page header overlaps the runs of blanks around it.
    """
    pieces.sort(key=lambda piece: (piece[0], -piece[1]))
    kept: list[tuple[int, int, str]] = []
    for start, end, new in pieces:
        if not kept or start >= kept[-1][1]:
            kept.append((start, end, new))
            continue
        first, last, longer = kept[-1]
        kept[-1] = first, max(last, end), new if end - start > last - first else longer
    return kept


def _replace(text: str, pieces: list[tuple[int, int, str]]) -> tuple[str, list[int], list[int]]:
    parts: list[str] = []
    starts: list[int] = []
    ends: list[int] = []
    position = 0
    for start, end, new in (*pieces, (len(text), len(text), "")):
        parts.append(text[position:start])
        starts.extend(range(position, start))
        ends.extend(range(position + 1, start + 1))
        parts.append(new)
        starts.extend([start] * len(new))
        ends.extend([end] * len(new))
        position = end
    return "".join(parts), starts, ends
