"""Where a search becomes a URL and a URL a search: the one place that knows the parameters.

One search has one address: parameters in the order of `PARAMETERS`, values of a facet sorted and without
repeats, defaults and empty values left out. `read(write(request))` gives the request back. The list of
instruments and the page of a facet's values are read and written here too, and the addresses of instruments.
"""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Iterable, Mapping
from typing import Any, TypeVar
from urllib.parse import urlencode, urlsplit

from flask import current_app, url_for
from flask import request as http_request
from werkzeug.datastructures import MultiDict

from index.analysis import fold_text
from index.errors import BadParameter
from search.advanced import DISTANCE, Wishes, compose, split
from search.facets import FACET_BY_NAME, FACETS
from search.grammar import MAX_SLOP
from search.request import MAX_PAGE_SIZE, MAX_QUERY, PAGE_SIZE, SORTS, Request
from search.searcher import LIST_PARTS, MOST_SUGGESTIONS, SUGGESTIONS

_FACET_NAMES = tuple(facet.name for facet in FACETS)

#: Every parameter of a search, in the order in which a canonical address has them. Facets may be repeated.
PARAMETERS = ("q", *_FACET_NAMES, "from", "to", "sort", "strict", "literal", "separate", "page", "size")

#: What advertisers and messengers hang onto addresses. It is no business of ours, and no fault of the reader's.
_TRACKING = re.compile(r"utm_\w+|fbclid|gclid|zarsrc|zalo\w*|mibextid", re.ASCII)

#: `page` and `size` as they may be typed: ASCII digits, few enough to be a number of something.
_NUMBER = re.compile(r"[0-9]{1,9}", re.ASCII)
MAX_NUMBER = 999_999_999

#: Values of one facet, and letters of one value, at most: every link of a page repeats them all.
MAX_VALUES = 20
MAX_VALUE = 300

#: Letters in a slug at most; it is cut between words.
MAX_SLUG = 80

#: The parameters of the list of instruments, in canonical order.
LIST_PARAMETERS = ("q", *LIST_PARTS, "page")

#: How an unknown type, issuer or year is written in the list's address, as in the keys of instruments; and how an
#: unknown year is written in the address of an instrument, where a question mark would have to be escaped.
UNKNOWN = "?"
UNKNOWN_YEAR = "chua-ro-nam"

#: What the page of a facet's values takes besides the parameters of its search; "page" is one of the values.
VALUES_PARAMETERS = ("in", "order")

#: What suggestions take.
SUGGEST_PARAMETERS = ("q", "limit")

#: What a table of a search takes besides its parameters, and what may stand between its cells, the usual one first.
TABLE_PARAMETERS = ("delimiter",)
DELIMITERS = {"comma": ",", "semicolon": ";"}
COMMA = "comma"

#: What the form of the advanced search takes besides: the fields of `search.advanced.Wishes`.
ADVANCED_PARAMETERS = tuple(field.name for field in dataclasses.fields(Wishes))

#: How values may be ordered: as the facet has them on the result page, or by their letters.
ORDERS = ("", "az")

_DEFAULT = Request()


@dataclasses.dataclass(frozen=True, slots=True)
class ListRequest:
    """One page of the list of instruments as it stands in a URL. "" is no choice, `UNKNOWN` the unknown."""

    q: str = ""
    type: str = ""
    issuer: str = ""
    year: str = ""
    page: int = 1

    @property
    def chosen(self) -> dict[str, str]:
        """Give the choices as `Searcher.instruments` takes them, where "" is the unknown."""
        given = {name: getattr(self, name) for name in LIST_PARTS}
        return {name: "" if value == UNKNOWN else value for name, value in given.items() if value}


@dataclasses.dataclass(frozen=True, slots=True)
class ValuesRequest:
    """All values of a facet under `search`, whose own page is 1: those that hold `typed`, in an order of `ORDERS`."""

    search: Request = _DEFAULT
    typed: str = ""
    order: str = ""
    page: int = 1


@dataclasses.dataclass(frozen=True, slots=True)
class SuggestRequest:
    """What is being typed, and how many suggestions are wanted."""

    typed: str
    limit: int = SUGGESTIONS


@dataclasses.dataclass(frozen=True, slots=True)
class TableRequest:
    """All hits of a search as a table, with a separator of `DELIMITERS`, by its name."""

    search: Request
    delimiter: str = COMMA


