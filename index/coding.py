"""Analysing many texts at once: the views of `analysis`, as numbers in arrays.

`analysis.analyse` is the definition, one text at a time; `code_texts` gives the same lists of words (a property test
compares them) some times faster: each token becomes a number that is known from the token before, and everything
else, the segmenter included, runs over arrays of a whole batch. Engines may take the words one by one, as strings, or
take the numbers as they are.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any, overload

import numpy as np
import numpy.typing as npt

from index.analysis import MAX_TERM, SENTENCE_BREAK, form_of, tokens
from index.segmenter import Runs, segmenter

Codes = npt.NDArray[np.int32]

#: A token table that has met this many different tokens, or tokens of so many letters, is left for a new one.
TABLE_LIMIT = 400_000
LETTERS_LIMIT = 20_000_000

#: What a token is: a syllable, the end of a sentence, anything else.
_SYLLABLE, _BREAK, _OTHER = 0, 1, 2

#: The number of the marked form of a syllable without marks.
_NONE = -1


class Words(Sequence[str]):
    """A list of words as numbers into a vocabulary; reads like any list of strings."""

    __slots__ = ("codes", "vocabulary")

    def __init__(self, codes: Codes, vocabulary: Sequence[str]) -> None:
        """Take the numbers and what they stand for; neither is copied."""
        self.codes = codes
        self.vocabulary = vocabulary

    def __len__(self) -> int:
        """Count the words."""
        return int(self.codes.size)

    @overload
    def __getitem__(self, index: int) -> str: ...
    @overload
    def __getitem__(self, index: slice) -> Sequence[str]: ...
    def __getitem__(self, index: int | slice) -> str | Sequence[str]:
        """Give one word, or some as another list of numbers."""
        if isinstance(index, slice):
            return Words(self.codes[index], self.vocabulary)
        return self.vocabulary[int(self.codes[index])]

    def __iter__(self) -> Iterator[str]:
        """Give the words in order."""
        vocabulary = self.vocabulary
        return iter([vocabulary[code] for code in self.codes.tolist()])

    def __eq__(self, other: object) -> bool:
        """Compare with any list of strings."""
        return isinstance(other, Sequence) and list(self) == list(other)

    __hash__ = None  # type: ignore[assignment]


class Pairs(Sequence[str]):
    """The pairs of adjacent words of a folded view; reads like any list of strings."""

    __slots__ = ("folded",)

    def __init__(self, folded: Words) -> None:
        """Take the folded view, with its sentence breaks."""
        self.folded = folded

    def _list(self) -> list[str]:
        return [
            left + " " + right
            for left, right in pairwise(self.folded)
            if left != SENTENCE_BREAK and right != SENTENCE_BREAK
        ]

    def __len__(self) -> int:
        """Count the pairs."""
        return len(self._list())

    @overload
    def __getitem__(self, index: int) -> str: ...
    @overload
    def __getitem__(self, index: slice) -> Sequence[str]: ...
    def __getitem__(self, index: int | slice) -> str | Sequence[str]:
        """Give one pair or some."""
        return self._list()[index]

    def __iter__(self) -> Iterator[str]:
        """Give the pairs in order."""
        return iter(self._list())

    def __eq__(self, other: object) -> bool:
        """Compare with any list of strings."""
        return isinstance(other, Sequence) and self._list() == list(other)

    __hash__ = None  # type: ignore[assignment]


def count_words(folded: Sequence[str]) -> int:
    """Count the words of a folded view, sentence breaks left out."""
    if isinstance(folded, Words):
        # A vocabulary is of one batch, and has its break first.
        return int(np.count_nonzero(folded.codes)) if folded.vocabulary[0] == SENTENCE_BREAK else len(folded)
    return sum(word != SENTENCE_BREAK for word in folded)


@dataclass(frozen=True, slots=True)
class CodedViews:
    """The four views of one text, as `analysis.Views` has them."""

    folded: Words
    pairs: Pairs
    marked: Words
    words: Words


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of a text to be analysed by itself; the segmenter is not shown the ones that are `protected`."""

    text: str
    protected: bool = False


def pieces(text: str, protected: Sequence[tuple[int, int]] = ()) -> list[Piece]:
    """Part a text at its citations, which are ascending ranges in code points."""
    parts: list[Piece] = []
    position = 0
    for start, end in protected:
        parts.append(Piece(text[position:start]))
        parts.append(Piece(text[start:end], protected=True))
        position = end
    parts.append(Piece(text[position:]))
    return parts


