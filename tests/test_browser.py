"""The site in a real browser: with scripts and without."""

from __future__ import annotations

import pytest
import web_fake
from browsing import CHROMIUM, opened
from playwright.sync_api import Browser, expect

pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="no Chromium on this machine")


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
