from __future__ import annotations

import datetime as dt

import pytest

from web import filters


@pytest.mark.parametrize(("value", "text"), [(0, "0"), (999, "999"), (2345, "2.345"), (1234567, "1.234.567")])
def test_number(value: int, text: str) -> None:
    assert filters.number(value) == text


def test_dates() -> None:
    assert filters.day(dt.date(2019, 4, 9)) == "09/04/2019"
    assert filters.month(dt.date(2019, 4, 9)) == "04/2019"
    assert filters.day(dt.date(1, 1, 1)) == "01/01/0001"
