"""The whole way: the sample articles, imported and indexed in memory, and every link of the site followed."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from pathlib import Path

import pytest
import web_html
from flask.testing import FlaskClient

from index.importers import plan, read_file
from index.indexer import import_articles
from search.engine import open_engine
from web import create_app

SAMPLES = Path(__file__).parents[1] / "index" / "samples"

#: Pages that one walk looks at.
ENOUGH = 120


@pytest.fixture(scope="module")
def client() -> Iterator[FlaskClient]:
    engine = open_engine("memory:web-samples", create=True)
    report = import_articles(
        (record for file in plan([str(SAMPLES)]) for record in read_file(file, lambda done: None)), engine
    )
    assert report.added > 20
    yield create_app({"INDEX": "memory:web-samples"}).test_client()
    engine.close()


def test_every_link_leads_to_a_sound_page(client: FlaskClient) -> None:
    waiting, seen = deque(["/"]), {"/"}
    kinds: dict[str, int] = {}
    for _ in range(ENOUGH):
        path = waiting.popleft()
        answer = client.get(path)
        assert answer.status_code == 200, path
        if not answer.content_type.startswith("text/html"):
            continue
        root = web_html.page(answer.text)
        assert not web_html.with_class(root, "note"), path
        assert len(answer.data) < 100_000, path
        kind = path.split("?")[0].split("/")[1]
        kinds[kind] = kinds.get(kind, 0) + 1
        for address in web_html.links(root).values():
            if address.startswith("/") and address not in seen:
                seen.add(address)
                # Articles and filters in turn, or the walk would see nothing but one kind.
                (waiting.appendleft if address.startswith("/bai/") and kinds.get("bai", 0) < 30 else waiting.append)(
                    address
                )
    assert kinds["bai"] >= 20
    assert kinds["tim-kiem"] >= 20


def test_the_example_queries_find_something(client: FlaskClient) -> None:
    for page in ("/", "/gioi-thieu"):
        for address in web_html.links(web_html.page(client.get(page).text)).values():
            if address.startswith("/tim-kiem?q="):
                assert "Tìm thấy" in client.get(address).text, address


def test_a_wrong_date_is_named_by_the_real_search_room_too(client: FlaskClient) -> None:
    answer = client.get("/tim-kiem?from=30/02/2019&to=2020")
    (note,) = web_html.with_class(web_html.page(answer.text), "note")
    assert web_html.text(note).startswith("Từ ngày «30/02/2019»: ngày không hợp lệ")
    assert client.get("/api/v1/search?from=30/02/2019").get_json(force=True)["parameter"] == "from"
    assert client.get("/api/v1/search?to=x").get_json(force=True)["parameter"] == "to"


def test_a_page_beyond_the_end(client: FlaskClient) -> None:
    assert client.get("/tim-kiem?page=999999999").status_code == 404
