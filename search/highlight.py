"""Snippets and highlights: ranges over the stored text. HTML is made last, elsewhere, with escaping."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from index.analysis import Form, form_of, sentence_breaks, spelled, syllables
from index.document import StoredArticle
from search.query import ValuePrefix
from search.results import Marks, Snippet

#: Code points of a snippet, at most.
SNIPPET_LENGTH = 240

#: Code points of a field that are looked at for the best passage; the rest of a giant text is not worth the wait.
SCAN_LENGTH = 100_000


#: Letters and marks that the pattern of spellings does not know: all but Latin ones, punctuation and signs.
_ODD = re.compile(
    "[\u00bc-\u00be\u00b2\u00b3\u00b9\u00aa\u00ba\u0250-\u0255\u0257-\u1dff\u1f00-\u1fff\u2070-\u209f\u20d0-\uffff]"
)

#: Where a passage may begin inside a sentence.
_CLAUSE = re.compile(r"[,:;] |(?<=\s)(?=[“\"(])")


@dataclass(frozen=True, slots=True)
class Wanted:
    """What to highlight: forms of the query's words, and what takes the keys of instruments."""

    words: Sequence[Form] = ()
    instruments: Sequence[ValuePrefix] = ()


#: A range to highlight, and what it stands for: start, end, key or folded word. A plain tuple, as there are thousands.
_Match = tuple[int, int, str]


def find_marks(stored: StoredArticle, field: str, wanted: Wanted) -> Marks:
    """Give the ranges of a text field to highlight, whole syllables only; neighbours in one run are joined."""
    text: str = getattr(stored.article, field)
    return _join(text, _matches(stored, field, wanted))


def make_snippet(stored: StoredArticle, wanted: Wanted) -> Snippet:
    """Cut the best passage out of lead and body: most different words asked for, then most of them, then earliest.

    Without a match it is the beginning of the text. Its text is always a substring of the stored text.
    """
    best: tuple[tuple[int, int], str, list[_Match]] | None = None
    for field in ("lead", "body"):
        text: str = getattr(stored.article, field)
        found = _matches(stored, field, wanted)
        first, last, worth = _best_window(found)
        if last and (best is None or worth > best[0]):
            best = worth, text, found[first:last]
    if best is None:
        text = stored.article.lead or stored.article.body
        end = _end_of_passage(text, 0)
        return Snippet(text[:end], cut_after=end < len(text))
    _, text, inside = best
    start = _start_of_passage(text, inside[0][0], inside[-1][1])
    end = max(_end_of_passage(text, start), inside[-1][1])
    marks = tuple((s - start, e - start) for s, e in _join(text, inside))
    return Snippet(text[start:end], marks, cut_before=not _begins_sentence(text, start), cut_after=end < len(text))


def _best_window(found: Sequence[_Match]) -> tuple[int, int, tuple[int, int]]:
    """Find the run of matches that fits a snippet with the most different words, then most of them, then earliest.

    Gives its bounds, half open, and its worth; all zero where there is no match.
    """
    best = (0, 0, (0, 0))
    held: dict[str, int] = {}
    last = 0
    for first, (start, _, what) in enumerate(found):
        while last < len(found) and (found[last][1] <= start + SNIPPET_LENGTH or last == first):
            held[found[last][2]] = held.get(found[last][2], 0) + 1
            last += 1
        worth = len(held), last - first
        if worth > best[2]:
            best = first, last, worth
        held[what] -= 1
        if not held[what]:
            del held[what]
    return best


def _matches(stored: StoredArticle, field: str, wanted: Wanted) -> list[_Match]:
    """Find what is wanted in a field, in reading order, not overlapping."""
    text: str = getattr(stored.article, field)
    words = _word_matches(text, wanted.words)
    if not wanted.instruments:
        return words
    found = [
        (m.start, m.end, m.key)
        for m in stored.mentions
        if m.field == field and any(instrument.takes(m.key) for instrument in wanted.instruments)
    ]
    found += [m for m in words if not any(start < m[1] and m[0] < end for start, end, _ in found)]
    return sorted(found)


