"""Stored text cut into pieces for the templates, which escape each piece by itself.

Offsets are code points into the stored text. Nothing here makes markup.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import TypeVar

from index.document import Mention
from search.results import Marks

T = TypeVar("T")


def _cut(text: str, ranges: Iterable[tuple[int, int, T]]) -> Iterator[tuple[str, T | None]]:
    """Cut a text at ranges: pieces with what stands for their range, None outside. Pieces join to the text.

    A range that begins before the end of the one before it is left out, one that leaves the text is cut off:
    a wrong offset must never lose or repeat a letter.
    """
    at = 0
    for start, end, thing in sorted(ranges, key=lambda item: item[:2]):
        end = min(end, len(text))
        if start < at or start >= end:
            continue
        if start > at:
            yield text[at:start], None
        yield text[start:end], thing
        at = end
    if at < len(text):
        yield text[at:], None


def marked(text: str, marks: Marks) -> list[tuple[str, bool]]:
    """Cut a text at its highlights: pieces, and whether each is one."""
    return [(piece, bool(hit)) for piece, hit in _cut(text, ((start, end, True) for start, end in marks))]


@dataclass(frozen=True, slots=True)
class Piece:
    """A piece of a paragraph: its text cut at what is marked, and the instrument that it cites, if any."""

    text: tuple[tuple[str, bool], ...]
    mention: Mention | None


def paragraphs(text: str, mentions: Sequence[Mention], field: str, marks: Marks = ()) -> list[list[Piece]]:
    """Cut a text field into its lines that are not blank, and each line at the instruments that it cites."""
    mine = [mention for mention in mentions if mention.field == field]
    found = []
    start = 0
    for line in text.split("\n"):
        end = start + len(line)
        if line.strip():
            here = (
                (max(mention.start, start) - start, min(mention.end, end) - start, mention)
                for mention in mine
                if mention.start < end and mention.end > start
            )
            found.append(list(_pieces(start, _cut(line, here), marks)))
        start = end + 1
    return found


def _pieces(at: int, cut: Iterable[tuple[str, Mention | None]], marks: Marks) -> Iterator[Piece]:
    """Cut pieces once more, at the marks; `at` is where the first of them begins."""
    for text, mention in cut:
        end = at + len(text)
        inside = tuple((max(s, at) - at, min(e, end) - at) for s, e in marks if s < end and e > at)
        yield Piece(tuple(marked(text, inside)), mention)
        at = end
