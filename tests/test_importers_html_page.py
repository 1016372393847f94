"""Saved pages: the article without what stands round it; a page without an article is refused."""

from __future__ import annotations

import datetime as dt
import io
import json
import time
from pathlib import Path

import pytest
from conftest import SHARED, shared
from hypothesis import given
from hypothesis import strategies as st
from lxml import html

from index.article import Article, BadRecord
from index.importers import read_sources
from index.importers.html_page import read_html_page
from index.importers.html_text import lines_of
from index.importers.refusal import Refused

TITLE = "Xã Mẫu họp bàn việc nước sạch"
TEXT = [
    "Sáng 08/4/2019, UBND xã Mẫu họp bàn việc nước sạch theo Kế hoạch số 12/KH-UBND của huyện.",
    "Ông trưởng thôn nói nước đã về đến ngõ, chỉ còn chờ đồng hồ đo của từng hộ trong thôn.",
    "Hội nghị giao từng thôn lập danh sách hộ dùng nước, gửi về xã trước ngày 15 hằng tháng./.",
]
BODY = "\n".join(TEXT)
PARAGRAPHS = "".join(f"<p>{line}</p>\n" for line in TEXT)
MENU = '<div id="menu"><ul><li><a href="/">Trang chủ</a></li><li><a href="/gt">Giới thiệu</a></li></ul></div>'
CLOCK = "<div>Thứ hai, 23/11/2026</div>"
RELATED = "<h3>Các tin khác</h3><ul>" + "".join(
    f'<li><a href="/t{n}">Tin số {n} của xã Mẫu về việc làm đường và trồng cây ven đường.</a> (0{n}/4/2019)</li>'
    for n in range(1, 7)
)
FOOT = (
    '<div id="footer"><p>Bản quyền thuộc về UBND xã Mẫu, số 1 đường Mẫu.</p>'
    '<form>Đăng nhập <input name="u"><button>Gửi</button></form></div>'
)


def page(
    middle: str,
    *,
    head: str = "",
    title: str = f"{TITLE} - Cổng thông tin điện tử xã Mẫu",
) -> str:
    return (
        f'<!DOCTYPE html><html><head><meta charset="utf-8"><title>{title}</title>{head}</head>'
        f"<body>{CLOCK}{MENU}{middle}{RELATED}{FOOT}<script>var a = 'Ngày đăng: 01/01/2001';</script></body></html>"
    )


def read(source: str | bytes) -> Article:
    data = source if isinstance(source, bytes) else source.encode()
    (article,) = read_html_page(io.BufferedReader(io.BytesIO(data)), "tin/bai.html")
    return article


PORTAL = (
    '<ol class="breadcrumb"><li><a href="/">Trang chủ</a></li><li><a href="/t">Tin Tức</a></li>'
    f'<li><a href="/h">Tin tổng hợp</a></li><li class="active">{TITLE.upper()}</li></ol>'
    f"<h1>{TITLE}</h1><div>Ngày đăng bài: 09/04/2019 | Lượt xem: 12</div>"
    f'<div class="content-detail">{PARAGRAPHS}<p style="text-align: right"><strong>Thu An</strong></p></div>'
)


def test_a_portal_page() -> None:
    article = read(page(PORTAL, head='<link rel="canonical" href="https://xamau.example.vn/tin/nuoc-sach">'))
    assert article == Article(
        id=article.id,
        title=TITLE,
        body=BODY,
        date=dt.date(2019, 4, 9),
        categories=("Tin Tức", "Tin tổng hợp"),
        source="xamau.example.vn",
        author="Thu An",
        url="https://xamau.example.vn/tin/nuoc-sach",
    )


@pytest.mark.parametrize(
    "container",
    [
        '<div class="content-detail">{}</div>',
        '<div id="noidung">{}</div>',
        '<div class="box ArticleContent x">{}</div>',
        '<div itemprop="articleBody">{}</div>',
        '<article><div class="share">Chia sẻ</div>{}</article>',
        # Named by nobody: trafilatura finds it.
        '<div class="q7"><div class="zz">{}</div></div>',
        "{}",
        # The element inside which the text stands is taken, not the one round it.
        '<div class="news-detail"><h1>' + TITLE + '</h1><div class="noi-dung">{}</div><p>Xem 5 lượt</p></div>',
    ],
)
def test_the_text_is_found_in_all_kinds_of_elements(container: str) -> None:
    article = read(page(f"<h1>{TITLE}</h1><p>Ngày đăng: 09/04/2019</p>" + container.format(PARAGRAPHS)))
    assert article.title == TITLE
    assert article.body == BODY
    assert article.date == dt.date(2019, 4, 9)


