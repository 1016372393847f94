"""Raw Telex and VNI: converted where a text says so, left alone everywhere else."""

from __future__ import annotations

import json
import lzma
import random
import re
import unicodedata
from collections import Counter
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import Literal

import pytest
from conftest import shared
from hypothesis import given
from hypothesis import strategies as st

from index.analysis import mark_key
from search import typing_methods
from search.typing_methods import from_keys
from search.vietnamese_syllables import is_plain_syllable, is_syllable

#: The keys of a method, by combining mark.
KEYS = {
    "telex": {"\u0301": "s", "\u0300": "f", "\u0309": "r", "\u0303": "x", "\u0323": "j"},
    "vni": {"\u0301": "1", "\u0300": "2", "\u0309": "3", "\u0303": "4", "\u0323": "5"},
}
SHAPES = {"\u0302": ("", "6"), "\u031b": ("w", "7"), "\u0306": ("w", "8")}


def keys(word: str, method: str, *, tone_last: bool = True, stroke_last: bool = False, horns: str = "both") -> str:
    """Type a word: the tone behind the word or its vowel, the stroke at once or behind, ươ with one w or two."""
    capital = word.isupper() and len(word) > 1
    typed = tone = stroke = ""
    for char in unicodedata.normalize("NFC", word):
        if char in "đĐ":
            again = "9" if method == "vni" else "D" if capital else "d"
            typed += "D" if char == "Đ" else "d"
            if stroke_last:
                stroke = again
            else:
                typed += again
            continue
        apart = unicodedata.normalize("NFD", char)
        base = apart[0]
        typed += base
        for mark in sorted(apart[1:], key=lambda each: each in KEYS["vni"]):
            if mark in SHAPES:
                telex, vni = SHAPES[mark]
                key = vni if method == "vni" else telex or base
            else:
                key = KEYS[method][mark]
            key = key.upper() if capital else key
            if mark in KEYS[method] and tone_last:
                tone = key
            else:
                typed += key
    if method == "telex" and horns != "both":
        cut = {"one": lambda m: m[0][0] + m[0][2:], "first": lambda m: m[0][:3], "key": lambda m: m[0][1:]}[horns]
        typed = re.sub("uwow", cut, typed, flags=re.IGNORECASE)
    return typed + stroke + tone


STYLES: list[tuple[str, dict[str, bool | str]]] = [
    ("telex", {}),
    ("telex", {"tone_last": False}),
    ("telex", {"stroke_last": True}),
    ("telex", {"horns": "one"}),
    ("telex", {"horns": "first"}),
    ("telex", {"horns": "key"}),
    ("vni", {}),
    ("vni", {"tone_last": False}),
    ("vni", {"stroke_last": True}),
]
every_style = pytest.mark.parametrize(("method", "style"), STYLES, ids=lambda each: str(each))


def typed(text: str, method: str, **style: bool | str) -> str:
    return " ".join(keys(word, method, **style) for word in text.split())  # type: ignore[arg-type]


def lines(listed: str) -> list[str]:
    return listed.strip().split("\n")


def words(listed: str) -> list[str]:
    return listed.split()


def bare(text: str) -> str:
    letters = unicodedata.normalize("NFD", text.replace("đ", "d").replace("Đ", "D"))
    return unicodedata.normalize("NFC", re.sub("[\u0300-\u036f]", "", letters))


