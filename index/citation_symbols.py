"""The letters of an instrument: reading them off a text, and their official form.

`QĐ-TTg`, `NQ/TW`, `UBND-NL`, `QĐUBND`, `qd-ttg`: groups of letters joined by `-` or `/`. The first group is the
head (`QĐ`: the type) or, in a letter, the organ itself (`UBND`).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache, lru_cache

from index import vocabulary
from index.citation_shadow import Shadow, fold_code
from index.vocabulary import InstrumentType, Issuer

#: A group in capitals, with the small letters of TTg, CTr, TTr, GDTrH. No tone marks: those begin a word, as in
#: "NĐ-CP - VƯỚNG MẮC", and a small letter followed by another is glued text: "NĐ-CPngày".
_CAPITALS = re.compile(
    r"(?P<unit>(?:UBTV)?QH ?1[0-9](?![0-9/]|[.,][0-9])|(?P<misread>(?:UBTV)?(?:[0O]H[1I]|QHI)[0-9I](?![^\W_]))"
    r"|L\.? ?0[0-9]{2}(?![0-9])|TT ?HĐND"
    r"|PC ?& ?CC ?[0-9]{1,2}(?![0-9])|(?:PC|PX|PA|CA|VC|[ACĐKPTV]) ?[0-9]{1,3}(?![0-9/.,])|V\.I{1,3})"
    r"|(?:T\.Ư|T\.W|(?:TT[gG]|Ttg|CTr(?:HĐ|PH)?|TTr|QyĐ|SNgV|ThU)(?=HĐ|PH|[^A-ZĐ]|$)|[A-ZĐÂÊÔƠƯĂ]+(?:[a-zđ]{1,2}(?:[A-ZĐ]{1,3})?(?![^\W\d_]))?)"
    r"(?:[0-9]{1,3}(?![0-9]))?(?:(?: ?& ?[A-ZĐ]{1,6}|&[A-ZĐ]{7,14})(?![^\W\d_]))*"
)
#: The first letters of a word that a lost blank joined to a group: "NĐ-CP|Về", "TT-BTC|Quy", but "UBND-QLĐTh".
_GLUED = re.compile(r"(?P<core>[^ ]{2,})[^ ](?<=[A-ZĐ])(?P<small>(?:[a-zđ]{0,1}[aeiouy][a-zđ]?)?)")
_SMALL = re.compile(r"[a-zđăâêôơư]{1,14}(?:[0-9]{1,3})?(?:&[a-zđ]{1,6})?(?![^\W_])")
_SEPARATOR = re.compile(r"( {0,3})([-/]{1,2}|(?<=[A-ZĐ])_(?=[A-ZĐ])|(?<=[a-zđ])_(?=[a-zđ])|\.(?= ?[A-ZĐ]))( {0,3})")
#: Groups that keep their digits: terms, departments. After another known one a digit marks a footnote: "NĐ-CP1".
_KEEPS_DIGITS = re.compile(r"qh|hdnn|hdnd|nh|tccp|bcdtknq|bcd|ub(?!nd).*|tt(?:kqh|hdnd)")
_NUMBERED_UNIT = re.compile(r"(?:pc|px|pa|ca|vc|[acdkptvx])[0-9]{1,3}")
#: What a keyboard leaves of a type head; the conventions allow these repairs and no others.
_REPAIRS = {"QDD": "QĐ", "QD": "QĐ", "QÐ": "QĐ", "ND": "NĐ", "CD": "CĐ", "QD8": "QĐ", "QD9": "QĐ"}
#: What a scan makes of the letters and digits of an assembly: "0H15", "QHI5".
_READINGS = str.maketrans({"0": "Q", "O": "Q"}), str.maketrans({"I": "1"})
#: The name of a firm behind the organ of one: "NQ-HĐQT - Vinafor"; with blanks only where the symbol surely ends.
_FIRM = re.compile(r"(?:[-/]| ?[-/] ?(?=[A-Za-z]+ ?(?:[,;.)\n]|ngày|của|$)))(?P<name>[A-Z][a-z]+[A-Za-z]*)(?![^\W_])")
_FIRST_OF_FIRM, _LONGEST_FIRM = 3, 15
_MAX_GROUPS = 8


@dataclass(frozen=True, slots=True)
class Symbol:
    """A symbol as read: the repaired `groups`, the printed `separators` between them, and where it ends.

    `small` tells that it was printed in small letters throughout.
    """

    groups: tuple[str, ...]
    separators: tuple[str, ...]
    end: int
    small: bool

    @property
    def head(self) -> str:
        """The first group, folded."""
        return fold_code(self.groups[0])

    @property
    def code(self) -> str:
        """The whole symbol, folded as in a key: `qdttg`."""
        return fold_code("".join(self.groups))


def read_symbol(shadow: Shadow, start: int) -> Symbol | None:
    """Read the symbol that begins at `start` of the shadow, or give None where there is none."""
    text = shadow.text
    first = _group(text, start, small=False)
    small = first is None
    if first is None:
        first = _group(text, start, small=True)
        if first is None or not (is_known(first[0]) or _is_small_unit(shadow, start, first[1])):
            return None
    groups, separators, end = [first[0]], [], first[1]
    while len(groups) < _MAX_GROUPS:
        separator = _SEPARATOR.match(text, end)
        following = _group(text, separator.end(), small=small) if separator else None
        if separator is None or following is None:
            break
        heading = text[following[1] : following[1] + 1] == " " and text[following[1] + 1 : following[1] + 3].isupper()
        if not _belongs(groups, separator, following[0], small=small, heading=heading):
            break
        separators.append(separator[2].replace("_", "-"))
        groups.append(following[0])
        end = following[1]
    if not small and fold_code(groups[-1]) in _firm_organs():
        firm = _FIRM.match(text, end, end + _LONGEST_FIRM + 12)
        if firm is not None and _FIRST_OF_FIRM <= len(firm["name"]) <= _LONGEST_FIRM:
            separators.append("-")
            groups.append(firm["name"])
            end = firm.end()
    if len(groups) == 1:
        spaced = _spaced_issuer(text, end, groups[0])
        if spaced is not None:
            separators.append("-")
            groups.append(spaced[0])
            end = spaced[1]
    groups[0] = _REPAIRS.get(groups[0].upper() if small else groups[0], groups[0])
    return Symbol(tuple(groups), tuple(separators), end, small)


def _is_small_unit(shadow: Shadow, start: int, end: int) -> bool:
    """Tell whether an unknown first group may open a symbol in text without capitals: "công văn số 512/by-dp"."""
    text = shadow.text
    return (
        shadow.small
        and end - start >= 2
        and text[start - 1] == "/"
        and re.match("-[a-zđ]", text[end : end + 2]) is not None
    )


def _group(text: str, position: int, *, small: bool) -> tuple[str, int] | None:
    """Read the group that begins at the offset, with where it ends."""
    match = (_SMALL if small else _CAPITALS).match(text, position)
    if match is None:
        return None
    if small:
        return match[0].replace(" ", ""), match.end()
    if match["misread"]:
        letters = match[0].removeprefix("UBTV")
        return match[0][: -len(letters)] + letters[0].translate(_READINGS[0]) + "H" + letters[2:].translate(
            _READINGS[1]
        ), match.end()
    if match["unit"]:
        return match[0].replace(" ", ""), match.end()
    end = match.end()
    settled = _settle(match[0], text[end : end + 1])
    return None if settled is None else (settled[0], position + settled[1])


@lru_cache(maxsize=4096)
def _settle(printed: str, following: str) -> tuple[str, int] | None:
    """Tell what of the capitals at hand is a group, and its length as printed; `following` is the next character.

    The same few groups stand in every text, so what was decided once is kept.
    """
    group = printed.replace(" ", "")
    glued = _GLUED.fullmatch(printed)
    if glued is not None and (glued["small"] or following.islower()):
        core = glued["core"]
        if is_known(core) and not is_known(group):
            return core, len(core)
    letters = group.rstrip("0123456789")
    if following.isupper() or (len(group) == 1 and following.islower()):
        return None  # the beginning of a word: "THỦ TƯỚNG", "Sở"
    code = fold_code(letters)
    known = code in _issuers() or code in heads() or (len(letters) > 2 and code in _display())
    footnoted = len(letters) > 1 and (known or split_head(letters) is not None)
    if letters != group and footnoted and not _KEEPS_DIGITS.fullmatch(code):
        return letters, len(printed.rstrip("0123456789"))
    return group, len(printed)


def _belongs(groups: list[str], separator: re.Match[str], group: str, *, small: bool, heading: bool) -> bool:
    """Tell whether what follows a separator still belongs to the symbol."""
    if separator[2] == "." and _begins_sentence(groups, separator, group):
        return False
    if is_known(group) or (not small and _NUMBERED_UNIT.fullmatch(fold_code(group))):
        return True
    blanks = bool(separator[1]) + bool(separator[3])
    if small:
        return not blanks and len(group) <= 8 and not group.isdigit()
    if separator[2] == ".":
        return not blanks and len(groups) == 1 and fold_code(groups[0]) in heads() and len(group) > 2
    if len(group) < 2:
        return not blanks
    if blanks and sum(char.isupper() for char in group) < 2:
        return False  # "QCVN 41:2016/BGTVT - Quy chuẩn"
    # "QĐ-UBND - HỌP BÁO" goes on with a heading, "QĐ- SKHCN" and "106/CV - YK" with the symbol.
    return blanks == 0 or (len(group) <= 12 and (blanks == 1 or (len(groups) == 1 and not heading)))


def _begins_sentence(groups: list[str], separator: re.Match[str], group: str) -> bool:
    """Tell whether a full stop after a symbol ends a sentence: "Kế hoạch 12/KH-UBND. UBND tỉnh giao …".

    A full stop may stand for the hyphen right after the head ("15/QĐ. BTC"), and, without a blank, before a unit
    ("12/UBND-KT.TH"); the symbol names but one organ.
    """
    if separator[1] or separator[3]:
        return len(groups) > 1 or fold_code(groups[0]) not in heads()
    return issuer_of(group) is not None and any(
        issuer_of(each) is not None or split_head(each) is not None for each in groups
    )


def _spaced_issuer(text: str, end: int, head: str) -> tuple[str, int] | None:
    """Read the organ after a blank that stands for the hyphen: "12/2013/NĐ CP"."""
    if text[end : end + 1] != " " or fold_code(head) not in heads():
        return None
    following = _group(text, end + 1, small=False)
    if following is None or len(following[0]) < 2 or fold_code(following[0]) not in _issuers():
        return None
    return following


@cache
def heads() -> dict[str, tuple[InstrumentType, ...]]:
    """Map each folded type head to its types, the default first: `qd` → Quyết định, Quy định."""
    found: dict[str, tuple[InstrumentType, ...]] = {}
    for row in vocabulary.types():
        for head in row.heads:
            key = fold_code(head)
            found[key] = (*found.get(key, ()), row)
    return found


@cache
def _issuers() -> dict[str, Issuer]:
    found: dict[str, Issuer] = {}
    for row in vocabulary.issuers():
        for symbol in (row.symbol, *row.aliases):
            found.setdefault(fold_code(symbol), row)
    return found


@cache
def _display() -> dict[str, str]:
    """Map a folded group to its official spelling: `ttg` → `TTg`."""
    spelling = {fold_code(unit): unit for unit in vocabulary.units()}
    spelling |= {fold_code(symbol): symbol for row in vocabulary.issuers() for symbol in (*row.aliases, row.symbol)}
    spelling |= {fold_code(head): head for row in reversed(vocabulary.types()) for head in reversed(row.heads)}
    return spelling


@cache
def _firm_organs() -> frozenset[str]:
    return frozenset(fold_code(organ) for organ in vocabulary.words("firm-organ"))


@cache
def paper_heads() -> frozenset[str]:
    """Give the folded symbols of papers that are no instruments: `gp`, `hdtd`, `hsst`."""
    return frozenset(fold_code(head) for row in vocabulary.papers() for head in row.heads)


@lru_cache(maxsize=4096)
def is_known(group: str) -> bool:
    """Tell whether a group is a head, an organ, a unit, or a head with its organ glued on (`QĐUBND`)."""
    code = fold_code(group)
    return code in _display() or issuer_of(group) is not None or split_head(group) is not None


@lru_cache(maxsize=4096)
def issuer_of(group: str) -> Issuer | None:
    """Find the organ of a group, the term of an assembly left off: `QH13` → Quốc hội."""
    code = fold_code(group)
    found = _issuers().get(code)
    if found is None and code[-1:].isdigit():
        found = _issuers().get(code.rstrip("0123456789"))
    return found


@lru_cache(maxsize=4096)
def split_head(group: str) -> tuple[str, str] | None:
    """Part a head from the organ glued to it: `QĐUBND` → `QĐ`, `UBND`; None for any other group."""
    code = fold_code(group)
    if len(code) != len(group) or code in _display():
        return None
    for length in range(min(4, len(code) - 2), 1, -1):
        if code[:length] in heads() and issuer_of(code[length:]) is not None:
            return group[:length], group[length:]
    return None


def official(symbol: Symbol) -> str:
    """Write a symbol with the official separators, otherwise as printed: `QĐ/TTg` → `QĐ-TTg`.

    Small letters get their official case: `qđ-ttg` → `QĐ-TTg`.
    """
    return _official(symbol.groups, symbol.separators, symbol.small)


@lru_cache(maxsize=4096)
def _official(printed: tuple[str, ...], between: tuple[str, ...], small: bool) -> str:
    groups, separators = list(printed), list(between)
    parted = split_head(groups[0])
    if parted is not None:
        groups[:1] = parted
        separators.insert(0, "-")
    if small:
        groups = [official_group(group) for group in groups]
    return join(groups, separators)


@lru_cache(maxsize=4096)
def official_group(group: str) -> str:
    """Spell one group officially: `ttg` → `TTg`; an unknown one in capitals."""
    known = _display().get(fold_code(group))
    return known if known is not None else group.upper()


def join(groups: list[str], separators: list[str]) -> str:
    """Join groups as their family does: `QĐ-TTg` for the state, `NQ/TW` for the Party."""
    if len(groups) == 1:
        return groups[0]
    party = is_party(groups)
    if party is None:
        return groups[0] + "".join(sep[-1] + group for sep, group in zip(separators, groups[1:], strict=True))
    return groups[0] + ("/" if party else "-") + "-".join(groups[1:])


def is_party(groups: list[str]) -> bool | None:
    """Tell whether a symbol is a Party one; None where its organs do not tell."""
    if fold_code(groups[0]) == "sl":
        return False
    for group in groups[1:] if fold_code(groups[0]) in heads() else groups:
        issuer = issuer_of(group)
        if issuer is not None:
            return None if issuer.form == "either" else issuer.form == "party"
    return None
