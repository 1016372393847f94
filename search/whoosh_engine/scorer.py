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
from search.facets import FACET_BY_NAME
from search.query import All, AnyOf, Everything, FacetWish, Node, Not, Phrase, Query, RankTerm, ValuePrefix, Word
from search.whoosh_engine.schema import NO_DATE
from search.whoosh_engine.snapshot import WIDTH, Counts, FacetColumn, Floats, Ids, Mask, Postings, Snapshot


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


def scores(snapshot: Snapshot, terms: Iterable[RankTerm], docs: Ids) -> Floats:
    """Score the documents `docs` (ascending), as `search.ranking` defines it."""
    total = np.zeros(docs.size)
    if not docs.size:
        return total
    place = np.full(snapshot.size, -1, np.int32)
    place[docs] = np.arange(docs.size, dtype=np.int32)
    for term in terms:
        df = snapshot.document_frequency(term.view, term.term)
        if not df:
            continue
        tf = np.zeros(docs.size)
        for field in TEXT_FIELDS:
            postings = snapshot.postings(field, term.view, term.term)
            if postings.docs.size:
                here, counts = _among(postings, docs, place)
                tf[here] += counts * snapshot.norms[field][docs[here]]
        idf = np.log(1 + (snapshot.count - df + 0.5) / (df + 0.5))
        total += term.weight * idf * tf / (ranking.K1 + tf)
    return total


def _among(postings: Postings, docs: Ids, place: Ids) -> tuple[npt.NDArray[np.int64], Counts]:
    """Give those of a posting list that are among `docs`: their places in `docs`, and their counts."""
    if docs.size * 8 < postings.docs.size:
        # A few documents are looked up in a long list; otherwise the list is run through.
        at = np.minimum(np.searchsorted(postings.docs, docs), postings.docs.size - 1)
        here = np.flatnonzero(postings.docs[at] == docs)
        return here, postings.counts[at[here]]
    places = place[postings.docs]
    held = places >= 0
    return places[held].astype(np.int64), postings.counts[held]


def page_of_hits(snapshot: Snapshot, query: Query, hits: Mask) -> tuple[int, list[tuple[int, float]]]:
    """Order the hits as asked for, ties by id: how many there are, and one page of document numbers and scores."""
    docs = np.flatnonzero(hits).astype(np.int32)
    values = scores(snapshot, query.rank, docs)
    if query.sort == "relevance":
        # Sums of the same terms in another order differ in the last bits: rounding keeps ties ties.
        first = -np.round(values, 9)
    else:
        dates = snapshot.dates[docs].astype(np.float64)
        first = np.where(dates == NO_DATE, np.inf, -dates if query.sort == "newest" else dates)
    last = query.offset + query.limit
    chosen = np.arange(docs.size)
    if 0 < last < docs.size:
        # Only what can stand on the page, ties with its last place included, has to be put in order.
        chosen = np.flatnonzero(first <= np.partition(first, last - 1)[last - 1])
    order = chosen[np.lexsort((snapshot.id_order(docs[chosen]), first[chosen]))][query.offset : last]
    return int(docs.size), list(zip(docs[order].tolist(), values[order].tolist(), strict=True))


def count_facet(snapshot: Snapshot, wish: FacetWish, base: Mask, selected: tuple[str, ...]) -> FacetCounts:
    """Count a facet's values over the articles in `base`."""
    column = snapshot.facet(wish.name)
    counts = column.count(base, np.flatnonzero(base).astype(np.int32))
    codes = np.flatnonzero(counts)
    facet = FACET_BY_NAME[wish.name]
    # Labels are looked up only for what is listed: an instrument facet may have tens of thousands of values.
    bare = [CountedValue(column.values[code], "", int(counts[code])) for code in codes.tolist()]
    listed = list_values(bare, facet.order, wish.limit, selected, lambda value: "")
    labelled = tuple(CountedValue(v.value, snapshot.label(wish.name, v.value), v.count) for v in listed.values)
    return FacetCounts(labelled, listed.distinct)
