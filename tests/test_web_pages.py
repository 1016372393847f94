from __future__ import annotations

import json
import re

import pytest
import web_fake
import web_html
from flask.testing import FlaskClient
from web_fake import FakeSearcher

from index.errors import BadSetting, EngineBusy, EngineError, IndexMissing, PolicySearchError, StaleIndex
from search.request import Request
from search.results import SearchResult
from web import backend, create_app
from web.headers import CONTENT_SECURITY_POLICY


@pytest.fixture
def client() -> FlaskClient:
    return create_app({}, FakeSearcher()).test_client()


@pytest.fixture
def wide() -> FlaskClient:
    """A site whose numbers may mean several instruments."""
    return create_app({}, FakeSearcher(web_fake.AMBIGUOUS)).test_client()


#: One address of every kind of page, and its status.
PAGES = {
    "/": 200,
    "/tim-kiem": 200,
    "/tim-kiem?q=binh+dang+gioi&category=Tin+T%E1%BB%A9c&year=2019&from=2018&to=abc&sort=newest&mau=do": 200,
    "/tim-kiem?q=%3Cscript%3E%22%27%26": 200,
    "/tim-kiem?q=%22thi%E1%BA%BFu+ngo%E1%BA%B7c": 200,
    "/tim-kiem?q=khongcogi&year=1999&type=%3Cb%3E": 200,
    "/tim-kiem?page=2&size=3": 200,
    "/tim-kiem?page=99": 404,
    "/bai/a1/trien-khai-cong-tac-binh-dang-gioi-tai-co-so-nam-2019": 200,
    "/bai/x1/script-alert-tin-script-b-dam-b": 200,
    "/bai/b1/bai": 200,
    "/bai/khong-co": 404,
    "/tim-kiem?q=202/KH-UBND": 200,
    "/tim-kiem?q=2351/Q%C4%90-TTg": 200,
    "/van-ban": 200,
    "/van-ban?page=2&type=%22%3E%3Cb%3E": 404,
    "/van-ban?q=%3Cscript%3E&issuer=a&year=%3F&mau=do": 200,
    "/van-ban/khubnd/2019/202/gia-lai": 200,
    "/van-ban/ndcp/2020/30": 200,
    "/van-ban/khubnd/chua-ro-nam/202": 200,
    "/van-ban/a/b/%3Cscript%3E": 404,
    "/tim-kiem/loc/category?q=%22%3E&in=%3Cscript%3E&year=2019": 200,
    "/tim-kiem/loc/instrument?order=az": 200,
    "/tim-kiem/loc/%3Cb%3E": 404,
    "/khong-co": 404,
    "/gioi-thieu": 200,
    "/nhung": 200,
    "/nhung?source=%22%3E%3Cscript%3E&placeholder=T%C3%ACm": 200,
}


@pytest.mark.parametrize(("path", "status"), PAGES.items())
def test_every_page_is_strict_html(wide: FlaskClient, path: str, status: int) -> None:
    answer = wide.get(path)
    assert answer.status_code == status
    root = web_html.page(answer.text)
    assert root.get("lang") == "vi"
    assert len(answer.data) < 100_000
    assert answer.headers["Content-Security-Policy"] == CONTENT_SECURITY_POLICY
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Referrer-Policy"] == "same-origin"
    assert "Set-Cookie" not in answer.headers
    assert "Access-Control-Allow-Origin" not in answer.headers


@pytest.mark.parametrize("path", PAGES)
def test_nothing_comes_from_elsewhere_and_nothing_is_inline(wide: FlaskClient, path: str) -> None:
    root = web_html.page(wide.get(path).text)
    for script in root.iter("script"):
        if script.get("type") == "application/ld+json":  # data, which no browser runs
            assert json.loads(script.text or "")["@context"] == "https://schema.org"
            continue
        assert not script.text
        assert script.get("src", "").startswith(("/static/", "/embed.js"))
    assert not list(root.iter("style"))
    for link in root.iter("link"):
        if link.get("rel") not in ("canonical", "alternate", "search"):  # which are not loaded with the page
            assert link.get("href", "").startswith("/static/")


