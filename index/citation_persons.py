"""Names of persons, so that a signer's name does not become a place: "UBND thành phố Vinh | Trần Ngọc Nam"."""

from __future__ import annotations

import re
from functools import cache, lru_cache

from index import vocabulary
from index.citation_shadow import fold_letters
from index.citation_words import any_of, organ_inner

_CAPITAL = "".join(
    chr(code) for code in (*range(0x41, 0x5B), *range(0xC0, 0x1B0), *range(0x1EA0, 0x1EFA)) if chr(code).isupper()
)
#: A word with a capital.
PROPER_WORD = rf"[{_CAPITAL}][^\W\d_]*"
_WORD = re.compile(r"[^\W\d_]+")
#: What bears the name of a person itself: "Trường THPT Lê Hồng Phong", "phường Trần Hưng Đạo".
_BEARER = re.compile(r"(?<![^\W_])(?:trường|học|viện|thpt|thcs|chuyên|ty|tnhh|phường|xã|thị trấn|khu) $", re.IGNORECASE)


@cache
def _named(least: int) -> re.Pattern[str]:
    families = "|".join(vocabulary.words("family-name"))
    # "Cục Quản Lý Thị Trường" is no Mr Lý.
    return re.compile(rf"(?<![^\W_])(?<!Quản )(?:{families})(?: {PROPER_WORD}){{{least},3}}(?![^\W_])")


@cache
def _places() -> re.Pattern[str]:
    names = sorted({fold_letters(place.name) for place in vocabulary.places()}, key=len, reverse=True)
    return re.compile(rf"(?:[a-z]+ ){{0,2}}(?:{'|'.join(map(re.escape, names))})(?![a-z])")


def person_at(text: str, folded: str, position: int, *, least: int = 2) -> int | None:
    """Give where the name of a person that begins at the offset ends; None where none begins.

    A family name and `least` to three more words with a capital are one, but for the name of a province, alone or after
    a district: "Hồ Chí Minh", "Mai Châu Hòa Bình". `folded` is `text` without marks and case.
    """
    match = _named(least).match(text, position)
    if match is None or _places().match(folded, position):
        return None
    return match.end()


def bears_person(text: str, position: int) -> bool:
    """Tell whether a district that is named after a person is named at the offset."""
    return any(text.startswith(name, position) for name in vocabulary.words("district-person"))


@cache
def _office() -> re.Pattern[str]:
    return any_of("office")


def is_office(folded: str, position: int) -> bool:
    """Tell whether the title of an office begins at the offset of a folded text: "Phó Chủ tịch", "giám đốc"."""
    return _office().match(folded, position) is not None


def _is_organ(printed: str) -> bool:
    """Tell whether words with capitals may belong to an organ: "Hội | Đồng Bộ Trưởng", "Giáo Dục Và | Đào Tạo"."""
    return organ_inner().issuperset(printed.lower().split())


@lru_cache(maxsize=4096)
def without_person(organ: str) -> str:
    """Leave out the name of the person in an office: "Giám đốc Sở Y tế Lê Văn An" → "Giám đốc Sở Y tế"."""
    folded = fold_letters(organ)
    if not is_office(folded, 0):
        return organ
    words = [match.start() for match in _WORD.finditer(organ)]
    found = [
        index
        for index, begin in enumerate(words)
        if index
        and person_at(organ, folded, begin, least=1) == len(organ)
        and not _BEARER.search(organ, max(0, begin - 10), begin)
        and not bears_person(organ, begin)
        and not _is_organ(organ[begin:])
    ]
    if not found:
        return organ
    first = found[0]
    # "huyện Lộc Hà Trần Văn Nam": most names of places have two words.
    one_word = first > 1 and organ[words[first - 1]].isupper() and organ[words[first - 2]].islower()
    return organ[: words[first + 1 if one_word and first + 1 in found else first]].rstrip(" -")
