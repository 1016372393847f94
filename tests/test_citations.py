"""The citation finder, by specimens, by properties, and on the annotated passages beside the project."""

from __future__ import annotations

import json
import time
import unicodedata
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index import citations as citations_module
from index.citation_prefilter import may_cite
from index.citation_scoring import read_passages, score
from index.citations import Citation, find, find_in_query, issuer_name, label, labels

CASES = [json.loads(line) for line in (Path(__file__).parent / "cases/citations.jsonl").read_text("utf-8").splitlines()]
SHARED = Path(__file__).parents[2] / "shared/data"


def unmark(marked: str) -> tuple[str, list[tuple[int, int]]]:
    """Take ⟦ and ⟧ out of a specimen; give the text and the spans that they enclosed."""
    text, spans, start = "", [], 0
    for char in marked:
        if char == "⟦":
            start = len(text)
        elif char == "⟧":
            spans.append((start, len(text)))
        else:
            text += char
    return text, spans


@pytest.mark.parametrize("case", CASES, ids=[f"{number}-{case['tag']}" for number, case in enumerate(CASES, 1)])
def test_specimen(case: dict[str, object]) -> None:
    text, spans = unmark(str(case["text"]))
    found = find(text)
    assert [text[each.start : each.end] for each in found] == [text[start:end] for start, end in spans]
    assert [(each.start, each.end) for each in found] == spans
    assert [each.key for each in found] == case["keys"]


@pytest.mark.parametrize("case", [case for case in CASES if case["keys"]], ids=lambda case: case["tag"])
def test_specimen_reads_the_same_in_any_unicode_form(case: dict[str, object]) -> None:
    text, _ = unmark(str(case["text"]))
    for form in ("NFC", "NFD"):
        assert [each.key for each in find(unicodedata.normalize(form, text))] == case["keys"]


@pytest.mark.parametrize("case", [case for case in CASES if case["keys"]], ids=lambda case: case["tag"])
def test_prefilter_lets_every_specimen_pass(case: dict[str, object]) -> None:
    text, _ = unmark(str(case["text"]))
    # Short texts are always read, so the specimen stands at the end of a long one.
    assert may_cite("Hôm nay trời nắng đẹp và mọi người cùng đi chơi.\n\n" * 8 + text)


def test_prefilter_turns_away_a_text_without_numbers_of_instruments() -> None:
    assert not may_cite("Ngày 8/3 có 31/34 phiếu thuận, xe chạy 60 km/h trên quốc lộ 1A, tỷ lệ 2-1. " * 8)


# -- fields


def only(text: str) -> Citation:
    (citation,) = find(text)
    return citation


def test_fields_of_a_full_citation() -> None:
    text = "Căn cứ Quyết định số 2351/QĐ-TTg ngày 24/12/2010 của Thủ tướng Chính phủ “Về bình đẳng giới”."
    citation = only(text)
    assert text[citation.start : citation.end] == "Quyết định số 2351/QĐ-TTg"
    assert (citation.kind, citation.type, citation.number, citation.symbol) == ("full", "Quyết định", "2351", "QĐ-TTg")
    assert citation.date is not None
    assert (citation.date.isoformat(), citation.year, citation.number_year) == ("2010-12-24", 2010, None)
    assert (citation.issuer, citation.title) == ("Thủ tướng Chính phủ", "Về bình đẳng giới")


