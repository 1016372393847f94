"""The Whoosh engine: opens, writes and searches an index in a folder. Satisfies `search.engine.Engine`."""

from __future__ import annotations

import contextlib
import datetime as dt
import json
import shutil
import threading
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

import whoosh.index

from index.article import TEXT_FIELDS
from index.coding import count_words
from index.document import Document, StoredArticle, dump_stored, fingerprint
from index.errors import BadSetting, EngineBusy, EngineError, IndexMissing, StaleIndex
from search.engine import CountedValue, EngineInfo, Found
from search.query import Query
from search.whoosh_engine.array_file import BadArrays
from search.whoosh_engine.codec import ArrayCodec, OpenSegment, open_segment
from search.whoosh_engine.documents import Kept
from search.whoosh_engine.merging import merge_policy, settle_policy
from search.whoosh_engine.reader import WhooshReader
from search.whoosh_engine.schema import FORMAT_VERSION, LABEL_SEPARATOR, NO_DATE, schema, word_field
from search.whoosh_engine.snapshot import Snapshot
from search.whoosh_engine.storage import LastingStorage

#: What the index was made by, beside Whoosh's files.
ABOUT_FILE = "about.json"

#: A commit deletes the files that it replaced; one who opens the index just then tries again, this often.
OPEN_TRIES = 5


