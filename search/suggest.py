"""Suggestions while typing: instruments, categories, phrases and titles that what is typed may become.

**Matching.** Every complete word that was typed is a word of the suggestion, the one that is still being typed begins
one, each another; in any order, without case. A mark that was typed is never contradicted, one that is missing may
still come: `binh` begins "bình đẳng" and "binh đoàn", `bình` only the first. Better are those that begin with what was
typed, then those that have it in one run, then what more articles hold.

**Phrases** are the compounds of the `words` view, and runs of compounds and syllables that a sample of the articles
prints again and again, oftener than by chance. In how many articles a run stands is told by the `pairs` of the whole
collection where its parts meet: to read all pairs takes seconds, to look up those of some thousand runs does not. The
sample shows too how they are written: "Việt Nam", "UBND tỉnh".
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
from index.analysis import Form, fold, fold_text, folded_of, form_of, syllables, tokens
from index.article import Article
from index.citation_names import tells_body
from index.cleaning import clean_line
from index.document import PATH_SEPARATOR, RECORD_SEPARATOR
from search.engine import Reader
from search.instruments import LEAST_TITLE
from search.query import All, Node, Phrase, Prefix, Query, Word
from search.remarking import cased_like, parts, printed
from search.results import Marks
from search.stop_syllables import is_stop
from search.vietnamese_syllables import is_syllable

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

#: Articles of the sample, and code points of each.
_SAMPLE, _SAMPLE_TEXT = 4_000, 1_000
#: A phrase stands in one article of so many, and in so many of the sample.
_RAREST, _LEAST_IN_SAMPLE = 5_000, 3
#: From so many articles on what stands in one is left out.
_SMALL = 200
#: How much oftener two words stand side by side than by chance, at least.
_LIFT = 12.0
#: What has the same lone syllable beside it in such a share of its places is a piece of a phrase.
_PIECE = 0.85
#: A spelling of a compound with other marks is a slip where another is so many times as frequent.
_SLIP = 50
#: Units (compounds, or syllables that are in none) and syllables of a phrase, at most.
_UNITS, _LONGEST_PHRASE = 4, 7

#: Words that neither begin nor end a phrase, besides those of `search.stop_syllables`; words that do not end one.
_NO_EDGE = """
    tôi ta chúng họ nó hắn mình ai ông bà cô chú bác cậu em ấy nọ đây đấy rất quá lắm hơn nhất khá hãy đừng chưa chẳng
    vừa đều cùng nữa ngay luôn sau trước giữa tới lên xuống qua khỏi suốt mỗi mọi từng nhiều ít vài cả khoảng gần chừng
    nói biết thấy lại việc lần hồi giờ phút tuần hôm lúc nay mai hai ba bốn sáu bảy tám chín mười thứ đi khiến gồm
    tuy nhưng rồi vậy thôi nhau
"""
_NO_END = "ngày tháng năm vụ cuộc chiếc cái sự bức tấm căn ngôi cơn loại người bằng giúp nhằm gây tin"
_NO_BEGINNING = "sự anh chị đưa tin báo cách thêm mới hiện đầu sang"
#: Stop syllables that stand inside a phrase: "Bộ Giáo dục và Đào tạo".
_JOINING = "và"
#: Compounds that say nothing of what a text is about.
_FUNCTION_WORDS = """
    có thể|không thể|tuy nhiên|một số|đối với|đồng thời|trong khi|chúng tôi|chúng ta|bên cạnh|ngoài ra|hơn nữa|mặc dù
    |thậm chí|bởi vì|do đó|vì vậy|vì thế|cho nên|như vậy|như thế|thế nào|tại sao|vì sao|bao giờ|bao nhiêu|hiện nay
    |hiện tại|hôm nay|hôm qua|ngày nay|bây giờ|sau đó|trước đó|từ đó|tất cả|một chút|không chỉ|không những|cũng như
    |cùng với|cho biết|cho rằng|nói rằng|thời gian|trở nên|trở thành|bắt đầu|tiếp tục|tuy vậy|thế nhưng|nhất là
    |ngay cả|kể cả|trong đó|do vậy|đó là|chính là|lập tức|dường như|hình như|gần như|hoàn toàn|đặc biệt|đầu tiên
    |cuối cùng|sau này|khẳng định|yêu cầu|liên quan|tham gia|không có|bản thân|chắc chắn|thực sự|hầu hết|hàng loạt
    |ngay lập tức|ở đây|bất kỳ|bất cứ|chẳng hạn|nói chung|nói riêng|tức là|thông qua|đáng chú ý|theo đó|bên trong
    |bên ngoài
