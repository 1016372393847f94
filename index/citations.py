"""Finding the instruments that a text cites.

What counts as a citation, how it is named and when two are the same follows fixed conventions: a number with its
letters ("Quyết định số 2351/QĐ-TTg"), a number with its type ("Nghị định 100"), a law with its year ("Luật Đất đai
năm 2013"), a standard ("TCVN 9250:2021"). Licences, contracts, judgments and treaties are none.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Literal

from index.citation_context import Context, attach
from index.citation_identity import Identity, identify
from index.citation_law_names import INITIALS
from index.citation_laws import named_laws, standards
from index.citation_mention import Mention
from index.citation_names import issuer_name, label, labels
from index.citation_prefilter import may_cite
from index.citation_scan import Scanner
from index.citation_shadow import Shadow, cast_shadow, fold_letters
from index.citation_symbols import official

__all__ = ["Citation", "Kind", "find", "find_in_query", "issuer_name", "label", "labels"]

Kind = Literal["full", "short", "named", "standard"]


@dataclass(frozen=True, slots=True)
class Citation:
    """One mention of an instrument in a text.

    `start`, `end` are offsets in code points into the text that was searched, so `text[start:end]` is the mention as
    printed. `type` is the full name of the type (`"Quyết định"`), `number` as printed (`"05"`, `"30a"`), `symbol` the
    letters in official form (`"QĐ-TTg"`), `issuer` the words as printed, `scope` the slug of the place that issued it
    (`"gia-lai"`), `key` the identity: `qdttg:2351:2010`, `khubnd:202:2019@gia-lai`, with `?` for an unknown year.
    `number_year` is the year printed within the number (`100/2019/NĐ-CP`), `name` the name of a law cited by name.
    """

    start: int
    end: int
    kind: Kind
    type: str
    number: str | None
    year: int | None
    symbol: str | None
    date: dt.date | None
    issuer: str | None
    title: str | None
    scope: str | None
    key: str
    number_year: int | None = None
    name: str | None = None


def find(text: str) -> tuple[Citation, ...]:
    """Find the citations of a text, in order and not overlapping. Linear in its length; never raises."""
    return _find(text, typed=False)


def find_in_query(text: str) -> tuple[Citation, ...]:
    """Find the citations in what someone typed into a search box: `find`, and abbreviations such as "qd 2351"."""
    return _find(text, typed=True)


def _find(text: str, *, typed: bool) -> tuple[Citation, ...]:
    if not may_cite(text):
        return ()
    shadow = cast_shadow(text)
    scanner = Scanner(shadow, typed=typed)
    mentions = _merge(standards(shadow), scanner.numbered(), named_laws(shadow, scanner.words))
    if not mentions:
        return ()
    contexts = attach(shadow, mentions)
    identities = identify(shadow, mentions, contexts)
    return tuple(_citation(shadow, *parts) for parts in zip(mentions, contexts, identities, strict=True))


def _merge(*groups: list[Mention]) -> list[Mention]:
    """Order the mentions; where two overlap, the one of the earlier group stays."""
    ranked = sorted(
        ((rank, mention) for rank, group in enumerate(groups) for mention in group), key=lambda each: each[1].start
    )
    kept: list[tuple[int, Mention]] = []
    for rank, mention in ranked:
        if kept and mention.start < kept[-1][1].end:
            if rank < kept[-1][0]:
                kept[-1] = (rank, mention)
            continue
        kept.append((rank, mention))
    return [mention for _, mention in kept]


def _citation(shadow: Shadow, mention: Mention, context: Context, identity: Identity) -> Citation:
    start, end = shadow.origin(mention.start, mention.end)
    symbol = mention.name if mention.kind == "standard" else official(mention.symbol) if mention.symbol else None
    return Citation(
        start=start,
        end=end,
        kind=mention.kind,
        type=mention.type.name,
        number=mention.number or None,
        year=mention.year or context.year or None,
        symbol=symbol,
        date=context.date,
        issuer=context.issuer,
        title=context.title,
        scope=identity.scope,
        key=identity.key,
        number_year=mention.year if mention.kind in ("full", "short") else None,
        name=_printed_name(shadow, mention) if mention.kind == "named" else None,
    )


def _printed_name(shadow: Shadow, mention: Mention) -> str:
    """Give the name of a law as printed, without its type and year; that of a code known by initials in full."""
    begin = shadow.folded.find(mention.name, mention.start, mention.end)
    if begin >= 0:
        return shadow.text[begin : begin + len(mention.name)]
    return next((name.capitalize() for name in INITIALS.values() if fold_letters(name) == mention.name), mention.name)
