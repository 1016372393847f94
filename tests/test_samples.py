"""The sample articles are readable by the importers, plainly marked, and as varied as they claim to be."""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from collections import Counter, defaultdict
from difflib import SequenceMatcher
from itertools import combinations
from pathlib import Path

import pytest
from conftest import ROOT, shared

from index.article import Article, BadRecord
from index.citations import Citation, find
from index.importers import read_sources

SAMPLES = ROOT / "index" / "samples"
PORTAL = sorted((SAMPLES / "portal").glob("*.txt"))
HTML = sorted((SAMPLES / "html").glob("*.html"))
TODAY = dt.date(2026, 11, 23)

#: What a first or last line must say; the word "minh hoạ" where the article places tones in the new style.
MARK = re.compile("Bài viết mẫu, soạn để minh (họa|hoạ) công cụ tìm kiếm; không phải tin của cơ quan nào[.]")

# Syllables whose tone mark stands on another letter in each style: hòa, khỏe, thủy against hoà, khoẻ, thuỷ.
OLD_STYLE = re.compile(r"(?:[óòỏõọ][ae]|(?<!q)[úùủũụ]y)(?!\w)", re.IGNORECASE)
NEW_STYLE = re.compile(r"(?:o[áàảãạéèẻẽẹ]|(?<!q)u[ýỳỷỹỵ])(?!\w)", re.IGNORECASE)


def nfc(text: str) -> str:
    return unicodedata.normalize("NFC", text)


def text_of(article: Article) -> str:
    return nfc(f"{article.title}\n{article.lead}\n{article.body}")


@pytest.fixture(scope="module")
def results() -> list[Article | BadRecord]:
    return list(read_sources([SAMPLES]))


@pytest.fixture(scope="module")
def articles(results: list[Article | BadRecord]) -> list[Article]:
    return [result for result in results if isinstance(result, Article)]


@pytest.fixture(scope="module")
def texts(articles: list[Article]) -> list[str]:
    return [text_of(article) for article in articles]


@pytest.fixture(scope="module")
def citations(texts: list[str]) -> list[Citation]:
    return [citation for text in texts for citation in find(text)]


def test_every_record_is_an_article(results: list[Article | BadRecord]) -> None:
    bad = [str(result) for result in results if isinstance(result, BadRecord)]
    assert bad == []


@pytest.mark.parametrize(
    ("source", "least"),
    [
        ("portal", 22),
        ("html", 12),
        ("tin-bao.jsonl", 16),
        ("tin-bo-nganh.jsonl.xz", 8),
        ("tin-tong-hop.csv", 8),
        ("tin-xa-phuong.csv.gz", 4),
    ],
)
def test_every_kind_of_file_has_its_share(source: str, least: int) -> None:
    read = list(read_sources([SAMPLES / source]))
    assert len(read) >= least
    assert all(isinstance(result, Article) for result in read)


def test_the_description_counts_right(articles: list[Article]) -> None:
    described = (SAMPLES / "README.md").read_text("utf-8")
    rows = re.findall(r"^[|] `([^`]+)` [|] (\d+) [|]", described, re.MULTILINE)
    counts = {name: len(list(read_sources(sorted(SAMPLES.glob(name))))) for name, _ in rows}
    assert counts == {name: int(count) for name, count in rows}
    assert sum(counts.values()) == len(articles)
    assert f"{len(articles)} articles" in described


def test_there_are_enough_articles_and_each_is_one(articles: list[Article]) -> None:
    assert len(articles) >= 72
    assert len({article.id for article in articles}) == len(articles)


def test_all_is_small() -> None:
    assert sum(file.stat().st_size for file in SAMPLES.rglob("*") if file.is_file()) < 1_000_000


def test_dates_cover_all_years(articles: list[Article]) -> None:
    dates = [article.date for article in articles if article.date]
    assert len(dates) == len(articles)
    assert {date.year for date in dates} == set(range(2012, 2027))
    assert len({date.month for date in dates}) == 12
    assert max(dates) <= TODAY


