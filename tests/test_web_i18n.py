"""The site in English beside Vietnamese: the catalogue is whole, every page is in one language, and the way between."""

from __future__ import annotations

import ast
import datetime as dt
import io
import re
import shlex
import subprocess
import sys
import unicodedata
from collections.abc import Iterator
from dataclasses import replace
from functools import cache
from urllib.parse import urlencode
from xml.etree.ElementTree import Element

import pytest
import web_fake
import web_html
from babel.messages.catalog import Catalog, Message
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from conftest import ROOT
from jinja2 import nodes
from web_fake import FakeSearcher
from werkzeug.middleware.dispatcher import DispatcherMiddleware
from werkzeug.test import Client

from search.description import describe
from search.facets import FACETS
from search.grammar import read
from search.request import SORTS, Request
from search.results import Notice, SearchResult
from web import create_app, i18n, wording

FOLDER = ROOT / "web" / "translations" / "en" / "LC_MESSAGES"

#: Letters that Vietnamese has and English has not.
VIETNAMESE = re.compile(r"[ăâđêôơưáàảãạắằẳẵặấầẩẫậéèẻẽẹếềểễệíìỉĩịóòỏõọốồổỗộớờởỡợúùủũụứừửữựýỳỷỹỵ]", re.IGNORECASE)

#: A tone on the second vowel of an open oa, oe, uy: the new way to place it.
NEW_TONES = re.compile(r"(?:o[àáảãạèéẻẽẹ]|(?<!q)u[ỳýỷỹỵ])(?!\w)", re.IGNORECASE)

#: What is Vietnamese on purpose in templates, or in English sentences: things to type, and names.
EXAMPLES = (
    *("bình đẳng giới", "ủy ban nhân dân", "2351/QĐ-TTg", "BĐG", "KHÔNG", "HOẶC", "homestay HOẶC nhựa"),
    *("du lịch -homestay", "tiêu đề:du lịch từ:2019", "Tiếng Việt"),
    *("Sở Thông tin và Truyền thông Gia Lai", "Tin Tức", "Tin tổng hợp", "thi đua, khen thưởng", "giáo dục miền núi"),
)


# The catalogue


def commands() -> list[list[str]]:
    """Read the commands that `web.i18n` tells to use."""
    return [shlex.split(line) for line in (i18n.__doc__ or "").splitlines() if line.startswith("    pybabel")]


@pytest.fixture(scope="module")
def extracted(tmp_path_factory: pytest.TempPathFactory) -> Catalog:
    """Extract the texts again, with the command that `web.i18n` tells to use."""
    command = commands()[0]
    assert command[:2] == ["pybabel", "extract"]
    target = tmp_path_factory.mktemp("catalogue") / "messages.pot"
    command[command.index("-o") + 1] = str(target)
    subprocess.run([sys.executable, "-m", "babel.messages.frontend", "-q", *command[1:]], cwd=ROOT, check=True)
    with target.open("rb") as file:
        return read_po(file)


@pytest.fixture(scope="module")
def catalogue() -> Catalog:
    return stored()


@cache
def stored() -> Catalog:
    with (FOLDER / "messages.po").open("rb") as file:
        return read_po(file, locale="en")


def forms(text: str | tuple[str, ...] | list[str]) -> tuple[str, ...]:
    return (text,) if isinstance(text, str) else tuple(text)


def messages(catalogue: Catalog) -> list[Message]:
    return [message for message in catalogue if message.id]


def test_three_commands_keep_the_catalogue() -> None:
    assert [command[1] for command in commands()] == ["extract", "update", "compile"]


def test_nothing_is_missing_and_nothing_is_left_over(extracted: Catalog, catalogue: Catalog) -> None:
    wanted, there = ({message.id for message in messages(one)} for one in (extracted, catalogue))
    assert wanted - there == set(), "run the commands that web/i18n.py tells"
    assert there - wanted == set(), "run the commands that web/i18n.py tells"
    assert not catalogue.obsolete
    assert len(wanted) > 200


def test_everything_is_translated(catalogue: Catalog) -> None:
    for message in messages(catalogue):
        assert not message.fuzzy, message.id
        assert all(text.strip() for text in forms(message.string)), message.id
        assert len(forms(message.string)) == (2 if message.pluralizable else 1), message.id
        assert not list(message.check(catalogue)), message.id


