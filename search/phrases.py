"""The phrases of a collection: what its articles say again and again, written as they write it.

The compounds of the `words` view, and runs of compounds and syllables that a sample of the articles prints again and
again, oftener than by chance. In how many articles a run stands is told by the `pairs` of the whole collection where
its parts meet: to read all pairs takes seconds, to look up those of some thousand runs does not. The sample shows too
how they are written: "Việt Nam", "UBND tỉnh".
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np
import numpy.typing as npt

from index.analysis import Form, fold_text, folded_of, form_of, syllables, tokens
from index.article import Article
from search.engine import Reader
from search.query import Query
from search.remarking import cased_like, parts, printed
from search.stop_syllables import is_stop
from search.vietnamese_syllables import is_syllable

_Ints = npt.NDArray[np.int32]
_Numbers = npt.NDArray[np.int64]
_Mask = npt.NDArray[np.bool_]

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


def phrases_of(reader: Reader) -> dict[str, int]:
    """Give the phrases of a collection, each with the number of articles that hold it, about.

    Reads much: a second or more for a hundred thousand articles.
    """
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
    return found


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
