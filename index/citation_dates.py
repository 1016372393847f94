"""Dates as they stand beside a reference: "ngày 24/12/2010", "ngày 24 tháng 12 năm 2010", "ngày 7/2"."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass

_NUMERIC = r"(?P<d>[0-9]{1,2}) ?[/.-] ?(?P<m>[0-9]{1,2})(?: ?[/.-] ?(?P<y>[12][0-9]{3})(?![0-9]))?(?![0-9]|[/.-][0-9])"
_WRITTEN = r"(?P<wd>[0-9]{1,2}) thang ?(?P<wm>[0-9]{1,2})(?:(?: ?nam ?| ?[/.-] ?)(?P<wy>[12][0-9]{3})(?![0-9]))?"
_DATE = re.compile(
    r" ?(?:[,(]|-(?= ?[0-9]{1,2}[/.][0-9]{1,2}[/.][12][0-9]{3}))? ?"
    r"(?:(?:duoc |da )?(?:ky|ban hanh|thong qua|de|ra|phat hanh) )?(?:vao )?"
    rf"(?:(?P<word>ngay) ?:? ?)?(?:{_WRITTEN}|{_NUMERIC})"
)
_YEAR = re.compile(
    r" ?(?:[,(] ?)?(?:(?:duoc |da )?(?:ban hanh|ra doi|ky|thong qua) )?(?:(?:tu|vao|trong) )?"
    r"(?:nam |thang ?[0-9]{1,2} ?(?:/|nam) ?)(?P<y>(?:19|20)[0-9]{2})(?![0-9]| ?- ?[0-9])"
    r"| ?\( ?(?P<b>(?:19|20)[0-9]{2}) ?\)"
    r"| (?P<c>(?:19|20)[0-9]{2})(?=[,;)]|\.?$|\. | (?:ve|cua|quy dinh|huong dan|ban hanh)(?![a-z]))"
)


@dataclass(frozen=True, slots=True)
class ReadDate:
    """A date as read and where it ends; `date` is None unless day, month and year are all printed."""

    end: int
    date: dt.date | None
    year: int | None


def read_date(folded: str, position: int) -> ReadDate | None:
    """Read a date that begins at the offset, a comma, a bracket or "ngày" before it; None for none."""
    match = _DATE.match(folded, position)
    if match is None:
        return None
    day, month, year = match["d"] or match["wd"], match["m"] or match["wm"], match["y"] or match["wy"]
    if match["word"] is None and year is None:
        return None
    end = match.end()
    if folded[match.start() : end].lstrip(" ").startswith("(") and folded.startswith(")", end):
        end += 1
    if year is None:
        return ReadDate(end, None, None)
    try:
        return ReadDate(end, dt.date(int(year), int(month), int(day)), int(year))
    except ValueError:
        return ReadDate(end, None, int(year) if 1900 <= int(year) <= 2100 else None)


def read_year(folded: str, position: int) -> ReadDate | None:
    """Read a year that is said of a reference: " năm 1996", " (2013)", " 2019 về", " được ban hành từ năm 2009"."""
    match = _YEAR.match(folded, position)
    return None if match is None else ReadDate(match.end(), None, int(match["y"] or match["b"] or match["c"]))