class WhooshEngine:
    """An index in the folder `place`."""

    def __init__(
        self, place: str, *, create: bool = False, fresh: bool = False, cache_bytes: int | None = None
    ) -> None:
        """Open the index in folder `place`.

        `create` makes one where none is. `fresh` builds a new one beside it, which takes its place at
        `publish`. Raises `BadSetting`, `IndexMissing` or `StaleIndex`.
        """
        if not place:
            raise BadSetting("A Whoosh index URL names a folder, as in whoosh:var/news.")
        self._target = Path(place)
        self._folder = self._target.with_name(self._target.name + ".new") if fresh else self._target
        self._cache_bytes = cache_bytes
        self._lock = threading.Lock()
        self._reader: WhooshReader | None = None
        self._reader_of = ("", (0, 0), 0)
        self._committed_at: dt.datetime | None = None
        self._bytes: int | None = None
        self._open_segments: dict[str, OpenSegment] = {}
        self._writer: Any = None
        self._added: dict[str, int] = {}
        self._committed: Snapshot | None = None
        if fresh:
            shutil.rmtree(self._folder, ignore_errors=True)
        if not ((self._folder / ABOUT_FILE).exists() or any(self._folder.glob("*.toc"))):
            if not (create or fresh):
                raise IndexMissing(
                    f"There is no index in {place}. Make one: python -m index add SOURCE… --index whoosh:{place}"
                )
            self._create()
        self._index = self._open()

    # Opening

    def _create(self) -> None:
        if self._folder.is_dir() and any(self._folder.iterdir()):
            raise BadSetting(f"The folder {self._folder} holds other files. Name an empty or a new one for the index.")
        self._folder.mkdir(parents=True, exist_ok=True)
        about = {"format": FORMAT_VERSION, "analysis": fingerprint()}
        (self._folder / ABOUT_FILE).write_text(json.dumps(about) + "\n", encoding="utf-8")
        LastingStorage(str(self._folder)).create_index(schema())

    def _open(self) -> Any:
        again = f"python -m index add SOURCE… --fresh --index whoosh:{self._target}"
        try:
            about = json.loads((self._folder / ABOUT_FILE).read_text(encoding="utf-8"))
        except (OSError, ValueError):
            about = None
        if about != {"format": FORMAT_VERSION, "analysis": fingerprint()}:
            raise StaleIndex(f"The index in {self._target} was made by another version. Make it anew: {again}")
        try:
            return whoosh.index.FileIndex(LastingStorage(str(self._folder)))
        except Exception as error:
            raise StaleIndex(f"The index in {self._target} cannot be read ({error}). Make it anew: {again}") from error

    def reader(self) -> WhooshReader:
        """Give what reads the state that is committed now, opening a new one when that has changed."""
        with self._lock:
            for attempt in range(OPEN_TRIES):
                try:
                    return self._refreshed()
                except FileNotFoundError as error:
                    if attempt == OPEN_TRIES - 1:
                        raise IndexMissing(f"The index in {self._target} is gone ({error}).") from error
                except BadArrays as error:
                    raise EngineError(f"The index in {self._target} is damaged: {error}") from error
            raise AssertionError("the last attempt returns or raises")

    def _refreshed(self) -> WhooshReader:
        # The number of a file alone may be given again to a later index.
        about = (self._folder / ABOUT_FILE).stat()
        made = (about.st_ino, about.st_mtime_ns)
        if self._reader is not None and made != self._reader_of[1]:
            self._index = self._open()  # another index took this one's place
        state = (str(self._folder), made, self._index.latest_generation())
        if self._reader is None or state != self._reader_of:
            self._committed_at = dt.datetime.fromtimestamp(self._index.last_modified(), dt.UTC)
            self._bytes = None
            self._reader = WhooshReader(Snapshot(self._opened(), self._cache_bytes), state)
            self._reader_of = state
        return self._reader

    def _current(self) -> Snapshot:
        return self.reader().snapshot

    def _opened(self) -> list[tuple[OpenSegment, frozenset[int]]]:
        """Open the segments of the table of contents, those that are open already excepted."""
        storage = self._index.storage
        segments = [one for one in self._index._segments() if one.doc_count_all()]
        known = self._open_segments
        self._open_segments = {
            one.segment_id(): known.get(one.segment_id()) or open_segment(storage, one) for one in segments
        }
        return [(self._open_segments[one.segment_id()], frozenset(one.deleted_docs())) for one in segments]

    # Writing

    def _writing(self) -> Any:
        if self._writer is None:
            try:
                # Whoosh would pack a segment's files into one; arrays are mapped as they lie.
                writer = self._index.writer(codec=ArrayCodec(), compound=False)
            except whoosh.index.LockError as error:
                raise EngineBusy(
                    f"Another process is writing to the index in {self._target}. Wait until it ends and try again."
                ) from error
            try:
                # Nobody else commits while this one writes.
                self._committed = self._current()
            except BaseException:
                # What is there cannot be read, so nothing of it could be replaced.
                writer.cancel()
                raise
            writer.fieldwriter.dictionary = self._committed.dictionary()
            self._writer = writer
        return self._writer

    def add(self, documents: Iterable[Document]) -> None:
        """Add documents, each replacing the one of its id. Visible only after `commit`."""
        for document in documents:
            writer = self._writing()
            article_id = document.stored.article.id
            self._forget(writer, article_id)
            self._added[article_id] = writer.docnum
            _write(writer, document)

    def _forget(self, writer: Any, article_id: str) -> bool:
        """Delete what there is of an id, committed or just added; tell whether there was anything."""
        earlier = self._added.pop(article_id, None)
        if earlier is not None:
            # Whoosh deletes from committed segments only; the segment being written keeps its own list.
            writer.newsegment.delete_document(earlier)
            return True
        doc = self._committed.find(article_id) if self._committed is not None else None
        if doc is None or writer.is_deleted(doc):
            return False
        writer.delete_document(doc)
        return True

    def delete(self, ids: Iterable[str]) -> int:
        """Delete articles by id; give how many of them were there. Visible only after `commit`."""
        writer = self._writing()
        return sum(self._forget(writer, article_id) for article_id in ids)

    def commit(self) -> None:
        """Make everything added and deleted visible and lasting, all of it or none."""
        if self._writer is not None:
            self._commit(merge_policy)

    def settle(self) -> None:
        """Bring the segments that are not full into few; left to whoever else is writing just then."""
        if len(self._index._segments()) > 1:
            with contextlib.suppress(EngineBusy):
                self._writing()
                self._commit(settle_policy)

    def _commit(self, policy: Callable[[Any, list[Any]], list[Any]]) -> None:
        writer = self._let_go()
        try:
            writer.commit(mergetype=policy)
        except OSError as error:
            with contextlib.suppress(Exception):
                writer.cancel()
            raise EngineError(
                f"The index in {self._target} could not be written ({error}). It is as it was before this commit; "
                "mend the cause and run the same command again."
            ) from error

    def rollback(self) -> None:
        """Forget everything added and deleted since the last commit."""
        if self._writer is not None:
            self._let_go().cancel()

    def _let_go(self) -> Any:
        """Give the writer up, to be committed or cancelled, and what was known for it."""
        writer, self._writer, self._added, self._committed = self._writer, None, {}, None
        return writer

    def publish(self) -> None:
        """Put an index that was built `fresh` in the place of the old one; otherwise do nothing."""
        if self._folder == self._target:
            return
        old = self._target.with_name(self._target.name + ".old")
        shutil.rmtree(old, ignore_errors=True)
        if self._target.exists():
            self._target.rename(old)
        self._folder.rename(self._target)
        shutil.rmtree(old, ignore_errors=True)
        self._folder = self._target
        self._index = self._open()

    # Reading

    def search(self, query: Query) -> Found:
        """Answer a query over one snapshot of what is committed."""
        return self.reader().search(query)

    def values(self, facet: str, prefix: str = "", infix: str = "", *, labels: bool = True) -> tuple[CountedValue, ...]:
        """Give the values of a facet over all articles that start with `prefix` and hold `infix`."""
        return self.reader().values(facet, prefix, infix, labels=labels)

    def frequency(self, view: str, term: str) -> int:
        """Tell in about how many articles a term stands."""
        return self.reader().frequency(view, term)

    def terms(self, view: str) -> Mapping[str, int]:
        """Give every term of a view with its frequency."""
        return self.reader().terms(view)

    def same(self, facet: str) -> Mapping[str, str]:
        """Map the values that mean another one in this collection to that one."""
        return self.reader().same(facet)

    def state(self) -> Hashable:
        """Give folder and generation of the table of contents."""
        return self.reader().state()

    def get(self, article_id: str) -> StoredArticle | None:
        """Give one article, or None where there is none of that id."""
        return self.reader().get(article_id)

    def same_text(self, article_id: str) -> tuple[str, ...]:
        """Give the ids of the other articles that have the text of one."""
        return self.reader().same_text(article_id)

    @property
    def articles(self) -> int:
        """The number of articles."""
        return self.reader().articles

    def digests(self) -> Mapping[str, str]:
        """Give the digest of every committed article, by id."""
        return self._current().digests()

    def signatures(self) -> tuple[bytes, bytes]:
        """Give the signatures of all committed articles, and the names of their groups."""
        return self._current().signatures()

    def info(self) -> EngineInfo:
        """Tell what the index holds."""
        snapshot = self._current()
        first, last = (dt.date.fromordinal(day) for day in dates) if (dates := snapshot.date_range) else (None, None)
        return EngineInfo(snapshot.count, first, last, self._size(), snapshot.segments, self._committed_at)

    def verify(self) -> None:
        """Read every array of every segment and compare it with its checksum; raise `EngineError` where it differs."""
        try:
            self._current().verify()
        except BadArrays as error:
            raise EngineError(
                f"The index in {self._target} is damaged: {error} Make it anew: "
                f"python -m index add SOURCE… --fresh --index whoosh:{self._target}"
            ) from error

    def _size(self) -> int:
        # Every page tells what the index holds: its files are asked once for each state.
        if self._bytes is None:
            size = 0
            for path in self._folder.iterdir():
                with contextlib.suppress(FileNotFoundError):  # a commit may delete what it replaced meanwhile
                    size += path.stat().st_size
            self._bytes = size
        return self._bytes

    def close(self) -> None:
        """Let go of files and locks; what was not committed is forgotten."""
        self.rollback()
        with self._lock:
            self._reader = None
        self._index.close()
        if self._folder != self._target:
            shutil.rmtree(self._folder, ignore_errors=True)


