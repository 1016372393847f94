"""Finding the mentions in a shadow: where each begins and ends, its type, number and symbol.

Everything hangs on numbers. A number with a symbol after it is a mention in full; a number with a type word
before it and no symbol is a short one. What stands between type word and number ("Quyết định giải quyết
khiếu nại số 333") belongs to the mention. Mentions are drafts here: dates, organs and keys come later.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass
from functools import cache

from index import vocabulary
from index.citation_shadow import Shadow, fold_letters
from index.citation_symbols import Symbol, heads, is_known, issuer_of, paper_heads, read_symbol, split_head
from index.vocabulary import InstrumentType


@dataclass(slots=True)
class Mention:
    """A mention on its way to a `Citation`; offsets are those of the shadow.

    `listed` tells that it continues a list: it had no type word of its own.
    """

    start: int
    end: int
    kind: str
    type: InstrumentType
    number: str | None = None
    year: int | None = None
    symbol: Symbol | None = None
    name: str = ""
    listed: bool = False


@dataclass(frozen=True, slots=True)
class Word:
    """A type word or the word of a paper in the shadow; `type` is None for a paper."""

    start: int
    end: int
    type: InstrumentType | None
    abbreviated: bool = False


_NUMBER = re.compile(r"(?<![0-9])[0-9]{1,6}(?![0-9])")
#: From the end of the digits to the first letter of the symbol: "30|a/2008/", "66|.16/2026/", "14|-17/", "40| - ".
_TO_SYMBOL = re.compile(
    r"(?P<dot>\.[0-9]{1,3})?(?P<letter>[a-z](?![a-z0-9]))?(?P<sub>-[0-9]{1,3}(?=/))?"
    r"(?: {0,3}[/-] {0,3}(?P<year>[12][0-9]{3}|[0-9]{2}|[12] ?[09] ?[0-9] ?[0-9])(?![0-9]))?"
    r" {0,3}(?P<separator>[/-]{1,2}|) {0,3}(?=[a-z])"
)
_SHORT_TAIL = re.compile(
    r"(?P<letter>[a-z](?![a-z0-9]))?"
    r"(?:(?: ?[/-] ?| {1,3}nam {1,3})(?P<year>(?:19|20)[0-9]{2})(?![0-9]))?(?![0-9])(?! ?[/-] ?[0-9])(?![.,][0-9])(?! ?%)"
)
#: What ends the gap between an item of a list and the one before it.
_LIST_JOINT = re.compile(r"(?:[,;]|(?<![a-z])(?:va|hoac|cung|den))[ \n]{0,3}(?:(?:cac|so)[ :]{1,3}){0,2}$")
_BARE_JOINT = re.compile(r" ?(?:,|;|,? (?:va|hoac|den) )[ ]{0,2}(?:so {1,2})?$")

#: The gap between type word and number may hold these many characters, and these many words.
_GAP, _GAP_WORDS, _LAW_WORDS = 160, 16, 30
_GAP_STOPS = re.compile(r"[.;:!?\n\"“”‘’«»\[\]/]|[0-9]{2}")
_GAP_BREAKERS = re.compile(
    r"(?<![a-z])(?:tai|theo|ngay|trong do|gom|gom co|nhu|duoc|da|kem|can cu|la|co|voi|den|tu|vao|nham|cung|khi|neu|thi)(?![a-z])"
)
#: What a short mention may have between its type and "số": "Quyết định giải quyết khiếu nại số 333".
_SHORT_MIDDLES = (
    "giai quyet|khieu nai|to cao|lan dau|lan hai|xu phat|vi pham hanh chinh|hanh chinh|khoi to|vu an|bi can|hinh su|thanh tra|kiem tra|khan|hoa toc|"
    "lien tich|hanh dong|ky luat|bo nhiem|thu hoi|dat|cuong che|dinh chi|phe duyet|truy na|ket luan|giam doc tham|giam dinh|dieu tra|khang nghi|mat|toi mat"
)
_SHORT_GAP = re.compile(rf"(?:(?:{_SHORT_MIDDLES})(?: |$)){{1,4}}")
#: The last syllables of those words.
GAP_ENDINGS = frozenset(words.split()[-1] for words in _SHORT_MIDDLES.split("|"))
_LAWS = frozenset({"Luật", "Bộ luật", "Pháp lệnh"})


@cache
def _word_patterns() -> tuple[
    re.Pattern[str], dict[str, InstrumentType | None], re.Pattern[str], dict[str, InstrumentType]
]:
    words: dict[str, InstrumentType | None] = {row.word: None for row in vocabulary.papers()}
    words |= {word: row for row in vocabulary.types() for word in row.words}
    folded = {fold_letters(word): row for word, row in words.items()}
    special = {
        "luat": r"(?<!phap )(?<!ky )(?<!quy )(?<!dao )luat(?! (?:su|gia)(?![a-z]))",
        "dien": r"dien(?= (?:khan |mat |hoa toc )?so )",
    }
    alternatives = [special.get(word, word.replace(" ", " {1,3}")) for word in sorted(folded, key=len, reverse=True)]
    abbreviations = {short: row for row in vocabulary.types() for short in row.abbreviations}
    return (
        re.compile(rf"(?<![a-z0-9])(?:{'|'.join(alternatives)})(?![a-z])"),
        folded,
        re.compile(
            rf"(?<![^\W_])(?:{'|'.join(sorted(abbreviations, key=len, reverse=True))})(?=[ -]{{0,2}}(?:số|[0-9]))"
        ),
        abbreviations,
    )


def find_words(shadow: Shadow, *, typed: bool = False) -> list[Word]:
    """Find the type words and paper words of a shadow, in order.

    `typed` reads small abbreviations without marks too ("qd 2351"), as people type them into a search box.
    """
    pattern, rows, short, abbreviations = _word_patterns()
    words = [
        Word(match.start(), match.end(), rows[re.sub(" +", " ", match[0])]) for match in pattern.finditer(shadow.folded)
    ]
    small = typed or shadow.small
    source = shadow.text.upper() if small and len(shadow.text.upper()) == len(shadow.text) else shadow.text
    abbreviated = [
        Word(m.start(), m.end(), abbreviations[m[0]], True) for m in short.finditer(source.replace("SỐ", "số"))
    ]
    if typed:
        folds = {fold_letters(key): row for key, row in abbreviations.items()}
        known = {word.start for word in abbreviated}
        for match in re.finditer(r"(?<![a-z0-9])[a-z]{2,4}(?=[ -]{0,2}(?:so )?[0-9])", shadow.folded):
            if match[0] in folds and match.start() not in known:
                abbreviated.append(Word(match.start(), match.end(), folds[match[0]], True))
    if abbreviated:
        words = sorted((*words, *abbreviated), key=lambda word: (word.start, -word.end))
    return words


class Scanner:
    """One pass over the numbers of a shadow."""

    def __init__(self, shadow: Shadow, *, typed: bool = False) -> None:
        """Prepare the type words; nothing is searched yet."""
        self.shadow = shadow
        self.typed = typed
        self.words = find_words(shadow, typed=typed)
        self._starts = [word.start for word in self.words]
        self.mentions: list[Mention] = []

    def numbered(self) -> list[Mention]:
        """Find the mentions in full and the short ones, in order."""
        covered = 0
        for match in _NUMBER.finditer(self.shadow.folded):
            if match.start() < covered:
                continue
            mention = self._full(match, covered) or self._short(match, covered)
            if mention is not None:
                self.mentions.append(mention)
                covered = mention.end
        return self.mentions

    # -- in full

    def _full(self, match: re.Match[str], floor: int) -> Mention | None:
        folded = self.shadow.folded
        start = match.start()
        tail = _TO_SYMBOL.match(folded, match.end())
        if tail is None or not self._begins(start):
            return None
        separator = tail["separator"]
        if not separator and not self.shadow.text[tail.end()].isupper():
            return None
        symbol = read_symbol(self.shadow, tail.end())
        if symbol is None:
            return None
        head = symbol.head
        candidates = _types_of(symbol)
        if (head in paper_heads() and not candidates) or symbol.groups[-1] in {"ST", "PT", "GĐT"}:
            return None
        organ_known = len(symbol.groups) > 1 and issuer_of(symbol.groups[1]) is not None
        if not separator and not (candidates and organ_known):
            return None
        numbered, governors = self._governors(start, floor, full=True)
        word = _choose(governors, candidates)
        if governors and word is None:
            return None  # the number of a licence, a contract, a form
        listed = word is None and self._continues_list(start, floor)
        if word is None and not self._stands_alone(symbol, separator, candidates, numbered=numbered, listed=listed):
            return None
        if word is not None and separator == "-" and symbol.code.__len__() < 2:
            return None
        digits = match[0] + (tail["dot"] or "") + (tail["sub"] or "")
        letter = self.shadow.text[tail.start("letter") : tail.end("letter")] if tail["letter"] else ""
        return Mention(
            start=word.start if word is not None else start,
            end=symbol.end,
            kind="full",
            type=self._type(word, symbol, candidates, listed=listed),
            number=digits + letter,
            year=_year(tail["year"]),
            symbol=symbol,
            listed=listed,
        )

    def _begins(self, start: int) -> bool:
        """Tell whether a number may begin here: not inside a word, save "số123"."""
        folded = self.shadow.folded
        before = folded[start - 1 : start]
        if not before.isalnum():
            return True
        return folded[start - 2 : start] == "so" and not folded[start - 3 : start - 2].isalpha()

    def _stands_alone(
        self, symbol: Symbol, separator: str, candidates: tuple[InstrumentType, ...], *, numbered: bool, listed: bool
    ) -> bool:
        """Tell whether number and symbol are enough where no type word governs them."""
        several = len(symbol.groups) > 1
        if candidates:
            if symbol.small and not (numbered or listed):
                return several and is_known(symbol.groups[1])
            if separator == "-":
                return several and is_known(symbol.groups[1])
            return several or numbered or listed or split_head(symbol.groups[0]) is not None
        organ = issuer_of(symbol.groups[0])
        if organ is None or separator == "-":
            return False
        return several or numbered or listed

    def _type(
        self, word: Word | None, symbol: Symbol, candidates: tuple[InstrumentType, ...], *, listed: bool
    ) -> InstrumentType:
        """Decide the type: an unambiguous head, else the type word, else the item before in the list."""
        inherited = self.mentions[-1].type if listed and self.mentions else None
        for row in (word.type if word is not None else None, inherited):
            if row is not None and (not candidates or row in candidates):
                return row
        if candidates:
            return candidates[0]
        return type_named(_ALONE.get(symbol.head.rstrip("0123456789"), "Công văn"))

    # -- short

    def _short(self, match: re.Match[str], floor: int) -> Mention | None:
        folded = self.shadow.folded
        start = match.start()
        tail = _SHORT_TAIL.match(folded, match.end())
        if tail is None or not self._begins(start):
            return None
        year = int(tail["year"]) if tail["year"] else None
        letter = self.shadow.text[tail.start("letter") : tail.end("letter")] if tail["letter"] else ""
        word: Word | None
        listed = False
        if self.mentions and _BARE_JOINT.fullmatch(folded[self.mentions[-1].end : start]):
            last = self.mentions[-1]
            if last.kind == "standard" or not _reads_on(self.shadow, tail.end(), strict=year is None):
                return None
            return Mention(start, tail.end(), "short", last.type, match[0] + letter, year, listed=True)
        numbered, governors = self._governors(start, floor, full=False)
        word = governors[0] if governors else None
        if word is None or word.type is None:
            return None
        row = word.type
        if row.short == "never" or not self._may_be_short(
            word, match[0] + letter, numbered=numbered, year=year, end=tail.end()
        ):
            return None
        if self._is_foreign(word.start, tail.end()):
            return None
        return Mention(word.start, tail.end(), "short", row, match[0] + letter, year, listed=listed)

    def _may_be_short(self, word: Word, number: str, *, numbered: bool, year: int | None, end: int) -> bool:
        folded = self.shadow.folded
        row = word.type
        assert row is not None
        if row.name in _LAWS:
            return year is not None and numbered
        if numbered:
            return not _counts(self.shadow, end) and folded[word.start : word.end] != "dien"
        if row.short != "bare" and not (self.typed and word.abbreviated):
            return False
        if word.abbreviated and row.name in {"Thông tư", "Chỉ thị", "Kết luận"} and not self.typed:
            return year is not None or folded[end : end + 5] == " cua "
        if year is not None:
            return True
        if row.name in {"Nghị quyết", "Thông tư", "Chỉ thị"} and number[:2] in {"19", "20"} and len(number) == 4:
            return False
        if (
            row.name == "Nghị quyết"
            and folded[end : end + 6] == " khoa "
            and not number.startswith("0")
            and int(re.sub(r"\D", "", number)) <= 12
        ):
            return False
        return _reads_on(self.shadow, end, strict=row.name in {"Quyết định", "Kết luận"})

    def _is_foreign(self, start: int, end: int) -> bool:
        """Tell whether a short mention is of the United Nations or another state."""
        folded = self.shadow.folded
        before = re.split(r"[.;!?]", folded[max(0, start - 90) : start])[-1]
        after = re.split(r"[.;!?]", folded[end : end + 70])[0]
        return _FOREIGN.search(before) is not None or _FOREIGN.search(after) is not None

    # -- what stands before a number

    def _governors(self, start: int, floor: int, *, full: bool) -> tuple[bool, list[Word]]:
        """Give whether "số" stands before the number, and the words that may govern it, the nearest first."""
        folded = self.shadow.folded
        edge, numbered = start, False
        for _ in range(2):
            back = edge
            while back > max(floor, edge - 4) and folded[back - 1] in " :.":
                back -= 1
            if folded.startswith("so", max(0, back - 2)) and back >= 2 and not folded[back - 3 : back - 2].isalnum():
                edge, numbered = back - 2, True
        found: list[Word] = []
        index = bisect_right(self._starts, edge) - 1
        while index >= 0 and len(found) < 3:
            word = self.words[index]
            index -= 1
            if word.start < floor or edge - word.end > _GAP:
                break
            if word.end > edge:
                continue
            if not _bridges(folded[word.end : edge], word, numbered=numbered, full=full):
                break
            found.append(word)
        return numbered, found

    def _continues_list(self, start: int, floor: int) -> bool:
        if not self.mentions or start - floor > 220:
            return False
        gap = self.shadow.folded[floor:start]
        return _LIST_JOINT.search(gap[-16:]) is not None and ". " not in gap and "\n" not in gap


_ALONE = {"qh": "Luật", "ubtvqh": "Nghị quyết", "cp": "Nghị định", "ttg": "Quyết định", "hdbt": "Nghị định"}
_FOREIGN = re.compile(
    r"(?<![a-z])(?:hoi dong bao an|hdba|lien hop quoc|lien hiep quoc|lhq|unsc|ha vien|thuong vien|nghi vien|tong thong|duma|dai hoi dong lhq|unesco|tru gia)(?![a-z])"
)
#: Nouns that are counted ("quyết định 3 nội dung") and measures; compared with their marks, since "vẫn" is not "vạn".
_COUNTED = frozenset(
    "năm tháng tuần giờ phút giây người tỷ tỉ triệu nghìn ngàn vạn đồng nội điểm điều khoản mục chương phần loại nhóm lần cấp ngành địa huyện xã "
    "quận phường đối dự đề hợp cuộc bài bước giải tiêu chuyên trường học sinh viên cán suất đơn vị doanh ca vụ gia hộ cây con chiếc trạm mét km ha m "
    "kg tấn lít usd vnd euro phiếu môn ông bà anh chị em nước quốc khu cửa ngôi nhà hạng lĩnh vấn trong/tổng thùng cá thí suất phương chỗ lô gói "
    "mẫu đoàn đội tổ tàu xe máy chuyến hành thành/viên bệnh nạn bị bộ/luật luật nghị thông/tư tỉnh kỳ cảnh cơ kết giống hồ".split()
) - {"bị", "cơ", "kết", "trong/tổng", "thành/viên", "bộ/luật", "thông/tư", "hành", "phương", "hồ"}
_COUNTED_PLAIN = frozenset(fold_letters(word) for word in ("năm", "tháng", "người", "tỷ", "triệu", "nghìn", "đồng", "nội", "điểm", "điều", "khoản"))
_FOLLOWS = frozenset(
    "cua ngay ve nam do quy ban huong phe cho da co va la thi de duoc voi tai theo neu tren nay nhung nen con cung se khi trong sua thay bo "
    "hoac hay ra doi thuc vua moi chua khong phai chinh tuc thuoc nham dang ma cac gom bao tu den vao yeu bang lai rat van chi vi huy nhu "
    "truoc sau hien cong xu boi ke giao dieu trien ap lien neu mo nhan".split()
)


def _counts(shadow: Shadow, end: int) -> bool:
    """Tell whether a noun follows that the number counts: "3 nội dung", not "năm 2016" or "ngày 7/2"."""
    following = _NEXT_WORD.match(shadow.text, end)
    if following is None or _NEXT_DATE.match(shadow.folded, end):
        return False
    word = following[1].lower()
    return word in (_COUNTED_PLAIN if word.isascii() else _COUNTED) or word in ("km", "ha", "kg", "usd", "m")


_NEXT_WORD = re.compile(r" {0,2}([^\W\d_]+)")
_NEXT_DATE = re.compile(r" {1,2}(?:nam {1,2}[12][0-9]{3}|ngay {0,2}[0-9])")


def _reads_on(shadow: Shadow, end: int, *, strict: bool) -> bool:
    """Tell whether the text after a bare number goes on as it does after a reference, not after a count.

    `strict` wants a word that is known to follow references; otherwise any but a counted noun will do.
    """
    following = _NEXT_WORD.match(shadow.folded, end)
    if following is None or _NEXT_DATE.match(shadow.folded, end):
        return True
    if _counts(shadow, end):
        return False
    if strict:
        return following[1] != "nam" and (following[1] in _FOLLOWS or shadow.text[following.start(1)].isupper())
    return True


def _bridges(gap: str, word: Word, *, numbered: bool, full: bool) -> bool:
    """Tell whether a type word governs the number at the other side of the gap (folded, without "số")."""
    inner = gap.strip()
    if not inner or inner == "-" or re.fullmatch(r"\([a-z0-9 &-]{1,16}\)", inner):
        return True
    if word.abbreviated or len(gap) > _GAP:
        return False
    law = word.type is not None and word.type.name in _LAWS
    if not numbered and not (full and (law or re.fullmatch(_SHORT_GAP, inner))):
        return False
    if not full and word.type is not None:
        return _SHORT_GAP.fullmatch(inner) is not None
    if _GAP_STOPS.search(inner) or _GAP_BREAKERS.search(inner):
        return False
    return inner.count(" ") < (_LAW_WORDS if law else _GAP_WORDS)


def _choose(governors: list[Word], candidates: tuple[InstrumentType, ...]) -> Word | None:
    """Choose the governing word: the nearest that agrees with the head, else the nearest; None for a paper."""
    for word in governors:
        if word.type is not None and word.type in candidates:
            return word
    return governors[0] if governors and governors[0].type is not None else None


def _types_of(symbol: Symbol) -> tuple[InstrumentType, ...]:
    found = heads().get(symbol.head)
    if found is None:
        parted = split_head(symbol.groups[0])
        found = heads().get(fold_letters(parted[0])) if parted is not None else None
    if found is None and len(symbol.groups) == 2 and symbol.head == "lb":
        found = heads().get("ttlt") if fold_letters(symbol.groups[1]) == "tt" else None
    return found or ()


@cache
def _types_by_name() -> dict[str, InstrumentType]:
    return {row.name: row for row in vocabulary.types()}


def type_named(name: str) -> InstrumentType:
    return _types_by_name()[name]


def _year(printed: str | None) -> int | None:
    """Read the year of a number, split digits joined; two digits are of this century up to 40."""
    if not printed:
        return None
    digits = printed.replace(" ", "")
    if len(digits) == 2:
        return int(digits) + (2000 if int(digits) <= 40 else 1900)
    return int(digits)
