"""The document: an article with everything that was recognised in it, ready for an engine."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from index.article import Article


@dataclass(frozen=True, slots=True)
class Mention:
    """One place in the stored text where an instrument is cited.

    `field` is one of `TEXT_FIELDS`; `start`, `end` are offsets in code points into that field's stored text.
    `key` is the instrument's identity, `label` its name for people: "Quyết định 2351/QĐ-TTg (24/12/2010)".
    `type` and `issuer` are the facet values of the instrument; `issuer` is "" where it is unknown.
    """

    field: str
    start: int
    end: int
    key: str
    label: str
    type: str
    issuer: str
    date: dt.date | None


@dataclass(frozen=True, slots=True)
class StoredArticle:
    """What an engine keeps of an article to show it again: the cleaned article and its citations."""

    article: Article
    mentions: tuple[Mention, ...]


@dataclass(frozen=True, slots=True)
class FacetTerm:
    """A facet value that a document carries, and how this document names it for people."""

    value: str
    label: str


@dataclass(frozen=True, slots=True)
class Document:
    """An article ready for an engine: plain lists of words, no language left to analyse.

    `words` maps `"body.folded"` (text field, dot, view) to the list of that view's words, in order. `facets` maps a
    facet's name to the values that the document carries. `digest` tells whether the article or
    its analysis changed since it was indexed.
    """

    stored: StoredArticle
    words: Mapping[str, Sequence[str]]
    facets: Mapping[str, tuple[FacetTerm, ...]]
    digest: str