def test_no_policy_lets_inline_code_in() -> None:
    assert "unsafe" not in CONTENT_SECURITY_POLICY
    assert "default-src 'none'" in CONTENT_SECURITY_POLICY
    assert "frame-ancestors 'none'" in CONTENT_SECURITY_POLICY


# Text of others


def test_markup_in_an_article_is_shown_as_text(client: FlaskClient) -> None:
    hostile = web_fake.HOSTILE
    root = web_html.page(client.get("/bai/x1", follow_redirects=True).text)
    assert web_html.text(root.find(".//h1")) == hostile.title
    assert hostile.body in web_html.text(web_html.with_class(root, "text")[0])
    assert web_html.links(root)['Ngoặc " kép'].startswith("/tim-kiem?category=")
    assert [script.get("type") for script in root.iter("script") if script.text] == ["application/ld+json"]
    assert not list(root.iter("s"))
    assert "javascript:" not in client.get("/bai/x1", follow_redirects=True).text


def test_markup_in_a_result_is_shown_as_text_and_still_marked(client: FlaskClient) -> None:
    root = web_html.page(client.get("/tim-kiem?q=script").text)
    (title,) = (e for e in root.iter("h3") if "alert" in web_html.text(e))
    assert web_html.text(title) == web_fake.HOSTILE.title
    assert [mark.text for mark in title.iter("mark")] == ["script", "script"]
    root = web_html.page(client.get("/tim-kiem", query_string={"q": "<script>"}).text)
    assert [mark.text for heading in root.iter("h3") for mark in heading.iter("mark")] == ["<script>"]


def test_a_query_is_shown_as_text(client: FlaskClient) -> None:
    root = web_html.page(client.get("/tim-kiem", query_string={"q": '"><script>alert(1)</script>'}).text)
    assert web_html.by_id(root, "q").get("value") == '"><script>alert(1)</script>'
    assert web_html.text(web_html.by_id(root, "tinh-trang")).endswith('«"><script>alert(1)</script>»')


# The result page


def test_status_hits_and_marks(client: FlaskClient) -> None:
    root = web_html.page(client.get("/tim-kiem?q=binh+dang+gioi&year=2019").text)
    assert web_html.text(web_html.by_id(root, "tinh-trang")) == "Tìm thấy 2 bài cho «binh dang gioi»"
    first = next(root.iter("article"))
    assert web_html.text(first.find("h3")) == web_fake.EQUALITY.title
    assert [mark.text for mark in first.iter("mark")][:3] == ["bình", "đẳng", "giới"]
    assert web_html.text(web_html.with_class(first, "meta")[0]) == (
        "09/04/2019 · Tin tổng hợp · Sở Thông tin và Truyền thông Gia Lai"
    )
    cites = web_html.text(web_html.with_class(first, "cites")[0])
    assert cites.startswith("Dẫn: Kế hoạch 202/KH-UBND (23/01/2019), ")
    assert cites.endswith(" và 3 văn bản khác")


def test_an_instrument_of_a_result_filters_the_same_search(client: FlaskClient) -> None:
    root = web_html.page(client.get("/tim-kiem?q=binh+dang+gioi&sort=newest&page=1").text)
    address = web_html.links(root)["Kế hoạch 202/KH-UBND (23/01/2019)"]
    assert address == "/tim-kiem?q=binh+dang+gioi&instrument=khubnd:202:2019@gia-lai&sort=newest"
    assert "Tìm thấy 1 bài" in client.get(address).text


def test_boxes_name_their_counts_and_categories_are_a_tree(client: FlaskClient) -> None:
    root = web_html.page(client.get("/tim-kiem").text)
    boxes = {box.get("value"): box for box in root.iter("input") if box.get("name") == "category"}
    assert boxes["Tin Tức > Tin tổng hợp"].get("aria-label") == "Tin tổng hợp, 11 bài"
    depths = [(web_html.text(li), li.get("class")) for li in root.iter("li") if "depth-" in (li.get("class") or "")]
    assert depths.index(("Tin Tức21", "depth-0")) < depths.index(("Tin tổng hợp11", "depth-1"))


