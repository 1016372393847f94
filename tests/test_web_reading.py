"""An article that is opened from a page of results marks the words of that search."""

from __future__ import annotations

import pytest
import web_html
from flask.testing import FlaskClient
from web_fake import FakeSearcher

from web import create_app


@pytest.fixture
def client() -> FlaskClient:
    return create_app({}, FakeSearcher()).test_client()


def opened(client: FlaskClient, search: str) -> str:
    """Give the address that the first result of a search leads to."""
    page = web_html.page(client.get(search).text)
    heading = next(web_html.with_class(page, "hits")[0].iter("h3"))
    return next(heading.iter("a")).get("href", "")


def marks(html: str) -> list[str]:
    article = next(web_html.page(html).iter("article"))
    return [web_html.text(mark) for mark in article.iter("mark")]


def test_words_are_marked_and_the_way_back_is_shown(client: FlaskClient) -> None:
    search = "/tim-kiem?q=binh+dang+gioi&year=2019"
    html = client.get(opened(client, search)).text
    assert set(marks(html)) == {"bình đẳng giới"}
    assert web_html.links(web_html.page(html))["Về kết quả tìm kiếm"] == search


def test_marks_can_be_switched_off_and_on(client: FlaskClient) -> None:
    path = opened(client, "/tim-kiem?q=binh+dang+gioi")
    off = web_html.links(web_html.page(client.get(path).text))["Bỏ tô màu từ khóa «binh dang gioi»"]
    plain = client.get(off).text
    assert not marks(plain)
    assert web_html.links(web_html.page(plain))["Tô màu từ khóa «binh dang gioi»"] == path


def test_an_article_by_itself_marks_nothing(client: FlaskClient) -> None:
    path = opened(client, "/tim-kiem?q=binh+dang+gioi").partition("?")[0]
    html = client.get(path).text
    assert not marks(html)
    assert "Về kết quả tìm kiếm" not in html


def test_another_title_leads_to_the_right_one_with_the_search(client: FlaskClient) -> None:
    path = opened(client, "/tim-kiem?q=binh+dang+gioi")
    title, _, search = path.rpartition("/")[2].partition("?")
    answer = client.get(path.replace(title, "khac"))
    assert answer.status_code == 301
    assert answer.location.endswith(f"{title}?{search}")


def test_the_canonical_address_has_no_search(client: FlaskClient) -> None:
    path = opened(client, "/tim-kiem?q=binh+dang+gioi")
    page = web_html.page(client.get(path).text)
    canonical = [link.get("href", "") for link in page.iter("link") if link.get("rel") == "canonical"]
    assert canonical == [f"http://localhost{path.partition('?')[0]}"]
