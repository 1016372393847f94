"""The metrics: every request is counted once, labels take few values, processes of one site count together."""

from __future__ import annotations

import re
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from conftest import ROOT, article
from flask import Flask
from flask.testing import FlaskClient
from prometheus_client.parser import text_string_to_metric_families
from site_process import Site, running
from web_fake import ARTICLES, FakeSearcher

from index.errors import IndexMissing
from index.indexer import import_articles
from search.engine import open_engine
from search.searcher import Coverage
from web import create_app

Samples = dict[tuple[str, tuple[tuple[str, str], ...]], float]


def samples(text: str) -> Samples:
    return {
        (one.name, tuple(sorted(one.labels.items()))): one.value
        for family in text_string_to_metric_families(text)
        for one in family.samples
    }


def value(found: Samples, name: str, **labels: str) -> float | None:
    return found.get((name, tuple(sorted(labels.items()))))


def scraped(client: FlaskClient) -> Samples:
    return samples(client.get("/metrics").text)


def ask(client: FlaskClient, path: str, **options: object) -> None:
    # A request counts when its answer has been sent whole.
    with client.open(path, **options) as answer:  # type: ignore[arg-type]
        assert answer.data is not None


@pytest.fixture
def app() -> Flask:
    return create_app({}, FakeSearcher())


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    return app.test_client()


def test_requests_are_counted_by_route_method_and_class_of_status(client: FlaskClient) -> None:
    for _ in range(3):
        ask(client, "/tim-kiem?q=a")
    ask(client, "/tim-kiem", method="POST")
    ask(client, "/bai/none/x")
    ask(client, "/static/site.css")
    found = scraped(client)
    assert value(found, "tin_requests_total", route="pages.search", method="GET", status="2xx") == 3
    assert value(found, "tin_requests_total", route="other", method="POST", status="4xx") == 1
    assert value(found, "tin_requests_total", route="pages.article", method="GET", status="4xx") == 1
    assert value(found, "tin_requests_total", route="static", method="GET", status="2xx") == 1
    assert value(found, "tin_request_seconds_count", route="pages.search") == 3
    assert value(found, "tin_request_seconds_bucket", route="pages.search", le="+Inf") == 3
    assert value(found, "tin_search_seconds_count", question="search") == 3


def test_a_not_modified_page_is_counted_and_asks_nothing(client: FlaskClient) -> None:
    with client.get("/tim-kiem?q=a") as answer:
        tag = answer.headers["ETag"]
    ask(client, "/tim-kiem?q=a", headers={"If-None-Match": tag})
    found = scraped(client)
    assert value(found, "tin_requests_total", route="pages.search", method="GET", status="3xx") == 1
    assert value(found, "tin_search_seconds_count", question="search") == 1


def test_nothing_that_was_typed_becomes_a_label(app: Flask, client: FlaskClient) -> None:
    for path in ("/tim-kiem?q=bimat", "/bimat", "/bai/bimat/bimat", "/api/v1/bimat", "/api/v1/search?bimat=1"):
        ask(client, path)
    for method in ("BIMAT", "PROPFIND"):
        ask(client, "/", method=method)
    text = client.get("/metrics").text
    assert "bimat" not in text.lower()
    routes = {labels["route"] for name, pairs in samples(text) if "route" in (labels := dict(pairs))}
    assert routes <= {*app.view_functions, "other"}
    assert {dict(pairs)["method"] for name, pairs in samples(text) if name == "tin_requests_total"} == {"GET", "other"}


def test_the_index_is_told_of_where_there_is_one(tmp_path: Path) -> None:
    url = f"whoosh:{tmp_path / 'news'}"
    client = create_app({"INDEX": url}).test_client()
    assert value(scraped(client), "tin_index_ready") == 0
    assert value(scraped(client), "tin_index_articles") is None
    engine = open_engine(url, create=True)
    import_articles([article("a"), article("b")], engine, processes=1)
    engine.close()
    found = scraped(client)
    assert value(found, "tin_index_ready") == 1
    assert value(found, "tin_index_articles") == 2
    (table,) = (tmp_path / "news").glob("*.toc")
    assert value(found, "tin_index_committed_timestamp_seconds") == pytest.approx(table.stat().st_mtime)


