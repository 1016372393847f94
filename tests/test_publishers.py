"""A publisher's province stands for the place that its pages leave out."""

from __future__ import annotations

import pytest

from index.citations import find
from index.publishers import place_by_publisher, province_of


@pytest.mark.parametrize(
    ("source", "url", "province"),
    [
        ("Sở Thông tin và Truyền thông Gia Lai", "", "gia-lai"),
        ("Cổng thông tin điện tử tỉnh Lào Cai (mẫu)", "", "lao-cai"),
        ("Báo Đại Ngàn", "https://gialai.mau.example/x", "gia-lai"),
        ("", "https://stttt.gialai.gov.vn/tin", "gia-lai"),
        ("", "https://baogialai.com.vn/tin", "gia-lai"),
        ("", "https://thue.gov.vn/tin", None),
        ("Bộ Nội vụ", "https://moha.gov.vn/", None),
        ("Báo Gia Lai và Báo Lào Cai", "", None),
        ("", "", None),
    ],
)
def test_province_of(source: str, url: str, province: str | None) -> None:
    assert province_of(source, url) == province


@pytest.mark.parametrize(
    ("text", "keys"),
    [
        ("theo Kế hoạch số 202/KH-UBND ngày 23/01/2019 của UBND tỉnh", ["khubnd:202:2019@gia-lai"]),
        ("theo Kế hoạch số 202/KH-UBND ngày 23/01/2019", ["khubnd:202:2019@gia-lai"]),
        ("theo Kế hoạch số 202/KH-UBND ngày 23/01/2019 của UBND tỉnh Lào Cai", ["khubnd:202:2019@lao-cai"]),
        ("theo Kế hoạch số 12/KH-UBND ngày 23/01/2019 của UBND huyện", ["khubnd:12:2019"]),
        ("theo Quyết định số 2351/QĐ-TTg ngày 24/12/2010", ["qdttg:2351:2010"]),
    ],
)
def test_only_what_is_local_and_unplaced_gets_the_province(text: str, keys: list[str]) -> None:
    found = place_by_publisher(find(text), "Sở Thông tin và Truyền thông Gia Lai", "")
    assert [one.key for one in found] == keys
    assert [one.key for one in place_by_publisher(find(text), "Bộ Nội vụ", "")] == [one.key for one in find(text)]
