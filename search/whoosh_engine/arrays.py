"""The posting lists of a segment: one file of plain arrays, read through the page cache.

For each indexed field the file holds, little-endian and 8-byte aligned:

| array | type | holds |
| --- | --- | --- |
| `terms` | bytes | every term in UTF-8, one after the other, in byte order |
| `term_ends` | uint32 | where each term ends in `terms` |
| `list_ends` | uint32 or uint64 | where each term's posting list ends in `docs` and `counts` |
| `docs` | uint16 or uint32 | document numbers, ascending inside a list |
| `counts` | uint8, uint16 or uint32 | how often the document holds the term |
| `position_ends` | uint32 or uint64 | where each term's positions end in `positions`, only for fields with positions |
| `positions` | uint16 or uint32 | the term's positions, document by document, ascending |

Integers take the narrowest type that holds the field's greatest value. A JSON directory of the arrays ends the
file, then its length (uint32), its CRC-32 (uint32) and eight bytes that name the format and its version.
Nothing is pickled, and opening a file reads its directory only.
"""

from __future__ import annotations

import json
import mmap
import struct
import zlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import IO, Any

import numpy as np
import numpy.typing as npt

#: Names the format and its version; the last bytes of a file.
MAGIC = b"TINARR01"
_TAIL = struct.Struct("<II8s")

Integers = npt.NDArray[Any]


class BadArrays(Exception):
    """The file is not one of these, is of another version, or is cut off."""


@dataclass(frozen=True, slots=True)
class FieldLists:
    """The posting lists of one field, whole: what is written, and what merging works on.

    `terms` are ascending by code point, which is UTF-8's byte order. List `i` is `docs[list_ends[i-1]:list_ends[i]]`;
    `positions` is None for a field without positions, else as long as the sum of `counts`.
    """

    terms: Sequence[str]
    list_ends: Integers
    docs: Integers
    counts: Integers
    positions: Integers | None


def narrow(values: Integers, *types: type[np.unsignedinteger[Any]]) -> Integers:
    """Give the values in the first of the types that holds them all."""
    greatest = int(values.max()) if values.size else 0
    for one in types:
        if greatest <= np.iinfo(one).max:
            return values.astype(np.dtype(one).newbyteorder("<"), copy=False)
    raise OverflowError(f"No type of {types} holds {greatest}.")


def write(file: IO[bytes], fields: Iterator[tuple[str, FieldLists]]) -> None:
    """Write the lists of all fields to an open file, field by field."""
    directory: dict[str, dict[str, list[Any]]] = {}
    offset = 0
    for name, lists in fields:
        encoded = [term.encode() for term in lists.terms]
        arrays: dict[str, Integers] = {
            "terms": np.frombuffer(b"".join(encoded), np.uint8),
            "term_ends": narrow(np.cumsum([len(term) for term in encoded], dtype=np.int64), np.uint32),
            "list_ends": narrow(lists.list_ends, np.uint32, np.uint64),
            "docs": narrow(lists.docs, np.uint16, np.uint32),
            "counts": narrow(lists.counts, np.uint8, np.uint16, np.uint32),
        }
        if lists.positions is not None:
            totals = np.concatenate([[0], np.cumsum(lists.counts, dtype=np.int64)])
            arrays["position_ends"] = narrow(totals[lists.list_ends], np.uint32, np.uint64)
            arrays["positions"] = narrow(lists.positions, np.uint16, np.uint32)
        directory[name] = {}
        for key, array in arrays.items():
            padding = -offset % 8
            data = array.tobytes()
            file.write(b"\0" * padding + data)
            directory[name][key] = [offset + padding, array.dtype.str, int(array.size)]
            offset += padding + len(data)
    listing = json.dumps(directory).encode()
    file.write(listing + _TAIL.pack(len(listing), zlib.crc32(listing), MAGIC))


class FieldArrays:
    """One field of a file: terms and their lists, as views that copy nothing."""

    def __init__(self, data: memoryview, arrays: Mapping[str, Sequence[Any]]) -> None:
        """Lay views over `data` as the directory says."""

        def view(key: str) -> Integers:
            offset, dtype, size = arrays[key]
            return np.frombuffer(data, np.dtype(dtype), size, offset)

        start, _, size = arrays["terms"]
        self._terms = data[start : start + size]
        # Plain memory views give Python integers several times faster than arrays do.
        self._term_ends = view("term_ends").data
        self._list_ends = view("list_ends").data
        self._docs = view("docs")
        self._counts = view("counts")
        self._position_ends = view("position_ends").data if "positions" in arrays else None
        self._positions = view("positions") if "positions" in arrays else None
        self.count = len(self._term_ends)

    def term(self, place: int) -> bytes:
        """Give the term at a place in the order of terms."""
        start = self._term_ends[place - 1] if place else 0
        return bytes(self._terms[start : self._term_ends[place]])

    def place(self, term: bytes) -> int:
        """Give the first place whose term is not below `term`; `count` where all are."""
        low, high = 0, self.count
        while low < high:
            middle = (low + high) // 2
            if self.term(middle) < term:
                low = middle + 1
            else:
                high = middle
        return low

    def find(self, term: bytes) -> int | None:
        """Give the place of a term, or None where the field does not hold it."""
        place = self.place(term)
        return place if place < self.count and self.term(place) == term else None

    def terms(self) -> Iterator[bytes]:
        """Give every term in order."""
        ends = [0, *self._term_ends.tolist()]
        blob = bytes(self._terms)
        return (blob[start:end] for start, end in pairwise(ends))

    def _span(self, place: int) -> slice:
        return slice(self._list_ends[place - 1] if place else 0, self._list_ends[place])

    def docs(self, place: int) -> Integers:
        """Give the document numbers of a term, ascending."""
        return self._docs[self._span(place)]

    def counts(self, place: int) -> Integers:
        """Give how often each of the documents holds the term."""
        return self._counts[self._span(place)]

    def positions(self, place: int) -> Integers:
        """Give the positions of a term, document by document, ascending in each; `counts` tells how many each has."""
        if self._positions is None or self._position_ends is None:
            raise BadArrays("This field was written without positions.")
        start = self._position_ends[place - 1] if place else 0
        return self._positions[start : self._position_ends[place]]

    def lists(self) -> FieldLists:
        """Give all lists at once, for merging."""
        terms = [term.decode() for term in self.terms()]
        return FieldLists(terms, np.asarray(self._list_ends), self._docs, self._counts, self._positions)

    def all_postings(self) -> tuple[Integers, Integers]:
        """Give every posting of the field: the places of the terms, and the document numbers."""
        lengths = np.diff(np.asarray(self._list_ends), prepend=np.asarray(self._list_ends).dtype.type(0))
        return np.repeat(np.arange(self.count, dtype=np.int32), lengths.astype(np.int64)), self._docs


class SegmentArrays:
    """An open file of posting lists. Reading is safe from many threads."""

    def __init__(self, path: Path) -> None:
        """Map the file and read its directory. Raises `BadArrays`."""
        with path.open("rb") as file:
            self._map = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
        data = memoryview(self._map)
        if len(data) < _TAIL.size:
            raise BadArrays(f"{path.name} is cut off.")
        length, checksum, magic = _TAIL.unpack(data[-_TAIL.size :])
        listing = bytes(data[-_TAIL.size - length : -_TAIL.size]) if magic == MAGIC else b""
        if magic != MAGIC or zlib.crc32(listing) != checksum:
            raise BadArrays(f"{path.name} is damaged or of another version.")
        self.fields: dict[str, FieldArrays] = {
            name: FieldArrays(data, arrays) for name, arrays in json.loads(listing).items()
        }
