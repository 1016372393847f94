"""What of an article a search was for: the words to mark in the whole text, for who comes from a page of results."""

from __future__ import annotations

from collections.abc import Mapping

from index.article import TEXT_FIELDS
from index.document import StoredArticle
from search.highlight import Wanted, find_marks
from search.parser import parse
from search.results import Marks
from search.stop_syllables import is_stop


def marks_of(stored: StoredArticle, typed: str) -> Mapping[str, Marks]:
    """Give the ranges to mark in each text field, for what was typed; code points, ascending, not overlapping.

    As in a snippet, but for syllables of every text: of `kế hoạch của tỉnh` no "của" is marked, unless nothing else was
    asked for.
    """
    parsed = parse(typed)
    words = [form for form in parsed.words if not is_stop(form)] or parsed.words
    wanted = Wanted(words, parsed.instruments)
    return {field: find_marks(stored, field, wanted) for field in TEXT_FIELDS}
