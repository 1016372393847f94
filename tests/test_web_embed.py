from __future__ import annotations

import gzip
import re
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import html5lib
import pytest
import web_html
from flask.testing import FlaskClient
from web_fake import AMBIGUOUS, FakeSearcher

from web import create_app
from web.embed import PARTS, PRESETS, SCOPE

STATIC = Path(__file__).parents[1] / "web" / "static"
HOST = "https://tin.example.vn"


@pytest.fixture
def client() -> FlaskClient:
    return create_app({"PUBLIC_URL": HOST, "FRAME_ANCESTORS": "*"}, FakeSearcher(AMBIGUOUS)).test_client()


def codes(client: FlaskClient, language: str = "", **presets: str) -> dict[str, str]:
    """Give the pieces of code that the page shows, by their ids, as a reader would copy them."""
    root = web_html.page(client.get(f"{language}/nhung", query_string=presets).text)
    return {element.get("id", ""): "".join(element.itertext()) for element in root.iter("code") if element.get("id")}


def data(tag: object) -> dict[str, str]:
    """Give what a script is told."""
    return {name.removeprefix("data-"): value for name, value in tag.items() if name.startswith("data-")}  # type: ignore[attr-defined]


def test_the_code_without_presets_is_one_line_and_its_twin(client: FlaskClient) -> None:
    found = codes(client)
    assert found["ma"].splitlines()[0] == f'<script src="{HOST}/embed.js" async></script>'
    assert found["ma-thuong"] in found["ma"]
    assert found["ma-khung"].splitlines() == [
        f'<iframe src="{HOST}/nhung/o" title="Tìm tin chính sách" loading="lazy" width="100%" height="480"></iframe>',
        f'<script src="{HOST}/nhung/o.js" async></script>',
    ]
    assert found["csp-ma"] == f"script-src {HOST}; connect-src {HOST}"
    assert found["csp-ma-thuong"] == f"form-action {HOST}"
    assert found["csp-ma-khung"] == f"frame-src {HOST}; script-src {HOST}"


GIVEN = {
    "source": "<u>Nguồn</u>",
    "category": 'Ngoặc " kép',
    "instrument": "khubnd:202:2019@gia-lai",
    "from": "04/2019",
    "to": "2020-02-29",
    "lang": "en",
    "placeholder": 'Từ "khóa" & <b>',
    "theme": "dark",
    "heading": "2",
}


def test_presets_survive_in_every_piece_of_code(client: FlaskClient) -> None:
    given = {**GIVEN, "category": '<i>Mục</i> > Ngoặc " kép'}
    found = codes(client, **given)
    (tag,) = html5lib.parseFragment(found["ma"], namespaceHTMLElements=False).iter("script")
    assert data(tag) == given
    assert list(given) == list(PRESETS)
    form = html5lib.HTMLParser(strict=True, namespaceHTMLElements=False).parseFragment(found["ma-thuong"])
    scope = {name: given[name] for name in SCOPE}
    assert {field.get("name"): field.get("value") for field in form.iter("input")} == {"q": None, **scope}
    assert next(form.iter("form")).get("action") == f"{HOST}/en/tim-kiem"
    assert next(form.iter("form")).get("lang") == "en"
    (frame,) = html5lib.parseFragment(found["ma-khung"], namespaceHTMLElements=False).iter("iframe")
    address = urlsplit(frame.get("src"))
    assert address.path == "/en/nhung/o"
    assert parse_qs(address.query) == {name: [given[name]] for name in (*SCOPE, "placeholder")}
    # And in the form that they were typed into.
    root = web_html.page(client.get("/nhung", query_string=given).text)
    shown = {field.get("name"): field.get("value") for field in root.iter("input")}
    assert {name: shown[name] for name in shown if name in given} == {
        name: value for name, value in given.items() if name not in ("lang", "theme", "heading")
    }
    chosen = {
        select.get("name"): option.get("value")
        for select in root.iter("select")
        for option in select.iter("option")
        if option.get("selected") is not None
    }
    assert chosen == {name: given[name] for name in ("lang", "theme", "heading")}


def test_the_builder_in_english_gives_an_english_box_unless_told_otherwise(client: FlaskClient) -> None:
    assert codes(client, "/en")["ma"] == codes(client, lang="en")["ma"]
    assert codes(client, "/en", lang="vi") == codes(client)
    assert f'<script src="{HOST}/embed.js" data-lang="en" async></script>' in codes(client, "/en")["ma"]


@pytest.mark.parametrize(
    ("typed", "key"),
    [
        ("2351/QĐ-TTg", "qdttg:2351:2010"),
        ("qdttg:2351:2010", "qdttg:2351:2010"),
        ("qdttg:2351:?", "qdttg:2351:2010"),
        ("khubnd:202:?", "khubnd:202:?"),
    ],
)
def test_an_instrument_is_known_by_its_number_or_its_key(client: FlaskClient, typed: str, key: str) -> None:
    assert f'data-instrument="{key}"' in codes(client, instrument=typed)["ma"]


