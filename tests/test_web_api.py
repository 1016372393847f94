from __future__ import annotations

from urllib.parse import urlsplit

import pytest
import web_fake
import web_html
from flask.testing import FlaskClient
from web_fake import FakeSearcher

from index.errors import EngineError
from web import create_app


@pytest.fixture
def client() -> FlaskClient:
    return create_app({}, FakeSearcher()).test_client()


def test_a_search_gives_the_rows_of_its_page(client: FlaskClient) -> None:
    query = "q=ke+hoach&year=2019&year=2020&sort=newest&size=3&page=2"
    body = client.get(f"/api/v1/search?{query}").get_json()
    root = web_html.page(client.get(f"/tim-kiem?{query}").text)
    shown = [urlsplit(link.get("href", "")).path for heading in root.iter("h3") for link in heading.iter("a")]
    assert shown
    assert [urlsplit(hit["link"]).path for hit in body["hits"]] == shown
    assert body["link"] == f"http://localhost/tim-kiem?{'q=ke+hoach&year=2019&year=2020&sort=newest&page=2&size=3'}"
    assert (body["total"], body["page"]) == (11, 2)
    assert {"value": "2019", "label": "2019", "count": 6, "selected": True} in body["facets"]["year"]


def test_vietnamese_is_sent_as_itself(client: FlaskClient) -> None:
    answer = client.get("/api/v1/search?q=binh+dang+gioi")
    assert answer.content_type == "application/json"
    assert "bình đẳng giới" in answer.text


def test_an_article_with_its_mentions(client: FlaskClient) -> None:
    body = client.get("/api/v1/articles/a1").get_json()
    assert body["link"].endswith("/bai/a1/trien-khai-cong-tac-binh-dang-gioi-tai-co-so-nam-2019")
    assert body["date"] == "2019-04-09"
    assert body["categories"] == list(web_fake.EQUALITY.categories)
    assert len(body["mentions"]) == 8
    for mention in body["mentions"]:
        assert body[mention["field"]][mention["start"] : mention["end"]] in mention["label"]


def test_a_search_names_the_instruments_that_were_meant(client: FlaskClient) -> None:
    (card,) = client.get("/api/v1/search?q=2351/Q%C4%90-TTg").get_json()["instruments"]
    assert card["key"] == "qdttg:2351:2010"
    assert card["date"] == "2010-12-24"
    assert card["link"] == "http://localhost/van-ban/qdttg/2010/2351"
    assert client.get("/api/v1/search?q=thanh+pho").get_json()["instruments"] == []


def test_an_instrument_with_its_years_and_relations(client: FlaskClient) -> None:
    body = client.get("/api/v1/instruments/khubnd:202:2019@gia-lai").get_json()
    assert body["link"] == "http://localhost/van-ban/khubnd/2019/202/gia-lai"
    assert body["years"] == [{"year": 2019, "articles": 1}]
    assert body["issuer_today"] is None
    assert [(one["kind"], one["other"]["key"]) for one in body["relations"]] == [("implements", "qdttg:2351:2010")]
    meant = client.get("/api/v1/instruments/qdttg:2351:%3F").get_json()
    assert meant["key"] == "qdttg:2351:2010"
    assert meant["link"].endswith("/van-ban/qdttg/2010/2351")


def test_parts_of_an_instrument(client: FlaskClient) -> None:
    for key in ("khubnd:202:2019@gia-lai", "qdttg:2351:%3F", "qdttg:749:2020"):
        whole = client.get(f"/api/v1/instruments/{key}").get_json()
        timeline = client.get(f"/api/v1/instruments/{key}/timeline").get_json()
        assert timeline == {name: whole[name] for name in ("key", "label", "articles", "years", "link")}
        assert sum(year["articles"] for year in timeline["years"]) == timeline["articles"] > 0
        relations = client.get(f"/api/v1/instruments/{key}/relations").get_json()
        assert relations == {name: whole[name] for name in ("key", "label", "relations", "link")}
    assert client.get("/api/v1/instruments/qdttg:2351:2010/relations").get_json()["relations"]


