"""The engine in memory: every promise of the contract in its plainest form, the oracle that fast engines are held to.

Each search looks at each document. For tries and tests; an index that should last lives in another engine.
"""

from __future__ import annotations

import datetime as dt
import math
import threading
from collections import Counter
from collections.abc import Hashable, Iterable, Mapping, Sequence
from copy import copy
from dataclasses import replace
from functools import lru_cache

from index.analysis import SENTENCE_BREAK, folded_of, phrase_positions
from index.article import TEXT_FIELDS
from index.document import Document, FacetTerm, StoredArticle
from index.near_duplicates import GROUP_BYTES
from search import ranking
from search.engine import CountedValue, EngineInfo, FacetCounts, Found, list_values, meant_filters
from search.facets import FACET_BY_NAME, FACETS
from search.query import (
    All,
    AnyOf,
    AtLeast,
    Dated,
    Everything,
    Exact,
    Near,
    Node,
    Not,
    Phrase,
    Prefix,
    Query,
    ValueHolds,
    ValuePrefix,
    Word,
)


class MemoryEngine:
    """Keeps documents in a dictionary. Satisfies `search.engine.Engine`."""

    def __init__(self) -> None:
        """Start empty."""
        self._committed: dict[str, Document] = {}
        self._added: dict[str, Document | None] = {}
        #: The committed documents with every facet value replaced by what it means in this collection.
        self._resolved: list[Document] = []
        self._commits = 0
        #: No two engines of a process have the same.
        self._name = object()
        self._lock = threading.Lock()

    def add(self, documents: Iterable[Document]) -> None:
        """Add documents, each replacing the one of its id."""
        for document in documents:
            self._added[document.stored.article.id] = document

    def delete(self, ids: Iterable[str]) -> int:
        """Delete articles by id; give how many of them were there."""
        there = 0
        for article_id in ids:
            known = self._added.get(article_id, self._committed.get(article_id))
            there += known is not None
            self._added[article_id] = None
        return there

    def commit(self) -> None:
        """Make everything added and deleted visible."""
        with self._lock:
            merged = {**self._committed, **self._added}
            self._committed = {key: document for key, document in merged.items() if document is not None}
            self._added = {}
            self._commits += 1
            self._resolved = resolved(list(self._committed.values()))

    def rollback(self) -> None:
        """Forget everything since the last commit."""
        self._added = {}

    def settle(self) -> None:
        """Nothing to do: there are no segments."""

    def publish(self) -> None:
        """Do nothing: there is no older index to replace."""

    def reader(self) -> MemoryEngine:
        """Give a copy that sees what is committed now: a commit replaces what is held, and changes nothing in it."""
        return copy(self)

    def values(self, facet: str, prefix: str = "", infix: str = "", *, labels: bool = True) -> tuple[CountedValue, ...]:
        """Give the values of a facet that start with `prefix` and hold `infix`."""
        counts = count_values(facet, self._resolved, self._resolved, 0, ())
        taken = [v for v in counts.values if v.value.startswith(prefix) and infix in v.value]
        return tuple(v if labels else replace(v, label=v.value) for v in taken)

    def frequency(self, view: str, term: str) -> int:
        """Tell in how many articles a term stands, in the text field where most hold it."""
        documents = self._committed.values()
        return max(sum(term in d.words.get(f"{field}.{view}", ()) for d in documents) for field in TEXT_FIELDS)

    def terms(self, view: str) -> Mapping[str, int]:
        """Give every term of a view with its `frequency`."""
        lists = (d.words.get(f"{field}.{view}", ()) for d in self._committed.values() for field in TEXT_FIELDS)
        known = {term for words in lists for term in words}
        return {term: self.frequency(view, term) for term in sorted(known - {SENTENCE_BREAK})}

    def same(self, facet: str) -> Mapping[str, str]:
        """Map the values that mean another one in this collection to that one."""
        return meanings(facet, list(self._committed.values()))

    def state(self) -> Hashable:
        """Count the commits, and name what they were made to."""
        return self._name, self._commits

    def get(self, article_id: str) -> StoredArticle | None:
        """Give one article, or None."""
        document = self._committed.get(article_id)
        return document.stored if document else None

    def same_text(self, article_id: str) -> tuple[str, ...]:
        """Give the ids of the other articles of a group of reposts, ascending."""
        mine = self._committed.get(article_id)
        if mine is None or not mine.group:
            return ()
        return tuple(sorted(key for key, d in self._committed.items() if d.group == mine.group and key != article_id))

    @property
    def articles(self) -> int:
        """The number of articles."""
        return len(self._committed)

    def digests(self) -> Mapping[str, str]:
        """Give the digest of every committed article, by id."""
        return {key: document.digest for key, document in self._committed.items()}

    def signatures(self) -> tuple[bytes, bytes]:
        """Give the signatures of what is committed, and the names of the groups."""
        documents = self._committed.values()
        names = [bytes.fromhex(d.group) if d.group else bytes(GROUP_BYTES) for d in documents]
        return b"".join(d.signature for d in documents), b"".join(names)

    def info(self) -> EngineInfo:
        """Tell what is held."""
        dates = [d.stored.article.date for d in self._committed.values() if d.stored.article.date]
        return EngineInfo(len(self._committed), min(dates, default=None), max(dates, default=None), 0, 1)

    def verify(self) -> None:
        """Nothing to compare: nothing was written."""

    def close(self) -> None:
        """Forget what was not committed."""
        self._added = {}

    def search(self, query: Query) -> Found:
        """Answer a query by looking at every document."""
        query = replace(query, filters=meant_filters(query.filters, self.same))
        documents = self._resolved
        matching = [d for d in documents if matches(query.match, d) and in_dates(query, d)]
        hits = [d for d in matching if passes(query, d)]
        scores = score(query, documents, hits)
        ranked = sorted(hits, key=lambda d: sort_key(query, d, scores))
        sizes = Counter(d.group for d in documents)
        groups: dict[str, list[Document]] = {}
        for d in ranked:
            grouped = query.grouped and d.group and sizes[d.group] > 1
            groups.setdefault(d.group if grouped else f"id {d.stored.article.id}", []).append(d)
        firsts = [members[0] for members in groups.values()]
        page = firsts[query.offset : query.offset + query.limit]
        shown = {d.stored.article.id for d in page}
        copies = {
            members[0].stored.article.id: tuple(d.stored.article.id for d in members[1:])
            for members in groups.values()
            if len(members) > 1 and members[0].stored.article.id in shown
        }
        facets = {
            wish.name: count_values(
                wish.name,
                [d for d in matching if passes(query, d, without=wish.name)],
                documents,
                wish.limit,
                query.filters.get(wish.name, ()),
            )
            for wish in query.facets
        }
        found = tuple((d.stored, scores[d.stored.article.id]) for d in page)
        return Found(len(hits), found, facets, len(firsts) if query.limit else len(hits), copies)


