"""SQLite's full text search: unicode61 without marks, bm25, snippet(), facet counts in SQL."""

from __future__ import annotations

import sqlite3
import unicodedata
from collections.abc import Iterable, Mapping
from pathlib import Path

from bench.peers import Answer, Found
from bench.queries import Query
from bench.text import FACETS, Plain

SETTINGS = "unicode61 remove_diacritics 2; bm25(3, 2, 1); snippet(); counts from an indexed table of facet values"

_SCHEMA = """
CREATE TABLE articles (number INTEGER PRIMARY KEY, id TEXT, day INTEGER, title TEXT, lead TEXT, body TEXT);
CREATE VIRTUAL TABLE texts USING fts5 (
    title, lead, body, content='articles', content_rowid='number', tokenize="unicode61 remove_diacritics 2"
);
CREATE TABLE terms (term INTEGER PRIMARY KEY, facet TEXT, value TEXT, UNIQUE (facet, value));
CREATE TABLE carried (number INTEGER, term INTEGER, PRIMARY KEY (number, term)) WITHOUT ROWID;
"""

#: Terms of one facet lie beside each other: its place among the facets, times this, and a number.
_FACET = 1_000_000_000
_PLACES = {name: place for place, name in enumerate(FACETS)}

#: SQLite takes đ for a letter of its own, and remove_diacritics leaves it: it would never be found by a d.
_BARS = str.maketrans("đĐ", "dD")


#: CROSS JOIN keeps the order of the loops: what was found first, the values that it carries within.
_COUNTED = "SELECT term, count(*) AS counted FROM temp.found CROSS JOIN carried USING (number)"


def version() -> str:
    return sqlite3.sqlite_version


def _connect(folder: Path) -> sqlite3.Connection:
    connection = sqlite3.connect(folder / "news.sqlite")
    connection.execute("PRAGMA mmap_size = 8000000000")
    connection.execute("PRAGMA cache_size = -262144")
    return connection


def build(articles: Iterable[Plain], folder: Path) -> None:
    connection = _connect(folder)
    connection.execute("PRAGMA synchronous = OFF")
    connection.executescript(_SCHEMA)
    terms: dict[tuple[str, str], int] = {}
    for number, article in enumerate(articles):
        texts = (_plain(article.title), _plain(article.lead), _plain(article.body))
        connection.execute("INSERT INTO articles VALUES (?, ?, ?, ?, ?, ?)", (number, article.id, article.day, *texts))
        connection.execute("INSERT INTO texts (rowid, title, lead, body) VALUES (?, ?, ?, ?)", (number, *texts))
        carried = {(name, value) for name, values in article.facets.items() for value in values}
        rows = [(number, terms.setdefault(term, _PLACES[term[0]] * _FACET + len(terms))) for term in carried]
        connection.executemany("INSERT INTO carried VALUES (?, ?)", rows)
    connection.executemany("INSERT INTO terms VALUES (?, ?, ?)", ((number, *term) for term, number in terms.items()))
    connection.execute("CREATE INDEX carriers ON carried (term, number)")
    connection.execute("INSERT INTO texts (texts, rank) VALUES ('rank', 'bm25(3.0, 2.0, 1.0)')")
    connection.execute("INSERT INTO texts (texts) VALUES ('optimize')")
    connection.commit()
    connection.execute("ANALYZE")
    connection.close()


def _plain(text: str) -> str:
    return unicodedata.normalize("NFC", text).translate(_BARS)


def open_index(folder: Path) -> Fts5Index:
    connection = _connect(folder)
    connection.execute("PRAGMA temp_store = MEMORY")
    return Fts5Index(connection)


class Fts5Index:
    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection
        connection.execute("CREATE TEMP TABLE found (number INTEGER PRIMARY KEY)")
        rows = connection.execute("SELECT term, facet, value FROM terms").fetchall()
        self._names = {term: (facet, value) for term, facet, value in rows}
        self._terms = {name: term for term, name in self._names.items()}

    def search(self, query: Query) -> Answer:
        # What matches is worked out once and used for the total and every count.
        self._find(query, query.filters)
        (total,) = self._connection.execute("SELECT count(*) FROM temp.found").fetchone()
        counts = self._count(_COUNTED)
        best = self._best(query)
        for name in query.filters:
            others = {other: values for other, values in query.filters.items() if other != name}
            span = f"term BETWEEN {_PLACES[name] * _FACET} AND {(_PLACES[name] + 1) * _FACET - 1}"
            if others or query.words:
                self._find(query, others)
                counts[name] = self._count(f"{_COUNTED} WHERE {span}")[name]
            else:
                counts[name] = self._count(f"SELECT term, count(*) AS counted FROM carried WHERE {span}")[name]
        return Answer(total, best, counts)

    def _find(self, query: Query, filters: Mapping[str, tuple[str, ...]]) -> None:
        """Put the numbers of all articles that match into a table."""
        parts, given = [], []
        if query.words:
            parts.append("SELECT rowid FROM texts WHERE texts MATCH ?")
            given.append(_typed(query))
        for name, values in filters.items():
            terms = [self._terms.get((name, value), -1) for value in values]
            parts.append(f"SELECT number FROM carried WHERE term IN ({', '.join(map(str, terms))})")
        self._connection.execute("DELETE FROM temp.found")
        matching = " INTERSECT ".join(parts or ["SELECT number FROM articles"])
        self._connection.execute(f"INSERT INTO temp.found {matching}", given)

    def _count(self, counted: str) -> dict[str, tuple[tuple[str, int], ...]]:
        rows = self._connection.execute(f"{counted} GROUP BY term ORDER BY counted DESC")
        counts: dict[str, list[tuple[str, int]]] = {name: [] for name in FACETS}
        for term, number in rows:
            facet, value = self._names[term]
            if len(counts[facet]) < FACETS[facet]:
                counts[facet].append((value, number))
        return {name: tuple(values) for name, values in counts.items()}

    def _best(self, query: Query) -> tuple[Found, ...]:
        if not query.words:
            rows = self._connection.execute(
                "SELECT id, title, substr(body, 1, 240) FROM temp.found CROSS JOIN articles USING (number) "
                "ORDER BY day DESC LIMIT 10"
            )
            return tuple(Found(*row) for row in rows)
        # The plus keeps SQLite from asking the text index once for each article found.
        within = "AND +rowid IN (SELECT number FROM temp.found)" if query.filters else ""
        rows = self._connection.execute(
            f"""
            SELECT id, articles.title, cut FROM (
                SELECT rowid AS number, snippet(texts, 2, '<b>', '</b>', '…', 48) AS cut
                FROM texts WHERE texts MATCH ? {within} ORDER BY rank LIMIT 10
            ) CROSS JOIN articles USING (number)
            """,
            (_typed(query),),
        )
        return tuple(Found(*row) for row in rows)

    def close(self) -> None:
        self._connection.close()


def _typed(query: Query) -> str:
    return f'"{" ".join(query.words)}"' if query.phrase else " ".join(f'"{word}"' for word in query.words)