"""


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


# Phrases.


def _phrases(reader: Reader) -> Iterator[_Entry]:
    """Give the compounds of a collection, and runs of words that a sample of it prints again and again."""
    total = reader.search(Query(limit=0)).total
    least = max(1 if total < _SMALL else 2, total // _RAREST)
    compounds = {key: count for key, count in reader.terms("words").items() if count >= least}
    sample = _read_sample(reader)
    runs = _Runs(sample, compounds)
    written = dict(runs.compounds())
    found: dict[str, int] = {}
    for key, count in _without_slips(compounds).items():
        text = written.get(key) or _printed(key)
        if text is not None and key not in _words().function_words:
            found[text] = max(count, found.get(text, 0))
    together: dict[str, int] = {}
    for text, meetings in runs.phrases():
        counts = []
        for pair, share in meetings:
            if pair not in together:
                together[pair] = reader.frequency("pairs", pair)
            counts.append(together[pair] * share)
        count = round(min(counts))
        if count >= least:
            found.setdefault(text, count)
    for text in runs.foreign():
        count = reader.frequency("folded", fold_text(text))
        if count >= least:
            found.setdefault(text, count)
    for text, count in found.items():
        yield _Entry(text, text, count)


def _without_slips(compounds: Mapping[str, int]) -> dict[str, int]:
    """Leave out rare spellings of compounds with other marks (`bình đẵng`)."""
    folded = {key: " ".join([parts(form)[0] for form in key.split(" ")]) for key in compounds}
    most: dict[str, int] = {}
    for key, count in compounds.items():
        most[folded[key]] = max(count, most.get(folded[key], 0))
    return {key: count for key, count in compounds.items() if count * _SLIP >= most[folded[key]]}


def _printed(key: str) -> str | None:
    """Print a compound of the `words` view: `binh2 đăng3`; None where some syllable of it is none."""
    words = [printed(form) or (form if form.isascii() else None) for form in key.split(" ")]
    return " ".join(word for word in words if word) if all(words) else None


@dataclass(frozen=True, slots=True)
class _Words:
    """Words by their exact forms: what begins no phrase, what ends none, what joins; compounds that say nothing."""

    no_beginning: frozenset[str]
    no_end: frozenset[str]
    joining: frozenset[str]
    function_words: frozenset[str]


@lru_cache(maxsize=1)
def _words() -> _Words:
    def exact(text: str) -> list[str]:
        return [one.form.exact for one in syllables(text)]

    return _Words(
        no_beginning=frozenset(exact(_NO_EDGE + _NO_BEGINNING)),
        no_end=frozenset(exact(_NO_EDGE + _NO_END)),
        joining=frozenset(exact(_JOINING)),
        function_words=frozenset(" ".join(exact(each)) for each in _FUNCTION_WORDS.split("|")),
    )


@dataclass(frozen=True, slots=True)
class _Sample:
    """Syllables of a sample of articles in reading order: `forms[exact[i]]` and, as printed, `spelled[printed[i]]`.

    Both are 0 for whatever parts two runs of words. Syllable `i` is of article `article[i]`.
    """

    exact: _Ints
    printed: _Ints
    article: _Ints
    forms: Sequence[str]
    spelled: Sequence[str]


class _Pieces(dict[str, int]):
    """Numbers pieces of text as they are met."""

    def __missing__(self, piece: str) -> int:
        self[piece] = number = len(self)
        return number


#: Articles that are read at a time.
_AT_ONCE = 1_000
#: Parts two texts: a piece without a syllable.
_PARTED = " | "


def _read_sample(reader: Reader) -> _Sample:
    """Read the first articles by id: ids are hashes, so they are drawn from all sources and times alike."""
    pieces = _Pieces()
    texts: list[_Ints] = []
    for offset in range(0, _SAMPLE, _AT_ONCE):
        found = reader.search(Query(sort="relevance", offset=offset, limit=min(_AT_ONCE, _SAMPLE - offset)))
        texts += [
            np.asarray([pieces[piece] for piece in _text_of(stored.article).split()], np.int32)
            for stored, _ in found.hits
        ]
        if len(texts) == found.total or not found.hits:
            break
    forms, spelled = _Pieces({"": 0}), _Pieces({"": 0})
    exact_of: list[int] = []
    printed_of: list[int] = []
    starts = [0]
    for piece in pieces:
        for token in tokens(piece):
            form: Form | None = form_of(token) if token[0].isalnum() else None
            wanted = form is not None and form.folded.isalpha()
            exact_of.append(forms[form.exact] if form is not None and wanted else 0)
            printed_of.append(spelled[token] if wanted else 0)
        starts.append(len(exact_of))
    every = np.concatenate([np.empty(0, np.int32), *texts])
    firsts = np.asarray(starts, np.int32)
    sizes = np.diff(firsts)[every]
    # Where each piece of the text stands among the syllables of all pieces, and from there on one by one.
    gaps = firsts[every] - (np.cumsum(sizes, dtype=np.int32) - sizes)
    at = np.arange(sizes.sum(), dtype=np.int32) + np.repeat(gaps, sizes)
    article = np.repeat(np.arange(len(texts), dtype=np.int32), [text.size for text in texts])
    return _Sample(
        exact=np.asarray(exact_of, np.int32)[at],
        printed=np.asarray(printed_of, np.int32)[at],
        article=np.repeat(article, sizes),
        forms=list(forms),
        spelled=list(spelled),
    )


def _text_of(article: Article) -> str:
    text = "\n".join((article.title, article.lead, article.body))[:_SAMPLE_TEXT]
    if len(text) == _SAMPLE_TEXT:
        text = text.rpartition(" ")[0]
    return text.replace("\n", _PARTED) + _PARTED


#: Syllables of a unit, at most, and bits of the number of each: together they make one number.
_LONGEST_UNIT, _BITS = 3, 21
#: Makes one number of several (a multiplicative hash).
_MIXER = np.uint64(0x9E3779B97F4A7C15)


def _inside(sample: _Sample, compounds: Mapping[str, int]) -> _Mask:
    """Tell which syllables go on with a word: of two compounds that overlap, the more frequent one stands."""
    number = {form: place for place, form in enumerate(sample.forms)}
    known: dict[int, dict[int, int]] = {2: {}, 3: {}}
    for key, count in compounds.items():
        places = [number.get(form, -1) for form in key.split(" ")]
        if len(places) in known and min(places) > 0:
            packed = 0
            for place in places:
                packed = packed << _BITS | place
            known[len(places)][packed] = count
    exact = sample.exact.astype(np.int64)
    inside = np.zeros(exact.size, np.bool_)
    # Strength of what binds a syllable to the one before; with one place more at either end.
    bound = np.zeros(exact.size + 2, np.int64)
    if exact.size > 2:
        pairs = exact[:-1] << _BITS | exact[1:]
        bound[2:-1] = _looked_up(known[2], pairs)
        last = -3
        for first in np.flatnonzero(_looked_up(known[3], pairs[:-1] << _BITS | exact[2:])).tolist():
            if first >= last + 3:
                last = first
                inside[first + 1 : first + 3] = True
                bound[first + 1 : first + 5] = 0
    for _ in range(3):
        middle = bound[1:-1]
        chosen = np.flatnonzero((middle > 0) & (middle >= bound[:-2]) & (middle > bound[2:]))
        inside[chosen] = True
        for beside in (chosen, chosen + 1, chosen + 2):
            bound[beside] = 0
    return inside


def _looked_up(table: Mapping[int, int], keys: _Numbers) -> _Numbers:
    """Give the value of each key, 0 for an unknown one."""
    known = np.asarray(sorted(table), np.int64)
    if not known.size:
        return np.zeros(keys.size, np.int64)
    values = np.asarray([table[key] for key in known.tolist()], np.int64)
    at = np.minimum(np.searchsorted(known, keys), known.size - 1)
    return np.where(known[at] == keys, values[at], 0)


class _Grams:
    """Runs of some units: `number[i]` is that of the run that begins at unit `i`, -1 for none.

    By number: how often a run stands (`count`), in how many `articles`.
    """

    def __init__(self, codes: _Numbers, wanted: _Mask, article: _Ints) -> None:
        """Number the codes of the wanted places; `article` ascends."""
        places = np.flatnonzero(wanted).astype(np.int32)
        places = places[np.argsort(codes[places], kind="stable")]
        ordered = codes[places]
        new = np.diff(ordered, prepend=-1) != 0
        starts = np.flatnonzero(new)
        other = new | (np.diff(article[places], prepend=-1) != 0)
        self.number: _Ints = np.full(codes.size, -1, np.int32)
        self.number[places] = np.cumsum(new, dtype=np.int32) - 1
        self.count: _Ints = np.diff(np.append(starts, places.size)).astype(np.int32)
        self.articles: _Ints = np.add.reduceat(other, starts, dtype=np.int32) if starts.size else self.count

    def counts(self) -> _Ints:
        """Give for each unit how often the run stands that begins there, 0 for none."""
        return np.append(self.count, np.int32(0))[self.number]

    def in_articles(self) -> _Ints:
        """Give for each unit in how many articles the run stands that begins there, 0 for none."""
        return np.append(self.articles, np.int32(0))[self.number]


def _met(sample: _Sample) -> _Ints:
    """Count for each syllable how often the sample has it behind the one before it, marks or none."""
    numbers = _Pieces()
    folded = np.asarray([numbers[folded_of(form)] for form in sample.forms], np.int64)[sample.exact]
    codes = np.append(np.zeros(1, np.int64), folded[:-1]) * len(numbers) + folded
    return _Grams(codes, np.ones(codes.size, np.bool_), sample.article).counts()


def _ahead(values: npt.NDArray[Any], places: int) -> npt.NDArray[Any]:
    """Give at each place what stands so many places behind it, 0 where nothing does; before it, if negative."""
    moved = np.zeros_like(values)
    kept = max(0, values.size - abs(places))
    if places >= 0:
        moved[:kept] = values[values.size - kept :]
    else:
        moved[values.size - kept :] = values[:kept]
    return moved


class _Runs:
    """A sample parted into units, which are compounds and the syllables between them, and what runs these make."""

    def __init__(self, sample: _Sample, compounds: Mapping[str, int]) -> None:
        """Part `sample` into units; `compounds` tells how frequent each is."""
        self._sample = sample
        #: How often each syllable stands behind the one before it, marks or none.
        self._met = _met(sample)
        inside = _inside(sample, compounds)
        self._start = np.flatnonzero(~inside).astype(np.int32)
        self._end = np.append(self._start, np.int32(inside.size))[1:]
        self._lone = self._end - self._start == 1
        packed = np.zeros(self._start.size, np.int64)
        for offset in range(_LONGEST_UNIT):
            held = self._start + offset < self._end
            packed <<= _BITS
            packed[held] |= sample.exact[self._start[held] + offset]
        article = sample.article[self._start]
        single = _Grams(packed, sample.exact[self._start] > 0, article)
        #: Runs of one unit, of two, and so on: what is longer is made of what stands more than once.
        self._grams = [single]
        for length in range(2, _UNITS + 2):
            last = self._grams[-1]
            often = last.counts() >= (1 if length == 2 else 2)
            codes = last.number.astype(np.int64) * single.count.size + _ahead(single.number, length - 1)
            self._grams.append(_Grams(codes, often & _ahead(often, 1), article))
        words = _words()
        says = self._says_something(words.function_words)
        #: Which units may begin a phrase, which may end one, and which may stand in one.
        self._first = says & ~(self._lone & self._are(words.no_beginning))
        self._last = says & ~(self._lone & self._are(words.no_end))
        self._within = self._first | self._last | self._are(words.joining)

    def _says_something(self, function_words: frozenset[str]) -> _Mask:
        """Tell which units are neither partings, nor stop syllables, nor compounds that say nothing."""
        single = self._grams[0]
        some_unit = np.zeros(single.count.size + 1, np.int32)
        some_unit[single.number] = np.arange(single.number.size, dtype=np.int32)
        empty = [self._key(unit) in function_words for unit in some_unit[:-1].tolist()]
        # Texts are printed with their marks: a syllable without any is meant so.
        nothing = [len(form) < 2 or is_stop(Form(folded_of(form), form)) for form in self._sample.forms]
        lone = self._lone & np.asarray(nothing)[self._sample.exact[self._start]]
        says: _Mask = ~np.asarray([*empty, True])[single.number] & ~lone
        return says

    def _are(self, words: frozenset[str]) -> _Mask:
        """Tell which units begin with one of some words, given by their exact forms."""
        listed: _Mask = np.asarray([form in words for form in self._sample.forms])[self._sample.exact[self._start]]
        return listed

    def _key(self, unit: int, units: int = 1) -> str:
        """Give the exact forms of some units, the first of them `unit`."""
        span = self._sample.exact[self._start[unit] : self._end[unit + units - 1]]
        return " ".join([self._sample.forms[one] for one in span.tolist()])

    def compounds(self) -> Iterator[tuple[str, str]]:
        """Give the compounds of the sample: their key in the `words` view, and how they are printed."""
        for unit, text in self._texts(np.flatnonzero(~self._lone), 1):
            yield self._key(unit), text

    def foreign(self) -> Iterator[str]:
        """Give words that are no Vietnamese syllables (`ASEAN`, `Facebook`), as they are printed."""
        strange = np.asarray([len(form) > 2 and not is_syllable(folded_of(form)) for form in self._sample.forms])
        wanted = self._lone & self._first & strange[self._sample.exact[self._start]]
        wanted &= self._grams[0].in_articles() >= _LEAST_IN_SAMPLE
        for _, text in self._texts(self._whole(np.flatnonzero(wanted), 1), 1):
            yield text

    def phrases(self) -> Iterator[tuple[str, list[tuple[str, float]]]]:
        """Give phrases as they are printed, each with the folded pairs that stand where its units meet.

        With each pair comes the share of its places that is the phrase's: "người đàn ông" is one `nguoi dan` in ten.
        """
        compound = ~self._lone
        total = int(self._grams[0].count.sum())
        for length in range(2, _UNITS + 1):
            grams = self._grams[length - 1]
            wanted = (grams.number >= 0) & self._first & _ahead(self._last, length - 1)
            for inner in range(1, length - 1):
                wanted &= _ahead(self._within, inner)
            wanted &= _ahead(self._end, length - 1) - self._start <= _LONGEST_PHRASE
            # Two compounds side by side are hardly so by accident.
            surer = compound & _ahead(compound, 1) & (length == 2)
            wanted &= grams.in_articles() >= np.where(surer, _LEAST_IN_SAMPLE - 1, _LEAST_IN_SAMPLE)
            units = np.flatnonzero(wanted)
            # How much oftener it stands than its first unit and the rest, or its last one and the rest, would meet.
            together = grams.counts()
            one, rest = (each.counts().astype(np.float64) for each in (self._grams[0], self._grams[length - 2]))
            parted = np.maximum(one[units] * rest[units + 1], rest[units] * one[units + length - 1])
            units = self._whole(units[together[units] >= _LIFT * parted / total], length)
            for unit, text in self._texts(units, length):
                joints = self._end[unit : unit + length - 1].tolist()
                yield text, [(self._pair(at), int(together[unit]) / int(self._met[at])) for at in joints]

    def _whole(self, units: _Numbers, length: int) -> _Numbers:
        """Leave out runs that nearly always have the same lone syllable beside them: they are pieces, as `kim jong`."""
        grams, longer = self._grams[length - 1], self._grams[length].counts()
        behind = np.where(_ahead(self._lone, length), longer, 0)
        before = np.where(_ahead(self._lone, -1), _ahead(longer, -1), 0)
        most = np.zeros(grams.count.size, np.int32)
        np.maximum.at(most, grams.number[units], np.maximum(behind, before)[units])
        return units[(most < _PIECE * grams.count)[grams.number[units]]]

    def _pair(self, at: int) -> str:
        """Give the folded pair of a syllable and the one before it."""
        left, right = (folded_of(self._sample.forms[one]) for one in self._sample.exact[at - 1 : at + 1].tolist())
        return f"{left} {right}"

    def _texts(self, units: _Numbers, length: int) -> Iterator[tuple[int, str]]:
        """Give each run of some units as it is mostly printed, with a unit where it begins.

        What stands at the beginning of a sentence has a capital for that alone, and does not count.
        """
        sample, number = self._sample, self._grams[length - 1].number[units]
        first, end = self._start[units], self._end[units + length - 1]
        code = np.zeros(units.size, np.uint64)
        for offset in range(_LONGEST_PHRASE):
            code = code * _MIXER + sample.printed[np.minimum(first + offset, end - 1)].astype(np.uint64)
        opening = (sample.exact[np.maximum(first - 1, 0)] == 0).astype(np.int8)
        order = np.lexsort((code, opening, number))
        number, code, opening = number[order], code[order], opening[order]
        new = np.ones(number.size, np.bool_)
        new[1:] = (np.diff(number) != 0) | (np.diff(opening) != 0) | (code[1:] != code[:-1])
        starts = np.flatnonzero(new)
        sizes = np.diff(np.append(starts, number.size))
        ranked = starts[np.lexsort((-sizes, opening[starts], number[starts]))]
        for place in ranked[np.diff(number[ranked], prepend=-1) != 0].tolist():
            unit = int(units[order[place]])
            yield unit, self._written(unit, length, opening=bool(opening[place]))

    def _written(self, unit: int, length: int, *, opening: bool) -> str:
        """Write a run as it stands somewhere, tones where they were always put: "hóa", where some print "hoá"."""
        span = slice(self._start[unit], self._end[unit + length - 1])
        made = [printed(self._sample.forms[one]) for one in self._sample.exact[span].tolist()]
        spelled = [self._sample.spelled[one] for one in self._sample.printed[span].tolist()]
        words = [cased_like(before, after) if after else before for before, after in zip(spelled, made, strict=True)]
        if opening and len(words) > 1 and made[0] and words[1].islower():
            words[0] = made[0]
        return " ".join(words)
