"""Names for people: how an instrument and its issuer are written in a facet or beside an article."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache
from typing import TYPE_CHECKING

from index import vocabulary
from index.aliases import law_of
from index.citation_law_names import official_names
from index.citation_shadow import fold_code, fold_letters, slug
from index.citation_symbols import heads, is_party, issuer_of, join, official_group, split_head

if TYPE_CHECKING:
    from index.citations import Citation

#: Which of the three central organs of the Party a text names; the symbol TW does not tell.
_CENTRAL_PARTY = {
    "Bộ Chính trị": re.compile(r"\b(?:bo chinh tri|bct)\b"),
    "Ban Bí thư": re.compile(r"\b(?:ban bi thu|bbt)\b"),
    "Ban Chấp hành Trung ương Đảng": re.compile(
        r"\b(?:ban chap hanh|bch|hoi nghi)\b(?! (?:trung uong|tw) (?:doan|hoi)\b)"
    ),
}
#: What a name ends in that does not tell which body it is.
_UNKNOWN = " (chưa rõ "
_UNKNOWN_CENTRAL = f"Trung ương Đảng{_UNKNOWN}cơ quan)"
#: Who passes what is called a law.
_PASSED_BY = {
    "Hiến pháp": "Quốc hội",
    "Bộ luật": "Quốc hội",
    "Luật": "Quốc hội",
    "Pháp lệnh": "Ủy ban Thường vụ Quốc hội",
}
#: Whole years in which the State Council passed ordinances, under the constitution of 1980.
_YEARS_OF_STATE_COUNCIL = range(1982, 1992)
#: Ranks of units, and what the Party committee of one is called.
_PARTY_COMMITTEES = {
    "tỉnh": "Tỉnh ủy",
    "thành phố": "Thành ủy",
    "huyện": "Huyện ủy",
    "quận": "Quận ủy",
    "thị xã": "Thị ủy",
}


def label(citation: Citation) -> str:
    """Write the display name: "Quyết định 2351/QĐ-TTg (24/12/2010)", "Luật Đất đai năm 2013 (45/2013/QH13)".

    The separators are the official ones; the date stands only where the number holds no year, and an unknown
    year is left out. A law of the table bears its name and its number, however it is cited.
    """
    law = law_of(citation.key)
    if law is not None:
        return law_label(law)
    if citation.kind == "named":
        return _law_label(citation)
    if citation.kind == "standard":
        return _standard_label(citation)
    number = _number(citation)
    if citation.symbol is None:
        return f"{citation.type} {number}{_slash_year(citation)}{_place_suffix(citation)}{_when(citation)}"
    groups = _groups(citation.symbol)
    separator = "-" if is_party(groups) else "/"
    symbol = join(
        [official_group(group) if _is_listed(group) else group for group in groups], _separators(citation.symbol)
    )
    return (
        f"{citation.type} {number}{_slash_year(citation)}{separator}{symbol}{_place_suffix(citation)}{_when(citation)}"
    )


def labels(citations: Iterable[Citation]) -> dict[str, str]:
    """Give each key one label, that of its most complete citation, in the order of first mention."""
    best: dict[str, Citation] = {}
    for citation in citations:
        known = best.get(citation.key)
        if known is None or _completeness(citation) > _completeness(known):
            best[citation.key] = citation
    return {key: label(citation) for key, citation in best.items()}


def issuer_name(citation: Citation) -> str:
    """Give the issuing organ as a facet shows it: "Thủ tướng Chính phủ", "UBND tỉnh Gia Lai"; "" where unknown."""
    if citation.type in _PASSED_BY:
        return _passed_by(citation)
    if citation.kind == "standard":
        organ = issuer_of((citation.symbol or "").partition("/")[2] or "-")
        return organ.name if organ is not None else ""
    if citation.symbol is None:
        return "Chính phủ" if citation.type == "Nghị định" else _named_in(citation)
    groups = _groups(citation.symbol)
    organs = groups[1:] if fold_code(groups[0]) in heads() and len(groups) > 1 else groups
    found = [organ for group in organs if (organ := issuer_of(group)) is not None]
    if not found:
        return _chairman(citation) if organs[0] == "CT" and len(groups) > 1 else _named_in(citation)
    if citation.type in ("Thông tư liên tịch", "Nghị quyết liên tịch"):
        return ", ".join(dict.fromkeys(organ.name for organ in found))
    if found[0].symbol == "TW":
        return _central_party(citation)
    if found[0].local:
        return _local(found[0].name, citation)
    return found[0].name


def tells_body(name: str) -> bool:
    """Tell whether an issuer's name says which body it is: not "" nor "UBND (chưa rõ địa phương)"."""
    return bool(name) and _UNKNOWN not in name


def law_label(law: vocabulary.Law) -> str:
    """Write the display name of a law by name and number: "Luật Đất đai năm 2013 (45/2013/QH13)"."""
    return f"{law.type} {law.name} năm {law.year} ({law.number})"


def _passed_by(citation: Citation) -> str:
    """Name who passed a law: old numbers bear the letters of who promulgated it ("21-LCT/HĐNN8", "35-L/CTN")."""
    if citation.type == "Pháp lệnh" and (citation.year or 0) in _YEARS_OF_STATE_COUNCIL:
        return "Hội đồng Nhà nước"
    return _PASSED_BY[citation.type]