def _word_matches(text: str, words: Sequence[Form]) -> list[_Match]:
    """Find the syllables asked for. A word typed with marks prefers its exact spelling where the text has it."""
    if not words or not text:
        return []
    by_folded: dict[str, set[str]] = {}
    for form in words:
        by_folded.setdefault(form.folded, set()).add(form.marked)
    end = min(len(text), SCAN_LENGTH)
    found = sorted(span for word in by_folded for span in spelled(text, word, end))
    forms = [form_of(text[start:stop]) for start, stop in found]
    if not found and _ODD.search(text, 0, end):
        # Spellings that the pattern does not know are rare: only a text with such letters and no match is read again.
        listed = [s for s in syllables(text, 0, end) if s.form.folded in by_folded]
        found, forms = [(s.start, s.end) for s in listed], [s.form for s in listed]
    exact = {form.folded for form in forms if form.marked and form.marked in by_folded[form.folded]}
    if exact:
        kept = [
            form.folded not in exact or "" in by_folded[form.folded] or form.marked in by_folded[form.folded]
            for form in forms
        ]
        found = [span for span, keep in zip(found, kept, strict=True) if keep]
        forms = [form for form, keep in zip(forms, kept, strict=True) if keep]
    folded = [form.folded for form in forms]
    pairs = {(a.folded, b.folded) for a, b in pairwise(words)}
    beside = [
        pair in pairs and not text[a[1] : b[0]].strip()
        for pair, (a, b) in zip(pairwise(folded), pairwise(found), strict=True)
    ]
    if any(beside):
        # Where words of the query stand together, one of them alone is mostly another word: "giới thiệu", "đang".
        # Typed with its marks and printed so, it is meant.
        in_run = [left or right for left, right in zip([False, *beside], [*beside, False], strict=True)]
        return [
            (start, stop, word)
            for (start, stop), word, runs in zip(found, folded, in_run, strict=True)
            if runs or word in exact
        ]
    return [(start, stop, word) for (start, stop), word in zip(found, folded, strict=True)]


def _join(text: str, matches: Sequence[_Match]) -> Marks:
    """Join ranges that only white space keeps apart: "Bình đẳng giới" is one mark, not three."""
    marks: list[tuple[int, int]] = []
    for start, end, _ in matches:
        if marks and not text[marks[-1][1] : start].strip():
            marks[-1] = (marks[-1][0], end)
        else:
            marks.append((start, end))
    return tuple(marks)


def _start_of_passage(text: str, first: int, last: int) -> int:
    """Step back from the first match to the start of its sentence, or as far as the last match allows."""
    earliest = max(0, min(first, last - SNIPPET_LENGTH), first - SNIPPET_LENGTH // 2)
    if last - earliest > SNIPPET_LENGTH:
        earliest = max(0, last - SNIPPET_LENGTH)
    window = text[earliest:first]
    breaks = list(sentence_breaks(window))
    if breaks:
        return earliest + breaks[-1]
    if earliest == 0:
        return 0
    # No sentence begins here: behind a comma or the like reads better than anywhere else.
    clause = _CLAUSE.search(window)
    if clause:
        return earliest + clause.end()
    space = window.find(" ")
    return earliest + space + 1 if space >= 0 else first


def _begins_sentence(text: str, start: int) -> bool:
    """Tell whether a sentence, or the text, begins at `start`."""
    before = text[max(0, start - 4) : start]
    return not text[:start].strip() or any(end == len(before) for end in sentence_breaks(before))


def _end_of_passage(text: str, start: int) -> int:
    """Step forward to the last white space inside the length allowed; a text without one is cut."""
    end = start + SNIPPET_LENGTH
    if end >= len(text):
        return len(text)
    space = max(text.rfind(" ", start, end), text.rfind("\n", start, end))
    return space if space > start else end
