"""Every kind of page in a real browser: for those who cannot see it, enlarge it, print it, or use no scripts."""

from __future__ import annotations

import re
from collections.abc import Callable
from urllib.parse import urlsplit

import pytest
from browsing import CHROMIUM, opened, sound
from playwright.sync_api import Browser, Page, expect

pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="no Chromium on this machine")

#: One address of each kind of page, and of its states that look different.
KINDS = [
    "/",
    "/tim-kiem",
    "/tim-kiem?q=binh+dang+gioi&year=2019&from=2018&to=abc&strict=1",
    "/tim-kiem?q=kh%C3%B4ng-c%C3%B3-g%C3%AC",
    "/tim-kiem?q=202/KH-UBND",
    "/tim-kiem?page=99",
    "/tim-kiem/nang-cao?q=ke+hoach+-covid",
    "/tim-kiem/loc/source?in=so",
    "/bai/a1?q=binh+dang+gioi",
    "/bai/x1",
    "/van-ban",
    "/van-ban/khubnd/2019/202/gia-lai",
    "/van-ban/khong/2019/1",
    "/gioi-thieu",
    "/gioi-thieu/pham-vi",
]


#: Opens everything that is folded.
UNFOLD = "for (const one of document.querySelectorAll('details')) one.open = true"


@pytest.mark.parametrize("language", ["", "/en"])
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("path", KINDS)
def test_axe_finds_nothing(browser: Browser, site: str, path: str, scheme: str, language: str) -> None:
    with opened(browser, color_scheme=scheme) as page:
        page.goto(site + language + path)
        page.evaluate(UNFOLD)
        sound(page)


@pytest.mark.parametrize(
    "path", [*KINDS, "/en/", "/en/tim-kiem?q=binh+dang+gioi", "/en/bai/a1", "/en/tim-kiem/nang-cao"]
)
def test_four_times_as_large_nothing_scrolls_sideways(browser: Browser, site: str, path: str) -> None:
    # A window of 1280 pixels, enlarged to 400 %, is one of 320 (WCAG 2.1, 1.4.10).
    with opened(browser, viewport={"width": 320, "height": 256}, device_scale_factor=4) as page:
        page.goto(site + path)
        page.evaluate(UNFOLD)
        assert page.evaluate("document.documentElement.scrollWidth") <= 320


@pytest.mark.parametrize("path", ["/tim-kiem?q=binh+dang+gioi", "/bai/a1?q=binh+dang+gioi", "/tim-kiem/nang-cao"])
def test_wider_spacing_of_text_hides_nothing(browser: Browser, site: str, path: str) -> None:
    # WCAG 2.1, 1.4.12.
    with opened(browser, viewport={"width": 360, "height": 800}, bypass_csp=True) as page:
        page.goto(site + path)
        page.add_style_tag(
            content="* { line-height: 1.5 !important; letter-spacing: .12em !important; word-spacing: .16em !important}"
        )
        assert page.evaluate("document.documentElement.scrollWidth") <= 360
        cut = page.evaluate(
            """() => [...document.querySelectorAll("button, .button, h1, h2, h3, label, .meta")]
                .filter((e) => e.checkVisibility() && !e.closest(".hidden, .skip"))
                .filter((e) => getComputedStyle(e).overflow === "hidden")
                .filter((e) => (e.scrollHeight > e.clientHeight + 1 || e.scrollWidth > e.clientWidth + 1))
                .map((e) => e.outerHTML)"""
        )
        assert cut == []


def state(page: Page) -> tuple[str, list[str], list[str]]:
    """Give what a page of results shows: its heading, the addresses of its hits, and every count."""
    return (
        page.locator("#tinh-trang").inner_text(),
        [link.get_attribute("href") or "" for link in page.locator(".hits h3 a").all()],
        page.locator("#bo-loc .count").all_text_contents(),
    )


def search(page: Page) -> None:
    page.locator("#q").fill("thành phố")
    page.locator("#q").press("Enter")


def tick(page: Page) -> None:
    page.get_by_label(re.compile("^2019, ")).check()
    page.locator(".apply button").click()


def order(page: Page) -> None:
    page.get_by_label("Sắp xếp theo").select_option("oldest")
    page.get_by_role("button", name="Áp dụng cách sắp xếp").click()


def follow(name: str) -> Callable[[Page], None]:
    return lambda page: page.get_by_role("link", name=name).click()


def choose_a_year(page: Page) -> None:
    page.locator(".timeline a").first.click()


STEPS = (
    *(search, tick, order, follow("Bỏ lọc: Năm là 2019"), follow("Trang sau"), choose_a_year),
    *(follow("Xem tất cả các năm"), tick, follow("Xóa tất cả bộ lọc")),
)


