"""What stands around a mention: its date, its issuing organ, its title.

A date belongs to the reference it stands beside, before or after the organ; a date at the head of the clause
belongs to it only when the clause tells of the issuing ("Ngày 7/6/2017, Thủ tướng đã ban hành Quyết định …").
"""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass

from index.citation_dates import ReadDate, read_date, read_year
from index.citation_law_names import LAW_TYPES
from index.citation_mention import Mention
from index.citation_organs import clause_start, organ_after, organ_before, organ_later
from index.citation_shadow import Shadow


@dataclass(slots=True)
class Context:
    """What the text says of one mention, and where that ends.

    `year` is that of `date`, or a year printed alone beside the mention; 0 after a day and month without a year.
    """

    date: dt.date | None = None
    year: int | None = None
    issuer: str | None = None
    title: str | None = None
    end: int = 0


_CLAUSE_DAY = re.compile(r"(?<![a-z])ngay ?(?=[0-9])")
#: Marks matter: "cơ sở" has no "có".
_ISSUED = re.compile(r"(?<![^\W_])(?:ban hành|ký|kí|ra|có|thông qua|phê duyệt|công bố)(?![^\W_])", re.IGNORECASE)
#: How a reference goes on that tells its date later: "(Quyết định 866) đã được Thủ tướng phê duyệt ngày 18-7-2023".
_LATER = re.compile(
    r"(?: ?- ?pv)? ?\)? ?,? ?(?:nay )?(?:da |vua |moi )?duoc (?:(?!du an|hop dong)[a-z]+ ){0,7}"
    r"(?:ban hanh|ky|phe duyet|thong qua) (?:vao )?(?=ngay)"
)
#: The same after a title, where the year in the number tells that the date belongs to it.
_MUCH_LATER = re.compile(
    r"[^.;:\n]{1,200}?(?<![a-z])(?:duoc|do) [^.;:,\n]{0,60}?(?:ban hanh|ky) (?:vao )?(?=ngay ?[0-9])"
)
_ISSUED_PLAIN = re.compile(r"(?<![a-z])(?:ban hanh|ky|thong qua|phe duyet|cong bo)(?![a-z])")
#: The title of an old law between its number and its date: "Pháp lệnh số 10-LCT/HĐNN7 sửa đổi … ngày 26 tháng 02 …".
_TITLED = re.compile(
    r" (?:sua doi|bo sung|quy dinh|ve) [a-z ,-]{3,160}?(?<! tu)(?<! truoc)(?<! sau)(?<! den)(?<! vao)"
    r"(?= ngay [0-9]{1,2} thang)"
)
_OTHER_DATE = re.compile(r"[0-9]/[0-9]")
#: What may stand between a mention and its date: an older number of the unit, a short name. "QĐ-C45 (C46) ngày …".
_BRACKET = re.compile(r" ?\([^()\n]{1,24}\)(?= ?,? ?ngay ?[0-9])")
#: The rest of a symbol that could not be read: a date behind it is no other mention's. "NQ-HĐQT|_Vinafor ngày …".
_REST = re.compile(r"[^\s,;:()]{0,14}(?: ?[_/.&-]? ?(?:[A-ZĐ0-9][^\s,;:()]{0,14}|\([^()\n]{1,24}\))){0,3} ?")
_LINK = re.compile(r"[ \n]?(?:,|;|va|hoac|, va|; va)[ \n]?(?:so ?:? ?)?")
_QUOTES = {"“": "”", '"': '"', "«": "»", "‘": "’", "'": "'"}
_ABOUT = re.compile(r" ?,? ?(?=(?:ve|v/v) )")
#: "về việc" before a title in quotes.
_ABOUT_QUOTED = re.compile(r"(?:ve|v/v)(?: viec)?:? (?=[^a-z0-9 ])")
_TITLE_END = re.compile(
    r"(?<!(?<![a-z])tp)(?<!(?<![a-z])tx)\.|[;?!“”\"\n]|, (?:theo do|trong do|co hieu luc|thay the)"
    r"| \((?:(?:ban hanh )?kem theo|sau day|goi tat|goi la|viet tat|duoc ban hanh)"
    r"| (?:co hieu luc|moi duoc|da duoc|duoc ban hanh|vua duoc|chinh thuc|neu ro|quy dinh ro)"
)
#: The line of a register that follows another: a title does not go over it.
_NEXT_ENTRY = re.compile(r" (?=v/v |ve viec )")
#: The longest title and the longest way from a date at the head of a clause to the mention, in characters.
_MAX_TITLE, _REACH_BACK, _MAX_BETWEEN = 500, 200, 150


def attach(shadow: Shadow, mentions: list[Mention]) -> list[Context]:
    """Read the context of each mention; the lists run in step."""
    contexts: list[Context] = []
    for index, mention in enumerate(mentions):
        limit = mentions[index + 1].start if index + 1 < len(mentions) else len(shadow.text)
        contexts.append(_after(shadow, mention, limit))
    _share_trailing_organs(shadow, mentions, contexts)
    for index, (mention, context) in enumerate(zip(mentions, contexts, strict=True)):
        if not mention.number or mention.kind == "standard":
            continue
        if index and mention.listed:
            context.issuer = context.issuer or contexts[index - 1].issuer
        else:
            floor = max(mentions[index - 1].end, contexts[index - 1].end) if index else 0
            _before(shadow, mention, context, floor)
    return contexts


