"""Reposts are recognised, items made from one pattern are not taken for them."""

from __future__ import annotations

import json
import lzma
import random
import re
import unicodedata
from collections import defaultdict
from collections.abc import Callable, Sequence
from hashlib import blake2b
from itertools import combinations, islice, pairwise

import numpy as np
import pytest
from conftest import shared
from hypothesis import given, settings
from hypothesis import strategies as st

from index import near_duplicates
from index.analysis import SENTENCE_BREAK, analyse, fold_text
from index.coding import code_texts, pieces, shrink
from index.near_duplicates import GROUP_BYTES, LEAST, SHORT, SIGNATURE_BYTES, WIDTH, Groups, signatures

TITLE = "Gia Lai đẩy mạnh cải cách thủ tục hành chính tại bộ phận một cửa"
LEAD = "Ủy ban nhân dân tỉnh vừa giao các sở, ngành và địa phương rà soát toàn bộ quy trình tiếp nhận hồ sơ."
BODY = """Theo kế hoạch, mỗi sở phải công khai thời hạn giải quyết từng loại hồ sơ ngay tại nơi tiếp nhận và trên \
trang thông tin điện tử của mình. Người dân được chọn nộp hồ sơ trực tiếp, qua bưu điện hoặc qua mạng, không phải khai \
lại những giấy tờ mà cơ quan nhà nước đã có.

Các huyện, thị xã rút ngắn ít nhất 30% thời gian giải quyết đối với đăng ký kinh doanh, đất đai và hộ tịch. Cán bộ để \
hồ sơ quá hạn phải xin lỗi bằng văn bản và nêu rõ ngày hẹn trả kết quả mới. Việc đánh giá cuối năm căn cứ vào tỷ lệ hồ \
sơ đúng hạn và mức độ hài lòng của người nộp.

Sở Nội vụ chủ trì kiểm tra trong quý I và báo cáo kết quả. Đoàn kiểm tra không báo trước lịch làm việc, gặp trực tiếp \
người dân đang chờ và ghi lại ý kiến của họ. Những nơi làm tốt được nêu gương; nơi để người dân đi lại nhiều lần phải \
giải trình trước ngày 15 tháng sau.

Đến nay, phần lớn xã đã có máy quét và đường truyền ổn định. Khó khăn còn lại là thiếu người biết sử dụng phần mềm ở \
vùng sâu, vùng xa, nên tỉnh mở thêm lớp tập huấn trong mùa khô và cử đoàn viên thanh niên giúp người cao tuổi điền \
biểu mẫu."""
WHOLE = f"{TITLE}\n{LEAD}\n{BODY}"


def sign(*fields: str) -> bytes:
    (made,) = signatures([[analyse(field, words=False).folded for field in fields]])
    return made


def same(*articles: str) -> bool:
    groups = Groups().place([sign(article) for article in articles])
    return "" not in groups and len(set(groups)) == 1


def jaccard(left: str, right: str) -> float:
    some, others = (
        {tuple(words[place : place + WIDTH]) for place in range(len(words) - WIDTH + 1)}
        for words in (fold_text(left).split(), fold_text(right).split())
    )
    return len(some & others) / len(some | others)


def without_marks(text: str) -> str:
    decomposed = unicodedata.normalize("NFD", text.replace("đ", "d").replace("Đ", "D"))
    return "".join(char for char in decomposed if not unicodedata.combining(char))


def replaced(*pairs: tuple[str, str]) -> str:
    text = WHOLE
    for old, new in pairs:
        assert old in text
        text = text.replace(old, new)
    return text


REPOSTS = {
    "capitals": WHOLE.upper(),
    "marks lost": without_marks(WHOLE),
    "marks taken apart": unicodedata.normalize("NFD", WHOLE),
    "other place of the tone": replaced(("Ủy", "Uỷ")),
    "lines and punctuation lost": re.sub(r"\W+", " ", WHOLE),
    "one sentence a line": WHOLE.replace(". ", ".\n\n"),
    "a portal's heading": f"CHUYÊN MỤC: Tin tức > Cải cách hành chính\nNgày đăng: 12/03/2024\n{WHOLE}",
    "a source at the end": f"{WHOLE}\nNguồn: Cổng thông tin điện tử tỉnh\nẢnh: Phòng Văn hóa",
    "a phone number at the end": f"{WHOLE}\nĐường dây nóng: 0269 1022",
    "a shorter title": replaced((" tại bộ phận một cửa", "")),
    "words in a sentence": replaced(("Đoàn kiểm tra không báo trước lịch làm việc", "Đoàn kiểm tra đến mà không báo")),
    "a sentence less": replaced((" Những nơi làm tốt được nêu gương;", "")),
}


