"""Matching, ranking, filters and facet counts over the arrays of a snapshot.

Equal to the definitions of `search.memory_engine`, article by article; that one reads well, this one is fast. A set of
articles is an array of document numbers, ascending; where it is tested by others, a mask.
"""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from index.article import TEXT_FIELDS
from search import ranking
from search.engine import CountedValue, FacetCounts
from search.facets import FACET_BY_NAME
from search.query import (
    All,
    AnyOf,
    AtLeast,
    Dated,
    Everything,
    Exact,
    FacetWish,
    Near,
    Node,
    Not,
    Phrase,
    Prefix,
    Query,
    RankTerm,
    ValueHolds,
    ValuePrefix,
    Word,
)
from search.whoosh_engine.facet_column import FacetColumn, Hits
from search.whoosh_engine.impacts import Floats, Ids, Mask, union
from search.whoosh_engine.schema import NO_DATE
from search.whoosh_engine.snapshot import WIDTH, Snapshot

#: A list that is this many times as long as the articles asked about is searched, not run through.
FEW = 16


def matching(snapshot: Snapshot, node: Node) -> Ids:
    """Give the live articles that match."""
    match node:
        case Everything():
            return snapshot.all_docs
        case Word(word, fields):
            if fields == TEXT_FIELDS:
                return snapshot.impacts("folded", word).docs
            return union(snapshot.size, [snapshot.holders(field, "folded", word) for field in fields])
        case Phrase(words, fields):
            return union(snapshot.size, [_phrase(snapshot, words, field) for field in fields])
        case Near(words, _, fields):
            return union(snapshot.size, [_near(snapshot, words, node.width, field) for field in fields])
        case Prefix(prefix, fields):
            return union(snapshot.size, [docs for field in fields for docs in snapshot.starting(field, prefix)])
        case Exact(folded, marked, fields):
            return union(snapshot.size, [snapshot.exactly(field, folded, marked) for field in fields])
        case Dated(first, last):
            return _in_range(snapshot, first, last, snapshot.all_docs)
        case ValuePrefix(facet, prefix):
            column = snapshot.facet(facet)
            codes = [code for code in column.codes_with_prefix(prefix) if node.takes(column.values[code])]
            return _docs(_carriers(snapshot, column, codes))
        case ValueHolds(facet):
            column = snapshot.facet(facet)
            codes = [code for code, value in enumerate(column.values) if node.takes(value)]
            return _docs(_carriers(snapshot, column, codes))
        case All(parts):
            return _all(snapshot, parts)
        case AnyOf(parts):
            return union(snapshot.size, [matching(snapshot, part) for part in parts])
        case AtLeast(parts, least):
            return _at_least(snapshot, parts, least)
        case Not(part):
            mask = snapshot.live.copy()
            mask[matching(snapshot, part)] = False
            return _docs(mask)


def _docs(mask: Mask) -> Ids:
    return np.flatnonzero(mask).astype(np.int32)


def _all(snapshot: Snapshot, parts: Sequence[Node]) -> Ids:
    """Give the articles that every part matches: words in any field first, the rarest of them before others."""
    words = [part for part in parts if isinstance(part, Word) and part.fields == TEXT_FIELDS]
    others = [matching(snapshot, part) for part in parts if part not in words]
    impacts = sorted((snapshot.impacts("folded", one.word) for one in words), key=lambda one: one.count)
    if not impacts:
        return _intersection(snapshot, others)
    found = impacts[0].docs
    for one in impacts[1:]:
        found = found[one.among(found)]
    return _intersection(snapshot, [found, *others])


def _at_least(snapshot: Snapshot, parts: Sequence[Node], least: int) -> Ids:
    """Give the articles that so many of the parts match."""
    if least <= 0:
        return snapshot.all_docs
    if least == len(parts):
        return _all(snapshot, parts)
    held = np.zeros(snapshot.size, np.min_scalar_type(len(parts)))
    for part in parts:
        held[matching(snapshot, part)] += 1
    return _docs(held >= least)


def _intersection(snapshot: Snapshot, lists: Sequence[Ids]) -> Ids:
    """Give the articles that stand in every list, the shortest list first."""
    if not lists:
        return snapshot.all_docs
    shortest, *others = sorted(lists, key=len)
    for docs in others:
        if docs.size < snapshot.count:
            shortest = shortest[_among(snapshot, shortest, docs)]
    return shortest


def _among(snapshot: Snapshot, few: Ids, docs: Ids) -> Mask:
    """Tell which of a few articles stand in a list."""
    if not docs.size:
        return np.zeros(few.size, np.bool_)
    if few.size * FEW < docs.size:
        found: Mask = docs[np.minimum(np.searchsorted(docs, few), docs.size - 1)] == few
        return found
    mask = np.zeros(snapshot.size, np.bool_)
    mask[docs] = True
    return mask[few]