def test_category_paths(articles: list[Article]) -> None:
    paths = {tuple(map(nfc, article.categories)) for article in articles}
    assert len(paths) >= 12
    assert {len(path) for path in paths} == {2, 3}
    assert {
        ("Tin tức", "Tin tổng hợp"),
        ("Chỉ đạo điều hành", "Kế hoạch", "Bình đẳng giới"),
        ("Văn hóa - Xã hội", "Giáo dục"),
    } <= paths


def test_publishing_bodies(articles: list[Article]) -> None:
    sources = {nfc(article.source) for article in articles}
    assert len(sources) >= 8
    assert [source for source in sources if not source.endswith(" (mẫu)")] == []
    places = ("Gia Lai", "Lào Cai", "Quảng Nam", "Cà Mau", "An Giang", "Huế", "Bộ ", "Báo ")
    assert [place for place in places if not any(place in source for source in sources)] == []


def test_addresses_lead_nowhere(articles: list[Article]) -> None:
    hosts = [article.url.split("/")[2] for article in articles if article.url]
    assert len(hosts) > 0.9 * len(articles)
    assert [host for host in hosts if host != "mau.example" and not host.endswith(".mau.example")] == []


def test_every_article_is_marked_as_a_sample(articles: list[Article]) -> None:
    places: Counter[bool] = Counter()
    for article in articles:
        lines = nfc(article.body).split("\n")
        marked = [MARK.fullmatch(lines[0]) is not None, MARK.fullmatch(lines[-1]) is not None]
        assert sum(marked) == 1, article.title
        places[marked[0]] += 1
    assert min(places[True], places[False]) >= 5


def test_distinct_instruments(citations: list[Citation]) -> None:
    assert len({citation.key for citation in citations if citation.kind == "full"}) >= 90


# The facts of national instruments that the articles lean on.
@pytest.mark.parametrize(
    ("key", "date"),
    [
        ("qdttg:2351:2010", "2010-12-24"),
        ("qdttg:1696:2015", "2015-10-02"),
        ("nqcp:28:2021", "2021-03-03"),
        ("qdttg:749:2020", "2020-06-03"),
        ("qdttg:942:2021", "2021-06-15"),
        ("nqtw:52:2019", "2019-09-27"),
        ("nqtw:57:2024", "2024-12-22"),
        ("nqtw:18:2017", "2017-10-25"),
        ("nqtw:18:2022", "2022-06-16"),
        ("ndcp:30:2020", "2020-03-05"),
        ("ndcp:100:2019", "2019-12-30"),
        ("luatqh13:46:2014", "2014-06-13"),
        ("nqqh15:202:2025", "2025-06-12"),
        ("nqcp:36a:2015", "2015-10-14"),
        ("nqcp:30c:2011", "2011-11-08"),
        ("cttw:21:2018", "2018-01-20"),
        ("nqubtvqh15:1664:2025", "2025-06-16"),
        ("khubnd:202:2019@gia-lai", "2019-01-23"),
        ("khubnd:202:2019@lao-cai", "2019-06-14"),
    ],
)
def test_dates_of_instruments(citations: list[Citation], key: str, date: str) -> None:
    assert {str(citation.date) for citation in citations if citation.key == key and citation.date} == {date}


def test_no_instrument_has_two_dates(citations: list[Citation]) -> None:
    dates: defaultdict[str, set[dt.date]] = defaultdict(set)
    for citation in citations:
        if citation.date:
            dates[citation.key].add(citation.date)
    assert {key: found for key, found in dates.items() if len(found) > 1} == {}


@pytest.mark.parametrize(
    ("place", "subject", "date"),
    [
        ("Gia Lai", "bình đẳng giới", "23/01/2019|23 tháng 01 năm 2019"),
        ("Lào Cai", "du lịch cộng đồng", "14/6/2019|14-6-2019|14 tháng 6 năm 2019"),
    ],
)
def test_one_number_in_two_provinces(texts: list[str], place: str, subject: str, date: str) -> None:
    citing = [
        text
        for text in texts
        if re.search(rf"202/KH-UBND[^.]*(?:{date})|(?:{date})[^.]*202/KH-UBND", text) and place in text
    ]
    assert len(citing) >= 3  # one about it and two that cite it
    assert any(subject in text for text in citing)


