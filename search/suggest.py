"""Suggestions while typing: instruments, categories, phrases and titles that what is typed may become.

**Matching.** Every complete word that was typed is a word of the suggestion, the one that is still being typed begins
one, each another; in any order, without case. A mark that was typed is never contradicted, one that is missing may
still come: `binh` begins "bình đẳng" and "binh đoàn", `bình` only the first. Better are those that begin with what was
typed, then those that have it in one run, then what more articles hold.

**Phrases** are those of `search.phrases`.
"""

from __future__ import annotations

import threading
import unicodedata
from bisect import bisect_left, bisect_right
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import cycle, pairwise
from typing import Any, Literal

import numpy as np
import numpy.typing as npt

from index import vocabulary
from index.analysis import fold, fold_text, form_of, syllables
from index.citation_names import tells_body
from index.cleaning import clean_line
from index.document import PATH_SEPARATOR, RECORD_SEPARATOR
from search.engine import Reader
from search.instruments import LEAST_TITLE
from search.phrases import phrases_of
from search.query import All, Node, Phrase, Prefix, Query, Word
from search.results import Marks
from search.stop_syllables import is_stop

Kind = Literal["instrument", "category", "phrase", "article"]

#: What is suggested for: letters and digits at least, code points at most.
LEAST_TYPED, MOST_TYPED = 2, 100

#: In which order groups are shown, and in which they take places, again and again, while they have something left.
_SHOWN: tuple[Kind, ...] = ("instrument", "category", "phrase", "article")
_TURNS: tuple[Kind, ...] = (
    "phrase", "instrument", "article", "phrase", "category", "instrument", "phrase", "article",
)  # fmt: skip

#: Instruments that may be suggested, the most cited ones, so that memory stays in bounds.
_INSTRUMENTS = 50_000
#: Code points of a title that are shown behind the name of an instrument.
_TITLE = 120
#: Types that bear their name in the label: what is quoted behind them is a passage, not a title.
_NAMED_TYPES = ("Hiến pháp", "Bộ luật", "Luật", "Pháp lệnh")
#: Stands behind the label of an instrument whose year is not known, and is nothing to search by.
_UNKNOWN = " (chưa rõ"

#: Letters of a beginning by which titles are looked up: by itself, and behind other words.
_LONE_BEGINNING, _BEGINNING = 4, 2
#: Letters of a beginning that says something wherever it stands.
_TELLING = 3
#: Articles that are looked at for one suggestion.
_LOOKED = 8


@dataclass(frozen=True, slots=True)
class Suggestion:
    """Something of the collection that what is typed may become.

    `text` is shown; `marks` are the ranges of it that match what was typed. `value` leads on: the key of an instrument,
    the path of a category, the phrase, the id of an article. `count` tells in about how many articles it stands, 0 for
    an article.
    """

    kind: Kind
    text: str
    marks: Marks
    value: str
    count: int


