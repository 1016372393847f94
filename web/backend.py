"""The search room as the site sees it: three questions, and an index that may not be there yet."""

from __future__ import annotations

import threading
from typing import Protocol, cast

from flask import Flask, current_app

from index.document import StoredArticle
from search.request import Request
from search.results import SearchResult
from search.searcher import Coverage, Searcher


class Door(Protocol):
    """What the site asks of the search room; `search.searcher.Searcher` tells what each answer is."""

    def search(self, request: Request) -> SearchResult:
        """Answer one search."""

    def article(self, article_id: str) -> StoredArticle:
        """Give one article."""

    def coverage(self) -> Coverage:
        """Tell how much the index holds."""


class LazySearcher:
    """Open the index when it is first asked, and again at each question until that succeeds.

    So the site can start before its index is built: every page says what is missing, and the first question
    after the build finds it. Safe to share between threads.
    """

    def __init__(self, url: str) -> None:
        """Remember where the index will be."""
        self._url = url
        self._lock = threading.Lock()
        self._searcher: Searcher | None = None

    def _open(self) -> Searcher:
        with self._lock:
            if self._searcher is None:
                self._searcher = Searcher(self._url)
            return self._searcher

    def search(self, request: Request) -> SearchResult:
        """Answer one search; raise `IndexMissing`, `StaleIndex` or `BadSetting` where there is no index."""
        return self._open().search(request)

    def article(self, article_id: str) -> StoredArticle:
        """Give one article; raise as `search` does."""
        return self._open().article(article_id)

    def coverage(self) -> Coverage:
        """Tell how much the index holds; raise as `search` does."""
        return self._open().coverage()


_KEY = "tin-searcher"


def attach(app: Flask, searcher: Door) -> None:
    """Give the site its searcher."""
    app.extensions[_KEY] = searcher


def door() -> Door:
    """Give the searcher of the site that is answering."""
    return cast(Door, current_app.extensions[_KEY])
