"""Reading the name of an organ off a text: "của UBND tỉnh Gia Lai", "Thủ tướng vừa ký …"."""

from __future__ import annotations

import re
from functools import cache

from index import vocabulary
from index.citation_persons import without_person
from index.citation_shadow import Shadow, fold_letters
from index.citation_words import any_of, any_of_marked, organ_inner

_OF = re.compile(
    r"(?: ?\((?:khoan|diem|dieu) [^()\n]{1,40}\))? ?[,;(]? ?(?:\) ?)?(?:cua|do) (?:(?:cac|dong chi|ong|ba) )?"
)
#: Small words that belong to a name only before certain others.
_PAIRED = {
    "thành": ("phố", "ủy", "uỷ", "viên"),
    "giao": ("thông",),
    "công": (
        *("an", "nghiệp", "nghệ", "thương", "chức", "đoàn", "ty", "binh", "chính", "sản", "tác", "vụ", "trình"),
        *("chứng", "lập", "cộng"),
    ),
    "bảo": ("hiểm", "vệ", "tồn"),
    "bầu": ("cử",),
    "điều": ("tra",),
    "hình": ("sự",),
    "chấp": ("hành",),
    "cộng": ("sản",),
    "thứ": ("nhất", "hai", "ba", "tư", "năm", "sáu", "bảy", "tám", "chín", "mười", "trưởng"),
}
#: Small words that belong to a name only after a certain other: "Ban Chấp hành", "Cảng vụ hàng không". "Ban chỉ đạo" is
#: a name, but "của Bộ Y tế chỉ đạo các địa phương" is not.
_AFTER: dict[str, str | tuple[str, ...]] = {
    "hành": ("chap ", "thi "),
    "sự": ("dan ", "quan ", "hinh "),
    "cử": "bau ",
    "không": "hang ",
    "chỉ": "ban ",
    "đạo": "ban chi ",
    "gia": "quoc ",
    "toàn": "an ",
    "ty": "cong ",
}
#: The number of a term or a plenum: "khóa IX", "Hội nghị lần thứ 8".
_ORDINAL = re.compile(r"(?:khoa |thu )[ivx0-9]{1,5}(?![a-z0-9])")
#: "Hội nghị Trung ương 6 khóa XII".
_PLENUM = re.compile(r"[0-9]{1,2}(?= khoa )")
#: "Bộ Chính trị (khóa X)".
_TERM = re.compile(r" ?\(khoa [ivx0-9]{1,5}\)")
_LINKS = frozenset({"va", "-", "&"})
_TOKEN = re.compile(r" ?(?P<comma>,?) ?(?P<word>[^\s,;:()“”\"'‘’\[\]!?/]+)")
#: What goes on with an organ after a comma: "Bộ Văn hóa, Thể thao và Du lịch", "UBND huyện Thọ Xuân, tỉnh Thanh Hóa".
_COMPOUND = re.compile(r"(?:tinh|thanh pho|tp|huyen|quan|thi xa|the thao|thuong binh|vien thong|cong nghe)(?![a-z])")
_JOINT = re.compile(r"(?:bo|vien|toa an|ngan hang|uy ban|thanh tra|tong lien doan|trung uong|ban)(?![a-z])")
#: A title that begins with a capital: "của Bộ VHTTDL Quy định về …".
_REGULATION = re.compile(r"(?:ve|quy dinh|quy che|huong dan|ban hanh)(?![a-z])")
#: "theo chỉ đạo của UBND tỉnh tại văn bản số …", "UBND tỉnh phê duyệt quy hoạch tại Quyết định số …".
_AT = re.compile(
    r"(?: (?:(?:da|vua|moi) )?(?:phe duyet|chap thuan|thong nhat|dong y|cho phep|thong qua|chi dao|quy dinh|yeu cau"
    r"|ban hanh|cong nhan|huong dan)(?: [^ ]+){0,14}? (?:tai|theo)| tai) (?:cac )?"
)
#: How a reference goes on that tells its organ later: "Thông tư số … vừa được Bộ Tài chính ban hành".
_PASSIVE = re.compile(r" ?,? ?(?:(?:da|vua|moi|vua moi|da duoc) )?duoc ")
_ISSUED_BY = re.compile(r" (?:ban hanh|ky|phe duyet|thong qua|cong bo)(?![a-z])")
#: First syllables of words whose second looks like an organ: "dịch vụ", "cán bộ", "cơ sở", "xã hội", "nhân viên".
_ENDS_IN_OPENER = re.compile(
    r"(?<![a-z])(?:dich|nhiem|nghiep|phuc|toan|can|noi|dong|van|tru|co|xa|nhan|sinh|giao|thanh|hoc) $"
)
_CLAUSE_END = re.compile(r"[;:!?\n]|\.(?= )")
#: Before a full stop that ends no sentence: "TP. Vinh", "UBND Q. Tân Phú", but "bà Q. Sau đó".
_RANK_END = re.compile(r"(?<![a-z0-9])(?:tp|tx|(?:ubnd|hdnd|nhan dan|cong an|quan su|uy|dang bo) [qhp])$")
#: The longest name read, in words; how far before a reference its subject is looked for, in characters.
_MAX_TOKENS, _REACH_BACK = 26, 180


