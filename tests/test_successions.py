"""What became of ministries and provinces."""

from __future__ import annotations

import datetime as dt

import pytest

from index import vocabulary
from index.citations import find, issuer_name
from index.successions import Succession, predecessors, successor

ROWS = list(vocabulary.rows("successions"))
ORGANS = [row for row in ROWS if row["kind"] == "organ"]
PROVINCES = [row for row in ROWS if row["kind"] == "province"]


@pytest.mark.parametrize(
    ("former", "current", "since", "ordered_by"),
    [
        ("Bộ Kế hoạch và Đầu tư", "Bộ Tài chính", "2025-03-01", "Nghị quyết 176/2025/QH15"),
        ("Bộ Giao thông vận tải", "Bộ Xây dựng", "2025-03-01", "Nghị quyết 176/2025/QH15"),
        (
            "Bộ Nông nghiệp và Phát triển nông thôn",
            "Bộ Nông nghiệp và Môi trường",
            "2025-03-01",
            "Nghị quyết 176/2025/QH15",
        ),
        ("Bộ Tài nguyên và Môi trường", "Bộ Nông nghiệp và Môi trường", "2025-03-01", "Nghị quyết 176/2025/QH15"),
        ("Bộ Thông tin và Truyền thông", "Bộ Khoa học và Công nghệ", "2025-03-01", "Nghị quyết 176/2025/QH15"),
        ("Bộ Lao động - Thương binh và Xã hội", "Bộ Nội vụ", "2025-03-01", "Nghị quyết 176/2025/QH15"),
        ("Ủy ban Dân tộc", "Bộ Dân tộc và Tôn giáo", "2025-03-01", "Nghị quyết 176/2025/QH15"),
        ("Bộ Công nghiệp", "Bộ Công Thương", "2007-07-31", "Nghị quyết 01/2007/QH12"),
        ("Bộ Thương mại", "Bộ Công Thương", "2007-07-31", "Nghị quyết 01/2007/QH12"),
        # Over two steps: the name is today's, the date and the order those of the last step.
        ("Bộ Thủy sản", "Bộ Nông nghiệp và Môi trường", "2025-03-01", "Nghị quyết 176/2025/QH15"),
        ("Bộ Bưu chính, Viễn thông", "Bộ Khoa học và Công nghệ", "2025-03-01", "Nghị quyết 176/2025/QH15"),
        ("Tổng cục Bưu điện", "Bộ Khoa học và Công nghệ", "2025-03-01", "Nghị quyết 176/2025/QH15"),
        ("Thanh tra Nhà nước", "Thanh tra Chính phủ", "2004-10-01", "Luật 22/2004/QH11"),
        ("UBND tỉnh Hà Tây", "UBND thành phố Hà Nội", "2008-08-01", "Nghị quyết 15/2008/QH12"),
        ("Tỉnh ủy Hà Tây", "Thành ủy Hà Nội", "2008-08-01", "Nghị quyết 15/2008/QH12"),
        ("UBND tỉnh Thừa Thiên Huế", "UBND thành phố Huế", "2025-01-01", "Nghị quyết 175/2024/QH15"),
        ("Tỉnh ủy Thừa Thiên Huế", "Thành ủy Huế", "2025-01-01", "Nghị quyết 175/2024/QH15"),
        ("UBND tỉnh Bình Định", "UBND tỉnh Gia Lai", "2025-07-01", "Nghị quyết 202/2025/QH15"),
        ("Chủ tịch UBND tỉnh Bình Định", "Chủ tịch UBND tỉnh Gia Lai", "2025-07-01", "Nghị quyết 202/2025/QH15"),
        ("Văn phòng Tỉnh ủy Quảng Nam", "Văn phòng Thành ủy Đà Nẵng", "2025-07-01", "Nghị quyết 202/2025/QH15"),
        # Provinces that became cities under their own name, and what they had taken in before.
        ("UBND tỉnh Quảng Ninh", "UBND thành phố Quảng Ninh", "2026-09-01", "Nghị quyết 36/2026/QH16"),
        ("Tỉnh ủy Đồng Nai", "Thành ủy Đồng Nai", "2026-04-30", "Nghị quyết 30/2026/QH16"),
        ("UBND tỉnh Bình Phước", "UBND thành phố Đồng Nai", "2026-04-30", "Nghị quyết 30/2026/QH16"),
        ("HĐND tỉnh Bắc Giang", "HĐND thành phố Bắc Ninh", "2026-09-20", "Nghị quyết 39/2026/QH16"),
        ("Tổng cục Thuế", "Cục Thuế", "2025-03-01", "Nghị định 29/2025/NĐ-CP"),
        ("HĐND tỉnh Bình Định", "HĐND tỉnh Gia Lai", "2025-07-01", "Nghị quyết 202/2025/QH15"),
        ("Tỉnh ủy Bình Định", "Tỉnh ủy Gia Lai", "2025-07-01", "Nghị quyết 202/2025/QH15"),
        ("Tỉnh ủy Bình Dương", "Thành ủy Hồ Chí Minh", "2025-07-01", "Nghị quyết 202/2025/QH15"),
    ],
)
def test_what_a_body_is_called_today(former: str, current: str, since: str, ordered_by: str) -> None:
    assert successor(former) == Succession(former, current, dt.date.fromisoformat(since), ordered_by)


