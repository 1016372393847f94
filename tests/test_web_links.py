from __future__ import annotations

import dataclasses
from urllib.parse import parse_qsl, unquote, urlencode

import pytest
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st
from web_fake import FakeSearcher
from werkzeug.datastructures import MultiDict

from search.facets import FACETS
from search.request import MAX_PAGE_SIZE, MAX_QUERY, PAGE_SIZE, SORTS, Request
from web import create_app, links

TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=30)
REQUESTS = st.builds(
    Request,
    q=TEXT,
    filters=st.dictionaries(
        st.sampled_from([facet.name for facet in FACETS]), st.lists(TEXT, max_size=4).map(tuple), max_size=7
    ),
    date_from=TEXT,
    date_to=TEXT,
    sort=st.sampled_from(list(SORTS)),
    page=st.integers(1, 10**9 - 1),
    size=st.integers(1, MAX_PAGE_SIZE),
)


def stripped(request: Request) -> Request:
    """White space around what was typed means nothing, and is all that a URL loses."""
    return dataclasses.replace(
        links.canonical(request),
        q=request.q.strip(),
        date_from=request.date_from.strip(),
        date_to=request.date_to.strip(),
    )


def read(query: str) -> tuple[Request, list[str]]:
    request, problems = links.read(MultiDict(parse_qsl(query, keep_blank_values=True)))
    return request, [problem.name for problem in problems]


@given(REQUESTS)
def test_what_is_written_is_read_back(request: Request) -> None:
    query = urlencode(links.write(stripped(request)), safe="/:@")
    assert read(query) == (stripped(request), [])


@given(REQUESTS)
def test_one_search_has_one_address(request: Request) -> None:
    turned = dataclasses.replace(
        request, filters={name: values[::-1] * 2 for name, values in reversed(request.filters.items())}
    )
    assert links.write(turned) == links.write(request)


@given(REQUESTS, st.sampled_from([facet.name for facet in FACETS]), TEXT.filter(str.strip).map(str.strip))
def test_toggling_twice_changes_nothing_but_the_page(request: Request, facet: str, value: str) -> None:
    request = links.canonical(request)
    once = links.toggled(request, facet, value)
    assert (value in once.filters.get(facet, ())) != (value in request.filters.get(facet, ()))
    assert once.page == 1
    assert links.toggled(once, facet, value) == dataclasses.replace(request, page=1)


def test_parameters_stand_in_the_order_of_the_table() -> None:
    request = Request(
        q="bình đẳng giới",
        filters={"source": ("B", "A"), "year": ("2019",), "instrument": ("khubnd:202:2019@gia-lai",)},
        date_from="2019",
        date_to="04/2020",
        sort="newest",
        page=2,
        size=20,
    )
    assert [name for name, _ in links.write(request)] == [
        "q", "year", "instrument", "source", "source", "from", "to", "sort", "page", "size",
    ]  # fmt: skip


def test_defaults_are_not_written() -> None:
    assert links.write(Request()) == []
    assert read("q=&from=&to=&sort=relevance&page=1&size=10&year=") == (Request(), [])


@pytest.mark.parametrize(
    ("query", "problems"),
    [
        ("q=a&q=b", ["q"]),
        ("page=0", ["page"]),
        ("page=-1", ["page"]),
        ("page=1.5", ["page"]),
        ("page=٣", ["page"]),
        ("page=" + "9" * 5000, ["page"]),
        ("size=101", ["size"]),
        ("size=0", ["size"]),
        ("sort=score", ["sort"]),
        ("mau=do", ["mau"]),
        ("utm_source=zalo&fbclid=x&zarsrc=30", []),
        ("year=2019&year=2019", []),
        ("&".join(f"year={year}" for year in range(2000, 2021)), ["year"]),
        ("source=" + "x" * 301, ["source"]),
    ],
)
def test_unusable_parameters_are_named_and_left_at_their_default(query: str, problems: list[str]) -> None:
    request, named = read(query)
    assert named == problems
    assert request.page == 1
    assert request.size == 10
    assert request.sort == "relevance"


def test_steps_from_one_search_to_the_next() -> None:
    start = Request(
        q="a", filters={"year": ("2018", "2019"), "source": ("S",)}, date_from="2018", sort="newest", page=3
    )
    assert links.toggled(start, "year", "2019").filters == {"year": ("2018",), "source": ("S",)}
    assert links.only(start, "year", "2020").filters == {"year": ("2020",), "source": ("S",)}
    assert links.without(start, "year").filters == {"source": ("S",)}
    assert links.without(start, "from").date_from == ""
    assert links.without(start, "nothing of the kind") == start
    assert links.unfiltered(start) == Request(q="a", sort="newest")
    assert links.at_page(start, 4) == dataclasses.replace(start, page=4)


