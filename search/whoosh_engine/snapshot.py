"""One committed state of a Whoosh index, read as NumPy arrays.

A snapshot never changes: a search that began on it ends on it, whatever is committed meanwhile. Posting
lists are read whole and kept in a cache bounded in bytes; dates and lengths are read when the snapshot is opened, a
facet when it is first used. Segments that a later snapshot still has are handed on to it, open as they are.
"""

from __future__ import annotations

import threading
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import groupby

import numpy as np
import numpy.typing as npt
from cachetools import LRUCache

from index.analysis import folded_of
from index.article import TEXT_FIELDS
from search import ranking
from search.engine import CACHE_BYTES, CACHE_BYTES_EACH
from search.facets import FACET_BY_NAME
from search.whoosh_engine.codec import OpenSegment
from search.whoosh_engine.facet_column import FacetColumn
from search.whoosh_engine.impacts import DENSE, NO_DOCS, Counts, Floats, Ids, Impacts, Mask
from search.whoosh_engine.lists import FieldArrays
from search.whoosh_engine.schema import LABEL_SEPARATOR, NO_DATE, word_field

#: Where a term stands in fewer than one article in so many, arrays over all articles are not worth making.
FEW = 32

#: A list that one document in so many stands in is spread over all documents of its segment before it is added: adding
#: to neighbours is that much faster than adding to articles here and there.
LONG = 24

#: Terms whose frequency is remembered: advice asks for hundreds, much the same ones for every query.
FREQUENCIES = 65_536

#: Makes one number of an article and a position: more positions than a text can have.
WIDTH = 1 << 32


@dataclass(frozen=True, slots=True)
class _List:
    """The posting list of a term in a field of a segment, whose documents are numbered from `first` to before `end`."""

    arrays: FieldArrays
    place: int
    first: int
    end: int

    def row(self) -> Counts | None:
        """Give a count for every document of the segment, or None for a list that is too short for that."""
        row = self.arrays.row(self.place)
        if row is not None:
            return row[: self.end - self.first]
        if self.arrays.length(self.place) * LONG < self.end - self.first:
            return None
        counts = self.arrays.counts(self.place)
        row = np.zeros(self.end - self.first, counts.dtype)
        row[self.arrays.docs(self.place)] = counts
        return row

    def docs(self) -> Ids:
        """Give the articles, ascending."""
        docs: Ids = self.arrays.docs(self.place).astype(np.int32)
        docs += np.int32(self.first)
        return docs


def _norms(field: str, lengths: Floats, average: float) -> Floats:
    """Give what one occurrence in a field counts, by the length of the field."""
    weights = ranking.FIELDS[field]
    return np.asarray(weights.weight / (1 - weights.b + weights.b * lengths / average), np.float32)


