"""What stands around a mention: its date, its issuing organ, its title.

A date belongs to the reference it stands beside, before or after the organ; a date at the head of the clause
belongs to it only when the clause tells of the issuing ("Ngày 7/6/2017, Thủ tướng đã ban hành Quyết định …").
"""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass

from index.citation_dates import ReadDate, read_date, read_year
from index.citation_mention import Mention
from index.citation_organs import organ_after, organ_before
from index.citation_shadow import Shadow


@dataclass(slots=True)
class Context:
    """What the text says of one mention. `year` is that of `date`, or a year printed alone beside it."""

    date: dt.date | None = None
    year: int | None = None
    issuer: str | None = None
    title: str | None = None
    end: int = 0


_CLAUSE_DAY = re.compile(r"(?<![a-z])ngay {0,3}(?=[0-9])")
_CLAUSE_YEAR = re.compile(r"(?<![a-z])nam {1,3}((?:19|20)[0-9]{2})(?![0-9])(?=,? )")
_ISSUED = re.compile(r"(?<![a-z])(?:ban hanh|ky|ra|co|thong qua|phe duyet|cong bo)(?![a-z])")
_LINK = re.compile(r"[ \n]{0,3}(?:,|;|va|hoac|, va|; va)[ \n]{0,3}(?:so[ :]{1,3})?$")
_QUOTES = {"“": "”", '"': '"', "«": "»", "‘": "’", "'": "'"}
_ABOUT = re.compile(r" {0,3},? {0,3}(?=(?:ve|v/v|ve viec) )")
_TITLE_END = re.compile(
    r"[.;“”\"\n]|, (?:theo do|trong do|co hieu luc|thay the)| (?:co hieu luc|moi duoc|da duoc|duoc ban hanh|vua duoc|chinh thuc|neu ro|quy dinh ro)"
)
_MAX_TITLE = 500


def attach(shadow: Shadow, mentions: list[Mention]) -> list[Context]:
    """Read the context of each mention; the lists run in step."""
    contexts: list[Context] = []
    for index, mention in enumerate(mentions):
        limit = mentions[index + 1].start if index + 1 < len(mentions) else len(shadow.text)
        contexts.append(_after(shadow, mention, limit))
    _share_trailing_organs(shadow, mentions, contexts)
    for index, (mention, context) in enumerate(zip(mentions, contexts, strict=True)):
        floor = max(mentions[index - 1].end, contexts[index - 1].end) if index else 0
        if mention.kind in ("full", "short") and not (index and mention.listed):
            _before(shadow, mention, context, floor)
        elif index and context.issuer is None and mention.kind in ("full", "short"):
            context.issuer = contexts[index - 1].issuer
    return contexts


def _after(shadow: Shadow, mention: Mention, limit: int) -> Context:
    folded = shadow.folded
    context = Context(end=mention.end)
    if mention.kind == "standard":
        return context
    for _ in range(3):
        read = read_date(folded, context.end) if context.date is None and context.year is None else None
        if read is None and context.year is None and mention.kind != "named":
            read = read_year(folded, context.end)
        if read is not None and read.end <= limit:
            _take(context, read)
            continue
        organ = (
            organ_after(shadow, context.end, limit, joint=mention.type.code in ("ttlt", "nqlt"))
            if context.issuer is None and mention.kind != "named"
            else None
        )
        if organ is None:
            break
        context.issuer, context.end = organ
    context.title = _title(shadow, context.end)
    return context


def _take(context: Context, read: ReadDate) -> None:
    context.date, context.year, context.end = read.date, read.year, read.end
    if read.year is None:
        context.year = 0  # a day without a year: no other date is looked for


def _share_trailing_organs(shadow: Shadow, mentions: list[Mention], contexts: list[Context]) -> None:
    """Give a list its one organ: "số 460/QĐ-UBND …; số 2630/QĐ-UBND … của Chủ tịch UBND tỉnh Sơn La"."""
    for index in range(len(mentions) - 2, -1, -1):
        here, following = contexts[index], contexts[index + 1]
        if here.issuer is not None or following.issuer is None:
            continue
        gap = shadow.folded[here.end : mentions[index + 1].start]
        alike = mentions[index].type == mentions[index + 1].type
        if len(gap) <= 16 and alike and _LINK.fullmatch(gap + " " if gap.strip() in ("va", "hoac") else gap):
            here.issuer = following.issuer


def _before(shadow: Shadow, mention: Mention, context: Context, floor: int) -> None:
    """Read the subject of the issuing verb before a mention, and the date at the head of its clause."""
    organ = None
    if context.issuer is None:
        organ = organ_before(shadow, mention.start, floor)
        if organ is not None:
            context.issuer = organ[0]
    if mention.year is not None or context.year is not None or context.date is not None:
        return
    head = max(floor, mention.start - 200)
    clause = shadow.folded[head : mention.start]
    for stop in re.finditer(r"[;!?\n]|(?<!tp)\.(?= )", clause):
        head_new = head + stop.end()
        clause_start = head_new
        floor = max(floor, clause_start)
    found = None
    for match in _CLAUSE_DAY.finditer(shadow.folded, max(floor, mention.start - 200), mention.start):
        found = match
    if found is not None:
        read = read_date(shadow.folded, found.start())
        if read is not None and read.date is not None and _tells_issue(shadow.folded[read.end : mention.start]):
            context.date, context.year = read.date, read.year


def _tells_issue(between: str) -> bool:
    """Tell whether the words between a date and a mention say that it was issued then."""
    return len(between) <= 150 and _ISSUED.search(between) is not None and not re.search(r"[0-9]/[0-9]", between)


def _title(shadow: Shadow, position: int) -> str | None:
    text, folded = shadow.text, shadow.folded
    begin = position
    while begin < len(text) and begin - position < 4 and text[begin] in " ,:":
        begin += 1
    opening = text[begin : begin + 1]
    if opening in _QUOTES:
        closing = text.find(_QUOTES[opening], begin + 1, begin + 1 + _MAX_TITLE)
        return _tidy(text[begin + 1 : closing]) if closing > 0 else None
    about = _ABOUT.match(folded, position)
    if about is None:
        return None
    end = _TITLE_END.search(folded, about.end(), about.end() + _MAX_TITLE)
    if end is None and len(text) > about.end() + _MAX_TITLE:
        return None
    return _tidy(text[about.end() : end.start() if end is not None else len(text)])


def _tidy(words: str) -> str | None:
    return " ".join(words.split()).rstrip(" ,") or None