def test_figures_of_the_collection(client: FlaskClient) -> None:
    body = client.get("/api/v1/stats").get_json()
    assert body["articles"] == client.get("/api/v1/search").get_json()["total"] == len(web_fake.ARTICLES)
    assert (body["first"], body["last"]) == ("2018-01-01", "2023-12-24")
    assert body["committed"] is None
    assert body["generation"] == FakeSearcher().generation()
    assert body["instruments"] == client.get("/api/v1/instruments").get_json()["total"]
    for name, facet in (("sources", "source"), ("categories", "category")):
        listed = client.get(f"/api/v1/facets/{facet}").get_json()
        assert body[name]["total"] == listed["total"] > 0
        first = [{k: value[k] for k in ("value", "label", "count")} for value in listed["values"][:10]]
        assert body[name]["values"] == first
    assert client.get(urlsplit(body["link"]).path).status_code == 200


def test_what_may_be_asked_is_listed_and_described(client: FlaskClient) -> None:
    for path in ("/api/v1", "/api/v1/"):
        body = client.get(path).get_json()
        described = client.get(urlsplit(body["openapi"]).path).get_json()
        assert [door["path"] for door in body["doors"]] == [f"/api/v1{path}" for path in described["paths"]]


def test_the_list_of_instruments(client: FlaskClient) -> None:
    query = {"type": "Quyết định", "q": "thu tuong"}
    body = client.get("/api/v1/instruments", query_string=query).get_json()
    assert [card["key"] for card in body["instruments"]] == ["qdttg:749:2020", "qdttg:2351:2010"]
    assert body["instruments"][1]["link"].endswith("/van-ban/qdttg/2010/2351")
    assert (body["total"], body["page"], body["pages"]) == (2, 1, 1)
    assert body["types"] == [{"value": "Quyết định", "count": 2}]
    root = web_html.page(client.get(urlsplit(body["link"]).path, query_string=query).text)
    shown = [link.get("href") for heading in root.iter("h3") for link in heading.iter("a")]
    assert [urlsplit(card["link"]).path for card in body["instruments"]] == shown


def test_the_unknown_is_a_question_mark_in_the_list() -> None:
    client = create_app({}, FakeSearcher(web_fake.AMBIGUOUS)).test_client()
    assert {"value": "?", "count": 1} in client.get("/api/v1/instruments").get_json()["years"]
    (card,) = client.get("/api/v1/instruments?year=?").get_json()["instruments"]
    assert card["key"] == "khubnd:202:?"


def test_all_values_of_a_facet(client: FlaskClient) -> None:
    body = client.get("/api/v1/facets/category?q=thanh+pho&in=chuyen&category=Th%C3%B4ng+b%C3%A1o").get_json()
    assert (body["facet"], body["label"], body["total"], body["pages"]) == ("category", "Chuyên mục", 1, 1)
    assert body["values"] == [
        {"value": "Tin Tức > Chuyển đổi số", "label": "Chuyển đổi số", "count": 10, "selected": False}
    ]
    path = "/tim-kiem/loc/category?q=thanh+pho&category=Th%C3%B4ng+b%C3%A1o&in=chuyen"
    assert body["link"] == f"http://localhost{path}"
    assert client.get(path).status_code == 200


@pytest.mark.parametrize(
    ("path", "status", "code", "parameter"),
    [
        ("/api/v1/instruments?mau=do", 400, "bad-parameter", "mau"),
        ("/api/v1/instruments?page=0", 400, "bad-parameter", "page"),
        ("/api/v1/instruments?page=9", 404, "page-missing", None),
        ("/api/v1/instruments/qdttg:1:1999", 404, "instrument-missing", None),
        ("/api/v1/facets/khong-co", 404, "not-found", None),
        ("/api/v1/facets/year?order=za", 400, "bad-parameter", "order"),
        ("/api/v1/facets/year?from=abc", 400, "bad-parameter", "from"),
        ("/api/v1/facets/year?page=9", 404, "page-missing", None),
        ("/api/v1/search?from=abc", 400, "bad-parameter", "from"),
        ("/api/v1/search?page=0", 400, "bad-parameter", "page"),
        ("/api/v1/search?sort=score", 400, "bad-parameter", "sort"),
        ("/api/v1/search?mau=do", 400, "bad-parameter", "mau"),
        ("/api/v1/search?q=a&q=b", 400, "bad-parameter", "q"),
        ("/api/v1/search?page=99", 404, "page-missing", None),
        ("/api/v1/articles/khong-co", 404, "article-missing", None),
        ("/api/v1/khong-co", 404, "not-found", None),
        ("/api/v1/?mau=do", 400, "bad-parameter", "mau"),
        ("/api/v1/stats?q=a", 400, "bad-parameter", "q"),
        ("/api/v1/openapi.json?q=a", 400, "bad-parameter", "q"),
        ("/api/v1/articles/a1?q=a", 400, "bad-parameter", "q"),
        ("/api/v1/articles/a1/related?page=1", 400, "bad-parameter", "page"),
        ("/api/v1/instruments/qdttg:2351:2010?q=a", 400, "bad-parameter", "q"),
        ("/api/v1/instruments/qdttg:2351:2010/timeline?q=a", 400, "bad-parameter", "q"),
        ("/api/v1/instruments/qdttg:1:1999/timeline", 404, "instrument-missing", None),
        ("/api/v1/instruments/qdttg:1:1999/relations", 404, "instrument-missing", None),
        ("/api/v1/search?page=%201", 400, "bad-parameter", "page"),
        ("/api/v1/search?strict=ja", 400, "bad-parameter", "strict"),
        (f"/api/v1/search?{'&'.join(['year=2019'] * 21)}", 400, "bad-parameter", "year"),
        (f"/api/v1/search?year={'1' * 301}", 400, "bad-parameter", "year"),
    ],
)
def test_errors_are_problems_that_name_the_parameter(
    client: FlaskClient, path: str, status: int, code: str, parameter: str | None
) -> None:
    answer = client.get(path)
    body = answer.get_json(force=True)
    assert answer.status_code == body["status"] == status
    assert answer.content_type == "application/problem+json"
    assert body["code"] == code
    assert body.get("parameter") == parameter
    assert body["detail"]
    assert answer.headers["Access-Control-Allow-Origin"] == "*"