def test_places_are_the_same_in_both_languages(catalogue: Catalog) -> None:
    for message in messages(catalogue):
        (wanted,) = {tuple(places(text)) for text in forms(message.id)}
        for text in forms(message.string):
            assert tuple(places(text)) == wanted, (message.id, text)


def places(text: str) -> list[str]:
    """Give the places and the tags of a text, in one order for all languages."""
    return sorted(re.findall(r"%\(\w+\)s|%%|<[^>]*>", text))


def test_english_is_english(catalogue: Catalog) -> None:
    for message in messages(catalogue):
        for text in forms(message.string):
            assert not VIETNAMESE.search(without(text, EXAMPLES)), text
            assert "«" not in text, text
            assert text[-1:] in ".:?…" or forms(message.id)[0][-1:] not in ".:?…", text


def test_vietnamese_has_its_tones_in_the_old_places(catalogue: Catalog) -> None:
    for wrong in ("hoà", "uỷ ban", "khoá", "sức khoẻ", "thuý"):
        assert NEW_TONES.search(wrong), wrong
    for right in ("hòa", "ủy ban", "khóa", "quý", "hoàn toàn", "thúy", "toán", "khoảng"):
        assert not NEW_TONES.search(right), right
    for message in messages(catalogue):
        for text in forms(message.id):
            assert not NEW_TONES.search(text), text
            assert unicodedata.is_normalized("NFC", text), text


def test_the_compiled_catalogue_is_that_of_the_readable_one(catalogue: Catalog) -> None:
    made = io.BytesIO()
    write_mo(made, catalogue)
    assert (FOLDER / "messages.mo").read_bytes() == made.getvalue(), "run `pybabel compile -d web/translations`"


def test_no_text_of_a_template_is_left_out_of_the_catalogue(catalogue: Catalog) -> None:
    known = {text for message in messages(catalogue) for text in forms(message.id)}
    env = create_app({}, FakeSearcher()).jinja_env
    for file in sorted((ROOT / "web" / "templates").iterdir()):
        for node in env.parse(file.read_text("utf-8")).find_all((nodes.TemplateData, nodes.Const)):
            text = node.data if isinstance(node, nodes.TemplateData) else node.value
            if isinstance(text, str) and text not in known:
                # What stands in <code> is to be typed as it is.
                text = re.sub(r"<code[^>]*>[^<]*</code>", "", text)
                assert not VIETNAMESE.search(without(text, EXAMPLES)), f"{file.name}: {text.strip()}"


def test_no_word_stands_bare_in_a_template() -> None:
    for file in sorted((ROOT / "web" / "templates").glob("*.html")):
        text = re.sub(r"\{% trans.*?\{% endtrans %\}", "", file.read_text("utf-8"), flags=re.DOTALL)
        text = re.sub(r"\{#.*?#\}|\{%.*?%\}|\{\{.*?\}\}", "", text, flags=re.DOTALL)
        # Names of data and what is to be typed are no words for readers.
        bare = re.sub(r'<code[^>]*>[^<]*</code>|<[^>]*>|&\w+;|"\w+":', "", text)
        bare = bare.replace("JavaScript", "")  # called so in both languages
        assert not re.search(r"[^\W\d_]", bare), f"{file.name}: {' '.join(bare.split())}"
        assert not re.findall(r'(?:aria-label|placeholder|title|alt)="[^"]*[^\W\d_][^"]*"', text), file.name


def test_labels_of_facets_and_orders_are_in_the_catalogue(catalogue: Catalog) -> None:
    for label in (*SORTS.values(), *(facet.label for facet in FACETS), *wording.UNKNOWN):
        assert catalogue.get(label), label


def test_every_notice_is_a_text_that_can_be_found() -> None:
    """What the extraction looks for is the text itself: a notice made of pieces would not be translated."""
    made = []
    for file in sorted((ROOT / "search").glob("*.py")):
        for node in ast.walk(ast.parse(file.read_text("utf-8"))):
            name = getattr(node.func, "attr", getattr(node.func, "id", "")) if isinstance(node, ast.Call) else ""
            if name in ("say", "_say", "Notice"):
                assert isinstance(node, ast.Call)
                made.append((file.name, node.args[1]))
    pieces = [(file, ast.unparse(text)) for file, text in made if not isinstance(text, ast.Constant)]
    assert pieces == [("grammar.py", "template")], "only `read` hands on what it was given"
    assert len(made) > 15