@dataclasses.dataclass(frozen=True, slots=True)
class AdvancedRequest:
    """The form of the advanced search: a search, whose words are `wishes`; and whether the form was sent."""

    search: Request
    wishes: Wishes
    sent: bool = False


class _Reader:
    """Reads parameters one by one and keeps an error for each that cannot be used."""

    def __init__(self, args: MultiDict[str, str], known: Iterable[str]) -> None:
        self._args = args
        self.problems: list[BadParameter] = []
        known = tuple(known)
        for name in args:
            if name not in known and not _TRACKING.fullmatch(name):
                there_are = f"The parameters are: {', '.join(known)}." if known else "This address takes none."
                self.refuse(name, f"There is no parameter {name!r}. {there_are}")

    def refuse(self, name: str, message: str) -> None:
        self.problems.append(BadParameter(name, message))

    def raw(self, name: str) -> str:
        values = self._args.getlist(name)
        if len(values) > 1:
            self.refuse(name, f"Give {name!r} once; it was given {len(values)} times.")
        return values[0] if values else ""

    def one(self, name: str) -> str:
        return self.raw(name).strip()

    def number(self, name: str, default: int, most: int | None) -> int:
        typed = self.raw(name)
        if not typed:
            return default
        value = int(typed) if _NUMBER.fullmatch(typed) else 0
        if value < 1 or (most is not None and value > most):
            bounds = f"from 1 to {most}" if most is not None else "from 1"
            self.refuse(name, f"{name!r} must be a whole number {bounds}, not {typed!r}.")
            return default
        return value

    def several(self, name: str) -> tuple[str, ...]:
        given = self._args.getlist(name)
        values = sorted({value.strip() for value in given} - {""})
        usable = [value for value in values if len(value) <= MAX_VALUE][:MAX_VALUES]
        if len(given) > MAX_VALUES or any(len(value) > MAX_VALUE for value in given):
            limits = f"at most {MAX_VALUES} values of at most {MAX_VALUE} letters each"
            self.refuse(name, f"{name!r} takes {limits}.")
        return tuple(usable)

    def value(self, name: str) -> str:
        typed = self.raw(name)
        if len(typed) > MAX_VALUE:
            self.refuse(name, f"{name!r} takes one value of at most {MAX_VALUE} letters.")
            return ""
        return typed.strip()

    def switch(self, name: str) -> bool:
        typed = self.raw(name)
        if typed not in ("", "0", "1"):
            self.refuse(name, f"{name!r} is 1 or left out, not {typed!r}.")
        return typed == "1"

    def search(self) -> Request:
        sort = self.raw("sort") or _DEFAULT.sort
        if sort not in SORTS:
            known = ", ".join(SORTS)
            self.refuse("sort", f"There is no sort order {sort!r}. The orders are: {known}.")
            sort = _DEFAULT.sort
        request = Request(
            q=self.one("q"),
            filters={name: self.several(name) for name in _FACET_NAMES},
            date_from=self.one("from"),
            date_to=self.one("to"),
            sort=sort,
            strict=self.switch("strict"),
            literal=self.switch("literal"),
            separate=self.switch("separate"),
            page=self.number("page", 1, None),
            size=self.number("size", PAGE_SIZE, MAX_PAGE_SIZE),
        )
        return canonical(request)


def read(args: MultiDict[str, str]) -> tuple[Request, tuple[BadParameter, ...]]:
    """Read a search from URL parameters.

    Gives the request with every unusable parameter left at its default, and one error for each of those:
    pages show them, the API raises the first. Dates are not checked here: `Searcher` reads them.
    """
    reader = _Reader(args, PARAMETERS)
    return reader.search(), tuple(reader.problems)


def read_list(args: MultiDict[str, str]) -> tuple[ListRequest, tuple[BadParameter, ...]]:
    """Read a page of the list of instruments from URL parameters; errors as `read` gives them."""
    reader = _Reader(args, LIST_PARAMETERS)
    request = ListRequest(
        q=reader.one("q")[:MAX_QUERY].strip(),
        type=reader.value("type"),
        issuer=reader.value("issuer"),
        year=reader.value("year"),
        page=reader.number("page", 1, None),
    )
    return request, tuple(reader.problems)


