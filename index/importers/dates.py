"""Dates of articles as sources write them, read as a day in Vietnam."""

from __future__ import annotations

import datetime as dt
import re

#: Vietnam's time, the same all year and everywhere in the country since 1975.
VIETNAM = dt.timezone(dt.timedelta(hours=7))

# No article is older: a smaller year is a slip such as 0019 or 1019.
_FIRST_YEAR = 1900

# What is longer is a sentence with a date in it.
_LONGEST = 100

_DAY_MONTH_YEAR = r"(\d{1,2})\s?[/.-]\s?(\d{1,2})\s?[/.-]\s?(\d{4})(?!\d)"
_IN_WORDS = r"(\d{1,2})\s+tháng\s+(\d{1,2}),?\s+năm\s+(\d{4})"
# 8:05, 08:05:30, 8h05, 8 giờ 5 phút, 8:05 PM, 08:05 (GMT+7)
_TIME = (
    r"\d{1,2}\s?(?::|h|giờ)(?:\s?\d{1,2}(?:\s?phút)?(?::\d{2})?)?(?:\s?(?:AM|PM|SA|CH)\b)?"
    r"(?:\s?\(?(?:GMT|UTC)?\s?\+\s?0?7(?::?00)?\)?)?"
)
_WEEKDAY = r"(?:thứ\s\w+|chủ\snhật)"
_GAP = r"[\s,|-]*"

_WRITTEN = re.compile(
    rf"(?:(?:lúc\s)?{_TIME}{_GAP})?(?:{_WEEKDAY}{_GAP})?(?:ngày\s)?(?:{_DAY_MONTH_YEAR}|{_IN_WORDS})"
    rf"(?:{_GAP}(?:lúc\s)?{_TIME})?",
    re.IGNORECASE,
)
_ISO_DAY = re.compile(r"(\d{4})([-/.]?)(\d{1,2})\2(\d{1,2})(?!\d)")
_ZONE_APART = re.compile(r"\s(?=[+-]\d{2}:?\d{2}$)")

# After a date that begins a line: nothing, or something that is set off from it.
_SET_OFF = re.compile(r"\s*(?:$|[|(;–-]|\s{2})")


def parse_date(text: str, today: dt.date | None = None) -> dt.date:
    """Read the date of an article.

    Understood are ISO 8601 dates and times (`2019-04-09`, `20190409`, `2019-04-09T08:00:00Z`), `2019/4/9`, and the
    ways of Vietnamese pages: `09/04/2019`, `9-4-2019`, `9.4.2019`, `ngày 9 tháng 4 năm 2019`, with or without the
    weekday and the time of day. A time with a zone gives its day in Vietnam; one without is Vietnam's time.

    Raises:
        ValueError: the text is no date, or a date that no article can have: 31/02/2019, year 0019, more than a
            year after `today`. The message is a sentence about it.
    """
    written = " ".join(text.split())
    try:
        day = _read(written) if len(written) <= _LONGEST else None
    except (ValueError, OverflowError):
        raise ValueError(f"the date {_quoted(written)} does not exist") from None
    if day is None:
        raise ValueError(f"the date {_quoted(written)} is not understood; write it as 2019-04-09")
    if day.year < _FIRST_YEAR:
        raise ValueError(f"the date {_quoted(written)} is too old to be true")
    if day > (today or dt.datetime.now(VIETNAM).date()) + dt.timedelta(days=366):
        raise ValueError(f"the date {_quoted(written)} is more than a year ahead")
    return day


def leading_date(line: str) -> str:
    """Return the date, as written, that a line begins with and that is set off from the rest; else `""`.

    >>> leading_date("Thứ Ba, 09/04/2019 08:05 | Lượt xem: 15")
    'Thứ Ba, 09/04/2019 08:05'
    """
    found = _WRITTEN.match(line) or _ISO_DAY.match(line)
    return found[0] if found and _SET_OFF.match(line, found.end()) else ""


def _read(written: str) -> dt.date | None:
    """Return the day, or None where the form is not known; ValueError where the form is but no such day."""
    if found := _WRITTEN.fullmatch(written):
        day, month, year = (int(group) for group in found.groups() if group)
        return dt.date(year, month, day)
    found = _ISO_DAY.match(written)
    if not found:
        return None
    day_written = dt.date(int(found[1]), int(found[3]), int(found[4]))
    if found.end() == len(written):
        return day_written
    try:
        moment = dt.datetime.fromisoformat(_ZONE_APART.sub("", written))
    except ValueError:
        return None
    return (moment.astimezone(VIETNAM) if moment.tzinfo else moment).date()


def _quoted(written: str) -> str:
    return f"'{written}'" if len(written) <= 40 else f"'{written[:40]}…'"
