"""Reposts: which articles have the same text, or nearly the same, as an article that came before.

Two texts are compared by their shingles, all runs of `WIDTH` folded syllables: of the shingles that either text has,
the share that both have (Jaccard's measure) is estimated from a signature of fixed size, MinHash with few bits a value
(Broder, On the resemblance and containment of documents, 1997; Li and König, b-Bit minwise hashing, 2010). So capitals,
marks, punctuation and line ends do not count, and a heading or a source that a portal adds counts for its few words.

What shingles do not show are items made from one pattern, as the prices of two days or the decisions of a register: a
long text in which three figures changed is nine tenths the same. Therefore a signature also keeps which numbers the
text holds. Two texts each of which has a number that the other has not are no reposts, nor are two that have as many
numbers, but others. More numbers on one side, as in a date line, do no harm.

`signatures` looks at the words of each document alone, so it may run in any process; `Groups` has to see all articles,
in the order of their import.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from hashlib import blake2b, shake_256
from typing import TypeAlias

import numpy as np
import numpy.typing as npt

from index.analysis import SENTENCE_BREAK
from index.coding import Words

Bytes = npt.NDArray[np.uint8]
Hashes = npt.NDArray[np.uint64]
Indexes = npt.NDArray[np.int64]

#: Bytes that lie one after the other, as engines keep them.
Raw: TypeAlias = bytes | bytearray | memoryview | Bytes

#: Part of what an index holds: another number, and signatures made before do not compare with those made now.
SIGNATURE_VERSION = "1"

#: Syllables in a shingle.
WIDTH = 5

#: A text of fewer syllables has too few shingles to be nearly the same: it is the same or another.
SHORT = 20

#: A text of fewer syllables is a heading ("Thông báo", "Lịch tiếp công dân") under which anything may stand: it is
#: nobody's repost.
LEAST = 8

#: Values in a signature, and the bits that are kept of each. Where nine tenths of the shingles are the same, the
#: estimate is off by 0.028 (standard error); 64 values of a byte each would be off by 0.038.
VALUES, BITS = 128, 4
#: Bits that tell which numbers a text holds; before them stand four bytes, of how many numbers there are and their sum.
NUMBER_BITS = 96

_SKETCH_BYTES = VALUES * BITS // 8
_TALLY = slice(_SKETCH_BYTES, _SKETCH_BYTES + 4)
_NUMBERS = slice(_SKETCH_BYTES + 4, _SKETCH_BYTES + 4 + NUMBER_BITS // 8)
SIGNATURE_BYTES = _NUMBERS.stop
#: The signature of a text that is too short to have one.
NO_SIGNATURE = bytes(SIGNATURE_BYTES)
#: Bytes of a group's name; engines may keep it as such instead of the hexadecimal characters.
GROUP_BYTES = 8

#: Reposts have so large a share of their shingles in common.
SIMILAR = 0.9
#: Different values agree in their few bits once in 2 ** BITS times.
_BY_CHANCE = 1 / 2**BITS
#: So many values agree, of two texts that are similar: 116.
_LEAST_AGREEING = round(VALUES * (_BY_CHANCE + (1 - _BY_CHANCE) * SIMILAR))

#: Texts are compared when in one of `BANDS` places all of five values agree, 20 bits. Of texts as similar as `SIMILAR`
#: this passes over one in a hundred, of texts half-way from there to equal one in 2,200.
BANDS, _BAND_MASK = 5, np.uint32(0xFFFFF)

#: A text is compared with so many earlier ones in each band, the first of them. There are more only where hundreds of
#: articles are made from one pattern.
MOST_COMPARED = 256

#: Articles that are placed at once, at most: bounds the memory that comparing takes.
_SLICE = 256

#: Pairs of signatures that are compared at once.
_BLOCK = 1 << 15

#: Numbers that are new are kept apart until they are so many, since merging them takes as long as there are old ones.
_RECENT = 4096

#: In how many of two values the bits agree, by the exclusive or of the bytes that hold them.
_AGREEING = np.array([(byte & 15 == 0) + (byte >> 4 == 0) for byte in range(256)], np.uint8)

#: Multiplies one word's hash further for each place in a shingle.
_STEP = np.uint64(0x9E3779B97F4A7C15)

#: A Roman numeral that is no Vietnamese syllable: "quý II", but not "vì".
_ROMAN = re.compile(r"(?!vi$|xi$)[ivx]+")
_NO_DIGITS = re.compile(r"\D+")


def signatures(articles: Sequence[Sequence[Sequence[str]]]) -> list[bytes]:
    """Make the signatures of articles, `SIGNATURE_BYTES` each, from the folded views of the text fields of each.

    The views of one article are read as one text; sentence breaks are left out. The signature of a text hangs on its
    words alone, not on the process, the run, the machine, or the articles beside it. That of a text of fewer than
    `LEAST` words is all zeros. Faster when all views are `Words` of one vocabulary. Not safe to call from several
    threads at once.
    """
    vocabulary, codes, owner = _coded(articles)
    hashes, numbers = vocabulary.look_up(codes)
    kept = hashes != _NO_WORD
    hashes, numbers, owner = hashes[kept], numbers[kept], owner[kept]
    sizes = np.bincount(owner, minlength=len(articles))
    made = np.zeros((len(articles), SIGNATURE_BYTES), np.uint8)
    long = sizes >= SHORT
    if long.any():
        made[long, :_SKETCH_BYTES] = _sketches(hashes[long[owner]], sizes[long])
    ends = np.cumsum(sizes)
    for place in np.flatnonzero((sizes >= LEAST) & ~long).tolist():
        text = hashes[ends[place] - sizes[place] : ends[place]].astype("<u8").tobytes()
        made[place, :_SKETCH_BYTES] = np.frombuffer(blake2b(text, digest_size=_SKETCH_BYTES).digest(), np.uint8)
    enough = (sizes >= LEAST)[owner]
    made[:, _SKETCH_BYTES:] = _numbers(numbers[enough], owner[enough], len(articles))
    whole = made.tobytes()
    return [whole[start : start + SIGNATURE_BYTES] for start in range(0, len(whole), SIGNATURE_BYTES)]


def _sketches(hashes: Hashes, sizes: npt.NDArray[np.int64]) -> Bytes:
    """Give the values of texts that stand one after the other, none of them shorter than a shingle."""
    shingles = np.zeros(hashes.size - WIDTH + 1, np.uint64)
    for place in range(WIDTH):
        shingles *= _STEP
        shingles += hashes[place : place + shingles.size]
    ends = np.cumsum(sizes)
    inside = np.ones(shingles.size, np.bool_)
    # No shingle begins in the last syllables of a text.
    for back in range(1, WIDTH):
        inside[(ends - back)[ends - back < shingles.size]] = False
    mixed = (_mix(shingles[inside]) >> np.uint64(32)).astype(np.uint32)
    counts = sizes - WIDTH + 1
    starts = np.cumsum(counts) - counts
    values = np.empty((VALUES, sizes.size), np.uint8)
    row = np.empty_like(mixed)
    # Each value is the least shingle in another order: multiplying by an odd number and adding permutes 32 bits.
    for value, (factor, summand) in enumerate(_permutations()):
        np.multiply(mixed, factor, out=row)
        np.add(row, summand, out=row)
        values[value] = np.minimum.reduceat(row, starts) & np.uint32(2**BITS - 1)
    pairs = values.reshape(-1, 2, sizes.size)
    return np.ascontiguousarray((pairs[:, 0] | pairs[:, 1] << BITS).T)


def _numbers(numbers: npt.NDArray[np.uint32], owner: Indexes, count: int) -> Bytes:
    """Give the tally and the bits of the numbers of each of `count` texts; 0 is no number."""
    number, text = numbers[numbers != 0], owner[numbers != 0]
    held = np.zeros((count, NUMBER_BITS), np.bool_)
    held[text, number % np.uint32(NUMBER_BITS)] = True
    sums = np.zeros(count, np.uint32)
    np.add.at(sums, text, number)
    tally = np.bincount(text, minlength=count).astype(np.uint32) << np.uint32(24) | sums & np.uint32(0xFFFFFF)
    return np.concatenate([tally.astype("<u4").view(np.uint8).reshape(-1, 4), np.packbits(held, axis=1)], axis=1)


@lru_cache(maxsize=1)
def _permutations() -> list[tuple[np.uint32, np.uint32]]:
    """Give the factors, which are odd, and the summands of the permutations: the same ones for ever."""
    drawn = np.frombuffer(shake_256(b"reposts").digest(8 * VALUES), "<u4").astype(np.uint32).reshape(-1, 2)
    return list(zip(drawn[:, 0] | np.uint32(1), drawn[:, 1], strict=True))


def _mix(numbers: Hashes) -> Hashes:
    """Spread what tells numbers apart over all their bits (MurmurHash3's finalizer; 0 stays 0)."""
    mixed = numbers ^ numbers >> np.uint64(33)
    mixed *= np.uint64(0xFF51AFD7ED558CCD)
    mixed ^= mixed >> np.uint64(33)
    mixed *= np.uint64(0xC4CEB9FE1A85EC53)
    mixed ^= mixed >> np.uint64(33)
    return mixed


#: The hash of a sentence break, which is no word.
_NO_WORD = np.uint64(0)


class _Vocabulary:
    """The hashes of the words of a vocabulary, each made when the word is first met."""

    def __init__(self, words: Sequence[str]) -> None:
        self.words = words
        self._hashes = np.zeros(0, np.uint64)
        self._numbers = np.zeros(0, np.uint32)
        self._known = np.zeros(0, np.bool_)

    def look_up(self, codes: npt.NDArray[np.int32]) -> tuple[Hashes, npt.NDArray[np.uint32]]:
        """Give the hash of each word, and that of the number that it is, 0 where it is none."""
        more = len(self.words) - self._known.size
        if more:
            self._hashes = np.concatenate([self._hashes, np.zeros(more, np.uint64)])
            self._numbers = np.concatenate([self._numbers, np.zeros(more, np.uint32)])
            self._known = np.concatenate([self._known, np.zeros(more, np.bool_)])
        for code in np.unique(codes[~self._known[codes]]).tolist():
            word = self.words[code]
            self._known[code] = True
            if word != SENTENCE_BREAK:
                self._hashes[code] = _hash(word)
                number = _number(word)
                self._numbers[code] = _hash(number) >> 32 if number else 0
        return self._hashes[codes], self._numbers[codes]


def _number(word: str) -> str:
    """Give the number that a folded word is, "" where it is none: "07" is 7, "35m" and "G20" are 35 and 20."""
    digits = _NO_DIGITS.sub("", word)
    if digits:
        return digits.lstrip("0") or "0"
    return word if _ROMAN.fullmatch(word) else ""


def _hash(word: str) -> int:
    return int.from_bytes(blake2b(word.encode("utf-8", "surrogatepass"), digest_size=8).digest(), "little")


_vocabulary = _Vocabulary(())


def _coded(
    articles: Sequence[Sequence[Sequence[str]]],
) -> tuple[_Vocabulary, npt.NDArray[np.int32], Indexes]:
    """Give all words of all articles as numbers into one vocabulary, and to which article each belongs."""
    global _vocabulary
    views = [view for article in articles for view in article]
    owner = np.repeat(
        np.arange(len(articles)), np.asarray([sum(map(len, article)) for article in articles], dtype=np.int64)
    )
    filled = [view for view in views if view]
    coded = [view for view in filled if isinstance(view, Words)]
    if coded and len(coded) == len(filled) and len({id(view.vocabulary) for view in coded}) == 1:
        if _vocabulary.words is not coded[0].vocabulary:
            _vocabulary = _Vocabulary(coded[0].vocabulary)
        return _vocabulary, np.concatenate([view.codes for view in coded]), owner
    numbers: dict[str, int] = {}
    codes = np.asarray([numbers.setdefault(word, len(numbers)) for view in views for word in view], np.int32)
    return _Vocabulary(list(numbers)), codes, owner


class Groups:
    """Tells of each article to which group of reposts it belongs, in the order of their import.

    A group is named by 16 hexadecimal characters, which come from the signature of the article that founded it. An
    article joins the first group whose founder it is a repost of; otherwise it founds one, so almost every article is
    alone in a group of its own name. Members are compared with the founder only: no chain of small changes makes one
    group of unlike texts. Equal texts are in one group.

    The name is not the id of an article, because an article may get another text, or go away, while its reposts stay:
    they keep the name, and nothing has to be written anew. A founder that was deleted or replaced goes on standing for
    its group while the import lasts; when the index is read again, the first article that is left stands for it.

    An article takes some 130 bytes where it founds a group, and none where it joins one.
    """

    def __init__(self, known: Raw = b"", groups: Raw = b"") -> None:
        """Take what an index holds, article by article: its signature, and the `GROUP_BYTES` bytes of its group's name.

        An article without a group has zeros for a name. Raises `ValueError` where there are more of one than the other.
        """
        signed = np.frombuffer(known, np.uint8).reshape(-1, SIGNATURE_BYTES)
        names = np.frombuffer(groups, ">u8").astype(np.uint64)
        if names.size != len(signed):
            raise ValueError(f"{len(signed)} signatures have {names.size} groups; give both of every article.")
        first = _founders(names, names == _names(signed))
        self._count = first.size
        self._signatures = signed[first]
        self._names = names[first]
        self._bands = [_Sorted(entries) for entries in _entries(self._signatures, 0)]

    def __len__(self) -> int:
        """Count the groups."""
        return self._count

    def place(self, signed: Sequence[bytes]) -> list[str]:
        """Give the group of each article, by its signature, or "" where there is too little text, and remember it.

        Articles come in the order of their import; how they are parted into calls makes no difference.
        """
        whole = np.frombuffer(b"".join(signed), np.uint8).reshape(-1, SIGNATURE_BYTES)
        placed: list[str] = []
        for start in range(0, len(whole), _SLICE):
            made = self._place(whole[start : start + _SLICE])
            placed += [f"{name:016x}" if name else "" for name in made.tolist()]
        return placed

    def _place(self, signed: Bytes) -> Hashes:
        own = _names(signed)
        groups = own.copy()
        _, first, back = np.unique(own, return_index=True, return_inverse=True)
        rows = np.sort(first[own[first] != 0])
        groups[rows] = self._join(signed[rows], own[rows])
        return groups[first][back]

    def _join(self, signed: Bytes, own: Hashes) -> Hashes:
        """Give the groups of signatures, all of them different; remember those that join none and so found one."""
        count, groups = self._count, own.copy()
        self._append(signed, own)
        founds = np.ones(own.size, np.bool_)
        for query, row in self._reposts(signed).tolist():
            # They come by query and then by age.
            if founds[query] and (row < count or founds[row - count]):
                founds[query] = False
                groups[query] = self._names[row]
        self._count = count + int(founds.sum())
        self._signatures[count : self._count] = signed[founds]
        self._names[count : self._count] = own[founds]
        for band, entries in zip(self._bands, _entries(signed[founds], count), strict=True):
            band.add(entries)
        return groups

    def _append(self, signed: Bytes, own: Hashes) -> None:
        """Put signatures behind those that are remembered, for the time being."""
        wanted = self._count + own.size
        if wanted > self._names.size:
            # In place, and by little: twice what is there would be much memory for nothing.
            room = wanted + wanted // 16
            self._signatures.resize((room, SIGNATURE_BYTES), refcheck=False)
            self._names.resize(room, refcheck=False)
        self._signatures[self._count : wanted] = signed
        self._names[self._count : wanted] = own

    def _reposts(self, signed: Bytes) -> Indexes:
        """Give pairs (place in `signed`, row of an earlier article of which it is a repost), ascending.

        The rows from `_count` on are those of `signed` themselves.
        """
        pairs = []
        for band, entries in zip(self._bands, _entries(signed, self._count), strict=True):
            low = entries & _KEY
            for there in (band, _Sorted(entries)):
                queries, found = there.between(low, low | _ROW, MOST_COMPARED)
                pairs.append(queries.astype(np.uint64) << np.uint64(32) | found & _ROW)
        met = np.unique(np.concatenate(pairs))
        query, row = (met >> np.uint64(32)).astype(np.int64), (met & _ROW).astype(np.int64)
        earlier = row < query + self._count
        query, row = query[earlier], row[earlier]
        same = np.zeros(query.size, np.bool_)
        for start in range(0, query.size, _BLOCK):
            block = slice(start, start + _BLOCK)
            same[block] = _similar(signed[query[block]], self._signatures[row[block]])
        return np.stack([query[same], row[same]], axis=1)


_KEY, _ROW = np.uint64(0xFFFFFFFF00000000), np.uint64(0xFFFFFFFF)


def _entries(signed: Bytes, start: int) -> Iterator[Hashes]:
    """Give for each band the key of each signature in the upper half, its row, counted from `start`, in the lower."""
    rows = np.arange(start, start + len(signed), dtype=np.uint64)
    for band in range(BANDS):
        keys = np.ascontiguousarray(signed[:, 4 * band : 4 * band + 4]).view("<u4")[:, 0] & _BAND_MASK
        yield keys.astype(np.uint64) << np.uint64(32) | rows


def _similar(some: Bytes, others: Bytes) -> npt.NDArray[np.bool_]:
    """Tell of pairs of signatures whether they are of reposts."""
    agreeing = _AGREEING[some[:, :_SKETCH_BYTES] ^ others[:, :_SKETCH_BYTES]].sum(axis=1, dtype=np.int64)
    tally, other_tally = (np.ascontiguousarray(signed[:, _TALLY]).view("<u4")[:, 0] for signed in (some, others))
    numbers, other_numbers = some[:, _NUMBERS], others[:, _NUMBERS]
    contained = np.minimum((numbers & ~other_numbers).max(axis=1), (other_numbers & ~numbers).max(axis=1)) == 0
    # As many numbers, but others: a pattern that was filled in again, even where the bits do not show it.
    contained &= (tally == other_tally) | (tally >> 24 != other_tally >> 24)
    same: npt.NDArray[np.bool_] = (agreeing >= _LEAST_AGREEING) & contained
    return same


def _names(signed: Bytes) -> Hashes:
    """Name the group that each signature founds; 0 where it is all zeros."""
    made = np.zeros(len(signed), np.uint64)
    for column in np.ascontiguousarray(signed).view("<u8").T:
        made = _mix(made ^ column.astype(np.uint64))
    return made


def _founders(names: Hashes, founded: npt.NDArray[np.bool_]) -> Indexes:
    """Give for each group, in order, the article that stands for it: its founder, or the first one that is left."""
    kept = np.flatnonzero(names)
    ordered = kept[np.lexsort((~founded[kept], names[kept]))]
    sorted_names = names[ordered]
    first = np.ones(ordered.size, np.bool_)
    first[1:] = sorted_names[1:] != sorted_names[:-1]
    return np.sort(ordered[first])


class _Sorted:
    """Numbers in ascending order; those added last stand apart until they are many."""

    def __init__(self, numbers: Hashes) -> None:
        self._settled = np.sort(numbers)
        self._recent = np.zeros(0, np.uint64)

    def add(self, numbers: Hashes) -> None:
        """Add numbers."""
        self._recent = np.sort(np.concatenate([self._recent, numbers]))
        if self._recent.size > _RECENT:
            self._settled = np.concatenate([self._settled, self._recent])
            # Two runs that are sorted are merged by it.
            self._settled.sort(kind="stable")
            self._recent = self._recent[:0]

    def between(self, low: Hashes, high: Hashes, most: int) -> tuple[Indexes, Hashes]:
        """Give the numbers from each `low` to its `high`, both included, and which of these pairs each belongs to.

        No more than the `most` least ones of each part, for each pair.
        """
        queries, found = [], []
        for part in (self._settled, self._recent):
            start = np.searchsorted(part, low)
            counts = np.minimum(np.searchsorted(part, high, side="right") - start, most)
            ends = np.cumsum(counts)
            queries.append(np.repeat(np.arange(low.size), counts))
            found.append(part[np.repeat(start - ends + counts, counts) + np.arange(counts.sum())])
        return np.concatenate(queries), np.concatenate(found)
