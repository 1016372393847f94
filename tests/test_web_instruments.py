from __future__ import annotations

import datetime as dt
import re
from dataclasses import replace

import pytest
import web_fake
import web_html
from conftest import article
from flask.testing import FlaskClient
from web_fake import FakeSearcher

from index.document import build
from index.successions import Succession
from search.engine import CountedValue
from search.instruments import Instrument, Stated
from search.memory_engine import shared_memory_engine
from search.request import Request
from search.results import InstrumentCard, InstrumentRef, SearchResult
from search.searcher import Searcher
from web import create_app, instruments

CARD = InstrumentCard("khubnd:202:2019@gia-lai", "Kế hoạch 202/KH-UBND (23/01/2019)", "Kế hoạch", "", None, "", 1)


@pytest.fixture
def client() -> FlaskClient:
    return create_app({}, FakeSearcher(web_fake.AMBIGUOUS)).test_client()


def card(key: str, label: str, type_: str = "", issuer: str = "") -> InstrumentCard:
    return InstrumentCard(key, label, type_, issuer, None, "", 1)


# What templates are given


@pytest.mark.parametrize(
    ("label", "type_", "number", "elsewhere"),
    [
        ("Kế hoạch 202/KH-UBND tỉnh Gia Lai (23/01/2019)", "Kế hoạch", "202/KH-UBND", "202/KH-UBND"),
        ("Nghị quyết 18 (chưa rõ năm)", "Nghị quyết", "18", "Nghị quyết 18"),
        ("Nghị định 100/2019/NĐ-CP", "Nghị định", "100/2019/NĐ-CP", "100/2019/NĐ-CP"),
        ("Luật Báo chí năm 1989", "Luật", "", "Luật Báo chí năm 1989"),
        ("Luật Đất đai năm 2013 (45/2013/QH13)", "Luật", "45/2013/QH13", "45/2013/QH13"),
        ("Pháp lệnh Cơ yếu năm 2001 (33/2001/PL-UBTVQH10)", "Pháp lệnh", "33/2001/PL-UBTVQH10", "33/2001/PL-UBTVQH10"),
        ("TCVN ISO 9001:2015", "Tiêu chuẩn", "", "TCVN ISO 9001:2015"),
        ("12/ABC", "", "12/ABC", "12/ABC"),
    ],
)
def test_the_number_as_it_is_printed_and_what_to_look_for_elsewhere(
    label: str, type_: str, number: str, elsewhere: str
) -> None:
    assert instruments.number_of(card("x:1:?", label, type_)) == number
    assert instruments.wanted_elsewhere(card("x:1:?", label, type_)) == elsewhere


@pytest.mark.parametrize(
    ("key", "year"), [("a:1:2019", "2019"), ("a:1:2019@gia-lai", "2019"), ("a:1:?", ""), ("a:1:?@hue", "")]
)
def test_the_year_of_a_key(key: str, year: str) -> None:
    assert instruments.year_of(key) == year


def test_candidates_go_by_year_and_issuer_the_unknown_last() -> None:
    cards = [
        card("a:1:?", "A 1/X"), card("a:1:2019@b", "A 1/X", issuer="B"), card("a:1:2019@a", "A 1/X", issuer="A"),
        card("a:1:2021", "A 1/X"),
    ]  # fmt: skip
    ordered = instruments.by_year_and_issuer(cards)
    assert [one.key for one in ordered] == ["a:1:2021", "a:1:2019@a", "a:1:2019@b", "a:1:?"]


def test_a_number_is_shared_or_is_not() -> None:
    assert instruments.shared_number([card("a:1:?", "1/X"), card("a:1:2019", "1/X (2019)")]) == "1/X"
    assert instruments.shared_number([card("a:1:?", "1/X"), card("b:1:?", "1/Y")]) == ""


def test_bars_are_as_long_as_their_counts() -> None:
    rows = instruments.year_rows([(2021, 1), (2019, 40), (2018, 20), (None, 3)])
    assert [(row.year, row.articles, row.bar) for row in rows] == [
        (2021, 1, 1), (2019, 40, 20), (2018, 20, 10), (None, 3, 2),
    ]  # fmt: skip
    assert instruments.year_rows([]) == []