@pytest.mark.parametrize("name", REPOSTS)
def test_reposts_are_recognised(name: str) -> None:
    assert jaccard(WHOLE, REPOSTS[name]) >= 0.9
    assert same(WHOLE, REPOSTS[name])


#: The same text but for its numbers: nine tenths of the shingles are the same.
REFILLED = {
    "figures": replaced(("30%", "40%"), ("ngày 15", "ngày 20")),
    "one figure": replaced(("30%", "40%")),
    "nought": replaced(("30%", "0%")),
    "a figure that stands elsewhere, too": replaced(("30%", "15%")),
    "the quarter": replaced(("quý I ", "quý II ")),
}


@pytest.mark.parametrize("name", REFILLED)
def test_a_text_with_other_numbers_is_another(name: str) -> None:
    assert jaccard(WHOLE, REFILLED[name]) >= 0.9
    assert not same(WHOLE, REFILLED[name])


@pytest.mark.parametrize(("left", "right"), [("7 giờ", "07 giờ"), ("35 m", "35m"), ("G20", "G 20"), ("IV", "iv")])
def test_a_number_may_be_written_otherwise(left: str, right: str) -> None:
    assert same(f"{WHOLE} Theo thông báo: {left}.", f"{WHOLE} Theo thông báo: {right}.")


def invitation(commune: str) -> str:
    return (
        f"Ủy ban nhân dân xã {commune} mời họp\n"
        f"Ủy ban nhân dân xã {commune} trân trọng kính mời bà con các thôn đến dự hội nghị đối thoại giữa người đứng "
        "đầu chính quyền với nhân dân. Hội nghị bàn về đường giao thông nông thôn, nước sạch và việc dồn điền đổi thửa "
        f"tại xã {commune}. Thời gian: 7 giờ 30 ngày 12 tháng 4. Địa điểm: hội trường xã {commune}. Đề nghị các thôn "
        "trưởng thông báo đến từng hộ, ghi lại ý kiến trước và cử người đến đúng giờ để hội nghị đạt kết quả tốt."
    )


def weather(day: int, *figures: int) -> str:
    low, high, rain = figures
    return (
        f"Thời tiết ngày {day} tháng 5 ở Tây Nguyên\n"
        f"Ngày {day} tháng 5, khu vực nhiều mây, ngày nắng, chiều tối có mưa rào và giông vài nơi. Nhiệt độ thấp nhất "
        f"từ {low} độ, cao nhất {high} độ. Lượng mưa phổ biến {rain} mm, có nơi cao hơn. Trong mưa giông có khả năng "
        "xảy ra lốc, sét và gió giật mạnh, người dân cần đề phòng khi ở ngoài trời."
    )


def gold(day: int, buying: int, selling: int) -> str:
    return (
        f"Giá vàng hôm nay {day} tháng 6\n"
        f"Sáng ngày {day} tháng 6, giá vàng miếng trong nước được niêm yết ở mức {buying} triệu đồng mua vào và "
        f"{selling} triệu đồng bán ra mỗi lượng. Chênh lệch giữa hai chiều vẫn rộng. Người mua nên cân nhắc trước khi "
        "quyết định, giữ hóa đơn và chỉ giao dịch tại cửa hàng được cấp phép."
    )


def registered(number: str, text: str) -> str:
    return f"{number}/QĐ-UBND\nQuyết định về việc {text}"


LAND = (
    "phê duyệt phương án bồi thường, hỗ trợ và tái định cư khi Nhà nước thu hồi đất để thực hiện công trình nâng cấp "
    "đường liên xã đoạn qua địa bàn huyện"
)

OTHERS = [
    ("invitations of two communes", invitation("Ia Lâu"), invitation("Đắk Krong")),
    ("weather of two days", weather(3, 21, 33, 15), weather(4, 22, 31, 40)),
    ("weather of the next day", weather(3, 21, 33, 15), weather(4, 21, 33, 15)),
    ("prices of two days", gold(3, 80, 82), gold(4, 81, 83)),
    ("two decisions of a register", registered("342", LAND), registered("2902", LAND)),
    ("another article", WHOLE, "\n".join(reversed(re.split(r"(?<=[.;,]) |\n+", WHOLE)))),
    ("a long addition", WHOLE, f"{WHOLE}\n{invitation('Ia Lâu')}"),
    ("an article and its lead", WHOLE, f"{TITLE}\n{LEAD}"),
    ("short texts with one other word", f"{TITLE}", f"{TITLE} mới"),
]


