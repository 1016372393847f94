"""Names of laws: which are known, and what two spellings of one name share."""

from __future__ import annotations

from functools import cache

from index import vocabulary
from index.citation_shadow import fold_letters

#: Codes that go by their initials; the key has the name in full.
INITIALS = {
    "BLHS": "hình sự",
    "BLDS": "dân sự",
    "BLLĐ": "lao động",
    "BLTTHS": "tố tụng hình sự",
    "BLTTDS": "tố tụng dân sự",
}
#: Types of instruments that are cited by name.
LAW_TYPES = frozenset({"Luật", "Bộ luật", "Pháp lệnh"})


def plain_name(name: str) -> str:
    """Reduce a folded name to its words: commas come and go in "Luật Phòng, chống tham nhũng"."""
    return " ".join(name.replace(",", " ").split())


@cache
def law_years() -> dict[str, tuple[int, ...]]:
    """Map the plain folded names of known laws to the years of their versions."""
    years: dict[str, tuple[int, ...]] = {}
    for row in vocabulary.laws():
        name = plain_name(fold_letters(row.name))
        years[name] = (*years.get(name, ()), *([row.year] if row.year else []))
    return years


@cache
def official_names() -> dict[str, str]:
    """Map the plain folded names of known laws to their official spelling."""
    return {plain_name(fold_letters(row.name)): row.name for row in vocabulary.laws()}
