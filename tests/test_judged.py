"""The judged queries over the sample articles: the figures of the search do not fall."""

from __future__ import annotations

import pytest
from conftest import ROOT

from index.article import Article
from index.importers import read_sources
from index.indexer import import_articles
from search.engine import open_engine
from search.evaluation import ask, measure
from search.evaluation_report import format_run
from search.judged_set import JudgedQuery, read_judgements, read_queries
from search.searcher import Searcher

JUDGED = ROOT / "tests" / "cases" / "judged"

#: What was measured, less half a hundredth: the least that a change may bring it to. With marks, and typed without.
FLOORS = {
    False: {"nDCG@10": 0.953, "MRR@10": 0.974, "recall@10": 0.960},
    True: {"nDCG@10": 0.954, "MRR@10": 0.976, "recall@10": 0.960},
}


@pytest.fixture(scope="module")
def articles() -> list[Article]:
    return [record for record in read_sources([ROOT / "index" / "samples"]) if isinstance(record, Article)]


@pytest.fixture(scope="module")
def queries() -> list[JudgedQuery]:
    texts, wanted = read_queries(JUDGED / "queries.jsonl"), read_judgements(JUDGED / "qrels.tsv")
    assert set(texts) == set(wanted), "a query without judgements, or judgements of no query"
    return [JudgedQuery(one, text, wanted[one]) for one, text in texts.items()]


@pytest.fixture(scope="module")
def searcher(articles: list[Article], tmp_path_factory: pytest.TempPathFactory) -> Searcher:
    url = f"whoosh:{tmp_path_factory.mktemp('judged') / 'index'}"
    engine = open_engine(url, create=True)
    import_articles(articles, engine)
    engine.close()
    return Searcher(url)


def test_judgements_are_of_sample_articles(articles: list[Article], queries: list[JudgedQuery]) -> None:
    known = {article.id for article in articles}
    assert len(queries) >= 120
    assert len({query.text for query in queries}) == len(queries)
    for query in queries:
        assert set(query.wanted) <= known, f"{query.id} {query.text}: judged articles that are no samples"
        assert set(query.wanted.values()) <= {1, 2}, f"{query.id} {query.text}: grades are 1 and 2"


def test_equal_articles_are_judged_alike(articles: list[Article], queries: list[JudgedQuery]) -> None:
    same: dict[str, list[str]] = {}
    for article in articles:
        same.setdefault(article.title.casefold(), []).append(article.id)
    twins = [ids for ids in same.values() if len(ids) > 1]
    assert len(twins) >= 4
    for query in queries:
        for ids in twins:
            assert len({query.wanted.get(one, 0) for one in ids}) == 1, f"{query.id} {query.text}: {ids}"


@pytest.mark.parametrize("unmarked", FLOORS)
def test_figures_do_not_fall(searcher: Searcher, queries: list[JudgedQuery], unmarked: bool) -> None:
    run = measure("samples", queries, ask(searcher, queries, unmarked=unmarked), unmarked=unmarked)
    figures = {name: run.mean(name) for name in FLOORS[unmarked]}
    fallen = {name: round(figure, 4) for name, figure in figures.items() if figure < FLOORS[unmarked][name]}
    assert not fallen, f"{fallen}\n{format_run(run, lambda one: searcher.article(one).article.title)}"