# The pages


class Reading(FakeSearcher):
    """Reads a query as the search room does: its notices, and what it says in words."""

    def search(self, request: Request) -> SearchResult:
        result = super().search(replace(request, q=re.sub(r"\S+:\S+|[-*?()\"]", "", request.q)))
        sentence = read(request.q)
        return replace(result, notices=sentence.notices, described=describe(sentence.tree) if request.q else "")


@cache
def site() -> Client:
    """Give a site at the root and once more below `/tin`, as behind a proxy."""
    app = create_app({}, Reading(web_fake.AMBIGUOUS))
    return Client(DispatcherMiddleware(app, {"/tin": app}))


@cache
def opened(path: str) -> tuple[int, Element]:
    """Open a page once for all tests: the status, and what is on it."""
    answer = site().get(path)
    return answer.status_code, web_html.page(answer.text)


def root_of(path: str, **query: str) -> Element:
    return opened(f"{path}?{urlencode(query)}" if query else path)[1]


#: One address of every kind of page, and its status.
PAGES = {
    "/": 200,
    "/tim-kiem": 200,
    "/tim-kiem?q=binh+dang+gioi&category=Tin+T%E1%BB%A9c&month=2019-04&from=2018&to=abc&sort=newest&mau=do": 200,
    "/tim-kiem?q=%22thi%E1%BA%BFu&strict=1": 200,
    "/tim-kiem?q=khongcogi&year=1999": 200,
    "/tim-kiem?q=ke+hoach&page=2&size=3": 200,
    "/tim-kiem?q=202/KH-UBND": 200,
    "/tim-kiem?q=2351/Q%C4%90-TTg": 200,
    "/tim-kiem?from=x&to=x&page=x&size=x&sort=x&source=" + "x" * 400: 200,
    "/tim-kiem?page=99": 404,
    "/tim-kiem/nang-cao": 200,
    "/tim-kiem/loc/category?q=ke+hoach&in=tin": 200,
    "/tim-kiem/loc/month": 200,
    "/tim-kiem/loc/instrument?order=az&in=khongcogi": 200,
    "/van-ban": 200,
    "/van-ban?q=202&year=%3F": 200,
    "/van-ban/khubnd/2019/202/gia-lai": 200,
    "/van-ban/qdttg/2010/2351": 200,
    "/van-ban/khubnd/chua-ro-nam/202": 200,
    "/van-ban/a/2019/1": 404,
    "/bai/a1/trien-khai-cong-tac-binh-dang-gioi-tai-co-so-nam-2019": 200,
    "/bai/b1/bai": 200,
    "/bai/khong-co": 404,
    "/gioi-thieu": 200,
    "/gioi-thieu/pham-vi": 200,
    "/nhung": 200,
    "/nhung?source=x&lang=xx": 200,
    "/khong-co": 404,
}


def data() -> list[str]:
    """Give every text of the articles and instruments: these stay as they are."""
    found = set(web_fake.SUBJECTS)
    for article in web_fake.AMBIGUOUS:
        found |= {article.title, article.lead, article.source, article.author, *article.body.split("\n")}
        found |= {*article.categories, " › ".join(article.categories)}
    for card in FakeSearcher(web_fake.AMBIGUOUS).cards():
        found |= {card.label.partition(" (")[0], card.issuer, card.type, card.title}
    found |= {"thiếu", "Tin chính sách"}
    return list(found - {""})


def without(text: str, known: tuple[str, ...] | list[str]) -> str:
    for one in sorted(known, key=len, reverse=True):
        text = text.replace(one, "")
    return text


def said(root: Element, foreign: str) -> Iterator[str]:
    """Give what a page says, piece by piece, without what it marks as being of the other language."""
    if root.get("lang") == foreign or not isinstance(root.tag, str) or root.tag in ("script", "code"):
        return
    for name in (
        "aria-label",
        "placeholder",
        "title",
        "alt",
        *(["content"] if root.get("property") != "og:type" else []),
    ):
        yield root.get(name, "")
    yield root.text or ""
    for child in root:
        yield from said(child, foreign)
        yield child.tail or ""


