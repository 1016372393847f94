"""Analysing many texts at once gives what analysing each alone does."""

from __future__ import annotations

import json
import lzma
import pickle
from itertools import islice

import pytest
from conftest import article, shared
from hypothesis import given, settings
from hypothesis import strategies as st

from index import coding
from index.analysis import VIEWS, analyse
from index.coding import Words, code_texts, count_words, pieces
from index.document import build, build_many, pack, unpack

WORDS = [
    "Kế",
    "hoạch",
    "bình",
    "đẳng",
    "giới",
    "ỦY",
    "ban",
    "nhân",
    "dân",
    "202/KH-UBND",
    "2019",
    "TP",
    "½",
    "e\u0301",
    "5G",
]
JOINTS = [" ", " ", " ", ", ", ". ", "\n", ".\n\n", "! ", "…", " (", ") ", "-", "/", "_"]
TEXTS = st.lists(st.sampled_from(WORDS) | st.sampled_from(JOINTS), max_size=40).map("".join) | st.text(max_size=60)


@st.composite
def guarded(draw: st.DrawFn) -> tuple[str, list[tuple[int, int]]]:
    text = draw(TEXTS)
    cuts = sorted(draw(st.lists(st.integers(0, len(text)), max_size=6, unique=True)))
    return text, list(zip(cuts[::2], cuts[1::2], strict=False))


@given(st.lists(guarded(), min_size=1, max_size=5))
@settings(max_examples=300)
def test_views_are_those_of_each_text_alone(texts: list[tuple[str, list[tuple[int, int]]]]) -> None:
    found = code_texts([pieces(text, spans) for text, spans in texts])
    for (text, spans), coded in zip(texts, found, strict=True):
        alone = analyse(text, spans)
        for view in VIEWS:
            assert list(getattr(coded, view)) == getattr(alone, view)
        assert count_words(coded.folded) == count_words(alone.folded)


def test_no_texts_are_no_views() -> None:
    assert code_texts([]) == []


@pytest.mark.shared
def test_views_are_those_of_each_text_alone_on_real_text() -> None:
    with lzma.open(shared("news/tuoitre2024.jsonl.xz"), "rt", encoding="utf-8") as lines:
        bodies = [json.loads(line)["body"] for line in islice(lines, 60)]
    for body, coded in zip(bodies, code_texts([pieces(body) for body in bodies]), strict=True):
        alone = analyse(body)
        assert [list(getattr(coded, view)) for view in VIEWS] == [getattr(alone, view) for view in VIEWS]


ARTICLES = [
    article("a", "Gia Lai: Kế hoạch số 202/KH-UBND", "Thực hiện Quyết định số 2351/QĐ-TTg. UBND tỉnh giao các sở."),
    article("b", "", "Bình đẳng giới.\nBình đẳng giới!", lead="Tin vắn"),
    article("c", "Tin", ""),
]


def test_documents_are_those_of_each_article_alone() -> None:
    assert build_many(ARTICLES) == [build(one) for one in ARTICLES]


def test_documents_can_be_sent_with_no_more_than_their_words() -> None:
    code_texts([pieces(f"Từ vựng thừa số {number}") for number in range(50)])
    built = build_many(ARTICLES)
    sent = unpack(pickle.loads(pickle.dumps(pack(built))), ARTICLES)
    assert sent == built
    (vocabulary,) = {
        id(words.vocabulary): words.vocabulary
        for one in sent
        for words in one.words.values()
        if isinstance(words, Words)
    }.values()
    used = {word for one in sent for words in one.words.values() if isinstance(words, Words) for word in words}
    assert set(vocabulary) - {"\n"} <= used
    assert [count_words(one.words.get("body.folded", [])) for one in sent] == [13, 6, 0]


def test_a_full_table_is_left_for_a_new_one(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(coding, "TABLE_LIMIT", 10)
    texts = [[f"chữ{n} số{n} mới{n}"] for n in range(30)]
    for (text,) in texts:
        (coded,) = code_texts([pieces(text)])
        assert list(coded.folded) == analyse(text).folded
    assert len(coded.folded.vocabulary) < 30


def test_lists_of_numbers_read_like_lists_of_words() -> None:
    (coded,) = code_texts([pieces("Kế hoạch bình đẳng giới")])
    assert coded.folded[1] == "hoach"
    assert coded.folded[-2:] == ["dang", "gioi"]
    assert coded.pairs[0] == "ke hoach"
    assert coded.pairs[1:3] == ["hoach binh", "binh dang"]
    assert len(coded.pairs) == 4
    assert coded.pairs == ["ke hoach", "hoach binh", "binh dang", "dang gioi"]