@pytest.mark.parametrize(
    "crumbs",
    [
        '<nav class="breadcrumb"><a href="/">Trang chủ</a> &raquo; <a>Tin Tức</a> &raquo; <a>Thời sự</a></nav>',
        '<div class="bread-crumbs"><a href="/">Trang chủ</a><a href="/a">Tin Tức</a><a href="/b">Thời sự</a></div>',
        "<div>Trang chủ &gt; Tin Tức &gt; Thời sự</div>",
        f"<div>Trang chủ / Tin Tức / Thời sự / {TITLE}</div>",
        '<ul aria-label="breadcrumb"><li>Trang chủ ›</li><li>Tin Tức ›</li><li>Thời sự</li></ul>',
        '<ol itemscope itemtype="https://schema.org/BreadcrumbList"><li itemprop="itemListElement"><a><span itemprop='
        '"name">Tin Tức</span></a></li><li itemprop="itemListElement"><span itemprop="name">Thời sự</span></li></ol>',
        '<script type="application/ld+json">{"@type": "BreadcrumbList", "itemListElement": ['
        '{"position": 2, "item": {"@id": "/b", "name": "Thời sự"}}, {"position": 1, "name": "Tin Tức"}]}</script>',
        "<p>Chuyên mục: Tin Tức » Thời sự</p>",
    ],
)
def test_breadcrumbs(crumbs: str) -> None:
    article = read(page(f'{crumbs}<h1>{TITLE}</h1>{crumbs}<div class="noidung">{PARAGRAPHS}</div>'))
    assert article.categories == ("Tin Tức", "Thời sự")
    assert article.body == BODY


LD = {
    "@context": "https://schema.org",
    "@type": "NewsArticle",
    "headline": "Xã Mẫu &quot;họp&quot; bàn việc nước sạch",
    "datePublished": "2019-04-08T20:00:00Z",
    "author": {"@type": "Person", "name": "Minh Bình"},
    "publisher": {"@type": "Organization", "name": "Báo Mẫu"},
    "articleSection": ["Thời sự", "Nước sạch"],
    "mainEntityOfPage": {"@id": "https://baomau.example.vn/nuoc-sach"},
}


@pytest.mark.parametrize("wrapped", [LD, [LD], {"@graph": [{"@type": "WebSite", "name": "x"}, LD]}], ids=type)
def test_json_ld(wrapped: object) -> None:
    head = f'<script type="application/ld+json">{json.dumps(wrapped)};</script>'
    article = read(page(f'<h1>Báo Mẫu</h1><div class="noidung">{PARAGRAPHS}</div>', head=head))
    assert article.title == 'Xã Mẫu "họp" bàn việc nước sạch'
    assert article.date == dt.date(2019, 4, 9)
    assert (article.author, article.source) == ("Minh Bình", "Báo Mẫu")
    assert article.categories == ("Thời sự",)
    assert article.url == "https://baomau.example.vn/nuoc-sach"


def test_meta_elements() -> None:
    head = (
        '<meta property="og:title" content="Xã Mẫu họp bàn việc nước sạch | Báo Mẫu">'
        '<meta property="og:site_name" content="Báo Mẫu"><meta property="og:url" content="https://baomau.example.vn/1">'
        '<meta property="article:published_time" content="2019-04-09T08:00:00+07:00">'
        '<meta property="article:section" content="Thời sự"><meta name="author" content="Minh Bình">'
    )
    article = read(page(f'<div class="noidung">{PARAGRAPHS}</div>', head=head))
    assert article.title == TITLE
    assert (article.date, article.categories) == (dt.date(2019, 4, 9), ("Thời sự",))
    assert (article.author, article.source, article.url) == ("Minh Bình", "Báo Mẫu", "https://baomau.example.vn/1")


@pytest.mark.parametrize(
    ("name", "author"),
    [("Báo Mẫu", ""), ("baomau.example.vn", ""), ("Admin", ""), ("Minh Bình", "Minh Bình"), ("H.M", "H.M")],
)
def test_a_site_is_no_author(name: str, author: str) -> None:
    head = f'<meta property="og:site_name" content="Báo Mẫu"><meta name="author" content="{name}">'
    assert read(page(f'<div class="noidung">{PARAGRAPHS}</div>', head=head)).author == author


