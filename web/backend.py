"""The search room as the site sees it: its questions, and an index that may not be there yet."""

from __future__ import annotations

import threading
from collections.abc import Mapping
from typing import Protocol, cast

from flask import Flask, current_app

from index.document import StoredArticle
from index.errors import BadSetting
from search.instruments import Instrument, InstrumentList
from search.request import Request
from search.results import FacetValue, SearchResult
from search.searcher import SUGGESTIONS, Coverage, Related, Searcher
from search.suggest import Suggestion


class Door(Protocol):
    """What the site asks of the search room; `search.searcher.Searcher` tells what each answer is."""

    def search(self, request: Request) -> SearchResult:
        """Answer one search."""

    def article(self, article_id: str) -> StoredArticle:
        """Give one article."""

    def instrument(self, key: str) -> Instrument:
        """Give an instrument's page."""

    def instruments(self, chosen: Mapping[str, str] | None = None, typed: str = "", page: int = 1) -> InstrumentList:
        """List the instruments that are cited."""

    def facet_values(self, request: Request, name: str, typed: str = "") -> tuple[FacetValue, ...]:
        """List every value of a facet under a search's other filters."""

    def related(self, article_id: str) -> Related:
        """Give what belongs beside an article."""

    def suggest(self, typed: str, limit: int = SUGGESTIONS) -> tuple[Suggestion, ...]:
        """Suggest what something that is being typed may become."""

    def coverage(self) -> Coverage:
        """Tell how much the index holds."""


class LazySearcher:
    """Open the index when it is first asked, and again at each question until that succeeds.

    So the site can start before its index is built: every page says what is missing, and the first question
    after the build finds it. Safe to share between threads.
    """

    def __init__(self, url: str, cache_mb: object, recency: object = 0) -> None:
        """Remember where the index will be, how many megabytes of it are kept ready, how much recency counts."""
        self._recency = recency
        self._url = url
        self._cache_mb = cache_mb
        self._lock = threading.Lock()
        self._searcher: Searcher | None = None

    def _open(self) -> Searcher:
        with self._lock:
            if self._searcher is None:
                size = self._cache_mb
                if size is not None and (not isinstance(size, int) or size < 0):
                    raise BadSetting(f"TIN_CACHE_MB is {size!r}. It takes a number of megabytes, 0 or more.")
                recency = self._recency
                if not isinstance(recency, int | float) or not 0 <= recency <= 1:
                    raise BadSetting(f"TIN_RECENCY is {recency!r}. It takes a number from 0 to 1.")
                self._searcher = Searcher(self._url, None if size is None else size << 20, recency=recency)
            return self._searcher

    def search(self, request: Request) -> SearchResult:
        """Answer one search; raise `IndexMissing`, `StaleIndex` or `BadSetting` where there is no index."""
        return self._open().search(request)

    def article(self, article_id: str) -> StoredArticle:
        """Give one article; raise as `search` does."""
        return self._open().article(article_id)

    def instrument(self, key: str) -> Instrument:
        """Give an instrument's page; raise as `search` does."""
        return self._open().instrument(key)

    def instruments(self, chosen: Mapping[str, str] | None = None, typed: str = "", page: int = 1) -> InstrumentList:
        """List the instruments that are cited; raise as `search` does."""
        return self._open().instruments(chosen, typed, page)

    def facet_values(self, request: Request, name: str, typed: str = "") -> tuple[FacetValue, ...]:
        """List every value of a facet under a search's other filters; raise as `search` does."""
        return self._open().facet_values(request, name, typed)

    def suggest(self, typed: str, limit: int = SUGGESTIONS) -> tuple[Suggestion, ...]:
        """Suggest what something that is being typed may become; raise as `search` does."""
        return self._open().suggest(typed, limit)

    def related(self, article_id: str) -> Related:
        """Give what belongs beside an article; raise as `search` does."""
        return self._open().related(article_id)

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
