"""What a search gives back, and its one JSON form.

`SearchResult` is what every surface shows: the page, the API, the command line. Texts are the stored
texts; marks are ranges over them in code points, so that each surface does its own escaping.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

from index.successions import Succession

#: Half-open ranges `(start, end)` in code points, ascending, not overlapping.
Marks = tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True)
class Snippet:
    """A passage of the stored text, with the ranges to highlight, relative to the passage.

    `cut_before` and `cut_after` tell that it begins inside a sentence, or that text follows: shown as "…".
    """

    text: str
    marks: Marks = ()
    cut_before: bool = False
    cut_after: bool = False


@dataclass(frozen=True, slots=True)
class InstrumentRef:
    """A cited instrument: its key (`qdttg:2351:2010`) and its name for people."""

    key: str
    label: str


@dataclass(frozen=True, slots=True)
class InstrumentCard:
    """An instrument in short: what it is called, what articles agree on, and how many cite it.

    `title` is the trích yếu as articles quote it, "" where none does; `date` is None where it is unknown.
    `issuer_today` tells what the issuer is called today, None where it bears its name still or is not known.
    """

    key: str
    label: str
    type: str
    issuer: str
    date: dt.date | None
    title: str
    articles: int
    issuer_today: Succession | None = None

    def as_json(self) -> dict[str, Any]:
        """Give plain JSON values; dates ISO, and null for an unknown date or an issuer that is called as it was."""
        today = self.issuer_today
        return {
            "key": self.key,
            "label": self.label,
            "type": self.type,
            "issuer": self.issuer,
            "issuer_today": {
                "name": today.current,
                "since": today.since.isoformat(),
                "ordered_by": today.ordered_by,
            }
            if today
            else None,
            "date": self.date.isoformat() if self.date else None,
            "title": self.title,
            "articles": self.articles,
        }


@dataclass(frozen=True, slots=True)
class ArticleRef:
    """An article in short: enough to name it and to link to it."""

    id: str
    title: str
    source: str
    date: dt.date | None

    def as_json(self) -> dict[str, Any]:
        """Give plain JSON values; the date as ISO or null."""
        return {
            "id": self.id,
            "title": self.title,
            "source": self.source,
            "date": self.date.isoformat() if self.date else None,
        }


@dataclass(frozen=True, slots=True)
class Hit:
    """One article of a result page. `title_marks` are ranges over `title`.

    The hit stands for `copies_total` further matches with the same text; `copies` names the first of them.
    """

    id: str
    title: str
    title_marks: Marks
    url: str
    date: dt.date | None
    categories: tuple[str, ...]
    source: str
    author: str
    score: float
    snippet: Snippet
    instruments: tuple[InstrumentRef, ...]
    copies: tuple[ArticleRef, ...] = ()
    copies_total: int = 0


@dataclass(frozen=True, slots=True)
class FacetValue:
    """One value of a facet: `value` goes into URLs, `label` is shown, `count` obeys all filters but the facet's own."""

    value: str
    label: str
    count: int
    selected: bool


@dataclass(frozen=True, slots=True)
class FacetList:
    """The values of one facet that a page shows; `more` tells how many further values exist."""

    values: tuple[FacetValue, ...]
    more: int = 0


@dataclass(frozen=True, slots=True)
class Notice:
    """Something the search did or could not do, said to the reader: a stable `code` and a Vietnamese sentence.

    The sentence is a `template` with named places (`«%(word)s»`) for the `values`, so that a site can look it up in a
    catalogue of another language.
    """

    code: str
    template: str
    values: tuple[tuple[str, str | int], ...] = ()

    @property
    def message(self) -> str:
        """Give the sentence in Vietnamese."""
        return self.template % dict(self.values)


@dataclass(frozen=True, slots=True)
class Advice:
    """Another text that may have been meant, and how many articles it finds: a "spelling", or the "marks" left away."""

    kind: Literal["spelling", "marks"]
    text: str
    total: int


@dataclass(frozen=True, slots=True)
class SearchResult:
    """One page of a search. `pages` is 0 when nothing matched; `page` counts from 1.

    `total` counts all articles that match; reposts of one text are one hit, unless the request wants them `separate`.

    `instruments` are those that a number in the query may mean, the most cited first. `read_as` is what was searched
    for instead of what was typed (keystrokes of an input method, text of an old font), "" where that was taken as it
    is. `described` says in words what a query with operators, fields or dates asks for, "" for plain words. `advice`
    is what may have been meant.
    """

    total: int
    page: int
    pages: int
    hits: tuple[Hit, ...]
    facets: Mapping[str, FacetList]
    notices: tuple[Notice, ...]
    instruments: tuple[InstrumentCard, ...] = ()
    read_as: str = ""
    described: str = ""
    advice: tuple[Advice, ...] = ()

    def as_json(self) -> dict[str, Any]:
        """Give the result as plain JSON values: the form of the API and of `python -m search --json`."""
        return {
            "total": self.total,
            "page": self.page,
            "pages": self.pages,
            "instruments": [card.as_json() for card in self.instruments],
            "hits": [hit_as_json(hit) for hit in self.hits],
            "facets": {
                name: [
                    {"value": v.value, "label": v.label, "count": v.count, "selected": v.selected} for v in facet.values
                ]
                for name, facet in self.facets.items()
            },
            "notices": [{"code": n.code, "message": n.message} for n in self.notices],
            "read_as": self.read_as,
            "described": self.described,
            "advice": [{"kind": a.kind, "text": a.text, "total": a.total} for a in self.advice],
        }


def hit_as_json(hit: Hit) -> dict[str, Any]:
    """Give one hit as plain JSON values; the date as ISO `2019-04-09` or null."""
    return {
        "id": hit.id,
        "title": hit.title,
        "title_marks": [list(mark) for mark in hit.title_marks],
        "url": hit.url,
        "date": hit.date.isoformat() if hit.date else None,
        "categories": list(hit.categories),
        "source": hit.source,
        "author": hit.author,
        "score": round(hit.score, 4),
        "snippet": {
            "text": hit.snippet.text,
            "marks": [list(mark) for mark in hit.snippet.marks],
            "cut_before": hit.snippet.cut_before,
            "cut_after": hit.snippet.cut_after,
        },
        "instruments": [{"key": i.key, "label": i.label} for i in hit.instruments],
        "copies": [copy.as_json() for copy in hit.copies],
        "copies_total": hit.copies_total,
    }
