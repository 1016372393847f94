"""Which words of an article are marked for who comes from a search."""

from __future__ import annotations

import pytest
from conftest import article

from index.document import build
from search.reading import marks_of

STORED = build(
    article(
        "a",
        "Kế hoạch của tỉnh về bình đẳng giới",
        "Theo Kế hoạch số 202/KH-UBND của tỉnh, các sở lập kế hoạch riêng.",
        lead="Bình đẳng giới là việc của mọi nhà.",
    )
).stored


def marked(typed: str) -> dict[str, list[str]]:
    found = marks_of(STORED, typed)
    return {field: [getattr(STORED.article, field)[s:e] for s, e in marks] for field, marks in found.items()}


@pytest.mark.parametrize(
    ("typed", "title", "lead", "body"),
    [
        ("binh dang gioi", ["bình đẳng giới"], ["Bình đẳng giới"], []),
        # "của" stands in every text.
        ("kế hoạch của", ["Kế hoạch"], [], ["Kế hoạch", "kế hoạch"]),
        ("của", ["của"], ["của"], ["của"]),
        ("202/KH-UBND", [], [], ["Kế hoạch số 202/KH-UBND"]),
        ('"bình đẳng giới" -covid', ["bình đẳng giới"], ["Bình đẳng giới"], []),
        ("lúa", [], [], []),
        ("", [], [], []),
    ],
)
def test_marks(typed: str, title: list[str], lead: list[str], body: list[str]) -> None:
    assert marked(typed) == {"title": title, "lead": lead, "body": body}
