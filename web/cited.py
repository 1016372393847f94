"""The list of instruments beside an article: each once, counted, grouped by type."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from index.document import Mention


@dataclass(frozen=True, slots=True)
class Cited:
    """An instrument that an article cites, and in how many places."""

    key: str
    label: str
    mentions: int


@dataclass(frozen=True, slots=True)
class CitedGroup:
    """The cited instruments of one type; `type` is "" where it is unknown."""

    type: str
    instruments: tuple[Cited, ...]


def cited_groups(mentions: Iterable[Mention]) -> tuple[CitedGroup, ...]:
    """Group the mentions of an article by type and instrument, in order of first mention; unknown type last."""
    mentions = tuple(mentions)
    counts = Counter(mention.key for mention in mentions)
    groups: dict[str, dict[str, Cited]] = {}
    for mention in mentions:
        group = groups.setdefault(mention.type, {})
        # The longest label says most: a later mention without its date must not hide the date.
        known = group.get(mention.key)
        if known is None or len(mention.label) > len(known.label):
            group[mention.key] = Cited(mention.key, mention.label, counts[mention.key])
    ordered = sorted(groups.items(), key=lambda item: not item[0])
    return tuple(CitedGroup(type_, tuple(group.values())) for type_, group in ordered)
