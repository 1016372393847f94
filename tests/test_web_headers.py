from __future__ import annotations

import re
from typing import Any
from urllib.parse import urlsplit

import html5lib
import pytest
from flask.testing import FlaskClient
from hypothesis import given, settings
from hypothesis import strategies as st
from web_fake import FakeSearcher
from werkzeug.test import TestResponse

from index.errors import BadSetting
from web import create_app
from web.headers import CONTENT_SECURITY_POLICY, HEADERS

ELSEWHERE = {"Origin": "https://example.gov.vn"}

#: One address of each kind of answer.
ANSWERS = [
    *(
        "/",
        "/en/",
        "/tim-kiem?q=a",
        "/bai/x1",
        "/bai/a1/khac",
        "/nhung",
        "/khong-co",
        "/en/khong-co",
        "/tim-kiem?page=99",
    ),
    *("/api/v1/search?q=a", "/api/v1/search?sort=score", "/api/v1/khong-co", "/tim-kiem.atom", "/tim-kiem.csv"),
    *("/static/site.css", "/embed.js", "/healthz", "/readyz", "/metrics", "/robots.txt", "/opensearch.xml"),
]


def client_of(**config: Any) -> FlaskClient:
    return create_app(config, FakeSearcher()).test_client()


@pytest.mark.parametrize("address", ANSWERS)
def test_every_answer_carries_them(address: str) -> None:
    with client_of().get(address, buffered=True) as answer:
        for name, value in HEADERS.items():
            assert answer.headers[name] == value
        assert "Set-Cookie" not in answer.headers
        # Whether a site is to be had over https alone is known to the proxy in front of it.
        assert "Strict-Transport-Security" not in answer.headers


def test_nothing_is_loaded_from_elsewhere_and_nothing_inline() -> None:
    rules = dict(rule.split(" ", 1) for rule in CONTENT_SECURITY_POLICY.split("; "))
    assert rules.pop("default-src") == rules.pop("base-uri") == rules.pop("frame-ancestors") == "'none'"
    assert set(rules.values()) == {"'self'"}


# Frames.


def framed_by(client: FlaskClient, path: str) -> str:
    policy = client.get(path).headers["Content-Security-Policy"]
    return dict(rule.split(" ", 1) for rule in policy.split("; "))["frame-ancestors"]


def test_no_page_may_be_framed_unless_a_setting_says_so() -> None:
    client = client_of()
    assert {framed_by(client, path) for path in ("/", "/nhung", "/nhung/o", "/en/nhung/o")} == {"'none'"}


def test_only_the_pages_of_the_box_may_then_be_framed() -> None:
    client = client_of(FRAME_ANCESTORS="https://a.gov.vn, https://*.b.gov.vn:8443")
    for path in ("/nhung", "/nhung/o", "/nhung/o?q=a", "/en/nhung", "/en/nhung/o"):
        assert framed_by(client, path) == "https://a.gov.vn https://*.b.gov.vn:8443", path
    for path in ("/", "/en/", "/tim-kiem?q=/nhung", "/nhungkhac", "/bai/nhung", "/api/v1/nhung", "/nhung%2f..%2f"):
        assert framed_by(client, path) == "'none'", path
    assert framed_by(client_of(FRAME_ANCESTORS="*"), "/nhung/o") == "*"


# Scripts of other sites.


@pytest.mark.parametrize("path", ["/api/v1/search?q=a", "/en/api/v1/search?q=a", "/tim-kiem.atom", "/tim-kiem.csv"])
def test_anyone_may_read_what_is_public(path: str) -> None:
    for headers in (ELSEWHERE, {}):
        answer = client_of().get(path, headers=headers, buffered=True)
        assert answer.headers["Access-Control-Allow-Origin"] == "*"
        assert answer.headers["Cross-Origin-Resource-Policy"] == "cross-origin"
        assert "Vary" not in answer.headers
        assert "Access-Control-Allow-Credentials" not in answer.headers
    assert "ETag" in answer.headers["Access-Control-Expose-Headers"]
    assert "Retry-After" in answer.headers["Access-Control-Expose-Headers"]


def test_pages_are_read_by_nobody_elses_scripts() -> None:
    for path in ("/", "/tim-kiem?q=a", "/bai/a1", "/nhung", "/static/site.css", "/tim-kiem/loc/year"):
        with client_of().get(path, headers=ELSEWHERE) as answer:
            assert "Access-Control-Allow-Origin" not in answer.headers, path


