"""The site in a real browser: with scripts and without, and its search box on a page of another origin."""

from __future__ import annotations

import os
import shutil
import threading
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
import web_fake
from playwright.sync_api import Browser, Page, Playwright, expect, sync_playwright
from web_fake import FakeSearcher
from werkzeug.serving import WSGIRequestHandler, make_server

from web import create_app

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
QUIET = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
]

pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="no Chromium on this machine")


class Silent(WSGIRequestHandler):
    def log(self, type: str, message: str, *args: object) -> None:  # noqa: A002
        pass


@pytest.fixture(scope="module")
def site() -> Iterator[str]:
    server = make_server(
        "127.0.0.1", 0, create_app({}, FakeSearcher(web_fake.AMBIGUOUS)), threaded=True, request_handler=Silent
    )
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture(scope="module")
def playwright() -> Iterator[Playwright]:
    with ExitStack() as stack:
        try:
            running = stack.enter_context(sync_playwright())
        except Exception as error:
            if os.environ.get("CI"):
                raise  # where a change is judged, nothing is skipped that the set-up should have made possible
            pytest.skip(f"Playwright's driver does not start here: {error}")
        yield running


@pytest.fixture(scope="module")
def browser(playwright: Playwright) -> Iterator[Browser]:
    with ExitStack() as stack:
        try:
            browser = stack.enter_context(playwright.chromium.launch(executable_path=CHROMIUM, args=QUIET))
        except Exception as error:
            if os.environ.get("CI"):
                raise
            pytest.skip(f"Chromium does not start here: {error}")
        yield browser


@contextmanager
def opened(browser: Browser, **options: object) -> Iterator[Page]:
    """Open a page that fails the test when a script fails or a policy is broken."""
    context = browser.new_context(locale="vi-VN", **options)  # type: ignore[arg-type]
    page = context.new_page()
    page.set_default_timeout(10_000)
    faults: list[str] = []
    page.on("pageerror", lambda error: faults.append(str(error)))
    page.on("console", lambda said: faults.append(said.text) if "Content Security Policy" in said.text else None)
    try:
        yield page
        assert faults == []
    finally:
        context.close()


@pytest.mark.parametrize("scripts", [True, False])
def test_search_tick_a_filter_and_go_back(browser: Browser, site: str, scripts: bool) -> None:
    with opened(browser, java_script_enabled=scripts) as page:
        page.goto(site)
        page.get_by_label("Tìm trong tin chính sách").fill("binh dang gioi")
        page.get_by_role("button", name="Tìm kiếm").click()
        status = page.locator("#tinh-trang")
        expect(status).to_have_text("Tìm thấy 7 bài cho «binh dang gioi»")
        before = page.url
        box = page.get_by_role("checkbox", name="Tin tổng hợp, 3 bài")
        box.check()
        page.get_by_role("button", name="Áp dụng bộ lọc").click()
        expect(status).to_have_text("Tìm thấy 3 bài cho «binh dang gioi»")
        expect(page.get_by_role("link", name="Bỏ lọc: Chuyên mục là Tin tổng hợp")).to_be_visible()
        expect(page.get_by_role("checkbox", name="Tin tổng hợp, 3 bài")).to_be_checked()
        page.go_back()
        assert page.url == before
        expect(status).to_have_text("Tìm thấy 7 bài cho «binh dang gioi»")
        expect(box).not_to_be_checked()
        page.go_forward()
        expect(status).to_have_text("Tìm thấy 3 bài cho «binh dang gioi»")
        page.get_by_role("link", name="Bỏ lọc: Chuyên mục là Tin tổng hợp").click()
        expect(status).to_have_text("Tìm thấy 7 bài cho «binh dang gioi»")


def test_a_script_keeps_empty_parameters_out_of_the_address(browser: Browser, site: str) -> None:
    with opened(browser) as page:
        page.goto(f"{site}/tim-kiem?q=gioi")
        page.get_by_label("Từ ngày").fill("2019")
        page.get_by_role("button", name="Áp dụng bộ lọc").click()
        page.wait_for_url(f"{site}/tim-kiem?q=gioi&from=2019")