def _after(shadow: Shadow, mention: Mention, limit: int) -> Context:
    """Read date and organ, in either order, and the title that follows them."""
    context = Context(end=mention.end)
    if mention.kind == "standard":
        return context
    named = mention.kind == "named"
    for _ in range(3):
        read = None
        if context.year is None:
            if not named and "(" in shadow.folded[context.end : context.end + 2]:
                bracket = _BRACKET.match(shadow.folded, context.end, limit)
                context.end = bracket.end() if bracket is not None else context.end
            read = read_date(shadow.folded, context.end) or (None if named else read_year(shadow.folded, context.end))
        if read is not None and read.end <= limit:
            _take(context, read)
            continue
        if named or context.issuer is not None:
            break
        organ = organ_after(shadow, context.end, limit, joint=mention.type.code in ("ttlt", "nqlt"))
        if organ is None:
            break
        context.issuer, context.end = organ
    if context.issuer is None and not named:
        context.issuer = organ_later(shadow, context.end, limit)
    context.title = _title(shadow, context.end, limit)
    if context.year is None and not named:
        _take_later(shadow, mention, context, limit)
    return context


def _take_later(shadow: Shadow, mention: Mention, context: Context, limit: int) -> None:
    """Take a date that is told later in the clause."""
    match = (_LATER if mention.year is None else _MUCH_LATER).match(shadow.folded, context.end, limit)
    if match is None and mention.year is None and mention.type.name in LAW_TYPES:
        match = _TITLED.match(shadow.folded, context.end, limit)
    read = read_date(shadow.folded, match.end()) if match is not None else None
    if read is not None and read.date is not None and mention.year in (None, read.year):
        context.date, context.year = read.date, read.year


def _take(context: Context, read: ReadDate) -> None:
    # 0 stands for a day without a year: no other date is looked for.
    context.date, context.year, context.end = read.date, read.year or 0, read.end


def _share_trailing_organs(shadow: Shadow, mentions: list[Mention], contexts: list[Context]) -> None:
    """Give a list its one organ: "số 460/QĐ-UBND …; số 2630/QĐ-UBND … của Chủ tịch UBND tỉnh Sơn La"."""
    for index in range(len(mentions) - 2, -1, -1):
        here, following = contexts[index], contexts[index + 1]
        if here.issuer is not None or following.issuer is None:
            continue
        gap = shadow.folded[here.end : mentions[index + 1].start]
        alike = mentions[index].type == mentions[index + 1].type
        if len(gap) <= 16 and alike and _LINK.fullmatch(gap):
            here.issuer = following.issuer


def _before(shadow: Shadow, mention: Mention, context: Context, floor: int) -> None:
    """Read the subject of the issuing verb before a mention, and the date at the head of its clause."""
    if context.issuer is None:
        context.issuer = organ_before(shadow, mention.start, floor)
    if context.year is not None:
        return
    start = clause_start(shadow.folded, mention.start, max(floor, mention.start - _REACH_BACK))
    for day in _CLAUSE_DAY.finditer(shadow.folded, start, mention.start):
        read = read_date(shadow.folded, day.start())
        if read is None or read.date is None or mention.year not in (None, read.year):
            continue
        if floor and start == floor and _REST.fullmatch(shadow.text, floor, day.start()):
            continue
        if _tells_issue(shadow, read.end, mention.start):
            context.date, context.year = read.date, read.year


def _tells_issue(shadow: Shadow, start: int, end: int) -> bool:
    """Tell whether the words between a date and a mention say that it was issued then."""
    if end - start > _MAX_BETWEEN or _OTHER_DATE.search(shadow.folded, start, end):
        return False
    words = shadow.text[start:end]
    return _ISSUED.search(words) is not None or (words.isascii() and _ISSUED_PLAIN.search(words.lower()) is not None)


def _title(shadow: Shadow, position: int, limit: int) -> str | None:
    """Read the title at the offset; the next mention is at `limit`."""
    text, folded = shadow.text, shadow.folded
    begin = position
    while begin < len(text) and begin - position < 4 and text[begin] in " ,:":
        begin += 1
    if text[begin : begin + 1] in _QUOTES:
        return _quoted(text, begin)
    about = _ABOUT.match(folded, position)
    if about is None:
        return None
    quoted = _ABOUT_QUOTED.match(folded, about.end())
    if quoted is not None and text[quoted.end()] in _QUOTES and text[quoted.end() + 1 : quoted.end() + 2].isupper():
        return _quoted(text, quoted.end())
    end = _TITLE_END.search(folded, about.end(), about.end() + _MAX_TITLE)
    if about.end() < limit - 2 and text[limit - 2 : limit] == " (" and (end is None or end.start() > limit - 2):
        return _tidy(text[about.end() : limit - 2]) if limit - about.end() <= _MAX_TITLE else None
    if end is None and len(text) > about.end() + _MAX_TITLE:
        return None
    last = end.start() if end is not None else len(text)
    for entry in _NEXT_ENTRY.finditer(folded, about.end() + 3, last):
        if shadow.breaks_line(entry.start(), entry.end()):
            last = entry.start()
            break
    return _tidy(text[about.end() : last])


def _quoted(text: str, opening: int) -> str | None:
    """Read what stands between the quotation mark at the offset and the one that closes it."""
    closing = text.find(_QUOTES[text[opening]], opening + 1, opening + 1 + _MAX_TITLE)
    return _tidy(text[opening + 1 : closing]) if closing > 0 else None


def _tidy(words: str) -> str | None:
    return " ".join(words.split()).rstrip(" ,") or None
