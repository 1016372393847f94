"""Import the text of a portal's page, as it comes when the page is copied or saved as text: one article a file.

    CHUYÊN MỤC

    Trang chủ > Tin Tức > Tin tổng hợp > TITLE

    TITLE

    Ngày đăng bài: 09/04/2019
         First paragraph …
         … last paragraph.
                                                            Thu An

Every line but the title and the text may be missing. In a file without any of them the first line is the title.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from index.article import Article
from index.cleaning import clean_line
from index.importers.dates import parse_date
from index.importers.furniture import breadcrumb, is_heading, labelled, take_tail
from index.importers.records import make_article, split_path, without_home
from index.importers.refusal import Refused
from index.importers.streams import ByteStream, decoded, read_whole

# A longer line is a paragraph.
_LONGEST_TITLE = 500

# An author's name at the end is set to the right: at least so many columns in, and further than the line above.
_BYLINE_INDENT = 8


@dataclass(frozen=True, slots=True)
class _Line:
    number: int
    indent: int
    text: str


@dataclass(slots=True)
class _Page:
    """What has been found on the page so far; `fields` holds the labelled values."""

    title: str = ""
    crumbs: str = ""
    fields: dict[str, str] = field(default_factory=dict)
    date_line: int = 0

    def take(self, name: str, value: str, line: _Line) -> None:
        """Keep a labelled value, the first of its kind."""
        if name and name not in self.fields:
            self.fields[name] = value
            if name in ("date", "updated"):
                self.date_line = line.number


def read_portal_text(stream: ByteStream, path: str) -> Iterator[Article]:
    """Yield the article of the file.

    Raises:
        Refused: the file is no text, has no title or no body, or its date cannot be.
    """
    raw = decoded(read_whole(stream)).replace("\r\n", "\n").replace("\r", "\n").split("\n")
    lines = [_line(number, line) for number, line in enumerate(raw, start=1)]
    page = _Page()
    body = _tail(page, _head(page, lines))
    if not page.title:
        raise Refused("no title")
    if not body:
        raise Refused("no body")
    categories = breadcrumb(page.crumbs, page.title) or without_home(split_path(page.fields.get("category", "")))
    written = page.fields.get("date") or page.fields.get("updated", "")
    try:
        date = parse_date(written) if written else ""
    except ValueError as error:
        raise Refused(str(error), page.date_line) from None
    yield make_article(
        path=path,
        record="page",
        title=page.title,
        body="\n".join(body),
        date=date,
        categories=categories,
        url=page.fields.get("url", ""),
        source=page.fields.get("source", ""),
        author=page.fields.get("author", ""),
    )


def _line(number: int, raw: str) -> _Line:
    wide = raw.replace("\u00a0", " ").expandtabs(8)
    return _Line(number, len(wide) - len(wide.lstrip()), clean_line(raw))


def _head(page: _Page, lines: list[_Line]) -> list[_Line]:
    """Take in what stands before the body; return the rest."""
    for at, line in enumerate(lines):
        if not line.text or (is_heading(line.text) and not page.title):
            continue
        if not page.title and not page.crumbs and _is_breadcrumb(line, lines[at + 1 :]):
            page.crumbs = line.text
        elif found := labelled(line.text):
            page.take(*found, line)
        elif page.title:
            return lines[at:]
        elif len(line.text) > _LONGEST_TITLE:
            raise Refused(f"no title: the first line of text has {len(line.text):,} characters", line.number)
        elif page.date_line and line.text.endswith((".", ";", ":", ",", "./.")):
            raise Refused("no title: after the date comes a sentence", line.number)
        else:
            page.title = line.text
    return []


def _is_breadcrumb(line: _Line, following: list[_Line]) -> bool:
    next_text = next((later.text for later in following if later.text), "")
    return breadcrumb(line.text, next_text) is not None


def _tail(page: _Page, lines: list[_Line]) -> list[str]:
    """Take in labelled lines and the author's name at the end of the body; return what stands before them."""

    def is_set_to_the_right(at: int) -> bool:
        above = next(line for line in reversed(lines[:at]) if line.text)
        return lines[at].indent >= _BYLINE_INDENT and lines[at].indent > above.indent

    return take_tail([line.text for line in lines], page.fields, is_set_to_the_right)