@pytest.mark.parametrize(
    ("raw", "meant"),
    [
        ("kees hoachj", "kế hoạch"),
        ("keets hoajch", "kết hoạch"),
        ("Kees Hoachj", "Kế Hoạch"),
        ("KEES HOACHJ", "KẾ HOẠCH"),
        ("ddaats ddai", "đất đai"),
        ("daatsd daid", "đất đai"),
        ("Uyr ban nhaan daan xax", "Ủy ban nhân dân xã"),
        ("binhf ddawngr gioiws", "bình đẳng giới"),
        ("dduowngf phoos", "đường phố"),
        ("dduwowngf phoos", "đường phố"),
        ("ddwowngf phoos", "đường phố"),
        ("dduongwf phoos", "đường phố"),
        ("duowngdf phoos", "đường phố"),
        ("DDuwowngf phoos", "Đường phố"),
        ("DDUWOWNGF PHOOS", "ĐƯỜNG PHỐ"),
        ("xa hoij", "xa họi"),
        ("xax hooij", "xã hội"),
        ("van hoas", "van hóa"),
        ("kinh tees", "kinh tế"),
        ("cow quan", "cơ quan"),
        ("thuyr lowij", "thủy lợi"),
        ("hoaf binhf", "hòa bình"),
        ("quys soos", "quý số"),
        ("giuwax gif", "giữa gì"),
        ("hocj sinh ngheof", "học sinh nghèo"),
        ("khuyur tay ngoeof", "khuỷu tay ngoèo"),
        ("ngoaif tuwj nhieen", "ngoài tự nhiên"),
        ("thuowr nhor", "thuở nhỏ"),
        ("Thuwaf Thieen-Huees", "Thừa Thiên-Huế"),
        ("tinhr DDawks Lawks", "tỉnh Đắk Lắk"),
        ("tinhr Bawcs Kanj", "tỉnh Bắc Kạn"),
        ("ddaauf tuw coong", "đầu tư công"),
        ("Tw phaps caaps xax", "Tư pháp cấp xã"),
        ("nhwng nguwowif ddang yeeus", "nhưng người đang yếu"),
        # A word that is English too is converted among others.
        ("this ddieemr max soos cos car", "thí điểm mã số có cả"),
        ("cas nhaan", "cá nhân"),
        # What is no word of Vietnamese stays beside it.
        ("quyeets ddinhj UBND tinhr", "quyết định UBND tỉnh"),
        ("HDDND tinhr Gia Lai", "HĐND tỉnh Gia Lai"),
        ("quyeets ddinhj 2351/QĐ-TTg nawm 2010", "quyết định 2351/QĐ-TTg năm 2010"),
        ("kees hoachj 202/KH-UBND ngayf 23/01/2019", "kế hoạch 202/KH-UBND ngày 23/01/2019"),
        ("phongf choongs covid19", "phòng chống covid19"),
        ("nghij quyeets covid-19", "nghị quyết covid-19"),
        ("toongr thoongs Trump", "tổng thống Trump"),
        ('"kees hoachj"', '"kế hoạch"'),
        ("-thuees ddaats", "-thuế đất"),
        ("hooij thaor: giaos ducj, y tees", "hội thảo: giáo dục, y tế"),
        # The rest of a text that was begun with an input method.
        ("bình đẳng gioiws", "bình đẳng giới"),
        ("thuees", "thuế"),
        ("dduwowngf", "đường"),
    ],
)
def test_telex(raw: str, meant: str) -> None:
    assert from_keys(raw) == meant


@pytest.mark.parametrize(
    ("raw", "meant"),
    [
        ("ke61 hoach5", "kế hoạch"),
        ("ke61 hoa5ch", "kế hoạch"),
        ("KE61 HOACH5", "KẾ HOẠCH"),
        ("d9a61t d9ai", "đất đai"),
        ("dat961 dai9", "đất đai"),
        ("D9u7o7ng2 pho61", "Đường phố"),
        ("d9u7o72ng pho61", "đường phố"),
        ("d9uo7ng2 pho61", "đường phố"),
        ("duong972 pho61", "đường phố"),
        ("Uy3 ban nha6n da6n xa4", "Ủy ban nhân dân xã"),
        ("binh2 d9a8ng3 gio71i", "bình đẳng giới"),
        ("o73 nha2", "ở nhà"),
        ("cha6u A1 tha2nh la65p", "châu Á thành lập"),
        ("xa4 ho65i", "xã hội"),
        ("HD9ND ti3nh Gia Lai", "HĐND tỉnh Gia Lai"),
        ("quye61t d9i5nh 2351/QĐ-TTg na8m 2010", "quyết định 2351/QĐ-TTg năm 2010"),
        ("gia3m kha1t tha3i CO2", "giảm khát thải CO2"),
        ("thue61", "thuế"),
        ("bình đẳng gio71i", "bình đẳng giới"),
    ],
)
def test_vni(raw: str, meant: str) -> None:
    assert from_keys(raw) == meant