def read_values(args: MultiDict[str, str]) -> tuple[ValuesRequest, tuple[BadParameter, ...]]:
    """Read a page of a facet's values from URL parameters; errors as `read` gives them."""
    reader = _Reader(args, (*PARAMETERS, *VALUES_PARAMETERS))
    search = reader.search()
    typed, order = reader.one("in")[:MAX_QUERY].strip(), reader.raw("order")
    if order not in ORDERS:
        reader.refuse("order", f"There is no order {order!r}. Leave it out, or give 'az'.")
        order = ""
    return ValuesRequest(at_page(search, 1), typed, order, search.page), tuple(reader.problems)


def read_suggest(args: MultiDict[str, str]) -> tuple[SuggestRequest, tuple[BadParameter, ...]]:
    """Read what is asked of suggestions from URL parameters; errors as `read` gives them."""
    reader = _Reader(args, SUGGEST_PARAMETERS)
    request = SuggestRequest(reader.one("q"), reader.number("limit", SUGGESTIONS, MOST_SUGGESTIONS))
    return request, tuple(reader.problems)


def read_table(args: MultiDict[str, str]) -> tuple[TableRequest, tuple[BadParameter, ...]]:
    """Read what is asked of a table from URL parameters; errors as `read` gives them."""
    reader = _Reader(args, (*PARAMETERS, *TABLE_PARAMETERS))
    search, delimiter = reader.search(), reader.one("delimiter") or COMMA
    if delimiter not in DELIMITERS:
        known = ", ".join(DELIMITERS)
        reader.refuse("delimiter", f"There is no delimiter {delimiter!r}. The delimiters are: {known}.")
        delimiter = COMMA
    return TableRequest(whole(search), delimiter), tuple(reader.problems)


def read_advanced(args: MultiDict[str, str]) -> tuple[AdvancedRequest, tuple[BadParameter, ...]]:
    """Read the form of the advanced search; errors as `read` gives them.

    Where no field of it is there, it is filled in from a search (`q`); where some are, that search is theirs.
    """
    reader = _Reader(args, (*PARAMETERS, *ADVANCED_PARAMETERS))
    search = at_page(reader.search(), 1)
    if not any(name in args for name in ADVANCED_PARAMETERS):
        return AdvancedRequest(search, split(search.q)), tuple(reader.problems)
    typed = {name: reader.one(name)[:MAX_QUERY] for name in ADVANCED_PARAMETERS if name != "distance"}
    wishes = Wishes(**typed, distance=reader.number("distance", DISTANCE, MAX_SLOP))
    return AdvancedRequest(dataclasses.replace(search, q=compose(wishes)), wishes, sent=True), tuple(reader.problems)


def read_nothing(args: MultiDict[str, str]) -> tuple[BadParameter, ...]:
    """Give an error for every parameter of an address that takes none."""
    return tuple(_Reader(args, ()).problems)


def canonical(request: Request) -> Request:
    """Give the same search in its one form: values sorted, no repeats, no empty facets, in table order."""
    filters = {
        name: values
        for name in _FACET_NAMES
        if (values := tuple(sorted({value.strip() for value in request.filters.get(name, ())} - {""})))
    }
    return dataclasses.replace(request, filters=filters)


def write(request: Request) -> list[tuple[str, str]]:
    """Write a search as URL parameters: pairs of name and value in canonical order, defaults left out."""
    request = canonical(request)
    values: dict[str, Iterable[str]] = {
        "q": [request.q],
        **request.filters,
        "from": [request.date_from],
        "to": [request.date_to],
        "sort": [request.sort if request.sort != _DEFAULT.sort else ""],
        "strict": ["1" if request.strict else ""],
        "literal": ["1" if request.literal else ""],
        "separate": ["1" if request.separate else ""],
        "page": [str(request.page) if request.page != 1 else ""],
        "size": [str(request.size) if request.size != PAGE_SIZE else ""],
    }
    return [(name, value) for name in PARAMETERS for value in values.get(name, ()) if value]


def write_list(request: ListRequest) -> list[tuple[str, str]]:
    """Write a page of the list of instruments as URL parameters, defaults left out."""
    values = {**dataclasses.asdict(request), "page": str(request.page) if request.page != 1 else ""}
    return [(name, values[name]) for name in LIST_PARAMETERS if values[name]]


def write_values(request: ValuesRequest) -> list[tuple[str, str]]:
    """Write a page of a facet's values as URL parameters, defaults left out."""
    more = {"in": request.typed, "order": request.order, "page": str(request.page) if request.page != 1 else ""}
    return [*write(at_page(request.search, 1)), *((name, value) for name, value in more.items() if value)]


