"""From the fields of a record to an article: names of fields, their types, cleaning, what every article must have."""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache

from index.article import Article
from index.cleaning import clean_line, clean_text
from index.importers.dates import parse_date
from index.importers.identity import article_id, web_address
from index.importers.refusal import Refused

#: The fields of a record and the names they go by, the first that has a value winning. Names are compared without
#: case, marks and underscores, so `Tiêu đề`, `tieu_de` and `TIEUDE` are one. All other fields are ignored.
FIELDS: dict[str, tuple[str, ...]] = {
    "id": ("id",),
    "title": ("title", "headline", "tiêu đề", "tên bài"),
    "lead": ("lead", "summary", "sapo", "tóm tắt"),
    "body": ("body", "text", "content", "nội dung"),
    "date": ("date", "published", "ngày đăng", "ngày đăng bài", "ngày"),
    "category": ("category", "categories", "chuyên mục"),
    "url": ("url", "link", "đường dẫn", "địa chỉ"),
    "source": ("source", "nguồn"),
    "author": ("author", "tác giả"),
}

# What parts the steps of a path written as text. `/` and `|` also stand inside names (`KT/XH`), so they need spaces.
_STEPS = re.compile(r"\s*[>»›]\s*|\s+[/|]\s+")

# The step that every path of every site begins with says nothing.
_HOME = frozenset({"trang chủ", "trang chính", "trang nhất", "home", "homepage"})


def plain_name(name: str) -> str:
    """Write a name without case, marks, spaces and signs: `Tiêu đề` and `tieu_de` give `tieude`."""
    letters = unicodedata.normalize("NFKD", name.casefold().replace("đ", "d"))
    return "".join(letter for letter in letters if letter.isalnum())


# For each name without marks: its field, and its place among the names of the field.
_FIELD_OF = {plain_name(name): (field, at) for field, names in FIELDS.items() for at, name in enumerate(names)}
_LONGEST_FIELD = 40


@lru_cache(maxsize=1024)
def _field_and_place(name: str) -> tuple[str, int]:
    return _FIELD_OF.get(plain_name(name), ("", 0))


def field_of(name: str) -> str:
    """Return the field that `name` stands for, a key of `FIELDS`, or `""` if it is none."""
    return _field_and_place(name)[0] if len(name) <= _LONGEST_FIELD else ""


def article_of_record(record: Mapping[str, object], path: str, line: int) -> Article:
    """Make an article of a record whose fields bear any of the names in `FIELDS`.

    Raises:
        Refused: title or body is missing, a field has the wrong type or the date cannot be.
    """
    values: dict[str, object] = {}
    known = (name for name in record if field_of(name))
    for name in sorted(known, key=lambda name: _field_and_place(name)[1]):
        field = field_of(name)
        if values.get(field) in (None, "", []):
            values[field] = record[name]
    own_id = values.get("id")
    if own_id is not None and (isinstance(own_id, bool) or not isinstance(own_id, str | int)):
        raise Refused(f"'id' is {_type_of(own_id)}; a text or a whole number is expected")
    return make_article(
        path=path,
        record=f"id={own_id}" if own_id not in (None, "") else f"line={line}",
        title=_text(values, "title"),
        lead=_text(values, "lead"),
        body=_text(values, "body"),
        date=_text(values, "date"),
        categories=_category_path(values.get("category")),
        url=_text(values, "url"),
        source=_text(values, "source"),
        author=_text(values, "author"),
    )


def make_article(
    *,
    path: str,
    record: str,
    title: str,
    body: str,
    lead: str = "",
    date: str | dt.date = "",
    categories: Sequence[str] = (),
    url: str = "",
    source: str = "",
    author: str = "",
) -> Article:
    """Clean the text of an article and put it together.

    `path` and `record` name where it stands (see `identity`). `date` is a day, or what the source writes. A `url`
    that is no absolute web address is left out. Without a `source` the host of the `url` is taken, less `www.`.

    Raises:
        Refused: there is no title or no body, the date cannot be, or a text holds half of a surrogate pair.
    """
    for text in (title, lead, body, url, source, author, record, *categories):
        _refuse_surrogates(text)
    title = clean_line(title)
    if not title:
        raise Refused("no title")
    body = clean_text(body)
    if not body:
        raise Refused("no body")
    url = clean_line(url)
    address = web_address(url)
    host = (address.hostname or "").removeprefix("www.") if address else ""
    return Article(
        id=article_id(url, path, record),
        title=title,
        lead=clean_text(lead),
        body=body,
        date=_day(date),
        categories=without_home(clean_line(step) for step in categories),
        url=url if address else "",
        source=clean_line(source) or host,
        author=clean_line(author),
    )


def _day(date: str | dt.date) -> dt.date | None:
    if isinstance(date, dt.date):
        return date
    written = clean_line(date)
    try:
        return parse_date(written) if written else None
    except ValueError as error:
        raise Refused(str(error)) from None


def split_path(written: str) -> list[str]:
    """Cut a path of categories at `>`, `»`, `›`, or at `/` and `|` between spaces.

    >>> split_path("Trang chủ > Tin Tức » Kinh tế/Xã hội")
    ['Trang chủ', 'Tin Tức', 'Kinh tế/Xã hội']
    """
    return [step for part in _STEPS.split(written) if (step := clean_line(part))]


def is_home(step: str) -> bool:
    """Tell whether a step of a path is the home page: `Trang chủ`, `Home`."""
    return step.casefold() in _HOME


def without_home(steps: Iterable[str]) -> tuple[str, ...]:
    """Drop empty steps and the home page."""
    return tuple(step for step in steps if step and not is_home(step))


def _text(values: Mapping[str, object], field: str) -> str:
    value = values.get(field)
    if value is None:
        return ""
    if not isinstance(value, str):
        raise Refused(f"'{field}' is {_type_of(value)}; a text is expected")
    return value


def _category_path(value: object) -> list[str]:
    if value is None:
        return []
    if isinstance(value, str):
        return split_path(value)
    if not isinstance(value, list):
        raise Refused(f"'category' is {_type_of(value)}; a text or a list of texts is expected")
    for step in value:
        if not isinstance(step, str):
            raise Refused(f"'category' holds {_type_of(step)}; a text or a list of texts is expected")
    return value


def _type_of(value: object) -> str:
    match value:
        case bool():
            return "true or false"
        case int() | float():
            return "a number"
        case str():
            return "a text"
        case list():
            return "a list"
        case dict():
            return "an object"
    return "null"


def _refuse_surrogates(text: str) -> None:
    try:
        text.encode()
    except UnicodeEncodeError as error:
        raise Refused(f"not valid text: half of a surrogate pair, U+{ord(text[error.start]):04X}") from None