@pytest.mark.parametrize(("left", "right"), [row[1:] for row in OTHERS], ids=[row[0] for row in OTHERS])
def test_other_articles_are_no_reposts(left: str, right: str) -> None:
    assert not same(left, right)


def test_a_short_text_is_a_repost_where_it_is_equal() -> None:
    assert len(fold_text(TITLE).split()) < SHORT
    assert same(TITLE, without_marks(TITLE).upper())


@pytest.mark.parametrize("count", range(LEAST, SHORT + 3))
def test_texts_of_any_length_from_the_least_on_have_a_signature(count: int) -> None:
    words = fold_text(WHOLE).split()[:count]
    assert sign(" ".join(words)) not in (bytes(SIGNATURE_BYTES), sign(" ".join([*words, "khac"])))


@pytest.mark.parametrize("text", ["", "Thông báo", "Lịch tiếp công dân tháng 5", "…", "\n\n"])
def test_under_the_same_heading_anything_may_stand(text: str) -> None:
    assert len(fold_text(text).split()) < LEAST
    assert sign(text) == bytes(SIGNATURE_BYTES)
    assert Groups().place([sign(text), sign(text)]) == ["", ""]


def test_fields_are_read_as_one_text() -> None:
    assert sign(TITLE, LEAD, BODY) == sign(TITLE, "", f"{LEAD}\n{BODY}") == sign(WHOLE)


def test_a_signature_is_the_same_in_every_process() -> None:
    """An index holds signatures: whoever changes this has to change `SIGNATURE_VERSION`."""
    assert near_duplicates.SIGNATURE_VERSION == "1"
    assert blake2b(sign(WHOLE), digest_size=8).hexdigest() == "743689496bee4d1d"
    assert blake2b(sign(TITLE), digest_size=8).hexdigest() == "7c8bef20286b4bde"
    assert Groups().place([sign(WHOLE)]) == ["8f150bb16b68688e"]


WORDS = st.lists(
    st.sampled_from(["ke", "hoach", "so", "07", "7", "2024", "ii", "35m", SENTENCE_BREAK, "binh"]), max_size=40
)


@given(st.lists(st.lists(WORDS, max_size=3), max_size=5))
@settings(max_examples=200)
def test_a_signature_hangs_on_the_words_alone(articles: list[list[list[str]]]) -> None:
    together = signatures(articles)
    assert [len(made) for made in together] == [SIGNATURE_BYTES] * len(articles)
    for article, made in zip(articles, together, strict=True):
        plain = [word for view in article for word in view if word != SENTENCE_BREAK]
        assert signatures([[plain]]) == [made]


@given(st.lists(st.text(alphabet="aăb1 .\n0", max_size=80), min_size=1, max_size=5))
@settings(max_examples=100)
def test_words_as_numbers_give_the_same_signatures(texts: list[str]) -> None:
    coded = code_texts([pieces(text) for text in texts])
    assert signatures([[one.folded] for one in coded]) == [sign(text) for text in texts]
    half = len(texts) // 2
    mixed = [one.folded if place < half else list(one.folded) for place, one in enumerate(coded)]
    assert signatures([[view] for view in mixed]) == [sign(text) for text in texts]


def test_a_vocabulary_may_grow_between_calls() -> None:
    for text in (WHOLE, f"{WHOLE} từ lạ1 từ lạ2", WHOLE):
        (coded,) = code_texts([pieces(text)])
        assert signatures([[coded.folded]]) == [sign(text)]


def test_vocabularies_may_differ() -> None:
    (one, other) = (coded.folded for coded in code_texts([pieces(WHOLE), pieces(invitation("Ia Lâu"))]))
    (smaller,) = shrink([other])
    expected = [sign(WHOLE), sign(invitation("Ia Lâu"))]
    assert signatures([[one], [smaller]]) == expected
    assert [*signatures([[one]]), *signatures([[smaller]])] == expected


@pytest.mark.parametrize(
    ("similarity", "least", "most"),
    [(1.0, 1.0, 1.0), (0.95, 0.97, 1.0), (0.92, 0.75, 0.95), (0.85, 0.0, 0.15), (0.8, 0.0, 0.02), (0.5, 0.0, 0.0)],
)
def test_as_many_are_found_as_the_similarity_lets_expect(similarity: float, least: float, most: float) -> None:
    chance = random.Random(5)
    shingles = 400
    cut = round(shingles * (1 - similarity))
    texts = [["".join(chance.choices("abcdegh", k=6)) for _ in range(shingles + WIDTH - 1)] for _ in range(300)]
    groups = Groups()
    first = groups.place(signatures([[text] for text in texts]))
    second = groups.place(signatures([[text[: len(text) - cut]] for text in texts]))
    found = sum(left == right for left, right in zip(first, second, strict=True)) / len(texts)
    assert len(set(first)) == len(texts)
    assert least <= found <= most


