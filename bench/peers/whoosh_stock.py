"""Whoosh as it comes, with pyvi: the search one writes in an afternoon from the two packages' own documentation.

Syllables without marks are matched and ranked (BM25F); pyvi's compounds stand in a field of their own. Its default
codec, `groupedby` for facets, `highlights` for snippets.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Mapping
from importlib.metadata import version as version_of
from pathlib import Path
from typing import Any

from whoosh import fields, sorting
from whoosh import index as whoosh_index
from whoosh.analysis import CharsetFilter, LowercaseFilter, RegexTokenizer
from whoosh.qparser import AndGroup, MultifieldParser
from whoosh.query import And, Every, Or, Term

from bench.peers import Answer, Found
from bench.queries import Query, unmark
from bench.text import FACETS, Plain

SETTINGS = "default codec and writer; unmarked syllables, pyvi's compounds beside them; groupedby; highlights"

_TEXTS = ("title", "lead", "body")
_BOOSTS = {"title": 3.0, "lead": 2.0, "body": 1.0}
_SEPARATOR = "\t"

#: Facets of which an article has one value at most can be counted from a column, which is faster.
_SINGLE = ("year", "month", "source")


def version() -> str:
    return f"{version_of('Whoosh')} with pyvi {version_of('pyvi')}"


def _schema() -> Any:
    letters = "".join(map(chr, [*range(0xC0, 0x250), *range(0x1EA0, 0x1F00)]))
    unmarked = CharsetFilter({ord(letter): unmark(letter) for letter in letters if unmark(letter).isascii()})
    folded = RegexTokenizer(r"\w+") | LowercaseFilter() | unmarked
    compounds = RegexTokenizer(r"\w+_\w+") | LowercaseFilter()
    values = RegexTokenizer(rf"[^{_SEPARATOR}]+")
    schema = fields.Schema(id=fields.ID(stored=True, unique=True), day=fields.NUMERIC(sortable=True))
    for name in _TEXTS:
        schema.add(name, fields.TEXT(stored=True, analyzer=folded))
    schema.add("words", fields.TEXT(analyzer=compounds, phrase=False))
    for name in FACETS:
        schema.add(name, fields.ID(sortable=True) if name in _SINGLE else fields.KEYWORD(analyzer=values))
    return schema


def build(articles: Iterable[Plain], folder: Path) -> None:
    # A process that only searches needs no segmenter.
    from bench.peers.pyvi_peer import tokenize

    writer = whoosh_index.create_in(folder, _schema()).writer()
    for article in articles:
        texts = {name: unicodedata.normalize("NFC", getattr(article, name)) for name in _TEXTS}
        writer.add_document(
            id=article.id,
            day=article.day,
            **texts,
            words=tokenize("\n".join(texts.values())),
            **{name: _SEPARATOR.join(article.facets[name]) for name in FACETS},
        )
    writer.commit()


def open_index(folder: Path) -> WhooshIndex:
    return WhooshIndex(whoosh_index.open_dir(folder))


class WhooshIndex:
    def __init__(self, index: Any) -> None:
        self._index = index
        self._searcher = index.searcher()
        self._parser = MultifieldParser(_TEXTS, index.schema, fieldboosts=_BOOSTS, group=AndGroup)

    def search(self, query: Query) -> Answer:
        typed = " ".join(query.words)
        words = self._parser.parse(f'"{typed}"' if query.phrase else typed) if query.words else Every()
        order = {} if query.words else {"sortedby": "day", "reverse": True}
        found = self._searcher.search(
            words,
            limit=10,
            filter=_within(query.filters),
            groupedby=_facets([name for name in FACETS if name not in query.filters]),
            **order,
        )
        counts = _counts(found)
        for name in query.filters:
            others = {other: values for other, values in query.filters.items() if other != name}
            counts |= _counts(self._searcher.search(words, limit=1, filter=_within(others), groupedby=_facets([name])))
        # Where it groups, Whoosh keeps every hit, whatever the limit.
        best = found[:10]
        hits = tuple(Found(hit["id"], hit["title"], hit.highlights("body", top=1) or hit["body"][:240]) for hit in best)
        return Answer(len(found), hits, counts)

    def close(self) -> None:
        self._searcher.close()
        self._index.close()


def _within(filters: Mapping[str, tuple[str, ...]]) -> Any:
    if not filters:
        return None
    return And([Or([Term(name, value) for value in values]) for name, values in filters.items()])


def _facets(names: list[str]) -> Any:
    facets = sorting.Facets()
    for name in names:
        facets.add_facet(name, sorting.FieldFacet(name, allow_overlap=name not in _SINGLE, maptype=sorting.Count))
    return facets


def _counts(found: Any) -> dict[str, tuple[tuple[str, int], ...]]:
    counts = {}
    for name in found.facet_names():
        values = ((str(value), int(count)) for value, count in found.groups(name).items() if value)
        counts[name] = tuple(sorted(values, key=lambda row: (-row[1], row[0]))[: FACETS[name]])
    return counts