@pytest.mark.parametrize(
    ("shown", "date"),
    [
        ("<p>Ngày đăng bài: 09/04/2019</p>", dt.date(2019, 4, 9)),
        ("<p>Đăng lúc 08:05, 09-04-2019</p>", dt.date(2019, 4, 9)),
        ("<p>Cập nhật lúc: 09.04.2019 08:05</p>", dt.date(2019, 4, 9)),
        ("<p>Thứ Ba, 09/04/2019, 08:05 (GMT+7)</p>", dt.date(2019, 4, 9)),
        ("<span>09/04/2019</span> | <span>08:05</span>", dt.date(2019, 4, 9)),
        ('<time datetime="2019-04-09T08:05:00+07:00">hôm qua</time>', dt.date(2019, 4, 9)),
        ("<p>Cập nhật: 01/05/2024</p><p>Ngày đăng: 09/04/2019</p>", dt.date(2019, 4, 9)),
        # The clock above and the dates of other articles below are no dates of this one.
        ("<p>Lượt xem: 9</p>", None),
        ("", None),
    ],
)
def test_dates_that_a_reader_sees(shown: str, date: dt.date | None) -> None:
    article = read(page(f'<h1>{TITLE}</h1>{shown}<div class="noidung">{PARAGRAPHS}</div>'))
    assert article.date == date
    assert article.body == BODY


def test_a_date_inside_the_element_of_the_text() -> None:
    inside = f'<div class="noidung"><h2>{TITLE}</h2><p>09/04/2019 | 08:05</p>{PARAGRAPHS}<p>Nguồn: Báo Mẫu</p></div>'
    article = read(page(inside))
    assert (article.title, article.body) == (TITLE, BODY)
    assert (article.date, article.source) == (dt.date(2019, 4, 9), "Báo Mẫu")


def test_a_date_that_cannot_be_gives_way_to_one_that_can() -> None:
    head = '<meta property="article:published_time" content="0001-01-01T00:00:00">'
    article = read(page(PORTAL, head=head))
    assert article.date == dt.date(2019, 4, 9)


@pytest.mark.parametrize(
    "last",
    [
        '<p style="text-align:right">Thu An</p>',
        '<p align="RIGHT">Thu An</p>',
        "<p><strong>Thu&nbsp;An</strong></p>",
        "<p><em>Thu An</em></p>",
        "<p><i><b>Thu</b> An&#8203;</i></p>",
        '<p class="author">Thu An</p>',
        "<p>Tác giả: Thu An</p>",
    ],
)
def test_the_author_at_the_end(last: str) -> None:
    article = read(page(f'<h1>{TITLE}</h1><div class="noidung">{PARAGRAPHS}{last}</div>'))
    assert (article.author, article.body) == ("Thu An", BODY)


@pytest.mark.parametrize(
    "last", ["<p>Tân An</p>", "<p><b>CHỦ TỊCH</b></p><p><b>Nguyễn An</b></p>", "<p><b>HẾT</b></p>"]
)
def test_other_last_lines_stay(last: str) -> None:
    article = read(page(f'<h1>{TITLE}</h1><div class="noidung">{PARAGRAPHS}{last}</div>'))
    assert article.author == ""
    assert article.body == "\n".join([BODY, *lines_of(html.fromstring(f"<div>{last}</div>"))])


LEAD = "Ba thôn đã có nước sạch, hai thôn còn chờ đường ống."


@pytest.mark.parametrize(
    "text",
    [
        f'<h2 class="sapo">{LEAD}</h2><div class="noidung">{PARAGRAPHS}</div>',
        f'<div class="noidung"><h2 class="sapo">{LEAD}</h2>{PARAGRAPHS}</div>',
        f'<div class="q8">{LEAD}</div><div class="noidung">{PARAGRAPHS}</div>',
        f'<p>Cán bộ xã xem bản đồ đường ống ở trụ sở. Ảnh: Thu An.</p><p class="sapo">{LEAD}</p>{PARAGRAPHS}',
    ],
)
def test_the_lead_is_kept_apart(text: str) -> None:
    article = read(page(f"<h1>{TITLE}</h1><p>Ngày đăng: 09/04/2019</p>{text}"))
    assert (article.lead, article.body.splitlines()[-3:]) == (LEAD, TEXT)


