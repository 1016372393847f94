"""The segmenter gives pyvi's own labels."""

from __future__ import annotations

import json
import lzma
import re
from itertools import islice

import pytest
from conftest import shared
from hypothesis import given, settings
from hypothesis import strategies as st

from index.segmenter import segmenter


def pyvi_labels(run: list[str]) -> list[bool]:
    from pyvi.ViTokenizer import ViTokenizer

    return [label == "I_W" for label in ViTokenizer.model.predict_single(ViTokenizer.sent2features(run, False))]


@pytest.mark.parametrize(
    ("run", "words"),
    [
        ("Ủy ban nhân dân tỉnh", ["Ủy ban", "nhân dân", "tỉnh"]),
        ("kế hoạch hành động quốc gia", ["kế hoạch", "hành động", "quốc gia"]),
        ("năm 2019 tăng trưởng", ["năm", "2019", "tăng trưởng"]),
        ("một", ["một"]),
        ("", []),
    ],
)
def test_words(run: str, words: list[str]) -> None:
    split = run.split()
    assert [" ".join(split[a:b]) for a, b in segmenter().words(split)] == words


VOCABULARY = ["Ủy", "ban", "nhân", "dân", "kế", "hoạch", "bình", "đẳng", "BÌNH", "2019", "Gia", "Lai", "và", "5G"]


@given(st.lists(st.sampled_from(VOCABULARY) | st.text("aăđêhưọn", min_size=1, max_size=5), min_size=1, max_size=12))
@settings(max_examples=200)
def test_labels_are_pyvis(run: list[str]) -> None:
    assert segmenter().labels(run) == pyvi_labels(run)


@pytest.mark.shared
def test_labels_are_pyvis_on_real_text() -> None:
    with lzma.open(shared("news/dantri2020.jsonl.xz"), "rt", encoding="utf-8") as lines:
        bodies = [json.loads(line)["body"] for line in islice(lines, 100)]
    runs = [run.split() for body in bodies for run in re.split(r"[^\w\s]+|\n", body) if run.strip()]
    assert sum(map(len, runs)) > 50_000
    for run in runs:
        assert segmenter().labels(run) == pyvi_labels(run)


@given(st.lists(st.text("abđạ1A", min_size=1, max_size=4), max_size=30))
def test_words_cover_the_run(run: list[str]) -> None:
    ranges = segmenter().words(run)
    assert [i for a, b in ranges for i in range(a, b)] == list(range(len(run)))
