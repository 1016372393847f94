"""The tables of types, issuers, places, laws and words."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from index import vocabulary
from index.citation_shadow import fold_code, slug
from index.errors import BadSetting


def test_there_are_63_old_provinces_and_34_current_ones() -> None:
    places = vocabulary.places()
    assert len(places) == 65  # Huế stands beside Thừa Thiên Huế; Hà Tây went into Hà Nội in 2008
    assert sum(place.current for place in places) == 34
    assert {place.slug for place in places if not place.current and not place.into} == set()


def test_every_province_that_is_gone_went_into_a_current_one() -> None:
    current = {place.slug for place in vocabulary.places() if place.current}
    gone = [place for place in vocabulary.places() if not place.current]
    assert {place.into for place in gone} <= current
    assert {place.slug: place.into for place in gone}["binh-dinh"] == "gia-lai"


def test_slugs_are_made_from_names() -> None:
    assert [(place.slug, slug(place.name)) for place in vocabulary.places() if place.slug != slug(place.name)] == []


def test_the_default_of_a_shared_head_comes_first() -> None:
    order = [row.name for row in vocabulary.types()]
    assert order.index("Quyết định") < order.index("Quy định")
    assert order.index("Chỉ thị") < order.index("Chương trình")
    assert order.index("Thông tư") < order.index("Thông tư liên tịch")


def test_no_symbol_belongs_to_two_issuers() -> None:
    symbols = [fold_code(symbol) for row in vocabulary.issuers() for symbol in (row.symbol, *row.aliases)]
    assert sorted({symbol for symbol in symbols if symbols.count(symbol) > 1}) == []


def test_law_years_are_in_order_and_no_version_stands_twice() -> None:
    years: dict[str, list[int]] = {}
    for law in vocabulary.laws():
        years.setdefault(law.name, []).extend([law.year] if law.year else [])
    assert {name: listed for name, listed in years.items() if listed != sorted(set(listed))} == {}


def test_numbers_of_laws_are_of_their_year_and_type() -> None:
    for law in vocabulary.laws():
        if law.number:
            pattern = r"(?:PL-)?UBTVQH\d+" if law.type == "Pháp lệnh" else r"QH\d+"
            assert re.fullmatch(rf"(?!0\d\d)\d{{2,3}}/{law.year}/{pattern}", law.number), law
        assert law.type in ("Luật", "Bộ luật", "Pháp lệnh")


def test_a_number_is_of_one_law() -> None:
    """Several rows have one number only where they are two names of one law: one name holds the other."""
    names: dict[str, list[str]] = {}
    for law in vocabulary.laws():
        if law.number:
            names.setdefault(law.number, []).append(law.name.casefold())
    for number, called in names.items():
        assert all(name in called[0] or called[0] in name for name in called), number


def test_a_missing_list_of_words_says_so() -> None:
    with pytest.raises(BadSetting, match="Add a row"):
        vocabulary.words("no-such-list")


def test_a_row_with_too_many_cells_says_where(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "units.tsv").write_text("# units\nsymbol\nNL\textra\n", encoding="utf-8")
    monkeypatch.setattr(vocabulary, "_TABLES", tmp_path)
    vocabulary.units.cache_clear()
    try:
        with pytest.raises(BadSetting, match=r"units\.tsv, line 3"):
            vocabulary.units()
    finally:
        vocabulary.units.cache_clear()
