"""Facets over real news, against counting by hand."""

from __future__ import annotations

import os
import random
from collections import Counter
from collections.abc import Iterator

import pytest
from conftest import shared

from index.article import Article
from index.document import Document, build
from index.errors import BadParameter
from index.importers import read_sources
from search.engine import open_engine
from search.facets import FACETS, facet_named
from search.identity import same_instruments
from search.query import FacetWish, Query

#: Sets of real news to count over. The large one takes two minutes: it is counted when TIN_TEST_ALL is set.
SETS = ["dantri2020", *(["baomoi2017"] if os.environ.get("TIN_TEST_ALL") else [])]
COMBINATIONS = 200


@pytest.fixture(scope="module", params=[SETS], ids="+".join)
def filled(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> tuple[str, list[dict[str, set[str]]]]:
    """An index of the sets, and by hand: for each article the values that it carries."""
    url = f"whoosh:{tmp_path_factory.mktemp('facets') / 'index'}"
    engine = open_engine(url, create=True)
    carried: list[dict[str, set[str]]] = []

    def documents() -> Iterator[Document]:
        for record in read_sources([shared(f"news/{name}.jsonl.xz") for name in request.param]):
            assert isinstance(record, Article), record
            document = build(record)
            carried.append({name: {t.value for t in terms} for name, terms in document.facets.items()})
            yield document

    engine.add(documents())
    engine.commit()
    engine.close()
    same = same_instruments(Counter(key for values in carried for key in values.get("instrument", ())))
    for values in carried:
        if "instrument" in values:
            values["instrument"] = {same.get(key, key) for key in values["instrument"]}
    return url, carried


def by_hand(carried: list[dict[str, set[str]]], filters: dict[str, tuple[str, ...]], name: str) -> Counter[str]:
    """Count a facet's values over the articles that pass every filter but its own."""
    counts: Counter[str] = Counter()
    for values in carried:
        if all(name == other or values.get(other, set()) & set(chosen) for other, chosen in filters.items()):
            counts.update(values.get(name, ()))
    return counts


@pytest.mark.shared
def test_counts_equal_counting_by_hand(filled: tuple[str, list[dict[str, set[str]]]]) -> None:
    url, carried = filled
    chance = random.Random(7)
    common = {
        facet.name: [value for value, _ in Counter(v for c in carried for v in c.get(facet.name, ())).most_common(40)]
        for facet in FACETS
    }
    engine = open_engine(url)
    some = 0
    for _ in range(COMBINATIONS):
        names = chance.sample([name for name, values in common.items() if values], k=chance.randint(1, 3))
        filters = {
            name: tuple(chance.sample(common[name], k=min(chance.randint(1, 3), len(common[name])))) for name in names
        }
        found = engine.search(Query(filters=filters, facets=tuple(FacetWish(f.name) for f in FACETS), limit=0))
        assert found.total == sum(
            all(values.get(name, set()) & set(chosen) for name, chosen in filters.items()) for values in carried
        )
        some += found.total > 0
        for facet in FACETS:
            counted = {v.value: v.count for v in found.facets[facet.name].values if v.count}
            assert counted == dict(by_hand(carried, filters, facet.name))
            shown = {v.value for v in found.facets[facet.name].values}
            assert set(filters.get(facet.name, ())) <= shown
    engine.close()
    assert some > COMBINATIONS / 4, "most combinations should match something"


def test_an_unknown_facet_lists_the_known_ones() -> None:
    with pytest.raises(BadParameter, match="year, month, category"):
        facet_named("colour")


def test_facets_have_names_of_their_own() -> None:
    assert len({facet.name for facet in FACETS}) == len({facet.label for facet in FACETS}) == len(FACETS)
