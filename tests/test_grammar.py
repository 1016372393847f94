"""What is typed becomes a syntax tree, whatever it is; what was repaired is said."""

from __future__ import annotations

import random
import re
import time
import unicodedata
from collections import Counter
from collections.abc import Iterator

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index.analysis import syllables
from search.grammar import (
    FIELDS,
    MAX_DEPTH,
    OPERATORS,
    Both,
    Dates,
    Either,
    InField,
    Named,
    Node,
    Nothing,
    Quoted,
    Without,
    Words,
    read,
)
from search.request import MAX_QUERY


def show(node: Node) -> str:
    """Write a tree in short: `(‹a b› & -"c d"~5 & title[‹e›] & {2019-01-01..})`, `<text as typed = key>`."""
    match node:
        case Words(text):
            return f"‹{text}›"
        case Quoted(text, slop):
            return f'"{text}"' if slop is None else f'"{text}"~{slop}'
        case Named(citation, text):
            return f"<{text} = {citation.key}>"
        case InField(field, part):
            return f"{field}[{show(part)}]"
        case Dates(first, last):
            return f"{{{first or ''}..{last or ''}}}"
        case Without(part):
            return f"-{show(part)}"
        case Both(parts):
            return f"({' & '.join(map(show, parts))})"
        case Either(parts):
            return f"({' | '.join(map(show, parts))})"
        case Nothing():
            return "∅"


#: Rows: what is typed, the tree in short, the codes of the notices.
WORDS = [
    ("", "∅", ""),
    ("   ", "∅", ""),
    ("bình đẳng", "‹bình đẳng›", ""),
    ("BINH  dang binh", "‹BINH dang binh›", ""),
    ("“bình đẳng” giới", '("bình đẳng" & ‹giới›)', ""),
    ('"một"', '"một"', ""),
    ('"bình đẳng giới"', '"bình đẳng giới"', ""),
    ('""', "∅", "nothing-to-search"),
    ('"..." a', "‹a›", ""),
    ('"một. Hai ba"', '"một. Hai ba"', ""),
    ("COVID-19", "‹COVID-19›", ""),
    ("lâm -covid", "(‹lâm› & -‹covid›)", ""),
    ('-"vốn vay"', '-"vốn vay"', ""),
    ("kinh tế - xã hội", "‹kinh tế - xã hội›", ""),
    ("“mở ngoặc", "‹mở ngoặc›", "unbalanced-quote"),
    ('5"7', "‹5 7›", "unbalanced-quote"),
    ('a"b c"d', '(‹a› & "b c" & ‹d›)', ""),
    ("a và b hoặc c không d", "‹a và b hoặc c không d›", ""),
    ("a And b Or c", "‹a And b Or c›", ""),
    ("-covid-19 sởi", "(-‹covid-19› & ‹sởi›)", ""),
    ("a -b -c", "(‹a› & -‹b› & -‹c›)", ""),
    ("--a", "-‹a›", ""),
    ("a -> b", "(‹a› & ‹b›)", ""),
    ('a - "b"', '(‹a -› & "b")', ""),
    ("(-a)", "-‹a›", ""),
    ("-(a b)", "-‹a b›", ""),
    ("-(-a)", "‹a›", ""),
    ("-KHÔNG", "-‹KHÔNG›", ""),
    ("a –b", "‹a –b›", ""),
    ("a, b; c. & d!", "‹a, b; c. & d!›", ""),
    ("đầu tư công 100%", "‹đầu tư công 100%›", ""),
    ("lúc 10:30 ngày 05/4/2019", "‹lúc 10:30 ngày 05/4/2019›", ""),
    ("https://example.vn/tin?id=5*2 www.example.vn/?q=a", "‹https://example.vn/tin?id=5*2 www.example.vn/?q=a›", ""),
    ("Hội nghị: kết quả", "‹Hội nghị: kết quả›", ""),
]

