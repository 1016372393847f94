"""Abbreviations both ways: what a query may also be printed as, and every row of the table."""

from __future__ import annotations

import json
import lzma
import re
import unicodedata
from collections import defaultdict
from collections.abc import Callable, Iterator
from itertools import pairwise
from pathlib import Path

import pytest
from conftest import shared
from hypothesis import given
from hypothesis import strategies as st

from index import vocabulary
from index.analysis import fold, fold_text, mark_key, syllables
from index.errors import BadSetting
from search import abbreviations
from search.abbreviations import LEAST, WEIGHT, Abbreviation, alternatives

ROWS = abbreviations.abbreviations()
#: From other languages, or by the sound of a word: their letters are no initials of the full words.
NOT_INITIALS = re.compile(
    "TTg|TW|NSTW|BT|BOT|ĐTM|ThS|Cty|CTCP|AI|ODA|FDI|PPP|FTA|GDP|GRDP|CPI|PCI|WTO|WHO|WB|ADB|IMF|ILO|EU|ASEAN|VCCI|EVN"
    "|OCOP|IUU|VAT"
)
#: Words that an abbreviation may pass over.
SMALL = {"va", "cua", "mot"}
#: A syllable of Vietnamese without its marks.
SYLLABLE = re.compile(
    "(?:b|ch?|d|gh?|gi|h|kh?|l|m|n|ngh?|nh|ph?|qu|r|s|th?|tr|v|x)?"
    "(?:a[iouy]?|e[ou]?|i[aeu]?|ieu|o[aeio]?|oai|oay|oeo|u[aeiouy]?|uay|uoi|uou|uy[aeu]|yeu?|y$)(?:ch?|m|ng?|nh|p|t)?"
)

every_row = pytest.mark.parametrize("row", ROWS, ids=lambda row: f"{row.abbreviations[0]}-{fold_text(row.meanings[0])}")


def offered(text: str) -> dict[str, tuple[int, int]]:
    """Give the ranges of what is offered by its folded words."""
    return {fold_text(each.text): (each.start, each.end) for each in alternatives(text)}


def weight(text: str, wanted: str) -> float:
    """Give the weight of one alternative, 0 where it is not offered."""
    return max((each.weight for each in alternatives(text) if fold_text(each.text) == fold_text(wanted)), default=0.0)