@cache
def _opener() -> re.Pattern[str]:
    return any_of("organ-opener")


@cache
def _title() -> re.Pattern[str]:
    return any_of("organ-title")


@cache
def _small_organ() -> re.Pattern[str]:
    return any_of("organ-small")


@cache
def _never() -> re.Pattern[str]:
    return any_of_marked("organ-never")


@cache
def _issuing() -> re.Pattern[str]:
    words = "|".join(fold_letters(word) for word in vocabulary.words("issuing"))
    return re.compile(rf" (?:(?:{words}) ){{1,9}}")


@cache
def _issuing_verb() -> re.Pattern[str]:
    return any_of("issuing-verb")


def organ_after(shadow: Shadow, position: int, limit: int, *, joint: bool = False) -> tuple[str, int] | None:
    """Read "của" or "do" and an organ from the offset on; give its words and where they end, or None.

    `joint` reads on over commas, for instruments of several organs.
    """
    match = _OF.match(shadow.folded, position, limit)
    if match is None:
        return None
    start = match.end()
    if _opener().match(shadow.folded, start, limit) is None and not shadow.text[start : start + 1].isupper():
        return None
    end = read_organ(shadow, start, limit, joint=joint)
    return None if end is None else (_printed(shadow, start, end), end)


def organ_later(shadow: Shadow, position: int, limit: int) -> str | None:
    """Read the organ of a passive clause right behind a reference: "… vừa được Bộ Tài chính ban hành"."""
    match = _PASSIVE.match(shadow.folded, position, limit)
    if match is None or _opener().match(shadow.folded, match.end(), limit) is None:
        return None
    end = read_organ(shadow, match.end(), limit)
    if end is None or _ISSUED_BY.match(shadow.folded, end, limit) is None:
        return None
    return _printed(shadow, match.end(), end)


def _printed(shadow: Shadow, start: int, end: int) -> str:
    """Give the words of an organ, without the name of the person who holds the office."""
    return without_person(" ".join(shadow.text[start:end].split()))


#: Short ranks and titles, whose full stop ends no sentence.
_SHORT_RANKS = frozenset({"tp.", "tx.", "q.", "p.", "t."})


def ends_in_rank(folded: str, position: int) -> bool:
    """Tell whether a short rank stands before a full stop at the offset, so that no sentence ends: "TP. Vinh"."""
    return _RANK_END.search(folded, max(0, position - 12), position) is not None


def clause_start(folded: str, position: int, floor: int) -> int:
    """Give where the clause before the offset begins, at `floor` or later."""
    for stop in _CLAUSE_END.finditer(folded, floor, position):
        # "TP. Hồ Chí Minh" is no end of a sentence.
        if stop[0] != "." or not ends_in_rank(folded, stop.start()):
            floor = stop.end()
    return floor


def organ_before(shadow: Shadow, position: int, floor: int) -> str | None:
    """Find the subject of the issuing verb before a reference: "Thủ tướng vừa ký …", "chỉ đạo của UBND tỉnh tại …"."""
    folded = shadow.folded
    covered = clause_start(folded, position, max(floor, position - _REACH_BACK))
    found = None
    for opener in _opener().finditer(folded, covered, position):
        if opener.start() < covered or (
            shadow.text[opener.start()].islower()
            and _ENDS_IN_OPENER.search(folded, max(0, opener.start() - 8), opener.start())
        ):
            continue
        end = read_organ(shadow, opener.start(), position)
        if end is None:
            continue
        covered = end
        between = folded[end:position]
        if _AT.fullmatch(between) or (_issuing().fullmatch(between) and _issuing_verb().search(between)):
            found = _printed(shadow, opener.start(), end)
    return found


