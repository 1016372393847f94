"""An evaluation as people and programs read it: the figures, the worst queries, and what changed since a stored run."""

from __future__ import annotations

import json
import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from index.errors import BadSetting, SourceMissing
from search.evaluation import MEASURES, Answer, Measured, Run

#: How many of the worst queries are shown, and how many articles that were found for each.
WORST, FOUND = 10, 3

#: The measure that orders queries and decides what is gained and lost.
JUDGE = next(iter(MEASURES))

#: Figures nearer than this are the same.
_SAME = 1e-9


@dataclass(frozen=True, slots=True)
class Change:
    """A query whose figure is another one than before."""

    query: str
    typed: str
    before: float
    after: float


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two runs over the queries that both have: means of each measure, and the queries gained and lost by nDCG@10.

    `p` is that of a two-sided sign test: how often so uneven a split of gained and lost would be chance.
    """

    queries: int
    before: Mapping[str, float]
    after: Mapping[str, float]
    gained: tuple[Change, ...]
    lost: tuple[Change, ...]

    @property
    def p(self) -> float:
        """Work out the exact sign test over the queries that changed."""
        changed, fewer = len(self.gained) + len(self.lost), min(len(self.gained), len(self.lost))
        return min(1.0, 2 * sum(math.comb(changed, k) for k in range(fewer + 1)) / float(2**changed))


def worst(run: Run) -> list[Measured]:
    """Give the queries that were answered worst, the worst first; none that was answered perfectly."""
    poor = [one for one in run.queries if one.figures[JUDGE] < 1 - _SAME]
    return sorted(poor, key=lambda one: (*one.figures.values(), one.answer.query))[:WORST]


def compare(before: Run, after: Run) -> Comparison:
    """Compare two runs query by query; raise `BadSetting` where they have none in common."""
    known = {one.answer.query: one for one in before.queries}
    both = [(known[one.answer.query], one) for one in after.queries if one.answer.query in known]
    if not both:
        raise BadSetting(f"The stored run has no query of {after.name}. Compare with a run of the same set.")
    changes = [
        Change(new.answer.query, new.answer.typed, old.figures[JUDGE], new.figures[JUDGE])
        for old, new in both
        if abs(old.figures[JUDGE] - new.figures[JUDGE]) > _SAME
    ]
    changes.sort(key=lambda change: (-abs(change.after - change.before), change.query))
    return Comparison(
        len(both),
        {name: math.fsum(old.figures[name] for old, _ in both) / len(both) for name in MEASURES},
        {name: math.fsum(new.figures[name] for _, new in both) / len(both) for name in MEASURES},
        tuple(change for change in changes if change.after > change.before),
        tuple(change for change in changes if change.after < change.before),
    )


def save_run(run: Run, path: Path) -> None:
    """Store a run as JSON; raise `BadSetting` where the file cannot be written."""
    record = {
        "set": run.name,
        "unmarked": run.unmarked,
        "queries": {
            one.answer.query: {
                "typed": one.answer.typed,
                "ranked": one.answer.ranked,
                "wanted": one.wanted,
                "figures": one.figures,
                "milliseconds": one.answer.milliseconds,
            }
            for one in run.queries
        },
    }
    try:
        path.write_text(json.dumps(record, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    except OSError as error:
        raise BadSetting(f"The run cannot be stored in {path}: {error.strerror}.") from error


def load_run(path: Path) -> Run:
    """Read what `save_run` wrote; raise `SourceMissing` where there is no file, `BadSetting` for another one."""
    if not path.is_file():
        raise SourceMissing(f"There is no file {path}. Store a run first: --save FILE")
    try:
        record = json.loads(path.read_text(encoding="utf-8"))
        return Run(
            str(record["set"]),
            bool(record["unmarked"]),
            tuple(
                Measured(
                    Answer(query, str(told["typed"]), tuple(told["ranked"]), float(told["milliseconds"])),
                    dict(told["wanted"]),
                    {name: float(told["figures"][name]) for name in MEASURES},
                )
                for query, told in record["queries"].items()
            ),
        )
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise BadSetting(f"{path} is no stored run ({error!r}). Store one: --save FILE") from error


def run_as_json(run: Run, comparison: Comparison | None = None) -> dict[str, Any]:
    """Give the figures of a run as JSON: means, times, the worst queries, and the comparison if there is one."""
    record: dict[str, Any] = {
        "set": run.name,
        "unmarked": run.unmarked,
        "queries": len(run.queries),
        "figures": {name: round(run.mean(name), 6) for name in MEASURES},
        "milliseconds": {"p50": run.milliseconds(0.5), "p95": run.milliseconds(0.95)},
        "worst": [
            {
                "query": one.answer.query,
                "typed": one.answer.typed,
                "figures": one.figures,
                "found": one.answer.ranked[:WORST],
                "wanted": one.wanted,
            }
            for one in worst(run)
        ],
    }
    if comparison is not None:
        record["comparison"] = {
            "queries": comparison.queries,
            "before": comparison.before,
            "after": comparison.after,
            "p": comparison.p,
            "gained": [_change_as_json(change) for change in comparison.gained],
            "lost": [_change_as_json(change) for change in comparison.lost],
        }
    return record


def _change_as_json(change: Change) -> dict[str, Any]:
    return {"query": change.query, "typed": change.typed, "before": change.before, "after": change.after}


def format_run(run: Run, title: Callable[[str], str]) -> str:
    """Write the figures of a run and its worst queries; `title` gives an article's title by id, "" for an unknown one.

    Of a wanted article, the place among the hits is told, `-` where it is not among the first 100.
    """
    how = "typed without marks" if run.unmarked else "as they are"
    lines = [f"{run.name}: {len(run.queries):,} queries, {how}"]
    lines += [f"{name:12}{run.mean(name):8.4f}" for name in MEASURES]
    lines.append(f"{'milliseconds':12}{run.milliseconds(0.5):8.1f} p50{run.milliseconds(0.95):10.1f} p95")
    shown = worst(run)
    if shown:
        lines += ["", f"The worst by {JUDGE}:"]
    for one in shown:
        lines.append(f"{one.figures[JUDGE]:.4f} {one.answer.query}  {one.answer.typed}")
        places = {found: place for place, found in enumerate(one.answer.ranked, 1)}
        rows = [("found", str(place), found) for found, place in places.items() if place <= FOUND]
        rows += [("wanted", str(places.get(each, "-")), each) for each in one.wanted]
        for word, place, each in rows:
            lines.append(f"    {word:7}{place:>4} {each}  {title(each) or '(not among the articles)'}")
    return "\n".join(lines)


def format_comparison(comparison: Comparison) -> str:
    """Write what changed: means of both runs, then the queries gained (`+`) and lost (`-`), the most changed first."""
    lines = [f"Compared over {comparison.queries:,} queries:"]
    lines += [
        f"{name:12}{before:8.4f} →{after:8.4f}  {after - before:+.4f}"
        for name, before in comparison.before.items()
        for after in (comparison.after[name],)
    ]
    lines.append(
        f"{len(comparison.gained):,} gained, {len(comparison.lost):,} lost by {JUDGE}; sign test p = {comparison.p:.3g}"
    )
    for sign, changes in (("+", comparison.gained), ("-", comparison.lost)):
        lines += [f"{sign} {one.before:.4f} → {one.after:.4f} {one.query}  {one.typed}" for one in changes]
    return "\n".join(lines)
