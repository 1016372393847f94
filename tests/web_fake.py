"""A stand-in for the search room: a handful of articles, found by plain means, so that pages can be tested alone."""

from __future__ import annotations

import datetime as dt
import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import replace

from unidecode import unidecode

from index.article import Article
from index.document import Mention, StoredArticle
from index.errors import ArticleMissing, BadParameter, InstrumentMissing, PageMissing
from search.engine import CountedValue
from search.facets import FACETS, PATH_SEPARATOR, facet_named
from search.instruments import Instrument, InstrumentList, Stated
from search.inventory import Inventory
from search.request import Request
from search.results import (
    ArticleRef,
    FacetList,
    FacetValue,
    Hit,
    InstrumentCard,
    InstrumentRef,
    Notice,
    SearchResult,
    Snippet,
)
from search.searcher import Coverage, Listed, Listing, Related
from search.suggest import Suggestion

INSTRUMENTS = {
    "202/KH-UBND": ("khubnd:202:2019@gia-lai", "Kế hoạch 202/KH-UBND (23/01/2019)", "Kế hoạch", "UBND tỉnh Gia Lai"),
    "2351/QĐ-TTg": ("qdttg:2351:2010", "Quyết định 2351/QĐ-TTg (24/12/2010)", "Quyết định", "Thủ tướng Chính phủ"),
    "11-NQ/TW": ("nqtw:11:2007", "Nghị quyết 11-NQ/TW (27/04/2007)", "Nghị quyết", "Bộ Chính trị"),
    "21-CT/TW": ("cttw:21:2018", "Chỉ thị 21-CT/TW (20/01/2018)", "Chỉ thị", "Ban Bí thư"),
    "749/QĐ-TTg": ("qdttg:749:2020", "Quyết định 749/QĐ-TTg (03/06/2020)", "Quyết định", "Thủ tướng Chính phủ"),
    "30/2020/NĐ-CP": ("ndcp:30:2020", "Nghị định 30/2020/NĐ-CP (05/03/2020)", "Nghị định", "Chính phủ"),
}

#: What the number means in one article only, by its id: another province's plan, a decree of an unknown year.
ELSEWHERE = {
    ("l1", "202/KH-UBND"): (
        "khubnd:202:2019@lao-cai", "Kế hoạch 202/KH-UBND (14/06/2019)", "Kế hoạch", "UBND tỉnh Lào Cai",
    ),
    ("u1", "202/KH-UBND"): ("khubnd:202:?", "Kế hoạch 202/KH-UBND (chưa rõ năm)", "Kế hoạch", ""),
}  # fmt: skip

#: Keys that mean another one.
SAME = {"qdttg:2351:?": "qdttg:2351:2010", "khubnd:202:2019": "khubnd:202:2019@gia-lai"}

TITLES = {"qdttg:2351:2010": "phê duyệt <Chiến lược> quốc gia & mục tiêu"}

#: Relations that articles state: source, kind, target, article, sentence.
RELATIONS = (
    ("khubnd:202:2019@gia-lai", "implements", "qdttg:2351:2010", "a1",
     'Kế hoạch số 202/KH-UBND "thực hiện" <Quyết định> số 2351/QĐ-TTg.'),
    ("ndcp:30:2020", "replaces", "qdttg:2351:2010", "b1", "Nghị định số 30/2020/NĐ-CP thay thế một quyết định."),
    ("cttw:21:2018", "guides", "nqtw:11:2007", "a1", "Chỉ thị 21-CT/TW hướng dẫn Nghị quyết 11-NQ/TW."),
    ("cttw:21:2018", "amends", "nqtw:11:2007", "a1", "Chỉ thị 21-CT/TW bổ sung Nghị quyết 11-NQ/TW."),
)  # fmt: skip