SPECIMENS = [
    # An abbreviation, however it is typed
    ("UBND", 0, 1, "ủy ban nhân dân"),
    ("ubnd", 0, 1, "ủy ban nhân dân"),
    ("Ubnd", 0, 1, "ủy ban nhân dân"),
    ("kế hoạch của UBND tỉnh", 3, 4, "ủy ban nhân dân"),
    ("HĐND", 0, 1, "hội đồng nhân dân"),
    ("hdnd", 0, 1, "hội đồng nhân dân"),
    ("TTg", 0, 1, "Thủ tướng"),
    ("ttg", 0, 1, "Thủ tướng Chính phủ"),
    ("BĐG", 0, 1, "bình đẳng giới"),
    ("bdg", 0, 1, "bình đẳng giới"),
    ("VSTBPN", 0, 1, "vì sự tiến bộ của phụ nữ"),
    ("VSTBPN", 0, 1, "vì sự tiến bộ phụ nữ"),
    ("TT&TT", 0, 2, "thông tin và truyền thông"),
    ("TT - TT", 0, 2, "thông tin truyền thông"),
    ("tttt", 0, 1, "thông tin và truyền thông"),
    ("tttt", 0, 1, "TT&TT"),
    ("TT&TT", 0, 2, "TTTT"),
    ("sở GD-ĐT", 1, 3, "giáo dục và đào tạo"),
    ("sở gd đt", 1, 3, "giáo dục và đào tạo"),
    ("gdđt", 0, 1, "giáo dục và đào tạo"),
    ("Sở GD và ĐT Gia Lai", 1, 4, "giáo dục và đào tạo"),
    ("LĐ-TB&XH", 0, 3, "lao động - thương binh và xã hội"),
    ("ldtbxh", 0, 1, "lao động - thương binh và xã hội"),
    ("lđ tbxh", 0, 2, "LĐTBXH"),
    ("LĐTB-XH", 0, 2, "lao động thương binh xã hội"),
    ("VHTT và DL", 0, 3, "văn hóa, thể thao và du lịch"),
    ("NN & PTNT", 0, 2, "nông nghiệp và phát triển nông thôn"),
    ("KT-XH", 0, 2, "kinh tế - xã hội"),
    ("ktxh", 0, 1, "kinh tế xã hội"),
    ("ĐBQH", 0, 1, "đại biểu Quốc hội"),
    ("tp hcm", 0, 2, "Thành phố Hồ Chí Minh"),
    ("TP.HCM", 0, 2, "Thành phố Hồ Chí Minh"),
    ("tphcm", 0, 1, "TP Hồ Chí Minh"),
    ("T.Ư", 0, 2, "trung ương"),
    ("TƯ Đoàn họp", 0, 1, "trung ương"),
    ("BOT Cai Lậy", 0, 1, "xây dựng - kinh doanh - chuyển giao"),
    ("BOT 2019", 0, 1, "xây dựng - kinh doanh - chuyển giao"),
    ("BOT", 0, 1, "xây dựng - kinh doanh - chuyển giao"),
    ("CNTT", 0, 1, "công nghệ thông tin"),
    ("noxh", 0, 1, "nhà ở xã hội"),
    ("DNNVV", 0, 1, "doanh nghiệp vừa và nhỏ"),
    ("VSATTP", 0, 1, "vệ sinh ATTP"),
    ("BGDĐT", 0, 1, "Bộ Giáo dục và Đào tạo"),
    ("công ty CP", 0, 3, "công ty cổ phần"),
    ("vốn ODA", 1, 2, "hỗ trợ phát triển chính thức"),
    # Full words
    ("ủy ban nhân dân", 0, 4, "UBND"),
    ("uỷ ban nhân dân tỉnh", 0, 4, "UBND"),
    ("uy ban nhan dan", 0, 4, "UBND"),
    ("ỦY BAN NHÂN DÂN", 0, 4, "UBND"),
    ("hội đồng nhân dân", 0, 4, "HĐND"),
    ("bình đẳng giới", 0, 3, "BĐG"),
    ("binh dang gioi", 0, 3, "BĐG"),
    ("kế hoạch bình đẳng giới năm 2019", 2, 5, "BĐG"),
    ("bộ thông tin và truyền thông", 1, 6, "TT&TT"),
    ("thông tin truyền thông", 0, 4, "TTTT"),
    ("Thông tin & Truyền thông", 0, 4, "TT&TT"),
    ("lao động, thương binh và xã hội", 0, 7, "LĐ-TB&XH"),
    ("văn hóa thể thao và du lịch", 0, 7, "VHTTDL"),
    ("thủ tướng", 0, 2, "TTg"),
    ("quản lí nhà nước", 0, 4, "QLNN"),
    ("quy phạm pháp luật", 0, 4, "QPPL"),
    ("qui phạm pháp luật", 0, 4, "QPPL"),
    ("phòng cháy chữa cháy", 0, 4, "PCCC"),
    ("phòng, chống tham nhũng", 0, 4, "PCTN"),
    ("vệ sinh an toàn thực phẩm", 0, 6, "VSATTP"),
    ("vệ sinh an toàn thực phẩm", 0, 6, "vệ sinh ATTP"),
    ("ủy ban mặt trận tổ quốc", 0, 6, "ủy ban MTTQ"),
    ("thành phố Hồ Chí Minh", 0, 5, "TPHCM"),
    ("trung ương", 0, 2, "T.Ư"),
    ("doanh nghiệp", 0, 2, "DN"),
    ("Liên hiệp quốc", 0, 3, "Liên hợp quốc"),
    ("bác sỹ", 0, 2, "BS"),
    ("ban thường vụ tỉnh ủy", 0, 3, "BTV"),
]


@pytest.mark.parametrize(("text", "start", "end", "wanted"), SPECIMENS)
def test_offered(text: str, start: int, end: int, wanted: str) -> None:
    assert offered(text).get(fold_text(wanted)) == (start, end)


