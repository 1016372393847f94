"""The title, the organ and the date beside a mention."""

from __future__ import annotations

import time

import pytest

from index.citations import Citation, find


def first(text: str) -> Citation:
    return find(text)[0]


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("Chỉ thị 42-CT/TW của Ban Bí thư về “Tăng cường sự lãnh đạo”, có 3 phần", "Tăng cường sự lãnh đạo"),
        ('Quyết định 42/QĐ-TTg về việc "Quản lý bến cảng" và phà', "Quản lý bến cảng"),
        ("Quyết định 42/QĐ-TTg về “cơn sốt” đất nền", "về"),
        (
            "Chỉ thị số 33-CT/TW của Ban Bí thư về công tác văn thư (sau đây gọi tắt là Chỉ thị số 33-CT/TW).",
            "về công tác văn thư",
        ),
        ("Nghị quyết số 33-NQ/TW về công tác văn thư (Nghị quyết 33) của ngành", "về công tác văn thư"),
        ("Quyết định 5/QĐ-TTg về định mức xe (ban hành kèm theo Phụ lục)", "về định mức xe"),
        (
            "Quyết định số 44/QĐ-TTg về việc công nhận TP. Cao Lãnh là đô thị loại II. Sau đó,",
            "về việc công nhận TP. Cao Lãnh là đô thị loại II",
        ),
        ("Nghị quyết 26/2018/NQ-HĐND về cán bộ thế nào? - Qua 5 năm, tỉnh làm tốt", "về cán bộ thế nào"),
        ("Quyết định 52/QĐ-UBND về việc phân cấp quản lý\nv/v tạm thời giao thẩm quyền", "về việc phân cấp quản lý"),
    ],
)
def test_title(text: str, title: str) -> None:
    assert first(text).title == title


@pytest.mark.parametrize(
    ("text", "issuer"),
    [
        (
            "Thông tư liên tịch số 19/2011/TTLT-BTC-BNV của Bộ trưởng Bộ Tài chính và Bộ trưởng Bộ Nội vụ hướng dẫn",
            "Bộ trưởng Bộ Tài chính và Bộ trưởng Bộ Nội vụ",
        ),
        ("Thông tư 19/2011/TT-BTC của Bộ trưởng Bộ Tài chính và Bộ trưởng Bộ Nội vụ", "Bộ trưởng Bộ Tài chính"),
        (
            "Thông tư liên tịch số 21/2005/TTLT-BTC-BNV của liên tịch Bộ Tài chính, Bộ Nội vụ hướng dẫn",
            "liên tịch Bộ Tài chính, Bộ Nội vụ",
        ),
        (
            "Chính phủ, Đoàn Chủ tịch Ủy ban Trung ương Mặt trận Tổ quốc Việt Nam đã ban hành Nghị quyết 8/NQLT-CP",
            "Đoàn Chủ tịch Ủy ban Trung ương Mặt trận Tổ quốc Việt Nam",
        ),
        ("Nghị quyết số 21-NQ/TW của Hội nghị Trung ương 6 khóa XII về dân số", "Hội nghị Trung ương 6 khóa XII"),
        ("Nghị quyết 18-NQ/TW của Bộ Chính trị (khóa X) về biên giới", "Bộ Chính trị (khóa X)"),
        ("Nghị quyết số 402 của Hội đồng bầu cử quốc gia công bố danh sách", "Hội đồng bầu cử quốc gia"),
        ("Công văn 41/UBND của UBND tỉnh bảo đảm cho dân vay vốn", "UBND tỉnh"),
        ("Công văn 41/UBND của UBND H. Bình Chánh trả lời", "UBND H. Bình Chánh"),
        ("Cục Thi hành án dân sự Gia Lai ban hành Quyết định 12/QĐ-CTHADS", "Cục Thi hành án dân sự Gia Lai"),
        (
            "cơ quan cảnh sát điều tra công an huyện Đông Anh ban hành Quyết định 13/QĐ-CSĐT",
            "cơ quan cảnh sát điều tra công an huyện Đông Anh",
        ),
        ("Trưởng đoàn công tác tỉnh Gia Lai Chủ tịch Quốc hội ký Nghị quyết 16/NQ-UBTVQH15", "Chủ tịch Quốc hội"),
    ],
)
def test_issuer(text: str, issuer: str) -> None:
    assert first(text).issuer == issuer


@pytest.mark.parametrize(
    ("text", "dates"),
    [
        ("ban hành Quyết định 77/QĐ-C45 (C46) ngày 3/2/2013 khác Quyết định 812", ["2013-02-03", None]),
        ("ra Quyết định 77/QĐ-XYZ.d (m) ngày 3/2/2013 có nội dung khác Quyết định 812 của bộ", [None, None]),
        ("đã ký Quyết định 77/QĐ-BTC. Ngày 3/2/2013, Bộ ban hành Quyết định 78/QĐ-BTC", [None, "2013-02-03"]),
        ("Pháp lệnh số 12-LCT/HĐNN7 sửa đổi thuế muối ngày 26 tháng 02 năm 1984", ["1984-02-26"]),
        ("Luật số 12/LCT quy định thuế muối có hiệu lực từ ngày 26 tháng 02 năm 1984", [None]),
    ],
)
def test_date(text: str, dates: list[str | None]) -> None:
    assert [None if each.date is None else each.date.isoformat() for each in find(text)] == dates


@pytest.mark.parametrize(
    "unit",
    [
        "Luật sửa đổi Luật A và Luật B số 5/2020/QH14 ",
        "Nghị quyết 5/2018/QH14, Nghị quyết 5/2018/QH4; NQ 5 của ",
        "Chủ tịch Trần Lê Nguyễn ký 5/QĐ-UBND ",
        "Quyết định 5/QĐ-A (B) C ngày 1/2/2013 ra ",
        "Quyết định 5/QĐ-A về v/v\nvề việc ",
        "Pháp lệnh 5/LCT về abc ",
    ],
)
def test_linear(unit: str) -> None:
    """A text of four times the length takes about four times the time; a quadratic reading would take sixteen."""
    spent = []
    for length in (20_000, 80_000):
        text = unit * (length // len(unit))
        best = float("inf")
        for _ in range(2):
            start = time.perf_counter()
            find(text)
            best = min(best, time.perf_counter() - start)
        spent.append(best)
    assert spent[1] < 10 * spent[0]
