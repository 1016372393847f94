"""Posting lists of terms that many documents hold: a count for every document, half a byte each.

Shorter than document numbers from a quarter of the documents on, and read without a loop over postings.

| array | type | holds |
| --- | --- | --- |
| `dense` | uint8 | a row a term: byte `i` of `n` is for the documents `i`, lower half, and `n + i`; 15 is 15 and more |
| `dense_terms` | uint32 | which terms these are, ascending |
| `dense_postings` | uint32 or uint64 | postings of these terms so far |
| `dense_ends` | uint32 | where each term's counts end in `dense_counts` |
| `dense_counts` | uint8, uint16 or uint32 | the counts of 15 and more, document by document |
"""

from __future__ import annotations

from bisect import bisect_left

import numpy as np
import numpy.typing as npt

from search.whoosh_engine.array_file import ArrayFile, ArrayFileWriter, Integers, narrow

#: A term that more than one document in so many holds is written with a place for every document.
DENSE = 4

#: The greatest value of half a byte: the count stands elsewhere.
FULL = 15


def write_dense(
    file: ArrayFileWriter, name: str, list_ends: Integers, docs: Integers, counts: Integers
) -> npt.NDArray[np.bool_]:
    """Write the lists that are dense; tell which terms these are."""
    lengths = np.diff(list_ends, prepend=0)
    documents = int(docs.max()) + 1 if docs.size else 0
    dense: npt.NDArray[np.bool_] = lengths * DENSE > documents
    # A field of few documents is not worth arrays of its own.
    if documents < FULL or not dense.any():
        return np.zeros(lengths.size, np.bool_)
    chosen = np.flatnonzero(dense)
    width = (documents + 1) // 2
    rows = np.zeros((chosen.size, 2 * width), np.uint8)
    great: list[Integers] = []
    for row, term in zip(rows, chosen.tolist(), strict=True):
        mine = slice(int(list_ends[term] - lengths[term]), int(list_ends[term]))
        row[docs[mine]] = np.minimum(counts[mine], FULL)
        great.append(counts[mine][counts[mine] >= FULL])
    file.add(name, "dense", rows[:, :width] | rows[:, width:] << 4)
    file.add(name, "dense_terms", narrow(chosen, np.uint32))
    file.add(name, "dense_postings", narrow(np.cumsum(lengths[chosen]), np.uint32, np.uint64))
    file.add(name, "dense_ends", narrow(np.cumsum([one.size for one in great]), np.uint32))
    file.add(name, "dense_counts", narrow(np.concatenate(great), np.uint8, np.uint16, np.uint32))
    return dense


class DenseRows:
    """The dense lists of one field."""

    def __init__(self, file: ArrayFile, name: str) -> None:
        """Lay views over the arrays of the field."""
        self.terms = file.view(name, "dense_terms")
        self._postings = file.view(name, "dense_postings")
        self._ends = file.view(name, "dense_ends")
        self._counts = file.array(name, "dense_counts")
        self._rows = file.array(name, "dense").reshape(len(self.terms), -1)

    def place(self, term: int) -> tuple[int | None, int]:
        """Give the row of a term, or None where it is not dense, and how many postings are in the rows before."""
        row = bisect_left(self.terms, term)
        before = int(self._postings[row - 1]) if row else 0
        return (row if row < len(self.terms) and self.terms[row] == term else None), before

    def row(self, row: int) -> Integers:
        """Give the count of a term in each document from the first on, zeros included; it may end early or late."""
        both = self._rows[row]
        # Halves of the row, not of each byte: so nothing has to be interleaved.
        values: Integers = np.empty(2 * both.size, np.uint8)
        np.bitwise_and(both, FULL, out=values[: both.size])
        np.right_shift(both, 4, out=values[both.size :])
        first, last = int(self._ends[row - 1]) if row else 0, int(self._ends[row])
        if first < last:
            great = self._counts[first:last]
            at = np.flatnonzero(values == FULL)
            values = values.astype(great.dtype)
            values[at] = great
        return values
