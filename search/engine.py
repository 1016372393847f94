"""What every engine promises, and the table of engines.

An engine stores documents and answers queries. The contract suite (`tests/test_engine_contract.py`) runs
against each of them: which ids match, phrases, filters, facet counts, paging without gaps or repeats, ties
broken by id, replacement of a document with the same id, visibility only after `commit`, and an error
instead of silence.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from index.document import Document, StoredArticle
from index.errors import BadSetting
from search.query import Query


@dataclass(frozen=True, slots=True)
class CountedValue:
    """A facet value, its label and how many matching articles carry it."""

    value: str
    label: str
    count: int


@dataclass(frozen=True, slots=True)
class FacetCounts:
    """The listed values of a facet, in the facet's order, and how many values have a count at all."""

    values: tuple[CountedValue, ...]
    distinct: int


@dataclass(frozen=True, slots=True)
class Found:
    """What an engine answers: the number of matches, one page of them with scores, the facets asked for.

    `texts` is how many hits there are to page through: of a `grouped` query one for each group of reposts. `copies`
    tells of those on the page which other matches are of their group, by the article's id: ids, in the order asked for.
    """

    total: int
    hits: tuple[tuple[StoredArticle, float], ...]
    facets: Mapping[str, FacetCounts]
    texts: int
    copies: Mapping[str, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class EngineInfo:
    """What an index holds: articles, first and last date (None where none is dated), bytes on disk, segments.

    `committed` is when it was last written, by the clock of the machine that did; None where that is not known.
    """

    articles: int
    first: dt.date | None
    last: dt.date | None
    size: int
    segments: int
    committed: dt.datetime | None = None


class Reader(Protocol):
    """Answers queries over one committed state of an index, whatever is committed meanwhile."""

    def search(self, query: Query) -> Found:
        """Answer a query over the state that is read."""

    def values(self, facet: str, prefix: str = "", infix: str = "", *, labels: bool = True) -> tuple[CountedValue, ...]:
        """Give the values of a facet over all articles that start with `prefix` and hold `infix`, in its order.

        Without `labels`, which take time, each value stands for its label.
        """

    def frequency(self, view: str, term: str) -> int:
        """Tell in about how many articles a term of a view stands: in how many in the text field where most hold it.

        Deleted articles may count until their segment is merged.
        """

    def terms(self, view: str) -> Mapping[str, int]:
        """Give every term of a view, ascending, with its `frequency`; takes time, so ask once for a `state`."""

    def same(self, facet: str) -> Mapping[str, str]:
        """Map the values that mean another one in this collection to that one (see `Facet.resolve`)."""

    def state(self) -> Hashable:
        """Give something that changes whenever what is committed does."""

    def get(self, article_id: str) -> StoredArticle | None:
        """Give one article, or None where there is none of that id."""

    def same_text(self, article_id: str) -> tuple[str, ...]:
        """Give the ids of the other articles that have the text of one, ascending (see `index.near_duplicates`)."""

    @property
    def articles(self) -> int:
        """The number of articles."""


class Engine(Reader, Protocol):
    """Stores documents and answers queries. Reading is safe from many threads; one writer at a time."""

    def add(self, documents: Iterable[Document]) -> None:
        """Add documents, each replacing the one of its id. Visible only after `commit`.

        Raises `EngineBusy` when another writer holds the index.
        """

    def delete(self, ids: Iterable[str]) -> int:
        """Delete articles by id; give how many of them were there. Visible only after `commit`."""

    def commit(self) -> None:
        """Make everything added and deleted visible and lasting, all of it or none."""

    def settle(self) -> None:
        """Bring what is committed into the form that is searched fastest, after much was added; changes no answer.

        Left undone while another writer holds the index.
        """

    def rollback(self) -> None:
        """Forget everything added and deleted since the last commit."""

    def publish(self) -> None:
        """Put an index that was opened `fresh` in the place of the one before; otherwise do nothing."""

    def reader(self) -> Reader:
        """Give what reads the state that is committed now: a request that asks several things asks one reader."""

    def digests(self) -> Mapping[str, str]:
        """Give the digest of every committed article, by id."""

    def signatures(self) -> tuple[bytes, bytes]:
        """Give the signatures of all committed articles, one after the other, and the names of their groups.

        Each is as long as `index.near_duplicates` says; both are in one order.
        """

    def info(self) -> EngineInfo:
        """Tell what the index holds."""

    def verify(self) -> None:
        """Read everything that is committed and compare it with its checksums; raise `EngineError` where it differs."""

    def close(self) -> None:
        """Let go of files and locks; what was not committed is forgotten."""


#: Bytes of posting lists that a reader keeps ready, where nobody says otherwise: at least so many, and so many for each
#: article of the index (at a million articles what is ready of a frequent word is four megabytes).
CACHE_BYTES, CACHE_BYTES_EACH = 256 << 20, 1 << 10

#: How to open an index: `opener(place, create, fresh, cache_bytes)`; see `open_engine`.
Opener = Callable[[str, bool, bool, int | None], Engine]


def _open_whoosh(place: str, create: bool, fresh: bool, cache_bytes: int | None) -> Engine:
    from search.whoosh_engine.engine import open_whoosh

    return open_whoosh(place, create, fresh, cache_bytes)


def _open_memory(place: str, create: bool, fresh: bool, cache_bytes: int | None) -> Engine:
    from search.memory_engine import MemoryEngine, shared_memory_engine

    return MemoryEngine() if fresh else shared_memory_engine(place)


#: One row an engine: the scheme of its URLs, and how to open one.
ENGINES: Mapping[str, Opener] = {
    "whoosh": _open_whoosh,
    "memory": _open_memory,
}

DEFAULT_URL = "whoosh:var/news"


def open_engine(url: str, *, create: bool = False, fresh: bool = False, cache_bytes: int | None = None) -> Engine:
    """Open the index at `url`, as `whoosh:var/news`.

    `cache_bytes` bounds what is kept ready of posting lists (None: see `CACHE_BYTES`); an engine may need none.
    `create` makes an index where none is; `fresh` begins a new one that takes the old one's place at
    `publish`. Raises `BadSetting` for a URL of no known engine, `IndexMissing` where there is no index and
    `create` is not set, and `StaleIndex` for one that this version did not make.
    """
    scheme, colon, place = url.partition(":")
    opener = ENGINES.get(scheme)
    if not colon or opener is None:
        known = ", ".join(f"{name}:" for name in ENGINES)
        raise BadSetting(f"{url!r} is no index URL. It starts with one of {known} as in {DEFAULT_URL}.")
    return opener(place, create, fresh, cache_bytes)


def meant_filters(
    filters: Mapping[str, tuple[str, ...]], same: Callable[[str], Mapping[str, str]]
) -> dict[str, tuple[str, ...]]:
    """Replace every chosen value by what it means in the collection, so that either form of a value filters alike."""
    return {
        name: tuple(dict.fromkeys(same(name).get(value, value) for value in values)) if values else values
        for name, values in filters.items()
    }


def order_values(counts: Iterable[CountedValue], order: str) -> list[CountedValue]:
    """Order facet values: by `count` from the most, ties by value; or `newest`, by value from the greatest."""
    if order == "newest":
        return sorted(counts, key=lambda v: v.value, reverse=True)
    return sorted(counts, key=lambda v: (-v.count, v.value))


def list_values(
    counts: Sequence[CountedValue], order: str, limit: int, selected: Iterable[str], label: Callable[[str], str]
) -> FacetCounts:
    """Cut a facet's counted values (none of them zero) to those listed; the chosen ones are always among them."""
    ordered = order_values(counts, order)
    listed = list(ordered) if limit == 0 else ordered[:limit]
    shown = {value.value for value in listed}
    counted = {value.value: value for value in ordered}
    for value in selected:
        if value not in shown:
            shown.add(value)
            listed.append(counted.get(value) or CountedValue(value, label(value), 0))
    return FacetCounts(tuple(listed), len(ordered))
