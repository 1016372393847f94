"""Tantivy (Rust, used from Python): its own analyzer without marks, its aggregations, its snippets."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Mapping
from importlib.metadata import version as version_of
from pathlib import Path
from typing import Any

import tantivy

from bench.peers import Answer, Found
from bench.queries import Query
from bench.text import FACETS, Plain

SETTINGS = "simple tokenizer, lower case, ASCII folding; title x3, lead x2; terms aggregations; SnippetGenerator"

_ANALYZER = "folded"
_TEXTS = ("title", "lead", "body")
_BOOSTS = {"title": 3.0, "lead": 2.0, "body": 1.0}


def version() -> str:
    return version_of("tantivy")


def _schema() -> Any:
    builder = tantivy.SchemaBuilder()
    builder.add_text_field("id", stored=True, tokenizer_name="raw")
    for name in _TEXTS:
        builder.add_text_field(name, stored=True, tokenizer_name=_ANALYZER)
    builder.add_unsigned_field("day", fast=True)
    for name in FACETS:
        builder.add_text_field(name, fast=True, tokenizer_name="raw", index_option="basic")
    return builder.build()


def _open(folder: Path) -> Any:
    index = tantivy.Index(_schema(), path=str(folder))
    analyzer = (
        tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.simple())
        .filter(tantivy.Filter.lowercase())
        .filter(tantivy.Filter.ascii_fold())
        .build()
    )
    index.register_tokenizer(_ANALYZER, analyzer)
    return index


def build(articles: Iterable[Plain], folder: Path) -> None:
    writer = _open(folder).writer(heap_size=256_000_000)
    for article in articles:
        document = tantivy.Document()
        document.add_text("id", article.id)
        for name in _TEXTS:
            # Folding knows letters with their marks, not marks of their own.
            document.add_text(name, unicodedata.normalize("NFC", getattr(article, name)))
        document.add_unsigned("day", article.day)
        for name, values in article.facets.items():
            for value in values:
                document.add_text(name, value)
        writer.add_document(document)
    writer.commit()
    writer.wait_merging_threads()


def open_index(folder: Path) -> TantivyIndex:
    return TantivyIndex(_open(folder))


class TantivyIndex:
    def __init__(self, index: Any) -> None:
        self._index = index
        index.reload()
        self._searcher = index.searcher()

    def search(self, query: Query) -> Answer:
        words = self._words(query)
        wanted = self._within(words, query.filters)
        if query.words:
            found = self._searcher.search(wanted, limit=10, count=True)
        else:
            found = self._searcher.search(wanted, limit=10, count=True, order_by_field="day")
        counts = self._count(wanted, [name for name in FACETS if name not in query.filters])
        for name in query.filters:
            others = {other: values for other, values in query.filters.items() if other != name}
            counts |= self._count(self._within(words, others), [name])
        snippets = tantivy.SnippetGenerator.create(self._searcher, words, self._index.schema, "body")
        snippets.set_max_num_chars(240)
        hits = []
        for _, address in found.hits:
            document = self._searcher.doc(address)
            cut = snippets.snippet_from_doc(document).to_html() or document.get_first("body")[:240]
            hits.append(Found(document.get_first("id"), document.get_first("title"), cut))
        return Answer(found.count, tuple(hits), counts)

    def _words(self, query: Query) -> Any:
        if not query.words:
            return tantivy.Query.all_query()
        typed = " ".join(query.words)
        return self._index.parse_query(
            f'"{typed}"' if query.phrase else typed, list(_TEXTS), field_boosts=_BOOSTS, conjunction_by_default=True
        )

    def _within(self, words: Any, filters: Mapping[str, tuple[str, ...]]) -> Any:
        if not filters:
            return words
        parts = [(tantivy.Occur.Must, words)]
        for name, values in filters.items():
            chosen = tantivy.Query.term_set_query(self._index.schema, name, list(values))
            parts.append((tantivy.Occur.Must, tantivy.Query.const_score_query(chosen, 0.0)))
        return tantivy.Query.boolean_query(parts)

    def _count(self, wanted: Any, names: list[str]) -> dict[str, tuple[tuple[str, int], ...]]:
        asked = {name: {"terms": {"field": name, "size": FACETS[name]}} for name in names}
        found = self._searcher.aggregate(wanted, asked)
        return {name: tuple((row["key"], row["doc_count"]) for row in found[name]["buckets"]) for name in names}

    def close(self) -> None:
        del self._searcher, self._index
