"""Abbreviations both ways: what stands in a query may also be printed short, or in full.

`UBND`, `ubnd` and `ủy ban nhân dân` ask for the same thing; `GD&ĐT`, `gd đt` and `gdđt` too. The pairs are the rows
of `search/tables/abbreviations.tsv`, whose head explains its columns. This happens when a query is made ready, never
in an index: a phrase put in the place of a word would move every position behind it, and highlights with them.

Three decisions keep what is found precise:

* Marks that were typed are believed: `bình đẳng giới` and `binh dang gioi` are BĐG, `binh dâng giỏi` is not.
* Full words ask for an abbreviation only where it seldom means anything else: `công nghiệp` does not ask for CN, which
  is as often công nghệ, công nhân or chi nhánh. One that is typed asks for each of its likely meanings.
* Articles are matched without marks, so an abbreviation that is a syllable of its own without them is never asked for
  (CA: cả, ca, cá), and is read only where it is typed in capitals.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import combinations, pairwise
from pathlib import Path
from typing import Literal, cast

from index.analysis import Form, Syllable, fold, syllables
from index.errors import BadSetting
from index.vocabulary import rows

#: The table, as `index.vocabulary.rows` takes it: an absolute path stays what it is.
_TABLE = Path(__file__).resolve().with_name("tables") / "abbreviations"

#: What a sure alternative counts beside the words as typed.
WEIGHT = 0.8
#: An alternative below this weight is left out.
LEAST = 0.2
#: Full words ask for an abbreviation that means them at least this often (after the words near them were looked at).
SURE = 0.7
#: A meaning counts so many times as much where a word of its context stands near.
CONTEXT = 4.0
#: How far context is looked for, in syllables to each side: a bound that keeps long texts linear.
NEAR = 16

Use = Literal["", "read", "capitals"]
#: The folded syllables that make a reading.
_Key = tuple[str, ...]

#: Spellings that differ in i and y alone, in folded and in marked form: `quản lí` is `quản lý`, `qui định` `quy định`.
_RESPELLED = {
    f"{before}i{tone}": f"{before}y{tone}"
    for before in ("h", "k", "l", "m", "qu", "s", "t")
    for tone in ("", "1", "2", "3", "4", "5")
}
#: A syllable of the table, which holds composed letters only.
_WORD = re.compile(r"[^\W_]+")
#: What joins the parts of an abbreviation that may also be typed as one.
_JOINED = re.compile(r"[&,-]")
_OPTIONAL = re.compile(r"\(([^)]*)\)")


@dataclass(frozen=True, slots=True)
class Alternative:
    """Another printing of the syllables `[start, end)` of a text: `text` as printed, `weight` in (0, 1].

    `start` and `end` count `index.analysis.syllables` of the text.
    """

    start: int
    end: int
    text: str
    weight: float


@dataclass(frozen=True, slots=True)
class Abbreviation:
    """A row of the table: printings of one abbreviation (`GD&ĐT`, `GDĐT`), and the full words that they stand for.

    `certainty` in (0, 1] tells how much of what is printed like this means this. `context` are folded words.
    """

    abbreviations: tuple[str, ...]
    meanings: tuple[str, ...]
    certainty: float
    use: Use
    context: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Reading:
    """What a row makes of certain syllables: those of `printed`, which is an abbreviation (`short`) or full words."""

    row: Abbreviation
    printed: str
    short: bool


@dataclass(frozen=True, slots=True)
class _Table:
    """All readings by their folded syllables; `widths` are the numbers of syllables by the first of them."""

    readings: dict[_Key, list[_Reading]]
    widths: dict[str, set[int]]


@cache
def abbreviations() -> tuple[Abbreviation, ...]:
    """Read the table; raise `BadSetting` for a certainty or use that there is not."""
    return tuple(_row(row) for row in rows(str(_TABLE)))


def alternatives(text: str) -> tuple[Alternative, ...]:
    """Find what may be printed instead of parts of a text, by place, the likeliest first.

    The text is words as typed, without quotes or operators. Two alternatives are for the very same syllables or for
    syllables apart: of readings that overlap, the longest counts, then the first. `bộ thông tin và truyền thông` gives
    `TT&TT` and `TTTT` for all but its first syllable.
    """
    table = _table()
    typed = list(syllables(text))
    keys = [_spelt(syllable.form.folded) for syllable in typed]
    starts: dict[int, list[int]] = {}
    for start, key in enumerate(keys):
        for width in table.widths.get(key, ()):
            if start + width <= len(keys) and tuple(keys[start : start + width]) in table.readings:
                starts.setdefault(width, []).append(start)
    made: list[Alternative] = []
    taken = bytearray(len(typed))
    # In a text all of capitals they tell nothing, unless it is one word.
    capitals = not text.isupper() or sum(not syllable.form.folded.isdigit() for syllable in typed) == 1
    for width in sorted(starts, reverse=True):
        for start in starts[width]:
            end = start + width
            if any(taken[start:end]):
                continue
            fitting = [
                each
                for each in table.readings[tuple(keys[start:end])]
                if _fits(each, typed[start:end])
                and (
                    each.row.use != "capitals" or (capitals and text[typed[start].start : typed[end - 1].end].isupper())
                )
            ]
            found = _alternatives(table, fitting, keys, start, end)
            if found:
                made += found
                taken[start:end] = b"\1" * width
    made.sort(key=lambda each: (each.start, -each.weight))
    return tuple(made)


def _alternatives(
    table: _Table, readings: Sequence[_Reading], keys: Sequence[str], start: int, end: int
) -> list[Alternative]:
    """Give what the readings of certain syllables may also be printed as."""
    own = tuple(keys[start:end])
    shorts = [each for each in readings if each.short]
    near = f" {' '.join((*keys[max(0, start - NEAR) : start], '|', *keys[end : end + NEAR]))} "
    weights: dict[_Key, tuple[float, str]] = {}

    def add(printed: str, share: float) -> None:
        key = _key(printed)
        weight = WEIGHT * share
        if key != own and weight >= LEAST and weight > weights.get(key, (0.0,))[0]:
            weights[key] = (weight, printed)

    for reading in readings:
        row = reading.row
        if reading.short:
            share = _share(row, shorts, near)
            for printed in (*row.meanings, *_mixed(row), *(row.abbreviations if not row.use else ())):
                add(printed, share)
            continue
        for printed in row.abbreviations:
            share = _share(row, [each for each in table.readings[_key(printed)] if each.short], near)
            if share >= SURE:
                add(printed, share)
        for printed in (*row.meanings, *_mixed(row)):
            # What holds all the words typed, or some of them only, is no other wording: the words ask for it anyway.
            if not _holds(_key(printed), own) and not _holds(own, _key(printed)):
                add(printed, 1.0)
    return [Alternative(start, end, printed, weight) for weight, printed in weights.values()]


def _fits(reading: _Reading, typed: Sequence[Syllable]) -> bool:
    """Tell whether no mark that was typed speaks against a reading."""
    return all(
        not syllable.form.marked or _spelt(syllable.form.marked) == _spelt(form.marked)
        for form, syllable in zip(_forms(reading.printed), typed, strict=True)
    )


def _share(row: Abbreviation, readings: Sequence[_Reading], near: str) -> float:
    """Tell how likely an abbreviation means a row, of all its readings and of meanings that no row tells; 0 to 1."""
    if len(readings) == 1 and not row.context:
        return row.certainty
    # What each printing (GD, GĐ) leaves untold; a row with two of them that fold alike (NOXH, NƠXH) scores once.
    untold: dict[tuple[Form, ...], float] = {}
    scores: dict[int, float] = {}
    for each in readings:
        forms, certainty = _forms(each.printed), each.row.certainty
        untold[forms] = untold.get(forms, 1.0) - certainty
        stated = any(f" {words} " in near for words in each.row.context)
        scores[id(each.row)] = certainty * (CONTEXT if stated else 1.0)
    return scores[id(row)] / (sum(scores.values()) + sum(max(0.0, rest) for rest in untold.values()))


def _holds(whole: _Key, part: _Key) -> bool:
    """Tell whether every syllable of `part` is in `whole`, in any order, as often."""
    return all(whole.count(syllable) >= part.count(syllable) for syllable in part)


@cache
def _mixed(row: Abbreviation) -> tuple[str, ...]:
    """Give the full words of a row with a part of them printed short: `vệ sinh ATTP`, `Ủy ban MTTQ`."""
    table = _table()
    made: dict[str, None] = {}
    for meaning in row.meanings:
        found = list(syllables(meaning))
        for first, last in combinations(range(len(found) + 1), 2):
            if last - first == len(found):
                continue
            forms = tuple(syllable.form for syllable in found[first:last])
            for reading in table.readings.get(tuple(_spelt(form.folded) for form in forms), ()):
                inner = reading.row
                if reading.short or inner is row or inner.certainty < SURE or _forms(reading.printed) != forms:
                    continue
                before, behind = meaning[: found[first].start], meaning[found[last - 1].end :]
                made[f"{before}{inner.abbreviations[0]}{behind}"] = None
    return tuple(made)


@cache
def _table() -> _Table:
    """Lay out the rows by what may be typed."""
    readings = []
    for row in abbreviations():
        groupings = [grouped for printed in row.abbreviations for grouped in _groupings(printed)]
        readings += [_Reading(row, grouped, True) for grouped in dict.fromkeys(groupings)]
        if not row.use:
            readings += [_Reading(row, meaning, False) for meaning in row.meanings]
    words = [_WORD.findall(reading.printed) for reading in readings]
    folded = _folded(set().union(*words))
    table = _Table({}, {})
    for reading, each in zip(readings, words, strict=True):
        key = tuple([folded[word] for word in each])
        table.readings.setdefault(key, []).append(reading)
        table.widths.setdefault(key[0], set()).add(len(key))
    return table


def _folded(words: Iterable[str]) -> dict[str, str]:
    """Fold many words at once, which takes a fifth of the time, and unify their i and y."""
    listed = list(words)
    folded = fold("\n".join(listed)).split("\n")
    if len(folded) != len(listed):  # a letter that is not Vietnamese goes another way, which drops the line ends
        folded = [fold(word) for word in listed]
    return dict(zip(listed, [_RESPELLED.get(word, word) for word in folded], strict=True))


def _groupings(abbreviation: str) -> Sequence[str]:
    """Give what may be typed of an abbreviation: `GD&ĐT` is `GD ĐT`, `GDĐT` and `GD và ĐT`.

    Parts that a dot or a space divides stay apart: joined, `T.Ư` would be the syllable tư.
    """
    if abbreviation.isalpha() or not _JOINED.search(abbreviation):
        return (abbreviation,)
    pieces = _WORD.findall(abbreviation)
    cuts = [cut for kept in range(len(pieces)) for cut in combinations(range(1, len(pieces)), kept)]
    grouped = [" ".join("".join(pieces[a:b]) for a, b in pairwise((0, *cut, len(pieces)))) for cut in cuts]
    return (*grouped, abbreviation.replace("&", " và ")) if "&" in abbreviation else grouped


@cache
def _forms(printed: str) -> tuple[Form, ...]:
    return tuple(syllable.form for syllable in syllables(printed))


@cache
def _key(printed: str) -> _Key:
    return tuple(_spelt(form.folded) for form in _forms(printed))


def _spelt(word: str) -> str:
    """Unify i and y in a folded or marked form."""
    return _RESPELLED.get(word, word)


def _row(row: dict[str, str]) -> Abbreviation:
    use, context = row["use"], row["context"]
    try:
        certainty = float(row["certainty"] or 1)
    except ValueError:
        certainty = 0.0
    if not 0 < certainty <= 1:
        raise BadSetting(
            f"abbreviations.tsv: {row['abbreviation']} has the certainty {row['certainty']!r}. "
            "Give a number above 0 and up to 1, or nothing for 1."
        )
    if use not in ("", "read", "capitals"):
        raise BadSetting(
            f"abbreviations.tsv: {row['abbreviation']} has the use {use!r}. Give read, capitals or nothing."
        )
    meanings = [wording for meaning in row["meaning"].split("|") for wording in _wordings(meaning)]
    return Abbreviation(
        tuple(row["abbreviation"].split("|")),
        tuple(meanings),
        certainty,
        cast(Use, use),
        tuple(context.split("|")) if context else (),
    )


def _wordings(meaning: str) -> Sequence[str]:
    """Give full words with, then without what may be missing: `thông tin (và) truyền thông`."""
    if "(" not in meaning:
        return (meaning,)
    return _OPTIONAL.sub(r"\1", meaning), " ".join(_OPTIONAL.sub("", meaning).split())
