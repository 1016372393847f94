"""Matching, ranking, filters and facet counts over the arrays of a snapshot.

Equal to the definitions of `search.memory_engine`, article by article; that one reads well, this one is fast.
"""

from __future__ import annotations

from collections.abc import Iterable
from itertools import pairwise

import numpy as np
import numpy.typing as npt

from index.article import TEXT_FIELDS
from search import ranking
from search.engine import CountedValue, FacetCounts, list_values
from search.facets import facet_named
from search.query import All, AnyOf, Everything, FacetWish, Node, Not, Phrase, Query, RankTerm, ValuePrefix, Word
from search.whoosh_engine.schema import NO_DATE
from search.whoosh_engine.snapshot import WIDTH, FacetColumn, Floats, Ids, Mask, Snapshot


def matching(snapshot: Snapshot, node: Node) -> Mask:
    """Tell for every document number whether it is live and matches."""
    match node:
        case Everything():
            return snapshot.live.copy()
        case Word(word, fields):
            return _mask(snapshot, (snapshot.postings(field, "folded", word).docs for field in fields))
        case Phrase(words, fields):
            return _mask(snapshot, (_phrase(snapshot, words, field) for field in fields))
        case ValuePrefix(facet, prefix):
            column = snapshot.facet(facet)
            codes = column.codes_with_prefix(prefix)
            return _carriers(snapshot, column, [code for code in codes if node.takes(column.values[code])])
        case All(parts):
            result = snapshot.live.copy()
            for part in parts:
                result &= matching(snapshot, part)
            return result
        case AnyOf(parts):
            result = np.zeros(snapshot.size, np.bool_)
            for part in parts:
                result |= matching(snapshot, part)
            return result
        case Not(part):
            return snapshot.live & ~matching(snapshot, part)


def _mask(snapshot: Snapshot, lists: Iterable[Ids]) -> Mask:
    mask = np.zeros(snapshot.size, np.bool_)
    for docs in lists:
        mask[docs] = True
    return mask


def _phrase(snapshot: Snapshot, words: tuple[str, ...], field: str) -> Ids:
    """Find the articles where the words stand side by side in the field."""
    if len(words) == 1:
        return snapshot.postings(field, "folded", words[0]).docs
    pairs = sorted(
        (snapshot.postings(field, "pairs", f"{a} {b}").docs for a, b in pairwise(words)),
        key=len,
    )
    candidates = pairs[0]
    for docs in pairs[1:]:
        candidates = np.intersect1d(candidates, docs, assume_unique=True)
    if len(words) == 2 or not candidates.size:
        # A pair is side by side inside a sentence by definition; longer phrases need the positions.
        return candidates
    wanted = _mask(snapshot, [candidates])
    places = snapshot.occurrences(field, words[0], wanted)
    for i, word in enumerate(words[1:], 1):
        places = np.intersect1d(places, snapshot.occurrences(field, word, wanted) - i, assume_unique=True)
    return np.unique(places // WIDTH).astype(np.int32)


def _carriers(snapshot: Snapshot, column: FacetColumn, codes: Iterable[int]) -> Mask:
    mask = np.zeros(snapshot.size, np.bool_)
    chosen = np.zeros(len(column.values), np.bool_)
    chosen[list(codes)] = True
    mask[column.docs[chosen[column.codes]]] = True
    return mask


def in_dates(snapshot: Snapshot, query: Query) -> Mask | None:
    """Tell for every document number whether its date is in the query's range; None without a range."""
    if query.date_from is None and query.date_to is None:
        return None
    mask: Mask = snapshot.dates != NO_DATE
    if query.date_from is not None:
        mask &= snapshot.dates >= query.date_from.toordinal()
    if query.date_to is not None:
        mask &= snapshot.dates <= query.date_to.toordinal()
    return mask


def filter_masks(snapshot: Snapshot, query: Query) -> dict[str, Mask]:
    """Give for every filtered facet which document numbers carry one of the chosen values."""
    masks = {}
    for name, values in query.filters.items():
        if values:
            column = snapshot.facet(name)
            codes = [code for value in values if (code := column.code(value)) is not None]
            masks[name] = _carriers(snapshot, column, codes)
    return masks


def scores(snapshot: Snapshot, terms: Iterable[RankTerm]) -> Floats:
    """Score every document number, as `search.ranking` defines it."""
    total = np.zeros(snapshot.size)
    for term in terms:
        tf = np.zeros(snapshot.size)
        for field in TEXT_FIELDS:
            postings = snapshot.postings(field, term.view, term.term)
            if postings.docs.size:
                weights = ranking.FIELDS[field]
                lengths = snapshot.lengths[field][postings.docs]
                norm = 1 - weights.b + weights.b * lengths / snapshot.averages[field]
                tf[postings.docs] += weights.weight * postings.counts / norm
        holding = np.flatnonzero(tf)
        if holding.size:
            held = tf[holding]
            idf = np.log(1 + (snapshot.count - holding.size + 0.5) / (holding.size + 0.5))
            total[holding] += term.weight * idf * held / (ranking.K1 + held)
    return total


def ordered(snapshot: Snapshot, query: Query, hits: Mask) -> tuple[npt.NDArray[np.int64], Floats]:
    """Order the hits as asked for, ties by id: document numbers and their scores."""
    docs = np.flatnonzero(hits)
    values = scores(snapshot, query.rank)[docs]
    if query.sort == "relevance":
        # Sums of the same terms in another order differ in the last bits: rounding keeps ties ties.
        first = -np.round(values, 9)
    else:
        dates = snapshot.dates[docs].astype(np.float64)
        first = np.where(dates == NO_DATE, np.inf, -dates if query.sort == "newest" else dates)
    order = np.lexsort((snapshot.id_rank[docs], first))
    return docs[order], values[order]


def count_facet(snapshot: Snapshot, wish: FacetWish, base: Mask, selected: tuple[str, ...]) -> FacetCounts:
    """Count a facet's values over the articles in `base`."""
    column = snapshot.facet(wish.name)
    counts = np.bincount(column.codes[base[column.docs]], minlength=len(column.values))
    codes = np.flatnonzero(counts)
    facet = facet_named(wish.name)
    # Labels are looked up only for what is listed: an instrument facet may have tens of thousands of values.
    bare = [CountedValue(column.values[code], "", int(counts[code])) for code in codes.tolist()]
    listed = list_values(bare, facet.order, wish.limit, selected, lambda value: "")
    labelled = tuple(CountedValue(v.value, snapshot.label(wish.name, v.value), v.count) for v in listed.values)
    return FacetCounts(labelled, listed.distinct)