@cache
def other_texts(language: str) -> tuple[set[str], re.Pattern[str]]:
    """Give the texts of the other language, where they differ: whole ones, and a pattern that finds the longer ones."""
    whole, patterns = set(), []
    for message in messages(stored()):
        here, there = (message.string, message.id) if language == "en" else (message.id, message.string)
        for text in set(forms(there)) - set(forms(here)):
            whole.add(text)
            if len(re.findall(r"[^\W\d_]+", re.sub(r"%\(\w+\)s", "", text))) > 2:
                patterns.append(re.sub(r"%\\\(\w+\\\)s", ".*", re.escape(text)))
    return whole, re.compile("|".join(patterns))


@pytest.mark.parametrize(("path", "status"), PAGES.items())
def test_a_page_in_english_says_nothing_in_vietnamese(path: str, status: int) -> None:
    answered, root = opened(f"/en{path}")
    assert answered == status
    assert root.get("lang") == "en"
    whole, longer = other_texts("en")
    known = [*data(), *EXAMPLES]
    for text in said(root, "vi"):
        assert text.strip() not in whole, text
        assert not longer.search(text), text
        assert not VIETNAMESE.search(without(text, known)), text


@pytest.mark.parametrize(("path", "status"), PAGES.items())
def test_a_page_in_vietnamese_says_nothing_in_english(path: str, status: int) -> None:
    answered, root = opened(path)
    assert answered == status
    assert root.get("lang") == "vi"
    whole, longer = other_texts("vi")
    for text in said(root, "en"):
        assert text.strip() not in whole, text
        assert not longer.search(text), text


#: Pages that are looked at behind a proxy too.
SOME = ("/", "/tim-kiem?q=ke+hoach&page=2&size=3", "/van-ban/khubnd/2019/202/gia-lai")


@pytest.mark.parametrize("path", [*(f"/en{path}" for path in PAGES), *(f"/tin/en{path}" for path in SOME)])
def test_every_link_keeps_the_language(path: str) -> None:
    root = root_of(path)
    to_the_other = {link.get("href") for link in switches(root)}
    home = path.partition("/en/")[0] + "/en/"
    for element in root.iter():
        for name in ("href", "action"):
            address = element.get(name, "")
            if element.tag in ("a", "form") and address.startswith("/") and address not in to_the_other:
                assert address.startswith(home), (element.attrib, web_html.text(element))


def switches(root: Element) -> list[Element]:
    """Give the links to the same page in the other language."""
    return [link for link in root.iter("a") if link.get("hreflang")]


@pytest.mark.parametrize(
    ("prefix", "path"),
    [*(("", path) for path, status in PAGES.items() if status == 200), *(("/tin", path) for path in SOME)],
)
def test_the_switch_leads_to_the_same_page_and_back(prefix: str, path: str) -> None:
    here = root_of(prefix + path)
    (to_english,) = switches(here)
    assert (to_english.get("lang"), to_english.get("hreflang"), web_html.text(to_english)) == ("en", "en", "English")
    there = root_of(to_english.get("href", ""))
    assert there.get("lang") == "en"
    assert hits(there) == hits(here)
    (to_vietnamese,) = switches(there)
    assert (to_vietnamese.get("lang"), web_html.text(to_vietnamese)) == ("vi", "Tiếng Việt")
    # What was wrong in an address is left out of its canonical form, and so of the way to the other language.
    assert f"http://localhost{to_vietnamese.get('href')}" == canonical(here)
    assert canonical(there) == canonical(here).replace(f"localhost{prefix}", f"localhost{prefix}/en", 1)


def hits(root: Element) -> list[str]:
    return [address.split("/bai/")[1] for address in web_html.links(root).values() if "/bai/" in address]


def canonical(root: Element) -> str:
    (link,) = (e for e in root.iter("link") if e.get("rel") == "canonical")
    return link.get("href", "")


