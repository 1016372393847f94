"""Inversion: documents in, posting lists out, a field at a time, in NumPy."""

from __future__ import annotations

from array import array
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from index.analysis import SENTENCE_BREAK
from index.coding import Words
from search.whoosh_engine.array_file import Integers
from search.whoosh_engine.lists import SHIFT, FieldLists

_NO_DOCS = np.empty(0, np.int32)


class FieldInverter:
    """Collects the words of one field, document by document."""

    def __init__(self) -> None:
        """Start empty."""
        # A word met for the first time gets the next number.
        self._codes: defaultdict[str, int] = defaultdict()
        self._codes.default_factory = self._codes.__len__
        self._docs = array("i")
        self._lengths = array("i")
        #: Runs of documents whose words are numbered alike: the vocabulary (None: ours), and the numbers of each.
        self._runs: list[tuple[Sequence[str] | None, list[Integers]]] = []

    def add(self, doc: int, words: Sequence[str]) -> None:
        """Add the words of a document, in order. Documents come in ascending order."""
        if isinstance(words, Words):
            vocabulary, tokens = words.vocabulary, words.codes
        else:
            codes = self._codes
            vocabulary, tokens = None, np.asarray([codes[word] for word in words], np.int32)
        if not self._runs or self._runs[-1][0] is not vocabulary:
            self._runs.append((vocabulary, []))
        self._runs[-1][1].append(tokens)
        self._docs.append(doc)
        self._lengths.append(tokens.size)

    def _ours(self, vocabulary: Sequence[str] | None, listed: list[Integers]) -> Integers:
        """Give our numbers for words that come with numbers of their own."""
        tokens = np.concatenate([_NO_DOCS, *listed])
        if vocabulary is None or not tokens.size:
            return tokens
        met = np.zeros(len(vocabulary), np.bool_)
        met[tokens] = True
        numbers = np.zeros(len(vocabulary), np.int32)
        codes = self._codes
        for code in np.flatnonzero(met).tolist():
            numbers[code] = codes[vocabulary[code]]
        mine: Integers = numbers[tokens]
        return mine

    def _gathered(self) -> tuple[list[str], Integers, Integers, Integers]:
        """Give the words in order, and for every token the place of its word, its document and its position."""
        numbered = np.concatenate([_NO_DOCS, *(self._ours(*run) for run in self._runs)])
        words = list(self._codes)
        order = sorted(range(len(words)), key=words.__getitem__)
        rank = np.empty(len(words), np.int32)
        rank[order] = np.arange(len(words), dtype=np.int32)
        lengths = np.asarray(self._lengths, np.int64)
        docs = np.repeat(np.asarray(self._docs, np.int32), lengths)
        positions = np.arange(docs.size, dtype=np.int64) - np.repeat(np.cumsum(lengths) - lengths, lengths)
        return [words[code] for code in order], rank[numbered], docs, positions.astype(np.int32)

    def lists(self) -> FieldLists:
        """Give the posting lists of everything added."""
        words, tokens, docs, _ = self._gathered()
        order = _stable_order(tokens, len(words))
        return _lists(words, tokens[order], docs[order])


class TextInverter(FieldInverter):
    """Collects the folded view of one text field: gives its words with their positions, and its pairs.

    Sentence breaks take a position and stand in no list.
    """

    def both(self) -> tuple[FieldLists, FieldLists]:
        """Give the posting lists of the words and of the pairs."""
        words, tokens, docs, positions = self._gathered()
        is_word = np.ones(tokens.size, np.bool_)
        if SENTENCE_BREAK in self._codes:
            place = words.index(SENTENCE_BREAK)
            is_word = tokens != place
            tokens = np.where(tokens > place, tokens - 1, tokens)
            del words[place]
        pairs = _pair_lists(tokens, docs, is_word, len(words))
        tokens, docs, positions = tokens[is_word], docs[is_word], positions[is_word]
        order = _stable_order(tokens, len(words))
        found = _lists(words, tokens[order], docs[order])
        return FieldLists(words, found.list_ends, found.docs, found.counts, positions[order]), pairs


def _pair_lists(tokens: Integers, docs: Integers, is_word: Integers, width: int) -> FieldLists:
    """Give the lists of adjacent words: both in one document, with no break between them."""
    firsts = np.flatnonzero(is_word[:-1] & is_word[1:] & (docs[:-1] == docs[1:]))
    lefts, rights, docs = tokens[firsts], tokens[firsts + 1], docs[firsts]
    order = _stable_order(rights, width)
    order = order[_stable_order(lefts[order], width)]
    keys = lefts[order].astype(np.int64) << SHIFT | rights[order]
    first = np.flatnonzero(np.diff(keys, prepend=-1))
    places = np.zeros(keys.size, np.int64)
    places[first[1:]] = 1
    return _lists(keys[first], np.cumsum(places), docs[order])


def _stable_order(values: Integers, width: int) -> Integers:
    """Give the order that sorts integers below `width`, equal ones as they stand.

    NumPy sorts 16 bits by radix, several times faster than wider integers by comparison.
    """
    order = np.argsort((values & 0xFFFF).astype(np.uint16), kind="stable")
    if width > 1 << 16:
        order = order[np.argsort((values >> 16)[order].astype(np.uint16), kind="stable")]
    return order


