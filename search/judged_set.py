"""A judged set on disk: articles, queries, and which articles answer which query.

A folder holds `corpus.jsonl` (one article a line: `_id` or `id`, `title`, `text` or `body`), `queries.jsonl` (`_id`,
`text`) and `qrels.tsv` (query-id, corpus-id, score; a score above 0 says that the article answers the query, a higher
one that it answers better). Each may be compressed as `.gz` or `.xz`. An editor's `summary` is never read: some sets
take it as the query.
"""

from __future__ import annotations

import datetime as dt
import gzip
import json
import lzma
import zlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO, cast

from index.article import Article
from index.cleaning import clean_line, clean_text
from index.errors import BadSetting, SourceMissing

#: Names what is made of a record of a corpus; change it whenever that changes.
READING_VERSION = "1"

#: The names that a file of a set may have, by the suffix behind its plain name.
_SUFFIXES = ("", ".gz", ".xz")

#: The line that a file of judgements may begin with.
_HEADER = ["query-id", "corpus-id", "score"]


@dataclass(frozen=True, slots=True)
class JudgedQuery:
    """A query and the articles that answer it: id of the article and a grade of 1 or more."""

    id: str
    text: str
    wanted: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class JudgedSet:
    """A set: its name, the files that hold its articles, its judged queries, and how many queries nobody judged."""

    name: str
    corpora: tuple[Path, ...]
    queries: tuple[JudgedQuery, ...]
    unjudged: int


def open_set(
    folder: Path, corpora: Sequence[Path] = (), queries: Path | None = None, qrels: Path | None = None
) -> JudgedSet:
    """Read queries and judgements of the set in `folder`; files that are named take the place of its own.

    Raises `SourceMissing` for a file that does not exist, and `BadSetting` for one that cannot be read, naming the
    line.
    """
    if not folder.is_dir():
        raise SourceMissing(f"There is no folder {folder}. Name the folder of a judged set.")
    for path in corpora:
        _must_exist(path)
    found = tuple(corpora) or (_own(folder, "corpus.jsonl", "--corpus"),)
    queries = queries or _own(folder, "queries.jsonl", "--queries")
    qrels = qrels or _own(folder, "qrels.tsv", "--qrels")
    texts, wanted = read_queries(queries), read_judgements(qrels)
    judged = tuple(JudgedQuery(one, text, wanted[one]) for one, text in texts.items() if one in wanted)
    if not judged:
        raise BadSetting(f"No query of {queries} has a judgement in {qrels}. Name the files that belong together.")
    return JudgedSet(folder.resolve().name, found, judged, len(texts) - len(judged))


def read_queries(path: Path) -> dict[str, str]:
    """Read queries, by id, in their order; raise what `open_set` raises."""
    found: dict[str, str] = {}
    for number, record in _records(path):
        one = _id(record, path, number)
        text = record.get("text")
        if not isinstance(text, str) or not text.strip():
            raise BadSetting(f'{path}:{number}: not a query: "text" must be what a person types')
        if one in found:
            raise BadSetting(f"{path}:{number}: the query {one!r} was there before")
        found[one] = text
    return found


def read_judgements(path: Path) -> dict[str, dict[str, int]]:
    """Read which articles answer a query, by the query's id; those graded 0 are left out.

    Raises what `open_set` raises.
    """
    found: dict[str, dict[str, int]] = {}
    for number, line in _lines(path):
        cells = [cell.strip() for cell in line.split("\t")]
        if number == 1 and [cell.lower() for cell in cells] == _HEADER:
            continue
        if len(cells) != len(_HEADER) or not cells[0] or not cells[1]:
            raise BadSetting(
                f"{path}:{number}: not a judgement: a line is query-id, corpus-id and score, parted by tabs"
            )
        try:
            score = int(cells[2])
        except ValueError:
            raise BadSetting(f"{path}:{number}: not a judgement: {cells[2]!r} is no whole number") from None
        if score > 0:
            found.setdefault(cells[0], {})[cells[1]] = score
    return found


def read_corpus(paths: Sequence[Path]) -> Iterator[Article]:
    """Read the articles of some files one after the other; an article keeps its id.

    Raises `SourceMissing` for a file that does not exist, and `BadSetting`, naming the line, for one that is no
    article or has the id of another.
    """
    seen: set[str] = set()
    for path in paths:
        for number, record in _records(path):
            article = _article(record, path, number)
            if article.id in seen:
                raise BadSetting(f"{path}:{number}: the article {article.id!r} was there before")
            seen.add(article.id)
            yield article


def _article(record: Mapping[str, Any], path: Path, number: int) -> Article:
    text = record.get("text", record.get("body"))
    title = record.get("title") or ""
    if not isinstance(text, str) or not isinstance(title, str):
        raise BadSetting(f'{path}:{number}: not an article: "title" and "text" (or "body") must be text')
    categories = record.get("category")
    return Article(
        id=_id(record, path, number),
        title=clean_line(title),
        body=clean_text(text),
        date=_date(record.get("date")),
        categories=tuple(clean_line(str(step)) for step in categories) if isinstance(categories, list) else (),
        source=clean_line(_text(record.get("source"))),
        url=clean_line(_text(record.get("url"))),
    )


def _id(record: Mapping[str, Any], path: Path, number: int) -> str:
    one = record.get("_id", record.get("id"))
    if not isinstance(one, str | int) or not str(one).strip():
        raise BadSetting(f'{path}:{number}: a record needs an "_id"')
    return str(one)


def _text(value: object) -> str:
    return value if isinstance(value, str) else ""


def _date(value: object) -> dt.date | None:
    """Read the day of a date as ISO writes it; whatever else a set has there does not matter to its measures."""
    try:
        return dt.date.fromisoformat(_text(value)[:10])
    except ValueError:
        return None


def _own(folder: Path, name: str, option: str) -> Path:
    for suffix in _SUFFIXES:
        path = folder / (name + suffix)
        if path.is_file():
            return path
    raise SourceMissing(f"There is no {name} (.gz, .xz) in {folder}. Name the file: {option} FILE")


def _must_exist(path: Path) -> None:
    if not path.is_file():
        raise SourceMissing(f"There is no file {path}.")


def _records(path: Path) -> Iterator[tuple[int, dict[str, Any]]]:
    for number, line in _lines(path):
        try:
            record = json.loads(line)
        except (ValueError, RecursionError) as error:
            raise BadSetting(f"{path}:{number}: not JSON: {error}") from None
        if not isinstance(record, dict):
            raise BadSetting(f"{path}:{number}: not a record: each line must be a JSON object")
        yield number, record


def _lines(path: Path) -> Iterator[tuple[int, str]]:
    """Give the lines of a file that are not blank, counted from 1, without their ends."""
    _must_exist(path)
    number = 0
    try:
        with _open(path) as lines:
            for number, line in enumerate(lines, 1):
                # Decoded line by line: whatever is no UTF-8 is then named by its own line.
                text = line.decode("utf-8-sig" if number == 1 else "utf-8").rstrip("\r\n")
                if text.strip():
                    yield number, text
    except UnicodeDecodeError as error:
        raise BadSetting(f"{path}:{number}: not UTF-8: {error.reason}") from None
    except (OSError, EOFError, lzma.LZMAError, zlib.error) as error:
        raise BadSetting(f"{path}:{number + 1}: cannot be read on from here: {error}") from None


def _open(path: Path) -> BinaryIO:
    if path.suffix == ".gz":
        return cast("BinaryIO", gzip.open(path, "rb"))
    if path.suffix == ".xz":
        return cast("BinaryIO", lzma.open(path, "rb"))
    return path.open("rb")
