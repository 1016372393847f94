"""The door of this room: from a `Request` to a `SearchResult`, over any engine."""

from __future__ import annotations

import datetime as dt
import hashlib
import threading
from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from types import TracebackType

from index.analysis import fold_text
from index.article import Article
from index.document import StoredArticle
from index.errors import ArticleMissing, BadParameter, InstrumentMissing, PageMissing
from index.successions import predecessors
from search.advice import Adviser, Words
from search.dates import date_span
from search.description import describe
from search.engine import CountedValue, Found, Reader, meant_filters, open_engine
from search.facets import FACETS, facet_named
from search.highlight import Wanted, find_marks, make_snippet
from search.instruments import Instrument, InstrumentList, InstrumentRow, Instruments, all_rows, choose_rows, count_rows
from search.inventory import Inventory, instrument_keys, inventory, published
from search.legacy_fonts import repair
from search.parser import Parsed, parse
from search.query import FacetWish, Query, ValuePrefix
from search.request import MAX_PAGE_SIZE, SORTS, Request
from search.results import Advice, ArticleRef, FacetList, FacetValue, Hit, InstrumentRef, Notice, SearchResult
from search.similar import similar_query
from search.suggest import Suggester, Suggestion
from search.typing_methods import from_keys

#: Where a query finds fewer, its letters are tried as keystrokes of Telex or VNI.
FEW_HITS = 3

#: Reposts that are named: of a common notice there may be hundreds.
MOST_COPIES = 20

#: Articles like one that are shown beside it.
SIMILAR = 5

#: Hits of a listing that are read at a time, after its first page.
BATCH = 500

#: Suggestions unless asked otherwise, and the most that may be asked for.
SUGGESTIONS, MOST_SUGGESTIONS = 8, 20

#: Instruments on one page of their list, and the parts of it that may be chosen.
LIST_SIZE = 50
LIST_PARTS = ("type", "issuer", "year")

__all__ = ["Article", "Coverage", "Searcher", "StoredArticle"]


@dataclass(frozen=True, slots=True)
class Coverage:
    """What the index holds: number of articles, first and last date (None where no article is dated).

    `committed` is when it was last written, None where that is not known.
    """

    articles: int
    first: dt.date | None
    last: dt.date | None
    committed: dt.datetime | None = None


@dataclass(frozen=True, slots=True)
class Related:
    """What belongs beside an article: those that have its text, and those like it, the most alike first.

    `copies` names at most `MOST_COPIES` of the `copies_total`.
    """

    copies: tuple[ArticleRef, ...]
    copies_total: int
    similar: tuple[ArticleRef, ...]


@dataclass(frozen=True, slots=True)
class Listed:
    """An article of a listing, and the instruments that it cites, as a hit has them."""

    article: Article
    instruments: tuple[InstrumentRef, ...]


@dataclass(frozen=True, slots=True)
class Listing:
    """The hits of all pages of a search, in their order, read while they are gone through.

    `total` is how many hits the search has, of which a listing may give fewer; reposts of one text are one hit, unless
    the request wants them separate.
    """

    total: int
    hits: Iterator[Listed]


