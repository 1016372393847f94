"""The door of this room: from a `Request` to a `SearchResult`, over any engine."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from types import TracebackType

from index.document import StoredArticle
from search.request import Request
from search.results import SearchResult


@dataclass(frozen=True, slots=True)
class Coverage:
    """What the index holds: number of articles, first and last date (None where no article is dated)."""

    articles: int
    first: dt.date | None
    last: dt.date | None


class Searcher:
    """Searches one index. Safe to share between threads; each call sees one snapshot of the index."""

    def __init__(self, url: str) -> None:
        """Open the index at `url`, as `whoosh:var/news`.

        Raises `IndexMissing`, `StaleIndex` or `BadSetting`.
        """
        raise NotImplementedError

    def search(self, request: Request) -> SearchResult:
        """Answer one search.

        Raises `BadParameter` for an unknown facet, sort or unreadable date, and `PageMissing` for a page beyond the end.
        """
        raise NotImplementedError

    def article(self, article_id: str) -> StoredArticle:
        """Give one article; raise `ArticleMissing` where there is none of that id."""
        raise NotImplementedError

    def coverage(self) -> Coverage:
        """Tell how many articles the index holds and from when to when."""
        raise NotImplementedError

    def close(self) -> None:
        """Let go of the index's files."""

    def __enter__(self) -> Searcher:
        """Give itself."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Close."""
        self.close()
