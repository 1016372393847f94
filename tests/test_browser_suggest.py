"""Suggestions while typing, in a real browser: by keyboard, mouse and touch, by an input method, where they fail."""

from __future__ import annotations

from urllib.parse import parse_qs, urlsplit

import pytest
from browsing import CHROMIUM, opened, sound
from playwright.sync_api import Browser, Locator, Page, Route, expect

pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="no Chromium on this machine")

ASKED = "**/api/v1/suggest*"

#: What the stand-in suggests for whatever is typed, group by group.
LABELS = [
    "Kế hoạch 202/KH-UBND (23/01/2019)",
    "Tin tổng hợp",
    "bình đẳng giới",
    "Triển khai công tác bình đẳng giới tại cơ sở năm 2019",
]
FOUR = "Có 4 gợi ý. Dùng mũi tên lên, xuống để chọn, Enter để mở."


def field(page: Page) -> Locator:
    return page.get_by_label("Tìm trong tin chính sách")


def active(page: Page) -> str:
    """Give what the keyboard stands on: the text of an option, "" for the field's own text."""
    return str(
        page.evaluate(
            "document.getElementById(document.activeElement.getAttribute('aria-activedescendant'))?.innerText"
        )
        or ""
    )


def voices(page: Page) -> list[str]:
    return page.locator(".search [aria-live=polite]").all_inner_texts()


def suggested(page: Page, typed: str) -> Locator:
    """Type a text and give the options that open."""
    field(page).press_sequentially(typed)
    expect(page.get_by_role("listbox", name="Gợi ý")).to_be_visible()
    return page.get_by_role("option")


def test_the_keyboard_moves_and_wraps_and_follows(browser: Browser, site: str) -> None:
    with opened(browser) as page:
        page.goto(site)
        expect(field(page)).to_have_role("combobox")
        expect(field(page)).to_have_attribute("aria-autocomplete", "list")
        expect(field(page)).to_have_attribute("aria-expanded", "false")
        options = suggested(page, "bi")
        expect(options).to_have_text(LABELS)
        for group, label in zip(("Văn bản", "Chuyên mục", "Từ khóa", "Bài"), LABELS, strict=True):
            expect(page.get_by_role("group", name=group, exact=True).get_by_role("option")).to_have_text([label])
        expect(field(page)).to_have_attribute("aria-expanded", "true")
        listed = page.get_by_role("listbox").get_attribute("id")
        expect(field(page)).to_have_attribute("aria-controls", str(listed))
        # Nothing is chosen by itself.
        assert active(page) == ""
        for label in [*LABELS, "", LABELS[0]]:
            page.keyboard.press("ArrowDown")
            assert active(page) == label
            assert page.locator("[aria-selected=true]").all_inner_texts() == ([label] if label else [])
        for label in ["", LABELS[3], LABELS[2]]:
            page.keyboard.press("ArrowUp")
            assert active(page) == label
        # What was typed stays as it was typed, and the caret is where it was.
        expect(field(page)).to_have_value("bi")
        assert page.evaluate("document.activeElement.selectionStart") == 2
        page.keyboard.press("Enter")
        expect(page.locator("#tinh-trang")).to_have_text("Tìm thấy 7 bài cho «bình đẳng giới»")
        assert page.url.startswith(f"{site}/tim-kiem?q=")


@pytest.mark.parametrize("key", ["Home", "End", "ArrowLeft", "ArrowRight"])
def test_keys_of_the_text_go_back_to_the_text(browser: Browser, site: str, key: str) -> None:
    with opened(browser) as page:
        page.goto(site)
        suggested(page, "bi")
        page.keyboard.press("ArrowDown")
        assert active(page)
        page.keyboard.press(key)
        assert active(page) == ""
        caret = {"Home": 0, "ArrowLeft": 1}.get(key, 2)
        assert page.evaluate("document.activeElement.selectionStart") == caret


def test_enter_on_the_text_searches_for_it(browser: Browser, site: str) -> None:
    with opened(browser) as page:
        page.goto(site)
        suggested(page, "binh dang")
        page.keyboard.press("Enter")
        expect(page.locator("#tinh-trang")).to_have_text("Tìm thấy 7 bài cho «binh dang»")


def test_escape_closes_then_clears_and_the_arrows_open_again(browser: Browser, site: str) -> None:
    with opened(browser) as page:
        page.goto(site)
        suggested(page, "bi")
        page.keyboard.press("Escape")
        expect(page.get_by_role("listbox")).to_be_hidden()
        expect(field(page)).to_have_value("bi")
        expect(field(page)).to_have_attribute("aria-expanded", "false")
        page.keyboard.press("ArrowUp")
        expect(page.get_by_role("listbox")).to_be_visible()
        assert active(page) == LABELS[3]
        page.keyboard.press("Escape")
        page.keyboard.press("Escape")
        expect(field(page)).to_have_value("")
        expect(field(page)).to_be_focused()
        page.keyboard.press("ArrowDown")
        expect(page.get_by_role("listbox")).to_be_hidden()


