"""Tables as spreadsheets read them: what a line is, what a formula is not, where a long one ends."""

from __future__ import annotations

import csv
import datetime as dt
import io
import re
from collections.abc import Iterator
from dataclasses import replace
from urllib.parse import quote, unquote

import pytest
import web_fake
from flask.testing import FlaskClient
from hypothesis import given
from hypothesis import strategies as st
from web_fake import FakeSearcher

from index.article import Article
from search.request import Request
from search.searcher import Listed, Listing
from web import create_app, table

HEADINGS = ["Ngày đăng", "Tiêu đề", "Chuyên mục", "Nguồn", "URL", "Văn bản được dẫn"]


@pytest.fixture
def client() -> FlaskClient:
    return create_app({}, FakeSearcher()).test_client()


def rows(text: str, delimiter: str = ",") -> list[list[str]]:
    return list(csv.reader(io.StringIO(text.removeprefix("\ufeff"), newline=""), delimiter=delimiter, strict=True))


def names(client: FlaskClient, path: str) -> tuple[str, str]:
    """Give the two names of a file: in ASCII, and in full."""
    said = client.get(path).headers["Content-Disposition"]
    found = re.fullmatch(r"attachment; filename=([a-z0-9.-]+); filename\*=UTF-8''([A-Za-z0-9%._~-]+)", said)
    assert found, said
    return found[1], unquote(found[2])


def test_a_table_of_a_search(client: FlaskClient) -> None:
    answer = client.get("/tim-kiem.csv?q=binh+dang&year=2019")
    assert answer.status_code == 200
    assert answer.content_type == "text/csv; charset=utf-8; header=present"
    assert answer.headers["X-Robots-Tag"] == "noindex"
    assert answer.data.startswith("\ufeffNgày đăng,Tiêu đề,".encode())
    assert answer.data.count("\ufeff".encode()) == 1
    assert answer.data.endswith(b"\r\n")
    headings, *found = rows(answer.text)
    assert headings == HEADINGS
    assert answer.headers["X-Total-Count"] == str(len(found)) > "0"
    article = web_fake.EQUALITY
    (row,) = (row for row in found if row[1] == article.title)
    assert row == [
        "2019-04-09",
        article.title,
        "Tin Tức > Tin tổng hợp",
        article.source,
        "http://localhost/bai/a1/trien-khai-cong-tac-binh-dang-gioi-tai-co-so-nam-2019",
        "Kế hoạch 202/KH-UBND (23/01/2019); Quyết định 2351/QĐ-TTg (24/12/2010); Nghị quyết 11-NQ/TW (27/04/2007); "
        "Chỉ thị 21-CT/TW (20/01/2018); Nghị định 30/2020/NĐ-CP (05/03/2020); Quyết định 749/QĐ-TTg (03/06/2020)",
    ]
    # What is not known is empty.
    assert rows(client.get("/tim-kiem.csv?q=khong+ngay").text)[1][:4] == ["", "", "", ""]


def test_the_rows_are_those_of_all_pages_in_their_order(client: FlaskClient) -> None:
    for sort in ("relevance", "newest", "oldest"):
        ids = [
            hit["id"]
            for page in (1, 2, 3, 4)
            for hit in client.get(f"/api/v1/search?sort={sort}&page={page}").get_json()["hits"]
        ]
        assert len(ids) == len(web_fake.ARTICLES)
        for more in ("", "&page=3", "&page=99&size=7"):
            found = rows(client.get(f"/tim-kiem.csv?sort={sort}{more}").text)[1:]
            assert [row[4].split("/")[4] for row in found] == ids


def test_another_delimiter(client: FlaskClient) -> None:
    usual, other = (client.get(f"/tim-kiem.csv?q=nam{more}").text for more in ("", "&delimiter=semicolon"))
    assert client.get("/tim-kiem.csv?q=nam&delimiter=comma").text == usual
    assert other.startswith("\ufeffNgày đăng;Tiêu đề;")
    assert rows(other, ";") == rows(usual)


@pytest.mark.parametrize(
    "query", ["delimiter=tab", "delimiter=;", "mau=do", "from=x", "delimiter=comma&delimiter=comma"]
)
def test_what_cannot_be_used_is_refused(client: FlaskClient, query: str) -> None:
    assert client.get(f"/tim-kiem.csv?{query}").status_code == 400


@pytest.mark.parametrize("first", [*"=+-@\t\r\n"])
def test_a_formula_is_text(first: str) -> None:
    text = f'{first}HYPERLINK("http://a.example","x")'
    article = Article("f", text, "Chữ.", categories=(text, "b"), source=text, date=dt.date(2020, 1, 1))
    client = create_app({}, FakeSearcher((article,))).test_client()
    (row,) = rows(client.get("/tim-kiem.csv").text)[1:]
    assert row == [
        "2020-01-01",
        f"'{text}",
        f"'{text} > b",
        f"'{text}",
        "http://localhost/bai/f/hyperlink-http-a-example-x",
        "",
    ]


