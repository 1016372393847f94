"""Names of persons beside offices and places."""

from __future__ import annotations

import pytest

from index.citation_persons import bears_person, is_office, person_at, without_person
from index.citation_shadow import fold_letters
from index.citations import find


@pytest.mark.parametrize(
    ("organ", "expected"),
    [
        ("Chủ tịch UBND thành phố Vinh Trần Ngọc Nam", "Chủ tịch UBND thành phố Vinh"),
        ("Chủ tịch UBND huyện Củ Chi Lê Văn Bình", "Chủ tịch UBND huyện Củ Chi"),
        ("Phó Chủ tịch UBND huyện Lộc Hà Trần Văn Nam", "Phó Chủ tịch UBND huyện Lộc Hà"),
        ("Chủ tịch UBND TP Hà Nội - Nguyễn Văn Bình", "Chủ tịch UBND TP Hà Nội"),
        ("Giám đốc Sở Giáo dục và Đào tạo Phạm Thị Thu Hà", "Giám đốc Sở Giáo dục và Đào tạo"),
        ("Bộ trưởng Trần Lê Hoàng Nam", "Bộ trưởng"),
        ("Thứ trưởng Lê An", "Thứ trưởng"),
    ],
)
def test_a_holder_is_left_out(organ: str, expected: str) -> None:
    assert without_person(organ) == expected


@pytest.mark.parametrize(
    "organ",
    [
        "Bộ trưởng Bộ Giáo Dục Và Đào Tạo",
        "Chủ Tịch Hội Đồng Bộ Trưởng",
        "Cục trưởng Cục Quản Lý Thị Trường",
        "Chủ tịch UBND TP. Hồ Chí Minh",
        "Chủ tịch UBND huyện Mai Châu Hòa Bình",
        "Chủ tịch UBND huyện Trần Văn Thời",
        "Chủ tịch UBND phường Trần Hưng Đạo",
        "Hiệu trưởng Trường THPT Lê Hồng Phong",
        "Công ty Lê Hoàng Nam",
        "UBND huyện Củ Chi",
        "Chủ tịch nước",
    ],
)
def test_what_is_no_person_stays(organ: str) -> None:
    assert without_person(organ) == organ


@pytest.mark.parametrize(
    ("text", "least", "expected"),
    [
        ("Trần Ngọc Nam đã ký", 2, "Trần Ngọc Nam"),
        ("Trần Nam đã ký", 2, None),
        ("Trần Nam đã ký", 1, "Trần Nam"),
        ("Hồ Chí Minh", 2, None),
        ("Mai Châu Hòa Bình", 2, None),
        ("Củ Chi Bình Chánh", 1, None),
    ],
)
def test_person_at(text: str, least: int, expected: str | None) -> None:
    end = person_at(text, fold_letters(text), 0, least=least)
    assert (None if end is None else text[:end]) == expected


def test_an_office_begins_with_its_title() -> None:
    assert is_office("pho chu tich ubnd tinh", 0)
    assert not is_office("ubnd tinh", 0)


def test_a_district_named_after_a_person() -> None:
    assert bears_person("huyện Trần Văn Thời", len("huyện "))
    assert not bears_person("huyện Trần Văn Nam", len("huyện "))


@pytest.mark.parametrize(
    ("text", "issuer"),
    [
        ("Thủ tướng Lê Văn Bình vừa ký Quyết định 12/QĐ-TTg.", "Thủ tướng"),
        ("Quyết định 12/QĐ-TTg do Phó Thủ tướng Trần Văn An ký.", "Phó Thủ tướng"),
        ("Quyết định 12/QĐ-UBND vừa được Chủ tịch UBND huyện Củ Chi Lê Văn Bình ký.", "Chủ tịch UBND huyện Củ Chi"),
    ],
)
def test_an_issuer_is_the_office(text: str, issuer: str) -> None:
    assert [citation.issuer for citation in find(text)] == [issuer]
