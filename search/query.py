"""The query that an engine executes: which articles match, how they are ranked, what is counted.

Made of ready words (see `index.analysis`): an engine analyses no language. Matching and ranking are apart
on purpose. `match` says exactly which articles belong to the result, and every engine must agree on it to
the article; `rank` is a sum of weighted terms that only orders them.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field

from index.article import TEXT_FIELDS
from search.request import PAGE_SIZE, Sort


@dataclass(frozen=True, slots=True)
class Everything:
    """Matches every article: a search by filters alone."""


@dataclass(frozen=True, slots=True)
class Word:
    """Matches articles whose folded view holds the word, in any of the fields."""

    word: str
    fields: tuple[str, ...] = TEXT_FIELDS


@dataclass(frozen=True, slots=True)
class Phrase:
    """Matches articles where the folded words stand side by side, inside one sentence of one field."""

    words: tuple[str, ...]
    fields: tuple[str, ...] = TEXT_FIELDS


@dataclass(frozen=True, slots=True)
class ValuePrefix:
    """Matches articles that carry a value of the facet that starts with `prefix` and holds `infix`.

    `qdttg:2351:` finds a decision of the Prime Minister of whatever year; `qd` with `:2351:` one of any issuer.
    """

    facet: str
    prefix: str
    infix: str = ""

    def takes(self, value: str) -> bool:
        """Tell whether it takes a value."""
        return value.startswith(self.prefix) and self.infix in value


@dataclass(frozen=True, slots=True)
class All:
    """Matches what every part matches; with no parts, everything."""

    parts: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class AnyOf:
    """Matches what at least one part matches; with no parts, nothing."""

    parts: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Not:
    """Matches what the part does not match."""

    part: Node


Node = Everything | Word | Phrase | ValuePrefix | All | AnyOf | Not


@dataclass(frozen=True, slots=True)
class RankTerm:
    """One term of the score: a word of a view, with the weight that the query gives it."""

    view: str
    term: str
    weight: float


@dataclass(frozen=True, slots=True)
class FacetWish:
    """A facet to count. `limit` values are listed, 0 for all; chosen values are listed besides, even at zero."""

    name: str
    limit: int = 0


@dataclass(frozen=True, slots=True)
class Query:
    """One search, ready for an engine.

    `filters` maps a facet's name to values: OR inside a facet, AND across. `date_from` and `date_to` are inclusive;
    an undated article is in no date range. `facets` are counted under all filters but their own.
    """

    match: Node = field(default_factory=Everything)
    rank: tuple[RankTerm, ...] = ()
    filters: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    date_from: dt.date | None = None
    date_to: dt.date | None = None
    sort: Sort = "relevance"
    offset: int = 0
    limit: int = PAGE_SIZE
    facets: tuple[FacetWish, ...] = ()
