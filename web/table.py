"""Any search as a table to open in a spreadsheet: CSV (RFC 4180) in UTF-8, written while it is read.

A byte order mark tells Excel that the text is UTF-8. A cell that a spreadsheet would take for a formula begins with an
apostrophe. A table holds at most `MOST` rows; one that was cut says so in the name of its file and in the header
`X-Total-Count`, which tells of every table how many rows the search has, so that each line stays a row.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Iterator
from urllib.parse import quote

from flask import Blueprint, Response, request, stream_with_context

from index.document import PATH_SEPARATOR
from search.searcher import Listed
from web import links
from web.backend import door
from web.plain_words import said
from web.wording import name_of

blueprint = Blueprint("table", __name__)

#: Rows of a table at most, without its headings.
MOST = 5_000

#: Characters that are sent at a time, about.
CHUNK = 1 << 15

#: How cells begin that spreadsheets run (OWASP, "CSV Injection").
_FORMULA = re.compile(r"[=+\-@\t\r\n]")

#: What no file system takes in the name of a file.
_NOT_IN_NAMES = re.compile(r'[\x00-\x1f\x7f"*/:<>?\\|]+')

#: Letters of the name of a file at most.
NAME = 80


@blueprint.get("/tim-kiem.csv")
def search() -> Response:
    """Give all hits of a search, in the order of its pages; raise `BadParameter` for the first unusable parameter."""
    asked, problems = links.read_table(request.args)
    if problems:
        raise problems[0]
    listing = door().listing(asked.search, MOST)
    columns = said("table_columns").splitlines()
    rows = (_row(one) for one in listing.hits)
    response = Response(stream_with_context(written(columns, rows, links.DELIMITERS[asked.delimiter])))
    response.implicit_sequence_conversion = False  # nobody may gather it to see how long it is
    response.content_type = "text/csv; charset=utf-8; header=present"
    response.headers["X-Robots-Tag"] = "noindex"
    response.headers["X-Total-Count"] = str(listing.total)
    name = said("table_name", asked.search, MOST if listing.total > MOST else 0)
    plain = links.slug(name)
    full = quote(_NOT_IN_NAMES.sub("-", name)[:NAME], safe="")
    response.headers.set(
        "Content-Disposition", "attachment", filename=f"{plain}.csv", **{"filename*": f"UTF-8''{full}.csv"}
    )
    return response


def _row(one: Listed) -> tuple[str, ...]:
    article = one.article
    return (
        article.date.isoformat() if article.date else "",
        article.title,
        PATH_SEPARATOR.join(article.categories),
        article.source,
        links.absolute(links.article_url(article.id, article.title)),
        "; ".join(name_of(instrument.label) for instrument in one.instruments),
    )


def written(columns: Iterable[str], rows: Iterable[Iterable[str]], delimiter: str = ",") -> Iterator[str]:
    """Write a table piece by piece, each some rows long."""
    piece = io.StringIO(newline="")
    writer = csv.writer(piece, delimiter=delimiter)
    piece.write("\ufeff")
    writer.writerow(columns)
    for row in rows:
        writer.writerow(map(safe, row))
        if piece.tell() >= CHUNK:
            yield piece.getvalue()
            piece.seek(0)
            piece.truncate()
    yield piece.getvalue()


def safe(cell: str) -> str:
    """Give a cell that no spreadsheet takes for a formula."""
    return f"'{cell}" if _FORMULA.match(cell) else cell
