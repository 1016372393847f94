"""Did you mean: one wrong, missing, doubled or swapped letter, a wrong mark, a blank too many or too few.

`corrections("bình đằng giới", vocabulary)` gives `("bình đẳng giới",)`. Nothing but the collection says what is right:
a syllable is in question where it is unusual beside either neighbour, and is replaced by one that is a slip away, if
that makes the query so much more usual that it outweighs how rare such a slip is.

This is a noisy channel. A way through the query weighs what its words are worth in the collection: how frequent each
is, how much oftener than by chance it stands behind the one before, whether the two are a compound; less what its slips
cost. All is in natural logarithms. Where the query has marks, those typed count as well; where it has none, the
correction gets those of `search.remarking`.

It is for the caller to see that a correction has more hits than what was typed, and to ask before it is searched.
"""

from __future__ import annotations

import heapq
import math
import unicodedata
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import islice, product

from index.analysis import Syllable, form_of
from search.remarking import (
    Vocabulary,
    Ways,
    cased_like,
    marked_form,
    normal,
    parts,
    printed,
    replaced,
    runs,
    statistics,
)
from search.vietnamese_syllables import is_plain_syllable, is_syllable

#: Corrections that are given at most.
MOST = 3

#: A pair that one article in so many holds is usual (at least one article): its syllables are left alone.
_USUAL = 1_000
#: Nothing is corrected to a syllable that fewer than one article in so many holds, or to any other word.
_LEAST_SYLLABLE, _LEAST_FOREIGN = 50_000, 5_000
#: By how much a correction has to outweigh what was typed.
_MARGIN = 1.0
#: Added to how often two words stand side by side, and to how often they would by chance, in articles.
_SMOOTHING = 0.5
#: How many articles hold a word that none holds: a possible syllable, anything else.
_NEVER_YET, _NEVER = 0.3, 0.01
#: What it counts that two syllables are a compound.
_COMPOUND = 4.0
#: Ways that are kept for each last word, and words that a syllable may be corrected to.
_WAYS, _CANDIDATES = 2, 40

# What slips cost.
#: Any other letter, one too many, one missing; the key beside it; two letters swapped; a letter doubled; letters that
#: are taken for one another.
_SLIP, _NEIGHBOUR_KEY, _SWAPPED, _DOUBLED, _CONFUSED = 5.0, 4.5, 4.0, 3.5, 3.0
#: Besides, where what was typed is a word of the collection too.
_REAL_WORD = 2.0
#: A blank that is missing, and one too many.
_NO_BLANK, _BLANK = 4.0, 5.0
#: A mark for another or for none; one that is missing; hỏi for ngã.
_WRONG_MARK, _NO_MARK, _HOI_NGA = 5.0, 4.0, 2.5
#: No marks at all in a query that has some, on a syllable that needs one, and on one that does not.
_NEEDS_MARKS, _BARE = 3.0, 7.0
#: No marked form counts as rarer, or a correction could be corrected back.
_RARE_FORM = -6.0

#: Longer words are no syllables, and looking at all their neighbours takes time.
_LONGEST = 16
_ALPHABET = "abcdefghijklmnopqrstuvwxyz"
_KEYS = ("qwertyuiop", "asdfghjkl", "zxcvbnm")
#: Beginnings and ends that are taken for one another.
_ONSETS = (
    ("s", "x"), ("ch", "tr"), ("d", "gi"), ("d", "r"), ("gi", "r"), ("d", "v"), ("l", "n"), ("c", "k"), ("c", "q"),
    ("k", "q"), ("ng", "ngh"), ("g", "gh"), ("g", "gi"), ("f", "ph"), ("j", "gi"), ("z", "d"), ("w", "qu"), ("s", "sh"),
)  # fmt: skip
_ENDS = (("i", "y"), ("n", "ng"), ("t", "c"), ("n", "nh"), ("ch", "t"), ("ao", "au"), ("iu", "ieu"), ("uu", "uou"))


