"""Texts of portal pages."""

from __future__ import annotations

import datetime as dt
import io
from dataclasses import replace

import pytest
from conftest import shared
from hypothesis import given
from hypothesis import strategies as st

from index.article import Article
from index.cleaning import clean_text
from index.importers import read_sources
from index.importers.portal_text import read_portal_text
from index.importers.refusal import Refused

PAGE = """CHUYÊN MỤC

Trang chủ > Tin Tức > Tin tổng hợp > XÃ MẪU HỌP BÀN VIỆC NƯỚC SẠCH

XÃ MẪU HỌP BÀN VIỆC NƯỚC SẠCH

Ngày đăng bài: 09/04/2019
     Sáng 08/4/2019, UBND xã Mẫu họp bàn việc nước sạch theo Kế hoạch số 12/KH-UBND.

     Ông trưởng thôn nói:  nước   đã về đến ngõ.
       - Thôn Một: 30 hộ;
       - Thôn Hai: 25 hộ./.
                                                                 Thu An"""

ARTICLE = Article(
    id="",
    title="XÃ MẪU HỌP BÀN VIỆC NƯỚC SẠCH",
    body=(
        "Sáng 08/4/2019, UBND xã Mẫu họp bàn việc nước sạch theo Kế hoạch số 12/KH-UBND.\n\n"
        "Ông trưởng thôn nói: nước đã về đến ngõ.\n- Thôn Một: 30 hộ;\n- Thôn Hai: 25 hộ./."
    ),
    date=dt.date(2019, 4, 9),
    categories=("Tin Tức", "Tin tổng hợp"),
    author="Thu An",
)


def read(page: str | bytes) -> Article:
    data = page if isinstance(page, bytes) else page.encode()
    (article,) = read_portal_text(io.BufferedReader(io.BytesIO(data)), "tin/bai.txt")
    return article


def without_id(article: Article) -> Article:
    return replace(article, id="")


def test_a_page() -> None:
    assert without_id(read(PAGE)) == ARTICLE


@pytest.mark.parametrize(
    "change",
    [
        ("CHUYÊN MỤC\n\n", ""),
        ("CHUYÊN MỤC\n\n", "\n\n \nChuyên mục:\n"),
        ("\n", "\r\n"),
        ("\n", "\r"),
        (" > ", " » "),
        (" > ", " › "),
        (" > ", " / "),
        (" > ", " | "),
        (" > ", ">"),
        ("Trang chủ", "TRANG CHỦ"),
        ("> XÃ MẪU HỌP BÀN VIỆC NƯỚC SẠCH", "> Xã Mẫu họp bàn việc nước sạch"),
        ("> XÃ MẪU HỌP BÀN VIỆC NƯỚC SẠCH", "> Xa Mau hop ban viec nuoc sach"),
        ("> XÃ MẪU HỌP BÀN VIỆC NƯỚC SẠCH", "> XÃ MẪU HỌP BÀN…"),
        (" > XÃ MẪU HỌP BÀN VIỆC NƯỚC SẠCH", ""),
        ("Ngày đăng bài:", "Ngày đăng:"),
        ("Ngày đăng bài:", "Ngày đăng bài :"),
        ("Ngày đăng bài:", "Đăng ngày"),
        ("Ngày đăng bài:", "Cập nhật lúc"),
        ("09/04/2019\n", "9/4/2019\n"),
        ("09/04/2019\n", "09-04-2019\n"),
        ("09/04/2019\n", "09.04.2019 08:05\n"),
        ("09/04/2019\n", "Thứ ba, 09/04/2019, 08:05 | Lượt xem: 12\n"),
        ("09/04/2019\n", "09/04/2019\nCập nhật: 10/04/2019\n"),
        ("Thu An", "\u00a0Thu\u00a0An  \n\n\n"),
        ("                                 Thu An", "\t\t\tThu An"),
        ("                                 Thu An", "Tác giả: Thu An"),
        ("Sáng 08", "\ufeffSáng\u200b 08"),
    ],
    ids=repr,
)
def test_other_ways_of_writing_it_give_the_same_article(change: tuple[str, str]) -> None:
    changed = PAGE.replace(*change)
    assert changed != PAGE
    assert without_id(read(changed)) == ARTICLE


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-16-le", "utf-32"])
def test_encodings_with_a_byte_order_mark(encoding: str) -> None:
    mark = b"\xff\xfe" if encoding == "utf-16-le" else b""
    assert without_id(read(mark + PAGE.encode(encoding))) == ARTICLE


def test_labelled_lines_above_and_below() -> None:
    labels = "Tác giả: Minh Bình\nNguồn: Cổng thông tin điện tử xã Mẫu\nĐường dẫn: https://example.vn/tin/nuoc-sach\n"
    above = read(PAGE.replace("     Sáng", labels + "     Sáng"))
    below = read(PAGE.rsplit("\n", 1)[0] + "\n" + labels)
    assert above.body == ARTICLE.body + "\nThu An"  # the author is known already: this line is text
    assert below.body == ARTICLE.body
    for article in (above, below):
        assert article.author == "Minh Bình"
        assert article.source == "Cổng thông tin điện tử xã Mẫu"
        assert article.url == "https://example.vn/tin/nuoc-sach"


def test_the_source_is_the_host_where_none_is_named() -> None:
    page = PAGE.replace("Ngày đăng bài", "Địa chỉ: https://www.example.vn/tin/1\nNgày đăng bài")
    assert read(page).source == "example.vn"


