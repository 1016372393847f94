"""One committed state of a Whoosh index, read as NumPy arrays.

A snapshot never changes: a search that began on it ends on it, whatever is committed meanwhile. Posting
lists are read whole and kept in a cache bounded in bytes; everything else per document is read once, when
the snapshot is opened or when a facet is first used.
"""

from __future__ import annotations

import threading
import weakref
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import numpy.typing as npt
from cachetools import LRUCache
from whoosh.reading import IndexReader

from index.article import TEXT_FIELDS
from search import ranking
from search.facets import FACET_BY_NAME
from search.whoosh_engine.arrays import FieldArrays
from search.whoosh_engine.codec import open_arrays
from search.whoosh_engine.schema import LABEL_SEPARATOR, NO_DATE, word_field

Ids = npt.NDArray[np.int32]
Floats = npt.NDArray[np.float64]
Mask = npt.NDArray[np.bool_]


#: How many document frequencies are kept ready.
FREQUENCIES = 100_000

#: Makes one number of an article and a position: more positions than a text can have.
WIDTH = 1 << 32


@dataclass(frozen=True, slots=True)
class Postings:
    """The articles that hold a term: document numbers ascending (int32) and how often each holds it (float64).

    Deleted articles are left out.
    """

    docs: Ids
    counts: Floats

    @property
    def nbytes(self) -> int:
        """Tell the size in bytes, for the cache."""
        return self.docs.nbytes + self.counts.nbytes + 128


@dataclass(frozen=True, slots=True)
class FacetColumn:
    """A facet over all live articles: `values` ascending; article `docs[i]` carries value number `codes[i]`."""

    values: list[str]
    docs: Ids
    codes: Ids

    def codes_with_prefix(self, prefix: str) -> range:
        """Give the numbers of the values that start with `prefix`."""
        first = bisect_left(self.values, prefix)
        last = first
        while last < len(self.values) and self.values[last].startswith(prefix):
            last += 1
        return range(first, last)

    def code(self, value: str) -> int | None:
        """Give the number of a value, or None where no live article carries it."""
        place = bisect_left(self.values, value)
        return place if place < len(self.values) and self.values[place] == value else None


_NO_DOCS: Ids = np.empty(0, np.int32)
_NOTHING = Postings(_NO_DOCS, np.empty(0, np.float64))


