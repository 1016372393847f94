"""Citations under one key: laws by name and by number, TƯ for TW; and what must stay apart."""

from __future__ import annotations

import pytest

from index import vocabulary
from index.aliases import law_of, named_keys, unite
from index.citations import find, issuer_name, label, labels

NUMBERED = [law for law in vocabulary.laws() if law.number]


def keys(text: str) -> list[str]:
    return [citation.key for citation in unite(find(text))]


@pytest.mark.parametrize(
    ("text", "key", "name"),
    [
        ("Luật Đất đai năm 2013", "luatqh13:45:2013", "Luật Đất đai năm 2013 (45/2013/QH13)"),
        ("Luật Đất đai số 45/2013/QH13", "luatqh13:45:2013", "Luật Đất đai năm 2013 (45/2013/QH13)"),
        ("luật đất đai 2013", "luatqh13:45:2013", "Luật Đất đai năm 2013 (45/2013/QH13)"),
        ("BLHS năm 2015", "luatqh13:100:2015", "Bộ luật Hình sự năm 2015 (100/2015/QH13)"),
        ("Luật số 100/2015/QH13", "luatqh13:100:2015", "Bộ luật Hình sự năm 2015 (100/2015/QH13)"),
        # Of two names in use, the official one is shown.
        ("Bộ luật Hàng hải năm 2015", "luatqh13:95:2015", "Bộ luật Hàng hải Việt Nam năm 2015 (95/2015/QH13)"),
        (
            "Luật Thi hành tạm giữ, tạm giam năm 2015",
            "luatqh13:94:2015",
            "Luật Thi hành tạm giữ, tạm giam năm 2015 (94/2015/QH13)",
        ),
        (
            "Luật Tạm giữ, tạm giam năm 2015",
            "luatqh13:94:2015",
            "Luật Thi hành tạm giữ, tạm giam năm 2015 (94/2015/QH13)",
        ),
        (
            "Pháp lệnh Ưu đãi người có công với cách mạng năm 2020",
            "plubtvqh14:2:2020",
            "Pháp lệnh Ưu đãi người có công với cách mạng năm 2020 (02/2020/UBTVQH14)",
        ),
        (
            "Pháp lệnh số 26/2005/PL-UBTVQH11",
            "plubtvqh11:26:2005",
            "Pháp lệnh Ưu đãi người có công với cách mạng năm 2005 (26/2005/PL-UBTVQH11)",
        ),
    ],
)
def test_a_law_is_one_by_name_and_by_number(text: str, key: str, name: str) -> None:
    (citation,) = unite(find(text))
    assert (citation.key, label(citation)) == (key, name)
    assert name.startswith(f"{citation.type} ")


@pytest.mark.parametrize(
    ("text", "key"),
    [
        # A version without a certain number, and one that is none of the law's.
        ("Luật Báo chí năm 1989", "luat:bao-chi:1989"),
        ("Luật Đất đai năm 2012", "luat:dat-dai:2012"),
        ("Hiến pháp năm 2013", "hienphap:hien-phap:2013"),
        # The amending law is no version of the law that it amends.
        (
            "Luật sửa đổi, bổ sung một số điều của Luật Viên chức năm 2019",
            "luat:sua-doi-bo-sung-mot-so-dieu-cua-luat-vien-chuc:2019",
        ),
        ("Luật số 35/2018/QH14", "luatqh14:35:2018"),
        # A resolution may have the number of a law.
        ("Nghị quyết số 45/2013/QH13", "nqqh13:45:2013"),
    ],
)
def test_what_is_not_certain_stays_as_it_was(text: str, key: str) -> None:
    (citation,) = find(text)
    assert keys(text) == [citation.key] == [key]
    assert law_of(key) is None
    assert named_keys(key) == ()


def test_the_year_of_an_amended_law_is_its_own() -> None:
    text = "Góp ý Luật sửa đổi, bổ sung một số điều của Bộ luật Hình sự 2015."
    assert keys(text) == ["luatqh13:100:2015"]


@pytest.mark.parametrize("law", NUMBERED, ids=lambda law: f"{law.name} {law.year}")
def test_the_finder_gives_the_keys_that_the_table_means(law: vocabulary.Law) -> None:
    (by_name,) = find(f"{law.type} {law.name} năm {law.year}")
    (by_number,) = find(f"{law.type} số {law.number}")
    assert by_name.kind == "named"
    assert by_name.key in named_keys(by_number.key)
    assert unite([by_name])[0].key == unite([by_number])[0].key == by_number.key
    assert label(by_name) == label(by_number)


