"""The form of the advanced search says the same as the query that it makes."""

from __future__ import annotations

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from search.advanced import Wishes, compose, split
from search.description import describe
from search.grammar import Both, Words, read

SPECIMENS = [
    ("", Wishes()),
    ("kế hoạch", Wishes(all="kế hoạch")),
    ("kế hoạch 202/KH-UBND ngày 23/01/2019", Wishes(all="kế hoạch 202/KH-UBND ngày 23/01/2019")),
    ('"bình đẳng giới"', Wishes(phrase="bình đẳng giới")),
    ('vốn "bình đẳng giới"', Wishes(all="vốn", phrase="bình đẳng giới")),
    ('"đất rừng"~3', Wishes(near="đất rừng", distance=3)),
    ("(lúa HOẶC ngô)", Wishes(any="lúa, ngô")),
    ('("thi đua" HOẶC "khen thưởng")', Wishes(any="thi đua, khen thưởng")),
    ("lâm nghiệp -covid", Wishes(all="lâm nghiệp", none="covid")),
    ('lâm nghiệp -covid -"vốn vay"', Wishes(all="lâm nghiệp", none="covid, vốn vay")),
    ("tiêu đề:(bình đẳng giới)", Wishes(title="bình đẳng giới")),
    ("số:(202/KH-UBND)", Wishes(number="202/KH-UBND")),
    ("số:(202)", Wishes(number="202")),
    ("rừng từ:04/2019", Wishes(all="rừng từ:01/04/2019")),
    ('lâm -covid "đất rừng" nghiệp', Wishes(all="lâm nghiệp", phrase="đất rừng", none="covid")),
    # What no field holds stays whole.
    ('(lúa HOẶC (ngô -khoai)) "một hai"', Wishes(all='(lúa HOẶC (ngô -khoai)) "một hai"')),
    ('nguồn:"Sở Y tế" vắc-xin', Wishes(all='nguồn:"Sở Y tế" vắc-xin')),
    ('"một hai" "ba bốn"', Wishes(all='"một hai" "ba bốn"')),
]


@pytest.mark.parametrize(("typed", "wishes"), SPECIMENS)
def test_a_query_fills_in_the_form(typed: str, wishes: Wishes) -> None:
    assert split(typed) == wishes


@pytest.mark.parametrize(
    ("wishes", "typed"),
    [
        (
            Wishes("kế hoạch", "bình đẳng giới", "lúa ngô", "covid", "đất rừng", 3, "tiến độ", "202/KH-UBND"),
            'kế hoạch "bình đẳng giới" (lúa HOẶC ngô) "đất rừng"~3 tiêu đề:(tiến độ) số:(202/KH-UBND) -covid',
        ),
        (Wishes(any="thi đua, khen thưởng"), '("thi đua" HOẶC "khen thưởng")'),
        (Wishes(any="lúa"), "lúa"),
        (Wishes(none="dịch bệnh, covid"), '-"dịch bệnh" -covid'),
        # Quotes and brackets that were typed into a field of their own do not end it.
        (Wishes(phrase='"bình đẳng"'), '"bình đẳng"'),
        (Wishes(title="(a) b)"), "tiêu đề:(a b)"),
        (Wishes(near="a b", distance=9999), '"a b"~100'),
        (Wishes(" ", '"', ",", "()"), ""),
    ],
)
def test_a_form_makes_a_query(wishes: Wishes, typed: str) -> None:
    assert compose(wishes) == typed


def clauses(typed: str) -> Counter[str]:
    """Give what a query asks for in words, clause by clause."""
    tree = read(typed).tree
    parts = tree.parts if isinstance(tree, Both) else (tree,)
    words = [part.text for part in parts if isinstance(part, Words)]
    return Counter([" ".join(words), *(describe(part) for part in parts if not isinstance(part, Words))])


@given(st.text(max_size=80) | st.text(st.sampled_from('"“”-()~: abđ12/KHUBNDVÀHOẶCKHÔNG'), max_size=60))
def test_the_form_asks_for_what_the_query_asked_for(typed: str) -> None:
    assert clauses(compose(split(typed))) == clauses(typed)
