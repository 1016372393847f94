"""A collection gone through from end to end: by month, by instrument, on every engine."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from pathlib import Path

import pytest
from conftest import article

from index.document import build
from search import inventory as module
from search.engine import Engine, open_engine
from search.inventory import Inventory, instrument_keys, inventory, published

ARTICLES = [
    article("b", "Hai", date="2019-04-09"),
    article("a", "Một", "Theo Quyết định 2351/QĐ-TTg ngày 24/12/2010.", date="2019-04-09", source="Báo"),
    article("c", "Ba", "Theo 202/KH-UBND và 2351/QĐ-TTg.", date="2019-04-01"),
    article("d", "Bốn", date="2018-12-31"),
    article("f", "Không ngày"),
    article("e", "Cũng không ngày"),
    article("g", "Năm", date="2019-05-01"),
]


@pytest.fixture(params=["memory", "whoosh"])
def engine(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Engine]:
    made = open_engine(f"{request.param}:{tmp_path / 'index'}", create=True)
    made.add([build(one) for one in ARTICLES[:4]])
    made.commit()
    made.add([build(one) for one in ARTICLES[4:]])
    made.commit()
    yield made
    made.close()


def test_what_there_is(engine: Engine) -> None:
    assert inventory(engine) == Inventory((("2018-12", 1), ("2019-04", 3), ("2019-05", 1), ("", 2)), 2)


def test_an_empty_collection_has_nothing(tmp_path: Path) -> None:
    empty = open_engine(f"whoosh:{tmp_path / 'index'}", create=True)
    assert inventory(empty) == Inventory((), 0)
    assert list(published(empty, "", 0, 10)) == list(published(empty, "2019-04", 0, 10)) == []
    empty.close()


@pytest.mark.parametrize(
    ("month", "ids"), [("2019-04", "cab"), ("2018-12", "d"), ("", "ef"), ("2020-01", ""), ("x", "")]
)
@pytest.mark.parametrize("batch", [1, 2, 500])
def test_the_articles_of_a_month(
    engine: Engine, month: str, ids: str, batch: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "BATCH", batch)
    assert "".join(one.id for one in published(engine, month, 0, 100)) == ids
    for first in range(4):
        for most in (1, 2, 3):
            found = [one.id for one in published(engine, month, first, most)]
            assert "".join(found) == ids[first : first + most]


def test_an_article_is_named(engine: Engine) -> None:
    first, second = (next(published(engine, "2019-04", n, 1)) for n in (0, 1))
    assert (first.id, first.title, second.source) == ("c", "Ba", "Báo")
    assert first.date == dataclasses.replace(ARTICLES[2]).date


def test_reposts_are_listed_one_by_one(engine: Engine) -> None:
    engine.add([dataclasses.replace(build(one), group="00000000000000aa") for one in ARTICLES[:3]])
    engine.commit()
    assert [one.id for one in published(engine, "2019-04", 0, 10)] == ["c", "a", "b"]


def test_what_began_goes_on_in_its_state(engine: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "BATCH", 1)
    listed = published(engine.reader(), "2019-04", 0, 10)
    found = [next(listed).id]
    engine.delete(["c", "a"])
    engine.add([build(article("0", "Mới", date="2019-04-01"))])
    engine.commit()
    assert found + [one.id for one in listed] == ["c", "a", "b"]
    assert [one.id for one in published(engine.reader(), "2019-04", 0, 10)] == ["0", "b"]


def test_instruments_by_key(engine: Engine) -> None:
    keys = instrument_keys(engine, 0, 100)
    assert keys == ("khubnd:202:?", "qdttg:2351:2010")  # the number without a year means the one with it
    assert instrument_keys(engine, 1, 1) == keys[1:]
    assert instrument_keys(engine, 2, 1) == ()
