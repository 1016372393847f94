"""The four views, the fold and the marked form, over specimens and by property."""

from __future__ import annotations

import string
import unicodedata
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.analysis import (
    MAX_TERM,
    SENTENCE_BREAK,
    analyse,
    fold,
    fold_text,
    mark_key,
    phrase_positions,
    sentence_breaks,
    spelled,
    syllables,
)
from index.cleaning import clean_text

_BASES = "aăâeêioôơuưy"
_TONES = ["", "\u0301", "\u0300", "\u0309", "\u0303", "\u0323"]
#: The 67 lower-case letters of Vietnamese that carry a mark: 12 vowels by 6 tones without the 6 bare ones, and đ.
LOWER = [
    letter for base in _BASES for tone in _TONES if not (letter := unicodedata.normalize("NFC", base + tone)).isascii()
] + ["đ"]
MARKED_LETTERS = LOWER + [letter.upper() for letter in LOWER]


def test_there_are_134_marked_letters() -> None:
    assert len(MARKED_LETTERS) == len(set(MARKED_LETTERS)) == 134


@pytest.mark.parametrize("letter", MARKED_LETTERS)
def test_every_marked_letter_folds_to_one_ascii_letter(letter: str) -> None:
    for form in (letter, unicodedata.normalize("NFD", letter)):
        folded = fold(form)
        assert len(folded) == 1
        assert folded in string.ascii_lowercase
        assert mark_key(form) != ""
        assert mark_key(form) == mark_key(letter.lower())


def test_marked_letters_of_lower_case_keep_apart() -> None:
    assert len({mark_key(letter) for letter in LOWER}) == len(LOWER)


@pytest.mark.parametrize("letter", ["đ", "Đ", "Ð", "ð", "Ɖ", "ɖ"])
def test_every_d_folds_to_d_and_is_the_same_marked(letter: str) -> None:
    assert fold(letter) == "d"
    assert mark_key(letter) == "đ"


@given(st.text(string.ascii_lowercase + string.digits, min_size=1))
def test_plain_text_folds_to_itself_and_carries_no_mark(word: str) -> None:
    assert fold(word) == word
    assert mark_key(word) == ""


@pytest.mark.parametrize(
    ("printed", "folded", "marked"),
    [
        ("hòa", "hoa", "hoa2"),
        ("hoà", "hoa", "hoa2"),
        ("HÒA", "hoa", "hoa2"),
        ("ủy", "uy", "uy3"),
        ("uỷ", "uy", "uy3"),
        ("việt", "viet", "viêt5"),
        ("vịêt", "viet", "viêt5"),
        ("thuýên", "thuyen", "thuyên1"),
        ("đường", "duong", "đương2"),
        ("Ðẳng", "dang", "đăng3"),
        ("nhân", "nhan", "nhân"),
        ("ban", "ban", ""),
        ("2019", "2019", ""),
        ("½", "12", "½"),
        ("café", "cafe", "cafe1"),
        ("北", "bei", "北"),
    ],
)
def test_forms(printed: str, folded: str, marked: str) -> None:
    for form in (printed, unicodedata.normalize("NFD", printed)):
        assert fold(form) == folded
        assert mark_key(form) == unicodedata.normalize("NFC", marked)


def test_the_specimen_of_the_table() -> None:
    views = analyse("Kế hoạch bình đẳng giới")
    assert views.folded == ["ke", "hoach", "binh", "dang", "gioi"]
    assert views.pairs == ["ke hoach", "hoach binh", "binh dang", "dang gioi"]
    assert views.marked == ["kê1", "hoach5", "binh2", "đăng3", "giơi1"]
    assert "kê1 hoach5" in views.words


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("Một. Hai", ["mot", SENTENCE_BREAK, "hai"]),
        ("Một; hai", ["mot", SENTENCE_BREAK, "hai"]),
        ("Một\nhai", ["mot", SENTENCE_BREAK, "hai"]),
        ("Một!”\n\nHai.", ["mot", SENTENCE_BREAK, "hai"]),
        ("1.234 tỷ", ["1", "234", "ty"]),
        ("TP. Pleiku", ["tp", "pleiku"]),
        ("kinh tế - xã hội", ["kinh", "te", "xa", "hoi"]),
        ("một, hai", ["mot", "hai"]),
        ("", []),
        ("...", []),
        ("😀 vui 😀", ["vui"]),
        ("a_b", ["a", "b"]),
    ],
)
def test_sentences_part_the_folded_view(text: str, folded: list[str]) -> None:
    assert analyse(text, words=False).folded == folded


