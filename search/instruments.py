"""What a collection says of an instrument: a card, its page, and the list of all instruments.

Everything here is told by articles, each statement with the sentence that makes it; nothing is known of the
instrument itself.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from index.aliases import law_of
from index.analysis import fold_text
from index.citation_names import law_label, tells_body
from index.document import RECORD_SEPARATOR, Statement, StoredArticle
from index.successions import successor
from search.engine import CountedValue, Reader
from search.query import FacetWish, Query, ValuePrefix
from search.results import InstrumentCard, InstrumentRef

#: Candidates that are listed for a number that several instruments bear.
MOST_CANDIDATES = 20

#: Other instruments that are listed as often cited together with one.
MOST_TOGETHER = 10

#: Statements of one kind and direction that are listed.
MOST_STATEMENTS = 50

#: A title of fewer letters is a piece of one ("về").
LEAST_TITLE = 12

Direction = Literal["acts", "acted-on"]


@dataclass(frozen=True, slots=True)
class Stated:
    """A relation to another instrument, with the sentence of an article that states it."""

    kind: str
    direction: Direction
    other: InstrumentRef
    cue: str
    sentence: str
    article_id: str
    article_title: str
    date: dt.date | None

    def as_json(self) -> dict[str, Any]:
        """Give plain JSON values."""
        return {
            "kind": self.kind,
            "direction": self.direction,
            "other": {"key": self.other.key, "label": self.other.label},
            "cue": self.cue,
            "sentence": self.sentence,
            "article": {
                "id": self.article_id,
                "title": self.article_title,
                "date": self.date.isoformat() if self.date else None,
            },
        }


@dataclass(frozen=True, slots=True)
class Instrument:
    """An instrument's page: its card, the forms in which it is printed, when and with what it is cited, its relations.

    `years` are (year, articles), the newest first, None for undated articles; they add up to `card.articles`.
    """

    card: InstrumentCard
    forms: tuple[CountedValue, ...]
    years: tuple[tuple[int | None, int], ...]
    together: tuple[CountedValue, ...]
    stated: tuple[Stated, ...]

    def as_json(self) -> dict[str, Any]:
        """Give plain JSON values."""
        return {
            **self.card.as_json(),
            "forms": [{"form": form.value, "articles": form.count} for form in self.forms],
            "years": [{"year": year, "articles": count} for year, count in self.years],
            "together": [{"key": v.value, "label": v.label, "articles": v.count} for v in self.together],
            "relations": [one.as_json() for one in self.stated],
        }


def head_of(key: str) -> str:
    """Give code and number of a key, with the colon behind: `qdttg:2351:`."""
    return key.partition("@")[0].rpartition(":")[0] + ":"


class Instruments:
    """Reads instruments out of one engine."""

    def __init__(self, engine: Reader) -> None:
        """Read from `engine`."""
        self._engine = engine

    def find(self, key: str) -> Instrument | None:
        """Give an instrument's page by its key, or None where no article cites it."""
        key = self._engine.same("instrument").get(key, key)
        cards = self.cards([v for v in self._engine.values("instrument", key) if v.value == key])
        if not cards:
            return None
        (card,) = cards
        wishes = (FacetWish("year"), FacetWish("instrument", MOST_TOGETHER + 1))
        found = self._engine.search(Query(filters={"instrument": (key,)}, limit=0, facets=wishes))
        # The instrument facet's own filter does not count for it: what is cited together is asked for apart.
        beside = self._engine.search(
            Query(match=ValuePrefix("instrument", key), limit=0, facets=(FacetWish("instrument", MOST_TOGETHER + 1),))
        )
        years: list[tuple[int | None, int]] = [(int(v.value), v.count) for v in found.facets["year"].values]
        undated = card.articles - sum(count for _, count in years)
        together = [v for v in beside.facets["instrument"].values if v.value != key][:MOST_TOGETHER]
        return Instrument(
            card=card,
            forms=self._forms(key),
            years=(*years, *([(None, undated)] if undated else [])),
            together=tuple(together),
            stated=self._stated(key),
        )

    def candidates(self, wanted: Iterable[ValuePrefix]) -> tuple[InstrumentCard, ...]:
        """Give the instruments that what was typed may mean, the most cited first."""
        values: dict[str, CountedValue] = {}
        for one in wanted:
            for value in self._engine.values("instrument", one.prefix, one.infix)[:MOST_CANDIDATES]:
                values[value.value] = value
        return self.cards(list(values.values())[:MOST_CANDIDATES])

    def cards(self, values: Sequence[CountedValue]) -> tuple[InstrumentCard, ...]:
        """Make cards of values of the instrument facet."""
        return tuple(self._card(value, self._records("about", value.value)) for value in values)

    def _records(self, facet: str, key: str) -> list[tuple[list[str], int]]:
        """Give what articles say of an instrument under any key that means it: parts after the key, and articles."""
        same = self._engine.same("instrument")
        found = []
        for value in self._engine.values(facet, head_of(key), labels=False):
            printed, *parts = value.value.split(RECORD_SEPARATOR)
            if same.get(printed, printed) == key:
                found.append((parts, value.count))
        return found

    def _card(self, value: CountedValue, about: Iterable[tuple[list[str], int]]) -> InstrumentCard:
        columns: list[Counter[str]] = [Counter() for _ in range(4)]
        for parts, count in about:
            for column, part in zip(columns, parts, strict=True):
                if part:
                    column[part] += count
        type_, issuer, date = _commonest(columns[0]), _issuer(columns[1]), _commonest(columns[2])
        # What is quoted may go on behind the title: of those as common, the shortest is meant.
        titles = {title: count for title, count in columns[3].items() if len(title) >= LEAST_TITLE}
        title = min(titles, key=lambda text: (-titles[text], len(text), text), default="")
        day = dt.date.fromisoformat(date) if date else None
        return InstrumentCard(
            key=value.value,
            label=value.label,
            type=type_,
            issuer=issuer,
            date=day,
            title=title,
            articles=value.count,
            issuer_today=successor(issuer),
        )

    def _forms(self, key: str) -> tuple[CountedValue, ...]:
        forms: Counter[str] = Counter()
        for (form,), count in self._records("form", key):
            forms[form] += count
        ordered = sorted(forms.items(), key=lambda item: (-item[1], item[0]))
        return tuple(CountedValue(form, form, count) for form, count in ordered)

    def _stated(self, key: str) -> tuple[Stated, ...]:
        same = self._engine.same("instrument")
        groups: defaultdict[tuple[str, str, str], list[str]] = defaultdict(list)
        for value in self._engine.values("relation", head_of(key), labels=False):
            mine, kind, direction, other = value.value.split(RECORD_SEPARATOR)
            if same.get(mine, mine) == key:
                groups[kind, direction, same.get(other, other)].append(value.value)
        stated = []
        for (kind, direction, other), values in sorted(groups.items())[: 4 * MOST_STATEMENTS]:
            hits = self._engine.search(Query(filters={"relation": tuple(values)}, sort="oldest", limit=1)).hits
            told = _statement(hits[0][0], kind, direction, key, other, same) if hits else None
            if told is None:
                continue
            label = next((v.label for v in self._engine.values("instrument", other) if v.value == other), other)
            article = hits[0][0].article
            text: str = getattr(article, told.field)
            stated.append(
                Stated(
                    kind=kind,
                    direction="acts" if direction == ">" else "acted-on",
                    other=InstrumentRef(other, label),
                    cue=told.cue,
                    sentence=text[told.start : told.end].strip(),
                    article_id=article.id,
                    article_title=article.title,
                    date=article.date,
                )
            )
        return tuple(stated)


