"""Text of TCVN3 and VNI-Windows fonts comes back; everything else is left alone."""

from __future__ import annotations

import json
import lzma
import random
import re
import unicodedata
from itertools import islice

import pytest
from conftest import shared
from hypothesis import given
from hypothesis import strategies as st

from index.cleaning import clean_line
from search.legacy_fonts import repair
from search.vietnamese_syllables import is_syllable

#: TCVN 5712:1993, VN3, as it is printed: letters by code from A1, "." where there is none.
TCVN3_FROM_A1 = "ĂÂÊÔƠƯĐăâêôơưđ......àảãáạ.ằẳẵắ.......ặầẩẫấậè.ẻẽéẹềểễếệìỉ...ĩíịò.ỏõóọồổỗốộờởỡớợù.ủũúụừửữứựỳỷỹýỵ"
TCVN3 = {letter: chr(0xA1 + i) for i, letter in enumerate(TCVN3_FROM_A1) if letter != "."}

#: VNI-Windows by what is put behind a base letter: the tone alone, with a hat, with a bowl.
VNI_TONES = {"\u0301": "ù", "\u0300": "ø", "\u0309": "û", "\u0303": "õ", "\u0323": "ï"}
VNI_HATS = {"": "â", "\u0301": "á", "\u0300": "à", "\u0309": "å", "\u0303": "ã", "\u0323": "ä"}
VNI_BOWLS = {"": "ê", "\u0301": "é", "\u0300": "è", "\u0309": "ú", "\u0303": "ü", "\u0323": "ë"}
VNI_SINGLE = {"í": "í", "ì": "ì", "ỉ": "æ", "ĩ": "ó", "ị": "ò", "ỵ": "î", "đ": "ñ"}


def as_tcvn3(text: str) -> str:
    """Write text with the codes of a TCVN3 font; a capital with a tone has the code of the small letter."""
    return "".join(TCVN3.get(char) or TCVN3.get(char.lower(), char) for char in text)


def as_vni(text: str) -> str:
    return "".join(_vni(char) for char in text)


def _vni(char: str) -> str:
    if char.isascii():
        return char
    if char.lower() in VNI_SINGLE:
        shown = VNI_SINGLE[char.lower()]
    else:
        apart = unicodedata.normalize("NFD", char.lower())
        base, rest = apart[0], apart[1:]
        tone = "".join(mark for mark in rest if mark in VNI_TONES)
        if "\u0302" in rest:
            shown = base + VNI_HATS[tone]
        elif "\u0306" in rest:
            shown = base + VNI_BOWLS[tone]
        elif "\u031b" in rest:
            shown = {"o": "ô", "u": "ö"}[base] + VNI_TONES.get(tone, "")
        elif tone:
            shown = base + VNI_TONES[tone]
        else:
            return char
    return shown.upper() if char.isupper() else shown


FONTS = {"tcvn3": as_tcvn3, "vni": as_vni}
every_font = pytest.mark.parametrize("font", FONTS)


def lines(listed: str) -> list[str]:
    return listed.strip().split("\n")


@pytest.mark.parametrize(
    ("shown", "meant"),
    [
        ("KÕ ho¹ch b×nh ®¼ng giíi", "Kế hoạch bình đẳng giới"),
        ("Keá hoaïch bình ñaúng giôùi", "Kế hoạch bình đẳng giới"),
        ("KÕ HO¹CH B×NH §¼NG GIíI", "KẾ HOẠCH BÌNH ĐẲNG GIỚI"),
        ("KEÁ HOAÏCH BÌNH ÑAÚNG GIÔÙI", "KẾ HOẠCH BÌNH ĐẲNG GIỚI"),
        ("Uû ban nh©n d©n tØnh Gia Lai", "Uỷ ban nhân dân tỉnh Gia Lai"),
        ("Uûy ban nhaân daân tænh Gia Lai", "Ủy ban nhân dân tỉnh Gia Lai"),
        ("NghÞ ®Þnh sè 100/2019/N§-CP", "Nghị định số 100/2019/NĐ-CP"),
        ("Nghò ñònh soá 100/2019/NÑ-CP", "Nghị định số 100/2019/NĐ-CP"),
        ("«ng ë ®©u vµ ®· lµm g×", "ông ở đâu và đã làm gì"),
        ("oâng ôû ñaâu vaø ñaõ laøm gì", "ông ở đâu và đã làm gì"),
        ("Th«ng t­ h­íng dÉn", "Thông tư hướng dẫn"),
        ("Thoâng tö höôùng daãn", "Thông tư hướng dẫn"),
        ("tiªu huû", "tiêu huỷ"),
        ("vaên baûn cuûa", "văn bản của"),
        ("ho¹ch", "hoạch"),
        ("thuÕ", "thuế"),
        ("ñaúng", "đẳng"),
        # Words in capitals among others; a line of them.
        ("V¨n phßng HéI §åNG", "Văn phòng HỘI ĐỒNG"),
        ("HµNH CHÝNH\nHµ B×nh", "HÀNH CHÍNH\nHà Bình"),
        ("Bµ B vµ ¤ng", "Bà B và Ông"),
    ],
)
def test_brought_back(shown: str, meant: str) -> None:
    assert repair(shown) == meant