@pytest.mark.parametrize(
    ("text", "key", "name", "issuer"),
    [
        (
            "Nghị quyết số 18-NQ/TƯ ngày 25/10/2017 của Hội nghị lần thứ sáu Ban Chấp hành Trung ương",
            "nqtw:18:2017", "Nghị quyết 18-NQ/TW (25/10/2017)", "Ban Chấp hành Trung ương Đảng",
        ),
        (
            "Nghị quyết 33-NQ/TƯ năm 2014", "nqtw:33:2014", "Nghị quyết 33-NQ/TW (2014)",
            "Trung ương Đảng (chưa rõ cơ quan)",
        ),
        ("Chỉ thị 05-CT/T.Ư của Bộ Chính trị", "cttw:5:?", "Chỉ thị 05-CT/TW", "Bộ Chính trị"),
        ("Công văn 12-CV/VPTƯ", "cvvptw:12:?", "Công văn 12-CV/VPTW", "Văn phòng Trung ương Đảng"),
        # Without the horn, a central issuer tells.
        ("Chỉ thị số 05-CT/TU ngày 15/5/2016 của Bộ Chính trị", "cttw:5:2016", "Chỉ thị 05-CT/TW (15/5/2016)",
         "Bộ Chính trị"),
        # With nothing to tell, or with a local committee, it is the committee's.
        ("Nghị quyết 18-NQ/TU năm 2017", "nqtu:18:2017", "Nghị quyết 18-NQ/TU (2017)",
         "Tỉnh ủy (chưa rõ địa phương)"),
        ("Chương trình 01-CTr/TƯ của Thành ủy", "ctrtu:1:?", "Chương trình 01-CTr/TU",
         "Tỉnh ủy (chưa rõ địa phương)"),
        ("Nghị quyết 05-NQ/TU ngày 3/4/2016 của Thành ủy Hà Nội", "nqtu:5:2016@ha-noi",
         "Nghị quyết 05-NQ/TU thành phố Hà Nội (03/4/2016)", "Thành ủy Hà Nội"),
        ("Nghị quyết 05-NQ/TU ngày 3/4/2016 của Ban Chấp hành Trung ương Đoàn", "nqtu:5:2016",
         "Nghị quyết 05-NQ/TU (03/4/2016)", "Tỉnh ủy (chưa rõ địa phương)"),
    ],
)  # fmt: skip
def test_the_letters_of_the_centre(text: str, key: str, name: str, issuer: str) -> None:
    (citation,) = unite(find(text))
    assert (citation.key, label(citation), issuer_name(citation)) == (key, name, issuer)


def test_a_short_mention_goes_where_its_full_one_went() -> None:
    text = "Theo Nghị quyết số 18-NQ/TƯ ngày 25/10/2017, các cơ quan rà soát. Nghị quyết 18 nêu rõ điều này."
    assert [citation.key for citation in find(text)] == ["nqtu:18:2017"] * 2
    assert keys(text) == ["nqtw:18:2017"] * 2


def test_a_short_mention_stays_where_a_local_one_has_its_key() -> None:
    text = "Nghị quyết 18-NQ/TƯ năm 2017 và Nghị quyết 18-NQ/TU năm 2017. Nghị quyết 18 năm 2017 nêu rõ."
    assert keys(text) == ["nqtw:18:2017", "nqtu:18:2017", "nqtu:18:2017"]


def test_one_law_has_one_label_in_a_text() -> None:
    citations = unite(find("Luật Đất đai năm 2013 (Luật số 45/2013/QH13) và Luật Đất đai 2024."))
    assert labels(citations) == {
        "luatqh13:45:2013": "Luật Đất đai năm 2013 (45/2013/QH13)",
        "luatqh15:31:2024": "Luật Đất đai năm 2024 (31/2024/QH15)",
    }


def test_keys_by_name() -> None:
    assert named_keys("luatqh13:45:2013") == ("luat:dat-dai:2013",)
    assert named_keys("luatqh13:95:2015") == ("luat:hang-hai-viet-nam:2015", "luat:hang-hai:2015")
    assert named_keys("qdttg:2351:2010") == ()
    law = law_of("luat:dat-dai:2013")
    assert law is not None
    assert law == law_of("luatqh13:45:2013")
    assert (law.type, law.name, law.year, law.number) == ("Luật", "Đất đai", 2013, "45/2013/QH13")