class Searcher:
    """Searches one index. Safe to share between threads; each call sees one snapshot of the index."""

    def __init__(
        self, url: str, cache_bytes: int | None = None, *, patient: bool = False, recency: float = 0.0
    ) -> None:
        """Open the index at `url`, as `whoosh:var/news`; `cache_bytes` bounds what is kept ready of it.

        None lets it grow with the index (see `search.engine.CACHE_BYTES`). One that is not `patient` gives no advice
        before the vocabulary is read, which the first search sets off. `recency` above 0 prefers recent articles in the
        order by relevance: at 0.2 the newest is worth a fifth more, one of a year ago a tenth.

        Raises `IndexMissing`, `StaleIndex` or `BadSetting`.
        """
        self._engine = open_engine(url, cache_bytes=cache_bytes)
        self._listed = _Listed()
        self._adviser = Adviser(patient=patient)
        self._recency = recency
        self._suggesting = _Suggesting(patient)

    def _now(self) -> _Moment:
        return _Moment(self._engine.reader(), self._listed, self._adviser, self._recency)

    def search(self, request: Request) -> SearchResult:
        """Answer one search.

        Raises `BadParameter` for an unknown facet or sort, an unreadable date or an impossible page, and
        `PageMissing` for a page beyond the end.
        """
        return self._now().search(request)

    def listing(self, request: Request, most: int) -> Listing:
        """Give the hits of all pages of a search one after the other, at most so many; its page and size do not matter.

        All of them are of one state of the index, whatever is committed while they are read. Raises `BadParameter` as
        `search` does, before anything is given.
        """
        return self._now().listing(request, most)

    def inventory(self) -> Inventory:
        """Tell how many articles there are of each month, and how many instruments."""
        return inventory(self._engine.reader())

    def published(self, month: str, first: int, most: int) -> Iterator[ArticleRef]:
        """Give the articles of a month ("2019-04"), the oldest first: at most so many, from the `first` on (from 0)."""
        return published(self._engine.reader(), month, first, most)

    def instrument_keys(self, first: int, most: int) -> tuple[str, ...]:
        """Give the keys of the instruments that are cited, ascending: at most so many, from the `first` on (from 0)."""
        return instrument_keys(self._engine.reader(), first, most)

    def facet_values(self, request: Request, name: str, typed: str = "") -> tuple[FacetValue, ...]:
        """List every value of a facet under a search's other filters whose label holds what was typed.

        Compared without case and marks: `chi dao` finds "Chỉ đạo". Raises what `search` raises.
        """
        return self._now().facet_values(request, name, typed)

    def instrument(self, key: str) -> Instrument:
        """Give an instrument's page; raise `InstrumentMissing` where no article cites it."""
        found = Instruments(self._engine.reader()).find(key)
        if found is None:
            raise InstrumentMissing(f"No article in this index cites an instrument {key!r}.")
        return found

    def instruments(self, chosen: Mapping[str, str] | None = None, typed: str = "", page: int = 1) -> InstrumentList:
        """List the instruments that are cited, the most cited first.

        `chosen` may hold a `type`, an `issuer` and a `year` ("" for an unknown one); `typed` narrows by number,
        letters or issuer. Counts of each part obey the other parts. Raises `BadParameter` for another part or an
        impossible page, and `PageMissing` for a page beyond the end.
        """
        return self._now().instruments(dict(chosen or {}), typed, page)

    def article(self, article_id: str) -> StoredArticle:
        """Give one article; raise `ArticleMissing` where there is none of that id."""
        stored = self._engine.get(article_id)
        if stored is None:
            raise ArticleMissing(f"There is no article {article_id!r} in this index.")
        return stored

    def related(self, article_id: str) -> Related:
        """Give the articles with the text of one, and those like it; raise `ArticleMissing` where there is none."""
        return self._now().related(article_id)

    def suggest(self, typed: str, limit: int = SUGGESTIONS) -> tuple[Suggestion, ...]:
        """Suggest what something that is being typed may become (see `search.suggest`), the best of each kind.

        Raises `BadParameter` for an impossible limit. A searcher that is not patient suggests nothing before the index
        was read for it, and goes on with what it knew while a new state of it is read.
        """
        if not 1 <= limit <= MOST_SUGGESTIONS:
            raise BadParameter("limit", f"There are 1 to {MOST_SUGGESTIONS} suggestions, not {limit}.")
        suggester = self._suggesting.ready(self._engine.reader())
        return suggester.suggest(typed, limit) if suggester is not None else ()

    def coverage(self) -> Coverage:
        """Tell how many articles the index holds and from when to when."""
        info = self._engine.info()
        return Coverage(info.articles, info.first, info.last, info.committed)

    def generation(self) -> str:
        """Name the state that answers are made of, in sixteen letters: while it stays, every answer stays.

        It changes when the index is committed to or replaced, and when advice or suggestions begin to know what it
        holds. Cheap enough to be asked at every request. Raises `IndexMissing` where the index is gone.
        """
        state = self._engine.reader().state()
        parts = (state, self._recency, self._adviser.knows(state), self._suggesting.knows(state))
        return hashlib.blake2b(repr(parts).encode(), digest_size=8).hexdigest()

    def prepared(self) -> bool:
        """Tell whether suggestions know what the index holds now; before, they are none or those of an older state."""
        return self._suggesting.knows(self._engine.reader().state())

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


