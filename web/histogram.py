"""Counts by time as rows of a table, with the length of the bar beside each."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from search.request import Request
from search.results import FacetValue, SearchResult

#: Lengths that a bar may have; the style sheet has a class for each.
BAR_STEPS = 20


@dataclass(frozen=True, slots=True)
class Timeline:
    """The articles of a search by `facet`, "year" or "month" (of `year`): values, and the bars beside them."""

    facet: str
    year: str
    rows: tuple[tuple[FacetValue, int], ...]


def bars(counts: Sequence[int]) -> list[int]:
    """Give the length of each count's bar: the most is the longest, one is at least 1, and none is 0."""
    most = max(counts, default=1) or 1
    return [max(1, round(BAR_STEPS * count / most)) if count else 0 for count in counts]


def with_bars(values: Sequence[FacetValue]) -> list[tuple[FacetValue, int]]:
    """Give each value the length of its bar."""
    return list(zip(values, bars([value.count for value in values]), strict=True))


def timeline(result: SearchResult, asked: Request) -> Timeline:
    """Give the years of a search; its months, where it is of one year alone."""
    chosen = asked.filters.get("year", ())
    facet, year = ("month", chosen[0]) if len(chosen) == 1 else ("year", "")
    listed = result.facets[facet].values if facet in result.facets else ()
    values = [value for value in listed if not year or value.value.startswith(f"{year}-")]
    return Timeline(facet, year, tuple(with_bars(values)))