def test_a_page_names_its_other_language_to_search_engines() -> None:
    for path in ("/tim-kiem?q=a%26b&year=2019", "/en/tim-kiem?q=a%26b&year=2019"):
        root = root_of(path)
        found = {e.get("hreflang"): e.get("href") for e in root.iter("link") if e.get("hreflang")}
        assert found == {
            "vi": "http://localhost/tim-kiem?q=a%26b&year=2019",
            "en": "http://localhost/en/tim-kiem?q=a%26b&year=2019",
            "x-default": "http://localhost/tim-kiem?q=a%26b&year=2019",
        }


def test_an_error_has_a_way_to_the_other_language_too() -> None:
    for path, other in (
        ("/tim-kiem?q=%26&page=99", "/en/tim-kiem?q=%26&page=99"),
        ("/en/khong%3Fco", "/khong%3Fco"),
        ("/tim-kiem?page=99&q=" + "a" * 5000, "/en/tim-kiem"),
    ):
        (link,) = switches(root_of(path))
        assert link.get("href") == other


@pytest.mark.parametrize(
    ("typed", "note"),
    [
        ('"a', "The closing quotation mark is missing; searching for ordinary keywords."),
        ("a*", "The wildcard “*” is not supported and was ignored."),
        ("*a ?b", "The wildcards “*” and “?” are not supported and were ignored."),
        ("a HOẶC", "“HOẶC” needs words on both sides, so it was ignored."),
        ("từ:abc", "“từ:abc” is not a valid date and was not used. Enter day/month/year, for example 23/01/2019"),
        ("x" * 300, "The query is too long (200 characters at most); the rest was ignored."),
        ("tiêu đề: a", "“tiêu đề:” was searched for as an ordinary word because a space follows it."),
    ],
)
def test_notices_are_said_in_english(typed: str, note: str) -> None:
    root = root_of("/en/tim-kiem", q=typed)
    assert web_html.text(web_html.with_class(root, "note")[0]).startswith(note)


def test_a_notice_with_markup_in_it_is_text() -> None:
    for prefix in ("", "/en"):
        root = root_of(f"{prefix}/tim-kiem", q="từ:<b>%s%")
        assert "từ:<b>%s%" in web_html.text(web_html.with_class(root, "note")[0])


def test_every_notice_of_the_search_room_is_in_the_catalogue(catalogue: Catalog) -> None:
    typed = ('"a', "a*", "*?", "()", "a)", "(a", "-", "từ:x", "từ:2020 đến:2019", "nguồn:", '"a b"~x', '"a b"~999')
    notices: set[Notice] = {notice for one in typed for notice in read(one).notices}
    assert len(notices) > 8
    for notice in notices:
        assert catalogue.get(notice.template), notice.code


def test_a_query_is_told_in_english_words() -> None:
    text = web_html.text(root_of("/en/tim-kiem?q=bình đẳng -covid từ:2019"))
    assert "Looking for articles with the words “bình đẳng”, without “covid”, published from 1 January 2019 on." in text


def test_headings_orders_and_labels_are_english() -> None:
    root = root_of("/en/tim-kiem?month=2019-04")
    headings = [web_html.text(e) for e in root.iter("summary")]
    for heading in ("Year", "Month", "Category", "Cited documents", "Document type", "Issuing body", "Source"):
        assert heading in headings
    orders = [web_html.text(option) for option in root.iter("option")]
    assert "Newest" in orders or "Newest" in web_html.text(root_of("/en/tim-kiem"))
    boxes = {(box.get("name"), box.get("value")): box.get("aria-label") for box in root.iter("input")}
    assert boxes["month", "2019-04"] == "April 2019, 1 article"
    assert boxes["instrument", "khubnd:202:2019@gia-lai"] == "Kế hoạch 202/KH-UBND (23 January 2019), 1 article"
    assert "Remove filter: Month is April 2019" in web_html.links(root)
    unknown = root_of("/en/van-ban/khubnd/chua-ro-nam/202")
    assert web_html.text(unknown.find(".//h1")) == "Kế hoạch 202/KH-UBND (year unknown)"


def test_a_month_that_is_none_stays_as_it_was_typed() -> None:
    for typed in ("x", "2019-13", "0000-01"):
        root = root_of(f"/en/tim-kiem?month={typed}")
        assert f"Remove filter: Month is {typed}" in web_html.links(root)