def test_ticking_boxes_and_sending_the_form(client: FlaskClient) -> None:
    root = web_html.page(client.get("/tim-kiem?q=ke+hoach&sort=oldest&size=5").text)
    address = web_html.sent(root, "tim", category=["Tin Tức > Tin tổng hợp", "Thông báo"], **{"from": "2020"})
    root = web_html.page(client.get(address).text)
    canonical = next(e.get("href") for e in root.iter("link") if e.get("rel") == "canonical")
    assert canonical == (
        "http://localhost/tim-kiem?q=ke+hoach&category=Th%C3%B4ng+b%C3%A1o"
        "&category=Tin+T%E1%BB%A9c+%3E+Tin+t%E1%BB%95ng+h%E1%BB%A3p&from=2020&sort=oldest&size=5"
    )
    # Sent again untouched, the form leads to the same place.
    assert web_html.page(client.get(web_html.sent(root, "tim")).text) is not None
    again = web_html.page(client.get(web_html.sent(root, "tim")).text)
    assert canonical == next(e.get("href") for e in again.iter("link") if e.get("rel") == "canonical")


def test_filters_are_taken_away_one_by_one_and_all_at_once(client: FlaskClient) -> None:
    path = "/tim-kiem?q=ke hoach&year=2019&category=Tin Tức > Chuyển đổi số&from=2018"
    found = web_html.links(web_html.page(client.get(path).text))
    assert found["Bỏ lọc: Chuyên mục là Chuyển đổi số"] == "/tim-kiem?q=ke+hoach&year=2019&from=2018"
    assert "year" not in found["Bỏ lọc: Năm là 2019"]
    assert "from" not in found["Bỏ lọc: Từ ngày 2018"]
    assert found["Xóa tất cả bộ lọc"] == "/tim-kiem?q=ke+hoach"


def test_a_chosen_value_without_hits_stays_to_be_unticked(client: FlaskClient) -> None:
    root = web_html.page(client.get("/tim-kiem?year=1999").text)
    (box,) = (b for b in root.iter("input") if b.get("value") == "1999")
    assert box.get("aria-label") == "1999, 0 bài"
    assert box.get("checked") is not None


def test_a_chosen_value_that_is_not_listed_is_sent_on(client: FlaskClient) -> None:
    class Forgetful(FakeSearcher):
        def search(self, request: Request) -> SearchResult:
            result = super().search(request)
            return SearchResult(result.total, result.page, result.pages, result.hits, {}, ())

    root = web_html.page(create_app({}, Forgetful()).test_client().get("/tim-kiem?year=2019&source=S").text)
    assert "year=2019" in web_html.sent(root, "tim")
    assert "source=S" in web_html.sent(root, "tim")


def test_paging_shows_every_hit_once(client: FlaskClient) -> None:
    seen: list[str] = []
    address = "/tim-kiem?size=7&sort=newest"
    while address:
        root = web_html.page(client.get(address).text)
        seen += [link.get("href", "") for heading in root.iter("h3") for link in heading.iter("a")]
        address = web_html.links(root).get("Trang sau", "")
    assert len(seen) == len(set(seen)) == len(web_fake.ARTICLES)
    assert [a.text for a in root.iter("a") if a.get("aria-current") == "page"] == ["5"]
    assert web_html.links(root)["Trang trước"] == "/tim-kiem?sort=newest&page=4&size=7"


def test_a_page_beyond_the_end_leads_back(client: FlaskClient) -> None:
    answer = client.get("/tim-kiem?q=ke+hoach&page=35")
    assert answer.status_code == 404
    root = web_html.page(answer.text)
    assert "Không có trang 35; kết quả có 4 trang." in web_html.text(root)
    assert web_html.links(root)["Về trang 1 của kết quả"] == "/tim-kiem?q=ke+hoach"