class Snapshot:
    """A committed state of the index. Safe to share between threads."""

    def __init__(self, segments: Sequence[tuple[OpenSegment, frozenset[int]]], cache_bytes: int | None) -> None:
        """Read dates and lengths of every article; a segment comes with the numbers of its deleted documents."""
        self._segments = [segment for segment, _ in segments]
        self._ends: list[int] = np.cumsum([one.documents.count for one in self._segments], dtype=np.int64).tolist()
        self._offsets = [0, *self._ends[:-1]] if self._ends else []
        self._lock = threading.RLock()
        self._frequencies: LRUCache[tuple[str, str], int] = LRUCache(FREQUENCIES)
        self._facets: dict[str, FacetColumn] = {}
        self._same: dict[str, dict[str, str]] = {}
        self._labels: dict[tuple[str, str], str] = {}
        self.size: int = self._ends[-1] if self._ends else 0
        kept = max(CACHE_BYTES, CACHE_BYTES_EACH * self.size) if cache_bytes is None else cache_bytes
        self._cache: LRUCache[tuple[str, str], Impacts] = LRUCache(kept, getsizeof=lambda p: p.nbytes)
        self.live: Mask = np.ones(self.size, np.bool_)
        for (_, deleted), offset in zip(segments, self._offsets, strict=True):
            self.live[np.asarray(sorted(deleted), np.int64) + offset] = False
        self.count = int(self.live.sum())
        self._all_live = self.count == self.size
        self.all_docs: Ids = np.flatnonzero(self.live).astype(np.int32)
        self.segments = len(self._segments)
        self.dates: Ids = np.concatenate([NO_DOCS, *(one.documents.dates for one in self._segments)])
        #: What one occurrence in a field counts, by article: its weight over the length's norm (see `ranking`).
        self.norms: dict[str, Floats] = {}
        averages = {}
        for field in TEXT_FIELDS:
            lengths = np.concatenate([np.empty(0), *(one.documents.lengths[field] for one in self._segments)])
            averages[field] = self._average(lengths)
            self.norms[field] = _norms(field, lengths, averages[field])
        self._k1 = np.float32(ranking.k1(averages["body"]))

    def _average(self, lengths: Floats) -> float:
        held = lengths[self.live & (lengths > 0)]
        return float(held.mean()) if held.size else 1.0

    def _place(self, doc: int) -> tuple[OpenSegment, int]:
        """Give the segment of a document, and its number there."""
        place = bisect_right(self._ends, doc)
        return self._segments[place], doc - self._offsets[place]

    def id(self, doc: int) -> str:
        """Give the id of an article."""
        segment, number = self._place(doc)
        return segment.documents.id(number)

    def find(self, article_id: str) -> int | None:
        """Give the document number of the live article of that id, or None."""
        encoded = article_id.encode()
        for field, offset in self._held("id"):
            place = field.terms.find(encoded)
            if place is not None:
                for doc in (field.docs(place).astype(np.int64) + offset).tolist():
                    if self.live[doc]:
                        return int(doc)
        return None

    @cached_property
    def _id_rank(self) -> npt.NDArray[np.int64]:
        ids = [one for segment in self._segments for one in segment.documents.ids()]
        rank = np.empty(self.size, np.int64)
        encoded = np.asarray([one.encode() for one in ids], dtype=np.bytes_) if ids else np.empty(0)
        rank[np.argsort(encoded, kind="stable")] = np.arange(self.size)
        return rank

    def id_order(self, docs: Ids) -> npt.NDArray[np.int64]:
        """Give numbers that order documents as their ids do: what breaks ties."""
        if docs.size > self.size // 16:
            return self._id_rank[docs]
        ids = [self.id(doc) for doc in docs.tolist()]
        order = np.empty(docs.size, np.int64)
        order[sorted(range(docs.size), key=ids.__getitem__)] = np.arange(docs.size)
        return order

    def dictionary(self) -> bytes:
        """Give what most stored articles are compressed with, b"" for nothing."""
        largest = max(self._segments, key=lambda one: one.documents.count, default=None)
        return b"" if largest is None else largest.documents.dictionary

    def verify(self) -> None:
        """Compare every array with its checksum. Raises `BadArrays`."""
        for segment in self._segments:
            segment.file.verify()

    def let_go(self) -> None:
        """Keep nothing of the files in this process's memory; whatever is read next is had from the system again."""
        for segment in self._segments:
            segment.file.let_go()

    def digests(self) -> dict[str, str]:
        """Give the digest of every live article, by id."""
        found: dict[str, str] = {}
        for segment, offset in zip(self._segments, self._offsets, strict=True):
            alive = self.live[offset : offset + segment.documents.count].tolist()
            listed = zip(segment.documents.ids(), segment.documents.digests(), alive, strict=True)
            found.update({one: digest for one, digest, lives in listed if lives})
        return found

    @cached_property
    def groups(self) -> Ids:
        """The group of reposts of each document, numbered from 0; -1 for one that shares its text with none."""
        names = np.concatenate([np.empty(0, np.uint64), *(one.documents.groups for one in self._segments)])
        told = np.flatnonzero((names != 0) & self.live)
        order = told[np.argsort(names[told], kind="stable")]
        ordered = names[order]
        first = np.ones(ordered.size, np.bool_)
        first[1:] = ordered[1:] != ordered[:-1]
        number = np.cumsum(first, dtype=np.int64) - 1
        several = np.bincount(number)[number] > 1 if number.size else number > 0
        groups = np.full(self.size, -1, np.int32)
        groups[order[several]] = number[several]
        return groups

    def signatures(self) -> tuple[bytes, bytes]:
        """Give the signatures of all live articles, one after the other, and the names of their groups."""
        signed, names = [], []
        for segment, offset in zip(self._segments, self._offsets, strict=True):
            alive = self.live[offset : offset + segment.documents.count]
            signed.append(segment.documents.signatures[alive].tobytes())
            names.append(segment.documents.groups[alive].astype(">u8").tobytes())
        return b"".join(signed), b"".join(names)

    @cached_property
    def date_range(self) -> tuple[int, int] | None:
        """The first and last date as proleptic ordinals, None where no live article is dated."""
        dated = self.dates[self.live & (self.dates != NO_DATE)]
        return (int(dated.min()), int(dated.max())) if dated.size else None

    def stored(self, doc: int) -> str:
        """Give the stored JSON of an article."""
        segment, number = self._place(doc)
        return segment.documents.stored(number)

    def impacts(self, view: str, term: str) -> Impacts:
        """Give what a term adds to the score of each article that holds it; those of an unknown term are none."""
        key = (view, term)
        with self._lock:
            known = self._cache.get(key)
        if known is None:
            known = self._make_impacts(view, term)
            if known.nbytes <= self._cache.maxsize:
                with self._lock:
                    self._cache[key] = known
        return known

    def _make_impacts(self, view: str, term: str) -> Impacts:
        held = {field: lists for field in TEXT_FIELDS if (lists := self._lists(word_field(field, view), term))}
        lengths = [sum(one.arrays.length(one.place) for one in lists) for lists in held.values()]
        if sum(lengths) * FEW < self.size:
            docs, frequency = self._few_frequencies(held)
            return Impacts(docs, frequency / (self._k1 + frequency), self.size)
        whole = np.zeros(self.size, np.float32)
        everywhere = [(one, self.norms[field]) for field, lists in held.items() for one in lists]
        # Segment by segment, so that the processor's own memory holds what is worked on.
        for first, parts in groupby(sorted(everywhere, key=lambda part: part[0].first), lambda part: part[0].first):
            for one, norms in parts:
                row = one.row()
                if row is None:
                    docs = one.docs()
                    whole[docs] += one.arrays.counts(one.place) * norms.take(docs)
                else:
                    span = slice(first, first + row.size)
                    whole[span] += row * norms[span]
            worth = whole[first : one.end]
            worth /= worth + self._k1
        if not self._all_live:
            whole[~self.live] = 0
        if max(lengths) * DENSE > self.size:
            # Kept with a place for every article: there is no need to know which hold it.
            return Impacts.of_all(whole)
        docs = np.flatnonzero(whole > 0).astype(np.int32)
        return Impacts(docs, whole.take(docs), self.size)

    def _few_frequencies(self, held: Mapping[str, Sequence[_List]]) -> tuple[Ids, Floats]:
        """Give the articles that hold a term in any field, and how often, weighed; for terms that few hold."""
        read = [(field, *self._read(lists)) for field, lists in held.items()]
        if len(read) == 1:
            ((field, docs, counts),) = read
            return docs, counts * self.norms[field].take(docs)
        docs = np.sort(np.concatenate([NO_DOCS, *(docs for _, docs, _ in read)]))
        docs = docs[np.diff(docs, prepend=-1) > 0]
        frequency = np.zeros(docs.size, np.float32)
        for field, mine, counts in read:
            frequency[np.searchsorted(docs, mine)] += counts * self.norms[field].take(mine)
        return docs, frequency

    def holders(self, field: str, view: str, term: str) -> Ids:
        """Give the articles that hold a word in a view of a text field, ascending; nobody holds an unknown word."""
        docs = np.concatenate([NO_DOCS, *(one.docs() for one in self._lists(word_field(field, view), term))])
        return docs if self._all_live else docs[self.live[docs]]

    def _read(self, lists: Sequence[_List]) -> tuple[Ids, Counts]:
        """Read posting lists of one term whole: articles, and how often each holds it."""
        docs = np.concatenate([NO_DOCS, *(one.docs() for one in lists)])
        counts = np.concatenate([np.empty(0, np.uint8), *(one.arrays.counts(one.place) for one in lists)])
        if self._all_live:
            return docs, counts
        alive = self.live[docs]
        return docs[alive], counts[alive]

    def _lists(self, name: str, term: str) -> list[_List]:
        """Find the posting lists of a term in a field, segment by segment."""
        encoded = term.encode()
        found = []
        for segment, first, end in zip(self._segments, self._offsets, self._ends, strict=True):
            arrays = segment.lists.fields.get(name)
            place = arrays.terms.find(encoded) if arrays is not None else None
            if arrays is not None and place is not None:
                found.append(_List(arrays, place, first, end))
        return found

    def _held(self, name: str) -> Iterator[tuple[FieldArrays, int]]:
        """Give the arrays of a field in every segment that has it, and where the segment's documents begin."""
        for segment, offset in zip(self._segments, self._offsets, strict=True):
            field = segment.lists.fields.get(name)
            if field is not None:
                yield field, offset

    def occurrences(self, field: str, word: str, wanted: Ids) -> npt.NDArray[np.int64]:
        """Give every place of a folded word in the `wanted` articles, ascending: article x `WIDTH` + position.

        `wanted` ascends too; only its articles' positions are read.
        """
        found = [np.empty(0, np.int64)]
        for one in self._lists(word_field(field, "folded"), word):
            # Numbers of the arrays' own type: NumPy would copy an array to compare it with another type.
            mine = wanted[slice(*np.searchsorted(wanted, np.asarray([one.first, one.end], np.int32)))]
            if not mine.size:
                continue
            held, counts, firsts = one.arrays.spans(one.place, mine - np.int32(one.first))
            ends = np.cumsum(counts)
            places = np.arange(int(ends[-1]) if ends.size else 0) + np.repeat(firsts - (ends - counts), counts)
            documents = mine[held].astype(np.int64)
            found.append(np.repeat(documents, counts) * WIDTH + one.arrays.positions(one.place)[places])
        return np.concatenate(found)

    def frequency(self, view: str, term: str) -> int:
        """Tell in how many articles a term stands in the text field where most hold it, deleted ones included."""
        with self._lock:
            known = self._frequencies.get((view, term))
        if known is None:
            known = max(
                sum(one.arrays.length(one.place) for one in self._lists(word_field(field, view), term))
                for field in TEXT_FIELDS
            )
            with self._lock:
                self._frequencies[view, term] = known
        return known

    def vocabulary(self, view: str) -> dict[str, int]:
        """Give every term of a view, ascending, with its `frequency`."""
        most: dict[str, int] = {}
        for name in TEXT_FIELDS:
            counts: Counter[bytes] = Counter()
            for field, _ in self._held(word_field(name, view)):
                counts.update(dict(zip(field.terms.all(), field.lengths().tolist(), strict=True)))
            for term, count in counts.items():
                decoded = term.decode()
                most[decoded] = max(count, most.get(decoded, 0))
        return dict(sorted(most.items()))

    @cached_property
    def _marked_forms(self) -> dict[str, list[str]]:
        forms: dict[str, list[str]] = {}
        for term in self.vocabulary("marked"):
            forms.setdefault(folded_of(term), []).append(term)
        return forms

    def exactly(self, field: str, folded: str, marked: str) -> Ids:
        """Give the articles that print a syllable just so in a field: with these marks, or with none for ""."""
        if marked:
            return self.holders(field, "marked", marked)
        forms = self._marked_forms.get(folded)
        if not forms:
            return self.holders(field, "folded", folded)
        plain = np.zeros(self.size, np.int32)
        for view, term, sign in (("folded", folded, 1), *(("marked", form, -1) for form in forms)):
            docs, counts = self._read(self._lists(word_field(field, view), term))
            plain[docs] += sign * counts.astype(np.int32)
        return np.flatnonzero(plain > 0).astype(np.int32)

    def starting(self, field: str, prefix: str) -> list[Ids]:
        """Give the articles of every folded word of a field that starts with `prefix`: one list a word and segment."""
        encoded = prefix.encode()
        found = []
        for arrays, offset in self._held(word_field(field, "folded")):
            place = arrays.terms.place(encoded)
            while place < arrays.count and arrays.terms.at(place).startswith(encoded):
                docs = arrays.docs(place).astype(np.int32) + np.int32(offset)
                found.append(docs if self._all_live else docs[self.live[docs]])
                place += 1
        return found

    def facet(self, name: str) -> FacetColumn:
        """Give a facet's values over all live articles, read the first time it is asked for."""
        with self._lock:
            column = self._facets.get(name)
            if column is None:
                column = self._facets[name] = self._read_facet(name)
            return column

    def _read_facet(self, name: str) -> FacetColumn:
        held = list(self._held(f"facet_{name}"))
        printed = {term.decode() for field, _ in held for term in field.terms.all()}
        resolver = FACET_BY_NAME[name].resolve
        same = self._same[name] = dict(resolver(self._printed(held))) if resolver else {}
        values = sorted((printed - same.keys()) | set(same.values()))
        number = {value: code for code, value in enumerate(values)}
        number.update({value: number[meant] for value, meant in same.items()})
        all_docs: list[Ids] = [NO_DOCS]
        all_codes: list[Ids] = [NO_DOCS]
        for field, offset in held:
            codes = np.asarray([number[term.decode()] for term in field.terms.all()], np.int32)
            places, docs = field.all_postings()
            all_docs.append(docs.astype(np.int32) + np.int32(offset))
            all_codes.append(codes[places])
        docs, codes = np.concatenate(all_docs), np.concatenate(all_codes)
        alive = self.live[docs]
        # In the order of documents; an article may print both forms of what is one value.
        # Sorted by hand: NumPy's own `unique` is ten times slower on keys like these.
        keys = np.sort(docs[alive].astype(np.int64) * max(1, len(values)) + codes[alive])
        keys = keys[np.diff(keys, prepend=-1) > 0]
        docs, codes = (keys // max(1, len(values))).astype(np.int32), (keys % max(1, len(values))).astype(np.int32)
        carried = np.bincount(docs, minlength=self.size)
        starts = np.concatenate([[0], np.cumsum(carried)]).astype(np.int32)
        single: npt.NDArray[np.intp] | None = None
        if not docs.size or int(carried.max()) == 1:
            single = np.zeros(self.size, np.intp)
            single[docs] = codes + 1
        return FacetColumn(values, docs, codes, starts, single, np.bincount(codes, minlength=len(values)))

    def _printed(self, held: list[tuple[FieldArrays, int]]) -> Counter[str]:
        """Count in how many live articles each value stands, as it is printed there."""
        counts: Counter[str] = Counter()
        for field, offset in held:
            places, docs = field.all_postings()
            alive = self.live[docs.astype(np.int64) + offset]
            found = np.bincount(places[alive], minlength=field.count).tolist()
            counts.update({term.decode(): count for term, count in zip(field.terms.all(), found, strict=True) if count})
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
            place = field.terms.place(prefix)
            while place < field.count and (term := field.terms.at(place)).startswith(prefix):
                label = term.removeprefix(prefix).decode()
                counts[label] += int(self.live[field.docs(place).astype(np.int64) + offset].sum())
                place += 1
        return min(((-count, -len(label), label) for label, count in counts.items() if count), default=(0, 0, value))[2]
