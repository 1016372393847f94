"""Instruments as a collection knows them: cards, pages, the list; over the sample articles and over real news."""

from __future__ import annotations

import os
import random
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from conftest import ROOT, article, shared

from index.aliases import named_keys
from index.article import Article
from index.document import build
from index.errors import BadParameter, InstrumentMissing, PageMissing
from index.importers import read_sources
from search.engine import Engine, open_engine
from search.instruments import Instruments, head_of
from search.memory_engine import shared_memory_engine
from search.parser import parse
from search.request import Request
from search.searcher import Searcher


def fill(engine: Engine, *articles: Article) -> None:
    engine.add(build(one) for one in articles)
    engine.commit()


@pytest.fixture(scope="module")
def samples(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Searcher]:
    url = f"whoosh:{tmp_path_factory.mktemp('samples') / 'index'}"
    engine = open_engine(url, create=True)
    fill(engine, *[one for one in read_sources([ROOT / "index" / "samples"]) if isinstance(one, Article)])
    engine.close()
    with Searcher(url) as searcher:
        yield searcher


@pytest.fixture
def small(request: pytest.FixtureRequest) -> Searcher:
    """A collection of a few articles, written by each test."""
    name = f"instruments-{request.node.name}"
    fill(
        shared_memory_engine(name),
        article(
            "a", "Tin một", "Theo Kế hoạch số 202/KH-UBND ngày 23/01/2019 của UBND tỉnh Gia Lai.", date="2019-02-01"
        ),
        article(
            "b", "Tin hai", "Theo Kế hoạch số 202/KH-UBND ngày 14/6/2019 của UBND tỉnh Lào Cai.", date="2019-07-01"
        ),
        article(
            "c", "Tin ba", "Theo Kế hoạch số 202/KH-UBND năm 2019, và 124/KH-TU ngày 05/4/2018.", date="2020-07-01"
        ),
        article("d", "Tin bốn", "Theo Kế hoạch số 202/KH-UBND.", date="2020-08-01", source="Sở Y tế Gia Lai"),
        article(
            "e", "Tin năm", "Kế hoạch số 124-KH/TU ngày 05/4/2018 “Về thực hiện Chỉ thị số 21-CT/TW ngày 20/01/2018”."
        ),
        article(
            "f", "Tin sáu", "Theo Chỉ thị 21-CT/TW của Ban Bí thư và Thông tư số 22/2023/TT-BTTTT.", date="2021-01-01"
        ),
        article("g", "Tin bảy", "Theo Thông tư số 05/2026/TT-BKHCN của Bộ Khoa học và Công nghệ.", date="2026-05-01"),
    )
    return Searcher(f"memory:{name}")


# In the query box


@pytest.mark.parametrize(
    "typed",
    [
        "2351/QĐ-TTg",
        "2351/qd-ttg",
        "2351 QĐ TTg",
        "QĐ 2351",
        "qd 2351",
        "quyết định số 2351",
        "quyet dinh so 2351",
        "qd so 2351/qd-ttg ngay 24/12/2010",
        "Quyết định số 2351/QĐ-TTg",
        "số 2351/QĐ-TTg",
    ],
)
def test_a_number_is_one_thing_however_it_is_typed(samples: Searcher, typed: str) -> None:
    found = samples.search(Request(typed))
    (card,) = found.instruments
    assert (card.key, card.issuer) == ("qdttg:2351:2010", "Thủ tướng Chính phủ")
    assert card.articles == found.total
    expected = samples.search(Request("2351/QĐ-TTg"))
    assert {hit.id for hit in found.hits} == {hit.id for hit in expected.hits}


@pytest.mark.parametrize("typed", ["202/KH-UBND", "202/kh-ubnd", "202/KH", "202/kh-u", "kế hoạch 202/KH-UBND năm 2019"])
def test_an_ambiguous_number_lists_its_candidates(samples: Searcher, typed: str) -> None:
    cards = samples.search(Request(typed)).instruments
    assert [card.issuer for card in cards] == ["UBND tỉnh Gia Lai", "UBND tỉnh Lào Cai"]


def test_a_search_without_a_number_has_no_card(samples: Searcher) -> None:
    assert samples.search(Request("bình đẳng giới")).instruments == ()


