"""The lines that portals put round an article: breadcrumb, date, author, source, address.

Each function looks at cleaned lines and says what they are, strictly: a line of which it is not sure is text.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from index.importers.dates import leading_date
from index.importers.identity import web_address
from index.importers.records import is_home, plain_name, split_path, without_home

#: What stands before the colon, and which field of the article comes after it. `""` is counters and the like;
#: `updated` stands in for a missing `date`.
LABELS: dict[str, str] = {
    "ngày đăng bài": "date",
    "ngày đăng tin": "date",
    "ngày đăng": "date",
    "đăng ngày": "date",
    "đăng lúc": "date",
    "ngày xuất bản": "date",
    "ngày cập nhật": "updated",
    "cập nhật": "updated",
    "cập nhật ngày": "updated",
    "cập nhật lúc": "updated",
    "chuyên mục": "category",
    "tác giả": "author",
    "tác giả bài viết": "author",
    "người viết": "author",
    "nguồn": "source",
    "nguồn tin": "source",
    "đường dẫn": "url",
    "địa chỉ": "url",
    "liên kết": "url",
    "link": "url",
    "url": "url",
    "lượt xem": "",
    "số lượt xem": "",
    "lượt đọc": "",
    "số lần đọc": "",
}
_FIELD_OF = {plain_name(label): field for label, field in LABELS.items()}
_LABELLED = re.compile(r"([^\W\d_][^:]{1,24}?)\s*:\s*(\S.*)")
# The labels of dates are also written without a colon; the longer ones are tried first.
_DATE_LABELS = sorted((label for label, field in LABELS.items() if field in ("date", "updated")), key=len, reverse=True)
_DATED = re.compile(f"({'|'.join(_DATE_LABELS)})\\s+(.+)", re.IGNORECASE)

# The longest name of an author or a publishing body; what is longer is a sentence.
_LONGEST_NAME = 100

# "Thu An", "Y-Moan Ê-ban", "H.M": one to four words, or initials with points; then perhaps a second name or the
# author's office.
_WORD = r"[^\W\d_]+(?:[-'’][^\W\d_]+)?"
_BYLINE = re.compile(
    rf"(?P<name>{_WORD}(?: {_WORD}){{0,3}}|(?:[^\W\d_]\.\s?){{1,3}}[^\W\d_]{{1,10}}\.?)"
    rf"(?:\s?[-–,&]\s(?P<rest>{_WORD}(?:,? {_WORD}){{0,9}}))?"
)


def labelled(line: str) -> tuple[str, str] | None:
    """Return the field and the value of a line such as `Ngày đăng bài : 09/04/2019` or `Nguồn: Cổng TTĐT tỉnh`.

    Only the date is given of a line with a date and more (`Ngày đăng: 09/04/2019 | Lượt xem: 15`). What is too long
    for the field, or for `updated` is no date, is text (`Cập nhật: giá xăng tăng`).
    """
    found = _LABELLED.fullmatch(line)
    field = _FIELD_OF.get(plain_name(found[1])) if found else None
    if not found or field is None:
        dated = _DATED.fullmatch(line)
        date = leading_date(dated[2]) if dated else ""
        return (_FIELD_OF[plain_name(dated[1])], date) if dated and date else None
    value = found[2]
    match field:
        case "date":
            value = leading_date(value) or value
            fits = len(value) <= _LONGEST_NAME
        case "updated":
            value = leading_date(value)
            fits = bool(value)
        case "url":
            fits = web_address(value) is not None
        case _:
            fits = len(value) <= _LONGEST_NAME and not value.endswith((".", ";", "!", "?"))
    return (field, value) if fits else None


def is_heading(line: str) -> bool:
    """Tell whether a line is the heading over a breadcrumb: `CHUYÊN MỤC`."""
    return len(line) <= 20 and plain_name(line) == "chuyenmuc"


def breadcrumb(line: str, title: str = "") -> tuple[str, ...] | None:
    """Return the categories of a line such as `Trang chủ > Tin Tức > Tin tổng hợp > TITLE`, or None.

    A line is a breadcrumb if it begins at the home page or ends in the title. The home page and a last step that
    repeats the title are no categories; see `repeats`.
    """
    steps = split_path(line)
    if len(steps) < 2 or not (is_home(steps[0]) or (title and repeats(steps[-1], title))):
        return None
    return without_title(without_home(steps), title)


def without_title(steps: tuple[str, ...], title: str) -> tuple[str, ...]:
    """Drop the last step of a path if it repeats the title."""
    return steps[:-1] if steps and title and repeats(steps[-1], title) else steps


def repeats(step: str, title: str) -> bool:
    """Tell whether `step` is the title, whatever its case and marks, perhaps cut short with `…`."""
    if len(step) > 2 * len(title) + 40:
        return False  # a long paragraph need not be looked at
    whole = plain_name(title)
    if step.endswith(("…", "...")):
        return bool(plain_name(step)) and whole.startswith(plain_name(step))
    return plain_name(step) == whole


def is_byline(line: str) -> bool:
    """Tell whether a line could be an author's name: `Thu An`, `H.M`, `Nguyễn Văn A - Sở Nội vụ`.

    A name is one to four words, each with a capital first and small letters after it, or initials. So a sentence,
    a line in capitals and a line that ends in a full stop are not. A place is written alike (`Hà Nội`): whoever
    calls must also look at where the line stands.
    """
    found = _BYLINE.fullmatch(line) if len(line) <= _LONGEST_NAME else None
    if not found:
        return False
    name, rest = found["name"], found["rest"]
    if rest and not rest[0].isupper():
        return False
    if "." in name:
        return all(letter.isupper() for letter in name.split(".")[0])
    return all(_is_name(word) for word in name.split(" "))


def _is_name(word: str) -> bool:
    first, *others = re.split(r"[-'’]", word)
    return first[0].isupper() and all(part[1:].islower() or len(part) == 1 for part in (first, *others))


def take_tail(lines: Sequence[str], fields: dict[str, str], stands_apart: Callable[[int], bool]) -> list[str]:
    """Return `lines` without the labelled lines and the author's name at their end, which go into `fields`.

    A value that `fields` has already is not replaced. A name without a label is the author's only if
    `stands_apart` says of its place in `lines` that it is set differently from the text, and if no office in capitals
    stands over it: then it signs a document (`CHỦ TỊCH` / `Nguyễn Văn A`) and belongs to it. The first line stays.
    """
    kept = list(lines)
    while kept:
        if not kept[-1]:
            kept.pop()
            continue
        if not any(kept[:-1]):
            break
        if found := labelled(kept[-1]):
            field, value = found
            if field:
                fields.setdefault(field, value)
        elif "author" not in fields and _signs(kept) and stands_apart(len(kept) - 1):
            fields["author"] = kept[-1]
        else:
            break
        kept.pop()
    return kept


def _signs(lines: list[str]) -> bool:
    above = next(line for line in reversed(lines[:-1]) if line)
    return is_byline(lines[-1]) and not above.isupper()
