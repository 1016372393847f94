"""What a run has to say: judged figures first, then tables, then charts; as Markdown and as JSON."""

from __future__ import annotations

import os
import platform
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from typing import Any, Literal

from bench.targets import TARGETS

#: What a cell of a table may hold; None is what was not measured.
Cell = str | float | int | None


@dataclass(frozen=True, slots=True)
class Judged:
    """A target and the figure measured; `figure` is None where it could not be, and `note` says why."""

    target: str
    figure: float | None
    note: str = ""

    @property
    def verdict(self) -> str:
        """Say `met`, `missed`, or that there is no figure."""
        if self.figure is None:
            return "not measured"
        return "met" if TARGETS[self.target].met(self.figure) else "missed"


@dataclass(frozen=True, slots=True)
class Table:
    """Rows under headings; the first cell of a row names it."""

    headings: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]


@dataclass(frozen=True, slots=True)
class Chart:
    """Figures to be drawn: `bars` by label, or `lines` of (x, y). `unit` stands at the axis; both scales may be log."""

    title: str
    kind: Literal["bars", "lines"]
    unit: str
    labels: tuple[str, ...]
    series: tuple[tuple[str, tuple[float | None, ...]], ...]
    x_title: str = ""


@dataclass(slots=True)
class Report:
    """One run of one command."""

    title: str
    judged: list[Judged] = field(default_factory=list)
    tables: list[Table] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    charts: list[Chart] = field(default_factory=list)

    def markdown(self) -> str:
        """Write the report as Markdown."""
        parts = [f"## {self.title}"]
        if self.judged:
            parts.append(_judged_table(self.judged))
        parts += [table_as_markdown(table) for table in self.tables]
        parts.append("\n".join(f"- {note}" for note in (*self.notes, machine())))
        return "\n\n".join(parts) + "\n"

    def as_json(self) -> dict[str, Any]:
        """Give plain JSON values."""
        return {
            "title": self.title,
            "judged": [{**asdict(TARGETS[one.target]), **asdict(one), "verdict": one.verdict} for one in self.judged],
            "tables": [asdict(table) for table in self.tables],
            "notes": [*self.notes, machine()],
        }


def _judged_table(judged: Sequence[Judged]) -> str:
    rows = []
    for one in judged:
        target = TARGETS[one.target]
        sign = "≤" if target.sense == "at most" else "≥"
        figure = with_unit(one.figure, target.unit) if one.figure is not None else "–"
        rows.append((target.name, f"{sign} {with_unit(target.wanted, target.unit)}", figure, one.verdict, one.note))
    return table_as_markdown(Table(("Target", "wanted", "measured", "", "note"), tuple(rows)))


def table_as_markdown(table: Table) -> str:
    """Write a table; numbers stand on the right."""
    cells = [[number(cell) for cell in row] for row in table.rows]
    widths = [max(len(row[i]) for row in (table.headings, *cells)) for i in range(len(table.headings))]
    right = [any(isinstance(row[i], int | float) for row in table.rows) for i in range(len(table.headings))]

    def line(row: Sequence[str]) -> str:
        padded = (
            cell.rjust(width) if on_right else cell.ljust(width)
            for cell, width, on_right in zip(row, widths, right, strict=True)
        )
        return f"| {' | '.join(padded)} |"

    rule = "|".join(
        f" {'-' * (width - 1)}{':' if on_right else '-'} " for width, on_right in zip(widths, right, strict=True)
    )
    return "\n".join([line(table.headings), f"|{rule}|", *map(line, cells)])


def with_unit(value: float, unit: str) -> str:
    """Write a number with its unit: `1,000 /s`, `0.61 ×`."""
    return f"{number(value)} {unit}".strip()


def number(value: Cell) -> str:
    """Write a number with three figures that count, thousands parted: `12,300`, `0.0417`; a text as it is."""
    if value is None:
        return "–"
    if isinstance(value, str):
        return value.replace("|", "\\|")
    if isinstance(value, int) or float(value).is_integer() or abs(value) >= 100:
        return f"{value:,.0f}"
    return f"{value:#.3g}".rstrip(".")


def machine() -> str:
    """Say on what was measured: the processor's name, how many of it, how busy it was of late, and Python's version."""
    name = platform.processor() or platform.machine()
    try:
        with open("/proc/cpuinfo", encoding="utf-8") as lines:
            name = next((line.partition(":")[2].strip() for line in lines if line.startswith("model name")), name)
    except OSError:
        pass
    load = f"load of the last five minutes {os.getloadavg()[1]:.1f}"
    return f"{os.cpu_count()} × {name}, {load}; Python {platform.python_version()}"