def test_the_plan_of_gia_lai_cites_the_national_strategy(articles: list[Article]) -> None:
    about = [
        article
        for article in articles
        if "202/KH-UBND" in article.body
        and "2351/QĐ-TTg" in article.body
        and article.date
        and article.date.year == 2019
    ]
    assert any(article.source == "Sở Thông tin và Truyền thông Gia Lai (mẫu)" for article in about)


@pytest.mark.parametrize(
    "relation",
    [
        r"[Tt]riển khai thực hiện (Nghị quyết|Quyết định) số",
        r"[Tt]riển khai Quyết định số [^.]* của Thủ tướng",
        r"[Cc]ăn cứ (Nghị định|Nghị quyết|Luật)",
        r"sửa đổi, bổ sung một số điều của (Luật|Nghị định)",
        r"thay thế (Nghị định|Thông tư|Luật)",
        r"hướng dẫn thi hành (Nghị định|Luật)",
    ],
)
def test_relations_between_instruments(texts: list[str], relation: str) -> None:
    assert any(re.search(relation, text) for text in texts)


@pytest.mark.parametrize(
    "form",
    [
        r"KH-UBND ngày 23/01/2019",
        r"[Nn]gày 29 tháng 4 năm 2025",
        r"KH-TU ngày 5-4-2018",
        r"ngày 30\.4\.2025",
        r"QĐ-UBND ngày 9\.3\.2016",
        r"số 123/QĐ-UBND, 124/QĐ-UBND",
        r"Nghị quyết số 18-NQ/TW và 19-NQ/TW",
        r"[Nn]ghị định 100(?!/)",
        r"Luật Đất đai năm 2013",
        r"32-CTr/TU",
        r"21-CT/TW",
        r"124/KH-TU",
        r"2490/UBND-KGVX",
        r"739/BNV-CTTN&BĐG",
        r"61 / 2015 / NĐ-CP",
        r"40–CT/TW",
        r"quyết định số 905/qđ-ubnd",
    ],
)
def test_forms_of_citations(texts: list[str], form: str) -> None:
    assert any(re.search(form, text) for text in texts)


def test_a_foreign_letter_stands_for_d() -> None:
    assert "168/2024/N\u00d0-CP" in (SAMPLES / "tin-bao.jsonl").read_text("utf-8")


@pytest.mark.parametrize(
    "look_alike",
    [
        "giai đoạn 2016 - 2020",
        "dịp 8/3",
        "tỷ số",
        "0269 3 000 000",
        "số 12/GP-",
        "hợp đồng số 07/2017/HĐ-DL",
        "41/41 phiếu",
    ],
)
def test_look_alikes(texts: list[str], look_alike: str) -> None:
    assert any(look_alike in text for text in texts)


def test_each_article_keeps_to_one_style_of_tone_marks(texts: list[str]) -> None:
    styles = [(bool(OLD_STYLE.search(text)), bool(NEW_STYLE.search(text))) for text in texts]
    assert [text[:60] for text, style in zip(texts, styles, strict=True) if style == (True, True)] == []
    assert styles.count((False, True)) >= 5


def test_some_files_are_decomposed_as_a_whole() -> None:
    written = [file.read_text("utf-8") for file in PORTAL]
    decomposed = [text for text in written if text != nfc(text)]
    assert len(decomposed) >= 3
    assert all(text == unicodedata.normalize("NFD", text) for text in decomposed)


def test_lengths(articles: list[Article]) -> None:
    lengths = sorted(len(article.body.split()) for article in articles)
    assert lengths[-1] >= 1500
    assert lengths[1] <= 100
    assert lengths[0] >= 60


def test_other_writing(texts: list[str]) -> None:
    assert any(re.search("[\U0001f300-\U0001faff]", text) for text in texts)
    assert any("Please take off your shoes" in text for text in texts)


def test_phrases_that_differ_only_in_marks(texts: list[str]) -> None:
    with_streets = [text for text in texts if "đường phố" in text]
    with_the_place = [text for text in texts if "Dương Phố" in text]
    assert set(with_streets) - set(with_the_place)
    assert with_the_place
    assert any("năm nay" in text.lower() and "hướng nam" in text for text in texts)


