"""Syllables that stand in nearly every text: they order results like all others, but never decide what is found.

Only in a query that is longer than a few words, and only as typed: a syllable with marks is looked up with its marks
(`là`), one without marks among those that hardly ever are anything else (`cua` is nearly always "của").
"""

from __future__ import annotations

from functools import lru_cache

from index.analysis import Form, syllables

_MARKED = """
    và của các những là thì mà ở tại cho với về theo được bị có đã đang sẽ này đó kia ấy một như khi từ đến do bởi vì
    nếu hay hoặc nào gì sao thế ra vào trên dưới trong ngoài rằng cũng vẫn còn chỉ rất để nên phải bao nhiêu không
"""
_PLAIN = "va cua cac nhung la thi ma o tai cho voi ve trong theo duoc bi da se nay mot nhu khi nao gi thuoc nhieu khong"


@lru_cache(maxsize=1)
def _tables() -> tuple[frozenset[str], frozenset[str]]:
    marked = frozenset(syllable.form.exact for syllable in syllables(_MARKED))
    return marked, frozenset(_PLAIN.split())


def is_stop(form: Form) -> bool:
    """Tell whether a syllable decides nothing: `của`, `cua`; not `cửa`."""
    marked, plain = _tables()
    return form.marked in marked if form.marked else form.folded in plain