def test_forms_are_listed_once_and_without_the_label() -> None:
    forms = ("Kế hoạch 202", "kế hoạch 202", "KẾ HOẠCH 202/KH-UBND (23/01/2019)", "Kế hoạch số 202/KH-UBND")
    counted = tuple(CountedValue(form, form, 1) for form in forms)
    page = Instrument(CARD, counted, (), (), ())
    assert instruments.forms_of(page) == ["Kế hoạch 202", "Kế hoạch số 202/KH-UBND"]


def test_relations_are_grouped_by_kind() -> None:
    def told(kind: str, direction: str) -> Stated:
        other = InstrumentRef("a:1:?", "A")
        return Stated(kind, direction, other, "", "", "", "", None)  # type: ignore[arg-type]

    stated = [told("replaces", "acts"), told("implements", "acted-on"), told("implements", "acts")]
    groups = instruments.relation_groups(stated, "acts")
    assert [(group.kind, group.stated) for group in groups] == [
        ("implements", (stated[2],)),
        ("replaces", (stated[0],)),
    ]


# The result page


def test_one_instrument_is_shown_above_the_results(client: FlaskClient) -> None:
    root = web_html.page(client.get("/tim-kiem", query_string={"q": "2351/qd-ttg"}).text)
    (box,) = web_html.with_class(root, "meant")
    assert web_html.text(box) == (
        "Quyết định 2351/QĐ-TTg (24/12/2010) Thủ tướng Chính phủ · 24/12/2010 · được dẫn trong 2 bài "
        "“phê duyệt <Chiến lược> quốc gia & mục tiêu” Xem trang văn bản"
    )
    found = web_html.links(box)
    assert found["Quyết định 2351/QĐ-TTg (24/12/2010)"] == found["Xem trang văn bản"] == "/van-ban/qdttg/2010/2351"
    order = [element.get("class") for element in web_html.by_id(root, "ket-qua").iter()]
    assert order.index("meant") < order.index("hits")


def test_of_several_instruments_the_reader_chooses(client: FlaskClient) -> None:
    root = web_html.page(client.get("/tim-kiem?q=202/KH-UBND").text)
    (box,) = web_html.with_class(root, "meant")
    assert web_html.text(box.find("h3")) == "Có 3 văn bản mang số 202/KH-UBND. Chọn:"
    assert [web_html.text(item) for item in box.iter("li")] == [
        "Kế hoạch 202/KH-UBND (23/01/2019) UBND tỉnh Gia Lai · 23/01/2019 · được dẫn trong 1 bài",
        "Kế hoạch 202/KH-UBND (14/06/2019) UBND tỉnh Lào Cai · 14/06/2019 · được dẫn trong 1 bài",
        "Kế hoạch 202/KH-UBND (chưa rõ năm) được dẫn trong 1 bài",
    ]
    assert [link.get("href") for link in box.iter("a")] == [
        "/van-ban/khubnd/2019/202/gia-lai",
        "/van-ban/khubnd/2019/202/lao-cai",
        "/van-ban/khubnd/chua-ro-nam/202",
    ]


def test_instruments_of_several_numbers_are_said_to_be(client: FlaskClient) -> None:
    root = web_html.page(client.get("/tim-kiem?q=749/QĐ-TTg+2351/QĐ-TTg").text)
    (box,) = web_html.with_class(root, "meant")
    assert web_html.text(box.find("h3")) == "Có 2 văn bản ứng với nội dung đã nhập. Chọn:"


def test_many_candidates_are_folded_and_their_number_is_no_total() -> None:
    class Crowded(FakeSearcher):
        def search(self, request: Request) -> SearchResult:
            cards = tuple(card(f"khubnd:202:{2000 + number}", "202/KH-UBND") for number in range(20))
            return replace(super().search(request), instruments=cards)

    root = web_html.page(create_app({}, Crowded()).test_client().get("/tim-kiem?q=202/KH").text)
    (box,) = web_html.with_class(root, "meant")
    assert web_html.text(box.find("h3")) == "Có 20 văn bản trở lên mang số 202/KH-UBND. Chọn:"
    (more,) = box.iter("details")
    assert web_html.text(more.find("summary")) == "Hiện thêm 14 văn bản"
    assert (len(list(box.iter("li"))), len(list(more.iter("li")))) == (20, 14)


