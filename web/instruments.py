"""What the pages of instruments show, made ready for their templates. Words stand in the templates."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from search.instruments import MOST_CANDIDATES, Instrument, Stated
from search.results import InstrumentCard
from web import links
from web.histogram import bars

#: Instruments of one number that stand open above the results; the others are folded below them.
CANDIDATES_SHOWN = 6

#: The number of a law behind its name: "Luật Đất đai năm 2013 (45/2013/QH13)".
_NUMBER_OF_LAW = re.compile(r"\((\d+/\d{4}/[\w-]*QH\d+)\)$")

#: In which order relations are shown: what an instrument rests on first, what came of it after.
KINDS = ("implements", "guides", "amends", "replaces")


@dataclass(frozen=True, slots=True)
class RelationGroup:
    """The relations of one kind and direction."""

    kind: str
    direction: str
    stated: tuple[Stated, ...]


@dataclass(frozen=True, slots=True)
class YearRow:
    """How many articles of a year cite an instrument; `year` None for undated ones, `bar` as of `histogram.bars`."""

    year: int | None
    articles: int
    bar: int


def year_of(key: str) -> str:
    """Give the year in a key, "" where it is unknown."""
    year = links.instrument_parts(key)["year"]
    return year if year.isdecimal() else ""


def number_of(card: InstrumentCard) -> str:
    """Give an instrument's number as it is printed, `202/KH-UBND`; "" where only its name is known (Luật Báo chí)."""
    return number_in(card.label, card.type)


def number_in(label: str, type_: str) -> str:
    """Give the number in the label of an instrument of a type, as `number_of` does."""
    after_name = _NUMBER_OF_LAW.search(label)
    if after_name is not None:
        return after_name[1]
    words = label.removeprefix(type_).split()
    return words[0] if words and any(letter.isdigit() for letter in words[0]) else ""


def may_be_more(cards: Sequence[InstrumentCard]) -> bool:
    """Tell whether there may be more candidates than the search room lists."""
    return len(cards) >= MOST_CANDIDATES


def shared_number(cards: Iterable[InstrumentCard]) -> str:
    """Give the number that all cards bear, "" where they bear several."""
    numbers = {number_of(card) for card in cards}
    return numbers.pop() if len(numbers) == 1 else ""


def wanted_elsewhere(card: InstrumentCard) -> str:
    """Give what to look for in a database of instruments: the number if it has letters, else the whole name."""
    number = number_of(card)
    return number if re.search(r"[/-]", number) else card.label.partition(" (")[0]


def forms_of(instrument: Instrument) -> list[str]:
    """Give the ways in which articles print an instrument other than its label, each once whatever its capitals."""
    forms = {form.value.casefold(): form.value for form in reversed(instrument.forms)}
    forms.pop(instrument.card.label.casefold(), None)
    return list(forms.values())[::-1]


def by_year_and_issuer(cards: Iterable[InstrumentCard]) -> list[InstrumentCard]:
    """Order cards by year, the newest first and the unknown last, then by issuer."""
    return sorted(cards, key=lambda card: (-int(year_of(card.key) or 0), card.issuer, card.label))


def year_rows(years: Sequence[tuple[int | None, int]]) -> list[YearRow]:
    """Give each year's count the length of its bar."""
    lengths = bars([count for _, count in years])
    return [YearRow(year, count, bar) for (year, count), bar in zip(years, lengths, strict=True)]


def relation_groups(stated: Iterable[Stated], direction: str) -> list[RelationGroup]:
    """Group the relations of one direction by kind, in the order of `KINDS`."""
    mine = [one for one in stated if one.direction == direction]
    groups = ((kind, tuple(one for one in mine if one.kind == kind)) for kind in KINDS)
    return [RelationGroup(kind, direction, found) for kind, found in groups if found]
