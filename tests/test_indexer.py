"""Importing: what is new, edited, unchanged, bad or interrupted."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator

import pytest
from conftest import article

from index.article import Article, BadRecord
from index.indexer import import_articles
from search.engine import Engine
from search.memory_engine import MemoryEngine


@pytest.fixture
def engine() -> Engine:
    return MemoryEngine()


ARTICLES = [article(f"{n}", f"Tin số {n}") for n in range(5)]


def test_importing_twice_changes_nothing(engine: Engine) -> None:
    first = import_articles(ARTICLES, engine)
    assert (first.added, first.replaced, first.unchanged) == (5, 0, 0)
    before = engine.digests()
    second = import_articles(ARTICLES, engine)
    assert (second.added, second.replaced, second.unchanged) == (0, 0, 5)
    assert engine.digests() == before


@pytest.mark.parametrize(
    "edit",
    [
        {"title": "Khác"},
        {"body": "Khác"},
        {"lead": "Khác"},
        {"author": "Khác"},
        {"categories": ("Khác",)},
        {"url": "x"},
    ],
)
def test_an_edited_article_replaces_the_old_one(engine: Engine, edit: dict[str, object]) -> None:
    import_articles(ARTICLES, engine)
    edited = dataclasses.replace(ARTICLES[2], **edit)  # type: ignore[arg-type]
    report = import_articles([*ARTICLES[:2], edited], engine)
    assert (report.added, report.replaced, report.unchanged) == (0, 1, 2)
    stored = engine.get("2")
    assert stored is not None
    assert stored.article == edited
    assert engine.info().articles == 5


def test_bad_records_are_counted_and_told_and_the_rest_goes_in(engine: Engine) -> None:
    told: list[BadRecord] = []
    bad = [BadRecord("a.jsonl", 3, "broken"), BadRecord("b.txt", 0, "no title")]
    report = import_articles([ARTICLES[0], bad[0], ARTICLES[1], bad[1]], engine, on_bad=told.append)
    assert report.bad == told == bad
    assert [str(b) for b in bad] == ["a.jsonl:3: broken", "b.txt: no title"]
    assert report.added == 2
    assert engine.info().articles == 2


def test_the_same_article_twice_in_one_import_is_one(engine: Engine) -> None:
    report = import_articles([ARTICLES[0], ARTICLES[0]], engine)
    assert (report.added, report.bad) == (1, [])


def test_two_texts_under_one_id_are_named_and_stay_stable(engine: Engine) -> None:
    other = dataclasses.replace(ARTICLES[0], body="Khác")
    for added, unchanged in [(1, 0), (0, 1)]:
        report = import_articles([ARTICLES[0], other], engine)
        assert (report.added, report.replaced, report.unchanged, len(report.bad)) == (added, 0, unchanged, 1)
        assert engine.get("0").article == ARTICLES[0]  # type: ignore[union-attr]


@pytest.mark.parametrize("batch", [1, 2, 3, 100])
def test_an_interrupted_import_leaves_a_whole_index_and_goes_on(engine: Engine, batch: int) -> None:
    seen = 0

    def records() -> Iterator[Article]:
        nonlocal seen
        for one in ARTICLES:
            seen += 1
            yield one

    report = import_articles(records(), engine, stop=lambda: seen > 3, batch=batch)
    assert report.interrupted
    assert report.added == engine.info().articles == 3 // batch * batch
    engine.commit()
    assert engine.info().articles == report.added, "what was not committed is forgotten"
    again = import_articles(ARTICLES, engine)
    assert (again.added, again.unchanged) == (5 - report.added, report.added)