# From one search to the next. Each goes back to page 1, for the hits are others.


def asking(request: Request, typed: str) -> Request:
    """Ask for another text under the same filters, its letters read as they mean."""
    return dataclasses.replace(request, q=typed, literal=False, page=1)


def apart(request: Request) -> Request:
    """Ask for reposts one by one."""
    return dataclasses.replace(request, separate=True, page=1)


def literally(request: Request) -> Request:
    """Ask for the very letters that were typed."""
    return dataclasses.replace(request, literal=True, page=1)


def toggled(request: Request, facet: str, value: str) -> Request:
    """Choose a value of a facet, or leave it where it was chosen."""
    chosen = set(request.filters.get(facet, ())) ^ {value}
    return _with_filters(request, {**request.filters, facet: tuple(chosen)})


def only(request: Request, facet: str, value: str) -> Request:
    """Choose this value alone in its facet; what other facets filter stays."""
    return _with_filters(request, {**request.filters, facet: (value,)})


def filtered_by(facet: str, value: str) -> Request:
    """Give everything that carries this value: `filtered_by("instrument", "qdttg:2351:2010")`."""
    return only(_DEFAULT, facet, value)


def whole(request: Request) -> Request:
    """Ask for all pages at once: which of them, and how long they are, no longer matters."""
    return dataclasses.replace(request, q=request.q[:MAX_QUERY].strip(), page=1, size=PAGE_SIZE)


def unordered(request: Request) -> Request:
    """Ask for all pages at once in the usual order: what a search has in common with its feed, which has its own."""
    return dataclasses.replace(whole(request), sort=_DEFAULT.sort)


def without(request: Request, name: str) -> Request:
    """Set one parameter back to its default."""
    if name in FACET_BY_NAME:
        return _with_filters(request, {**request.filters, name: ()})
    field = {"from": "date_from", "to": "date_to"}.get(name, name)
    if field not in Request.__slots__:
        return request
    return dataclasses.replace(request, **{field: getattr(_DEFAULT, field), "page": 1})


def unfiltered(request: Request) -> Request:
    """Take away all filters and dates; the query, the order and the page size stay."""
    return canonical(dataclasses.replace(request, filters={}, date_from="", date_to="", strict=False, page=1))


Paged = TypeVar("Paged", Request, ListRequest, ValuesRequest)


def at_page(request: Paged, page: int) -> Paged:
    """Turn to another page."""
    return dataclasses.replace(request, page=page)


def in_order(request: ValuesRequest, order: str) -> ValuesRequest:
    """Order the values of a facet otherwise, from page 1."""
    return dataclasses.replace(request, order=order, page=1)


def _with_filters(request: Request, filters: Mapping[str, tuple[str, ...]]) -> Request:
    return canonical(dataclasses.replace(request, filters=filters, page=1))


def page_window(page: int, pages: int, around: int = 2) -> list[int | None]:
    """List the pages to link: first, last, and some around the current one; None stands for a gap.

    `page_window(7, 20)` is `[1, None, 5, 6, 7, 8, 9, None, 20]`. A gap of one page is that page.
    """
    near = {1, pages, *range(page - around, page + around + 1)}
    window: list[int | None] = []
    last = 0
    for number in sorted(n for n in near if 1 <= n <= pages):
        if number - last == 2:
            window.append(number - 1)
        elif number - last > 2:
            window.append(None)
        window.append(number)
        last = number
    return window


# Addresses. All are paths on this site; `absolute` makes them good from elsewhere.


def search_url(request: Request) -> str:
    """Give the path of a search; keys of instruments stay legible in it."""
    return _with_query(url_for("pages.search"), write(request))


def feed_url(request: Request) -> str:
    """Give the path of a search's feed, the same for every page and order of it."""
    return _with_query(url_for("feeds.search"), write(unordered(request)))


def table_url(request: Request, delimiter: str = COMMA) -> str:
    """Give the path of a search's table, the same for every page of it."""
    pairs = write(whole(request)) + ([("delimiter", delimiter)] if delimiter != COMMA else [])
    return _with_query(url_for("table.search"), pairs)


def list_url(request: ListRequest) -> str:
    """Give the path of a page of the list of instruments."""
    return _with_query(url_for("pages.instruments"), write_list(request))


def values_url(facet: str, request: ValuesRequest) -> str:
    """Give the path of the page of all values of a facet under a search."""
    return _with_query(url_for("pages.facet_values", name=facet), write_values(request))