REJECTS = [
    # Syllables of their own are abbreviations in capitals only, and not where all is in capitals.
    ("an toàn", "an ninh"),
    ("an toan", "an ninh"),
    ("tư nhân", "trung ương"),
    ("tu nhan", "trung ương"),
    ("TƯ NHÂN HÓA", "trung ương"),
    ("bot cai lay", "xây dựng - kinh doanh - chuyển giao"),
    ("BOT CAI LẬY", "xây dựng - kinh doanh - chuyển giao"),
    ("Bot", "xây dựng - kinh doanh - chuyển giao"),
    ("ai chịu trách nhiệm", "trí tuệ nhân tạo"),
    ("cả nước", "công an"),
    ("đã đủ", "đảng ủy"),
    # What they are short for does not ask for them: without marks, every article holds them.
    ("trung ương", "TƯ"),
    ("công an", "CA"),
    ("tỉnh ủy", "TU"),
    ("dự án", "DA"),
    ("giá trị gia tăng", "VAT"),
    # Full words do not ask for what mostly means something else.
    ("công nghiệp", "CN"),
    ("cong nghiep", "CN"),
    ("công nghệ", "CN"),
    ("kế hoạch hành động", "KH"),
    ("thông tư", "TT"),
    ("đầu tư công", "ĐT"),
    ("Bộ Tài chính", "BTC"),
    ("quy hoạch", "QH"),
    ("ban thường vụ", "BTV"),
    # Marks that contradict
    ("binh dâng giỏi", "BĐG"),
    ("bình đẳng giỏi", "BĐG"),
    ("hồi đồng nhân dân", "HĐND"),
    ("bảo hiêm y tế", "BHYT"),
    ("ĐN", "doanh nghiệp"),
    ("BĐXH", "bảo hiểm xã hội"),
    # Nothing inside a longer meaning, nothing that was typed, nothing that the words ask for anyway
    ("ủy ban nhân dân", "ND"),
    ("khu công nghiệp", "khu CN"),
    ("gd đt", "GD&ĐT"),
    ("thông tin truyền thông", "thông tin và truyền thông"),
    ("Thủ tướng Chính phủ", "Thủ tướng"),
    ("Thủ tướng Chính phủ", "TTg Chính phủ"),
    ("T Ư", "TW Đoàn"),
    ("hoạt động", "HĐ"),
]


@pytest.mark.parametrize(("text", "unwanted"), REJECTS)
def test_not_offered(text: str, unwanted: str) -> None:
    assert weight(text, unwanted) == 0.0


@pytest.mark.parametrize("text", ["", "   ", "-", "&", "một hai ba", "an toan", "cong nghiep", "202/2019", "năm 2020"])
def test_nothing_to_offer(text: str) -> None:
    assert alternatives(text) == ()


@pytest.mark.parametrize(
    ("text", "likelier", "other"),
    [
        ("KH", "kế hoạch", "khoa học"),
        ("KH nghiên cứu", "khoa học", "kế hoạch"),
        ("CN", "công nghiệp", "công nhân"),
        ("khoa học CN", "công nghệ", "công nghiệp"),
        ("CN Agribank", "chi nhánh", "công nhân"),
        ("BCH trung ương", "ban chấp hành", "bộ chỉ huy"),
        ("BCH quân sự", "bộ chỉ huy", ""),
        ("TT Bộ Nội vụ hướng dẫn", "thông tư", "trung tâm"),
        ("TT y tế", "trung tâm", "thông tư"),
        ("QH", "Quốc hội", "quy hoạch"),
        ("QH xây dựng", "quy hoạch", ""),
        ("CT hành động", "chương trình", "chỉ thị"),
        ("TTCP", "Thanh tra Chính phủ", "Thủ tướng Chính phủ"),
        ("BTV tỉnh ủy", "ban thường vụ", "biên tập viên"),
        ("TS dự thi", "thí sinh", ""),
        ("ĐT bồi dưỡng cán bộ", "đào tạo", "đầu tư"),
    ],
)
def test_words_nearby_decide_between_meanings(text: str, likelier: str, other: str) -> None:
    assert weight(text, likelier) >= LEAST
    if other:
        assert weight(text, likelier) > weight(text, other)


def test_several_meanings_share_the_weight_and_small_ones_are_left_out() -> None:
    weights = [each.weight for each in alternatives("CN")]
    assert len(weights) > 1
    assert sum(weights) <= WEIGHT
    assert weight("CN", "chi nhánh") == 0.0
    assert weight("UBND", "ủy ban nhân dân") == WEIGHT


@pytest.mark.parametrize(
    ("text", "wanted", "share"),
    [
        ("BBT", "Ban Bí thư", 0.8),
        ("KH", "kế hoạch", 0.5),
        ("VHTT", "văn hóa thể thao", 0.6),
        ("VH&TT", "VHTT", 0.6),
        ("Quốc hội", "QH", 0.8),
        ("QH xây dựng", "quy hoạch", 4 * 0.15 / (0.8 + 4 * 0.15 + 0.05)),
        # Without its mark it may be the one or the other.
        ("NĐT", "nhà đầu tư", 1.0),
        ("ndt", "nhà đầu tư", 0.5),
    ],
)
def test_weights(text: str, wanted: str, share: float) -> None:
    assert weight(text, wanted) == pytest.approx(WEIGHT * share)


