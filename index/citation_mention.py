"""A mention on its way to a citation: what the scanners yield and the later steps read."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Literal

from index import vocabulary
from index.citation_symbols import Symbol
from index.vocabulary import InstrumentType


@dataclass(slots=True)
class Mention:
    """A mention as offsets of a shadow, with what its own words say.

    `number` is "" for a law cited by name, `year` the one within the number or after the name. `name` is the folded
    name of a law, or the code of a standard with its issuer. `listed` tells that it continues a list: it had no type
    word of its own. `series` tells that a plural word stands before it ("các nghị quyết 19"): where no list follows,
    a whole series is meant, not one of its years.
    """

    start: int
    end: int
    kind: Literal["full", "short", "named", "standard"]
    type: InstrumentType
    number: str = ""
    year: int | None = None
    symbol: Symbol | None = None
    name: str = ""
    listed: bool = False
    series: bool = False


@cache
def _types_by_name() -> dict[str, InstrumentType]:
    return {row.name: row for row in vocabulary.types()}


def type_named(name: str) -> InstrumentType:
    """Give the type of that full name: `"Công văn"`."""
    return _types_by_name()[name]