def test_whoever_asks_for_something_else_is_told_what_there_is(client: FlaskClient) -> None:
    detail = client.get("/api/v1/khong-co").get_json(force=True)["detail"]
    listed = client.get("/api/v1/").get_json()
    assert len(listed["doors"]) > 8
    for door in listed["doors"]:
        assert door["path"] in detail
        assert door["summary"]


def test_an_engine_that_fails_is_503() -> None:
    class Broken(FakeSearcher):
        def search(self, request: object) -> None:  # type: ignore[override]
            raise EngineError("The engine broke. Look at its log.")

    answer = create_app({}, Broken()).test_client().get("/api/v1/search?q=a")
    assert answer.status_code == 503
    assert answer.headers["Retry-After"] == "30"
    assert answer.get_json(force=True)["detail"] == "The engine broke. Look at its log."


def test_other_sites_may_read_it(client: FlaskClient) -> None:
    answer = client.get("/api/v1/search?q=a", headers={"Origin": "https://example.gov.vn"})
    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    assert answer.headers["Cross-Origin-Resource-Policy"] == "cross-origin"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"


def test_it_cannot_be_written_to(client: FlaskClient) -> None:
    answer = client.post("/api/v1/search")
    assert answer.status_code == 405
    assert answer.content_type == "application/problem+json"
    assert answer.get_json(force=True)["code"] == "method-not-allowed"


def test_suggestions_lead_somewhere(client: FlaskClient) -> None:
    body = client.get("/api/v1/suggest?q=bi").get_json()
    assert [one["kind"] for one in body["suggestions"]] == ["instrument", "category", "phrase", "article"]
    for one in body["suggestions"]:
        path = one["link"].removeprefix("http://localhost")
        assert client.get(path).status_code == 200, path
    assert len(client.get("/api/v1/suggest?q=bi&limit=2").get_json()["suggestions"]) == 2
    assert client.get("/api/v1/suggest").get_json() == {"suggestions": []}


@pytest.mark.parametrize(("query", "parameter"), [("limit=0", "limit"), ("limit=21", "limit"), ("page=2", "page")])
def test_what_suggestions_refuse(client: FlaskClient, query: str, parameter: str) -> None:
    answer = client.get(f"/api/v1/suggest?q=bi&{query}")
    assert answer.status_code == 400
    assert answer.get_json(force=True)["parameter"] == parameter


def test_what_belongs_beside_an_article(client: FlaskClient) -> None:
    body = client.get("/api/v1/articles/a1/related").get_json()
    assert set(body) == {"copies", "copies_total", "similar"}
    assert all(one["link"].startswith("http://localhost/bai/") for one in body["similar"])
    assert client.get("/api/v1/articles/nowhere/related").status_code == 404


@pytest.mark.parametrize("path", ["/api", "/api/v2/search", "/opensearch/suggest?limit=x"])
def test_a_program_is_never_answered_with_a_page(client: FlaskClient, path: str) -> None:
    answer = client.get(path)
    assert answer.status_code in (400, 404)
    assert answer.content_type == "application/problem+json"
