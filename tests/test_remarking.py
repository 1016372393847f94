"""The marks that were left away: what a small collection tells of them, and how often real queries come out right."""

from __future__ import annotations

import json
import lzma
import random
import re
import unicodedata
from collections import Counter
from collections.abc import Hashable, Iterable, Iterator, Sequence
from functools import lru_cache

import pytest
from conftest import shared
from hypothesis import given
from hypothesis import strategies as st

from index.analysis import SENTENCE_BREAK, VIEWS, analyse, fold_text, form_of, mark_key, syllables
from index.cleaning import clean_text
from search import remarking
from search.remarking import Statistics, Ways, cased_like, marked_form, normal, parts, printed, runs, statistics


class Collection:
    """A vocabulary over texts, as a dictionary for each view."""

    def __init__(self, texts: Iterable[str]) -> None:
        self.held: dict[str, Counter[str]] = {view: Counter() for view in VIEWS}
        self.count = self.read = 0
        self.token = object()
        for text in texts:
            self.count += 1
            views = analyse(text)
            for view in VIEWS:
                self.held[view].update(set(getattr(views, view)) - {SENTENCE_BREAK})

    def frequency(self, view: str, term: str) -> int:
        return self.held[view].get(term, 0)

    def terms(self, view: str) -> Iterator[tuple[str, int]]:
        self.read += 1
        return iter(self.held[view].items())

    def state(self) -> Hashable:
        return self.token

    @property
    def articles(self) -> int:
        return self.count


#: What the small collection tells, each sentence in several articles.
SENTENCES = (
    "Ủy ban nhân dân tỉnh ban hành kế hoạch thực hiện bình đẳng giới",
    "Hội nghị tổng kết công tác bình đẳng giới và vì sự tiến bộ của phụ nữ",
    "Kế hoạch hòa giải ở cơ sở được ủy ban nhân dân xã thông qua",
    "Sở Y tế hướng dẫn phòng chống dịch bệnh tại các xã vùng sâu",
    "Chương trình xây dựng nông thôn mới đạt kết quả khá",
    "Nghị quyết của hội đồng nhân dân về phát triển kinh tế xã hội",
    "Giám đốc Sở Y tế trả lời cử tri về dịch vụ khám chữa bệnh",
    "Bảo hiểm xã hội tỉnh trả lương hưu qua tài khoản ngân hàng",
    "Người lao động được hỗ trợ đào tạo nghề và vay vốn",
    "Thủ tướng yêu cầu đẩy mạnh cải cách hành chính và chuyển đổi số",
    "Đội bóng tham dự World Cup lần thứ nhất",
    "Ban chỉ đạo họp bàn giải pháp giảm nghèo bền vững",
    "Công an tỉnh bắt giữ nhóm đối tượng cho vay nặng lãi",
    "Ông Nguyễn Văn Bình trao quà cho học sinh nghèo vượt khó",
)


@lru_cache(maxsize=1)
def small() -> Collection:
    """Give the small collection: 140 articles of a few of the sentences each."""
    draw = random.Random(7)
    return Collection(". ".join(draw.sample(SENTENCES, 5)) + "." for _ in range(140))


@lru_cache(maxsize=1)
def news() -> tuple[Collection, tuple[str, ...]]:
    """Give a collection of 2,000 short articles of a paper, and the titles and leads of others."""
    with lzma.open(shared("news/baochinhphu2025.jsonl.xz"), "rt", encoding="utf-8") as lines:
        articles = [json.loads(line) for line in lines]
    texts = [clean_text(f"{each['title']}\n{each['body']}") for each in articles]
    learnt = [text for place, text in enumerate(texts) if place % 2][:2000]
    return Collection(learnt), tuple(texts[::2])


def real_runs(texts: Sequence[str], count: int, seed: int = 5) -> list[list[str]]:
    """Draw runs of two to six printed syllables out of texts, at least one of them marked, numbers left out."""
    draw = random.Random(seed)
    found: list[list[str]] = []
    while len(found) < count:
        stretch = draw.choice(re.findall(r"[^\W\d_]+(?: [^\W\d_]+)+", draw.choice(texts))).split()
        length = draw.randint(2, min(6, len(stretch)))
        start = draw.randint(0, len(stretch) - length)
        run = stretch[start : start + length]
        if any(form_of(word).marked for word in run):
            found.append(run)
    return found