def test_words_alone_show_no_instrument(client: FlaskClient) -> None:
    assert not web_html.with_class(web_html.page(client.get("/tim-kiem?q=binh+dang+gioi").text), "meant")


# The page of an instrument


def facts(client: FlaskClient, path: str) -> dict[str, str]:
    root = web_html.page(client.get(path).text)
    return dict(zip(map(web_html.text, root.iter("dt")), map(web_html.text, root.iter("dd")), strict=True))


def test_what_articles_tell_of_an_instrument(client: FlaskClient) -> None:
    path = "/van-ban/qdttg/2010/2351"
    root = web_html.page(client.get(path).text)
    assert web_html.text(root.find(".//h1")) == "Quyết định 2351/QĐ-TTg (24/12/2010)"
    assert facts(client, path) == {
        "Loại văn bản": "Quyết định",
        "Cơ quan ban hành": "Thủ tướng Chính phủ",
        "Ngày ban hành": "24/12/2010",
        "Trích yếu (theo bài viết)": "“phê duyệt <Chiến lược> quốc gia & mục tiêu”",
        "Cách viết khác gặp trong bài": "2351/QĐ-TTg",
        "Tra cứu bản gốc": "Cơ sở dữ liệu quốc gia về văn bản pháp luật (rời trang này): tìm «2351/QĐ-TTg»",
    }
    (notice,) = web_html.with_class(root, "notice")
    assert web_html.text(notice) == "Thông tin được trích từ tin, bài; không thay thế văn bản gốc."
    (origin,) = web_html.with_class(root, "origin")
    assert origin.get("href") == "https://vbpl.vn/"
    assert set((origin.get("rel") or "").split()) == {"noopener", "nofollow"}
    assert web_html.links(root)["Văn bản"] == "/van-ban"


class Renamed(FakeSearcher):
    """Every issuer is called otherwise today."""

    def cards(self) -> list[InstrumentCard]:
        today = Succession("", "Bộ <Mới> & nay", dt.date(2025, 3, 1), "Nghị quyết 176/2025/QH15")
        return [replace(card, issuer_today=today) for card in super().cards()]


def test_the_page_tells_what_the_issuer_is_called_today() -> None:
    client = create_app({}, Renamed()).test_client()
    assert facts(client, "/van-ban/qdttg/2010/2351")["Cơ quan ban hành"] == (
        "Thủ tướng Chính phủ (nay là Bộ <Mới> & nay, từ 01/03/2025, theo Nghị quyết 176/2025/QH15)"
    )
    root = web_html.page(client.get("/van-ban/qdttg/2010/2351").text)
    assert "2025-03-01" in [time.get("datetime") for time in root.iter("time")]


def test_short_cards_tell_the_name_of_today() -> None:
    client = create_app({}, Renamed()).test_client()
    (box,) = web_html.with_class(web_html.page(client.get("/tim-kiem?q=2351/Q%C4%90-TTg").text), "meant")
    line = "Thủ tướng Chính phủ (nay là Bộ <Mới> & nay) · 24/12/2010 · được dẫn trong 2 bài"
    assert line in web_html.text(box)
    assert line in web_html.text(web_html.page(client.get("/van-ban").text))


