"""Snippets and highlights: ranges over the stored text. HTML is made last, elsewhere, with escaping."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from index.analysis import Form, Syllable, form_of, sentence_breaks, spelling_pattern, syllables
from index.document import StoredArticle
from search.query import ValuePrefix
from search.results import Marks, Snippet

#: Code points of a snippet, at most.
SNIPPET_LENGTH = 240

#: Code points of a field that are looked at for the best passage; the rest of a giant text is not worth the wait.
SCAN_LENGTH = 100_000


#: Where a passage may begin inside a sentence.
_CLAUSE = re.compile(r"[,:;] |(?<=\s)(?=[“\"(])")


@dataclass(frozen=True, slots=True)
class Wanted:
    """What to highlight: forms of the query's words, and what takes the keys of instruments."""

    words: Sequence[Form] = ()
    instruments: Sequence[ValuePrefix] = ()


@dataclass(frozen=True, slots=True)
class _Match:
    """A range to highlight and what it stands for."""

    start: int
    end: int
    what: str


def find_marks(stored: StoredArticle, field: str, wanted: Wanted) -> Marks:
    """Give the ranges of a text field to highlight, whole syllables only; neighbours in one run are joined."""
    text: str = getattr(stored.article, field)
    return _join(text, _matches(stored, field, wanted))


def make_snippet(stored: StoredArticle, wanted: Wanted) -> Snippet:
    """Cut the best passage out of lead and body: most different words asked for, then most of them, then earliest.

    Without a match it is the beginning of the text. Its text is always a substring of the stored text.
    """
    best: tuple[int, int, str, int, list[_Match]] | None = None
    for field in ("lead", "body"):
        text: str = getattr(stored.article, field)
        found = _matches(stored, field, wanted)
        for first, match in enumerate(found):
            inside = [m for m in found[first : first + 60] if m.end <= match.start + SNIPPET_LENGTH]
            distinct = len({m.what for m in inside})
            if best is None or (distinct, len(inside)) > best[:2]:
                best = (distinct, len(inside), text, match.start, inside)
    if best is None:
        text = stored.article.lead or stored.article.body
        end = _end_of_passage(text, 0)
        return Snippet(text[:end], cut_after=end < len(text))
    _, _, text, start, inside = best
    start = _start_of_passage(text, start, inside[-1].end)
    end = max(_end_of_passage(text, start), inside[-1].end)
    marks = tuple((s - start, e - start) for s, e in _join(text, inside))
    return Snippet(text[start:end], marks, cut_before=not _begins_sentence(text, start), cut_after=end < len(text))


def _matches(stored: StoredArticle, field: str, wanted: Wanted) -> list[_Match]:
    """Find what is wanted in a field, in reading order, not overlapping."""
    text: str = getattr(stored.article, field)
    found = [
        _Match(m.start, m.end, m.key)
        for m in stored.mentions
        if m.field == field and any(instrument.takes(m.key) for instrument in wanted.instruments)
    ]
    covered = [(m.start, m.end) for m in found]
    found += [m for m in _word_matches(text, wanted.words) if not any(s < m.end and m.start < e for s, e in covered)]
    return sorted(found, key=lambda m: m.start)


def _word_matches(text: str, words: Sequence[Form]) -> list[_Match]:
    """Find the syllables asked for. A word typed with marks prefers its exact spelling where the text has it."""
    if not words:
        return []
    by_folded: dict[str, set[str]] = {}
    for form in words:
        by_folded.setdefault(form.folded, set()).add(form.marked)
    end = min(len(text), SCAN_LENGTH)
    pattern = spelling_pattern(tuple(by_folded))
    found = [Syllable(m.start(), m.end(), form_of(m.group())) for m in pattern.finditer(text, 0, end)]
    if not found:
        # Spellings that the pattern does not know are rare: only a text without any other is looked at again.
        found = [s for s in syllables(text, 0, end) if s.form.folded in by_folded]
    exact = {s.form.folded for s in found if s.form.marked and s.form.marked in by_folded[s.form.folded]}
    found = [
        s
        for s in found
        if s.form.folded not in exact or "" in by_folded[s.form.folded] or s.form.marked in by_folded[s.form.folded]
    ]
    if not found:
        return []
    pairs = {(a.folded, b.folded) for a, b in pairwise(words)}
    beside = [(a.form.folded, b.form.folded) in pairs and not text[a.end : b.start].strip() for a, b in pairwise(found)]
    in_run = [left or right for left, right in zip([False, *beside], [*beside, False], strict=True)]
    if any(in_run):
        # Where words of the query stand together, one of them alone is mostly another word: "giới thiệu", "đang".
        # Typed with its marks and printed so, it is meant.
        found = [s for s, runs in zip(found, in_run, strict=True) if runs or s.form.folded in exact]
    return [_Match(s.start, s.end, s.form.folded) for s in found]


def _join(text: str, matches: Sequence[_Match]) -> Marks:
    """Join ranges that only white space keeps apart: "Bình đẳng giới" is one mark, not three."""
    marks: list[tuple[int, int]] = []
    for match in matches:
        if marks and not text[marks[-1][1] : match.start].strip():
            marks[-1] = (marks[-1][0], match.end)
        else:
            marks.append((match.start, match.end))
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