def test_a_browser_is_told_beforehand_what_it_may_ask() -> None:
    def before(method: str, origin: str, **config: Any) -> TestResponse:
        asked = {"Origin": origin, "Access-Control-Request-Method": method, "Access-Control-Request-Headers": "x-one"}
        return client_of(**config).options("/api/v1/search", headers=asked)

    allowed = before("GET", "https://a.gov.vn")
    assert allowed.status_code == 200
    assert allowed.headers["Access-Control-Allow-Methods"] == "GET, HEAD, OPTIONS"
    assert allowed.headers["Access-Control-Allow-Origin"] == "*"
    assert allowed.headers["Access-Control-Allow-Headers"] == "x-one"
    assert allowed.headers["Access-Control-Max-Age"] == "3600"
    for method in ("POST", "PUT", "DELETE", "PATCH"):
        assert "Access-Control-Allow-Methods" not in before(method, "https://a.gov.vn").headers
    some = "https://a.gov.vn https://b.gov.vn"
    assert before("GET", "https://b.gov.vn", CORS_ORIGINS=some).headers["Access-Control-Allow-Origin"] == (
        "https://b.gov.vn"
    )
    assert "Access-Control-Allow-Origin" not in before("GET", "https://c.gov.vn", CORS_ORIGINS=some).headers


@pytest.mark.parametrize("origins", ["https://a.gov.vn", "https://a.gov.vn,https://b.gov.vn:8443"])
def test_the_api_may_be_kept_for_some_sites(origins: str) -> None:
    client = client_of(CORS_ORIGINS=origins)
    for origin, allowed in (("https://a.gov.vn", True), ("https://a.gov.vn.evil.example", False), ("null", False)):
        answer = client.get("/api/v1/search?q=a", headers={"Origin": origin})
        assert answer.headers.get("Access-Control-Allow-Origin") == (origin if allowed else None)
        # Also to those who are refused: a cache would give their answer to those who are not.
        assert answer.headers["Vary"] == "Origin"
    assert client.get("/api/v1/search?q=a").headers["Vary"] == "Origin"
    assert client.get("/tim-kiem.atom", headers=ELSEWHERE).headers["Access-Control-Allow-Origin"] == "*"


def test_the_api_may_be_kept_for_the_site_alone() -> None:
    client = client_of(CORS_ORIGINS="none")
    answer = client.get("/api/v1/search?q=a", headers=ELSEWHERE)
    assert answer.status_code == 200
    assert not [name for name, _ in answer.headers if name.startswith("Access-Control")]
    with client.get("/embed.js") as script:
        assert script.headers["Access-Control-Allow-Origin"] == "*"


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("CORS_ORIGINS", "https://*.gov.vn"),
        ("CORS_ORIGINS", "example.gov.vn"),
        ("CORS_ORIGINS", "https://a.gov.vn/"),
        ("FRAME_ANCESTORS", "https://a.gov.vn; script-src *"),
        ("FRAME_ANCESTORS", "'unsafe-inline'"),
        ("FRAME_ANCESTORS", "https://a.gov.vn/path"),
    ],
)
def test_a_setting_that_cannot_be_used_is_named(name: str, value: str) -> None:
    with pytest.raises(BadSetting, match=f"TIN_{name} is"):
        create_app({name: value}, FakeSearcher())


# Nobody is sent elsewhere.

EVIL = "evil.example"
ODD = [
    f"//{EVIL}",
    f"//{EVIL}/bai/a1",
    f"//{EVIL}//bai/a1/khac",
    f"///{EVIL}/",
    f"/\\{EVIL}/bai/a1",
    f"\\\\{EVIL}/bai/a1",
    f"/en//{EVIL}",
    f"/en//{EVIL}//bai/a1",
    f"/en/\\{EVIL}",
    f"/bai//{EVIL}",
    f"/bai/a1//{EVIL}//",
    f"/bai/a1/https://{EVIL}/",
    f"/van-ban//{EVIL}/qdttg",
    "/van-ban/qdttg//chua-ro-nam//2351",
    f"/api//v1///{EVIL}",
    f"http://{EVIL}/bai/a1/khac",
    "/en",
    f"/\t/{EVIL}",
    f"/bai/a1/\r\nLocation: https://{EVIL}",
]


@pytest.mark.parametrize("host", ["localhost", EVIL])
@pytest.mark.parametrize("path", ODD)
def test_an_odd_path_leads_nowhere_else(path: str, host: str) -> None:
    # The path as a server hands it over, which no client has tidied up.
    answer = client_of().get("/", environ_overrides={"PATH_INFO": path, "HTTP_HOST": host})
    location = answer.headers.get("Location")
    assert answer.status_code in ((301, 302, 308) if location else (200, 404))
    if location:
        assert re.match(r"/(?![/\\])", location)
        assert not urlsplit(location).netloc


@given(
    st.lists(st.sampled_from(["/", "\\", "en", "bai", "a1", EVIL, "van-ban", "qdttg", "2351", "%2f", "@", ":", "\t"]))
)
def test_no_path_leads_elsewhere(parts: list[str]) -> None:
    answer = CLIENT.get("/", environ_overrides={"PATH_INFO": "/" + "".join(parts), "HTTP_HOST": EVIL})
    assert re.match(r"/(?![/\\])", answer.headers.get("Location", "/"))


# What a reader says comes back as text, and only as text.

CLIENT = client_of(PUBLIC_URL="https://tin.example.vn", RATE_LIMIT="off", SUGGEST_RATE_LIMIT="off")