def test_the_keyboard_reaches_results_and_filters_first(browser: Browser, site: str) -> None:
    with opened(browser) as page:
        page.goto(f"{site}/tim-kiem?q=gioi")
        page.keyboard.press("Tab")
        expect(page.get_by_role("link", name="Chuyển đến kết quả")).to_be_focused()
        page.keyboard.press("Enter")
        expect(page.locator("#ket-qua")).to_be_focused()
        page.keyboard.press("Tab")
        page.keyboard.press("Tab")
        expect(page.get_by_role("button", name="Áp dụng cách sắp xếp")).to_be_focused()


PATHS = [
    "/",
    "/tim-kiem?q=binh+dang+gioi&category=Tin+T%E1%BB%A9c&from=xx&size=3",
    "/tim-kiem?q=khongcogi&year=2019",
    f"/tim-kiem?q={'x' * 200}&source={'y' * 200}&from={'z' * 200}",
    "/tim-kiem?page=99",
    "/bai/a1",
    "/tim-kiem?q=202/KH-UBND",
    "/tim-kiem?q=2351/QĐ-TTg",
    "/van-ban",
    "/van-ban?type=Ngh%E1%BB%8B+%C4%91%E1%BB%8Bnh&page=x",
    "/van-ban/khubnd/2019/202/gia-lai",
    "/van-ban/nqtw/2007/11",
    "/van-ban/khubnd/chua-ro-nam/202",
    "/van-ban/khong/2019/1",
    f"/tim-kiem/loc/source?in={'x' * 200}",
    "/tim-kiem/loc/category?order=az",
    "/gioi-thieu",
    "/nhung",
]


@pytest.mark.parametrize("path", PATHS)
def test_no_page_scrolls_sideways_and_every_target_is_large(browser: Browser, site: str, path: str) -> None:
    with opened(browser, viewport={"width": 320, "height": 640}) as page:
        page.goto(site + path)
        assert page.evaluate("document.documentElement.scrollWidth") <= 320
        small = page.evaluate(
            """() => [...document.querySelectorAll(
                "button, .button, select, summary, .facet label, .chip, .pages a, .menu a, " +
                "input:not([type=checkbox]):not([type=hidden])"
            )]
                .filter((e) => e.checkVisibility() && e.getBoundingClientRect().height < 44)
                .map((e) => e.outerHTML)"""
        )
        assert small == []


@pytest.mark.parametrize("path", PATHS)
def test_a_page_asks_nobody_else(browser: Browser, site: str, path: str) -> None:
    with opened(browser) as page:
        asked: list[str] = []
        page.on("request", lambda request: asked.append(request.url))
        page.goto(site + path)
        page.wait_for_load_state("networkidle")
        assert asked
        assert [url for url in asked if not url.startswith(site + "/")] == []
        assert page.context.cookies() == []


@pytest.mark.parametrize("scripts", [True, False])
def test_from_a_number_to_its_instrument_and_on(browser: Browser, site: str, scripts: bool) -> None:
    with opened(browser, java_script_enabled=scripts) as page:
        page.goto(site)
        page.get_by_label("Tìm trong tin chính sách").fill("202/KH-UBND")
        page.get_by_role("button", name="Tìm kiếm").click()
        choice = page.get_by_role("region", name="Có 3 văn bản mang số 202/KH-UBND. Chọn:")
        choice.get_by_role("link", name="Kế hoạch 202/KH-UBND (23/01/2019)").click()
        expect(page.get_by_role("heading", level=1)).to_have_text("Kế hoạch 202/KH-UBND (23/01/2019)")
        relation = page.get_by_role("region", name="Căn cứ, thực hiện")
        relation.get_by_role("link", name="Quyết định 2351/QĐ-TTg (24/12/2010)").click()
        expect(page.get_by_role("heading", level=1)).to_have_text("Quyết định 2351/QĐ-TTg (24/12/2010)")
        page.get_by_role("table").get_by_role("link", name="2020").click()
        expect(page.locator("#tinh-trang")).to_have_text("Tìm thấy 1 bài")


