"""The site as a search engine of a browser."""

from __future__ import annotations

from xml.etree import ElementTree

import pytest
import web_fake
import web_html
from flask.testing import FlaskClient
from web_fake import FakeSearcher

from web import create_app
from web.opensearch import short_name

#: Spelt out here: with https it would name nothing.
OPENSEARCH = "{http://a9.com/-/spec/opensearch/1.1/}"


@pytest.fixture
def client() -> FlaskClient:
    return create_app({}, FakeSearcher()).test_client()


def described(client: FlaskClient, path: str = "/opensearch.xml") -> ElementTree.Element:
    answer = client.get(path)
    assert answer.status_code == 200
    assert answer.content_type == "application/opensearchdescription+xml; charset=utf-8"
    root = ElementTree.fromstring(answer.data)
    assert root.tag == f"{OPENSEARCH}OpenSearchDescription"
    return root


def urls(root: ElementTree.Element) -> dict[str, str]:
    found = {url.get("type", ""): url for url in root.iter(f"{OPENSEARCH}Url")}
    assert {kind: url.get("rel") for kind, url in found.items() if url.get("rel")} == {
        "application/x-suggestions+json": "suggestions",
        "application/opensearchdescription+xml": "self",
    }
    return {kind: url.get("template", "") for kind, url in found.items()}


def test_the_description(client: FlaskClient) -> None:
    root = described(client)
    assert root.findtext(f"{OPENSEARCH}ShortName") == "Tin chính sách"
    assert root.findtext(f"{OPENSEARCH}LongName") == "Tin chính sách"
    assert (root.findtext(f"{OPENSEARCH}Description") or "").startswith("Tìm tin, bài")
    assert root.findtext(f"{OPENSEARCH}Language") == "vi"
    assert root.findtext(f"{OPENSEARCH}InputEncoding") == "UTF-8"
    assert urls(root) == {
        "text/html": "http://localhost/tim-kiem?q={searchTerms}",
        "application/x-suggestions+json": "http://localhost/opensearch/suggest?q={searchTerms}",
        "application/atom+xml": "http://localhost/tim-kiem.atom?q={searchTerms}",
        "application/opensearchdescription+xml": "http://localhost/opensearch.xml",
    }
    image = root.find(f"{OPENSEARCH}Image")
    assert image is not None
    with client.get((image.text or "").removeprefix("http://localhost")) as answer:
        assert (answer.status_code, answer.mimetype) == (200, image.get("type"))


def test_what_it_describes_answers(client: FlaskClient) -> None:
    for kind, template in urls(described(client)).items():
        path = template.removeprefix("http://localhost").replace("{searchTerms}", "b%C3%ACnh%20%C4%91%E1%BA%B3ng")
        answer = client.get(path)
        assert (answer.status_code, answer.mimetype) == (200, kind)


def test_in_english_everything_stays_in_english(client: FlaskClient) -> None:
    root = described(client, "/en/opensearch.xml")
    assert root.findtext(f"{OPENSEARCH}Language") == "en"
    assert all(template.startswith("http://localhost/en/") for template in urls(root).values())


def test_behind_a_proxy_it_names_the_address_from_outside() -> None:
    client = create_app({"PUBLIC_URL": "https://tin.example.vn/", "SITE_NAME": "<Tin> & \x01"}, FakeSearcher())
    root = described(client.test_client())
    assert all(template.startswith("https://tin.example.vn/") for template in urls(root).values())
    assert root.findtext(f"{OPENSEARCH}ShortName") == "<Tin> & "


@pytest.mark.parametrize(
    ("name", "short"),
    [
        ("Tin chính sách", "Tin chính sách"),
        ("Mười sáu chữ đây", "Mười sáu chữ đây"),
        ("Mười sáu chữ đây rồi", "Mười sáu chữ đây"),
        ("Tin chính sách tỉnh Gia Lai", "Tin chính sách"),
        ("Mườisáuchữđâyvàthêmnữa", "Mườisáuchữđâyvàt"),
    ],
)
def test_a_short_name_is_short(name: str, short: str) -> None:
    assert short_name(name) == short
    assert len(short) <= 16


def test_suggestions(client: FlaskClient) -> None:
    answer = client.get("/opensearch/suggest?q=b%C3%ACnh")
    assert answer.content_type == "application/x-suggestions+json"
    typed, texts, told, addresses = answer.get_json(force=True)
    assert typed == "bình"
    assert texts == [one.text for one in FakeSearcher().suggest("bình")]
    assert told == ["Văn bản (3 bài)", "Chuyên mục (2 bài)", "Từ khóa (2 bài)", "Bài"]
    assert addresses[1:] == [
        "http://localhost/tim-kiem?category=Tin+T%E1%BB%A9c+%3E+Tin+t%E1%BB%95ng+h%E1%BB%A3p",
        "http://localhost/tim-kiem?q=b%C3%ACnh+%C4%91%E1%BA%B3ng+gi%E1%BB%9Bi",
        f"http://localhost/bai/a1/{addresses[3].rpartition('/')[2]}",
    ]
    assert addresses[0] == "http://localhost/van-ban/khubnd/2019/202/gia-lai"
    for address in addresses:
        assert client.get(address.removeprefix("http://localhost")).status_code == 200
    assert client.get("/opensearch/suggest?q=").get_json(force=True) == ["", [], [], []]
    assert len(client.get("/opensearch/suggest?q=b&limit=2").get_json(force=True)[1]) == 2
    assert client.get("/opensearch/suggest?q=b&limit=0").status_code == 400


@pytest.mark.parametrize("path", ["/", "/tim-kiem?q=nam", "/bai/a1", "/van-ban", "/gioi-thieu", "/nhung", "/khong-co"])
@pytest.mark.parametrize("root", ["", "/en"])
def test_every_page_leads_to_the_description(client: FlaskClient, path: str, root: str) -> None:
    page = web_html.page(client.get(root + path, follow_redirects=True).text)
    (link,) = (link for link in page.iter("link") if link.get("rel") == "search")
    assert link.get("type") == "application/opensearchdescription+xml"
    assert link.get("href") == f"{root}/opensearch.xml"
    assert link.get("title") == "Tin chính sách"


def test_a_hostile_suggestion_is_text() -> None:
    hostile = web_fake.HOSTILE
    client = create_app({}, FakeSearcher((hostile,))).test_client()
    text = '</script>"&'
    answer = client.get("/opensearch/suggest", query_string={"q": text})
    assert answer.get_json(force=True)[0] == text
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
