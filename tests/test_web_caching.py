from __future__ import annotations

from pathlib import Path

import pytest
from conftest import article
from flask import Flask
from flask.testing import FlaskClient
from web_fake import FakeSearcher

from index.document import build
from index.errors import IndexMissing
from search.engine import open_engine
from search.request import Request
from search.results import SearchResult
from search.searcher import Searcher
from web import caching, create_app

#: Answers of every kind that may be kept, under both languages.
TAGGED = [
    *(
        "/",
        "/tim-kiem?q=ke+hoach",
        "/tim-kiem/loc/year",
        "/van-ban",
        "/van-ban/qdttg/2010/2351",
        "/gioi-thieu",
        "/nhung",
    ),
    "/bai/a1/trien-khai-cong-tac-binh-dang-gioi-tai-co-so-nam-2019",
    *("/api/v1/", "/api/v1/openapi.json", "/api/v1/search?q=ke+hoach", "/api/v1/suggest?q=bi", "/api/v1/articles/a1"),
    *("/api/v1/instruments", "/api/v1/instruments/qdttg:2351:2010/timeline", "/api/v1/facets/year", "/api/v1/stats"),
    *("/tim-kiem.atom?q=ke+hoach", "/tim-kiem.csv?q=ke+hoach", "/opensearch.xml"),
]


class Counting(FakeSearcher):
    """Counts the searches."""

    searches = 0

    def search(self, request: Request) -> SearchResult:
        self.searches += 1
        return super().search(request)


@pytest.fixture
def searcher() -> Counting:
    return Counting()


@pytest.fixture
def site(searcher: Counting) -> Flask:
    return create_app({}, searcher)


@pytest.fixture
def client(site: Flask) -> FlaskClient:
    return site.test_client()


@pytest.mark.parametrize("root", ["", "/en"])
@pytest.mark.parametrize("address", TAGGED)
def test_what_is_had_already_is_not_made_again(
    client: FlaskClient, searcher: Counting, root: str, address: str
) -> None:
    first = client.get(f"{root}{address}", buffered=True)
    assert first.status_code == 200
    tag, weak = first.get_etag()
    assert tag
    assert weak
    made = searcher.searches
    again = client.get(f"{root}{address}", headers={"If-None-Match": f'"other", W/"{tag}"'})
    assert (again.status_code, again.data, searcher.searches) == (304, b"", made)
    for name in ("ETag", "Cache-Control", "Content-Security-Policy", "Access-Control-Allow-Origin", "Vary"):
        assert again.headers.get(name) == first.headers.get(name), name
    assert "Content-Type" not in again.headers
    assert client.head(f"{root}{address}", headers={"If-None-Match": f'W/"{tag}"'}).status_code == 304


def test_lists_for_crawlers_are_tagged_too(client: FlaskClient) -> None:
    for path in ("/robots.txt", "/sitemap.xml"):  # in one language only
        tag = client.get(path).headers["ETag"]
        assert client.get(path, headers={"If-None-Match": tag}).status_code == 304


def test_a_commit_makes_every_answer_anew(client: FlaskClient, searcher: Counting) -> None:
    tags = {address: client.get(address, buffered=True).headers["ETag"] for address in TAGGED}
    assert len(set(tags.values())) == len(TAGGED)
    searcher.commits += 1
    for address, tag in tags.items():
        answer = client.get(address, headers={"If-None-Match": tag}, buffered=True)
        assert answer.status_code == 200, address
        assert answer.headers["ETag"] != tag, address


def test_another_address_setting_or_language_is_another_answer() -> None:
    def tag(path: str, config: dict[str, object] | None = None, host: str = "localhost") -> str:
        client = create_app(config or {}, FakeSearcher()).test_client()
        return client.get(path, headers={"Host": host}).headers["ETag"]

    usual = tag("/tim-kiem?q=a")
    assert tag("/tim-kiem?q=a") == usual
    others = [
        tag("/tim-kiem?q=b"),
        tag("/en/tim-kiem?q=a"),
        tag("/api/v1/search?q=a"),
        tag("/tim-kiem?q=a", {"SITE_NAME": "Tin khác"}),
        tag("/tim-kiem?q=a", {"PUBLIC_URL": "https://tin.example.vn"}),
        tag("/tim-kiem?q=a", host="tin.example.vn"),  # it stands in canonical addresses
    ]
    assert len({usual, *others}) == len(others) + 1


def test_pages_and_the_api_are_asked_about_each_time(client: FlaskClient) -> None:
    for address in TAGGED:
        kept = "public, max-age=60" if "suggest" in address else "no-cache"
        assert client.get(address, buffered=True).headers["Cache-Control"] == kept, address


def test_an_answer_of_the_moment_is_not_kept(client: FlaskClient) -> None:
    for path in caching.MOMENTARY:
        answer = client.get(path)
        assert answer.status_code == 200, path
        assert answer.headers["Cache-Control"] == "no-store"
        assert "ETag" not in answer.headers