@pytest.mark.parametrize(
    ("query", "note"),
    [
        ("from=abc", "Từ ngày «abc»: ngày không hợp lệ nên chưa được dùng. Hãy nhập ngày/tháng/năm, ví dụ 23/01/2019"),
        ("to=31/31/31", "Đến ngày «31/31/31»: ngày không hợp lệ"),
        ("page=x", "Số trang «x» không hợp lệ; đang hiển thị trang 1."),
        ("size=1000", "Số bài mỗi trang «1000» không hợp lệ; đang hiển thị 10 bài mỗi trang."),
        ("sort=xyz", "Không có cách sắp xếp «xyz»; đang sắp xếp theo «Liên quan nhất»."),
        ("q=a&q=b", "Địa chỉ ghi «q» nhiều lần; chỉ lần đầu được dùng."),
        ("source=" + "x" * 400, "Một số giá trị của bộ lọc «Nguồn» không dùng được nên đã bỏ qua."),
        ("mau=do", "Đã bỏ qua tham số lạ «mau» trong địa chỉ."),
        ("q=%22a", "Thiếu dấu ngoặc kép đóng; đang tìm như từ khóa thường."),
    ],
)
def test_what_could_not_be_used_is_said(client: FlaskClient, query: str, note: str) -> None:
    answer = client.get(f"/tim-kiem?{query}")
    assert answer.status_code == 200
    notes = [web_html.text(element) for element in web_html.with_class(web_html.page(answer.text), "note")]
    assert len(notes) == 1
    assert note in notes[0]


def test_a_wrong_date_stays_in_its_field_and_out_of_the_links(client: FlaskClient) -> None:
    root = web_html.page(client.get("/tim-kiem?from=abc&size=5").text)
    assert web_html.by_id(root, "from").get("value") == "abc"
    assert web_html.by_id(root, "from").get("aria-invalid") == "true"
    assert web_html.by_id(root, "to").get("aria-invalid") is None
    assert web_html.links(root)["Trang sau"] == "/tim-kiem?page=2&size=5"


def test_a_page_does_not_repeat_what_is_too_long(client: FlaskClient) -> None:
    flood = "&".join(f"type={number}{'y' * 90}" for number in range(200))
    answer = client.get(f"/tim-kiem?q={'x' * 50_000}&from={'z' * 9000}&{'w' * 9000}=1&{flood}")
    assert answer.status_code == 200
    assert len(answer.data) < 200_000
    assert web_html.by_id(web_html.page(answer.text), "q").get("value") == "x" * 200


def test_nothing_found_gives_help_and_tells_what_there_is(client: FlaskClient) -> None:
    root = web_html.page(client.get('/tim-kiem?q="khongcogi"&year=2019').text)
    said = web_html.text(web_html.by_id(root, "ket-qua"))
    assert 'Không tìm thấy bài nào cho «"khongcogi"»' in said
    for tip in ("Kiểm tra chính tả.", "xóa tất cả bộ lọc", "Bỏ dấu ngoặc kép.", "Nhập riêng số hiệu"):
        assert tip in said
    assert "Kho hiện có 33 bài, từ 01/2018 đến 12/2023." in said


def test_every_page_tells_what_the_index_holds(client: FlaskClient) -> None:
    for path in ("/", "/tim-kiem", "/gioi-thieu", "/bai/b1/bai"):
        root = web_html.page(client.get(path).text)
        assert "Kho hiện có 33 bài, từ 01/2018 đến 12/2023." in web_html.text(next(root.iter("footer")))


def test_an_empty_index_is_said_to_be_empty() -> None:
    empty = create_app({}, FakeSearcher(())).test_client()
    assert "Kho hiện chưa có bài nào." in empty.get("/").text
    assert empty.get("/tim-kiem").status_code == 200


# The article page


def test_an_address_with_another_title_leads_to_the_right_one(client: FlaskClient) -> None:
    right = "/bai/a1/trien-khai-cong-tac-binh-dang-gioi-tai-co-so-nam-2019"
    for path in ("/bai/a1", "/bai/a1/sai", "/bai/a1/Trien-Khai"):
        answer = client.get(path)
        assert (answer.status_code, answer.location) == (301, right)
    assert client.get(right).status_code == 200


