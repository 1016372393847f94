"""Laws cited by name ("Luật Đất đai năm 2013", "BLHS 2015") and standards ("TCVN 9250:2021")."""

from __future__ import annotations

import re
from functools import cache

from index import vocabulary
from index.citation_dates import read_date
from index.citation_scan import Mention, Word, type_named
from index.citation_shadow import Shadow, fold_letters

#: Codes that go by their initials; the key has the name in full.
INITIALS = {
    "BLHS": "hình sự",
    "BLDS": "dân sự",
    "BLLĐ": "lao động",
    "BLTTHS": "tố tụng hình sự",
    "BLTTDS": "tố tụng dân sự",
}
INITIALS_FOLDED = {fold_letters(short): fold_letters(name) for short, name in INITIALS.items()}
_INITIALS = re.compile(rf"(?<![^\W_])(?:{'|'.join(sorted(INITIALS, key=len, reverse=True))})(?![^\W_])")
_LAW_TYPES = frozenset({"Luật", "Bộ luật", "Pháp lệnh", "Hiến pháp"})

#: How far from its first word a name may end.
_REACH = 260
_YEAR = re.compile(r"(?P<lead>,? {0,3}\(? {0,2}(?:nam {1,3})?)(?P<year>(?:19|20)[0-9]{2})(?![0-9]|[/.-][0-9])")
_DAY = re.compile(r" {1,3}ngay {0,3}[0-9]")
_END = re.compile(r"[0-9]|[.:;!?\n\"“”«»/]")
_NAME_STOPS = re.compile(
    r"(?<![a-z])(?:duoc|da|se|hien hanh|nay|thi|la|khi|neu|tu|theo|hieu luc|thong qua|quy dinh|cung nhu|dang|phai|vao|ke tu|truoc|sau khi|nhu|"
    r"cho|rang|vua|moi|chua|khong|dieu|khoan|cu the|tai|con|cua chung|nghi dinh|thong tu|nghi quyet|ngay|giai doan|so)(?![a-z])"
)
_LOOSE_STOPS = re.compile(r"(?<![a-z])(?:phap|ve|moi|cua|va|gia|quoc te|nay|trong|voi|de|ma|co|bo sung)(?![a-z])")
_AMENDING = re.compile(r" {1,3}sua doi,? {1,3}bo sung {1,3}(?:mot {1,3}so|cac) {1,3}dieu")
#: What may stand between a name and its year and is no part of the name.
_REVISED = re.compile(r" {1,2}(?:\(? ?sua doi(?:,? bo sung)? ?\)?|\([a-z &]{2,12}\)|(?:duoc |da )?ban hanh(?: tu| vao)?|(?:duoc )?thong qua|hien hanh|cu|moi)$")
_INNER_NAME = re.compile(r"(?:(?:luat|phap lenh) (?!.*(?:luat|phap lenh) )(.+)|(bl[a-z]{2,4}))$")
_TREATY = re.compile(r"(?<![a-z])(?:cong uoc|hiep uoc)(?![a-z])[^.,;:\n]{0,80}$")

_STANDARD = re.compile(
    r"(?<![a-z0-9])(?P<code>tcvn|qcvn|tcxdvn|qcxdvn)(?: {0,2}:)? {0,3}(?:so {1,2})?"
    r"(?P<body>(?:iso/iec|iso|iec|astm)[ -]{0,2})?(?P<number>[0-9]{1,6}(?: ?- ?[0-9]{1,2}(?= ?:)|-[0-9]{1,2}|-[a-z]{1,3}(?![a-z]))?)"
    r"(?: {0,2}[:-] {0,2}(?P<year>(?:19|20|2 0)[0-9]{2}|[12] [0-9]{3})(?![0-9]))?"
)
_STANDARD_ISSUER = re.compile(r" ?/ ?([A-ZĐ]{2,10})(?![^\W_])")


def named_laws(shadow: Shadow, words: list[Word]) -> list[Mention]:
    """Find the laws cited by name and year or date, in order."""
    found: list[Mention] = []
    laws = [word for word in words if word.type is not None and word.type.name in _LAW_TYPES]
    covered = 0
    for index, word in enumerate(laws):
        if word.start < covered:
            continue
        limit = laws[index + 1].start if index + 1 < len(laws) else len(shadow.folded)
        mention = None
        if _AMENDING.match(shadow.folded, word.end):
            mention = _amending(shadow, word)
        mention = mention or _named(shadow, word, min(limit, word.end + _REACH))
        if mention is not None:
            found.append(mention)
            covered = mention.end
    found += [mention for match in _INITIALS.finditer(shadow.text) if (mention := _initials(shadow, match))]
    return found


