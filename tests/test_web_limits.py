from __future__ import annotations

import logging
from typing import Any

import pytest
from flask.testing import FlaskClient
from web_fake import FakeSearcher

from index.errors import BadSetting
from web import create_app


def client_of(**config: Any) -> FlaskClient:
    return create_app(config, FakeSearcher()).test_client()


def ask(client: FlaskClient, path: str, times: int, **headers: str) -> list[int]:
    return [client.get(path, headers=headers, buffered=True).status_code for _ in range(times)]


def test_an_address_may_ask_the_api_sixty_times_a_minute() -> None:
    client = client_of()
    assert ask(client, "/api/v1/", 59) == [200] * 59
    last = client.get("/api/v1/instruments")  # one count for the whole API, under both languages
    assert last.headers["X-RateLimit-Limit"] == "60"
    assert last.headers["X-RateLimit-Remaining"] == "0"
    assert "Retry-After" not in last.headers
    for path in ("/api/v1/", "/api/v1/search?q=a", "/en/api/v1/search?q=a", "/api/v1/openapi.json"):
        refused = client.get(path)
        assert refused.status_code == 429
        assert refused.content_type == "application/problem+json"
        body = refused.get_json(force=True)
        assert (body["status"], body["code"]) == (429, "too-many-requests")
        assert "60 per minute" in body["detail"]
        assert 1 <= int(refused.headers["Retry-After"]) <= 60
        assert refused.headers["X-RateLimit-Remaining"] == "0"
        assert refused.headers["Cache-Control"] == "no-store"
        assert refused.headers["Access-Control-Allow-Origin"] == "*"
        assert "Content-Security-Policy" in refused.headers


def test_all_else_has_no_limit() -> None:
    client = client_of(RATE_LIMIT="1 per day", SUGGEST_RATE_LIMIT="1 per day")
    paths = ("/", "/tim-kiem?q=a", "/tim-kiem.atom?q=a", "/tim-kiem.csv?q=a", "/opensearch.xml", "/robots.txt")
    for path in (*paths, "/healthz", "/readyz", "/metrics", "/nhung"):
        assert ask(client, path, 3) == [200] * 3, path
    # What cannot be asked is refused for what it is, and a preflight is free.
    assert [client.post("/api/v1/search").status_code for _ in range(3)] == [405] * 3
    assert [client.options("/api/v1/search").status_code for _ in range(3)] == [200] * 3


def test_suggestions_have_a_limit_of_their_own() -> None:
    client = client_of(RATE_LIMIT="2 per minute", SUGGEST_RATE_LIMIT="4 per minute")
    assert ask(client, "/api/v1/suggest?q=bi", 3) == [200] * 3
    assert ask(client, "/opensearch/suggest?q=bi", 2) == [200, 429]
    assert client.get("/api/v1/suggest?q=bi").status_code == 429
    assert ask(client, "/api/v1/search?q=bi", 3) == [200, 200, 429]
    assert client_of().get("/api/v1/suggest?q=bi").headers["X-RateLimit-Limit"] == "300"


def test_limits_can_be_switched_off() -> None:
    client = client_of(RATE_LIMIT="off", SUGGEST_RATE_LIMIT="off")
    assert ask(client, "/api/v1/", 80) == [200] * 80
    assert "X-RateLimit-Limit" not in client.get("/api/v1/").headers


def test_each_site_counts_by_itself() -> None:
    first, second = client_of(RATE_LIMIT="1 per minute"), client_of(RATE_LIMIT="1 per minute")
    assert ask(first, "/api/v1/", 2) == [200, 429]
    assert ask(second, "/api/v1/", 2) == [200, 429]


def test_each_address_counts_by_itself() -> None:
    client = client_of(RATE_LIMIT="1 per minute")
    for address in ("192.0.2.1", "192.0.2.2", "2001:db8::1"):
        answers = [client.get("/api/v1/", environ_base={"REMOTE_ADDR": address}) for _ in range(2)]
        assert [answer.status_code for answer in answers] == [200, 429]


def test_a_header_of_the_reader_is_believed_of_none_but_a_known_proxy() -> None:
    client = client_of(RATE_LIMIT="1 per minute")
    asked = [client.get("/api/v1/", headers={"X-Forwarded-For": f"192.0.2.{n}"}).status_code for n in range(3)]
    assert asked == [200, 429, 429]
    behind = client_of(RATE_LIMIT="1 per minute", PROXIES=1)
    asked = [behind.get("/api/v1/", headers={"X-Forwarded-For": f"192.0.2.{n}"}).status_code for n in range(3)]
    assert asked == [200, 200, 200]
    # The proxy writes the last one; those before it are the reader's own words.
    asked = [
        behind.get("/api/v1/", headers={"X-Forwarded-For": f"10.0.0.{n}, 192.0.2.9"}).status_code for n in range(2)
    ]
    assert asked == [200, 429]


def test_a_proxy_tells_the_scheme_and_not_the_host() -> None:
    headers = {"X-Forwarded-Proto": "https", "X-Forwarded-Host": "evil.example", "X-Forwarded-Prefix": "/evil"}
    link = client_of(PROXIES=1).get("/en/api/v1/search?q=ke", headers=headers).get_json()["link"]
    assert link == "https://localhost/en/tim-kiem?q=ke"
    link = client_of().get("/api/v1/search?q=ke", headers=headers).get_json()["link"]
    assert link == "http://localhost/tim-kiem?q=ke"


def test_who_asked_is_not_written_down(caplog: pytest.LogCaptureFixture) -> None:
    client = client_of(RATE_LIMIT="1 per minute")
    with caplog.at_level(logging.DEBUG):
        for _ in range(3):
            client.get("/api/v1/", environ_base={"REMOTE_ADDR": "192.0.2.77"})
    assert "192.0.2.77" not in caplog.text


def test_a_store_that_is_down_does_not_take_the_site_along(monkeypatch: pytest.MonkeyPatch) -> None:
    site = create_app({"RATE_LIMIT": "2 per minute"}, FakeSearcher())
    (limiter,) = site.extensions["limiter"]

    def down(*args: object, **named: object) -> None:
        raise OSError("nobody there")

    monkeypatch.setattr(limiter.storage, "incr", down)
    assert ask(site.test_client(), "/api/v1/", 3) == [200, 200, 429]


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("RATE_LIMIT", "many"),
        ("RATE_LIMIT", "0 per minute"),
        ("SUGGEST_RATE_LIMIT", "60"),
        ("RATE_STORAGE", "here"),
        ("RATE_STORAGE", "nowhere://me:secret@127.0.0.1"),
        ("PROXIES", "-1"),
        ("PROXIES", "some"),
    ],
)
def test_a_setting_that_cannot_be_used_is_named(name: str, value: str) -> None:
    with pytest.raises(BadSetting, match=f"TIN_{name} is") as raised:
        create_app({name: value}, FakeSearcher())
    assert "secret" not in str(raised.value)