@pytest.mark.parametrize(
    ("text", "type_", "symbol"),
    [
        ("Quyết định số 824-QĐ/TTg", "Quyết định", "QĐ-TTg"),
        ("Quyết định số 460/QĐUBND", "Quyết định", "QĐ-UBND"),
        ("Kế hoạch số 124/KH-TU", "Kế hoạch", "KH/TU"),
        ("nghị quyết số 98/nq-cp", "Nghị quyết", "NQ-CP"),
        ("chương trình hành động số 57-ctr/tu", "Chương trình", "CTr/TU"),
        ("Thông báo số 90/TBMTTQ-BTT", "Thông báo", "TB-MTTQ-BTT"),
        ("Thông tư số 06/2008/TTLT/BCA-VKSNDTC", "Thông tư liên tịch", "TTLT-BCA-VKSNDTC"),
        ("văn bản số 410/UBND –NL", "Công văn", "UBND-NL"),
        ("Quy định số 55-QĐ/TW", "Quy định", "QĐ/TW"),
        ("Chương trình hành động số 32-CT/TU", "Chương trình", "CT/TU"),
        ("Nghị định số 58/2025/NÐ-CP", "Nghị định", "NĐ-CP"),
        ("QCVN 01: 2013/BCT", "Quy chuẩn", "QCVN/BCT"),
    ],
)
def test_type_and_symbol(text: str, type_: str, symbol: str) -> None:
    citation = only(text)
    assert (citation.type, citation.symbol) == (type_, symbol)


@pytest.mark.parametrize(
    ("text", "date", "year"),
    [
        ("Quyết định 1/QĐ-TTg ngày 16.1.2015", "2015-01-16", 2015),
        ("Quyết định 1/QĐ-TTg, ngày 20-10-2015, của Thủ tướng", "2015-10-20", 2015),
        ("Quyết định 1/QĐ-TTg ngày13/11/2015", "2015-11-13", 2015),
        ("Quyết định 1/QĐ-TTg ngày 29 tháng 4 năm 2025", "2025-04-29", 2025),
        ("Quyết định 1/QĐ-TTg (ngày 5/6/2020)", "2020-06-05", 2020),
        ("Quyết định 1/QĐ-TTg của Thủ tướng Chính phủ, ngày 7/8/2021", "2021-08-07", 2021),
        ("Quyết định 1/QĐ-TTg ngày 31/2/2020", None, 2020),
        ("Quyết định 1/QĐ-TTg ngày 7/2", None, None),
        ("Quyết định 1/QĐ-TTg năm 1998", None, 1998),
        ("Quyết định 1/QĐ-TTg, họp ngày mai", None, None),
    ],
)
def test_date(text: str, date: str | None, year: int | None) -> None:
    citation = only(text)
    assert (citation.date.isoformat() if citation.date else None, citation.year) == (date, year)


@pytest.mark.parametrize(
    ("text", "issuer"),
    [
        (
            "Thông tư 1/2020/TT-BVHTTDL của Bộ Văn hóa, Thể thao và Du lịch quy định việc này",
            "Bộ Văn hóa, Thể thao và Du lịch",
        ),
        ("Quyết định 1/QĐ-UBND của Ủy ban nhân dân tỉnh Gia Lai về đất", "Ủy ban nhân dân tỉnh Gia Lai"),
        ("Quyết định 1/QĐ-UBND của UBND huyện Ia Grai, tỉnh Gia Lai, nêu rõ", "UBND huyện Ia Grai, tỉnh Gia Lai"),
        ("Nghị quyết 1-NQ/TW của Ban Chấp hành Trung ương khóa XI về giáo dục", "Ban Chấp hành Trung ương khóa XI"),
        ("Thủ tướng vừa ký các Quyết định 1/QĐ-TTg", "Thủ tướng"),
        ("UBND TP. Hải Phòng ban hành Kế hoạch 1/KH-UBND", "UBND TP. Hải Phòng"),
        ("theo chỉ đạo của UBND tỉnh tại văn bản số 1/UBND-NC", "UBND tỉnh"),
        ("Thủ tướng sẽ ban hành một chỉ thị thúc đẩy Nghị quyết 1/NQ-CP", None),
        ("Thông tư 1/2020/TT-BTC của bạn tôi", None),
    ],
)
def test_issuer(text: str, issuer: str | None) -> None:
    assert only(text).issuer == issuer


# -- names for people