def test_a_caption_is_no_lead() -> None:
    caption = "<p>Cán bộ xã xem bản đồ đường ống nước sạch ở trụ sở. Ảnh: Thu An.</p>"
    assert read(page(f'<h1>{TITLE}</h1>{caption}<div class="noidung">{PARAGRAPHS}</div>')).lead == ""


@pytest.mark.parametrize(
    "round_it",
    [
        '<div class="tin-lien-quan"><p>Một câu dài của một bài khác, không thuộc về bài viết này chút nào.</p></div>',
        '<div class="relatedNews"><a href="/x">Bài khác</a></div>',
        "<nav><a href='/x'>Bài khác</a></nav>",
        '<div style="display:none">Một câu ẩn mà người đọc trang này không bao giờ nhìn thấy được.</div>',
        "<p hidden>Một câu ẩn mà người đọc trang này không bao giờ nhìn thấy được.</p>",
        "<script>var cau = 'Một câu của chương trình, không phải của bài viết này.';</script>",
        "<!-- Một câu ghi chú của người làm trang, không phải của bài viết này. -->",
        "<p>Tin liên quan</p><p><a href='/x'>Một bài khác nói về việc trồng cây ven đường ở xã Mẫu.</a></p>",
        "<p>Lượt xem: 1.234</p>",
    ],
)
def test_what_is_no_text_of_the_article_is_left_out(round_it: str) -> None:
    assert read(page(f'<h1>{TITLE}</h1><div class="noidung">{PARAGRAPHS}{round_it}</div>')).body == BODY


@pytest.mark.parametrize(
    ("source", "lines"),
    [
        ("<p>một\n  hai</p>ba<br>bốn<span> năm</span><b>sáu</b>", ["một hai", "ba", "bốn nămsáu"]),
        ("<p>V&#7873;&nbsp;vi&ecirc;\u0323c</p>", ["Về việc"]),
        ("<ul><li>a</li><li>b<ul><li>c</li></ul></li></ul>d", ["a", "b", "c", "d"]),
        ("<table><tr><th>STT</th><th>Xã</th></tr><tr><td>1</td><td>Mẫu</td></tr></table>", ["STT | Xã", "1 | Mẫu"]),
        ("<table><tr><td><p>UBND</p><p>XÃ MẪU</p></td><td>CỘNG HÒA</td></tr></table>", ["UBND", "XÃ MẪU", "CỘNG HÒA"]),
        ("<table><tr><td></td><td>x</td><td> </td></tr><tr></tr></table>y", ["x", "y"]),
        ("<table><tr><td>a<table><tr><td>b</td><td>c</td></tr></table></td></tr></table>", ["a", "b | c"]),
        ('<table><tr style="display: none"><td>a</td></tr><tr><td>b</td><td>c</td></tr></table>', ["b | c"]),
        ("<p>a<!-- x -->b<script>c</script>d</p>", ["abd"]),
        ("", []),
    ],
)
def test_lines_of_an_element(source: str, lines: list[str]) -> None:
    parser = html.HTMLParser(remove_comments=True)
    assert lines_of(html.fromstring(f"<div>{source}</div>", parser=parser)) == lines


LEGACY = page(PORTAL).replace('charset="utf-8"', 'charset="{}"')


@pytest.mark.parametrize(
    "data",
    [
        page(PORTAL).encode("utf-8-sig"),
        page(PORTAL).encode("utf-16"),
        page(PORTAL).replace('<meta charset="utf-8">', "").encode(),
        page(PORTAL).replace("utf-8", "iso-8859-1").encode(),
        page(PORTAL).replace("\n", "\r").encode(),
        b'<?xml version="1.0" encoding="utf-8"?>' + page(PORTAL).encode(),
        "".join(c if ord(c) < 128 else f"&#x{ord(c):X};" for c in page(PORTAL)).encode(),
    ],
    ids=["mark", "UTF-16", "undeclared", "wrongly declared", "CR", "XML", "entities"],
)
def test_encodings(data: bytes) -> None:
    article = read(data)
    assert (article.title, article.body) == (TITLE, BODY)


def test_a_declared_older_encoding_is_read() -> None:
    sentence = "Le conseil a adopté un règlement sur l’accès à l’eau, après de longs débats sur les coûts."
    source = f'<html><head><meta charset="windows-1252"></head><h1>Été</h1><div class="noidung"><p>{sentence}</p></div>'
    article = read(source.encode("windows-1252"))
    assert (article.title, article.body) == ("Été", sentence)