def test_the_address_of_a_law_by_name_leads_to_the_one_by_number() -> None:
    engine = shared_memory_engine("web-laws")
    engine.add([build(article("a", "Tin", "Theo Luật Đất đai năm 2013 (số 45/2013/QH13)."))])
    engine.commit()
    client = create_app({}, Searcher("memory:web-laws")).test_client()
    answer = client.get("/van-ban/luat/2013/dat-dai")
    assert (answer.status_code, answer.location) == (302, "/van-ban/luatqh13/2013/45")
    root = web_html.page(client.get("/van-ban/luatqh13/2013/45").text)
    assert web_html.text(root.find(".//h1")) == "Luật Đất đai năm 2013 (45/2013/QH13)"
    assert facts(client, "/van-ban/luatqh13/2013/45")["Tra cứu bản gốc"].endswith("tìm «45/2013/QH13»")
    body = client.get("/api/v1/instruments/luat:dat-dai:2013").get_json()
    assert (body["key"], body["issuer_today"]) == ("luatqh13:45:2013", None)
    assert body["link"] == "http://localhost/van-ban/luatqh13/2013/45"


def test_years_add_up_and_lead_to_their_articles(client: FlaskClient) -> None:
    root = web_html.page(client.get("/van-ban/ndcp/2020/30").text)
    (table,) = root.iter("table")
    body = table.find("tbody")
    assert body is not None
    rows = [[web_html.text(cell) for cell in row] for row in body]
    assert sum(int(count) for _, count in rows) == 16
    assert [web_html.text(cell) for cell in next(table.find("tfoot").iter("tr"))] == ["Tổng", "16"]  # type: ignore[union-attr]
    for row, link in zip(rows, table.iter("a"), strict=True):
        assert link.get("href") == f"/tim-kiem?year={row[0]}&instrument=ndcp:30:2020"
        assert f"Tìm thấy {row[1]} bài" in client.get(link.get("href", "")).text
    for bar in web_html.with_class(table, "bar"):
        assert bar.get("aria-hidden") == "true"
        assert re.fullmatch(r"bar bar-([1-9]|1[0-9]|20)", bar.get("class", ""))


def test_ten_articles_are_shown_the_newest_first_and_the_others_are_a_search(client: FlaskClient) -> None:
    root = web_html.page(client.get("/van-ban/ndcp/2020/30").text)
    (hits,) = web_html.with_class(root, "hits")
    dates = [dt.datetime.strptime(web_html.text(time), "%d/%m/%Y") for time in hits.iter("time")]
    assert len(dates) == 10
    assert dates == sorted(dates, reverse=True)
    address = web_html.links(root)["Xem tất cả 16 bài"]
    assert address == "/tim-kiem?instrument=ndcp:30:2020&sort=newest"
    assert "Tìm thấy 16 bài" in client.get(address).text


def test_relations_are_quoted_with_their_article(client: FlaskClient) -> None:
    root = web_html.page(client.get("/van-ban/khubnd/2019/202/gia-lai").text)
    (section,) = web_html.with_class(root, "relations")
    assert web_html.text(section) == (
        "Căn cứ, thực hiện Thực hiện, căn cứ Quyết định 2351/QĐ-TTg (24/12/2010) "
        'Kế hoạch số 202/KH-UBND "thực hiện" <Quyết định> số 2351/QĐ-TTg. '
        f"Theo bài {web_fake.EQUALITY.title}, 09/04/2019"
    )
    found = web_html.links(section)
    assert found["Quyết định 2351/QĐ-TTg (24/12/2010)"] == "/van-ban/qdttg/2010/2351"
    assert client.get(found[web_fake.EQUALITY.title]).status_code == 200


@pytest.mark.parametrize(
    ("path", "headings"),
    [
        ("/van-ban/qdttg/2010/2351", [
            "Văn bản triển khai, sửa đổi, thay thế", "Được triển khai bởi", "Được thay thế, bãi bỏ bởi",
        ]),
        ("/van-ban/ndcp/2020/30", ["Sửa đổi, thay thế", "Thay thế, bãi bỏ"]),
        ("/van-ban/cttw/2018/21", [
            "Căn cứ, thực hiện, sửa đổi, thay thế", "Hướng dẫn, quy định chi tiết", "Sửa đổi, bổ sung",
        ]),
        ("/van-ban/nqtw/2007/11", [
            "Văn bản triển khai, sửa đổi, thay thế", "Được hướng dẫn bởi", "Được sửa đổi, bổ sung bởi",
        ]),
        ("/van-ban/qdttg/2020/749", []),
    ],
)  # fmt: skip
def test_relations_have_their_names(client: FlaskClient, path: str, headings: list[str]) -> None:
    root = web_html.page(client.get(path).text)
    sections = web_html.with_class(root, "relations")
    assert [web_html.text(e) for section in sections for e in section.iter() if e.tag in {"h2", "h3"}] == headings


