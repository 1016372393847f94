"""What crawlers are told: which pages there are, each once, and which they should leave."""

from __future__ import annotations

import datetime as dt
from urllib.parse import urlsplit
from urllib.robotparser import RobotFileParser
from xml.etree import ElementTree

import pytest
import web_fake
from flask.testing import FlaskClient
from web_fake import FakeSearcher

from index.article import Article
from web import create_app, sitemap

SITEMAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
HOST = "http://localhost"


@pytest.fixture
def client() -> FlaskClient:
    return create_app({}, FakeSearcher()).test_client()


def listed(client: FlaskClient, path: str, root: str = "urlset", each: str = "url") -> list[tuple[str, str | None]]:
    """Read a list of addresses with their days."""
    answer = client.get(path)
    assert (answer.status_code, answer.content_type) == (200, "application/xml; charset=utf-8"), path
    tree = ElementTree.fromstring(answer.data)
    assert tree.tag == f"{SITEMAP}{root}"
    assert {one.tag for one in tree} <= {f"{SITEMAP}{each}"}
    return [(one.findtext(f"{SITEMAP}loc") or "", one.findtext(f"{SITEMAP}lastmod")) for one in tree]


def files(client: FlaskClient) -> list[str]:
    found = listed(client, "/sitemap.xml", "sitemapindex", "sitemap")
    assert all(changed is None for _, changed in found)
    return [address.removeprefix(HOST) for address, _ in found]


def test_every_article_and_instrument_is_listed_once_and_answers(client: FlaskClient) -> None:
    found = [one for path in files(client) for one in listed(client, path)]
    addresses = [urlsplit(address).path for address, _ in found]
    assert len(set(addresses)) == len(addresses)
    for address in addresses:
        assert client.get(address).status_code == 200, address  # and no redirect
    days = dict(zip(addresses, (changed for _, changed in found), strict=True))
    articles = {path.split("/")[2]: changed for path, changed in days.items() if path.startswith("/bai/")}
    assert articles == {a.id: a.date.isoformat() if a.date else None for a in web_fake.ARTICLES}
    assert len([path for path in addresses if path.startswith("/van-ban/")]) == len(FakeSearcher().cards())
    assert {"/", "/van-ban", "/gioi-thieu", "/nhung"} <= set(addresses)
    assert all(address.startswith(f"{HOST}/") for address, _ in found)


def test_files_stand_at_the_root_and_are_parted_by_month(client: FlaskClient) -> None:
    paths = files(client)
    assert paths[0] == "/sitemap-trang.xml"
    assert paths[1] == "/sitemap-bai-2018-01-1.xml"
    assert paths[-2:] == ["/sitemap-bai-chua-ro-ngay-1.xml", "/sitemap-van-ban-1.xml"]
    assert all(path.count("/") == 1 for path in paths)
    assert [changed for _, changed in listed(client, "/sitemap-bai-2019-04-1.xml")] == ["2019-04-09"]
    assert [changed for _, changed in listed(client, "/sitemap-bai-chua-ro-ngay-1.xml")] == [None]


def test_a_large_month_takes_several_files(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sitemap, "MOST", 3)
    articles = [Article(f"n{n}", f"Tin {n}", "Chữ.", date=dt.date(2019, 4, 1 + n)) for n in range(8)]
    client = create_app({}, FakeSearcher((*articles, web_fake.EQUALITY))).test_client()
    paths = [path for path in files(client) if "bai" in path]
    assert paths == [f"/sitemap-bai-2019-04-{part}.xml" for part in (1, 2, 3)]
    assert [len(listed(client, path)) for path in paths] == [3, 3, 3]
    days = [changed for path in paths for _, changed in listed(client, path)]
    assert days == sorted(days, key=str)
    assert [len(listed(client, path)) for path in files(client) if "van-ban" in path] == [3, 3]
    assert sitemap.MOST <= 50_000


def test_an_empty_site_has_its_pages() -> None:
    client = create_app({}, FakeSearcher(())).test_client()
    assert files(client) == ["/sitemap-trang.xml"]


@pytest.mark.parametrize(
    "path",
    [
        "/sitemap-bai-2019-04-2.xml",
        "/sitemap-bai-2019-04-0.xml",
        "/sitemap-bai-2019-4-1.xml",
        "/sitemap-bai-1999-01-1.xml",
        "/sitemap-bai--1.xml",
        "/sitemap-bai-x-1.xml",
        "/sitemap-bai-2019-04-99999999999999999999.xml",
        "/sitemap-van-ban-2.xml",
        "/sitemap-van-ban-a.xml",
        # One list has every page, at the root.
        "/en/sitemap.xml",
        "/en/sitemap-trang.xml",
        "/en/robots.txt",
    ],
)
def test_there_is_no_other_file(client: FlaskClient, path: str) -> None:
    assert client.get(path).status_code == 404


def test_behind_a_proxy_the_addresses_are_those_from_outside() -> None:
    client = create_app({"PUBLIC_URL": "https://tin.example.vn"}, FakeSearcher()).test_client()
    for path in ("/sitemap-trang.xml", "/sitemap-van-ban-1.xml"):
        assert all(address.startswith("https://tin.example.vn/") for address, _ in listed(client, path))
    assert "Sitemap: https://tin.example.vn/sitemap.xml\n" in client.get("/robots.txt").text + "\n"


OPEN = ("/", "/bai/a1/ten", "/van-ban", "/van-ban/qdttg/2010/2351", "/gioi-thieu", "/static/site.css")
CLOSED = (
    *("/tim-kiem", "/tim-kiem?q=a", "/tim-kiem.atom", "/tim-kiem.csv?q=a", "/tim-kiem/loc/year"),
    *("/api/v1/search", "/opensearch/suggest?q=a"),
)


def test_what_crawlers_may_read(client: FlaskClient) -> None:
    answer = client.get("/robots.txt")
    assert (answer.status_code, answer.content_type) == (200, "text/plain; charset=utf-8")
    rules = RobotFileParser()
    rules.parse(answer.text.splitlines())
    assert rules.site_maps() == [f"{HOST}/sitemap.xml"]
    for root in ("", "/en"):
        for path in OPEN:
            assert rules.can_fetch("*", HOST + root + path), root + path
        for path in CLOSED:
            assert not rules.can_fetch("*", HOST + root + path), root + path
    for path in files(client):
        assert rules.can_fetch("*", HOST + path)
