"""Documents built in several processes come in order, and a process that dies is an error."""

from __future__ import annotations

import os
from collections.abc import Iterator

import pytest
from conftest import article

from index import workers
from index.article import Article
from index.document import build
from index.errors import WorkerDied
from index.workers import build_in_order

ARTICLES = [article(str(n), f"Kế hoạch số {n}/KH-UBND", f"UBND tỉnh ban hành kế hoạch thứ {n}.") for n in range(60)]


@pytest.fixture
def small(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workers, "WORTH_PROCESSES", 10)


@pytest.mark.usefixtures("small")
def test_several_processes_give_what_one_gives_in_order() -> None:
    chunks = list(build_in_order(ARTICLES, 2, 7))
    assert [len(chunk) for chunk in chunks] == [7] * 8 + [4]
    assert [document for chunk in chunks for document in chunk] == [build(one) for one in ARTICLES]


def test_few_articles_start_no_process(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workers, "ProcessPoolExecutor", None)
    (chunk,) = build_in_order(ARTICLES, 2)
    assert len(chunk) == 60


@pytest.mark.usefixtures("small")
def test_articles_are_read_as_they_are_needed() -> None:
    read = 0

    def counted() -> Iterator[Article]:
        nonlocal read
        for number in range(1000):
            read += 1
            yield ARTICLES[number % 60]

    documents = build_in_order(counted(), 2, 5)
    next(documents)
    assert read <= 10 + 5 * 2 * (2 + workers.WAITING)
    documents.close()  # type: ignore[attr-defined]


def _die(chunk: list[Article]) -> None:
    os._exit(9)


@pytest.mark.usefixtures("small")
def test_a_process_that_dies_is_an_error(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workers, "_build", _die)
    with pytest.raises(WorkerDied, match="run the same command again"):
        list(build_in_order(ARTICLES, 2, 7))