def test_reposts(articles: list[Article]) -> None:
    same: list[list[str]] = []
    edited: list[list[str]] = []
    for one, other in combinations(articles, 2):
        if nfc(one.title).casefold() != nfc(other.title).casefold():
            continue
        assert (one.source, one.date) != (other.source, other.date)
        assert one.url != other.url
        bodies = [re.sub(r"\n+", "\n", nfc(article.body)) for article in (one, other)]
        (same if bodies[0] == bodies[1] else edited).append(bodies)
    assert len(same) + len(edited) >= 4
    assert edited
    assert all(SequenceMatcher(None, one, other, autojunk=False).ratio() > 0.9 for one, other in edited)


@pytest.mark.parametrize(
    "topic",
    [
        "bình đẳng giới", "chuyển đổi số", "cải cách hành chính", "học sinh", "y tế", "nông thôn mới", "môi trường",
        "giao thông", "du lịch", "an toàn thông tin", "việc làm", "hộ nghèo", "sắp xếp đơn vị hành chính",
        "chính quyền hai cấp", "bầu cử", "thiên tai", "Luật Đất đai", "đổi mới sáng tạo", "văn thư", "Luật Báo chí",
    ],
)  # fmt: skip
def test_topics(texts: list[str], topic: str) -> None:
    assert sum(topic.casefold() in text.casefold() for text in texts) >= 2


@pytest.mark.parametrize("file", PORTAL, ids=lambda file: file.stem)
def test_portal_page_has_its_furniture(file: Path) -> None:
    lines = nfc(file.read_text("utf-8")).split("\n")
    crumbs = next(line for line in lines if line.startswith("Trang chủ > "))
    title = lines[lines.index(crumbs) + 2]
    assert crumbs.endswith(f" > {title.upper()}")
    date = next(at for at, line in enumerate(lines) if re.fullmatch(r"Ngày đăng( bài)?: \d\d/\d\d/\d{4}", line))
    assert lines[date + 1].startswith("Nguồn: ")
    assert any(line.startswith("     ") for line in lines[date + 2 :])


def test_portal_pages_vary() -> None:
    written = [nfc(file.read_text("utf-8")) for file in PORTAL]
    assert sum("\nĐường dẫn: https://" in text for text in written) > len(written) / 2
    for variant in ("\nNgày đăng: ", "\nTác giả: ", "\n       - "):
        assert any(variant in text for text in written)
    assert sum(re.search(r"\n {40,}\S[^\n]{3,30}\n$", text) is not None for text in written) > len(written) / 2


def test_html_pages_come_in_three_layouts() -> None:
    pages = [file.read_text("utf-8") for file in HTML]
    layouts = Counter(
        "json-ld" if "application/ld+json" in page else "opengraph" if "og:type" in page else "visible"
        for page in pages
    )
    assert len(layouts) == 3
    assert min(layouts.values()) >= 3
    assert all('<meta charset="utf-8"' in page for page in pages)
    assert any(page.isascii() and "&agrave;" in page and "&#" in page for page in pages)


def test_nothing_of_the_page_around_an_article_is_in_it(articles: list[Article]) -> None:
    from_pages = [result for result in read_sources(HTML) if isinstance(result, Article)]
    assert len(from_pages) == len(HTML)
    for article in from_pages:
        for around in ("Tin liên quan", "Các tin khác", "Trang minh họa", "Đăng nhập", "Chia sẻ", "Giấy phép xuất bản"):
            assert around not in article.body


@pytest.mark.shared
def test_no_sentence_is_taken_from_the_real_page(texts: list[str]) -> None:
    """The furniture was learned from a real page, the words were not."""
    [page] = shared("seed").glob("*.txt")
    pieces = re.split(r"[.;:“”\n]", nfc(page.read_text("utf-8")))
    ours = "\n".join(texts)
    long = [" ".join(piece.split()) for piece in pieces if len(piece.split()) >= 25]
    assert long
    assert [piece for piece in long if piece in ours] == []