@pytest.fixture(scope="module")
def laws(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Searcher]:
    """A collection where one law is cited by name and by number, and others in one way only."""
    url = f"whoosh:{tmp_path_factory.mktemp('laws') / 'index'}"
    engine = open_engine(url, create=True)
    fill(
        engine,
        article("a", "Tin một", "Luật Đất đai năm 2013 (Luật số 45/2013/QH13) được thay thế.", date="2024-02-01"),
        article(
            "b", "Tin hai", "Nghị định số 43/2014/NĐ-CP hướng dẫn Luật Đất đai số 45/2013/QH13.", date="2014-07-01"
        ),
        article("c", "Tin ba", "Theo Bộ luật Hình sự năm 2015.", date="2018-01-01"),
        article("d", "Tin bốn", "Theo Nghị quyết số 18-NQ/TƯ ngày 25/10/2017 của Ban Chấp hành T.Ư Đảng."),
        article("e", "Tin năm", "Theo Nghị quyết số 18-NQ/TW ngày 25/10/2017. Nghị quyết số 18-NQ/TW rất rõ."),
        article("f", "Tin sáu", "Theo Nghị quyết số 18-NQ/TW ngày 25/10/2017, nêu ở Luật Báo chí năm 1989."),
    )
    engine.close()
    with Searcher(url) as searcher:
        yield searcher


@pytest.mark.parametrize(
    "typed",
    [
        "luật đất đai 2013",
        "luat dat dai nam 2013",
        "Luật Đất đai số 45/2013/QH13",
        "45/2013/QH13",
        "45/2013/qh13",
        "luật số 45/2013/QH13",
    ],
)
def test_a_law_is_one_thing_however_it_is_typed(laws: Searcher, typed: str) -> None:
    found = laws.search(Request(typed))
    (card,) = found.instruments
    assert (card.key, card.label, card.articles) == (
        "luatqh13:45:2013",
        "Luật Đất đai năm 2013 (45/2013/QH13)",
        2,
    )
    assert {hit.id for hit in found.hits} == {"a", "b"}


def test_a_law_that_is_cited_by_name_alone_is_found_by_its_number(laws: Searcher) -> None:
    (card,) = laws.search(Request("100/2015/QH13")).instruments
    assert (card.key, card.label) == ("luatqh13:100:2015", "Bộ luật Hình sự năm 2015 (100/2015/QH13)")


@pytest.mark.parametrize("key", ["luat:dat-dai:2013", "luatqh13:45:2013"])
def test_either_key_of_a_law_leads_to_its_page(laws: Searcher, key: str) -> None:
    found = laws.instrument(key)
    assert (found.card.key, found.card.articles, found.years) == ("luatqh13:45:2013", 2, ((2024, 1), (2014, 1)))
    assert {form.value for form in found.forms} == {
        "Luật Đất đai năm 2013",
        "Luật số 45/2013/QH13",
        "Luật Đất đai số 45/2013/QH13",
    }
    assert [(one.kind, one.other.key) for one in found.stated] == [("guides", "ndcp:43:2014")]
    assert {hit.id for hit in laws.search(Request(filters={"instrument": (key,)})).hits} == {"a", "b"}


@pytest.mark.parametrize("typed", ["đất đai", "dat dai 2013", "Luật Đất đai năm 2013", "45/2013/QH13"])
def test_the_list_finds_a_law_by_its_name(laws: Searcher, typed: str) -> None:
    assert [card.key for card in laws.instruments(typed=typed).cards] == ["luatqh13:45:2013"]


def test_an_issuer_that_is_known_goes_before_one_that_is_not(laws: Searcher) -> None:
    card = laws.instrument("nqtw:18:2017").card
    assert (card.articles, card.issuer) == (3, "Ban Chấp hành Trung ương Đảng")
    assert [one.key for one in laws.instruments({"issuer": "Ban Chấp hành Trung ương Đảng"}).cards] == ["nqtw:18:2017"]


def test_mentions_of_one_text_tell_each_other_the_issuer() -> None:
    built = build(
        article(
            "a", body="Nghị quyết số 18-NQ/TW ngày 25/10/2017 của Ban Chấp hành Trung ương; Nghị quyết 18-NQ/TW nêu."
        )
    )
    assert [mention.issuer for mention in built.stored.mentions] == ["Ban Chấp hành Trung ương Đảng"] * 2
    assert [term.value for term in built.facets["issuer"]] == ["Ban Chấp hành Trung ương Đảng"]


# Identity


def test_two_provinces_plans_stay_two_on_every_surface(small: Searcher) -> None:
    gia_lai, lao_cai = "khubnd:202:2019@gia-lai", "khubnd:202:2019@lao-cai"
    assert small.instrument(gia_lai).card.articles == 2
    assert small.instrument(lao_cai).card.articles == 1
    cards = small.search(Request("202/KH-UBND")).instruments
    assert [card.key for card in cards] == [gia_lai, "khubnd:202:2019", lao_cai]
    by_filter = {key: small.search(Request(filters={"instrument": (key,)})) for key in (gia_lai, lao_cai)}
    assert [{hit.id for hit in by_filter[key].hits} for key in (gia_lai, lao_cai)] == [{"a", "d"}, {"b"}]
    assert {gia_lai, lao_cai} <= {card.key for card in small.instruments().cards}
    counts = {v.value: v.count for v in small.search(Request()).facets["instrument"].values}
    assert (counts[gia_lai], counts[lao_cai]) == (2, 1)


