"""The search box on pages of other origins, in a real browser: the code that /nhung prints, under strict policies."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
import web_fake
from browsing import CHROMIUM, foreign, opened, served, sound
from playwright.sync_api import Browser, Locator, Page, expect

pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="no Chromium on this machine")

LABEL = "Tìm tin chính sách"
API = "**/api/**"


@pytest.fixture(scope="module")
def site() -> Iterator[str]:
    with served({"FRAME_ANCESTORS": "*"}) as address:
        yield address


def strict(site: str, more: str = "") -> str:
    """Give the policy of a site that lets in nothing but what /nhung asks for."""
    return f"default-src 'self'; script-src {site}; connect-src {site}; style-src 'self'{more}"


def code(page: Page, site: str, query: str = "", piece: str = "ma") -> str:
    """Copy a piece of the code to paste from its page."""
    page.goto(f"{site}/nhung{query}")
    return page.locator(f"#{piece}").inner_text()


def script_line(page: Page, site: str, query: str = "") -> str:
    """Copy the one line that is enough."""
    return code(page, site, query).splitlines()[0]


@contextmanager
def hosted(browser: Browser, site: str, body: str, policy: str | None = None, **options: object) -> Iterator[Page]:
    """Open a page of another origin with this body; fail the test for every report of its policy."""
    head = options.pop("head", "")
    with (
        foreign(body, strict(site) if policy is None else policy, str(head)) as url,
        opened(browser, **options) as page,
    ):
        page.add_init_script(
            """window.broken = [];
            addEventListener("securitypolicyviolation", e => broken.push(`${e.violatedDirective} ${e.blockedURI}`));"""
        )
        page.goto(url)
        yield page
        if page.url.startswith(url):
            assert page.evaluate("broken") == []


@pytest.fixture(scope="module")
def line(browser: Browser, site: str) -> str:
    """The line to paste, without presets."""
    with opened(browser) as page:
        return script_line(page, site)


def box(page: Page, place: str = "tin-tim-kiem") -> Locator:
    return page.locator(place)


def search(place: Locator, typed: str, label: str = LABEL) -> None:
    field = place.get_by_label(label)
    field.fill(typed)
    field.press("Enter")


def status(place: Locator) -> Locator:
    return place.get_by_role("status")


def test_the_box_searches_in_place_under_a_strict_policy(browser: Browser, site: str) -> None:
    with opened(browser) as page:
        paste = code(page, site, "?placeholder=G%C3%B5+t%E1%BB%AB+kh%C3%B3a")
    # Trusted types forbid what turns text into markup.
    policy = strict(site, "; require-trusted-types-for 'script'; trusted-types 'none'")
    with hosted(browser, site, f"<h1>Trang khác</h1><div id=cho>{paste}</div><p id=sau>Hết</p>", policy) as page:
        url = page.url
        # It stands where its script stands, in a shadow root, and takes no focus.
        assert page.evaluate("document.querySelector('#cho > script + tin-tim-kiem') !== null")
        assert page.evaluate("document.activeElement === document.body")
        expect(box(page)).to_have_attribute("lang", "vi")
        field = page.get_by_label(LABEL)
        expect(field).to_have_attribute("placeholder", "Gõ từ khóa")
        field.fill("binh dang gioi")
        page.get_by_role("button", name="Tìm", exact=True).click()
        expect(status(box(page))).to_have_text("Tìm thấy 7 bài.")
        items = page.get_by_role("listitem")
        expect(items).to_have_count(5)
        expect(items.first.locator("mark").first).to_have_text("bình")
        expect(items.first).to_contain_text("09/04/2019 · Sở Thông tin và Truyền thông Gia Lai")
        expect(items.first.get_by_role("heading", level=3).get_by_role("link")).to_have_text(web_fake.EQUALITY.title)
        expect(box(page)).to_contain_text("Kết quả từ Tin chính sách")
        assert page.url == url
        # The button has the colours of our sheet, not the browser's: the sheet came through the policy.
        style = "getComputedStyle(document.querySelector('tin-tim-kiem').shadowRoot.querySelector('button'))"
        assert page.evaluate(f"{style}.backgroundColor") == "rgb(11, 90, 87)"
        assert page.context.cookies() == []
        assert page.evaluate("Object.keys(localStorage).length + Object.keys(sessionStorage).length") == 0
        page.get_by_role("link", name="Xem tất cả 7 kết quả").click()
        expect(page.locator("#tinh-trang")).to_have_text("Tìm thấy 7 bài cho «binh dang gioi»")


def test_it_is_used_by_keyboard_alone(browser: Browser, site: str, line: str) -> None:
    with hosted(browser, site, f"<a href='#'>Trước</a>{line}") as page:
        expect(page.get_by_label(LABEL)).to_be_visible()
        page.keyboard.press("Tab")
        page.keyboard.press("Tab")
        expect(page.get_by_label(LABEL)).to_be_focused()
        page.keyboard.type("bi")
        expect(page.get_by_role("listbox", name="Gợi ý")).to_be_visible()
        expect(page.get_by_role("option")).to_have_count(4)
        for _ in range(3):
            page.keyboard.press("ArrowDown")
        expect(page.get_by_role("option", selected=True)).to_have_text("bình đẳng giới")
        expect(page.get_by_label(LABEL)).to_have_value("bi")
        # A phrase is searched for here, in the scope of the box.
        page.keyboard.press("Enter")
        expect(status(box(page))).to_have_text("Tìm thấy 7 bài.")
        expect(page.get_by_role("listbox")).to_be_hidden()
        for name in ("Tìm", web_fake.EQUALITY.title):
            page.keyboard.press("Tab")
            focused = page.evaluate("document.querySelector('tin-tim-kiem').shadowRoot.activeElement.innerText")
            assert focused == name
        page.keyboard.press("Enter")
        page.wait_for_url(f"{site}/bai/a1/*")


def test_an_instrument_suggested_is_followed(browser: Browser, site: str, line: str) -> None:
    with hosted(browser, site, line) as page:
        page.get_by_label(LABEL).press_sequentially("202")
        page.get_by_role("option").first.click()
        page.wait_for_url(f"{site}/van-ban/khubnd/2019/202/gia-lai")


def test_a_number_shows_what_it_may_mean(browser: Browser, site: str, line: str) -> None:
    with hosted(browser, site, line) as page:
        search(box(page), "2351/QĐ-TTg")
        found = page.locator(".meant")
        expect(found.get_by_role("heading")).to_have_text("Văn bản ứng với nội dung đã nhập")
        expect(found.get_by_role("listitem")).to_have_count(1)
        expect(found).to_contain_text("Thủ tướng Chính phủ · được dẫn trong 2 bài")
        search(box(page), "202/KH-UBND")
        expect(found.get_by_role("link")).to_have_count(3)
        found.get_by_role("link").first.click()
        page.wait_for_url(f"{site}/van-ban/**")


def test_advice_is_followed_in_place(browser: Browser, site: str, line: str) -> None:
    with hosted(browser, site, line) as page:

        def advise(route: object) -> None:
            answer = route.fetch()  # type: ignore[attr-defined]
            body = answer.json()
            if not body["total"]:
                body["advice"] = [{"kind": "spelling", "text": "bình đẳng", "total": 7}]
                body["notices"] = [{"code": "x", "message": "Một lời nhắn."}]
            route.fulfill(response=answer, json=body)  # type: ignore[attr-defined]

        page.route("**/api/v1/search*", advise)
        search(box(page), "bìhn $& đẳng")
        expect(status(box(page))).to_have_text("Không tìm thấy bài nào cho «bìhn $& đẳng». Một lời nhắn.")
        expect(box(page)).to_contain_text("Có phải bạn muốn tìm: bình đẳng?")
        page.get_by_role("link", name="bình đẳng").click()
        expect(status(box(page))).to_have_text("Tìm thấy 7 bài.")
        expect(page.get_by_label(LABEL)).to_have_value("bình đẳng")
        expect(page.get_by_label(LABEL)).to_be_focused()


def test_two_boxes_on_one_page_each_with_its_presets(browser: Browser, site: str) -> None:
    with opened(browser) as page:
        one = code(page, site, "?category=Tin+T%E1%BB%A9c+%3E+Tin+t%E1%BB%95ng+h%E1%BB%A3p&heading=2")
        other = code(page, site, "?instrument=2351/Q%C4%90-TTg&from=2019&to=2019")
    assert 'data-instrument="qdttg:2351:2010" data-from="2019" data-to="2019"' in other
    with hosted(browser, site, f"<div id=a>{one}</div><div id=b>{other}</div>") as page:
        for place, total, level in (("#a", 3, 2), ("#b", 1, 3)):
            search(page.locator(place), "binh dang gioi")
            expect(status(page.locator(place))).to_have_text(f"Tìm thấy {total} bài.")
            expect(page.locator(place).get_by_role("heading", level=level)).to_have_count(total)
        # What lies outside of the scope is not suggested.
        page.locator("#a").get_by_label(LABEL).fill("bi")
        expect(page.get_by_role("option")).to_have_text(["Kế hoạch 202/KH-UBND (23/01/2019)", "bình đẳng giới"])
        page.get_by_role("option").last.click()
        expect(status(page.locator("#a"))).to_have_text("Tìm thấy 3 bài.")
        # Two landmarks of one name cannot be told apart.
        names = page.locator("form").evaluate_all("(forms) => forms.map((form) => form.ariaLabel)")
        assert sorted(names) == ["Tin chính sách", "Tin chính sách (2)"]


def test_the_link_to_all_results_has_the_presets(browser: Browser, site: str) -> None:
    with opened(browser) as page:
        paste = code(page, site, "?category=Tin+T%E1%BB%A9c&from=2018")
    with hosted(browser, site, paste) as page:
        search(box(page), "thanh pho")
        page.get_by_role("link", name="Xem tất cả 20 kết quả").click()
        expect(page.locator("#tinh-trang")).to_have_text("Tìm thấy 20 bài cho «thanh pho»")
        expect(page.get_by_role("link", name="Bỏ lọc: Chuyên mục là Tin Tức")).to_be_visible()
        expect(page.get_by_role("link", name="Bỏ lọc: Từ ngày 2018")).to_be_visible()


def test_a_box_pasted_into_the_head_goes_to_the_end_of_the_page(browser: Browser, site: str, line: str) -> None:
    with hosted(browser, site, "<p>Trang</p>", head=line) as page:
        expect(page.locator("p + tin-tim-kiem")).to_be_visible()


def test_the_same_line_pasted_twice_gives_two_boxes(browser: Browser, site: str, line: str) -> None:
    with hosted(browser, site, f"<div id=a>{line}</div><div id=b>{line}</div>") as page:
        for place in ("#a", "#b"):
            search(page.locator(place), "binh dang gioi")
            expect(status(page.locator(place))).to_have_text("Tìm thấy 7 bài.")


def test_a_script_inserted_later_and_one_that_is_a_module(browser: Browser, site: str, line: str) -> None:
    with hosted(
        browser, site, f"<div id=a></div><div id=b>{line.replace('<script ', '<script type=module ')}</div>"
    ) as page:
        page.evaluate(
            """(src) => {
                const script = document.createElement("script");
                Object.assign(script, { src, async: true });
                script.dataset.lang = "en";
                document.getElementById("a").append(script);
            }""",
            f"{site}/embed.js",
        )
        expect(page.locator("#a tin-tim-kiem[lang=en]")).to_be_visible()
        expect(page.locator("#b tin-tim-kiem[lang=vi]")).to_be_visible()
        expect(page.locator("tin-tim-kiem")).to_have_count(2)


def test_an_english_box_leads_to_english_pages(browser: Browser, site: str) -> None:
    with opened(browser) as page:
        paste = code(page, site, "?lang=en")
        # Whoever reads the builder in English is given an English box.
        page.goto(f"{site}/en/nhung")
        assert page.locator("#ma").inner_text() == paste
    with hosted(browser, site, paste) as page:
        asked: list[str] = []
        page.on("request", lambda request: asked.append(request.url) if "/api/" in request.url else None)
        expect(box(page)).to_have_attribute("lang", "en")
        search(box(page), "binh dang gioi", "Search policy news")
        expect(status(box(page))).to_have_text("Found 7 articles.")
        expect(page.get_by_role("link", name="See all 7 results")).to_be_visible()
        expect(page.get_by_role("listitem").first).to_contain_text("9 April 2019")
        expect(page.get_by_role("listitem").first.get_by_role("link")).to_have_attribute("lang", "vi")
        assert asked
        assert [url for url in asked if not url.startswith(f"{site}/en/api/")] == []
        page.get_by_role("listitem").first.get_by_role("link").click()
        page.wait_for_url(f"{site}/en/bai/a1/*")


def test_text_of_others_stays_text_in_the_box(browser: Browser, site: str, line: str) -> None:
    with hosted(browser, site, line) as page:
        search(box(page), "script")
        expect(page.get_by_role("listitem")).to_have_count(1)
        expect(page.get_by_role("listitem").get_by_role("link")).to_have_text(web_fake.HOSTILE.title)


FAILURES = {
    "abort": "Không kết nối được máy chủ tìm kiếm.",
    "503": "Không kết nối được máy chủ tìm kiếm.",
    "no JSON": "Không kết nối được máy chủ tìm kiếm.",
    "429": "Có quá nhiều lượt tìm; hãy thử lại sau ít phút.",
    "400": "Ô tìm kiếm chưa được cấu hình đúng.",
}


@pytest.mark.parametrize("failure", FAILURES)
def test_a_box_that_cannot_search_says_so_and_leads_to_the_site(
    browser: Browser, site: str, line: str, failure: str
) -> None:
    with hosted(browser, site, line) as page:
        if failure == "abort":
            page.route(API, lambda route: route.abort())
        else:
            code = int(failure) if failure.isdigit() else 200
            opens = {"Access-Control-Allow-Origin": "*"}
            page.route(API, lambda route: route.fulfill(status=code, headers=opens, body="<p>"))
        search(box(page), "bình đẳng")
        expect(status(box(page))).to_have_text(f"{FAILURES[failure]} Mở trang tìm kiếm")
        expect(page.get_by_role("listbox")).to_be_hidden()
        page.get_by_role("link", name="Mở trang tìm kiếm").click()
        expect(page.locator("#tinh-trang")).to_have_text("Tìm thấy 7 bài cho «bình đẳng»")


def test_a_preset_that_cannot_be_used_is_an_error_and_named(browser: Browser, site: str, line: str) -> None:
    with hosted(browser, site, line.replace("<script ", '<script data-from="hôm qua" ')) as page:
        search(box(page), "bình đẳng")
        expect(status(box(page))).to_contain_text("Ô tìm kiếm chưa được cấu hình đúng (data-from).")
        expect(page.get_by_role("listitem")).to_have_count(0)


def test_only_the_last_search_is_shown(browser: Browser, site: str, line: str) -> None:
    with hosted(browser, site, line) as page:
        held: list[object] = []
        page.route("**/search?q=gioi*", lambda route: held.append(route))
        search(box(page), "gioi")
        while not held:
            page.wait_for_timeout(20)
        search(box(page), "30/2020")
        expect(status(box(page))).to_contain_text("Tìm thấy 16 bài.")
        held[0].continue_()  # type: ignore[attr-defined]
        page.wait_for_timeout(300)
        expect(status(box(page))).to_contain_text("Tìm thấy 16 bài.")


def test_the_style_of_the_page_does_not_reach_in_nor_ours_out(browser: Browser, site: str, line: str) -> None:
    rules = "* { text-transform: uppercase; letter-spacing: 9px } button { display: none } mark { color: red }"
    with hosted(browser, site, f"<p>Trang</p><mark>m</mark>{line}", "", head=f"<style>{rules}</style>") as page:
        button = page.get_by_role("button", name="Tìm", exact=True)
        expect(button).to_be_visible()
        assert button.evaluate("(e) => getComputedStyle(e).textTransform") == "none"
        assert button.evaluate("(e) => getComputedStyle(e).letterSpacing") == "normal"
        assert page.locator("body > mark").evaluate("(e) => getComputedStyle(e).color") == "rgb(255, 0, 0)"


@pytest.mark.parametrize("policy", ["", "strict"])
def test_a_browser_without_sheets_of_scripts_has_a_box_too(browser: Browser, site: str, line: str, policy: str) -> None:
    # The policy forbids a style element and reports it: to such a browser alone.
    with foreign(line, strict(site) if policy else "") as url:
        context = browser.new_context()
        try:
            page = context.new_page()
            page.add_init_script("delete CSSStyleSheet.prototype.replaceSync")
            page.goto(url)
            search(box(page), "binh dang gioi")
            expect(status(box(page))).to_have_text("Tìm thấy 7 bài.")
            colour = page.get_by_role("button", name="Tìm", exact=True).evaluate("(e) => getComputedStyle(e).color")
            assert (colour == "rgb(255, 255, 255)") is (not policy)
        finally:
            context.close()


DARK = "background:#102030;color:#eee"
PLACES = {
    "light page": ("", "", "light"),
    "dark page": (f"<style>body {{ {DARK} }} a {{ color: inherit }}</style>", "", "light"),
    "dark page of a dark reader": (f"<style>:root {{ color-scheme: dark }} body {{ {DARK} }}</style>", "", "dark"),
    "light box on a dark page": (f"<style>body {{ {DARK} }}</style>", "light", "dark"),
    "dark box on a light page": ("", "dark", "light"),
}


@pytest.mark.parametrize("width", [320, 1280])
@pytest.mark.parametrize("place", PLACES)
def test_axe_finds_nothing_in_an_open_box(browser: Browser, site: str, line: str, place: str, width: int) -> None:
    head, theme, scheme = PLACES[place]
    head += '<meta name="viewport" content="width=device-width">'
    themed = line.replace("<script ", f'<script data-theme="{theme}" data-heading="2" ')
    body = f"<main><h1>Trang khác</h1><div id=a>{themed}</div><div id=b>{themed}</div></main>"
    options = {"color_scheme": scheme, "viewport": {"width": width, "height": 700}, "head": head}
    with hosted(browser, site, body, "", **options) as page:
        search(page.locator("#a"), "2351/QĐ-TTg")
        expect(page.locator("#a .meant")).to_be_visible()
        page.locator("#b").get_by_label(LABEL).fill("bi")
        expect(page.get_by_role("option")).to_have_count(4)
        page.keyboard.press("ArrowDown")
        sound(page)
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        small = page.evaluate(
            """() => [...document.querySelectorAll("tin-tim-kiem")]
                .flatMap((box) => [...box.shadowRoot.querySelectorAll("input, button, [role=option], .all")])
                .filter((e) => e.checkVisibility() && e.getBoundingClientRect().height < 44)
                .map((e) => e.outerHTML)"""
        )
        assert small == []


# Without scripts


def test_without_scripts_the_box_is_a_form(browser: Browser, site: str) -> None:
    with opened(browser, java_script_enabled=False) as page:
        paste = code(page, site, "?source=Trang+tin+th%C3%A0nh+ph%E1%BB%91+Gia+Ngh%C4%A9a")
        with foreign(paste, strict(site)) as url:
            page.goto(url)
            page.get_by_label(LABEL).fill("binh dang gioi")
            page.get_by_role("button", name="Tìm", exact=True).click()
            expect(page.locator("#tinh-trang")).to_have_text("Tìm thấy 3 bài cho «binh dang gioi»")
            expect(page.get_by_role("link", name="Bỏ lọc: Nguồn là Trang tin thành phố Gia Nghĩa")).to_be_visible()


def test_the_plain_form_needs_what_the_builder_says(browser: Browser, site: str) -> None:
    with opened(browser) as page:
        paste = code(page, site, "?from=2019&to=2019", "ma-thuong")
        needed = page.locator("#csp-ma-thuong").inner_text()
    with hosted(browser, site, paste, f"default-src 'none'; {needed}") as page:
        search(page.locator("body"), "binh dang gioi")
        expect(page.locator("#tinh-trang")).to_have_text("Tìm thấy 2 bài cho «binh dang gioi»")


# In a frame


def test_the_frame_searches_inside_and_leads_out(browser: Browser, site: str) -> None:
    with opened(browser) as page:
        paste = code(page, site, "?category=Tin+T%E1%BB%A9c&placeholder=G%C3%B5", "ma-khung")
        needed = page.locator("#csp-ma-khung").inner_text()
    body = f"<h1>Trang khác</h1>{paste}"
    with hosted(browser, site, body, f"default-src 'self'; style-src 'self'; {needed}") as page:
        element = page.locator("iframe")
        expect(element).to_have_attribute("title", LABEL)
        expect(element).to_have_attribute("loading", "lazy")
        frame = page.frame_locator("iframe")
        expect(frame.get_by_label(LABEL)).to_have_attribute("placeholder", "Gõ")
        # It is as high as what it holds, before and after.
        page.wait_for_function("document.querySelector('iframe').offsetHeight < 300")
        search(frame.locator("body"), "thanh pho")
        expect(frame.locator("#tinh-trang")).to_have_text("Tìm thấy 20 bài cho «thanh pho»")
        page.wait_for_function("document.querySelector('iframe').offsetHeight > 600")
        inside = frame.locator("html")
        assert inside.evaluate("(e) => e.scrollHeight <= innerHeight && e.scrollWidth <= innerWidth")
        frame.get_by_role("link", name="Xem tất cả 20 kết quả").click()
        expect(page.locator("#tinh-trang")).to_have_text("Tìm thấy 20 bài cho «thanh pho»")
        assert page.url.startswith(f"{site}/tim-kiem")


def test_the_frame_takes_heights_from_its_own_site_alone(browser: Browser, site: str) -> None:
    with opened(browser) as page:
        paste = code(page, site, piece="ma-khung")
    other = "<script>parent.postMessage({ type: 'tin-tim-kiem', height: 4321 }, '*')</script>"
    with (
        foreign(other, "") as stranger,
        hosted(browser, site, f"{paste}<iframe src='{stranger}' height=99></iframe>", "") as page,
    ):
        ours, theirs = page.locator("iframe").all()
        expect(page.frame_locator("iframe >> nth=0").get_by_label(LABEL)).to_be_visible()
        page.wait_for_function("document.querySelector('iframe').offsetHeight < 300")
        page.evaluate("postMessage({ type: 'tin-tim-kiem', height: 4321 }, '*')")
        page.wait_for_timeout(200)
        assert [ours.evaluate("(e) => e.height") != "4321", theirs.get_attribute("height")] == [True, "99"]


def test_the_frame_works_without_scripts_and_scrolls(browser: Browser, site: str) -> None:
    with opened(browser, java_script_enabled=False) as page:
        paste = code(page, site, piece="ma-khung")
        with foreign(paste, "") as url:
            page.goto(url)
            frame = page.frame_locator("iframe")
            search(frame.locator("body"), "binh dang gioi")
            expect(frame.locator("#tinh-trang")).to_have_text("Tìm thấy 7 bài cho «binh dang gioi»")
            expect(page.locator("iframe")).to_have_attribute("height", "480")


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("path", ["/nhung/o", "/en/nhung/o?q=binh", "/nhung/o?q=202/KH-UBND", "/nhung/o?q=a&from=x"])
def test_axe_finds_nothing_in_the_frame(browser: Browser, site: str, path: str, scheme: str) -> None:
    with opened(browser, color_scheme=scheme, viewport={"width": 320, "height": 480}) as page:
        page.goto(site + path)
        sound(page)
        assert page.evaluate("document.documentElement.scrollWidth") <= 320


def test_no_site_may_frame_it_before_the_setting_says_so(browser: Browser) -> None:
    with served() as site, browser.new_context() as context:
        page = context.new_page()
        page.goto(f"{site}/nhung")
        expect(page.locator("#ma-khung")).to_have_count(0)
        expect(page.get_by_text("TIN_FRAME_ANCESTORS")).to_be_visible()
        with foreign(f"<iframe src='{site}/nhung/o'></iframe>", "") as url:
            page.goto(url)
            page.wait_for_timeout(300)
            assert page.frames[1].url.startswith("chrome-error:")


# The page that gives the code


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("path", ["/nhung", "/en/nhung?theme=dark", "/nhung?from=x&source=y&instrument=202/KH-UBND"])
def test_axe_finds_nothing_in_the_builder(browser: Browser, site: str, path: str, scheme: str) -> None:
    with opened(browser, color_scheme=scheme, viewport={"width": 320, "height": 640}) as page:
        page.goto(site + path)
        if "from=x" not in path:
            expect(page.locator(".preview tin-tim-kiem")).to_be_visible()
        sound(page)
        assert page.evaluate("document.documentElement.scrollWidth") <= 320


@pytest.mark.parametrize("scripts", [True, False])
def test_the_builder_is_a_form(browser: Browser, site: str, scripts: bool) -> None:
    with opened(browser, java_script_enabled=scripts) as page:
        page.goto(f"{site}/nhung")
        page.get_by_label("Văn bản được dẫn").fill("202/KH-UBND")
        page.get_by_label("Từ ngày").fill("31/02/2019")
        page.get_by_label("Nền").select_option("Tối")
        page.get_by_role("button", name="Tạo mã").click()
        expect(page.locator("#ma")).to_have_count(0)
        page.get_by_role("link", name="Từ ngày").click()
        expect(page.get_by_label("Từ ngày")).to_have_accessible_description(
            "Ví dụ 2019, 04/2019 hoặc 23/01/2019 "
            "Ngày không hợp lệ. Hãy nhập ngày/tháng/năm, ví dụ 23/01/2019, hoặc chỉ năm 2019."
        )
        page.get_by_label("Từ ngày").fill("2019")
        page.get_by_role("button", name="Tạo mã").click()
        # What was chosen stays while one value of several is chosen.
        page.get_by_role("link", name="Kế hoạch 202/KH-UBND (14/06/2019)").click()
        expect(page.locator("#ma")).to_contain_text(
            'data-instrument="khubnd:202:2019@lao-cai" data-from="2019" data-theme="dark" async></script>'
        )


def test_the_preview_searches_with_the_presets(browser: Browser, site: str) -> None:
    with opened(browser) as page:
        page.goto(f"{site}/nhung?instrument=khubnd:202:2019@gia-lai")
        search(page.locator(".preview"), "binh dang gioi")
        expect(status(page.locator(".preview"))).to_have_text("Tìm thấy 1 bài.")


def test_the_code_is_copied(browser: Browser, site: str) -> None:
    with opened(browser, permissions=["clipboard-read", "clipboard-write"]) as page:
        page.goto(f"{site}/nhung")
        page.get_by_role("button", name="Sao chép mã biểu mẫu").click()
        expect(page.get_by_text("Đã sao chép.")).to_be_visible()
        copied = page.evaluate("navigator.clipboard.readText()")
        assert copied == page.locator("#ma-thuong").inner_text()
