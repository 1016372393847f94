"""Finding the instruments that a text cites. (First the types; the finder follows.)"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Literal

Kind = Literal["full", "short", "named", "standard"]


@dataclass(frozen=True, slots=True)
class Citation:
    """One mention of an instrument in a text.

    `start`, `end` are offsets in code points into the text that was searched, so `text[start:end]` is the mention as printed.
    `type` is the full name of the type (`"Quyết định"`), `number` as printed (`"05"`, `"30a"`), `symbol` the letters in
    official form (`"QĐ-TTg"`), `issuer` the words as printed, `scope` the slug of the place that issued it (`"gia-lai"`),
    `key` the identity: `qdttg:2351:2010`, `khubnd:202:2019@gia-lai`, with `?` for an unknown year.
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