@lru_cache(maxsize=64)
def shared_memory_engine(name: str) -> MemoryEngine:
    """Give the memory engine of that name: the same one each time in one process."""
    return MemoryEngine()


def meanings(facet: str, documents: Sequence[Document]) -> Mapping[str, str]:
    """Map the values of a facet that mean another one in this collection to that one."""
    resolver = FACET_BY_NAME[facet].resolve
    return resolver(Counter(term.value for d in documents for term in d.facets.get(facet, ()))) if resolver else {}


def resolved(documents: Sequence[Document]) -> list[Document]:
    """Replace every facet value by what it means in this collection (see `search.facets.Facet.resolve`)."""
    same = {facet.name: meanings(facet.name, documents) for facet in FACETS}

    def terms(name: str, given: tuple[FacetTerm, ...]) -> tuple[FacetTerm, ...]:
        found: dict[str, FacetTerm] = {}
        for term in given:
            meant = same[name].get(term.value) if name in same else None
            if meant is None:
                found[term.value] = term
            else:
                # The label of the fuller value is told by those who print it.
                found.setdefault(meant, FacetTerm(meant, ""))
        return tuple(found.values())

    return [replace(d, facets={name: terms(name, given) for name, given in d.facets.items()}) for d in documents]


def matches(node: Node, document: Document) -> bool:
    """Tell whether a document matches, by the definitions in `search.query`."""
    match node:
        case Everything():
            return True
        case Word(word, fields):
            return any(word in document.words.get(f"{field}.folded", ()) for field in fields)
        case Phrase(words, fields):
            return any(
                next(phrase_positions(document.words.get(f"{field}.folded", ()), words), None) is not None
                for field in fields
            )
        case Near(words, _, fields):
            return any(near(document.words.get(f"{field}.folded", ()), set(words), node.width) for field in fields)
        case Prefix(prefix, fields):
            return any(word.startswith(prefix) for f in fields for word in document.words.get(f"{f}.folded", ()))
        case Exact(folded, marked, fields):
            return any(prints(document, field, folded, marked) for field in fields)
        case Dated():
            return node.takes(document.stored.article.date)
        case ValueHolds(facet) | ValuePrefix(facet):
            return any(node.takes(term.value) for term in document.facets.get(facet, ()))
        case All(parts):
            return all(matches(part, document) for part in parts)
        case AnyOf(parts):
            return any(matches(part, document) for part in parts)
        case AtLeast(parts, least):
            return sum(matches(part, document) for part in parts) >= least
        case Not(part):
            return not matches(part, document)