def test_texts_of_articles_are_marked_as_vietnamese() -> None:
    root = root_of("/en/bai/a1/trien-khai-cong-tac-binh-dang-gioi-tai-co-so-nam-2019")
    foreign = " ".join(web_html.text(e) for e in root.iter() if e.get("lang") == "vi")
    assert web_fake.EQUALITY.title in foreign
    assert web_fake.EQUALITY.lead in foreign
    root = root_of("/en/tim-kiem?q=bình đẳng giới")
    for name in ("snippet",):
        assert all(e.get("lang") == "vi" for e in web_html.with_class(root, name))
    # An untitled article has a name of ours, which is English.
    assert "(Untitled article)" in list(said(root_of("/en/tim-kiem?q=không ngày"), "vi"))


# Numbers, dates, counts


@pytest.mark.parametrize(
    ("language", "numbers", "day", "month"),
    [
        ("vi", ["0", "999", "2.345", "1.234.567"], "09/04/2019", "04/2019"),
        ("en", ["0", "999", "2,345", "1,234,567"], "9 April 2019", "April 2019"),
    ],
)
def test_numbers_and_dates(language: str, numbers: list[str], day: str, month: str) -> None:
    with create_app({}, FakeSearcher()).test_request_context("/"), i18n.speaking(language):
        assert [i18n.number(value) for value in (0, 999, 2345, 1234567)] == numbers
        assert i18n.day(dt.date(2019, 4, 9)) == day
        assert i18n.month(dt.date(2019, 4, 9)) == month


def test_early_years_have_four_digits_in_vietnamese() -> None:
    with create_app({}, FakeSearcher()).test_request_context("/"):
        assert i18n.day(dt.date(1, 1, 1)) == "01/01/0001"


def test_a_moment_is_told_by_the_clocks_of_vietnam() -> None:
    when = dt.datetime(2019, 4, 8, 18, 5, tzinfo=dt.UTC)
    with create_app({}, FakeSearcher()).test_request_context("/"):
        assert i18n.moment(when) == "01:05 09/04/2019"
        with i18n.speaking("en"):
            assert i18n.moment(when) == "9 April 2019, 01:05"


def test_counts_have_the_forms_of_english() -> None:
    with create_app({}, FakeSearcher()).test_request_context("/"):
        assert i18n.counted("%(count)s bài", 1) == "1 bài"
        with i18n.speaking("en"):
            counts = [i18n.counted("%(count)s bài", count) for count in (0, 1, 2, 1000)]
            assert counts == ["0 articles", "1 article", "2 articles", "1,000 articles"]
        assert i18n.counted("%(count)s bài", 1000) == "1.000 bài"


def test_the_word_for_a_value_is_escaped_once() -> None:
    for prefix in ("", "/en"):
        answer = site().get(f"{prefix}/tim-kiem", query_string={"q": "<b>&", "year": "<i>"})
        assert "«&lt;b&gt;&amp;»" in answer.text or "“&lt;b&gt;&amp;”" in answer.text
        assert "&amp;lt;" not in answer.text
        assert "<b>" not in answer.text


def test_plain_text_is_not_escaped() -> None:
    answer = site().get("/en/bai/x1/script-alert-tin-script-b-dam-b.txt")
    assert answer.status_code == 200
    assert "Published: 29 February 2020" in answer.text
    assert "Source: <u>Nguồn</u>" in answer.text


def test_the_api_below_en_says_its_sentences_in_english() -> None:
    said_by = {p: site().get(f"{p}/api/v1/search?q=bình -đẳng*").get_json() for p in ("", "/en")}
    assert said_by[""]["notices"][0]["message"] == "Không hỗ trợ ký tự đại diện «*»; đã bỏ qua."
    assert said_by["/en"]["notices"][0]["message"] == "The wildcard “*” is not supported and was ignored."
    assert said_by[""]["described"] == "có từ «bình», không có «đẳng»"
    assert said_by["/en"]["described"] == "with the word “bình”, without “đẳng”"
    assert said_by["/en"]["link"].startswith("http://localhost/en/tim-kiem?")
    assert [hit["id"] for hit in said_by[""]["hits"]] == [hit["id"] for hit in said_by["/en"]["hits"]]
