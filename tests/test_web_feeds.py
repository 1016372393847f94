"""Feeds as feed readers read them: their entries, names that last, and text that no XML could hold."""

from __future__ import annotations

import datetime as dt
import time
from dataclasses import replace
from typing import Any
from urllib.parse import urlsplit
from xml.etree import ElementTree

import feedparser
import pytest
import web_fake
from flask.testing import FlaskClient
from web_fake import FakeSearcher

from index.article import Article
from web import create_app, feeds

ATOM = "{http://www.w3.org/2005/Atom}"


def site(*articles: Article, **settings: Any) -> FlaskClient:
    return create_app(settings, FakeSearcher(articles or web_fake.ARTICLES)).test_client()


@pytest.fixture
def client() -> FlaskClient:
    return site()


def read(client: FlaskClient, path: str) -> Any:
    """Read a feed, failing at the first thing that a feed reader has to say of it."""
    answer = client.get(path)
    assert answer.status_code == 200
    assert answer.content_type == "application/atom+xml; charset=utf-8"
    assert answer.headers["X-Robots-Tag"] == "noindex"
    found = feedparser.parse(answer.data, response_headers={"content-type": answer.content_type})
    assert found.bozo == 0, found.bozo_exception
    assert found.version == "atom10"
    return found


def test_a_feed_of_a_search(client: FlaskClient) -> None:
    found = read(
        client, "/tim-kiem.atom?q=b%C3%ACnh+%C4%91%E1%BA%B3ng+gi%E1%BB%9Bi&year=2019&page=1&size=3&sort=oldest"
    )
    asked = "q=b%C3%ACnh+%C4%91%E1%BA%B3ng+gi%E1%BB%9Bi&year=2019"
    assert found.feed.id == f"tag:localhost,2026:vi/tim-kiem?{asked}"
    assert found.feed.title == "«bình đẳng giới»; Năm: 2019 – Tin chính sách"
    assert {link.rel: link.href for link in found.feed.links} == {
        "self": f"http://localhost/tim-kiem.atom?{asked}",
        "alternate": f"http://localhost/tim-kiem?{asked}",
    }
    assert found.feed.language == "vi"
    assert found.feed.author == "Tin chính sách"
    newest = found.entries[0]
    assert found.feed.updated == newest.updated
    entry = next(entry for entry in found.entries if entry.id == "tag:localhost,2026:bai/a1")
    article = web_fake.EQUALITY
    assert (entry.title, entry.summary) == (article.title, article.lead)
    assert entry.updated == "2019-04-09T00:00:00+07:00"
    assert [author.name for author in entry.authors] == [article.author, article.source]
    assert [(tag.term, tag.label) for tag in entry.tags] == [("Tin Tức > Tin tổng hợp", "Tin tổng hợp")]
    assert [link.href for link in entry.links] == [entry.link]
    assert client.get(urlsplit(entry.link).path).status_code == 200


def test_the_newest_come_first_and_those_without_a_day_do_not_come(client: FlaskClient) -> None:
    entries = read(client, "/tim-kiem.atom?sort=oldest").entries
    dates = [entry.updated_parsed for entry in entries]
    assert dates == sorted(dates, reverse=True)
    dated = {article.id for article in web_fake.ARTICLES if article.date}
    assert {entry.id.rpartition("/")[2] for entry in entries} == dated < {article.id for article in web_fake.ARTICLES}


def test_a_feed_ends_after_a_hundred() -> None:
    day = dt.date(2019, 1, 1)
    articles = [Article(f"n{n:03}", f"Tin {n}", "Chữ.", date=day + dt.timedelta(days=n)) for n in range(130)]
    entries = read(site(*articles), "/tim-kiem.atom").entries
    assert [entry.title for entry in entries] == [f"Tin {n}" for n in range(129, 29, -1)]
    assert feeds.MOST == 100


