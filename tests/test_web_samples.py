"""The whole way: the sample articles, imported and indexed in memory, and every link of the site followed."""

from __future__ import annotations

from collections import deque
from pathlib import Path
from urllib.parse import quote, urlsplit

import pytest
import web_html
from flask.testing import FlaskClient

from index.importers import plan, read_file
from index.indexer import import_articles
from search.engine import open_engine
from search.facets import FACETS
from web import create_app

SAMPLES = Path(__file__).parents[1] / "index" / "samples"

#: Pages that one walk looks at, and the kinds that come first until it has seen so many of them.
ENOUGH = 150
FIRST = {"tim-kiem": 30, "bai": 30, "van-ban": 40}


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> FlaskClient:
    url = f"whoosh:{tmp_path_factory.mktemp('samples') / 'index'}"
    engine = open_engine(url, create=True)
    report = import_articles(
        (record for file in plan([str(SAMPLES)]) for record in read_file(file, lambda done: None)), engine
    )
    assert report.added > 20
    engine.close()
    return create_app({"INDEX": url}).test_client()


def test_every_link_leads_to_a_sound_page(client: FlaskClient) -> None:
    waiting, seen = deque(["/"]), {"/"}
    kinds: dict[str, int] = {}
    for _ in range(ENOUGH):
        path = waiting.popleft()
        answer = client.get(path, follow_redirects=path.startswith("/van-ban/"))
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
                # Each kind in turn, or the walk would see nothing but one.
                of = address.split("?")[0].split("/")[1]
                (waiting.appendleft if kinds.get(of, 0) < FIRST.get(of, 0) else waiting.append)(address)
    assert min(kinds["bai"], kinds["tim-kiem"], kinds["van-ban"]) >= 20, kinds


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


def test_every_instrument_has_a_page_that_its_own_address_leads_to(client: FlaskClient) -> None:
    body = client.get("/api/v1/instruments").get_json()
    seen = []
    for page in range(1, body["pages"] + 1):
        cards = client.get(f"/api/v1/instruments?page={page}").get_json()["instruments"]
        for card in cards[::7]:
            root = web_html.page(client.get(urlsplit(card["link"]).path).text)
            assert web_html.text(root.find(".//h1")) == card["label"]
            told = client.get(f"/api/v1/instruments/{quote(card['key'])}").get_json()
            assert sum(year["articles"] for year in told["years"]) == told["articles"] == card["articles"]
        seen += [card["key"] for card in cards]
    assert len(set(seen)) == len(seen) == body["total"] > 200


def test_a_number_of_two_provinces_is_a_choice_and_its_relations_are_told(client: FlaskClient) -> None:
    root = web_html.page(client.get("/tim-kiem?q=202/KH-UBND").text)
    (box,) = web_html.with_class(root, "meant")
    assert web_html.text(box.find("h3")) == "Có 2 văn bản mang số 202/KH-UBND. Chọn:"
    found = [link.get("href", "") for link in box.iter("a")]
    assert found == ["/van-ban/khubnd/2019/202/gia-lai", "/van-ban/khubnd/2019/202/lao-cai"]
    root = web_html.page(client.get("/van-ban/cttw/2018/21").text)
    (section,) = web_html.with_class(root, "relations")
    assert web_html.text(section).startswith("Văn bản triển khai Được triển khai bởi Kế hoạch 124-KH/TU")
    assert web_html.text(next(section.iter("blockquote")))


def test_the_list_is_searched_by_a_number_as_it_is_typed(client: FlaskClient) -> None:
    for typed in ("202/KH-UBND", "202/kh"):
        root = web_html.page(client.get("/van-ban", query_string={"q": typed}).text)
        labels = [web_html.text(heading) for heading in root.iter("h3")]
        assert len(labels) == 2
        assert all(label.startswith("Kế hoạch 202/KH-UBND") for label in labels)


def test_all_values_of_every_facet_are_shown(client: FlaskClient) -> None:
    for facet in FACETS:
        listed = client.get(f"/api/v1/facets/{facet.name}").get_json()
        assert listed["total"] >= len(client.get("/api/v1/search").get_json()["facets"][facet.name]) > 0
        root = web_html.page(client.get(f"/tim-kiem/loc/{facet.name}?q=chuyen+doi+so").text)
        names = web_html.with_class(root, "name")
        assert len(names) == len(web_html.with_class(root, "count")) > 0
    values = client.get("/api/v1/facets/category?in=CHI+dao").get_json()["values"]
    assert "Chỉ đạo điều hành" in [value["label"] for value in values]
