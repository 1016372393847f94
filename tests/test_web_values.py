from __future__ import annotations

import pytest

from index.errors import PageMissing
from search.results import FacetValue
from web.links import ValuesRequest
from web.values import VALUES_SIZE, page_of


def values(*labels: str) -> list[FacetValue]:
    return [FacetValue(label, label, 1, False) for label in labels]


def test_values_stay_in_the_order_given_or_go_by_their_letters_and_numbers() -> None:
    given = values("Đất đai", "Nghị định 100", "Chỉ đạo", "Nghị định 9", "An ninh")
    assert [v.label for v in page_of(given, ValuesRequest()).values] == [v.label for v in given]
    by_letters = page_of(given, ValuesRequest(order="az"))
    assert [v.label for v in by_letters.values] == ["An ninh", "Chỉ đạo", "Đất đai", "Nghị định 9", "Nghị định 100"]


def test_pages_hold_every_value_once() -> None:
    given = values(*(f"v{number}" for number in range(2 * VALUES_SIZE + 1)))
    pages = [page_of(given, ValuesRequest(page=page)) for page in (1, 2, 3)]
    assert [value for page in pages for value in page.values] == given
    assert {(page.total, page.pages) for page in pages} == {(2 * VALUES_SIZE + 1, 3)}
    with pytest.raises(PageMissing):
        page_of(given, ValuesRequest(page=4))


def test_no_values_are_one_empty_page() -> None:
    assert page_of([], ValuesRequest()).values == ()
