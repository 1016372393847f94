"""The request log: one line of JSON a request, an id that comes back, and nothing of who asked or what was typed."""

from __future__ import annotations

import datetime as dt
import json
import logging
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from flask import Flask, Response
from flask.testing import FlaskClient
from site_process import running
from web_fake import FakeSearcher

from index.errors import EngineError
from search.request import MAX_QUERY, Request
from search.results import SearchResult
from web import create_app
from web.request_log import told


@pytest.fixture(autouse=True)
def _logger_as_it_was() -> Iterator[None]:
    logger = logging.getLogger("web")
    before = (logger.handlers, logger.propagate, logger.level)
    yield
    logger.handlers, logger.propagate, logger.level = before


def site(searcher: FakeSearcher | None = None, **settings: Any) -> Flask:
    return create_app({"LOG": "json", **settings}, searcher or FakeSearcher())


def ask(client: FlaskClient, path: str, **options: Any) -> tuple[int, str]:
    """Ask and read to the end; give status and id."""
    with client.open(path, **options) as answer:
        assert answer.data is not None
        return answer.status_code, answer.headers["X-Request-ID"]


def lines(capsys: pytest.CaptureFixture[str]) -> list[dict[str, Any]]:
    return [json.loads(line) for line in capsys.readouterr().out.splitlines()]


def test_a_request_is_one_line(capsys: pytest.CaptureFixture[str]) -> None:
    client = site().test_client()
    answer = client.get("/api/v1/search?q=bình+đẳng", buffered=True)
    (line,) = lines(capsys)
    time = dt.datetime.fromisoformat(line.pop("time"))
    assert time.utcoffset() is not None
    assert abs(dt.datetime.now(dt.UTC) - time) < dt.timedelta(minutes=1)
    assert 0 < line.pop("search_ms") <= line.pop("ms") < 60_000
    assert line == {
        "level": "INFO",
        "message": "request",
        "id": answer.headers["X-Request-ID"],
        "method": "GET",
        "route": "/api/v1/search",
        "status": 200,
        "bytes": len(answer.data),
        "hits": answer.get_json()["total"],
    }


WHO = {
    "environ_base": {"REMOTE_ADDR": "203.0.113.77"},
    "headers": {
        "User-Agent": "tellingbrowser/1",
        "Cookie": "telling=cookie",
        "X-Forwarded-For": "203.0.113.78",
        "Referer": "https://telling.example/",
        "Accept-Language": "telling",
    },
}


@pytest.mark.parametrize("path", ["/tim-kiem?q=bimat", "/bimat", "/bai/bimat/bimat", "/static/bimat.css", "/en/bimat"])
def test_a_line_tells_neither_who_asked_nor_what(path: str, capsys: pytest.CaptureFixture[str]) -> None:
    ask(site().test_client(), path, **WHO)
    printed = "".join(capsys.readouterr())
    assert len(printed.splitlines()) == 1
    for word in ("203.0.113", "telling", "bimat"):
        assert word not in printed


def test_what_was_searched_for_is_told_where_a_setting_says_so(capsys: pytest.CaptureFixture[str]) -> None:
    client = site(LOG_QUERIES=True).test_client()
    ask(client, "/tim-kiem", query_string={"q": "phòng cháy"}, **WHO)
    ask(client, "/tim-kiem", query_string={"q": "a" * 1000})
    short, long = lines(capsys)
    assert short["q"] == "phòng cháy"
    assert long["q"] == "a" * MAX_QUERY
    assert "203.0.113" not in json.dumps(short)


