"""Dates as typed in a range."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.errors import BadParameter
from search.dates import date_span


@pytest.mark.parametrize(
    ("typed", "first", "last"),
    [
        ("2019", "2019-01-01", "2019-12-31"),
        (" 2019 ", "2019-01-01", "2019-12-31"),
        ("04/2019", "2019-04-01", "2019-04-30"),
        ("4/2019", "2019-04-01", "2019-04-30"),
        ("02/2020", "2020-02-01", "2020-02-29"),
        ("2019-04", "2019-04-01", "2019-04-30"),
        ("23/01/2019", "2019-01-23", "2019-01-23"),
        ("23-1-2019", "2019-01-23", "2019-01-23"),
        ("23.01.2019", "2019-01-23", "2019-01-23"),
        ("2019-01-23", "2019-01-23", "2019-01-23"),
    ],
)
def test_spans(typed: str, first: str, last: str) -> None:
    assert date_span("from", typed) == (dt.date.fromisoformat(first), dt.date.fromisoformat(last))


@pytest.mark.parametrize("typed", ["31/02/2019", "13/2019", "0000", "hôm qua", "1/1/19", "2019/01/23", "-1", "२०१९x"])
def test_what_is_no_date_names_its_parameter(typed: str) -> None:
    with pytest.raises(BadParameter, match="is no date") as caught:
        date_span("to", typed)
    assert caught.value.name == "to"


@given(st.text(max_size=12))
def test_anything_is_a_span_or_a_bad_parameter(typed: str) -> None:
    try:
        first, last = date_span("from", typed)
    except BadParameter:
        return
    assert first <= last