@pytest.mark.parametrize(
    ("current", "former"),
    [
        ("Tuyên Quang", ("Hà Giang",)),
        ("Lào Cai", ("Yên Bái",)),
        ("Thái Nguyên", ("Bắc Kạn",)),
        ("Phú Thọ", ("Hòa Bình", "Vĩnh Phúc")),
        ("Bắc Ninh", ("Bắc Giang",)),
        ("Hưng Yên", ("Thái Bình",)),
        ("Ninh Bình", ("Hà Nam", "Nam Định")),
        ("Quảng Trị", ("Quảng Bình",)),
        ("Quảng Ngãi", ("Kon Tum",)),
        ("Gia Lai", ("Bình Định",)),
        ("Khánh Hòa", ("Ninh Thuận",)),
        ("Lâm Đồng", ("Bình Thuận", "Đắk Nông")),
        ("Đắk Lắk", ("Phú Yên",)),
        ("Đồng Nai", ("Bình Phước",)),
        ("Tây Ninh", ("Long An",)),
        ("Vĩnh Long", ("Bến Tre", "Trà Vinh")),
        ("Đồng Tháp", ("Tiền Giang",)),
        ("Cà Mau", ("Bạc Liêu",)),
        ("An Giang", ("Kiên Giang",)),
    ],
)
def test_organs_of_a_province_follow_those_of_the_provinces_it_took_in(current: str, former: tuple[str, ...]) -> None:
    for organ in ("UBND tỉnh", "HĐND tỉnh", "Thường trực HĐND tỉnh", "Đoàn đại biểu Quốc hội tỉnh", "Tỉnh ủy"):
        assert predecessors(f"{organ} {current}") == tuple(f"{organ} {name}" for name in former)


@pytest.mark.parametrize(
    ("body", "former"),
    [
        ("Bộ Xây dựng", ("Bộ Giao thông vận tải",)),
        ("Bộ Tài chính", ("Bộ Kế hoạch và Đầu tư",)),
        ("Bộ Công Thương", ("Bộ Công nghiệp", "Bộ Thương mại")),
        ("Bộ Nội vụ", ("Ban Tổ chức - Cán bộ Chính phủ", "Bộ Lao động - Thương binh và Xã hội")),
        (
            "Bộ Nông nghiệp và Môi trường",
            ("Bộ Thủy sản", "Bộ Nông nghiệp và Phát triển nông thôn", "Bộ Tài nguyên và Môi trường"),
        ),
        (
            "Bộ Khoa học và Công nghệ",
            (
                "Tổng cục Bưu điện",
                "Bộ Khoa học, Công nghệ và Môi trường",
                "Bộ Bưu chính, Viễn thông",
                "Bộ Thông tin và Truyền thông",
            ),
        ),
        # A body that is gone has predecessors of its own.
        ("Bộ Thông tin và Truyền thông", ("Tổng cục Bưu điện", "Bộ Bưu chính, Viễn thông")),
        ("UBND thành phố Hồ Chí Minh", ("UBND tỉnh Bà Rịa - Vũng Tàu", "UBND tỉnh Bình Dương")),
        ("Thành ủy Đà Nẵng", ("Tỉnh ủy Quảng Nam",)),
        ("Thành ủy Cần Thơ", ("Tỉnh ủy Hậu Giang", "Tỉnh ủy Sóc Trăng")),
        ("HĐND thành phố Hải Phòng", ("HĐND tỉnh Hải Dương",)),
        ("Bộ Y tế", ()),
        ("UBND tỉnh Cao Bằng", ()),
        ("UBND quận Thanh Xuân", ()),
        ("", ()),
    ],
)
def test_predecessors(body: str, former: tuple[str, ...]) -> None:
    assert predecessors(body) == former