LEFT_ALONE = lines("""
kế hoạch
ke hoach
hoà bình
xa
bình đẳng gioi
binh dang gioi
duong pho Nguyen Trai
thu tuc dat dai
quyet dinh 2351/QĐ-TTg nam 2010
2020
23/01/2019
202/KH-UBND
202/kh-ubnd
2351/qd-ttg
11-NQ/TW
nq tw
mp3
covid19
covid-19
h5n1
a1
b12
4g
u17
u23
f0
ff
E5
G20
CO2
khi tai CO2
pm2.5
quan1
quan3 tphcm
lop1
lop12
bai5
tap1 tap2
win7
iphone12
mazda cx5
oppo a5
"lop1 lop2"
"bai61 ta65p"
"ke61"
abc@gmail.com
as.is@cos.vn
https://chinhphu.vn/tin-tuc/as
tin.tuc
this
was
off
facebook
class
program
boss
wifi
zoom
soon
book
as
is
taxes
cos
has
hocj
nhaf
this is the book
this is the law
is it true
it was too low
as soon as possible
how to see the moon
his car was seen here
tax on cars
six teen books
too soon
best of the best
see you soon
has been seen
war in ukraine
law of the sea
new york times
champions league
air conditioner
google maps
gas price
taxi driver
beer festival
gia xe Vios
gia gas tang
xe bus ha noi
visa di my
list max car
Las Vegas
IS tan cong o Syria
VAR
gia xang RON
Lee Min Ho
Moon Jae-in
A star is born
Son Doong
tan cong ddos
DDoS
YouTube
iPhone
kEEs
keses
thuees hoc phi
dduowngf nguyen trai
mot hai ba bon nam sau bay tams
laf Facebook YouTube Twitter
""")


@pytest.mark.parametrize("text", [*LEFT_ALONE, "", " ", "\n", "“”", "-", "ươ", "w", "d", "dd", "ww", "aa", "0", "9"])
def test_left_alone(text: str) -> None:
    assert from_keys(text) is None
    assert from_keys(f" {text} ") is None


@pytest.mark.parametrize("text", [each for each in LEFT_ALONE if each.isascii() and each != "kEEs"])
def test_left_alone_in_capitals(text: str) -> None:
    assert from_keys(text.upper()) is None


@pytest.mark.parametrize("form", ["NFC", "NFD"])
def test_words_with_marks_are_never_touched(form: Literal["NFC", "NFD"]) -> None:
    assert from_keys(unicodedata.normalize(form, "kế hoạch hành động quốc gia")) is None
    # Only a word that is sure is converted beside them.
    marked = unicodedata.normalize(form, "kế hoạch")
    assert from_keys(f"{marked} ddaats ddai") is None
    assert from_keys(f"{marked} ddaats") == f"{marked} đất"
    assert from_keys(f"{marked} Trump ddaats") is None


def test_tables_hold_no_idle_rows(monkeypatch: pytest.MonkeyPatch) -> None:
    stay, no_evidence = typing_methods._STAY, typing_methods._NO_EVIDENCE
    assert not stay & no_evidence
    monkeypatch.setattr(typing_methods, "_STAY", frozenset())
    assert [word for word in sorted(stay | no_evidence) if typing_methods._telex(word) is None] == []
    formulas = typing_methods._FORMULAS
    monkeypatch.setattr(typing_methods, "_FORMULAS", frozenset())
    assert [word for word in sorted(formulas) if typing_methods._vni(word) is None] == []
    made = [word for word in typing_methods._NUMBERED if not any(typing_methods._vni(word + d) for d in "123456")]
    assert made == []


SURE = words(
    "kế hoạch quốc phòng đất đường phố nước bằng đẳng giới thuế luật những ruộng đồng nguyễn thuyền được việt đủ"
)
PLAIN = words("ban nhanh an ninh xa chung theo gia cho khi quan trung")


@every_style
@given(
    chosen=st.lists(st.sampled_from(SURE), min_size=2, max_size=5),
    others=st.lists(st.sampled_from(PLAIN), max_size=2),
    seed=st.randoms(use_true_random=False),
    case=st.sampled_from([str.lower, str.upper, str.capitalize]),
)
def test_what_is_typed_comes_back(
    method: str, style: dict[str, bool | str], chosen: list[str], others: list[str], seed: random.Random, case: object
) -> None:
    mixed = [*chosen, *others]
    seed.shuffle(mixed)
    text = " ".join(map(case, mixed))  # type: ignore[call-overload]
    assert from_keys(typed(text, method, **style)) == text