@pytest.mark.parametrize(
    ("address", "status"),
    [
        ("/khong-co", 404),
        ("/tim-kiem?page=99", 404),
        ("/api/v1/khong-co", 404),
        ("/api/v1/search?sort=score", 400),
        ("/static/khong-co.css", 404),
    ],
)
def test_errors_are_not_kept(client: FlaskClient, address: str, status: int) -> None:
    answer = client.get(address, headers={"If-None-Match": "*"})
    assert answer.status_code == status
    assert answer.headers["Cache-Control"] == "no-store"
    assert "ETag" not in answer.headers
    assert client.post(address).headers["Cache-Control"] == "no-store"


def test_redirects_are_asked_about(client: FlaskClient) -> None:
    answer = client.get("/bai/a1/khac")
    assert answer.status_code == 301
    assert answer.headers["Cache-Control"] == "no-cache"  # a title may change
    assert "ETag" not in answer.headers


def test_files_keep_their_own_tags(client: FlaskClient, searcher: Counting) -> None:
    for path in ("/static/site.css", "/embed.js"):
        with client.get(path) as first:
            assert "max-age=" in first.headers["Cache-Control"]
        searcher.commits += 1
        with client.get(path, headers={"If-None-Match": first.headers["ETag"]}) as again:
            assert again.status_code == 304


def test_without_an_index_files_and_errors_are_answered() -> None:
    class Missing(FakeSearcher):
        def generation(self) -> str:
            raise IndexMissing("There is no index.")

        def search(self, request: Request) -> SearchResult:
            raise IndexMissing("There is no index.")

    client = create_app({}, Missing()).test_client()
    for path in ("/static/site.css", "/healthz", "/api/v1/openapi.json"):
        with client.get(path) as found:
            assert found.status_code == 200
    answer = client.get("/api/v1/search")
    assert (answer.status_code, answer.headers["Cache-Control"]) == (503, "no-store")


def test_whoever_writes_a_template_sees_it() -> None:
    site = create_app({"DEBUG": True}, FakeSearcher())
    assert "ETag" not in site.test_client().get("/gioi-thieu").headers


@pytest.mark.parametrize("address", ["/api/v1/suggest?q=bi", "/opensearch/suggest?q=bi"])
def test_suggestions_that_know_nothing_yet_are_not_kept(address: str) -> None:
    class Reading(FakeSearcher):
        ready = False

        def prepared(self) -> bool:
            return self.ready

    searcher = Reading()
    client = create_app({}, searcher).test_client()
    early = client.get(address)
    assert early.headers["Cache-Control"] == "no-store"
    assert "ETag" not in early.headers
    searcher.ready = True
    assert client.get(address).headers["Cache-Control"] == "public, max-age=60"


# The generation of an index, over each engine.


@pytest.fixture(params=["whoosh", "memory"])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    return f"{request.param}:{tmp_path / 'index'}"


def add(url: str, name: str, *, fresh: bool = False) -> None:
    engine = open_engine(url, create=True, fresh=fresh)
    engine.add([build(article(name, "Kế hoạch bình đẳng giới"))])
    engine.commit()
    engine.publish()
    engine.close()


def test_a_generation_stays_until_the_index_is_committed_to(url: str) -> None:
    add(url, "a")
    with Searcher(url, patient=True) as searcher:
        searcher.search(Request(q="ke hoach"))
        searcher.suggest("ke")
        first = searcher.generation()
        searcher.search(Request(q="binh dang"))
        assert searcher.generation() == first
        add(url, "b")
        second = searcher.generation()
        assert second != first
    if url.startswith("whoosh"):
        with Searcher(url, patient=True) as restarted:
            restarted.search(Request(q="ke hoach"))
            restarted.suggest("ke")
            third = restarted.generation()
            assert third not in (first, second)  # what suggestions and advice know is part of it
    with Searcher(url, recency=0.5, patient=True) as other:
        assert other.generation() != searcher.generation()


def test_indexes_that_take_the_place_of_others_are_all_told_apart(tmp_path: Path) -> None:
    url = f"whoosh:{tmp_path / 'index'}"
    add(url, "a")
    generations = []
    with Searcher(url) as searcher:
        # The third may be given the place on disk that the first one had.
        for _ in range(6):
            add(url, "a", fresh=True)
            generations.append(searcher.generation())
    assert len(set(generations)) == 6


def test_what_suggestions_know_is_part_of_it(url: str) -> None:
    add(url, "a")
    with Searcher(url, patient=True) as searcher:
        assert not searcher.prepared()
        before = searcher.generation()
        searcher.suggest("ke")
        assert searcher.prepared()
        between = searcher.generation()
        searcher.search(Request(q="ke hoach"))  # advice
        assert len({before, between, searcher.generation()}) == 3
        add(url, "b")
        assert not searcher.prepared()