@dataclass(frozen=True, slots=True)
class InstrumentList:
    """One page of the list of instruments, and the counts by type, issuer and year under the filters in force."""

    total: int
    page: int
    pages: int
    cards: tuple[InstrumentCard, ...]
    types: tuple[CountedValue, ...]
    issuers: tuple[CountedValue, ...]
    years: tuple[CountedValue, ...]


@dataclass(frozen=True, slots=True)
class InstrumentRow:
    """What the list of instruments knows of each: enough to filter, count and order by."""

    key: str
    type: str
    issuer: str
    year: str
    articles: int


def all_rows(engine: Reader) -> tuple[InstrumentRow, ...]:
    """Read a row for every instrument of a collection, the most cited first. Slow: keep it by `Engine.state`."""
    same = engine.same("instrument")
    types: defaultdict[str, Counter[str]] = defaultdict(Counter)
    issuers: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for value in engine.values("about", labels=False):
        key, type_, issuer, _, _ = value.value.split(RECORD_SEPARATOR)
        key = same.get(key, key)
        types[key][type_] += value.count
        if issuer:
            issuers[key][issuer] += value.count
    return tuple(
        InstrumentRow(
            key=value.value,
            type=_commonest(types[value.value]),
            issuer=_issuer(issuers[value.value]),
            year=value.value.partition("@")[0].rpartition(":")[2].replace("?", ""),
            articles=value.count,
        )
        for value in engine.values("instrument", labels=False)
    )


