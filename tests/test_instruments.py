"""Instruments as a collection knows them: cards, pages, the list; over the sample articles and over real news."""

from __future__ import annotations

import os
import random
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from conftest import ROOT, article, shared

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
                if number[0].isdigit():
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
        ("luat:dat-dai:2013", "luat:dat-dai:"),
    ],
)
def test_head_of(key: str, head: str) -> None:
    assert head_of(key) == head
