"""Analysis: from a text to its four views. The same function serves articles and queries.

| view | what | for |
| --- | --- | --- |
| `folded` | every syllable, lower case, no marks | matching |
| `pairs` | adjacent folded syllables inside a sentence | the main ranking signal |
| `marked` | syllables that carry a mark, tone moved to the end as a digit | re-ranks a query that has marks |
| `words` | pyvi's compounds, in marked form | re-ranks; suggestions |

"Kế hoạch bình đẳng giới" gives

    folded  ke hoach binh dang gioi
    pairs   "ke hoach" "hoach binh" "binh dang" "dang gioi"
    marked  kê1 hoach5 binh2 đăng3 giơi1
    words   "kê1 hoach5" "binh2 đăng3"

Tones are VNI's digits (1 sắc, 2 huyền, 3 hỏi, 4 ngã, 5 nặng): taken off wherever they sit, so that `hòa`,
`hoà` and even a misplaced `vịêt` meet the ordinary spelling. Offsets are always into the text given, never
into a folded form.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from string import ascii_lowercase

from unidecode import unidecode

from index.segmenter import segmenter

#: Names the result of this module as a whole; stored in every index. Change it whenever any view changes.
ANALYSIS_VERSION = "1"

VIEWS = ("folded", "pairs", "marked", "words")

#: Stands in the folded view between sentences: it takes a position, so that phrases stay inside a sentence.
#: It is not a word: nothing may be found by it.
SENTENCE_BREAK = "\n"

#: A longer term is cut here (code points): no engine has to hold a megabyte as one word.
MAX_TERM = 64

#: A syllable: letters and digits with whatever combining marks NFC could not absorb.
_SYLLABLE = r"[^\W_]+(?:[\u0300-\u036f]+[^\W_]*)*"
#: What ends a sentence: a line end, or closing punctuation and the white space after it (not the dot of "1.234",
#: not that of "TP. Pleiku"). Longer than one character unless it is the line end: that tells it from other punctuation.
_SENTENCE_END = r"(?<![.!?…;])(?<!\bTP)(?<!\bTp)(?<!\bTS)(?<!\bThS)(?<!\bTX)[.!?…;]++[\"'”’)\]]*+\s|\n"
_TOKENS = re.compile(rf"{_SYLLABLE}|{_SENTENCE_END}|[^\w\s]|_")
_SYLLABLES = re.compile(_SYLLABLE)
_SENTENCE_ENDS = re.compile(_SENTENCE_END)

_TONES = {"\u0301": "1", "\u0300": "2", "\u0309": "3", "\u0303": "4", "\u0323": "5"}
#: Letters that lower case and decomposition leave alone although they are a d: đ, eth, and the African d.
_D_LETTERS = str.maketrans({"đ": "d", "ð": "d", "ɖ": "d"})
_ETHS = str.maketrans({"ð": "đ", "ɖ": "đ"})


def fold(syllable: str) -> str:
    """Fold one syllable to a-z and 0-9: `Đẳng` gives `dang`, `Ð` (U+00D0) gives `d`.

    What is not Vietnamese goes through Unidecode; what that cannot name (nothing left) stays as it is, lower case.
    """
    lower = unicodedata.normalize("NFC", syllable).lower()
    if lower.isascii():
        return lower
    base = "".join(
        char for char in unicodedata.normalize("NFD", lower.translate(_D_LETTERS)) if not unicodedata.combining(char)
    )
    if not base.isascii():
        base = "".join(char for char in unidecode(base).lower() if char.isascii() and char.isalnum())
    return base or lower


def mark_key(syllable: str) -> str:
    """Give the marked form of one syllable, or "" where it carries no mark.

    `hòa` and `hoà` give `hoa2`, `ủy` gives `uy3`, `vịêt` gives `viêt5`, `đa` gives `đa`, `ban` gives "".
    """
    lower = unicodedata.normalize("NFC", syllable).lower()
    if lower.isascii():
        return ""
    tone = ""
    kept: list[str] = []
    for char in unicodedata.normalize("NFD", lower.translate(_ETHS)):
        if char in _TONES:
            tone = tone or _TONES[char]
        else:
            kept.append(char)
    return unicodedata.normalize("NFC", "".join(kept)) + tone


def folded_of(marked: str) -> str:
    """Give the folded form of what has this marked form: `hoa2` gives `hoa`, `giơi1` gives `gioi`."""
    return fold(marked[:-1] if marked[-1:] in _TONES.values() else marked)


@dataclass(frozen=True, slots=True)
class Form:
    """What analysis knows of one printed syllable: its folded form, its marked form ("" if it has no mark)."""

    folded: str
    marked: str

    @property
    def exact(self) -> str:
        """The marked form, or the folded one where the syllable carries no mark."""
        return self.marked or self.folded


class _Forms(dict[str, Form]):
    """Forms by printed syllable, computed once; bounded, because texts hold endless junk."""

    LIMIT = 400_000

    def __missing__(self, syllable: str) -> Form:
        made = Form(fold(syllable)[:MAX_TERM], mark_key(syllable)[:MAX_TERM])
        if len(self) >= self.LIMIT:
            self.clear()
        if len(syllable) <= MAX_TERM:
            self[syllable] = made
        return made


_forms = _Forms()


def form_of(syllable: str) -> Form:
    """Give the forms of one printed syllable, from the memo where it was met before."""
    return _forms[syllable]


@dataclass(frozen=True, slots=True)
class Syllable:
    """A syllable in place: `text[start:end]` is it as printed (offsets in code points)."""

    start: int
    end: int
    form: Form


def syllables(text: str, start: int = 0, end: int | None = None) -> Iterator[Syllable]:
    """Find the syllables of `text[start:end]` with their offsets into `text`: the same ones that `analyse` counts."""
    for match in _SYLLABLES.finditer(text, start, len(text) if end is None else end):
        yield Syllable(match.start(), match.end(), _forms[match.group()])


@lru_cache(maxsize=1)
def _spellings() -> dict[str, str]:
    """Give for each ASCII letter a character class of every Latin letter that folds to it."""
    classes: dict[str, str] = {}
    for code in (*range(0x41, 0x5B), *range(0x61, 0x7B), *range(0xC0, 0x250), 0x256, *range(0x1E00, 0x1F00)):
        folded = fold(chr(code))
        if len(folded) == 1 and folded in ascii_lowercase:
            classes[folded] = classes.get(folded, "") + chr(code)
    return {letter: f"[{members}]" for letter, members in classes.items()}


@lru_cache(maxsize=8192)
def _spelling_pattern(word: str) -> re.Pattern[str]:
    spellings = _spellings()
    printed = "".join(spellings.get(char, re.escape(char)) for char in word)
    # It begins with a set of letters, so that the search skips to the first of them; what stands before is looked at
    # afterwards.
    return re.compile(rf"{printed}(?![^\W_]|[\u0300-\u036f])")


def spelled(text: str, word: str, end: int) -> list[tuple[int, int]]:
    """Find the whole syllables of `text[:end]` that fold to a word, however they are marked, as ranges.

    Several times faster than looking at every syllable. It knows the letters of Latin script in their composed
    form, not behind a stray combining mark; other spellings (`½` folds to `12`) are found by `syllables` only.
    """
    return [
        match.span()
        for match in _spelling_pattern(word).finditer(text, 0, end)
        if not match.start() or _begins(text[match.start() - 1])
    ]


def _begins(before: str) -> bool:
    """Tell whether a syllable may begin behind a character: it is no letter, digit or combining mark."""
    return not (before.isalnum() or "\u0300" <= before <= "\u036f")


def sentence_breaks(text: str) -> Iterator[int]:
    """Find where sentences end: the offset just behind each closing mark or line end."""
    for match in _SENTENCE_ENDS.finditer(text):
        yield match.end()


@dataclass(frozen=True, slots=True)
class Views:
    """The four views of one text: lists of words in reading order.

    `folded` also holds `SENTENCE_BREAK` between sentences; the other views hold words only.
    """

    folded: list[str]
    pairs: list[str]
    marked: list[str]
    words: list[str]


def analyse(text: str, protected: Iterable[tuple[int, int]] = (), *, words: bool = True) -> Views:
    """Analyse one text into its four views.

    `protected` are ascending ranges (code points) of citations: their syllables are in the first three
    views, but the segmenter never sees them, because pyvi tears `2351/QĐ-TTg` into seven pieces. With
    `words=False` the segmenter is not loaded and that view is empty (a query needs no segmenter to match).
    """
    views = Views([], [], [], [])
    runs: list[list[str]] = []
    position = 0
    for start, end in protected:
        _analyse_piece(text[position:start], views, runs)
        _analyse_piece(text[start:end], views, None)
        position = end
    _analyse_piece(text[position:], views, runs)
    _pair_up(views)
    if words:
        listed = [syllable for run in runs for syllable in run]
        for first, last in segmenter().words_of(runs):
            if last - first > 1:
                views.words.append(" ".join([_forms[s].exact for s in listed[first:last]])[:MAX_TERM])
    return views


def tokens(text: str) -> list[str]:
    """Part a text into syllables, sentence ends and other single characters; white space inside a line is dropped."""
    return _TOKENS.findall(text)


def _analyse_piece(piece: str, views: Views, runs: list[list[str]] | None) -> None:
    """Append one piece of text to the views; plain runs of syllables go to `runs` for the segmenter."""
    forms = _forms
    folded, marked = views.folded, views.marked
    run: list[str] = []
    for token in tokens(piece):
        if token[0].isalnum():
            form = forms[token]
            folded.append(form.folded)
            if form.marked:
                marked.append(form.marked)
            run.append(token)
            continue
        if (len(token) > 1 or token == "\n") and folded and folded[-1] != SENTENCE_BREAK:
            folded.append(SENTENCE_BREAK)
        if runs is not None and len(run) > 1:
            runs.append(run)
        run = []
    if runs is not None and len(run) > 1:
        runs.append(run)


def _pair_up(views: Views) -> None:
    """Fill in the pairs from the folded view, and take off a break at the end."""
    folded = views.folded
    if folded and folded[-1] == SENTENCE_BREAK:
        folded.pop()
    views.pairs.extend(
        [left + " " + right for left, right in pairwise(folded) if left != SENTENCE_BREAK and right != SENTENCE_BREAK]
    )


def fold_text(text: str) -> str:
    """Fold a whole text to its syllables, space-joined: `"Sở Y tế"` gives `"so y te"`. For comparing names."""
    return " ".join([s.form.folded for s in syllables(text)])


def phrase_positions(words: Sequence[str], phrase: Sequence[str]) -> Iterator[int]:
    """Find where `phrase` stands in `words`, by index: the plain definition that engines are held to."""
    width = len(phrase)
    for i in range(len(words) - width + 1):
        if all(words[i + k] == phrase[k] for k in range(width)):
            yield i
