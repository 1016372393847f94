"""Word segmentation: pyvi's own labels, laid over our own syllables.

pyvi's model is a linear conditional random field with two labels (B_W: a word begins, I_W: it goes on) over
6,335 attributes, and two sets of known words. This module reads those weights and word sets and evaluates
them directly: the labels are pyvi's (a test compares them), several times faster, because everything that
depends on one syllable alone is computed once and kept.

Which syllables are put before it matters more than the model: pyvi tears legal numbers apart, so callers
give it runs of plain syllables, with citations taken out (see `analysis`).
"""

from __future__ import annotations

import re
import tempfile
from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any

#: Label scores are kept per syllable; past this many different ones the memo starts afresh (bytes: about 300 each).
MEMO_LIMIT = 200_000


#: One line of the model's printed form: `(0) word.lower():nhà --> I_W: 0.1234`.
_STATE = re.compile(r"^  \(\d+\) (.+) --> ([BI]_W): (-?[\d.]+)$", re.MULTILINE)
_TRANSITION = re.compile(r"^  \(\d+\) ([BI]_W) --> ([BI]_W): (-?[\d.]+)$", re.MULTILINE)


def _read_model(tagger: Any) -> tuple[dict[str, float], dict[tuple[str, str], float]]:
    """Read the weights out of a CRFsuite tagger: per attribute I_W minus B_W (two labels: only the
    difference decides), and per pair of labels.

    The tagger's own `info()` fails on this model, whose attributes include a line break; its printed form does not.
    """
    with tempfile.TemporaryDirectory() as folder:
        dump = Path(folder, "model.txt")
        tagger.dump(str(dump))
        with dump.open(encoding="utf-8", newline="") as file:
            transitions, _, states = file.read().partition("STATE_FEATURES")
    weights: dict[str, float] = {}
    for attribute, label, weight in _STATE.findall(states):
        weights[attribute] = weights.get(attribute, 0.0) + (float(weight) if label == "I_W" else -float(weight))
    transition = {(left, right): float(weight) for left, right, weight in _TRANSITION.findall(transitions)}
    return weights, transition


class Segmenter:
    """Groups syllables into words as pyvi 0.1.1 does. Build one with `segmenter()`: loading takes about a second."""

    def __init__(self) -> None:
        """Load pyvi's weights and word sets."""
        # pyvi brings scikit-learn with it; a process that only searches never gets here.
        from pyvi.ViTokenizer import ViTokenizer

        weights, transition = _read_model(ViTokenizer.model.tagger_)
        self._weight = weights
        self._bb = transition.get(("B_W", "B_W"), 0.0)
        self._bi = transition.get(("B_W", "I_W"), 0.0)
        self._ib = transition.get(("I_W", "B_W"), 0.0)
        self._ii = transition.get(("I_W", "I_W"), 0.0)
        self._pairs: set[str] = ViTokenizer.bi_grams
        self._triples: set[str] = ViTokenizer.tri_grams
        self._pair_before = weights.get("-1:word.bi_gram()", 0.0)
        self._pair_after = weights.get("+1:word.bi_gram()", 0.0)
        self._triple_before = weights.get("-2:word.tri_gram()", 0.0)
        self._triple_after = weights.get("+2:word.tri_gram()", 0.0)
        self._memo: dict[str, tuple[str, float, float, float, bool, bool]] = {}

    def _syllable(self, syllable: str) -> tuple[str, float, float, float, bool, bool]:
        """Give what depends on one syllable: lower case, its own score, as left and as right neighbour, two flags."""
        lower = syllable.lower()
        get = self._weight.get
        upper, title = syllable.isupper(), syllable.istitle()
        own = get("bias", 0.0) + get("word.lower():" + lower, 0.0)
        before = get("-1:word.lower():" + lower, 0.0)
        after = get("+1:word.lower():" + lower, 0.0)
        if upper:
            own += get("word.isupper()", 0.0)
            before += get("-1:word.isupper()", 0.0)
            after += get("+1:word.isupper()", 0.0)
        if title:
            own += get("word.istitle()", 0.0)
            before += get("-1:word.istitle()", 0.0)
            after += get("+1:word.istitle()", 0.0)
        if syllable.isdigit():
            own += get("word.isdigit()", 0.0)
        entry = (lower, own, before, after, syllable[0].isdigit(), syllable[0].istitle())
        if len(self._memo) >= MEMO_LIMIT:
            self._memo.clear()
        self._memo[syllable] = entry
        return entry

    def labels(self, syllables: Sequence[str]) -> list[bool]:
        """Tell for each syllable whether it goes on with the word before it (pyvi's `I_W`).

        The best path of the model (Viterbi). An empty sequence gives an empty list.
        """
        count = len(syllables)
        if count == 0:
            return []
        memo, make = self._memo, self._syllable
        entries = [memo.get(s) or make(s) for s in syllables]
        lowers = [entry[0] for entry in entries]
        scores = [entry[1] for entry in entries]
        pairs, triples = self._pairs, self._triples
        for i in range(1, count):
            scores[i] += entries[i - 1][2]
            scores[i - 1] += entries[i][3]
            pair = lowers[i - 1] + " " + lowers[i]
            if pair in pairs:
                scores[i] += self._pair_before
                scores[i - 1] += self._pair_after
            if i > 1 and lowers[i - 2] + " " + pair in triples:
                scores[i] += self._triple_before
                scores[i - 2] += self._triple_after
        return self._best_path(scores)

    def _best_path(self, scores: Sequence[float]) -> list[bool]:
        bb, bi, ib, ii = self._bb, self._bi, self._ib, self._ii
        begin, inside = 0.0, scores[0]
        came: list[tuple[bool, bool]] = []
        for score in scores[1:]:
            begin_from_inside = inside + ib > begin + bb
            inside_from_inside = inside + ii > begin + bi
            came.append((begin_from_inside, inside_from_inside))
            begin, inside = (
                inside + ib if begin_from_inside else begin + bb,
                (inside + ii if inside_from_inside else begin + bi) + score,
            )
        label = inside > begin
        path = [label]
        for step in reversed(came):
            label = step[1] if label else step[0]
            path.append(label)
        path.reverse()
        return path

    def words(self, syllables: Sequence[str]) -> list[tuple[int, int]]:
        """Group a run of syllables into words: half-open ranges of indices, in order, covering the run.

        `["Ủy", "ban", "nhân", "dân", "tỉnh"]` gives `[(0, 2), (2, 4), (4, 5)]`. The rules around the
        labels are pyvi's: digits stand alone, a capital begins a word unless the one before is capital too.
        """
        if not syllables:
            return []
        labels = self.labels(syllables)
        memo, make = self._memo, self._syllable
        entries = [memo.get(s) or make(s) for s in syllables]
        ranges: list[tuple[int, int]] = []
        start = 0
        for i in range(1, len(syllables)):
            here, last = entries[i], entries[i - 1]
            joins = labels[i] and not here[4] and not last[4] and not (here[5] and not last[5])
            if not joins:
                ranges.append((start, i))
                start = i
        ranges.append((start, len(syllables)))
        return ranges


@lru_cache(maxsize=1)
def segmenter() -> Segmenter:
    """Give the one segmenter of this process, loading it the first time (about a second)."""
    return Segmenter()