def test_a_feed_of_an_instrument(client: FlaskClient) -> None:
    found = read(client, "/van-ban/khubnd/2019/202/gia-lai.atom")
    assert found.feed.id == "tag:localhost,2026:vi/van-ban/khubnd:202:2019@gia-lai"
    assert found.feed.title == "Các bài dẫn Kế hoạch 202/KH-UBND (23/01/2019) – Tin chính sách"
    assert {link.rel: link.href for link in found.feed.links} == {
        "self": "http://localhost/van-ban/khubnd/2019/202/gia-lai.atom",
        "alternate": "http://localhost/van-ban/khubnd/2019/202/gia-lai",
    }
    assert [entry.id for entry in found.entries] == ["tag:localhost,2026:bai/a1"]
    # One without a place; a page is still a page.
    assert read(client, "/van-ban/qdttg/2010/2351.atom").feed.id.endswith("qdttg:2351:2010")
    assert client.get("/van-ban/khubnd/2019/202/gia-lai").content_type.startswith("text/html")


def test_an_instrument_by_another_key_leads_to_its_feed(client: FlaskClient) -> None:
    answer = client.get("/van-ban/khubnd/2019/202.atom")
    assert (answer.status_code, answer.headers["Location"]) == (302, "/van-ban/khubnd/2019/202/gia-lai.atom")
    answer = client.get("/van-ban/qdttg/chua-ro-nam/2351.atom")
    assert (answer.status_code, answer.headers["Location"]) == (302, "/van-ban/qdttg/2010/2351.atom")
    assert client.get("/van-ban/qdttg/2010/1.atom").status_code == 404


def test_an_unknown_year_in_a_name() -> None:
    found = read(site(*web_fake.AMBIGUOUS), "/van-ban/khubnd/chua-ro-nam/202.atom")
    assert found.feed.id == "tag:localhost,2026:vi/van-ban/khubnd:202:%3F"
    assert (found.entries, found.feed.updated) == ([], "1970-01-01T00:00:00+07:00")  # its one article has no day


@pytest.mark.parametrize(
    ("settings", "hosts"),
    [
        ({}, {"tin.example.vn", "tin.example.vn:8000"}),
        ({"PUBLIC_URL": "https://tin.example.vn"}, {"10.0.0.1:8000", "localhost"}),
        ({"PUBLIC_URL": "http://tin.example.vn:8080/"}, {"10.0.0.1:8000", "localhost"}),
    ],
)
def test_names_do_not_hang_on_port_or_proxy(settings: dict[str, str], hosts: set[str]) -> None:
    client = site(**settings)
    for host in hosts:
        found = feedparser.parse(client.get("/tim-kiem.atom?q=nam", headers={"Host": host}).data)
        assert found.feed.id == "tag:tin.example.vn,2026:vi/tim-kiem?q=nam"
        assert found.entries[0].id.startswith("tag:tin.example.vn,2026:bai/")


def test_names_last_when_the_index_is_made_anew() -> None:
    def names(*articles: Article) -> dict[str, str]:
        return {entry.title: entry.id for entry in read(site(*articles), "/tim-kiem.atom").entries}

    before = names(*web_fake.ARTICLES)
    edited = [replace(article, body=article.body + " Thêm.", lead="Mới") for article in web_fake.ARTICLES[::-1]]
    assert names(*edited, Article("new", "Bài thêm", "Chữ.", date=dt.date(2024, 1, 1))) == {
        **before,
        "Bài thêm": "tag:localhost,2026:bai/new",
    }


def test_an_entry_is_the_same_in_every_feed_and_the_bytes_are_the_same_each_time(client: FlaskClient) -> None:
    def entry(path: str) -> bytes:
        root = ElementTree.fromstring(client.get(path).data)
        return next(
            ElementTree.tostring(one)
            for one in root.iter(f"{ATOM}entry")
            if (one.findtext(f"{ATOM}id") or "").endswith("bai/a1")
        )

    paths = "/tim-kiem.atom", "/tim-kiem.atom?q=binh+dang+gioi", "/van-ban/khubnd/2019/202/gia-lai.atom"
    assert len({entry(path) for path in paths}) == 1
    before = client.get(paths[0]).data
    time.sleep(0.01)
    assert client.get(paths[0]).data == before
    again = create_app({}, FakeSearcher()).test_client()
    assert again.get(paths[0]).data == before


