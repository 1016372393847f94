"""The marks that were left away: "binh dang gioi" is most likely "bình đẳng giới" in this collection.

Everything comes from the collection's own statistics. Three things speak for a marked form:

- how often each marked form of a syllable is printed by itself, outside compounds (`đang` more often than `đảng`);
- the compounds of the `words` view, against how often their syllables stand side by side at all: where `binh dang` is
  `bình đẳng` nine times in ten, it is that here too;
- texts, where the caller has some: how the first hits of the query print its syllables says most.

A way through the query is a chain of single syllables and compounds; the best one is found by dynamic programming
(Viterbi), and its share in the weight of all ways (the forward algorithm) says how sure it is.

Frequencies are in articles, so a word that stands in nearly every article looks rarer than it is. They are read as
rates, occurrences an article if they fell at random: `-ln(1 - share of articles)`.
"""

from __future__ import annotations

import math
import re
import threading
from collections import Counter, OrderedDict, defaultdict
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import islice, pairwise
from typing import Protocol

from index.analysis import Form, Syllable, form_of, spelled, syllables
from index.citations import find_in_query
from search.vietnamese_syllables import is_plain_syllable, is_syllable, with_marks

#: Below this share in the weight of all ways through the query a marked form is not offered.
SURE = 0.5
#: Texts that are looked into, and how far into each, in code points.
TEXTS, TEXT_LENGTH = 10, 20_000

#: Queries are short; of a longer text only so many syllables of a run are looked at.
_LONGEST_RUN = 64
#: What stands in one article is noise, unless the collection is small; of a large one, what one article in so many
#: holds is kept, so that memory stays in bounds.
_SMALL, _LEAST = 20_000, 50_000
#: How much of what a form occurs inside compounds is taken off when it stands alone. Not all: a compound of frequent
#: syllables is no compound everywhere. What is left is at least `_LEFT` of it.
_TAKEN_OFF, _LEFT = 0.5, 0.1
#: Forms of a syllable that are considered, and the least share of each.
_FORMS, _LEAST_SHARE = 12, 1e-4
#: The least share of the bare form where it is a syllable of its own (`de`): it is what is left when the marked ones
#: are taken off, which says little where that is little.
_LEAST_BARE = 5e-3
#: A syllable that must carry a mark (`hoc`) is printed without only by accident, unless this share of it is (`cup`).
_FOREIGN_SHARE = 0.2
#: In how many articles a form stands that was never met; and the weight of one that cannot be, as a logarithm.
_NEVER_YET, _IMPOSSIBLE = 0.3, -12.0
_ANY = "?"
#: Side by side so often without being a compound, in articles; and the least chance of that.
_CHANCE_PAIRS, _LEAST_APART = 0.5, 0.02
#: What the statistics of the whole collection count beside one reading in a text.
_PRIOR = 1.0
#: What it costs to mark a bare syllable among marked ones that may well be bare: `ban` in `kế hoạch ban hành`.
_BARE_AMONG_MARKED = 2.0
_LETTERS = {"â": ("a", "6"), "ê": ("e", "6"), "ô": ("o", "6"), "ơ": ("o", "7"), "ư": ("u", "7"), "ă": ("a", "8")}
_LETTERS["đ"] = ("d", "9")


class Vocabulary(Protocol):
    """What a collection's articles are made of, by the views of `index.analysis`."""

    def frequency(self, view: str, term: str) -> int:
        """Tell in about how many articles a term of a view stands; 0 for an unknown one. Cheap."""

    def terms(self, view: str) -> Iterable[tuple[str, int]]:
        """Give every term of a view with its frequency; read once for each `state`."""

    def state(self) -> Hashable:
        """Give something that changes whenever the collection does, and that no other collection gives."""

    @property
    def articles(self) -> int:
        """The number of articles."""


