"""Keys that are known to mean one instrument, whatever the collection: a law by name and by number, `TƯ` for `TW`.

The keys that the finder gives follow what is printed. Before citations of an article or of a query go further, they
are brought under one key here, as far as a table or the printed letters leave no choice.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from functools import cache
from typing import TYPE_CHECKING

from index import vocabulary
from index.citation_shadow import fold_code, fold_letters, slug
from index.citation_symbols import issuer_of

if TYPE_CHECKING:
    from index.citations import Citation

#: "Trung ương" as it is abbreviated. `TU` without the horn is the symbol of a Tỉnh ủy or Thành ủy.
_CENTRAL = re.compile(r"T\.?Ư")
#: The same with the horn lost: only a central issuer beside it tells it from a Tỉnh ủy's.
_CENTRAL_OR_LOCAL = re.compile(r"(?<![^\W_])TU(?![^\W_])")
_CENTRAL_ISSUER = re.compile(
    r"\b(?:bo chinh tri|ban bi thu|(?:ban chap hanh|bch) (?:trung uong|tw|t\.?u)\b(?! (?:doan|hoi)\b))"
)
_LOCAL_ISSUER = re.compile(r"\b(?:tinh|thanh|huyen|quan|thi|dang) uy\b|\btinh doan\b")
_LAW_CODES = {"Luật": "luat", "Bộ luật": "luat", "Pháp lệnh": "pl"}


def unite(citations: Sequence[Citation]) -> tuple[Citation, ...]:
    """Bring citations of one text under the keys of what they cite.

    "Luật Đất đai năm 2013" → `luatqh13:45:2013`, where the table of laws has the number; "18-NQ/TƯ" → `nqtw:18:…`,
    unless a local committee issued it. Everything else stays as the finder gave it.
    """
    united = [_by_number(_central(citation)) for citation in citations]
    moved = {
        before.key: after.key
        for before, after in zip(citations, united, strict=True)
        if before.kind == "full" and before.key != after.key
    }
    if not moved:
        return tuple(united)
    kept = {citation.key for citation in united if citation.kind == "full"}
    return tuple(
        replace(one, key=moved[one.key]) if one.kind == "short" and one.key in moved.keys() - kept else one
        for one in united
    )


def law_of(key: str) -> vocabulary.Law | None:
    """Give the law of a key, by name or by number, where the table has its number; None for everything else."""
    return _by_key().get(key)


def named_keys(key: str) -> tuple[str, ...]:
    """Give the keys by name of a law by its number: `luatqh13:45:2013` → (`luat:dat-dai:2013`,); () for others."""
    return _names().get(key, ())


def _by_number(citation: Citation) -> Citation:
    law = law_of(citation.key)
    return citation if law is None else replace(citation, key=_number_key(law), type=law.type)


def _central(citation: Citation) -> Citation:
    """Read `TƯ` in a symbol as the `TW` that it stands for; `TU` too, where the issuer named is a central one."""
    symbol = citation.symbol
    if symbol is None or citation.scope is not None or not ("Ư" in symbol or "TU" in symbol):
        return citation
    issuer = fold_letters(citation.issuer or "")
    if _LOCAL_ISSUER.search(issuer):
        return citation
    meant = _CENTRAL.sub("TW", symbol)
    if meant == symbol and _CENTRAL_ISSUER.search(issuer):
        meant = _CENTRAL_OR_LOCAL.sub("TW", symbol)
    code, _, rest = citation.key.partition(":")
    if meant == symbol or code != fold_code(symbol):
        return citation
    organ = issuer_of(re.split("[/-]", meant)[-1])
    if organ is None or organ.local:
        return citation
    return replace(citation, symbol=meant, key=f"{fold_code(meant)}:{rest}")


def _number_key(law: vocabulary.Law) -> str:
    """Write the key of a law by its number, as the finder does: `45/2013/QH13` → `luatqh13:45:2013`."""
    number, year, symbol = law.number.split("/")
    code = fold_code(symbol)
    type_code = _LAW_CODES[law.type]
    return f"{code if code.startswith(type_code) else type_code + code}:{number.lstrip('0')}:{year}"


def _name_key(law: vocabulary.Law) -> str:
    return f"{_LAW_CODES[law.type]}:{slug(law.name)}:{law.year}"


@cache
def _by_key() -> dict[str, vocabulary.Law]:
    found: dict[str, vocabulary.Law] = {}
    for law in vocabulary.laws():
        if law.number:
            # Of several names of one law, the first row has the official one.
            official = found.setdefault(_number_key(law), law)
            found[_name_key(law)] = official
    return found


@cache
def _names() -> dict[str, tuple[str, ...]]:
    found: dict[str, tuple[str, ...]] = {}
    for law in vocabulary.laws():
        if law.number:
            found[_number_key(law)] = (*found.get(_number_key(law), ()), _name_key(law))
    return found
