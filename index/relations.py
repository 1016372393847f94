"""Finding what a sentence states of two instruments: that one implements, amends, replaces or guides the other.

A relation is found only where one sentence states it in words between two instruments that it cites; standing side by
side states nothing. Four forms are read, and every cue and every word that spoils one is a row of
`index/tables/cues.tsv`:

| form | specimen |
| --- | --- |
| active | "Kế hoạch số 3253/KH-UBND “Về triển khai Quyết định số 178/QĐ-TTg”" |
| passive | "Nghị định số 15/2022/NĐ-CP được sửa đổi bởi Nghị định số 41/2022/NĐ-CP" |
| ground | "Thực hiện Nghị quyết số 01/NQ-CP, UBND tỉnh ban hành Kế hoạch số 20/KH-UBND" |
| expiry | "Nghị định số 46/2016/NĐ-CP hết hiệu lực kể từ ngày Nghị định số 100/2019/NĐ-CP có hiệu lực" |
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Literal, cast, get_args

from index import vocabulary
from index.analysis import sentence_breaks
from index.citation_dates import read_date, read_year
from index.citation_organs import organ_after
from index.citation_shadow import Shadow, cast_shadow, fold_letters
from index.citations import Citation

RelationKind = Literal["implements", "amends", "replaces", "guides"]


@dataclass(frozen=True, slots=True)
class Relation:
    """What a sentence states of two instruments, by their keys: `source` acts upon `target`.

    The plan that implements, the decree that amends, replaces or guides is the source. `cue` is the words that state
    it as printed ("triển khai"), `text[start:end]` the sentence, in code points; a clause that ends in a semicolon
    is a sentence of its own, as in the views of a text.
    """

    source: str
    target: str
    kind: RelationKind
    cue: str
    start: int
    end: int


def find_relations(text: str, citations: Sequence[Citation]) -> tuple[Relation, ...]:
    """Find the relations that the sentences of a text state; `citations` is what `index.citations.find` gives for it.

    In the order of the text; each (source, target, kind) once, where it is first stated; never of an instrument to
    itself. Linear in the length of the text; never raises.
    """
    if len({each.key for each in citations}) < 2:
        return ()
    found: dict[tuple[str, str, RelationKind], Relation] = {}
    for start, end, inside in _sentences(text, citations):
        for relation in _Sentence(text, start, end, inside).relations():
            found.setdefault((relation.source, relation.target, relation.kind), relation)
    return tuple(found.values())


# -- sentences

#: Before a full stop that ends no sentence: an initial or a short word ("Q. 1", "TS. Nguyễn"), a day ("ngày 24. 12").
_ABBREVIATION = re.compile(
    r"(?:\b(?:[^\W\d_]|tp|tx|tt|tr|st|ts|ths|pgs|gs|ubnd)|(?:ngày|[./-]) ?[0-9]{1,2})\.\s$", re.IGNORECASE
)
#: A line that goes on in the next: it ends in a comma or in the middle of a date.
_LINE_GOES_ON = re.compile(r"(?:,|\b(?:ngày|tháng|năm|số|và|của|theo|tại))[ \t]*\n$", re.IGNORECASE)


def _sentences(text: str, citations: Sequence[Citation]) -> Iterator[tuple[int, int, list[Citation]]]:
    """Yield the sentences that cite two instruments, without the white space around them."""
    start = index = 0
    for end in (*_breaks(text, citations), len(text)):
        inside: list[Citation] = []
        while index < len(citations) and citations[index].start < end:
            inside.append(citations[index])
            index += 1
        if len({each.key for each in inside}) > 1:
            sentence = text[start:end]
            yield start + len(sentence) - len(sentence.lstrip()), start + len(sentence.rstrip()), inside
        start = end


def _breaks(text: str, citations: Sequence[Citation]) -> Iterator[int]:
    index = 0
    for end in sentence_breaks(text):
        while index < len(citations) and citations[index].end < end:
            index += 1
        if index < len(citations) and citations[index].start < end - 1:
            continue
        before = text[max(0, end - 12) : end]
        if before.endswith("\n") and (before[:-1].endswith(tuple(".;!?:…”")) or before[:-1].isspace()):
            yield end
        elif before.endswith("\n"):
            # A line that was broken by its width goes on with a small letter.
            if not (text[end : end + 1].islower() or _LINE_GOES_ON.search(before)):
                yield end
        elif not _ABBREVIATION.search(before):
            yield end


# -- the words that state


@cache
def _words(kind: str, *uses: str) -> str:
    """Give the cues of a kind as alternatives for a pattern on folded text, the longest first."""
    words = {
        fold_letters(word) for row in vocabulary.cues() if row.kind == kind and row.use in uses for word in row.words
    }
    return "|".join(sorted(map(re.escape, words), key=len, reverse=True)) or r"(?!)"


def _spoilers(use: str) -> str:
    words = {word for row in vocabulary.cues() if (row.kind, row.use) == ("none", use) for word in row.words}
    return rf"(?<![^\W_])(?:{'|'.join(sorted(words, key=len, reverse=True))})(?![^\W_])"


@cache
def _denies() -> re.Pattern[str]:
    """Compile the words of wish, doubt and denial, on lower case with marks."""
    return re.compile(_spoilers("denies"))


@cache
def _reviews() -> re.Pattern[str]:
    """Compile the words that report on what follows them."""
    return re.compile(rf"{_spoilers('reviews')}[^,]{{0,40}}$")


#: A part of an instrument: "khoản 2 Điều 5".
_PART = r"(?:dieu|khoan|diem|muc|chuong|phan|phu luc|tiet|doan)(?: (?:[0-9]{1,3}[a-z]?|[ivxlc]{1,6}|[a-z]))?"
#: Small words between a cue and the instrument that it governs.
_SMALL = (
    r"(?:cho|toan bo|mot phan|mot so|cac|nhung|cua|tai|trong|noi dung|quy dinh|va|co|hieu qua|hieu luc|nghiem tuc"
    r"|nghiem|tot|so|ca|doi voi|nhiem vu|giai phap|chi dao|tinh than|muc tieu|dung|day du|dong bo|quyet liet|kip thoi"
    r"|viec|tiep tuc|thi hanh|thuc hien|kem theo|ban hanh kem theo|van ban|[0-9]{1,3}[a-z]?)"
)
_TO_TARGET = rf"(?:(?: ?[,:])? (?:{_PART}|{_SMALL})(?![a-z0-9])){{0,12}} ?[:“\"]? ?"
_FREE = r"[^,;:.()“”\"\n]{1,150}?"
#: What may stand between the cue and the small words, by kind.
_OBJECT = {
    "implements": r"(?: (?:cac |nhung |mot so )?(?:noi dung|nhiem vu|y kien|chi dao|ket luan|muc tieu|yeu cau"
    rf"|chinh sach){_FREE} (?:tai|trong|theo|neu tai)(?= ))?",
    "amends": rf"(?:{_FREE} (?:tai|cua|trong|kem theo)(?= ))?",
    "replaces": (
        r"(?: (?:(?:mot so |da so |nhieu )?(?:cac )?quy dinh|quy che|ban quy dinh|dieu le|danh muc|bang gia)"
        rf"{_FREE} (?:kem theo|tai)(?= ))?"
    ),
    "guides": rf"(?:{_FREE} (?:tai|cua|(?<!kem )theo|trong|thi hanh|thuc hien)(?= ))?",
}


@dataclass(frozen=True, slots=True)
class _Cue:
    """A cue found: its kind, its use, and where it begins and ends in the shadow."""

    kind: RelationKind
    start: int
    end: int
    title_only: bool = False
    part: str = ""


@cache
def _forward(kind: RelationKind) -> re.Pattern[str]:
    """Compile a cue that stands right before the instrument it governs."""
    uses = ("active", "title") if kind == "implements" else ("active",)
    return re.compile(
        rf"(?<![a-z0-9])(?<!kem )(?P<cue>{_words(kind, *uses)})(?P<object>{_OBJECT[kind]})(?P<small>{_TO_TARGET})$"
    )


@cache
def _title_only() -> re.Pattern[str]:
    return re.compile(_words("implements", "title"))


@cache
def _backward() -> re.Pattern[str]:
    """Compile the passive, or a cue at the beginning of brackets, right before the instrument that acts."""
    kinds = "|".join(rf"(?P<{kind}>{_words(kind, 'passive')})" for kind in get_args(RelationKind))
    return re.compile(
        rf"(?:(?<![a-z])(?:duoc|bi) |(?<=\()|(?<=\( ))(?:{kinds})(?: (?:mot so|cac|dieu|khoan|noi dung|toan bo|lan"
        r"|quy dinh|thu|nhieu|va|thay the|hoan thien|[0-9]{1,3}|hai|ba|cuoi)){0,6}"
        rf" (?:boi|bang|theo|tai){_TO_TARGET}$"
    )


_EXPIRY = re.compile(r"(?P<cue>het hieu luc)(?: thi hanh)?(?: ke)?(?: tu)? (?:ngay|khi|thoi diem)(?: ma)? $")
_EXPIRY_AFTER = re.compile(r" (?:chinh thuc |bat dau )?(?:co hieu luc|duoc ban hanh|ra doi)")
_PARTIAL = re.compile(rf"(?<![a-z])(?:mot phan|{_PART}|mot so|da so|nhieu quy dinh|noi dung|quy dinh tai)(?![a-z])")

_WHOSE_PART = re.compile(rf"(?<![a-z]){_PART}(?: cua| (?:ban hanh )?kem theo)? $")

#: Types of instruments and what they issue; a head that names one has another actor than the instrument before it.
_ACTS = re.compile(
    r"(?<![^\W_])(?:nghị định|thông tư|(?<!pháp )(?<!kỷ )luật(?! sư)|bộ luật|nghị quyết|quyết định|chỉ thị|pháp lệnh"
    r"|công văn|văn bản|hiệp định|kết luận|thông báo|tờ trình|công điện|hiến pháp)(?! (?:này|trên)(?![^\W_]))(?![^\W_])"
)
_PLANS = re.compile(r"(?<![a-z])(?:ke hoach|chuong trinh|de an|quy che|phuong an|chien luoc|dieu le)(?![a-z])")

#: Little words between an instrument and its cue.
_DIRECT = re.compile(
    r"[ “\"'():,-]*(?:(?:da|vua|moi|se|de|nham|ve|ve viec|v/v|viec|co noi dung|tiep tuc|cung|chinh thuc|day manh"
    r"|tang cuong|to chuc|chi dao|don doc|quy dinh|nay|trong do|duoc ban hanh)[ “\"':,]+)*"
)
_OF = re.compile(r" ?(?:cua|do) [^,;:.()“”\"\n]{1,90}")
_TITLE = re.compile(
    r"[ ,:(-]*(?P<quote>[“\"]?) ?(?:ve|v/v|ban hanh|phe duyet|quy dinh|cong bo|thong qua|trien khai|thuc hien|huong dan"
    r"|to chuc|day manh|tang cuong|tiep tuc|chi dao|giao|bo sung|dieu chinh|chap thuan|sua doi|hanh dong)(?![a-z])"
)
_PURPOSE = re.compile(r",? (?:de|nham)(?: tiep tuc| to chuc| day manh| cu the hoa va)? $")
_EFFECT = re.compile(r"(?:,| va| de| nham)(?: (?:va|dong thoi|cung|se|de|nham|vua|chinh thuc|no))* $")
#: "Nghị định A nêu: thông tư này thay thế …": another acts, without a number.
_THIS = re.compile(
    r"(?:nghị định|thông tư|luật|nghị quyết|quyết định|chỉ thị|văn bản|kế hoạch) (?:này|trên|đó)(?: \w+){0,2} ?$"
)
#: "[Khoản này được sửa đổi bởi …]": of which instrument, it does not say.
_THIS_PART = re.compile(
    r"(?<![a-z])(?:dieu|khoan|diem|chuong|muc|phu luc|nghi dinh|thong tu|luat|quyet dinh) nay(?![a-z])"
)
#: "được hướng dẫn tại …": the instrument before undergoes it.
_UNDERGOES = re.compile(r"(?<![a-z])(?:duoc|bi) $")
#: An object that holds a verb or a year of its own governs another instrument.
_NO_OBJECT = re.compile(
    r"(?<![a-z])(?:duoc|bi|nam [0-9]|da|va (?:khoan|diem|dieu|quy che)(?= [0-9a-z]))(?![a-z])"
    r"(?! (?:ban hanh kem|quy dinh|giao|(?:duoc )?neu (?:tai|trong)))"
)
_APPROVED = re.compile(r"(?<![a-z])duoc (?:[a-z]+ ){0,6}$")
#: Between two instruments of one list.
_JOINER = re.compile(
    rf" ?(?:(?P<comma>,)|,? ?(?:va|hoac|cung|cung nhu|cung voi))(?: (?:cac|so|(?P<part>{_PART})|cua))* "
)
_ALSO = re.compile(r"(?: ?,)?(?: (?:va|dong thoi|cung nhu|se|cung|dong thoi voi))* ?")

#: Ranks of what cannot be implemented or guided from above, nor amended from below.
_RANKS = {"hienphap": 5, "luat": 4, "pl": 3, "nd": 2, "tt": 1, "ttlt": 1}
#: What only reports or asks, and what is technical: they implement nothing.
_INERT = frozenset({"Báo cáo", "Tờ trình", "Tiêu chuẩn", "Quy chuẩn", "Văn bản hợp nhất"})

#: How far two instruments may stand apart, in characters: those of a sentence between them are read once or twice.
_MAX_GAP = 700
#: How many cues of a kind are tried between two instruments.
_MAX_CUES = 4


@dataclass(slots=True)
class _Item:
    """A citation in the shadow of its sentence; `tail` is where its date and organ end."""

    citation: Citation
    start: int
    end: int
    tail: int


class _Sentence:
    """One sentence and the citations in it."""

    def __init__(self, text: str, start: int, end: int, citations: Sequence[Citation]) -> None:
        self._start, self._end = start, end
        self._shadow = cast_shadow(text[start:end])
        self._items = list(self._place(citations))
        self._found: list[Relation] = []

    def _place(self, citations: Sequence[Citation]) -> Iterator[_Item]:
        shadow = self._shadow
        spans = []
        for each in citations:
            start, end = each.start - self._start, each.end - self._start
            if shadow.starts is not None and shadow.ends is not None:
                start, end = bisect_left(shadow.starts, start), bisect_right(shadow.ends, end)
            spans.append((each, start, end))
        for index, (each, start, end) in enumerate(spans):
            limit = spans[index + 1][1] if index + 1 < len(spans) else len(shadow.folded)
            yield _Item(each, start, end, _tail(shadow, end, limit))

    def relations(self) -> list[Relation]:
        """Give what the sentence states, in its order; the same may come twice."""
        items = self._items
        #: By index of a target: the index of its source and the kind, for what goes on with the same source.
        sources: dict[int, tuple[int, _Cue]] = {}
        targets: dict[int, tuple[int, _Cue]] = {}
        for index in range(len(items) - 1):
            if items[index + 1].start - items[index].end > _MAX_GAP:
                continue
            if index in sources and self._goes_on(index, sources):
                continue
            if index in targets and self._joined_source(index, targets):
                continue
            cue = self._passive(index) or self._expiry(index)
            if cue is not None:
                self._state(index + 1, index, cue)
                targets[index + 1] = index, cue
                continue
            cue = self._active(index)
            if cue is not None:
                self._state(index, index + 1, cue)
                sources[index + 1] = index, cue
        for index in range(1, len(items)):
            self._ground(index)
        return self._found

    def _state(self, source: int, target: int, cue: _Cue) -> None:
        acting, other = self._items[source].citation.key, self._items[target].citation.key
        if acting != other:
            printed = " ".join(self._shadow.text[cue.start : cue.end].split())
            self._found.append(Relation(acting, other, cue.kind, printed, self._start, self._end))

    # -- active

    def _active(self, index: int) -> _Cue | None:
        left, right = self._items[index], self._items[index + 1]
        for cue in self._cues_before(right.start, left.tail):
            if self._head_allows(cue, left, right) and _may(cue.kind, left.citation, right.citation):
                return cue
        return None

    def _cues_before(self, end: int, floor: int) -> list[_Cue]:
        """Find the cues that govern the instrument at `end`, the longest way off first."""
        gap = self._shadow.folded[floor:end]
        found: list[_Cue] = []
        for kind in cast(tuple[RelationKind, ...], get_args(RelationKind)):
            match = _forward(kind).search(gap)
            for _ in range(_MAX_CUES):
                if match is None:
                    break
                if self._object_allows(kind, match, floor):
                    title_only = _title_only().fullmatch(match["cue"]) is not None
                    part = _PARTIAL.search(gap, match.end("cue"))
                    start = floor + match.start()
                    found.append(_Cue(kind, start, floor + match.end("cue"), title_only, part[0] if part else ""))
                match = _forward(kind).search(gap, match.end("cue"))
        found.sort(key=lambda cue: (cue.start, -cue.end))
        return [_of_part(cue) for cue in found]

    def _object_allows(self, kind: RelationKind, match: re.Match[str], offset: int) -> bool:
        """Tell whether the words between a cue and the instrument after it make that the object."""
        if _ACTS.search(self._marked(offset + match.end("cue"), offset + match.end())):
            return False
        if _NO_OBJECT.search(match["object"]):
            return False
        # "Nghị định A, sửa đổi tại Nghị định B" and "cho vay theo quy định tại Thông tư B" speak the other way.
        if match["cue"] in ("theo", "can cu", "can cu vao"):
            return "quy dinh" not in match["small"]
        return (
            kind == "implements" or bool(match["object"]) or not match["small"].startswith((" tai", " theo", " trong"))
        )

    def _head_allows(self, cue: _Cue, left: _Item, right: _Item) -> bool:
        """Tell whether what stands between an instrument and a cue makes it the actor."""
        head = self._shadow.folded[left.tail : cue.start]
        if self._shadow.text[left.tail : cue.start] == " quyết định ":
            head = " "  # a verb: "công văn 4481 quyết định thu hồi …"
        marked = self._marked(left.tail, cue.start) if head != " " else " "
        if _denies().search(marked) or _ACTS.search(marked) or _UNDERGOES.search(head) or _THIS.search(marked):
            return False
        if cue.kind == "implements" and _reviews().search(marked):
            return False
        implements = cue.kind == "implements"
        if not cue.title_only and (_DIRECT.fullmatch(head) or (_OF.fullmatch(head) and not _PLANS.search(head))):
            return not implements or "," not in head or _PURPOSE.search(head) is not None
        alike = left.citation.type == right.citation.type
        effect = _EFFECT.search(head)
        if cue.kind in ("replaces", "amends") and effect is not None:
            return alike and ";" not in head and (effect[0] != " va " or "hieu luc" in head)
        title = _TITLE.match(head)
        if title is None:
            return False
        rest = head[title.end() :]
        if title["quote"]:
            if "”" in rest or '"' in rest:
                return False
        elif re.search(r"[;:“”\"]|\. ", rest) or (implements and "," in _PURPOSE.sub("", rest)):
            return False
        if implements:
            return not (cue.title_only and _APPROVED.search(rest))
        return alike or cue.kind == "guides"

    def _goes_on(self, index: int, sources: dict[int, tuple[int, _Cue]]) -> bool:
        """Read on from a target: the next of its list, or another cue of the same source."""
        source, cue = sources[index]
        here, following = self._items[index], self._items[index + 1]
        actor = self._items[source].citation
        joiner = _JOINER.fullmatch(self._shadow.folded, here.tail, following.start)
        if joiner is not None:
            if not self._list_goes_on(cue, source, index, joiner) or not _may(cue.kind, actor, following.citation):
                return False
        else:
            again = next(iter(self._cues_before(following.start, here.tail)), None)
            if again is None or again.kind not in ("amends", "replaces"):
                return False
            between = self._shadow.folded[here.tail : again.start]
            if not between.strip() or not _ALSO.fullmatch(between) or not _may(again.kind, actor, following.citation):
                return False
            cue = again
        self._state(source, index + 1, cue)
        sources[index + 1] = source, cue
        return True

    def _list_goes_on(self, cue: _Cue, source: int, index: int, joiner: re.Match[str]) -> bool:
        """Tell whether the next instrument of a list is a target as well, and not one beside the source."""
        actor, here, following = self._items[source], self._items[index], self._items[index + 1]
        if following.citation.type != here.citation.type:
            if following.citation.type == actor.citation.type:
                return False
            ranked = bool(_rank(actor.citation) and _rank(following.citation))
            if (
                cue.kind in ("implements", "guides")
                and not ranked
                and (here.tail > here.end or following.tail > following.end)
            ):
                return False
        if not joiner["part"]:
            return True
        # "khoản 3 Điều 30 Nghị định A hướng dẫn Luật B và Điều 52 Luật C"
        before = self._shadow.folded[max(0, actor.start - 40) : actor.start]
        return cue.kind == "amends" and bool(cue.part) and not _WHOSE_PART.search(before)

    # -- passive

    def _passive(self, index: int) -> _Cue | None:
        left, right = self._items[index], self._items[index + 1]
        floor = max(left.end, right.start - 160)
        match = _backward().search(self._shadow.folded[floor : right.start])
        if match is None:
            return None
        kind = cast(RelationKind, match.lastgroup)
        start, end = floor + match.start(kind), floor + match.end(kind)
        before = self._shadow.folded[max(0, left.start - 40) : left.start]
        if kind == "replaces" and _WHOSE_PART.search(before) and self._shadow.folded[start:end] in ("bai bo", "huy bo"):
            kind = "amends"
        cue = _Cue(kind, start, end)
        head_end = floor + match.start()
        head = self._shadow.folded[min(left.tail, head_end) : head_end]
        marked = self._marked(left.end, head_end)
        if _denies().search(marked) or not _may(kind, right.citation, left.citation):
            return None
        if re.fullmatch(r"[ ,(]*(?:(?:da|vua|nay|hien|se|moi|nay da|sau do|va)[ ,]*)*", head):
            return cue
        if re.search(r"[;:]|\. ", head) or _THIS_PART.search(head) or left.citation.type != right.citation.type:
            return None
        # Only instruments are "sửa đổi"; other things beside them are adjusted or replaced.
        clear = "," not in head or self._shadow.folded.startswith("sua doi", cue.start)
        return cue if _TITLE.match(head) and clear else None

    def _joined_source(self, index: int, targets: dict[int, tuple[int, _Cue]]) -> bool:
        target, cue = targets[index]
        here, following = self._items[index], self._items[index + 1]
        joiner = _JOINER.fullmatch(self._shadow.folded, here.tail, following.start)
        if joiner is None or here.citation.type != following.citation.type:
            return False
        numbered = self._shadow.folded.startswith("luat so", following.start)
        if not numbered and (here.citation.type == "Luật" or joiner["comma"]):
            return False
        self._state(index + 1, target, cue)
        targets[index + 1] = target, cue
        return True

    def _expiry(self, index: int) -> _Cue | None:
        left, right = self._items[index], self._items[index + 1]
        gap = self._shadow.folded[left.tail : right.start]
        match = _EXPIRY.search(gap)
        if match is None or not _EXPIRY_AFTER.match(self._shadow.folded, right.tail):
            return None
        if _denies().search(self._marked(left.tail, right.start)) or "," in gap:
            return None
        return _Cue("replaces", left.tail + match.start("cue"), left.tail + match.end("cue"))

    # -- ground

    def _ground(self, index: int) -> None:
        """Read "Thực hiện A và B, UBND tỉnh ban hành C", where C is the item at the index."""
        items, folded = self._items, self._shadow.folded
        last, issued = items[index - 1], items[index]
        gap = folded[last.tail : issued.start]
        if len(gap) > _MAX_GAP or not _ISSUES.search(gap):
            return
        if "," not in gap or re.search(r"[;:]|\. ", gap) or _denies().search(self._marked(last.tail, issued.start)):
            return
        # With its marks: "Bộ Tài chính" is a subject, "tại …" none.
        if _NO_SUBJECT.search(self._marked(last.tail + gap.find(",") + 1, issued.start)):
            return
        first = index - 1
        while first and _JOINER.fullmatch(folded, items[first - 1].tail, items[first].start):
            first -= 1
        opening = _ground().fullmatch(folded, 0, items[first].start)
        if opening is None:
            return
        cue = _Cue("implements", opening.start("cue"), opening.end("cue"))
        for target in range(first, index):
            if _may("implements", issued.citation, items[target].citation):
                self._state(index, target, cue)

    def _marked(self, start: int, end: int) -> str:
        return self._shadow.text[start:end].lower()


_ISSUES = re.compile(
    r" (?:ban hanh|ky|ky ban hanh|xay dung|phe duyet|co|ra|thong qua)(?: (?:va|cac|kem theo|ban hanh))* $"
)
_NO_SUBJECT = re.compile(r"(?<![^\W_])(?:việc|theo|được|tại)(?![^\W_])")


@cache
def _ground() -> re.Pattern[str]:
    return re.compile(
        r"(?:[^a-z]{0,8}|[^,;:]{1,30}\) ?[-–] ?"
        r"|(?:ngay|hom nay|sang|chieu|moi day|vua qua|theo do|do do|vi vay|hien nay)[^,]{0,25}, )"
        rf"(?:de |nham |tiep tuc |tren co so )*(?P<cue>{_words('implements', 'ground')})"
        rf"{_OBJECT['implements']}{_TO_TARGET}"
    )


def _of_part(cue: _Cue) -> _Cue:
    """Take the repeal of a part of an instrument for what it is: an amendment."""
    if cue.kind != "replaces" or not cue.part:
        return cue
    return _Cue("amends", cue.start, cue.end, cue.title_only, cue.part)


def _may(kind: RelationKind, source: Citation, target: Citation) -> bool:
    """Tell whether the ranks of two instruments allow the relation: a law never implements a decree."""
    if source.kind == "standard" or target.kind == "standard":
        return kind in ("amends", "replaces") and source.kind == target.kind
    if source.type in _INERT:
        return False
    acting, other = _rank(source), _rank(target)
    if not acting or not other:
        return not (kind in ("implements", "guides") and acting > 3)
    if kind == "amends":
        return acting == other
    return acting >= other if kind == "replaces" else acting < other


@cache
def _codes() -> dict[str, int]:
    return {row.name: _RANKS.get(row.code, 0) for row in vocabulary.types()}


def _rank(citation: Citation) -> int:
    return _codes().get(citation.type, 0)


_BRACKETS = re.compile(r" ?\([^()]{1,90}\)")


def _tail(shadow: Shadow, position: int, limit: int) -> int:
    """Give where the dates, the organ and a remark in brackets behind a mention end."""
    for _ in range(5):
        read = read_date(shadow.folded, position) or read_year(shadow.folded, position)
        if read is not None and read.end <= limit:
            position = read.end
            continue
        organ = organ_after(shadow, position, limit)
        if organ is not None:
            position = organ[1]
            continue
        remark = _BRACKETS.match(shadow.folded, position, limit)
        if remark is None:
            break
        position = remark.end()
    return position