def test_every_state_that_is_clicked_is_its_address(browser: Browser, site: str) -> None:
    with opened(browser) as page, opened(browser, java_script_enabled=False) as clean:
        page.goto(f"{site}/tim-kiem")
        for step in STEPS:
            before = page.url
            step(page)
            expect(page).not_to_have_url(before)
            page.wait_for_load_state()
            clean.goto(page.url)
            assert state(clean) == state(page)


def test_search_to_article_and_back_by_keyboard_alone(browser: Browser, site: str) -> None:
    with opened(browser) as page:
        page.goto(site)
        until(page, lambda: focused(page) == "q")
        page.keyboard.type("binh dang gioi")
        page.keyboard.press("Enter")
        page.wait_for_url("**/tim-kiem?q=*")
        # The first stop of a page leads past all that stands above the results.
        page.keyboard.press("Tab")
        assert page.evaluate("document.activeElement.textContent") == "Chuyển đến kết quả"
        page.keyboard.press("Enter")
        assert focused(page) == "ket-qua"
        until(page, lambda: page.evaluate("document.activeElement.closest('.hits h3') !== null"))
        page.keyboard.press("Enter")
        page.wait_for_url("**/bai/**")
        until(page, lambda: page.evaluate("document.activeElement.textContent").startswith("Bỏ tô màu"))
        assert page.locator("article mark").count()
        page.keyboard.press("Enter")
        page.wait_for_url("**plain=1")
        assert not page.locator("article mark").count()
        until(page, lambda: page.evaluate("document.activeElement.textContent") == "Về kết quả tìm kiếm")
        page.keyboard.press("Enter")
        page.wait_for_url("**/tim-kiem?q=*")
        # A box is ticked and sent.
        until(page, lambda: page.evaluate("document.activeElement.name") == "year")
        page.keyboard.press("Space")
        until(page, lambda: page.evaluate("document.activeElement.closest('.apply') !== null"))
        page.keyboard.press("Enter")
        page.wait_for_url("**year=*")
        expect(page.locator(".chip")).to_have_count(1)


def focused(page: Page) -> str:
    found: str = page.evaluate("document.activeElement.id")
    return found


#: How what is focused shows it.
FOCUS = "(({outlineStyle, boxShadow}) => [outlineStyle, boxShadow])(getComputedStyle(document.activeElement))"


def until(page: Page, reached: Callable[[], bool]) -> None:
    """Press Tab until what is focused is what is wanted, and see that each stop on the way can be seen."""
    for _ in range(80):
        page.keyboard.press("Tab")
        style = page.evaluate(FOCUS)
        assert style != ["none", "none"], page.evaluate("document.activeElement.outerHTML")
        if reached():
            return
    pytest.fail("Tab does not lead there")


@pytest.mark.parametrize(
    "path", ["/tim-kiem?q=binh+dang+gioi", "/van-ban/khubnd/2019/202/gia-lai", "/gioi-thieu/pham-vi"]
)
def test_printing_leaves_out_what_cannot_be_clicked(browser: Browser, site: str, path: str) -> None:
    with opened(browser) as page:
        page.goto(site + path)
        page.emulate_media(media="print")
        expect(page.locator("main h1, main h2").first).to_be_attached()
        for hidden in (".menu", ".skip", "form#tim", ".tools", ".pages", ".chips", ".sort"):
            for one in page.locator(hidden).all():
                expect(one).to_be_hidden()
        assert page.evaluate("getComputedStyle(document.body).backgroundColor") in (
            "rgb(255, 255, 255)",
            "rgba(0, 0, 0, 0)",
        )


@pytest.mark.parametrize("scripts", [True, False])
def test_a_plan_is_found_in_three_ways(browser: Browser, site: str, scripts: bool) -> None:
    wanted = "/van-ban/khubnd/2019/202/gia-lai"
    with opened(browser, java_script_enabled=scripts) as page:
        for typed in ("202/KH-UBND", "ke hoach binh dang gioi"):
            page.goto(site)
            page.locator("#q").fill(typed)
            page.get_by_role("button", name="Tìm kiếm", exact=True).click()
            page.wait_for_url("**/tim-kiem?q=*")
            if typed[0].isdigit():
                page.locator(f'.meant a[href="{wanted}"]').first.click()
            else:
                page.locator(".hits h3 a").first.click()
                page.locator(f'#van-ban a[href="{wanted}"]').click()
            assert urlsplit(page.url).path == wanted
        page.goto(f"{site}/van-ban")
        page.get_by_label("Cơ quan ban hành").select_option("UBND tỉnh Gia Lai")
        page.get_by_role("button", name="Lọc danh sách văn bản").click()
        page.locator(f'a[href="{wanted}"]').first.click()
        assert urlsplit(page.url).path == wanted