INSTRUMENTS = [
    ("2351/QĐ-TTg", "<2351/QĐ-TTg = qdttg:2351:?>", ""),
    ("2351/qd-ttg", "<2351/qd-ttg = qdttg:2351:?>", ""),
    ("2351 QĐ TTg", "<2351 QĐ TTg = qdttg:2351:?>", ""),
    ("quyết định số 2351/QĐ-TTg", "<quyết định số 2351/QĐ-TTg = qdttg:2351:?>", ""),
    ("Quyết định số 2351/QĐ-TTg ngày 24/12/2010", "<Quyết định số 2351/QĐ-TTg = qdttg:2351:2010>", ""),
    (
        "Quyết định số 2351/QĐ-TTg ngày 24/12/2010 về trẻ em",
        "(<Quyết định số 2351/QĐ-TTg = qdttg:2351:2010> & ‹về trẻ em›)",
        "",
    ),
    ("Kế hoạch 202/KH-UBND ngày 23 tháng 01 năm 2019", "<Kế hoạch 202/KH-UBND = khubnd:202:2019>", ""),
    ("Kế hoạch 202/KH-UBND năm 2019 -covid", "(<Kế hoạch 202/KH-UBND = khubnd:202:2019> & -‹covid›)", ""),
    ("11-NQ/TW", "<11-NQ/TW = nqtw:11:?>", ""),
    ("18-NQ/TƯ", "<18-NQ/TƯ = nqtw:18:?>", ""),
    ("18-NQ/TU", "<18-NQ/TU = nqtu:18:?>", ""),
    ("30/2020/NĐ-CP", "<30/2020/NĐ-CP = ndcp:30:2020>", ""),
    ("Luật số 45/2013/QH13", "<Luật số 45/2013/QH13 = luatqh13:45:2013>", ""),
    ("202/KH", "‹202/KH›", ""),
    ("202/kh-ub", "<202/kh-ub = khub:202:?>", ""),
    ("45/2013/QH13", "‹45/2013/QH13›", ""),
    ("QĐ 2351", "<QĐ 2351 = qd:2351:?>", ""),
    ("qd 2351", "<qd 2351 = qd:2351:?>", ""),
    ("nghị định 100", "<nghị định 100 = ndcp:100:?>", ""),
    ("Nghị định 100/2019", "<Nghị định 100/2019 = ndcp:100:2019>", ""),
    ("202/KH-UBND tỉnh Gia Lai", "(<202/KH-UBND = khubnd:202:?@gia-lai> & ‹tỉnh Gia Lai›)", ""),
    ("luật đất đai 2013", "<luật đất đai 2013 = luatqh13:45:2013>", ""),
    ("luật báo chí 1989", "<luật báo chí 1989 = luat:bao-chi:1989>", ""),
    ("TCVN 9250:2021", "<TCVN 9250:2021 = tcvn:9250:2021>", ""),
    ("Quyết định số: 12", "<Quyết định số: 12 = qd:12:?>", ""),
    ("thực hiện 202/KH-UBND ở trường", "(‹thực hiện› & <202/KH-UBND = khubnd:202:?> & ‹ở trường›)", ""),
    ("-202/KH-UBND", "-<202/KH-UBND = khubnd:202:?>", ""),
    ('"theo Kế hoạch số 202/KH-UBND"', '"theo Kế hoạch số 202/KH-UBND"', ""),
    ('-"202/KH-UBND"', '-"202/KH-UBND"', ""),
    (
        "(202/KH-UBND HOẶC 2351/QĐ-TTg) trẻ em",
        "((<202/KH-UBND = khubnd:202:?> | <2351/QĐ-TTg = qdttg:2351:?>) & ‹trẻ em›)",
        "",
    ),
    ("-(202/KH-UBND 2351/QĐ-TTg)", "-(<202/KH-UBND = khubnd:202:?> & <2351/QĐ-TTg = qdttg:2351:?>)", ""),
    ("KHÔNG nghị định 100", "-<nghị định 100 = ndcp:100:?>", ""),
    (
        "nghị định 100 KHÔNG nghị định 15/2020",
        "(<nghị định 100 = ndcp:100:?> & -<nghị định 15/2020 = ndcp:15:2020>)",
        "",
    ),
    ("nghị định 100 HOẶC 101/2019", "(<nghị định 100 = ndcp:100:?> | <101/2019 = ndcp:101:2019>)", ""),
    ("((luật đất đai 2013))", "<luật đất đai 2013 = luatqh13:45:2013>", ""),
    ("luật đất đai (sửa đổi) 2013 a", "(<luật đất đai (sửa đổi) 2013 = luatqh13:45:2013> & ‹a›)", ""),
    ("luật đất đai (2013) a", "(<luật đất đai (2013) = luatqh13:45:2013> & ‹a›)", ""),
    ("(luật đất đai )12/QĐ-TTg", "(‹luật đất đai› & <12/QĐ-TTg = qdttg:12:?>)", ""),
    (
        "(a HOẶC luật hình sự) 2351/QĐ-TTg ngày 24/12/2010 11-NQ/TW",
        "((‹a› | ‹luật hình sự›) & <2351/QĐ-TTg = qdttg:2351:2010> & <11-NQ/TW = nqtw:11:?>)",
        "",
    ),
    (
        '(luật hình sự) 2351/QĐ-TTg "nghị định 100" nghị định 100',
        '(‹luật hình sự› & <2351/QĐ-TTg = qdttg:2351:?> & "nghị định 100" & <nghị định 100 = ndcp:100:?>)',
        "",
    ),
    ("luật đất đai (2013", "<luật đất đai (2013 = luatqh13:45:2013>", ""),
    ("luật đất đai (2013 HOẶC 2014)", "(‹luật đất đai› & (‹2013› | ‹2014›))", ""),
    ("luật đất đai VÀ nhà ở 2013", "(‹luật đất đai› & ‹nhà ở 2013›)", ""),
    ("Nghị quyết 18 (khóa XII)", "(<Nghị quyết 18 = nq:18:?> & ‹khóa XII›)", ""),
]