def test_the_publisher_and_the_collection_fill_in_what_leaves_no_choice(small: Searcher) -> None:
    # "d" is of a Gia Lai publisher and undated: one plan 202 of Gia Lai is known, so it is that one.
    (hit,) = small.search(Request('"Tin bốn"')).hits
    assert [one.key for one in hit.instruments] == ["khubnd:202:2019@gia-lai"]
    # "c" names no place: two fit, so it stays apart.
    (hit,) = small.search(Request('"Tin ba"')).hits
    assert "khubnd:202:2019" in [one.key for one in hit.instruments]


def test_swapped_forms_meet_and_every_form_is_kept(small: Searcher) -> None:
    found = small.instrument("khtu:124:2018")
    assert found.card.articles == 2
    assert [form.value for form in found.forms] == ["124/KH-TU", "Kế hoạch số 124-KH/TU"]


def test_an_unknown_year_is_said(small: Searcher) -> None:
    fill(shared_memory_engine("undated"), article("a", "Tin", "Theo Quyết định số 48/QĐ-TTg."))
    (card,) = Searcher("memory:undated").search(Request("48/QĐ-TTg")).instruments
    assert card.key == "qdttg:48:?"
    assert card.label.endswith("(chưa rõ năm)")


def test_filtering_by_an_instrument_shows_where_it_is_cited(small: Searcher) -> None:
    for hit in small.search(Request(filters={"instrument": ("khubnd:202:2019@gia-lai",)})).hits:
        assert [hit.snippet.text[a:b] for a, b in hit.snippet.marks] == ["Kế hoạch số 202/KH-UBND"]


# Pages


def test_a_page_tells_what_articles_say(small: Searcher) -> None:
    found = small.instrument("cttw:21:2018")
    assert found.card.date is not None
    assert found.card.articles == 2
    assert found.years == ((2021, 1), (None, 1))
    assert [(one.kind, one.direction, one.other.key) for one in found.stated] == [
        ("implements", "acted-on", "khtu:124:2018")
    ]
    assert found.stated[0].sentence.startswith("Kế hoạch số 124-KH/TU")
    assert found.stated[0].article_id == "e"
    other = small.instrument("khtu:124:2018")
    assert [(one.direction, one.other.key) for one in other.stated] == [("acts", "cttw:21:2018")]


def test_the_title_is_the_commonest_and_of_those_the_shortest() -> None:
    fill(
        shared_memory_engine("titles"),
        article("a", body="Theo Chỉ thị số 05-CT/TW ngày 15/5/2016 “Về đẩy mạnh học tập và làm theo Bác”."),
        article("b", body="Theo Chỉ thị số 05-CT/TW ngày 15/5/2016 “Về đẩy mạnh học tập và làm theo Bác ở mọi cấp”."),
        article("c", body="Theo Chỉ thị số 05-CT/TW ngày 15/5/2016 “Về”."),
    )
    card = Searcher("memory:titles").instrument("cttw:5:2016").card
    assert card.title == "Về đẩy mạnh học tập và làm theo Bác"


def test_an_unknown_instrument_is_an_error(small: Searcher) -> None:
    with pytest.raises(InstrumentMissing):
        small.instrument("qdttg:1:1999")


def test_the_list_narrows_and_counts(samples: Searcher) -> None:
    everything = samples.instruments()
    assert everything.total == sum(v.count for v in everything.types) == sum(v.count for v in everything.years)
    plans = samples.instruments({"type": "Kế hoạch"})
    assert plans.total == next(v.count for v in everything.types if v.value == "Kế hoạch")
    assert all(card.type == "Kế hoạch" for card in plans.cards)
    assert plans.types == everything.types, "counts of a part ignore its own choice"
    assert [card.articles for card in plans.cards] == sorted((c.articles for c in plans.cards), reverse=True)
    typed = samples.instruments(typed="202/kh")
    assert {card.key for card in typed.cards} >= {"khubnd:202:2019@gia-lai", "khubnd:202:2019@lao-cai"}
    assert samples.instruments(typed="thu tuong").cards
    with pytest.raises(PageMissing):
        samples.instruments(page=99)
    with pytest.raises(BadParameter):
        samples.instruments({"colour": "red"})


