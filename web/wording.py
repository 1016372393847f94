"""What the search room says in Vietnamese, in the language of the page: notices, labels of values, a query in words.

Headings of facets and names of orders need nothing of this: templates look them up in the catalogue.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from search.description import ENGLISH, describe
from search.facets import Facet
from search.grammar import read
from search.request import Request
from search.results import FacetValue, Notice, SearchResult
from search.wording import N_
from web import i18n, tree

#: What a name ends in where the index does not know a part of it.
UNKNOWN = (N_("(chưa rõ năm)"), N_("(chưa rõ cơ quan)"), N_("(chưa rõ địa phương)"))

#: What stands in brackets behind a name, and a day there.
_BRACKET = re.compile(r"\([^()]*\)$")
_DAY = re.compile(r"\((\d\d)/(\d\d)/(\d{4})\)")


def name_of(label: str) -> str:
    """Give an instrument's or an issuer's name as the page writes it: a name stays, what is in brackets does not.

    "Kế hoạch 202/KH-UBND (23/01/2019)" is "Kế hoạch 202/KH-UBND (23 January 2019)" on a page in English, and
    "(chưa rõ năm)" there is "(year unknown)".
    """
    return label if i18n.language() == i18n.SOURCE else _BRACKET.sub(_bracket, label)


def _bracket(match: re.Match[str]) -> str:
    day = _DAY.fullmatch(match[0])
    if day:
        return f"({i18n.day(dt.date(int(day[3]), int(day[2]), int(day[1])))})"
    return i18n.gettext(match[0]) if match[0] in UNKNOWN else match[0]


def value_label(value: FacetValue, facet: Facet) -> str:
    """Give the label of a facet's value as the page writes it."""
    if i18n.language() == i18n.SOURCE:
        return value.label
    if facet.name == "month":
        return _month(value)
    return name_of(value.label) if facet.name in ("instrument", "issuer") else value.label


def _month(value: FacetValue) -> str:
    try:
        return i18n.month(dt.date.fromisoformat(f"{value.value}-01"))
    except ValueError:  # chosen in the address, which may hold anything
        return value.label


def lines(values: Iterable[FacetValue], facet: Facet) -> list[tree.Branch]:
    """Give the lines of a facet as `tree.lines` does, labelled as the page writes them."""
    found = tree.lines(values, facet.path)
    if facet.path or i18n.language() == i18n.SOURCE:
        return found
    return [replace(line, label=value_label(line.value, facet)) for line in found]


def message(notice: Notice) -> str:
    """Say a notice."""
    return i18n.gettext(notice.template) % dict(notice.values)


def described(result: SearchResult, asked: Request) -> str:
    """Say in words what was asked for, "" where the search room saw nothing to explain."""
    if not result.described or i18n.language() == i18n.SOURCE:
        return result.described
    return describe(read(result.read_as or asked.q).tree, ENGLISH, i18n.day)


def result_as_json(result: SearchResult, asked: Request) -> dict[str, Any]:
    """Give a result as `SearchResult.as_json` does, its sentences in the language of the address."""
    notices = [{"code": notice.code, "message": message(notice)} for notice in result.notices]
    return {**result.as_json(), "notices": notices, "described": described(result, asked)}
