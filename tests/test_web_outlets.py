"""What leads out of a page, and that it leads to the same rows: page, JSON, feed and table of one search."""

from __future__ import annotations

import csv
import io
import random
from pathlib import Path
from urllib.parse import urlencode, urlsplit

import feedparser
import pytest
import web_fake
import web_html
from flask.testing import FlaskClient
from web_fake import FakeSearcher

from index.importers import plan, read_file
from index.indexer import import_articles
from search.engine import open_engine
from search.facets import FACETS
from search.request import SORTS
from web import create_app, feeds, table

SAMPLES = Path(__file__).parents[1] / "index" / "samples"

#: Searches that are tried.
TRIES = 100

WORDS = (
    *("", "", "kế hoạch", "ke hoach", '"ủy ban nhân dân"', '"chuyển đổi số"', "bình đẳng giới", "202/KH-UBND"),
    *("2351/QĐ-TTg", "nông thôn HOẶC y tế", "tiêu đề:kế hoạch", "kees hoachj", "UBND -xã", "trường học ở tỉnh", "zzzz"),
)


@pytest.fixture(scope="module")
def samples(tmp_path_factory: pytest.TempPathFactory) -> FlaskClient:
    url = f"whoosh:{tmp_path_factory.mktemp('samples') / 'index'}"
    engine = open_engine(url, create=True)
    import_articles((record for file in plan([str(SAMPLES)]) for record in read_file(file, lambda done: None)), engine)
    engine.close()
    return create_app({"INDEX": url, "RATE_LIMIT": "off"}).test_client()


def asked(client: FlaskClient, seed: int) -> list[tuple[str, str]]:
    """Draw a search: words, values that the search without them offers, dates, order, size of pages."""
    chance = random.Random(seed)
    pairs = [("q", chance.choice(WORDS))]
    offered = client.get("/api/v1/search", query_string=pairs).get_json()["facets"]
    facets = [facet.name for facet in FACETS if offered[facet.name]]
    for facet in chance.sample(facets, k=min(len(facets), chance.choice((0, 0, 1, 2)))):
        values = [value["value"] for value in offered[facet]]
        pairs += [(facet, value) for value in chance.sample(values, k=min(len(values), chance.choice((1, 1, 2))))]
    if chance.random() < 0.3:
        pairs.append(("from", chance.choice(("2018", "06/2019", "15/03/2020"))))
    if chance.random() < 0.2:
        pairs.append(("to", chance.choice(("2021", "12/2023", "2022-06-30"))))
    pairs.append(("sort", chance.choice(list(SORTS))))
    pairs.append(("size", chance.choice(("3", "10", "100"))))
    for switch in ("strict", "literal", "separate"):
        if chance.random() < 0.2:
            pairs.append((switch, "1"))
    return [(name, value) for name, value in pairs if value]


def json_rows(client: FlaskClient, pairs: list[tuple[str, str]]) -> tuple[list[str], list[str], int]:
    """Give the ids of all pages, those of them that have a date, and the number of pages."""
    ids, dated, page, pages = [], [], 1, 1
    while page <= pages:
        body = client.get("/api/v1/search", query_string=[*pairs, ("page", page)]).get_json()
        ids += [hit["id"] for hit in body["hits"]]
        dated += [hit["id"] for hit in body["hits"] if hit["date"]]
        pages, page = body["pages"], page + 1
    return ids, dated, pages


def page_rows(client: FlaskClient, pairs: list[tuple[str, str]], pages: int) -> list[str]:
    ids = []
    for page in range(1, max(pages, 1) + 1):
        root = web_html.page(client.get("/tim-kiem", query_string=[*pairs, ("page", page)]).text)
        for hits in web_html.with_class(root, "hits"):
            links = (heading.find("a") for heading in hits.iter("h3"))
            ids += [_id(link.get("href", "")) for link in links if link is not None]
    return ids


def _id(address: str) -> str:
    return urlsplit(address).path.split("/")[2]


@pytest.mark.parametrize("seed", range(TRIES))
def test_page_json_feed_and_table_hold_the_same_rows(samples: FlaskClient, seed: int) -> None:
    pairs = asked(samples, seed)
    ids, _, pages = json_rows(samples, pairs)
    assert len(set(ids)) == len(ids)
    assert page_rows(samples, pairs, min(pages, 6)) == ids[: 6 * int(dict(pairs)["size"])]

    answer = samples.get("/tim-kiem.csv", query_string=[*pairs, ("page", 2)])
    rows = list(csv.DictReader(io.StringIO(answer.text.removeprefix("\ufeff"), newline=""), strict=True))
    assert [_id(row["URL"]) for row in rows] == ids
    assert answer.headers["X-Total-Count"] == str(len(ids))

    # A feed has the newest first, and of reposts the newest: its rows are those of the search in that order.
    newest = [(name, value) for name, value in pairs if name != "sort"] + [("sort", "newest")]
    _, dated, _ = json_rows(samples, newest)
    feed = feedparser.parse(samples.get("/tim-kiem.atom", query_string=pairs).data)
    assert feed.bozo == 0
    assert [_id(entry.link) for entry in feed.entries] == dated[: feeds.MOST]
    assert [entry.id.rpartition("/")[2] for entry in feed.entries] == dated[: feeds.MOST]


