from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from search.facets import PATH_SEPARATOR
from search.results import FacetValue
from web.tree import branches


def value(path: str, count: int = 1) -> FacetValue:
    return FacetValue(path, path.split(PATH_SEPARATOR)[-1], count, False)


@pytest.mark.parametrize(
    ("paths", "lines"),
    [
        (["A", "B"], [(0, "A"), (0, "B")]),
        (["A", "B", "B > C", "A > C", "A > C > D"], [(0, "A"), (1, "C"), (2, "D"), (0, "B"), (1, "C")]),
        (["A > B", "A > B > C"], [(0, "A › B"), (1, "C")]),
        (["A", "A > B > C"], [(0, "A"), (1, "B › C")]),
        (["AB", "A"], [(0, "AB"), (0, "A")]),
        ([], []),
    ],
)
def test_tree(paths: list[str], lines: list[tuple[int, str]]) -> None:
    assert [(branch.depth, branch.label) for branch in branches(map(value, paths))] == lines


@given(st.lists(st.lists(st.sampled_from("ABC"), min_size=1, max_size=4).map(PATH_SEPARATOR.join), unique=True))
def test_every_value_stands_once(paths: list[str]) -> None:
    assert sorted(branch.value.value for branch in branches(map(value, paths))) == sorted(paths)