#: What is typed, the field it is wrong in, what is said beside it.
WRONG = [
    ({"from": "hôm qua"}, "from", "Ngày không hợp lệ. Hãy nhập ngày/tháng/năm, ví dụ 23/01/2019, hoặc chỉ năm 2019."),
    ({"to": "30/02/2019"}, "to", "Ngày không hợp lệ. Hãy nhập ngày/tháng/năm, ví dụ 23/01/2019, hoặc chỉ năm 2019."),
    ({"from": "2020", "to": "12/2019"}, "to", "Đến ngày phải sau Từ ngày."),
    ({"instrument": "9999/QĐ-TTg"}, "instrument", "Không bài nào trong kho dẫn văn bản «9999/QĐ-TTg»."),
    ({"instrument": "::@:?"}, "instrument", "Không bài nào trong kho dẫn văn bản «::@:?»."),
    ({"instrument": "202/KH-UBND"}, "instrument", "Có nhiều văn bản mang số «202/KH-UBND». Chọn:"),
    ({"source": "Báo <lạ>"}, "source", "Kho không có nguồn «Báo <lạ>»."),
    ({"source": "gia lai"}, "source", "Kho không có nguồn «gia lai». Chọn:"),
    ({"category": "Tin tổng hợp"}, "category", "Kho không có chuyên mục «Tin tổng hợp». Chọn:"),
    ({"category": "Tin > TIN TONG HOP"}, "category", "Kho không có chuyên mục «Tin > TIN TONG HOP». Chọn:"),
    ({"category": "x" * 5000}, "category", f"Kho không có chuyên mục «{'x' * 57}...»."),
    ({"lang": "fr"}, "lang", "Không có lựa chọn «fr»."),
    ({"theme": "pink"}, "theme", "Không có lựa chọn «pink»."),
    ({"heading": "1"}, "heading", "Không có lựa chọn «1»."),
    ({"placeholder": "x" * 101}, "placeholder", "Chữ gợi ý dài quá; tối đa 100 ký tự."),
]


@pytest.mark.parametrize(("typed", "name", "said"), WRONG)
def test_a_preset_that_cannot_be_used_gives_a_message_and_no_code(
    client: FlaskClient, typed: dict[str, str], name: str, said: str
) -> None:
    root = web_html.page(client.get("/nhung", query_string=typed).text)
    field = web_html.by_id(root, name)
    assert field.get("aria-invalid") == "true"
    assert f"loi-{name}" in str(field.get("aria-describedby")).split()
    assert web_html.text(web_html.by_id(root, f"loi-{name}")) == said
    assert [e.get("name") for e in web_html.controls(root) if e.get("aria-invalid")] == [name]
    assert not [e for e in root.iter("code") if e.get("id")]
    assert not [e for e in root.iter("script") if "embed.js" in e.get("src", "")]
    # One that can be chosen instead can be used.
    offers = [link.get("href", "") for box in web_html.with_class(root, "problem") for link in box.iter("a")]
    assert bool(offers) is said.endswith("Chọn:")
    for offer in offers:
        assert 'id="ma"' in client.get(offer).text


def test_several_mistakes_are_told_at_once_and_nothing_typed_is_lost(client: FlaskClient) -> None:
    typed = {"source": "x", "from": "y", "placeholder": "Gõ"}
    root = web_html.page(client.get("/nhung", query_string=typed).text)
    assert web_html.text(root.find(".//title")).startswith("Lỗi: ")
    (summary,) = web_html.with_class(root, "notice")
    assert [link.get("href") for link in summary.iter("a")] == ["#source", "#from"]
    for name, value in typed.items():
        assert web_html.by_id(root, name).get("value") == value


def test_the_plain_form_works_alone(client: FlaskClient) -> None:
    form = codes(client, category="Tin Tức > Tin tổng hợp")["ma-thuong"]
    root = html5lib.parse(form.replace("<form ", '<form id="f" '), namespaceHTMLElements=False)
    address = urlsplit(web_html.sent(root, "f", q="binh dang gioi"))
    answer = client.get(f"{address.path}?{address.query}")
    assert "Tìm thấy 3 bài cho «binh dang gioi»" in answer.text
    assert "Bỏ lọc: </span>Chuyên mục là Tin tổng hợp" in answer.text


def test_the_preview_is_the_code(client: FlaskClient) -> None:
    given = {**GIVEN, "category": "Tin Tức"}
    for language in ("", "/en"):
        root = web_html.page(client.get(f"{language}/nhung", query_string=given).text)
        (preview,) = (s for s in root.iter("script") if s.get("src") == "/embed.js")
        assert data(preview) == given


