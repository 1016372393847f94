"""Which type word governs a number: "Quyết định | giải quyết khiếu nại số | 333"."""

from __future__ import annotations

import re
from bisect import bisect_right
from functools import cache

from index import vocabulary
from index.citation_law_names import LAW_TYPES, law_years, plain_name
from index.citation_shadow import Shadow, fold_letters
from index.citation_words import Word, any_of_marked

#: How many characters, and how many words, may stand between a type word and its number.
_REACH, _MAX_WORDS, _MAX_LAW_WORDS = 160, 16, 30
_STOPS = re.compile(r"[.;:!?\n\"“”‘’«»\[\]/]|[0-9]{2}")
#: The abbreviation in brackets, as in "Nghị định (NĐ) 46/2016/NĐ-CP".
_BRACKETED = re.compile(r"\([a-z0-9 &-]{1,16}\)")
_REVISED = re.compile(r" (?:sua doi|\(sua doi\))$")


class Governors:
    """The type words of a shadow, asked by what stands after them."""

    def __init__(self, shadow: Shadow, words: list[Word]) -> None:
        """Take the words of the shadow, in order."""
        self._shadow = shadow
        self._words = words
        self._starts = [word.start for word in words]

    def before(self, number: int, floor: int, *, full: bool) -> tuple[bool, list[Word]]:
        """Tell whether "số" stands before the number at that offset, and which words may govern it.

        The words are at most three, the nearest first, none before `floor`. `full` tells that a symbol follows the
        number, which allows more between the two.
        """
        edge, numbered = self._before_so(number, floor)
        found: list[Word] = []
        index = bisect_right(self._starts, edge) - 1
        while index >= 0 and len(found) < 3:
            word = self._words[index]
            index -= 1
            if word.start < floor or edge - word.end > _REACH:
                break
            if word.end > edge:
                continue
            if not self._governs(word, edge, numbered=numbered, full=full):
                break
            found.append(word)
        return numbered, found

    def _before_so(self, number: int, floor: int) -> tuple[int, bool]:
        """Give the offset before "số" ("số:", "số số"), and whether there is one."""
        folded = self._shadow.folded
        edge, numbered = number, False
        for _ in range(2):
            back = edge
            while back > max(floor, edge - 4) and folded[back - 1] in " :.":
                back -= 1
            if folded[max(0, back - 2) : back] == "so" and not folded[max(0, back - 3) : back - 2].isalnum():
                edge, numbered = back - 2, True
        return edge, numbered

    def _governs(self, word: Word, edge: int, *, numbered: bool, full: bool) -> bool:
        gap = self._shadow.folded[word.end : edge].strip()
        if gap in ("", "-") or _BRACKETED.fullmatch(gap):
            return True
        if word.abbreviated:
            return False
        law = word.type is not None and word.type.name in LAW_TYPES
        if not full and word.type is not None:
            return numbered and (_short_gap().fullmatch(gap) is not None or (law and _is_law(gap)))
        if not numbered and not law and not _short_gap().fullmatch(gap):
            return False
        if _STOPS.search(gap) or _breakers().search(self._shadow.text[word.end : edge].lower()):
            return False
        return gap.count(" ") < (_MAX_LAW_WORDS if law else _MAX_WORDS)


@cache
def _breakers() -> re.Pattern[str]:
    return any_of_marked("gap-breaker")


@cache
def _short_gap() -> re.Pattern[str]:
    words = sorted((fold_letters(word) for word in vocabulary.words("short-middle")), key=len, reverse=True)
    return re.compile(rf"(?:(?:{'|'.join(words)})(?: |$)){{1,4}}")


def _is_law(gap: str) -> bool:
    return plain_name(_REVISED.sub("", gap)) in law_years()