def advanced_url(search: Request) -> str:
    """Give the path of the advanced search, filled in with a search."""
    return _with_query(url_for("advanced.form"), write(at_page(search, 1)))


def all_values_url(facet: str, search: Request) -> str:
    """Give the path of the first page of all values of a facet under a search."""
    return values_url(facet, ValuesRequest(at_page(search, 1)))


def _with_query(path: str, pairs: list[tuple[str, str]]) -> str:
    query = urlencode(pairs, safe="/:@")
    return f"{path}?{query}" if query else path


def instrument_parts(key: str) -> dict[str, str]:
    """Part a key as the address of its page has it: code, year, number and, of a local instrument, place.

    `khubnd:202:2019@gia-lai` is khubnd, 2019, 202, gia-lai.
    """
    identity, _, place = key.partition("@")
    code, _, rest = identity.partition(":")
    number, _, year = rest.rpartition(":")
    parts = {"code": code, "year": UNKNOWN_YEAR if year == UNKNOWN else year, "number": number}
    return {**parts, "place": place} if place else parts


def instrument_key(code: str, year: str, number: str, place: str = "") -> str:
    """Give the key of which these are the parts: the way back from `instrument_parts`."""
    year = UNKNOWN if year == UNKNOWN_YEAR else year
    return f"{code}:{number}:{year}@{place}" if place else f"{code}:{number}:{year}"


def instrument_url(key: str) -> str:
    """Give the path of an instrument's page: `/van-ban/khubnd/2019/202/gia-lai`."""
    parts: dict[str, Any] = {**instrument_parts(key)}
    return url_for("pages.instrument", **parts)


def instrument_feed_url(key: str) -> str:
    """Give the path of an instrument's feed: `/van-ban/khubnd/2019/202/gia-lai.atom`."""
    parts: dict[str, Any] = {**instrument_parts(key)}
    return url_for("feeds.instrument", **parts)


def instrument_api_url(key: str) -> str:
    """Give the path of an instrument in the API."""
    return url_for("api.instrument", key=key)


def slug(title: str) -> str:
    """Write a title in the letters of an address: `"Kế hoạch số 202/KH-UBND"` is `"ke-hoach-so-202-kh-ubnd"`.

    ASCII, lower case, at most `MAX_SLUG` letters, never empty.
    """
    words = re.findall(r"[a-z0-9]+", fold_text(title))
    text = "-".join(words)
    if len(text) > MAX_SLUG:
        cut = text[: MAX_SLUG + 1].rpartition("-")[0]
        text = cut or text[:MAX_SLUG]
    return text or "bai"


def suggestion_url(kind: str, value: str, text: str) -> str:
    """Give the path that a suggestion leads to: a page, a category, or the search for a phrase."""
    if kind == "instrument":
        return instrument_url(value)
    if kind == "article":
        return article_url(value, text)
    return search_url(filtered_by("category", value) if kind == "category" else Request(q=value))


def reading_url(article_id: str, title: str, search: Request, *, plain: bool = False) -> str:
    """Give the path of an article's page for who comes from a search: its words are marked there, unless `plain`."""
    came = reading_query(search)
    return article_url(article_id, title) + (f"{came}&plain=1" if plain and came else came)


def reading_query(search: Request) -> str:
    """Give what an article's path takes for who comes from a search: "?q=…", or nothing. One for all hits of a page."""
    return _with_query("", write(search))


def read_reading(args: MultiDict[str, str]) -> tuple[Request | None, bool]:
    """Read from which search somebody comes to an article, None where from none, and whether no word is marked."""
    reader = _Reader(args, (*PARAMETERS, "plain"))
    search, plain = reader.search(), reader.switch("plain")
    return (search if search != canonical(_DEFAULT) else None), plain


def article_url(article_id: str, title: str) -> str:
    """Give the path of an article's page."""
    return url_for("pages.article", article_id=article_id, slug=slug(title))


def absolute(path: str) -> str:
    """Give the whole address of a path on this site, as it is seen from outside (setting `PUBLIC_URL`)."""
    root = str(current_app.config["PUBLIC_URL"]) or http_request.host_url
    return root.rstrip("/") + path


def is_web_address(url: str) -> bool:
    """Tell whether an address from outside may become a link: http or https with a host, nothing else."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return False
    return parts.scheme in {"http", "https"} and bool(parts.netloc)