@given(st.lists(st.lists(st.text(st.characters(exclude_categories=["Cs"])), min_size=3, max_size=3), max_size=20))
def test_any_cells_are_read_back(cells: list[list[str]]) -> None:
    for delimiter in ",;":
        text = "".join(table.written(["a", "b", "c"], cells, delimiter))
        assert re.search(r"(?<!\r)\n\Z", text) is None
        read = rows(text, delimiter)
        assert read == [["a", "b", "c"], *([table.safe(cell) for cell in row] for row in cells)]
        assert all(re.match(r"[=+\-@\t\r\n]", cell) is None for row in read for cell in row)


def test_quoting_follows_rfc_4180() -> None:
    cells = ['nói "có"', "a,b", "a;b", "hai\r\ndòng", " lề "]
    assert "".join(table.written(["x"], [cells])) == '\ufeffx\r\n"nói ""có""","a,b",a;b,"hai\r\ndòng", lề \r\n'


class Many(FakeSearcher):
    """A stand-in with as many hits as wanted, which tells how many were read."""

    def __init__(self, total: int) -> None:
        super().__init__()
        self.total = total
        self.read = 0

    def listing(self, request: Request, most: int) -> Listing:
        def hits() -> Iterator[Listed]:
            for number in range(min(most, self.total)):
                self.read += 1
                yield Listed(replace(web_fake.EQUALITY, id=f"n{number}"), ())

        return Listing(self.total, hits())


def test_a_long_table_is_cut_and_says_so() -> None:
    client = create_app({}, Many(5001)).test_client()
    answer = client.get("/tim-kiem.csv?q=gi%E1%BB%9Bi")
    assert len(rows(answer.text)) == table.MOST + 1 == 5001
    assert answer.headers["X-Total-Count"] == "5001"
    assert names(client, "/tim-kiem.csv?q=gi%E1%BB%9Bi") == (
        "tin-chinh-sach-gioi-5000-bai-dau.csv",
        "Tin chính sách – giới (5000 bài đầu).csv",
    )
    whole = create_app({}, Many(5000)).test_client()
    assert names(whole, "/tim-kiem.csv") == ("tin-chinh-sach.csv", "Tin chính sách.csv")
    assert whole.get("/tim-kiem.csv").headers["X-Total-Count"] == "5000"


def test_a_table_is_sent_while_it_is_read() -> None:
    searcher = Many(5000)
    answer = create_app({}, searcher).test_client().get("/tim-kiem.csv", buffered=False)
    assert searcher.read == 0 or searcher.read < 500
    pieces = answer.iter_encoded()
    first = next(pieces)
    assert 0 < searcher.read < 500
    assert len(first) < 100_000
    rest = b"".join(pieces)
    assert searcher.read == 5000
    assert len(rows((first + rest).decode())) == 5001


def test_asking_for_the_headers_reads_no_rows() -> None:
    searcher = Many(5000)
    answer = create_app({}, searcher).test_client().head("/tim-kiem.csv")
    assert (answer.status_code, answer.data, searcher.read) == (200, b"", 0)


@pytest.mark.parametrize(
    ("typed", "plain", "full"),
    [
        ("202/KH-UBND", "tin-chinh-sach-202-kh-ubnd.csv", "Tin chính sách – 202-KH-UBND.csv"),
        ('a"; b\r\nX: y', "tin-chinh-sach-a-b-x-y.csv", "Tin chính sách – a-; b-X- y.csv"),
        ("../../etc", "tin-chinh-sach-etc.csv", "Tin chính sách – ..-..-etc.csv"),
        ("😀", "tin-chinh-sach.csv", "Tin chính sách – 😀.csv"),
    ],
)
def test_the_name_of_the_file(client: FlaskClient, typed: str, plain: str, full: str) -> None:
    assert names(client, f"/tim-kiem.csv?q={quote(typed)}") == (plain, full)


def test_a_long_query_makes_no_long_name(client: FlaskClient) -> None:
    plain, full = names(client, f"/tim-kiem.csv?q={'dài+' * 60}")
    assert len(plain) <= 90
    assert len(full) <= 90


def test_the_headings_are_said_in_the_language_of_the_address(client: FlaskClient) -> None:
    headings, *found = rows(client.get("/en/tim-kiem.csv?q=binh+dang").text)
    assert headings == ["Published", "Title", "Category", "Source", "URL", "Cited documents"]
    assert all("/en/bai/" in row[4] for row in found)
