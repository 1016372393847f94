"""From a request to a result: orders, pages, dates, notices, what is refused."""

from __future__ import annotations

import threading

import pytest
from conftest import article

from index.document import build
from index.errors import ArticleMissing, BadParameter, PageMissing
from search.memory_engine import shared_memory_engine
from search.request import Request
from search.searcher import Coverage, Searcher


@pytest.fixture(scope="module")
def searcher() -> Searcher:
    engine = shared_memory_engine("searcher")
    engine.add(
        build(article(f"{number:02}", f"Tin số {number}", "Kế hoạch chung.", date=f"20{10 + number}-05-06"))
        for number in range(12)
    )
    engine.add([build(article("x", "Bình đẳng", "Bình đẳng giới ở xã.", categories=("Tin", "Xã hội"), source="Báo"))])
    engine.commit()
    return Searcher("memory:searcher")


def test_pages_hold_what_they_say(searcher: Searcher) -> None:
    first, second = (searcher.search(Request("ke hoach", page=page)) for page in (1, 2))
    assert (first.total, first.pages, len(first.hits), len(second.hits)) == (12, 2, 10, 2)
    assert not {hit.id for hit in first.hits} & {hit.id for hit in second.hits}


def test_without_words_the_newest_come_first(searcher: Searcher) -> None:
    assert [hit.id for hit in searcher.search(Request(size=2)).hits] == ["11", "10"]
    assert [hit.id for hit in searcher.search(Request(size=2, sort="oldest")).hits] == ["00", "01"]


@pytest.mark.parametrize(
    ("date_from", "date_to", "ids"),
    [
        ("2020", "", ["10", "11"]),
        ("", "05/2011", ["00", "01"]),
        ("06/05/2012", "2012-05-06", ["02"]),
        ("07/05/2012", "05/05/2013", []),
        (" ", " ", None),
    ],
)
def test_dates(searcher: Searcher, date_from: str, date_to: str, ids: list[str] | None) -> None:
    found = searcher.search(Request(date_from=date_from, date_to=date_to, sort="oldest", size=50))
    if ids is None:
        assert found.total == 13
    else:
        assert [hit.id for hit in found.hits] == ids


def test_where_nothing_has_every_word_a_part_is_shown_and_said(searcher: Searcher) -> None:
    found = searcher.search(Request("bình đẳng giới kế hoạch"))
    assert found.total == 13
    assert found.hits[0].id == "x"
    assert [notice.code for notice in found.notices] == ["relaxed"]


def test_nothing_at_all_is_an_empty_result(searcher: Searcher) -> None:
    found = searcher.search(Request("quantum"))
    assert (found.total, found.pages, found.hits, found.notices) == (0, 0, (), ())


@pytest.mark.parametrize(
    ("asked", "name"),
    [
        (Request(sort="score"), "sort"),  # type: ignore[arg-type]
        (Request(page=0), "page"),
        (Request(size=0), "size"),
        (Request(size=101), "size"),
        (Request(filters={"colour": ("red",)}), "colour"),
        (Request(filters={"about": ("x",)}), "about"),
        (Request(date_from="hôm qua"), "from"),
        (Request(date_to="31/02/2019"), "to"),
    ],
)
def test_what_cannot_be_asked_names_its_parameter(searcher: Searcher, asked: Request, name: str) -> None:
    with pytest.raises(BadParameter) as caught:
        searcher.search(asked)
    assert caught.value.name == name


def test_a_page_beyond_the_end_is_an_error(searcher: Searcher) -> None:
    with pytest.raises(PageMissing) as caught:
        searcher.search(Request("ke hoach", page=3))
    assert (caught.value.page, caught.value.pages) == (3, 2)


def test_articles_and_coverage(searcher: Searcher) -> None:
    assert searcher.article("x").article.title == "Bình đẳng"
    with pytest.raises(ArticleMissing):
        searcher.article("nowhere")
    coverage = searcher.coverage()
    assert isinstance(coverage, Coverage)
    assert coverage.articles == 13
    assert coverage.first is not None
    assert coverage.first.isoformat() == "2010-05-06"


def test_the_json_has_plain_values(searcher: Searcher) -> None:
    body = searcher.search(Request("binh dang gioi")).as_json()
    assert list(body) == ["total", "page", "pages", "instruments", "hits", "facets", "notices"]
    (hit,) = body["hits"]
    assert hit["snippet"] == {"text": "Bình đẳng giới ở xã.", "marks": [[0, 14]]}
    assert hit["title_marks"] == [[0, 9]]
    assert hit["categories"] == ["Tin", "Xã hội"]
    assert body["facets"]["category"] == [
        {"value": "Tin", "label": "Tin", "count": 1, "selected": False},
        {"value": "Tin > Xã hội", "label": "Xã hội", "count": 1, "selected": False},
    ]


def test_threads_may_share_a_searcher(searcher: Searcher) -> None:
    answers: list[int] = []
    threads = [
        threading.Thread(target=lambda: answers.append(searcher.search(Request("ke hoach")).total)) for _ in range(8)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert answers == [12] * 8