@pytest.mark.parametrize(
    ("word", "letters", "marks"),
    [
        ("hòa", "hoa", "2"),
        ("hoà", "hoa", "2"),
        ("đẳng", "dang", "983"),
        ("giới", "gioi", "71"),
        ("đường", "duong", "9772"),
        ("đa", "da", "9"),
    ],
)
def test_a_key_comes_apart(word: str, letters: str, marks: str) -> None:
    assert parts(mark_key(word)) == (letters, marks)


@pytest.mark.parametrize(
    ("key", "word"),
    [
        ("hoa2", "hòa"),
        ("uy3", "ủy"),
        ("quy5", "quỵ"),
        ("quy1", "quý"),
        ("giơi1", "giới"),
        ("nghia4", "nghĩa"),
        ("thuy3", "thủy"),
        ("khoe3", "khỏe"),
        ("khuyên1", "khuyến"),
        ("ngươi2", "người"),
        ("đương2", "đường"),
        ("gia2", "già"),
        ("gi2", "gì"),
        ("hoan2", "hoàn"),
        ("ngoai2", "ngoài"),
        ("mua4", "mũa"),
        ("đa", "đa"),
        ("ăn", "ăn"),
        ("hoc2", None),
        ("côca1", None),
    ],
)
def test_a_key_is_printed_as_it_always_was(key: str, word: str | None) -> None:
    assert printed(key) == word
    if word is not None:
        assert mark_key(word) == key


@pytest.mark.parametrize(
    ("typed", "key"), [("trưòng", "trương2"), ("hoà", "hoa2"), ("vịêt", "viêt5"), ("Sở", "sơ3"), ("ban", "ban")]
)
def test_an_odd_spelling_has_the_ordinary_form(typed: str, key: str) -> None:
    assert normal(form_of(typed)) == key


@pytest.mark.parametrize(
    ("typed", "made", "cased"),
    [("Hoi", "hội", "Hội"), ("HOI", "hội", "HỘI"), ("hoi", "hội", "hội"), ("Y", "ý", "Ý"), ("iPad", "ipad", "ipad")],
)
def test_case_is_that_of_what_was_typed(typed: str, made: str, cased: str) -> None:
    assert cased_like(typed, made) == cased


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("bình-đẳng giới", ["bình đẳng giới"]),
        ("bình đẳng, giới", ["bình đẳng", "giới"]),
        ("(bình đẳng) hoặc giới", ["bình đẳng", "hoặc giới"]),
        ('"bình đẳng"~5 giới', ["bình đẳng", "giới"]),
        ("tiêu đề:bình đẳng", ["bình đẳng"]),
        ("nguồn: báo", ["nguồn", "báo"]),
        ("giáo dục -covid y tế", ["giáo dục", "y tế"]),
        ('giáo dục -"y tế" xã', ["giáo dục", "xã"]),
        ("giáo dục -(y tế) xã", ["giáo dục", "xã"]),
        ("giáo dục KHÔNG covid", ["giáo dục"]),
        ("giáo dục HOẶC y tế VÀ xã", ["giáo dục", "y tế", "xã"]),
        ("UBND tỉnh Gia Lai", ["tỉnh Gia Lai"]),
        ("TIN TỨC HÔM NAY", ["TIN TỨC HÔM NAY"]),
        ("covid-19 ở chinhphu.vn và a@b.vn", ["ở", "và"]),
        ("quyết định 2351/QĐ-TTg về giới", ["về giới"]),
        ("họp ngày 24/12/2010", ["họp ngày"]),
        ("lớp 5a và tr* em", ["lớp", "và", "em"]),
        ("bình đẳng giới?", ["bình đẳng giới"]),
        ("", []),
        ("2019", []),
    ],
)
def test_what_may_be_changed(text: str, found: list[str]) -> None:
    assert [" ".join(text[s.start : s.end] for s in run) for run in runs(text)] == found


def test_a_long_text_comes_in_runs_of_bounded_length() -> None:
    assert {len(run) for run in runs("ban " * 256)} == {64}