class _Suggesting:
    """Keeps what suggests for the newest state of an index that was read."""

    def __init__(self, patient: bool) -> None:
        self._patient = patient
        self._lock = threading.Lock()
        self._state: Hashable = None
        self._ready: Suggester | None = None
        self._preparing = False

    def ready(self, reader: Reader) -> Suggester | None:
        """Give what suggests; None while nothing is ready, which only the patient wait for."""
        with self._lock:
            if reader.state() != self._state:
                if self._patient:
                    self._prepare(reader)
                elif not self._preparing:
                    self._preparing = True
                    threading.Thread(target=self._prepare, args=(reader,), daemon=True).start()
            return self._ready

    def knows(self, state: Hashable) -> bool:
        """Tell whether what suggests is that of a state."""
        return self._ready is not None and state == self._state

    def _prepare(self, reader: Reader) -> None:
        try:
            suggester = Suggester(reader)
            suggester.prepare()
            # Only now: what fails is tried again, by the next who asks.
            self._ready, self._state = suggester, reader.state()
        finally:
            self._preparing = False


@dataclass(slots=True)
class _Listed:
    """The rows of the list of instruments, with the state of the index that they were read from."""

    state: Hashable = None
    rows: tuple[InstrumentRow, ...] = ()


@dataclass(frozen=True, slots=True)
class _Answer:
    """What an engine found for a request, and how it was asked."""

    request: Request
    parsed: Parsed
    query: Query
    found: Found
    notices: tuple[Notice, ...]
    relaxed: bool = False