@given(st.text(max_size=40) | st.text("aăâeêoôuưiydwsfrxj123456789 DWTAbnghc-/\"“.'\n\u0301\u031b", max_size=40))
def test_any_text_is_answered(text: str) -> None:
    made = from_keys(text)
    assert made is None or (made != text and not made.isascii())


@given(st.lists(st.sampled_from(SURE + PLAIN), min_size=1, max_size=8), st.integers(0, 2030))
def test_text_without_marks_is_left_alone(chosen: list[str], number: int) -> None:
    assert from_keys(bare(" ".join(chosen))) is None
    assert from_keys(bare(f"{number} " + " ".join(chosen).upper())) is None


@pytest.mark.parametrize("piece", ["kees hoachj ", "a", "a1 ", '"', '"a1 ', "ddo", "d9", "é ", "- ", "\u0301", "uow"])
def test_long_texts(piece: str) -> None:
    from_keys(piece * 20_000)


def _records(path: Path, count: int) -> Iterator[dict[str, str]]:
    with lzma.open(path, "rt", encoding="utf-8") as file:
        for line in islice(file, count):
            yield json.loads(line)


def _queries() -> Iterator[str]:
    for name in ("vn_legal_zalo", "alqac", "vmds_clusters"):
        with shared(f"retrieval/{name}/queries.jsonl").open(encoding="utf-8") as file:
            for line in file:
                yield json.loads(line)["text"]


@pytest.mark.shared
def test_no_ordinary_text_is_converted() -> None:
    titles = [record["title"] for record in _records(shared("news/rss_2025_26.jsonl.xz"), 20_000)]
    false = [
        (given, made)
        for text in (*titles, *_queries())
        for given in (text, bare(text), bare(text).lower())
        if (made := from_keys(given)) is not None
    ]
    assert false == []


@pytest.mark.shared
@pytest.mark.parametrize("length", [1, 2, 3, 4])
def test_hardly_a_piece_of_ordinary_text_is_converted(length: int) -> None:
    # Short pieces with foreign names in them, marked and not: harder than what people search for.
    draw = random.Random(length)
    false: Counter[str] = Counter()
    for record in _records(shared("news/rss_2025_26.jsonl.xz"), 10_000):
        for text in (record["title"], bare(record["title"]), bare(record["title"]).lower()):
            parts = text.split()
            start = draw.randrange(max(len(parts) - length, 0) + 1)
            piece = " ".join(parts[start : start + length])
            false[piece] += from_keys(piece) is not None
    assert false.total() <= 6, false.most_common(20)


@pytest.fixture(scope="module")
def runs() -> list[str]:
    """Runs of two to six syllables of real text, one of them marked at least."""
    draw = random.Random(5)
    found = []
    for record in _records(shared("news/baochinhphu2025.jsonl.xz"), 5000):
        body = unicodedata.normalize("NFC", record["body"])
        for piece in re.findall(r"[^\W\d_]+(?: [^\W\d_]+)+", body)[:8]:
            syllables = piece.split()
            length = draw.randint(2, 6)
            start = draw.randrange(max(len(syllables) - length, 0) + 1)
            run = syllables[start : start + length]
            whole = all(is_plain_syllable(word) if word.isascii() else is_syllable(word) for word in run)
            if len(run) == length and whole and any(not word.isascii() for word in run):
                found.append(" ".join(run))
    assert len(found) > 5000
    return draw.sample(found, 5000)


@pytest.mark.shared
@every_style
def test_real_text_comes_back(runs: list[str], method: str, style: dict[str, bool | str]) -> None:
    def same(text: str) -> list[str]:
        # The placement of a tone may differ.
        return [mark_key(word) or word for word in text.split()]

    lost = [run for run in runs if same(from_keys(typed(run, method, **style)) or "") != same(run)]
    assert len(lost) < 0.02 * len(runs), lost[:20]
