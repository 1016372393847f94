from __future__ import annotations

import gzip
from pathlib import Path
from urllib.parse import urlsplit

import html5lib
import pytest
import web_html
from flask.testing import FlaskClient
from web_fake import FakeSearcher

from web import create_app

SCRIPT = Path(__file__).parents[1] / "web" / "static" / "embed.js"


@pytest.fixture
def client() -> FlaskClient:
    return create_app({"PUBLIC_URL": "https://tin.example.vn"}, FakeSearcher()).test_client()


def codes(client: FlaskClient, **presets: str) -> list[str]:
    """Give the pieces of code that the page shows, as a reader would copy them."""
    root = web_html.page(client.get("/nhung", query_string=presets).text)
    return ["".join(pre.itertext()) for pre in root.iter("pre")]


def test_the_code_without_presets_is_one_line_and_its_twin(client: FlaskClient) -> None:
    script, form, host = codes(client)
    assert script.splitlines()[0] == '<script src="https://tin.example.vn/embed.js" async></script>'
    assert form in script
    assert host == "https://tin.example.vn"


PRESETS = {
    "source": 'Sở "Ngoặc" & <b>',
    "category": "Tin Tức > Tin tổng hợp",
    "instrument": "khubnd:202:2019@gia-lai",
    "placeholder": "Từ khóa…",
}


def test_presets_survive_in_the_code(client: FlaskClient) -> None:
    script, form, _ = codes(client, **PRESETS)
    parsed = html5lib.parseFragment(script, namespaceHTMLElements=False)
    (tag,) = parsed.iter("script")
    assert {name.removeprefix("data-"): value for name, value in tag.items() if name.startswith("data-")} == PRESETS
    parsed = html5lib.HTMLParser(strict=True, namespaceHTMLElements=False).parseFragment(form)
    fields = {field.get("name"): field.get("value") for field in parsed.iter("input")}
    assert fields == {"q": None, **{name: PRESETS[name] for name in ("source", "category", "instrument")}}
    assert next(parsed.iter("form")).get("action") == "https://tin.example.vn/tim-kiem"


def test_the_plain_form_works_alone(client: FlaskClient) -> None:
    _, form, _ = codes(client, category="Tin Tức > Tin tổng hợp")
    root = html5lib.parse(form.replace("<form ", '<form id="f" '), namespaceHTMLElements=False)
    address = urlsplit(web_html.sent(root, "f", q="binh dang gioi"))
    answer = client.get(f"{address.path}?{address.query}")
    assert "Tìm thấy 3 bài cho «binh dang gioi»" in answer.text
    assert "Bỏ lọc: </span>Chuyên mục là Tin tổng hợp" in answer.text


def test_the_preview_is_the_code(client: FlaskClient) -> None:
    root = web_html.page(client.get("/nhung", query_string=PRESETS).text)
    (preview,) = (s for s in root.iter("script") if s.get("src") == "/embed.js")
    assert {n.removeprefix("data-"): v for n, v in preview.items() if n.startswith("data-")} == PRESETS


def test_the_script_may_be_loaded_anywhere_and_is_not_kept_long(client: FlaskClient) -> None:
    with client.get("/embed.js") as answer:
        assert answer.content_type == "text/javascript; charset=utf-8"
        assert answer.headers["Cross-Origin-Resource-Policy"] == "cross-origin"
        assert answer.headers["Access-Control-Allow-Origin"] == "*"
        assert "max-age=600" in answer.headers["Cache-Control"]
        assert answer.text == SCRIPT.read_text(encoding="utf-8")


def test_the_script_is_small_and_leaves_nothing_behind() -> None:
    source = SCRIPT.read_bytes()
    assert len(gzip.compress(source)) <= 12_000
    for forbidden in (b"cookie", b"localStorage", b"sessionStorage", b"indexedDB", b"innerHTML", b"eval(", b".style"):
        code = b"\n".join(line.split(b"//")[0] for line in source.splitlines())
        assert forbidden not in code
