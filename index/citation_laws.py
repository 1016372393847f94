"""Laws cited by name ("Luật Đất đai năm 2013", "BLHS 2015") and standards ("TCVN 9250:2021")."""

from __future__ import annotations

import re
from functools import cache

from index.citation_dates import read_date
from index.citation_law_names import INITIALS, LAW_TYPES, law_years, plain_name
from index.citation_mention import Mention, type_named
from index.citation_shadow import Shadow, fold_letters
from index.citation_words import Word, any_of_marked
from index.vocabulary import InstrumentType

_INITIALS = re.compile(rf"(?<![^\W_])(?:{'|'.join(sorted(INITIALS, key=len, reverse=True))})(?![^\W_])")
_FOLDED_INITIALS = {fold_letters(short): fold_letters(name) for short, name in INITIALS.items()}

#: How far from its first word a name may end.
_REACH = 260
_END = re.compile(r"[0-9]|[.:;!?\n\"“”«»/]")
_YEAR = re.compile(r"(?:, ?| )?\(? ?(?:nam )?(?P<year>(?:19|20)[0-9]{2})(?![0-9]|[/.-][0-9])")
_AMENDING = re.compile(
    r" (?:sua doi(?:,? bo sung)?|bo sung,? sua doi)"
    r"(?: (?:mot so|cac) dieu| (?:cac )?(?=(?:luat|bo luat|phap lenh|bl[a-z]{2,4}) ))"
)
#: What may stand between a name and its year and is no part of the name.
_REVISED = re.compile(
    r" (?:\(? ?sua doi(?:,? bo sung)? ?\)?|\([a-z &]{2,12}\)|(?:duoc |da )?ban hanh(?: tu| vao)?|hien hanh|cu|moi)$"
)
#: What a constitution may be called in full.
_STATE = re.compile(
    r"(?:(?: cua)? nuoc (?:(?:cong hoa xa hoi chu nghia|chxhcn) viet nam|viet nam dan chu cong hoa|chxhcnvn))?[ ,]*"
)
_TREATY = re.compile(r"(?<![a-z])(?:cong uoc|hiep uoc)(?![a-z])[^.,;:\n]{0,80}$")
#: The name of the law that another amends, at the end of that one's name.
_AMENDED = re.compile(r"(?:(?:luat|phap lenh) (?!.*(?:luat|phap lenh) )(?P<name>.+)|(?P<initials>bl[a-z]{2,4}))$")
_MAX_WORDS, _MAX_SMALL_WORDS = 16, 8
_FIRST_YEAR, _LAST_YEAR = 1945, 2040

_STANDARD = re.compile(
    r"(?<![a-z0-9])(?P<code>tcvn|qcvn|tcxdvn|qcxdvn)(?: ?:)? ?(?:so )?"
    r"(?P<body>(?:iso/iec|iso|iec|astm)[ -]{0,2})?"
    r"(?P<number>[0-9]{1,6}(?: ?- ?[0-9]{1,2}(?= ?:)|-[0-9]{1,2}(?![0-9])|-[a-z]{1,3}(?![a-z]))?)"
    r"(?P<parts>(?:, ?[0-9]{1,2}){1,9}(?= ?:))?"
    r"(?: ?[:/-] ?(?P<year>(?:19|20)[0-9]{2}|[12] [0-9]{3})(?![0-9]))?"
)
_STANDARD_ISSUER = re.compile(r" ?/ ?([A-ZĐ]{2,10})(?![^\W_])")


def named_laws(shadow: Shadow, words: list[Word]) -> list[Mention]:
    """Find the laws cited by name and year or date; not in order."""
    found: list[Mention] = []
    laws = [(word, word.type) for word in words if word.type is not None and _is_law(word.type)]
    covered = 0
    for index, (word, row) in enumerate(laws):
        if word.start < covered:
            continue
        limit = laws[index + 1][0].start if index + 1 < len(laws) else len(shadow.folded)
        mention = _amending(shadow, word, row) if _AMENDING.match(shadow.folded, word.end) else None
        mention = mention or _named(shadow, word, row, min(limit, word.end + _REACH))
        if mention is not None:
            found.append(mention)
            covered = mention.end
    found += [mention for match in _INITIALS.finditer(shadow.text) if (mention := _initials(shadow, match))]
    return found


def _is_law(row: InstrumentType) -> bool:
    return row.name in LAW_TYPES or row.name == "Hiến pháp"


def _amending(shadow: Shadow, word: Word, row: InstrumentType) -> Mention | None:
    """Read a law that amends another and is cited by its own date: it ends where the name of the other ends."""
    mention = _named(shadow, word, row, word.end + _REACH)
    if mention is None:
        return None
    amended = _AMENDED.search(mention.name)
    if amended is not None:
        name = _FOLDED_INITIALS.get(amended["initials"] or "", amended["name"] or "")
        if mention.year in law_years().get(plain_name(name), ()):
            return None  # "Luật sửa đổi … của Luật Đất đai năm 2013": the year is that of the amended law
    return mention


