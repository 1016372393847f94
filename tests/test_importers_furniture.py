"""Lines round an article: known ones are recognised, text never is."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.importers.furniture import breadcrumb, is_byline, is_heading, labelled, repeats, take_tail


@pytest.mark.parametrize(
    ("line", "found"),
    [
        ("Ngày đăng bài: 09/04/2019", ("date", "09/04/2019")),
        ("Ngày đăng bài : 09/04/2019", ("date", "09/04/2019")),
        ("NGÀY ĐĂNG: 9-4-2019 08:05", ("date", "9-4-2019 08:05")),
        ("Ngày đăng 09/04/2019", ("date", "09/04/2019")),
        ("Đăng ngày 09.04.2019", ("date", "09.04.2019")),
        ("Đăng lúc: 08:05 | 09/04/2019", ("date", "08:05 | 09/04/2019")),
        ("Ngày đăng: 09/04/2019 | Lượt xem: 15", ("date", "09/04/2019")),
        ("Ngày đăng: 31/02/2019", ("date", "31/02/2019")),
        ("Ngày đăng: hôm qua", ("date", "hôm qua")),
        ("Cập nhật lúc 08:05, Thứ Ba, 09/04/2019", ("updated", "08:05, Thứ Ba, 09/04/2019")),
        ("Cập nhật: 09/04/2019", ("updated", "09/04/2019")),
        ("Tác giả: Thu An", ("author", "Thu An")),
        ("Nguồn : Cổng thông tin điện tử tỉnh", ("source", "Cổng thông tin điện tử tỉnh")),
        ("Đường dẫn: https://example.vn/bai-1", ("url", "https://example.vn/bai-1")),
        ("Địa chỉ: http://example.vn/bai-1", ("url", "http://example.vn/bai-1")),
        ("Chuyên mục: Tin tức > Thời sự", ("category", "Tin tức > Thời sự")),
        ("Lượt xem: 1.234", ("", "1.234")),
        # Text.
        ("Cập nhật: thêm hai xã đạt chuẩn", None),
        ("Cập nhật 10h ngày 09/4/2020: thêm hai xã", None),
        ("Đăng ngày hội non sông", None),
        ("Địa chỉ: số 1 đường Mẫu", None),
        ("Nguồn: vốn được lấy từ ngân sách tỉnh, từ các chương trình mục tiêu và từ đóng góp của nhân dân ở xã.", None),
        ("Nguồn: vốn vay.", None),
        ("Ông nói: đây là việc nên làm", None),
        ("Tác giả", None),
        ("Tác giả:", None),
        ("", None),
    ],
)
def test_labelled_lines(line: str, found: tuple[str, str] | None) -> None:
    assert labelled(line) == found


TITLE = "Xã Mẫu họp bàn việc nước sạch"


@pytest.mark.parametrize(
    ("line", "steps"),
    [
        ("Trang chủ > Tin Tức > Tin tổng hợp > XÃ MẪU HỌP BÀN VIỆC NƯỚC SẠCH", ("Tin Tức", "Tin tổng hợp")),
        ("Trang chủ > Tin Tức > Tin tổng hợp", ("Tin Tức", "Tin tổng hợp")),
        ("Trang chủ » Tin Tức » xa mau hop ban viec nuoc sach", ("Tin Tức",)),
        ("TRANG CHỦ › Tin Tức › Xã Mẫu họp bàn…", ("Tin Tức",)),
        ("Trang chủ / Kinh tế - Xã hội / Giáo dục/Đào tạo", ("Kinh tế - Xã hội", "Giáo dục/Đào tạo")),
        ("Trang nhất | Tin Tức", ("Tin Tức",)),
        ("Home>Tin Tức>Thời sự", ("Tin Tức", "Thời sự")),
        (f"Tin Tức > {TITLE}", ("Tin Tức",)),
        (f"Trang chủ > {TITLE}", ()),
        # Text.
        ("Trang chủ", None),
        ("Tỷ lệ > 50% là đạt", None),
        ("Tin Tức > Thời sự", None),
        (TITLE, None),
        ("", None),
    ],
)
def test_breadcrumbs(line: str, steps: tuple[str, ...] | None) -> None:
    assert breadcrumb(line, TITLE) == steps


@pytest.mark.parametrize("line", ["CHUYÊN MỤC", "Chuyên mục", "CHUYÊN MỤC:"])
def test_the_heading(line: str) -> None:
    assert is_heading(line)
    assert not is_heading(line + " mới")


@pytest.mark.parametrize(
    "line",
    [
        "Thu An",
        "Nguyễn Thị Thu An",
        "H.M",
        "N.T.H.",
        "Y-Moan Ê-ban",
        "Nguyễn An - Sở Mẫu",
        "Thu An - Minh Bình",
        "Thu An, Minh Bình",
        "Thu",
    ],
)
def test_names_are_bylines(line: str) -> None:
    assert is_byline(line)


@pytest.mark.parametrize(
    "line",
    [
        "",
        "thu an",
        "Thu an",
        "Thu An.",
        "Thu An:",
        "THU AN",
        "HẾT",
        "UBND tỉnh",
        "Năm 2019",
        "Nguyễn Thị Thu An Bình",
        "Hội nghị kết thúc tốt đẹp",
        "Hội nghị kết thúc tốt đẹp.",
        "Ảnh: Thu An",
        "(Thu An)",
        "Thu An - và những người khác",
        "./.",
        "A" * 1000,
        "A" * 1_000_000,
    ],
)
def test_other_lines_are_not(line: str) -> None:
    assert not is_byline(line)


@pytest.mark.parametrize(
    ("step", "title", "same"),
    [
        ("XÃ MẪU", "Xã Mẫu", True),
        ("xa mau!", "Xã Mẫu", True),
        ("Xã…", "Xã Mẫu", True),
        ("Xã ...", "Xã Mẫu", True),
        ("…", "Xã Mẫu", False),
        ("Xã", "Xã Mẫu", False),
        ("Xã Mẫu " * 50, "Xã Mẫu", False),
    ],
)
def test_steps_that_repeat_the_title(step: str, title: str, same: bool) -> None:
    assert repeats(step, title) is same


def tail(lines: list[str], *, apart: bool = True) -> tuple[list[str], dict[str, str]]:
    fields: dict[str, str] = {}
    return take_tail(lines, fields, lambda _: apart), fields


@pytest.mark.parametrize(
    ("lines", "kept", "fields"),
    [
        (["Một.", "Hai./.", "Thu An"], 2, {"author": "Thu An"}),
        (["Một.", "Thu An", "Nguồn: Cổng tỉnh"], 1, {"author": "Thu An", "source": "Cổng tỉnh"}),
        (["Một.", "Nguồn: Cổng tỉnh", "", "Thu An", ""], 1, {"author": "Thu An", "source": "Cổng tỉnh"}),
        (["Một.", "Lượt xem: 5"], 1, {}),
        (["Một.", "Hà Nội", "Thu An"], 2, {"author": "Thu An"}),
        (["Một.", "CHỦ TỊCH", "Nguyễn An"], 3, {}),
        (["Thu An"], 1, {}),
        (["", "Thu An"], 2, {}),
        (["Một.", "Hai."], 2, {}),
        ([], 0, {}),
    ],
)
def test_the_tail_is_taken_off(lines: list[str], kept: int, fields: dict[str, str]) -> None:
    assert tail(lines) == (lines[:kept], fields)


def test_a_name_among_the_text_stays() -> None:
    assert tail(["Các xã đạt chuẩn:", "Tân An"], apart=False) == (["Các xã đạt chuẩn:", "Tân An"], {})


@given(st.lists(st.sampled_from(["Một câu.", "", "Thu An", "Nguồn: Cổng tỉnh", "CHỦ TỊCH"])))
def test_the_tail_never_takes_a_sentence(lines: list[str]) -> None:
    kept, _ = tail(lines)
    assert kept == lines[: len(kept)]
    assert lines.count("Một câu.") == kept.count("Một câu.")
    assert any(kept) == any(lines)
