"""From articles to an engine: new ones added, edited ones replaced, unchanged ones left alone."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Protocol

from index.article import Article, BadRecord
from index.document import Document, build, digest

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

    def digests(self) -> Mapping[str, str]:
        """Give the digest of every committed article, by id."""


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
) -> Report:
    """Bring articles into an engine, committing every `batch` documents and at the end.

    `on_bad` is told of every bad record at once. `stop` is asked before each record: when it says yes, what was
    not committed is forgotten and the report says so; the index is whole, and the same import run again goes on.
    """
    report = Report()
    known = sink.digests()
    seen: dict[str, str] = {}
    pending = Report()
    for record in records:
        if stop():
            sink.rollback()
            report.interrupted = True
            return report
        if isinstance(record, BadRecord):
            report.bad.append(record)
            on_bad(record)
            continue
        made = digest(record)
        if record.id in seen:
            if seen[record.id] != made:
                reason = "another article of this import has the same address and another text; the first was kept"
                report.bad.append(BadRecord(record.url or record.title, 0, reason))
                on_bad(report.bad[-1])
            continue
        seen[record.id] = made
        if known.get(record.id) == made:
            report.unchanged += 1
            continue
        sink.add([build(record)])
        if record.id in known:
            pending.replaced += 1
        else:
            pending.added += 1
        if pending.articles >= batch:
            _commit(sink, report, pending)
            pending = Report()
    _commit(sink, report, pending)
    return report


def _commit(sink: Sink, report: Report, pending: Report) -> None:
    sink.commit()
    report.added += pending.added
    report.replaced += pending.replaced