GENERAL = ("Tin Tức", "Tin tổng hợp")
DIGITAL = ("Tin Tức", "Chuyển đổi số")
NOTICES = ("Thông báo",)
GIA_LAI = "Sở Thông tin và Truyền thông Gia Lai"
GIA_NGHIA = "Trang tin thành phố Gia Nghĩa"

EQUALITY = Article(
    id="a1",
    title="Triển khai công tác bình đẳng giới tại cơ sở năm 2019",
    lead="Tỉnh Gia Lai đặt công tác bình đẳng giới vào kế hoạch của từng cơ quan theo 202/KH-UBND.",
    body="Các cơ quan lập kế hoạch theo Kế hoạch số 202/KH-UBND ngày 23/01/2019, gắn với mục tiêu bình đẳng giới "
    "nêu tại Quyết định số 2351/QĐ-TTg.\n\n"
    "  - Cán bộ nữ được tạo điều kiện học tập theo Nghị quyết 11-NQ/TW và Chỉ thị 21-CT/TW.\n"
    "  - Việc soạn thảo văn bản theo 30/2020/NĐ-CP; chuyển đổi số theo 749/QĐ-TTg, và nhắc lại 11-NQ/TW.",
    date=dt.date(2019, 4, 9),
    categories=GENERAL,
    source=GIA_LAI,
    author="Minh An",
    url="https://example.gov.vn/tin/binh-dang-gioi",
)
HOSTILE = Article(
    id="x1",
    title='<script>alert("tin")</script> & <b>đậm</b>',
    lead="",
    body='Một dòng có <img src=x onerror=alert(1)> và 2351/QĐ-TTg"><script>alert(2)</script>',
    date=dt.date(2020, 2, 29),
    categories=("<i>Mục</i>", 'Ngoặc " kép'),
    source="<u>Nguồn</u>",
    author="<s>Tác giả</s>",
    url="javascript:alert(3)",
)
BARE = Article(id="b1", title="", body="Chỉ có chữ, không ngày, không mục.")

SUBJECTS = ("chuyển đổi số", "cải cách hành chính", "phòng cháy, chữa cháy", "bình đẳng giới", "nông thôn mới")


def _plain() -> Iterator[Article]:
    for number in range(30):
        subject = SUBJECTS[number % len(SUBJECTS)]
        yield Article(
            id=f"p{number:02}",
            title=f"Kế hoạch {subject} đợt {number + 1} của thành phố",
            body=f"Thành phố giao các phòng triển khai {subject} trong quý tới. " * 4
            + ("Nội dung theo 749/QĐ-TTg." if number % 2 else "Nội dung theo 30/2020/NĐ-CP."),
            date=dt.date(2018 + number % 6, 1 + number % 12, 1 + number % 28),
            categories=(GENERAL, DIGITAL, NOTICES)[number % 3],
            source=(GIA_LAI, GIA_NGHIA)[number % 2],
        )


ARTICLES: tuple[Article, ...] = (EQUALITY, HOSTILE, BARE, *_plain())

#: With two more meanings of 202/KH-UBND, in articles that no other word of the tests finds.
AMBIGUOUS: tuple[Article, ...] = (
    *ARTICLES,
    Article("l1", "Du lịch Lào Cai", "Thực hiện 202/KH-UBND về du lịch.", date=dt.date(2021, 3, 1)),
    Article("u1", "Nhắc lại", "Nhắc lại 202/KH-UBND."),
)


def stored(article: Article) -> StoredArticle:
    """Find the instruments of the table in an article by their plain numbers."""
    mentions = []
    for field in ("title", "lead", "body"):
        text = getattr(article, field)
        for number, usual in INSTRUMENTS.items():
            key, label, kind, issuer = ELSEWHERE.get((article.id, number), usual)
            mentions += [
                Mention(field, found.start(), found.end(), key, label, kind, issuer, None)
                for found in re.finditer(re.escape(number), text)
            ]
    order = ("title", "lead", "body")
    return StoredArticle(article, tuple(sorted(mentions, key=lambda m: (order.index(m.field), m.start))))


