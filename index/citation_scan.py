"""Finding the numbered mentions of a shadow: where each begins and ends, its type, number and symbol.

Everything hangs on numbers. A number with a symbol after it is a mention in full; a number with a type word before
it and no symbol is a short one. What stands between type word and number belongs to the mention. Dates, organs and
keys come later.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator
from functools import cache

from index import vocabulary
from index.citation_follow import NEVER_COUNTED, counts, issued_or_dated, reads_on
from index.citation_governors import Governors
from index.citation_law_names import LAW_TYPES, law_years, plain_name
from index.citation_mention import Mention, type_named
from index.citation_shadow import Shadow, fold_letters
from index.citation_symbols import Symbol, heads, is_known, issuer_of, paper_heads, read_symbol, split_head
from index.citation_words import Word, any_of, find_words
from index.vocabulary import InstrumentType

_NUMBER = re.compile(r"(?<![0-9])[0-9]{1,6}(?![0-9])")
#: From the end of the digits to the first letter of the symbol: "30|a/2008/", "66|.16/2026/", "14|-17/", "40| - ",
#: "59| 2018 " in titles that lost their separators.
_TO_SYMBOL = re.compile(
    r"(?P<dot>\.[0-9]{1,3})?(?P<letter>[a-z](?![a-z0-9])| [a-z](?= ?/))?(?P<sub>-[0-9]{1,3}(?=/))?"
    r"(?: ?[/-] ?(?P<year>[12][0-9]{3,4}|[0-9]{2}|[12] ?[09] ?[0-9] ?[0-9])(?![0-9])"
    r"| (?P<apart>(?:19|20)[0-9]{2})(?= [a-z]))?"
    r" ?(?P<separator>[/-]{1,2}|) ?(?=[a-z]|0h[1i][0-9i])"
)
#: From the end of the digits to the end of a short mention: "30|a", "19|-2017", "29|/2013", "38| năm 2012".
_SHORT_TAIL = re.compile(
    r"(?P<letter>[a-e](?![a-z0-9]))?(?:(?: ?[/-] ?| nam )(?P<year>(?:19|20)[0-9]{2}|2 0[0-9]{2})(?![0-9]))?"
    r"(?![0-9])(?! ?[/-] ?[0-9])(?![.,][0-9])(?! ?%)"
)
_YEAR_ALONE = re.compile(r"(?:19|20)[0-9]{2}(?![0-9])")
#: What ends the gap between an item of a list and the one before it.
_LIST_JOINT = re.compile(r"(?:[,;]|(?<![a-z])(?:va|hoac|cung|den))[ \n]?(?:(?:cac|so) ?:? ?){0,2}$")
_BARE_JOINT = re.compile(r" ?(?:,|;|,? (?:va|hoac) ) ?(?:so )?")
#: "Luật sửa đổi, bổ sung một số điều của [Luật A và]" before the name of another law; how far back it is looked for, in
#: characters.
_AMENDING = re.compile(
    r"(?<![a-z])(?:bo luat|luat|phap lenh) (?:sua doi(?:,? bo sung)?|bo sung,? sua doi) "
    r"(?:(?:mot so|cac) dieu cua )?(?:cac )?(?:(?:bo luat|luat|phap lenh) [a-z ,]{3,160}(?:,|(?<![a-z])va) )?$"
)
_AMENDING_REACH = 220
_PLURAL = re.compile(r"(?<![a-z])(?:cac|nhung|nhieu) $")
_CLAUSE_END = re.compile(r"[.;!?]")
#: How far before and after a mention a word that makes it foreign is looked for, in characters.
_FOREIGN_BEFORE, _FOREIGN_AFTER = 90, 70
#: Last groups of judgments, licences and certificates.
_PAPER_TAILS = frozenset({"st", "pt", "gdt", "gp", "gcn", "ggt", "xnqc", "gpmt", "gpxd"})
#: The types of symbols that name an organ only, where no word tells the type.
_ALONE = {"qh": "Luật", "ubtvqh": "Nghị quyết", "cp": "Nghị định", "ttg": "Quyết định", "hdbt": "Nghị định"}
#: The types that symbols of an assembly may stand for; "quy định chi tiết … của Luật Giá số 16/2023/QH15".
_OF_ASSEMBLY = frozenset({"hienphap", "luat", "nq", "nqlt", "pl", "l", "cv"})
#: Types that go before "hướng dẫn" as what guides.
_GUIDING = frozenset((code, "hd") for code in ("tt", "ttlt", "nd", "cv", "qd", "nq"))
#: A plenum is no number: "Nghị quyết 4 khóa XII". The Central Committee holds no more of them in a term.
_LAST_PLENUM = 16


class Scanner:
    """One pass over the numbers of a shadow."""

    def __init__(self, shadow: Shadow, *, typed: bool = False) -> None:
        """Find the type words; `typed` reads the shadow as a query (see `find_words`)."""
        self.words = find_words(shadow, typed=typed)
        self._shadow = shadow
        self._typed = typed
        self._governors = Governors(shadow, self.words)
        self._mentions: list[Mention] = []
        self._foreign: set[tuple[str, str]] = set()
        self._foreign_words = list(_foreign_spans(shadow))

    def numbered(self) -> list[Mention]:
        """Find the mentions in full and the short ones, in order."""
        covered = 0
        for match in _NUMBER.finditer(self._shadow.folded):
            if match.start() < covered or not self._begins(match.start()):
                continue
            mention = self._full(match, covered) or self._short(match, covered)
            if mention is not None:
                self._mentions.append(mention)
                covered = mention.end
        # What a text once calls a resolution of the United Nations, it means everywhere.
        return [each for each in self._mentions if each.kind == "full" or _identity(each) not in self._foreign]

    def _begins(self, start: int) -> bool:
        """Tell whether a number may begin here: not inside a date, an address or a word, save "số123"."""
        folded = self._shadow.folded
        before, second = folded[max(0, start - 1) : start], folded[max(0, start - 2) : start - 1]
        if before.isalnum():
            return second + before == "so" and not folded[max(0, start - 3) : start - 2].isalpha()
        if before == "-":
            # "nghi-dinh-26-2023-nd-cp" is part of an address.
            return not second.isdigit() and not self._shadow.text[max(0, start - 2) : start - 1].islower()
        if before == "/" or folded[max(0, start - 2) : start] == "/ ":
            # In a form the number is left open: "Nghị định số …/2024/NĐ-CP".
            return not second.isdigit() and _YEAR_ALONE.match(folded, start) is None
        return before != "." or not second.isdigit()

    def _full(self, match: re.Match[str], floor: int) -> Mention | None:
        """Read a number with a symbol; None where there is no symbol, or one of a paper that is no instrument."""
        text, start = self._shadow.text, match.start()
        tail = _TO_SYMBOL.match(self._shadow.folded, match.end())
        if tail is None or not (tail["separator"] or self._shadow.small or text[tail.end()].isupper()):
            return None
        symbol = read_symbol(self._shadow, tail.end())
        if symbol is None:
            return None
        candidates = _types_of(symbol)
        if not candidates and _is_paper(symbol):
            return None
        numbered, governors = self._governors.before(start, floor, full=True)
        word = _choose(governors, candidates, symbol)
        listed = word is None and self._continues_list(start, floor)
        if word is None:
            # A paper that governs ("Giấy phép số …") rules the mention out.
            if (governors and governors[0].type is None) or not _stands_alone(
                symbol, tail["separator"], candidates, led=numbered or listed
            ):
                return None
        elif tail["separator"] == "-" and not candidates and not _follows_dash(symbol, word, numbered=numbered):
            return None  # the number of a boat: "KH 94428-TS"
        if not tail["separator"] and _YEAR_ALONE.fullmatch(match[0]):
            return None
        if not tail["separator"] and not _may_do_without_separator(symbol, word, candidates):
            return None
        letter = text[tail.start("letter") : tail.end("letter")].strip() if tail["letter"] else ""
        return Mention(
            start=start if word is None else self._law_start(word, start, _year(tail["year"] or tail["apart"])),
            end=symbol.end,
            kind="full",
            type=self._type(word, symbol, candidates, listed=listed),
            number=match[0] + (tail["dot"] or "") + (tail["sub"] or "") + letter,
            year=_year(tail["year"] or tail["apart"]),
            symbol=symbol,
            listed=listed,
        )

    def _law_start(self, word: Word, number: int, year: int | None) -> int:
        """Give where a mention begins whose word is at hand: for a law that amends another, with "Luật sửa đổi …".

        In "Luật sửa đổi, bổ sung một số điều của Luật Giá số 44/2024/QH15" the number is that of the amending law
        where the other one has no version of that year.
        """
        if word.type is None or word.type.name not in LAW_TYPES:
            return word.start
        folded = self._shadow.folded
        outer = _AMENDING.search(folded, max(0, word.start - _AMENDING_REACH), word.start)
        name = plain_name(folded[word.end : number].rstrip(" :").removesuffix(" so"))
        if outer is None or year is None or year in law_years().get(name, (year,)):
            return word.start
        return outer.start()

    def _type(
        self, word: Word | None, symbol: Symbol, candidates: tuple[InstrumentType, ...], *, listed: bool
    ) -> InstrumentType:
        """Decide the type: an unambiguous head, else the type word, else the item before in the list."""
        own = word.type if word is not None else None
        if own is not None and symbol.head == "ct" and _names_no_organ(symbol):
            return own  # CT is also the tax department ("8079/CT-TTHT") and the old chairman ("140/CT")
        inherited = self._mentions[-1].type if listed and self._mentions else None
        for row in (own, inherited):
            if row is not None and (not candidates or row in candidates):
                return row
        if candidates:
            return candidates[0]
        return type_named(_ALONE.get(symbol.head.rstrip("0123456789"), "Công văn"))

    def _short(self, match: re.Match[str], floor: int) -> Mention | None:
        """Read a number without a symbol; None where no type word makes it a reference."""
        folded, start = self._shadow.folded, match.start()
        tail = _SHORT_TAIL.match(folded, match.end())
        if tail is None or self._bears_paper(match.end()):
            return None
        end, year = tail.end(), _year(tail["year"])
        number = match[0] + (self._shadow.text[tail.start("letter") : tail.end("letter")] if tail["letter"] else "")
        last = self._mentions[-1] if self._mentions else None
        joint = _BARE_JOINT.fullmatch(folded, last.end, start) if last is not None and start - last.end <= 12 else None
        if last is not None and joint is not None:
            # "…/NĐ-CP; 3. Sau khi …" begins another point.
            if year is None and (joint[0].strip() == ";" or not reads_on(self._shadow, end, strict=True)):
                return None
            return Mention(start, end, "short", last.type, number, year, listed=True)
        numbered, governors = self._governors.before(start, floor, full=False)
        word = _outer(governors)
        if word is None or word.type is None or word.type.short == "never":
            return None
        if numbered:
            # "Điện số 42" is a house in a street of that name as often as a telegram.
            if counts(self._shadow, end) or folded[word.start : word.end] == "dien":
                return None
        elif not self._may_be_bare(word, word.type, number, year=year, end=end):
            return None
        mention = Mention(word.start, end, "short", word.type, number, year)
        if self._is_foreign(mention):
            self._foreign.add(_identity(mention))
            return None
        mention.series = _PLURAL.search(folded, max(0, word.start - 8), word.start) is not None
        return mention

    def _bears_paper(self, end: int) -> bool:
        """Tell whether the symbol of a paper follows the digits: "Văn bản số 31/GP-BTNMT" is a licence."""
        tail = _TO_SYMBOL.match(self._shadow.folded, end)
        if tail is None or not tail["separator"]:
            return False
        symbol = read_symbol(self._shadow, tail.end())
        return symbol is not None and not _types_of(symbol) and _is_paper(symbol)

    def _may_be_bare(self, word: Word, row: InstrumentType, number: str, *, year: int | None, end: int) -> bool:
        """Tell whether a number right after its type word, without "số", is a reference: "Nghị định 67"."""
        if row.short != "bare" and not (self._typed and word.abbreviated):
            return self._may_be_bare_letter(word, row, number, end=end)
        following = self._shadow.folded[end : end + 6]
        if self._shadow.breaks_line(word.end, end) and (
            following[:1] == "." or self._shadow.breaks_line(end, min(end + 2, len(self._shadow.text)))
        ):
            return False  # the number of the next line, in a table or a list
        if word.abbreviated and row.name in {"Thông tư", "Chỉ thị", "Kết luận"} and not self._typed:
            return year is not None or following.startswith(" cua ")
        if year is not None:
            return True
        if row.name in {"Nghị quyết", "Thông tư", "Chỉ thị"} and re.fullmatch("(?:19|20)[0-9]{2}", number):
            return False
        if row.name == "Nghị quyết" and following == " khoa " and number.isdigit() and number[0] != "0":
            return int(number) > _LAST_PLENUM
        return reads_on(self._shadow, end, strict=row.name in {"Quyết định", "Kết luận"})

    def _may_be_bare_letter(self, word: Word, row: InstrumentType, number: str, *, end: int) -> bool:
        """Tell the same for a type that seldom goes by its number alone: "Thông báo 1483 của Thanh tra Chính phủ".

        It does before its organ or date, after a mention of the same number, and where its word is never counted.
        """
        folded = self._shadow.folded
        if folded[word.start : word.end] in NEVER_COUNTED:
            return reads_on(self._shadow, end, strict=not self._typed)
        if row.name in ("Luật", "Bộ luật", "Lệnh", "Sắc lệnh") or _YEAR_ALONE.fullmatch(number):
            return False
        if self._typed:
            return reads_on(self._shadow, end, strict=False)
        if issued_or_dated(self._shadow, end):
            return True
        return any(each.type is row and each.number == number for each in self._mentions)

    def _is_foreign(self, mention: Mention) -> bool:
        """Tell whether a short mention is of the United Nations or another state, by its clause."""
        nearest = bisect_left(self._foreign_words, (mention.start - _FOREIGN_BEFORE, 0))
        for index in range(nearest, len(self._foreign_words)):
            start, end = self._foreign_words[index]
            if start >= mention.end + _FOREIGN_AFTER:
                return False
            first, last = min(end, mention.start), max(start, mention.end)
            if end <= mention.end + _FOREIGN_AFTER and not (
                _CLAUSE_END.search(self._shadow.folded, first, mention.start)
                or _CLAUSE_END.search(self._shadow.folded, mention.end, last)
            ):
                return True
        return False

    def _continues_list(self, start: int, floor: int) -> bool:
        """Tell whether the number continues the list that the mention before it is in."""
        if not self._mentions or start - floor > 220:
            return False
        gap = self._shadow.folded[floor:start]
        return _LIST_JOINT.search(gap[-16:]) is not None and ". " not in gap and "\n" not in gap


@cache
def _foreign_words() -> tuple[re.Pattern[str], frozenset[str]]:
    words = vocabulary.words("foreign")
    return any_of("foreign"), frozenset(word.lower() for word in words)


def _foreign_spans(shadow: Shadow) -> Iterator[tuple[int, int]]:
    """Find the words of other states; with their marks, if any: "Nha Trang" is no "Nhà Trắng"."""
    pattern, printed = _foreign_words()
    unmarked = shadow.text.isascii()
    for match in pattern.finditer(shadow.folded):
        if unmarked or shadow.text[match.start() : match.end()].lower() in printed:
            yield match.span()


def _is_paper(symbol: Symbol) -> bool:
    return symbol.head in paper_heads() or fold_letters(symbol.groups[-1]) in _PAPER_TAILS


def _identity(mention: Mention) -> tuple[str, str]:
    return mention.type.code, mention.number


def _choose(governors: list[Word], candidates: tuple[InstrumentType, ...], symbol: Symbol) -> Word | None:
    """Choose the governing word: the nearest that agrees with the head, else the nearest; None for a paper."""
    for word in governors:
        if word.type is not None and word.type in candidates:
            return word
    if symbol.head.rstrip("0123456789") in ("qh", "ubtvqh"):
        return next((word for word in governors if word.type is not None and word.type.code in _OF_ASSEMBLY), None)
    return governors[0] if governors and governors[0].type is not None else None


def _outer(governors: list[Word]) -> Word | None:
    """Take the nearest word, or the one right before it that it goes with: "Thông tư hướng dẫn số 12"."""
    if len(governors) > 1 and governors[1].end + 1 == governors[0].start:
        outer, inner = governors[1].type, governors[0].type
        if outer is not None and inner is not None and (outer.code, inner.code) in _GUIDING:
            return governors[1]
    return governors[0] if governors else None


def _stands_alone(symbol: Symbol, separator: str, candidates: tuple[InstrumentType, ...], *, led: bool) -> bool:
    """Tell whether number and symbol are enough where no type word governs; `led`: after "số" or in a list."""
    several = len(symbol.groups) > 1
    if candidates:
        if separator == "-" or (symbol.small and not led):
            return several and is_known(symbol.groups[1])
        return several or led or split_head(symbol.groups[0]) is not None
    if separator == "-":
        return led and not several and issuer_of(symbol.groups[0]) is not None
    if issuer_of(symbol.groups[0]) is None:
        # "4413/VX-UBND": the unit before its organ.
        return several and not symbol.small and issuer_of(symbol.groups[-1]) is not None
    return several or led


def _may_do_without_separator(symbol: Symbol, word: Word | None, candidates: tuple[InstrumentType, ...]) -> bool:
    """Tell whether a symbol may follow its number after a blank: "84 QĐ/TWĐTN", "Công văn 7686 BTC-CS"."""
    if len(symbol.groups) < 2:
        return False
    if not candidates:
        return word is not None and issuer_of(symbol.groups[0]) is not None
    return issuer_of(symbol.groups[1]) is not None or (word is not None and word.type in candidates)


def _follows_dash(symbol: Symbol, word: Word, *, numbered: bool) -> bool:
    """Tell whether a symbol without a head may follow a dash: "Nghị định 61-CP", "công văn số 14-HNV"."""
    return issuer_of(symbol.groups[0]) is not None or (numbered and not word.abbreviated)


def _names_no_organ(symbol: Symbol) -> bool:
    return len(symbol.groups) == 1 or issuer_of(symbol.groups[1]) is None


def _types_of(symbol: Symbol) -> tuple[InstrumentType, ...]:
    """Give the types that the head of a symbol may stand for; none where the symbol has no head."""
    if symbol.head in heads():
        return heads()[symbol.head]
    parted = split_head(symbol.groups[0])
    return heads()[fold_letters(parted[0])] if parted is not None else ()


def _year(printed: str | None) -> int | None:
    """Read the year of a number, split digits joined; two digits are of this century up to 40, five a misprint."""
    if not printed:
        return None
    digits = printed.replace(" ", "")
    if len(digits) == 2:
        return int(digits) + (2000 if int(digits) <= 40 else 1900)
    return int(digits) if len(digits) == 4 else None