@pytest.mark.parametrize("given", ["0123abcd", "a" * 64, "req-1.2_3"])
def test_an_id_that_comes_with_a_request_is_kept(given: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert ask(site().test_client(), "/healthz", headers={"X-Request-ID": given})[1] == given
    assert lines(capsys)[0]["id"] == given


@pytest.mark.parametrize("given", ["", "a" * 65, 'a"b', "a b", "<b>", "é"])
def test_another_id_is_replaced(given: str, capsys: pytest.CaptureFixture[str]) -> None:
    made = ask(site().test_client(), "/healthz", headers={"X-Request-ID": given})[1]
    assert re.fullmatch("[0-9a-f]{32}", made)
    assert lines(capsys)[0]["id"] == made


def test_every_answer_has_an_id_of_its_own_without_a_log_too() -> None:
    client = create_app({}, FakeSearcher()).test_client()
    found = {ask(client, path)[1] for path in ("/", "/nope", "/static/site.css", "/api/v1/search?year=x", "/en/")}
    assert len(found) == 5


class Broken(FakeSearcher):
    def __init__(self, error: Exception) -> None:
        super().__init__()
        self.error = error

    def search(self, request: Request) -> SearchResult:
        raise self.error


def test_a_fault_is_told_in_the_same_line(capsys: pytest.CaptureFixture[str]) -> None:
    client = site(Broken(RuntimeError("a fault about 'bimat'"))).test_client()
    answer = client.get("/tim-kiem?q=bimat", buffered=True)
    assert answer.status_code == 500
    out, errors = capsys.readouterr()
    (line,) = (json.loads(one) for one in out.splitlines())
    assert errors == ""
    assert (line["level"], line["status"], line["route"]) == ("ERROR", 500, "/tim-kiem")
    assert line["id"] == answer.headers["X-Request-ID"]
    assert "test_web_request_log.py" in line["traceback"]
    assert line["traceback"].endswith("RuntimeError")
    assert "bimat" not in line["traceback"], "what an error of others says may quote a query"
    for word in ("RuntimeError", "a fault", "Traceback", ".py"):
        assert word not in answer.text


def test_an_index_that_fails_is_told_with_its_sentence(capsys: pytest.CaptureFixture[str]) -> None:
    damaged = EngineError("The index is damaged.")
    damaged.__cause__ = ValueError("bimat")
    client = site(Broken(damaged)).test_client()
    assert ask(client, "/tim-kiem?q=bimat")[0] == 503
    (line,) = lines(capsys)
    assert line["level"] == "ERROR"
    assert line["traceback"].endswith("EngineError: The index is damaged.")
    assert "ValueError" in line["traceback"]
    assert "bimat" not in line["traceback"]


def test_what_every_error_says_is_told_where_queries_are(capsys: pytest.CaptureFixture[str]) -> None:
    ask(site(Broken(RuntimeError("about a query")), LOG_QUERIES=True).test_client(), "/tim-kiem?q=a")
    assert lines(capsys)[0]["traceback"].endswith("RuntimeError: about a query")


def test_a_mistake_of_the_reader_is_no_error(capsys: pytest.CaptureFixture[str]) -> None:
    client = site().test_client()
    for path, status in (("/nope", 404), ("/api/v1/search?from=gestern", 400), ("/bai/none/x", 404)):
        assert ask(client, path)[0] == status
        (line,) = lines(capsys)
        assert (line["level"], line["status"]) == ("INFO", status)
        assert "traceback" not in line


def test_what_is_streamed_is_counted_to_its_end(capsys: pytest.CaptureFixture[str]) -> None:
    app, made = site(), []

    def parts() -> Iterator[str]:
        for part in ("một", "hai", "ba"):
            made.append(part)
            yield part

    @app.get("/stream")
    def stream() -> Response:
        return Response(parts())

    with app.test_client().get("/stream", buffered=False) as answer:
        assert made == ["một"], "a stream is not made at once"
        assert lines(capsys) == [], "the line is written when the last byte has gone"
        assert answer.data == "mộthaiba".encode()
    (line,) = lines(capsys)
    assert line["bytes"] == len("mộthaiba".encode())


def test_a_stream_that_breaks_is_told(capsys: pytest.CaptureFixture[str]) -> None:
    app = site()

    @app.get("/stream")
    def stream() -> Response:
        return Response(str(1 // number) for number in (1, 0))

    with pytest.raises(ZeroDivisionError):
        app.test_client().get("/stream", buffered=True)
    (line,) = lines(capsys)
    assert (line["level"], line["status"], line["bytes"]) == ("ERROR", 200, 1)
    assert line["traceback"].endswith("ZeroDivisionError")


def test_what_has_no_body_has_no_bytes(capsys: pytest.CaptureFixture[str]) -> None:
    client = site().test_client()
    ask(client, "/tim-kiem?q=a", method="HEAD")
    with client.get("/tim-kiem?q=a") as answer:
        tag = answer.headers["ETag"]
    assert ask(client, "/tim-kiem?q=a", headers={"If-None-Match": tag})[0] == 304
    head, whole, unchanged = lines(capsys)
    assert (head["bytes"], unchanged["bytes"]) == (0, 0)
    assert whole["bytes"] > 1000


def test_there_is_no_log_unless_it_is_asked_for(capsys: pytest.CaptureFixture[str]) -> None:
    ask(create_app({}, FakeSearcher()).test_client(), "/tim-kiem?q=a")
    assert capsys.readouterr() == ("", "")


def test_what_else_the_site_says_is_json_too(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("TIN_COLOUR", "red")
    site()
    (line,) = lines(capsys)
    assert line["level"] == "WARNING"
    assert line["message"].startswith("TIN_COLOUR is no setting")
    assert line["time"]


def test_errors_behind_an_error_are_told_first() -> None:
    def failing() -> None:
        try:
            raise OSError("No space left")
        except OSError as error:
            raise EngineError("Not written.") from error

    with pytest.raises(EngineError) as raised:
        failing()
    first, second = told(raised.value, quoting=False).split("\n\n")
    assert first.endswith("OSError: No space left")
    assert second.endswith("EngineError: Not written.")


def test_a_running_site_writes_each_request_once(tmp_path: Path) -> None:
    environ = {"TIN_INDEX": f"whoosh:{tmp_path / 'none'}", "TIN_LOG": "json"}
    with running(tmp_path / "out", environ=environ) as running_site:
        for path, status in (("/nope", 404), ("/tim-kiem?q=a", 503), ("/static/site.css", 200), ("/healthz", 200)):
            assert running_site.get(path)[0] == status
    written = [(line["route"], line["status"]) for line in running_site.lines()]
    for wanted in ((None, 404), ("/tim-kiem", 503), ("/static/<path:filename>", 200)):
        assert written.count(wanted) == 1
    assert "Traceback" not in (tmp_path / "out.errors").read_text(encoding="utf-8")
