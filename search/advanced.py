"""The query language as the fields of a form, both ways: for people who would rather not learn it.

`Wishes(all="kế hoạch", none="covid", title="bình đẳng giới")` is `kế hoạch tiêu đề:(bình đẳng giới) -covid`.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from search.description import describe
from search.grammar import MAX_SLOP, Both, Dates, Either, InField, Named, Node, Nothing, Quoted, Without, Words, read

#: Words between those of `near`, unless asked otherwise.
DISTANCE = 5


@dataclass(frozen=True, slots=True)
class Wishes:
    """What a query asks for, field by field; "" is no wish.

    `all` may hold any query. `any` and `none` list words, or words and phrases parted by commas. `distance` is how many
    other words may stand between those of `near`.
    """

    all: str = ""
    phrase: str = ""
    any: str = ""
    none: str = ""
    near: str = ""
    distance: int = DISTANCE
    title: str = ""
    number: str = ""


_QUOTES = re.compile(r"[\"“”]")
#: What would end a value before its time.
_BRACKETS = re.compile(r"[()\"“”]")


def compose(wishes: Wishes) -> str:
    """Write a query that asks for these wishes: `any="thi đua, khen thưởng"` is `("thi đua" HOẶC "khen thưởng")`."""
    parts = [wishes.all.strip()]
    if phrase := _plain(wishes.phrase, _QUOTES):
        parts.append(f'"{phrase}"')
    choices = list(_items(wishes.any))
    if choices:
        parts.append(f"({' HOẶC '.join(choices)})" if len(choices) > 1 else choices[0])
    if near := _plain(wishes.near, _QUOTES):
        parts.append(f'"{near}"~{min(max(wishes.distance, 0), MAX_SLOP)}')
    if title := _plain(wishes.title, _BRACKETS):
        parts.append(f"tiêu đề:({title})")
    if number := _plain(wishes.number, _BRACKETS):
        parts.append(f"số:({number})")
    parts += [f"-{item}" for item in _items(wishes.none)]
    return " ".join(part for part in parts if part)


def split(typed: str) -> Wishes:
    """Part a query into wishes that ask for the same; what no field holds stays in `all`."""
    sentence = read(typed)
    tree = sentence.tree
    wishes = Wishes()
    for part in tree.parts if isinstance(tree, Both) else (tree,):
        taken = _take(wishes, part, sentence.text)
        if taken is None:
            return Wishes(all=sentence.text)
        wishes = taken
    # What was taken apart has to mean what it meant: cheap to check, and right for every query there is.
    return wishes if _meaning(read(compose(wishes)).tree) == _meaning(tree) else Wishes(all=sentence.text)


def _meaning(tree: Node) -> tuple[str, Counter[str]]:
    """Give what a query asks for, whatever the order of its parts: its plain words, and the rest in words."""
    parts = tree.parts if isinstance(tree, Both) else (tree,)
    words = " ".join(part.text for part in parts if isinstance(part, Words))
    return words, Counter(describe(part) for part in parts if not isinstance(part, Words))


def _take(wishes: Wishes, part: Node, typed: str) -> Wishes | None:
    """Add a part of a query; None where no field holds it."""
    match part:
        case Nothing():
            return wishes
        case Words(text):
            return _with_words(wishes, text)
        case Named(citation):
            return _with_words(wishes, typed[citation.start : citation.end])
        case Quoted(text, None) if not wishes.phrase:
            return replace(wishes, phrase=text)
        case Quoted(text, int(slop)) if not wishes.near:
            return replace(wishes, near=text, distance=slop)
        case InField("title", Words(text)) if not wishes.title:
            return replace(wishes, title=text)
        case InField("number", Words(text) | Named(_, text)) if not wishes.number:
            return replace(wishes, number=text)
        case Dates(first, last):
            bounds = [("từ", first), ("đến", last)]
            return _with_words(wishes, " ".join(f"{name}:{day:%d/%m}/{day.year:04}" for name, day in bounds if day))
        case Without(Words(text) | Quoted(text, None)):
            return replace(wishes, none=", ".join(filter(None, (wishes.none, text))))
        case Either(parts) if not wishes.any:
            choices = _texts(parts)
            return replace(wishes, any=", ".join(choices)) if choices else None
        case _:
            return None


def _with_words(wishes: Wishes, text: str) -> Wishes:
    return replace(wishes, all=f"{wishes.all} {text}".strip())


def _texts(parts: Sequence[Node]) -> list[str]:
    """Give the words and phrases of alternatives; none where one is anything else."""
    texts = [part.text for part in parts if isinstance(part, Words) or (isinstance(part, Quoted) and part.slop is None)]
    return texts if len(texts) == len(parts) else []


def _plain(text: str, ends: re.Pattern[str]) -> str:
    return " ".join(ends.sub(" ", text).split())


def _items(text: str) -> Iterator[str]:
    """Part a list: at commas where there are any, at blanks elsewhere; what is of several words is a phrase."""
    plain = _BRACKETS.sub(" ", text)
    for item in plain.split(",") if "," in plain else plain.split():
        words = item.split()
        if words:
            yield f'"{" ".join(words)}"' if len(words) > 1 else words[0]