def _law_label(citation: Citation) -> str:
    code, number, year = citation.key.split(":")
    if code == "hienphap":
        return f"Hiến pháp năm {year}"
    name = official_names().get(number.replace("-", " ")) or citation.name or number.replace("-", " ")
    return f"{citation.type} {name} năm {year}"


def _standard_label(citation: Citation) -> str:
    code, _, organ = (citation.symbol or "").partition("/")
    year = f":{citation.year}" if citation.year else ""
    return f"{code} {citation.number}{year}{'/' + organ if organ else ''}"


def _number(citation: Citation) -> str:
    """Write the number with the leading zero that is official below ten."""
    number = citation.key.split(":")[1]
    digits = number.rstrip("abcdefghijklmnopqrstuvwxyz")
    return number.rjust(len(number) - len(digits) + 2, "0") if digits.isdigit() else number


def _slash_year(citation: Citation) -> str:
    return f"/{citation.number_year}" if citation.number_year else ""


def _when(citation: Citation) -> str:
    if citation.number_year:
        return ""
    date = citation.date
    if date is not None:
        # Official writing: two digits for days below ten and for January and February.
        month = f"{date.month:02}" if date.month < 3 else str(date.month)
        return f" ({date.day:02}/{month}/{date.year})"
    year = citation.key.split("@")[0].rpartition(":")[2]
    return "" if year == "?" else f" ({year})"


def _completeness(citation: Citation) -> tuple[bool, ...]:
    return (
        citation.kind != "short",
        citation.date is not None,
        citation.number_year is not None,
        citation.year is not None,
        citation.issuer is not None,
    )


def _groups(symbol: str) -> list[str]:
    groups = symbol.replace("/", "-").split("-")
    parted = split_head(groups[0])
    return [*parted, *groups[1:]] if parted is not None else groups


def _separators(symbol: str) -> list[str]:
    printed = [char for char in symbol if char in "/-"]
    return ["-"] * (len(_groups(symbol)) - 1 - len(printed)) + printed


def _is_listed(group: str) -> bool:
    return issuer_of(group) is not None or fold_code(group) in heads()


@cache
def _places() -> dict[str, vocabulary.Place]:
    return {place.slug: place for place in vocabulary.places()}


def _unit(citation: Citation) -> str:
    """Name the unit of a scope: "tỉnh Gia Lai", "quận Thanh Xuân"; "" where only its slug is known."""
    if citation.scope is None:
        return ""
    place = _places().get(citation.scope)
    if place is not None:
        return f"{place.kind} {place.name}"
    words = (citation.issuer or "").split()
    for start in range(len(words)):
        if slug(" ".join(words[start:])).startswith(citation.scope):
            count = citation.scope.count("-") + 1
            return " ".join((_rank(words[:start]), *words[start : start + count])).strip(" ,")
    return ""


def _rank(words: list[str]) -> str:
    for rank in ("thành phố", "thị xã", "thị trấn", "huyện", "quận", "phường", "xã", "tỉnh"):
        if " ".join(words).lower().endswith(rank):
            return rank
    return "thành phố" if words and words[-1].lower().rstrip(".") == "tp" else ""


def _place_suffix(citation: Citation) -> str:
    unit = _unit(citation)
    return f" {unit}" if unit else ""


def _local(organ: str, citation: Citation) -> str:
    unit = _unit(citation)
    return local_body(organ, unit) if unit else f"{organ}{_UNKNOWN}địa phương)"


def local_body(organ: str, unit: str) -> str:
    """Name the organ of a unit: `"UBND"` of `"tỉnh Gia Lai"` → "UBND tỉnh Gia Lai", "Tỉnh ủy" → "Tỉnh ủy Gia Lai".

    A Party committee takes the rank of its unit into its own name: that of a city is a "Thành ủy".
    """
    rank = next((rank for rank in _PARTY_COMMITTEES if unit.startswith(f"{rank} ")), None)
    bare = unit.removeprefix(f"{rank} ")
    for committee in _PARTY_COMMITTEES.values():
        if organ == committee or organ.endswith(f" {committee}"):
            own = _PARTY_COMMITTEES[rank] if rank is not None else committee
            return f"{organ.removesuffix(committee)}{own} {bare}"
    # "Công an tỉnh" has the rank in its name already.
    return f"{organ} {bare if rank is not None and organ.endswith(f' {rank}') else unit}"


def _chairman(citation: Citation) -> str:
    """Name the organ of `QĐ-CT`, a decision of the chairman of a people's committee."""
    return _local("UBND", citation)


def _central_party(citation: Citation) -> str:
    folded = fold_letters(citation.issuer or "")
    return next((name for name, phrase in _CENTRAL_PARTY.items() if phrase.search(folded)), _UNKNOWN_CENTRAL)


@cache
def _phrases() -> tuple[tuple[str, vocabulary.Issuer], ...]:
    rows = [(fold_letters(phrase), row) for row in vocabulary.issuers() for phrase in row.phrases]
    return tuple(sorted(rows, key=lambda each: -len(each[0])))


def _named_in(citation: Citation) -> str:
    """Name the organ that the printed words tell of; "" where they tell of none that is known."""
    folded = f" {fold_letters(citation.issuer or '')} "
    for phrase, organ in _phrases():
        if f" {phrase} " in folded:
            if organ.symbol == "TW":
                return _central_party(citation)
            return _local(organ.name, citation) if organ.local else organ.name
    return ""
