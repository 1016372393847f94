"""A query in plain Vietnamese words: what was understood of what was typed.

`bình đẳng giới -covid từ:2019` is "có các từ «bình đẳng giới», không có «covid», đăng từ 01/01/2019".
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Literal

from index.analysis import syllables
from index.citations import label
from search.grammar import Both, Dates, Either, Field, InField, Named, Node, Nothing, Quoted, Without, Words


def describe(tree: Node) -> str:
    """Say in words what a query asks for: clauses parted by commas, in brackets where that would be ambiguous.

    `(a HOẶC b) tiêu đề:"c d"` gives "(có từ «a» hoặc từ «b»), tiêu đề có cụm từ «c d»"; an empty query gives
    "tất cả các bài".
    """
    return _clause(tree, None, negated=False).text or "tất cả các bài"


@dataclass(frozen=True, slots=True)
class _Clause:
    """A verb with what it governs, or clauses that were joined: by commas ("all") or by "hoặc" ("any")."""

    verb: str
    rest: str
    joined: Literal["", "all", "any"] = ""

    @property
    def text(self) -> str:
        return f"{self.verb} {self.rest}".strip()


#: The verb of words and phrases by field, plain and negated; None is any text of an article.
_VERBS: dict[Field | None, tuple[str, str]] = {
    None: ("có", "không có"),
    "title": ("tiêu đề có", "tiêu đề không có"),
    "number": ("dẫn", "không dẫn"),
    "source": ("nguồn là", "nguồn không phải là"),
    "category": ("chuyên mục là", "chuyên mục không phải là"),
}


def _clause(node: Node, field: Field | None, *, negated: bool) -> _Clause:
    match node:
        case Nothing():
            return _Clause("", "")
        case Without(part):
            return _clause(part, field, negated=not negated)
        case InField(inner, part):
            return _clause(part, inner, negated=negated)
        case Both(parts) if negated:
            # Not "không có «a», không có «b»", which leaves out more.
            together = _joined("all", (_clause(part, field, negated=False) for part in _in_runs(parts)))
            return _Clause("không đồng thời", f"({together.text})") if together.joined else _negated(parts, field)
        case Both(parts):
            return _joined("all", (_clause(part, field, negated=False) for part in _in_runs(parts)))
        case Either(parts):
            return _joined("all" if negated else "any", (_clause(part, field, negated=negated) for part in parts))
        case Dates(first, last):
            return _Clause("không đăng" if negated else "đăng", _days(first, last))
        case Named(citation, text):
            if field in ("source", "category"):
                return _Clause(_VERBS[field][negated], f"«{text}»")
            return _Clause(_VERBS["title" if field == "title" else "number"][negated], f"văn bản «{label(citation)}»")
        case _:
            return _Clause(_VERBS[field][negated], _wanted(node, field, negated=negated))


def _negated(parts: Iterable[Node], field: Field | None) -> _Clause:
    """Say that words which stood in brackets of their own are not to be there: they are one run."""
    (run,) = _in_runs(parts)
    return _clause(run, field, negated=True)


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


def _joined(how: Literal["all", "any"], clauses: Iterable[_Clause]) -> _Clause:
    """Join clauses; a verb that all have is said once, if not negated: "không có «a» hoặc «b»" says two things."""
    listed = list(clauses)
    if len(listed) == 1:
        return listed[0]
    if how == "all":
        return _Clause("", ", ".join(_apart(clause, how) for clause in listed), how)
    verb = listed[0].verb
    if verb and "không" not in verb.split() and all(clause.verb == verb for clause in listed):
        return _Clause(verb, " hoặc ".join(clause.rest for clause in listed), how)
    return _Clause("", " hoặc ".join(_apart(clause, how) for clause in listed), how)


def _apart(clause: _Clause, how: str) -> str:
    return f"({clause.text})" if clause.joined not in ("", how) else clause.text


def _wanted(node: Words | Quoted, field: Field | None, *, negated: bool) -> str:
    """Say which words are wanted and how they stand: "các từ «bình đẳng giới»", "cụm từ «bình đẳng giới»"."""
    quoted = f"«{node.text}»"
    if field in ("source", "category"):
        return quoted
    if field == "number":
        return f"văn bản số {quoted}"
    if isinstance(node, Quoted) and node.slop:
        words = [node.text[s.start : s.end] for s in syllables(node.text)]
        if len(words) > 1:
            listed = ", ".join(f"«{word}»" for word in words)
            return f"{listed} gần nhau (cách nhau không quá {node.slop} từ)"
    if " " not in node.text:
        return quoted if negated else f"từ {quoted}"
    if isinstance(node, Quoted):
        return f"cụm từ {quoted}"
    return quoted if negated else f"các từ {quoted}"


def _days(first: dt.date | None, last: dt.date | None) -> str:
    if first is None or last is None:
        return f"từ {_day(first)}" if first is not None else f"đến hết {_day(last)}" if last is not None else ""
    return f"ngày {_day(first)}" if first == last else f"từ {_day(first)} đến {_day(last)}"


def _day(day: dt.date) -> str:
    return f"{day.day:02}/{day.month:02}/{day.year:04}"
