"""What a collection holds, to be gone through from end to end: its articles month by month, its instruments.

For those who list every page of a site, a part at a time, and never hold a whole collection in memory.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from search.engine import Reader
from search.query import Dated, Everything, Not, Query
from search.results import ArticleRef

#: The month of articles without a date.
UNDATED = ""

#: Articles that are read at a time.
BATCH = 500


@dataclass(frozen=True, slots=True)
class Inventory:
    """How many articles there are of each month, and how many instruments they cite.

    `months` are pairs as ("2019-04", 42), the oldest first; articles without a date come last, as month `UNDATED`.
    """

    months: tuple[tuple[str, int], ...]
    instruments: int


def inventory(reader: Reader) -> Inventory:
    """Count what a collection holds; reads no article."""
    months = sorted((value.value, value.count) for value in reader.values("month", labels=False))
    undated = reader.articles - sum(count for _, count in months)
    return Inventory(
        months=(*months, *([(UNDATED, undated)] if undated else [])),
        instruments=len(reader.values("instrument", labels=False)),
    )


def published(reader: Reader, month: str, first: int, most: int) -> Iterator[ArticleRef]:
    """Give the articles of a month, the oldest first, ties by id: at most so many, from the `first` on (from 0)."""
    query = Query(
        match=Everything() if month else Not(Dated(None, None)),
        filters={"month": (month,)} if month else {},
        sort="oldest",
    )
    for offset in range(first, first + most, BATCH):
        limit = min(BATCH, first + most - offset)
        hits = reader.search(replace(query, offset=offset, limit=limit)).hits
        for stored, _ in hits:
            article = stored.article
            yield ArticleRef(article.id, article.title, article.source, article.date)
        if len(hits) < limit:
            return


def instrument_keys(reader: Reader, first: int, most: int) -> tuple[str, ...]:
    """Give the keys of the instruments that are cited, ascending: at most so many, from the `first` on (from 0)."""
    return tuple(sorted(value.value for value in reader.values("instrument", labels=False))[first : first + most])
