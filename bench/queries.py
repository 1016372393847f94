"""Queries drawn from the text with a fixed seed: the same ones for the product and every peer.

| Kind | What |
| --- | --- |
| `marked` | 1 to 6 syllables that stand together in an article, as printed |
| `unmarked` | the same without marks, in small letters |
| `phrase` | 2 to 6 syllables without marks, in quotes |
| `filtered` | 1 to 6 syllables without marks, within a type, a year or a category of that article |
| `instrument` | no words: the articles that cite an instrument of that article |

No query holds a figure or punctuation, so that no engine can read it otherwise than another.
"""

from __future__ import annotations

import random
import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from bench.text import SEED, Corpus, Plain, plain

KINDS = ("marked", "unmarked", "phrase", "filtered", "instrument")

#: Syllables that only single spaces part.
_RUN = re.compile(r"[^\W\d_]+(?: [^\W\d_]+)*")

_LONGEST = 6


@dataclass(frozen=True, slots=True)
class Query:
    """One query. `text` is what a person types, without quotes; `words` are its syllables without marks.

    `filters` maps a facet to the values chosen, as `Request.filters` of the product does.
    """

    kind: str
    text: str
    words: tuple[str, ...]
    phrase: bool
    filters: Mapping[str, tuple[str, ...]]

    def as_json(self) -> dict[str, Any]:
        """Give plain JSON values."""
        return asdict(self)


def from_json(record: Mapping[str, Any]) -> Query:
    """Read back what `as_json` gave."""
    filters = {name: tuple(values) for name, values in record["filters"].items()}
    return Query(record["kind"], record["text"], tuple(record["words"]), record["phrase"], filters)


def unmark(text: str) -> str:
    """Take off marks and capitals: `"Đẳng"` gives `"dang"`."""
    parts = unicodedata.normalize("NFD", text.lower().replace("đ", "d"))
    return "".join(char for char in parts if not unicodedata.combining(char))


def draw(corpus: Corpus, count: int, seed: int = SEED) -> list[Query]:
    """Draw `count` queries of each kind, in turn: one of each kind, then the next of each."""
    chance = random.Random(seed)
    # More articles than queries: some have no words to draw, most cite nothing.
    wanted = set(chance.sample(range(corpus.count), min(corpus.count, max(200, 40 * count))))
    articles = [plain(line) for number, line in enumerate(corpus.lines()) if number in wanted]
    chance.shuffle(articles)
    wordy = [article for article in articles if _runs(article)]
    citing = [article for article in articles if _known(article)]
    if not wordy:
        raise ValueError("The text holds no words to draw queries from.")
    drawn: list[Query] = []
    for number in range(count):
        kinds = KINDS if citing else KINDS[:-1]
        drawn += [_draw(kind, (citing if kind == "instrument" else wordy), number, chance) for kind in kinds]
    return drawn


def _draw(kind: str, articles: Sequence[Plain], number: int, chance: random.Random) -> Query:
    article = articles[number % len(articles)]
    if kind == "instrument":
        return Query(kind, "", (), False, {"instrument": (chance.choice(_known(article)),)})
    least = 2 if kind == "phrase" else 1
    runs = _runs(article)
    syllables = chance.choice([run for run in runs if len(run) >= least] or runs)
    length = min(chance.randint(least, _LONGEST), len(syllables))
    first = chance.randint(0, len(syllables) - length)
    text = " ".join(syllables[first : first + length])
    words = tuple(unmark(text).split())
    filters = _filters(article, chance) if kind == "filtered" else {}
    return Query(kind, text if kind == "marked" else " ".join(words), words, kind == "phrase", filters)


def _runs(article: Plain) -> list[list[str]]:
    text = unicodedata.normalize("NFC", article.body)
    return [run.split(" ") for run in _RUN.findall(text)]


def _known(article: Plain) -> list[str]:
    """Give the keys of cited instruments of which nothing is unknown: the others may mean another key."""
    return [key for key in article.facets["instrument"] if "?" not in key]


def _filters(article: Plain, chance: random.Random) -> dict[str, tuple[str, ...]]:
    names = [name for name in ("type", "year", "category") if article.facets[name]]
    name = chance.choice(names)
    return {name: (chance.choice(article.facets[name]),)}
