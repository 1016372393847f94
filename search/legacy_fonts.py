"""Text of TCVN3 (ABC) and VNI-Windows fonts, pasted where it is taken for Latin-1: brought back to Vietnamese.

Documents written before Unicode hold the codes of a font: a TCVN3 font shows code B9 as `ạ`, every other program as
`¹`, so that `Kế hoạch bình đẳng giới` arrives as `KÕ ho¹ch b×nh ®¼ng giíi`; from a VNI font it arrives as
`Keá hoaïch bình ñaúng giôùi`.

Sources of the tables: TCVN 5712:1993, set VN3; the table of the VNI-Windows fonts. TCVN3 has no codes for capitals with
a tone: these were shown by fonts of capitals (`.VnTimeH`), whose text arrives in small letters.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass

from index.analysis import fold
from search.vietnamese_syllables import is_syllable

#: TCVN3 by columns of codes: what Latin-1 shows, and the letter meant. U+00AD (ư) is the soft hyphen, mostly unseen.
_TCVN3_ROWS = (
    ("¡¢£¤¥¦§", "ĂÂÊÔƠƯĐ"),
    ("¨©ª«¬\u00ad®", "ăâêôơưđ"),
    ("µ¶·¸¹", "àảãáạ"),
    ("»¼½¾Æ", "ằẳẵắặ"),
    ("ÇÈÉÊË", "ầẩẫấậ"),
    ("ÌÎÏÐÑ", "èẻẽéẹ"),
    ("ÒÓÔÕÖ", "ềểễếệ"),
    ("×ØÜÝÞ", "ìỉĩíị"),
    ("ßáâãä", "òỏõóọ"),
    ("åæçèé", "ồổỗốộ"),
    ("êëìíî", "ờởỡớợ"),
    ("ïñòóô", "ùủũúụ"),
    ("õö÷øù", "ừửữứự"),
    ("úûüýþ", "ỳỷỹýỵ"),
)
#: VNI-Windows: letters of one code, and what the code behind a base letter makes of it. Capitals likewise.
_VNI_LETTERS = ("íìæóòîñôö", "íìỉĩịỵđơư")
_VNI_MARKS = (
    ("a", "ùøûõï", "áàảãạ"),
    ("a", "âáàåãä", "âấầẩẫậ"),
    ("a", "êéèúüë", "ăắằẳẵặ"),
    ("e", "ùøûõï", "éèẻẽẹ"),
    ("e", "âáàåãä", "êếềểễệ"),
    ("o", "ùøûõï", "óòỏõọ"),
    ("o", "âáàåãä", "ôốồổỗộ"),
    ("ô", "ùøûõï", "ớờởỡợ"),
    ("u", "ùøûõï", "úùủũụ"),
    ("ö", "ùøûõï", "ứừửữự"),
    ("y", "ùøûõ", "ýỳỷỹ"),
)


def _vni() -> dict[str, str]:
    table = dict(zip(*_VNI_LETTERS, strict=True))
    for base, codes, letters in _VNI_MARKS:
        table.update({base + code: letter for code, letter in zip(codes, letters, strict=True)})
    # A code may have the other case than its base: `Ñaûng`, `ÑAÛNG`, `Aûnh`.
    return {
        **table,
        **{shown.upper(): meant.upper() for shown, meant in table.items()},
        **{shown.capitalize(): meant.upper() for shown, meant in table.items()},
    }


_TCVN3 = {shown: meant for row in _TCVN3_ROWS for shown, meant in zip(*row, strict=True)}
_VNI = _vni()
_TCVN3_CODES = str.maketrans(_TCVN3)
#: Any base with any code behind it, or a letter of one code. No code is both, so no pair hides another.
_VNI_CODES = re.compile(
    f"[{''.join({shown[0] for shown in _VNI if len(shown) > 1})}][{''.join({shown[1:] for shown in _VNI})}]"
    f"|[{''.join(shown for shown in _VNI if len(shown) == 1)}]"
)
#: Vietnamese letters that no Latin-1 text has: where one stands, the text is Unicode.
_UNICODE = re.compile("[ĂăĐđĨĩŨũƠơƯư\u1ea0-\u1ef9\u0300-\u0323]")
#: The letters that both have.
_UNICODE_TOO = re.compile("[a-zàáâãèéêìíòóôõùúýð]+", re.IGNORECASE)
#: `NÐ`, `QÐ`: abbreviations with U+00D0 for Đ, as keyboards of old wrote it.
_ABBREVIATION = re.compile("[A-Z]*Ð[A-Z]*")
_LETTERS = re.compile("[^\\W\\d_]+")
#: The letters that have codes of their own as capitals in TCVN3.
_BOTH_CASES = frozenset(char for char in "ĂÂÊÔƠƯĐăâêôơưđ")

#: What a word says for a font: that it is no Vietnamese as it stands, nor a slip, nor of any language.
_SOME, _MUCH, _ENOUGH = 1, 2, 3


@dataclass(frozen=True, slots=True)
class _Font:
    """A family of fonts: its words in Latin-1, how its codes become letters, whether its capitals have codes.

    `telling` finds in a word what no other text has.
    """

    words: re.Pattern[str]
    decode: Callable[[str], str]
    capitals: bool
    telling: re.Pattern[str]


def repair(text: str) -> str | None:
    """Give the Vietnamese that a text of a TCVN3 or VNI-Windows font means, or None where it is no such text.

    `"KÕ ho¹ch b×nh ®¼ng giíi"` and `"Keá hoaïch bình ñaúng giôùi"` give `"Kế hoạch bình đẳng giới"`. Unicode
    Vietnamese, and words like `café` or `São Paulo`, give None. A text is judged as a whole: where fonts and Unicode
    are mixed, give it a paragraph at a time. It must not have been cleaned: cleaning drops U+00AD, which is ư in TCVN3.
    Takes time linear in the length of the text and never raises.
    """
    if text.isascii() or _UNICODE.search(text):
        return None
    weights = [_weight(text, font) for font in _FONTS]
    weight = max(weights)
    if not weight or weights.count(weight) > 1:
        return None
    font = _FONTS[weights.index(weight)]
    meant = unicodedata.normalize("NFC", font.decode(text))
    return meant if font.capitals else "".join(map(_with_capitals, meant.splitlines(keepends=True)))


def _weight(text: str, font: _Font) -> int:
    """Weigh what the words of a text say for a font: zero where that is too little, or more speaks against it."""
    found = words = against = foreign = 0
    for match in font.words.finditer(text):
        shown = match[0]
        words += 1
        if shown.isascii():
            foreign += len(shown) > 1 and not shown.isupper() and not is_syllable(shown)
            continue
        if _ABBREVIATION.fullmatch(shown):
            against += 1
            continue
        if len(shown) == 1 and not shown.isalpha():
            continue
        meant = font.decode(shown)
        if is_syllable(shown) and shown in (shown.lower(), shown.upper(), shown.capitalize()):
            # As good Vietnamese as it stands.
            against += not is_syllable(meant)
        elif not is_syllable(meant):
            against += sum(map(str.isalpha, shown)) > 1
        elif font.telling.search(shown):
            found += _ENOUGH
        else:
            # `môt` is a slip for `một`; `víi` is none, nor `gåm`.
            found += _SOME if _UNICODE_TOO.fullmatch(shown) and is_syllable(fold(shown)) else _MUCH
    if found >= _ENOUGH:
        return found if found > against else 0
    return found if found == _MUCH and words > 1 and not (foreign or against) else 0


def _with_capitals(line: str) -> str:
    """Make capitals of the letters that have none in TCVN3, in words and lines that are capitals otherwise."""
    cased = [char for char in line if (char.isascii() and char.isalpha()) or char in _BOTH_CASES]
    if all(map(str.islower, cased)):
        return line
    made = _LETTERS.sub(_capital_word, line)
    return line.upper() if made != line and all(map(str.isupper, cased)) else made


def _capital_word(match: re.Match[str]) -> str:
    cased = [char for char in match[0] if char.isascii() or char in _BOTH_CASES]
    return match[0].upper() if len(cased) > 1 and all(map(str.isupper, cased)) else match[0]


def _decode_tcvn3(text: str) -> str:
    return text.translate(_TCVN3_CODES)


def _decode_vni(text: str) -> str:
    return _VNI_CODES.sub(_vni_letter, text)


def _vni_letter(match: re.Match[str]) -> str:
    shown = match[0]
    return _VNI.get(shown) or "".join([_VNI.get(char, char) for char in shown])


_FONTS = (
    _Font(
        re.compile("[A-Za-z" + re.escape("".join(_TCVN3)) + "]+"),
        _decode_tcvn3,
        False,
        # A sign before a letter or a sign (`ho¹ch`, `®·`), a sign behind it that is no footnote (`vµ`), an accented
        # capital behind a small letter (`thuÕ`).
        re.compile(
            "[¡¢£¤¥¦§¨©ª«¬\u00ad®µ¶·¸¹»¼½¾×÷][A-Za-z\u00a1-ÿ]|[A-Za-z][¦¨¬µ¶¸¼½¾×÷]|[a-zß-ÿ][ÆÇÈÉÊËÌÎÏÐÑÒÓÔÕÖØÜÝÞ]"
        ),
    ),
    _Font(
        re.compile("[A-Za-z" + "".join(sorted({char for code in _VNI for char in code if not char.isascii()})) + "]+"),
        _decode_vni,
        True,
        # A vowel and what no other language has behind it, in a longer word than French `où` (TCVN3 has `huû` for
        # `huỷ`); two codes of any kind.
        re.compile("[aeouôöy][ùøûõâåãäàê].|.(?!uû)[aeouôöy][ùøûõâåãäàê]|[^ -~].*[^ -~]", re.IGNORECASE),
    ),
)
