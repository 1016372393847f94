"""Vietnamese syllables: which are possible, what marks make of letters, and what the second spelling is.

A syllable is an onset and a rime. The tables are those of the orthography: every rime in use, and what may stand
before it. Besides there are four rules: `k gh ngh` stand before `e ê i y` where `c g ng` stand before the other
vowels; a rime that begins with rounded lips (`oa`, `uê`, `uy`) is written with `qu` for `c`; a rime that ends in
`c ch p t` takes sắc or nặng; a tone has one place, or two where usage is divided (`hòa`, `hoà`).

Marks are named by VNI's digits: 1 sắc, 2 huyền, 3 hỏi, 4 ngã, 5 nặng; 6 the hat of `â ê ô`, 7 the horn of
`ơ ư`, 8 the bowl of `ă`, 9 the stroke of `đ`.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache

#: Rimes without rounding: a nucleus, and what may close it ("-" is nothing).
_RIMES = {
    "a": "- c ch i m n ng nh o p t u y",
    "ă": "c m n ng p t",
    "â": "c m n ng p t u y",
    "e": "- c m n ng o p t",
    "ê": "- ch m n nh p t u",
    "i": "- a ch m n nh p t u",
    "iê": "c m n ng p t u",
    "o": "- c i m n ng p t",
    "ô": "- c i m n ng p t",
    "ơ": "- i m n p t",
    "u": "- a c i m n ng p t",
    "uô": "c i m n ng t",
    "ư": "- a c i ng t u",
    "ươ": "c i m n ng p t u",
}
#: Rimes that begin with rounded lips.
_ROUNDED = {
    "oa": "- c ch i m n ng nh o p t y",
    "oă": "c m n ng t",
    "oe": "- n o t",
    "uâ": "n ng t y",
    "uê": "- ch nh",
    "uy": "- a ch n nh p t u",
    "uyê": "n t",
}
#: The same behind `qu`, with those that have it before them only: `quặp`, `quen`, `quên`, `quít`, `quốc`.
_BEHIND_QU = {
    "a": "- c ch i m n ng nh o p t u y",
    "ă": "c m n ng p t",
    "â": "n ng t y",
    "e": "- m n o t",
    "ê": "- ch n nh t",
    "i": "- n nh t",
    "ô": "c",
    "ơ": "- i",
    "y": "- ch n nh t",
    "yê": "n t",
}
#: `iê` with nothing before it.
_YE = {"yê": "m n ng t u"}
#: The short `i` of `gì`, `gìn`, and `iê` behind `gi`, which has its i already: `giếng`, `giết`.
_BEHIND_GI = {"e": "- m o p", "ê": "c m ng t u"}
_GI = {"i": "- n"}
#: The rounded rimes that stand behind b, m, p, ph, v: words of foreign origin (`vỏ xe buýt`, `thùng phuy`, `vải voan`).
_ROUNDED_BEHIND_LABIALS = {"oa": "- n", "uy": "- t"}

#: A bare y: `kỹ`, `lý`; `Vỹ`, `Thy` are names.
_BEFORE_Y = ("", "d", "h", "k", "l", "m", "n", "s", "t", "th", "tr", "v")
#: Where a bare i and a bare y are one word to a reader: `kĩ thuật`, `kỹ thuật`. Not `vi`, `thi`, and never y alone.
_I_OR_Y = ("h", "k", "l", "m", "qu", "s", "t")

#: Syllables outside the tables, by where they come from.
_OTHERS = {
    "Highlands and North": "kạn đắk đăk đak lắk lăk păh pưh prông krông kông búk pắk đrắk",
    "oong and ooc": "boong goòng loong toong xoong đoòng hoóc moóc soóc voọc",
}

#: Open rimes whose tone has two places, on the first letter (`hòa`, `thủy`) and on the second (`hoà`, `thuỷ`).
_DIVIDED = ("oa", "oe", "uy")
#: Three vowels of which the middle one carries the tone: `ngoài`, `khuỷu`.
_MIDDLE = ("oai", "oao", "oay", "oeo", "uya", "uyu")

_TONES = {"1": "\u0301", "2": "\u0300", "3": "\u0309", "4": "\u0303", "5": "\u0323"}
_DIGITS = {**{mark: digit for digit, mark in _TONES.items()}, "\u0302": "6", "\u031b": "7", "\u0306": "8"}
_VOWELS = "aăâeêioôơuưy"
#: Eth and the African d stand for đ in old texts; analysis reads them so too.
_D_LETTERS = str.maketrans({"ð": "đ", "ɖ": "đ"})
#: Where an onset may end, the longest (`ngh`) first.
_CUTS = (3, 2, 1, 0)
#: More letters than any syllable has.
_LONGEST = 12
_OTHER_LETTER = {"i": "y", "y": "i", "I": "Y", "Y": "I"}


def _listed(*tables: Mapping[str, str]) -> tuple[str, ...]:
    """Write out tables of rimes."""
    return tuple(
        nucleus + ("" if closing == "-" else closing)
        for table in tables
        for nucleus, closings in table.items()
        for closing in closings.split()
    )


def _onsets() -> Iterator[tuple[str, tuple[str, ...]]]:
    """Give every onset with its rimes (no tones)."""
    plain, rounded = _listed(_RIMES), _listed(_ROUNDED)
    front = tuple(rime for rime in plain if rime[0] in "eêi")
    others = tuple(rime for rime in plain if rime not in front)
    for onset in ("", "ch", "d", "đ", "h", "kh", "l", "n", "nh", "r", "s", "t", "th", "tr", "x"):
        # Nothing stands before `iê`, which is then written `yê`.
        first = (*(rime for rime in plain if not rime.startswith("iê")), *_listed(_YE)) if not onset else plain
        # `thuở`, `huơ`.
        alone = (*(("y",) if onset in _BEFORE_Y else ()), *(("uơ",) if onset in ("h", "th") else ()))
        yield onset, (*first, *rounded, *alone)
    for onset in ("b", "m", "p", "ph", "v"):
        yield onset, (*plain, *_listed(_ROUNDED_BEHIND_LABIALS), *(("y",) if onset in _BEFORE_Y else ()))
    yield "k", (*front, "y")
    yield "c", others
    yield "gh", front
    yield "g", (*others, *rounded, *_listed(_GI))
    yield "ngh", front
    yield "ng", (*others, *rounded)
    yield "gi", (*others, *_listed(_BEHIND_GI))
    yield "qu", _listed(_BEHIND_QU)


def _tone_places(rime: str) -> tuple[int, ...]:
    """Give the offsets of the letters of a rime that may carry the tone, the older placement first."""
    shaped = [i for i, letter in enumerate(rime) if letter in "ăâêôơư"]
    if shaped:
        return (shaped[-1],)
    if rime in _DIVIDED:
        return (0, 1)
    if rime in _MIDDLE:
        return (1,)
    vowels = len(rime) - len(rime.lstrip(_VOWELS))
    return (vowels - 1 if vowels < len(rime) else 0,)


def _toned(rime: str, tone: str) -> tuple[str, ...]:
    """Give a rime with a tone (a digit, or ""), in each of its spellings; nothing where it cannot take that tone."""
    if rime.endswith(("c", "ch", "p", "t")) and tone not in ("1", "5"):
        return ()
    if not tone:
        return (rime,)
    mark = _TONES[tone]
    return tuple(
        unicodedata.normalize("NFC", rime[: place + 1] + mark + rime[place + 1 :]) for place in _tone_places(rime)
    )


def _taken_apart(syllable: str) -> tuple[str, str]:
    """Give the letters a-z of a lower-case syllable and its marks, ascending: `đường` gives `duong` and `279`."""
    letters: list[str] = []
    marks: set[str] = set()
    for char in unicodedata.normalize("NFD", syllable):
        if char == "đ":
            marks.add("9")
            letters.append("d")
        elif char in _DIGITS:
            marks.add(_DIGITS[char])
        else:
            letters.append(char)
    return "".join(letters), "".join(sorted(marks))


@dataclass(frozen=True, slots=True)
class _Tables:
    """What the tables say: by onset the rimes with tones, without marks, by letters and marks; the other syllables."""

    whole: Mapping[str, frozenset[str]]
    bare: Mapping[str, frozenset[str]]
    made: Mapping[str, Mapping[tuple[str, str], str]]
    others: frozenset[str]
    others_made: Mapping[tuple[str, str], str]
    others_bare: frozenset[str]


@cache
def _tables() -> _Tables:
    whole: dict[str, frozenset[str]] = {}
    bare: dict[str, frozenset[str]] = {}
    made: dict[str, dict[tuple[str, str], str]] = {}
    # Most onsets take the same rimes: what follows from these is made and kept once.
    known: dict[tuple[str, ...], tuple[frozenset[str], dict[tuple[str, str], str]]] = {}
    for onset, rimes in _onsets():
        if rimes not in known:
            spellings = {(rime, tone): _toned(rime, tone) for rime in rimes for tone in ("", *_TONES)}
            known[rimes] = (
                frozenset(each for both in spellings.values() for each in both),
                {_taken_apart(both[0]): both[0] for both in spellings.values() if both},
            )
        whole[onset], made[onset] = known[rimes]
        letters = _taken_apart(onset)[0]
        bare[letters] = bare.get(letters, frozenset()) | {_taken_apart(rime)[0] for rime in rimes}
    others = frozenset(each for row in _OTHERS.values() for each in row.split())
    apart = {_taken_apart(each): each for each in others}
    return _Tables(whole, bare, made, others, apart, frozenset(letters for letters, _ in apart))


def _has(table: Mapping[str, frozenset[str]], lower: str) -> bool:
    for cut in _CUTS:
        rimes = table.get(lower[:cut])
        if rimes is not None and lower[cut:] in rimes:
            return True
    return False


def _normal(text: str) -> str:
    if text.isascii():
        return text.lower()
    lower = unicodedata.normalize("NFC", text.lower())
    return lower.translate(_D_LETTERS) if "ð" in lower or "ɖ" in lower else lower


def is_syllable(text: str) -> bool:
    """Tell whether a text is a possible Vietnamese syllable, in any case; never raises.

    A text without marks is one if some marks make it one: `nguyen`, `hoc`. A text with marks must have all of
    them: `nguyễn`, not `nguyẽn`; and those that its end allows: `học`, not `hòc`. Both placements of a tone are right
    (`hòa`, `hoà`), others are not (`vịêt`).
    """
    if len(text) > _LONGEST:
        return False
    lower = _normal(text)
    tables = _tables()
    if not lower.isascii():
        return _has(tables.whole, lower) or lower in tables.others
    return _has(tables.bare, lower) or lower in tables.others_bare


def is_plain_syllable(text: str) -> bool:
    """Tell whether a text is a Vietnamese syllable as it stands and has no marks: `ban`, not `nguyen`, not `hoc`."""
    lower = text.lower()
    tables = _tables()
    return lower.isascii() and (_has(tables.whole, lower) or lower in tables.others)


def with_marks(letters: str, marks: str) -> str | None:
    """Give the syllable that the letters a-z and the marks (VNI's digits, in any order) make, or None.

    `with_marks("Duong", "972")` gives `Đường`: the letters' case is kept, a tone is put where it was always put
    (`hòa`). None where no possible Vietnamese syllable has these letters and just these marks.
    """
    lower = letters.lower()
    if len(lower) > _LONGEST or not lower.isascii():
        return None
    digits = "".join(sorted(set(marks)))
    made = _made(lower, digits)
    if made is None:
        return None
    return "".join([new.upper() if old.isupper() else new for old, new in zip(letters, made, strict=True)])


def _made(letters: str, digits: str) -> str | None:
    tables = _tables()
    other = tables.others_made.get((letters, digits))
    if other is not None:
        return other
    stroke = digits.endswith("9")
    if stroke and not letters.startswith("d"):
        return None
    if stroke:
        rime = tables.made["đ"].get((letters[1:], digits[:-1]))
        return None if rime is None else "đ" + rime
    for cut in _CUTS:
        rimes = tables.made.get(letters[:cut])
        rime = rimes.get((letters[cut:], digits)) if rimes is not None else None
        if rime is not None:
            return letters[:cut] + rime
    return None


def other_spellings(syllable: str) -> tuple[str, ...]:
    """Give the spelling with y for i, or i for y, where it is the same word to a reader: `kĩ` gives `("kỹ",)`.

    Only a bare i or y behind h, k, l, m, qu, s, t, with or without a tone, in the same case; `ai` and `ay`, `ui` and
    `uy` are different words, and y alone has no other spelling. Empty where there is none.
    """
    composed = unicodedata.normalize("NFC", syllable)
    if composed[:-1].lower() not in _I_OR_Y:
        return ()
    apart = unicodedata.normalize("NFD", composed[-1:])
    other, tone = _OTHER_LETTER.get(apart[:1]), apart[1:]
    if other is None or (tone and tone not in _TONES.values()):
        return ()
    return (unicodedata.normalize("NFC", composed[:-1] + other + tone),)