LEFT_ALONE = lines("""
Kế hoạch bình đẳng giới
KẾ HOẠCH
hoà bình
và có lá cá
bánh mì pâté
thông tin công khai
trên cao
nhà cái trên trang
tôi là cô Lê Thái
môt sô công viêc
trung tâ
ke hoach binh dang gioi
QÐ-UBND
NÐ-CP
Ðak Lak
café
déjà vu
São Paulo
naïve
Noël
Thaï
Hanoï
Saïgon
façade
Où est la bibliothèque
à la plage cet été
crème brûlée
José María Núñez
El Niño
está aquí
Peña Nieto
não é à toa
Müller & Söhne
Düsseldorf
über
Beyoncé
Loïc Rémy
Raphaël Varane
Seán O'Casey
Malmö
Tromsø
København
Ångström
smörgåsbord
Citroën
m² 5½ 3×4 10°C ±5% £100 §5
Nike® ©2020 «Hoà bình»
a · b · c
""")


@pytest.mark.parametrize("text", [*LEFT_ALONE, "", "huû", "é", "¹", "®", "\xad", "ÿ", "ù", "aù", "\n"])
@pytest.mark.parametrize("form", ["NFC", "NFD"])
def test_left_alone(text: str, form: str) -> None:
    assert repair(unicodedata.normalize(form, text)) is None  # type: ignore[arg-type]


def test_what_is_unicode_in_part_is_left_alone() -> None:
    assert repair("KÕ ho¹ch b×nh ®¼ng giíi") is not None
    assert repair("Kế ho¹ch b×nh ®¼ng giíi") is None


def test_comes_before_cleaning() -> None:
    # Cleaning drops the soft hyphen, which is TCVN3's ư.
    assert "\xad" in as_tcvn3("thông tư hướng dẫn")
    assert repair(clean_line(as_tcvn3("thông tư hướng dẫn"))) != "thông tư hướng dẫn"
    # Nothing else is lost by it.
    assert repair(clean_line(as_tcvn3("kế hoạch thuế đất đai"))) == "kế hoạch thuế đất đai"
    assert repair(clean_line(as_vni("thông tư hướng dẫn"))) == "thông tư hướng dẫn"


@every_font
@pytest.mark.parametrize("letter", sorted({char for char in TCVN3_FROM_A1 if char not in ".ĂÂÊÔƠƯĐ"}))
def test_every_letter_comes_back(font: str, letter: str) -> None:
    # Not all letters make a syllable: the text around says what it is.
    text = f"kế hoạch đẳng giới thuế nước x{letter}"
    assert repair(FONTS[font](text)) == text
    if font == "vni":
        assert repair(as_vni(text.upper())) == text.upper()


@every_font
@given(
    st.lists(
        st.sampled_from(
            ["kế", "hoạch", "đẳng", "giới", "ủy", "nhân", "dân", "tỉnh", "quyết", "định", "nước", "thuế", "xã", "ban"]
        ),
        min_size=1,
        max_size=9,
    ),
    st.sampled_from(["", "Gia Lai", "UBND", "2019", "202/KH-UBND"]),
)
def test_what_is_shown_comes_back(font: str, syllables: list[str], other: str) -> None:
    text = " ".join(["kế hoạch", *syllables, other]).strip()
    assert repair(FONTS[font](text)) == text


@given(st.text(max_size=30) | st.text("KehoachbdgiuyDÑñÕ¹×®¼íáïúôùàâäåãêéèëüûõøìæóòîö­§«µ·° .-1\n\u0301đ", max_size=30))
def test_any_text_is_answered(text: str) -> None:
    made = repair(text)
    assert made is None or made != text


@pytest.mark.parametrize("piece", ["KÕ ho¹ch ", "é", "¹", "aù", "®·", "keá ", "«", "\xad", "Ð", "éa\n"])
def test_long_texts(piece: str) -> None:
    repair(piece * 20_000)


@pytest.mark.shared
def test_no_ordinary_text_is_taken_for_a_font() -> None:
    draw = random.Random(3)
    with lzma.open(shared("news/rss_2025_26.jsonl.xz"), "rt", encoding="utf-8") as file:
        records = [json.loads(line) for line in islice(file, 30_000)]
    titles = [unicodedata.normalize("NFC", record["title"]) for record in records]
    assert [title for title in titles if repair(title) is not None] == []
    # Pieces of one to three words; words cut off in the middle are in the text itself.
    pieces = []
    for record in records:
        words = record["body"].split()
        start, length = draw.randrange(len(words) + 1), draw.randint(1, 3)
        pieces.append(" ".join(words[start : start + length]))
    assert [piece for piece in pieces if repair(piece) is not None] == []


@pytest.fixture(scope="module")
def runs() -> list[str]:
    """Runs of three to six syllables of real text, one of them marked at least."""
    draw = random.Random(8)
    found = []
    with lzma.open(shared("news/baochinhphu2025.jsonl.xz"), "rt", encoding="utf-8") as file:
        for line in file:
            body = unicodedata.normalize("NFC", json.loads(line)["body"])
            for piece in re.findall(r"[^\W\d_]+(?: [^\W\d_]+)+", body)[:8]:
                syllables = piece.split()
                length = draw.randint(3, 6)
                start = draw.randrange(max(len(syllables) - length, 0) + 1)
                run = syllables[start : start + length]
                if len(run) == length and all(map(is_syllable, run)) and not piece.isascii():
                    found.append(" ".join(run))
    assert len(found) > 5000
    return draw.sample(found, 5000)


@pytest.mark.shared
@every_font
def test_real_text_comes_back(runs: list[str], font: str) -> None:
    def comparable(text: str) -> str:
        # TCVN3 has no capitals with a tone.
        return text.lower() if font == "tcvn3" else text

    shown = {run: FONTS[font](run) for run in runs}
    # What looks the same either way needs no repair.
    lost = [run for run in runs if comparable(repair(shown[run]) or shown[run]) != comparable(run)]
    assert len(lost) < 0.01 * len(runs), lost[:20]
