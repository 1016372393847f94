"""The identity of an instrument: the key of each mention, and what mentions of one text tell of each other.

A key is `{code}:{number}:{year|?}[@{scope}]`: `qdttg:2351:2010`, `khubnd:202:2019@gia-lai`. Unknown parts stay
unknown; they are taken from another mention of the text only where that leaves no choice.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from functools import cache

from index import vocabulary
from index.citation_context import Context
from index.citation_mention import Mention
from index.citation_scope import Units, is_local, scope_of
from index.citation_shadow import Shadow, fold_code, fold_letters, slug
from index.citation_symbols import heads

#: Symbols that name the organ only, and so need the type before them: "Nghị định số 60/CP" → ndcp.
_ORGAN_ONLY = re.compile(r"(?:qh|ubtvqh)[0-9]*|cp|ttg|hdbt|hdcp|tw")
#: "Trung ương" is the Party's, but "Trung ương Giáo hội", "Trung ương Hội", "Trung ương Đoàn" are others.
_CENTRAL = frozenset({"trung uong", "tw", "t.u", "tu"})
_OTHER_CENTRE = re.compile(r" (?!dang|khoa|cong san)[a-z]")
#: Types that several organs issue together; the code has them all: "ttltbytbtc".
_JOINT = frozenset({"ttlt", "nqlt"})


@dataclass(slots=True)
class Identity:
    """The parts of a key; an unknown year is None, an unknown or missing scope None."""

    code: str
    number: str
    year: int | None
    scope: str | None
    local: bool

    @property
    def key(self) -> str:
        """Write the key."""
        place = f"@{self.scope}" if self.scope else ""
        return f"{self.code}:{self.number}:{self.year or '?'}{place}"


def identify(shadow: Shadow, mentions: list[Mention], contexts: list[Context]) -> list[Identity]:
    """Give each mention its identity; the lists run in step."""
    identities = [_alone(mention, context) for mention, context in zip(mentions, contexts, strict=True)]
    if any(identity.local for identity in identities):
        named = Units(shadow)
        for identity, mention, context in zip(identities, mentions, contexts, strict=True):
            if identity.local:
                identity.scope = scope_of(mention, context.issuer, named)
    _join_lists(mentions, identities)
    _resolve_short(mentions, identities)
    _inherit([each for index, each in enumerate(identities) if not _is_series(mentions, index)])
    return identities


def _alone(mention: Mention, context: Context) -> Identity:
    year = mention.year or context.year or None
    local = is_local(mention, context.issuer)
    if mention.kind == "named":
        return _law(mention)
    if mention.kind == "standard":
        number = "-".join(part.lstrip("0") or "0" for part in mention.number.lower().split(",")[0].split("-"))
        return Identity(fold_code(mention.name), re.sub(r"[^a-z0-9-]", "", number), year, None, False)
    number = plain_number(mention.number)
    if mention.symbol is None:
        return Identity(_short_code(mention, context.issuer), number, year, None, local)
    code = mention.symbol.code
    whole = "".join(mention.symbol.groups)
    if _ORGAN_ONLY.fullmatch(code) or (
        mention.type.code == "tt" and mention.symbol.head not in heads() and not whole.startswith("TT")
    ):
        code = mention.type.code + code
    return Identity(code, number, year, None, local)


def plain_number(printed: str) -> str:
    """Write a number as a key has it: `02` → `2`, `30A` → `30a`, `66.16`, `14-17`."""
    return printed.lower().lstrip("0") or "0"


def _law(mention: Mention) -> Identity:
    if mention.type.name == "Hiến pháp":
        return Identity("hienphap", "hien-phap", mention.year, None, False)
    return Identity(mention.type.code, slug(mention.name), mention.year, None, False)


@cache
def _phrases() -> tuple[re.Pattern[str], dict[str, str]]:
    """Map what a text calls an organ to its folded symbol, the longest first."""
    codes = {
        fold_letters(phrase): fold_code(row.symbol)
        for row in reversed(vocabulary.issuers())
        for phrase in row.phrases
        if row.local == "" or row.symbol == "TU"
    }
    names = "|".join(re.escape(name) for name in sorted(codes, key=len, reverse=True))
    return re.compile(rf"(?<![a-z0-9])(?:{names})(?![a-z0-9])"), codes


def _short_code(mention: Mention, issuer: str | None) -> str:
    """Give the code of a short mention: a decree is the Government's; else type and organ; else the type."""
    code = mention.type.code
    if code == "nd":
        return "ndcp"
    if not issuer:
        return code
    pattern, codes = _phrases()
    folded = fold_letters(issuer)
    if code in _JOINT:
        return code + "".join(dict.fromkeys(codes[each[0]] for each in pattern.finditer(folded)))
    found = pattern.search(folded)
    if found is None or (found[0] in _CENTRAL and _OTHER_CENTRE.match(folded, found.end())):
        return code
    return code + codes[found[0]]