def test_citations_are_links_and_are_listed_once(client: FlaskClient) -> None:
    root = web_html.page(client.get("/bai/a1", follow_redirects=True).text)
    cites = web_html.with_class(root, "cite")
    assert [cite.text for cite in cites].count("11-NQ/TW") == 2
    assert cites[0].get("href") == "/van-ban/khubnd/2019/202/gia-lai"
    assert cites[0].get("title") == "Kế hoạch 202/KH-UBND (23/01/2019)"
    listed = web_html.by_id(root, "van-ban")
    assert web_html.text(listed.find("h2")) == "Văn bản được dẫn trong bài (6)"
    assert web_html.links(listed)["Nghị quyết 11-NQ/TW (27/04/2007)"] == "/van-ban/nqtw/2007/11"
    assert [web_html.text(h) for h in listed.iter("h3")] == [
        "Kế hoạch", "Quyết định", "Nghị quyết", "Chỉ thị", "Nghị định",
    ]  # fmt: skip
    assert "Nghị quyết 11-NQ/TW (27/04/2007) dẫn 2 lần" in web_html.text(listed)
    paragraphs = [web_html.text(p) for p in web_html.with_class(root, "text")[0].iter("p")]
    assert paragraphs == [
        " ".join(s.split()) for s in [web_fake.EQUALITY.lead, *web_fake.EQUALITY.body.split("\n")] if s
    ]


def test_facts_crumbs_and_the_way_to_the_original(client: FlaskClient) -> None:
    root = web_html.page(client.get("/bai/a1", follow_redirects=True).text)
    facts = dict(zip(map(web_html.text, root.iter("dt")), map(web_html.text, root.iter("dd")), strict=True))
    assert facts["Ngày đăng"] == "09/04/2019"
    assert facts["Tác giả"] == "Minh An"
    (origin,) = web_html.with_class(root, "origin")
    assert origin.get("href") == web_fake.EQUALITY.url
    assert set((origin.get("rel") or "").split()) == {"noopener", "nofollow"}
    found = web_html.links(root)
    assert client.get(found["Tin Tức"]).status_code == 200
    assert found["Tin tổng hợp"].startswith("/tim-kiem?category=Tin+T%E1%BB%A9c+%3E+")


def test_an_article_without_anything_but_text(client: FlaskClient) -> None:
    root = web_html.page(client.get("/bai/b1/bai").text)
    assert not list(root.iter("dt"))
    assert not web_html.with_class(root, "cited")
    assert web_fake.BARE.body in web_html.text(root)


def test_an_article_can_be_kept_as_text(client: FlaskClient) -> None:
    root = web_html.page(client.get("/bai/a1", follow_redirects=True).text)
    answer = client.get(web_html.links(root)["Lưu bài (.txt)"])
    assert answer.content_type == "text/plain; charset=utf-8"
    assert answer.headers["Content-Disposition"].startswith("attachment; filename=")
    assert web_fake.EQUALITY.body in answer.text
    assert "Nguồn: Sở Thông tin và Truyền thông Gia Lai" in answer.text
    assert web_fake.HOSTILE.body in client.get("/bai/x1/sai.txt").text
    assert "javascript:" not in client.get("/bai/x1/sai.txt").text


# The front page


def test_the_front_page_leads_into_the_index(client: FlaskClient) -> None:
    root = web_html.page(client.get("/").text)
    titles = [web_html.text(h) for h in root.iter("h3")]
    assert len(titles) == 8
    found = web_html.links(root)
    assert found["bình đẳng giới"] == "/tim-kiem?q=b%C3%ACnh+%C4%91%E1%BA%B3ng+gi%E1%BB%9Bi"
    assert found["2019 6 bài"] == "/tim-kiem?year=2019"
    for address in found.values():
        if address.startswith("/"):
            assert client.get(address).status_code in {200, 301}


# Failure


FAILURES = [
    (IndexMissing("There is no index."), "Chưa có chỉ mục tìm kiếm"),
    (StaleIndex("The index is stale."), "Chỉ mục tìm kiếm đã cũ"),
    (EngineBusy("Busy."), "Kho tin đang được cập nhật"),
    (EngineError("Broken."), "Máy tìm kiếm đang gặp sự cố"),
    (BadSetting("Bad."), "Máy chủ chưa được cấu hình đúng"),
]


class Broken:
    def __init__(self, error: PolicySearchError) -> None:
        self.error = error

    def search(self, *question: object) -> SearchResult:
        raise self.error

    article = coverage = instrument = instruments = facet_values = generation = search