OPERATORS_AND_BRACKETS = [
    ("a VÀ b", "(‹a› & ‹b›)", ""),
    ("a VA b AND c", "(‹a› & ‹b› & ‹c›)", ""),
    ("a HOẶC b", "(‹a› | ‹b›)", ""),
    ("a HOAC b OR c", "(‹a› | ‹b› | ‹c›)", ""),
    ("a b HOẶC c d", "(‹a b› | ‹c d›)", ""),
    ("a KHÔNG b c", "(‹a› & -‹b c›)", ""),
    ("a KHONG b NOT c", "(‹a› & -‹b› & -‹c›)", ""),
    ("a NOT (b OR c)", "(‹a› & -(‹b› | ‹c›))", ""),
    ("a HOẶC b VÀ c", "(‹a› | (‹b› & ‹c›))", ""),
    ("a HOẶC b c HOẶC -d", "(‹a› | ‹b c› | -‹d›)", ""),
    ("(a HOẶC b) VÀ c", "((‹a› | ‹b›) & ‹c›)", ""),
    ("(a HOẶC b)(c HOẶC d)", "((‹a› | ‹b›) & (‹c› | ‹d›))", ""),
    ('"a"HOẶC"b"', '("a" | "b")', ""),
    ("a OR (b OR c)", "(‹a› | ‹b› | ‹c›)", ""),
    ("a (b (c d))", "(‹a› & ‹b› & ‹c d›)", ""),
    ("a(b)c", "(‹a› & ‹b› & ‹c›)", ""),
    ("a VÀ KHÔNG b", "(‹a› & -‹b›)", ""),
    ("KHÔNG a", "-‹a›", ""),
    ("KHÔNG -a", "‹a›", ""),
    ("KHÔNG KHÔNG a", "‹a›", ""),
    ('KHÔNG "a b" c', '(-"a b" & ‹c›)', ""),
    ("a HOẶC, b", "‹a HOẶC, b›", ""),
]

CAPITALS = [
    ("BÌNH ĐẲNG VÀ PHÁT TRIỂN", "‹BÌNH ĐẲNG VÀ PHÁT TRIỂN›", ""),
    ("KHÔNG GIAN MẠNG", "‹KHÔNG GIAN MẠNG›", ""),
    ("KHONG KHI VA NUOC", "‹KHONG KHI VA NUOC›", ""),
    ("ĐẤT ĐAI HOẶC NHÀ Ở", "(‹ĐẤT ĐAI› | ‹NHÀ Ở›)", ""),
    ("ĐẤT ĐAI OR (NHÀ Ở)", "(‹ĐẤT ĐAI› | ‹NHÀ Ở›)", ""),
    ("HOẶC ĐẤT ĐAI HOẶC", "‹HOẶC ĐẤT ĐAI HOẶC›", ""),
    ("FOOD AND HEALTH NOT SPORT", "(‹FOOD› & ‹HEALTH› & -‹SPORT›)", ""),
    ('"NHÀ Ở" VÀ "ĐẤT ĐAI"', '("NHÀ Ở" & "ĐẤT ĐAI")', ""),
    ('"NHÀ Ở" VÀ ĐẤT', '("NHÀ Ở" & ‹VÀ ĐẤT›)', ""),
    ('"nhà ở" KHÔNG UBND', '("nhà ở" & -‹UBND›)', ""),
    ("2019 VÀ 2020", "(‹2019› & ‹2020›)", ""),
    ("UBND VÀ 2351/QĐ-TTg", "(‹UBND VÀ› & <2351/QĐ-TTg = qdttg:2351:?>)", ""),
    ("2351/QĐ-TTg KHÔNG 202/KH-UBND", "(<2351/QĐ-TTg = qdttg:2351:?> & -<202/KH-UBND = khubnd:202:?>)", ""),
    ("LUẬT ĐẤT ĐAI VÀ NHÀ Ở 2013", "<LUẬT ĐẤT ĐAI VÀ NHÀ Ở 2013 = luat:dat-dai-va-nha-o:2013>", ""),
    ("COVID KHÔNG SARS từ:2019", "(‹COVID› & -‹SARS› & {2019-01-01..})", ""),
    ("VÀ", "‹VÀ›", ""),
    ("KHÔNG HOẶC", "‹KHÔNG HOẶC›", ""),
]