@pytest.mark.parametrize(
    ("typed", "marked"),
    [
        ("binh dang gioi", "bình đẳng giới"),
        ("ke hoach binh dang gioi", "kế hoạch bình đẳng giới"),
        ("uy ban nhan dan tinh", "ủy ban nhân dân tỉnh"),
        ("hoa giai o co so", "hòa giải ở cơ sở"),
        ("xay dung nong thon moi", "xây dựng nông thôn mới"),
        ("hoi dong nhan dan", "hội đồng nhân dân"),
        ("bao hiem xa hoi", "bảo hiểm xã hội"),
        ("cho vay nang lai", "cho vay nặng lãi"),
        # Case, and what stands between, stay.
        ("KE HOACH BINH DANG GIOI", "KẾ HOẠCH BÌNH ĐẲNG GIỚI"),
        ("Ke hoach Binh dang gioi", "Kế hoạch Bình đẳng giới"),
        ('"binh dang gioi" -covid', '"bình đẳng giới" -covid'),
        ("tieu de:nong thon moi", "tieu de:nông thôn mới"),
        # Marks that were typed are believed; the others are filled in.
        ("bình dang gioi", "bình đẳng giới"),
        ("bình đẳng gioi", "bình đẳng giới"),
        ("giảm nghèo ben vung", "giảm nghèo bền vững"),
        # Foreign words, numbers, instruments stay.
        ("world cup", None),
        ("tham du world cup", "tham dự world cup"),
        ("2019", None),
        ("2351/QĐ-TTg", None),
        ("202/KH-UBND ve binh dang gioi", "202/KH-UBND về bình đẳng giới"),
        ("UBND tinh", "UBND tỉnh"),
        # Nothing to change, or nothing known of it.
        ("", None),
        ("bình đẳng giới", None),
        ("ban", None),
        ("karaoke", None),
        ("nghiem thu", None),
        ("thuong tri", None),
    ],
)
def test_the_likeliest_marks(typed: str, marked: str | None) -> None:
    assert marked_form(typed, small()) == marked


def test_capitals_may_be_an_abbreviation() -> None:
    assert marked_form("xa hoi HOI nong thon", small()) == "xã hội HOI nông thôn"


def test_doubt_is_no_answer(monkeypatch: pytest.MonkeyPatch) -> None:
    """Of three forms that are as frequent none is offered, unless less than a third is enough."""
    divided = Collection(["Ông cân", "Ông cấn", "Ông cận"] * 4 + ["Hôm nay"] * 80)
    assert marked_form("can", divided) is None
    monkeypatch.setattr(remarking, "SURE", 0.2)
    assert marked_form("can", divided) in ("cân", "cấn", "cận")


def test_texts_say_more_than_the_collection() -> None:
    divided = Collection(["Ông cân hai", "Bà cấn hai", "Cô cận ba"] * 4 + ["Hôm nay"] * 80)
    assert marked_form("can hai", divided) is None
    assert marked_form("can hai", divided, ["Nhà cấn hai vườn", "Ở đây cấn hai.", "Vì cấn hai"]) == "cấn hai"


def test_texts_count_once_each_and_whole_words_only() -> None:
    often = "cân hai, cân hai, cân hai. Cân hai"
    read = remarking._read([often, "cấn, hai", "cấn. Hai", "scân hai", "cận haiz"], [["can", "hai"]], {})
    assert read == {"can hai": {("cân", "hai"): 1, ("cân1", "hai"): 1}}
    assert read == remarking._read(
        [often, "cấn, hai", "cấn. Hai", "scân hai", "cận haiz"], [["can", "hai"]], {"can": 2, "hai": 1}
    )


def test_at_most_so_many_texts_are_read() -> None:
    def endless() -> Iterator[str]:
        while True:
            yield "cấn hại"

    assert remarking._read(endless(), [["can", "hai"]], {}) == {"can hai": {("cân1", "hai5"): remarking.TEXTS}}


def test_statistics_are_made_once_for_each_state() -> None:
    one = Collection(["Bình đẳng giới"])
    two = Collection(["Bình đẳng giới"])
    assert statistics(one) is statistics(one)
    assert one.read == 3
    assert statistics(two) is not statistics(one)


def test_what_the_statistics_hold() -> None:
    known = Statistics(Collection(["Ủy ban nhân dân họp", "ủy ban nhân dân họp", "bàn bạc", "ban đầu", "hôm nay"]))
    assert known.folded["ban"] == 4
    assert set(known.pairs["uy ban"]) == {"uy3 ban"}
    assert sum(map(len, known.longer.values())) <= 1
    assert {reading.key for reading in known.forms["ban"]} == {"ban", "ban2"}
    assert known.rate(0) == 0
    assert known.rate(1) < known.rate(2) < known.rate(5) < known.rate(9) + 1e-9
    assert known.unmet("khong") == 0
    assert known.unmet("ban") < known.unmet("hop") < 0
    assert known.weight_of("ban1", "ban") > known.weight_of("bân2m", "ban")


