"""The table of facets: one row each. Everything that lists facets reads it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from index.document import PATH_SEPARATOR
from index.errors import BadParameter

__all__ = ["FACETS", "FACET_BY_NAME", "PATH_SEPARATOR", "Facet", "facet_named"]


@dataclass(frozen=True, slots=True)
class Facet:
    """How one facet is named and shown.

    `name` is the URL parameter, the JSON key and the document's facet; `label` is its Vietnamese heading.
    `order` is how values are listed: by `count` (ties by value), or by value from the `newest`. `shown` is
    how many values a result page lists; 0 lists all. `path` values are whole paths joined by
    `PATH_SEPARATOR`, and a document carries every ancestor, so choosing a parent includes its children.
    """

    name: str
    label: str
    order: Literal["count", "newest"] = "count"
    shown: int = 10
    path: bool = False


FACETS: tuple[Facet, ...] = (
    Facet("year", "Năm", order="newest", shown=0),
    Facet("month", "Tháng", order="newest", shown=12),
    Facet("category", "Chuyên mục", path=True),
    Facet("instrument", "Văn bản được dẫn"),
    Facet("type", "Loại văn bản"),
    Facet("issuer", "Cơ quan ban hành"),
    Facet("source", "Nguồn"),
)

FACET_BY_NAME = {facet.name: facet for facet in FACETS}


def facet_named(name: str) -> Facet:
    """Give the facet of that name; raise `BadParameter` listing the names that exist."""
    try:
        return FACET_BY_NAME[name]
    except KeyError:
        known = ", ".join(FACET_BY_NAME)
        raise BadParameter(name, f"There is no facet {name!r}. The facets are: {known}.") from None