def test_tab_leaves_and_chooses_nothing(browser: Browser, site: str) -> None:
    with opened(browser) as page:
        page.goto(site)
        suggested(page, "bi")
        page.keyboard.press("ArrowDown")
        page.keyboard.press("Tab")
        expect(page.get_by_role("button", name="Tìm kiếm")).to_be_focused()
        expect(page.get_by_role("listbox")).to_be_hidden()
        expect(field(page)).to_have_value("bi")
        assert page.url == f"{site}/"


@pytest.mark.parametrize("touch", [False, True])
def test_an_option_is_clicked_or_tapped(browser: Browser, site: str, touch: bool) -> None:
    with opened(browser, has_touch=touch) as page:
        page.goto(site)
        option = suggested(page, "bi").nth(0)
        if touch:
            option.tap()
        else:
            # The list is still there between pressing and letting go: the field keeps the focus.
            option.hover()
            page.mouse.down()
            expect(field(page)).to_be_focused()
            expect(option).to_be_visible()
            page.mouse.up()
        page.wait_for_url(f"{site}/van-ban/khubnd/2019/202/gia-lai")


def test_a_click_elsewhere_closes(browser: Browser, site: str) -> None:
    with opened(browser) as page:
        page.goto(site)
        suggested(page, "bi")
        page.locator("h1").click()
        expect(page.get_by_role("listbox")).to_be_hidden()


def test_marks_are_of_code_points_and_text_stays_text(browser: Browser, site: str) -> None:
    made = [
        {"kind": "phrase", "text": "😀 kế <b>hoạch", "marks": [[2, 4], [8, 10]], "value": "x", "count": 1, "link": "/"}
    ]
    with opened(browser) as page:
        page.route(ASKED, lambda route: route.fulfill(json={"suggestions": made}))
        page.goto(site)
        (option,) = suggested(page, "ke").all()
        expect(option).to_have_text("😀 kế <b>hoạch")
        assert option.locator("mark").all_inner_texts() == ["kế", "ho"]


def test_one_question_after_the_typing_rests_and_none_for_a_letter(browser: Browser, site: str) -> None:
    with opened(browser) as page:
        asked: list[str] = []
        page.on("request", lambda request: asked.append(request.url) if "/suggest?" in request.url else None)
        page.clock.install(time=0)
        page.goto(site)
        page.clock.pause_at(60_000)
        field(page).press_sequentially("b")
        page.clock.run_for(1000)
        field(page).press_sequentially("inh dang")
        page.clock.run_for(199)
        assert asked == []
        page.clock.run_for(1)
        expect(page.get_by_role("listbox")).to_be_visible()
        assert [parse_qs(urlsplit(url).query) for url in asked] == [{"q": ["binh dang"]}]
        # Fewer than two letters close the list.
        field(page).fill("b")
        expect(page.get_by_role("listbox")).to_be_hidden()


def test_an_answer_to_what_is_no_longer_typed_is_dropped(browser: Browser, site: str) -> None:
    with opened(browser) as page:
        held: list[Route] = []
        page.route(ASKED, lambda route: held.append(route))
        page.goto(site)

        def ask(typed: str) -> None:
            before = len(held)
            field(page).press_sequentially(typed)
            while len(held) == before:
                page.wait_for_timeout(20)

        def answer(route: Route) -> None:
            typed = parse_qs(urlsplit(route.request.url).query)["q"][0]
            one = {"kind": "phrase", "text": typed, "marks": [], "value": typed, "count": 1, "link": "/"}
            route.fulfill(json={"suggestions": [one]})

        ask("ke")
        ask(" hoach")
        answer(held[-1])
        expect(page.get_by_role("option")).to_have_text(["ke hoach"])
        answer(held[0])  # the slow one
        page.wait_for_timeout(200)
        expect(page.get_by_role("option")).to_have_text(["ke hoach"])
        # Nor does an answer open the list for someone who has gone on.
        ask(" n")
        field(page).blur()
        answer(held[-1])
        page.wait_for_timeout(200)
        expect(page.get_by_role("listbox")).to_be_hidden()


@pytest.mark.parametrize("status", [429, 500, 0, 200])
def test_where_suggestions_fail_the_field_is_a_plain_one(browser: Browser, site: str, status: int) -> None:
    with opened(browser) as page:
        page.goto(site)
        suggested(page, "bi")

        def fail(route: Route) -> None:
            if status:
                route.fulfill(status=status, body="<p>no JSON")
            else:
                route.abort()

        page.route(ASKED, fail)
        with page.expect_request(ASKED):
            field(page).press_sequentially("nh")
        expect(page.get_by_role("listbox")).to_be_hidden()
        assert voices(page) == ["", ""]
        page.keyboard.press("Enter")
        expect(page.locator("#tinh-trang")).to_have_text("Tìm thấy 7 bài cho «binh»")