@pytest.fixture
def table(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[Callable[[str], None]]:
    """Give a function that puts other rows in the place of the table."""
    caches = (abbreviations.abbreviations, abbreviations._table, abbreviations._mixed)
    monkeypatch.setattr(abbreviations, "_TABLE", tmp_path / "abbreviations")

    def write(lines: str) -> None:
        path = tmp_path / "abbreviations.tsv"
        path.write_text(f"abbreviation\tmeaning\tcertainty\tuse\tcontext\n{lines}\n", encoding="utf-8")
        for cache in caches:
            cache.cache_clear()

    write("")
    yield write
    for cache in caches:
        cache.cache_clear()


def test_other_printings_of_a_row_that_is_only_read_are_not_asked_for(table: Callable[[str], None]) -> None:
    table("X&Y|XY\txuân yên")
    assert set(offered("X-Y")) == {"xuan yen", "xy"}
    table("X&Y|XY\txuân yên\t\tread")
    assert set(offered("X-Y")) == {"xuan yen"}


def test_only_a_sure_abbreviation_stands_inside_full_words(table: Callable[[str], None]) -> None:
    table("XY\txuân yên\nLXY\tlàng xuân yên")
    assert set(offered("LXY")) == {"lang xuan yen", "lang xy"}
    table("XY\txuân yên\t.6\nLXY\tlàng xuân yên")
    assert set(offered("LXY")) == {"lang xuan yen"}


def test_a_word_far_away_decides_nothing() -> None:
    between = "một " * abbreviations.NEAR
    assert weight(f"KH {between}nghiên cứu", "khoa học") == weight("KH", "khoa học")
    assert weight(f"nghiên cứu {between}KH", "khoa học") == weight("KH", "khoa học")


def test_of_readings_that_overlap_the_longest_counts() -> None:
    found = alternatives("ủy ban nhân dân và hội đồng nhân dân tp hcm")
    assert {(each.start, each.end) for each in found} == {(0, 4), (5, 9), (9, 11)}
    assert {(each.start, each.end) for each in alternatives("bảo hiểm xã hội chủ nghĩa")} == {(0, 4)}


def test_what_is_joined_in_the_table_is_not_asked_for_unless_it_stands_there() -> None:
    assert {each.text for each in alternatives("kinh tế - xã hội")} == {"KT-XH", "KTXH"}
    assert {each.text for each in alternatives("thông tin và truyền thông")} == {"TT&TT", "TTTT"}


def test_a_long_text_takes_linear_time() -> None:
    times = 4000  # some seconds already, if every match looked at the whole text
    found = alternatives("ủy ban nhân dân có KH hành động BOT " * times)
    assert sum(each.text == "UBND" for each in found) == times
    assert alternatives("BOT " * times) == ()
    assert max(each.end for each in found) == times * 9


# Every row


def in_place(row: Abbreviation, printed: str) -> tuple[str, int]:
    """Give a text that holds one printing of an ambiguous row among words that speak for it, and where it begins."""
    before = f"{row.context[0]} " if row.context else "một "
    return before + printed, len(list(syllables(before)))


@every_row
def test_abbreviations_of_the_row_are_read(row: Abbreviation) -> None:
    for printed in row.abbreviations:
        typed = {printed, printed.replace("&", " ").replace("-", " ")}
        if row.use != "capitals":
            typed |= {printed.lower(), printed.upper(), fold_text(printed)}
        for each in typed:
            text, start = in_place(row, each)
            for meaning in row.meanings:
                wanted = (start, start + len(list(syllables(each))))
                # Two letters that lost their marks have many more meanings: GD is giáo dục, but also giám đốc.
                if each == printed or (row.use != "capitals" and len(fold_text(each).replace(" ", "")) > 2):
                    assert offered(text).get(fold_text(meaning)) == wanted, text


@every_row
def test_full_words_of_the_row_ask_for_its_abbreviations(row: Abbreviation) -> None:
    for meaning in row.meanings:
        for each in (
            meaning,
            meaning.lower(),
            meaning.upper(),
            fold_text(meaning),
            unicodedata.normalize("NFD", meaning),
        ):
            text, start = in_place(row, each)
            found = offered(text)
            for printed in row.abbreviations:
                wanted = None if row.use else (start, start + len(list(syllables(each))))
                assert found.get(fold_text(printed)) == wanted, text


@pytest.mark.parametrize("row", [row for row in ROWS if not row.use], ids=lambda row: row.abbreviations[0])
def test_full_words_with_another_tone_do_not(row: Abbreviation) -> None:
    for meaning in row.meanings:
        parted = unicodedata.normalize("NFD", meaning)
        tone = re.search("[\u0300\u0301\u0303\u0309\u0323]", parted)
        if tone is None:
            continue
        other = "\u0309" if tone[0] != "\u0309" else "\u0323"
        changed = unicodedata.normalize("NFC", parted[: tone.start()] + other + parted[tone.end() :])
        whole = (0, len(list(syllables(changed))))
        assert [each for each in alternatives(changed) if (each.start, each.end) == whole] == [], changed


def test_only_a_row_for_capitals_is_a_syllable_without_marks() -> None:
    for row in ROWS:
        for printed in row.abbreviations:
            if " " not in printed and "." not in printed:
                written = fold_text(printed).replace(" ", "")
                assert bool(SYLLABLE.fullmatch(written)) == (row.use == "capitals"), printed


def test_a_row_for_capitals_is_read_in_nothing_else() -> None:
    rows = [row for row in ROWS if row.use == "capitals"]
    assert rows
    for row in rows:
        for printed in (row.abbreviations[0].lower(), row.abbreviations[0].title(), fold_text(row.abbreviations[0])):
            assert not {fold_text(each) for each in row.meanings} & set(offered(f"một {printed} hai")), printed


def test_the_letters_are_the_initials_of_the_words() -> None:
    checked = 0
    for row in ROWS:
        if NOT_INITIALS.fullmatch(row.abbreviations[0]):
            continue
        taken = set()
        for printed in row.abbreviations:
            letters = fold_text(printed).replace(" ", "")
            for meaning in row.meanings:
                words = fold_text(meaning).split()
                if letters in ("".join(word[0] for word in words), "".join(w[0] for w in words if w not in SMALL)):
                    taken |= {printed, meaning}
        assert {*row.abbreviations, row.meanings[0]} <= taken
        checked += 1
    assert checked > 0.9 * len(ROWS)


def test_tones_stand_in_the_old_place() -> None:
    new_style = re.compile("o[àáảãạèéẻẽẹ]$|(?<!q)u[ỳýỷỹỵ]$", re.IGNORECASE)
    assert new_style.search("hoà")
    assert new_style.search("Uỷ")
    assert not new_style.search("quỹ")
    for row in ROWS:
        for printed in (*row.abbreviations, *row.meanings):
            assert printed == unicodedata.normalize("NFC", printed)
        for meaning in row.meanings:
            for word in re.findall(r"\w+", meaning):
                assert not new_style.search(word), word
                assert len(re.findall("[\u0300\u0301\u0303\u0309\u0323]", unicodedata.normalize("NFD", word))) <= 1, (
                    word
                )


def test_rows_are_well_formed() -> None:
    for row in ROWS:
        assert row.context == tuple(fold_text(words) for words in row.context), row
        assert not {fold_text(meaning) for meaning in row.meanings} & set(row.context), row
        assert all(len(fold_text(meaning).split()) > 1 for meaning in row.meanings), row
        for folded in (
            row.context,
            [fold_text(each) for each in row.meanings],
            [mark_key(e) or e for e in row.abbreviations],
        ):
            assert len(set(folded)) == len(folded), row


def test_there_are_enough_rows() -> None:
    assert len(ROWS) >= 500


def test_meanings_of_one_abbreviation_share_one() -> None:
    shares: dict[str, list[Abbreviation]] = defaultdict(list)
    for row in ROWS:
        for printed in row.abbreviations:
            shares[printed].append(row)
    for printed, rows in shares.items():
        assert sum(row.certainty for row in rows) <= 1.0001, printed
        assert len({row.meanings for row in rows}) == len(rows), printed
        assert len(rows) == 1 or all(row.certainty < 1 for row in rows), printed


def test_no_full_words_stand_in_two_rows_of_both_ways() -> None:
    meanings = [fold_text(meaning) for row in ROWS if not row.use for meaning in row.meanings]
    assert sorted({each for each in meanings if meanings.count(each) > 1}) == []


def test_ministries_are_called_as_in_the_table_of_issuers() -> None:
    names = {issuer.symbol: fold_text(issuer.name) for issuer in vocabulary.issuers()}
    ministries = [row for row in ROWS if re.match(r"Bộ (?!luật|Ch)", row.meanings[0]) and row.certainty == 1]
    assert len(ministries) >= 15
    for row in ministries:
        assert names[row.abbreviations[0]] == fold_text(row.meanings[0])


# Whatever is typed

PIECES = [
    *(printed for row in ROWS for printed in row.abbreviations),
    *(meaning for row in ROWS for meaning in row.meanings),
    *(word for row in ROWS for word in row.meanings[0].split()),
]


@given(
    st.lists(st.sampled_from(PIECES) | st.text(max_size=6), max_size=8), st.sampled_from([" ", "", "-", "\n", " & "])
)
def test_ranges_and_weights(pieces: list[str], between: str) -> None:
    text = between.join(pieces)
    folded = [syllable.form.folded for syllable in syllables(text)]
    found = alternatives(text)
    for each in found:
        assert 0 <= each.start < each.end <= len(folded)
        assert LEAST <= each.weight <= WEIGHT < 1
        assert fold_text(each.text).split() not in ([], folded[each.start : each.end])
    for one, next_one in pairwise(found):
        same = (one.start, one.end) == (next_one.start, next_one.end)
        assert one.weight >= next_one.weight if same else one.end <= next_one.start
    assert len({(each.start, fold_text(each.text)) for each in found}) == len(found)


@given(st.text())
def test_any_text_is_taken(text: str) -> None:
    assert alternatives(text) == alternatives(text)


# The table


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("XYZ\txuân yên zét\t2", "certainty '2'"),
        ("XYZ\txuân yên zét\tsure", "certainty 'sure'"),
        ("XYZ\txuân yên zét\t0", "certainty '0'"),
        ("XYZ\txuân yên zét\t.5\tonce", "use 'once'"),
        ("XYZ\txuân yên zét\t.5\tread\tmot\thai", r"abbreviations\.tsv, line 2"),
    ],
)
def test_a_bad_row_says_so(table: Callable[[str], None], line: str, message: str) -> None:
    table(line)
    with pytest.raises(BadSetting, match=message):
        alternatives("XYZ")