class Snapshot:
    """A committed state of the index. Safe to share between threads."""

    def __init__(self, reader: IndexReader, cache_bytes: int) -> None:
        """Read the columns of every article from `reader`, which the snapshot then owns."""
        self._reader = reader
        # A search may still be reading when a newer snapshot takes over: the files close with the last user.
        weakref.finalize(self, reader.close)
        self._leaves: list[tuple[Any, int]] = [
            (leaf, offset) for leaf, offset in reader.leaf_readers() if leaf.doc_count_all()
        ]
        self._arrays = [(open_arrays(leaf.storage(), leaf.segment()), offset) for leaf, offset in self._leaves]
        for leaf, _ in self._leaves:
            # Whoosh opens the file of stored fields when it is first read; a later commit may have deleted it by then.
            leaf.stored_fields(0)
        #: Guards the caches, and Whoosh's files, which are read by seeking.
        self._lock = threading.RLock()
        self._cache: LRUCache[tuple[str, str], Postings] = LRUCache(cache_bytes, getsizeof=lambda p: p.nbytes)
        self._frequencies: LRUCache[tuple[str, str], int] = LRUCache(FREQUENCIES)
        self._facets: dict[str, FacetColumn] = {}
        self._same: dict[str, dict[str, str]] = {}
        self._labels: dict[tuple[str, str], str] = {}
        self.size: int = reader.doc_count_all()
        self.live: Mask = np.ones(self.size, np.bool_)
        for leaf, offset in self._leaves:
            deleted = (
                [doc for doc in range(leaf.doc_count_all()) if leaf.is_deleted(doc)] if leaf.has_deletions() else []
            )
            self.live[np.asarray(deleted, np.int64) + offset] = False
        self.count = int(self.live.sum())
        self.segments = len(self._leaves)
        heads = [str(bytes(head), "utf-8").split(LABEL_SEPARATOR) for head in self._column("head")]
        self.ids: list[str] = [head[0] for head in heads]
        self._digests: list[str] = [head[1] for head in heads]
        self.dates: npt.NDArray[np.int64] = np.asarray(self._column("date"), np.int64)
        #: Place of each article in the order of ids: what breaks ties.
        self.id_rank: npt.NDArray[np.int64] = np.empty(self.size, np.int64)
        self.id_rank[np.argsort(np.asarray(self.ids, dtype=str), kind="stable")] = np.arange(self.size)
        #: What one occurrence in a field counts, by article: its weight over the length's norm (see `ranking`).
        self.norms: dict[str, Floats] = {field: self._norms(field) for field in TEXT_FIELDS}

    def _norms(self, field: str) -> Floats:
        lengths = np.asarray(self._column(f"length_{field}"), np.float64)
        held = lengths[self.live & (lengths > 0)]
        average = float(held.mean()) if held.size else 1.0
        weights = ranking.FIELDS[field]
        return np.asarray(weights.weight / (1 - weights.b + weights.b * lengths / average))

    def _column(self, name: str) -> list[Any]:
        values: list[Any] = []
        for leaf, _ in self._leaves:
            if leaf.has_column(name):
                values.extend(leaf.column_reader(name, translate=False))
            else:
                # Whoosh writes no column that no document of the segment has a value for.
                values.extend([leaf.schema[name].column_type.default_value()] * leaf.doc_count_all())
        return values

    @cached_property
    def doc_by_id(self) -> dict[str, int]:
        """Document numbers of the live articles by id."""
        return {self.ids[doc]: doc for doc in np.flatnonzero(self.live).tolist()}

    def digests(self) -> dict[str, str]:
        """Give the digest of every live article, by id."""
        return {article_id: self._digests[doc] for article_id, doc in self.doc_by_id.items()}

    def date_range(self) -> tuple[int, int] | None:
        """Give the first and last date as proleptic ordinals, None where no live article is dated."""
        dated = self.dates[self.live & (self.dates != NO_DATE)]
        return (int(dated.min()), int(dated.max())) if dated.size else None

    def stored(self, doc: int) -> str:
        """Give the stored JSON of an article."""
        with self._lock:
            text: str = self._reader.stored_fields(doc)["article"]
        return text

    def postings(self, field: str, view: str, term: str) -> Postings:
        """Give the posting list of a word in a view of a text field; an unknown word has none."""
        return self._cached_postings(word_field(field, view), term)

    def _cached_postings(self, name: str, term: str) -> Postings:
        key = (name, term)
        with self._lock:
            known = self._cache.get(key)
        if known is not None:
            return known
        made = self._read_postings(name, term)
        if made.nbytes <= self._cache.maxsize:
            with self._lock:
                self._cache[key] = made
        return made

    def document_frequency(self, view: str, term: str) -> int:
        """Count the live articles that hold a term in any field."""
        key = (view, term)
        with self._lock:
            known = self._frequencies.get(key)
        if known is None:
            lists = [self.postings(field, view, term).docs for field in TEXT_FIELDS]
            lists = [docs for docs in lists if docs.size]
            known = int(lists[0].size) if len(lists) == 1 else int(np.unique(np.concatenate([_NO_DOCS, *lists])).size)
            with self._lock:
                self._frequencies[key] = known
        return known

    def _read_postings(self, name: str, term: str) -> Postings:
        encoded = term.encode()
        docs: list[Ids] = []
        counts: list[Floats] = []
        for field, offset in self._held(name):
            place = field.find(encoded)
            if place is not None:
                docs.append(field.docs(place).astype(np.int32) + np.int32(offset))
                counts.append(field.counts(place).astype(np.float64))
        if not docs:
            return _NOTHING
        all_docs = np.concatenate(docs)
        alive = self.live[all_docs]
        return Postings(all_docs[alive], np.concatenate(counts)[alive])

    def _held(self, name: str) -> Iterator[tuple[FieldArrays, int]]:
        """Give the arrays of a field in every segment that has it, and where the segment's documents begin."""
        for arrays, offset in self._arrays:
            if name in arrays.fields:
                yield arrays.fields[name], offset

    def occurrences(self, field: str, word: str, wanted: Mask) -> npt.NDArray[np.int64]:
        """Give every place of a folded word in the `wanted` articles, ascending: article x `WIDTH` + position."""
        found = [np.empty(0, np.int64)]
        for arrays, offset in self._held(word_field(field, "folded")):
            place = arrays.find(word.encode())
            if place is not None:
                docs = np.repeat(arrays.docs(place).astype(np.int64) + offset, arrays.counts(place))
                here = wanted[docs]
                found.append(docs[here] * WIDTH + arrays.positions(place)[here])
        return np.concatenate(found)

    def facet(self, name: str) -> FacetColumn:
        """Give a facet's values over all live articles, read the first time it is asked for."""
        with self._lock:
            column = self._facets.get(name)
            if column is None:
                column = self._facets[name] = self._read_facet(name)
            return column

    def _read_facet(self, name: str) -> FacetColumn:
        held = list(self._held(f"facet_{name}"))
        printed = {term.decode() for field, _ in held for term in field.terms()}
        resolver = FACET_BY_NAME[name].resolve
        same = self._same[name] = dict(resolver(self._printed(held))) if resolver else {}
        values = sorted(printed - same.keys())
        number = {value: code for code, value in enumerate(values)}
        number.update({value: number[meant] for value, meant in same.items()})
        all_docs: list[Ids] = [np.empty(0, np.int32)]
        all_codes: list[Ids] = [np.empty(0, np.int32)]
        for field, offset in held:
            codes = np.asarray([number[term.decode()] for term in field.terms()], np.int32)
            places, docs = field.all_postings()
            all_docs.append(docs.astype(np.int32) + np.int32(offset))
            all_codes.append(codes[places])
        docs, codes = np.concatenate(all_docs), np.concatenate(all_codes)
        alive = self.live[docs]
        docs, codes = docs[alive], codes[alive]
        if same:
            # An article may print both forms of what is one value.
            keys = np.unique(docs.astype(np.int64) * len(values) + codes)
            docs, codes = (keys // len(values)).astype(np.int32), (keys % len(values)).astype(np.int32)
        return FacetColumn(values, docs, codes)

    def _printed(self, held: list[tuple[FieldArrays, int]]) -> Counter[str]:
        """Count in how many live articles each value stands, as it is printed there."""
        counts: Counter[str] = Counter()
        for field, offset in held:
            places, docs = field.all_postings()
            alive = self.live[docs.astype(np.int64) + offset]
            found = np.bincount(places[alive], minlength=field.count).tolist()
            counts.update({term.decode(): count for term, count in zip(field.terms(), found, strict=True) if count})
        return counts

    def same(self, name: str) -> dict[str, str]:
        """Map the values of a facet that mean another one in this collection to that one."""
        self.facet(name)
        return self._same[name]

    def label(self, facet: str, value: str) -> str:
        """Give the label of a facet value: the one that most articles give it, then the longest, then by alphabet."""
        with self._lock:
            known = self._labels.get((facet, value))
            if known is None:
                known = self._labels[facet, value] = self._find_label(f"label_{facet}", value)
            return known

    def _find_label(self, name: str, value: str) -> str:
        prefix = (value + LABEL_SEPARATOR).encode()
        counts: Counter[str] = Counter()
        for field, offset in self._held(name):
            place = field.place(prefix)
            while place < field.count and field.term(place).startswith(prefix):
                label = field.term(place).removeprefix(prefix).decode()
                counts[label] += int(self.live[field.docs(place).astype(np.int64) + offset].sum())
                place += 1
        return min(((-count, -len(label), label) for label, count in counts.items() if count), default=(0, 0, value))[2]
