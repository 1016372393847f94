"""Reading the name of an organ off a text: "của UBND tỉnh Gia Lai", "Thủ tướng vừa ký …"."""

from __future__ import annotations

import re
from functools import cache

from index import vocabulary
from index.citation_shadow import Shadow, fold_letters

#: Words that open the name of an organ or of its head, folded.
_OPENERS = (
    "thu tuong|pho thu tuong|chinh phu|quoc hoi|uy ban|ubnd|ubtvqh|ubmttq|hdnd|hdbt|hoi dong|bo truong|thu truong|bo|tinh uy|thanh uy|"
    "huyen uy|quan uy|thi uy|dang uy|dang doan|thuong vu|ban thuong vu|ban|so|cuc|tong cuc|chi cuc|vu|van phong|vien|toa an|tand|tandtc|"
    "vks|vksnd|vksndtc|thanh tra|cong an|chu tich|pho chu tich|bi thu|tong bi thu|truong ban|giam doc|tong giam doc|hieu truong|ngan hang|"
    "nhnn|kiem toan|tap doan|tong cong ty|cong ty|truong|dai hoc|hoc vien|lien doan|tong lien doan|hoi|hiep hoi|trung uong|tw|t\\.u|bct|bbt|"
    "nha nuoc|thuong truc|lien bo|lien nganh|hoi nghi|bhxh|bao hiem xa hoi|mat tran|doan|kho bac|quan khu|bo tu lenh|phong|co quan|"
    "tu lenh|thong doc|tong thanh tra|vien truong|chanh an|chanh van phong|tong kiem toan|bch|dang bo|tp|thanh pho|tinh|lanh dao"
)
_OPENER = re.compile(rf"(?<![a-z0-9])(?:{_OPENERS})(?![a-z0-9])")
#: Titles of persons: they begin another organ wherever they stand.
_TITLE = re.compile(r"(?:thu tuong|pho thu tuong|bo truong|thu truong|chu tich nuoc|pho chu tich|chu tich ubnd|chu tich uy ban)(?![a-z])")
#: Organs that are named in small letters too, in a text that has capitals.
_SMALL_TOO = re.compile(
    r"(?:thu tuong|chinh phu|quoc hoi|uy ban (?:nhan dan|thuong vu)|ubnd|hdnd|hoi dong nhan dan|tinh uy|thanh uy|bo truong|chu tich|trung uong|ban bi thu|ban thuong vu|bo chinh tri)(?![a-z])"
)
_OF = re.compile(r" {0,3}[,;]? {0,3}(?:\) {0,2})?(?:cua|do) {1,3}(?:(?:cac|dong chi|ong|ba) {1,3})?")
#: Small words that go on with the name of an organ.
_INNER = frozenset(
    "nhân dân tỉnh phố tp tx quận huyện thị xã phường trấn ủy uỷ ban trung ương tw đảng thường vụ trực tối cao nhà nước chấp bí thư chính trị "
    "khóa khoá khối lần thứ quốc hội đồng phủ phó thủ tướng tư lệnh trưởng sở bộ cục tổng giám đốc chủ tịch kiểm sát tòa toà án công an nghiệp "
    "thương mại tài kế hoạch đầu lao động binh nội văn hóa hoá thể thao du lịch giáo dục đào tạo y tế nông phát triển thôn môi trường xây dựng "
    "thông tin truyền khoa học nghệ việt nam thanh tra ngân hàng thuế hải quan bảo hiểm thẩm phán viên cán liên đoàn mặt trận tổ nghị nhất hai "
    "ba bốn năm sáu bảy tám chín mười cơ phòng ngoại pháp nguyên vận tải đại biểu toán cảnh điều nghiệm xi xii xiii xiv xv".split()
) - {"điều", "thứ", "chấp"}
#: Small words that belong to a name only before certain others.
_PAIRED = {"thành": ("phố", "ủy", "uỷ"), "giao": ("thông",), "hành": (), "chấp": ("hành",), "thứ": ("nhất", "hai", "ba", "tư", "năm", "sáu", "bảy", "tám", "chín", "mười", "trưởng")}
_LINKS = frozenset({"va", "-", "&"})
_TOKEN = re.compile(r" {0,3}(?P<comma>,?) {0,3}(?P<word>[^\s,;:()“”\"'‘’\[\]!?/]+)")
_COMPOUND = re.compile(r"(?:tinh|thanh pho|tp|huyen|quan|thi xa|the thao|thuong binh|vien thong|cong nghe)(?![a-z])")
_JOINT = re.compile(r"(?:bo|vien|toa an|ngan hang|uy ban|thanh tra|tong lien doan|trung uong|ban)(?![a-z])")
_NO_ORGAN = frozenset({"điều", "khoản", "điểm", "chương", "luật", "nghị", "thông", "quyết", "chỉ", "mục", "phụ", "khi", "trong", "theo", "sau", "do"})
#: The words that may stand between an organ and what it issues.
_ISSUING = re.compile(
    r" (?:(?:da|vua|moi|cung|se|tiep|tuc|con|co|chinh|thuc|lai|ra|ky|ban|hanh|thong|qua|cong|bo|phe|duyet|gui|trinh|quyet|quye|dinh|cac|nhung|hai|ba|mot|"
    r"loat|van|them|phat|dua|xay|dung|lien|tiep|khan|dong|thoi) ){1,9}"
)
_VERB = re.compile(r"(?<![a-z])(?:ban hanh|ky|co|ra|thong qua|cong bo|phe duyet|gui|phat hanh|trinh|xay dung|dua ra)(?![a-z])")
_SENTENCE_END = re.compile(r"[;:!?\n]|\.(?= )")
_MAX_TOKENS = 26


