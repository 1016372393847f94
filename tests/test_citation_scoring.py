"""Scoring against annotated passages, on passages of our own."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from index.citation_scoring import Passage, format_report, read_passages, score
from index.citations import find
from index.errors import SourceMissing

TEXT = "Theo Quyết định số 2351/QĐ-TTg ngày 24/12/2010 của Thủ tướng Chính phủ và TCVN 9250:2021."


def record(**changes: Any) -> dict[str, Any]:
    """Give the annotation of the decision in `TEXT`, with changes."""
    plain = {
        "start": 5,
        "end": 30,
        "surface": "Quyết định số 2351/QĐ-TTg",
        "kind": "full",
        "type": "Quyết định",
        "number": "2351",
        "year": 2010,
        "symbol": "QĐ-TTg",
        "date": "2010-12-24",
        "issuer": "Thủ tướng Chính phủ",
        "title": None,
        "scope": None,
        "canonical": "qdttg:2351:2010",
        "accept": [],
        "tags": ["year-only-in-date"],
    }
    return plain | changes


def scored(*records: dict[str, Any], text: str = TEXT) -> Any:
    return score([find(text)], [Passage("p1", text, records)])


def test_a_right_prediction_counts_everywhere() -> None:
    result = scored(record())
    assert (result.precision, result.recall, result.f1) == (1, 1, 1)
    assert (result.total.exact, result.total.key, result.total.scoped) == (1, 1, 1)
    assert dict(result.total.fields) == dict.fromkeys(
        ("type", "number", "year", "symbol", "date", "issuer", "title"), 1
    )


def test_overlap_with_the_number_is_detection_but_no_exact_span() -> None:
    result = scored(record(start=16, surface="số 2351/QĐ-TTg"))
    assert (result.total.found, result.total.exact) == (1, 0)


def test_another_number_is_no_detection() -> None:
    result = scored(record(number="2352"))
    assert (result.precision, result.recall) == (0, 0)
    assert [line.split()[1] for line in result.errors] == ["missed", "spurious", "spurious"]


@pytest.mark.parametrize(
    ("canonical", "accept", "key", "scoped"),
    [("qdttg:1:2010", [], 0, 0), ("qd:2351:2010", ["qdttg:2351:2010"], 1, 1), ("qdttg:2351:2010@gia-lai", [], 1, 0)],
)
def test_keys(canonical: str, accept: list[str], key: int, scoped: int) -> None:
    result = scored(record(canonical=canonical, accept=accept, scope="gia-lai" if "@" in canonical else None))
    assert (result.total.key, result.total.scoped) == (key, scoped)


def test_a_standard_is_counted_apart() -> None:
    standard = record(start=74, end=88, surface="TCVN 9250:2021", kind="standard", number="9250", tags=["standard"])
    result = scored(record(), standard)
    assert (result.total.gold, result.by_kind["standard"].found, result.predicted) == (1, 1, 1)


def test_a_passage_without_citations_counts_for_precision() -> None:
    assert scored().precision == 0
    assert scored(text="Không có gì.").precision == 1


def test_the_report_names_the_errors_unless_told_not_to() -> None:
    result = scored(record(type="Quy định"))
    report = format_report(result)
    assert "precision 1.0000  recall 1.0000" in report
    assert "p1 type 'Quyết định', not 'Quy định': 'Quyết định số 2351/QĐ-TTg'" in report
    assert "p1 type" not in format_report(result, errors=False)


def test_passages_are_read_from_json_lines(tmp_path: Path) -> None:
    path = tmp_path / "gold.jsonl"
    path.write_text(json.dumps({"id": "p1", "text": TEXT, "citations": [record()]}) + "\n", encoding="utf-8")
    (passage,) = read_passages(path)
    assert (passage.id, passage.text, len(passage.citations)) == ("p1", TEXT, 1)


def test_a_missing_file_says_so(tmp_path: Path) -> None:
    with pytest.raises(SourceMissing, match="There is no file"):
        read_passages(tmp_path / "absent.jsonl")
