"""The questions that the API answers: what each takes, what it answers, and examples.

Parameters and facets are those of the tables that the API itself reads; one that is not described here keeps the site
from starting.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from http import HTTPStatus

from search.facets import FACETS
from search.request import MAX_PAGE_SIZE, MAX_QUERY, PAGE_SIZE, SORTS
from search.searcher import MOST_SUGGESTIONS, SUGGESTIONS
from web import links
from web.openapi_schemas import Schema

BAD_REQUEST, NOT_FOUND = HTTPStatus.BAD_REQUEST, HTTPStatus.NOT_FOUND


@dataclass(frozen=True, slots=True)
class Parameter:
    """What a parameter of an address means, and which values it takes."""

    description: str
    schema: Schema


@dataclass(frozen=True, slots=True)
class Example:
    """A request whose answer is printed: the address behind `/api/v1`, and the status of the answer."""

    name: str
    address: str
    status: HTTPStatus = HTTPStatus.OK


@dataclass(frozen=True, slots=True)
class Operation:
    """A question that the API answers.

    `path` is behind `/api/v1`, `takes` the parameters of the address, `answer` the schema of what is answered, and
    `missing` tells when there is nothing to answer (404), "" where that cannot be.
    """

    name: str
    path: str
    tag: str
    summary: str
    takes: Mapping[str, Parameter]
    answer: str
    missing: str = ""
    examples: tuple[Example, ...] = ()


# An empty value is as one that is left out: forms send all their fields.


def _whole(default: int, most: int) -> Schema:
    return {"type": ["integer", "string"], "minimum": 1, "maximum": most, "maxLength": 0, "default": default}


def _one_of(values: Iterable[str], default: str) -> Schema:
    return {"type": "string", "enum": list(dict.fromkeys((*values, ""))), "default": default}


_TYPED: Schema = {"type": "string", "default": ""}
_VALUE: Schema = {"type": "string", "maxLength": links.MAX_VALUE}
_SWITCH: Schema = _one_of(("0", "1"), "0")
_PAGE = Parameter("The page, counted from 1; one beyond the end is not found.", _whole(1, links.MAX_NUMBER))
_YEAR = "[1-9][0-9]{3}"
_DATE: Schema = {
    "type": "string",
    "anyOf": [
        {"format": "date"},
        {"pattern": f"^(0[1-9]|1[0-9]|2[0-8])/(0[1-9]|1[0-2])/{_YEAR}$"},
        {"pattern": f"^(29|30)/(0[13-9]|1[0-2])/{_YEAR}$|^31/(0[13578]|1[02])/{_YEAR}$"},
        {"pattern": f"^(0[1-9]|1[0-2])/{_YEAR}$"},
        {"pattern": f"^{_YEAR}$"},
        {"pattern": r"^\s*$"},
    ],
}

#: What the values of each facet look like.
VALUES_OF: Mapping[str, str] = {
    "year": "years of publication, as 2019",
    "month": "months of publication, as 2019-04",
    "category": "whole paths of categories, as Tin Tức > Tin tổng hợp; what is below them is found too",
    "instrument": "keys of cited instruments, as qdttg:2351:2010",
    "type": "types of cited instruments, as Kế hoạch",
    "issuer": "issuers of cited instruments, as Thủ tướng Chính phủ; those that they came of are found too",
    "source": "publishers",
}

_SEARCH: dict[str, Parameter] = {
    "q": Parameter(
        "What to search for: words with marks or without, numbers of instruments, and the operators of the search page."
        f" More than {MAX_QUERY} characters are cut, with a notice.",
        _TYPED,
    ),
    **{
        facet.name: Parameter(
            f"Only articles with one of these {VALUES_OF[facet.name]} ({facet.label}).",
            {"type": "array", "items": _VALUE, "maxItems": links.MAX_VALUES},
        )
        for facet in FACETS
    },
    "from": Parameter("Only articles from this day, month or year on: 23/01/2019, 04/2019, 2019 or 2019-01-23.", _DATE),
    "to": Parameter("Only articles to the end of this day, month or year.", _DATE),
    "sort": Parameter(
        "The order of the hits. Without words to weigh, relevance is newest.",
        _one_of(SORTS, "relevance"),
    ),
    "strict": Parameter("1: only words with just the marks that were typed.", _SWITCH),
    "literal": Parameter(
        "1: letters as they are, not as keystrokes of Telex or VNI or as text of an old font.", _SWITCH
    ),
    "separate": Parameter("1: reposts of one text one by one instead of as one hit.", _SWITCH),
    "page": _PAGE,
    "size": Parameter("Hits on one page.", _whole(PAGE_SIZE, MAX_PAGE_SIZE)),
}

_VALUES: dict[str, Parameter] = {
    "in": Parameter("Only values whose name holds this; case and marks do not matter.", _TYPED),
    "order": Parameter(
        "az: by letters; otherwise as the facet has them.",
        _one_of(links.ORDERS, links.ORDERS[0]),
    ),
}

_LIST: dict[str, Parameter] = {
    "q": Parameter("Only those whose number, letters or issuer hold this.", _TYPED),
    "type": Parameter("Only those of this type; ? is the unknown.", _VALUE),
    "issuer": Parameter("Only those of this issuer; ? is the unknown.", _VALUE),
    "year": Parameter("Only those of this year; ? is the unknown.", _VALUE),
    "page": _PAGE,
}

_SUGGEST: dict[str, Parameter] = {
    "q": Parameter("What was typed so far.", _TYPED),
    "limit": Parameter("How many suggestions at most.", _whole(SUGGESTIONS, MOST_SUGGESTIONS)),
}

#: What each question takes: the names, and their order, are those of `web.links`.
SEARCH = {name: _SEARCH[name] for name in links.PARAMETERS}
VALUES = {**SEARCH, **{name: _VALUES[name] for name in links.VALUES_PARAMETERS}}
LIST = {name: _LIST[name] for name in links.LIST_PARAMETERS}
SUGGEST = {name: _SUGGEST[name] for name in links.SUGGEST_PARAMETERS}
NOTHING: Mapping[str, Parameter] = {}

#: The parts of paths.
PATH = {
    "article_id": Parameter("The id of an article.", {"type": "string"}),
    "key": Parameter(
        "The key of an instrument. One that means another one in this collection gives that one.", {"type": "string"}
    ),
    "name": Parameter("The name of a facet.", {"type": "string", "enum": [facet.name for facet in FACETS]}),
}

_NO_PAGE = "There is no such page."
_NO_ARTICLE = "There is no such article."
_NO_INSTRUMENT = "No article cites such an instrument."

#: Every question of the API, named as the function of `web.api` that answers it.
OPERATIONS: tuple[Operation, ...] = (
    Operation(
        "index",
        "/",
        "Collection",
        "What may be asked here",
        NOTHING,
        "Doors",
        examples=(Example("doors", "/"),),
    ),
    Operation(
        "search",
        "/search",
        "Search",
        "Articles, searched",
        SEARCH,
        "Search",
        _NO_PAGE,
        (
            Example("words", "/search?q=tre+em+vung+cao&year=2013&size=1"),
            Example("number", "/search?q=100/2019/N%C4%90-CP&sort=oldest&size=1"),
            Example("unknown-order", "/search?sort=score", BAD_REQUEST),
            Example("no-date", "/search?from=30/02/2019", BAD_REQUEST),
            Example("beyond-the-end", "/search?page=1000", NOT_FOUND),
        ),
    ),
    Operation(
        "suggest",
        "/suggest",
        "Search",
        "What something that is being typed may become",
        SUGGEST,
        "Suggestions",
        examples=(
            Example("words", "/suggest?q=binh+dang&limit=4"),
            Example("number", "/suggest?q=202/kh&limit=2"),
            Example("too-many", "/suggest?q=binh&limit=100", BAD_REQUEST),
        ),
    ),
    Operation(
        "facet_values",
        "/facets/{name}",
        "Search",
        "All values of a facet under a search",
        VALUES,
        "Values",
        "There is no such facet, or no such page.",
        (
            Example("categories", "/facets/category?q=chuyen+doi+so&in=CHI+dao"),
            Example("no-facet", "/facets/mau", NOT_FOUND),
        ),
    ),
    Operation(
        "article",
        "/articles/{article_id}",
        "Articles",
        "An article, with the places where it cites instruments",
        NOTHING,
        "Article",
        _NO_ARTICLE,
        (
            Example("short", "/articles/5cb771813b507c04"),
            Example("no-article", "/articles/khong-co", NOT_FOUND),
        ),
    ),
    Operation(
        "related",
        "/articles/{article_id}/related",
        "Articles",
        "Articles with the same text, and articles like one",
        NOTHING,
        "Related",
        _NO_ARTICLE,
        (Example("short", "/articles/5cb771813b507c04/related"),),
    ),
    Operation(
        "instruments",
        "/instruments",
        "Instruments",
        "The instruments that articles cite, the most cited first",
        LIST,
        "Instruments",
        _NO_PAGE,
        (
            Example("number", "/instruments?q=202/kh"),
            Example("not-a-page", "/instruments?page=0", BAD_REQUEST),
        ),
    ),
    Operation(
        "instrument",
        "/instruments/{key}",
        "Instruments",
        "What articles tell of an instrument",
        NOTHING,
        "Instrument",
        _NO_INSTRUMENT,
        (
            Example("directive", "/instruments/cttw:21:2018"),
            Example("no-instrument", "/instruments/qdttg:1:1900", NOT_FOUND),
        ),
    ),
    Operation(
        "relations",
        "/instruments/{key}/relations",
        "Instruments",
        "What articles state of an instrument and others",
        NOTHING,
        "Relations",
        _NO_INSTRUMENT,
        (Example("directive", "/instruments/cttw:21:2018/relations"),),
    ),
    Operation(
        "timeline",
        "/instruments/{key}/timeline",
        "Instruments",
        "How many articles cite an instrument, year by year",
        NOTHING,
        "Timeline",
        _NO_INSTRUMENT,
        (Example("plan", "/instruments/khubnd:202:2019@gia-lai/timeline"),),
    ),
    Operation(
        "stats",
        "/stats",
        "Collection",
        "What the collection holds",
        NOTHING,
        "Stats",
        examples=(Example("all", "/stats"),),
    ),
)

#: What any question may be answered instead.
COMMON: Mapping[HTTPStatus, str] = {
    HTTPStatus.TOO_MANY_REQUESTS: "Too much was asked from one address.",
    HTTPStatus.SERVICE_UNAVAILABLE: "The collection cannot be asked now.",
}
