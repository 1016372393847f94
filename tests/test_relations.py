"""Relations between cited instruments: by specimens, by properties, and on the seed article beside the project."""

from __future__ import annotations

import json
import time
import unicodedata
from pathlib import Path

import pytest
from conftest import shared
from hypothesis import given, settings
from hypothesis import strategies as st

from index import vocabulary
from index.article import Article
from index.citations import find
from index.importers import read_sources
from index.relations import Relation, find_relations

CASES = [json.loads(line) for line in (Path(__file__).parent / "cases/relations.jsonl").read_text("utf-8").splitlines()]
STATED = [case for case in CASES if case["relations"]]

#: What the seed article states, without what its keys may know beyond type and number.
SEED = {
    ("ctrtu:32", "nqtw:11"),
    ("khtu:124", "cttw:21"),
    ("khubnd:3253", "qdttg:178"),
    ("khubnd:3307", "qdttg:515"),
}


def relations(text: str) -> tuple[Relation, ...]:
    return find_relations(text, find(text))


def rows(text: str) -> list[list[str]]:
    return [[each.source, each.kind, each.target, each.cue] for each in relations(text)]


def number(case: dict[str, object]) -> str:
    return f"{CASES.index(case) + 1}-{case['tag']}"


@pytest.mark.parametrize("case", CASES, ids=number)
def test_specimen(case: dict[str, object]) -> None:
    assert rows(str(case["text"])) == case["relations"]


@pytest.mark.parametrize("case", STATED, ids=number)
def test_specimen_reads_the_same_decomposed(case: dict[str, list[list[str]]]) -> None:
    found = rows(unicodedata.normalize("NFD", str(case["text"])))
    assert [[unicodedata.normalize("NFC", part) for part in row] for row in found] == case["relations"]


@pytest.mark.parametrize("case", STATED, ids=number)
def test_specimen_states_nothing_once_parted_by_sentences(case: dict[str, object]) -> None:
    """Put each citation into a paragraph of its own: nothing is inferred across sentences."""
    text = str(case["text"])
    for each in reversed(find(text)):
        text = f"{text[: each.start]}\n\n{text[each.start : each.end]}\n\n{text[each.end :]}"
    assert relations(text) == ()


def test_there_are_specimens_enough() -> None:
    assert len(CASES) >= 120
    assert len(CASES) - len(STATED) >= 40
    assert {relation[1] for case in STATED for relation in case["relations"]} == {
        "implements",
        "amends",
        "replaces",
        "guides",
    }


# -- sentences


def test_the_span_is_the_sentence_that_states_it() -> None:
    text = "Tin vắn. Nghị định 41/2022/NĐ-CP sửa đổi Nghị định 15/2022/NĐ-CP. Các sở đã nhận."
    (found,) = relations(text)
    assert text[found.start : found.end] == "Nghị định 41/2022/NĐ-CP sửa đổi Nghị định 15/2022/NĐ-CP."


def test_a_clause_between_semicolons_is_a_sentence() -> None:
    text = (
        "Gồm: Nghị quyết số 11-NQ/TW; Kế hoạch số 20/KH-UBND triển khai Nghị quyết số 01/NQ-CP; Luật Đất đai năm 2013."
    )
    (found,) = relations(text)
    assert (found.source, found.target) == ("khubnd:20:?", "nqcp:1:?")
    assert text[found.start : found.end] == "Kế hoạch số 20/KH-UBND triển khai Nghị quyết số 01/NQ-CP;"


@pytest.mark.parametrize(
    "between",
    [
        " ngày 24. 12. 2010 ",
        " của UBND TP. Hà Nội ",
        " của UBND\nthành phố Hà Nội ",
        " (theo TS. Nguyễn Văn A) ",
        " (gửi phường P. 5) ",
    ],
)
def test_what_ends_no_sentence(between: str) -> None:
    found = rows(f"Quyết định số 12/QĐ-UBND{between}thay thế Quyết định số 5/QĐ-UBND.")
    assert [row[1] for row in found] == ["replaces"]


def test_a_repeated_statement_counts_once_where_it_is_first_made() -> None:
    sentence = "Nghị định 41/2022/NĐ-CP sửa đổi Nghị định 15/2022/NĐ-CP. "
    found = relations(sentence * 3)
    assert len(found) == 1
    assert found[0].end <= len(sentence)