def test_the_searches_tried_are_of_many_kinds(samples: FlaskClient) -> None:
    tried = [asked(samples, seed) for seed in range(TRIES)]
    assert {name for pairs in tried for name, _ in pairs} >= {
        *("q", "from", "to", "sort", "strict", "literal", "separate", *(facet.name for facet in FACETS)),
    }
    assert len({urlencode(pairs) for pairs in tried}) > 40
    assert sum(len(json_rows(samples, pairs)[0]) > 3 for pairs in tried) > TRIES // 2


@pytest.mark.parametrize("number", range(8))
def test_the_feed_of_an_instrument_has_the_articles_that_cite_it(samples: FlaskClient, number: int) -> None:
    card = samples.get("/api/v1/instruments").get_json()["instruments"][number]
    _, dated, _ = json_rows(samples, [("instrument", card["key"]), ("sort", "newest"), ("size", "100")])
    feed = feedparser.parse(samples.get(f"{urlsplit(card['link']).path}.atom").data)
    assert feed.bozo == 0
    assert [_id(entry.link) for entry in feed.entries] == dated[: feeds.MOST]
    assert feed.feed.link == card["link"]


# The links on pages


@pytest.fixture
def client() -> FlaskClient:
    return create_app({}, FakeSearcher()).test_client()


def _feeds(client: FlaskClient, path: str) -> list[str]:
    root = web_html.page(client.get(path, follow_redirects=True).text)
    return [
        link.get("href", "")
        for link in root.iter("link")
        if link.get("rel") == "alternate" and link.get("type") == "application/atom+xml" and link.get("title")
    ]


@pytest.mark.parametrize(
    ("path", "feed"),
    [
        ("/", "/tim-kiem.atom"),
        ("/en/", "/en/tim-kiem.atom"),
        ("/tim-kiem?q=nam&year=2019&sort=oldest&page=1&size=7", "/tim-kiem.atom?q=nam&year=2019"),
        ("/van-ban/khubnd/2019/202/gia-lai", "/van-ban/khubnd/2019/202/gia-lai.atom"),
        ("/en/van-ban/qdttg/2010/2351", "/en/van-ban/qdttg/2010/2351.atom"),
    ],
)
def test_a_page_leads_to_its_feed(client: FlaskClient, path: str, feed: str) -> None:
    assert _feeds(client, path) == [feed]
    assert client.get(feed).status_code == 200


def test_pages_without_a_feed(client: FlaskClient) -> None:
    for path in ("/bai/a1", "/gioi-thieu", "/van-ban", "/khong-co"):
        assert _feeds(client, path) == []


def test_the_tools_of_a_search(client: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> None:
    links = web_html.links(web_html.page(client.get("/tim-kiem?q=nam&sort=oldest&page=1&size=5").text))
    assert links["Theo dõi bằng Atom/RSS"] == "/tim-kiem.atom?q=nam"
    assert links["Tải CSV"] == "/tim-kiem.csv?q=nam&sort=oldest"
    monkeypatch.setattr(table, "MOST", 5)
    short = create_app({}, FakeSearcher()).test_client()
    assert web_html.links(web_html.page(short.get("/tim-kiem").text))["Tải CSV (5 bài đầu)"] == "/tim-kiem.csv"


def test_the_tools_of_an_instrument(client: FlaskClient) -> None:
    links = web_html.links(web_html.page(client.get("/van-ban/khubnd/2019/202/gia-lai").text))
    assert links["Theo dõi văn bản này bằng Atom/RSS"] == "/van-ban/khubnd/2019/202/gia-lai.atom"
    assert links["Tải CSV"] == "/tim-kiem.csv?instrument=khubnd:202:2019@gia-lai&sort=newest"


@pytest.mark.parametrize(
    ("article", "line"),
    [
        (
            web_fake.EQUALITY,
            "Sở Thông tin và Truyền thông Gia Lai. Triển khai công tác bình đẳng giới tại cơ sở năm 2019. "
            "Ngày đăng 09/04/2019. https://example.gov.vn/tin/binh-dang-gioi",
        ),
        (web_fake.BARE, "(Bài không có tiêu đề). http://localhost/bai/b1/bai"),
        (
            web_fake.HOSTILE,
            "&lt;u&gt;Nguồn&lt;/u&gt;. &lt;script&gt;alert(&#34;tin&#34;)&lt;/script&gt; &amp; &lt;b&gt;đậm&lt;/b&gt;. "
            "Ngày đăng 29/02/2020. http://localhost/bai/x1/script-alert-tin-script-b-dam-b",
        ),
    ],
    ids=lambda value: getattr(value, "id", ""),
)
def test_how_to_cite_an_article(client: FlaskClient, article: object, line: str) -> None:
    with client.application.test_request_context("/"):
        module = client.application.jinja_env.get_template("outlets.html").module
        assert str(module.citation_line(article)) == line  # type: ignore[attr-defined]
