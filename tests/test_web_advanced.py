"""The advanced form: filled in from a search, and leading to the search that it makes."""

from __future__ import annotations

from urllib.parse import parse_qs, urlencode, urlsplit

import pytest
import web_html
from flask.testing import FlaskClient
from web_fake import FakeSearcher

from web import create_app


@pytest.fixture
def client() -> FlaskClient:
    return create_app({}, FakeSearcher()).test_client()


def get(client: FlaskClient, **typed: str) -> dict[str, list[str]]:
    """Send the form; give the parameters of the search that it leads to."""
    answer = client.get(f"/tim-kiem/nang-cao?{urlencode(typed)}")
    assert answer.status_code == 303
    path = urlsplit(answer.location)
    assert path.path == "/tim-kiem"
    return parse_qs(path.query)


def test_every_field_becomes_a_part_of_the_query(client: FlaskClient) -> None:
    typed = {
        "all": "kế hoạch",
        "phrase": "bình đẳng giới",
        "any": "lúa, ngô",
        "none": "covid",
        "near": "đất rừng",
        "distance": "3",
        "title": "tiến độ",
        "number": "202/KH-UBND",
        "from": "2019",
        "to": "",
        "sort": "citing",
        "size": "20",
        "strict": "1",
        "year": "2019",
    }
    assert get(client, **typed) == {
        "q": [
            'kế hoạch "bình đẳng giới" (lúa HOẶC ngô) "đất rừng"~3 tiêu đề:(tiến độ) số:(202/KH-UBND) -covid',
        ],
        "year": ["2019"],
        "from": ["2019"],
        "sort": ["citing"],
        "strict": ["1"],
        "size": ["20"],
    }


def test_an_empty_form_asks_for_everything(client: FlaskClient) -> None:
    assert get(client, all="", phrase="", distance="5") == {}


def test_the_form_holds_the_search_that_it_is_opened_with(client: FlaskClient) -> None:
    asked = {"q": 'kế hoạch -covid "một hai"', "year": "2019", "from": "2018", "sort": "newest", "strict": "1"}
    page = web_html.page(client.get(f"/tim-kiem/nang-cao?{urlencode(asked)}").text)
    values = {name: web_html.by_id(page, name).get("value") for name in ("all", "phrase", "none", "from")}
    assert values == {"all": "kế hoạch", "phrase": "một hai", "none": "covid", "from": "2018"}
    # What the form holds and nothing changed gives that search again.
    sent = web_html.sent(page, "tim")
    answer = client.get(sent)
    assert parse_qs(urlsplit(answer.location).query) == {
        "q": ['kế hoạch "một hai" -covid'], "year": ["2019"], "from": ["2018"], "sort": ["newest"], "strict": ["1"]
    }  # fmt: skip


def test_a_distance_that_is_none_is_said_beside_what_was_typed(client: FlaskClient) -> None:
    answer = client.get("/tim-kiem/nang-cao?near=a+b&distance=xa")
    assert answer.status_code == 200
    page = web_html.page(answer.text)
    assert web_html.by_id(page, "near").get("value") == "a b"
    assert web_html.by_id(page, "distance").get("aria-invalid") == "true"
    assert "«distance»" not in web_html.text(page)
    assert "xa" in web_html.text(web_html.with_class(page, "note")[0])


def test_the_result_page_leads_to_the_form(client: FlaskClient) -> None:
    page = web_html.page(client.get("/tim-kiem?q=ke+hoach&year=2019").text)
    assert "/tim-kiem/nang-cao?q=ke+hoach&year=2019" in web_html.links(page).values()
