"""A query in plain words, Vietnamese or English: what was understood of what was typed.

`bình đẳng giới -covid từ:2019` is "có các từ «bình đẳng giới», không có «covid», đăng từ 01/01/2019", which completes
the sentence "Đang tìm bài …"; in English "Looking for articles …".
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Literal

from index.analysis import syllables
from index.citations import label
from search.grammar import Both, Dates, Either, Field, InField, Named, Node, Nothing, Quoted, Without, Words


@dataclass(frozen=True, slots=True)
class Wording:
    """The words of a language. Each text has the places that the one of `VIETNAMESE` has.

    `verbs` are those of words and phrases by field, plain and negated; None is any text of an article. `named` and
    `numbered` are an instrument and a number, `plain` is what needs no word for what it is: one that is left out, a
    publisher, a category.
    """

    everything: str
    verbs: Mapping[Field | None, tuple[str, str]]
    published: tuple[str, str]
    not_all: str
    either: str
    plain: str
    word: str
    words: str
    phrase: str
    near: str
    named: str
    numbered: str
    since: str
    until: str
    on: str
    between: str


VIETNAMESE = Wording(
    everything="tất cả các bài",
    verbs={
        None: ("có", "không có"),
        "title": ("tiêu đề có", "tiêu đề không có"),
        "number": ("dẫn", "không dẫn"),
        "source": ("nguồn là", "nguồn không phải là"),
        "category": ("chuyên mục là", "chuyên mục không phải là"),
    },
    published=("đăng", "không đăng"),
    not_all="không đồng thời",
    either=" hoặc ",
    plain="«{text}»",
    word="từ «{text}»",
    words="các từ «{text}»",
    phrase="cụm từ «{text}»",
    near="{listed} gần nhau (cách nhau không quá {slop} từ)",
    named="văn bản «{text}»",
    numbered="văn bản số «{text}»",
    since="từ {first}",
    until="đến hết {last}",
    on="ngày {first}",
    between="từ {first} đến {last}",
)

ENGLISH = Wording(
    everything="of any kind",
    verbs={
        None: ("with", "without"),
        "title": ("whose title has", "whose title lacks"),
        "number": ("citing", "not citing"),
        "source": ("from the source", "not from the source"),
        "category": ("in the category", "not in the category"),
    },
    published=("published", "not published"),
    not_all="not together",
    either=" or ",
    plain="“{text}”",
    word="the word “{text}”",
    words="the words “{text}”",
    phrase="the phrase “{text}”",
    near="{listed} near each other (no more than {slop} words apart)",
    named="the document “{text}”",
    numbered="a document numbered “{text}”",
    since="from {first} on",
    until="until {last}",
    on="on {first}",
    between="from {first} to {last}",
)


def _day(day: dt.date) -> str:
    return f"{day.day:02}/{day.month:02}/{day.year:04}"


def describe(tree: Node, wording: Wording = VIETNAMESE, day: Callable[[dt.date], str] = _day) -> str:
    """Say in words what a query asks for: clauses parted by commas, in brackets where that would be ambiguous.

    `(a HOẶC b) tiêu đề:"c d"` gives "(có từ «a» hoặc từ «b»), tiêu đề có cụm từ «c d»"; an empty query gives
    "tất cả các bài". `day` writes a date.
    """
    return _Describer(wording, day).clause(tree, None, negated=False).text or wording.everything


@dataclass(frozen=True, slots=True)
class _Clause:
    """A verb with what it governs, or clauses that were joined: by commas ("all") or by "hoặc" ("any")."""

    verb: str
    rest: str
    negated: bool = False
    joined: Literal["", "all", "any"] = ""

    @property
    def text(self) -> str:
        return f"{self.verb} {self.rest}".strip()


class _Describer:
    """Says queries in one language."""

    def __init__(self, wording: Wording, day: Callable[[dt.date], str]) -> None:
        self._wording = wording
        self._day = day

    def clause(self, node: Node, field: Field | None, *, negated: bool) -> _Clause:
        """Say a part of a query, in a field or anywhere."""
        match node:
            case Nothing():
                return _Clause("", "")
            case Without(part):
                return self.clause(part, field, negated=not negated)
            case InField(inner, part):
                return self.clause(part, inner, negated=negated)
            case Both(parts) if negated:
                # Not "không có «a», không có «b»", which leaves out more.
                together = self._joined("all", (self.clause(part, field, negated=False) for part in _in_runs(parts)))
                if together.joined:
                    return _Clause(self._wording.not_all, f"({together.text})", negated=True)
                # Words which stood in brackets of their own: they are one run.
                (run,) = _in_runs(parts)
                return self.clause(run, field, negated=True)
            case Both(parts):
                return self._joined("all", (self.clause(part, field, negated=False) for part in _in_runs(parts)))
            case Either(parts):
                clauses = (self.clause(part, field, negated=negated) for part in parts)
                return self._joined("all" if negated else "any", clauses)
            case Dates(first, last):
                return _Clause(self._wording.published[negated], self._days(first, last), negated)
            case Named(citation, text):
                if field in ("source", "category"):
                    return self._verb(field, self._wording.plain.format(text=text), negated=negated)
                named = self._wording.named.format(text=label(citation))
                return self._verb("title" if field == "title" else "number", named, negated=negated)
            case _:
                return self._verb(field, self._wanted(node, field, negated=negated), negated=negated)

    def _verb(self, field: Field | None, rest: str, *, negated: bool) -> _Clause:
        return _Clause(self._wording.verbs[field][negated], rest, negated)

    def _joined(self, how: Literal["all", "any"], clauses: Iterable[_Clause]) -> _Clause:
        """Join clauses; a verb that all have is said once, if not negated: "không có «a» hoặc «b»" says two things."""
        listed = list(clauses)
        if len(listed) == 1:
            return listed[0]
        if how == "all":
            return _Clause("", ", ".join(_apart(clause, how) for clause in listed), joined=how)
        either = self._wording.either
        verb = listed[0].verb
        if verb and not listed[0].negated and all(clause.verb == verb for clause in listed):
            return _Clause(verb, either.join(clause.rest for clause in listed), joined=how)
        return _Clause("", either.join(_apart(clause, how) for clause in listed), joined=how)

    def _wanted(self, node: Words | Quoted, field: Field | None, *, negated: bool) -> str:
        """Say which words are wanted and how they stand: "các từ «bình đẳng giới»", "cụm từ «bình đẳng giới»"."""
        wording, text = self._wording, node.text
        if field in ("source", "category"):
            return wording.plain.format(text=text)
        if field == "number":
            return wording.numbered.format(text=text)
        if isinstance(node, Quoted) and node.slop:
            words = [text[s.start : s.end] for s in syllables(text)]
            if len(words) > 1:
                listed = ", ".join(wording.plain.format(text=word) for word in words)
                return wording.near.format(listed=listed, slop=node.slop)
        if " " not in text:
            return (wording.plain if negated else wording.word).format(text=text)
        if isinstance(node, Quoted):
            return wording.phrase.format(text=text)
        return (wording.plain if negated else wording.words).format(text=text)

    def _days(self, first: dt.date | None, last: dt.date | None) -> str:
        if first is None or last is None:
            if first is not None:
                return self._wording.since.format(first=self._day(first))
            return self._wording.until.format(last=self._day(last)) if last is not None else ""
        template = self._wording.on if first == last else self._wording.between
        return template.format(first=self._day(first), last=self._day(last))


def _in_runs(parts: Iterable[Node]) -> Iterator[Node]:
    """Join words that follow one another: brackets around some of them change nothing."""
    run: list[str] = []
    for part in parts:
        if isinstance(part, Words):
            run.append(part.text)
            continue
        if run:
            yield Words(" ".join(run))
            run = []
        yield part
    if run:
        yield Words(" ".join(run))


def _apart(clause: _Clause, how: str) -> str:
    return f"({clause.text})" if clause.joined not in ("", how) else clause.text