FIELD_NAMES = [
    ("tiêu đề:bình đẳng giới", "title[‹bình đẳng giới›]", ""),
    ("tieu de:binh dang", "title[‹binh dang›]", ""),
    ("tieude:a Tiêu Đề:b TITLE:c", "(title[‹a›] & title[‹b›] & title[‹c›])", ""),
    ("tiêuđề:a", "title[‹a›]", ""),
    ("tiêu de:a", "title[‹a›]", ""),
    ("tiếu đề:a", "‹tiếu đề:a›", ""),
    ('TIÊU ĐỀ:"bình đẳng giới"~3', 'title["bình đẳng giới"~3]', ""),
    ("tiêu đề:“a b” c", '(title["a b"] & ‹c›)', ""),
    ('(a HOẶC b) tiêu đề:"c d"', '((‹a› | ‹b›) & title["c d"])', ""),
    ("tiêu đề:(a HOẶC b) c", "(title[(‹a› | ‹b›)] & ‹c›)", ""),
    ("tiêu đề:a HOẶC b", "(title[‹a›] | ‹b›)", ""),
    ('tiêu đề:a "b c"', '(title[‹a›] & "b c")', ""),
    ("tiêu đề:a (b)", "(title[‹a›] & ‹b›)", ""),
    ("tiêu đề:a KHÔNG b", "(title[‹a›] & -‹b›)", ""),
    ("tiêu đề:KHÔNG a", "title[‹KHÔNG a›]", ""),
    ("tiêu đề:-a b", "(-title[‹a›] & ‹b›)", ""),
    ("-tiêu đề:a b", "-title[‹a b›]", ""),
    ('-tiêu đề:"a b"', '-title["a b"]', ""),
    ("tiêu đề:nghị định 100 a", "title[(<nghị định 100 = ndcp:100:?> & ‹a›)]", ""),
    ("tiêu đề:(a nguồn:b)", "title[(‹a› & source[‹b›])]", ""),
    ("nguồn:Sở Y tế", "source[‹Sở Y tế›]", ""),
    ('NGUỒN:"Sở Y tế" covid', '(source["Sở Y tế"] & ‹covid›)', ""),
    ("nguon:so y te (covid)", "(source[‹so y te›] & ‹covid›)", ""),
    ("nguồn:Sở Y tế -covid", "(source[‹Sở Y tế›] & -‹covid›)", ""),
    (
        "nguồn:Sở Y tế 202/KH-UBND ngày 23/01/2019 covid",
        "(source[‹Sở Y tế›] & <202/KH-UBND = khubnd:202:2019> & ‹covid›)",
        "",
    ),
    ("nguồn:Sở Y tế nghị định 100 a", "source[‹Sở Y tế nghị định 100 a›]", ""),
    ("nguồn:202/KH-UBND", "source[‹202/KH-UBND›]", ""),
    ("-nguồn:Sở Y tế", "-source[‹Sở Y tế›]", ""),
    ('KHÔNG nguồn:"A B" HOẶC (c -d)', '(-source["A B"] | (‹c› & -‹d›))', ""),
    ('source:VnExpress category:"Y tế"', '(source[‹VnExpress›] & category["Y tế"])', ""),
    ("chuyên mục:Tin tổng hợp HOẶC chuyên mục:Y tế", "(category[‹Tin tổng hợp›] | category[‹Y tế›])", ""),
    ("chuyen muc:y te chuyenmuc:giao duc", "(category[‹y te›] & category[‹giao duc›])", ""),
    ("chuyên mục:Nghị quyết 57 từ:2020", "(category[‹Nghị quyết 57›] & {2020-01-01..})", ""),
    ("số:202/KH-UBND", "number[<202/KH-UBND = khubnd:202:?>]", ""),
    ("Số: 202/KH-UBND", "number[<202/KH-UBND = khubnd:202:?>]", ""),
    ("số: 202/KH-UBND trẻ em", "(number[<202/KH-UBND = khubnd:202:?>] & ‹trẻ em›)", ""),
    ("so:202/kh", "number[<202/kh = kh:202:?>]", ""),
    ("number:2351/QĐ-TTg", "number[<2351/QĐ-TTg = qdttg:2351:?>]", ""),
    ("số:202 covid", "(number[‹202›] & ‹covid›)", ""),
    ("Số: 202", "number[‹202›]", ""),
    ("Số: 202/KH ở trường", "(number[<202/KH = kh:202:?>] & ‹ở trường›)", ""),
    ("văn bản số: 202/KH-UBND", "<văn bản số: 202/KH-UBND = khubnd:202:?>", ""),
    ("tỷ số: 2-1", "‹tỷ số: 2-1›", ""),
    ("Tổng số: 500 người", "‹Tổng số: 500 người›", ""),
    ("Tổng số: (500 người)", "(‹Tổng số:› & ‹500 người›)", ""),
    ("số: lượng", "‹số: lượng›", ""),
    ('số:"202/KH-UBND"', 'number["202/KH-UBND"]', ""),
    ("số: (202/KH HOẶC 12)", "number[(‹202/KH› | ‹12›)]", ""),
    ("-số:202/KH-UBND", "-number[<202/KH-UBND = khubnd:202:?>]", ""),
    ("số:nghị định 100 covid", "(number[<nghị định 100 = ndcp:100:?>] & ‹covid›)", ""),
    ("số:luật đất đai 2013", "number[<luật đất đai 2013 = luatqh13:45:2013>]", ""),
    ("subtitle:a xnguồn:b", "‹subtitle:a xnguồn:b›", ""),
    ("tiêu đề :a", "‹tiêu đề :a›", ""),
]

DATES = [
    ("từ:04/2019 đến:2020", "{2019-04-01..2020-12-31}", ""),
    ("tu:2019", "{2019-01-01..}", ""),
    ("den:23/01/2019", "{..2019-01-23}", ""),
    ("from:2019-01-23 to:2019-02", "{2019-01-23..2019-02-28}", ""),
    ("TỪ:2019 ĐẾN:2019", "{2019-01-01..2019-12-31}", ""),
    ("đến:2020 a từ:2019", "({2019-01-01..2020-12-31} & ‹a›)", ""),
    ("bình đẳng giới -covid từ:2019", "(‹bình đẳng giới› & -‹covid› & {2019-01-01..})", ""),
    ("từ:2018 từ:2019 đến:2021 đến:2020", "{2019-01-01..2020-12-31}", ""),
    ("đến:2020 đến:05/2020", "{..2020-05-31}", ""),
    ("Ðến:2020", "{..2020-12-31}", ""),
    ("từ:2019, đến:2020.", "{2019-01-01..2020-12-31}", ""),
    ("từ:“2019” a", "({2019-01-01..} & ‹a›)", ""),
    ("(từ:2019) HOẶC a", "({2019-01-01..} | ‹a›)", ""),
    ("từ:2021 HOẶC đến:2020", "({2021-01-01..} | {..2020-12-31})", ""),
    ("-từ:2019 đến:2021", "(-{2019-01-01..} & {..2021-12-31})", ""),
    ("KHÔNG (từ:2019 đến:2019)", "-{2019-01-01..2019-12-31}", ""),
    ("nghị định 100 từ:2019", "(<nghị định 100 = ndcp:100:?> & {2019-01-01..})", ""),
    ("tư:2019", "‹tư:2019›", ""),
]