def test_two_kinds_between_the_same_instruments_are_two_relations() -> None:
    text = (
        "Nghị định 10/2023/NĐ-CP sửa đổi Nghị định 43/2014/NĐ-CP.\n"
        "Nghị định 10/2023/NĐ-CP thay thế Nghị định 43/2014/NĐ-CP."
    )
    assert [each.kind for each in relations(text)] == ["amends", "replaces"]


# -- properties

_PIECES = st.sampled_from(
    [
        "Nghị định 100/2019/NĐ-CP",
        "Thông tư số 10/2020/TT-BTC",
        "Luật Đất đai năm 2013",
        "Quyết định số 178/QĐ-TTg",
        "Kế hoạch số 20/KH-UBND",
        " ngày 28/01/2016 của Thủ tướng Chính phủ",
        *(f" {word} " for row in vocabulary.cues() for word in row.words[:4]),
        *" ,;:.\n“”()",
        " được ",
        " bởi ",
        " của ",
        " và ",
        " Điều 5 ",
        " UBND tỉnh ban hành ",
        "e\u0301",
        "\u00ad",
        "  ",
    ]
)


@given(st.lists(_PIECES, max_size=25).map("".join))
@settings(max_examples=300)
def test_properties(text: str) -> None:
    citations = find(text)
    keys = {each.key for each in citations}
    found = find_relations(text, citations)
    for each in found:
        assert 0 <= each.start < each.end <= len(text)
        assert each.source != each.target
        assert {each.source, each.target} <= keys
        assert each.cue
        inside = {one.key for one in citations if each.start <= one.start and one.end <= each.end}
        assert {each.source, each.target} <= inside
    assert len({(each.source, each.target, each.kind) for each in found}) == len(found)
    assert list(found) == sorted(found, key=lambda each: each.start)


@given(st.text(max_size=200))
def test_any_text_is_read(text: str) -> None:
    assert isinstance(relations(text), tuple)


@pytest.mark.parametrize(
    "unit",
    [
        "Nghị định 1/2020/NĐ-CP sửa đổi Nghị định 2/2020/NĐ-CP ",
        "Nghị định số 1/2020/NĐ-CP và ",
        "Nghị định 1/2020/NĐ-CP " + "hướng dẫn " * 60,
        "Quyết định 1/QĐ-TTg về " + "thực hiện theo " * 40 + "Nghị quyết 2/NQ-CP ",
        "Nghị định 1/2020/NĐ-CP được sửa đổi, bổ sung " + "một số điều " * 20 + "theo ",
        "Nghị định 1/2020/NĐ-CP, Bộ ban hành Thông tư 2/2020/TT-BTC và ",
    ],
)
def test_linear(unit: str) -> None:
    """A text of twice the length takes about twice the time; a quadratic reading would take four times."""
    times = []
    for size in (60_000, 240_000):
        text = "Thực hiện Nghị định 9/2020/NĐ-CP và " + unit * (size // len(unit))
        citations = find(text)
        best = 9.0
        for _ in range(2):
            start = time.perf_counter()
            find_relations(text, citations)
            best = min(best, time.perf_counter() - start)
        times.append(best)
    assert times[1] < 8 * times[0] + 0.1


# -- the table of cues


def test_every_row_of_the_cues_is_used() -> None:
    uses = {(row.kind, row.use) for row in vocabulary.cues()}
    assert uses <= {
        *((kind, use) for kind in ("implements", "amends", "replaces", "guides") for use in ("active", "passive")),
        ("implements", "title"),
        ("implements", "ground"),
        ("none", "denies"),
        ("none", "reviews"),
    }
    assert all(row.words for row in vocabulary.cues())


# -- real text


def _seed_pairs(text: str) -> set[tuple[str, str]]:
    found = relations(text)
    assert {each.kind for each in found} == {"implements"}
    assert [each.cue for each in found] == ["thực hiện", "thực hiện", "triển khai", "theo"]
    return {(each.source.rsplit(":", 1)[0], each.target.rsplit(":", 1)[0]) for each in found}


@pytest.mark.shared
def test_the_seed_article_states_four_relations() -> None:
    (path,) = shared("seed").glob("*.txt")
    assert _seed_pairs(path.read_text("utf-8")) == SEED


@pytest.mark.shared
def test_the_seed_article_as_imported_states_the_same() -> None:
    (path,) = shared("seed").glob("*.txt")
    (article,) = read_sources([path])
    assert isinstance(article, Article)
    assert _seed_pairs(f"{article.title}\n\n{article.lead}\n\n{article.body}") == SEED