PROBE = "x-probe"
HOSTILE = st.lists(
    st.one_of(
        st.sampled_from(
            [
                *(f"<{PROBE}>", f'"><{PROBE}>', f"'><{PROBE}>", f'" {PROBE}="1', f"' {PROBE}='1", f"--><{PROBE}>"),
                *(
                    f"</title><{PROBE}>",
                    f"</textarea><{PROBE}>",
                    f"</script><{PROBE}>",
                    f"]]><{PROBE}>",
                    f"<!--{PROBE}",
                ),
                *(
                    f"javascript:{PROBE}",
                    f"\r\n{PROBE}: 1",
                    "&lt;",
                    "&#60;",
                    "{{ 7 * 191 }}",
                    "%3C",
                    "\\u003c",
                    "+ADw-",
                ),
            ]
        ),
        st.text(st.characters(exclude_categories=["Cs"]), max_size=8),
    ),
    min_size=1,
    max_size=4,
).map("".join)

#: Addresses that say something of what is typed: into a parameter, or, where there is none, into the path.
PLACES = [
    *(("/tim-kiem", name) for name in ("q", "year", "category", "from", "sort", "page", "size", "strict", PROBE)),
    *(("/tim-kiem/loc/category", name) for name in ("q", "in", "order", "category")),
    *(("/tim-kiem/nang-cao", name) for name in ("q", "from", "all", "phrase")),
    *(("/van-ban", name) for name in ("q", "type", "issuer", "year", "page")),
    *(("/nhung", name) for name in ("source", "category", "instrument", "placeholder", "from", "theme", "heading")),
    *(("/nhung/o", name) for name in ("q", "source", "category", "from", "placeholder")),
    *(("/bai/a1/trien-khai-cong-tac-binh-dang-gioi-tai-co-so-nam-2019", "q"), ("/gioi-thieu", "q")),
    *(
        ("/{}", ""),
        ("/bai/{}", ""),
        ("/tim-kiem/loc/{}", ""),
        ("/van-ban/{}/2010/2351", ""),
        ("/van-ban/a/2010/1/{}", ""),
    ),
]

parse = html5lib.HTMLParser(namespaceHTMLElements=False).parse


def only_text(answer: TestResponse) -> None:
    assert not [name for name, _ in answer.headers if PROBE in name.lower()]
    assert not [value for _, value in answer.headers if "\n" in value or "\r" in value]
    if not answer.content_type.startswith("text/html"):
        return
    for element in parse(answer.text).iter():
        if not isinstance(element.tag, str):
            assert PROBE not in (element.text or ""), "a comment"
            continue
        assert element.tag != PROBE
        if element.tag in ("script", "style"):
            assert PROBE not in (element.text or "") or element.get("type") == "application/ld+json"
        for name, value in element.attrib.items():
            assert PROBE not in name
            assert not name.startswith("on")
            if name in ("href", "src", "action", "formaction"):
                assert not re.match(r"[\x00-\x20]*(javascript|data|vbscript):", value, re.I), value
    assert "1337" not in answer.text  # 7 * 191


def ask(root: str, path: str, name: str, typed: str) -> TestResponse:
    if not name:
        # The path as a server hands it over.
        inside = (root + path.format(typed)).encode().decode("latin-1")
        return CLIENT.get("/", environ_overrides={"PATH_INFO": inside})
    return CLIENT.get(root + path, query_string={f"<{PROBE}>{typed}" if name == PROBE else name: typed})


@pytest.mark.parametrize(("path", "name"), PLACES)
def test_markup_comes_back_as_text(path: str, name: str) -> None:
    for root in ("", "/en"):
        only_text(ask(root, path, name, f"\"'></title></script><{PROBE}>"))


@given(root=st.sampled_from(["", "/en"]), place=st.sampled_from(PLACES), typed=HOSTILE)
@settings(max_examples=200)
def test_what_is_typed_comes_back_as_text(root: str, place: tuple[str, str], typed: str) -> None:
    only_text(ask(root, *place, typed))


@given(typed=HOSTILE)
@settings(max_examples=20)
def test_what_a_header_says_does_not_come_back(typed: str) -> None:
    said = typed.encode().decode("latin-1")
    names = ("HTTP_HOST", "HTTP_REFERER", "HTTP_USER_AGENT", "HTTP_ACCEPT_LANGUAGE", "HTTP_X_FORWARDED_HOST")
    for path in ("/", "/tim-kiem", "/khong-co", "/nhung", "/api/v1/search", "/api/v1/khong-co"):
        for name in names:
            answer = CLIENT.get("/", environ_overrides={"PATH_INFO": path, name: said})
            only_text(answer)
            assert PROBE not in answer.text, name


@pytest.mark.parametrize("path", ["/", "/tim-kiem", "/en/", "/khong-co", "/api/v1/search"])
@pytest.mark.parametrize("host", ["..vn", "a..b", "x" * 70])
def test_a_host_that_is_none_is_refused(path: str, host: str) -> None:
    answer = CLIENT.get(path, environ_overrides={"HTTP_HOST": host})
    assert answer.status_code == 400


def test_problems_are_never_read_as_pages() -> None:
    answer = CLIENT.get("/api/v1/search", query_string={"sort": f"<{PROBE}>"})
    assert answer.content_type == "application/problem+json"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
