from __future__ import annotations

from index.document import Mention
from web.cited import Cited, CitedGroup, cited_groups


def mention(key: str, label: str, kind: str) -> Mention:
    return Mention("body", 0, 1, key, label, kind, "", None)


def test_instruments_are_counted_and_grouped_in_order_with_the_unknown_last() -> None:
    plan, other = "khubnd:202:2019@gia-lai", "?:12:?"
    groups = cited_groups([
        mention(other, "12/ABC", ""),
        mention(plan, "Kế hoạch 202/KH-UBND", "Kế hoạch"),
        mention("qdttg:2351:2010", "Quyết định 2351/QĐ-TTg (24/12/2010)", "Quyết định"),
        mention(plan, "Kế hoạch 202/KH-UBND (23/01/2019)", "Kế hoạch"),
        mention(plan, "Kế hoạch 202/KH-UBND", "Kế hoạch"),
    ])  # fmt: skip
    assert groups == (
        CitedGroup("Kế hoạch", (Cited(plan, "Kế hoạch 202/KH-UBND (23/01/2019)", 3),)),
        CitedGroup("Quyết định", (Cited("qdttg:2351:2010", "Quyết định 2351/QĐ-TTg (24/12/2010)", 1),)),
        CitedGroup("", (Cited(other, "12/ABC", 1),)),
    )


def test_nothing_cited() -> None:
    assert cited_groups([]) == ()