DISTANCES = [
    ('"x y"~5', '"x y"~5', ""),
    ('"a b"~0', '"a b"~0', ""),
    ("“a b”~100", '"a b"~100', ""),
    ('"a b"~5.', '"a b"~5', ""),
    ('-"a b"~5 c', '(-"a b"~5 & ‹c›)', ""),
    ('tiêu đề:"a b"~5', 'title["a b"~5]', ""),
    ('""~5 a', "‹a›", ""),
    ('"a b" ~5', '("a b" & ‹~5›)', ""),
    ("a~2", "‹a~2›", ""),
]

REPAIRED = [
    ('"a" "b', '("a" & ‹b›)', "unbalanced-quote"),
    ('"a “b” c"', '("a" & ‹b› & "c")', ""),
    ('"a b)" (c', '("a b)" & ‹c›)', "unbalanced-bracket"),
    ("a ((", "‹a›", "unbalanced-bracket"),
    ("a (b), (c): d", "(‹a› & ‹b› & ‹c› & ‹d›)", ""),
    ("((a)", "‹a›", "unbalanced-bracket"),
    ("(a b", "‹a b›", "unbalanced-bracket"),
    ("a) b", "‹a b›", "unbalanced-bracket"),
    (")(", "∅", "unbalanced-bracket unbalanced-bracket nothing-to-search"),
    ("a (b HOẶC c", "(‹a› & (‹b› | ‹c›))", "unbalanced-bracket"),
    ('(a "b)', "‹a b›", "unbalanced-quote"),
    ("-(a b", "-‹a b›", "unbalanced-bracket"),
    ('-"a b', "‹- a b›", "unbalanced-quote"),
    ("tiêu đề:(a b", "title[‹a b›]", "unbalanced-bracket"),
    ('tiêu đề:"a b', "title[‹a b›]", "unbalanced-quote"),
    (":)", "∅", "unbalanced-bracket nothing-to-search"),
    ("1) đất 2) nước", "‹1 đất 2 nước›", "unbalanced-bracket"),
    ("kế ho*", "‹kế ho›", "wildcard"),
    ("*kế", "‹kế›", "wildcard"),
    ("kế * hoạch", "‹kế hoạch›", "wildcard"),
    ('"kế ho*"', '"kế ho"', "wildcard"),
    ("2351/QĐ-TTg*", "<2351/QĐ-TTg = qdttg:2351:?>", "wildcard"),
    ("-*a b", "(-‹a› & ‹b›)", "wildcard"),
    ("tiêu đề:*a", "title[‹a›]", "wildcard"),
    ("h?c ??", "‹h c ??›", "wildcard"),
    ("học gì?", "‹học gì?›", ""),
    ("học gì ?", "‹học gì ?›", ""),
    ("?", "∅", "wildcard nothing-to-search"),
    ("***", "∅", "wildcard nothing-to-search"),
    ("? *", "∅", "wildcard nothing-to-search"),
    ("từ:2019*", "{2019-01-01..}", "wildcard"),
    ("a HOẶC", "‹a›", "missing-part"),
    ("HOẶC a", "‹a›", "missing-part"),
    ("a HOẶC HOẶC b", "(‹a› | ‹b›)", "missing-part"),
    ("a VÀ VÀ b", "(‹a› & ‹b›)", "missing-part"),
    ("a VÀ HOẶC b", "(‹a› | ‹b›)", "missing-part"),
    ("VÀ a", "‹a›", "missing-part"),
    ("a VÀ", "‹a›", "missing-part"),
    ("a KHÔNG", "‹a›", "missing-part"),
    ("a KHÔNG HOẶC b", "(‹a› | ‹b›)", "missing-part"),
    ("a KHÔNG VÀ b", "(‹a› & ‹b›)", "missing-part"),
    ("(a HOẶC) b", "(‹a› & ‹b›)", "missing-part"),
    ("(KHÔNG) a", "‹a›", "missing-part"),
    ("a ()", "‹a›", "missing-part"),
    ("-()", "∅", "missing-part nothing-to-search"),
    ("NOT", "∅", "missing-part nothing-to-search"),
    ("tiêu đề:", "∅", "empty-field nothing-to-search"),
    ("a tiêu đề:", "‹a›", "empty-field"),
    ("(tiêu đề:) a", "‹a›", "empty-field"),
    ("-tiêu đề: a", "(-‹tiêu› & ‹đề: a›)", "spaced-field"),
    ("tiêu đề:HOẶC", "title[‹HOẶC›]", ""),
    ("tiêu đề: HOẶC a", "‹a›", "empty-field"),
    ("tiêu đề:nguồn:a", "source[‹a›]", "empty-field"),
    ("tiêu đề:từ:2019", "{2019-01-01..}", "empty-field"),
    ('chuyên mục:"" a', "‹a›", "empty-field"),
    ("tiêu đề:()", "∅", "missing-part empty-field nothing-to-search"),
    ("số:... a", "‹a›", "empty-field"),
    ("tiêu đề: covid", "‹tiêu đề: covid›", "spaced-field"),
    ('tiêu đề: "a b"', '(‹tiêu đề:› & "a b")', "spaced-field"),
    ("Nguồn: Sở Y tế", "‹Nguồn: Sở Y tế›", "spaced-field"),
    ("Từ: 2019", "‹Từ: 2019›", "spaced-field"),
    ("Đến:", "∅", "empty-field nothing-to-search"),
    ("từ: đến:2020", "{..2020-12-31}", "empty-field"),
    ("từ:(2019)", "‹2019›", "empty-field"),
    ('từ:" " a', "‹a›", "empty-field"),
    ('từ:"2019', "{2019-01-01..}", "unbalanced-quote"),
    ("từ:abc", "∅", "bad-date nothing-to-search"),
    ("từ:13/2019 a", "‹a›", "bad-date"),
    ("từ:31/02/2019 a", "‹a›", "bad-date"),
    ("từ:hôm qua", "‹qua›", "bad-date"),
    ("từ:a đến:b c", "‹c›", "bad-date bad-date"),
    ("-từ:abc covid", "‹covid›", "bad-date"),
    ("a đến:0000", "‹a›", "bad-date"),
    ("đến:2018 từ:2020", "{2018-01-01..2020-12-31}", "swapped-dates"),
    ('"a b"~101', '"a b"~100', "bad-slop"),
    ('"a b"~', '"a b"', "bad-slop"),
    ('"a b"~xa c', '("a b" & ‹xa c›)', "bad-slop"),
    ('"a b"~5c', '("a b" & ‹5c›)', "bad-slop"),
]