def made_up(chance: random.Random, count: int) -> list[bytes]:
    """Make signatures of which many are alike, in families: the bands agree, some values and numbers do not."""
    family = [chance.randbytes(SIGNATURE_BYTES) for _ in range(1 + count // 10)]
    made = []
    for _ in range(count):
        one = bytearray(chance.choice(family))
        for place in chance.sample(range(20, 64), chance.choice([0, 0, 2, 5, 6, 7, 8, 12])):
            one[place] = chance.randrange(256)
        if chance.random() < 0.2:
            one[chance.randrange(64, SIGNATURE_BYTES)] ^= 1 << chance.randrange(8)
        made.append(bytes(one))
    return made


def plainly_alike(left: bytes, right: bytes) -> bool:
    agreeing = sum((a ^ b) & 15 == 0 for a, b in zip(left[:64], right[:64], strict=True))
    agreeing += sum((a ^ b) >> 4 == 0 for a, b in zip(left[:64], right[:64], strict=True))
    some, others = (int.from_bytes(signed[68:], "little") for signed in (left, right))
    refilled = left[67] == right[67] and left[64:67] != right[64:67]
    return agreeing >= 116 and not refilled and not (some & ~others and others & ~some)


def plainly_placed(signed: Sequence[bytes]) -> list[int]:
    """Give for each signature the place of the first founder of which it is a repost, or its own."""
    founders: list[int] = []
    placed = []
    for place, one in enumerate(signed):
        met = next((founder for founder in founders if plainly_alike(one, signed[founder])), place)
        if met == place:
            founders.append(place)
        placed.append(met)
    return placed


@pytest.fixture(params=["as it is", "small"])
def bounds(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Try everything a second time with bounds that are met often."""
    if request.param == "small":
        monkeypatch.setattr(near_duplicates, "_SLICE", 7)
        monkeypatch.setattr(near_duplicates, "_BLOCK", 5)
        monkeypatch.setattr(near_duplicates, "_RECENT", 11)


@pytest.mark.usefixtures("bounds")
@pytest.mark.parametrize("seed", range(6))
def test_an_article_joins_the_first_founder_that_it_is_like(seed: int) -> None:
    signed = made_up(random.Random(seed), 150)
    names = Groups().place(signed)
    placed = plainly_placed(signed)
    assert 1 < len(set(placed)) < len(placed)
    assert names == [names[founder] for founder in placed]
    assert len(set(names)) == len(set(placed))


def cut(signed: Sequence[bytes], borders: Sequence[int]) -> list[list[bytes]]:
    return [list(signed[start:end]) for start, end in pairwise([0, *sorted(borders), len(signed)])]


@pytest.mark.usefixtures("bounds")
@pytest.mark.parametrize("seed", range(4))
def test_calls_and_imports_may_end_anywhere(seed: int) -> None:
    chance = random.Random(seed)
    signed = made_up(chance, 120)
    at_once = Groups().place(signed)
    batches = cut(signed, [chance.randrange(120) for _ in range(5)])
    groups = Groups()
    assert [name for batch in batches for name in groups.place(batch)] == at_once
    again: list[str] = []
    for batch in batches:
        resumed = Groups(b"".join(signed[: len(again)]), bytes.fromhex("".join(again)))
        assert len(resumed) == len(set(again))
        again += resumed.place(batch)
    assert again == at_once


@given(st.lists(st.integers(0, 5), max_size=30), st.lists(st.integers(0, 30), max_size=4), st.randoms())
def test_equal_texts_are_together_in_any_order(texts: list[int], borders: list[int], chance: random.Random) -> None:
    made = made_up(random.Random(3), 6)
    names: dict[int, set[str]] = defaultdict(set)
    groups = Groups()
    chance.shuffle(texts)
    for batch in cut([bytes([text]) for text in texts], [min(border, len(texts)) for border in borders]):
        for text, name in zip(batch, groups.place([made[text[0]] for text in batch]), strict=True):
            names[text[0]].add(name)
    assert all(len(met) == 1 for met in names.values())


NUMBERS = st.lists(st.integers(0, 20), max_size=12)


@given(st.lists(NUMBERS, min_size=1, max_size=5), st.lists(st.integers(0, 20), max_size=5), st.integers(1, 4))
def test_numbers_in_order_are_found_between_two(parts: list[list[int]], starts: list[int], most: int) -> None:
    kept, settled, recent = near_duplicates._Sorted(np.array(parts[0], np.uint64)), sorted(parts[0]), list[int]()
    for part in parts[1:]:
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(near_duplicates, "_RECENT", 10)
            kept.add(np.array(part, np.uint64))
        recent = sorted(recent + part)
        if len(recent) > 10:
            settled, recent = sorted(settled + recent), []
    low = np.array(starts, np.uint64)
    queries, found = kept.between(low, low + np.uint64(3), most)
    met = list(zip(queries.tolist(), found.tolist(), strict=True))
    expected = [
        (query, number)
        for numbers in (settled, recent)
        for query, start in enumerate(starts)
        for number in [number for number in numbers if start <= number <= start + 3][:most]
    ]
    assert met == expected


def test_members_are_like_the_founder_not_only_like_each_other() -> None:
    names_of_things = ["an", "bình", "chi", "dung", "giang", "hòa"]
    sentences = [f"câu {word} nói về việc khác hẳn của {word} trong năm" for word in names_of_things]
    texts = [f"{WHOLE} {' '.join(sentences[:count])}" for count in range(len(sentences) + 1)]
    assert jaccard(texts[0], texts[-1]) < 0.85
    assert all(jaccard(left, right) > 0.95 for left, right in pairwise(texts))
    names = Groups().place([sign(text) for text in texts])
    assert names[0] == names[1]
    assert names[0] != names[-1]


def test_a_group_keeps_its_name_when_its_founder_goes() -> None:
    old, repost, late = sign(WHOLE), sign(REPOSTS["a source at the end"]), sign(REPOSTS["a shorter title"])
    edited = sign(invitation("Ia Lâu"))
    groups = Groups()
    name, same_name = groups.place([old, repost])
    assert name == same_name
    # The founder gets another text in a later import: it leaves, and its reposts stay together.
    (new_name,) = groups.place([edited])
    assert new_name != name
    left = Groups(edited + repost, bytes.fromhex(new_name + name))
    assert left.place([late, old, edited]) == [name, name, new_name]


def test_what_an_index_holds_is_given_whole() -> None:
    with pytest.raises(ValueError, match="1 signatures have 0 groups"):
        Groups(sign(WHOLE), b"")


def test_articles_without_a_group_found_none() -> None:
    assert len(Groups(sign("Thông báo") + sign(WHOLE), bytes(GROUP_BYTES) + b"\1" * GROUP_BYTES)) == 1
    assert signatures([]) == []
    groups = Groups()
    assert groups.place([]) == []
    assert groups.place([sign("Thông báo")]) == [""]
    assert len(groups) == 0


@pytest.mark.shared
@pytest.mark.parametrize(
    ("change", "least"),
    [
        (without_marks, 1.0),
        (str.upper, 1.0),
        (lambda text: f"TIN TỔNG HỢP\n{text}\nNguồn: Cổng thông tin điện tử", 0.97),
        (lambda text: re.sub(r"\d+", lambda number: str(int(number.group()) + 1), text, count=1), 0.0),
    ],
    ids=["marks lost", "capitals", "heading and source", "a number changed"],
)
def test_copies_of_real_articles(change: Callable[[str], str], least: float) -> None:
    with lzma.open(shared("news/vietnews2019.jsonl.xz"), "rt", encoding="utf-8") as lines:
        records = [json.loads(line) for line in islice(lines, 200)]
    texts = [f"{record['title']}\n{record['body']}" for record in records]
    texts = [text for text in texts if change(text) != text]
    groups = Groups()
    first = groups.place([sign(text) for text in texts])
    second = groups.place([sign(change(text)) for text in texts])
    found = sum(left == right for left, right in zip(first, second, strict=True)) / len(texts)
    assert found >= least
    assert least or not found


@pytest.mark.shared
def test_groups_of_real_items_are_as_like_as_they_should_be() -> None:
    with lzma.open(shared("news/baochinhphu2025.jsonl.xz"), "rt", encoding="utf-8") as lines:
        records = [json.loads(line) for line in lines]
    texts = [f"{record['title']}\n{record['body']}" for record in records]
    coded = code_texts([pieces(text) for text in texts])
    names = Groups().place(signatures([[one.folded] for one in coded]))
    groups: dict[str, list[int]] = defaultdict(list)
    for place, name in enumerate(names):
        groups[name].append(place)
    met = [pair for name, members in groups.items() if name for pair in combinations(members, 2)]
    assert met
    assert all(jaccard(texts[left], texts[right]) >= 0.8 for left, right in met)