@lru_cache(maxsize=1)
def _near_keys() -> frozenset[tuple[str, str]]:
    """Give every two letters that are neighbours on a keyboard."""
    place = {key: (row, column + row / 2) for row, keys in enumerate(_KEYS) for column, key in enumerate(keys)}
    return frozenset(
        (one, two)
        for one, two in product(place, repeat=2)
        if one != two and abs(place[one][0] - place[two][0]) <= 1 and abs(place[one][1] - place[two][1]) <= 1
    )


def _slips(word: str) -> Iterator[tuple[str, float]]:
    """Give what may have been meant by a folded word, with what the slip costs; the same word may come twice."""
    for one, two in (*_ONSETS, *((two, one) for one, two in _ONSETS)):
        if word.startswith(one):
            yield two + word[len(one) :], _CONFUSED
    for one, two in (*_ENDS, *((two, one) for one, two in _ENDS)):
        if word.endswith(one):
            yield word[: -len(one)] + two, _CONFUSED
    near = _near_keys()
    for place, letter in enumerate(word):
        before, behind = word[:place], word[place + 1 :]
        yield before + behind, _DOUBLED if word[place - 1 : place] == letter else _SLIP
        if behind:
            yield before + behind[0] + letter + behind[1:], _SWAPPED
        for other in _ALPHABET:
            yield before + other + behind, _NEIGHBOUR_KEY if (letter, other) in near else _SLIP
            yield before + other + letter + behind, _SLIP
    for other in _ALPHABET:
        yield word + other, _SLIP


@dataclass(frozen=True, slots=True)
class _Option:
    """One reading of a stretch of typed syllables.

    `width` is how many they are, `folded` the words that were meant, `typed` what was typed for each word, `cost` what
    the slip costs; `changed` tells whether other letters or blanks were meant than were typed.
    """

    width: int
    folded: tuple[str, ...]
    typed: tuple[str, ...]
    cost: float
    changed: bool


@dataclass(frozen=True, slots=True)
class _Way:
    """A way through the first syllables of a run; `changed` is that of its last option."""

    weight: float = 0.0
    options: tuple[_Option, ...] = ()
    changed: bool = False


#: A replacement in the text: start, end, words.
_Change = tuple[int, int, str]