def fold(text: str) -> str:
    """Fold letter by letter, so that offsets hold."""
    return "".join(unidecode(letter)[:1].lower() or " " for letter in text)


def values(item: StoredArticle) -> dict[str, dict[str, str]]:
    """Give the facet values that an article carries, with their labels."""
    article = item.article
    path = article.categories
    return {
        "year": {str(article.date.year): str(article.date.year)} if article.date else {},
        "month": {f"{article.date:%Y-%m}": f"{article.date:%m/%Y}"} if article.date else {},
        "category": {PATH_SEPARATOR.join(path[: n + 1]): step for n, step in enumerate(path)},
        "instrument": {m.key: m.label for m in item.mentions},
        "type": {m.type: m.type for m in item.mentions},
        "issuer": {m.issuer: m.issuer for m in item.mentions},
        "source": {article.source: article.source} if article.source else {},
    }


#: Instruments on a page of their list: few, so that there are pages to turn.
LIST_SIZE = 5


class FakeSearcher:
    """Has the methods of `search.searcher.Searcher`. Every word of the query must stand in the text, marks or not."""

    def __init__(self, articles: tuple[Article, ...] = ARTICLES) -> None:
        self.items = {article.id: stored(article) for article in articles}
        self.commits = 1

    def search(self, request: Request) -> SearchResult:
        for name in ("date_from", "date_to"):
            typed = getattr(request, name)
            if typed and not re.fullmatch(r"(\d{1,2}/){0,2}\d{4}", typed):
                raise BadParameter(name.removeprefix("date_"), f"{typed!r} is no date.")
        words = [fold(word) for word in re.findall(r"[^\s\"]+", request.q)]
        matching = [item for item in self.items.values() if all(word in fold(_text(item)) for word in words)]
        if request.date_from:
            matching = [i for i in matching if i.article.date and i.article.date.year >= int(request.date_from[-4:])]
        if request.date_to:
            matching = [i for i in matching if i.article.date and i.article.date.year <= int(request.date_to[-4:])]
        carried = {item.article.id: values(item) for item in matching}

        def passes(item: StoredArticle, but: str = "") -> bool:
            return all(
                any(value in carried[item.article.id][name] for value in chosen)
                for name, chosen in request.filters.items()
                if name != but
            )

        hits = [item for item in matching if passes(item)]
        if request.sort != "relevance":
            hits.sort(key=lambda i: i.article.date or dt.date.min, reverse=request.sort == "newest")
        pages = -(-len(hits) // request.size)
        if request.page > max(pages, 1):
            raise PageMissing(request.page, pages)
        facets = {}
        for facet in FACETS:
            counts: dict[str, list[str]] = {}
            for item in matching:
                if passes(item, facet.name):
                    for value, label in carried[item.article.id][facet.name].items():
                        counts.setdefault(value, []).append(label)
            chosen = request.filters.get(facet.name, ())
            listed = [
                FacetValue(value, counts.get(value, [value])[0], len(counts.get(value, [])), value in chosen)
                for value in sorted({*counts, *chosen}, reverse=facet.order == "newest")
            ]
            if facet.order == "count":
                listed.sort(key=lambda v: -v.count)
            shown = listed[: facet.shown or None]
            facets[facet.name] = FacetList(tuple(shown), len(listed) - len(shown))
        asked = {number for number in INSTRUMENTS if fold(number) in fold(request.q)}
        cards = tuple(card for card in self.cards() if any(number in card.label for number in asked))
        notices = (
            (Notice("unbalanced-quote", "Thiếu dấu ngoặc kép đóng; đang tìm như từ khóa thường."),)
            if request.q.count('"') % 2
            else ()
        )
        first = (request.page - 1) * request.size
        shown_hits = tuple(_hit(item, words) for item in hits[first : first + request.size])
        return SearchResult(len(hits), request.page, pages, shown_hits, facets, notices, cards)

    def listing(self, request: Request, most: int) -> Listing:
        found = self.search(replace(request, page=1, size=10_000))
        articles = (self.items[hit.id].article for hit in found.hits[:most])
        cited = (hit.instruments for hit in found.hits)
        return Listing(found.total, (Listed(article, refs) for article, refs in zip(articles, cited, strict=False)))

    def inventory(self) -> Inventory:
        months = Counter(f"{i.article.date:%Y-%m}" if i.article.date else "" for i in self.items.values())
        return Inventory(tuple(sorted(months.items(), key=lambda pair: pair[0] or "9")), len(self.cards()))

    def published(self, month: str, first: int, most: int) -> Iterator[ArticleRef]:
        articles = (item.article for item in self.items.values())
        mine = [a for a in articles if (f"{a.date:%Y-%m}" if a.date else "") == month]
        mine.sort(key=lambda a: (a.date or dt.date.min, a.id))
        return iter([ArticleRef(a.id, a.title, a.source, a.date) for a in mine[first : first + most]])

    def instrument_keys(self, first: int, most: int) -> tuple[str, ...]:
        return tuple(sorted(card.key for card in self.cards()))[first : first + most]

    def facet_values(self, request: Request, name: str, typed: str = "") -> tuple[FacetValue, ...]:
        facet = facet_named(name)
        others = {other: chosen for other, chosen in request.filters.items() if other != name}
        found = self.search(replace(request, filters=others, page=1, size=10_000))
        counts: Counter[tuple[str, str]] = Counter()
        for hit in found.hits:
            counts.update(values(self.items[hit.id])[name].items())
        chosen = request.filters.get(name, ())
        listed = [FacetValue(value, label, count, value in chosen) for (value, label), count in sorted(counts.items())]
        listed.sort(key=(lambda v: v.count) if facet.order == "count" else (lambda v: v.value), reverse=True)
        return tuple(value for value in listed if fold(typed) in fold(value.label))

    def cards(self) -> list[InstrumentCard]:
        counts: Counter[str] = Counter()
        known: dict[str, Mention] = {}
        for item in self.items.values():
            counts.update({mention.key for mention in item.mentions})
            known.update({mention.key: mention for mention in item.mentions})
        return [
            InstrumentCard(key, m.label, m.type, m.issuer, _date_in(m.label), TITLES.get(key, ""), counts[key])
            for key, m in sorted(known.items(), key=lambda pair: (-counts[pair[0]], pair[0]))
        ]

    def instrument(self, key: str) -> Instrument:
        key = SAME.get(key, key)
        cards = {card.key: card for card in self.cards()}
        if key not in cards:
            raise InstrumentMissing(f"No article cites an instrument {key!r}.")
        citing = [item for item in self.items.values() if any(m.key == key for m in item.mentions)]
        forms = Counter(
            form
            for item in citing
            for form in {getattr(item.article, m.field)[m.start : m.end] for m in item.mentions if m.key == key}
        )
        years = Counter(item.article.date.year if item.article.date else None for item in citing)
        beside = Counter(other for item in citing for other in {m.key for m in item.mentions} if other != key)
        stated = []
        for source, kind, target, article_id, sentence in RELATIONS:
            if key in (source, target):
                other = target if key == source else source
                article = self.items[article_id].article
                stated.append(
                    Stated(
                        kind,
                        "acts" if key == source else "acted-on",
                        InstrumentRef(other, cards[other].label),
                        kind,
                        sentence,
                        article_id,
                        article.title,
                        article.date,
                    )
                )
        return Instrument(
            card=cards[key],
            forms=tuple(CountedValue(form, form, count) for form, count in forms.most_common()),
            years=tuple(sorted(years.items(), key=lambda pair: -(pair[0] or 0))),
            together=tuple(CountedValue(k, cards[k].label, n) for k, n in beside.most_common(10)),
            stated=tuple(stated),
        )

    def instruments(self, chosen: Mapping[str, str] | None = None, typed: str = "", page: int = 1) -> InstrumentList:
        def part(card: InstrumentCard, name: str) -> str:
            return card.key.partition("@")[0].rpartition(":")[2].strip("?") if name == "year" else getattr(card, name)

        def kept(but: str = "") -> list[InstrumentCard]:
            return [
                card
                for card in self.cards()
                if all(part(card, name) == value for name, value in (chosen or {}).items() if name != but)
                and (fold(typed) in fold(card.label) or fold(typed) in fold(card.issuer))
            ]

        def counts(name: str) -> tuple[CountedValue, ...]:
            found = Counter(part(card, name) for card in kept(but=name))
            return tuple(CountedValue(value, value, count) for value, count in found.most_common())

        cards, pages = kept(), -(-len(kept()) // LIST_SIZE)
        if page > max(pages, 1):
            raise PageMissing(page, pages)
        shown = tuple(cards[(page - 1) * LIST_SIZE : page * LIST_SIZE])
        return InstrumentList(len(cards), page, pages, shown, counts("type"), counts("issuer"), counts("year"))

    def article(self, article_id: str) -> StoredArticle:
        try:
            return self.items[article_id]
        except KeyError:
            raise ArticleMissing(f"No article has the id {article_id!r}.") from None

    def related(self, article_id: str) -> Related:
        """Give articles of the same source as related, and none with the same text."""
        mine = self.article(article_id).article
        others = [one.article for one in self.items.values() if one.article.source == mine.source]
        refs = tuple(ArticleRef(a.id, a.title, a.source, a.date) for a in others if a.id != mine.id)
        return Related((), 0, refs)

    def suggest(self, typed: str, limit: int = 8) -> tuple[Suggestion, ...]:
        """Suggest one of each kind."""
        key, label, *_ = INSTRUMENTS["202/KH-UBND"]
        made = (
            Suggestion("instrument", label, ((0, 2),), key, 3),
            Suggestion("category", "Tin tổng hợp", (), PATH_SEPARATOR.join(GENERAL), 2),
            Suggestion("phrase", "bình đẳng giới", (), "bình đẳng giới", 2),
            Suggestion("article", EQUALITY.title, (), EQUALITY.id, 0),
        )
        return made[:limit] if typed else ()

    def coverage(self) -> Coverage:
        dates = [item.article.date for item in self.items.values() if item.article.date]
        return Coverage(len(self.items), min(dates, default=None), max(dates, default=None))

    def generation(self) -> str:
        """Name what it holds; a test that lets it hold something else changes `commits`."""
        return f"{len(self.items)}-{self.commits}"

    def prepared(self) -> bool:
        return True


def _date_in(label: str) -> dt.date | None:
    found = re.search(r"\((\d\d)/(\d\d)/(\d{4})\)", label)
    return dt.date(int(found[3]), int(found[2]), int(found[1])) if found else None


def _text(item: StoredArticle) -> str:
    return f"{item.article.title}\n{item.article.lead}\n{item.article.body}"


def _marks(text: str, words: list[str]) -> tuple[tuple[int, int], ...]:
    found: list[tuple[int, int]] = []
    for start, end in sorted(m.span() for word in words for m in re.finditer(re.escape(word), fold(text))):
        if not found or start >= found[-1][1]:
            found.append((start, end))
    return tuple(found)


def _hit(item: StoredArticle, words: list[str]) -> Hit:
    article = item.article
    passage = article.body[:200]
    return Hit(
        id=article.id,
        title=article.title,
        title_marks=_marks(article.title, words),
        url=article.url,
        date=article.date,
        categories=article.categories,
        source=article.source,
        author=article.author,
        score=1.0,
        snippet=Snippet(passage, _marks(passage, words)),
        instruments=tuple(InstrumentRef(key, label) for key, label in {m.key: m.label for m in item.mentions}.items()),
    )
