"""A Whoosh codec whose posting lists are arrays; stored fields and columns stay Whoosh's own.

Whoosh's own readers and searchers work on it, one posting at a time. The engine reads the arrays themselves
(`snapshot`), which is what makes it fast.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
from whoosh.codec import base
from whoosh.codec.whoosh3 import W3Codec
from whoosh.formats import Positions
from whoosh.matching import ListMatcher
from whoosh.reading import TermInfo, TermNotFound

from search.whoosh_engine.arrays import FieldArrays, FieldLists, SegmentArrays, write
from search.whoosh_engine.inverter import FieldInverter, Source, merge
from search.whoosh_engine.segment import ArraySegment

#: The end of the name of a segment's file of posting lists.
EXTENSION = ".arr"


def open_arrays(storage: Any, segment: Any) -> SegmentArrays:
    """Open the posting lists of a segment that lies in a folder. Raises `BadArrays`."""
    return SegmentArrays(Path(storage.folder, segment.make_filename(EXTENSION)))


class ArrayCodec(W3Codec):  # type: ignore[misc]
    """Whoosh's codec with arrays for posting lists."""

    # Lengths are columns of the schema; Whoosh need not look them up posting by posting.
    length_stats = False

    def field_writer(self, storage: Any, segment: Any) -> ArrayFieldWriter:
        """Give what writes the posting lists of a new segment."""
        return ArrayFieldWriter(storage, segment)

    def terms_reader(self, storage: Any, segment: Any) -> ArrayTermsReader:
        """Give what reads the posting lists of a segment."""
        return ArrayTermsReader(open_arrays(storage, segment))

    def new_segment(self, storage: Any, indexname: str) -> ArraySegment:
        """Make a new segment."""
        return ArraySegment(indexname)


class ArrayFieldWriter(base.FieldWriter):  # type: ignore[misc]
    """Collects the documents of a new segment, and segments to merge into it; writes all lists at its end."""

    def __init__(self, storage: Any, segment: Any) -> None:
        """Make the file in the folder of `storage`."""
        self._file = Path(storage.folder, segment.make_filename(EXTENSION)).open("wb")  # noqa: SIM115
        self._inverters: dict[str, FieldInverter] = {}
        self._merged: defaultdict[str, list[Source]] = defaultdict(list)
        self._docs = 0
        self.is_closed = False

    def add_words(self, doc: int, name: str, format_: Any, words: list[str]) -> None:
        """Add the words of a field of a document. Documents come in ascending order."""
        inverter = self._inverters.get(name)
        if inverter is None:
            inverter = self._inverters[name] = FieldInverter(positions=isinstance(format_, Positions))
        inverter.add(doc, words)
        self._docs = max(self._docs, doc + 1)

    def add_segment(self, arrays: SegmentArrays, renumbered: Any) -> None:
        """Take over the lists of a segment; `renumbered` gives the new document numbers, -1 for deleted ones."""
        for name, field in arrays.fields.items():
            self._merged[name].append(Source(field.lists(), renumbered))

    def add_postings(self, schema: Any, lengths: Any, items: Iterable[Any]) -> None:
        """Write all lists. Whoosh calls this once; `items`, its own posting pool, is empty here."""
        if next(iter(items), None) is not None:
            raise NotImplementedError("Documents are added to this codec by `add_words`, segments by `add_segment`.")
        write(self._file, self._fields())

    def _fields(self) -> Iterator[tuple[str, FieldLists]]:
        for name in sorted({*self._inverters, *self._merged}):
            sources = self._merged.pop(name, [])
            inverter = self._inverters.pop(name, None)
            if inverter is not None:
                added = inverter.lists()
                if not sources:
                    yield name, added
                    continue
                # Whoosh numbers the documents of the new segment first, then those that are merged into it.
                sources = [Source(added, np.arange(self._docs)), *sources]
            yield name, merge(sources)

    def close(self) -> None:
        """Close the file."""
        self._file.close()
        self.is_closed = True


class ArrayTermsReader(base.TermsReader):  # type: ignore[misc]
    """What Whoosh needs to look up terms, laid over the arrays."""

    def __init__(self, arrays: SegmentArrays) -> None:
        """Read from an open file."""
        self._fields = arrays.fields

    def _at(self, name: str, term: bytes) -> tuple[FieldArrays, int]:
        field = self._fields.get(name)
        place = field.find(term) if field is not None else None
        if field is None or place is None:
            raise TermNotFound(f"No term {name}:{term!r}")
        return field, place

    def __contains__(self, term: tuple[str, bytes]) -> bool:
        """Tell whether a field holds a term."""
        field = self._fields.get(term[0])
        return field is not None and field.find(term[1]) is not None

    def indexed_field_names(self) -> Iterable[str]:
        """Give the names of the fields that hold terms."""
        return self._fields.keys()

    def terms(self) -> Iterator[tuple[str, bytes]]:
        """Give every (field, term) in order."""
        return ((name, term) for name in sorted(self._fields) for term in self._fields[name].terms())

    def terms_from(self, fieldname: str, prefix: bytes) -> Iterator[tuple[str, bytes]]:
        """Give every (field, term) from a place on."""
        for name in sorted(self._fields):
            if name >= fieldname:
                field = self._fields[name]
                for place in range(field.place(prefix) if name == fieldname else 0, field.count):
                    yield name, field.term(place)

    def items(self) -> Iterator[tuple[tuple[str, bytes], TermInfo]]:
        """Give every (field, term) with its statistics."""
        return ((term, self.term_info(*term)) for term in self.terms())

    def items_from(self, fieldname: str, prefix: bytes) -> Iterator[tuple[tuple[str, bytes], TermInfo]]:
        """Give every (field, term) from a place on, with its statistics."""
        return ((term, self.term_info(*term)) for term in self.terms_from(fieldname, prefix))

    def term_info(self, fieldname: str, text: bytes) -> TermInfo:
        """Give the statistics of a term; raise Whoosh's `TermNotFound`."""
        field, place = self._at(fieldname, text)
        docs, counts = field.docs(place), field.counts(place)
        return TermInfo(
            weight=float(counts.sum()),
            df=int(docs.size),
            minlength=1,
            maxlength=1,
            maxweight=float(counts.max()),
            minid=int(docs[0]),
            maxid=int(docs[-1]),
        )

    def frequency(self, fieldname: str, text: bytes) -> float:
        """Give how often a term occurs."""
        return float(self.term_info(fieldname, text).weight())

    def doc_frequency(self, fieldname: str, text: bytes) -> int:
        """Give how many documents hold a term."""
        field, place = self._at(fieldname, text)
        return int(field.docs(place).size)

    def matcher(self, fieldname: str, text: bytes, format_: Any, scorer: Any = None) -> ListMatcher:
        """Give Whoosh's matcher over a list."""
        field, place = self._at(fieldname, text)
        values = None
        if isinstance(format_, Positions):
            ends = np.cumsum(field.counts(place), dtype=np.int64)[:-1]
            values = [format_.encode(places.tolist()) for places in np.split(field.positions(place), ends)]
        return ListMatcher(
            field.docs(place).tolist(),
            [float(count) for count in field.counts(place)],
            values,
            format_,
            scorer=scorer,
            term=(fieldname, text),
            terminfo=self.term_info(fieldname, text),
        )

    def cursor(self, fieldname: str, fieldobj: Any) -> Any:
        """Not offered: only Whoosh's spelling needs it, which this project does not use."""
        raise NotImplementedError("Whoosh's own spelling is not supported on this index.")

    def close(self) -> None:
        """Nothing to do: the map is let go with its last view."""
