"""What a segment keeps of each document: id, digest, date, lengths, and the stored article, compressed.

| array | type | holds |
| --- | --- | --- |
| `ids`, `id_ends` | bytes, uint32 | the ids in UTF-8, one after the other |
| `digests` | 8 bytes each | what the indexer compares |
| `signatures`, `groups` | 80 and 8 bytes each | what tells reposts, and the name of the group, zeros for none |
| `dates` | int32 | proleptic ordinals, 0 for none |
| `length_title` … | uint16 or uint32 | words in each text field |
| `stored`, `stored_ends` | bytes, uint32 or uint64 | the stored articles, each compressed by itself |
| `dictionary` | bytes | what the compression knows beforehand; none in a small segment |

Articles of one kind are alike: compressed with a dictionary trained on the segment's own, they take two thirds of
what each would take alone (measured: 0.34 instead of 0.50 of the text), and are read faster than zlib's.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import zstandard

from index.article import TEXT_FIELDS
from index.near_duplicates import SIGNATURE_BYTES
from search.whoosh_engine.array_file import ArrayFile, ArrayFileWriter, Integers, narrow

GROUP = "documents"

#: The size of a dictionary, in bytes; fewer documents than `LEAST_TRAINED` are not worth one.
DICTIONARY_BYTES = 112_640
LEAST_TRAINED = 1_000
#: Documents that a dictionary is trained on.
TRAINED_ON = 600

#: How hard zstandard tries: more takes several times as long for a few hundredths.
LEVEL = 3


@dataclass(frozen=True, slots=True)
class Kept:
    """What is kept of one document.

    `digest` and `group` are 16 hex characters (or "" for no group), `date` an ordinal, `lengths` by text field.
    """

    id: str
    digest: str
    signature: bytes
    group: str
    date: int
    lengths: tuple[int, ...]
    stored: str


class SegmentDocuments:
    """The documents of an open segment."""

    def __init__(self, file: ArrayFile) -> None:
        """Lay views over the file."""
        self._ids = file.view(GROUP, "ids")
        self._id_ends = file.view(GROUP, "id_ends")
        self._digests = file.array(GROUP, "digests").reshape(-1, 8)
        self.signatures = file.array(GROUP, "signatures").reshape(-1, SIGNATURE_BYTES)
        #: The names of groups as numbers, 0 for none.
        self.groups = file.array(GROUP, "groups")
        self.dates = file.array(GROUP, "dates")
        self.lengths = {field: file.array(GROUP, f"length_{field}") for field in TEXT_FIELDS}
        self._stored = file.view(GROUP, "stored")
        self._stored_ends = file.view(GROUP, "stored_ends")
        self.dictionary = bytes(file.view(GROUP, "dictionary")) if file.has(GROUP, "dictionary") else b""
        self._known = zstandard.ZstdCompressionDict(self.dictionary) if self.dictionary else None
        self.count = len(self._id_ends)

    def id(self, doc: int) -> str:
        """Give the id of a document."""
        start = self._id_ends[doc - 1] if doc else 0
        return str(self._ids[start : self._id_ends[doc]], "utf-8")

    def ids(self) -> list[str]:
        """Give all ids, by document number."""
        ends = self._id_ends.tolist()
        blob = bytes(self._ids)
        return [blob[start:end].decode() for start, end in zip([0, *ends], ends, strict=False)]

    def digests(self) -> list[str]:
        """Give all digests, by document number."""
        text = bytes(self._digests.data).hex()
        return [text[start : start + 16] for start in range(0, len(text), 16)]

    def stored(self, doc: int) -> str:
        """Give the stored article of a document, as it was written."""
        # A decompressor must not be shared between threads; making one takes about a microsecond.
        plain = zstandard.ZstdDecompressor(dict_data=self._known).decompress(self.packed(doc))
        return plain.decode()

    def packed(self, doc: int) -> memoryview:
        """Give the stored article of a document, compressed."""
        start = self._stored_ends[doc - 1] if doc else 0
        return self._stored[start : self._stored_ends[doc]]

    def stored_bytes(self) -> tuple[memoryview, Integers]:
        """Give all stored articles, compressed, and where each ends."""
        return self._stored, np.asarray(self._stored_ends).astype(np.int64)


@dataclass(frozen=True, slots=True)
class MergedDocuments:
    """The documents of a segment that go into another one: those numbers in `kept`, ascending."""

    source: SegmentDocuments
    kept: Integers


def write_documents(
    file: ArrayFileWriter, added: Sequence[Kept], merged: Sequence[MergedDocuments], dictionary: bytes = b""
) -> None:
    """Write the documents of a new segment: those added, then those of other segments, in that order.

    `dictionary` is what they are compressed with; b"" takes that of the segments, or trains one.
    """
    dictionary = _dictionary(added, merged, dictionary)
    known = zstandard.ZstdCompressionDict(dictionary) if dictionary else None
    compressor = zstandard.ZstdCompressor(level=LEVEL, dict_data=known)
    ids = [each.id for each in added]
    digests = ["".join(each.digest for each in added)]
    signed = [np.frombuffer(b"".join(each.signature for each in added), np.uint8).reshape(-1, SIGNATURE_BYTES)]
    groups: list[Integers] = [np.asarray([int(each.group or "0", 16) for each in added], np.uint64)]
    dates: list[Integers] = [np.asarray([each.date for each in added], np.int32)]
    lengths: dict[str, list[Integers]] = {
        field: [np.asarray([each.lengths[place] for each in added], np.int64)]
        for place, field in enumerate(TEXT_FIELDS)
    }
    packed: list[bytes | memoryview] = [compressor.compress(each.stored.encode()) for each in added]
    sizes: list[Integers] = [np.asarray([len(each) for each in packed], np.int64)]
    for one in merged:
        source, kept = one.source, one.kept
        all_ids, all_digests = source.ids(), source.digests()
        ids += [all_ids[doc] for doc in kept.tolist()]
        digests += [all_digests[doc] for doc in kept.tolist()]
        signed.append(source.signatures[kept])
        groups.append(source.groups[kept])
        dates.append(source.dates[kept])
        for field in TEXT_FIELDS:
            lengths[field].append(source.lengths[field][kept].astype(np.int64))
        blob, ends = source.stored_bytes()
        if source.dictionary == dictionary:
            mine = np.diff(ends, prepend=0)[kept]
            if kept.size == source.count:
                packed.append(blob)
            else:
                packed += [source.packed(doc) for doc in kept.tolist()]
        else:
            again = [compressor.compress(source.stored(doc).encode()) for doc in kept.tolist()]
            mine = np.asarray([len(each) for each in again], np.int64)
            packed += again
        sizes.append(mine)
    encoded = [each.encode() for each in ids]
    file.add(GROUP, "ids", np.frombuffer(b"".join(encoded), np.uint8))
    file.add(GROUP, "id_ends", narrow(np.cumsum([len(each) for each in encoded], dtype=np.int64), np.uint32))
    file.add(GROUP, "digests", np.frombuffer(bytes.fromhex("".join(digests)), np.uint8))
    file.add(GROUP, "signatures", np.concatenate(signed))
    file.add(GROUP, "groups", np.concatenate(groups).astype("<u8"))
    file.add(GROUP, "dates", np.concatenate(dates).astype("<i4"))
    for field in TEXT_FIELDS:
        file.add(GROUP, f"length_{field}", narrow(np.concatenate(lengths[field]), np.uint16, np.uint32))
    file.add(GROUP, "stored", np.frombuffer(b"".join(packed), np.uint8))
    file.add(GROUP, "stored_ends", narrow(np.cumsum(np.concatenate(sizes)), np.uint32, np.uint64))
    if dictionary:
        file.add(GROUP, "dictionary", np.frombuffer(dictionary, np.uint8))


def _dictionary(added: Sequence[Kept], merged: Sequence[MergedDocuments], offered: bytes) -> bytes:
    """Choose the dictionary: what most of what is merged has, else the one offered, else a new one.

    A small segment takes none: the dictionary would be larger than what it saves.
    """
    held: dict[bytes, int] = {}
    for one in merged:
        held[one.source.dictionary] = held.get(one.source.dictionary, 0) + int(one.kept.size)
    best = max(held, key=lambda dictionary: held[dictionary], default=b"")
    if best or len(added) + sum(held.values()) < LEAST_TRAINED:
        return best
    if offered:
        return offered
    samples: list[bytes | bytearray | memoryview] = [
        each.stored.encode() for each in added[:: max(1, len(added) // TRAINED_ON)]
    ]
    for one in merged:
        samples += [
            one.source.stored(doc).encode() for doc in one.kept[:: max(1, one.kept.size // TRAINED_ON)].tolist()
        ]
    try:
        return zstandard.train_dictionary(DICTIONARY_BYTES, samples).as_bytes()
    except zstandard.ZstdError:
        return b""  # too little text, or all of it the same
