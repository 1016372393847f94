"""What pages tell programs about themselves."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterator
from typing import Any
from xml.etree.ElementTree import Element

import pytest
import web_fake
import web_html
from browsing import CHROMIUM, driven, launched, opened, served
from playwright.sync_api import Browser
from web_fake import FakeSearcher

from index.article import Article
from index.document import Mention, StoredArticle
from web import create_app, metadata

ARTICLE_PAGE = "http://localhost/bai/a1/trien-khai-cong-tac-binh-dang-gioi-tai-co-so-nam-2019"


def page(path: str, *articles: Article, **settings: Any) -> Element:
    client = create_app(settings, FakeSearcher(articles or web_fake.ARTICLES)).test_client()
    return web_html.page(client.get(path, follow_redirects=True).text)


def told(root: Element) -> Any:
    """Give the data of a page."""
    (script,) = (one for one in root.iter("script") if one.get("type") == "application/ld+json")
    return json.loads(script.text or "")


def graph(root: Element) -> dict[str, str]:
    found = [(one.get("property", ""), one.get("content", "")) for one in root.iter("meta") if one.get("property")]
    assert len(dict(found)) == len(found)
    return dict(found)


def test_an_article(monkeypatch: pytest.MonkeyPatch) -> None:
    data = told(page("/bai/a1"))
    assert data["@context"] == "https://schema.org"
    news, way = data["@graph"]
    cited = news.pop("citation")
    article = web_fake.EQUALITY
    assert news == {
        "@type": "NewsArticle",
        "@id": ARTICLE_PAGE,
        "mainEntityOfPage": ARTICLE_PAGE,
        "headline": article.title,
        "description": article.lead,
        "datePublished": "2019-04-09",
        "inLanguage": "vi",
        "articleSection": ["Tin Tức", "Tin tổng hợp"],
        "author": {"@type": "Person", "name": "Minh An"},
        "publisher": {"@type": "Organization", "name": "Sở Thông tin và Truyền thông Gia Lai"},
        "isBasedOn": "https://example.gov.vn/tin/binh-dang-gioi",
    }
    assert cited[0] == {
        "@type": "Legislation",
        "@id": "http://localhost/van-ban/khubnd/2019/202/gia-lai",
        "name": "Kế hoạch 202/KH-UBND (23/01/2019)",
        "legislationIdentifier": "202/KH-UBND",
        "legislationType": "Kế hoạch",
    }
    assert [one["legislationIdentifier"] for one in cited] == [
        *("202/KH-UBND", "2351/QĐ-TTg", "11-NQ/TW", "21-CT/TW", "30/2020/NĐ-CP", "749/QĐ-TTg"),
    ]
    assert way == {
        "@type": "BreadcrumbList",
        "itemListElement": [
            {"@type": "ListItem", "position": 1, "name": "Tin chính sách", "item": "http://localhost/"},
            {
                "@type": "ListItem",
                "position": 2,
                "name": "Tin Tức",
                "item": "http://localhost/tim-kiem?category=Tin+T%E1%BB%A9c",
            },
            {
                "@type": "ListItem",
                "position": 3,
                "name": "Tin tổng hợp",
                "item": "http://localhost/tim-kiem?category=Tin+T%E1%BB%A9c+%3E+Tin+t%E1%BB%95ng+h%E1%BB%A3p",
            },
        ],
    }
    monkeypatch.setattr(metadata, "MOST_CITED", 2)
    assert len(told(page("/bai/a1"))["@graph"][0]["citation"]) == 2


def test_the_day_of_an_instrument_is_told_where_it_is_known() -> None:
    mentions = tuple(
        Mention("body", start, start + 3, "luat:dat-dai:2013", label, "Luật", "Quốc hội", date)
        for start, label, date in (
            (0, "Luật Đất đai năm 2013", None),
            (9, "Luật Đất đai năm 2013 (45/2013/QH13)", dt.date(2013, 11, 29)),
        )
    )
    with create_app({}, FakeSearcher()).test_request_context("/"):
        (cited,) = metadata.article_data(StoredArticle(web_fake.BARE, mentions))["@graph"][0]["citation"]
    assert cited["legislationIdentifier"] == "45/2013/QH13"
    assert cited["legislationDate"] == "2013-11-29"


def test_what_is_not_known_is_not_told() -> None:
    root = page("/bai/b1")
    news, way = told(root)["@graph"]
    assert set(news) == {"@type", "@id", "mainEntityOfPage", "description", "inLanguage"}
    assert len(way["itemListElement"]) == 1
    assert graph(root)["og:title"] == "(Bài không có tiêu đề)"
    assert "article:published_time" not in graph(root)


@pytest.mark.parametrize(
    "text", ["</script><script>alert(1)</script>", "<!-- <script>", "]]> & ' \" \\", "a\u2028b\u2029c", "😀"]
)
def test_no_text_ends_the_data(text: str) -> None:
    root = page("/bai/h", Article("h", text, text, text, dt.date(2020, 1, 1), (text, text), text, text))
    news, way = told(root)["@graph"]
    assert (news["headline"], news["publisher"]["name"], news["articleSection"]) == (text, text, [text, text])
    assert way["itemListElement"][1]["name"] == text
    assert len([one for one in root.iter("script") if one.get("type")]) == 1


def test_a_hostile_address_is_not_passed_on() -> None:
    news = told(page("/bai/x1"))["@graph"][0]
    assert "isBasedOn" not in news
    assert news["headline"] == web_fake.HOSTILE.title


def test_opengraph_of_an_article() -> None:
    assert graph(page("/bai/a1")) == {
        "og:type": "article",
        "og:title": web_fake.EQUALITY.title,
        "og:description": web_fake.EQUALITY.lead,
        "og:url": ARTICLE_PAGE,
        "og:site_name": "Tin chính sách",
        "og:locale": "vi_VN",
        "article:published_time": "2019-04-09",
        "article:section": "Tin tổng hợp",
    }


def test_opengraph_of_an_instrument_and_the_front_page() -> None:
    root = page("/en/van-ban/qdttg/2010/2351", PUBLIC_URL="https://tin.example.vn")
    found = graph(root)
    assert found["og:url"] == "https://tin.example.vn/en/van-ban/qdttg/2010/2351"
    assert (found["og:type"], found["og:locale"]) == ("website", "en_GB")
    assert found["og:title"].startswith("Quyết định 2351/QĐ-TTg")
    assert found["og:description"].startswith(found["og:title"])
    ways = told(root)["itemListElement"]
    assert [step["item"] for step in ways] == ["https://tin.example.vn/en/", "https://tin.example.vn/en/van-ban"]
    front = graph(page("/"))
    assert (front["og:type"], front["og:url"], front["og:title"]) == ("website", "http://localhost/", "Tin chính sách")


@pytest.mark.parametrize(
    ("lead", "body", "most", "short"),
    [
        ("Lời dẫn.", "Thân bài.", 300, "Lời dẫn."),
        ("", "Thân\n\n  bài.", 300, "Thân bài."),
        ("", "", 300, ""),
        ("một hai ba bốn", "", 10, "một hai…"),
        ("một hai", "", 7, "một hai"),
        ("a" * 50, "", 10, "…"),
    ],
)
def test_a_summary(lead: str, body: str, most: int, short: str) -> None:
    assert metadata.summary(Article("x", "Tin", body, lead), most) == short


# In a real browser: the policy of the pages lets no script of a page run, and data is no script.


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with driven() as playwright, launched(playwright) as running:
        yield running


@pytest.mark.skipif(CHROMIUM is None, reason="no Chromium on this machine")
@pytest.mark.parametrize("path", ["/bai/a1", "/bai/x1", "/van-ban/qdttg/2010/2351", "/en/bai/x1"])
def test_data_breaks_no_policy_and_runs_nowhere(browser: Browser, path: str) -> None:
    with served() as site, opened(browser) as view:
        view.add_init_script(
            "window.broken = []; addEventListener('securitypolicyviolation', e => broken.push(e.violatedDirective))"
        )
        view.on("dialog", lambda dialog: pytest.fail(dialog.message))
        answer = view.goto(site + path)
        assert answer is not None
        assert "script-src 'self'" in answer.headers["content-security-policy"]
        assert view.evaluate("broken") == []
        data = view.locator('script[type="application/ld+json"]')
        assert json.loads(data.text_content() or "")["@context"] == "https://schema.org"