def test_letters_that_are_not_vietnamese_are_folded_one_by_one() -> None:
    assert abbreviations._folded(["Đẳng", "Straße", "đ"]) == {"Đẳng": "dang", "Straße": "strasse", "đ": "d"}
    assert abbreviations._folded(["ủy", "ban"]) == {"ủy": "uy", "ban": "ban"}


# Real text


def introduced(text: str) -> set[tuple[str, str]]:
    """Find what a text introduces: (full words, abbreviation) of "… công nghệ thông tin (CNTT) …"."""
    found = set()
    for match in re.finditer(r"\(\s*([A-ZĐƯ][A-ZĐƯa-zđ&.\- ]{1,12}?)\s*\)", text):
        letters = [char for char in fold(match[1]) if char.isalpha()]
        before = text[max(0, match.start() - 160) : match.start()].rsplit("\n", 1)[-1]
        words = [before[s.start : s.end] for s in syllables(before)]
        taken: list[str] = []
        while words and letters:
            word = words.pop()
            if fold(word)[0] == letters[-1]:
                letters.pop()
            elif word.lower() != "và" or not taken:
                break
            taken.append(word)
        if not letters and len(taken) > 1:
            found.add((" ".join(reversed(taken)).lower(), match[1]))
    return found


@pytest.mark.shared
def test_what_policy_news_introduces_is_known() -> None:
    """Of the abbreviations that at least two articles introduce, most are read, and found from their words."""
    articles: dict[tuple[str, str], int] = defaultdict(int)
    with lzma.open(shared("news/vietnews2019_policy.jsonl.xz"), "rt", encoding="utf-8") as lines:
        for line in lines:
            for each in introduced(unicodedata.normalize("NFC", json.loads(line)["body"])):
                articles[each] += 1
    pairs = {each: count for each, count in articles.items() if count > 1}
    total = sum(pairs.values())
    read = sum(count for (words, short), count in pairs.items() if fold_text(words) in offered(short))
    asked = sum(count for (words, short), count in pairs.items() if fold_text(short) in offered(words))
    assert total > 100
    assert read / total > 0.9
    assert asked / total > 0.8
