"""What became of ministries and provinces: the bodies that were merged into others, or renamed.

An instrument keeps the issuer of its time. Whoever looks for those of today's ministry or province may want those of
its predecessors too, and whoever meets an old name wants to know what it is called today.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cache

from index import vocabulary
from index.citation_names import local_body

#: Organs that every province has, and that its successor goes on with.
_OF_PROVINCES = (
    "UBND",
    "Chủ tịch UBND",
    "Văn phòng UBND",
    "HĐND",
    "Thường trực HĐND",
    "Tỉnh ủy",
    "Văn phòng Tỉnh ủy",
    "Ban Tổ chức Tỉnh ủy",
    "Ủy ban Kiểm tra Tỉnh ủy",
    "Ban Nội chính Tỉnh ủy",
    "Đoàn đại biểu Quốc hội",
)


@dataclass(frozen=True, slots=True)
class Succession:
    """One body followed by another: `current` acts instead of `former` from `since` on, as `ordered_by` says.

    Names are those that `index.citations.issuer_name` gives: `"Bộ Xây dựng"`, `"UBND tỉnh Gia Lai"`.
    """

    former: str
    current: str
    since: dt.date
    ordered_by: str


def predecessors(body: str) -> tuple[str, ...]:
    """Give all bodies that were merged into one or renamed to it, their own predecessors too; () for none.

    In the order of the table: "Bộ Xây dựng" → ("Bộ Giao thông vận tải",), "UBND tỉnh Gia Lai" →
    ("UBND tỉnh Bình Định",).
    """
    found: set[str] = set()
    pending = [body]
    while pending:
        current = pending.pop()
        for former in _formers().get(current, ()):
            if former not in found and former != body:
                found.add(former)
                pending.append(former)
    return tuple(former for former in _successions() if former in found)


def successor(body: str) -> Succession | None:
    """Tell what a body is called today: "Bộ Bưu chính, Viễn thông" → "Bộ Khoa học và Công nghệ"; None if unchanged.

    Where there were several steps, `former` is the body asked for, and `since` and `ordered_by` are of the last step.
    """
    steps = _successions()
    last = steps.get(body)
    seen = {body}
    while last is not None and last.current in steps and last.current not in seen:
        seen.add(last.current)
        last = steps[last.current]
    return None if last is None else replace(last, former=body)


@cache
def _successions() -> dict[str, Succession]:
    """Map each body that is gone to the step that ended it, in the order of the table."""
    return {step.former: step for step in _steps()}


@cache
def _formers() -> dict[str, tuple[str, ...]]:
    found: dict[str, tuple[str, ...]] = {}
    for step in _successions().values():
        found[step.current] = (*found.get(step.current, ()), step.former)
    return found


def _steps() -> Iterator[Succession]:
    """Yield the rows of the table; for a province, one step for each of its organs."""
    units = {place.name: f"{place.kind} {place.name}" for place in vocabulary.places()}
    for row in vocabulary.rows("successions"):
        former, current = row["former"], row["current"]
        since, ordered_by = dt.date.fromisoformat(row["since"]), row["ordered_by"]
        if row["kind"] == "organ":
            yield Succession(former, current, since, ordered_by)
            continue
        for organ in _OF_PROVINCES:
            yield Succession(
                local_body(organ, units.get(former, former)),
                local_body(organ, units.get(current, current)),
                since,
                ordered_by,
            )