def test_instruments_cited_together_lead_to_each_other(client: FlaskClient) -> None:
    root = web_html.page(client.get("/van-ban/khubnd/2019/202/gia-lai").text)
    (together,) = (s for s in root.iter("section") if s.get("aria-labelledby") == "dan-cung")
    found = web_html.links(together)
    assert found["Nghị quyết 11-NQ/TW (27/04/2007) 1 bài"] == "/van-ban/nqtw/2007/11"
    assert all(client.get(address).status_code == 200 for address in found.values())


def test_an_unknown_year_is_said(client: FlaskClient) -> None:
    path = "/van-ban/khubnd/chua-ro-nam/202"
    root = web_html.page(client.get(path).text)
    assert "Chưa rõ năm; gặp trong 1 bài." in web_html.text(root)
    assert facts(client, path)["Ngày ban hành"] == facts(client, path)["Cơ quan ban hành"] == "Chưa rõ"
    assert [web_html.text(th) for th in root.iter("th")][2] == "Không rõ ngày"
    assert "Chưa rõ năm" not in client.get("/van-ban/qdttg/2010/2351").text


@pytest.mark.parametrize(
    ("path", "right"),
    [
        ("/van-ban/qdttg/chua-ro-nam/2351", "/van-ban/qdttg/2010/2351"),
        ("/van-ban/qdttg/%3F/2351", "/van-ban/qdttg/2010/2351"),
        ("/van-ban/khubnd/2019/202", "/van-ban/khubnd/2019/202/gia-lai"),
        ("/van-ban/khubnd/%3F/202", "/van-ban/khubnd/chua-ro-nam/202"),
    ],
)
def test_an_address_that_means_another_instrument_leads_there(client: FlaskClient, path: str, right: str) -> None:
    answer = client.get(path)
    assert (answer.status_code, answer.location) == (302, right)
    assert client.get(right).status_code == 200


@pytest.mark.parametrize("path", ["/van-ban/qdttg/2011/2351", "/van-ban/khubnd/2019/202/hue", "/van-ban/a/b/c"])
def test_an_instrument_that_nothing_cites_is_a_page_that_leads_on(client: FlaskClient, path: str) -> None:
    answer = client.get(path)
    assert answer.status_code == 404
    root = web_html.page(answer.text)
    assert web_html.text(root.find(".//h1")) == "Không có bài nào dẫn văn bản này"
    assert web_html.links(root)["Xem danh sách văn bản"] == "/van-ban"


# The list of instruments


def listed(root: web_html.Element) -> list[str]:
    return [web_html.text(heading) for heading in root.iter("h3")]


def test_the_list_is_turned_page_by_page(client: FlaskClient) -> None:
    seen: list[str] = []
    address = "/van-ban"
    while address:
        root = web_html.page(client.get(address).text)
        assert web_html.text(web_html.by_id(root, "tinh-trang")) == "Có 8 văn bản"
        seen += listed(root)
        address = web_html.links(root).get("Trang sau", "")
    assert len(seen) == len(set(seen)) == 8
    assert all(client.get(link).status_code == 200 for text, link in web_html.links(root).items() if text in seen)


def test_the_list_is_narrowed_by_its_form(client: FlaskClient) -> None:
    root = web_html.page(client.get("/van-ban").text)
    address = web_html.sent(root, "loc-van-ban", type="Kế hoạch", year="2019")
    root = web_html.page(client.get(address).text)
    assert listed(root) == ["Kế hoạch 202/KH-UBND (23/01/2019)", "Kế hoạch 202/KH-UBND (14/06/2019)"]
    # The form keeps what was chosen, and counts obey the other choices.
    again = web_html.page(client.get(web_html.sent(root, "loc-van-ban", issuer="UBND tỉnh Lào Cai")).text)
    assert listed(again) == ["Kế hoạch 202/KH-UBND (14/06/2019)"]
    assert web_html.links(again)["Xóa tất cả bộ lọc"] == "/van-ban"
    options = [web_html.text(option) for option in root.iter("option")]
    assert "Kế hoạch (2)" in options
    assert "UBND tỉnh Lào Cai (1)" in options