class Suggester:
    """Suggests while somebody types, from one state of an index. Safe to share between threads."""

    def __init__(self, reader: Reader) -> None:
        """Suggest from what `reader` reads; nothing is read yet."""
        self._reader = reader
        self._lock = threading.Lock()
        self._tables: dict[Kind, _Table] | None = None

    def prepare(self) -> None:
        """Read what suggesting needs, once: a second or two for a hundred thousand articles. `suggest` does it too."""
        self._prepared()

    def _prepared(self) -> dict[Kind, _Table]:
        with self._lock:
            if self._tables is None:
                self._tables = {
                    "instrument": _Table("instrument", _instruments(self._reader), _instrument_words),
                    "category": _Table("category", _categories(self._reader), _category_words),
                    "phrase": _Table("phrase", _phrases(self._reader), _phrase_words),
                }
            return self._tables

    def suggest(self, typed: str, limit: int = 8) -> tuple[Suggestion, ...]:
        """Suggest at most `limit` things, in groups: instruments, categories, phrases, articles. Never fails.

        `"202/kh"`, `"qd 2351"` and `"luat dat"` find instruments, `"binh dang g"` and `"gioi bi"` find "bình đẳng
        giới". Nothing for less than `LEAST_TYPED` letters and digits or more than `MOST_TYPED` code points.
        """
        words = _read_typed(typed)
        if not words or limit < 1:
            return ()
        found = {kind: table.find(words, limit) for kind, table in self._prepared().items()}
        # What is typed already, marks and all, needs no suggestion.
        line = clean_line(typed).lower()
        found["phrase"] = [one for one in found["phrase"] if one.suggestion.text.lower() != line]
        found["article"] = self._articles(words, limit)
        # An instrument that has the words somewhere in its name comes behind all else, unless a number was typed.
        begun = found["instrument"]
        if not any(word.folded[0].isdigit() for word in words):
            begun = [one for one in begun if one.worth == _BEGINS]
            if not words[-1].tells:
                found["instrument"] = [one for one in found["instrument"] if one.worth < _SOMEHOW]
        return tuple(_share_out({**found, "instrument": begun}, found, limit))

    def _articles(self, typed: Sequence[_Typed], limit: int) -> list[_Found]:
        """Find titles, the newest of those that match equally well."""
        whole = [word.folded for word in typed if word.whole]
        telling = [word for word in typed if word.whole and not is_stop(form_of(word.text))]
        begun = "" if typed[-1].whole else typed[-1].folded
        if len(begun) >= (_BEGINNING if whole else _LONE_BEGINNING):
            last: tuple[Node, ...] = (Prefix(begun, ("title",)),)
        elif len(telling) > 1 or (telling and not begun):
            # Too many words begin with less: that is looked for in the titles that hold the others.
            last = ()
        else:
            return []
        asked: list[tuple[Node, ...]] = [tuple(Word(word, ("title",)) for word in dict.fromkeys(whole))]
        if len(whole) > 1:
            asked.insert(0, tuple(Phrase(pair, ("title",)) for pair in dict.fromkeys(pairwise(whole))))
        # Two words, or few letters, that stand anywhere in a title say little.
        worst = _SOMEHOW if len(typed) > 2 and typed[-1].tells else _RUN
        found: dict[str, _Found] = {}
        for nodes in asked:
            query = Query(match=All((*nodes, *last)), sort="newest", limit=_LOOKED)
            for stored, _ in self._reader.search(query).hits:
                article = stored.article
                fit = _fit(typed, list(_plain_words(article.title, "")))
                if fit is not None and fit.worth <= worst:
                    made = Suggestion("article", article.title, fit.marks(article.title), article.id, 0)
                    found.setdefault(fold_text(article.title), _Found(made, fit.worth))
            if found:
                break
        return sorted(found.values(), key=lambda one: one.worth)[:limit]


@dataclass(frozen=True, slots=True)
class _Found:
    """A suggestion, and how well what was typed fits it."""

    suggestion: Suggestion
    worth: int


def _share_out(
    first: Mapping[Kind, Sequence[_Found]], found: Mapping[Kind, Sequence[_Found]], limit: int
) -> Iterator[Suggestion]:
    """Give each group its places in turn, those `first` that go before the rest; show them group by group."""
    places: Counter[Kind] = Counter()
    for offered in (first, found):
        left = min(limit, sum(map(len, offered.values()))) - places.total()
        for kind in cycle(_TURNS):
            if left <= 0:
                break
            if places[kind] < len(offered[kind]):
                places[kind] += 1
                left -= 1
    for kind in _SHOWN:
        yield from (one.suggestion for one in found[kind][: places[kind]])


# What was typed, and how it fits a text.


@dataclass(frozen=True, slots=True)
class _Typed:
    """A word that was typed; `whole` tells that it is complete. Only with `marked` are there marks to heed."""

    text: str
    folded: str
    marked: bool
    whole: bool

    @property
    def tells(self) -> bool:
        """Whether it says something wherever it stands."""
        return self.whole or len(self.folded) >= _TELLING

    def fits(self, text: str) -> bool:
        """Tell whether a printed word is this one, or begins with it."""
        folded = form_of(text).folded
        if not (folded == self.folded if self.whole else folded.startswith(self.folded)):
            return False
        return not self.marked or _agree(self.text, text)


def _read_typed(typed: str) -> list[_Typed]:
    """Part what was typed into words; none where there is too little or too much of it."""
    line = clean_line(typed) if len(typed) <= 4 * MOST_TYPED else ""
    found = list(syllables(line)) if len(line) <= MOST_TYPED else []
    if sum(one.end - one.start for one in found) < LEAST_TYPED:
        return []
    # A word is complete when something stands behind it, be it a blank that cleaning takes off.
    open_end = found[-1].end == len(line) and not typed[-1:].isspace()
    return [
        _Typed(line[one.start : one.end], one.form.folded, bool(one.form.marked), one is not found[-1] or not open_end)
        for one in found
    ]


_TONES = "\u0300\u0301\u0303\u0309\u0323"


