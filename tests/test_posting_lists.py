"""Posting lists survive the file, inversion and merging, whatever is in them."""

from __future__ import annotations

from collections import Counter, defaultdict
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index.analysis import SENTENCE_BREAK
from index.coding import code_texts, pieces
from search.whoosh_engine.array_file import ArrayFile, ArrayFileWriter, BadArrays, narrow
from search.whoosh_engine.inverter import Source, TextInverter, merge, renamed_pairs
from search.whoosh_engine.lists import FieldLists, SegmentLists, write_lists

#: document → word → positions
Held = dict[str, dict[int, list[int]]]

DOCUMENTS = st.lists(
    st.lists(st.sampled_from(["a", "b", "ba", "đ", "c1", "z", SENTENCE_BREAK]), max_size=30), max_size=12
)


def invert(documents: list[list[str]], step: int = 1) -> tuple[FieldLists, FieldLists]:
    inverter = TextInverter()
    for number, words in enumerate(documents):
        inverter.add(number * step, words)
    return inverter.both()


def plainly(documents: list[list[str]], step: int = 1) -> tuple[Held, dict[str, Counter[int]]]:
    """Invert by hand: the places of words, and how often documents hold pairs."""
    places: Held = defaultdict(lambda: defaultdict(list))
    pairs: dict[str, Counter[int]] = defaultdict(Counter)
    for number, words in enumerate(documents):
        for position, word in enumerate(words):
            if word != SENTENCE_BREAK:
                places[word][number * step].append(position)
        for left, right in pairwise(words):
            if SENTENCE_BREAK not in (left, right):
                pairs[f"{left} {right}"][number * step] += 1
    return places, pairs


def through_a_file(path: Path, words: FieldLists, pairs: FieldLists) -> SegmentLists:
    file = ArrayFileWriter(path)
    write_lists(file, "body_folded", words)
    write_lists(file, "body_pairs", pairs)
    file.close()
    opened = ArrayFile(path)
    opened.verify()
    return SegmentLists(opened)


def assert_holds(lists: SegmentLists, places: Held, pairs: dict[str, Counter[int]]) -> None:
    words, twos = lists.fields["body_folded"], lists.fields["body_pairs"]
    assert [term.decode() for term in words.terms.all()] == sorted(places)
    assert [term.decode() for term in twos.terms.all()] == sorted(pairs)
    for word, held in places.items():
        place = words.terms.find(word.encode())
        assert place is not None
        assert words.docs(place).tolist() == sorted(held)
        assert words.length(place) == len(held)
        assert words.counts(place).tolist() == [len(held[doc]) for doc in sorted(held)]
        assert words.positions(place).tolist() == [p for doc in sorted(held) for p in held[doc]]
    for pair, counted in pairs.items():
        place = twos.terms.find(pair.encode())
        assert place is not None
        assert twos.terms.at(place).decode() == pair
        assert twos.docs(place).tolist() == sorted(counted)
        assert twos.counts(place).tolist() == [counted[doc] for doc in sorted(counted)]
    for absent in (b"", b"aa", b"zz", b"a zz", b"zz a", b"b", b"a b"):
        if absent.decode() not in places:
            assert words.terms.find(absent) is None
        if absent.decode() not in pairs:
            assert twos.terms.find(absent) is None
    for field in (words, twos):
        whole = field.lists()
        numbers, docs = field.all_postings()
        assert whole.docs.tolist() == docs.tolist() == [d for p in range(field.count) for d in field.docs(p).tolist()]
        assert whole.counts.tolist() == [c for p in range(field.count) for c in field.counts(p).tolist()]
        assert numbers.tolist() == [p for p in range(field.count) for _ in range(field.length(p))]


@given(DOCUMENTS, st.sampled_from([1, 300, 70_000]))
@settings(max_examples=150)
def test_inversion_and_the_file_keep_everything(
    tmp_path_factory: pytest.TempPathFactory, documents: list[list[str]], step: int
) -> None:
    path = tmp_path_factory.mktemp("lists") / "one.arr"
    assert_holds(through_a_file(path, *invert(documents, step)), *plainly(documents, step))