def test_the_unknown_can_be_chosen(client: FlaskClient) -> None:
    root = web_html.page(client.get("/van-ban?year=?").text)
    assert listed(root) == ["Kế hoạch 202/KH-UBND (chưa rõ năm)"]
    chosen = [option for option in web_html.by_id(root, "year").iter("option") if option.get("selected") is not None]
    assert [web_html.text(option) for option in chosen] == ["Chưa rõ (1)"]
    assert [option.get("value") for option in chosen] == ["?"]


def test_the_list_is_searched_by_number_and_issuer(client: FlaskClient) -> None:
    root = web_html.page(client.get("/van-ban?q=lao+cai").text)
    assert listed(root) == ["Kế hoạch 202/KH-UBND (14/06/2019)"]
    assert web_html.text(web_html.by_id(root, "tinh-trang")) == "Có 1 văn bản cho «lao cai»"
    assert len(listed(web_html.page(client.get("/van-ban?q=202/kh").text))) == 3


def test_a_choice_that_fits_nothing_stays_in_the_form(client: FlaskClient) -> None:
    root = web_html.page(client.get("/van-ban", query_string={"type": "<b>", "q": '"><script>'}).text)
    assert web_html.text(web_html.by_id(root, "tinh-trang")) == 'Không có văn bản nào cho «"><script>»'
    assert "type=%3Cb%3E" in web_html.sent(root, "loc-van-ban")
    assert web_html.by_id(root, "tim-van-ban").get("value") == '"><script>'
    robots = [meta.get("content") for meta in root.iter("meta") if meta.get("name") == "robots"]
    assert robots == ["noindex, follow"]


def test_a_page_of_the_list_beyond_the_end_leads_back_to_the_list(client: FlaskClient) -> None:
    answer = client.get("/van-ban?type=K%E1%BA%BF+ho%E1%BA%A1ch&page=9")
    assert answer.status_code == 404
    found = web_html.links(web_html.page(answer.text))
    assert found["Về trang 1 của kết quả"] == "/van-ban?type=K%E1%BA%BF+ho%E1%BA%A1ch"


def test_the_list_says_what_it_could_not_use(client: FlaskClient) -> None:
    answer = client.get("/van-ban?page=x&mau=do&type=" + "y" * 400)
    assert answer.status_code == 200
    notes = [web_html.text(note) for note in web_html.with_class(web_html.page(answer.text), "note")]
    assert sorted(notes) == [
        "Một số giá trị của bộ lọc «Loại văn bản» không dùng được nên đã bỏ qua.",
        "Số trang «x» không hợp lệ; đang hiển thị trang 1.",
        "Đã bỏ qua tham số lạ «mau» trong địa chỉ.",
    ]


# All values of a facet


def test_a_facet_that_does_not_show_all_leads_to_all(client: FlaskClient) -> None:
    root = web_html.page(client.get("/tim-kiem?from=2018&sort=newest&page=2&size=3").text)
    address = web_html.links(root)["Hiện tất cả giá trị của Tháng"]
    assert address == "/tim-kiem/loc/month?from=2018&sort=newest&size=3"
    assert "Hiện tất cả giá trị của Năm" not in web_html.links(root)
    months = web_html.page(client.get(address).text)
    assert web_html.text(web_html.by_id(months, "tinh-trang")) == "15 giá trị"
    names = [web_html.text(name) for name in web_html.with_class(months, "name")]
    assert len(names) == 15
    assert names == sorted(names, key=lambda name: (name[3:], name[:2]), reverse=True)
    # Months have one order that makes sense.
    assert "Xếp từ A đến Z" not in web_html.links(months)