class _Speller:
    """Corrects the runs of one query."""

    def __init__(self, text: str, vocabulary: Vocabulary, *, marked: bool) -> None:
        """Take the query and the collection; `marked` tells that the query has marks."""
        self._text = text
        self._vocabulary = vocabulary
        self._known = statistics(vocabulary)
        self._marked = marked
        self._pairs: dict[tuple[str, str], int] = {}
        self._articles = max(1, self._known.articles)
        self._usual = max(1, round(self._articles / _USUAL))
        self._least = max(1, self._articles / _LEAST_SYLLABLE), max(1, self._articles / _LEAST_FOREIGN)

    def _together(self, left: str, right: str) -> int:
        """Count the articles that hold a pair."""
        pair = (left, right)
        if pair not in self._pairs:
            known = left in self._known.folded and right in self._known.folded
            self._pairs[pair] = self._vocabulary.frequency("pairs", f"{left} {right}") if known else 0
        return self._pairs[pair]

    def _share(self, word: str) -> float:
        count = self._known.folded.get(word, 0)
        return (count or (_NEVER_YET if is_syllable(word) else _NEVER)) / self._articles

    def _follows(self, left: str, right: str) -> float:
        """Weigh a word behind another ("" where it is the first)."""
        share = self._share(right)
        if not left:
            return math.log(share)
        both, by_chance = self._together(left, right), self._known.folded.get(left, 0) * share
        weight = math.log(share * (both + _SMOOTHING) / (by_chance + _SMOOTHING))
        held = self._known.pairs.get(f"{left} {right}") if both else None
        return weight + _COMPOUND * min(1.0, sum(held.values()) / self._known.rate(both)) if held else weight

    def _in_question(self, run: Sequence[Syllable], place: int) -> bool:
        """Tell whether a syllable may be wrong: it is usual beside neither neighbour."""
        word = run[place].form.folded
        if not (word.isascii() and word.isalpha() and len(word) <= _LONGEST):
            return False
        beside = [(run[place - 1].form.folded, word)] if place else []
        beside += [(word, run[place + 1].form.folded)] if place + 1 < len(run) else []
        return all(self._together(*pair) < self._usual for pair in beside)

    def _meant(self, word: str) -> bool:
        """Tell whether a syllable may be corrected to a word."""
        count = self._known.folded.get(word, 0)
        return count >= self._least[0] and (count >= self._least[1] or is_syllable(word))

    def _as_typed(self, syllable: Syllable) -> _Option:
        """Give the reading of a syllable as it was typed."""
        typed, word = self._typed(syllable), syllable.form.folded
        return _Option(1, (word,), (typed,), self._misfit(typed, word), changed=False)

    def _options(self, run: Sequence[Syllable], place: int, behind: bool) -> Iterator[_Option]:
        """Give the other readings that begin at a place; `behind` tells that the next syllable is in question too."""
        typed, word = self._typed(run[place]), run[place].form.folded
        possible = _REAL_WORD if self._meant(word) or is_syllable(word) else 0.0
        costs: dict[str, float] = {}
        # A letter by itself is no misspelt syllable; it may be torn off one.
        for meant, cost in _slips(word) if len(word) > 1 else ():
            if cost < costs.get(meant, math.inf) and self._meant(meant) and meant != word:
                costs[meant] = cost
        for meant in heapq.nsmallest(_CANDIDATES, costs, key=lambda each: costs[each] - math.log(self._share(each))):
            cost = costs[meant] + possible + self._misfit(typed, meant)
            yield _Option(1, (meant,), (typed,), cost, changed=True)
        # Where each letter typed stands for one folded letter the marks can be parted too.
        for cut in range(1, len(word)) if len(typed) == len(word) else ():
            words, pieces = (word[:cut], word[cut:]), (typed[:cut], typed[cut:])
            if all(map(self._meant, words)) and self._together(*words) >= self._usual:
                yield _Option(1, words, pieces, _NO_BLANK + sum(map(self._misfit, pieces, words)), changed=True)
        if behind:
            both, joined = typed + self._typed(run[place + 1]), word + run[place + 1].form.folded
            if self._meant(joined):
                yield _Option(2, (joined,), (both,), _BLANK + self._misfit(both, joined), changed=True)

    def _typed(self, syllable: Syllable) -> str:
        return unicodedata.normalize("NFC", self._text[syllable.start : syllable.end])

    def _misfit(self, typed: str, folded: str) -> float:
        """Tell what typed marks cost where a word was meant: those of its form that fits best."""
        if not self._marked:
            return 0.0
        form = form_of(typed)
        key = normal(form)
        shares = {each.key: each.share for each in self._known.forms.get(folded, ())}
        if form.folded == folded:
            shares.setdefault(key, self._known.weight_of(key, folded))
        elif not shares:
            shares[folded] = 0.0
        return min(mark_cost(key, meant) - max(share, _RARE_FORM) for meant, share in shares.items())

    def _ways(self, run: Sequence[Syllable]) -> list[_Way]:
        """Give the best ways through a run that outweigh it as typed, best first."""
        asked = [self._in_question(run, place) for place in range(len(run))]
        if not any(asked):
            return []
        plain = _Way()
        # By place and last word, the ways that end there.
        reached: list[defaultdict[str, list[_Way]]] = [defaultdict(list) for _ in range(len(run) + 1)]
        reached[0][""].append(plain)
        for place, syllable in enumerate(run):
            as_typed = self._as_typed(syllable)
            options = [as_typed]
            if asked[place]:
                options += self._options(run, place, place + 1 < len(run) and asked[place + 1])
            plain = self._onward(plain, run[place - 1].form.folded if place else "", as_typed)
            for last, arrived in reached[place].items():
                ways = heapq.nlargest(_WAYS, arrived, key=lambda way: way.weight)
                for option in options:
                    # Two wrong syllables side by side are left to the reader.
                    reached[place + option.width][option.folded[-1]] += [
                        self._onward(way, last, option) for way in ways if not (option.changed and way.changed)
                    ]
        ended = [way for ways in reached[-1].values() for way in ways if way.weight > plain.weight + _MARGIN]
        return heapq.nlargest(MOST, ended, key=lambda way: way.weight)

    def _onward(self, way: _Way, last: str, option: _Option) -> _Way:
        """Take a way further, behind its last word."""
        weight = way.weight - option.cost
        for word in option.folded:
            weight += self._follows(last, word)
            last = word
        return _Way(weight, (*way.options, option), option.changed)

    def changes(self, run: Sequence[Syllable]) -> list[list[_Change]]:
        """Give the corrections of a run, best first, each as what to replace."""
        ways = self._ways(run)
        if self._marked and not ways:
            # The letters are right; the marks may not be.
            ways = [_Way(options=tuple(map(self._as_typed, run)))]
        return [changes for changes in (self._written(run, way) for way in ways) if changes]

    def _written(self, run: Sequence[Syllable], way: _Way) -> list[_Change]:
        """Write a way out: what is as it was typed stays."""
        words = iter(self._marks(way) if self._marked else self._letters(way))
        changes = []
        place = 0
        for option in way.options:
            mine = tuple(cased_like(piece, word) for piece, word in zip(option.typed, words, strict=False))
            if option.changed or mine != option.typed:
                changes.append((run[place].start, run[place + option.width - 1].end, " ".join(mine)))
            place += option.width
        return changes

    def _letters(self, way: _Way) -> list[str]:
        """Give the words of a way, as typed where they were so meant."""
        return [word for option in way.options for word in (option.folded if option.changed else option.typed)]

    def _marks(self, way: _Way) -> list[str]:
        """Give the words of a way with their likeliest marks, those typed considered; what was right as typed."""
        folded = [word for option in way.options for word in option.folded]
        typed = [piece for option in way.options for piece in option.typed]
        keys = [normal(form_of(piece)) for piece in typed]
        same = [form_of(piece).folded == word for piece, word in zip(typed, folded, strict=True)]
        ways = Ways(
            self._known,
            self._vocabulary,
            folded,
            typed=[key if stays else word for key, stays, word in zip(keys, same, folded, strict=True)],
            cost=lambda place, form: mark_cost(keys[place], form),
        )
        forms, _ = ways.best()
        return [
            piece if stays and form == key else printed(form) or word
            for form, key, stays, piece, word in zip(forms, keys, same, typed, folded, strict=True)
        ]