def test_searching_inside_a_facet_minds_no_marks(samples: Searcher) -> None:
    labels = [v.label for v in samples.facet_values(Request(), "category", "chi dao")]
    assert "Chỉ đạo điều hành" in labels
    assert all("chỉ đạo" in label.lower() for label in labels)
    everything = samples.facet_values(Request(), "instrument")
    assert len(everything) == samples.instruments().total


# Successions


def test_a_current_body_takes_in_its_predecessors_and_says_so(small: Searcher) -> None:
    found = small.search(Request(filters={"issuer": ("Bộ Khoa học và Công nghệ",)}))
    assert {hit.id for hit in found.hits} == {"f", "g"}
    (notice,) = found.notices
    assert notice.code == "predecessors"
    assert "Bộ Thông tin và Truyền thông" in notice.message
    issuers = {v.value: v for v in found.facets["issuer"].values}
    assert issuers["Bộ Khoa học và Công nghệ"].selected
    assert not issuers["Bộ Thông tin và Truyền thông"].selected
    former = small.search(Request(filters={"issuer": ("Bộ Thông tin và Truyền thông",)}))
    assert {hit.id for hit in former.hits} == {"f"}
    assert former.notices == ()


def test_a_card_tells_what_its_issuer_is_called_today(small: Searcher) -> None:
    card = small.instrument("ttbtttt:22:2023").card
    assert card.issuer == "Bộ Thông tin và Truyền thông"
    assert card.as_json()["issuer_today"] == {
        "name": "Bộ Khoa học và Công nghệ",
        "since": "2025-03-01",
        "ordered_by": "Nghị quyết 176/2025/QH15",
    }
    assert small.instrument("ttbtttt:22:2023").as_json()["issuer_today"] == card.as_json()["issuer_today"]
    unchanged = small.instrument("ttbkhcn:5:2026").card
    assert (unchanged.issuer_today, unchanged.as_json()["issuer_today"]) == (None, None)


# Over whole collections

SETS = [["vietnews2019_policy"], *([["baomoi2017"]] if os.environ.get("TIN_TEST_ALL") else [])]


def check_collection(engine: Engine, sample: int) -> int:
    """Hold, for every instrument: years add up to its articles, and each article prints it where it says so."""
    same = engine.same("instrument")
    values = engine.values("instrument", labels=False)
    reader = Instruments(engine)
    chance = random.Random(5)
    chosen = values if len(values) <= sample else chance.sample(list(values), sample)
    for value in chosen:
        found = reader.find(value.value)
        assert found is not None
        assert found.card.articles == value.count
        assert sum(count for _, count in found.years) == value.count
        assert sum(form.count for form in found.forms) >= value.count
    checked = 0
    for one in chosen[: sample // 4]:
        searched = engine.search(parsed_filter(one.value))
        for stored, _ in searched.hits:
            mentions = [m for m in stored.mentions if same.get(m.key, m.key) == one.value]
            assert mentions
            for m in mentions:
                printed = getattr(stored.article, m.field)[m.start : m.end]
                assert printed[0].isalnum()
                assert printed == printed.strip()
                number = m.key.split(":")[1]
                # A law may be printed by its name.
                if number[0].isdigit() and not named_keys(m.key):
                    # Printed with other dashes, spaces and leading zeros; the figures are the same.
                    assert all(figures in printed for figures in re.findall(r"[1-9]\d*", number))
                checked += 1
    return checked


def parsed_filter(key: str):  # type: ignore[no-untyped-def]
    from search.query import Query

    return Query(match=parse("").match, filters={"instrument": (key,)}, limit=20)


@pytest.mark.shared
@pytest.mark.parametrize("names", SETS, ids="+".join)
def test_years_add_up_and_mentions_stand_where_they_are_said_to(names: list[str], tmp_path: Path) -> None:
    engine = open_engine(f"whoosh:{tmp_path / 'index'}", create=True)
    sources = [shared(f"news/{name}.jsonl.xz") for name in names]
    engine.add(build(one) for one in read_sources(sources) if isinstance(one, Article))
    engine.commit()
    assert check_collection(engine, 10_000 if os.environ.get("TIN_TEST_ALL") else 300) > 100
    engine.close()


@pytest.mark.parametrize(
    ("key", "head"),
    [
        ("qdttg:2351:2010", "qdttg:2351:"),
        ("khubnd:202:?@gia-lai", "khubnd:202:"),
        ("luat:bao-chi:1989", "luat:bao-chi:"),
    ],
)
def test_head_of(key: str, head: str) -> None:
    assert head_of(key) == head