def test_an_empty_collection_knows_nothing() -> None:
    empty = Collection([])
    assert marked_form("binh dang gioi", empty) is None
    assert Statistics(empty).forms == {}


def test_shares_of_all_ways_make_one() -> None:
    known = statistics(small())
    ways = Ways(known, small(), ["hoa", "binh"])
    forms = [[reading.key for reading in known.forms[name]] for name in ("hoa", "binh")]
    shares = [ways.share((left, right)) for left in forms[0] for right in forms[1]]
    assert 0.7 < sum(shares) < 1
    best, _ = ways.best()
    assert ways.share(best) == pytest.approx(max(shares))


def test_forms_that_cost_too_much_are_out_of_the_question() -> None:
    known = statistics(small())
    ways = Ways(known, small(), ["binh", "dang"], cost=lambda place, form: 0.0 if place or form == "binh" else 1e9)
    assert ways.best()[0][0] == "binh"
    none = Ways(known, small(), ["binh"], cost=lambda *_: float("inf"))
    assert none.best() == ((), -float("inf"))


WORDS = st.sampled_from(
    [*fold_text(" ".join(SENTENCES)).split(), *" ".join(SENTENCES).split(), "-", '"', "(", ")", "2351/QĐ-TTg", "KHÔNG"]
)
QUERIES = st.lists(WORDS, max_size=8).map(" ".join)


@given(st.one_of(QUERIES, st.text(max_size=40)))
def test_nothing_but_marks_is_added(text: str) -> None:
    made = marked_form(text, small())
    if made is None:
        return
    assert made != text
    assert fold_text(made) == fold_text(text)
    assert re.sub(r"[^\W_]|[\u0300-\u036f]", "", made) == re.sub(r"[^\W_]|[\u0300-\u036f]", "", text)
    before, after = ([t[s.start : s.end] for s in syllables(t)] for t in (text, made))
    for old, new in zip(before, after, strict=True):
        assert new == old or not form_of(old).marked
        assert form_of(new).marked or new == old


@given(QUERIES)
def test_what_was_filled_in_stays(text: str) -> None:
    made = marked_form(text, small()) or text
    again = marked_form(made, small()) or made
    assert all(new == old or not form_of(old).marked for old, new in zip(made.split(), again.split(), strict=True))


@given(st.lists(st.text(max_size=30), max_size=3), QUERIES)
def test_any_texts_will_do(texts: list[str], text: str) -> None:
    made = marked_form(text, small(), texts)
    assert made is None or fold_text(made) == fold_text(text)


@pytest.mark.shared
def test_real_queries_get_their_marks_back() -> None:
    """Runs of two to six syllables of other articles of the same paper: right in whole, and syllable by syllable."""
    collection, others = news()
    whole = right = count = offered = kept = 0
    for run in real_runs(others, 800):
        wanted = [form_of(word).exact for word in run]
        names = [form_of(word).folded for word in run]
        forms, _ = Ways(statistics(collection), collection, names).best()
        whole += list(forms) == wanted
        right += sum(one == two for one, two in zip(forms, wanted, strict=True))
        count += len(run)
        made = marked_form(" ".join(names), collection)
        if made is not None:
            offered += 1
            kept += [form_of(word).exact for word in made.split()] == wanted
    assert right / count > 0.90, f"{right / count:.3f} of the syllables"
    assert whole / 800 > 0.70, f"{whole / 800:.3f} of the runs"
    assert offered / 800 > 0.70, f"{offered / 800:.3f} are sure"
    assert kept / offered > 0.83, f"{kept / offered:.3f} of those that are sure"


@pytest.mark.shared
def test_the_first_hits_make_it_surer() -> None:
    """The other half of each text stands for what was found: real hits speak of the same."""
    collection, others = news()
    draw = [text for text in others if len(text) > 200][:300]
    alone = helped = count = 0
    for place, text in enumerate(draw):
        (run,) = real_runs([text[: len(text) // 2]], 1, seed=place)
        wanted = unicodedata.normalize("NFC", " ".join(run))
        folded = fold_text(wanted)
        count += 1
        alone += same(marked_form(folded, collection), wanted)
        helped += same(marked_form(folded, collection, [text]), wanted)
    assert helped > alone + 0.05 * count


def same(made: str | None, wanted: str) -> bool:
    """Tell whether two texts have the same marks, wherever the tone is put."""
    return made is not None and [s.form.exact for s in syllables(made)] == [s.form.exact for s in syllables(wanted)]
