"""From articles to an engine: new ones added, edited ones replaced, unchanged ones left alone."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Protocol

from index.article import Article, BadRecord
from index.document import Document, digest
from index.near_duplicates import Groups
from index.workers import CHUNK, build_in_order

#: Documents between two commits. Whatever interrupts an import, at most this much work has to be done again.
BATCH = 5000


class Sink(Protocol):
    """What the indexer needs of an engine (see `search.engine.Engine` for what each call promises)."""

    def add(self, documents: Iterable[Document]) -> None:
        """Add documents, each replacing the one of its id."""

    def commit(self) -> None:
        """Make everything added visible and lasting."""

    def rollback(self) -> None:
        """Forget everything since the last commit."""

    def settle(self) -> None:
        """Bring what is committed into the form that is searched fastest, after much was added."""

    def digests(self) -> Mapping[str, str]:
        """Give the digest of every committed article, by id."""

    def signatures(self) -> tuple[bytes, bytes]:
        """Give the signatures of all committed articles, one after the other, and the names of their groups."""


@dataclass(slots=True)
class Report:
    """What an import did. `interrupted` is set when it was stopped before its end; the counts are of what was saved."""

    added: int = 0
    replaced: int = 0
    unchanged: int = 0
    bad: list[BadRecord] = field(default_factory=list)
    interrupted: bool = False

    @property
    def articles(self) -> int:
        """Tell how many good articles were read."""
        return self.added + self.replaced + self.unchanged


def import_articles(
    records: Iterable[Article | BadRecord],
    sink: Sink,
    *,
    on_bad: Callable[[BadRecord], object] = lambda _: None,
    stop: Callable[[], bool] = lambda: False,
    batch: int = BATCH,
    processes: int = 1,
) -> Report:
    """Bring articles into an engine, committing every `batch` documents and at the end.

    `processes` build the documents (see `workers.build_in_order`). `on_bad` is told of every bad record at once.
    `stop` is asked before each record: when it says yes, what was not committed is forgotten and the report says so;
    the index is whole, and the same import run again goes on.
    """
    report = Report()
    known = sink.digests()
    reading = _Reading(records, known, report, on_bad, stop)
    pending = Report()
    groups = Groups(*sink.signatures())
    for documents in build_in_order(reading.fresh(), processes, min(CHUNK, batch)):
        if reading.stopped:
            break
        placed = groups.place([document.signature for document in documents])
        documents = [replace(document, group=group) for document, group in zip(documents, placed, strict=True)]
        sink.add(documents)
        for document in documents:
            if document.stored.article.id in known:
                pending.replaced += 1
            else:
                pending.added += 1
        if pending.articles >= batch:
            _commit(sink, report, pending)
            pending = Report()
    if reading.stopped:
        sink.rollback()
        report.interrupted = True
        return report
    _commit(sink, report, pending)
    if report.added + report.replaced >= BATCH:
        sink.settle()
    return report


class _Reading:
    """Reads the records of an import: counts the bad and the unchanged, gives the others."""

    def __init__(
        self,
        records: Iterable[Article | BadRecord],
        known: Mapping[str, str],
        report: Report,
        on_bad: Callable[[BadRecord], object],
        stop: Callable[[], bool],
    ) -> None:
        self._records = records
        self._known = known
        self._report = report
        self._on_bad = on_bad
        self._stop = stop
        self.stopped = False

    def fresh(self) -> Iterator[Article]:
        """Give the articles that have to be indexed, until it is told to stop."""
        seen: dict[str, str] = {}
        for record in self._records:
            if self._stop():
                self.stopped = True
                return
            if isinstance(record, BadRecord):
                self._bad(record)
                continue
            made = digest(record)
            if record.id in seen:
                if seen[record.id] != made:
                    reason = "another article of this import has the same address and another text; the first was kept"
                    self._bad(BadRecord(record.url or record.title, 0, reason))
                continue
            seen[record.id] = made
            if self._known.get(record.id) == made:
                self._report.unchanged += 1
                continue
            yield record

    def _bad(self, record: BadRecord) -> None:
        self._report.bad.append(record)
        self._on_bad(record)


def _commit(sink: Sink, report: Report, pending: Report) -> None:
    sink.commit()
    report.added += pending.added
    report.replaced += pending.replaced