class _Moment:
    """Answers what is asked of one state of an index (see `Searcher`, which says what each call promises)."""

    def __init__(self, reader: Reader, listed: _Listed, adviser: Adviser, recency: float) -> None:
        self._recency = recency
        self._reader = reader
        self._listed = listed
        self._adviser = adviser
        self._known_labels: dict[str, str] = {}

    def search(self, request: Request) -> SearchResult:
        answer, read_as = self._meant(request)
        request, parsed, found, notices = answer.request, answer.parsed, answer.found, answer.notices
        if read_as:
            notices = (Notice("read-as", "Đang hiển thị kết quả cho «%(read_as)s».", (("read_as", read_as),)), *notices)
        pages = -(-found.texts // request.size)
        if request.page > max(pages, 1):
            raise PageMissing(request.page, pages)
        wanted = Wanted(parsed.words, (*parsed.instruments, *self._filtered_by(request)))
        cards = Instruments(self._reader).candidates(parsed.instruments) if parsed.instruments else ()
        hits = tuple(
            self._hit(stored, score, wanted, found.copies.get(stored.article.id, ())) for stored, score in found.hits
        )
        return SearchResult(
            total=found.total,
            page=request.page,
            pages=pages,
            hits=hits,
            facets=self._facet_lists(request, found),
            notices=notices,
            instruments=cards,
            read_as=read_as,
            described="" if parsed.plain else describe(parsed.tree),
            advice=self._advice(answer, hits),
        )

    def listing(self, request: Request, most: int) -> Listing:
        answer, _ = self._meant(replace(request, page=1, size=MAX_PAGE_SIZE))
        return Listing(answer.found.texts, self._all_hits(answer, min(most, answer.found.texts)))

    def _all_hits(self, answer: _Answer, most: int) -> Iterator[Listed]:
        """Give so many hits of an answer: those of the page that was found, then what follows on it."""
        yield from map(self._listed_hit, answer.found.hits[:most])
        for offset in range(MAX_PAGE_SIZE, most, BATCH):
            query = replace(answer.query, offset=offset, limit=min(BATCH, most - offset), facets=())
            yield from map(self._listed_hit, self._reader.search(query).hits)

    def _listed_hit(self, hit: tuple[StoredArticle, float]) -> Listed:
        return Listed(hit[0].article, self._cited(hit[0]))

    def _meant(self, request: Request, facet: str = "") -> tuple[_Answer, str]:
        """Answer what was meant, and give it where it is not what was typed: letters of an old font, keystrokes.

        With a `facet` the answer holds all its values, and no hits.
        """
        repaired = None if request.literal else repair(request.q)
        answer = self._answer(request if repaired is None else replace(request, q=repaired), facet)
        if request.literal or repaired or answer.parsed.instruments:
            return answer, repaired or ""
        if answer.found.total >= FEW_HITS and not answer.relaxed:
            return answer, ""
        keyed = from_keys(answer.parsed.text)
        if keyed:
            other = self._answer(replace(request, q=keyed), facet)
            if other.found.total > (0 if answer.relaxed else answer.found.total):
                return other, keyed
        return answer, ""

    def _answer(self, request: Request, facet: str) -> _Answer:
        """Ask the engine; where nothing matches, for less."""
        parsed = parse(request.q, strict=request.strict)
        query = replace(make_query(request, parsed), recency=self._recency)
        query, notices = self._with_predecessors(query, parsed.notices)
        if facet:
            query = replace(query, limit=0, facets=(FacetWish(facet),))
        found = self._reader.search(query)
        for match in () if found.total else parsed.relaxed:
            other = replace(query, match=match)
            wider = self._reader.search(other)
            if wider.total:
                notice = Notice("relaxed", "Không có bài nào chứa đủ các từ; đang hiển thị những bài chứa một phần.")
                notices = (*notices, notice)
                return _Answer(request, parsed, other, wider, notices, relaxed=True)
        return _Answer(request, parsed, query, found, notices)

    def _advice(self, answer: _Answer, hits: Sequence[Hit]) -> tuple[Advice, ...]:
        """Say what may have been meant by words; a query of operators, and one in strict marks, is meant."""
        request, parsed = answer.request, answer.parsed
        if not (parsed.plain and parsed.words) or request.strict or request.page > 1:
            return ()

        def count(text: str) -> int:
            other = parse(text)
            query, _ = self._with_predecessors(make_query(replace(request, q=text), other), ())
            return self._reader.search(replace(query, limit=0, facets=())).total

        total = 0 if answer.relaxed else answer.found.total
        words = Words(self._reader, self._reader.articles)
        return self._adviser.advice(
            parsed.text, words, total, count, [text for hit in hits for text in (hit.title, hit.snippet.text)]
        )

    def _with_predecessors(self, query: Query, notices: tuple[Notice, ...]) -> tuple[Query, tuple[Notice, ...]]:
        """Let a chosen issuer take in the bodies that it came of, as far as anything cites them, and say so."""
        chosen = query.filters.get("issuer", ())
        former = {body: [p for p in predecessors(body) if self._count("issuer", p)] for body in chosen}
        if not any(former.values()):
            return query, notices
        taken = tuple(dict.fromkeys((*chosen, *(p for names in former.values() for p in names))))
        notices = (
            *notices,
            *(
                Notice(
                    "predecessors",
                    "Lọc theo %(body)s gồm cả cơ quan tiền thân: %(names)s.",
                    (("body", body), ("names", ", ".join(names))),
                )
                for body, names in former.items()
                if names
            ),
        )
        return replace(query, filters={**query.filters, "issuer": taken}), notices

    def _filtered_by(self, request: Request) -> Iterator[ValuePrefix]:
        """Give the instruments that a search is filtered by, under every key that means them: snippets show them."""
        if request.filters.get("instrument"):
            same = self._reader.same("instrument")
            chosen = meant_filters(request.filters, self._reader.same)["instrument"]
            for key in (*chosen, *(key for key, meant in same.items() if meant in chosen)):
                yield ValuePrefix("instrument", key)

    def _count(self, facet: str, value: str) -> int:
        return next((v.count for v in self._reader.values(facet, value, labels=False) if v.value == value), 0)

    def _hit(self, stored: StoredArticle, score: float, wanted: Wanted, copies: Sequence[str]) -> Hit:
        """Show one article as a hit; its instruments by what their keys mean in this collection."""
        hit = replace(make_hit(stored, score, wanted), instruments=self._cited(stored))
        return replace(hit, copies=self._refs(copies[:MOST_COPIES]), copies_total=len(copies)) if copies else hit

    def _cited(self, stored: StoredArticle) -> tuple[InstrumentRef, ...]:
        """Give the instruments that an article cites, by what their keys mean in this collection, in reading order."""
        printed = cited_instruments(stored)
        same = self._reader.same("instrument")
        if not any(one.key in same for one in printed):
            return printed
        meant: dict[str, str] = {}
        for one in printed:
            key = same.get(one.key, one.key)
            meant.setdefault(key, one.label if key == one.key else self._label(key))
        return tuple(InstrumentRef(key, label) for key, label in meant.items())

    def _refs(self, ids: Iterable[str]) -> tuple[ArticleRef, ...]:
        """Name articles by their ids."""
        articles = (stored.article for one in ids if (stored := self._reader.get(one)) is not None)
        return tuple(ArticleRef(one.id, one.title, one.source, one.date) for one in articles)

    def related(self, article_id: str) -> Related:
        stored = self._reader.get(article_id)
        if stored is None:
            raise ArticleMissing(f"There is no article {article_id!r} in this index.")
        copies = self._reader.same_text(article_id)
        query = similar_query(stored, self._reader, len(copies), SIMILAR)
        found = self._reader.search(query).hits if query is not None else ()
        others = [one for one, _ in found if one.article.id != article_id and one.article.id not in copies]
        return Related(
            self._refs(copies[:MOST_COPIES]), len(copies), self._refs(one.article.id for one in others[:SIMILAR])
        )

    def _label(self, key: str) -> str:
        if key not in self._known_labels:
            values = self._reader.values("instrument", key)
            self._known_labels[key] = next((v.label for v in values if v.value == key), key)
        return self._known_labels[key]

    def _facet_lists(self, request: Request, found: Found) -> dict[str, FacetList]:
        chosen = meant_filters(request.filters, self._reader.same)
        lists = {}
        for facet in FACETS:
            counts = found.facets[facet.name]
            values = tuple(
                FacetValue(v.value, v.label, v.count, v.value in chosen.get(facet.name, ())) for v in counts.values
            )
            if facet.name == "issuer":
                # Predecessors that were taken in are part of a chosen value, not chosen themselves.
                values = tuple(v for v in values if v.count or v.selected)
            lists[facet.name] = FacetList(values, counts.distinct - sum(v.count > 0 for v in values))
        return lists

    def facet_values(self, request: Request, name: str, typed: str) -> tuple[FacetValue, ...]:
        facet = facet_named(name)
        found = self._meant(replace(request, page=1), facet.name)[0].found
        chosen = meant_filters(request.filters, self._reader.same).get(facet.name, ())
        wanted = fold_text(typed)
        return tuple(
            FacetValue(v.value, v.label, v.count, v.value in chosen)
            for v in found.facets[facet.name].values
            if wanted in fold_text(v.label)
        )

    def instruments(self, chosen: Mapping[str, str], typed: str, page: int) -> InstrumentList:
        for name in chosen:
            if name not in LIST_PARTS:
                raise BadParameter(name, f"There is no part {name!r}. The parts are: {', '.join(LIST_PARTS)}.")
        if page < 1:
            raise BadParameter("page", f"Pages are counted from 1, not {page}.")
        rows = self._rows()
        kept = choose_rows(rows, chosen, typed)
        pages = -(-len(kept) // LIST_SIZE)
        if page > max(pages, 1):
            raise PageMissing(page, pages)
        shown = kept[(page - 1) * LIST_SIZE : page * LIST_SIZE]
        values = [CountedValue(row.key, self._label(row.key), row.articles) for row in shown]

        def counts(name: str) -> tuple[CountedValue, ...]:
            others = {other: value for other, value in chosen.items() if other != name}
            return count_rows(choose_rows(rows, others, typed), name)

        return InstrumentList(
            total=len(kept),
            page=page,
            pages=pages,
            cards=Instruments(self._reader).cards(values),
            types=counts("type"),
            issuers=counts("issuer"),
            years=counts("year"),
        )

    def _rows(self) -> tuple[InstrumentRow, ...]:
        known = self._listed
        if known.state != self._reader.state():
            known.rows, known.state = all_rows(self._reader), self._reader.state()
        return known.rows


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
        grouped=not request.separate,
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
        instruments=cited_instruments(stored),
    )


def cited_instruments(stored: StoredArticle) -> tuple[InstrumentRef, ...]:
    """Give the instruments that an article cites as it prints them, each once, in reading order."""
    return tuple(InstrumentRef(key, label) for key, label in {m.key: m.label for m in stored.mentions}.items())