@pytest.mark.parametrize(
    ("source", "reason"),
    [
        (page(PORTAL).encode().replace(b"KH-UBND", b"KH\xe1UBND"), "not UTF-8: byte 0xE1 at offset"),
        (page(PORTAL).encode("windows-1258", "replace").replace(b"utf-8", b"euc-kr"), "neither UTF-8 nor cp949"),
        (page(PORTAL).encode("windows-1258", "replace").replace(b"utf-8", b"none-such"), "not UTF-8"),
        (page(PORTAL).encode().replace(b"KH-UBND", b"KH\0UBND"), "NUL byte"),
        (b"", "nothing in it"),
        (b" \n ", "nothing in it"),
        (b"%PDF-1.4", "a PDF document"),
        (f'<div class="noidung">{PARAGRAPHS}</div>', "no title"),
        (page(f"<h1>{TITLE}</h1>"), "no article body found"),
        (page(f'<h1>{TITLE}</h1><div class="noidung"><p>Đang cập nhật</p></div>'), "no article body found"),
        (page(PORTAL.replace("09/04/2019", "31/02/2019")), "the date '31/02/2019' does not exist"),
        (page(PORTAL.replace("09/04/2019", "09/04/2919")), "the date '09/04/2919' is more than a year ahead"),
        ("<html><title>T</title>" + "<table>" * 3000 + "x", "no article body found: the page is nested too deeply"),
    ],
)
def test_what_is_no_article_is_refused(source: str | bytes, reason: str) -> None:
    with pytest.raises(Refused, match=reason):
        read(source)


def test_a_list_of_articles_is_none() -> None:
    items = "".join(
        f'<div class="item"><a href="/{n}">Xã Mẫu làm xong đoạn đường liên thôn thứ {n} trong tháng này.</a></div>'
        for n in range(30)
    )
    with pytest.raises(Refused, match="no article body found"):
        read(page(f"<h1>Tin Tức</h1>{items}", title="Tin Tức"))


@pytest.mark.parametrize(
    ("head", "url"),
    [
        ('<link rel="canonical" href="/tin/1"><meta property="og:url" content="https://a.example.vn/1">', 1),
        (
            '<link rel="Canonical" href="https://a.example.vn/1"><meta property="og:url" content="https://b.example.vn">',
            1,
        ),
        ('<link rel="canonical" href="https://a.example.vn/"><!-- saved from url=(0022)https://a.example.vn/1 -->', 1),
        ('<link rel="canonical" href="https://a.example.vn/">', 0),
        ("", 0),
    ],
)
def test_the_address(head: str, url: int) -> None:
    article = read(page(PORTAL, head=head))
    assert article.url == ("https://a.example.vn/1" if url else "")
    assert (article.id == read(page(PORTAL)).id) == (not url)


@pytest.mark.parametrize(
    "script",
    [
        "{",
        "[" * 100_000,
        "null",
        "5",
        '{"@type": 5}',
        '{"@type": "NewsArticle", "headline": ["a"], "author": [[]]}',
        "",
    ],
)
def test_broken_json_ld_does_no_harm(script: str) -> None:
    assert read(page(PORTAL, head=f'<script type="application/ld+json">{script}</script>')).title == TITLE


def test_a_large_page_is_read_in_little_time() -> None:
    text = "".join(f"<p>Đoạn {n}: {TEXT[0]}</p>" for n in range(20_000))
    begun = time.perf_counter()
    article = read(page(f'<h1>{TITLE}</h1><div class="noidung">{text}</div>'))
    assert article.body.count("\n") == 19_999
    assert time.perf_counter() - begun < 20


pieces = st.sampled_from([
    "<p>", "</p>", "<div class=noidung>", "</div>", "<h1>", "</h1>", "<table>", "<tr>", "<td>", "</table>", "<title>",
    "</title>", "<script type='application/ld+json'>", "</script>", "<!--", "-->", TITLE, TEXT[0], "Ngày đăng: ",
    "1/1/2019", "<li>", "<a>", "Trang chủ > A", "\0", "&#0;", "&#xD800;", "<br>",
    '{"@type": "NewsArticle", "headline": "a"}',
])  # fmt: skip


@given(st.lists(st.one_of(pieces, st.text(max_size=5)), max_size=25))
def test_arbitrary_pages_give_an_article_or_a_reason(parts: list[str]) -> None:
    try:
        article = read("".join(parts).encode("utf-8", "surrogatepass"))
    except Refused:
        return
    assert article.title
    assert article.body
    article.body.encode()