@pytest.mark.parametrize("scripts", [True, False])
def test_the_list_of_instruments_is_narrowed(browser: Browser, site: str, scripts: bool) -> None:
    with opened(browser, java_script_enabled=scripts) as page:
        page.goto(site)
        page.get_by_role("navigation", name="Trang").get_by_role("link", name="Văn bản").click()
        page.get_by_label("Loại văn bản").select_option("Kế hoạch")
        page.get_by_label("Tìm theo số hiệu hoặc cơ quan").fill("lao cai")
        page.get_by_role("button", name="Lọc danh sách văn bản").click()
        expect(page.locator("#tinh-trang")).to_have_text("Có 1 văn bản cho «lao cai»")
        if scripts:
            assert page.url == f"{site}/van-ban?q=lao+cai&type=K%E1%BA%BF+ho%E1%BA%A1ch"
        page.get_by_role("link", name="Xóa tất cả bộ lọc").click()
        expect(page.locator("#tinh-trang")).to_have_text("Có 8 văn bản")


def test_a_longer_bar_is_more_articles(browser: Browser, site: str) -> None:
    with opened(browser) as page:
        page.goto(f"{site}/van-ban/ndcp/2020/30")
        widths = page.evaluate("[...document.querySelectorAll('.bar')].map((bar) => bar.getBoundingClientRect().width)")
        counts = [int(text) for text in page.locator("tbody .counted").all_inner_texts()]
        assert len(widths) == len(counts) > 2
        longest = max(widths)
        for width, count in zip(widths, counts, strict=True):
            assert width / longest == pytest.approx(count / max(counts), abs=0.03)


def test_printing_shows_the_article_and_where_it_came_from(browser: Browser, site: str) -> None:
    with opened(browser) as page:
        page.goto(f"{site}/bai/a1")
        expect(page.get_by_role("button", name="In bài này")).to_be_visible()
        page.emulate_media(media="print")
        expect(page.locator("h1")).to_be_visible()
        expect(page.locator("#van-ban")).to_be_visible()
        for hidden in ("form#tim", ".menu", ".tools", ".crumbs"):
            expect(page.locator(hidden)).to_be_hidden()
        shown = page.evaluate("getComputedStyle(document.querySelector('a.origin'), '::after').content")
        assert web_fake.EQUALITY.url in shown


# The search box on a page of another origin


@contextmanager
def foreign(body: str, policy: str, head: str = "") -> Iterator[str]:
    """Serve one page from an origin of its own, under a policy of its own."""
    html = f'<!doctype html><html lang="vi"><meta charset="utf-8"><title>Trang khác</title>{head}<body>{body}'.encode()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            self.send_header("Content-Type", "text/html; charset=utf-8")
            self.send_header("Content-Security-Policy", policy)
            self.send_header("Content-Length", str(len(html)))
            self.end_headers()
            self.wfile.write(html)

        def log_message(self, *args: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_port}/"
        finally:
            server.shutdown()
            thread.join()


def strict(site: str) -> str:
    return f"default-src 'self'; script-src {site}; connect-src {site}; style-src 'self'"


def code(page: Page, site: str, query: str = "") -> str:
    """Copy the code to paste from its page."""
    page.goto(f"{site}/nhung{query}")
    return page.locator("pre code").first.inner_text()


def test_the_box_searches_in_place_under_a_strict_policy(browser: Browser, site: str) -> None:
    with opened(browser) as page:
        paste = code(page, site, "?placeholder=G%C3%B5+t%E1%BB%AB+kh%C3%B3a")
        with foreign(f"<h1>Trang khác</h1><div id=cho>{paste}</div><p id=sau>Hết</p>", strict(site)) as url:
            page.goto(url)
            # It stands where its script stands, in a shadow root.
            assert page.evaluate("document.querySelector('#cho > script + tin-tim-kiem') !== null")
            field = page.get_by_label("Tìm tin chính sách")
            expect(field).to_have_attribute("placeholder", "Gõ từ khóa")
            field.fill("binh dang gioi")
            page.get_by_role("button", name="Tìm", exact=True).click()
            expect(page.get_by_role("status")).to_have_text("Tìm thấy 7 bài.")
            items = page.get_by_role("listitem")
            expect(items).to_have_count(5)
            expect(items.first.locator("mark").first).to_have_text("bình")
            expect(items.first).to_contain_text("09/04/2019 · Sở Thông tin và Truyền thông Gia Lai")
            assert page.url == url
            # The button has the colours of our sheet, not the browser's: the sheet came through the policy.
            style = "getComputedStyle(document.querySelector('tin-tim-kiem').shadowRoot.querySelector('button'))"
            assert page.evaluate(f"{style}.backgroundColor") == "rgb(11, 90, 87)"
            assert page.context.cookies() == []
            assert page.evaluate("Object.keys(localStorage).length + Object.keys(sessionStorage).length") == 0
            page.get_by_role("link", name="Xem tất cả 7 kết quả").click()
            expect(page.locator("#tinh-trang")).to_have_text("Tìm thấy 7 bài cho «binh dang gioi»")


