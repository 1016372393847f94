"""Dates as people type them in a date range: a day, a month or a year."""

from __future__ import annotations

import calendar
import datetime as dt
import re

from index.errors import BadParameter

#: The forms accepted; each group set names a day, a month or a whole year.
_FORMS = tuple(
    re.compile(form)
    for form in (
        r"(?P<day>\d{1,2})[/.-](?P<month>\d{1,2})[/.-](?P<year>\d{4})",  # 23/01/2019
        r"(?P<year>\d{4})-(?P<month>\d{1,2})-(?P<day>\d{1,2})",  # 2019-01-23
        r"(?P<month>\d{1,2})[/.-](?P<year>\d{4})",  # 04/2019
        r"(?P<year>\d{4})-(?P<month>\d{1,2})",  # 2019-04
        r"(?P<year>\d{4})",  # 2019
    )
)


def date_span(name: str, typed: str) -> tuple[dt.date, dt.date]:
    """Read a typed date as the first and last day that it covers: `04/2019` is 1 to 30 April 2019.

    Accepts `2019`, `04/2019`, `23/01/2019` and ISO. Raises `BadParameter` naming the parameter `name`.
    """
    for form in _FORMS:
        match = form.fullmatch(typed.strip())
        if match is None:
            continue
        parts = {key: int(value) for key, value in match.groupdict().items()}
        year, month, day = parts["year"], parts.get("month"), parts.get("day")
        try:
            if month is None:
                return dt.date(year, 1, 1), dt.date(year, 12, 31)
            if day is None:
                return dt.date(year, month, 1), dt.date(year, month, calendar.monthrange(year, month)[1])
            return dt.date(year, month, day), dt.date(year, month, day)
        except (ValueError, calendar.IllegalMonthError):
            break
    raise BadParameter(name, f"{typed!r} is no date. Write 2019, 04/2019, 23/01/2019 or 2019-01-23.")