@pytest.mark.parametrize(
    ("page", "pages", "window"),
    [
        (1, 1, [1]),
        (1, 3, [1, 2, 3]),
        (1, 9, [1, 2, 3, None, 9]),
        (5, 9, [1, 2, 3, 4, 5, 6, 7, 8, 9]),
        (7, 20, [1, None, 5, 6, 7, 8, 9, None, 20]),
        (20, 20, [1, None, 18, 19, 20]),
    ],
)
def test_page_window(page: int, pages: int, window: list[int | None]) -> None:
    assert links.page_window(page, pages) == window


@given(st.integers(1, 500), st.integers(1, 500))
def test_a_gap_stands_for_two_pages_or_more(page: int, pages: int) -> None:
    window = links.page_window(min(page, pages), pages)
    assert len(window) <= 9
    assert {1, pages, min(page, pages)} <= set(window)
    for before, gap, after in zip(window, window[1:], window[2:], strict=False):
        if gap is None:
            assert before is not None
            assert after is not None
            assert after - before > 2


@pytest.mark.parametrize(
    ("title", "slug"),
    [
        ("Kế hoạch số 202/KH-UBND", "ke-hoach-so-202-kh-ubnd"),
        ("  ĐƯỜNG phố — Ðak Lak ", "duong-pho-dak-lak"),
        ("", "bai"),
        ("…", "bai"),
        ("một " * 40, "mot-" * 19 + "mot"),
        ("x" * 200, "x" * 64),  # the fold cuts one word at `MAX_TERM`
    ],
)
def test_slug(title: str, slug: str) -> None:
    assert links.slug(title) == slug


@given(TEXT)
def test_every_slug_fits_in_an_address(title: str) -> None:
    slug = links.slug(title)
    assert 1 <= len(slug) <= links.MAX_SLUG
    assert set(slug) <= set("abcdefghijklmnopqrstuvwxyz0123456789-")
    assert links.slug(slug) == slug


@pytest.mark.parametrize(
    ("url", "good"),
    [
        ("https://example.gov.vn/tin?id=1", True),
        ("HTTP://example.gov.vn", True),
        ("javascript:alert(1)", False),
        (" javascript:alert(1)", False),
        ("data:text/html,x", False),
        ("//example.gov.vn/tin", False),
        ("https:", False),
        ("http://[", False),
        ("", False),
    ],
)
def test_only_web_addresses_become_links(url: str, good: bool) -> None:
    assert links.is_web_address(url) is good


def test_addresses_read_well() -> None:
    app = create_app({}, FakeSearcher())
    with app.test_request_context(base_url="https://tin.example.vn"):
        assert links.search_url(Request()) == "/tim-kiem"
        request = links.filtered_by("instrument", "khubnd:202:2019@gia-lai")
        assert links.search_url(request) == "/tim-kiem?instrument=khubnd:202:2019@gia-lai"
        assert links.article_url("a1", "Tin mới") == "/bai/a1/tin-moi"
        assert links.absolute("/bai/a1/tin-moi") == "https://tin.example.vn/bai/a1/tin-moi"


# Instruments and lists

#: A key, and the address of its page.
INSTRUMENTS = [
    ("qdttg:2351:2010", "/van-ban/qdttg/2010/2351"),
    ("khubnd:202:2019@gia-lai", "/van-ban/khubnd/2019/202/gia-lai"),
    ("luat:dat-dai:2013", "/van-ban/luat/2013/dat-dai"),
    ("ndcp:100:?", "/van-ban/ndcp/chua-ro-nam/100"),
    ("khubnd:202:?@gia-lai", "/van-ban/khubnd/chua-ro-nam/202/gia-lai"),
    ("tcvn:iso9001:2015", "/van-ban/tcvn/2015/iso9001"),
    ("nqcp:30a:2008", "/van-ban/nqcp/2008/30a"),
    ("tt:66.16:1999", "/van-ban/tt/1999/66.16"),
    ("tcvn:14-17:2020", "/van-ban/tcvn/2020/14-17"),
]


@pytest.mark.parametrize(("key", "address"), INSTRUMENTS)
def test_an_instrument_has_one_address(key: str, address: str) -> None:
    app = create_app({}, FakeSearcher())
    with app.test_request_context():
        assert links.instrument_url(key) == address
    assert routed(app, address) == key


def routed(app: Flask, address: str) -> str:
    """Give the key that an address asks for, by the site's own routes."""
    endpoint, parts = app.url_map.bind("localhost").match(address)
    assert endpoint == "pages.instrument"
    return links.instrument_key(**parts)


PART = st.text(st.characters(exclude_categories=["Cs", "Cc"], exclude_characters=":@/?#%. "), min_size=1, max_size=12)
KEYS = st.builds(
    lambda code, number, year, place: f"{code}:{number}:{year}{'@' * bool(place)}{place}",
    PART,
    PART,
    st.one_of(st.integers(1900, 2100).map(str), st.just("?")),
    st.one_of(st.just(""), PART),
)
APP = create_app({}, FakeSearcher())


