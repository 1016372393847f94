"""Which syllables are possible, what marks make of letters, second spellings."""

from __future__ import annotations

import json
import lzma
import random
import re
import unicodedata
from collections import Counter
from itertools import combinations

import pytest
from conftest import shared
from hypothesis import given
from hypothesis import strategies as st

from index.analysis import fold, mark_key
from search.vietnamese_syllables import is_plain_syllable, is_syllable, other_spellings, with_marks


def words(listed: str) -> list[str]:
    return listed.split()


POSSIBLE = words("""
    à ý ở ủy uỷ ông yên yêu yểng ỉa ưa ứng ươm oan uyên uất ba bố bưởi buýt phuy voan
    kế kỳ kĩ kiến kênh cá cổ cử cấp của cuộc cười ghế ghi ghềnh gà gỗ góa goá guốc nghĩa nghề nghiêng ngã ngoài ngoặc
    nguyễn nguyệt ngượng quý quí quỳnh quyền quyết quốc quả quận quặng quẹt quên quít quở quới
    gì gìn gỉ già giá giữa giếng giết giễu giấm giỏi giới giường gièm
    hòa hoà khỏe khoẻ thủy thuỷ loét hoàn toàn tuýt ngoéo khuỷu khuya thuở huơ
    học hộc sách mẹp tất lịch ếch ích tiếp thước suất khoắt
    đường đặng đẳng rượu trưởng xoong voọc moóc Đắk Lắk Kạn Krông Păh Pưh
    Kế HOẠCH ĐƯỜNG Ðiều ðộc Ủy hỌC
""")

IMPOSSIBLE = words("""
    ké1 cế kà kổ gế ngế ghà nghộ cỹ qúy qủa qòn quă coà cuệ gía giía giì vịêt hòan tóan ưỏng duờng đuờng thưở
    hòc hóch sảch tẫt tiềp thườc hôc sâch đươc nươc môt nhât
    nguyẽn nguyên2 chưong ươ iên iếc yêc yăn đn đt hđnd qđ ubnđ bê-tông kếhoạch ôtô café pokémon müller
    bểp1 fà jú wà zô aá ôơ aă ́ ớớ đđ đ êi ôu ăi ăn1 êc ơc ơng ing iơ ôa óe1
""")

UNMARKED = words("xa ban hoc nguyen duong tinh hoach dak lak kan viet quy gi gin yen duoc nuoc HOC Nguyen")
NO_SYLLABLE = words("facebook is ubnd hdnd f j w z class plan book ee oo ei ou cat1 2020 a1 ce ka1 qa nge ghan")


@pytest.mark.parametrize("syllable", POSSIBLE)
def test_possible(syllable: str) -> None:
    assert is_syllable(syllable)
    assert is_syllable(unicodedata.normalize("NFD", syllable))
    assert is_syllable(syllable.upper())
    assert not is_plain_syllable(syllable) or syllable.isascii()


@pytest.mark.parametrize("syllable", IMPOSSIBLE)
def test_impossible(syllable: str) -> None:
    assert not is_syllable(syllable)


@pytest.mark.parametrize("syllable", UNMARKED)
def test_without_marks(syllable: str) -> None:
    assert is_syllable(syllable)


@pytest.mark.parametrize("word", NO_SYLLABLE)
def test_no_syllable(word: str) -> None:
    assert not is_syllable(word)
    assert not is_plain_syllable(word)


@pytest.mark.parametrize(
    ("syllable", "plain"),
    [
        ("xa", True),
        ("ban", True),
        ("BAN", True),
        ("gia", True),
        ("quy", True),
        ("xoong", True),
        # Only with marks are these syllables.
        ("nguyen", False),
        ("hoc", False),
        ("viet", False),
        ("duoc", False),
        ("xã", False),
        ("", False),
    ],
)
def test_syllables_that_need_no_mark(syllable: str, plain: bool) -> None:
    assert is_plain_syllable(syllable) is plain


@pytest.mark.parametrize(
    ("letters", "marks", "made"),
    [
        ("ke", "61", "kế"),
        ("hoach", "5", "hoạch"),
        ("duong", "279", "đường"),
        ("duong", "972", "đường"),
        ("Duong", "972", "Đường"),
        ("DUONG", "972", "ĐƯỜNG"),
        ("thuo", "73", "thuở"),
        ("hoa", "2", "hòa"),
        ("hoan", "2", "hoàn"),
        ("thuy", "3", "thủy"),
        ("quy", "1", "quý"),
        ("giua", "74", "giữa"),
        ("gi", "2", "gì"),
        ("gieng", "61", "giếng"),
        ("yen", "6", "yên"),
        ("khuyu", "3", "khuỷu"),
        ("ngoai", "2", "ngoài"),
        ("dak", "981", "đắk"),
        ("lak", "81", "lắk"),
        ("kan", "5", "kạn"),
        ("ban", "", "ban"),
        ("d", "9", None),
        ("hoc", "", None),
        ("hoc", "2", None),
        ("ban", "9", None),
        ("ban", "7", None),
        ("ban", "12", None),
        ("ban", "x", None),
        ("nguyen", "4", None),
        ("", "1", None),
        ("đuong", "72", None),
        ("banbanbanbanban", "1", None),
    ],
)
def test_marks_make_a_syllable(letters: str, marks: str, made: str | None) -> None:
    assert with_marks(letters, marks) == made


