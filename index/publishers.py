"""The province of a publisher: what "UBND tỉnh" means on the pages of one province's portal or paper."""

from __future__ import annotations

import re
from dataclasses import replace
from functools import cache
from urllib.parse import urlsplit

from index import vocabulary
from index.analysis import fold_text
from index.citations import Citation, issuer_name

#: How `issuer_name` says that the place of a local instrument is not known.
_NO_PLACE = "(chưa rõ địa phương)"

#: Organs below the province: their instruments are not the province's, whoever reports them.
_LOWER = re.compile(r"\b(?:huyen|quan|xa|phuong|thi tran|thi xa|dac khu)\b")


@cache
def _by_name() -> dict[str, str]:
    return {fold_text(name): place.slug for place in vocabulary.places() for name in (place.name, *place.aliases)}


def province_of(source: str, url: str) -> str | None:
    """Give the slug of the one province that a publisher's name, or else its address, names; None where none or two do.

    "Sở Thông tin và Truyền thông Gia Lai" and `https://stttt.gialai.gov.vn/…` give `gia-lai`.
    """
    words = f" {fold_text(source)} "
    named = {slug for name, slug in _by_name().items() if f" {name} " in words}
    if not named:
        host = (urlsplit(url).hostname or "").split(".")
        slugs = {slug.replace("-", ""): slug for slug in _by_name().values()}
        named = {slugs[label.removeprefix("bao")] for label in host if label.removeprefix("bao") in slugs}
    return named.pop() if len(named) == 1 else None


def place_by_publisher(citations: tuple[Citation, ...], source: str, url: str) -> tuple[Citation, ...]:
    """Give local instruments that the text leaves without a place the publisher's province.

    Not those of an organ below the province. Never changes a place that the text names.
    """
    if not citations:
        return citations
    province = province_of(source, url)
    if province is None:
        return citations
    return tuple(
        replace(one, scope=province, key=f"{one.key}@{province}") if _lacks_province(one) else one for one in citations
    )


def _lacks_province(citation: Citation) -> bool:
    if citation.scope is not None or not issuer_name(citation).endswith(_NO_PLACE):
        return False
    return _LOWER.search(fold_text(citation.issuer or "")) is None
