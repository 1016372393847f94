"""One page of the values of a facet: cut and ordered for whoever looks through all of them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from index.analysis import fold_text
from index.errors import PageMissing
from search.results import FacetValue
from web.links import ValuesRequest

#: Values on one page: each is a link that repeats the whole search.
VALUES_SIZE = 100


@dataclass(frozen=True, slots=True)
class ValuesPage:
    """Some values of a facet: `total` of all pages, `page` counted from 1."""

    total: int
    page: int
    pages: int
    values: tuple[FacetValue, ...]


def page_of(values: Sequence[FacetValue], asked: ValuesRequest) -> ValuesPage:
    """Order values as asked and cut out the page that was asked for; raise `PageMissing` beyond the end."""
    if asked.order == "az":
        values = sorted(values, key=lambda value: (_by_letters(value.label), value.value))
    pages = -(-len(values) // VALUES_SIZE)
    if asked.page > max(pages, 1):
        raise PageMissing(asked.page, pages)
    first = (asked.page - 1) * VALUES_SIZE
    return ValuesPage(len(values), asked.page, pages, tuple(values[first : first + VALUES_SIZE]))


def _by_letters(label: str) -> list[tuple[int, str]]:
    """Order by letters without marks, and by numbers as numbers: 9 before 10."""
    parts = re.findall(r"[0-9]+|[^0-9]+", fold_text(label))
    return [(int(part), "") if part[0].isdecimal() else (-1, part) for part in parts]