HOSTILE = [
    '<script>alert("tin")</script> & <b>đậm</b>',
    "a]]>b<![CDATA[c",
    "một\x00hai\x08ba\x1f \x0bbốn",
    "cuối\ufffe dòng\uffff",
    "😀 e\u0301 &amp; &#0; &bogus;",
    "<!-- --> <?php ?> %s {{ 7*7 }}",
]
CLEANED = {"một\x00hai\x08ba\x1f \x0bbốn": "mộthaiba bốn", "cuối\ufffe dòng\uffff": "cuối dòng"}


@pytest.mark.parametrize("text", HOSTILE)
def test_any_text_makes_a_sound_feed(text: str) -> None:
    day = dt.date(2020, 1, 1)
    client = site(Article("<x>", text, text, text, day, (text, text), text, text, f"https://a.example/{text}"))
    answer = client.get("/tim-kiem.atom")
    root = ElementTree.fromstring(answer.data)
    kept = CLEANED.get(text, text)
    (entry,) = root.iter(f"{ATOM}entry")
    assert entry.findtext(f"{ATOM}title") == kept
    assert [author.findtext(f"{ATOM}name") for author in entry.iter(f"{ATOM}author")] == [kept, kept]
    assert entry.findtext(f"{ATOM}summary") == " ".join(kept.split())
    category = entry.find(f"{ATOM}category")
    assert category is not None
    assert category.get("label") == kept
    assert entry.findtext(f"{ATOM}id") == "tag:localhost,2026:bai/%3Cx%3E"
    # So does what was typed.
    title = ElementTree.fromstring(client.get("/tim-kiem.atom", query_string={"q": text}).data).findtext(f"{ATOM}title")
    assert title is not None
    assert title.startswith("«")


def test_an_article_without_words_has_a_title_still() -> None:
    (entry,) = read(site(Article("e", "", "", date=dt.date(2020, 1, 1))), "/tim-kiem.atom").entries
    assert entry.title == "(Bài không có tiêu đề)"
    assert "summary" not in entry
    assert "author" not in entry


def test_a_long_text_is_cut_between_words() -> None:
    text = "Chuyển đổi số\n ở cơ sở " * 100
    (entry,) = read(site(Article("e", "Tin", text, date=dt.date(2020, 1, 1))), "/tim-kiem.atom").entries
    assert len(entry.summary) <= 300
    assert entry.summary.endswith("…")
    assert (" ".join(text.split()) + " ").startswith(entry.summary[:-1] + " ")


@pytest.mark.parametrize("query", ["mau=do", "sort=best", "from=30/02/2019x", "page=0", "size=1000"])
def test_what_cannot_be_used_is_refused(client: FlaskClient, query: str) -> None:
    assert client.get(f"/tim-kiem.atom?{query}").status_code == 400
    assert client.get(f"/tim-kiem.atom?{query}&utm_source=a").status_code == 400
    assert client.get("/tim-kiem.atom?utm_source=a").status_code == 200


def test_a_feed_in_english_names_the_same_entries(client: FlaskClient) -> None:
    vietnamese, english = (read(client, f"{root}/tim-kiem.atom?q=nam") for root in ("", "/en"))
    assert [entry.id for entry in english.entries] == [entry.id for entry in vietnamese.entries]
    assert english.feed.id == "tag:localhost,2026:en/tim-kiem?q=nam"
    assert all(entry.link.startswith("http://localhost/en/bai/") for entry in english.entries)
    assert english.feed.link == "http://localhost/en/tim-kiem?q=nam"