class TokenTable:
    """What is known of every token met, by its number. `vocabulary` holds the words that views are made of."""

    def __init__(self) -> None:
        """Start empty."""
        self.vocabulary: list[str] = []
        self._words: dict[str, int] = {}
        self._numbers: dict[str, int] = {}
        self._size = self._letters = 0
        self._grow(4096)
        self._break = self._word(SENTENCE_BREAK)
        # Compound words by the numbers of their syllables: two in one number, more as they are.
        self._compounds: dict[tuple[int, ...], int] = {}

    def _grow(self, capacity: int) -> None:
        def longer(name: str, dtype: type) -> npt.NDArray[Any]:
            old: npt.NDArray[Any] = getattr(self, name, np.empty(0, dtype))
            new: npt.NDArray[Any] = np.zeros(capacity, dtype)
            new[: old.size] = old
            return new

        self._kind = longer("_kind", np.int8)
        self._folded = longer("_folded", np.int32)
        self._marked = longer("_marked", np.int32)
        self._exact = longer("_exact", np.int32)
        self._number = longer("_number", np.int64)
        self._own = longer("_own", np.float64)
        self._before = longer("_before", np.float64)
        self._after = longer("_after", np.float64)
        self._digit = longer("_digit", np.bool_)
        self._title = longer("_title", np.bool_)

    @property
    def full(self) -> bool:
        """Tell whether the table holds as much as it should."""
        return self._size >= TABLE_LIMIT or self._letters >= LETTERS_LIMIT

    def _word(self, word: str) -> int:
        number = self._words.get(word)
        if number is None:
            number = self._words[word] = len(self.vocabulary)
            self.vocabulary.append(word)
        return number

    def _learn(self, token: str) -> int:
        place = self._size
        if place == self._kind.size:
            self._grow(2 * place)
        self._size += 1
        self._numbers[token] = place
        self._letters += len(token)
        if not token[0].isalnum():
            self._kind[place] = _BREAK if len(token) > 1 or token == "\n" else _OTHER
            self._folded[place] = self._break
            return place
        form, facts = form_of(token), segmenter().facts(token)
        self._folded[place] = self._word(form.folded)
        self._marked[place] = self._word(form.marked) if form.marked else _NONE
        self._exact[place] = self._word(form.exact)
        self._number[place] = facts.number
        self._own[place], self._before[place], self._after[place] = facts.own, facts.before, facts.after
        self._digit[place], self._title[place] = facts.digit, facts.title
        return place

    def number(self, found: Sequence[str]) -> list[int]:
        """Number tokens, those met for the first time too."""
        numbers = self._numbers
        try:
            return [numbers[token] for token in found]
        except KeyError:
            return [numbers[token] if token in numbers else self._learn(token) for token in found]

    def code(self, texts: Sequence[Sequence[Piece]]) -> list[CodedViews]:
        """Give the views of texts that were parted into pieces."""
        numbers: list[int] = []
        piece_sizes: list[int] = []
        guarded: list[bool] = []
        text_sizes: list[int] = []
        for parts in texts:
            before = len(numbers)
            for part in parts:
                found = self.number(tokens(part.text))
                numbers += found
                piece_sizes.append(len(found))
                guarded.append(part.protected)
            text_sizes.append(len(numbers) - before)
        token = np.asarray(numbers, np.int32)
        text = np.repeat(np.arange(len(texts)), text_sizes)
        piece = np.repeat(np.arange(len(piece_sizes)), piece_sizes)
        shown = ~np.repeat(np.asarray(guarded, np.bool_), piece_sizes)
        syllable = self._kind[token] == _SYLLABLE
        folded = self._folded_view(token, text, syllable)
        marked = self._marked[token]
        kept = syllable & (marked != _NONE)
        compounds, owner = self._compound_view(token, text, piece, syllable & shown)
        views = (folded, (marked[kept], text[kept]), (compounds, owner))
        cut = [_cut(codes, owners, len(texts)) for codes, owners in views]
        made = []
        for one, two, three in zip(*cut, strict=True):
            words = Words(one, self.vocabulary)
            made.append(CodedViews(words, Pairs(words), Words(two, self.vocabulary), Words(three, self.vocabulary)))
        return made

    def _folded_view(
        self, token: Codes, text: npt.NDArray[np.int64], syllable: npt.NDArray[np.bool_]
    ) -> tuple[Codes, npt.NDArray[np.int64]]:
        """Give the folded syllables with one break between sentences, none at either end of a text."""
        kept = np.flatnonzero(syllable | (self._kind[token] == _BREAK))
        codes, owner, is_break = self._folded[token[kept]], text[kept], ~syllable[kept]
        if not codes.size:
            return codes, owner
        first = np.concatenate([[True], owner[1:] != owner[:-1]])
        after_break = np.concatenate([[False], is_break[:-1]])
        keep = ~(is_break & (first | after_break))
        codes, owner, is_break = codes[keep], owner[keep], is_break[keep]
        if not codes.size:
            return codes, owner
        last = np.concatenate([owner[1:] != owner[:-1], [True]])
        keep = ~(is_break & last)
        return codes[keep], owner[keep]

    def _compound_view(
        self,
        token: Codes,
        text: npt.NDArray[np.int64],
        piece: npt.NDArray[np.int64],
        shown: npt.NDArray[np.bool_],
    ) -> tuple[Codes, npt.NDArray[np.int64]]:
        """Give the words of two syllables and more that the segmenter finds in runs of syllables."""
        linked = shown.copy()
        linked[:1] = False
        linked[1:] &= shown[:-1] & (piece[1:] == piece[:-1])
        # Syllables that stand alone belong to no compound: the segmenter sees runs only.
        inside = linked.copy()
        inside[:-1] |= linked[1:]
        places = np.flatnonzero(inside)
        tokens_ = token[places]
        runs = Runs(
            number=self._number[tokens_],
            own=self._own[tokens_],
            before=self._before[tokens_],
            after=self._after[tokens_],
            digit=self._digit[tokens_],
            title=self._title[tokens_],
            linked=linked[places],
        )
        joined = segmenter().joins(runs)
        exact, owner = self._exact[tokens_], text[places]
        ends = ~np.concatenate([joined[1:], [False]])
        seconds = np.flatnonzero(joined)
        firsts = seconds[~joined[seconds - 1]] - 1
        lasts = seconds[ends[seconds]]
        codes = np.empty(firsts.size, np.int32)
        two = lasts - firsts == 1
        keys = exact[firsts[two]].astype(np.int64) << 32 | exact[lasts[two]]
        different, back = np.unique(keys, return_inverse=True)
        codes[two] = np.asarray(
            [self._compound((key >> 32, key & 0xFFFFFFFF)) for key in different.tolist()], np.int32
        )[back]
        longer = np.flatnonzero(~two)
        listed = exact.tolist()
        codes[longer] = [
            self._compound(tuple(listed[first : last + 1]))
            for first, last in zip(firsts[longer].tolist(), lasts[longer].tolist(), strict=True)
        ]
        return codes, owner[firsts]

    def _compound(self, parts: tuple[int, ...]) -> int:
        known = self._compounds.get(parts)
        if known is None:
            vocabulary = self.vocabulary
            word = " ".join([vocabulary[part] for part in parts])[:MAX_TERM]
            known = self._compounds[parts] = self._word(word)
        return known


