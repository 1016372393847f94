"""The search room as the site sees it: its questions, and an index that may not be there yet."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Protocol, cast

from flask import Flask, current_app, g

from index.document import StoredArticle
from search.instruments import Instrument, InstrumentList
from search.inventory import Inventory
from search.request import Request
from search.results import ArticleRef, FacetValue, SearchResult
from search.searcher import SUGGESTIONS, Coverage, Listing, Related, Searcher
from search.suggest import Suggestion


class Door(Protocol):
    """What the site asks of the search room; `search.searcher.Searcher` tells what each answer is."""

    def search(self, request: Request) -> SearchResult:
        """Answer one search."""

    def listing(self, request: Request, most: int) -> Listing:
        """Give the hits of all pages of a search."""

    def inventory(self) -> Inventory:
        """Tell how many articles there are of each month, and how many instruments."""

    def published(self, month: str, first: int, most: int) -> Iterator[ArticleRef]:
        """Give the articles of a month."""

    def instrument_keys(self, first: int, most: int) -> tuple[str, ...]:
        """Give the keys of the instruments that are cited."""

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

    def generation(self) -> str:
        """Name the state that answers are made of."""

    def prepared(self) -> bool:
        """Tell whether suggestions know what the index holds now."""


class LazySearcher:
    """Open the index when it is first asked, and again at each question until that succeeds.

    So the site can start before its index is built: every page says what is missing, and the first question
    after the build finds it. Safe to share between threads.
    """

    def __init__(self, url: str, cache_mb: int | None, recency: float = 0.0) -> None:
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
                self._searcher = Searcher(self._url, None if size is None else size << 20, recency=self._recency)
            return self._searcher

    def search(self, request: Request) -> SearchResult:
        """Answer one search; raise `IndexMissing`, `StaleIndex` or `BadSetting` where there is no index."""
        return self._open().search(request)

    def listing(self, request: Request, most: int) -> Listing:
        """Give the hits of all pages of a search; raise as `search` does."""
        return self._open().listing(request, most)

    def inventory(self) -> Inventory:
        """Tell how many articles there are of each month, and how many instruments; raise as `search` does."""
        return self._open().inventory()

    def published(self, month: str, first: int, most: int) -> Iterator[ArticleRef]:
        """Give the articles of a month; raise as `search` does."""
        return self._open().published(month, first, most)

    def instrument_keys(self, first: int, most: int) -> tuple[str, ...]:
        """Give the keys of the instruments that are cited; raise as `search` does."""
        return self._open().instrument_keys(first, most)

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

    def generation(self) -> str:
        """Name the state that answers are made of; raise as `search` does."""
        return self._open().generation()

    def prepared(self) -> bool:
        """Tell whether suggestions know what the index holds now; raise as `search` does."""
        return self._open().prepared()


@dataclass(frozen=True, slots=True)
class Asked:
    """What a request asked of the search room: which question, seconds until its answer, articles that it found.

    `total` is None where an answer counts none, or there was none.
    """

    question: str
    seconds: float
    total: int | None


class _Noting:
    """Asks a searcher, and notes each question for whoever watches the site (see `asked`)."""

    def __init__(self, searcher: Door, noted: list[Asked]) -> None:
        self._searcher = searcher
        self._noted = noted

    def __getattr__(self, question: str) -> Callable[..., Any]:
        ask = getattr(self._searcher, question)

        def answer(*words: Any, **named: Any) -> Any:
            begun, total = time.perf_counter(), None
            try:
                found = ask(*words, **named)
                total = getattr(found, "total", None)
                return found
            finally:
                self._noted.append(Asked(question, time.perf_counter() - begun, total))

        return answer

    # Asked along with every question, and none of a reader's.

    def generation(self) -> str:
        return self._searcher.generation()

    def prepared(self) -> bool:
        return self._searcher.prepared()


_KEY = "tin-searcher"


def attach(app: Flask, searcher: Door) -> None:
    """Give the site its searcher."""
    app.extensions[_KEY] = searcher


def door() -> Door:
    """Give the searcher of the site that is answering."""
    return cast(Door, _Noting(current_app.extensions[_KEY], asked()))


def asked() -> list[Asked]:
    """Give what the request that is being answered has asked so far; the list grows."""
    if "asked" not in g:
        g.asked = []
    return cast(list[Asked], g.asked)
