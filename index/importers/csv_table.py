"""Import CSV: a header line with the names of fields, then one article a row.

The separator is a comma, a semicolon or a tab, whichever finds most known names in the header. Quoting is that of
RFC 4180: a text in quotes may hold separators and line ends, and a quote written twice.
"""

from __future__ import annotations

import csv
import re
from collections import deque
from collections.abc import Iterator

from index.article import Article, BadRecord
from index.cleaning import clean_line
from index.importers.records import article_of_record, field_of
from index.importers.refusal import Refused
from index.importers.streams import MAX_RECORD_BYTES, ByteStream, lines

_SEPARATORS = ",;\t"

# What Python's "surrogateescape" makes of bytes that are not UTF-8.
_UNDECODED = re.compile("[\udc80-\udcff]")


def read_csv_table(stream: ByteStream, path: str) -> Iterator[Article | BadRecord]:
    """Yield an article or a bad record for every row that is not blank; its line is where the row starts.

    Raises:
        Refused: there is no header with a title and a body, or the file cannot be read on from the line named.
    """
    # The module's limit, 131,072 characters, is shorter than many a law. It can only be set for the whole process.
    csv.field_size_limit(max(csv.field_size_limit(), MAX_RECORD_BYTES))
    feed = _Feed(lines(stream, MAX_RECORD_BYTES))
    found = _header(feed)
    if found is None:
        return
    header, separator = found
    rows = csv.reader(feed, delimiter=separator, strict=True)
    while line := feed.start_row():
        try:
            row = next(rows)
        except _TooLong:
            yield BadRecord(path, line, f"longer than {MAX_RECORD_BYTES:,} bytes, the most that one record may have")
            feed.again(1)
        except csv.Error as error:
            if feed.ended:
                # The row has swallowed everything after it: only its first line is lost.
                yield BadRecord(path, line, "a quote is opened in this row and never closed")
                feed.again(1)
            else:
                span = f"; lines {line} to {feed.last_line} are passed over" if feed.last_line > line else ""
                yield BadRecord(path, line, f"not CSV: {error}{span}")
        else:
            if any(row):
                yield _result(header, row, path, line)


class _TooLong(Exception):
    """A row has more bytes than a record may have."""


class _Feed:
    """The lines that the CSV reader asks for; those of the present row are remembered and can be read again."""

    def __init__(self, numbered: Iterator[tuple[int, bytes | None]]) -> None:
        self._numbered = numbered
        self._waiting: deque[tuple[int, bytes | None]] = deque()
        self._row: list[tuple[int, bytes | None]] = []
        self._size = 0
        #: Whether the reader has asked for a line after the last one.
        self.ended = False

    def start_row(self) -> int:
        """Forget the row before; return the number of the line that comes next, 0 at the end."""
        self._row.clear()
        self._size = 0
        self.ended = False
        if not self._waiting:
            self._waiting.extend(line for line in [next(self._numbered, None)] if line)
        return self._waiting[0][0] if self._waiting else 0

    @property
    def last_line(self) -> int:
        """The number of the last line that was read for the present row."""
        return self._row[-1][0] if self._row else 0

    def again(self, skip: int) -> None:
        """Go back to the lines of the present row, but the first `skip`."""
        self._waiting.extendleft(reversed(self._row[skip:]))

    def __iter__(self) -> Iterator[str]:
        return self

    def __next__(self) -> str:
        numbered = self._waiting.popleft() if self._waiting else next(self._numbered, None)
        if numbered is None:
            self.ended = True
            raise StopIteration
        self._row.append(numbered)
        line = numbered[1]
        self._size += len(line or b"")
        if line is None or self._size > MAX_RECORD_BYTES:
            raise _TooLong
        # Bytes that are not UTF-8 are refused row by row, in `_result`.
        return line.decode("utf-8", "surrogateescape") + "\n"


def _header(feed: _Feed) -> tuple[list[str], str] | None:
    """Return the fields of the columns and the separator, or None if there is no line at all.

    Raises:
        Refused: the first line that is not blank names no title or no body.
    """
    while line := feed.start_row():
        try:
            names = next(feed).strip()
        except _TooLong:
            raise Refused(f"the header is longer than {MAX_RECORD_BYTES:,} bytes", line) from None
        if not names:
            continue
        columns, separator = max((_columns(names, separator) for separator in _SEPARATORS), key=_known)
        for field in ("title", "body"):
            if field not in columns:
                raise Refused(f"the header has no column '{field}'; it has: {_short(names)}", line)
        return columns, separator
    return None


def _columns(names: str, separator: str) -> tuple[list[str], str]:
    try:
        row = next(csv.reader([names], delimiter=separator))
    except csv.Error:
        row = []
    return [field_of(name) for name in row], separator


def _known(found: tuple[list[str], str]) -> int:
    return len({field for field in found[0] if field})


def _short(text: str) -> str:
    text = clean_line(text)
    return text if len(text) <= 80 else text[:80] + "…"


def _result(columns: list[str], row: list[str], path: str, line: int) -> Article | BadRecord:
    """Make an article of a row; missing fields at its end are empty."""
    try:
        if len(row) > len(columns):
            raise Refused(f"the row has {len(row)} fields, the header {len(columns)}; put texts in quotes")
        record: dict[str, object] = {}
        for field, value in zip(columns, row, strict=False):
            _refuse_damage(value)
            if field and value and field not in record:
                record[field] = value
        return article_of_record(record, path, line)
    except Refused as refused:
        return BadRecord(path, line, refused.reason)


def _refuse_damage(value: str) -> None:
    if "\0" in value:
        raise Refused("not text: it holds a NUL byte")
    if found := _UNDECODED.search(value):
        raise Refused(f"not UTF-8: byte 0x{ord(found[0]) - 0xDC00:02X}")