def _join_lists(mentions: list[Mention], identities: list[Identity]) -> None:
    """Give bare items the code of their list: "quyết định 106, 107/QĐ-TTg"; the item that has one may follow."""
    for index in range(len(mentions) - 2, -1, -1):
        here, following = mentions[index], mentions[index + 1]
        if (
            here.kind == "short"
            and following.listed
            and following.type == here.type
            and following.start - here.end <= 12
        ):
            identities[index].code = identities[index + 1].code
            identities[index].scope = identities[index].scope or identities[index + 1].scope
    for index in range(1, len(mentions)):
        here, before = mentions[index], mentions[index - 1]
        if here.kind == "short" and here.listed and here.type == before.type:
            identities[index].code = identities[index - 1].code


def _resolve_short(mentions: list[Mention], identities: list[Identity]) -> None:
    """Give a short mention the code of the one in full with the same type and number (and year, if it has one)."""
    codes: dict[tuple[str, str, int | None], set[str]] = {}
    local: dict[str, bool] = {}
    counted: Counter[tuple[str, str, str]] = Counter()
    for mention, identity in zip(mentions, identities, strict=True):
        if mention.kind != "full":
            continue
        local[identity.code] = identity.local
        counted[mention.type.code, identity.number, identity.code] += 1
        for year in {identity.year, None}:
            codes.setdefault((mention.type.code, identity.number, year), set()).add(identity.code)
    undated = _undated_codes(mentions, identities)
    for mention, identity in zip(mentions, identities, strict=True):
        if mention.kind != "short":
            continue
        place = mention.type.code, identity.number
        same = codes.get((*place, identity.year), set())
        if identity.year:
            same = same | undated.get(place, set())
        if len(same) > 1 and len({code.rstrip("0123456789") for code in same}) == 1:
            # Spellings that differ in the term of an assembly, "QH14" and a misprinted "QH4".
            same = {max(sorted(same), key=lambda code: counted[*place, code])}
        if len(same) == 1:
            identity.code = next(iter(same))
            identity.local = local[identity.code]


def _undated_codes(mentions: list[Mention], identities: list[Identity]) -> dict[tuple[str, str], set[str]]:
    found: dict[tuple[str, str], set[str]] = {}
    for mention, identity in zip(mentions, identities, strict=True):
        if mention.kind == "full" and identity.year is None:
            found.setdefault((mention.type.code, identity.number), set()).add(identity.code)
    return found


def _is_series(mentions: list[Mention], index: int) -> bool:
    return mentions[index].series and not (index + 1 < len(mentions) and mentions[index + 1].listed)


def _inherit(identities: list[Identity]) -> None:
    """Give undated mentions the year, and unplaced ones the scope, of the only other with their code and number."""
    years: dict[tuple[str, str, str | None], set[int]] = {}
    scopes: dict[tuple[str, str], set[tuple[int | None, str]]] = {}
    local = {(each.code, each.number) for each in identities if each.local}
    for each in identities:
        if each.scope:
            scopes.setdefault((each.code, each.number), set()).add((each.year, each.scope))
    for each in identities:
        if each.scope is None and (each.code, each.number) in local:
            of_year = {
                scope
                for year, scope in scopes.get((each.code, each.number), ())
                if each.year is None or year in (None, each.year)
            }
            if len(of_year) == 1:
                each.scope = of_year.pop()
    for each in identities:
        if each.year:
            for scope in {each.scope, None}:
                years.setdefault((each.code, each.number, scope), set()).add(each.year)
    for each in identities:
        if each.year is None:
            dated = years.get((each.code, each.number, each.scope), set())
            if len(dated) == 1:
                each.year = next(iter(dated))
