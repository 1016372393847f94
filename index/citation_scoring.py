"""Scoring the citation finder against annotated passages: detection, span, key and fields.

A prediction is right when it overlaps an annotated span and its number agrees; each annotated span takes one
prediction. Keys and fields are shares of the detected ones. Standards are counted, but not in the headline.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from index.citations import Citation
from index.errors import SourceMissing

#: Fields whose accuracy is reported, in this order; the last two are indicative.
FIELDS = ("type", "number", "year", "symbol", "date", "issuer", "title")


@dataclass(frozen=True, slots=True)
class Passage:
    """An annotated text; `citations` are the records of the conventions (`start`, `end`, `kind`, `canonical` …)."""

    id: str
    text: str
    citations: tuple[Mapping[str, Any], ...]


@dataclass(slots=True)
class Tally:
    """Counts over a group of annotated citations."""

    gold: int = 0
    found: int = 0
    exact: int = 0
    key: int = 0
    scoped: int = 0
    fields: Counter[str] = field(default_factory=Counter)


@dataclass(slots=True)
class Score:
    """The result: the headline tally, those by kind and by tag, and what went wrong, as lines for people."""

    passages: int = 0
    predicted: int = 0
    right: int = 0
    total: Tally = field(default_factory=Tally)
    by_kind: dict[str, Tally] = field(default_factory=dict)
    by_tag: dict[str, Tally] = field(default_factory=dict)
    errors: list[str] = field(default_factory=list)

    @property
    def precision(self) -> float:
        """Share of the predictions that are right."""
        return self.right / self.predicted if self.predicted else 1.0

    @property
    def recall(self) -> float:
        """Share of the annotated citations that were found."""
        return self.total.found / self.total.gold if self.total.gold else 1.0

    @property
    def f1(self) -> float:
        """Harmonic mean of precision and recall."""
        both = self.precision + self.recall
        return 2 * self.precision * self.recall / both if both else 0.0


def read_passages(path: Path) -> tuple[Passage, ...]:
    """Read annotated passages, one JSON object a line; raise `SourceMissing` where there is no file."""
    if not path.is_file():
        raise SourceMissing(f"There is no file {path}. Give a JSON-lines file of annotated passages.")
    with path.open(encoding="utf-8") as lines:
        records = [json.loads(line) for line in lines if line.strip()]
    return tuple(Passage(record["id"], record["text"], tuple(record["citations"])) for record in records)


def score(predicted: Iterable[Sequence[Citation]], gold: Iterable[Passage]) -> Score:
    """Compare predictions with annotated passages, passage by passage (both in the same order)."""
    result = Score()
    for citations, passage in zip(predicted, gold, strict=True):
        result.passages += 1
        _score_passage(result, citations, passage)
    return result


def _score_passage(result: Score, citations: Sequence[Citation], passage: Passage) -> None:
    taken: set[int] = set()
    for record in passage.citations:
        index = _match(citations, record, taken)
        tallies = _tallies(result, record)
        for tally in tallies:
            tally.gold += 1
        if index is None:
            result.errors.append(f"{passage.id} missed {record['surface']!r} ({record['canonical']})")
            continue
        taken.add(index)
        citation = citations[index]
        _count(result, passage, citation, record, tallies)
    for index, citation in enumerate(citations):
        if index not in taken:
            result.errors.append(
                f"{passage.id} spurious {passage.text[citation.start : citation.end]!r} ({citation.key})"
            )
    # A standard counts in neither side of the headline.
    headline = {index for index in taken if citations[index].kind != "standard"}
    result.right += len(headline)
    result.predicted += sum(citation.kind != "standard" for citation in citations)


def _tallies(result: Score, record: Mapping[str, Any]) -> list[Tally]:
    groups = [result.by_kind.setdefault(record["kind"], Tally())]
    groups += [result.by_tag.setdefault(tag, Tally()) for tag in record["tags"]]
    if record["kind"] != "standard":
        groups.append(result.total)
    return groups


def _match(citations: Sequence[Citation], record: Mapping[str, Any], taken: set[int]) -> int | None:
    """Find the free prediction that overlaps the record and agrees in number, one with the same span first."""
    best = None
    for index, citation in enumerate(citations):
        if index in taken or citation.start >= record["end"] or citation.end <= record["start"]:
            continue
        if _number(citation.number) != _number(record["number"]):
            continue
        if (citation.start, citation.end) == (record["start"], record["end"]):
            return index
        best = index if best is None else best
    return best


def _number(printed: str | None) -> str:
    return (printed or "").replace(" ", "").lower().lstrip("0")


def _count(
    result: Score, passage: Passage, citation: Citation, record: Mapping[str, Any], tallies: list[Tally]
) -> None:
    exact = (citation.start, citation.end) == (record["start"], record["end"])
    accepted = {record["canonical"], *record["accept"]}
    key = citation.key.split("@")[0] in {each.split("@")[0] for each in accepted}
    # `accept` may leave the place out: then it goes without saying that it is the canonical one's.
    place = f"@{record['scope']}" if record["scope"] else ""
    scoped = citation.key in accepted | {each + place for each in accepted if "@" not in each}
    date = citation.date.isoformat() if citation.date else None
    own = {name: getattr(citation, name) for name in FIELDS} | {"date": date}
    for tally in tallies:
        tally.found += 1
        tally.exact += exact
        tally.key += key
        tally.scoped += scoped
        tally.fields.update(name for name in FIELDS if own[name] == record[name])
    surface = passage.text[citation.start : citation.end]
    if not exact:
        result.errors.append(f"{passage.id} span {surface!r}, not {record['surface']!r}")
    if not scoped:
        result.errors.append(f"{passage.id} key {citation.key}, not {record['canonical']}: {surface!r}")
    for name in FIELDS[:-2]:
        if own[name] != record[name]:
            result.errors.append(f"{passage.id} {name} {own[name]!r}, not {record[name]!r}: {surface!r}")


def format_report(result: Score, *, errors: bool = True) -> str:
    """Write a score as lines for a terminal; with `errors`, every difference on a line of its own."""
    total = result.total
    lines = [
        f"passages {result.passages}, citations {total.gold}, predicted {result.predicted}",
        f"detection  precision {result.precision:.4f}  recall {result.recall:.4f}  F1 {result.f1:.4f}",
        f"of the detected  exact span {_share(total.exact, total.found)}  key {_share(total.key, total.found)}"
        f"  key with place {_share(total.scoped, total.found)}",
        "fields  " + "  ".join(f"{name} {_share(total.fields[name], total.found)}" for name in FIELDS),
    ]
    for title, groups in (("kind", result.by_kind), ("tag", result.by_tag)):
        lines.append(f"{title:<26}{'gold':>6}{'recall':>9}{'span':>9}{'key':>9}{'place':>9}")
        for name, tally in sorted(groups.items(), key=lambda item: (-item[1].gold, item[0])):
            shares = (
                _share(tally.found, tally.gold),
                *(_share(n, tally.found) for n in (tally.exact, tally.key, tally.scoped)),
            )
            lines.append(f"  {name:<24}{tally.gold:>6}" + "".join(f"{share:>9}" for share in shares))
    if errors:
        lines += result.errors
    return "\n".join(lines)


def _share(part: int, whole: int) -> str:
    return f"{part / whole:.4f}" if whole else "-"
