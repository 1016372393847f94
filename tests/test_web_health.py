"""Health: the process answers whatever becomes of the index; readiness tells of the index, and how old it is."""

from __future__ import annotations

import datetime as dt
import os
from pathlib import Path

import pytest
from conftest import article
from flask.testing import FlaskClient
from web_fake import ARTICLES, FakeSearcher

from index.errors import BadSetting, EngineError, IndexMissing, PolicySearchError, StaleIndex
from index.indexer import import_articles
from search.engine import open_engine
from search.searcher import Coverage
from web import create_app


@pytest.fixture
def client() -> FlaskClient:
    return create_app({}, FakeSearcher()).test_client()


def put(url: str, *ids: str) -> None:
    """Write articles into an index, as another process would."""
    engine = open_engine(url, create=True)
    import_articles([article(one, date="2024-05-06") for one in ids], engine, processes=1)
    engine.close()


class Broken(FakeSearcher):
    def __init__(self, error: Exception) -> None:
        super().__init__(())
        self.error = error

    def coverage(self) -> Coverage:
        raise self.error

    def generation(self) -> str:
        raise self.error


def test_a_process_is_alive_whatever_becomes_of_the_index() -> None:
    answer = create_app({}, Broken(EngineError("x"))).test_client().get("/healthz")
    assert (answer.status_code, answer.text) == (200, "ok\n")
    assert answer.headers["Cache-Control"] == "no-store"


def test_a_site_is_ready_when_its_index_answers(client: FlaskClient) -> None:
    answer = client.get("/readyz")
    assert answer.status_code == 200
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.get_json() == {
        "status": "ready",
        "articles": len(ARTICLES),
        "first": "2018-01-01",
        "last": "2023-12-24",
        "committed": None,
        "age_seconds": None,
    }


@pytest.mark.parametrize(
    ("error", "code"),
    [
        (IndexMissing("There is no index."), "index-missing"),
        (StaleIndex("Make it anew."), "stale-index"),
        (EngineError("The disk is full."), "engine-error"),
        (BadSetting("TIN_INDEX names no folder."), "bad-setting"),
    ],
)
def test_a_site_without_a_usable_index_is_not_ready(error: PolicySearchError, code: str) -> None:
    answer = create_app({}, Broken(error)).test_client().get("/readyz")
    assert answer.status_code == 503
    assert answer.content_type == "application/problem+json"
    assert answer.get_json()["code"] == code
    assert answer.get_json()["detail"] == str(error)
    assert int(answer.headers["Retry-After"]) > 0
    assert answer.headers["Cache-Control"] == "no-store"


def test_readiness_follows_an_index_that_comes_grows_and_goes(tmp_path: Path) -> None:
    url = f"whoosh:{tmp_path / 'news'}"
    client = create_app({"INDEX": url}).test_client()
    assert client.get("/readyz").get_json()["code"] == "index-missing"
    before = dt.datetime.now(dt.UTC) - dt.timedelta(seconds=2)  # clocks of file systems are coarse
    put(url, "a", "b")
    ready = client.get("/readyz").get_json()
    assert (ready["articles"], ready["first"], ready["last"]) == (2, "2024-05-06", "2024-05-06")
    assert before <= dt.datetime.fromisoformat(ready["committed"]) <= dt.datetime.now(dt.UTC)
    assert 0 <= ready["age_seconds"] < 60
    put(url, "c")
    assert client.get("/readyz").get_json()["articles"] == 3
    (tmp_path / "news").rename(tmp_path / "elsewhere")
    assert client.get("/readyz").get_json()["code"] == "index-missing"
    (tmp_path / "elsewhere").rename(tmp_path / "news")
    assert client.get("/readyz").status_code == 200


def test_the_age_is_that_of_the_newest_commit(tmp_path: Path) -> None:
    url = f"whoosh:{tmp_path / 'news'}"
    put(url, "a")
    (table,) = (tmp_path / "news").glob("*.toc")
    written = dt.datetime(2026, 1, 2, 3, 4, 5, tzinfo=dt.UTC)
    os.utime(table, (written.timestamp(), written.timestamp()))
    ready = create_app({"INDEX": url}).test_client().get("/readyz").get_json()
    assert ready["committed"] == "2026-01-02T03:04:05+00:00"
    assert ready["age_seconds"] == pytest.approx((dt.datetime.now(dt.UTC) - written).total_seconds(), abs=5)


def test_an_index_of_another_version_is_not_ready(tmp_path: Path) -> None:
    put(f"whoosh:{tmp_path / 'news'}", "a")
    (tmp_path / "news" / "about.json").write_text("{}")
    answer = create_app({"INDEX": f"whoosh:{tmp_path / 'news'}"}).test_client().get("/readyz")
    assert (answer.status_code, answer.get_json()["code"]) == (503, "stale-index")
    assert "--fresh" in answer.get_json()["detail"]