def read_organ(shadow: Shadow, start: int, limit: int, *, joint: bool = False) -> int | None:
    """Give where the name of an organ that begins at `start` ends; None where there is no name."""
    text, folded = shadow.text, shadow.folded
    position = end = start
    linked = False
    for count in range(_MAX_TOKENS):
        token = _TOKEN.match(text, position, limit)
        if token is None:
            break
        word, begin = token["word"], token.start("word")
        if token["comma"] and count and not _goes_on(folded, begin, joint=joint):
            break
        if folded[begin : token.end()] in _LINKS:
            position, linked = token.end(), True
            continue
        if not _is_part(shadow, begin, word, first=count == 0, linked=linked, joint=joint):
            break
        linked = False
        stopped = word.endswith(".") and not (
            folded[begin : token.end()] in _SHORT_RANKS or ends_in_rank(folded, token.end() - 1)
        )
        end = token.end() - stopped
        position = token.end()
        if stopped:
            break
    if end == start or not (
        _has_capital(text, start, end) or _small_organ().match(folded, start) or _is_small(shadow, start)
    ):
        return None
    term = _TERM.match(folded, end, limit) if "(" in folded[end : end + 2] else None
    return end if term is None else term.end()


def _is_part(shadow: Shadow, begin: int, word: str, *, first: bool, linked: bool, joint: bool) -> bool:
    """Tell whether a word belongs to the name of an organ; `linked`: it stands after "và"; `joint`: of several."""
    folded = shadow.folded
    if first:
        return True
    if linked and _never().match(shadow.text[begin : begin + 12].lower()):
        return False
    if _title().match(folded, begin) and not folded.endswith(("pho ", "hoi dong ", "doan "), 0, begin):
        return linked and joint
    if word[0].isupper() or (word[0] == "-" and word[1:2].isupper()):
        return _REGULATION.match(folded, begin) is None
    plain = word.lower().rstrip(".")
    if word.isdigit() and _PLENUM.match(folded, begin) and folded.endswith("trung uong ", 0, begin):
        return True
    if _ORDINAL.match(folded, begin - len("khoa ")) or _ORDINAL.match(folded, begin - len("thu ")):
        return True
    if plain in _PAIRED:
        following = _TOKEN.match(shadow.text, begin + len(word))
        if following is None:
            return False
        second = following["word"].lower().rstrip(".")
        return second in _PAIRED[plain] or (plain == "thứ" and second.isdigit())
    if plain in _AFTER:
        return folded.endswith(_AFTER[plain], 0, begin)
    if plain == "ban" and folded.startswith("ban hanh", begin):
        return False
    if plain == "năm" and folded[begin + 4 : begin + 5].isdigit():
        return False
    return plain in organ_inner() or _is_place(folded, begin)


def _goes_on(folded: str, position: int, *, joint: bool) -> bool:
    """Tell whether an organ goes on after a comma: "…, Thể thao và Du lịch", "…, tỉnh Thanh Hóa"."""
    return _COMPOUND.match(folded, position) is not None or (joint and _JOINT.match(folded, position) is not None)


def _has_capital(text: str, start: int, end: int) -> bool:
    return any(char.isupper() for char in text[start:end])


def _is_small(shadow: Shadow, start: int) -> bool:
    """Tell whether the text around is written without capitals."""
    return not _has_capital(shadow.text, max(0, start - 60), start + 60)


@cache
def _place_names() -> tuple[re.Pattern[str], int]:
    names = {fold_letters(name) for place in vocabulary.places() for name in (place.name, *place.aliases)}
    pattern = "|".join(re.escape(name) for name in sorted(names, key=len, reverse=True))
    return re.compile(rf"(?<![a-z])(?:{pattern})(?![a-z])"), max(map(len, names))


def _is_place(folded: str, position: int) -> bool:
    """Tell whether the word at the offset is within the name of a province, as in text without capitals."""
    pattern, longest = _place_names()
    start = max(0, position - longest)
    return any(match.end() > position >= match.start() for match in pattern.finditer(folded, start, position + longest))