@lru_cache(maxsize=1 << 15)
def parts(key: str) -> tuple[str, str]:
    """Take a marked form apart: `đăng3` gives `("dang", "983")`, letters a-z and marks as VNI's digits."""
    letters, tone = (key[:-1], key[-1]) if key[-1:] in ("1", "2", "3", "4", "5") else (key, "")
    taken = [_LETTERS.get(char, (char, "")) for char in letters]
    return "".join([letter for letter, _ in taken]), "".join([digit for _, digit in taken]) + tone


@lru_cache(maxsize=1 << 15)
def printed(key: str) -> str | None:
    """Print a marked form as a syllable with the tone where it was always put: `hoa2` gives `hòa`, `uy3` gives `ủy`.

    None where it is no possible syllable.
    """
    return with_marks(*parts(key))


@dataclass(frozen=True, slots=True)
class Reading:
    """One marked form of a folded syllable, with the logarithm of its share: outside compounds, and everywhere."""

    key: str
    alone: float
    share: float


class Statistics:
    """What is kept of a vocabulary: which marked forms syllables and compounds have, and how often. Never changes."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        """Read a vocabulary: a second for a hundred thousand articles."""
        self.articles = max(1, vocabulary.articles)
        least = 1 if self.articles < _SMALL else max(2, self.articles // _LEAST)
        #: Every folded syllable, foreign word and number, with the articles that hold it.
        self.folded = {term: count for term, count in vocabulary.terms("folded") if count >= least}
        marked = {key: count for key, count in vocabulary.terms("marked") if count >= least}
        letters = {key: parts(key)[0] for key in marked if printed(key)}
        #: By folded pair, the marked pairs that stand in compounds, with their rates; by folded compound of three or
        #: four, its marked forms.
        self.pairs: dict[str, dict[str, float]] = {}
        self.longer: dict[str, dict[str, float]] = {}
        inside: defaultdict[str, float] = defaultdict(float)
        for compound, count in vocabulary.terms("words"):
            if count >= least:
                self._add(compound.split(" "), self.rate(count), letters, inside)
        self.forms = self._forms(marked, letters, inside)

    def rate(self, count: float) -> float:
        """Give the occurrences that a term has which stands in so many articles, were they to fell at random."""
        return -self.articles * math.log1p(-min(count, self.articles) / (self.articles + 1))

    def unmet(self, folded: str) -> float:
        """Weigh a form of a syllable that was never met: the less, the oftener others were. A logarithm."""
        return math.log(_NEVER_YET / (_NEVER_YET + self.rate(self.folded.get(folded, 0))))

    def weight_of(self, key: str, folded: str) -> float:
        """Weigh a form that was typed, though it was never met."""
        return _IMPOSSIBLE if folded in self.forms and not printed(key) else self.unmet(folded)

    def _add(
        self, forms: Sequence[str], rate: float, letters: Mapping[str, str], inside: defaultdict[str, float]
    ) -> None:
        """Count a compound."""
        folded = [letters.get(form, form) for form in forms]
        whole = " ".join(folded)
        if not whole.isascii():
            return
        for form in forms:
            inside[form] += rate
        for left, right, pair in zip(folded, folded[1:], pairwise(forms), strict=False):
            held = self.pairs.setdefault(f"{left} {right}", {})
            key = " ".join(pair)
            held[key] = held.get(key, 0.0) + rate
        if len(forms) > 2:
            self.longer.setdefault(whole, {})[" ".join(forms)] = rate

    def _forms(
        self, marked: Mapping[str, int], letters: Mapping[str, str], inside: Mapping[str, float]
    ) -> dict[str, tuple[Reading, ...]]:
        """Give the forms of every folded syllable that has marked ones."""
        rates: defaultdict[str, dict[str, float]] = defaultdict(dict)
        for key, folded in letters.items():
            rates[folded][key] = self.rate(marked[key])
        forms = {}
        for folded, mine in rates.items():
            whole = self.rate(self.folded.get(folded, 0))
            bare = max(whole - sum(mine.values()), inside.get(folded, 0.0))
            plain = is_plain_syllable(folded)
            if not plain and bare < _FOREIGN_SHARE * whole:
                bare = 0.0
            mine[folded] = max(bare, (_LEAST_BARE if plain else _LEAST_SHARE) * sum(mine.values()))
            alone = {key: max(rate - _TAKEN_OFF * inside.get(key, 0.0), _LEFT * rate) for key, rate in mine.items()}
            both = sum(alone.values()), sum(mine.values())
            ordered = sorted(mine, key=lambda key: (-mine[key], key))[:_FORMS]
            forms[folded] = tuple(
                Reading(key, math.log(alone[key] / both[0]), math.log(mine[key] / both[1]))
                for key in ordered
                if alone[key] >= _LEAST_SHARE * both[0] or mine[key] >= _LEAST_SHARE * both[1]
            )
        return forms


#: Statistics of the states that were asked for last.
_KEPT: OrderedDict[Hashable, Statistics] = OrderedDict()
_MOST_KEPT = 2
_LOCK = threading.Lock()


def statistics(vocabulary: Vocabulary) -> Statistics:
    """Give the statistics of a vocabulary, made once for each state. Safe to call from many threads."""
    state = vocabulary.state()
    with _LOCK:
        known = _KEPT.get(state)
        if known is None:
            known = _KEPT[state] = Statistics(vocabulary)
        _KEPT.move_to_end(state)
        while len(_KEPT) > _MOST_KEPT:
            _KEPT.popitem(last=False)
        return known


#: What stands between two syllables that are neighbours in a text.
_BETWEEN = r"[^\w\n.!?…;]{1,3}"
_BEFORE = re.compile(rf"([^\W_]+){_BETWEEN}$")
_BEHIND = re.compile(rf"{_BETWEEN}([^\W_]+)")
#: Farther than any syllable and what stands beside it reaches, in code points.
_REACH = 24

#: How a pair of folded syllables is printed, with the number of texts.
Readings = Mapping[str, Mapping[tuple[str, str], int]]


def _read(texts: Iterable[str], folded: Iterable[Sequence[str]], frequency: Mapping[str, int]) -> Readings:
    """Read how texts print the pairs of runs; each reading counts once a text."""
    pairs = {pair for run in folded for pair in pairwise(run)}
    found: dict[str, Counter[tuple[str, str]]] = {" ".join(pair): Counter() for pair in pairs}
    for text in islice(texts, TEXTS):
        end = min(len(text), TEXT_LENGTH)
        for left, right in pairs:
            found[f"{left} {right}"].update(set(_printed_pairs(text, left, right, end, frequency)))
    return found


def _printed_pairs(
    text: str, left: str, right: str, end: int, frequency: Mapping[str, int]
) -> Iterator[tuple[str, str]]:
    """Find how a text prints a pair; its rarer syllable is looked for, and then its neighbour looked at."""
    if frequency.get(left, 0) < frequency.get(right, 0):
        for start, stop in spelled(text, left, end):
            other = _BEHIND.match(text, stop)
            if other and form_of(other[1]).folded == right:
                yield form_of(text[start:stop]).exact, form_of(other[1]).exact
    else:
        for start, stop in spelled(text, right, end):
            other = _BEFORE.search(text, max(0, start - _REACH), start)
            if other and form_of(other[1]).folded == left:
                yield form_of(other[1]).exact, form_of(text[start:stop]).exact


#: What a form costs at a place of a run, as a negative logarithm; infinite where it is out of the question.
Cost = Callable[[int, str], float]
#: A step: the place where it begins, the marked forms that it reads, their weight as a logarithm.
_Step = tuple[int, tuple[str, ...], float]


class Ways:
    """All ways to mark a run of folded syllables."""

    def __init__(
        self,
        known: Statistics,
        vocabulary: Vocabulary,
        folded: Sequence[str],
        *,
        typed: Sequence[str] | None = None,
        cost: Cost | None = None,
        readings: Readings | None = None,
    ) -> None:
        """Lay out the steps: single syllables and compounds, with what speaks for each and against.

        `typed` are forms, one a place, that are possible although nobody printed them.
        """
        self._length = len(folded)
        self._cost = cost
        names = [" ".join(pair) for pair in pairwise(folded)]
        together = [known.rate(vocabulary.frequency("pairs", name)) + _CHANCE_PAIRS for name in names]
        held = [known.pairs.get(name, {}) for name in names]
        inside = [sum(pair.values()) for pair in held]
        bound = [min(rate / whole, 1 - _LEAST_APART) for rate, whole in zip(inside, together, strict=True)]
        #: Steps by the place where they end.
        self._steps: list[list[_Step]] = [[] for _ in range(len(folded) + 1)]
        alone: list[dict[str, float]] = []
        for place, name in enumerate(folded):
            forms = known.forms.get(name, ())
            alone.append({form.key: form.alone if self._length > 1 else form.share for form in forms} or {name: 0.0})
            if typed is not None:
                alone[place].setdefault(typed[place], known.weight_of(typed[place], name))
            for key, weight in alone[place].items():
                self._add(place, (key,), weight)
        for place, pair in enumerate(held):
            for name, rate in pair.items():
                self._add(place, tuple(name.split(" ")), math.log(min(1.0, rate / together[place])))
        for width in (3, 4):
            for place in range(len(folded) - width + 1):
                rarest = min(together[place : place + width - 1])
                for name, rate in known.longer.get(" ".join(folded[place : place + width]), {}).items():
                    self._add(place, tuple(name.split(" ")), math.log(min(1.0, rate / rarest)))
        #: Steps that stand for a form which the collection does not know, by the place where they end.
        self._doubts: list[list[_Step]] = [[] for _ in range(len(folded) + 1)]
        for place, name in enumerate(folded):
            weight = known.unmet(name) - (cost(place, _ANY) if cost else 0.0)
            if is_syllable(name) and weight > -math.inf:
                self._doubts[place + 1].append((place, (_ANY,), weight))
        #: By pair: what it costs that no compound holds it; what texts say of it as they print it, and of it otherwise.
        self._apart = [math.log(1 - share) for share in bound]
        self._said: list[dict[tuple[str, str], float]] = [{} for _ in names]
        self._silent = [0.0 for _ in names]
        for place, name in enumerate(names) if readings else ():
            counted = readings.get(name, {}) if readings else {}
            total = sum(counted.values()) + _PRIOR
            self._silent[place] = math.log(_PRIOR / total)
            for (left, right), count in counted.items():
                # What was to be expected of this pair without the texts.
                chance = (1 - bound[place]) * math.exp(
                    alone[place].get(left, _IMPOSSIBLE) + alone[place + 1].get(right, _IMPOSSIBLE)
                )
                if inside[place]:
                    chance += bound[place] * held[place].get(f"{left} {right}", 0.0) / inside[place]
                self._said[place][left, right] = math.log((count / chance + _PRIOR) / total)

    def _add(self, start: int, forms: tuple[str, ...], weight: float) -> None:
        """Add a step, unless it costs too much."""
        if self._cost is not None:
            weight -= sum(self._cost(start + place, form) for place, form in enumerate(forms))
        if weight > -math.inf:
            self._steps[start + len(forms)].append((start, forms, weight))

    def _within(self, step: _Step) -> float:
        """Give the weight of a step, with what the texts say of the pairs inside it."""
        start, forms, weight = step
        for place, pair in enumerate(pairwise(forms), start):
            weight += self._said[place].get(pair, self._silent[place])
        return weight

    def best(self) -> tuple[tuple[str, ...], float]:
        """Give the likeliest marked forms, and the logarithm of their weight."""
        # By place, and form before it: the weight, and the forms so far.
        ways: list[dict[str, tuple[float, tuple[str, ...]]]] = [{"": (0.0, ())}]
        for place in range(1, self._length + 1):
            here: dict[str, tuple[float, tuple[str, ...]]] = {}
            for step in self._steps[place]:
                start, forms, _ = step
                if not ways[start]:
                    continue
                weight, before = max(
                    ((so_far + self._join(start, last, forms[0]), way) for last, (so_far, way) in ways[start].items()),
                    key=lambda each: each[0],
                )
                weight += self._within(step)
                if forms[-1] not in here or here[forms[-1]][0] < weight:
                    here[forms[-1]] = (weight, before + forms)
            ways.append(here)
        if not ways[-1]:
            return (), -math.inf
        weight, forms = max(ways[-1].values(), key=lambda each: each[0])
        return forms, weight

    def share(self, chosen: Sequence[str]) -> float:
        """Give the share of the ways that read so in the weight of all, 0 to 1."""
        return math.exp(min(0.0, self._total(chosen) - self._total(None)))

    def _total(self, chosen: Sequence[str] | None) -> float:
        """Add up the weights of all ways, or of those that read as chosen; as a logarithm."""
        totals: list[dict[str, float]] = [{"": 0.0}]
        for place in range(1, self._length + 1):
            here: defaultdict[str, list[float]] = defaultdict(list)
            arrived: dict[tuple[int, str], float] = {}
            for step in self._steps[place] + (self._doubts[place] if chosen is None else []):
                start, forms, _ = step
                if not totals[start] or (chosen is not None and forms != tuple(chosen[start:place])):
                    continue
                joint = (start, forms[0])
                if joint not in arrived:
                    arrived[joint] = _sum([w + self._join(start, last, forms[0]) for last, w in totals[start].items()])
                here[forms[-1]].append(arrived[joint] + self._within(step))
            totals.append({form: _sum(weights) for form, weights in here.items()})
        return _sum(list(totals[-1].values())) if totals[-1] else -math.inf

    def _join(self, place: int, left: str, right: str) -> float:
        """Give the weight of a form beside the one before it, which no compound holds together."""
        if not place:
            return 0.0
        return self._apart[place - 1] + self._said[place - 1].get((left, right), self._silent[place - 1])


def _sum(logarithms: Sequence[float]) -> float:
    """Add numbers given as logarithms."""
    most = max(logarithms)
    return most if most == -math.inf else most + math.log(sum([math.exp(each - most) for each in logarithms]))


#: What joins syllables to a run of neighbours.
_JOINED = re.compile(r"\s+|\s*[-–]\s*")
#: A character inside a token, and the places where tokens begin and end.
_INSIDE = r"[^\s()\"“”]"
_BEGIN, _END = rf"(?<!{_INSIDE})", rf"(?!{_INSIDE})"
#: What an exclusion leaves out: quoted, in brackets, or a word.
_PART = rf"(?:[\"“”][^\"“”]*[\"“”]?|\([^)]*\)?|{_INSIDE}+)"
_LETTERS_ONLY = r"[^\W\d_](?:[^\W\d_]|[\u0300-\u036f])*"
#: Words as they are typed: joined by a dash or a comma, with what people put before and behind.
_WORDS = rf"[.,;!?'’…]*{_LETTERS_ONLY}(?:[-–,;]{_LETTERS_ONLY})*[.,;:!?'’…]*"
#: What is never changed, besides instruments.
_LEFT_ALONE = re.compile(
    "|".join(
        (
            rf"(?<![^\s(])-+{_PART}",
            rf"{_BEGIN}(?:KHÔNG|KHONG|NOT)\s+{_PART}",
            rf"{_BEGIN}(?:VÀ|VA|AND|HOẶC|HOAC|OR){_END}",
            # The name of a field, up to its colon: "tiêu đề:"; then what is not made of letters.
            rf"{_BEGIN}(?:[^\s()\"“”:]+\s)?[^\s()\"“”:]+:(?=\S)",
            rf"(?<![^\s()\"“”:])(?!{_WORDS}{_END})[^\s()\"“”:]+",
        )
    )
)


def runs(text: str) -> list[list[Syllable]]:
    """Find what of a query may be changed: runs of neighbouring syllables, in order.

    Left alone are numbers, instruments, operators, names of fields, what is left out, addresses, and what is written
    in capitals in a query that is not (`UBND`).
    """
    capitals = text.upper() == text
    alone = [match.span() for match in _LEFT_ALONE.finditer(text)]
    alone += [(citation.start, citation.end) for citation in find_in_query(text)]
    found: list[list[Syllable]] = []
    end = None
    for syllable in syllables(text):
        word = text[syllable.start : syllable.end]
        if any(start < syllable.end and syllable.start < stop for start, stop in alone) or (
            len(word) > 1 and word.isupper() and not capitals
        ):
            end = None
            continue
        joined = end is not None and _JOINED.fullmatch(text, end, syllable.start)
        if joined and len(found[-1]) < _LONGEST_RUN:
            found[-1].append(syllable)
        else:
            found.append([syllable])
        end = syllable.end
    return found


def cased_like(typed: str, made: str) -> str:
    """Give what was made the case of what was typed: `Hoi` and `hội` give `Hội`."""
    if len(typed) > 1 and typed.isupper():
        return made.upper()
    return made[:1].upper() + made[1:] if typed[:1].isupper() else made


def normal(form: Form) -> str:
    """Give the exact form of a syllable as the ordinary spelling has it: `trưòng` and `trường` give `trương2`."""
    made = printed(form.marked) if form.marked else None
    return form_of(made).exact if made else form.exact


def replaced(text: str, changes: Iterable[tuple[int, int, str]]) -> str:
    """Put other words in the place of ranges of a text, which ascend."""
    pieces = []
    position = 0
    for start, end, word in changes:
        pieces += [text[position:start], word]
        position = end
    return "".join([*pieces, text[position:]])


def marked_form(text: str, vocabulary: Vocabulary, texts: Iterable[str] = ()) -> str | None:
    """Give a query with the marks that were most likely left away, or None.

    `"binh dang gioi"` gives `"bình đẳng giới"` where the collection speaks of it. Syllables that carry marks stay as
    they are; so do foreign words, numbers, instruments, operators, and case. `texts` are some that the query found,
    the best first (NFC, as stored): how they print its syllables makes the result much surer.

    None where there is nothing to change, and where there is doubt: the marks offered must have at least the share
    `SURE` in the weight of all that are possible.
    """
    found = runs(text)
    if all(syllable.form.marked for run in found for syllable in run):
        return None
    known = statistics(vocabulary)
    folded = [[syllable.form.folded for syllable in run] for run in found]
    readings = _read(texts, folded, known.folded)
    some_marked = any(syllable.form.marked for run in found for syllable in run)
    changes = []
    share = 1.0
    for run, names in zip(found, folded, strict=True):
        typed = [normal(syllable.form) for syllable in run]

        def cost(place: int, form: str, run: list[Syllable] = run, typed: list[str] = typed) -> float:
            if form == typed[place]:
                return 0.0
            if run[place].form.marked:
                return math.inf
            return _BARE_AMONG_MARKED if some_marked and is_plain_syllable(run[place].form.folded) else 0.0

        ways = Ways(known, vocabulary, names, typed=typed, cost=cost, readings=readings)
        forms, _ = ways.best()
        share *= ways.share(forms)
        if share < SURE:
            return None
        for syllable, before, form in zip(run, typed, forms, strict=True):
            made = printed(form)
            if form != before and made is not None:
                changes.append((syllable.start, syllable.end, cased_like(text[syllable.start : syllable.end], made)))
    return replaced(text, changes) if changes else None