def choose_rows(rows: Iterable[InstrumentRow], chosen: Mapping[str, str], typed: str = "") -> list[InstrumentRow]:
    """Keep the rows with the chosen `type`, `issuer` and `year` whose key, name or issuer holds what was typed."""
    wanted = "".join(fold_text(typed).split())
    return [
        row
        for row in rows
        if all(getattr(row, name) == value for name, value in chosen.items())
        and (not wanted or any(wanted in text for text in _typed_forms(row)))
    ]


def _typed_forms(row: InstrumentRow) -> Iterator[str]:
    """Give the ways in which a row may be typed, letters and digits only: `202khubnd`, `202019khubnd`, its issuer.

    A law of the table by its name too: `luatdatdainam2013452013qh13`, `luatdatdai2013`.
    """
    code, number, _ = row.key.split(":", 2)
    yield f"{number}{code}"
    yield f"{number}{row.year}{code}"
    yield f"{code}{number}"
    yield "".join(fold_text(row.issuer).split())
    law = law_of(row.key)
    if law is not None:
        yield "".join(fold_text(law_label(law)).split())
        yield "".join(fold_text(f"{law.type} {law.name} {law.year}").split())


def count_rows(rows: Iterable[InstrumentRow], name: str) -> tuple[CountedValue, ...]:
    """Count rows by one of their parts, the commonest first; years the newest first."""
    counts = Counter(getattr(row, name) for row in rows)
    ordered = (
        sorted(counts.items(), reverse=True) if name == "year" else sorted(counts.items(), key=lambda i: (-i[1], i[0]))
    )
    return tuple(CountedValue(value, value, count) for value, count in ordered)


def _issuer(told: Counter[str]) -> str:
    """Give the issuer that most articles tell of; one that says which body it is goes before one that does not."""
    known = Counter({name: count for name, count in told.items() if tells_body(name)})
    return _commonest(known or told)


def _commonest(counts: Counter[str]) -> str:
    return min(counts, key=lambda text: (-counts[text], -len(text), text), default="")


def _statement(
    stored: StoredArticle, kind: str, direction: str, key: str, other: str, same: Mapping[str, str]
) -> Statement | None:
    """Find the statement of a relation in the article that was found by it."""
    wanted = (key, other) if direction == ">" else (other, key)
    for told in stored.statements:
        if (same.get(told.source, told.source), same.get(told.target, told.target)) == wanted and told.kind == kind:
            return told
    return None