@given(
    st.sampled_from(["", *words("b c ch d g gh gi h k kh l m n ng ngh nh p ph qu r s t th tr v x")]),
    st.sampled_from(
        words("a ai an ang anh ao au ay ac e em en eo et i ia im ieu ien iec o oa oai oan oe on oi ong u ua")
    )
    | st.sampled_from(words("uong uoc uoi uu uy uya uyen uyet uyu uan uat ue uo y yen yeu ech inh op")),
    st.sampled_from(["".join(marks) for count in range(4) for marks in combinations("123456789", count)]),
)
def test_what_marks_make_is_possible_and_has_just_these(onset: str, rime: str, marks: str) -> None:
    made = with_marks(onset + rime, marks)
    if made is None:
        return
    assert is_syllable(made)
    assert fold(made) == onset + rime
    tone = "".join(mark for mark in marks if mark in "12345")
    assert not made.isascii() or not marks
    assert mark_key(made) == "" or mark_key(made).rstrip("12345") + tone == mark_key(made)
    assert sum(mark in "678" for mark in marks) == bool(set(mark_key(made)) & set("âêôơưă"))
    assert ("9" in marks) == ("đ" in made)


@pytest.mark.parametrize(
    ("syllable", "other"),
    [
        ("kĩ", "kỹ"),
        ("Kỹ", "Kĩ"),
        ("KỸ", "KĨ"),
        ("lí", "lý"),
        ("mỹ", "mĩ"),
        ("tỉ", "tỷ"),
        ("sĩ", "sỹ"),
        ("hi", "hy"),
        ("qui", "quy"),
        ("quí", "quý"),
        ("Quỹ", "Quĩ"),
        ("ki", "ky"),
        ("li", "ly"),
        ("TY", "TI"),
    ],
)
def test_another_spelling(syllable: str, other: str) -> None:
    assert other_spellings(syllable) == (other,)
    assert other_spellings(unicodedata.normalize("NFD", syllable)) == (other,)
    assert other_spellings(other) == (syllable,)


@pytest.mark.parametrize(
    "syllable",
    [
        "",
        *words(
            "y ý i í ai ay túi túy hai hay vi vỹ thi thy gì chi nghi bi di phi mía kiên kiêu kyk ù h hî kï k̃ quyn quyên"
        ),
    ],
)
def test_no_other_spelling(syllable: str) -> None:
    assert other_spellings(syllable) == ()


@given(st.text(max_size=9) | st.text("aăâeêiyoôơuưđhklmqst\u0300\u0301\u0303\u031bÐİßÀ1 ", max_size=9))
def test_any_text_is_answered(text: str) -> None:
    is_syllable(text)
    is_plain_syllable(text)
    with_marks(text, text)
    for other in other_spellings(text):
        assert other_spellings(other) == (unicodedata.normalize("NFC", text),)
        assert fold(other) != fold(text)


@pytest.mark.shared
def test_syllables_of_real_text() -> None:
    counts: Counter[str] = Counter()
    for name in ("baochinhphu2025", "tuoitre2024"):
        with lzma.open(shared(f"news/{name}.jsonl.xz"), "rt", encoding="utf-8") as lines:
            for line in lines:
                text = unicodedata.normalize("NFC", json.loads(line)["body"]).lower()
                counts.update(re.findall(r"[^\W\d_]+", text))
    # Abbreviations (`đt`, `hđnd`) are no syllables, and have no vowel.
    marked = Counter({w: n for w, n in counts.items() if not w.isascii() and re.search("[aeiouy]", fold(w))})
    frequent = marked.most_common(5000)
    refused = Counter({word: count for word, count in frequent if not is_syllable(word)})
    assert refused.total() < 0.002 * sum(count for _, count in frequent), refused.most_common(50)
    assert sum(not is_syllable(word) for word, _ in frequent[:2500]) < 25, refused.most_common(50)

    draw = random.Random(7)
    shuffled = ["".join(draw.sample(word, len(word))) for word, _ in frequent for _ in range(5)]
    strange = [word for word in shuffled if word not in marked]
    assert len(strange) > 5000
    assert sum(map(is_syllable, strange)) < 0.04 * len(strange)
