"""The table of facets: one row each. Everything that lists facets reads it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Literal

from index.document import PATH_SEPARATOR
from index.errors import BadParameter
from search.identity import same_instruments
from search.wording import N_

__all__ = ["FACETS", "FACET_BY_NAME", "PATH_SEPARATOR", "RECORDS", "Facet", "facet_named"]


@dataclass(frozen=True, slots=True)
class Facet:
    """How one facet is named and shown.

    `name` is the URL parameter, the JSON key and the document's facet; `label` is its Vietnamese heading.
    `order` is how values are listed: by `count` (ties by value), or by value from the `newest`. `shown` is
    how many values a result page lists; 0 lists all. `path` values are whole paths joined by
    `PATH_SEPARATOR`, and a document carries every ancestor, so choosing a parent includes its children.
    `resolve` tells which values of a collection mean the same.
    """

    name: str
    label: str
    order: Literal["count", "newest"] = "count"
    shown: int = 10
    path: bool = False
    resolve: Resolver | None = None


#: Maps values of a collection to others of it that mean the same thing, given in how many articles each stands;
#: values not in the result mean themselves.
Resolver = Callable[[Mapping[str, int]], Mapping[str, str]]


FACETS: tuple[Facet, ...] = (
    Facet("year", N_("Năm"), order="newest", shown=0),
    Facet("month", N_("Tháng"), order="newest", shown=12),
    Facet("category", N_("Chuyên mục"), path=True),
    Facet("instrument", N_("Văn bản được dẫn"), resolve=same_instruments),
    Facet("type", N_("Loại văn bản")),
    Facet("issuer", N_("Cơ quan ban hành")),
    Facet("source", N_("Nguồn")),
)

#: What engines count like facets although no page lists it: what articles say of instruments. Parts of a value
#: are joined by `index.document.RECORD_SEPARATOR`.
RECORDS: tuple[Facet, ...] = (
    Facet("about", "key, type, issuer, date, title of an instrument"),
    Facet("form", "key of an instrument, and how an article prints it"),
    Facet("relation", "key, kind, direction, key of the other instrument"),
)

FACET_BY_NAME = {facet.name: facet for facet in (*FACETS, *RECORDS)}


def facet_named(name: str) -> Facet:
    """Give the facet of that name; raise `BadParameter` listing the names that exist."""
    for facet in FACETS:
        if facet.name == name:
            return facet
    known = ", ".join(facet.name for facet in FACETS)
    raise BadParameter(name, f"There is no facet {name!r}. The facets are: {known}.")