def near(words: Sequence[str], wanted: set[str], width: int) -> bool:
    """Tell whether all that is wanted stands in `words` inside some window of `width` + 1 places."""
    return any(wanted <= set(words[place : place + width + 1]) for place in range(len(words)))


def prints(document: Document, field: str, folded: str, marked: str) -> bool:
    """Tell whether a field holds a syllable with just these marks, or, where `marked` is "", without any."""
    marks = document.words.get(f"{field}.marked", ())
    if marked:
        return marked in marks
    plain = list(document.words.get(f"{field}.folded", ())).count(folded)
    return plain > sum(folded_of(mark) == folded for mark in marks)


def in_dates(query: Query, document: Document) -> bool:
    """Tell whether a document's date is in the query's range; without a range, always."""
    date = document.stored.article.date
    if query.date_from is None and query.date_to is None:
        return True
    if date is None:
        return False
    return (query.date_from or dt.date.min) <= date <= (query.date_to or dt.date.max)


def passes(query: Query, document: Document, without: str = "") -> bool:
    """Tell whether a document passes every filter but the one of facet `without`."""
    return all(
        any(term.value in values for term in document.facets.get(name, ()))
        for name, values in query.filters.items()
        if name != without and values
    )


def count_values(
    name: str, documents: Sequence[Document], everything: Sequence[Document], limit: int, selected: Iterable[str]
) -> FacetCounts:
    """Count a facet's values over `documents`; labels come from all that the index holds."""
    counts = Counter(term.value for d in documents for term in d.facets.get(name, ()))
    labels: dict[str, Counter[str]] = {}
    for document in everything:
        for term in document.facets.get(name, ()):
            if term.label:
                labels.setdefault(term.value, Counter())[term.label] += 1

    def label(value: str) -> str:
        return best_label(value, labels.get(value, {}))

    counted = [CountedValue(value, label(value), count) for value, count in counts.items()]
    return list_values(counted, FACET_BY_NAME[name].order, limit, selected, label)


def best_label(value: str, labels: Mapping[str, int]) -> str:
    """Choose among the labels that articles give one value: the commonest, then the longest, then by alphabet."""
    return min(labels, key=lambda text: (-labels[text], -len(text), text), default=value)


def field_length(document: Document, field: str) -> int:
    """Count the folded syllables of a field."""
    return sum(word != SENTENCE_BREAK for word in document.words.get(f"{field}.folded", ()))


def holding(documents: Sequence[Document], view: str, term: str) -> int:
    """Count the documents that hold a term of a view in any field."""
    return sum(any(term in d.words.get(f"{field}.{view}", ()) for field in TEXT_FIELDS) for d in documents)


def score(query: Query, documents: Sequence[Document], hits: Sequence[Document]) -> dict[str, float]:
    """Score the hits as `search.ranking` defines it, statistics over all documents."""
    average = {}
    for field in TEXT_FIELDS:
        lengths = [length for d in documents if (length := field_length(d, field))]
        average[field] = sum(lengths) / len(lengths) if lengths else 1.0
    k1 = ranking.k1(average["body"])
    scores = {d.stored.article.id: 0.0 for d in hits}
    for term in query.rank:
        df = holding(documents, term.view, term.term)
        df = max(df, holding(documents, *term.like) if term.like and df else 0)
        idf = math.log(1 + (len(documents) - df + 0.5) / (df + 0.5))
        for d in hits:
            tf = 0.0
            for field in TEXT_FIELDS:
                count = list(d.words.get(f"{field}.{term.view}", ())).count(term.term)
                weights = ranking.FIELDS[field]
                norm = 1 - weights.b + weights.b * field_length(d, field) / average[field]
                tf += weights.weight * count / norm if count else 0.0
            scores[d.stored.article.id] += term.weight * idf * tf / (k1 + tf)
    newest = max((d.stored.article.date for d in documents if d.stored.article.date), default=None)
    for d in hits:
        date = d.stored.article.date
        if query.recency and newest is not None and date is not None:
            scores[d.stored.article.id] *= 1 + query.recency * ranking.freshness((newest - date).days)
    return scores


def sort_key(query: Query, document: Document, scores: Mapping[str, float]) -> tuple[float, float, str]:
    """Give the place of a hit in the order asked for; ties by id, undated articles last.

    `citing` puts first what cites the most instruments, and of those that cite as many the newest.
    """
    article = document.stored.article
    if query.sort == "relevance":
        return (-round(scores[article.id], ranking.DECIMALS), 0, article.id)
    day = article.date.toordinal() if article.date else math.inf
    if query.sort == "oldest":
        return (day, 0, article.id)
    newest = -day if article.date else math.inf
    cited = len(document.facets.get("instrument", ())) if query.sort == "citing" else 0
    return (-cited, newest, article.id)