SPECIMENS = WORDS + INSTRUMENTS + OPERATORS_AND_BRACKETS + CAPITALS + FIELD_NAMES + DATES + DISTANCES + REPAIRED

#: A notice's code → what it says.
MESSAGES = [
    ('"a', "unbalanced-quote", "Thiếu dấu ngoặc kép đóng; đang tìm như từ khóa thường."),
    ("(a", "unbalanced-bracket", "Thiếu dấu ngoặc đơn đóng; đã tự thêm ở cuối."),
    ("a)", "unbalanced-bracket", "Thừa dấu ngoặc đơn đóng; đã bỏ qua."),
    ("(" * 21 + "a" + ")" * 21, "too-deep", "Dấu ngoặc đơn lồng nhau quá 20 lớp; đã bỏ qua các lớp bên trong."),
    ("a*", "wildcard", "Không hỗ trợ ký tự đại diện «*»; đã bỏ qua."),
    ("*a?b", "wildcard", "Không hỗ trợ ký tự đại diện «*» và «?»; đã bỏ qua."),
    (
        "từ:31/02/2019 a",
        "bad-date",
        "Ngày không hợp lệ: «từ:31/02/2019»; ngày này chưa được dùng. "
        "Hãy nhập ngày/tháng/năm, ví dụ 23/01/2019, hoặc chỉ năm 2019.",
    ),
    ("a " * MAX_QUERY, "query-too-long", "Từ khóa quá dài (tối đa 200 ký tự); phần sau đã được bỏ qua."),
    ("a Hoac HOAC", "missing-part", "«HOAC» cần có từ ở cả hai bên; đã bỏ qua."),
    ("a KHÔNG", "missing-part", "Sau «KHÔNG» chưa có từ cần loại trừ; đã bỏ qua."),
    ("a ()", "missing-part", "Trong dấu ngoặc đơn không có từ nào; đã bỏ qua."),
    ("a Nguồn:", "empty-field", "Chưa có gì sau «Nguồn:»; đã bỏ qua."),
    (
        "Nguồn: a",
        "spaced-field",
        '«Nguồn:» được tìm như từ thường vì có dấu cách phía sau. Hãy viết liền, ví dụ nguồn:"Sở Y tế".',
    ),
    ('"a b"~200', "bad-slop", "Các từ chỉ có thể cách nhau tối đa 100 từ; đang tìm với khoảng cách 100."),
    (
        '"a b"~xa',
        "bad-slop",
        'Sau dấu ~ phải là một số, ví dụ "giáo dục miền núi"~5; đang tìm đúng cụm từ trong ngoặc kép.',
    ),
    ("từ:2020 đến:2019", "swapped-dates", "Ngày bắt đầu muộn hơn ngày kết thúc; đã đổi chỗ hai ngày."),
    ("...", "nothing-to-search", "Không có từ nào để tìm; đang hiển thị tất cả các bài."),
]
CODES = {code for _, code, _ in MESSAGES}