def _cut(codes: Codes, owner: npt.NDArray[np.int64], count: int) -> list[Codes]:
    """Cut an array at the ends of its texts."""
    ends = np.cumsum(np.bincount(owner, minlength=count)[:count])
    return np.split(codes, ends[:-1]) if count else []


def shrink(listed: Sequence[Words]) -> list[Words]:
    """Give lists of one vocabulary with another that holds only their words; its first word stays first."""
    if not listed:
        return []
    vocabulary = listed[0].vocabulary
    sizes = np.cumsum([words.codes.size for words in listed])
    met = np.zeros(len(vocabulary), np.bool_)
    met[0] = True
    whole = np.concatenate([words.codes for words in listed])
    met[whole] = True
    kept = np.flatnonzero(met)
    number = np.zeros(len(vocabulary), np.int32)
    number[kept] = np.arange(kept.size, dtype=np.int32)
    held = [vocabulary[code] for code in kept.tolist()]
    return [Words(codes, held) for codes in np.split(number[whole], sizes[:-1])]


def joined(listed: Sequence[Words]) -> tuple[Codes, list[int], list[str]]:
    """Put lists of one vocabulary one after the other: all numbers, how many each list has, and the vocabulary."""
    codes = np.concatenate([np.empty(0, np.int32), *(words.codes for words in listed)])
    return codes, [len(words) for words in listed], list(listed[0].vocabulary) if listed else []


def parted(codes: Codes, sizes: Sequence[int], vocabulary: Sequence[str]) -> list[Words]:
    """Undo `joined`."""
    return [Words(part, vocabulary) for part in np.split(codes, np.cumsum(sizes)[:-1])] if sizes else []


_table: TokenTable | None = None


def code_texts(texts: Sequence[Sequence[Piece]]) -> list[CodedViews]:
    """Give the views of many texts, each parted into pieces (see `pieces`): what `analyse` gives for each.

    The texts of one call share a vocabulary. Not safe to call from several threads at once.
    """
    global _table
    if _table is None or _table.full:
        _table = TokenTable()
    return _table.code(texts)