def _write(writer: Any, document: Document) -> None:
    """Add a document to the segment being written: what is kept of it, and the words of every field."""
    article = document.stored.article
    folded: dict[str, Sequence[str]] = {}
    fields: dict[str, Sequence[str]] = {"id": [article.id]}
    for name, words in document.words.items():
        text, _, view = name.partition(".")
        if view == "folded":
            folded[text] = words
        elif view != "pairs":  # these follow from the folded view
            fields[word_field(text, view)] = words
    for facet, terms in document.facets.items():
        fields[f"facet_{facet}"] = [term.value for term in terms]
        fields[f"label_{facet}"] = [
            f"{term.value}{LABEL_SEPARATOR}{term.label}" for term in terms if term.label != term.value
        ]
    kept = Kept(
        id=article.id,
        digest=document.digest,
        signature=document.signature,
        group=document.group,
        date=article.date.toordinal() if article.date else NO_DATE,
        lengths=tuple(count_words(folded.get(field, ())) for field in TEXT_FIELDS),
        stored=dump_stored(document.stored),
    )
    writer.fieldwriter.add(kept, folded, fields)
    writer.docnum += 1
    writer._added = True


def open_whoosh(place: str, create: bool, fresh: bool, cache_bytes: int | None) -> WhooshEngine:
    """Open an index in a folder: this engine's row in the table of engines.

    Raises what `WhooshEngine` raises, and `EngineError` where the folder cannot be used.
    """
    try:
        return WhooshEngine(place, create=create, fresh=fresh, cache_bytes=cache_bytes)
    except OSError as error:
        raise EngineError(f"The folder {place} cannot be used for an index: {error}.") from error
