"""Which keys of a collection mean one instrument: the unknown is filled in only where exactly one thing fits."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping

from index.aliases import named_keys


def same_instruments(counts: Mapping[str, int]) -> dict[str, str]:
    """Map every key that means another one of the collection to that one: keys with something unknown, laws by name.

    `counts` tells in how many articles each key stands. `qdttg:2351:?` becomes `qdttg:2351:2010` where no other
    year of that number is cited; `khubnd:202:2019` becomes `khubnd:202:2019@gia-lai` where no other place is.
    Where two fit, none is chosen, nor is one that is cited less than half as often as what it should explain:
    one article that dates a Chỉ thị 05-CT/TW to 1951 does not date the dozens that mean another one. Keys that
    are not in the result mean themselves. Two places are never merged. A law cited by number may also be asked for by
    its name: the keys by name are in the result wherever the collection has the number.
    """
    known = set(counts)
    families: defaultdict[str, list[tuple[str, str, str]]] = defaultdict(list)
    for key in known:
        head, year, place = _parts(key)
        families[head].append((year, place, key))
    found = {name: key for key in known for name in named_keys(key)}
    for family in families.values():
        if len(family) == 1:
            continue
        for year, place, key in family:
            if year != "?" and (place or not any(other for _, other, _ in family)):
                continue
            fits = {
                other
                for other_year, other_place, other in family
                if other != key
                and (year in ("?", other_year))
                and (not place or place == other_place)
                and _knows_more(other_year, other_place, year, place)
            }
            full = {one for one in fits if "?" not in _parts(one)[1]}
            if len(fits) == 1 and full == fits:
                (meant,) = fits
                if 2 * counts[meant] >= counts[key]:
                    found[key] = meant
    return found


def _parts(key: str) -> tuple[str, str, str]:
    """Part a key: code and number, year, place ("" where there is none)."""
    identity, _, place = key.partition("@")
    head, _, year = identity.rpartition(":")
    return head, year, place


def _knows_more(year: str, place: str, than_year: str, than_place: str) -> bool:
    return (than_year == "?" and year != "?") or (not than_place and bool(place))