# Real pages

LAWS = [
    ("Hien-phap-nam-2013-215627", "2013-11-28", "Hiến pháp 2013", "CHỦ TỊCH QUỐC HỘI"),
    ("Luat-an-ninh-mang-2018-351416", "2018-06-12", "Luật An ninh mạng 2018", "CHỦ TỊCH QUỐC HỘI"),
    ("Luat-cong-nghe-thong-tin-2006-67-2006-QH11-12987", "2006-06-29", "Luật Công nghệ thông tin", "CHỦ TỊCH QUỐC HỘI"),
    ("Quyet-dinh-1397-QD-UBND-2021", "2021-07-02", "Quyết định 1397/QĐ-UBND năm 2021", "PHÓ CHỦ TỊCH"),
    ("Quyet-dinh-1456-QD-UBND-2021", "2021-07-09", "Quyết định 1456/QĐ-UBND năm 2021", "PHÓ CHỦ TỊCH"),
    ("Quyet-dinh-20574-QD-CT-THNVDT", "2009-11-26", "Quyết định 20574/QĐ-CT-THNVDT", "PHÓ CỤC TRƯỞNG"),
    ("Quyet-dinh-2083-QD-UBND-2016", "2016-12-08", "Quyết định 2083/QĐ-UBND năm 2016", "đóng dấu)"),
    ("Quyet-dinh-715-QD-UBND-2023", "2023-03-10", "Quyết định 715/QĐ-UBND năm 2023", "03 TTHC"),
    ("Quyet-dinh-784-QD-BVHTTDL-2020", "2020-03-11", "Quyết định 784/QĐ-BVHTTDL", "đúng tiến độ./."),
]


@pytest.mark.shared
@pytest.mark.parametrize(("file", "date", "title", "end"), LAWS)
def test_documents_of_a_legal_library(file: str, date: str, title: str, end: str) -> None:
    (path,) = shared("html/thuvienphapluat").glob(f"{file}*.html")
    (article,) = read_sources([path])
    assert isinstance(article, Article)
    assert article.title.startswith(title)
    assert article.date == dt.date.fromisoformat(date)
    assert article.source == "THƯ VIỆN PHÁP LUẬT"
    assert article.author == ""
    assert article.url.endswith(f"{path.stem}.aspx")
    assert article.body.split("\n")[0].isupper()  # the authority, first line of every document
    assert "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM" in article.body[:200]
    assert end in article.body[-45:]  # whoever signs comes after it
    for furniture in ("Đăng nhập", "đăng nhập", "Trang chủ", "MỤC LỤC", "Đã biết", "Văn bản liên quan", "Tiếng Anh"):
        assert furniture not in article.body


@pytest.mark.shared
@pytest.mark.parametrize(
    ("folder", "reasons"),
    [
        ("bacgiang_cms", {"no title", "no article body found"}),
        ("baodautu", {"no title"}),
        ("congbao_sonla", {"no article body found"}),
        ("phapdien", {"no article body found"}),
        ("vpcp_chinhphu", {"no article body found"}),
    ],
)
def test_fragments_lists_and_front_pages_are_refused(folder: str, reasons: set[str]) -> None:
    results = list(read_sources([shared(f"html/{folder}")]))
    assert results
    assert {result.reason if isinstance(result, BadRecord) else result.title for result in results} == reasons


FRAGMENTS = sorted((SHARED / "html" / "bacgiang_cms").glob("post-0[2-8].html")) if SHARED.exists() else []


@pytest.mark.shared
@pytest.mark.parametrize("path", FRAGMENTS or [Path("absent")], ids=lambda path: path.name)
def test_the_text_of_real_articles_is_found_on_a_page_of_an_unknown_portal(path: Path) -> None:
    fragment = shared(f"html/bacgiang_cms/{path.name}").read_text("utf-8")
    article = read(page(f'<h1>{TITLE}</h1><p>27/02/2017</p><div class="q7"><div class="q8">{fragment}</div></div>'))
    ours = set(article.body.split())
    theirs = set(" ".join(lines_of(html.fromstring(f"<div>{fragment}</div>"))).split())
    assert len(ours & theirs) > 0.9 * len(theirs)
    for furniture in ("Các tin khác", "Tin số", "Giới thiệu", "Bản quyền", "Đăng nhập"):
        assert furniture not in article.body
