"""The place of a local instrument: which province, district or commune issued it.

First the unit that the issuing organ's name holds ("UBND tỉnh Gia Lai"); else, for a bare "UBND tỉnh", the one
unit of that rank that the text names. Two that fit are none: scopes are never guessed between.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, lru_cache

from index import vocabulary
from index.citation_mention import Mention
from index.citation_persons import PROPER_WORD, bears_person, is_office, person_at
from index.citation_shadow import Shadow, cast_shadow, fold_letters, slug
from index.citation_symbols import issuer_of, split_head

#: Short ranks, with the rank they stand for; a "thành phố" may be of either level.
_RANKS = {
    "tp": "thành phố",
    "t.p": "thành phố",
    "tx": "thị xã",
    "q": "quận",
    "h": "huyện",
    "p": "phường",
}
#: Marks matter here: "quân" is not "quận".
_RANK = re.compile(
    r"(?<![^\W_])(?P<rank>thành phố|thị trấn|đặc khu|thị xã|t\.p|tỉnh|quận|huyện|phường|tx|tp|xã"
    r"|(?<![^\W_]\.)[qhp](?=\.))(?![^\W_])(?! (?:ủy|uỷ))\.? ?",
    re.IGNORECASE,
)
_GLUED_CITY = re.compile(r"(?<![a-z0-9])tp ?\.?-? ?hcm(?![a-z])")
#: Organs that carry their unit directly: "Tỉnh ủy Gia Lai", "Sở Y tế Hà Nội", "UBND Hà Nội".
_ORGAN = re.compile(
    r"(?<![^\W_])(?:(?P<rank>tỉnh|thành|huyện|quận|thị) (?:ủy|uỷ)|ubnd|(?:ủy|uỷ) ban nhân dân|hđnd|hội đồng nhân dân"
    r"|sở|công an|đoàn đại biểu quốc hội|chủ tịch|mặt trận tổ quốc|viện kiểm sát nhân dân|ban thường trực|ubmttq"
    r"|đảng bộ)(?![^\W_])",
    re.IGNORECASE,
)
_PARTY_RANKS = {"tỉnh": "tỉnh", "thành": "thành phố", "huyện": "huyện", "quận": "quận", "thị": "thị xã"}
_PROPER = re.compile(rf"{PROPER_WORD}(?:[ -]{{1,3}}{PROPER_WORD}){{0,3}}")
_WORD = re.compile(r"[^\W\d_]+")
_NUMBERED = re.compile(r"[0-9]{1,2}(?![0-9/])")
#: Ranks of units that are named after persons: "phường Trần Hưng Đạo".
_NAMED_AFTER_PERSONS = frozenset({"phường", "xã", "thị trấn", "đặc khu"})


@dataclass(frozen=True, slots=True)
class Unit:
    """A unit named in a text. `rank` is "tỉnh", "huyện" …; `slug` is "" for a rank without a name ("UBND tỉnh").

    `weight` is 2 for the unit of an organ ("UBND tỉnh Gia Lai"), 1 for one with its rank, 0 for a bare place name.
    """

    rank: str
    slug: str
    weight: int


@cache
def _places() -> tuple[re.Pattern[str], dict[str, vocabulary.Place]]:
    by_name = {
        _plain_place(fold_letters(name)): place
        for place in vocabulary.places()
        for name in (place.name, *place.aliases)
    }
    pattern = "|".join(
        re.escape(name).replace(r"\ ", " {1,2}").replace(r"\-", " {0,2}- {0,2}")
        for name in sorted(by_name, key=len, reverse=True)
    )
    return re.compile(rf"(?:{pattern})(?![a-z])"), by_name


def _plain_place(folded: str) -> str:
    """Reduce the folded name of a place to its letters: blanks come and go in "BR - VT"."""
    return re.sub(" *- *", "-", " ".join(folded.split()))


def _place_of(match: re.Match[str]) -> vocabulary.Place:
    return _places()[1][_plain_place(match[0])]


@cache
def _bare_places() -> re.Pattern[str]:
    return re.compile(rf"(?<![a-z0-9]){_places()[0].pattern}")


def is_local(mention: Mention, issuer: str | None) -> bool:
    """Tell whether a mention is of a kind that each province issues, so that its key needs a place."""
    if mention.symbol is None:
        return (
            mention.kind == "short"
            and issuer is not None
            and _ORGAN.search(issuer) is not None
            and _level(issuer) != ""
        )
    return _is_local_symbol(mention.symbol.groups)


@lru_cache(maxsize=4096)
def _is_local_symbol(printed: tuple[str, ...]) -> bool:
    groups = list(printed)
    parted = split_head(groups[0])
    if parted is not None:
        groups[:1] = parted
    if any("Ư" in group or "W" in group for group in groups):
        return False
    if (len(groups) > 1 and groups[0] == "QĐ" and groups[1] == "CT") or groups[-1:] == ["ĐUK"]:
        return True
    return any((found := issuer_of(group)) is not None and found.local != "" for group in groups[:3])


def _level_of_symbol(mention: Mention) -> str:
    """Tell the level of the organ in a symbol: "province" for `CATP` or `TU`, "any" for `UBND`; "" for none."""
    return _level_of_groups(mention.symbol.groups) if mention.symbol is not None else ""


@lru_cache(maxsize=4096)
def _level_of_groups(groups: tuple[str, ...]) -> str:
    return next((found.local for group in groups if (found := issuer_of(group)) is not None and found.local), "")


def _level(issuer: str) -> str:
    unit = unit_of(issuer)
    return "" if unit is None else unit.rank


def unit_of(issuer: str) -> Unit | None:
    """Read the unit off the name of an organ: "UBND tỉnh Gia Lai" → Gia Lai; None where it tells no rank."""
    shadow = cast_shadow(issuer)
    folded = shadow.folded
    city = _GLUED_CITY.search(folded)
    if city is not None:
        return Unit("thành phố", "ho-chi-minh", 2)
    bare: Unit | None = None
    for match in _RANK.finditer(shadow.text):
        rank = _rank(match)
        name = _name_at(shadow, match.end(), rank)
        if name:
            return Unit(rank, name, 2)
        bare = bare or Unit(rank, "", 2)
    if bare is not None:
        return bare
    for organ in _ORGAN.finditer(shadow.text):
        rank = _PARTY_RANKS.get((organ["rank"] or "").lower(), "")
        place = _bare_places().search(folded, organ.end())
        if place is not None:
            found = _place_of(place)
            return Unit(found.kind, found.slug, 2)
        if rank:
            return Unit(rank, slug(_proper_at(shadow, organ.end() + 1, rank)), 2)
        bare = Unit("", "", 2)
    return bare


def _rank(match: re.Match[str]) -> str:
    printed = match["rank"].lower()
    return _RANKS.get(printed, printed)


def _name_at(shadow: Shadow, position: int, rank: str) -> str:
    """Give the slug of the unit whose name begins at the offset, or ""."""
    if shadow.text[position : position + 1].islower() and not shadow.small:
        return ""
    place = _places()[0].match(shadow.folded, position)
    if place is not None and rank in ("tỉnh", "thành phố"):
        return _place_of(place).slug
    proper = _proper_at(shadow, position, rank)
    if proper:
        return slug(proper) if not proper.isupper() or len(proper) > 4 or " " in proper else ""
    numbered = _NUMBERED.match(shadow.folded, position) if rank in ("quận", "phường") else None
    if numbered is not None:
        return slug(rank) + "-" + numbered[0]
    return _place_of(place).slug if place is not None else ""


def _proper_at(shadow: Shadow, position: int, rank: str) -> str:
    """Give the words with a capital that name a unit at the offset, without a person or a province behind them.

    "Vinh | Trần Ngọc Nam", "Châu Thành | Tiền Giang"; "" where the person or an office comes at once, as in "UBND tỉnh
    Lê Văn Nam", "P. Giám đốc". Wards and communes bear the names of persons themselves.
    """
    proper = _PROPER.match(shadow.text, position)
    if proper is None or is_office(shadow.folded, position):
        return ""
    if (
        rank not in _NAMED_AFTER_PERSONS
        and person_at(shadow.text, shadow.folded, position)
        and not bears_person(shadow.text, position)
    ):
        return ""
    words = [match.start() for match in _WORD.finditer(shadow.text, position, proper.end())]
    # Most names have two words, so the person is looked for behind two first.
    for count in (2, 1, 3):
        if count < len(words) and (
            person_at(shadow.text, shadow.folded, words[count])
            or (count > 1 and _places()[0].match(shadow.folded, words[count]))
        ):
            return shadow.text[position : words[count]].rstrip(" -")
    return proper[0]


class Units:
    """All units that a text names, those of organs and those in passing; asked which one fits."""

    def __init__(self, shadow: Shadow) -> None:
        """Find the units."""
        self._found = frozenset(_units_named(shadow))
        self._only: dict[tuple[str | None, bool], str | None] = {}

    def only(self, rank: str | None, *, provincial: bool) -> str | None:
        """Give the slug of the one unit of a rank (None: any), or None where there is none or several.

        `provincial` leaves out units below provinces. Each question is worked out once for a text.
        """
        question = rank, provincial
        if question not in self._only:
            self._only[question] = self._choose(rank, provincial=provincial)
        return self._only[question]

    def _choose(self, rank: str | None, *, provincial: bool) -> str | None:
        named = [each for each in self._found if not provincial or each.rank in ("tỉnh", "thành phố")]
        # A place named in passing tells nothing where the text does not even speak of the unit's rank.
        for weight in (2, 1, 0) if rank is not None else (2, 1):
            fitting = {each.slug for each in named if each.weight >= weight and rank in (None, each.rank)}
            if rank is None:
                fitting = (fitting & _provinces()) or (fitting if weight == 2 else set())
            if len(fitting) == 1:
                return fitting.pop()
            if fitting:
                return None
        return None


@cache
def _provinces() -> frozenset[str]:
    return frozenset(place.slug for place in vocabulary.places())


def _units_named(shadow: Shadow) -> Iterator[Unit]:
    text, folded = shadow.text, shadow.folded
    for match in _GLUED_CITY.finditer(folded):
        yield Unit("thành phố", "ho-chi-minh", 1 + _is_of_organ(folded, match.start()))
    for match in _RANK.finditer(text):
        rank = _rank(match)
        of_organ = _is_of_organ(folded, match.start())
        if len(match["rank"]) == 1 and not of_organ:
            continue  # "bà H. Theo đó": a person's initial
        name = _name_at(shadow, match.end(), rank)
        if name:
            yield Unit(rank, name, 1 + of_organ)
    for match in _bare_places().finditer(folded):
        if text[match.start()].isupper():
            place = _place_of(match)
            yield Unit(place.kind, place.slug, 2 * _is_of_organ(folded, match.start()))


_BEFORE_UNIT = re.compile(
    r"(?:ubnd|uy ban nhan dan|hdnd|hoi dong nhan dan|cong an|(?:tinh|thanh|huyen|quan|thi) uy|chu tich"
    r"|so [a-z ]{2,30}) ?$"
)


def _is_of_organ(folded: str, position: int) -> bool:
    return _BEFORE_UNIT.search(folded, max(0, position - 40), position) is not None


def scope_of(mention: Mention, issuer: str | None, named: Units) -> str | None:
    """Tell the slug of the unit that issued a local instrument; None where the text does not tell."""
    unit = unit_of(issuer) if issuer else None
    if unit is not None and unit.slug:
        return unit.slug
    if issuer and unit is None and _ORGAN.search(issuer) is None:
        return None  # the organ named is a central one
    rank = (unit.rank or None) if unit is not None else None
    return named.only(rank, provincial=rank is None and _level_of_symbol(mention) == "province")