def _named(shadow: Shadow, word: Word, row: InstrumentType, limit: int) -> Mention | None:
    """Read a name from the end of its type word to its year or date; None where neither ends it before `limit`."""
    folded = shadow.folded
    stop = _END.search(folded, word.end, limit)
    if stop is None or not stop[0].isdigit():
        return None
    edge, lead = _before_lead(shadow, word.end, stop.start())
    if lead == "ngay":
        date = read_date(folded, edge)
        end, year = edge, date.year if date is not None else None
    else:
        match = _YEAR.match(folded, edge)
        end, year = (match.end(), int(match["year"])) if match is not None else (edge, None)
    if year is None or not _FIRST_YEAR <= year <= _LAST_YEAR:
        return None
    if row.name == "Hiến pháp":
        return Mention(word.start, end, "named", row, year=year) if _STATE.fullmatch(folded, word.end, edge) else None
    name = _REVISED.sub("", folded[word.end : edge])
    if not _is_name(shadow, word, name) or _TREATY.search(folded, max(0, word.start - 100), word.start):
        return None
    return Mention(word.start, end, "named", row, year=year, name=name.strip())


def _before_lead(shadow: Shadow, floor: int, digit: int) -> tuple[int, str]:
    """Give the offset before "ngày" or "năm" that leads up to a digit, and which of the two (folded) it was."""
    folded = shadow.folded
    edge = _strip_left(folded, floor, digit)
    for lead in ("ngay", "nam"):
        begin = edge - len(lead)
        # "Luật Biển Việt Nam 2012": that is no year's "năm".
        if begin >= floor and folded.startswith(lead, begin) and folded[max(0, begin - 5) : begin] != "viet ":
            return _strip_left(folded, floor, begin), lead
    return edge, ""


def _strip_left(folded: str, floor: int, edge: int) -> int:
    while edge > floor and folded[edge - 1] in " (,":
        edge -= 1
    return edge


def _is_name(shadow: Shadow, word: Word, name: str) -> bool:
    """Tell whether folded words after "Luật" are a name: a known one, or one with a capital and without a verb."""
    plain = plain_name(name)
    if plain in law_years():
        return True
    if not name.startswith(" ") or not plain or plain.startswith("("):
        return False
    printed = shadow.text[word.end : word.end + len(name)].lower()
    amending = _AMENDING.match(name)
    if _ends_early(printed[amending.end() if amending is not None else 0 :]):
        return False
    if amending is not None:
        return True
    if shadow.text[word.end : word.end + 3].lstrip()[:1].isupper():
        return plain.count(" ") < _MAX_WORDS
    # "Luật căn cước công dân năm 2014": the capital of "Luật" in mid-sentence tells of a name.
    named = shadow.text[word.start].isupper() and plain.count(" ") < _MAX_SMALL_WORDS
    return named and _small_name_stops().search(printed) is None


def _ends_early(printed: str) -> bool:
    """Tell whether a word stands in a name that no name of a law holds; "tại Việt Nam", "Điều lệ" may stand there."""
    return _name_stops().search(_kept_in_names().sub("", printed)) is not None


@cache
def _kept_in_names() -> re.Pattern[str]:
    return any_of_marked("name-keeps")


@cache
def _name_stops() -> re.Pattern[str]:
    return any_of_marked("name-stop")


@cache
def _small_name_stops() -> re.Pattern[str]:
    return any_of_marked("name-stop-small")


def _initials(shadow: Shadow, match: re.Match[str]) -> Mention | None:
    year = _YEAR.match(shadow.folded, match.end())
    if year is None:
        return None
    name = fold_letters(INITIALS[match[0]])
    return Mention(match.start(), year.end(), "named", type_named("Bộ luật"), year=int(year["year"]), name=name)


def standards(shadow: Shadow) -> list[Mention]:
    """Find the national standards and technical regulations, in order."""
    found: list[Mention] = []
    for match in _STANDARD.finditer(shadow.folded):
        end, issuer = match.end(), ""
        if match["year"]:
            organ = _STANDARD_ISSUER.match(shadow.text, end)
            if organ is not None:
                end, issuer = organ.end(), organ[1]
        name = "Tiêu chuẩn" if match["code"].startswith("t") else "Quy chuẩn"
        number = (
            (match["body"] or "").strip(" -").upper()
            + shadow.text[match.start("number") : match.end("number")].replace(" ", "")
            + (match["parts"] or "").replace(" ", "")
        )
        found.append(
            Mention(
                match.start(),
                end,
                "standard",
                type_named(name),
                number=number,
                year=int(match["year"].replace(" ", "")) if match["year"] else None,
                name=match["code"].upper() + ("/" + issuer if issuer else ""),
            )
        )
    return found