@pytest.mark.parametrize(
    ("text", "name", "issuer"),
    [
        ("Quyết định số 2351/QĐ-TTg ngày 24/12/2010", "Quyết định 2351/QĐ-TTg (24/12/2010)", "Thủ tướng Chính phủ"),
        ("Nghị quyết số 11-NQ/TW ngày 27/4/2007 của Bộ Chính trị", "Nghị quyết 11-NQ/TW (27/4/2007)", "Bộ Chính trị"),
        ("Nghị quyết số 11-NQ/TW", "Nghị quyết 11-NQ/TW", "Trung ương Đảng (chưa rõ cơ quan)"),
        ("Kết luận 127-KL/TW của BCH TW Đảng", "Kết luận 127-KL/TW", "Ban Chấp hành Trung ương Đảng"),
        ("Chỉ thị 5-CT/TW của BBT", "Chỉ thị 05-CT/TW", "Ban Bí thư"),
        (
            "Nghị quyết 18-NQ/TW của Hội nghị lần thứ sáu Ban Chấp hành Trung ương khóa XII",
            "Nghị quyết 18-NQ/TW",
            "Ban Chấp hành Trung ương Đảng",
        ),
        (
            "Kế hoạch số 202/KH-UBND ngày 23/01/2019 của UBND tỉnh Gia Lai",
            "Kế hoạch 202/KH-UBND tỉnh Gia Lai (23/01/2019)",
            "UBND tỉnh Gia Lai",
        ),
        ("Kế hoạch số 5/KH-UBND", "Kế hoạch 05/KH-UBND", "UBND (chưa rõ địa phương)"),
        (
            "Kế hoạch số 124/KH-TU ngày 05/4/2018 của Ban thường vụ Tỉnh ủy Gia Lai",
            "Kế hoạch 124-KH/TU tỉnh Gia Lai (05/4/2018)",
            "Tỉnh ủy Gia Lai",
        ),
        ("Nghị định số 100/2019/NĐ-CP ngày 30/12/2019", "Nghị định 100/2019/NĐ-CP", "Chính phủ"),
        ("nghị định 100", "Nghị định 100", "Chính phủ"),
        (
            "Quyết định 4898 ngày 15/12/2016 của Bộ trưởng Bộ Công Thương",
            "Quyết định 4898 (15/12/2016)",
            "Bộ Công Thương",
        ),
        ("Luật Đất đai năm 2013", "Luật Đất đai năm 2013 (45/2013/QH13)", "Quốc hội"),
        ("Luật Báo chí 1989", "Luật Báo chí năm 1989", "Quốc hội"),
        # Promulgated by others, passed by the National Assembly; ordinances were once the State Council's.
        ("Luật số 21-LCT/HĐNN8 ngày 26/12/1991", "Luật 21/LCT-HĐNN8 (26/12/1991)", "Quốc hội"),
        ("Luật số 35-L/CTN ngày 23/6/1994", "Luật 35/L-CTN (23/6/1994)", "Quốc hội"),
        ("Pháp lệnh Lưu học sinh năm 1989", "Pháp lệnh Lưu học sinh năm 1989", "Hội đồng Nhà nước"),
        (
            "Pháp lệnh số 44/2002/PL-UBTVQH10",
            "Pháp lệnh Xử lý vi phạm hành chính năm 2002 (44/2002/PL-UBTVQH10)",
            "Ủy ban Thường vụ Quốc hội",
        ),
        (
            "Kế hoạch 12/KH-CAHN ngày 2/3/2018 của Công an TP Hà Nội",
            "Kế hoạch 12/KH-CAHN thành phố Hà Nội (02/3/2018)",
            "Công an thành phố Hà Nội",
        ),
        (
            "Nghị quyết liên tịch số 72/2025/NQLT-UBTVQH15-CP-ĐCTUBTWMTTQVN",
            "Nghị quyết liên tịch 72/2025/NQLT-UBTVQH15-CP-ĐCTUBTWMTTQVN",
            "Ủy ban Thường vụ Quốc hội, Chính phủ, Ủy ban Trung ương Mặt trận Tổ quốc Việt Nam",
        ),
        ("BLHS 2015", "Bộ luật Hình sự năm 2015 (100/2015/QH13)", "Quốc hội"),
        ("Hiến pháp năm 2013", "Hiến pháp năm 2013", "Quốc hội"),
        ("Luật số 32/2013/QH13", "Luật 32/2013/QH13", "Quốc hội"),
        ("Nghị quyết 1279/NQ-UBTVQH15", "Nghị quyết 1279/NQ-UBTVQH15", "Ủy ban Thường vụ Quốc hội"),
        ("Công văn số 3115/BTTTT-CVT", "Công văn 3115/BTTTT-CVT", "Bộ Thông tin và Truyền thông"),
        ("Thông tư số 02/2016/TT-BTP", "Thông tư 02/2016/TT-BTP", "Bộ Tư pháp"),
        ("TCVN 9250:2021", "TCVN 9250:2021", ""),
        ("QCVN 01: 2013/BCT", "QCVN 01:2013/BCT", "Bộ Công Thương"),
        (
            "Quyết định số 88/QĐ-UBND ngày 5/5/2020 của UBND quận Thanh Xuân",
            "Quyết định 88/QĐ-UBND quận Thanh Xuân (05/5/2020)",
            "UBND quận Thanh Xuân",
        ),
        ("Quyết định 12/QĐ-ABC", "Quyết định 12/QĐ-ABC", ""),
    ],
)
def test_names(text: str, name: str, issuer: str) -> None:
    citation = only(text)
    assert (label(citation), issuer_name(citation)) == (name, issuer)