def _phrase(snapshot: Snapshot, words: tuple[str, ...], field: str) -> Ids:
    """Find the articles where the words stand side by side in the field."""
    if len(words) == 1:
        return snapshot.holders(field, "folded", words[0])
    pairs = [snapshot.holders(field, "pairs", f"{a} {b}") for a, b in pairwise(words)]
    candidates = _intersection(snapshot, pairs)
    if len(words) == 2 or not candidates.size:
        # A pair is side by side inside a sentence by definition; longer phrases need the positions.
        return candidates
    places = snapshot.occurrences(field, words[0], candidates)
    for i, word in enumerate(words[1:], 1):
        there = snapshot.occurrences(field, word, candidates) - i
        if not there.size:
            return there.astype(np.int32)
        places = places[there[np.minimum(np.searchsorted(there, places), there.size - 1)] == places]
    docs = (places // WIDTH).astype(np.int32)
    return docs[np.diff(docs, prepend=-1) > 0]


def _near(snapshot: Snapshot, words: tuple[str, ...], width: int, field: str) -> Ids:
    """Find the articles where all words stand in the field, the last at most `width` places behind the first."""
    wanted = tuple(dict.fromkeys(words))
    candidates = _intersection(snapshot, [snapshot.holders(field, "folded", word) for word in wanted])
    if len(wanted) == 1 or not candidates.size:
        return candidates
    places = [snapshot.occurrences(field, word, candidates) for word in wanted]
    starts = np.sort(np.concatenate(places))
    reach = starts.copy()
    for there in places:
        # The first place of the word from each start on; articles are further apart than any width.
        at = np.searchsorted(there, starts)
        following = np.where(at < there.size, there[np.minimum(at, there.size - 1)], starts + WIDTH)
        reach = np.maximum(reach, following)
    docs = (starts[reach - starts <= width] // WIDTH).astype(np.int32)
    return docs[np.diff(docs, prepend=-1) > 0]


def _carriers(snapshot: Snapshot, column: FacetColumn, codes: Sequence[int]) -> Mask:
    """Tell which document numbers carry one of the values, of which there may be none."""
    mask = np.zeros(snapshot.size, np.bool_)
    if len(codes) == 1:
        mask[column.docs[column.codes == codes[0]]] = True
    elif codes:
        chosen = np.zeros(len(column.values), np.bool_)
        chosen[codes] = True
        mask[column.docs[chosen.take(column.codes)]] = True
    return mask


def in_dates(snapshot: Snapshot, query: Query, docs: Ids) -> Ids:
    """Keep the articles whose date is in the query's range; without a range, all."""
    if query.date_from is None and query.date_to is None:
        return docs
    return _in_range(snapshot, query.date_from, query.date_to, docs)


def _in_range(snapshot: Snapshot, first: dt.date | None, last: dt.date | None, docs: Ids) -> Ids:
    """Keep the dated articles from `first` to `last`; None is no bound."""
    dates = snapshot.dates[docs]
    kept: Mask = dates != NO_DATE
    if first is not None:
        kept &= dates >= first.toordinal()
    if last is not None:
        kept &= dates <= last.toordinal()
    return docs[kept]


def filter_masks(snapshot: Snapshot, query: Query) -> dict[str, Mask]:
    """Give for every filtered facet which document numbers carry one of the chosen values."""
    masks = {}
    for name, values in query.filters.items():
        if values:
            column = snapshot.facet(name)
            codes = [code for value in values if (code := column.code(value)) is not None]
            masks[name] = _carriers(snapshot, column, codes)
    return masks


def scores(snapshot: Snapshot, terms: Iterable[RankTerm], docs: Ids) -> Floats:
    """Score the documents `docs` (ascending), as `search.ranking` defines it."""
    total = np.zeros(docs.size, np.float32)
    if not docs.size:
        return total
    sparse: Floats | None = None
    for term in terms:
        impacts = snapshot.impacts(term.view, term.term)
        df = impacts.count
        if not df:
            continue
        if term.like is not None:
            df = max(df, snapshot.impacts(*term.like).count)
        weight = term.weight * math.log(1 + (snapshot.count - df + 0.5) / (df + 0.5))
        if impacts.dense or docs.size * FEW < impacts.count:
            impacts.add_to(total, docs, weight)
            continue
        if sparse is None:
            sparse = np.zeros(snapshot.size, np.float32)
        impacts.add_to_all(sparse, weight)
    return total if sparse is None else total + sparse.take(docs)


@dataclass(frozen=True, slots=True)
class Page:
    """One page of hits: document numbers and scores; how many there are to page through; and their reposts."""

    hits: list[tuple[int, float]]
    texts: int
    copies: Mapping[int, list[int]]


def page_of_hits(snapshot: Snapshot, query: Query, docs: Ids) -> Page:
    """Order the hits as asked for, ties by id, and cut out a page."""
    values = scores(snapshot, query.rank, docs)
    if query.recency and snapshot.date_range is not None:
        dates = snapshot.dates[docs]
        ages = (snapshot.date_range[1] - dates).astype(np.float32)
        fresh = np.exp2(-ages / np.float32(ranking.HALF_LIFE)) * (dates != NO_DATE)
        values *= np.float32(1) + np.float32(query.recency) * fresh
    if query.sort == "relevance":
        first: Floats = -values
    else:
        first = _by_date(snapshot, docs, oldest=query.sort == "oldest")
        if query.sort == "citing":
            # Days are fewer than this, so that the number of instruments decides, then the day.
            first = np.minimum(first, 0) - snapshot.facet("instrument").carried(docs) * float(1 << 23)
    copies: dict[int, list[int]] = {}
    if query.grouped:
        kept, copies = _first_of_groups(snapshot, query, docs, first)
        docs, values, first = docs[kept], values[kept], first[kept]
    texts = int(docs.size)
    last = query.offset + query.limit
    if 0 < last < docs.size:
        # Only what can stand on the page, ties with its last place included, has to be put in order.
        edge = np.partition(first, last - 1)[last - 1]
        chosen = np.flatnonzero(first <= edge + 10.0**-ranking.DECIMALS)
        docs, values, first = docs[chosen], values[chosen], first[chosen]
    if query.sort == "relevance":
        # Sums of the same terms in another order differ in the last bits: rounding keeps ties ties.
        first = np.round(first.astype(np.float64), ranking.DECIMALS)
    order = np.lexsort((snapshot.id_order(docs), first))[query.offset : last]
    hits = list(zip(docs[order].tolist(), values[order].tolist(), strict=True))
    return Page(hits, texts, {doc: copies[doc] for doc, _ in hits if doc in copies})


def _by_date(snapshot: Snapshot, docs: Ids, *, oldest: bool) -> Floats:
    """Give numbers that order articles by day, undated ones last."""
    dates = snapshot.dates[docs].astype(np.float64)
    return np.where(dates == NO_DATE, np.inf, dates if oldest else -dates)


def _first_of_groups(snapshot: Snapshot, query: Query, docs: Ids, first: Floats) -> tuple[Mask, dict[int, list[int]]]:
    """Tell which hits are the first of their group of reposts; and of these, which others follow, in order.

    `first` is what hits are ordered by.
    """
    kept = np.ones(docs.size, np.bool_)
    groups = snapshot.groups.take(docs)
    grouped = np.flatnonzero(groups >= 0)
    if not grouped.size:
        return kept, {}
    keys = first[grouped]
    if query.sort == "relevance":
        keys = np.round(keys.astype(np.float64), ranking.DECIMALS)
    mine = docs[grouped]
    order = np.lexsort((snapshot.id_order(mine), keys, groups[grouped]))
    ordered, number = grouped[order], groups[grouped][order]
    repeated = np.zeros(number.size, np.bool_)
    repeated[1:] = number[1:] == number[:-1]
    kept[ordered[repeated]] = False
    copies: dict[int, list[int]] = {}
    head = -1
    for doc, again in zip(docs[ordered].tolist(), repeated.tolist(), strict=True):
        if again:
            copies.setdefault(head, []).append(doc)
        else:
            head = doc
    return kept, copies


def count_facet(snapshot: Snapshot, wish: FacetWish, hits: Hits, selected: tuple[str, ...]) -> FacetCounts:
    """Count a facet's values over some articles."""
    column = snapshot.facet(wish.name)
    counts = column.count(hits)
    codes = np.flatnonzero(counts)
    distinct = int(codes.size)
    if FACET_BY_NAME[wish.name].order == "newest":
        codes = codes[::-1]
    else:
        # The order of codes is that of values, so equal counts stay in it.
        if 0 < wish.limit < codes.size:
            least = np.partition(counts[codes], codes.size - wish.limit)[codes.size - wish.limit]
            codes = codes[counts[codes] >= least]
        codes = codes[np.argsort(-counts[codes], kind="stable")]
    if wish.limit:
        codes = codes[: wish.limit]
    listed = {column.values[code]: int(counts[code]) for code in codes.tolist()}
    for value in selected:
        if value not in listed:
            code = column.code(value)
            listed[value] = 0 if code is None else int(counts[code])
    values = tuple(CountedValue(value, snapshot.label(wish.name, value), count) for value, count in listed.items())
    return FacetCounts(values, distinct)