@pytest.mark.parametrize(("typed", "tree", "codes"), SPECIMENS)
def test_read(typed: str, tree: str, codes: str) -> None:
    sentence = read(typed)
    assert show(sentence.tree) == tree
    assert " ".join(notice.code for notice in sentence.notices) == codes


def test_no_specimen_stands_twice() -> None:
    assert len({typed for typed, _, _ in SPECIMENS}) == len(SPECIMENS)


@pytest.mark.parametrize(("typed", "tree", "codes"), SPECIMENS)
def test_decomposed_letters_read_alike(typed: str, tree: str, codes: str) -> None:
    assert read(unicodedata.normalize("NFD", typed)) == read(typed)


@pytest.mark.parametrize(("typed", "code", "message"), MESSAGES)
def test_notices(typed: str, code: str, message: str) -> None:
    assert [(notice.code, notice.message) for notice in read(typed).notices] == [(code, message)]


@pytest.mark.parametrize("operator", OPERATORS)
def test_operators_are_capitals(operator: str) -> None:
    assert not isinstance(read(f"một {operator} hai").tree, Words)
    assert read(f"một {operator.lower()} hai").tree == Words(f"một {operator.lower()} hai")
    assert read(f"một {operator.capitalize()} hai").tree == Words(f"một {operator.capitalize()} hai")


@pytest.mark.parametrize(("name", "typed"), [(name, typed) for name, names, _ in FIELDS for typed in names])
def test_fields_take_any_case_and_no_marks(name: str, typed: str) -> None:
    trees = {show(read(f"{each}:2019 -x").tree) for each in (typed, typed.upper(), typed.title(), _bare(typed))}
    if name in ("first", "last"):
        assert trees == {f"({'{2019-01-01..}' if name == 'first' else '{..2019-12-31}'} & -‹x›)"}
    else:
        assert trees == {f"({name}[‹2019›] & -‹x›)"}


def _bare(text: str) -> str:
    return re.sub("[\u0300-\u036f]", "", unicodedata.normalize("NFD", text).replace("đ", "d"))


@pytest.mark.parametrize("depth", [1, MAX_DEPTH, MAX_DEPTH + 1, 40])
def test_brackets_are_read_to_a_depth(depth: int) -> None:
    sentence = read("(a " * depth + "HOẶC b" + ")" * depth)
    assert [notice.code for notice in sentence.notices] == (["too-deep"] if depth > MAX_DEPTH else [])
    kept = min(depth, MAX_DEPTH)
    innermost = "a " * (depth - kept + 1)
    alternatives = f"(‹{innermost.strip()}› | ‹b›)"
    assert show(sentence.tree) == ("(" + "‹a› & " * (kept - 1) + alternatives + ")" if kept > 1 else alternatives)


def test_deep_exclusions_are_read() -> None:
    assert show(read("-(" * 20 + "a" + ")" * 20).tree) == "‹a›"
    assert show(read("-(" * 99 + "a").tree) == "-‹a›"
    assert show(read("x " + "NOT " * 49 + "a").tree) == "(‹x› & -‹a›)"


def test_a_long_query_is_cut() -> None:
    sentence = read('"' + "bình đẳng " * 50 + '"')
    assert len(sentence.text) == MAX_QUERY
    assert [notice.code for notice in sentence.notices] == ["query-too-long", "unbalanced-quote"]
    assert isinstance(sentence.tree, Words)


@pytest.mark.parametrize("typed", [typed for typed, _, _ in INSTRUMENTS])
def test_mentions_are_where_the_citation_says(typed: str) -> None:
    sentence = read(typed)
    named = [node for node in _nodes(sentence.tree) if isinstance(node, Named)]
    for node in named:
        assert sentence.text[node.citation.start :].startswith(node.text)


def _nodes(node: Node) -> Iterator[Node]:
    yield node
    if isinstance(node, Both | Either):
        for part in node.parts:
            yield from _nodes(part)
    elif isinstance(node, InField | Without):
        yield from _nodes(node.part)


def _folded(text: str) -> Counter[str]:
    return Counter(syllable.form.folded for syllable in syllables(text))


def _searched(tree: Node) -> Counter[str]:
    """Count the folded syllables that a tree asks for."""
    texts = [node.text for node in _nodes(tree) if isinstance(node, Words | Quoted | Named)]
    return sum(map(_folded, texts), Counter())


PIECES = (
    *'()"“”-~*?:', " ", " ", " ", "HOẶC", "VÀ", "KHÔNG", "OR", "AND", "NOT", "tiêu đề:", "nguon:", "số:", "category:",
    "từ:", "đến:2019", "to:04/2020", "~5", "~999", "bình", "đẳng", "giới", "COVID-19", "luật đất đai 2013",
    "nghị định 100", "202/KH-UBND", "ngày 23/01/2019", "Sở Y tế", "2019", "http://a.vn", "ĐẤT", "đ", "\u0323", "½",
)  # fmt: skip
_PIECES = st.lists(st.sampled_from(PIECES), max_size=30).map("".join)


@given(st.text(max_size=250) | _PIECES)
@settings(max_examples=400)
def test_nothing_typed_raises(typed: str) -> None:
    sentence = read(typed)
    assert len(sentence.text) <= MAX_QUERY
    assert all(notice.code in CODES and notice.message.endswith(".") for notice in sentence.notices)
    assert len(set(sentence.notices)) == len(sentence.notices)
    # Nothing is asked for that was not typed. Letters are compared: an instrument may end inside "2013sửa".
    assert Counter("".join(_searched(sentence.tree).elements())) <= Counter("".join(_folded(sentence.text).elements()))


