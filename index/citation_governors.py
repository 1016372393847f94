"""Which type word governs a number: "Quyết định | giải quyết khiếu nại số | 333"."""

from __future__ import annotations

import re
from bisect import bisect_right
from functools import cache

from index import vocabulary
from index.citation_follow import issued_or_dated
from index.citation_law_names import LAW_TYPES, law_years, plain_name
from index.citation_shadow import Shadow, fold_letters
from index.citation_words import Word, any_of_marked

#: How many characters, and how many words, may stand between a type word and its number.
_REACH, _MAX_WORDS, _MAX_LAW_WORDS, _MAX_TITLE_WORDS = 160, 16, 30, 12
_SO_NUMBER = re.compile(r" ?so ?:? ?[0-9]{1,6}")
_STOPS = re.compile(r"[.;:!?\n\"“”‘’«»\[\]/]|[0-9]{2}")
#: The abbreviation in brackets, as in "Nghị định (NĐ) 46/2016/NĐ-CP".
_BRACKETED = re.compile(r"\([a-z][a-z0-9 &-]{0,15}\)")
_REVISED = re.compile(r" (?:sua doi|\(sua doi\))$")


class Governors:
    """The type words of a shadow, asked by what stands after them."""

    def __init__(self, shadow: Shadow, words: list[Word]) -> None:
        """Take the words of the shadow, in order."""
        self._shadow = shadow
        self._words = words
        self._starts = [word.start for word in words]
        self._ends = frozenset(word.end for word in words)

    def before(self, number: int, floor: int, *, full: bool) -> tuple[bool, list[Word]]:
        """Tell whether "số" stands before the number at that offset, and which words may govern it.

        The words are at most three, the nearest first, none before `floor`. `full` tells that a symbol follows the
        number, which allows more between the two.
        """
        edge, numbered = self._before_so(number, floor)
        index = bisect_right(self._starts, edge) - 1
        law = self._law_named(index, edge, floor)
        if law is not None:
            return numbered, [law]
        found: list[Word] = []
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

    def _law_named(self, index: int, edge: int, floor: int) -> Word | None:
        """Find the law whose known name stands right before the offset.

        Its name may hold what rules out other words: "Luật Người lao động … theo hợp đồng số 69/2020/QH14".
        """
        for word in reversed(self._words[max(0, index - 4) : index + 1]):
            if word.start < floor or edge - word.end > _REACH:
                return None
            if word.type is not None and word.type.name in LAW_TYPES and word.end < edge:
                gap = self._shadow.folded[word.end : edge]
                if "\n" not in gap and _is_law(gap.strip(" ,")):
                    return word
        return None

    def _before_so(self, number: int, floor: int) -> tuple[int, bool]:
        """Give the offset before "số" ("số:", "số số"), and whether there is one."""
        folded = self._shadow.folded
        edge, numbered = number, False
        for _ in range(2):
            back = edge
            while back > max(floor, edge - 4) and folded[back - 1] in " :.":
                back -= 1
            lead = back - 2
            if folded[max(0, lead) : back] == "so" and (
                lead in self._ends or not folded[max(0, lead - 1) : lead].isalnum()
            ):
                edge, numbered = lead, True
        return edge, numbered

    def _governs(self, word: Word, edge: int, *, numbered: bool, full: bool) -> bool:
        gap = self._shadow.folded[word.end : edge].strip()
        if gap in ("", "-") or _BRACKETED.fullmatch(gap):
            return True
        if word.abbreviated:
            return False
        law = word.type is not None and word.type.name in LAW_TYPES
        if not full and word.type is not None:
            return numbered and (_short_gap().fullmatch(gap) is not None or (not law and self._is_title(word, edge)))
        if not numbered and not law and not _short_gap().fullmatch(gap):
            return False
        if _STOPS.search(gap) or _breakers().search(self._shadow.text[word.end : edge].lower()):
            return False
        return gap.count(" ") < (_MAX_LAW_WORDS if law else _MAX_WORDS)

    def _is_title(self, word: Word, edge: int) -> bool:
        """Tell whether the words up to "số" say what the instrument does, and a date or an organ follows the number.

        "Quyết định thi hành án chủ động số 11 ngày 7/10/2020", but not "quyết định lập Tổ công tác số 11 ngày …".
        """
        gap = self._shadow.folded[word.end : edge]
        number = _SO_NUMBER.match(self._shadow.folded, edge)
        if number is None or gap.count(" ") > _MAX_TITLE_WORDS or not issued_or_dated(self._shadow, number.end()):
            return False
        printed = self._shadow.text[word.end : edge].lower()
        return not (
            _STOPS.search(gap) or "," in gap or _breakers().search(printed) or _numbered_things().search(printed)
        )


@cache
def _breakers() -> re.Pattern[str]:
    return any_of_marked("gap-breaker")


@cache
def _numbered_things() -> re.Pattern[str]:
    names = sorted({word.lower() for word in vocabulary.words("numbered-thing")}, key=len, reverse=True)
    return re.compile(rf"(?<![^\W_])(?:{'|'.join(map(re.escape, names))})\s*$")


@cache
def _short_gap() -> re.Pattern[str]:
    words = sorted((fold_letters(word) for word in vocabulary.words("short-middle")), key=len, reverse=True)
    return re.compile(rf"(?:(?:{'|'.join(words)})(?: |$)){{1,4}}")


def _is_law(gap: str) -> bool:
    return plain_name(_REVISED.sub("", gap)) in law_years()