def _named(shadow: Shadow, word: Word, limit: int) -> Mention | None:
    """Read the name from the end of the word to its year; None where no year or date ends it."""
    folded = shadow.folded
    assert word.type is not None
    stop = _END.search(folded, word.end, limit)
    if stop is None or not stop[0].isdigit():
        return None
    return _ended(shadow, word, stop.start())


def _ended(shadow: Shadow, word: Word, digit: int) -> Mention | None:
    """Make the mention of a law whose year or date begins with the digit at that offset."""
    folded = shadow.folded
    assert word.type is not None
    edge = digit
    while edge > word.end and folded[edge - 1] in " (,":
        edge -= 1
    for lead in ("ngay", "nam"):
        if folded.endswith(lead, word.end, edge) and not folded[edge - len(lead) - 1].isalnum():
            edge -= len(lead)
            while edge > word.end and folded[edge - 1] in " (,":
                edge -= 1
            break
    else:
        lead = ""
    name = folded[word.end : edge]
    if lead == "ngay":
        date = read_date(folded, edge)
        if date is None or date.year is None:
            return None
        end, year = edge, date.year
    else:
        match = _YEAR.match(folded, edge)
        if match is None:
            return None
        end, year = match.end(), int(match["year"])
    if word.type.name == "Hiến pháp":
        return Mention(word.start, end, "named", word.type, year=year, name="hiến pháp") if not name.strip() else None
    name = _REVISED.sub("", name.rstrip())
    if not _is_name(shadow, word, name) or not 1945 <= year <= 2040:
        return None
    if _TREATY.search(folded, max(0, word.start - 100), word.start):
        return None
    return Mention(word.start, end, "named", word.type, year=year, name=name.strip())


def _amending(shadow: Shadow, word: Word) -> Mention | None:
    """Read a law that amends another and is cited by its own date: it ends where the name of the other ends."""
    folded = shadow.folded
    stop = _END.search(folded, word.end, word.end + _REACH)
    if stop is None or not stop[0].isdigit():
        return None
    mention = _ended(shadow, word, stop.start())
    if mention is None or mention.year is None:
        return None
    inner = _INNER_NAME.search(mention.name)
    if inner is not None and mention.year in _years().get(_plain(INITIALS_FOLDED.get(inner[2] or "", inner[1] or "")), ()):
        return None  # "Luật sửa đổi … của Luật Đất đai năm 2013": the year is that of the amended law
    return mention


def _is_name(shadow: Shadow, word: Word, name: str) -> bool:
    """Tell whether words after "Luật" are a name: known, or begun with a capital and without a verb."""
    plain = _plain(name)
    if plain in _years():
        return True
    if not name.startswith(" ") or not plain:
        return False
    if _AMENDING.match(name) is not None:
        return True
    if shadow.text[word.end : word.end + 8].lstrip()[:1].isupper():
        return plain.count(" ") <= 16 and _NAME_STOPS.search(plain) is None
    # "Luật căn cước công dân năm 2014": the capital of "Luật" in mid-sentence tells of a name.
    named = shadow.text[word.start].isupper() and plain.count(" ") <= 7
    return named and _NAME_STOPS.search(plain) is None and _LOOSE_STOPS.search(plain) is None


def _plain(name: str) -> str:
    """Reduce a folded name to its words: commas come and go in "Luật Phòng, chống tham nhũng"."""
    return " ".join(name.replace(",", " ").split())


def _initials(shadow: Shadow, match: re.Match[str]) -> Mention | None:
    year = _YEAR.match(shadow.folded, match.end())
    if year is None:
        return None
    return Mention(
        match.start(), year.end(), "named", type_named("Bộ luật"), year=int(year["year"]), name=INITIALS[match[0]]
    )


@cache
def _years() -> dict[str, tuple[int, ...]]:
    return {_plain(fold_letters(row.name)): row.years for row in vocabulary.laws()}


def standards(shadow: Shadow) -> list[Mention]:
    """Find the national standards and technical regulations, in order."""
    found = []
    for match in _STANDARD.finditer(shadow.folded):
        end, issuer = match.end(), ""
        if match["year"]:
            organ = _STANDARD_ISSUER.match(shadow.text, end)
            if organ is not None:
                end, issuer = organ.end(), organ[1]
        name = "Tiêu chuẩn" if match["code"].startswith("t") else "Quy chuẩn"
        number = (match["body"] or "").strip(" -").upper() + shadow.text[match.start("number") : match.end("number")].replace(" ", "")
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
