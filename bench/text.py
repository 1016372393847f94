"""Prepared text: articles as JSON Lines in files of equal length, as the product and every peer take them in.

Nothing of the product is loaded here: a peer is measured without it.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any

#: Everything that is drawn is drawn with this seed.
SEED = 2019

#: The facets that are compared, and how many values of each a page lists (as the product's pages do; 100 is all years).
FACETS: dict[str, int] = {
    "year": 100,
    "month": 12,
    "category": 10,
    "instrument": 10,
    "type": 10,
    "issuer": 10,
    "source": 10,
}

#: Articles in one file of prepared text.
PART = 5000

_SYLLABLE = re.compile(r"\w+")


@dataclass(frozen=True, slots=True)
class Plain:
    """An article as peers take it in: its text, its day as `20190409` (0 for none), its facet values by facet."""

    id: str
    title: str
    lead: str
    body: str
    day: int
    facets: Mapping[str, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class Size:
    """How much text there is: articles, those of them as published, bytes of UTF-8 in their fields, syllables."""

    articles: int = 0
    originals: int = 0
    text: int = 0
    syllables: int = 0

    def __add__(self, other: Size) -> Size:
        return Size(
            self.articles + other.articles,
            self.originals + other.originals,
            self.text + other.text,
            self.syllables + other.syllables,
        )


@dataclass(frozen=True, slots=True)
class Corpus:
    """Prepared text: the first `count` articles of a folder of parts. `name` tells it from any other."""

    folder: Path
    count: int
    name: str
    origin: str

    def files(self, first: int = 0, last: int | None = None) -> list[Path]:
        """Give files that hold exactly the articles from `first` up to `last` (default all), in order."""
        last = self.count if last is None else min(last, self.count)
        files = []
        for number in range(first // PART, -(-last // PART)):
            low, high = max(first - number * PART, 0), min(last - number * PART, PART)
            whole = self.folder / f"part-{number:05}.jsonl"
            files.append(whole if (low, high) == (0, PART) else self._cut(whole, low, high))
        return files

    def _cut(self, whole: Path, low: int, high: int) -> Path:
        cut = whole.with_name(f"{whole.stem}.{low}-{high}.jsonl")
        if not cut.exists():
            with whole.open(encoding="utf-8") as lines, cut.open("w", encoding="utf-8") as out:
                out.writelines(islice(lines, low, high))
        return cut

    def lines(self, first: int = 0, last: int | None = None) -> Iterator[str]:
        """Give the articles as they stand in the files."""
        for file in self.files(first, last):
            with file.open(encoding="utf-8") as lines:
                yield from lines

    def size(self, first: int = 0, last: int | None = None) -> Size:
        """Tell how much text there is."""
        total = Size()
        for file in self.files(first, last):
            notes = file.with_suffix(".size")
            if not notes.exists():
                with file.open(encoding="utf-8") as lines:
                    size = sum((_size(json.loads(line)) for line in lines), Size())
                notes.write_text(json.dumps([size.articles, size.originals, size.text, size.syllables]))
            total += Size(*json.loads(notes.read_text()))
        return total


def _size(record: Mapping[str, Any]) -> Size:
    texts = [record["title"], record["lead"], record["body"]]
    return Size(
        1,
        int("copy" not in record),
        sum(len(text.encode()) for text in texts),
        sum(len(_SYLLABLE.findall(text)) for text in texts),
    )


def plain(line: str) -> Plain:
    """Read one line of prepared text."""
    record = json.loads(line)
    facets = {name: tuple(values) for name, values in record["facets"].items()}
    day = int(record["date"].replace("-", "")) if record["date"] else 0
    return Plain(record["id"], record["title"], record["lead"], record["body"], day, facets)


def read_plain(files: Sequence[str | Path]) -> Iterator[Plain]:
    """Read files of prepared text."""
    for file in files:
        with open(file, encoding="utf-8") as lines:
            yield from map(plain, lines)