def test_pairs_stay_inside_a_sentence() -> None:
    assert analyse("hòa bình. Bình đẳng", words=False).pairs == ["hoa binh", "binh dang"]


def test_citations_are_kept_from_the_segmenter_only() -> None:
    text = "Kế hoạch số 202/KH-UBND về bình đẳng giới"
    views = analyse(text, [(0, 23)])
    assert views.folded == ["ke", "hoach", "so", "202", "kh", "ubnd", "ve", "binh", "dang", "gioi"]
    assert "so 202" in views.pairs
    assert "ubnd ve" in views.pairs
    assert views.words == analyse(" về bình đẳng giới").words


@pytest.mark.parametrize(
    ("left", "right"),
    [("hòa bình", "hoà bình"), ("ủy ban", "uỷ ban"), ("Việt Nam", "Vịêt Nam"), ("khóa", "khoá")],
)
def test_tone_placement_makes_no_difference(left: str, right: str) -> None:
    assert analyse(left, words=False) == analyse(right, words=False)


@given(st.text(max_size=300))
def test_normal_forms_make_no_difference(raw: str) -> None:
    text = clean_text(raw)
    decomposed = clean_text(unicodedata.normalize("NFD", text))
    assert analyse(text, words=False) == analyse(decomposed, words=False)


@given(st.text(st.sampled_from("aàảbcđĐhọ ơư.,;\n\u0301\u0323 😀12/-_½"), max_size=200))
def test_offsets_are_of_the_text_and_views_agree(text: str) -> None:
    found = list(syllables(text))
    views = analyse(text, words=False)
    assert [s.form.folded for s in found] == [w for w in views.folded if w != SENTENCE_BREAK]
    for before, after in pairwise(found):
        assert before.end <= after.start
    for s in found:
        printed = text[s.start : s.end]
        assert printed
        assert fold(printed)[:MAX_TERM] == s.form.folded


@given(st.text(max_size=300))
def test_no_word_is_empty_long_or_holds_white_space(raw: str) -> None:
    views = analyse(clean_text(raw), words=False)
    for word in [w for w in views.folded if w != SENTENCE_BREAK] + views.marked:
        assert 0 < len(word) <= MAX_TERM
        assert not any(char.isspace() for char in word)
    for pair in views.pairs:
        left, right = pair.split(" ")
        assert left
        assert right


@pytest.mark.parametrize("text", ["a" * 1_000_000, "ế" * 1_000_000, "e\u0301\u0323" * 300_000, "." * 1_000_000])
def test_a_megabyte_without_a_space(text: str) -> None:
    views = analyse(text)
    assert len(views.folded) <= 1
    assert all(len(word) <= MAX_TERM for word in views.folded + views.marked)


def test_sentence_breaks_stand_behind_their_marks() -> None:
    text = "Một. Hai!\nBa"
    assert [text[:end] for end in sentence_breaks(text)] == ["Một. ", "Một. Hai!\n"]


def test_fold_text_is_for_comparing_names() -> None:
    assert fold_text("Sở  Y tế - GIA LAI") == "so y te gia lai"


@given(st.lists(st.sampled_from("abc"), max_size=12), st.lists(st.sampled_from("abc"), min_size=1, max_size=3))
def test_phrase_positions_are_where_the_slices_agree(words: list[str], phrase: list[str]) -> None:
    joined = " ".join(words) + " "
    found = list(phrase_positions(words, phrase))
    assert found == [i for i in range(len(words)) if joined[2 * i :].startswith(" ".join(phrase) + " ")]


@given(
    st.text(st.sampled_from("aàÁbcđĐÐhọ ơư.,\u0301\u032312/-_"), max_size=120), st.sampled_from(["a", "ho", "d", "12"])
)
def test_spelled_finds_what_the_fold_finds(text: str, word: str) -> None:
    text = clean_text(text)
    expected = [(s.start, s.end) for s in syllables(text) if s.form.folded == word]
    found = spelled(text, word, len(text))
    # It knows composed letters only, and nothing that follows a combining mark.
    composed = [(a, b) for a, b in expected if not any(unicodedata.combining(c) for c in text[max(0, a - 1) : b])]
    assert found == composed


@pytest.mark.parametrize("letter", MARKED_LETTERS)
def test_spelled_knows_every_marked_letter(letter: str) -> None:
    assert spelled(letter, fold(letter), len(letter)) == [(0, len(letter))]
