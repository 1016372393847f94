"""Reading one committed state of a Whoosh index. Satisfies `search.engine.Reader`."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from dataclasses import replace

import numpy as np

from index.document import StoredArticle, load_stored
from search.engine import CountedValue, Found, meant_filters, order_values
from search.facets import FACET_BY_NAME
from search.query import Query
from search.whoosh_engine.array_file import mapped_bytes
from search.whoosh_engine.facet_column import Hits
from search.whoosh_engine.impacts import Ids, Mask
from search.whoosh_engine.scorer import Page, count_facet, filter_masks, in_dates, matching, page_of_hits
from search.whoosh_engine.snapshot import Snapshot

#: Files of the index are mapped, and what was read of them counts as this process's memory, though the system may take
#: it back: beyond so many bytes it is let go of, looked at each `LOOK`th search.
MAPPED_BYTES, LOOK = 256 << 20, 16


class WhooshReader:
    """Answers over one snapshot. Safe to share between threads."""

    def __init__(self, snapshot: Snapshot, state: Hashable) -> None:
        """Read `snapshot`; `state` names it."""
        self.snapshot = snapshot
        self._state = state
        self._asked = 0

    def search(self, query: Query) -> Found:
        """Answer a query."""
        snapshot = self.snapshot
        query = replace(query, filters=meant_filters(query.filters, snapshot.same))
        base = in_dates(snapshot, query, matching(snapshot, query.match))
        filters = filter_masks(snapshot, query)
        hits = _all_of(base, filters)
        page = page_of_hits(snapshot, query, hits) if query.limit else Page([], int(hits.size), {})
        found = tuple((load_stored(snapshot.stored(doc)), score) for doc, score in page.hits)
        copies = {snapshot.id(doc): tuple(map(snapshot.id, others)) for doc, others in page.copies.items()}
        self._asked += 1
        if self._asked % LOOK == 0 and mapped_bytes() > MAPPED_BYTES:
            snapshot.let_go()
        shown = Hits(hits, snapshot.live)
        facets = {
            wish.name: count_facet(
                snapshot,
                wish,
                # A facet is counted without its own filter.
                Hits(_all_of(base, filters, wish.name), snapshot.live) if wish.name in filters else shown,
                tuple(query.filters.get(wish.name, ())),
            )
            for wish in query.facets
        }
        return Found(int(hits.size), found, facets, page.texts, copies)

    def values(self, facet: str, prefix: str = "", infix: str = "", *, labels: bool = True) -> tuple[CountedValue, ...]:
        """Give the values of a facet over all articles that start with `prefix` and hold `infix`."""
        snapshot = self.snapshot
        column = snapshot.facet(facet)
        counts = np.bincount(column.codes, minlength=len(column.values)).tolist()
        taken = [
            CountedValue(value, snapshot.label(facet, value) if labels else value, counts[code])
            for code in column.codes_with_prefix(prefix)
            if infix in (value := column.values[code]) and counts[code]
        ]
        return tuple(order_values(taken, FACET_BY_NAME[facet].order))

    def frequency(self, view: str, term: str) -> int:
        """Tell in about how many articles a term stands."""
        return self.snapshot.frequency(view, term)

    def terms(self, view: str) -> Mapping[str, int]:
        """Give every term of a view with its frequency."""
        return self.snapshot.vocabulary(view)

    def same(self, facet: str) -> Mapping[str, str]:
        """Map the values that mean another one in this collection to that one."""
        return self.snapshot.same(facet)

    def state(self) -> Hashable:
        """Give folder and generation of the table of contents."""
        return self._state

    def same_text(self, article_id: str) -> tuple[str, ...]:
        """Give the ids of the other articles that have the text of one, ascending."""
        snapshot = self.snapshot
        doc = snapshot.find(article_id)
        if doc is None or snapshot.groups[doc] < 0:
            return ()
        members = np.flatnonzero(snapshot.groups == snapshot.groups[doc]).tolist()
        return tuple(sorted(snapshot.id(member) for member in members if member != doc))

    @property
    def articles(self) -> int:
        """The number of articles."""
        return self.snapshot.count

    def get(self, article_id: str) -> StoredArticle | None:
        """Give one article, or None where there is none of that id."""
        doc = self.snapshot.find(article_id)
        return None if doc is None else load_stored(self.snapshot.stored(doc))


def _all_of(base: Ids, filters: Mapping[str, Mask], without: str = "") -> Ids:
    """Narrow `base` by every filter but one."""
    for name, mask in filters.items():
        if name != without:
            base = base[mask[base]]
    return base