def organ_after(shadow: Shadow, position: int, limit: int, *, joint: bool = False) -> tuple[str, int] | None:
    """Read "của" or "do" and an organ from the offset on; give its words and where they end, or None.

    `joint` reads on over commas, for instruments of several organs.
    """
    match = _OF.match(shadow.folded, position, limit)
    if match is None:
        return None
    start = match.end()
    if _OPENER.match(shadow.folded, start, limit) is None and not shadow.text[start : start + 1].isupper():
        return None
    end = read_organ(shadow, start, limit, joint=joint)
    return None if end is None else (" ".join(shadow.text[start:end].split()), end)


def organ_before(shadow: Shadow, position: int, floor: int) -> tuple[str, int] | None:
    """Find the subject of the issuing verb before a reference: "Thủ tướng vừa ký …"; its words and its start."""
    folded = shadow.folded
    floor = max(floor, position - 180)
    for stop in _SENTENCE_END.finditer(folded, floor, position):
        # "TP. Hồ Chí Minh" is no end of a sentence.
        if folded[max(0, stop.start() - 2) : stop.start()] != "tp":
            floor = stop.end()
    found: tuple[str, int] | None = None
    covered = floor
    for opener in _OPENER.finditer(folded, floor, position):
        if opener.start() < covered:
            continue
        end = read_organ(shadow, opener.start(), position)
        if end is None:
            continue
        covered = end
        between = folded[end:position]
        if len(between) <= 60 and _ISSUING.fullmatch(between) and _VERB.search(between):
            found = " ".join(shadow.text[opener.start() : end].split()), opener.start()
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
        if not _is_part(shadow, begin, word, first=count == 0, linked=linked):
            break
        linked = False
        stopped = word.endswith(".") and folded[begin : token.end()] not in ("tp.", "tx.", "q.", "p.", "t.")
        end = token.end() - stopped
        position = token.end()
        if stopped:
            break
    if end == start or not (_has_capital(text, start, end) or _SMALL_TOO.match(folded, start) or _is_small(shadow, start)):
        return None
    return end


def _is_part(shadow: Shadow, begin: int, word: str, *, first: bool, linked: bool) -> bool:
    """Tell whether a word belongs to the name of an organ."""
    folded = shadow.folded
    plain = word.lower().rstrip(".")
    if linked and plain in _NO_ORGAN:
        return False
    if first:
        return True
    if _TITLE.match(folded, begin) and not folded.startswith("pho ", max(0, begin - 4)):
        return False
    if word[0].isupper():
        return plain not in _NO_ORGAN or word.isupper()
    following = _TOKEN.match(shadow.text, begin + len(word))
    after = following["word"].lower().rstrip(".") if following is not None and not following["comma"] else ""
    if plain in _PAIRED:
        return after in _PAIRED[plain] or (plain == "hành" and folded.startswith("chap ", max(0, begin - 5)))
    if plain == "ban" and after == "hành":
        return False
    if plain == "năm" and after[:1].isdigit():
        return False
    return plain in _INNER or _is_place(folded, begin)


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
