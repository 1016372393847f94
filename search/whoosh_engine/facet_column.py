"""A facet over all articles, and counting its values over some."""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt

from search.whoosh_engine.impacts import Ids, Mask


@dataclass(frozen=True, slots=True)
class FacetColumn:
    """A facet over all live articles: `values` ascending; article `docs[i]` carries value number `codes[i]`.

    In the order of documents: those of document `d` stand at `starts[d]:starts[d + 1]`. `single` gives the one value of
    each document where none carries two: its number and one, 0 for none. `totals` counts each value.
    """

    values: list[str]
    docs: Ids
    codes: Ids
    starts: Ids
    single: npt.NDArray[np.intp] | None
    totals: npt.NDArray[np.int64]

    def codes_with_prefix(self, prefix: str) -> range:
        """Give the numbers of the values that start with `prefix`."""
        first = bisect_left(self.values, prefix)
        last = first
        while last < len(self.values) and self.values[last].startswith(prefix):
            last += 1
        return range(first, last)

    def code(self, value: str) -> int | None:
        """Give the number of a value, or None where no live article carries it."""
        place = bisect_left(self.values, value)
        return place if place < len(self.values) and self.values[place] == value else None

    def carried(self, docs: Ids) -> npt.NDArray[np.int32]:
        """Tell how many values each of some articles carries."""
        return self.starts.take(docs + 1) - self.starts.take(docs)

    def count(self, hits: Hits) -> npt.NDArray[np.int64]:
        """Count each value over some articles."""
        if hits.most:
            # Nearly all articles: those that are left out are fewer.
            return self.totals - self._count(hits.others, hits)
        return self._count(hits.docs, hits)

    def _count(self, docs: Ids, hits: Hits) -> npt.NDArray[np.int64]:
        if self.single is not None:
            return np.bincount(self.single.take(docs), minlength=len(self.values) + 1)[1:]
        if self.docs.size < 2 * docs.size and docs is hits.docs:
            return np.bincount(self.codes[hits.mask.take(self.docs)], minlength=len(self.values))
        first = self.starts.take(docs)
        lengths = self.starts.take(docs + 1) - first
        carrying = np.flatnonzero(lengths)
        first, lengths = first.take(carrying), lengths.take(carrying)
        ends = np.cumsum(lengths)
        places = np.arange(int(ends[-1]) if ends.size else 0) + np.repeat(first - (ends - lengths), lengths)
        return np.bincount(self.codes.take(places), minlength=len(self.values))


class Hits:
    """Some of the live articles, ascending, and what follows from them, worked out when it is first asked for."""

    def __init__(self, docs: Ids, live: Mask) -> None:
        """Take the articles, and which document numbers are live."""
        self._live = live
        self.docs = docs
        #: Whether they are more than half of all.
        self.most = 2 * docs.size > live.size

    @cached_property
    def mask(self) -> Mask:
        """Which document numbers are among them."""
        mask = np.zeros(self._live.size, np.bool_)
        mask[self.docs] = True
        return mask

    @cached_property
    def others(self) -> Ids:
        """The live articles that are not among them."""
        return np.flatnonzero(self._live & ~self.mask).astype(np.int32)