@pytest.mark.parametrize(
    "body", ["Bộ Xây dựng", "Bộ Nội vụ", "UBND tỉnh Gia Lai", "Tỉnh ủy Cao Bằng", "UBND quận Thanh Xuân", ""]
)
def test_a_body_of_today_has_no_successor(body: str) -> None:
    assert successor(body) is None


def test_nothing_becomes_itself_again() -> None:
    steps = {row["former"]: row["current"] for row in ROWS}
    assert len(steps) == len(ROWS)
    for former in steps:
        chain = [former]
        while chain[-1] in steps:
            assert steps[chain[-1]] not in chain
            chain.append(steps[chain[-1]])


def test_organs_bear_the_names_that_issuers_have() -> None:
    names = {row.name for row in vocabulary.issuers()}
    assert {row[column] for row in ORGANS for column in ("former", "current")} - names == {
        "Cục Thuế"  # whose letters are CT, as those of a Chỉ thị: no row of issuers can have them
    }


def test_provinces_go_where_the_table_of_places_says() -> None:
    places = {place.slug: place for place in vocabulary.places()}
    gone = {place.name: places[place.into].name for place in places.values() if not place.current}
    assert {row["former"]: row["current"] for row in PROVINCES if not row["former"].startswith("tỉnh ")} == gone


def test_a_province_that_became_a_city_kept_its_name() -> None:
    current = {place.name for place in vocabulary.places() if place.current}
    raised = [row for row in PROVINCES if row["former"].startswith("tỉnh ")]
    assert {row["former"].removeprefix("tỉnh ") for row in raised} <= current
    assert all(row["current"] == f"thành phố {row['former'].removeprefix('tỉnh ')}" for row in raised)


def test_rows_are_in_the_order_of_their_dates_and_name_an_instrument() -> None:
    for rows in (ORGANS, PROVINCES):
        dates = [dt.date.fromisoformat(row["since"]) for row in rows]
        assert dates == sorted(dates)
    for row in ROWS:
        (citation,) = find(row["ordered_by"])
        assert row["ordered_by"] == f"{citation.type} {citation.number}/{citation.year}/{citation.symbol}"
        assert citation.year is not None
        assert citation.year <= int(row["since"][:4])


@pytest.mark.parametrize(
    ("text", "former"),
    [
        ("Quyết định số 9/QĐ-UBND ngày 2/4/2021 của UBND tỉnh Bình Định", "UBND tỉnh Bình Định"),
        ("Nghị quyết số 5-NQ/TU ngày 2/4/2021 của Tỉnh ủy Thừa Thiên Huế", "Tỉnh ủy Thừa Thiên Huế"),
        ("Nghị quyết số 7/NQ-HĐND ngày 2/4/2006 của HĐND tỉnh Hà Tây", "HĐND tỉnh Hà Tây"),
        ("Thông tư số 02/2004/TT-BTS", "Bộ Thủy sản"),
        ("Thông tư số 05/2006/TT-BBCVT", "Bộ Bưu chính, Viễn thông"),
    ],
)
def test_the_issuer_of_a_citation_has_a_successor(text: str, former: str) -> None:
    (citation,) = find(text)
    assert issuer_name(citation) == former
    assert successor(former) is not None


def test_issuers_of_today_find_the_names_that_citations_bear() -> None:
    (citation,) = find("Thông báo số 3-TB/VPTU ngày 3/3/2026 của Văn phòng Thành ủy Đà Nẵng")
    assert issuer_name(citation) == "Văn phòng Thành ủy Đà Nẵng"
    (citation,) = find("Nghị quyết số 12-NQ/TU ngày 3/3/2026 của Thành ủy Đà Nẵng")
    assert predecessors(issuer_name(citation)) == ("Tỉnh ủy Quảng Nam",)
