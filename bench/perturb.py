"""Articles that nobody wrote: a share of the syllables of one replaced by others of the text's own vocabulary.

So a few hundred articles become a million whose words are as frequent as in the text, without repeating whole
articles. Sentences that hold a figure stay as they are, because an instrument's number, date and year are figures:
a perturbed article cites what its original cites.
"""

from __future__ import annotations

import random
import re
from collections.abc import Iterable

#: A sentence or a line, with its end.
_SENTENCE = re.compile(r"[^.!?\n]*(?:[.!?\n]+|$)")
#: What may be replaced, and what may stand in its place: a syllable in small letters.
_SMALL = re.compile(r"(?<![^\W_])[a-zà-ỹđ]{1,7}(?![^\W_])")

#: Of a thousand replacements, this many are words that stand nowhere else, as new names do in new text.
NEW_PER_THOUSAND = 5

_BEGINNINGS = ("b", "ch", "d", "g", "kh", "l", "m", "ngh", "ph", "qu", "s", "tr", "v", "x")
_ENDINGS = ("ac", "eng", "ip", "oan", "ur", "yst", "ola", "ime")


class Perturber:
    """Replaces syllables by others, drawn as often as they stand in the text that it was made from."""

    def __init__(self, texts: Iterable[str], share: float, seed: int) -> None:
        """Learn the syllables of `texts`. `share` (0 to 1) of the small syllables of an article will be replaced."""
        self._pool: list[str] = [syllable for text in texts for syllable in _SMALL.findall(text)] or ["tin"]
        self._share = share
        random.Random(seed).shuffle(self._pool)

    def perturb(self, text: str, chance: random.Random) -> str:
        """Give the text with other syllables in it; the same `chance` gives the same text."""
        return "".join(
            sentence if any(c.isdigit() for c in sentence) else self._sentence(sentence, chance)
            for sentence in _SENTENCE.findall(text)
        )

    def _sentence(self, sentence: str, chance: random.Random) -> str:
        places = [match.span() for match in _SMALL.finditer(sentence)]
        if not places:
            return sentence
        wanted = self._share * len(places)
        count = int(wanted) + (chance.random() < wanted % 1)
        made: list[str] = []
        last = 0
        for start, end in sorted(chance.sample(places, count)):
            made += (sentence[last:start], self._other(chance))
            last = end
        return "".join((*made, sentence[last:]))

    def _other(self, chance: random.Random) -> str:
        if chance.randrange(1000) < NEW_PER_THOUSAND:
            return "".join(map(chance.choice, (_BEGINNINGS, _ENDINGS, _BEGINNINGS, _ENDINGS)))
        return self._pool[chance.randrange(len(self._pool))]
