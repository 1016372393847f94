"""The article as its publisher put it out: the type that importers yield."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Article:
    """One news article, cleaned (see `cleaning`), before anything was recognised in it.

    `id` is stable over re-imports (see `importers.identity`). `categories` is one path, root first:
    `("Tin Tức", "Tin tổng hợp")`. `source` is the publishing body, as a reader would name it. `lead` is the
    editor's summary where the source keeps it apart from the body. Missing text is `""`, a missing date `None`.
    """

    id: str
    title: str
    body: str
    lead: str = ""
    date: dt.date | None = None
    categories: tuple[str, ...] = ()
    source: str = ""
    author: str = ""
    url: str = ""


#: The text fields of an article that are searched, in the order in which they are read.
TEXT_FIELDS = ("title", "lead", "body")


@dataclass(frozen=True, slots=True)
class BadRecord:
    """A record that could not become an article: where it stands and why, in one sentence.

    `line` counts from 1 and is 0 where the whole file is meant.
    """

    path: str
    line: int
    reason: str

    def __str__(self) -> str:
        """Write `path:line: reason`, the form that editors make clickable."""
        return f"{self.path}:{self.line}: {self.reason}" if self.line else f"{self.path}: {self.reason}"