def test_each_value_is_chosen_or_left_in_the_same_search(client: FlaskClient) -> None:
    root = web_html.page(client.get("/tim-kiem/loc/year?q=thanh+pho&year=2019&sort=newest").text)
    found = web_html.links(root)
    assert found["Bỏ lọc: 2019 5 bài"] == "/tim-kiem?q=thanh+pho&sort=newest"
    assert found["2020 5 bài"] == "/tim-kiem?q=thanh+pho&year=2019&year=2020&sort=newest"
    assert found["Về kết quả tìm kiếm"] == "/tim-kiem?q=thanh+pho&year=2019&sort=newest"
    assert "Tìm thấy 10 bài" in client.get(found["2020 5 bài"]).text
    assert [m.get("content") for m in root.iter("meta") if m.get("name") == "robots"] == ["noindex, follow"]


def test_values_are_searched_without_marks_and_the_search_stays(client: FlaskClient) -> None:
    root = web_html.page(client.get("/tim-kiem/loc/category?q=thanh+pho&year=2019&order=az").text)
    assert web_html.links(root)["Xếp theo số bài"] == "/tim-kiem/loc/category?q=thanh+pho&year=2019"
    address = web_html.sent(root, "loc-gia-tri", **{"in": "CHUYEN doi"})
    assert "order=az" in address
    root = web_html.page(client.get(address).text)
    assert web_html.text(web_html.by_id(root, "tinh-trang")) == "1 giá trị có «CHUYEN doi»"
    (value,) = web_html.with_class(root, "name")
    assert web_html.text(value) == "Tin Tức › Chuyển đổi số"
    assert web_html.by_id(root, "in").get("value") == "CHUYEN doi"
    found = web_html.links(root)
    assert found["Về kết quả tìm kiếm"] == "/tim-kiem?q=thanh+pho&year=2019"
    nothing = web_html.page(client.get("/tim-kiem/loc/category?in=%3Cb%3Ezz").text)
    assert web_html.text(web_html.by_id(nothing, "tinh-trang")) == "Không có giá trị nào có «<b>zz»"
    assert web_html.links(nothing)["hiện tất cả giá trị của Chuyên mục"] == "/tim-kiem/loc/category"


def test_categories_are_a_tree_there_too(client: FlaskClient) -> None:
    root = web_html.page(client.get("/tim-kiem/loc/category").text)
    depths = {web_html.text(li): li.get("class") for li in root.iter("li")}
    assert depths["Tin Tức 21 bài"] == "depth-0"
    assert depths["Tin tổng hợp 11 bài"] == "depth-1"


def test_values_of_others_are_shown_as_text(client: FlaskClient) -> None:
    root = web_html.page(client.get("/tim-kiem/loc/source").text)
    found = web_html.links(root)
    assert "Tìm thấy 1 bài" in client.get(found["<u>Nguồn</u> 1 bài"]).text


def test_a_wrong_date_is_left_out_of_the_values_and_said(client: FlaskClient) -> None:
    root = web_html.page(client.get("/tim-kiem/loc/source?from=abc&order=za").text)
    notes = [web_html.text(note) for note in web_html.with_class(root, "note")]
    assert notes[0] == "Không có cách xếp «za»; đang xếp như trong bộ lọc."
    assert notes[1].startswith("Từ ngày «abc»: ngày không hợp lệ")
    assert web_html.links(root)["Về kết quả tìm kiếm"] == "/tim-kiem"


def test_a_page_of_values_beyond_the_end_leads_back_to_them(client: FlaskClient) -> None:
    answer = client.get("/tim-kiem/loc/source?year=2019&page=7")
    assert answer.status_code == 404
    found = web_html.links(web_html.page(answer.text))
    assert found["Về trang 1 của kết quả"] == "/tim-kiem/loc/source?year=2019"


def test_a_facet_that_there_is_not(client: FlaskClient) -> None:
    answer = client.get("/tim-kiem/loc/khong-co")
    assert answer.status_code == 404
    web_html.page(answer.text)
