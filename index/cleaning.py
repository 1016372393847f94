"""The one place where raw text is cleaned.

Everything that is stored has gone through `clean_line` or `clean_text`; every offset anywhere in the product counts
code points of the cleaned text. Cleaning changes only what a reader cannot see: it composes letters (NFC), unifies
line ends and spaces and drops invisible characters. It never moves a tone mark, changes case or replaces a letter:
`Uỷ ban`, `Ủy ban`, `QÐ-UBND` (with U+00D0) stay as their publisher wrote them.

Both functions are idempotent, give NFC text and take time linear in the length of the text.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

# Visible space, invisible character. Form feed and the Unicode line ends are white space to `str.splitlines`;
# the C1 controls U+0080..U+009F are the dashes and quotes of windows-1252 that were read as Latin-1, and U+FFFC
# stands where a picture stood: what they part is apart (`2011<U+0096>2020`), so they become a space.
_APART = re.compile("[\x80-\x84\x86-\x9f\ufffc]")

# Dropped without a trace: real text has them inside words (`d<U+00AD>ưới`, `đăng k<U+200E>ý`, `s<U+001C>ở`).
# U+FFFE and U+FFFF are no characters at all and would make a feed invalid XML.
_INVISIBLE = re.compile(
    "["
    "\x00-\x08\x0e-\x1f\x7f"  # C0 controls other than tab and line ends
    "\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200c-\u200f\u202a-\u202e\u2060-\u206f\u3164"
    "\ufe00-\ufe0f\ufeff\uffa0\ufff0-\ufffb\ufffe\uffff\U000e0000-\U000e0fff"
    "]+"
)

# Nine texts in ten hold nothing but these and need no further look: Latin letters, the signs and spaces of ordinary
# print, white space. Ranges only, which is what makes it fast.
_ORDINARY = re.compile("[\t-\r -~\u00a0-\u00ac\u00ae-\u02ff\u1e00-\u200a\u2010-\u2027\u202f-\u205f\u20a0-\u20bf]*")


def _ranges(codes: Iterable[int]) -> str:
    """Write ascending code points as the inside of a character class: `\u0300-\u034e\u0350-\u036f`."""
    spans: list[list[int]] = []
    for code in codes:
        if spans and code == spans[-1][1] + 1:
            spans[-1][1] = code
        else:
            spans.append([code, code])
    return "".join(f"{chr(first)}-{chr(last)}" for first, last in spans)


# The combining marks of every script (they end below U+1F000).
_MARK_CODES = [code for code in range(0x300, 0x1F000) if unicodedata.combining(chr(code))]
_MARKS = _ranges(_MARK_CODES)

# Putting marks into canonical order takes time quadratic in the length of their run, so that a megabyte of marks
# would take an hour. Thirty are allowed: the limit of the Stream-Safe Text Format (UAX #15, section 13).
_TOO_MANY_MARKS = re.compile(f"([{_MARKS}]{{30}})[{_MARKS}]+")
# Finds every such run, and more, ten times as fast: ranges beyond U+FFFF are slow to try, and this has one.
_PERHAPS_TOO_MANY = re.compile(f"[{_ranges(c for c in _MARK_CODES if c < 0x10000)}\U00010000-\U0001efff]{{31}}")

# U+200B says that a word ends here. Between two letters nothing else keeps the words apart; anywhere else
# (`2351/<U+200B>QĐ-TTg`, beside a space) it only allows a line break.
_WORD_END = re.compile(f"(?:(?<=[^\\W\\d_])|(?<=[{_MARKS}]))\u200b+(?=[^\\W\\d_])")


def clean_line(raw: str) -> str:
    """Clean text that is one line, such as a title: line ends become spaces.

    >>> clean_line("  Ủy\\u00a0ban \\n nhân dân ")
    'Ủy ban nhân dân'
    """
    return " ".join(_visible(raw).split())


def clean_text(raw: str) -> str:
    """Clean text of several lines: no white space around a line, at most one blank line between two lines.

    >>> clean_text("     Theo đó,\\r\\n\\r\\n\\r\\n     Sở  đã ban hành")
    'Theo đó,\\n\\nSở đã ban hành'
    """
    lines: list[str] = []
    for line in _visible(raw).splitlines():
        words = " ".join(line.split())
        if words or (lines and lines[-1]):
            lines.append(words)
    return "\n".join(lines).rstrip("\n")


def _visible(raw: str) -> str:
    """Compose `raw` (NFC) and take out what cannot be seen; white space stays as it is."""
    if _ORDINARY.fullmatch(raw):
        return unicodedata.normalize("NFC", raw)
    text = _INVISIBLE.sub("", raw)
    text = _APART.sub(" ", text)
    if "\u200b" in text:
        text = _WORD_END.sub(" ", text).replace("\u200b", "")
    # Composed last: a letter and its mark may have had an invisible character between them.
    text = unicodedata.normalize("NFC", _with_few_marks(text))
    return _with_few_marks(text)  # a few marks come out of that as two


def _with_few_marks(text: str) -> str:
    return _TOO_MANY_MARKS.sub(r"\1", text) if _PERHAPS_TOO_MANY.search(text) else text
