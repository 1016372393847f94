"""From a request to a result: orders, pages, dates, notices, what is refused."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from conftest import article

from index.document import build
from index.errors import ArticleMissing, BadParameter, EngineError, PageMissing
from index.indexer import import_articles
from search.engine import open_engine
from search.memory_engine import shared_memory_engine
from search.request import Request
from search.results import InstrumentRef
from search.searcher import MOST_COPIES, Coverage, Searcher
from search.suggest import Suggester


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
    # Two of three units ("bình đẳng giới", "kế", "hoạch") will do; where nothing has so many, any.
    found = searcher.search(Request("bình đẳng giới kế hoạch"))
    assert found.total == 12
    assert [notice.code for notice in found.notices] == ["relaxed"]
    found = searcher.search(Request("giới hoạch khác"))
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
    assert list(body) == [
        *("total", "page", "pages", "instruments", "hits", "facets", "notices"),
        *("read_as", "described", "advice"),
    ]
    (hit,) = body["hits"]
    assert hit["snippet"] == {
        "text": "Bình đẳng giới ở xã.",
        "marks": [[0, 14]],
        "cut_before": False,
        "cut_after": False,
    }
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


# What was typed, and what was meant


@pytest.fixture(scope="module")
def news() -> Searcher:
    engine = shared_memory_engine("news")
    texts = {
        "plan": ("Kế hoạch bình đẳng giới", "UBND tỉnh ban hành kế hoạch về bình đẳng giới năm 2024."),
        "short": ("Công tác BĐG ở xã", "Ban chỉ đạo BĐG họp."),
        "road": ("Đường phố mới", "Đường phố sạch đẹp. Kỹ thuật trồng hoa."),
        "name": ("Thôn Dương Phố", "Dương Phố là một thôn. Kĩ thuật nuôi cá."),
        "peace": ("Hòa bình", "Giữ gìn hòa bình."),
        "peace2": ("Hoà bình", "Giữ gìn hoà bình."),
    }
    engine.add([build(article(key, title, body, date="2024-03-08")) for key, (title, body) in texts.items()])
    engine.add([build(article(f"n{n}", f"Tin {n}", "Kế hoạch năm học mới, kế hoạch mới.")) for n in range(5)])
    engine.commit()
    return Searcher("memory:news", patient=True)


def found(searcher: Searcher, q: str, **more: bool) -> list[str]:
    return [hit.id for hit in searcher.search(Request(q, size=50, **more)).hits]  # type: ignore[arg-type]


def test_keystrokes_are_read_and_said(news: Searcher) -> None:
    for typed in ("binhf ddawngr giowis", "bi2nh d9a83ng gio71i"):
        result = news.search(Request(typed))
        assert result.read_as == "bình đẳng giới"
        assert {hit.id for hit in result.hits} == {"plan", "short"}
        assert result.notices[0].code == "read-as"
        assert news.search(Request(typed, literal=True)).read_as == ""


def test_text_of_old_fonts_is_read(news: Searcher) -> None:
    result = news.search(Request("b×nh ®¼ng giíi"))
    assert (result.read_as, result.total) == ("bình đẳng giới", 2)


@pytest.mark.parametrize("typed", ["BĐG", "bdg", "bình đẳng giới", "binh dang gioi", "BÌNH ĐẲNG GIỚI"])
def test_an_abbreviation_is_its_meaning(news: Searcher, typed: str) -> None:
    assert set(found(news, typed)) == {"plan", "short"}
    assert found(news, typed)[0] == ("short" if len(typed) == 3 else "plan"), "what was typed comes first"


def test_other_spellings_meet_and_the_own_one_comes_first(news: Searcher) -> None:
    assert found(news, "kỹ thuật") == ["road", "name"]
    assert found(news, "kĩ thuật") == ["name", "road"]
    assert found(news, "ki thuat") == found(news, "kĩ thuat")


@pytest.mark.parametrize(("left", "right"), [("hoà bình", "hòa bình"), ("giữ gìn hoà bình", "giữ gìn hòa bình")])
def test_tone_placement_is_no_difference(news: Searcher, left: str, right: str) -> None:
    one, two = (news.search(Request(q)) for q in (left, right))
    assert [(hit.id, hit.score) for hit in one.hits] == [(hit.id, hit.score) for hit in two.hits]
    assert one.total == two.total == 2


def test_strict_takes_the_marks_as_typed(news: Searcher) -> None:
    assert found(news, "đường phố", strict=True) == ["road"]
    assert found(news, "dương phố", strict=True) == ["name"]
    assert found(news, "duong pho", strict=True) == []
    assert set(found(news, "duong pho")) == {"road", "name"}
    assert found(news, '"đường phố"', strict=True) == ["road"]


def test_advice_is_offered_and_not_applied(news: Searcher) -> None:
    result = news.search(Request("hoach dinh dang gioii"))
    assert all(advice.kind in ("spelling", "marks") for advice in result.advice)
    result = news.search(Request("ke hoahc"))
    (advice,) = result.advice
    assert (advice.kind, advice.text) == ("spelling", "kế hoạch")
    assert [notice.code for notice in result.notices] == ["relaxed"], "nothing has what was typed"
    assert advice.total == news.search(Request("kế hoạch")).total
    assert news.search(Request("kế hoạch")).advice == ()
    assert news.search(Request('"ke hoahc"')).advice == ()


def test_a_query_with_operators_describes_itself(news: Searcher) -> None:
    assert news.search(Request("kế hoạch")).described == ""
    result = news.search(Request("kế hoạch -giới từ:2019"))
    assert "không có «giới»" in result.described
    assert "01/01/2019" in result.described


def test_all_values_are_those_of_the_search_that_was_meant(news: Searcher) -> None:
    (value,) = news.facet_values(Request("binhf ddawngr giowis"), "year")
    assert (value.value, value.count) == ("2024", 2)
    (value,) = news.facet_values(Request("giới hoà khác"), "year")
    assert value.count == 4, "where less was asked for, its values are counted"


# Reposts, and articles like one

PASSAGE = (
    "Ủy ban nhân dân xã vừa ban hành kế hoạch trồng rừng phòng hộ ven suối trong ba năm tới, giao mỗi thôn chọn một "
    "khu đất trống, vận động các hộ cùng góp công và giữ cây con qua mùa khô đầu tiên."
)


@pytest.fixture(scope="module")
def reposted(tmp_path_factory: pytest.TempPathFactory) -> Searcher:
    url = f"whoosh:{tmp_path_factory.mktemp('reposts') / 'index'}"
    engine = open_engine(url, create=True)
    records = [
        article("a", "Trồng rừng ven suối", PASSAGE, date="2024-01-01", source="Báo A"),
        article("b", "TRỒNG RỪNG VEN SUỐI", PASSAGE.upper(), date="2024-01-02", source="Báo B"),
        article(
            "c",
            "Họp thôn bàn trồng rừng phòng hộ",
            "Các hộ bàn kế hoạch trồng rừng phòng hộ ven suối.",
            date="2024-01-03",
        ),
        article("d", "Giá lúa", "Giá lúa tăng nhẹ ở đồng bằng.", date="2024-01-04"),
    ]
    import_articles(records, engine)
    engine.close()
    return Searcher(url)


def test_reposts_are_one_hit(reposted: Searcher) -> None:
    result = reposted.search(Request("trồng rừng phòng hộ", sort="newest"))
    assert (result.total, [hit.id for hit in result.hits]) == (3, ["c", "b"])
    assert [(copy.id, copy.source) for copy in result.hits[1].copies] == [("a", "Báo A")]
    assert result.as_json()["hits"][1]["copies"][0]["title"] == "Trồng rừng ven suối"
    apart = reposted.search(Request("trồng rừng phòng hộ", sort="newest", separate=True))
    assert (apart.total, [hit.id for hit in apart.hits]) == (3, ["c", "b", "a"])
    assert all(hit.copies == () for hit in apart.hits)
    assert [hit.id for hit in reposted.search(Request(filters={"source": ("Báo A",)})).hits] == ["a"]


def test_pages_are_counted_by_text(reposted: Searcher) -> None:
    first, second = (reposted.search(Request(sort="newest", size=2, page=page)) for page in (1, 2))
    assert (first.total, first.pages) == (4, 2)
    assert [hit.id for hit in (*first.hits, *second.hits)] == ["d", "c", "b"]


def test_what_belongs_beside_an_article(reposted: Searcher) -> None:
    related = reposted.related("a")
    assert [one.id for one in related.copies] == ["b"]
    assert [one.id for one in related.similar] == ["c"]
    assert reposted.related("d").copies == ()
    with pytest.raises(ArticleMissing):
        reposted.related("nowhere")


def test_reposts_are_known_in_a_later_import(reposted: Searcher, tmp_path: Path) -> None:
    url = f"whoosh:{tmp_path / 'index'}"
    engine = open_engine(url, create=True)
    for one in ("a", "b"):
        import_articles([article(one, "Trồng rừng", PASSAGE)], engine)
    engine.close()
    with Searcher(url) as searcher:
        (hit,) = searcher.search(Request("trồng rừng")).hits
        assert len(hit.copies) == 1


def test_recent_articles_may_be_preferred() -> None:
    engine = shared_memory_engine("recency")
    for key, title, date in (
        ("new", "Trồng cây", "2024-05-01"),
        ("old", "Trồng rừng", "2019-05-01"),
        ("none", "Trồng rừng", ""),
    ):
        engine.add([build(article(key, title, "Kế hoạch trồng rừng.", date=date))])
    engine.commit()
    plain, recent = Searcher("memory:recency"), Searcher("memory:recency", recency=1.0)
    assert [hit.id for hit in plain.search(Request("trồng rừng")).hits][-1] == "new"
    assert recent.search(Request("trồng rừng")).hits[0].id == "new"
    for sort in ("newest", "oldest"):
        one, two = (s.search(Request("trồng rừng", sort=sort)) for s in (plain, recent))  # type: ignore[arg-type]
        assert [hit.id for hit in one.hits] == [hit.id for hit in two.hits]


def test_suggestions_that_could_not_be_read_are_read_again(monkeypatch: pytest.MonkeyPatch, news: Searcher) -> None:
    def broken(_: Suggester) -> None:
        raise EngineError("The disk is gone.")

    with Searcher("memory:news", patient=True) as searcher:
        with monkeypatch.context() as patch:
            patch.setattr(Suggester, "prepare", broken)
            with pytest.raises(EngineError):
                searcher.suggest("binh d")
        assert searcher.suggest("binh d")


def test_of_many_reposts_some_are_named(tmp_path: Path) -> None:
    url = f"whoosh:{tmp_path / 'index'}"
    engine = open_engine(url, create=True)
    import_articles([article(f"r{n}", "Trồng rừng", PASSAGE) for n in range(MOST_COPIES + 3)], engine)
    engine.close()
    with Searcher(url) as searcher:
        (hit,) = searcher.search(Request("trồng rừng")).hits
        assert (len(hit.copies), hit.copies_total) == (MOST_COPIES, MOST_COPIES + 2)
        related = searcher.related(hit.id)
        assert (len(related.copies), related.copies_total) == (MOST_COPIES, MOST_COPIES + 2)


# All pages one after the other


def _paged(searcher: Searcher, request: Request) -> list[tuple[str, tuple[InstrumentRef, ...]]]:
    first = searcher.search(replace(request, page=1))
    pages = (searcher.search(replace(request, page=page)) for page in range(1, first.pages + 1))
    return [(hit.id, hit.instruments) for page in pages for hit in page.hits]


@pytest.fixture(scope="module", params=["memory", "whoosh"])
def many(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    url = f"{request.param}:{tmp_path_factory.mktemp('many')}"
    engine = open_engine(url, create=True)
    documents = [
        build(
            article(
                f"{number * 7919 % 1000:03}",
                f"Tin số {number}",
                "Kế hoạch chung của tỉnh. " * (1 + number % 3)
                + ("Theo Quyết định 2351/QĐ-TTg." if number % 2 else "Theo Quyết định 2351/QĐ-TTg ngày 24/12/2010."),
                date=f"20{10 + number % 9}-05-06" if number % 10 else "",
                source="Báo" if number % 3 else "Sở",
            )
        )
        for number in range(230)
    ]
    engine.add(replace(d, group=f"{1 + n % 40:016x}" if n % 4 == 0 else "") for n, d in enumerate(documents))
    engine.commit()
    yield url
    engine.close()


@pytest.mark.parametrize(
    "asked",
    [
        Request(),
        Request("ke hoach"),
        Request("kế hoạch", sort="newest", separate=True),
        Request("tin so 7", sort="oldest"),
        Request("keej hoachj"),  # keystrokes
        Request("kế hoạch khôngcóchữnày"),  # asked for less
        Request(filters={"source": ("Sở",), "instrument": ("qdttg:2351:?",)}),
        Request(date_from="2015", date_to="2016"),
        Request("khongcogi"),
    ],
)
def test_a_listing_has_the_rows_of_all_pages(many: str, asked: Request, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("search.searcher.BATCH", 60)
    searcher = Searcher(many, patient=True)
    expected = _paged(searcher, asked)
    assert asked.q == "khongcogi" or expected
    for most in (1, 7, 100, 101, 160, 5000):
        # Neither the page nor its size matters.
        listing = searcher.listing(replace(asked, page=9, size=3), most)
        assert listing.total == len(expected)
        assert [(one.article.id, one.instruments) for one in listing.hits] == expected[:most]


def test_a_listing_is_of_one_state(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("search.searcher.BATCH", 10)
    url = f"whoosh:{tmp_path / 'index'}"
    engine = open_engine(url, create=True)
    engine.add(build(article(f"{number:03}", "Tin")) for number in range(150))
    engine.commit()
    listing = Searcher(url).listing(Request(), 5000)
    found = [next(listing.hits).article.id for _ in range(105)]
    engine.delete([f"{number:03}" for number in range(100, 130)])
    engine.add(build(article(f"a{number:03}", "Tin")) for number in range(50))
    engine.commit()
    engine.settle()
    found += [one.article.id for one in listing.hits]
    assert found == [f"{number:03}" for number in range(150)]
    assert Searcher(url).listing(Request(), 5000).total == 170
    engine.close()


def test_what_a_listing_refuses_is_refused_at_once(searcher: Searcher) -> None:
    for wrong in (Request(date_from="hôm qua"), Request(filters={"colour": ("red",)}), Request(sort="best")):  # type: ignore[arg-type]
        with pytest.raises(BadParameter):
            searcher.listing(wrong, 10)
