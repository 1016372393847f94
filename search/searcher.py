"""The door of this room: from a `Request` to a `SearchResult`, over any engine."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace
from types import TracebackType

from index.article import Article
from index.document import StoredArticle
from index.errors import ArticleMissing, BadParameter, PageMissing
from search.dates import date_span
from search.engine import Found, open_engine
from search.facets import FACETS, facet_named
from search.highlight import Wanted, find_marks, make_snippet
from search.parser import Parsed, parse
from search.query import FacetWish, Query
from search.request import MAX_PAGE_SIZE, SORTS, Request
from search.results import FacetList, FacetValue, Hit, InstrumentRef, Notice, SearchResult

__all__ = ["Article", "Coverage", "Searcher", "StoredArticle"]


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
        self._engine = open_engine(url)

    def search(self, request: Request) -> SearchResult:
        """Answer one search.

        Raises `BadParameter` for an unknown facet or sort, an unreadable date or an impossible page, and
        `PageMissing` for a page beyond the end.
        """
        parsed = parse(request.q)
        query = make_query(request, parsed)
        found = self._engine.search(query)
        notices = parsed.notices
        if not found.total and parsed.relaxed is not None:
            wider = self._engine.search(replace(query, match=parsed.relaxed))
            if wider.total:
                found = wider
                message = "Không có bài nào chứa đủ các từ; đang hiển thị những bài chứa một phần."
                notices = (*notices, Notice("relaxed", message))
        pages = -(-found.total // request.size)
        if request.page > max(pages, 1):
            raise PageMissing(request.page, pages)
        wanted = Wanted(parsed.words, parsed.instruments)
        return SearchResult(
            total=found.total,
            page=request.page,
            pages=pages,
            hits=tuple(make_hit(stored, score, wanted) for stored, score in found.hits),
            facets=_facet_lists(request, found),
            notices=notices,
        )

    def article(self, article_id: str) -> StoredArticle:
        """Give one article; raise `ArticleMissing` where there is none of that id."""
        stored = self._engine.get(article_id)
        if stored is None:
            raise ArticleMissing(f"There is no article {article_id!r} in this index.")
        return stored

    def coverage(self) -> Coverage:
        """Tell how many articles the index holds and from when to when."""
        info = self._engine.info()
        return Coverage(info.articles, info.first, info.last)

    def close(self) -> None:
        """Let go of the index's files."""
        self._engine.close()

    def __enter__(self) -> Searcher:
        """Give itself."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Close."""
        self.close()


def make_query(request: Request, parsed: Parsed) -> Query:
    """Lay a request over its parsed text: filters, dates, order, page and facets.

    Raises `BadParameter`, as `Searcher.search` says.
    """
    if request.sort not in SORTS:
        raise BadParameter("sort", f"There is no order {request.sort!r}. The orders are: {', '.join(SORTS)}.")
    if request.page < 1:
        raise BadParameter("page", f"Pages are counted from 1, not {request.page}.")
    if not 1 <= request.size <= MAX_PAGE_SIZE:
        raise BadParameter("size", f"A page holds 1 to {MAX_PAGE_SIZE} articles, not {request.size}.")
    # Without a word to rank by, every score is zero: the newest first is what a reader expects.
    sort = "newest" if request.sort == "relevance" and not parsed.rank else request.sort
    return Query(
        match=parsed.match,
        rank=parsed.rank,
        filters={facet_named(name).name: tuple(values) for name, values in request.filters.items()},
        date_from=date_span("from", request.date_from)[0] if request.date_from.strip() else None,
        date_to=date_span("to", request.date_to)[1] if request.date_to.strip() else None,
        sort=sort,
        offset=(request.page - 1) * request.size,
        limit=request.size,
        facets=tuple(FacetWish(facet.name, facet.shown) for facet in FACETS),
    )


def make_hit(stored: StoredArticle, score: float, wanted: Wanted) -> Hit:
    """Show one article as a hit: what is highlighted, its snippet, and the instruments it cites in reading order."""
    article = stored.article
    return Hit(
        id=article.id,
        title=article.title,
        title_marks=find_marks(stored, "title", wanted),
        url=article.url,
        date=article.date,
        categories=article.categories,
        source=article.source,
        author=article.author,
        score=score,
        snippet=make_snippet(stored, wanted),
        instruments=tuple(
            InstrumentRef(key, label) for key, label in {m.key: m.label for m in stored.mentions}.items()
        ),
    )


def _facet_lists(request: Request, found: Found) -> dict[str, FacetList]:
    lists = {}
    for facet in FACETS:
        counts = found.facets[facet.name]
        chosen = request.filters.get(facet.name, ())
        values = tuple(FacetValue(v.value, v.label, v.count, v.value in chosen) for v in counts.values)
        lists[facet.name] = FacetList(values, counts.distinct - sum(v.count > 0 for v in values))
    return lists
