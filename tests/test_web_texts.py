from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from index.document import Mention
from web import texts

TEXTS = st.text(st.sampled_from("aă \nế😀"), max_size=40)
RANGES = st.lists(st.tuples(st.integers(0, 45), st.integers(0, 45)), max_size=6).map(tuple)


def mention(start: int, end: int, field: str = "body") -> Mention:
    return Mention(field, start, end, f"k{start}", "Kế hoạch 1/KH-UBND", "Kế hoạch", "", None)


def plain(piece: texts.Piece) -> str:
    return "".join(text for text, _ in piece.text)


@given(TEXTS, RANGES)
def test_no_letter_is_lost_or_repeated_whatever_the_ranges(text: str, ranges: tuple[tuple[int, int], ...]) -> None:
    pieces = texts.marked(text, ranges)
    assert "".join(piece for piece, _ in pieces) == text
    assert all(piece for piece, _ in pieces)


def test_marks_are_counted_in_code_points() -> None:
    assert texts.marked("😀 bình đẳng", ((2, 6), (7, 11))) == [
        ("😀 ", False), ("bình", True), (" ", False), ("đẳng", True),
    ]  # fmt: skip


@given(TEXTS, RANGES)
def test_paragraphs_are_the_lines_that_are_not_blank(text: str, ranges: tuple[tuple[int, int], ...]) -> None:
    mentions = [mention(start, end) for start, end in ranges]
    joined = ["".join(map(plain, pieces)) for pieces in texts.paragraphs(text, mentions, "body", ranges)]
    assert joined == [line for line in text.split("\n") if line.strip()]


def test_a_mention_is_linked_in_its_line_and_its_field() -> None:
    text = "Theo 1/KH-UBND\n\nvà Kế\nhoạch"
    mentions = [mention(5, 14), mention(19, 26), mention(0, 4, "lead")]
    lines = texts.paragraphs(text, mentions, "body")
    assert [[(plain(piece), piece.mention) for piece in pieces] for pieces in lines] == [
        [("Theo ", None), ("1/KH-UBND", mentions[0])],
        [("và ", None), ("Kế", mentions[1])],
        [("hoạch"[:4], mentions[1]), ("h", None)],
    ]


def test_marks_stand_inside_links_and_across_their_ends() -> None:
    text = "Theo kế hoạch 1/KH-UBND này\nkế hoạch"
    lines = texts.paragraphs(text, [mention(14, 23)], "body", ((5, 13), (14, 27), (28, 30)))
    assert [[piece.text for piece in pieces] for pieces in lines] == [
        [
            (("Theo ", False), ("kế hoạch", True), (" ", False)),
            (("1/KH-UBND", True),),
            ((" này", True),),
        ],
        [(("kế", True), (" hoạch", False))],
    ]