@given(KEYS)
def test_the_address_of_an_instrument_leads_back_to_its_key(key: str) -> None:
    assert links.instrument_key(**links.instrument_parts(key)) == key
    with APP.test_request_context():
        assert routed(APP, unquote(links.instrument_url(key))) == key


LISTS = st.builds(
    links.ListRequest,
    q=TEXT.map(str.strip),
    type=TEXT.map(str.strip),
    issuer=TEXT.map(str.strip),
    year=st.sampled_from(["", "2019", "?"]),
    page=st.integers(1, 10**9 - 1),
)


@given(LISTS)
def test_a_list_that_is_written_is_read_back(request: links.ListRequest) -> None:
    query = urlencode(links.write_list(request), safe="/:@")
    assert links.read_list(MultiDict(parse_qsl(query))) == (request, ())


@given(REQUESTS, TEXT.map(str.strip), st.sampled_from(links.ORDERS), st.integers(1, 10**9 - 1))
def test_a_page_of_values_that_is_written_is_read_back(request: Request, typed: str, order: str, page: int) -> None:
    asked = links.ValuesRequest(links.at_page(stripped(request), 1), typed, order, page)
    query = urlencode(links.write_values(asked), safe="/:@")
    assert links.read_values(MultiDict(parse_qsl(query))) == (asked, ())


def test_the_unknown_is_chosen_by_a_question_mark() -> None:
    assert links.ListRequest(type="Luật", year="?").chosen == {"type": "Luật", "year": ""}
    assert links.ListRequest(q="x", page=2).chosen == {}


@pytest.mark.parametrize(
    ("query", "problems"),
    [
        ("sort=newest", ["sort"]),
        ("type=a&type=b", ["type"]),
        ("issuer=" + "x" * 301, ["issuer"]),
        ("page=0&fbclid=1", ["page"]),
    ],
)
def test_what_a_list_cannot_use_is_named(query: str, problems: list[str]) -> None:
    request, named = links.read_list(MultiDict(parse_qsl(query)))
    assert [problem.name for problem in named] == problems
    assert request.page == 1
    assert len(request.issuer) <= links.MAX_VALUE


def test_what_a_page_of_values_cannot_use_is_named() -> None:
    request, named = links.read_values(MultiDict(parse_qsl("order=za&mau=do&in=a&year=2019&page=3")))
    assert [problem.name for problem in named] == ["mau", "order"]
    assert request == links.ValuesRequest(Request(filters={"year": ("2019",)}), "a", "", 3)


def test_the_public_address_can_be_set() -> None:
    app = create_app({"PUBLIC_URL": "https://tin.example.vn/"}, FakeSearcher())
    with app.test_request_context(base_url="http://127.0.0.1:8000"):
        assert links.absolute("/tim-kiem") == "https://tin.example.vn/tim-kiem"


# Feeds and tables


@given(REQUESTS)
def test_a_feed_and_a_table_are_of_all_pages(request: Request) -> None:
    whole = links.whole(request)
    assert (whole.page, whole.size) == (1, PAGE_SIZE)
    assert whole.filters == request.filters
    assert len(whole.q) <= MAX_QUERY
    assert whole == links.whole(whole)
    assert links.unordered(request) == dataclasses.replace(whole, sort="relevance")


def test_the_addresses_of_feeds_and_tables() -> None:
    asked = Request("nam", {"year": ("2019",)}, sort="oldest", page=3, size=7)
    with create_app({}, FakeSearcher()).test_request_context("/"):
        assert links.feed_url(asked) == "/tim-kiem.atom?q=nam&year=2019"
        assert links.table_url(asked) == "/tim-kiem.csv?q=nam&year=2019&sort=oldest"
        assert links.table_url(Request(), "semicolon") == "/tim-kiem.csv?delimiter=semicolon"
        assert links.instrument_feed_url("qdttg:1:?") == "/van-ban/qdttg/chua-ro-nam/1.atom"
        assert links.instrument_feed_url("khubnd:202:2019@gia-lai") == "/van-ban/khubnd/2019/202/gia-lai.atom"


def test_what_is_asked_of_a_table() -> None:
    asked, problems = links.read_table(MultiDict([("q", "a"), ("delimiter", "semicolon"), ("page", "9")]))
    assert (asked, problems) == (links.TableRequest(Request("a"), "semicolon"), ())
    asked, problems = links.read_table(MultiDict([("delimiter", "|"), ("x", "")]))
    assert asked == links.TableRequest(Request())
    assert sorted(problem.name for problem in problems) == ["delimiter", "x"]
    # A page and the API know nothing of it.
    assert [problem.name for problem in links.read(MultiDict([("delimiter", "comma")]))[1]] == ["delimiter"]