def _lists(terms: Sequence[str] | Integers, places: Integers, docs: Integers) -> FieldLists:
    """Make lists of the tokens of a field: the place of each one's term, ascending, and its document."""
    fresh = np.ones(places.size, np.bool_)
    fresh[1:] = (places[1:] != places[:-1]) | (docs[1:] != docs[:-1])
    first = np.flatnonzero(fresh)
    counts = np.diff(first, append=places.size).astype(np.uint32)
    list_ends = np.cumsum(np.bincount(places[first], minlength=len(terms)))
    return FieldLists(terms, list_ends, docs[first], counts)


@dataclass(frozen=True, slots=True)
class Source:
    """Lists to be merged, and the new number of each of their documents: -1 for one that was deleted."""

    lists: FieldLists
    renumbered: Integers


@dataclass(frozen=True, slots=True)
class Merged:
    """Merged lists, and for each source the new place of each of its terms (-1 for one that is gone)."""

    lists: FieldLists
    places: list[Integers]


def merge(sources: Sequence[Source], keys: Sequence[Integers] | None = None) -> Merged:
    """Merge posting lists, list by list; deleted documents are left out, and terms that only they held.

    The new numbers must ascend inside each source and from source to source, so that each merged list is
    the sources' lists one after the other. For fields of pairs `keys` gives each source's keys over the new places of
    their words.
    """
    kept = [_without_deleted(source) for source in sources]
    terms: Sequence[str] | Integers
    if keys is None:
        terms, places = _merge_words(
            [[source.lists.terms[i] for i in held] for source, (_, held) in _zip(sources, kept)]
        )
    else:
        terms, places = _merge_keys([own[held] for own, (_, held) in zip(keys, kept, strict=True)])
    lengths = np.zeros((len(kept), len(terms)), np.int64)
    weights = np.zeros((len(kept), len(terms)), np.int64)
    with_positions = any(lists.positions is not None for lists, _ in kept)
    for i, (lists, _) in enumerate(kept):
        lengths[i, places[i]] = np.diff(lists.list_ends, prepend=0)
        if with_positions:
            totals = np.concatenate([[0], np.cumsum(lists.counts, dtype=np.int64)])
            weights[i, places[i]] = np.diff(totals[lists.list_ends], prepend=0)
    list_ends = np.cumsum(lengths.sum(axis=0))
    docs = np.empty(int(lengths.sum()), np.int32)
    counts = np.empty(docs.size, np.uint32)
    positions = np.empty(int(weights.sum()), np.int32) if with_positions else None
    for i, (lists, _) in enumerate(kept):
        # Where the lists of this source begin in the result: behind those of the sources before it.
        target = _targets(lengths, i, places[i])
        docs[target] = lists.docs
        counts[target] = lists.counts
        if positions is not None and lists.positions is not None:
            positions[_targets(weights, i, places[i])] = lists.positions
    whole = []
    for source, (_, held), new in zip(sources, kept, places, strict=True):
        where = np.full(len(source.lists.terms), -1, np.int64)
        where[held] = new
        whole.append(where)
    return Merged(FieldLists(terms, list_ends, docs, counts, positions), whole)


def _zip(
    sources: Sequence[Source], kept: Sequence[tuple[FieldLists, Integers]]
) -> Iterable[tuple[Source, tuple[FieldLists, list[int]]]]:
    for source, (lists, held) in zip(sources, kept, strict=True):
        yield source, (lists, held.tolist())


def _merge_words(listed: Sequence[Sequence[str]]) -> tuple[list[str], list[Integers]]:
    words = sorted(set().union(*listed))
    number = {word: i for i, word in enumerate(words)}
    return words, [np.asarray([number[word] for word in terms], np.int64) for terms in listed]


def _merge_keys(listed: Sequence[Integers]) -> tuple[Integers, list[Integers]]:
    # Each source's keys ascend, so that a merging sort has little to do.
    keys = np.sort(np.concatenate([np.empty(0, np.int64), *listed]), kind="stable")
    keys = keys[np.diff(keys, prepend=-1) > 0]
    return keys, [np.searchsorted(keys, own) for own in listed]


def renamed_pairs(keys: Integers, places: Integers) -> Integers:
    """Give keys of pairs over the new places of their words."""
    renamed: Integers = places[keys >> SHIFT] << SHIFT | places[keys & ((1 << SHIFT) - 1)]
    return renamed


def _targets(lengths: Integers, source: int, places: Integers) -> Integers:
    """Give the place in the result of every element of a source, whose lists go to `places`."""
    whole = lengths.sum(axis=0)
    starts = np.cumsum(whole) - whole + lengths[:source].sum(axis=0)
    mine = lengths[source, places]
    return np.repeat(starts[places] - (np.cumsum(mine) - mine), mine) + np.arange(int(mine.sum()))


def _without_deleted(source: Source) -> tuple[FieldLists, Integers]:
    """Renumber the documents of a source and leave out those that were deleted; tell which terms are left."""
    lists = source.lists
    docs = source.renumbered[lists.docs]
    keep = docs >= 0
    if keep.all():
        return (
            FieldLists(lists.terms, lists.list_ends, docs, lists.counts, lists.positions),
            np.arange(len(lists.terms)),
        )
    ends = np.concatenate([[0], np.cumsum(keep)])[lists.list_ends]
    lengths = np.diff(ends, prepend=0)
    held = np.flatnonzero(lengths)
    positions = None if lists.positions is None else lists.positions[np.repeat(keep, lists.counts)]
    return FieldLists((), ends[held], docs[keep], lists.counts[keep], positions), held
