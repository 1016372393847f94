"""A Whoosh codec that keeps posting lists and documents as arrays, in one file a segment.

Whoosh's own readers and searchers work on it, one posting at a time. The engine reads the arrays themselves
(`snapshot`), which is what makes it fast.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from whoosh.codec import base
from whoosh.formats import Positions
from whoosh.matching import ListMatcher
from whoosh.reading import TermInfo, TermNotFound

from search.whoosh_engine.array_file import ArrayFile, ArrayFileWriter, Integers
from search.whoosh_engine.documents import Kept, MergedDocuments, SegmentDocuments, write_documents
from search.whoosh_engine.inverter import FieldInverter, Source, TextInverter, merge, renamed_pairs
from search.whoosh_engine.lists import FieldArrays, FieldLists, SegmentLists, words_of, write_lists
from search.whoosh_engine.segment import ArraySegment

#: The end of the name of a segment's file.
EXTENSION = ".arr"


class OpenSegment:
    """An open file of a segment: its documents and its posting lists. Safe to share between threads."""

    def __init__(self, path: Path) -> None:
        """Map the file. Raises `BadArrays`, and `OSError` where there is none."""
        self.file = ArrayFile(path)
        self.documents = SegmentDocuments(self.file)
        self.lists = SegmentLists(self.file)


def open_segment(storage: Any, segment: Any) -> OpenSegment:
    """Open a segment that lies in a folder. Raises `BadArrays`."""
    return OpenSegment(Path(storage.folder, segment.make_filename(EXTENSION)))


class ArrayCodec(base.Codec):  # type: ignore[misc]
    """How Whoosh writes and reads segments of arrays."""

    # Lengths are arrays of the documents; Whoosh need not look them up posting by posting.
    length_stats = False

    def per_document_writer(self, storage: Any, segment: Any) -> SegmentWriter:
        """Give what collects a new segment: the same object as `field_writer`, asked for first."""
        self._writer = SegmentWriter(Path(storage.folder, segment.make_filename(EXTENSION)))
        return self._writer

    def field_writer(self, storage: Any, segment: Any) -> SegmentWriter:
        """Give what writes a new segment."""
        return self._writer

    def terms_reader(self, storage: Any, segment: Any) -> ArrayTermsReader:
        """Give what reads the posting lists of a segment."""
        return ArrayTermsReader(open_segment(storage, segment).lists)

    def per_document_reader(self, storage: Any, segment: Any) -> ArrayDocumentsReader:
        """Give what reads the documents of a segment."""
        return ArrayDocumentsReader(open_segment(storage, segment).documents, segment)

    def new_segment(self, storage: Any, indexname: str) -> ArraySegment:
        """Make a new segment."""
        return ArraySegment(indexname)


class SegmentWriter(base.PerDocumentWriter, base.FieldWriter):  # type: ignore[misc]
    """Collects the documents of a new segment, and segments to merge into it; writes all of them at its end."""

    def __init__(self, path: Path) -> None:
        """Write to `path`, at the end."""
        self._path = path
        self._kept: list[Kept] = []
        self._texts: dict[str, TextInverter] = {}
        self._fields: dict[str, FieldInverter] = {}
        self._merged: list[tuple[OpenSegment, Integers]] = []
        #: What the stored articles of other segments are compressed with, if any: then merging copies them as they are.
        self.dictionary = b""
        self.is_closed = False

    def add(self, kept: Kept, folded: dict[str, Sequence[str]], fields: dict[str, Sequence[str]]) -> None:
        """Add the next document: what is kept of it, the folded view of its texts, the terms of its other fields."""
        doc = len(self._kept)
        self._kept.append(kept)
        for name, words in folded.items():
            text = self._texts.get(name)
            if text is None:
                text = self._texts[name] = TextInverter()
            text.add(doc, words)
        for name, words in fields.items():
            if len(words):
                field = self._fields.get(name)
                if field is None:
                    field = self._fields[name] = FieldInverter()
                field.add(doc, words)

    def add_segment(self, segment: OpenSegment, renumbered: Integers) -> None:
        """Take over a segment; `renumbered` gives the new document numbers, -1 for deleted ones."""
        self._merged.append((segment, renumbered))

    def add_postings(self, schema: Any, lengths: Any, items: Iterable[Any]) -> None:
        """Write everything. Whoosh calls this once; `items`, its own posting pool, is empty here."""
        if next(iter(items), None) is not None:
            raise NotImplementedError("Documents are added to this codec by `add`, segments by `add_segment`.")
        file = ArrayFileWriter(self._path)
        try:
            write_documents(
                file,
                self._kept,
                [MergedDocuments(one.documents, np.flatnonzero(numbers >= 0)) for one, numbers in self._merged],
                self.dictionary,
            )
            for name, lists in self._all_lists():
                write_lists(file, name, lists)
            file.close()
        except BaseException:
            file.abandon()
            raise

    def _all_lists(self) -> Iterator[tuple[str, FieldLists]]:
        """Give the lists of every field, words before the pairs that are made of them."""
        added: dict[str, FieldLists] = {name: one.lists() for name, one in self._fields.items()}
        self._fields = {}
        for name, text in self._texts.items():
            added[f"{name}_folded"], added[f"{name}_pairs"] = text.both()
        self._texts = {}
        # Sources by number: the new documents are 0, as Whoosh numbers them before those that are merged in.
        held: defaultdict[str, dict[int, Source]] = defaultdict(dict)
        for name, lists in added.items():
            held[name][0] = Source(lists, np.arange(len(self._kept), dtype=np.int32))
        places: dict[str, dict[int, Integers]] = {}
        merged_fields = {name for segment, _ in self._merged for name in segment.lists.fields}
        for name in sorted({*added, *merged_fields}):
            sources = held.pop(name, {})
            for number, (segment, renumbered) in enumerate(self._merged, 1):
                field = segment.lists.fields.get(name)
                if field is not None:
                    sources[number] = Source(field.lists(), renumbered)
            if not self._merged:
                yield name, sources[0].lists
                continue
            words = words_of(name)
            keys = None
            if words is not None:
                keys = [renamed_pairs(np.asarray(one.lists.terms), places[words][n]) for n, one in sources.items()]
            merged = merge(list(sources.values()), keys)
            if name.endswith("_folded"):
                places[name] = dict(zip(sources, merged.places, strict=True))
            yield name, merged.lists

    # Whoosh's own way of adding documents is not taken: the engine adds them whole.

    def start_doc(self, docnum: int) -> None:
        """Not offered: documents are added whole, by `add`."""
        raise NotImplementedError("Documents are added to this codec by `add`.")

    def close(self) -> None:
        """Nothing to do: the file was closed when it was written."""
        self.is_closed = True


class ArrayDocumentsReader(base.PerDocumentReader):  # type: ignore[misc]
    """What Whoosh needs to know of documents, laid over the arrays."""

    def __init__(self, documents: SegmentDocuments, segment: Any) -> None:
        """Read from an open segment."""
        self._documents = documents
        self._segment = segment

    def doc_count(self) -> int:
        """Count the documents that are not deleted."""
        return int(self._segment.doc_count())

    def doc_count_all(self) -> int:
        """Count all documents."""
        return int(self._segment.doc_count_all())

    def has_deletions(self) -> bool:
        """Tell whether any document was deleted."""
        return bool(self._segment.has_deletions())

    def is_deleted(self, docnum: int) -> bool:
        """Tell whether a document was deleted."""
        return bool(self._segment.is_deleted(docnum))

    def deleted_docs(self) -> Iterable[int]:
        """Give the deleted documents."""
        deleted: Iterable[int] = self._segment.deleted_docs()
        return deleted

    def stored_fields(self, docnum: int) -> dict[str, str]:
        """Give the stored article."""
        return {"article": self._documents.stored(docnum)}

    def doc_field_length(self, docnum: int, fieldname: str, default: int = 0) -> int:
        """Give the words of a text field of a document; its views are taken to be as long as the folded one."""
        lengths = self._documents.lengths.get(fieldname.partition("_")[0])
        return default if lengths is None else int(lengths[docnum])

    def field_length(self, fieldname: str) -> int:
        """Give the words of a text field in all documents."""
        lengths = self._documents.lengths.get(fieldname.partition("_")[0])
        return 0 if lengths is None else int(lengths.sum())

    def min_field_length(self, fieldname: str) -> int:
        """Give the words of the shortest text of a field."""
        lengths = self._documents.lengths.get(fieldname.partition("_")[0])
        return 0 if lengths is None or not lengths.size else int(lengths.min())

    def max_field_length(self, fieldname: str) -> int:
        """Give the words of the longest text of a field."""
        lengths = self._documents.lengths.get(fieldname.partition("_")[0])
        return 0 if lengths is None or not lengths.size else int(lengths.max())


class ArrayTermsReader(base.TermsReader):  # type: ignore[misc]
    """What Whoosh needs to look up terms, laid over the arrays."""

    def __init__(self, lists: SegmentLists) -> None:
        """Read from an open segment."""
        self._fields = lists.fields

    def _at(self, name: str, term: bytes) -> tuple[FieldArrays, int]:
        field = self._fields.get(name)
        place = field.terms.find(term) if field is not None else None
        if field is None or place is None:
            raise TermNotFound(f"No term {name}:{term!r}")
        return field, place

    def __contains__(self, term: tuple[str, bytes]) -> bool:
        """Tell whether a field holds a term."""
        field = self._fields.get(term[0])
        return field is not None and field.terms.find(term[1]) is not None

    def indexed_field_names(self) -> Iterable[str]:
        """Give the names of the fields that hold terms."""
        return self._fields.keys()

    def terms(self) -> Iterator[tuple[str, bytes]]:
        """Give every (field, term) in order."""
        return ((name, term) for name in sorted(self._fields) for term in self._fields[name].terms.all())

    def terms_from(self, fieldname: str, prefix: bytes) -> Iterator[tuple[str, bytes]]:
        """Give every (field, term) from a place on."""
        for name in sorted(self._fields):
            if name >= fieldname:
                field = self._fields[name]
                for place in range(field.terms.place(prefix) if name == fieldname else 0, field.count):
                    yield name, field.terms.at(place)

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
        return field.length(place)

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