def test_a_fault_of_ours_is_not_taken_for_an_index_that_is_missing(monkeypatch: pytest.MonkeyPatch) -> None:
    class Faulty(FakeSearcher):
        def coverage(self) -> Coverage:
            raise ZeroDivisionError

    app = create_app({}, Faulty())
    monkeypatch.setattr(app.logger, "disabled", True)
    assert app.test_client().get("/metrics").status_code == 500

    class Empty(FakeSearcher):
        def coverage(self) -> Coverage:
            raise IndexMissing("There is no index.")

    assert value(scraped(create_app({}, Empty()).test_client()), "tin_index_ready") == 0


def test_one_process_tells_of_itself(client: FlaskClient) -> None:
    found = scraped(client)
    assert (value(found, "process_resident_memory_bytes") or 0) > 1e6
    assert value(found, "tin_index_articles") == len(ARTICLES)


def test_metrics_are_never_kept(client: FlaskClient) -> None:
    answer = client.get("/metrics")
    assert answer.headers["Cache-Control"] == "no-store"
    assert "ETag" not in answer.headers
    assert answer.content_type.startswith("text/plain; version=")


def test_each_site_counts_for_itself(client: FlaskClient) -> None:
    ask(client, "/")
    other = create_app({}, FakeSearcher()).test_client()
    assert value(scraped(other), "tin_requests_total", route="pages.home", method="GET", status="2xx") is None


def test_metrics_can_be_switched_off() -> None:
    client = create_app({"METRICS": False}, FakeSearcher()).test_client()
    assert client.get("/metrics").status_code == 404
    assert client.get("/").status_code == 200


def answered(site: Site) -> float | None:
    return value(samples(site.get("/metrics")[2]), "tin_request_seconds_count", route="other")


def test_processes_of_one_site_count_together(tmp_path: Path) -> None:
    environ = {"TIN_INDEX": f"whoosh:{tmp_path / 'none'}", "TMPDIR": str(tmp_path)}
    with running(tmp_path / "out", "--workers", "2", environ=environ) as site, ThreadPoolExecutor(8) as readers:
        (folder,) = tmp_path.glob("tin-metrics-*")
        asked = 0
        while len({re.sub(r"\D", "", path.stem) for path in folder.glob("*.db")}) < 2:
            # Several at once, until the system has given some to either worker.
            assert set(readers.map(lambda _: site.get("/nope")[0], range(16))) == {404}
            asked += 16
            assert asked < 5_000, "one of the workers never answered"
        # A request counts a moment after its last byte has arrived.
        end = time.monotonic() + 30
        while answered(site) != asked and time.monotonic() < end:
            time.sleep(0.05)
        assert {answered(site) for _ in range(8)} == {asked}
        found = samples(site.get("/metrics")[2])
        assert value(found, "tin_index_ready") == 0
        assert value(found, "process_resident_memory_bytes") is None
    assert not folder.exists()


def test_one_worker_needs_no_shared_folder(tmp_path: Path) -> None:
    environ = {"TIN_INDEX": f"whoosh:{tmp_path / 'none'}", "TMPDIR": str(tmp_path), "WEB_CONCURRENCY": "1"}
    with running(tmp_path / "out", environ=environ) as site:
        assert value(samples(site.get("/metrics")[2]), "process_open_fds") is not None
        assert not list(tmp_path.glob("tin-metrics-*"))


def test_the_file_of_gunicorn_names_the_variable_as_the_library_does() -> None:
    from web.metrics import SHARED

    assert f'SHARED = "{SHARED}"' in (ROOT / "gunicorn.conf.py").read_text(encoding="utf-8")