def test_labels_take_the_most_complete_citation_of_a_key() -> None:
    found = find(
        "Nghị quyết số 11-NQ/TW; Nghị quyết số 11-NQ/TW ngày 27/4/2007; nghị định 100, nghị định 100/2019/NĐ-CP."
    )
    assert labels(found) == {
        "nqtw:11:2007": "Nghị quyết 11-NQ/TW (27/4/2007)",
        "ndcp:100:2019": "Nghị định 100/2019/NĐ-CP",
    }


@pytest.mark.parametrize(
    ("query", "key"),
    [("qd 2351", "qd:2351:?"), ("nq 57", "nq:57:?"), ("tt 20/2011", "tt:20:2011"), ("2351/qd-ttg", "qdttg:2351:?")],
)
def test_query_may_use_small_abbreviations(query: str, key: str) -> None:
    assert [each.key for each in find_in_query(query)] == [key]


@pytest.mark.parametrize("text", ["tt 20/2011", "ct 1", "qd 2351"])
def test_text_may_not(text: str) -> None:
    assert find(text) == ()


# -- properties


#: What citations are made of, and what disturbs them.
PIECES = st.sampled_from(
    (
        *("Quyết định", "nghị định", "Luật Đất đai", "số", "số số", "12", "2351", "/", "-", " – ", "QĐ-TTg", "QĐUBND"),
        *("qđ-ubnd", "NQ/TW", "QH13", "2013", "năm 2013", "ngày 5/6/2012", "của", "UBND tỉnh Gia Lai", "Thủ tướng"),
        *(
            ",",
            ";",
            ". ",
            "\n",
            "\n\n",
            "“",
            "”",
            "(",
            ")",
            "\u0301",
            "\u00ad",
            "\u00d0",
            "TCVN",
            "BLHS",
            "và",
            "a",
            "TP.",
        ),
        *("sửa đổi, bổ sung một số điều của", "giấy phép", "CÔNG BÁO/Số 1/Ngày 1-1-2020"),
    )
)
PATCHWORK = st.lists(PIECES, max_size=40)
TEXTS = st.one_of(st.text(max_size=200), PATCHWORK.map("".join), PATCHWORK.map(" ".join))