def test_long_lists_with_short_and_long_gaps(tmp_path: Path) -> None:
    chance = np.random.default_rng(7)
    documents = [
        ["a"] * int(chance.integers(0, 4))
        + ["b"] * (n % 5 == 0)
        + ["c"] * (n % 700 < 40)
        + ["d"] * (n % 900 == 5)
        + ["e"] * (n % 31 if n % 2 else 0)
        + ["f"] * (300 if n % 500 == 3 else n % 3)
        for n in range(4001)
    ]
    lists = through_a_file(tmp_path / "one.arr", *invert(documents))
    assert lists.file.array("body_folded", "dense_terms").size == 3  # a, e, f: more than one document in four
    assert lists.file.array("body_folded", "dense_counts").max() == 300
    assert lists.file.has("body_folded", "gaps")
    assert lists.file.array("body_folded", "docs").size
    assert_holds(lists, *plainly(documents))


@given(st.lists(st.tuples(DOCUMENTS, st.sets(st.integers(0, 11))), min_size=1, max_size=4))
@settings(max_examples=100)
def test_merging_is_inverting_all_together(
    tmp_path_factory: pytest.TempPathFactory, parts: list[tuple[list[list[str]], set[int]]]
) -> None:
    words, twos, whole = [], [], []
    for documents, deleted in parts:
        numbers = np.full(len(documents), -1, np.int32)
        for number in range(len(documents)):
            if number not in deleted:
                numbers[number] = len(whole)
                whole.append(documents[number])
        first, second = invert(documents)
        words.append(Source(first, numbers))
        twos.append(Source(second, numbers))
    merged = merge(words)
    keys = [renamed_pairs(np.asarray(one.lists.terms), new) for one, new in zip(twos, merged.places, strict=True)]
    path = tmp_path_factory.mktemp("lists") / "one.arr"
    assert_holds(through_a_file(path, merged.lists, merge(twos, keys).lists), *plainly(whole))


@given(st.lists(st.lists(st.sampled_from(["Kế hoạch.", "bình đẳng", "giới", "Ủy ban, tỉnh"]), max_size=6), max_size=6))
@settings(max_examples=50)
def test_words_as_numbers_are_inverted_like_words(texts: list[list[str]]) -> None:
    coded = [one.folded for one in code_texts([pieces(" ".join(text)) for text in texts])]
    numbered, plain = TextInverter(), TextInverter()
    for number, words in enumerate(coded):
        # Two vocabularies in turn, as two processes give them.
        numbered.add(number, words if number % 2 else list(words))
        plain.add(number, list(words))
    for one, other in zip(numbered.both(), plain.both(), strict=True):
        for name in FieldLists.__slots__:
            mine, theirs = getattr(one, name), getattr(other, name)
            assert mine is theirs is None or list(mine) == list(theirs)


def test_a_changed_byte_is_noticed(tmp_path: Path) -> None:
    path = tmp_path / "one.arr"
    through_a_file(path, *invert([["a", "b"], ["b"]]))
    data = bytearray(path.read_bytes())
    data[0] ^= 1
    path.write_bytes(data)
    with pytest.raises(BadArrays, match="is not what was written"):
        ArrayFile(path).verify()


@pytest.mark.parametrize("keep", [0, 5, -1, -8, -20])
def test_a_file_that_was_cut_off_does_not_open(tmp_path: Path, keep: int) -> None:
    path = tmp_path / "one.arr"
    through_a_file(path, *invert([["a", "b"], ["b"]]))
    path.write_bytes(path.read_bytes()[:keep] if keep else b"x")
    with pytest.raises(BadArrays):
        ArrayFile(path)


def test_narrow_takes_the_first_type_that_holds_all() -> None:
    assert narrow(np.asarray([255]), np.uint8, np.uint16).dtype == np.uint8
    assert narrow(np.asarray([256]), np.uint8, np.uint16).dtype == np.uint16
    assert narrow(np.asarray([], np.int64), np.uint8).dtype == np.uint8
    with pytest.raises(OverflowError):
        narrow(np.asarray([256]), np.uint8)