def test_two_boxes_on_one_page_each_with_its_presets(browser: Browser, site: str) -> None:
    with opened(browser) as page:
        one = code(page, site, "?category=Tin+T%E1%BB%A9c+%3E+Tin+t%E1%BB%95ng+h%E1%BB%A3p")
        other = code(page, site, "?instrument=khubnd:202:2019@gia-lai")
        with foreign(f"<div id=a>{one}</div><div id=b>{other}</div>", strict(site)) as url:
            page.goto(url)
            for place, total in (("#a", 3), ("#b", 1)):
                box = page.locator(place)
                box.get_by_label("Tìm tin chính sách").fill("binh dang gioi")
                box.get_by_label("Tìm tin chính sách").press("Enter")
                expect(box.get_by_role("status")).to_have_text(f"Tìm thấy {total} bài.")


def test_a_box_pasted_into_the_head_goes_to_the_end_of_the_page(browser: Browser, site: str) -> None:
    with opened(browser) as page:
        script = code(page, site).splitlines()[0]
        with foreign("<p>Trang</p>", strict(site), head=script) as url:
            page.goto(url)
            expect(page.locator("p + tin-tim-kiem")).to_be_visible()


def test_text_of_others_stays_text_in_the_box(browser: Browser, site: str) -> None:
    with opened(browser) as page:
        paste = code(page, site)
        with foreign(paste, strict(site)) as url:
            page.goto(url)
            page.get_by_label("Tìm tin chính sách").fill("script")
            page.get_by_label("Tìm tin chính sách").press("Enter")
            expect(page.get_by_role("listitem")).to_have_count(1)
            expect(page.get_by_role("listitem").get_by_role("link")).to_have_text(web_fake.HOSTILE.title)


@pytest.mark.parametrize("failure", ["abort", "status", "preset"])
def test_a_box_that_cannot_search_says_so_and_leads_to_the_site(browser: Browser, site: str, failure: str) -> None:
    with opened(browser) as page:
        paste = code(page, site)
        if failure == "abort":
            page.route("**/api/**", lambda route: route.abort())
        elif failure == "status":
            page.route("**/api/**", lambda route: route.fulfill(status=503))
        else:
            page.route(
                "**/api/**", lambda route: route.fulfill(status=400, headers={"Access-Control-Allow-Origin": "*"})
            )
        wrong = "Ô tìm kiếm chưa được cấu hình đúng." if failure == "preset" else "Không kết nối được máy chủ tìm kiếm."
        with foreign(paste, strict(site)) as url:
            page.goto(url)
            page.get_by_label("Tìm tin chính sách").fill("bình đẳng")
            page.get_by_label("Tìm tin chính sách").press("Enter")
            expect(page.get_by_role("status")).to_have_text(f"{wrong} Mở trang tìm kiếm")
            page.get_by_role("link", name="Mở trang tìm kiếm").click()
            expect(page.locator("#tinh-trang")).to_have_text("Tìm thấy 7 bài cho «bình đẳng»")


def test_without_scripts_the_box_is_a_form(browser: Browser, site: str) -> None:
    with opened(browser, java_script_enabled=False) as page:
        paste = code(page, site, "?source=Trang+tin+th%C3%A0nh+ph%E1%BB%91+Gia+Ngh%C4%A9a")
        with foreign(paste, strict(site)) as url:
            page.goto(url)
            page.get_by_label("Tìm tin chính sách").fill("binh dang gioi")
            page.get_by_role("button", name="Tìm", exact=True).click()
            expect(page.locator("#tinh-trang")).to_have_text("Tìm thấy 3 bài cho «binh dang gioi»")
            expect(page.get_by_role("link", name="Bỏ lọc: Nguồn là Trang tin thành phố Gia Nghĩa")).to_be_visible()