@given(st.text(max_size=250) | _PIECES)
@settings(max_examples=400)
def test_trees_are_of_their_shape(typed: str) -> None:
    sentence = read(typed)
    for node in _nodes(sentence.tree):
        match node:
            case Both(parts):
                assert len(parts) > 1
                assert not any(isinstance(part, Both | Nothing) for part in parts)
            case Either(parts):
                assert len(parts) > 1
                assert not any(isinstance(part, Either | Nothing) for part in parts)
            case Without(part) | InField(_, part):
                assert not isinstance(part, Nothing)
                assert not (isinstance(node, Without) and isinstance(part, Without))
            case Words(text) | Quoted(text):
                assert any(syllables(text))
                assert text == " ".join(text.split())
            case Dates(first, last):
                assert first or last
                assert not (first and last and first > last)
    assert not any(isinstance(node, Nothing) for node in _nodes(sentence.tree)) or sentence.tree == Nothing()


#: Words that are in no operator, no name of a field and no instrument.
PLAIN = ("bình", "đẳng", "giới", "covid", "Gia", "Lai", "trẻ", "em")
SYNTAX = (
    *'()"“”', "-", "--", "HOẶC", "VÀ", "KHÔNG", "OR", "AND", "NOT", "*", "?", "tiêu đề:", "nguồn:", "số:", "Category:",
    "từ:2019", "đến:04/2020", "từ:", "-(", ")~5", '"~5', '"~xa', "~",
)  # fmt: skip


@given(st.lists(st.sampled_from(PLAIN) | st.sampled_from(SYNTAX), max_size=24), st.booleans())
@settings(max_examples=400)
def test_no_plain_word_is_lost(pieces: list[str], closely: bool) -> None:
    # A dash, bracket, quote or colon may stand close to what follows; a word right behind "từ:" would be a bad date.
    typed = ""
    for piece in pieces:
        near = closely and typed.endswith((":", "-", "(", '"', "“")) and not typed.endswith("từ:")
        typed += piece if near or not typed else f" {piece}"
    if len(typed) > MAX_QUERY:
        return
    searched = _searched(read(typed).tree)
    plain = _folded(" ".join(piece for piece in pieces if piece in PLAIN))
    assert {word: searched[word] for word in plain} == dict(plain)


_SENTENCES = st.recursive(
    st.sampled_from(PLAIN) | st.sampled_from(('"trẻ em"', '"Gia Lai"~5', "nghị định 100", "từ:2019", "số: 202/KH")),
    lambda inner: (
        st.lists(inner, min_size=2, max_size=3).map(" ".join)
        | st.tuples(inner, st.sampled_from(tuple(OPERATORS)), inner).map(" ".join)
        | inner.map("({})".format)
        | inner.map("-({})".format)
        | st.tuples(st.sampled_from(("tiêu đề", "source", "Chuyên mục")), inner).map("{0[0]}:({0[1]})".format)
    ),
    max_leaves=8,
)


@given(_SENTENCES)
@settings(max_examples=500)
def test_all_that_is_typed_well_is_searched(typed: str) -> None:
    sentence = read(f"x {typed}")
    if len(typed) > MAX_QUERY - 2:
        return
    assert sentence.notices == ()
    rest = re.sub(r"(?:tiêu đề|source|Chuyên mục|số): ?|từ:2019|~5", " ", sentence.text)
    rest = re.sub(rf"(?<![^\s(]){'|'.join(OPERATORS)}(?![^\s)])", " ", rest)
    assert _searched(sentence.tree) == _folded(rest)


def test_no_query_takes_long() -> None:
    draw = random.Random(20190405)
    slowest, worst = 0.0, ""
    read("luật đất đai 2013")  # reads the tables
    for _ in range(20_000):
        typed = "".join(draw.choice(PIECES) for _ in range(draw.randint(1, 30)))
        began = time.thread_time()
        read(typed)
        slowest, worst = max((slowest, worst), (time.thread_time() - began, typed))
    # Once more: other threads and the garbage collector take their time where they like.
    began = time.thread_time()
    read(worst)
    assert time.thread_time() - began < 0.05, worst


@pytest.mark.parametrize(
    "typed",
    ["(" * 200, ")" * 200, '"' * 200, "-" * 200, "-(" * 100, "*" * 200, "~" * 200, "KHÔNG " * 33, "HOẶC " * 40,
     "a HOẶC " * 28, "từ:a " * 40, "tiêu đề:" * 25, "số: " * 50, '"a"~' * 50, "nghị định " * 20, "1/KH-UBND " * 20,
     "(tiêu đề:" * 22, "\u0323" * 200, "ngày 1/1/2019 " * 14],
)  # fmt: skip
def test_monotonous_queries_take_no_time(typed: str) -> None:
    read(typed)
    began = time.thread_time()
    sentence = read(typed)
    assert time.thread_time() - began < 0.05
    assert len(sentence.text) <= MAX_QUERY