@lru_cache(maxsize=1 << 16)
def _apart(word: str) -> tuple[tuple[str, ...], str]:
    """Give what each letter of a word carries besides a tone, and the tone of the word: `đẳng` has a stroke, a bowl."""
    shapes: list[str] = []
    tone = ""
    for char in unicodedata.normalize("NFD", word.lower()):
        if char in _TONES:
            tone = tone or char
        elif unicodedata.combining(char) and shapes:
            shapes[-1] += char
        else:
            shapes.append("đ" if char in "đðɖ" else "" if char.isascii() else char)
    return tuple(shapes), tone


def _agree(typed: str, text: str) -> bool:
    """Tell whether no mark that was typed is another one in the text: `bin`, `bì`, `bình` agree with "bình"."""
    (mine, tone), (other, other_tone) = _apart(typed), _apart(text)
    if tone and tone != other_tone:
        return False
    return all(not shape or (place < len(other) and shape == other[place]) for place, shape in enumerate(mine))


@dataclass(frozen=True, slots=True)
class _Name:
    """A word by which a text is found: `text[start:end]`, called `form`, in its `place` in the order of words.

    `opens` tells that who types it first begins with the beginning.
    """

    start: int
    end: int
    form: str
    place: int
    opens: bool


def _plain_words(text: str, value: str) -> Iterator[_Name]:
    for place, one in enumerate(syllables(text)):
        yield _Name(one.start, one.end, text[one.start : one.end], place, opens=not place)


def _phrase_words(text: str, value: str) -> Iterator[_Name]:
    start = 0
    for place, word in enumerate(text.split(" ")):
        yield _Name(start, start + len(word), word, place, opens=not place)
        start += len(word) + 1


#: What matched of a text, from best to worst.
_BEGINS, _RUN, _SOMEHOW = range(3)


@dataclass(frozen=True, slots=True)
class _Fit:
    """How what was typed fits a text: the ranges, one a typed word, and how well."""

    ranges: tuple[tuple[int, int], ...]
    worth: int

    def marks(self, text: str) -> Marks:
        """Give the ranges ascending, neighbours in one."""
        marks: list[tuple[int, int]] = []
        for start, end in sorted(self.ranges):
            if marks and not text[marks[-1][1] : start].strip():
                marks[-1] = (marks[-1][0], max(marks[-1][1], end))
            else:
                marks.append((start, end))
        return tuple(marks)


def _fit(typed: Sequence[_Typed], names: Sequence[_Name]) -> _Fit | None:
    """Find for each typed word a word of a text, each another; None where there is none. A run goes before the rest."""
    options = [[name for name in names if word.fits(name.form)] for word in typed]
    if not all(options):
        return None
    run = _run(options)
    chosen = run or _assigned(options)
    if chosen is None:
        return None
    worth = _SOMEHOW if run is None else _BEGINS if run[0].opens else _RUN
    return _Fit(tuple(_range(word, name) for word, name in zip(typed, chosen, strict=True)), worth)


def _run(options: Sequence[Sequence[_Name]]) -> list[_Name] | None:
    """Find names that stand one behind the other, those that begin the text first."""
    # Of several names for one place the printed one comes first, and goes before an abbreviation.
    by_place = [{name.place: name for name in reversed(names)} for names in options]
    for first in sorted(options[0], key=lambda name: not name.opens):
        run = [by_place[offset].get(first.place + offset) for offset in range(1, len(options))]
        found = [name for name in run if name is not None]
        if len(found) == len(run):
            return [first, *found]
    return None


def _assigned(options: Sequence[Sequence[_Name]]) -> list[_Name] | None:
    """Find another place for each typed word (bipartite matching by augmenting paths)."""
    holder: dict[int, int] = {}
    chosen: list[_Name | None] = [None] * len(options)

    def place(word: int, tried: set[int]) -> bool:
        for name in options[word]:
            if name.place in tried:
                continue
            tried.add(name.place)
            if name.place not in holder or place(holder[name.place], tried):
                holder[name.place] = word
                chosen[word] = name
                return True
        return False

    if not all(place(word, set()) for word in range(len(options))):
        return None
    return [name for name in chosen if name is not None]


def _range(word: _Typed, name: _Name) -> tuple[int, int]:
    """Give the range of a name that a typed word covers: whole letters, with all their marks."""
    form = name.form
    if word.whole or len(form) != name.end - name.start:
        return name.start, name.end
    for length in range(1, len(form)):
        if fold(form[:length]).startswith(word.folded) and not unicodedata.combining(form[length]):
            return name.start, name.start + length
    return name.start, name.end