# The script


def test_the_script_is_its_parts_and_its_words(client: FlaskClient) -> None:
    text = client.get("/embed.js").text
    for part in PARTS:
        assert (STATIC / part).read_text(encoding="utf-8") in text
    assert text.startswith("(() => {")
    for language in ("vi", "en"):
        assert f'"language": "{language}"' in text
    assert '"site": "Tin chính sách"' in text


def test_the_script_may_be_loaded_anywhere_and_is_not_kept_long(client: FlaskClient) -> None:
    answer = client.get("/embed.js")
    assert answer.content_type == "text/javascript; charset=utf-8"
    assert answer.headers["Cross-Origin-Resource-Policy"] == "cross-origin"
    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    assert "max-age=600" in answer.headers["Cache-Control"]
    again = client.get("/embed.js", headers={"If-None-Match": answer.headers["ETag"]})
    assert again.status_code == 304
    assert client.get("/en/embed.js").status_code == 404


def test_the_name_of_the_site_stays_text_in_the_script() -> None:
    name = '</script> " \\ \u2028 {q}'
    text = create_app({"SITE_NAME": name}, FakeSearcher()).test_client().get("/embed.js").text
    assert '"site": "</script> \\" \\\\ \u2028 {q}"' in text


def test_the_scripts_are_small_and_leave_nothing_behind(client: FlaskClient) -> None:
    source = client.get("/embed.js").data
    assert len(gzip.compress(source)) <= 12_000
    for text in (source, (STATIC / "frame-host.js").read_bytes()):
        code = b"\n".join(re.sub(rb"(^|\s)//.*", b"", line) for line in text.splitlines())
        for forbidden in (
            b"cookie",
            b"localStorage",
            b"sessionStorage",
            b"indexedDB",
            b"innerHTML",
            b"eval(",
            b".style",
        ):
            assert forbidden not in code


# The frame


def test_the_script_of_pages_around_the_frame_is_one_of_ours(client: FlaskClient) -> None:
    with client.get("/nhung/o.js") as answer:
        assert answer.text == (STATIC / "frame-host.js").read_text(encoding="utf-8")
        assert answer.content_type == "text/javascript; charset=utf-8"
        assert "max-age=600" in answer.headers["Cache-Control"]


def test_the_frame_is_a_page_whose_links_lead_out_and_whose_form_stays(client: FlaskClient) -> None:
    answer = client.get("/nhung/o?q=thanh+pho&category=Tin+T%E1%BB%A9c&placeholder=G%C3%B5")
    assert "frame-ancestors *" in answer.headers["Content-Security-Policy"]
    root = web_html.page(answer.text)
    assert next(root.iter("base")).attrib == {"target": "_top"}
    form = next(root.iter("form"))
    assert (form.get("action"), form.get("target")) == ("/nhung/o", "_self")
    assert {field.get("name"): field.get("value") for field in form.iter("input")} == {
        "q": "thanh pho",
        "category": "Tin Tức",
        "placeholder": "Gõ",
    }
    assert web_html.text(web_html.by_id(root, "tinh-trang")) == "Tìm thấy 20 bài cho «thanh pho»"
    assert len(web_html.with_class(root, "snippet")) == 5
    assert web_html.links(root)["Xem tất cả 20 kết quả"] == "/tim-kiem?q=thanh+pho&category=Tin+T%E1%BB%A9c"


def test_an_empty_frame_asks_nothing(client: FlaskClient) -> None:
    root = web_html.page(client.get("/nhung/o").text)
    assert not list(root.iter("ol"))
    assert not web_html.with_class(root, "note")


@pytest.mark.parametrize("preset", [{"from": "hôm qua"}, {"to": "x"}, {"source": "x" * 400}])
def test_a_frame_with_a_wrong_preset_says_so_and_searches_no_wider(client: FlaskClient, preset: dict[str, str]) -> None:
    root = web_html.page(client.get("/nhung/o", query_string={"q": "gioi", **preset}).text)
    (note,) = web_html.with_class(root, "note")
    (name,) = preset
    assert web_html.text(note) == f"Ô tìm kiếm chưa được cấu hình đúng ({name}). Mở trang tìm kiếm"
    assert not list(root.iter("ol"))


def test_where_no_site_may_frame_it_there_is_no_code_for_it() -> None:
    client = create_app({}, FakeSearcher()).test_client()
    assert "ma-khung" not in codes(client)
    assert "TIN_FRAME_ANCESTORS" in client.get("/nhung").text
    assert "frame-ancestors 'none'" in client.get("/nhung/o").headers["Content-Security-Policy"]
