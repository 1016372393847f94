"""Counts by time: rows that add up, and bars as long as their counts."""

from __future__ import annotations

from search.request import Request
from search.results import FacetList, FacetValue, SearchResult
from web.histogram import BAR_STEPS, bars, timeline


def facet(counts: dict[str, int]) -> FacetList:
    return FacetList(tuple(FacetValue(value, value, count, False) for value, count in counts.items()))


RESULT = SearchResult(
    total=9,
    page=1,
    pages=1,
    hits=(),
    facets={"year": facet({"2020": 8, "2019": 1}), "month": facet({"2020-02": 5, "2020-01": 3, "2019-12": 1})},
    notices=(),
)


def test_bars_are_as_long_as_their_counts() -> None:
    assert bars([1, 40, 20, 0]) == [1, BAR_STEPS, BAR_STEPS // 2, 0]
    assert bars([]) == []
    assert bars([0]) == [0]


def test_years_unless_one_is_chosen() -> None:
    for filters in ({}, {"year": ("2019", "2020")}):
        shown = timeline(RESULT, Request(filters=filters))
        assert (shown.facet, shown.year) == ("year", "")
        assert [(value.value, bar) for value, bar in shown.rows] == [("2020", 20), ("2019", 2)]


def test_months_of_the_one_year_that_is_chosen() -> None:
    shown = timeline(RESULT, Request(filters={"year": ("2020",)}))
    assert (shown.facet, shown.year) == ("month", "2020")
    assert [(value.value, bar) for value, bar in shown.rows] == [("2020-02", 20), ("2020-01", 12)]


def test_nothing_is_nothing() -> None:
    assert timeline(SearchResult(0, 1, 0, (), {}, ()), Request()).rows == ()
