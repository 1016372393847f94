"""The posting lists of one field of a segment: how they lie in a file, and how one is read.

| array | type | holds |
| --- | --- | --- |
| `terms` | bytes | every term in UTF-8, one after the other, in byte order |
| `term_ends` | uint32 | where each term ends in `terms` |
| `lefts`, `rights` | uint16 or uint32 | instead, for pairs: the two words, as places in the terms of another field |
| `list_ends` | uint32 or uint64 | where each term's posting list ends, in postings |
| `dense`, `dense_…` | | the lists that are long: see `dense_lists`; what follows is of the others |
| `docs` | uint16 or uint32 | the document numbers of the lists that are not in `gaps`, ascending inside a list |
| `gaps` | uint8 | the lists that are shorter so: from one document to the next, less one; 255 adds to what follows |
| `gap_terms`, `gap_ends`, `gap_postings` | uint32 | which terms these are, where they end in `gaps`, postings so far |
| `more` | bits | which postings have a count above one |
| `more_before` | uint32 | how many have, before each 256th posting |
| `counts` | uint8, uint16 or uint32 | the counts above one |
| `position_ends` | uint32 or uint64 | where each term's positions end in `positions`, only for fields with positions |
| `positions` | uint16 or uint32 | the term's positions, document by document, ascending |

Integers take the narrowest type that holds the field's greatest value; what would be empty is left out.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import numpy.typing as npt

from search.whoosh_engine.array_file import ArrayFile, ArrayFileWriter, BadArrays, Integers, narrow
from search.whoosh_engine.dense_lists import DenseRows, write_dense

#: One truth value a document.
Mask = npt.NDArray[np.bool_]

#: Postings between two entries of `more_before`.
BLOCK = 256

#: Terms between two that are kept in memory.
STEP = 64

#: Places of terms that are remembered, of each field and segment.
PLACES = 4096

#: A byte of `gaps` that ends no gap.
GOES_ON = 255

#: A shorter list is never worth its entry among the gaps, in postings.
LEAST_GAPS = 32

#: Parts the two words of a key of pairs: `left << SHIFT | right`.
SHIFT = 32


@dataclass(frozen=True, slots=True)
class FieldLists:
    """The posting lists of one field, whole: what is written, and what merging works on.

    `terms` are the terms, ascending by code point, which is UTF-8's byte order; for a field of pairs they are keys
    (int64: see `SHIFT`) over the terms of the field of single words. List `i` is `docs[list_ends[i-1]:list_ends[i]]`
    (int32), none is empty; `positions` is None for a field without positions, else as long as the sum of `counts`.
    """

    terms: Sequence[str] | Integers
    list_ends: Integers
    docs: Integers
    counts: Integers
    positions: Integers | None = None


def write_lists(file: ArrayFileWriter, name: str, lists: FieldLists) -> None:
    """Write the lists of a field."""

    def add(key: str, array: Integers) -> None:
        file.add(name, key, array)

    if isinstance(lists.terms, np.ndarray):
        add("lefts", narrow(lists.terms >> SHIFT, np.uint16, np.uint32))
        add("rights", narrow(lists.terms & ((1 << SHIFT) - 1), np.uint16, np.uint32))
    else:
        encoded = [term.encode() for term in lists.terms]
        add("terms", np.frombuffer(b"".join(encoded), np.uint8))
        add("term_ends", narrow(np.cumsum([len(term) for term in encoded], dtype=np.int64), np.uint32))
    add("list_ends", narrow(lists.list_ends, np.uint32, np.uint64))
    lengths = np.diff(lists.list_ends, prepend=0)
    dense = write_dense(file, name, lists.list_ends, lists.docs, lists.counts)
    docs, counts = lists.docs, lists.counts
    if dense.any():
        others = ~np.repeat(dense, lengths)
        docs, counts = docs[others], counts[others]
    _write_docs(file, name, docs, np.where(dense, 0, lengths))
    more = counts > 1
    if more.any():
        add("more", np.packbits(more, bitorder="little"))
        add("more_before", narrow(np.concatenate([[0], np.cumsum(more)[BLOCK - 1 :: BLOCK]]), np.uint32))
        add("counts", narrow(counts[more], np.uint8, np.uint16, np.uint32))
    if lists.positions is not None:
        totals = np.concatenate([[0], np.cumsum(lists.counts, dtype=np.int64)])
        add("position_ends", narrow(totals[lists.list_ends], np.uint32, np.uint64))
        add("positions", narrow(lists.positions, np.uint16, np.uint32))


def _write_docs(file: ArrayFileWriter, name: str, all_docs: Integers, lengths: Integers) -> None:
    """Write the document numbers of lists of these lengths, each in the shorter of the two forms."""
    docs = narrow(all_docs, np.uint16, np.uint32)
    long = lengths >= LEAST_GAPS
    in_gaps = np.zeros(lengths.size, np.bool_)
    if long.any():
        # Only long lists are worth the trial.
        chosen = all_docs[np.repeat(long, lengths)]
        starts = np.concatenate([[0], np.cumsum(lengths[long])[:-1]])
        gaps: Integers = np.diff(chosen.astype(np.int64), prepend=-1) - 1
        gaps[starts] = chosen[starts]
        sizes = gaps // GOES_ON + 1
        in_gaps[long] = np.add.reduceat(sizes, starts) < docs.dtype.itemsize * lengths[long]
    if not in_gaps.any():
        file.add(name, "docs", docs)
        return
    kept = np.repeat(in_gaps[long], lengths[long])
    gaps, sizes = gaps[kept], sizes[kept]
    ends = np.cumsum(sizes)
    stored = np.full(int(ends[-1]), GOES_ON, np.uint8)
    stored[ends - 1] = gaps % GOES_ON
    postings = np.cumsum(lengths[in_gaps])
    file.add(name, "docs", docs[~np.repeat(in_gaps, lengths)])
    file.add(name, "gaps", stored)
    file.add(name, "gap_terms", np.flatnonzero(in_gaps).astype("<u4"))
    file.add(name, "gap_ends", narrow(ends[postings - 1], np.uint32, np.uint64))
    file.add(name, "gap_postings", narrow(postings, np.uint32, np.uint64))


def _from_gaps(stored: Integers) -> Integers:
    """Read document numbers (int32) out of the gaps of one list."""
    ends = stored != GOES_ON
    if ends.all():
        docs: Integers = np.cumsum(stored, dtype=np.int32)
        docs += np.arange(docs.size, dtype=np.int32)
    else:
        docs = np.cumsum(stored.astype(np.int32) + ends, dtype=np.int32)[ends] - 1
    return docs


class Terms:
    """The terms of a field, in order."""

    def __init__(self, file: ArrayFile, name: str) -> None:
        """Lay views over the arrays of the field."""
        self._bytes = file.view(name, "terms")
        # Plain memory views give Python integers several times faster than arrays do.
        self._ends = file.view(name, "term_ends")
        self.count = len(self._ends)
        #: Every `STEP`th term, read when a term is first looked for: most of the search is done over these.
        self._signs: list[bytes] | None = None
        #: Where terms were found or would be: a syllable is looked for by itself and in two pairs.
        self._places: dict[bytes, int] = {}

    def at(self, place: int) -> bytes:
        """Give the term at a place in the order of terms."""
        start = self._ends[place - 1] if place else 0
        return bytes(self._bytes[start : self._ends[place]])

    def place(self, term: bytes) -> int:
        """Give the first place whose term is not below `term`; `count` where all are."""
        known = self._places.get(term)
        if known is not None:
            return known
        if self._signs is None:
            self._signs = [self.at(one) for one in range(0, self.count, STEP)]
        high = STEP * bisect_left(self._signs, term)
        low, high = max(0, high - STEP), min(high, self.count)
        while low < high:
            middle = (low + high) // 2
            if self.at(middle) < term:
                low = middle + 1
            else:
                high = middle
        if len(self._places) >= PLACES:
            self._places.clear()
        self._places[term] = low
        return low

    def find(self, term: bytes) -> int | None:
        """Give the place of a term, or None where the field does not hold it."""
        place = self.place(term)
        return place if place < self.count and self.at(place) == term else None

    def all(self) -> Iterator[bytes]:
        """Give every term in order."""
        ends = [0, *self._ends.tolist()]
        blob = bytes(self._bytes)
        return (blob[start:end] for start, end in pairwise(ends))


class PairTerms:
    """The terms of a field of pairs, in order: `binh dang`, two words of another field."""

    def __init__(self, file: ArrayFile, name: str, words: Terms) -> None:
        """Lay views over the arrays of the field; `words` are the terms of the other field."""
        self._words = words
        self._lefts = file.view(name, "lefts")
        self._rights = file.view(name, "rights")
        self.count = len(self._lefts)

    def at(self, place: int) -> bytes:
        """Give the pair at a place in the order of pairs."""
        return self._words.at(self._lefts[place]) + b" " + self._words.at(self._rights[place])

    def place(self, term: bytes) -> int:
        """Give the first place whose pair is not below `term`; `count` where all are."""
        left, _, right = term.partition(b" ")
        one = self._words.place(left)
        # NumPy would copy the whole array to compare it with a number of another type.
        low = bisect_left(self._lefts, one)
        if one == self._words.count or self._words.at(one) != left:
            return low
        high = bisect_right(self._lefts, one, low)
        return bisect_left(self._rights, self._words.place(right), low, high)

    def find(self, term: bytes) -> int | None:
        """Give the place of a pair, or None where the field does not hold it."""
        left, _, right = term.partition(b" ")
        one, two = self._words.find(left), self._words.find(right)
        if one is None or two is None:
            return None
        low = bisect_left(self._lefts, one)
        if low == self.count or self._lefts[low] != one:
            return None
        high = bisect_right(self._lefts, one, low)
        place = bisect_left(self._rights, two, low, high)
        return place if place < high and self._rights[place] == two else None

    def all(self) -> Iterator[bytes]:
        """Give every pair in order."""
        words = list(self._words.all())
        for left, right in zip(self._lefts.tolist(), self._rights.tolist(), strict=True):
            yield words[left] + b" " + words[right]

    def keys(self) -> Integers:
        """Give every pair as a key (see `FieldLists`)."""
        keys: Integers = np.asarray(self._lefts).astype(np.int64) << SHIFT | np.asarray(self._rights)
        return keys


class FieldArrays:
    """One field of a file: terms and their lists, as views that copy nothing."""

    def __init__(self, file: ArrayFile, name: str, words: Terms | None) -> None:
        """Lay views over the arrays of the field; `words` are the terms that pairs are made of."""
        self.terms: Terms | PairTerms
        if file.has(name, "lefts"):
            if words is None:
                raise BadArrays(f"The field {name} is one of pairs, and its words are missing.")
            self.terms = PairTerms(file, name, words)
        else:
            self.terms = Terms(file, name)
        self.count = self.terms.count
        self._list_ends = file.view(name, "list_ends")
        self._dense = DenseRows(file, name) if file.has(name, "dense") else None
        self._docs = file.array(name, "docs")
        self._gaps = file.array(name, "gaps") if file.has(name, "gaps") else None
        if self._gaps is not None:
            self._gap_terms = file.view(name, "gap_terms")
            self._gap_ends = file.view(name, "gap_ends")
            self._gap_postings = file.view(name, "gap_postings")
        self._more = file.array(name, "more") if file.has(name, "more") else None
        if self._more is not None:
            self._more_before = file.view(name, "more_before")
            self._counts = file.array(name, "counts")
        self._positions = file.array(name, "positions") if file.has(name, "positions") else None
        if self._positions is not None:
            self._position_ends = file.view(name, "position_ends")

    @property
    def postings(self) -> int:
        """The number of all postings."""
        return int(self._list_ends[-1]) if self.count else 0

    def length(self, place: int) -> int:
        """Tell in how many documents a term stands."""
        start, end = self._span(place)
        return end - start

    def lengths(self) -> Integers:
        """Tell in how many documents each term stands."""
        return np.diff(np.asarray(self._list_ends).astype(np.int64), prepend=0)

    def _span(self, place: int) -> tuple[int, int]:
        return int(self._list_ends[place - 1]) if place else 0, int(self._list_ends[place])

    def _dense_row(self, place: int) -> tuple[int | None, int]:
        """Give the row of a term that is dense, and how many postings before the term's are in rows."""
        return (None, 0) if self._dense is None else self._dense.place(place)

    def row(self, place: int) -> Integers | None:
        """Give the count of a term in each document from the first on, or None for a term that is not dense."""
        row, _ = self._dense_row(place)
        return None if row is None or self._dense is None else self._dense.row(row)

    def docs(self, place: int) -> Integers:
        """Give the document numbers of a term, ascending."""
        row, skipped = self._dense_row(place)
        if row is not None and self._dense is not None:
            return np.flatnonzero(self._dense.row(row) > 0).astype(np.int32)
        start, end = self._span(place)
        start, end = start - skipped, end - skipped
        if self._gaps is None:
            return self._docs[start:end]
        nearest = bisect_left(self._gap_terms, place)
        before = int(self._gap_postings[nearest - 1]) if nearest else 0
        if nearest == len(self._gap_terms) or self._gap_terms[nearest] != place:
            return self._docs[start - before : end - before]
        return _from_gaps(self._gaps[int(self._gap_ends[nearest - 1]) if nearest else 0 : int(self._gap_ends[nearest])])

    def counts(self, place: int) -> Integers:
        """Give how often each of the documents holds the term."""
        row, before = self._dense_row(place)
        if row is not None and self._dense is not None:
            values = self._dense.row(row)
            return values[values > 0]
        start, end = self._span(place)
        start, end = start - before, end - before
        if self._more is None:
            return np.ones(end - start, np.uint8)
        block = start // BLOCK
        bits = np.unpackbits(self._more[block * BLOCK // 8 : (end + 7) // 8], bitorder="little")
        skipped = start - block * BLOCK
        mine = bits[skipped : skipped + end - start].view(np.bool_)
        first = int(self._more_before[block]) + int(np.count_nonzero(bits[:skipped]))
        counts = np.ones(end - start, self._counts.dtype)
        counts[mine] = self._counts[first : first + int(np.count_nonzero(mine))]
        return counts

    def spans(self, place: int, wanted: Integers) -> tuple[Mask, Integers, Integers]:
        """Tell which of some documents, ascending, hold a term; of those, how often, and where their positions begin.

        The beginnings count in the term's own `positions`.
        """
        row = self.row(place)
        if row is not None:
            within = wanted < row.size
            counts = np.zeros(wanted.size, row.dtype)
            counts[within] = row.take(wanted[within])
            held = counts > 0
            ends = np.cumsum(row, dtype=np.int64).take(wanted[held])
            lengths = counts[held].astype(np.int64)
            return held, lengths, ends - lengths
        docs, counts = self.docs(place), self.counts(place)
        at = np.minimum(np.searchsorted(docs, wanted.astype(docs.dtype)), docs.size - 1)
        held = docs[at] == wanted
        at = at[held]
        lengths = counts.take(at).astype(np.int64)
        return held, lengths, np.cumsum(counts, dtype=np.int64).take(at) - lengths

    def positions(self, place: int) -> Integers:
        """Give the positions of a term, document by document, ascending in each; `counts` tells how many each has."""
        if self._positions is None:
            raise BadArrays("This field was written without positions.")
        start = self._position_ends[place - 1] if place else 0
        return self._positions[start : self._position_ends[place]]

    def lists(self) -> FieldLists:
        """Give all lists at once, for merging."""
        list_ends = np.asarray(self._list_ends).astype(np.int64)
        terms = self.terms.keys() if isinstance(self.terms, PairTerms) else [t.decode() for t in self.terms.all()]
        docs, counts = self._all(list_ends)
        return FieldLists(terms, list_ends, docs, counts, self._positions)

    def _all(self, list_ends: Integers) -> tuple[Integers, Integers]:
        """Give every posting of the field, list by list: document numbers (int32) and counts."""
        lengths = np.diff(list_ends, prepend=0)
        rows = {} if self._dense is None else dict(enumerate(self._dense.terms.tolist()))
        dense = np.zeros(self.count, np.bool_)
        dense[list(rows.values())] = True
        rest = np.where(dense, 0, lengths)
        counts = np.ones(int(rest.sum()), np.uint32)
        if self._more is not None:
            counts[np.unpackbits(self._more, count=counts.size, bitorder="little").view(np.bool_)] = self._counts
        docs = self._sparse_docs(rest)
        if self._dense is None:
            return docs, counts
        others = ~np.repeat(dense, lengths)
        all_docs, all_counts = np.empty(self.postings, np.int32), np.empty(self.postings, np.uint32)
        all_docs[others], all_counts[others] = docs, counts
        for row, term in rows.items():
            values = self._dense.row(row)
            mine = slice(int(list_ends[term] - lengths[term]), int(list_ends[term]))
            held = np.flatnonzero(values > 0)
            all_docs[mine], all_counts[mine] = held, values[held]
        return all_docs, all_counts

    def _sparse_docs(self, lengths: Integers) -> Integers:
        if self._gaps is None:
            return self._docs.astype(np.int32)
        in_gaps = np.zeros(self.count, np.bool_)
        in_gaps[np.asarray(self._gap_terms)] = True
        ends = self._gaps != GOES_ON
        running = np.cumsum(self._gaps.astype(np.int64) + ends)
        starts = np.asarray(self._gap_ends).astype(np.int64)[:-1]
        before = np.concatenate([[0], running[starts - 1]])
        docs = np.empty(int(lengths.sum()), np.int32)
        chosen = np.repeat(in_gaps, lengths)
        docs[chosen] = running[ends] - 1 - np.repeat(before, lengths[in_gaps])
        docs[~chosen] = self._docs
        return docs

    def all_postings(self) -> tuple[Integers, Integers]:
        """Give every posting of the field: the places of the terms, and the document numbers."""
        list_ends = np.asarray(self._list_ends).astype(np.int64)
        places = np.repeat(np.arange(self.count, dtype=np.int32), np.diff(list_ends, prepend=0))
        return places, self._all(list_ends)[0]


class SegmentLists:
    """The posting lists of a segment: an open file, field by field."""

    def __init__(self, file: ArrayFile) -> None:
        """Lay views over the file. Raises `BadArrays`."""
        self.file = file
        self.fields: dict[str, FieldArrays] = {}
        for name in sorted(name for name, arrays in file.groups.items() if "list_ends" in arrays):
            other = self.fields.get(words_of(name) or "")
            words = other.terms if other is not None and isinstance(other.terms, Terms) else None
            self.fields[name] = FieldArrays(file, name, words)


def words_of(name: str) -> str | None:
    """Name the field whose words a field of pairs is made of: `body_pairs` → `body_folded`; None for any other."""
    text, _, view = name.rpartition("_")
    return f"{text}_folded" if view == "pairs" else None
