"""The query that an engine executes: which articles match, how they are ranked, what is counted.

Made of ready words (see `index.analysis`): an engine analyses no language. Matching and ranking are apart
on purpose. `match` says exactly which articles belong to the result, and every engine must agree on it to
the article; `rank` is a sum of weighted terms that only orders them.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field

from index.analysis import fold_text
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
class Near:
    """Matches articles where the words stand in one field, in any order, with at most `slop` other places among them.

    The end of a sentence takes a place of its own. A word that is given twice counts once.
    """

    words: tuple[str, ...]
    slop: int
    fields: tuple[str, ...] = TEXT_FIELDS

    @property
    def width(self) -> int:
        """How far the last of the words may stand from the first, in places."""
        return len(set(self.words)) - 1 + self.slop


@dataclass(frozen=True, slots=True)
class Prefix:
    """Matches articles whose folded view holds a word that starts with `prefix`, in any of the fields."""

    prefix: str
    fields: tuple[str, ...] = TEXT_FIELDS


@dataclass(frozen=True, slots=True)
class Exact:
    """Matches articles that print a syllable just so, marks or none, in any of the fields.

    `marked` is its marked form, "" for one without marks: then it has to stand somewhere without any.
    """

    folded: str
    marked: str
    fields: tuple[str, ...] = TEXT_FIELDS


@dataclass(frozen=True, slots=True)
class Dated:
    """Matches articles of these days, both included; None is no bound. An undated article is in no range."""

    first: dt.date | None
    last: dt.date | None

    def takes(self, date: dt.date | None) -> bool:
        """Tell whether it takes a date."""
        return date is not None and (self.first or dt.date.min) <= date <= (self.last or dt.date.max)


@dataclass(frozen=True, slots=True)
class ValueHolds:
    """Matches articles that carry a value of the facet in which the folded words stand side by side."""

    facet: str
    words: tuple[str, ...]

    def takes(self, value: str) -> bool:
        """Tell whether it takes a value."""
        return f" {' '.join(self.words)} " in f" {fold_text(value)} "


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
class AtLeast:
    """Matches what at least so many of the parts match; with `least` 0, everything."""

    parts: tuple[Node, ...]
    least: int


@dataclass(frozen=True, slots=True)
class Not:
    """Matches what the part does not match."""

    part: Node


Leaf = Everything | Word | Phrase | Near | Prefix | Exact | Dated | ValueHolds | ValuePrefix
Node = Leaf | All | AnyOf | AtLeast | Not


@dataclass(frozen=True, slots=True)
class RankTerm:
    """One term of the score: a word of a view, with the weight that the query gives it.

    `like` is what was typed where this is another way to say it: it counts as no rarer than that (view and term), so
    that a rare spelling is not put before the one that was asked for.
    """

    view: str
    term: str
    weight: float
    like: tuple[str, str] | None = None


@dataclass(frozen=True, slots=True)
class FacetWish:
    """A facet to count. `limit` values are listed, 0 for all; chosen values are listed besides, even at zero."""

    name: str
    limit: int = 0


@dataclass(frozen=True, slots=True)
class Query:
    """One search, ready for an engine.

    `filters` maps a facet's name to values: OR inside a facet, AND across. `date_from` and `date_to` are inclusive;
    an undated article is in no date range. `facets` are counted under all filters but their own. `grouped` shows of
    reposts the first in the order asked for; counts are of all articles. `recency` prefers recent articles: a score is
    multiplied by 1 + recency x freshness (see `search.ranking`), where an undated article has none.
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
    grouped: bool = False
    recency: float = 0.0