@pytest.mark.parametrize(
    "last",
    [
        "Thu An",
        "    Thu An",
        " " * 60 + "Thu An.",
        " " * 60 + "Hội nghị kết thúc tốt đẹp",
        " " * 60 + "THU AN",
        " " * 60 + "Nguyễn Thị Thu An Bình",
        " " * 60 + "CHỦ TỊCH\n" + " " * 60 + "Nguyễn An",
    ],
)
def test_the_last_line_stays_in_the_text_unless_it_is_surely_a_name(last: str) -> None:
    article = read(PAGE.rsplit("\n", 1)[0] + "\n" + last)
    assert article.author == ""
    assert article.body == ARTICLE.body + "\n" + clean_text(last)


def test_a_page_that_is_only_set_in_is_not_taken_for_a_name() -> None:
    article = read("Danh sách xã đạt chuẩn\n" + " " * 20 + "Tân An\n" + " " * 20 + "Tân Bình")
    assert (article.body, article.author) == ("Tân An\nTân Bình", "")


def test_a_file_without_furniture() -> None:
    article = read("\n\nXã Mẫu họp.\n\n\n\nMột câu.\n  Hai câu.\n")
    assert (article.title, article.body, article.date, article.categories) == (
        "Xã Mẫu họp.",
        "Một câu.\nHai câu.",
        None,
        (),
    )


def test_a_title_below_the_date() -> None:
    article = read("Trang chủ > Tin Tức\nNgày đăng: 09/04/2019\nXã Mẫu họp bàn\nMột câu.")
    assert (article.title, article.body, article.categories) == ("Xã Mẫu họp bàn", "Một câu.", ("Tin Tức",))


def test_a_title_that_looks_like_an_update() -> None:
    article = read("Cập nhật 10h ngày 09/4/2020: thêm hai xã đạt chuẩn\nMột câu.")
    assert (article.title, article.date) == ("Cập nhật 10h ngày 09/4/2020: thêm hai xã đạt chuẩn", None)


def test_text_in_the_middle_is_never_furniture() -> None:
    middle = "Nguồn: Cổng tỉnh\nTrang chủ > Tin Tức\nNgày đăng: 01/01/2001\n                    Thu An\nHết."
    article = read("Tiêu đề\n\nMột câu.\n" + middle)
    assert article.body == "Một câu.\nNguồn: Cổng tỉnh\nTrang chủ > Tin Tức\nNgày đăng: 01/01/2001\nThu An\nHết."
    assert (article.author, article.source, article.date) == ("", "", None)


@pytest.mark.parametrize(
    ("page", "reason", "line"),
    [
        ("", "no title", 0),
        (" \n\n\u200b\n", "no title", 0),
        ("CHUYÊN MỤC\n\nTrang chủ > Tin Tức\n", "no title", 0),
        ("Trang chủ > Tin Tức\nNgày đăng: 09/04/2019\nUBND xã Mẫu họp bàn việc nước sạch.\nHai câu.", "no title", 3),
        ("x" * 501 + "\nMột câu.", "no title: the first line of text has 501 characters", 1),
        ("Tiêu đề", "no body", 0),
        ("Tiêu đề\n\nNgày đăng: 09/04/2019\n\n", "no body", 0),
        (PAGE.replace("09/04/2019", "31/02/2019"), "the date '31/02/2019' does not exist", 7),
        (PAGE.replace("09/04/2019", "09/04/0019"), "the date '09/04/0019' is too old to be true", 7),
        (PAGE.replace("09/04/2019", "09/04/2919"), "the date '09/04/2919' is more than a year ahead", 7),
        (PAGE.replace("09/04/2019", "hôm qua"), "the date 'hôm qua' is not understood", 7),
        (PAGE.encode().replace(b"30", b"\xe130"), "not UTF-8: byte 0xE1 at offset ", 11),
        (PAGE.encode("utf-16-le"), "NUL byte", 1),
        (b"%PDF-1.4 ...", "a PDF document", 0),
    ],
)
def test_bad_pages_are_refused(page: str | bytes, reason: str, line: int) -> None:
    with pytest.raises(Refused, match=reason) as refused:
        read(page)
    assert refused.value.line == line


@given(
    st.one_of(
        st.binary(), st.text().map(str.encode), st.text(st.sampled_from("CHUYÊN MỤC\n>:đT. 19/0")).map(str.encode)
    )
)
def test_arbitrary_bytes_give_an_article_or_a_reason(data: bytes) -> None:
    try:
        article = read(data)
    except Refused:
        return
    assert article.title
    assert article.body


@given(st.lists(st.sampled_from(["Một câu văn.", "Thu An", "- Thôn Hai: 25 hộ;", "Hà Nội"]), min_size=1))
def test_every_sentence_of_the_body_is_kept(sentences: list[str]) -> None:
    body = "\n".join(["Mở đầu bài.", *sentences])
    assert read(f"Tiêu đề\n\n{body}").body == body


@pytest.mark.shared
def test_the_first_article() -> None:
    (article,) = read_sources([shared("seed")])
    assert isinstance(article, Article)
    assert article.title.isupper()
    assert article.title.endswith("SỞ THÔNG TIN VÀ TRUYỀN THÔNG")
    assert article.date == dt.date(2019, 4, 9)
    assert article.categories == ("Tin Tức", "Tin tổng hợp")
    assert article.author == "Thu Thủy"
    assert article.body.startswith("Nhận thức về vị trí")
    assert article.body.endswith("của phụ nữ./.")
    assert article.body.count("\n") == 15
    for furniture in ("CHUYÊN MỤC", "Trang chủ", "Ngày đăng", "Thu Thủy", article.title):
        assert furniture not in article.body
