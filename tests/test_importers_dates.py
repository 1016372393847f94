"""Dates as sources write them."""

from __future__ import annotations

import datetime as dt
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.importers.dates import leading_date, parse_date

TODAY = dt.date(2026, 11, 23)

UNDERSTOOD = [
    ("2019-04-09", "2019-04-09"),
    ("2019-4-9", "2019-04-09"),
    ("2019/04/09", "2019-04-09"),
    ("20190409", "2019-04-09"),
    ("2019-04-09T08:05:00", "2019-04-09"),
    ("2019-04-09 23:59", "2019-04-09"),
    ("2019-04-09T08:05:00.123456+07:00", "2019-04-09"),
    # A time with a zone is a day in Vietnam.
    ("2019-04-09T16:59:59Z", "2019-04-09"),
    ("2019-04-09T17:00:00Z", "2019-04-10"),
    ("2019-04-09T17:00:00+0000", "2019-04-10"),
    ("2019-04-09 00:30:00 +09:00", "2019-04-08"),
    ("9/4/2019", "2019-04-09"),
    ("09/04/2019", "2019-04-09"),
    ("9-4-2019", "2019-04-09"),
    ("09.04.2019", "2019-04-09"),
    ("09 / 04 / 2019", "2019-04-09"),
    ("31/12/2019 23:59", "2019-12-31"),
    ("09/04/2019 08:05:30 AM", "2019-04-09"),
    ("09/04/2019, 08:05 (GMT+7)", "2019-04-09"),
    ("09/04/2019 - 8h05", "2019-04-09"),
    ("09/04/2019 | 8 giờ 5 phút", "2019-04-09"),
    ("08:05 | 09/04/2019", "2019-04-09"),
    ("Thứ Ba, 09/04/2019, 08:05 GMT+7", "2019-04-09"),
    ("Chủ nhật, ngày 7/4/2019", "2019-04-07"),
    ("08:05 - Thứ ba, 09/04/2019", "2019-04-09"),
    ("ngày 9 tháng 4 năm 2019", "2019-04-09"),
    ("Thứ ba, ngày 09 tháng 04 năm 2019", "2019-04-09"),
    ("29/02/2020", "2020-02-29"),
    ("23/11/2027", "2027-11-23"),
    ("01/01/1900", "1900-01-01"),
]


@pytest.mark.parametrize(("written", "day"), UNDERSTOOD)
def test_dates_are_understood(written: str, day: str) -> None:
    assert parse_date(written, TODAY) == dt.date.fromisoformat(day)


@pytest.mark.parametrize(
    ("written", "reason"),
    [
        ("31/02/2019", "does not exist"),
        ("29/02/2019", "does not exist"),
        ("2019-02-31", "does not exist"),
        ("2019-13-01", "does not exist"),
        ("12/31/2019", "does not exist"),
        ("00/04/2019", "does not exist"),
        ("09/04/0000", "does not exist"),
        ("9999-12-31T23:00:00-10:00", "does not exist"),
        ("09/04/0019", "too old to be true"),
        ("0001-01-01T00:00:00", "too old to be true"),
        ("31/12/1899", "too old to be true"),
        ("25/11/2027", "more than a year ahead"),
        ("2091-04-09", "more than a year ahead"),
        ("", "not understood"),
        ("hôm qua", "not understood"),
        ("09/04/19", "not understood"),
        ("04/2019", "not understood"),
        ("9/4/20199", "not understood"),
        ("2019-04-09Tabc", "not understood"),
        ("2019-04-09T25:00:00", "not understood"),
        ("ngày 09/04/2019 UBND tỉnh họp", "not understood"),
        ("9/4/2019 " + "x" * 200, "not understood"),
    ],
)
def test_other_dates_are_refused_with_the_reason(written: str, reason: str) -> None:
    with pytest.raises(ValueError, match=reason):
        parse_date(written, TODAY)


def test_a_long_wrong_date_is_quoted_in_part() -> None:
    with pytest.raises(ValueError, match="'" + "x" * 40 + "…' is not understood"):
        parse_date("x" * 10_000, TODAY)


@given(st.dates(dt.date(1900, 1, 1), TODAY))
def test_every_way_of_writing_a_day_gives_it_back(day: dt.date) -> None:
    for form in ("%Y-%m-%d", "%d/%m/%Y", "%d-%m-%Y", "%d.%m.%Y", "ngày %d tháng %m năm %Y", "%Y-%m-%dT00:00:00+07:00"):
        assert parse_date(day.strftime(form), TODAY) == day


@given(st.text(st.sampled_from("0123456789/-.: TZh+ngàythứ|,")))
def test_nothing_but_value_error_is_raised(written: str) -> None:
    try:
        day = parse_date(written, TODAY)
    except ValueError:
        return
    assert 1900 <= day.year <= 2027


@pytest.mark.parametrize("hostile", ["1:" * 50, "1h1h" * 25, "thứ a " * 16, "1/1/" * 25, "ngày " * 20, " " * 100_000])
def test_hostile_dates_take_no_time(hostile: str) -> None:
    begun = time.perf_counter()
    with pytest.raises(ValueError, match="not understood"):
        parse_date(hostile, TODAY)
    leading_date(hostile)
    assert time.perf_counter() - begun < 1


@pytest.mark.parametrize(
    ("line", "date"),
    [
        ("09/04/2019", "09/04/2019"),
        ("09/04/2019 | Lượt xem: 15", "09/04/2019"),
        ("Thứ Ba, 09/04/2019 08:05 (GMT+7)", "Thứ Ba, 09/04/2019 08:05 (GMT+7)"),
        ("09/04/2019 (Lượt xem: 15)", "09/04/2019"),
        ("2019-04-09", "2019-04-09"),
        ("09/04/2019, UBND tỉnh họp", ""),
        ("10h ngày 09/4/2020: thêm hai ca", ""),
        ("Sáng 09/04/2019", ""),
        ("", ""),
    ],
)
def test_a_date_at_the_beginning_of_a_line(line: str, date: str) -> None:
    assert leading_date(line) == date
