"""What every engine promises: one suite, run against each engine, with the memory engine as the oracle.

The articles are made of few words, so that random queries meet often.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
import random
import re
import shutil
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from conftest import article
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from index.analysis import form_of
from index.article import TEXT_FIELDS
from index.document import Document, build, dump_stored
from index.errors import EngineError
from index.near_duplicates import GROUP_BYTES, SIGNATURE_BYTES
from search.engine import Engine, FacetCounts, open_engine
from search.facets import FACETS
from search.memory_engine import MemoryEngine
from search.parser import parse
from search.query import (
    All,
    AnyOf,
    AtLeast,
    Dated,
    Everything,
    Exact,
    FacetWish,
    Near,
    Node,
    Not,
    Phrase,
    Prefix,
    Query,
    RankTerm,
    ValueHolds,
    ValuePrefix,
    Word,
)
from search.ranking import VIEWS
from search.request import SORTS

ALL_FACETS = tuple(FacetWish(facet.name) for facet in FACETS)

#: One row an engine: how to make a place for a new index of its kind.
PLACES: dict[str, Callable[[Path], str]] = {
    "memory": lambda folder: f"memory:{folder}",
    "whoosh": lambda folder: f"whoosh:{folder / 'index'}",
}


@pytest.fixture(params=sorted(PLACES))
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    return PLACES[request.param](tmp_path)


@pytest.fixture
def engine(url: str) -> Iterator[Engine]:
    made = open_engine(url, create=True)
    yield made
    made.close()


_SYLLABLES = ["hòa", "hoà", "hoa", "bình", "đẳng", "giới", "kế", "hoạch", "uỷ", "ủy", "ban"]
_INSTRUMENTS = [
    "Quyết định số 2351/QĐ-TTg ngày 24/12/2010",
    "Kế hoạch số 202/KH-UBND ngày 23/01/2019 của UBND tỉnh Gia Lai",
    "Kế hoạch số 202/KH-UBND ngày 11/02/2019 của UBND tỉnh Lào Cai",
    "Nghị định số 30/2020/NĐ-CP",
    "Quyết định 2351/QĐ-TTg",
    "Kế hoạch số 202/KH-UBND năm 2019",
    "Kế hoạch số 124/KH-UBND ngày 05/4/2018",
    "Kế hoạch số 124/KH-UBND ngày 05/4/2018 của UBND tỉnh Gia Lai",
    "Luật Đất đai năm 2013",
    "Luật Đất đai số 45/2013/QH13",
]
_PATHS = [(), ("Tin tức",), ("Tin tức", "Tổng hợp"), ("Tin tức", "Văn hóa"), ("Chỉ đạo", "Kế hoạch", "Năm")]
_SOURCES = ["", "Sở Y tế", "Báo Gia Lai"]


def make_documents(count: int, seed: int = 1) -> list[Document]:
    chance = random.Random(seed)

    def text(sentences: int) -> str:
        return ". ".join(" ".join(chance.choices(_SYLLABLES, k=chance.randint(1, 6))) for _ in range(sentences))

    documents = []
    for number in range(count):
        day = dt.date(2018, 1, 1) + dt.timedelta(days=chance.randint(0, 900))
        cited = ". ".join(chance.sample(_INSTRUMENTS, k=chance.randint(0, 2)))
        documents.append(
            build(
                article(
                    f"{chance.getrandbits(32):08x}{number:04}",
                    text(1),
                    f"{text(chance.randint(1, 5))}. {cited}",
                    lead=text(1) if chance.random() < 0.3 else "",
                    date=day.isoformat() if chance.random() < 0.9 else "",
                    categories=chance.choice(_PATHS),
                    source=chance.choice(_SOURCES),
                )
            )
        )
    return documents


def in_groups(documents: list[Document], seed: int = 5) -> list[Document]:
    """Put one in three of the documents into one of a few groups of reposts."""
    chance = random.Random(seed)
    names = [f"{n + 1:016x}" for n in range(12)]
    return [dataclasses.replace(d, group=chance.choice(names)) if chance.random() < 0.3 else d for d in documents]


DOCUMENTS = in_groups(make_documents(120))
WORDS = sorted({w for d in DOCUMENTS for w in d.words["body.folded"] if w.isalnum()})[:12]


def fill(engine: Engine, documents: list[Document]) -> None:
    engine.add(documents)
    engine.commit()


def ids(engine: Engine, query: Query) -> list[str]:
    return [stored.article.id for stored, _ in engine.search(query).hits]


# What is in an index


def test_groups_of_reposts(engine: Engine) -> None:
    fill(engine, DOCUMENTS[:40])
    fill(engine, DOCUMENTS[40:80])
    engine.delete([d.stored.article.id for d in DOCUMENTS[:20]])
    engine.commit()
    left = DOCUMENTS[20:80]
    signed, names = engine.signatures()
    assert (len(signed), len(names)) == (len(left) * SIGNATURE_BYTES, len(left) * GROUP_BYTES)
    pairs = {
        (signed[n * SIGNATURE_BYTES :][:SIGNATURE_BYTES], names[n * GROUP_BYTES :][:GROUP_BYTES].hex())
        for n in range(len(left))
    }
    assert pairs == {(d.signature, d.group or "0" * 16) for d in left}
    for one in left:
        others = [d.stored.article.id for d in left if d.group and d.group == one.group and d is not one]
        assert engine.same_text(one.stored.article.id) == tuple(sorted(others))
    shown = engine.search(Query(limit=500, grouped=True))
    assert shown.total == len(left)
    assert shown.texts == len(shown.hits) == len(left) - sum(map(len, shown.copies.values()))
    listed = [stored.article.id for stored, _ in shown.hits] + [one for ids in shown.copies.values() for one in ids]
    assert sorted(listed) == sorted(d.stored.article.id for d in left)
    assert engine.search(Query(limit=500)).copies == {}
    assert engine.same_text("nowhere") == ()


def test_terms_and_their_frequencies(engine: Engine) -> None:
    fill(engine, DOCUMENTS[:30])
    fill(engine, DOCUMENTS[30:60])
    oracle = MemoryEngine()
    fill(oracle, DOCUMENTS[:60])
    for view in VIEWS:
        known = engine.terms(view)
        assert known == oracle.terms(view)
        assert list(known) == sorted(known)
        assert all(engine.frequency(view, term) == count for term, count in known.items())
        assert engine.frequency(view, "nowhere") == 0


def test_a_reader_sees_one_state(engine: Engine) -> None:
    fill(engine, DOCUMENTS[:10])
    reader = engine.reader()
    before = reader.search(Query(facets=ALL_FACETS, limit=500)), reader.values("type"), reader.state()
    fill(engine, DOCUMENTS[10:20])
    engine.delete([DOCUMENTS[0].stored.article.id])
    engine.commit()
    assert (reader.search(Query(facets=ALL_FACETS, limit=500)), reader.values("type"), reader.state()) == before
    assert reader.get(DOCUMENTS[0].stored.article.id) == DOCUMENTS[0].stored
    assert reader.get(DOCUMENTS[15].stored.article.id) is None
    assert engine.reader().search(Query()).total == 19
    assert engine.reader().state() != before[2]


def test_nothing_is_visible_before_commit(engine: Engine) -> None:
    engine.add(DOCUMENTS[:3])
    assert engine.info().articles == 0
    assert engine.get(DOCUMENTS[0].stored.article.id) is None
    engine.commit()
    assert engine.info().articles == 3
    assert engine.get(DOCUMENTS[0].stored.article.id) == DOCUMENTS[0].stored


def test_rollback_forgets(engine: Engine) -> None:
    fill(engine, DOCUMENTS[:2])
    engine.add(DOCUMENTS[2:4])
    engine.delete([DOCUMENTS[0].stored.article.id])
    engine.rollback()
    engine.commit()
    assert sorted(engine.digests()) == sorted(d.stored.article.id for d in DOCUMENTS[:2])


@pytest.mark.parametrize("commit_between", [True, False])
def test_a_document_replaces_the_one_of_its_id(engine: Engine, commit_between: bool) -> None:
    fill(engine, [build(article("b", "khác"))])
    engine.add([build(article("a", "cũ", categories=("Cũ",)))])
    if commit_between:
        engine.commit()
    engine.add([build(article("a", "mới"))])
    engine.commit()
    assert engine.info().articles == 2
    assert engine.search(Query(Word("cu"))).total == 0
    assert ids(engine, Query(Word("moi"))) == ["a"]
    found = engine.search(Query(facets=(FacetWish("category"),)))
    assert found.facets["category"] == FacetCounts((), 0)


def test_delete_tells_how_many_were_there(engine: Engine) -> None:
    fill(engine, DOCUMENTS[:3])
    there = [d.stored.article.id for d in DOCUMENTS[:2]]
    assert engine.delete([*there, "nowhere"]) == 2
    engine.commit()
    assert list(engine.digests()) == [DOCUMENTS[2].stored.article.id]
    assert engine.search(Query()).total == 1


def test_digests_are_of_what_was_added(engine: Engine) -> None:
    fill(engine, DOCUMENTS)
    assert engine.digests() == {d.stored.article.id: d.digest for d in DOCUMENTS}


def test_info_tells_the_first_and_last_date(engine: Engine) -> None:
    assert (engine.info().first, engine.info().last) == (None, None)
    fill(engine, DOCUMENTS)
    dates = [d.stored.article.date for d in DOCUMENTS if d.stored.article.date]
    assert (engine.info().first, engine.info().last) == (min(dates), max(dates))


def test_an_index_lasts(tmp_path: Path) -> None:
    url = PLACES["whoosh"](tmp_path)
    first = open_engine(url, create=True)
    fill(first, DOCUMENTS)
    expected = first.search(Query(facets=ALL_FACETS))
    first.close()
    again = open_engine(url)
    assert again.search(Query(facets=ALL_FACETS)) == expected
    again.close()


@pytest.mark.parametrize("text", ["<script>alert(1)</script>", "'; DROP TABLE", "a\x1fb", "%s {0} \\", "😀"])
def test_hostile_text_is_plain_text(engine: Engine, text: str) -> None:
    document = build(article("x", text, text, categories=(text,), source=text, author=text))
    fill(engine, [document])
    assert engine.get("x") == document.stored
    counts = engine.search(Query(facets=ALL_FACETS, filters={"source": (text,)})).facets
    assert [(v.value, v.count) for v in counts["source"].values] == [(text, 1)]
    assert [(v.value, v.label) for v in counts["category"].values] == [(text, text)]


# Matching


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("đường phố", ["a"]),
        ("duong pho", ["a", "b"]),
        ("hoà bình", ["c"]),
        ("hòa bình", ["c"]),
        ('"binh dang"', []),
        ('"hoa binh"', ["c"]),
        ("binh -hoa", ["d"]),
        ("bình -hòa", ["d"]),
        ('"mot hai ba"', ["e"]),
        ("2351/QĐ-TTg", ["f"]),
        ("2351/qd-ttg", ["f"]),
        ("số 2351/QĐ-TTg ngày", ["f"]),
    ],
)
def test_typed_queries(engine: Engine, typed: str, found: list[str]) -> None:
    fill(
        engine,
        [
            build(article("a", "Một đường phố", "đường phố")),
            build(article("b", "Dương Phố", "thôn Dương Phố")),
            build(article("c", "Tin", "giữ hoà bình. Đẳng cấp")),
            build(article("d", "Tin", "bình thường")),
            build(article("e", "Tin", "hai ba một. Một hai. Ba một hai ba bốn")),
            build(article("f", "Tin", "theo Quyết định số 2351/QĐ-TTg ngày 24/12/2010")),
            build(article("g", "Tin", "hai ba. Một hai. Ba")),
        ],
    )
    query = parse(typed)
    hits = ids(engine, Query(query.match, query.rank))
    if typed == "đường phố":
        assert hits[0] == "a"  # exact marks first, the folded match below
    else:
        assert sorted(hits) == found


# Against the oracle

_LEAVES = st.one_of(
    st.builds(Everything),
    st.builds(Word, st.sampled_from(WORDS), st.sampled_from([TEXT_FIELDS, ("title",), ("body",)])),
    st.builds(Phrase, st.lists(st.sampled_from(WORDS), min_size=1, max_size=3).map(tuple)),
    st.builds(ValuePrefix, st.just("instrument"), st.sampled_from(["khubnd:202:2019", "qdttg:", "nowhere:"])),
    st.builds(Near, st.lists(st.sampled_from(WORDS), min_size=1, max_size=4).map(tuple), st.integers(0, 9)),
    st.builds(Prefix, st.sampled_from(["h", "ho", "ban", "0", "nowhere"]), st.sampled_from([TEXT_FIELDS, ("title",)])),
    st.builds(
        lambda form, fields: Exact(form.folded, form.marked, fields),
        st.sampled_from([form_of(word) for word in ("hòa", "hoa", "hoá", "giới", "gioi", "ban", "bạn", "uy")]),
        st.sampled_from([TEXT_FIELDS, ("body",)]),
    ),
    st.builds(
        Dated,
        st.none() | st.dates(dt.date(2018, 1, 1), dt.date(2020, 12, 31)),
        st.none() | st.dates(dt.date(2018, 1, 1), dt.date(2020, 12, 31)),
    ),
    st.builds(ValueHolds, st.just("source"), st.sampled_from([("y", "te"), ("so",), ("gia",), ("te", "so")])),
    st.builds(ValueHolds, st.just("category"), st.sampled_from([("tin", "tuc"), ("nam",)])),
)
_NODES: st.SearchStrategy[Node] = st.recursive(
    _LEAVES,
    lambda parts: st.one_of(
        st.builds(All, st.lists(parts, max_size=3).map(tuple)),
        st.builds(AnyOf, st.lists(parts, max_size=3).map(tuple)),
        st.builds(AtLeast, st.lists(parts, max_size=4).map(tuple), st.integers(0, 5)),
        st.builds(Not, parts),
    ),
    max_leaves=6,
)
_VALUES = {
    facet.name: [*sorted({t.value for d in DOCUMENTS for t in d.facets.get(facet.name, ())}), "nowhere"]
    for facet in FACETS
}
_FILTERS = st.fixed_dictionaries(
    {}, optional={name: st.lists(st.sampled_from(v), max_size=3, unique=True).map(tuple) for name, v in _VALUES.items()}
)
_TERM = st.sampled_from(
    sorted({(v, w) for d in DOCUMENTS[:40] for v in VIEWS for w in d.words.get(f"body.{v}", ()) if w.strip()})
)
_TERMS = st.builds(
    lambda view_term, weight, like: RankTerm(*view_term, weight, like),
    _TERM,
    st.sampled_from([0.3, 1.0]),
    st.none() | _TERM,
)
_QUERIES = st.builds(
    Query,
    match=_NODES,
    rank=st.lists(_TERMS, max_size=5).map(tuple),
    filters=_FILTERS,
    date_from=st.none() | st.dates(dt.date(2018, 1, 1), dt.date(2020, 12, 31)),
    date_to=st.none() | st.dates(dt.date(2018, 1, 1), dt.date(2020, 12, 31)),
    sort=st.sampled_from(list(SORTS)),
    offset=st.sampled_from([0, 3]),
    limit=st.sampled_from([0, 5, 200]),
    grouped=st.booleans(),
    recency=st.sampled_from([0.0, 0.0, 0.3]),
    facets=st.lists(
        st.builds(FacetWish, st.sampled_from([f.name for f in FACETS]), st.sampled_from([0, 2])),
        unique_by=lambda wish: wish.name,
    ).map(tuple),
)


@pytest.fixture(scope="module")
def oracle_and_engines(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[MemoryEngine, list[Engine]]]:
    """The oracle, and each other engine after a life of several commits, replacements and deletions."""
    oracle = MemoryEngine()
    fill(oracle, DOCUMENTS[:100])
    engines = []
    for name in sorted(PLACES):
        if name == "memory":
            continue
        made = open_engine(PLACES[name](tmp_path_factory.mktemp(name)), create=True)
        others = make_documents(30, seed=2)
        replaced = [
            dataclasses.replace(
                d,
                stored=dataclasses.replace(
                    d.stored, article=dataclasses.replace(d.stored.article, id=t.stored.article.id)
                ),
            )
            for d, t in zip(others, DOCUMENTS[60:90], strict=True)
        ]
        fill(made, replaced)
        fill(made, DOCUMENTS[:50])
        made.add(DOCUMENTS[40:80])
        made.add(DOCUMENTS[70:120])
        made.commit()
        made.delete(d.stored.article.id for d in DOCUMENTS[100:])
        made.commit()
        engines.append(made)
    yield oracle, engines
    for made in engines:
        made.close()


@given(query=_QUERIES)
@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_every_engine_answers_as_the_oracle(
    oracle_and_engines: tuple[MemoryEngine, list[Engine]], query: Query
) -> None:
    oracle, engines = oracle_and_engines
    expected = oracle.search(query)
    for other in engines:
        found = other.search(query)
        assert found.total == expected.total
        assert [stored for stored, _ in found.hits] == [stored for stored, _ in expected.hits]
        assert (found.texts, found.copies) == (expected.texts, expected.copies)
        assert [score for _, score in found.hits] == pytest.approx([score for _, score in expected.hits], abs=1e-4)
        assert found.facets == expected.facets


def test_values_and_their_meanings_are_the_oracles(oracle_and_engines: tuple[MemoryEngine, list[Engine]]) -> None:
    oracle, engines = oracle_and_engines
    assert oracle.same("instrument") == {
        "qdttg:2351:?": "qdttg:2351:2010",
        "khubnd:124:2018": "khubnd:124:2018@gia-lai",
        "luat:dat-dai:2013": "luatqh13:45:2013",
    }
    for other in engines:
        for facet in FACETS:
            assert other.values(facet.name) == oracle.values(facet.name)
            assert other.same(facet.name) == oracle.same(facet.name)
        assert other.values("instrument", "khubnd:202:", "@lao", labels=False) == oracle.values(
            "instrument", "khubnd:202:", "@lao", labels=False
        )
        assert other.values("instrument", "khubnd:202:", "@lao")


def test_a_law_by_name_and_by_number_is_one_value(engine: Engine) -> None:
    fill(
        engine,
        [
            build(article("a", "Tin một", "Theo Luật Đất đai năm 2013.")),
            build(article("b", "Tin hai", "Theo Luật Đất đai số 45/2013/QH13 và Luật Đất đai năm 2013.")),
            build(article("c", "Tin ba", "Theo Bộ luật Hình sự năm 2015.")),
            build(article("d", "Tin bốn", "Theo Luật sửa đổi, bổ sung một số điều của Luật Viên chức năm 2019.")),
        ],
    )
    shown = [(value.value, value.label, value.count) for value in engine.values("instrument")]
    assert shown == [
        ("luatqh13:45:2013", "Luật Đất đai năm 2013 (45/2013/QH13)", 2),
        (
            "luat:sua-doi-bo-sung-mot-so-dieu-cua-luat-vien-chuc:2019",
            "Luật sửa đổi, bổ sung một số điều của Luật Viên chức năm 2019",
            1,
        ),
        ("luatqh13:100:2015", "Bộ luật Hình sự năm 2015 (100/2015/QH13)", 1),
    ]
    for key in ("luat:dat-dai:2013", "luatqh13:45:2013"):
        found = engine.search(
            Query(filters={"instrument": (key,)}, sort="oldest", facets=(FacetWish("instrument", 1),))
        )
        assert [stored.article.id for stored, _ in found.hits] == ["a", "b"]
        assert found.facets["instrument"].values[0].value == "luatqh13:45:2013"


def test_the_state_changes_with_what_is_committed(engine: Engine) -> None:
    before = engine.state()
    engine.add(DOCUMENTS[:1])
    assert engine.state() == before
    engine.commit()
    assert engine.state() != before


@given(query=_QUERIES, size=st.integers(1, 40))
@settings(max_examples=30, deadline=None)
def test_pages_have_no_gaps_and_no_repeats(
    oracle_and_engines: tuple[MemoryEngine, list[Engine]], query: Query, size: int
) -> None:
    for engine in [oracle_and_engines[0], *oracle_and_engines[1]]:
        whole = ids(engine, dataclasses.replace(query, offset=0, limit=1000))
        pages = [ids(engine, dataclasses.replace(query, offset=o, limit=size)) for o in range(0, len(whole) + 1, size)]
        assert [one for page in pages for one in page] == whole
        assert len(set(whole)) == len(whole) == engine.search(dataclasses.replace(query, limit=1)).texts


def test_ties_are_broken_by_id(engine: Engine) -> None:
    names = [f"{number:02}" for number in range(20)]
    shuffled = random.Random(3).sample(names, k=len(names))
    fill(engine, [build(article(name, "như nhau", "như nhau", date="2020-01-01")) for name in shuffled])
    rank = (RankTerm("folded", "nhu", 1.0),)
    for sort in SORTS:
        assert ids(engine, Query(Word("nhu"), rank, sort=sort, limit=20)) == names


def test_undated_articles_come_last_in_both_orders(engine: Engine) -> None:
    fill(engine, [build(article(n, date=d)) for n, d in [("a", ""), ("b", "2019-01-01"), ("c", "2020-01-01")]])
    assert ids(engine, Query(sort="newest")) == ["c", "b", "a"]
    assert ids(engine, Query(sort="oldest")) == ["b", "c", "a"]


def test_what_cites_the_most_comes_first(engine: Engine) -> None:
    bodies = {"a": "Theo 202/KH-UBND, 11/QĐ-TTg.", "b": "Theo 11/QĐ-TTg.", "c": "Theo 30/2020/NĐ-CP.", "d": ""}
    dates = {"a": "", "b": "2019-01-01", "c": "2020-01-01", "d": "2021-01-01"}
    fill(engine, [build(article(name, body=body, date=dates[name])) for name, body in bodies.items()])
    assert ids(engine, Query(sort="citing")) == ["a", "c", "b", "d"]


def test_a_chosen_value_without_hits_is_listed_as_zero(engine: Engine) -> None:
    fill(engine, DOCUMENTS)
    query = Query(Word("nowhere"), filters={"source": ("Sở Y tế",)}, facets=(FacetWish("source", 1),))
    found = engine.search(query)
    assert [(v.value, v.count) for v in found.facets["source"].values] == [("Sở Y tế", 0)]


def test_a_parent_category_includes_its_children(engine: Engine) -> None:
    fill(engine, DOCUMENTS)
    inside = [d for d in DOCUMENTS if d.stored.article.categories[:1] == ("Tin tức",)]
    query = Query(filters={"category": ("Tin tức",)}, facets=(FacetWish("category"),))
    assert engine.search(query).total == len(inside)
    counts = {v.value: v.count for v in engine.search(query).facets["category"].values}
    children = [d for d in inside if d.stored.article.categories == ("Tin tức", "Văn hóa")]
    assert counts["Tin tức > Văn hóa"] == len(children)


# Whoosh alone


def test_a_folder_of_other_files_is_left_alone(tmp_path: Path) -> None:
    from index.errors import BadSetting

    (tmp_path / "index").mkdir()
    (tmp_path / "index" / "letter.txt").write_text("Thư")
    with pytest.raises(BadSetting, match="holds other files"):
        open_engine(PLACES["whoosh"](tmp_path), create=True)
    assert [p.name for p in (tmp_path / "index").iterdir()] == ["letter.txt"]


def test_a_missing_index_says_how_to_make_one(tmp_path: Path) -> None:
    from index.errors import IndexMissing

    with pytest.raises(IndexMissing, match="python -m index add"):
        open_engine(PLACES["whoosh"](tmp_path))


def test_an_index_of_another_analysis_is_stale(tmp_path: Path) -> None:
    from index.errors import StaleIndex

    url = PLACES["whoosh"](tmp_path)
    open_engine(url, create=True).close()
    about = tmp_path / "index" / "about.json"
    about.write_text(about.read_text().replace('"analysis": "', '"analysis": "x'))
    with pytest.raises(StaleIndex, match="--fresh"):
        open_engine(url)


# Whoosh leaves the broken file open for the garbage collector.
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
@pytest.mark.parametrize("broken", ["about.json", "_MAIN_1.toc"])
def test_a_broken_index_is_an_error_and_no_empty_result(tmp_path: Path, broken: str) -> None:
    from index.errors import StaleIndex

    url = PLACES["whoosh"](tmp_path)
    made = open_engine(url, create=True)
    fill(made, DOCUMENTS[:2])
    made.close()
    (tmp_path / "index" / broken).write_bytes(b"junk")
    with pytest.raises(StaleIndex):
        open_engine(url)


def test_a_second_writer_is_told_to_wait(tmp_path: Path) -> None:
    from index.errors import EngineBusy

    url = PLACES["whoosh"](tmp_path)
    first = open_engine(url, create=True)
    first.add(DOCUMENTS[:1])
    second = open_engine(url)
    with pytest.raises(EngineBusy, match="Wait"):
        second.add(DOCUMENTS[1:2])
    first.commit()
    second.add(DOCUMENTS[1:2])
    second.commit()
    assert first.info().articles == second.info().articles == 2
    first.close()
    second.close()


def test_a_fresh_index_replaces_the_old_one_only_when_published(tmp_path: Path) -> None:
    url = PLACES["whoosh"](tmp_path)
    old = open_engine(url, create=True)
    fill(old, DOCUMENTS[:3])
    given_up = open_engine(url, fresh=True)
    fill(given_up, DOCUMENTS[:1])
    given_up.close()
    assert old.info().articles == 3
    new = open_engine(url, fresh=True)
    fill(new, DOCUMENTS[3:8])
    assert old.info().articles == 3
    new.publish()
    assert new.info().articles == 5
    assert old.info().articles == 5, "a reader that was open goes over to the new index"
    assert sorted(p.name for p in tmp_path.iterdir()) == ["index"]
    new.close()
    old.close()


def test_settling_is_left_to_another_writer(tmp_path: Path) -> None:
    url = PLACES["whoosh"](tmp_path)
    made = open_engine(url, create=True)
    for start in (0, 5, 10):
        fill(made, DOCUMENTS[start : start + 5])
    other = open_engine(url)
    other.add(DOCUMENTS[15:16])
    made.settle()
    other.commit()
    assert made.info().articles == 16
    made.settle()
    assert made.info().segments == 1
    other.close()
    made.close()


def test_nothing_is_added_to_an_index_that_cannot_be_read(tmp_path: Path) -> None:
    url = PLACES["whoosh"](tmp_path)
    made = open_engine(url, create=True)
    fill(made, DOCUMENTS[:5])
    made.close()
    (path,) = (tmp_path / "index").glob("*.arr")
    whole = path.read_bytes()
    path.write_bytes(whole[:-4])
    again = open_engine(url)
    for _ in range(2):
        with pytest.raises(EngineError, match="is damaged"):
            again.add(DOCUMENTS[:1])
    path.write_bytes(whole)
    fill(again, DOCUMENTS[:6])
    assert again.info().articles == 6
    again.close()


def test_a_damaged_array_is_told_by_verifying(tmp_path: Path) -> None:
    made = open_engine(PLACES["whoosh"](tmp_path), create=True)
    fill(made, DOCUMENTS[:5])
    made.verify()
    made.close()
    (path,) = (tmp_path / "index").glob("*.arr")
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 1
    path.write_bytes(data)
    again = open_engine(PLACES["whoosh"](tmp_path))
    with pytest.raises(EngineError, match=r"is damaged.*--fresh"):
        again.verify()
    again.close()


def test_answers_do_not_depend_on_the_cache(tmp_path: Path) -> None:
    url = PLACES["whoosh"](tmp_path)
    made = open_engine(url, create=True)
    fill(made, DOCUMENTS)
    small = open_engine(url, cache_bytes=0)
    query = Query(Word(WORDS[0]), (RankTerm("folded", WORDS[0], 1.0), RankTerm("pairs", " ".join(WORDS[:2]), 0.7)))
    assert small.search(query) == made.search(query) == made.search(query)
    small.close()
    made.close()


def test_one_small_class_of_ours_is_pickled_into_the_index(tmp_path: Path) -> None:
    made = open_engine(PLACES["whoosh"](tmp_path), create=True)
    fill(made, DOCUMENTS[:5])
    made.close()
    ours = set()
    for path in (tmp_path / "index").iterdir():
        ours |= set(re.findall(rb"(?:index|search|web)\.[a-z_.]*[a-z_]+", path.read_bytes()))
    assert ours == {b"search.whoosh_engine.segment"}


def test_whooshs_own_searcher_finds_the_same_articles(tmp_path: Path) -> None:
    import whoosh.index
    from whoosh import query as whoosh_query

    made = open_engine(PLACES["whoosh"](tmp_path), create=True)
    fill(made, DOCUMENTS[:60])
    fill(made, DOCUMENTS[40:])
    index = whoosh.index.open_dir(str(tmp_path / "index"))
    with index.searcher() as searcher:
        for words in (WORDS[:1], WORDS[1:2], ["quyet", "dinh"], ["ke", "hoach", "so", "202"], ["uy", "ban"]):
            expected = made.search(Query(Phrase(tuple(words), ("body",)), limit=1000))
            asked = (
                whoosh_query.Phrase("body_folded", words)
                if len(words) > 1
                else whoosh_query.Term("body_folded", words[0])
            )
            found = searcher.search(asked, limit=None, scored=False)
            assert {hit["article"] for hit in found} == {dump_stored(stored) for stored, _ in expected.hits}
            assert expected.total
    index.close()
    made.close()


@pytest.mark.parametrize("sizes", [[1] * 30, [5] * 12 + [1] * 9, [60, 1, 1, 40, 3]])
def test_segments_stay_few_and_merging_changes_no_answer(tmp_path: Path, sizes: list[int]) -> None:
    oracle, made = MemoryEngine(), open_engine(PLACES["whoosh"](tmp_path), create=True)
    start = 0
    for size in sizes:
        for one in (oracle, made):
            fill(one, DOCUMENTS[start : start + size])
            one.delete([DOCUMENTS[start].stored.article.id] if start % 3 else [])
            one.commit()
        start += size
    assert made.info().segments <= 14
    for query in (Query(facets=ALL_FACETS, limit=500), Query(Phrase(tuple(WORDS[:3])), facets=ALL_FACETS)):
        assert made.search(query) == oracle.search(query)
    made.close()


def test_no_segment_outgrows_its_bound_and_settling_changes_no_answer(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from search.whoosh_engine import merging

    monkeypatch.setattr(merging, "LARGEST", 20)
    monkeypatch.setattr(merging, "LARGE", 4)
    oracle, made = MemoryEngine(), open_engine(PLACES["whoosh"](tmp_path), create=True)
    for start in range(0, 72, 6):
        for one in (oracle, made):
            fill(one, DOCUMENTS[start : start + 6])
            one.delete([DOCUMENTS[start].stored.article.id])
            one.commit()
    query = Query(Word(WORDS[0]), (RankTerm("pairs", " ".join(WORDS[:2]), 0.7),), facets=ALL_FACETS, limit=500)
    before = made.search(query)
    assert before.facets == oracle.search(query).facets
    many = made.info().segments
    made.settle()
    assert made.search(query) == before
    assert made.info().segments <= many
    sizes = [segment.documents.count for segment in made._current()._segments]  # type: ignore[attr-defined]
    assert max(sizes) <= 20
    assert sum(sizes) == 60
    made.settle()
    assert made.info().segments == len(sizes)
    made.close()


def test_a_snapshot_outlives_what_is_committed_meanwhile(tmp_path: Path) -> None:
    made = open_engine(PLACES["whoosh"](tmp_path), create=True)
    fill(made, DOCUMENTS[:60])
    snapshot = made._current()  # type: ignore[attr-defined]
    before = snapshot.holders("body", "folded", WORDS[0]).copy()
    fill(made, DOCUMENTS[60:])
    assert (snapshot.holders("body", "folded", WORDS[0]) == before).all()
    assert made.info().articles == len(DOCUMENTS)
    made.close()


def test_the_index_may_be_deleted_under_a_reader(tmp_path: Path) -> None:

    made = open_engine(PLACES["whoosh"](tmp_path), create=True)
    fill(made, DOCUMENTS[:2])
    shutil.rmtree(tmp_path / "index")
    with pytest.raises(EngineError):
        made.search(Query())


def test_many_threads_read_while_a_writer_commits(tmp_path: Path) -> None:
    url = PLACES["whoosh"](tmp_path)
    writer, reader = open_engine(url, create=True), open_engine(url)
    fill(writer, DOCUMENTS[:20])
    stop = threading.Event()
    problems: list[str] = []
    answers = 0

    def read() -> None:
        nonlocal answers
        while not stop.is_set():
            try:
                found = reader.search(Query(Word(WORDS[0]), (RankTerm("folded", WORDS[0], 1.0),), facets=ALL_FACETS))
                counted = sum(v.count for v in found.facets["source"].values)
                if found.total < 1 or counted > found.total or reader.info().articles < 20:
                    problems.append(f"{found.total} articles, {counted} sources")
                answers += 1
            except Exception as error:
                problems.append(repr(error))

    threads = [threading.Thread(target=read) for _ in range(3)]
    for thread in threads:
        thread.start()
    for document in DOCUMENTS[20:60]:
        fill(writer, [document])
    stop.set()
    for thread in threads:
        thread.join()
    assert problems == []
    assert answers > 20
    assert reader.info().articles == 60
    writer.close()
    reader.close()


def test_a_full_disk_loses_nothing_that_was_committed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from search.whoosh_engine import codec

    made = open_engine(PLACES["whoosh"](tmp_path), create=True)
    fill(made, DOCUMENTS[:10])

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as broken:
        broken.setattr(codec, "write_lists", full)
        made.add(DOCUMENTS[10:20])
        with pytest.raises(EngineError, match="No space left"):
            made.commit()
    assert made.info().articles == 10
    fill(made, DOCUMENTS[10:20])
    assert made.info().articles == 20
    made.close()
