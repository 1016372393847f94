"""Inversion: documents in, posting lists out, a field at a time, in NumPy."""

from __future__ import annotations

from array import array
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from search.whoosh_engine.arrays import FieldLists, Integers


class FieldInverter:
    """Collects the words of one field, document by document."""

    def __init__(self, *, positions: bool) -> None:
        """Start empty; with `positions`, remember where in the document each word stands."""
        self._positions = positions
        # A word met for the first time gets the next number.
        self._codes: defaultdict[str, int] = defaultdict()
        self._codes.default_factory = self._codes.__len__
        self._tokens = array("i")
        self._docs = array("i")
        self._lengths = array("i")

    def add(self, doc: int, words: Sequence[str]) -> None:
        """Add the words of a document, in order. Documents come in ascending order."""
        codes = self._codes
        self._tokens.extend([codes[word] for word in words])
        self._docs.append(doc)
        self._lengths.append(len(words))

    def lists(self) -> FieldLists:
        """Give the posting lists of everything added."""
        words = list(self._codes)
        order = sorted(range(len(words)), key=words.__getitem__)
        rank = np.empty(len(words), np.int64)
        rank[order] = np.arange(len(words))
        lengths = np.asarray(self._lengths, np.int64)
        docs = np.repeat(np.asarray(self._docs, np.int64), lengths)
        width = int(docs[-1]) + 1 if docs.size else 1
        keys = rank[np.asarray(self._tokens)] * width + docs
        positions: Integers | None = None
        if self._positions:
            by_key = np.argsort(keys, kind="stable")
            places = np.arange(docs.size) - np.repeat(np.cumsum(lengths) - lengths, lengths)
            positions = places[by_key]
        found, counts = np.unique(keys, return_counts=True)
        list_ends = np.cumsum(np.bincount(found // width, minlength=len(words)))
        return FieldLists([words[code] for code in order], list_ends, found % width, counts, positions)


@dataclass(frozen=True, slots=True)
class Source:
    """Lists to be merged, and the new number of each of their documents: -1 for one that was deleted."""

    lists: FieldLists
    renumbered: Integers


def merge(sources: Sequence[Source]) -> FieldLists:
    """Merge posting lists, list by list; deleted documents are left out, and words that only they held.

    The new numbers must ascend inside each source and from source to source, so that each merged list is
    the sources' lists one after the other.
    """
    kept = [_without_deleted(source) for source in sources]
    words = sorted(set().union(*[lists.terms for lists in kept]))
    number = {word: i for i, word in enumerate(words)}
    places = [np.asarray([number[word] for word in lists.terms], np.int64) for lists in kept]
    lengths = np.zeros((len(kept), len(words)), np.int64)
    weights = np.zeros((len(kept), len(words)), np.int64)
    with_positions = any(lists.positions is not None for lists in kept)
    for i, lists in enumerate(kept):
        lengths[i, places[i]] = np.diff(lists.list_ends, prepend=0)
        if with_positions:
            totals = np.concatenate([[0], np.cumsum(lists.counts, dtype=np.int64)])
            weights[i, places[i]] = np.diff(totals[lists.list_ends], prepend=0)
    list_ends = np.cumsum(lengths.sum(axis=0))
    docs = np.empty(int(lengths.sum()), np.int64)
    counts = np.empty(docs.size, np.int64)
    positions = np.empty(int(weights.sum()), np.int64) if with_positions else None
    for i, lists in enumerate(kept):
        # Where the lists of this source begin in the result: behind those of the sources before it.
        target = _targets(lengths, i, places[i])
        docs[target] = lists.docs
        counts[target] = lists.counts
        if positions is not None and lists.positions is not None:
            positions[_targets(weights, i, places[i])] = lists.positions
    return FieldLists(words, list_ends, docs, counts, positions)


def _targets(lengths: Integers, source: int, places: Integers) -> Integers:
    """Give the place in the result of every element of a source, whose lists go to `places`."""
    whole = lengths.sum(axis=0)
    starts = np.cumsum(whole) - whole + lengths[:source].sum(axis=0)
    mine = lengths[source, places]
    return np.repeat(starts[places] - (np.cumsum(mine) - mine), mine) + np.arange(int(mine.sum()))


def _without_deleted(source: Source) -> FieldLists:
    """Renumber the documents of a source and leave out those that were deleted."""
    lists = source.lists
    docs = source.renumbered[lists.docs]
    keep = docs >= 0
    if keep.all():
        return FieldLists(lists.terms, lists.list_ends, docs, lists.counts, lists.positions)
    ends = np.concatenate([[0], np.cumsum(keep)])[lists.list_ends]
    lengths = np.diff(ends, prepend=0)
    held = np.flatnonzero(lengths)
    positions = None if lists.positions is None else lists.positions[np.repeat(keep, lists.counts)]
    terms = [lists.terms[i] for i in held.tolist()]
    return FieldLists(terms, ends[held], docs[keep], lists.counts[keep], positions)
