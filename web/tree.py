"""Values of a path facet as an indented tree."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from search.facets import PATH_SEPARATOR
from search.results import FacetValue


@dataclass(frozen=True, slots=True)
class Branch:
    """One line of the tree: how deep it stands (0 is the margin), what is written on it, and its value."""

    depth: int
    label: str
    value: FacetValue


def lines(values: Iterable[FacetValue], paths: bool) -> list[Branch]:
    """Give the lines of a facet: a tree where its values are paths, else one at the margin for each value."""
    return branches(values) if paths else [Branch(0, value.label, value) for value in values]


def branches(values: Iterable[FacetValue]) -> list[Branch]:
    """Lay path values out as a tree: each under its nearest listed ancestor, siblings in the order given.

    A value whose parent is not listed shows the steps between: "Tin Tức › Tin tổng hợp" at the margin.
    """
    values = tuple(values)
    listed = {value.value for value in values}
    children: dict[str, list[FacetValue]] = {}
    for value in values:
        parent = value.value.rpartition(PATH_SEPARATOR)[0]
        while parent and parent not in listed:
            parent = parent.rpartition(PATH_SEPARATOR)[0]
        children.setdefault(parent, []).append(value)
    found: list[Branch] = []

    def lay(parent: str, depth: int) -> None:
        for value in children.get(parent, ()):
            steps = value.value.removeprefix(parent).removeprefix(PATH_SEPARATOR if parent else "")
            found.append(Branch(depth, steps.replace(PATH_SEPARATOR, " › "), value))
            lay(value.value, depth + 1)

    lay("", 0)
    return found