def test_what_is_offered_is_said_by_two_voices_in_turn(browser: Browser, site: str) -> None:
    with opened(browser) as page:
        page.goto(site)
        suggested(page, "bi")
        assert sorted(voices(page)) == ["", FOUR]
        first = voices(page).index(FOUR)
        with page.expect_response(ASKED):
            field(page).press_sequentially("n")
        page.wait_for_function(
            "([first, said]) => document.querySelectorAll('.search [aria-live=polite]')[1 - first].innerText === said",
            arg=[first, FOUR],
        )
        assert voices(page)[first] == ""
        page.route(ASKED, lambda route: route.fulfill(json={"suggestions": []}))
        field(page).press_sequentially("zz")
        expect(page.get_by_role("listbox")).to_be_hidden()
        assert sorted(voices(page)) == ["", "Không có gợi ý."]


def test_an_input_method_is_not_disturbed(browser: Browser, site: str) -> None:
    """Its keys are its own, what it composes is suggested for, and nothing rewrites it."""
    with opened(browser) as page:
        page.goto(site)
        field(page).focus()
        keyboard = page.context.new_cdp_session(page)
        keyboard.send("Input.imeSetComposition", {"text": "bình", "selectionStart": 4, "selectionEnd": 4})
        expect(page.get_by_role("listbox")).to_be_visible()
        for said in ({"isComposing": True}, {"keyCode": 229}):
            for key in ("ArrowDown", "ArrowUp", "Enter", "Escape", "Home"):
                taken = page.evaluate(
                    """([key, said]) => !document.activeElement.dispatchEvent(
                        new KeyboardEvent("keydown", { key, bubbles: true, cancelable: true, ...said })
                    )""",
                    [key, said],
                )
                assert not taken, (key, said)
                assert active(page) == ""
                expect(page.get_by_role("listbox")).to_be_visible()
        expect(field(page)).to_have_value("bình")
        with page.expect_request(ASKED) as asked:
            keyboard.send("Input.insertText", {"text": "bình"})  # ends the composition
        assert parse_qs(urlsplit(asked.value.url).query) == {"q": ["bình"]}
        expect(field(page)).to_have_value("bình")
        page.keyboard.press("ArrowDown")
        assert active(page) == LABELS[0]


def test_the_end_of_a_composition_alone_asks(browser: Browser, site: str) -> None:
    with opened(browser) as page:
        page.goto(site)
        field(page).focus()
        # As browsers do that tell of no input after the composition.
        page.evaluate("document.activeElement.value = 'kế'")
        with page.expect_request(ASKED):
            page.evaluate("document.activeElement.dispatchEvent(new CompositionEvent('compositionend'))")


def test_english_pages_suggest_english_pages(browser: Browser, site: str) -> None:
    with opened(browser) as page:
        page.goto(f"{site}/en/")
        with page.expect_request(ASKED) as asked:
            page.locator("#q").press_sequentially("bi")
        assert asked.value.url.startswith(f"{site}/en/api/")
        expect(page.get_by_role("listbox", name="Suggestions")).to_be_visible()
        expect(page.get_by_role("group", name="Documents").get_by_role("option")).to_have_attribute("lang", "vi")
        said = "4 suggestions. Use the up and down arrow keys to choose, Enter to open."
        assert sorted(voices(page)) == ["", said]
        page.get_by_role("option").first.click()
        page.wait_for_url(f"{site}/en/van-ban/khubnd/2019/202/gia-lai")


def test_without_scripts_it_is_a_plain_field(browser: Browser, site: str) -> None:
    with opened(browser, java_script_enabled=False) as page:
        page.goto(site)
        expect(field(page)).to_have_role("searchbox")
        field(page).press_sequentially("binh")
        page.keyboard.press("Enter")
        expect(page.locator("#tinh-trang")).to_have_text("Tìm thấy 7 bài cho «binh»")


@pytest.mark.parametrize("width", [320, 1280])
def test_the_list_moves_nothing_and_its_targets_are_large(browser: Browser, site: str, width: int) -> None:
    places = "[...document.querySelectorAll('main *:not(.options, .options *, [aria-live])')].map((e) => e.offsetTop)"
    with opened(browser, viewport={"width": width, "height": 640}) as page:
        page.goto(site)
        before = page.evaluate(places)
        options = suggested(page, "bi")
        assert page.evaluate(places) == before
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        for option in options.all():
            box = option.bounding_box()
            assert box
            assert box["height"] >= 44
            assert box["x"] >= 0
            assert box["x"] + box["width"] <= width


def test_the_active_option_is_seen_without_colours(browser: Browser, site: str) -> None:
    with opened(browser, forced_colors="active") as page:
        page.goto(site)
        suggested(page, "bi")
        page.keyboard.press("ArrowDown")
        outlines = page.evaluate(
            "[...document.querySelectorAll('[role=option]')].map((e) => getComputedStyle(e).outlineStyle)"
        )
        assert outlines == ["solid", "none", "none", "none"]


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("path", ["/", "/en/", "/tim-kiem?q=gioi"])
def test_axe_finds_nothing_while_the_list_is_open(browser: Browser, site: str, path: str, scheme: str) -> None:
    with opened(browser, color_scheme=scheme) as page:
        page.goto(site + path)
        page.locator("#q").fill("bi")
        expect(page.get_by_role("listbox")).to_be_visible()
        page.keyboard.press("ArrowDown")
        assert active(page) == LABELS[0]
        sound(page)