@pytest.mark.parametrize(("error", "sentence"), FAILURES)
@pytest.mark.parametrize(
    "path", ["/", "/tim-kiem?q=a", "/bai/a1/x", "/gioi-thieu", "/van-ban", "/van-ban/a/2019/1", "/tim-kiem/loc/year"]
)
def test_an_engine_that_fails_is_never_an_empty_result(error: PolicySearchError, sentence: str, path: str) -> None:
    answer = create_app({}, Broken(error)).test_client().get(path)  # type: ignore[arg-type]
    assert answer.status_code == 503
    assert answer.headers["Retry-After"]
    root = web_html.page(answer.text)
    assert web_html.text(root.find(".//h1")) == sentence
    assert "Không tìm thấy" not in answer.text
    assert ("python -m index" in answer.text) == isinstance(error, IndexMissing | StaleIndex)


def test_the_password_of_an_index_is_not_shown() -> None:
    broken = Broken(IndexMissing("There is no index."))
    for index, shown in (
        ("whoosh:var/news", "--index whoosh:var/news"),
        ("memory://me:secret@host", '--index "$TIN_INDEX"'),
    ):
        root = web_html.page(create_app({"INDEX": index}, broken).test_client().get("/").text)  # type: ignore[arg-type]
        assert shown in web_html.text(root)
        assert "secret" not in web_html.text(root)


def test_a_fault_of_ours_is_a_page_too(monkeypatch: pytest.MonkeyPatch) -> None:
    class Faulty(FakeSearcher):
        def search(self, request: Request) -> SearchResult:
            raise RuntimeError("a fault that must not be shown")

    app = create_app({}, Faulty())
    monkeypatch.setattr(app.logger, "disabled", True)
    answer = app.test_client().get("/tim-kiem")
    assert answer.status_code == 500
    assert "Có lỗi xảy ra" in web_html.text(web_html.page(answer.text))
    assert "must not be shown" not in answer.text


@pytest.mark.parametrize("path", ["/healthz", "/nhung", "/embed.js"])
def test_what_needs_no_index_asks_nothing_of_it(path: str) -> None:
    with create_app({}, Broken(EngineError("x"))).test_client().get(path) as answer:  # type: ignore[arg-type]
        assert answer.status_code == 200


def test_only_reading_is_allowed(client: FlaskClient) -> None:
    answer = client.post("/tim-kiem")
    assert answer.status_code == 405
    assert "GET" in answer.headers["Allow"]
    web_html.page(answer.text)


def test_a_site_without_an_index_opens_it_when_it_comes(monkeypatch: pytest.MonkeyPatch) -> None:
    opened: list[str] = []

    def searcher(url: str, cache_bytes: int, recency: float) -> FakeSearcher:
        opened.append(url)
        assert cache_bytes == 64 << 20
        # The first page asks twice: whether what a browser has of it is still good, and for what it shows.
        if len(opened) <= 2:
            raise IndexMissing("There is no index yet.")
        return FakeSearcher()

    monkeypatch.setattr(backend, "Searcher", searcher)
    client = create_app({"INDEX": "memory:later", "CACHE_MB": 64}).test_client()
    assert opened == []
    assert client.get("/gioi-thieu").status_code == 503
    assert client.get("/gioi-thieu").status_code == 200
    assert client.get("/").status_code == 200
    assert opened == ["memory:later"] * 3


def test_settings_come_from_the_environment_and_what_is_given_comes_first(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TIN_SITE_NAME", "Kho tin thử")
    assert "<title>Kho tin thử</title>" in create_app({}, FakeSearcher()).test_client().get("/").text
    app = create_app({"SITE_NAME": "Kho khác"}, FakeSearcher())
    assert "<title>Kho khác</title>" in app.test_client().get("/").text


def test_static_files_change_their_address_with_their_content(client: FlaskClient) -> None:
    root = web_html.page(client.get("/").text)
    (sheet,) = (e.get("href", "") for e in root.iter("link") if e.get("rel") == "stylesheet")
    assert re.fullmatch(r"/static/site\.css\?v=[0-9a-f]{12}", sheet)
    answer = client.get(sheet)
    assert answer.status_code == 200
    assert "max-age=86400" in answer.headers["Cache-Control"]
    answer.close()
