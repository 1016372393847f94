"""Word segmentation: pyvi's own labels, laid over our own syllables.

pyvi's model is a linear conditional random field with two labels (B_W: a word begins, I_W: it goes on) over
6,335 attributes, and two sets of known words. This module reads those weights and word sets and evaluates
them directly: the labels are pyvi's (a test compares them), many times faster, because everything that depends on
one syllable alone is computed once and kept, and because whole batches of text are labelled in NumPy.

Which syllables are put before it matters more than the model: pyvi tears legal numbers apart, so callers
give it runs of plain syllables, with citations taken out (see `analysis`).
"""

from __future__ import annotations

import pickle
import re
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pycrfsuite  # type: ignore[import-untyped]

from index.errors import BadSetting

#: What is known of a syllable is kept; past this many different ones the memo starts afresh (bytes: about 300 each).
MEMO_LIMIT = 200_000

#: The number of a syllable that stands in no known word.
UNKNOWN = -1

Flags = npt.NDArray[np.bool_]
Floats = npt.NDArray[np.float64]
Numbers = npt.NDArray[np.int64]

#: One line of the model's printed form: `(0) word.lower():nhà --> I_W: 0.1234`.
_STATE = re.compile(r"^  \(\d+\) (.+) --> ([BI]_W): (-?[\d.]+)$", re.MULTILINE)
_TRANSITION = re.compile(r"^  \(\d+\) ([BI]_W) --> ([BI]_W): (-?[\d.]+)$", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Facts:
    """What the model needs of one syllable.

    `number` is its place among the syllables of known words, or `UNKNOWN`; `own` its score for going on with a word,
    `before` and `after` what it adds to the score of its right and its left neighbour.
    """

    number: int
    own: float
    before: float
    after: float
    digit: bool
    title: bool


class _Resource:
    """Stands for whatever objects of scikit-learn wrap the model, so that they need not be imported."""


class _ModelReader(pickle.Unpickler):
    """Reads pyvi's file without what it was written with: only NumPy's scalars are made, all else is a plain holder."""

    def find_class(self, module: str, name: str) -> Any:
        if module.startswith("numpy") or (module, name) == ("_codecs", "encode"):
            return super().find_class(module, name)
        return type(name, (_Resource,), {})


def _read_weights(folder: Path) -> tuple[dict[str, float], dict[tuple[str, str], float]]:
    """Read the weights: per attribute I_W minus B_W (two labels: only the difference decides), and per pair of labels.

    The tagger's own `info()` fails on this model, whose attributes include a line break; its printed form does not.
    """
    with (folder / "pyvi3.pkl").open("rb") as file:
        resource = vars(vars(_ModelReader(file).load())["modelfile"])
    tagger = pycrfsuite.Tagger()
    tagger.open_inmemory(resource["__FILE_RESOURCE_DATA__"])
    with tempfile.TemporaryDirectory() as scratch:
        dump = Path(scratch, "model.txt")
        tagger.dump(str(dump))
        with dump.open(encoding="utf-8", newline="") as text:
            transitions, _, states = text.read().partition("STATE_FEATURES")
    weights: dict[str, float] = {}
    for attribute, label, weight in _STATE.findall(states):
        weights[attribute] = weights.get(attribute, 0.0) + (float(weight) if label == "I_W" else -float(weight))
    return weights, {(left, right): float(weight) for left, right, weight in _TRANSITION.findall(transitions)}


def _read_words(folder: Path) -> tuple[list[list[str]], list[list[str]]]:
    """Read the known words of two syllables and of three."""
    words = [line.split(" ") for line in (folder / "words.txt").read_text(encoding="utf-8").split("\n")]
    return [word for word in words if len(word) == 2], [word for word in words if len(word) == 3]


class Segmenter:
    """Groups syllables into words as pyvi 0.1.1 does. Take the one of this process: `segmenter()`."""

    def __init__(self) -> None:
        """Read pyvi's weights and word sets; scikit-learn, which pyvi brings, is not loaded.

        Raises `BadSetting` where the installed pyvi is not the one that this was made for.
        """
        spec = find_spec("pyvi")
        if spec is None or not spec.submodule_search_locations:
            raise BadSetting("The package pyvi is not installed. Install what requirements.txt lists.")
        folder = Path(spec.submodule_search_locations[0], "models")
        try:
            weights, transition = _read_weights(folder)
            pairs, triples = _read_words(folder)
        except (OSError, KeyError, pickle.UnpicklingError) as error:
            raise BadSetting(
                f"The installed pyvi has no model that can be read ({error!r}). Install the version that "
                "requirements.txt names."
            ) from error
        self._weight = weights
        self._bb = transition.get(("B_W", "B_W"), 0.0)
        self._bi = transition.get(("B_W", "I_W"), 0.0)
        self._ib = transition.get(("I_W", "B_W"), 0.0)
        self._ii = transition.get(("I_W", "I_W"), 0.0)
        self._pair_before = weights.get("-1:word.bi_gram()", 0.0)
        self._pair_after = weights.get("+1:word.bi_gram()", 0.0)
        self._triple_before = weights.get("-2:word.tri_gram()", 0.0)
        self._triple_after = weights.get("+2:word.tri_gram()", 0.0)
        known = sorted({syllable for word in (*pairs, *triples) for syllable in word})
        self._numbers = {syllable: number for number, syllable in enumerate(known)}
        self._width = len(known)
        self._pairs = self._keys(pairs)
        self._triples = self._keys(triples)
        self._memo: dict[str, Facts] = {}

    def _keys(self, words: Sequence[Sequence[str]]) -> Numbers:
        """Make one number of each word, ascending; a greatest one ends them, so that a search never runs off."""
        keys = set()
        for word in words:
            key = 0
            for syllable in word:
                key = key * self._width + self._numbers[syllable]
            keys.add(key)
        return np.asarray([*sorted(keys), np.iinfo(np.int64).max], np.int64)

    def facts(self, syllable: str) -> Facts:
        """Give what the model needs of one syllable, from the memo where it was met before."""
        made = self._memo.get(syllable)
        if made is None:
            if len(self._memo) >= MEMO_LIMIT:
                self._memo.clear()
            made = self._memo[syllable] = self._make_facts(syllable)
        return made

    def _make_facts(self, syllable: str) -> Facts:
        lower = syllable.lower()
        get = self._weight.get
        own = get("bias", 0.0) + get("word.lower():" + lower, 0.0)
        before = get("-1:word.lower():" + lower, 0.0)
        after = get("+1:word.lower():" + lower, 0.0)
        if syllable.isupper():
            own += get("word.isupper()", 0.0)
            before += get("-1:word.isupper()", 0.0)
            after += get("+1:word.isupper()", 0.0)
        if syllable.istitle():
            own += get("word.istitle()", 0.0)
            before += get("-1:word.istitle()", 0.0)
            after += get("+1:word.istitle()", 0.0)
        if syllable.isdigit():
            own += get("word.isdigit()", 0.0)
        number = self._numbers.get(lower, UNKNOWN)
        return Facts(number, own, before, after, syllable[0].isdigit(), syllable[0].istitle())

    def labels(self, syllables: Sequence[str]) -> list[bool]:
        """Tell for each syllable of one run whether it goes on with the word before it (pyvi's `I_W`)."""
        found: list[bool] = self.label_runs(self._runs([syllables])).tolist()
        return found

    def words(self, syllables: Sequence[str]) -> list[tuple[int, int]]:
        """Group a run of syllables into words: half-open ranges of indices, in order, covering the run.

        `["Ủy", "ban", "nhân", "dân", "tỉnh"]` gives `[(0, 2), (2, 4), (4, 5)]`.
        """
        return self.words_of([syllables])

    def words_of(self, runs: Sequence[Sequence[str]]) -> list[tuple[int, int]]:
        """Group the syllables of several runs: ranges of indices into all of them, one run after the other."""
        starts = np.flatnonzero(~self.joins(self._runs(runs))).tolist()
        return list(zip(starts, [*starts[1:], sum(map(len, runs))], strict=True)) if starts else []

    def _runs(self, runs: Sequence[Sequence[str]]) -> Runs:
        facts = [self.facts(syllable) for run in runs for syllable in run]
        linked = np.ones(len(facts), np.bool_)
        place = 0
        for run in runs:
            linked[place : place + 1] = False
            place += len(run)
        return Runs(
            number=np.asarray([one.number for one in facts], np.int64),
            own=np.asarray([one.own for one in facts], np.float64),
            before=np.asarray([one.before for one in facts], np.float64),
            after=np.asarray([one.after for one in facts], np.float64),
            digit=np.asarray([one.digit for one in facts], np.bool_),
            title=np.asarray([one.title for one in facts], np.bool_),
            linked=linked,
        )

    def joins(self, runs: Runs) -> Flags:
        """Tell for each syllable whether it goes on with a word, by the labels and pyvi's rules around them.

        Digits stand alone, and a capital begins a word unless the syllable before is capital too.
        """
        joined = self.label_runs(runs) & runs.linked & ~runs.digit
        joined[1:] &= ~runs.digit[:-1] & ~(runs.title[1:] & ~runs.title[:-1])
        return joined

    def label_runs(self, runs: Runs) -> Flags:
        """Label many runs of syllables at once: True where a syllable goes on with the word before it (`I_W`).

        The best path of the model (Viterbi). With two labels all that matters at a syllable is by how much the best
        path that ends in I_W beats the one that ends in B_W; that advantage follows from the one before by a function
        that is level outside a short stretch, so it settles everywhere after a few rounds over whole arrays.
        """
        if not runs.linked.size:
            return np.zeros(0, np.bool_)
        scores = self._scores(runs)
        advantage = scores.copy()
        pending = np.flatnonzero(runs.linked)
        while pending.size:
            before = advantage[pending - 1]
            new = scores[pending] + np.maximum(before + self._ii, self._bi) - np.maximum(before + self._ib, self._bb)
            changed = pending[new != advantage[pending]]
            advantage[pending] = new
            following = changed + 1
            following = following[following < scores.size]
            pending = following[runs.linked[following]]
        return self._best_path(advantage, runs.linked)

    def _scores(self, runs: Runs) -> Floats:
        """Add up what speaks for I_W at each syllable: its own score, its neighbours', the known words around it."""
        scores = runs.own.copy()
        second = np.flatnonzero(runs.linked)
        scores[second] += runs.before[second - 1]
        scores[second - 1] += runs.after[second]
        number = runs.number
        second = second[(number[second] >= 0) & (number[second - 1] >= 0)]
        keys = number[second - 1] * self._width + number[second]
        pairs = second[_held(self._pairs, keys)]
        scores[pairs] += self._pair_before
        scores[pairs - 1] += self._pair_after
        inner = (second > 1) & runs.linked[second - 1] & (number[second - 2] >= 0)
        third = second[inner]
        keys = number[third - 2] * (self._width * self._width) + keys[inner]
        triples = third[_held(self._triples, keys)]
        scores[triples] += self._triple_before
        scores[triples - 2] += self._triple_after
        return scores

    def _best_path(self, advantage: Floats, linked: Flags) -> Flags:
        """Go back from the last syllable of each run: each label tells, or leaves open, the one before it."""
        before = advantage[:-1]
        begin_from_inside = before + self._ib > self._bb
        inside_from_inside = before + self._ii > self._bi
        told = np.ones(advantage.size, np.bool_)
        told[:-1] = ~linked[1:] | (begin_from_inside == inside_from_inside)
        value = advantage > 0
        value[:-1] = np.where(linked[1:], begin_from_inside, value[:-1])
        # Where it is left open the label is that of the next syllable, or its opposite.
        opposite = np.zeros(advantage.size, np.int64)
        opposite[:-1] = ~told[:-1] & begin_from_inside
        places = np.where(told, np.arange(advantage.size), advantage.size)
        nearest = np.minimum.accumulate(places[::-1])[::-1]
        turns = np.concatenate([[0], np.cumsum(opposite)])
        odd = (turns[nearest] - turns[: advantage.size]) % 2 == 1
        labels: Flags = value[nearest] ^ odd
        return labels


@dataclass(frozen=True, slots=True)
class Runs:
    """Runs of syllables, one after the other, in arrays of one length (see `Facts`).

    `linked` tells for each syllable that it stands in one run with the syllable before it.
    """

    number: Numbers
    own: Floats
    before: Floats
    after: Floats
    digit: Flags
    title: Flags
    linked: Flags


def _held(ascending: Numbers, keys: Numbers) -> Flags:
    """Tell which keys are among ascending ones, the last of which is greater than any key."""
    held: Flags = ascending[np.searchsorted(ascending, keys)] == keys
    return held


@lru_cache(maxsize=1)
def segmenter() -> Segmenter:
    """Give the one segmenter of this process, loading it the first time (about 0.2 seconds)."""
    return Segmenter()
