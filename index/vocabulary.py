"""The words and symbols of Vietnamese instruments: the tables of `index/tables`, as frozen rows.

A table is a TSV file with a header line; lines that begin with `#` explain it. Whoever wants another
abbreviation, organ or place recognised adds a row there; no code changes.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Literal, cast

from index.errors import BadSetting

_TABLES = Path(__file__).with_name("tables")

#: How a type is cited by number alone: `bare` ("Nghị định 67"), `numbered` ("công văn số 67") or not at all.
ShortForm = Literal["bare", "numbered", "never"]
Form = Literal["state", "party", "either"]


@dataclass(frozen=True, slots=True)
class InstrumentType:
    """A type of instrument: `code` is its part of a key (`"qd"`), `heads` open its symbols (`"QĐ"`)."""

    name: str
    code: str
    heads: tuple[str, ...]
    words: tuple[str, ...]
    abbreviations: tuple[str, ...]
    short: ShortForm


@dataclass(frozen=True, slots=True)
class Paper:
    """A numbered paper that is no instrument (a licence, a contract): its word and its symbols."""

    word: str
    heads: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Issuer:
    """An organ: `symbol` as official (`"BTTTT"`), `phrases` as a text calls it.

    `local` is the level of the units that share the symbol: `"province"`, `"district"`, `"any"`, or `""`
    for a central organ. `form` decides the separators of a symbol: `QĐ-TTg` (state), `QĐ/TW` (party), or those
    that are printed (either).
    """

    symbol: str
    name: str
    form: Form
    local: str
    aliases: tuple[str, ...]
    phrases: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Place:
    """A province or city of that rank, before or since 01/7/2025; `into` is the slug of its successor."""

    slug: str
    name: str
    kind: Literal["tỉnh", "thành phố"]
    current: bool
    into: str
    aliases: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Law:
    """One version of a law: its `type` (`"Bộ luật"`), its name without that, the year of passing, its number.

    `year` is None where the name alone is known, `number` (`"45/2013/QH13"`) is "" where it is not.
    """

    type: str
    name: str
    year: int | None
    number: str


@dataclass(frozen=True, slots=True)
class Cue:
    """Words of a `kind` of relation (`"implements"`) in a `use` (`"passive"`); `index/tables/cues.tsv` tells all."""

    kind: str
    use: str
    words: tuple[str, ...]


@cache
def types() -> tuple[InstrumentType, ...]:
    """Read the types of instruments; where two share a head (`QĐ`), the first is the default."""
    return tuple(
        InstrumentType(
            row["name"],
            row["code"],
            _split(row["heads"]),
            _split(row["words"]),
            _split(row["abbreviations"]),
            cast(ShortForm, row["short"]),
        )
        for row in rows("types")
    )


@cache
def papers() -> tuple[Paper, ...]:
    """Read the numbered papers that are no instruments."""
    return tuple(Paper(row["word"], _split(row["heads"])) for row in rows("papers"))


@cache
def issuers() -> tuple[Issuer, ...]:
    """Read the issuing organs."""
    return tuple(
        Issuer(
            row["symbol"],
            row["name"],
            cast(Form, row["form"]),
            row["local"],
            _split(row["aliases"]),
            _split(row["phrases"]),
        )
        for row in rows("issuers")
    )


@cache
def units() -> tuple[str, ...]:
    """Read the codes of units that may follow an organ in a symbol (`NL` in `410/UBND-NL`)."""
    return tuple(row["symbol"] for row in rows("units"))


@cache
def places() -> tuple[Place, ...]:
    """Read the provinces and cities: 63 of before 01/7/2025, and Huế of since."""
    return tuple(
        Place(
            row["slug"],
            row["name"],
            cast(Literal["tỉnh", "thành phố"], row["kind"]),
            row["current"] == "yes",
            row["into"],
            _split(row["aliases"]),
        )
        for row in rows("places")
    )


@cache
def laws() -> tuple[Law, ...]:
    """Read the versions of laws that are cited by name and year; of several names of one, the official one first."""
    return tuple(
        Law(row["type"], row["name"], int(row["year"]) if row["year"] else None, row["number"]) for row in rows("laws")
    )


@cache
def cues() -> tuple[Cue, ...]:
    """Read the words that state a relation between two instruments."""
    return tuple(Cue(row["kind"], row["use"], _split(row["words"])) for row in rows("cues"))


@cache
def words(name: str) -> tuple[str, ...]:
    """Read a list of words by its name; `index/tables/words.tsv` tells what each is for."""
    found = tuple(word for row in rows("words") if row["list"] == name for word in _split(row["words"]))
    if not found:
        raise BadSetting(f"words.tsv has no list {name!r}. Add a row for it.")
    return found


def _split(cell: str) -> tuple[str, ...]:
    return tuple(part for part in cell.split("|") if part)


def rows(table: str) -> Iterator[dict[str, str]]:
    """Yield the rows of a table by column name; raise `BadSetting` for one that has too many cells."""
    path = _TABLES / f"{table}.tsv"
    header: list[str] | None = None
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
        if not line.strip() or line.startswith("#"):
            continue
        cells = line.split("\t")
        if header is None:
            header = cells
            continue
        if len(cells) > len(header):
            raise BadSetting(
                f"{path.name}, line {number}: {len(cells)} cells under {len(header)} headings. Remove the extra tabs."
            )
        # Trailing empty cells may be left out, as editors that strip white space do.
        yield dict(zip(header, cells + [""] * (len(header) - len(cells)), strict=True))
