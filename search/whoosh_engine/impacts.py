"""What a term is worth in each article that holds it: what ranking and matching read of posting lists."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

#: Document numbers, ascending; counts; weights and scores; one truth value for every document.
Ids = npt.NDArray[np.int32]
Counts = npt.NDArray[np.unsignedinteger]
Floats = npt.NDArray[np.floating]
Mask = npt.NDArray[np.bool_]

NO_DOCS: Ids = np.empty(0, np.int32)

#: A term that more than one article in so many holds is kept with a place for every article.
DENSE = 4


class Impacts:
    """What a term adds to the score of each article that holds it in any field, before its weight (see `ranking`).

    Kept as the articles (ascending) and their values; for a term that many hold, as one value for every article
    instead, zero where it does not hold the term.
    """

    __slots__ = ("_dense", "_docs", "_values", "count", "dense", "nbytes")

    def __init__(self, docs: Ids, values: Floats, size: int) -> None:
        """Take articles and values; `size` is the number of all articles."""
        #: In how many articles the term stands, and whether it is kept as one value for every article.
        self.count = int(docs.size)
        self.dense = docs.size * DENSE > size
        self._docs, self._values = docs, values
        self._dense: Floats = np.empty(0, np.float32)
        if self.dense:
            self._dense = np.zeros(size, np.float32)
            self._dense[docs] = values
            self._docs, self._values = np.empty(0, np.int32), np.empty(0, np.float32)
        #: The size in bytes, for the cache.
        self.nbytes = 256 + self._docs.nbytes + self._values.nbytes + self._dense.nbytes

    @classmethod
    def of_all(cls, dense: Floats) -> Impacts:
        """Make them of one value for every article, zero where it does not hold the term."""
        made = cls(NO_DOCS, np.empty(0, np.float32), dense.size)
        made.count = int(np.count_nonzero(dense > 0))
        made.dense, made._dense = True, dense
        made.nbytes += dense.nbytes
        return made

    @property
    def docs(self) -> Ids:
        """The articles that hold the term, ascending."""
        return np.flatnonzero(self._dense > 0).astype(np.int32) if self.dense else self._docs

    def among(self, docs: Ids) -> Mask:
        """Tell which of some articles, ascending, hold the term."""
        held: Mask = self._dense.take(docs) > 0 if self.dense else self._found(docs)[1]
        return held

    def _found(self, docs: Ids) -> tuple[npt.NDArray[np.intp], Mask]:
        """Look articles up: the place of each, where it is there at all."""
        if not self.count:
            return np.zeros(docs.size, np.intp), np.zeros(docs.size, np.bool_)
        at = np.minimum(np.searchsorted(self._docs, docs), self.count - 1)
        return at, self._docs.take(at) == docs

    def add_to(self, total: Floats, docs: Ids, weight: float) -> None:
        """Add what the term is worth in each of some articles, ascending, to their totals."""
        if self.dense:
            total += np.float32(weight) * self._dense.take(docs)
        else:
            at, here = self._found(docs)
            total[here] += np.float32(weight) * self._values.take(at[here])

    def add_to_all(self, total: Floats, weight: float) -> None:
        """Add what the term is worth to the totals of all articles."""
        if self.dense:
            total += np.float32(weight) * self._dense
        else:
            total[self._docs] += np.float32(weight) * self._values


def union(size: int, lists: Sequence[Ids]) -> Ids:
    """Give the document numbers, below `size`, that stand in any of the lists, ascending."""
    lists = [docs for docs in lists if docs.size]
    if len(lists) <= 1:
        return lists[0] if lists else NO_DOCS
    mask = np.zeros(size, np.bool_)
    for docs in lists:
        mask[docs] = True
    return np.flatnonzero(mask).astype(np.int32)