@settings(max_examples=400, deadline=None)
@given(TEXTS)
def test_any_text_gives_ordered_spans_that_begin_with_a_letter_or_digit(text: str) -> None:
    for finder in (find, find_in_query):
        end = 0
        for each in finder(text):
            assert end <= each.start < each.end <= len(text)
            assert text[each.start].isalnum()
            end = each.end
            assert label(each)
            assert isinstance(issuer_name(each), str)
            assert each.key.count(":") == 2


@settings(max_examples=150, deadline=None)
@given(st.lists(PIECES, max_size=30).map(" ".join))
def test_unicode_form_does_not_matter(text: str) -> None:
    composed = [each.key for each in find(unicodedata.normalize("NFC", text))]
    assert [each.key for each in find(unicodedata.normalize("NFD", text))] == composed


@settings(max_examples=150, deadline=None)
@given(st.lists(PIECES, max_size=30).map(" ".join))
def test_prefilter_never_hides_a_citation(text: str) -> None:
    padded = "Hôm nay trời nắng đẹp và mọi người cùng đi chơi.\n\n" * 8 + text
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(citations_module, "may_cite", lambda _: True)
        found = find(padded)
    if found:
        assert may_cite(padded)


MEGABYTE = 1_000_000
#: Each stands for a rule that could go wrong: a number's way to its symbol, words without end, marks, page headers.
REPEATED = (
    *("1", "1/", "1.", "12/2019/", "ngày 1/", " ", "\n", " \n", "A", "“", "e\u0301", "\u0301", "TP. ", "UBND tỉnh "),
    *("CÔNG BÁO/Số ", "số ", "Quyết định số ", "luật ", "Luật Đất ", "sửa đổi, bổ sung một số điều của Luật "),
    *(
        "12/A-",
        "12/QĐ-",
        "12/qđ-ubnd ",
        "hànhNghị ",
        "Quyết định a số 5 của ",
        "Nghị định 5 2018 NĐ-CP ",
        "Kế hoạch 5\n",
    ),
)


@pytest.mark.parametrize("piece", REPEATED, ids=repr)
def test_a_megabyte_of_anything_is_linear(piece: str) -> None:
    text = piece * (MEGABYTE // len(piece))
    begun = time.perf_counter()
    find(text)
    # From a few hundred milliseconds to three seconds on an idle machine; anything quadratic would take hours.
    assert time.perf_counter() - begun < 20


# -- real text beside the project


def shared(name: str) -> Path:
    path = SHARED / name
    if not path.exists():
        pytest.skip(f"{path} is absent")
    return path


@pytest.mark.shared
def test_seed_article_cites_fourteen_times_twelve_instruments() -> None:
    (path,) = shared("seed").glob("*.txt")
    found = find(path.read_text("utf-8"))
    assert len(found) == 14
    assert list(dict.fromkeys(each.key for each in found)) == [
        "khubnd:202:2019@gia-lai",
        "qdttg:2351:2010",
        "qdubnd:742:2016@gia-lai",
        "khubnd:223:2017@gia-lai",
        "nqtw:11:2007",
        "ctrtu:32:2008@gia-lai",
        "cttw:21:2018",
        "khtu:124:2018@gia-lai",
        "khubnd:3253:2016@gia-lai",
        "qdttg:178:2016",
        "khubnd:3307:2016@gia-lai",
        "qdttg:515:2016",
    ]


@pytest.mark.shared
def test_annotated_passages_keep_their_figures() -> None:
    passages = read_passages(shared("citations/dev.jsonl"))
    result = score([find(passage.text) for passage in passages], passages)
    total = result.total
    assert result.precision >= 0.98, result.errors
    assert result.recall >= 0.97, result.errors
    assert total.exact / total.found >= 0.97, result.errors
    assert total.key / total.found >= 0.97, result.errors
    assert total.scoped / total.found >= 0.96, result.errors