@lru_cache(maxsize=1 << 15)
def mark_cost(typed: str, meant: str) -> float:
    """Tell what it costs that one form was typed where another was meant, for their marks alone."""
    if typed == meant:
        return 0.0
    one, two = parts(typed)[1], parts(meant)[1]
    if not one:
        return _BARE if is_plain_syllable(typed) else _NEEDS_MARKS
    tones = "".join(set(one) & set("12345")), "".join(set(two) & set("12345"))
    shapes = set(one) - set(tones[0]), set(two) - set(tones[1])
    cost = 0.0
    if tones[0] != tones[1]:
        cost += _HOI_NGA if set(tones) == {"3", "4"} else _WRONG_MARK if tones[0] else _NO_MARK
    return cost + _NO_MARK * len(shapes[1] - shapes[0]) + _WRONG_MARK * len(shapes[0] - shapes[1])


def corrections(text: str, vocabulary: Vocabulary) -> tuple[str, ...]:
    """Give what may have been meant by a query, best first, at most `MOST`; nothing where it looks right.

    `"bình đằng giới"`, `"bình đẳng giơi"`, `"bnh đẳng giới"` and `"bìnhđẳng giới"` give `"bình đẳng giới"`; and so does
    `"binh dagn gioi"`, for a query without marks gets those that are likeliest. What is right stays as it was typed,
    case and all; numbers, instruments, operators, quotes and what is left out are never touched.
    """
    found = runs(text)
    marked = any(syllable.form.marked for run in found for syllable in run)
    speller = _Speller(text, vocabulary, marked=marked)
    offered = [changes for changes in map(speller.changes, found) if changes]
    if not offered:
        return ()
    best = [changes[0] for changes in offered]
    choices = [best]
    for place, changes in enumerate(offered):
        choices += [[*best[:place], other, *best[place + 1 :]] for other in changes[1:]]
    made: dict[str, None] = {}
    for choice in choices:
        corrected = replaced(text, [change for changes in choice for change in changes])
        made[corrected if marked else marked_form(corrected, vocabulary) or corrected] = None
    made.pop(text, None)
    return tuple(islice(made, MOST))
