"""Suggestions: what a beginning may become, that it fits what was typed, and what is marked of it."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

import pytest
from conftest import article
from hypothesis import given
from hypothesis import strategies as st

from index.analysis import fold
from index.article import Article
from index.cleaning import clean_line
from index.document import build
from index.vocabulary import types
from search.engine import Engine, open_engine
from search.suggest import MOST_TYPED, Suggester, Suggestion

GENDER = ("Tin Tức", "Xã hội", "Bình đẳng giới")
TRAFFIC = ("Tin Tức", "Giao thông")
LAND = ("Tin Tức", "Kinh tế", "Đất đai")
STRATEGY = (
    "Quyết định số 2351/QĐ-TTg ngày 24/12/2010 của Thủ tướng Chính phủ “Phê duyệt Chiến lược quốc gia về bình đẳng "
    "giới giai đoạn 2011-2020”"
)

ARTICLES = (
    article(
        "0a",
        "Tập huấn công tác bình đẳng giới năm 2019",
        f"Sở mở lớp tập huấn theo {STRATEGY}. Công tác bình đẳng giới được các xã quan tâm. Tỉnh có kế hoạch hành động "
        "riêng. Ở Việt Nam, phụ nữ tham gia quản lý ngày càng nhiều.",
        date="2019-03-05",
        categories=GENDER,
    ),
    article(
        "1b",
        "Gia Lai: Kế hoạch hành động vì bình đẳng giới",
        "UBND tỉnh Gia Lai ban hành Kế hoạch số 202/KH-UBND ngày 23/01/2019 để thực hiện Quyết định số 2351/QĐ-TTg. "
        "Theo đó, kế hoạch hành động về bình đẳng giới có sáu mục tiêu. Người dân Việt Nam được thông tin đầy đủ.",
        date="2019-04-09",
        categories=GENDER,
    ),
    article(
        "2c",
        "Binh đoàn 15 giúp dân làng dựng nhà",
        "Bộ đội Binh đoàn 15 giúp dân dựng nhà. Binh đoàn còn tặng quà cho người nghèo ở vùng biên giới. Quyền bình "
        "đẳng giới của chị em được nhắc đến trong các buổi họp. Tỉnh sẽ xây dựng kế hoạch hành động.",
        date="2018-07-27",
        categories=("Tin Tức", "Xã hội"),
    ),
    article(
        "3d",
        "Bảo đảm an toàn giao thông dịp Tết",
        "Ban An toàn giao thông tỉnh yêu cầu các huyện xử lý xe chở quá tải theo Nghị định số 100/2019/NĐ-CP. Lái xe "
        "có nồng độ cồn bị phạt nặng. Ở Việt Nam, tai nạn giảm. Facebook của công an tỉnh đăng tin hằng ngày.",
        date="2020-01-20",
        categories=TRAFFIC,
    ),
    article(
        "4e",
        "An toàn giao thông: hai tuyến đường mới",
        "Hai tuyến đường mới góp phần giữ gìn an toàn giao thông. Xe buýt chạy từ sáng. Nghị định 100/2019/NĐ-CP có "
        "hiệu lực. Trên Facebook, nhiều người khen tuyến đường mới. Hòa Bình và Gia Lai cùng làm.",
        date="2020-02-11",
        categories=TRAFFIC,
    ),
    article(
        "5f",
        "Luật Đất đai: người dân cần biết",
        "Luật Đất đai năm 2013 quy định quyền sử dụng đất. Việc cấp giấy chứng nhận quyền sử dụng đất nhanh hơn. Thuế "
        "nhà đất cũng đổi. An toàn giao thông ở nông thôn được nói đến trong hội nghị.",
        date="2017-05-02",
        categories=LAND,
    ),
    article(
        "6a",
        "Đấu giá quyền sử dụng đất ở Hòa Bình",
        "Tỉnh Hòa Bình cho đấu giá quyền sử dụng đất theo Luật Đất đai năm 2013. Ủy ban nhân dân huyện thông báo trên "
        "Facebook. Quyền sử dụng đất của các hộ được giữ. Uỷ ban nhân dân các xã niêm yết danh sách.",
        date="2017-06-14",
        categories=LAND,
    ),
    article(
        "7b",
        "Học tập và làm theo Bác",
        "Chỉ thị số 05-CT/TW ngày 15/5/2016 của Bộ Chính trị “Về đẩy mạnh học tập và làm theo tư tưởng, đạo đức, phong "
        "cách Hồ Chí Minh” được các chi bộ học tập. Ủy ban nhân dân huyện khen thưởng năm đảng viên.",
        date="2016-09-02",
        categories=("Tin Tức", "Xã hội"),
    ),
    article(
        "8c",
        "Nghị quyết 57 mở đường cho chuyển đổi số",
        "Nghị quyết số 57-NQ/TW ngày 22/12/2024 của Bộ Chính trị nói về khoa học, công nghệ và chuyển đổi số. Bộ luật "
        "Hình sự năm 2015 không đổi. Chuyển đổi số ở Việt Nam tiến nhanh, thông tin được chia sẻ.",
        date="2025-01-06",
        categories=("Tin Tức", "Khoa học"),
    ),
    article(
        "9d",
        "Chuyển đổi số ở vùng biên giới",
        "Nghị quyết số 57-NQ/TW là căn cứ. Chuyển đổi số đến với đồng bào vùng biên giới. Nghị quyết 571/NQ-HĐND của "
        "tỉnh cấp kinh phí. Thông tư số 15/2020/TT-BTTTT hướng dẫn. Ủy ban nhân dân xã nhận máy. Quyền sử dụng đất "
        "được tra cứu qua mạng.",
        date="2025-02-10",
        categories=("Tin Tức", "Khoa học"),
    ),
)

#: Whoever types this gets that, of this kind and with these marks (`[...]`).
FOUND = (
    # Marks and case are left away, or typed so far.
    ("bi", "phrase", "[bì]nh đẳng"),
    ("binh", "phrase", "[bình] đẳng giới"),
    ("binh", "phrase", "[Binh] đoàn"),
    ("bình", "phrase", "[bình] đẳng giới"),
    ("bình dang g", "phrase", "[bình đẳng g]iới"),
    ("binh đẳng gi", "phrase", "[bình đẳng gi]ới"),
    ("BINH DANG", "phrase", "[bình đẳng]"),
    ("Bình Đẳng G", "phrase", "[bình đẳng g]iới"),
    (unicodedata.normalize("NFD", "bình đẳng giớ"), "phrase", "[bình đẳng giớ]i"),
    ("hoà b", "phrase", "[Hòa B]ình"),
    ("hòa b", "phrase", "[Hòa B]ình"),
    ("uỷ ban nh", "phrase", "[ủy ban nh]ân dân"),
    ("uy ban nhân d", "phrase", "[ủy ban nhân d]ân"),
    ("viêt n", "phrase", "[Việt N]am"),
    ("  viet   n", "phrase", "[Việt N]am"),
    ("FACE", "phrase", "[Face]book"),
    ("ke hoach h", "phrase", "[kế hoạch h]ành động"),
    ("an toan giao", "phrase", "[an toàn giao] thông"),
    ("quyen su d", "phrase", "[quyền sử d]ụng đất"),
    # Any word, any order.
    ("gioi bi", "phrase", "[bì]nh đẳng [giới]"),
    ("giới đ", "phrase", "bình [đ]ẳng [giới]"),
    ("dong ke hoach", "phrase", "[kế hoạch] hành [động]"),
    ("thong an toan gia", "phrase", "[an toàn gia]o [thông]"),
    ("nam viet", "phrase", "[Việt Nam]"),
    ("giao thong", "phrase", "an toàn [giao thông]"),
    ("bien gi", "phrase", "vùng [biên gi]ới"),
    # Instruments by number, with their type in short or in full, in any order.
    ("2351", "instrument", "Quyết định [2351]/QĐ-TTg (24/12/2010)"),
    ("23", "instrument", "Quyết định [23]51/QĐ-TTg (24/12/2010)"),
    ("2351/qd-tt", "instrument", "Quyết định [2351]/[QĐ]-[TT]g (24/12/2010)"),
    ("2351/QĐ-", "instrument", "Quyết định [2351]/[QĐ]-TTg (24/12/2010)"),
    ("qd 2351", "instrument", "[Quyết định 2351]/QĐ-TTg (24/12/2010)"),
    ("QĐ 23", "instrument", "[Quyết định 23]51/QĐ-TTg (24/12/2010)"),
    ("quyet dinh 2", "instrument", "[Quyết định 2]351/QĐ-TTg (24/12/2010)"),
    ("2351 quyet di", "instrument", "[Quyết đị]nh [2351]/QĐ-TTg (24/12/2010)"),
    ("202/KH", "instrument", "Kế hoạch [202]/[KH]-UBND tỉnh Gia Lai (23/01/2019)"),
    ("202/kh-ub", "instrument", "Kế hoạch [202]/[KH]-[UB]ND tỉnh Gia Lai (23/01/2019)"),
    ("kh 202", "instrument", "[Kế hoạch 202]/KH-UBND tỉnh Gia Lai (23/01/2019)"),
    ("nd 100", "instrument", "[Nghị định 100]/2019/NĐ-CP"),
    ("nghị quyết 57", "instrument", "[Nghị quyết 57]-NQ/TW (22/12/2024)"),
    ("nghị quyết 57", "instrument", "[Nghị quyết 57]1/NQ-HĐND (chưa rõ năm)"),
    ("chi thi 5", "instrument", "[Chỉ thị] 0[5]-CT/TW (15/5/2016)"),
    ("chi thi 05", "instrument", "[Chỉ thị 05]-CT/TW (15/5/2016)"),
    ("tt 15", "instrument", "[Thông tư 15]/2020/TT-BTTTT"),
    ("thong t", "instrument", "[Thông t]ư 15/2020/TT-BTTTT"),
    # Instruments by name and title.
    ("luat dat", "instrument", "[Luật Đất] đai năm 2013 (45/2013/QH13)"),
    ("luật đất đai 2013", "instrument", "[Luật Đất đai] năm [2013] (45/2013/QH13)"),
    ("hinh su", "instrument", "Bộ luật [Hình sự] năm 2015 (100/2015/QH13)"),
    (
        "hoc tap va lam th",
        "instrument",
        "Chỉ thị 05-CT/TW (15/5/2016): Về đẩy mạnh [học tập và làm th]eo tư tưởng, đạo đức, phong cách Hồ Chí Minh",
    ),
    # Categories, by any step.
    ("giao th", "category", "Tin Tức > [Giao th]ông"),
    ("xa h", "category", "Tin Tức > [Xã h]ội"),
    ("đất đ", "category", "Tin Tức > Kinh tế > [Đất đ]ai"),
    # Titles, once there is enough to look up.
    ("tap huan cong", "article", "[Tập huấn công] tác bình đẳng giới năm 2019"),
    ("chuyen doi so o", "article", "[Chuyển đổi số ở] vùng biên giới"),
    ("hoc tap va l", "article", "[Học tập và l]àm theo Bác"),
    ("dau gia dat quyen", "article", "[Đấu giá quyền] sử dụng [đất] ở Hòa Bình"),
    ("binh đoàn", "article", "[Binh đoàn] 15 giúp dân làng dựng nhà"),
)

#: What was typed contradicts this text, or has nothing to do with it.
NOT_FOUND = (
    ("bình", "Binh đoàn"),
    ("bình đoàn", "Binh đoàn 15 giúp dân làng dựng nhà"),
    ("bính", "bình đẳng"),
    ("bình đẵng", "bình đẳng giới"),
    ("binh đâng", "bình đẳng giới"),
    ("đ", "bình đẳng"),
    ("đu", "sử dụng"),
    ("sø", "định số"),
    ("hoạ", "Hòa Bình"),
    ("dan ", "bình đẳng"),
    ("bin dang", "bình đẳng"),
    ("bin dang ", "bình đẳng"),
    ("gioi gioi", "bình đẳng giới"),
    ("235 ", "Quyết định 2351/QĐ-TTg (24/12/2010)"),
    ("nam 2351", "Quyết định 2351/QĐ-TTg (24/12/2010)"),
    ("chua ro", "Nghị quyết 571/NQ-HĐND (chưa rõ năm)"),
    ("mo duong bien", "vùng biên giới"),
)


@pytest.fixture(scope="module", params=["memory", "whoosh"])
def engine(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Engine]:
    place = str(tmp_path_factory.mktemp("suggest") / "index")
    made = open_engine(f"{request.param}:{place}", create=True)
    made.add(build(one) for one in ARTICLES)
    made.commit()
    yield made
    made.close()


@pytest.fixture(scope="module")
def suggester(engine: Engine) -> Suggester:
    return Suggester(engine.reader())


def marked(one: Suggestion) -> str:
    """Write the text of a suggestion with its marks in brackets."""
    text = one.text
    for start, end in reversed(one.marks):
        text = f"{text[:start]}[{text[start:end]}]{text[end:]}"
    return text


@pytest.mark.parametrize(("typed", "kind", "text"), FOUND)
def test_a_beginning_is_completed(suggester: Suggester, typed: str, kind: str, text: str) -> None:
    found = suggester.suggest(typed)
    assert (kind, text) in [(one.kind, marked(one)) for one in found]


@pytest.mark.parametrize(("typed", "text"), NOT_FOUND)
def test_what_does_not_fit_is_not_suggested(suggester: Suggester, typed: str, text: str) -> None:
    assert text not in [one.text for one in suggester.suggest(typed, 50)]


@pytest.mark.parametrize(
    ("typed", "texts"),
    [
        # What begins the text goes before what stands in it, and then what more articles hold.
        ("binh", ["bình đẳng", "bình đẳng giới", "Binh đoàn", "Hòa Bình"]),
        ("giao thong", ["giao thông", "an toàn giao thông"]),
        # A number that is typed goes before longer ones.
        ("57", ["Nghị quyết 57-NQ/TW (22/12/2024)", "Nghị quyết 571/NQ-HĐND (chưa rõ năm)"]),
        # The whole path of a category, the broader one first.
        ("xa hoi", ["Tin Tức > Xã hội", "Tin Tức > Xã hội > Bình đẳng giới"]),
    ],
)
def test_the_better_comes_first(suggester: Suggester, typed: str, texts: list[str]) -> None:
    found = [one.text for one in suggester.suggest(typed, 50)]
    assert [text for text in found if text in texts] == texts


@pytest.mark.parametrize(
    ("typed", "kind", "text", "value", "count"),
    [
        ("qd 2351", "instrument", "Quyết định 2351/QĐ-TTg (24/12/2010)", "qdttg:2351:2010", 2),
        ("giao th", "category", "Tin Tức > Giao thông", "Tin Tức > Giao thông", 2),
        ("viet", "phrase", "Việt Nam", "Việt Nam", 4),
        ("binh dang gi", "phrase", "bình đẳng giới", "bình đẳng giới", 3),
        ("quyen su d", "phrase", "quyền sử dụng đất", "quyền sử dụng đất", 3),
        ("tap huan cong", "article", "Tập huấn công tác bình đẳng giới năm 2019", "0a", 0),
    ],
)
def test_values_lead_on_and_counts_are_of_articles(
    suggester: Suggester, typed: str, kind: str, text: str, value: str, count: int
) -> None:
    found = {(one.kind, one.text): one for one in suggester.suggest(typed)}
    assert (found[kind, text].value, found[kind, text].count) == (value, count)  # type: ignore[index]


@pytest.mark.parametrize(
    "typed", ["", " ", "a", "Đ ", "?!", "5", "\ud800", "\x00\x01", "a" * 101, "bình " * 30, "x" * 10_000]
)
def test_too_little_and_too_much_give_nothing(suggester: Suggester, typed: str) -> None:
    assert suggester.suggest(typed) == ()


def test_what_is_typed_already_is_not_suggested_again(suggester: Suggester) -> None:
    assert "bình đẳng giới" not in [one.text for one in suggester.suggest("Bình đẳng giới")]
    assert "bình đẳng giới" in [one.text for one in suggester.suggest("Binh dang gioi")]


def test_groups_stand_together_and_share_the_places(suggester: Suggester) -> None:
    order = ["instrument", "category", "phrase", "article"]
    kinds = [one.kind for one in suggester.suggest("bình đẳng")]
    assert kinds == sorted(kinds, key=order.index)
    assert set(kinds) >= {"category", "phrase", "article"}
    # Places that nobody else wants go to whoever has something.
    assert [one.kind for one in suggester.suggest("tin tuc")] == ["category"] * 7
    few = [one.kind for one in suggester.suggest("bình đẳng", 3)]
    assert len(few) == 3
    assert len(set(few)) == 3


def test_an_instrument_that_only_mentions_the_words_gives_way(suggester: Suggester) -> None:
    """The decision whose title speaks of equality comes where places are left, and where it is all there is."""
    titled = "Quyết định 2351/QĐ-TTg (24/12/2010): Phê duyệt Chiến lược quốc gia về bình đẳng giới giai đoạn 2011-2020"
    assert titled not in [one.text for one in suggester.suggest("binh", 5)]
    assert titled in [one.text for one in suggester.suggest("chien luoc quoc gia")]


def over(*texts: str) -> Suggester:
    """Suggest over articles, each a title, or a title and a body behind a `|`; the last one is the newest."""
    engine = open_engine("memory:over", fresh=True)
    engine.add(
        build(article(f"{number:02}", title, body or "Nội dung.", date=f"2019-01-{number % 28 + 1:02}"))
        for number, (title, _, body) in enumerate(text.partition("|") for text in texts)
    )
    engine.commit()
    return Suggester(engine.reader())


#: What articles say besides, so that there is something to be frequent among.
PLAIN = (
    "Sáng nay trời nắng nhẹ, gió thổi từ biển vào. Chợ đông hơn hôm trước, cá tươi bán hết sớm. Trẻ nhỏ ra sân bóng, "
    "mấy cụ già ngồi uống trà. Mùa này hoa nở trắng đồi, khách ghé chụp ảnh. Chiều xuống, đèn phố bật lên."
)


def phrases(suggester: Suggester, typed: str) -> list[str]:
    return [one.text for one in suggester.suggest(typed, 50) if one.kind == "phrase"]


def test_instruments_of_one_name_are_told_apart_by_their_issuers() -> None:
    """Two bodies have a resolution 9 whose year nobody prints."""
    bodies = ("Quốc hội", "Chính phủ", "Chính phủ")
    found = over(*(f"Tin|Nghị quyết 09 của {body} đã có hiệu lực." for body in bodies)).suggest("nghi quyet 9")
    assert [one.text.rpartition(", ")[2] for one in found] == ["Chính phủ", "Quốc hội"]
    assert len({one.value for one in found}) == 2


def test_a_number_goes_before_a_longer_one_that_is_cited_more() -> None:
    suggester = over("Tin|Thông tư 15/2020/TT-BTTTT.", *["Tin|Thông tư 151/2020/TT-BTC."] * 3)
    texts = [one.text for one in suggester.suggest("tt 15")]
    assert texts == ["Thông tư 15/2020/TT-BTTTT", "Thông tư 151/2020/TT-BTC"]


def test_a_number_goes_before_a_day_that_is_cited_more() -> None:
    suggester = over("Tin|Thông tư 15/2020/TT-BTTTT.", *["Tin|Quyết định số 71/QĐ-TTg ngày 15/02/2018."] * 3)
    texts = [one.text for one in suggester.suggest("15")]
    assert texts == ["Thông tư 15/2020/TT-BTTTT", "Quyết định 71/QĐ-TTg (15/02/2018)"]


def test_a_number_inside_brackets_is_one_too() -> None:
    anniversary = "Tin|Quyết định số 71/QĐ-TTg ngày 05/02/2018 “Kỷ niệm 100 năm ngày thành lập”."
    texts = [one.text for one in over("Tin|Bộ luật Hình sự năm 2015.", *[anniversary] * 3).suggest("100")]
    assert texts[0] == "Bộ luật Hình sự năm 2015 (100/2015/QH13)"
    assert len(texts) == 2


def test_an_instrument_is_suggested_once() -> None:
    titled = "Tin|Quyết định số 71/QĐ-TTg ngày 05/02/2018 “Phòng ngừa vụ án hình sự”."
    assert [one.text for one in over(titled).suggest("qd 71")] == ["Quyết định 71/QĐ-TTg (05/02/2018)"]


def test_a_law_is_begun_by_its_name() -> None:
    law, decision = "Bộ luật Hình sự năm 2015.", "Quyết định số 71/QĐ-TTg ngày 05/02/2018 “Bổ sung luật hình sự”."
    suggester = over(f"Tin|{law}", *[f"Tin|{decision}"] * 3)
    for typed in ("hinh su", "luat hinh su", "bo luat hinh su"):
        assert suggester.suggest(typed, 2)[0].text == "Bộ luật Hình sự năm 2015 (100/2015/QH13)"


def test_a_complete_word_is_marked_where_it_is_complete() -> None:
    """Not at the beginning of the word before: `dan` is "dân", though "danh" begins so."""
    suggester = over("Danh mục và dân làng")
    (found,) = [one for one in suggester.suggest("dan lan") if one.kind == "article"]
    assert marked(found) == "Danh mục và [dân làn]g"
    (found,) = [one for one in suggester.suggest("lang muc dan ") if one.kind == "article"]
    assert marked(found) == "Danh [mục] và [dân làng]"


def test_a_letter_is_marked_with_all_its_marks() -> None:
    (found,) = over("Bản bao\u0324n mới").suggest("ban bao")
    assert marked(found) == "[Bản bao\u0324]n mới"


def test_titles_that_begin_so_come_before_newer_ones() -> None:
    found = over("Giá xăng tăng mạnh", "Chiều nay giá xăng tăng", "Tăng mạnh giá xăng").suggest("gia xang t")
    assert [one.text for one in found if one.kind == "article"] == [
        "Giá xăng tăng mạnh",
        "Chiều nay giá xăng tăng",
    ]


def test_titles_that_hold_the_words_anywhere_need_enough_of_them() -> None:
    suggester = over("Nghị quyết mở đường cho chuyển đổi số")
    assert [one.text for one in suggester.suggest("chuyen duong") if one.kind == "article"] == []
    assert [marked(one) for one in suggester.suggest("chuyen duong nghi") if one.kind == "article"] == [
        "[Nghị] quyết mở [đường] cho [chuyển] đổi số"
    ]


def test_titles_of_one_text_are_shown_once() -> None:
    found = over("Giá xăng tăng", "GIÁ XĂNG TĂNG", "Giá xăng tăng").suggest("gia xang tang")
    assert [one.value for one in found if one.kind == "article"] == ["02"]


def test_a_phrase_that_always_goes_on_is_a_piece() -> None:
    sentences = (
        "Ở xã có vườn ươm cây quế.",
        "Họ ươm cây quế bán dần.",
        "Đã ươm cây quế từ sớm.",
        "Giống ươm cây quế tốt.",
    )
    found = phrases(over(*(f"Tin|{sentence} {PLAIN}" for sentence in sentences)), "uom c")
    assert found == ["ươm cây quế"]


def test_a_phrase_counts_where_it_stands_itself() -> None:
    """Not where its first two syllables are another word: "người dân" is no "người đàn ông"."""
    men = ("Một người đàn ông đi bộ.", "Có người đàn ông lạ.", "Gặp người đàn ông đó.", "Ba người đàn ông khỏe.")
    suggester = over(*(f"Tin|{one} {PLAIN}" for one in men), *["Tin|Mỗi người dân góp một tay."] * 9)
    (found,) = [one for one in suggester.suggest("nguoi dan o", 50) if one.kind == "phrase"]
    assert (found.text, found.count) == ("người đàn ông", 4)


def test_words_that_meet_by_chance_are_no_phrase() -> None:
    """Of two words in disorder, each stands beside the other as often as beside itself."""
    body = "Mèo bàn bàn mèo mèo mèo bàn bàn mèo bàn bàn bàn mèo mèo. " * 4
    assert phrases(over(*(f"Tin {number}|{body}" for number in range(4))), "meo b") == []


def test_a_rare_spelling_with_other_marks_is_a_slip() -> None:
    right, wrong = "Tin|Bảo vệ rừng.", "Tin|Bão vệ rừng."
    assert {"bảo vệ", "bão vệ"} <= set(phrases(over(right, wrong), "bao v"))
    assert "bão vệ" not in phrases(over(*[right] * 51, wrong), "bao v")


def test_a_long_title_is_cut_between_words() -> None:
    title = "Phê duyệt Đề án " + "bảo tồn và phát triển nghề truyền thống, " * 6
    (found,) = over(f"Tin|Quyết định số 71/QĐ-TTg ngày 05/02/2018 “{title}”.").suggest("phe duyet de an")
    label, _, shown = found.text.partition(": ")
    assert label == "Quyết định 71/QĐ-TTg (05/02/2018)"
    assert shown.endswith("…")
    assert len(shown) <= 121
    assert title.startswith(shown[:-1])
    assert title[len(shown) - 1] in " ,"


@pytest.mark.parametrize("number", [0, 1, 2])
def test_small_collections_suggest_what_they_have(number: int) -> None:
    engine = open_engine(f"memory:small{number}", fresh=True)
    engine.add(build(one) for one in ARTICLES[:number])
    engine.commit()
    texts = [one.text for one in Suggester(engine).suggest("binh dang")]
    assert ("bình đẳng" in texts) == (number > 0)


def test_a_suggester_stays_at_its_state_and_reads_it_once() -> None:
    engine = open_engine("memory:state", fresh=True)
    engine.add(build(one) for one in ARTICLES[:2])
    engine.commit()
    suggester = Suggester(engine.reader())
    suggester.prepare()
    before = suggester.suggest("binh dang")
    assert before
    engine.delete(one.id for one in ARTICLES[:2])
    engine.commit()
    assert suggester.suggest("binh dang") == before
    assert Suggester(engine.reader()).suggest("binh dang") == ()


# What holds of every suggestion, told apart from how it is found.


def apart(word: str) -> tuple[list[str], list[str], str]:
    """Part a printed word into letters without marks, letters with all marks but the tone, and the tone."""
    decomposed = unicodedata.normalize("NFD", re.sub("[ðɖ]", "đ", word.lower()))
    tone = "".join(char for char in decomposed if char in "\u0300\u0301\u0303\u0309\u0323")
    toneless = unicodedata.normalize("NFC", "".join(char for char in decomposed if char not in tone))
    return [fold(char) for char in toneless], list(toneless), tone


def fits(typed: str, word: str, *, whole: bool) -> bool:
    """Tell whether a typed word is this word, or begins with it where it is not `whole`, no mark contradicted."""
    bare, shaped, tone = apart(typed)
    other_bare, other_shaped, other_tone = apart(word)
    return (
        other_bare[: len(bare)] == bare
        and (len(bare) == len(other_bare) or not whole)
        and tone in ("", other_tone)
        and all(mine in (letter, theirs) for mine, letter, theirs in zip(shaped, bare, other_shaped, strict=False))
    )


def names_of(text: str, kind: str) -> list[str]:
    """List the words of a text, and for an instrument how its type is abbreviated."""
    words = re.findall(r"[^\W_]+", text)
    if kind == "instrument":
        words += [short for one in types() if text.startswith(one.name) for short in one.abbreviations]
        words += [word.lstrip("0") for word in words if word.startswith("0")]
    return words


def all_fit(typed: list[tuple[str, bool]], words: list[str]) -> bool:
    """Tell whether each typed word fits a word of its own."""
    if not typed:
        return True
    (word, whole), *rest = typed
    return any(
        fits(word, other, whole=whole) and all_fit(rest, words[:place] + words[place + 1 :])
        for place, other in enumerate(words)
    )


def cuts(one: Article) -> st.SearchStrategy[str]:
    """Draw a piece of an article that begins with a word."""
    text = f"{one.title} {one.body}"
    starts = [match.start() for match in re.finditer(r"\S+", text)]
    return st.builds(lambda start, length: text[start : start + length], st.sampled_from(starts), st.integers(1, 25))


def bare(text: str) -> str:
    return "".join(fold(char) if char.isalpha() else char for char in text)


PIECES = st.sampled_from(ARTICLES).flatmap(cuts)
TYPED = st.one_of(
    PIECES,
    PIECES.map(bare),
    PIECES.map(str.upper),
    PIECES.map(lambda text: unicodedata.normalize("NFD", text)),
    PIECES.flatmap(lambda text: st.permutations(text.split(" ")).map(" ".join)),
    st.text(st.sampled_from("abdđeêghinờọtuưvy 0125/-"), max_size=12),
    st.text(max_size=MOST_TYPED + 5),
)


@given(typed=TYPED, limit=st.integers(-1, 12))
def test_every_suggestion_fits(suggester: Suggester, typed: str, limit: int) -> None:
    found = suggester.suggest(typed, limit)
    assert len(found) <= max(limit, 0)
    assert found == suggester.suggest(typed, limit)
    assert len({(one.kind, one.value) for one in found}) == len(found)
    cleaned = clean_line(typed)
    words = re.findall(r"[^\W_]+", cleaned)
    ended = typed[-1:].isspace() or not re.search(r"[^\W_]\Z", cleaned)
    asked = [(word, place < len(words) - 1 or ended) for place, word in enumerate(words)]
    for one in found:
        assert all_fit(asked, names_of(one.text, one.kind)), (typed, one)
        assert one.value
        assert one.count > 0 or one.kind == "article"


@given(typed=TYPED)
def test_marks_lie_on_beginnings_of_words(suggester: Suggester, typed: str) -> None:
    for one in suggester.suggest(typed):
        assert one.marks
        assert all(0 <= start < end <= len(one.text) for start, end in one.marks)
        assert all(before[1] < after[0] for before, after in zip(one.marks, one.marks[1:], strict=False))
        # Nought of a number need not be typed.
        starts = {match.start() for match in re.finditer(r"(?:(?<![^\W_])|(?<=\b0))[^\W_]", one.text)}
        assert {start for start, _ in one.marks} <= starts
        # Of several words in one mark all but the last are whole: nothing but white space parts them.
        for start, end in one.marks:
            assert one.text[start:end] == one.text[start:end].strip()
