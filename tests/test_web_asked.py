"""Characters that no page may hold do not come out of an address."""

from __future__ import annotations

import pytest
import web_html
from flask.testing import FlaskClient
from web_fake import FakeSearcher

from web import create_app


@pytest.fixture
def client() -> FlaskClient:
    return create_app({}, FakeSearcher()).test_client()


@pytest.mark.parametrize("path", ["/tim-kiem", "/van-ban", "/nhung", "/tim-kiem/nang-cao", "/tim-kiem/loc/source"])
@pytest.mark.parametrize("name", ["q", "source", "all", "%00la"])
def test_control_characters_are_blanks(client: FlaskClient, path: str, name: str) -> None:
    answer = client.get(f"{path}?{name}=%C3%A0%00b%1F%7F%EF%BF%BFc", follow_redirects=True)
    assert answer.status_code == 200
    assert not set(answer.text) & {chr(code) for code in (*range(9), 11, *range(14, 32), 127, 0xFFFF)}


def test_the_rest_of_the_text_stays(client: FlaskClient) -> None:
    page = web_html.page(client.get("/tim-kiem?q=b%C3%ACnh%00%C4%91%E1%BA%B3ng&year=2019&year=2018").text)
    assert web_html.by_id(page, "q").get("value") == "bình đẳng"
    assert "/tim-kiem/nang-cao?q=b%C3%ACnh+%C4%91%E1%BA%B3ng&year=2018&year=2019" in web_html.links(page).values()


def test_the_api_takes_them_as_they_are(client: FlaskClient) -> None:
    assert client.get("/api/v1/search?to=%C2%84").status_code == 400