# Tables that are searched by beginnings of words.

_Ints = npt.NDArray[np.int32]
_Numbers = npt.NDArray[np.int64]
_Mask = npt.NDArray[np.bool_]

#: More words than a text has: makes one number of an entry and a place.
_WIDTH = 256


@dataclass(frozen=True, slots=True)
class _Entry:
    """What may be suggested, with the articles that hold it."""

    text: str
    value: str
    count: int


#: Gives the words by which an entry is found, of its text and value.
_NamesOf = Callable[[str, str], Iterable[_Name]]


class _Table:
    """Entries of one kind, found by beginnings of their words: a posting list for each form of a word, in its order."""

    def __init__(self, kind: Kind, entries: Iterable[_Entry], names_of: _NamesOf) -> None:
        """Take the entries; `names_of` gives the words of one."""
        self._kind: Kind = kind
        self._names_of = names_of
        self._entries = sorted(entries, key=lambda one: (-one.count, len(one.text), one.text, one.value))
        lists: defaultdict[str, list[tuple[int, int, bool]]] = defaultdict(list)
        for number, one in enumerate(self._entries):
            for name in names_of(one.text, one.value):
                if name.place < _WIDTH // 2:
                    lists[name.form.lower()].append((number, name.place, name.opens))
        self._forms = sorted(lists, key=lambda form: (form_of(form).folded, form))
        self._folded = [form_of(form).folded for form in self._forms]
        self._starts = np.cumsum([0, *(len(lists[form]) for form in self._forms)])
        postings = [posting for form in self._forms for posting in lists[form]]
        self._entry: _Ints = np.asarray([entry for entry, _, _ in postings], np.int32)
        self._key: _Ints = np.asarray([entry * _WIDTH + place for entry, place, _ in postings], np.int32)
        self._opens: _Mask = np.asarray([opens for _, _, opens in postings], np.bool_)

    def find(self, typed: Sequence[_Typed], limit: int) -> list[_Found]:
        """Find the entries that what was typed fits, the best first; each value, and each text, once."""
        postings = [self._postings(word) for word in typed]
        held: _Mask = np.ones(len(self._entries), np.bool_)
        for at in postings:
            one: _Mask = np.zeros(len(self._entries), np.bool_)
            one[self._entry[at]] = True
            held &= one
        worth = self._worth(postings, held, typed[-1])
        candidates = np.flatnonzero(held)
        order = candidates[np.argsort(worth[candidates], kind="stable")]
        found: list[_Found] = []
        met: set[str] = set()
        # Nearly all that hold each of the words fit as a whole.
        for number in order[: 4 * limit].tolist():
            entry = self._entries[number]
            if entry.value in met or entry.text in met:
                continue
            fit = _fit(typed, list(self._names_of(entry.text, entry.value)))
            if fit is not None:
                met |= {entry.value, entry.text}
                made = Suggestion(self._kind, entry.text, fit.marks(entry.text), entry.value, entry.count)
                found.append(_Found(made, fit.worth))
                if len(found) == limit:
                    break
        return found

    def _postings(self, word: _Typed) -> Any:
        """Give what takes the postings of a typed word out of the arrays: a slice, or their places."""
        first = bisect_left(self._folded, word.folded)
        last = bisect_right(self._folded, word.folded if word.whole else word.folded + "\U0010ffff")
        if not word.marked:
            return slice(self._starts[first], self._starts[last])
        spans = [
            np.arange(self._starts[place], self._starts[place + 1])
            for place in range(first, last)
            if _agree(word.text, self._forms[place])
        ]
        return np.concatenate(spans) if spans else slice(0, 0)

    def _worth(self, postings: Sequence[Any], held: _Mask, last: _Typed) -> npt.NDArray[np.int8]:
        """Tell of each entry that is held how well it matches; a number that is typed goes before longer ones."""
        worth = np.full(len(self._entries), 2 * _SOMEHOW + 1, np.int8)
        runs: _Ints | None = None
        begun: _Ints | None = None
        for offset, at in enumerate(postings):
            taken = held[self._entry[at]]
            keys = self._key[at][taken] - np.int32(offset)
            if runs is None or begun is None:
                runs, begun = keys, keys[self._opens[at][taken]]
            else:
                runs, begun = runs[np.isin(runs, keys)], begun[np.isin(begun, keys)]
        if runs is not None and begun is not None:
            worth[runs // _WIDTH] = 2 * _RUN + 1
            worth[begun // _WIDTH] = 2 * _BEGINS + 1
        if last.folded.isdigit():
            first, end = bisect_left(self._folded, last.folded), bisect_right(self._folded, last.folded)
            exact = np.zeros(len(self._entries), np.int8)
            exact[self._entry[self._starts[first] : self._starts[end]]] = 1
            worth -= exact
        return worth


# Instruments and categories.


def _instruments(reader: Reader) -> Iterator[_Entry]:
    """Give the instruments by their names, and those with a title by name and title too."""
    titles, issuers = _told(reader)
    values = reader.values("instrument")[:_INSTRUMENTS]
    bearers = Counter(one.label for one in values)
    for one in values:
        # Several bear the same name where something is not known of them: the issuer may tell them apart.
        issuer = issuers.get(one.value, "") if bearers[one.label] > 1 else ""
        name = f"{one.label}, {issuer}" if issuer else one.label
        yield _Entry(name, one.value, one.count)
        if one.value in titles and not name.startswith(_NAMED_TYPES):
            yield _Entry(f"{name}: {_shortened(titles[one.value])}", one.value, one.count)


def _told(reader: Reader) -> tuple[dict[str, str], dict[str, str]]:
    """Give the title of each instrument that has one, and its issuer: what most articles say, of that the shortest."""
    same = reader.same("instrument")
    titles: defaultdict[str, Counter[str]] = defaultdict(Counter)
    issuers: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for one in reader.values("about", labels=False):
        printed_key, _, issuer, _, title = one.value.split(RECORD_SEPARATOR)
        key = same.get(printed_key, printed_key)
        if len(title) >= LEAST_TITLE:
            titles[key][title] += one.count
        if tells_body(issuer):
            issuers[key][issuer] += one.count
    return _commonest(titles), _commonest(issuers)


def _commonest(told: Mapping[str, Counter[str]]) -> dict[str, str]:
    return {
        key: min(counts.items(), key=lambda each: (-each[1], len(each[0]), each[0]))[0] for key, counts in told.items()
    }


def _shortened(title: str) -> str:
    """Cut a long title between two words."""
    if len(title) <= _TITLE:
        return title
    return title[: max(title.rfind(" ", 0, _TITLE), _TITLE // 2)].rstrip(" ,;") + "…"


@lru_cache(maxsize=1)
def _types() -> tuple[tuple[str, tuple[str, ...]], ...]:
    """Give the names of types with their abbreviations, the longest name first."""
    return tuple(sorted(((one.name, one.abbreviations) for one in vocabulary.types()), key=lambda each: -len(each[0])))


def _instrument_words(text: str, key: str) -> Iterator[_Name]:
    """Give the words of an instrument: its type may be abbreviated, its number typed without a zero.

    It begins with its type, with what follows the type ("Hình sự", "2351"), and with its number; a "Bộ luật" with
    "luật" too.
    """
    unknown = text.find(_UNKNOWN)
    known = text.find(")", unknown) if unknown >= 0 else -1
    type_, abbreviations = next((each for each in _types() if text.startswith(f"{each[0]} ")), ("", ()))
    number = key.split(":")[1] if key.count(":") > 1 else ""
    behind_type = False
    for name in _plain_words(text, key):
        if 0 <= unknown < name.start < known:
            continue
        bare = name.form.lstrip("0")
        is_number = bare.lower() == number
        if is_number:
            number = ""
        opens = name.opens or behind_type or is_number or (type_ == "Bộ luật" and name.end == len(type_))
        yield _Name(name.start, name.end, name.form, name.place, opens)
        if is_number and bare != name.form:
            yield _Name(name.end - len(bare), name.end, bare, name.place, opens=True)
        behind_type = name.end == len(type_)
        if behind_type:
            for abbreviation in abbreviations:
                yield _Name(0, name.end, abbreviation, name.place, opens=True)


def _categories(reader: Reader) -> Iterator[_Entry]:
    for one in reader.values("category", labels=False):
        yield _Entry(one.value, one.value, one.count)


def _category_words(text: str, value: str) -> Iterator[_Name]:
    """Give the words of a path; whoever types its last step begins with the beginning."""
    last = text.rfind(PATH_SEPARATOR)
    met = False
    for name in _plain_words(text, value):
        opens = not met and name.start > last
        met = met or opens
        yield _Name(name.start, name.end, name.form, name.place, opens)


def _phrases(reader: Reader) -> Iterator[_Entry]:
    for text, count in phrases_of(reader).items():
        yield _Entry(text, text, count)
