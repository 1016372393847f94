"""From what a person typed to a syntax tree: words, "phrases", exclusions, alternatives, brackets, fields, dates.

The query language, in EBNF; a run of blanks parts tokens and means nothing else:

    query      = [ either ] ;
    either     = both , { OR , both } ;
    both       = unary , { [ AND ] , unary } ;
    unary      = { NOT } , part | "-" , near part ;
    part       = words | phrase | instrument | group | field | date ;
    near part  = word | phrase | instrument | group | field | date ;      (* nothing between "-" and it *)
    group      = "(" , [ either ] , ")" ;
    words      = word , { word } ;                                        (* as long a run as there is *)
    phrase     = quote , { any character but a quote } , quote , [ "~" , number from 0 to 100 ] ;
    field      = ( "tiêu đề" | "nguồn" | "chuyên mục" ) , ":" , ( phrase | group | run | "-" , near part )
               | "số" , ":" , { blank } , ( instrument | word | phrase | group | "-" , near part ) ;
    run        = ( word | instrument ) , { word | instrument } ;
    date       = ( "từ" | "đến" ) , ":" , ( day | month | year ) ;         (* as `search.dates` reads them *)
    AND        = "VÀ" | "VA" | "AND" ;
    OR         = "HOẶC" | "HOAC" | "OR" ;
    NOT        = "KHÔNG" | "KHONG" | "NOT" ;
    quote      = '"' | "“" | "”" ;

A word is whatever else stands between blanks, brackets and quotes; an instrument is what `index.citations` finds
outside quotes, with the date behind it. Names of fields may lack their marks and their blank and have any case; their
English forms are `title:`, `number:`, `source:`, `category:`, `from:`, `to:`.

- A value stands right behind its colon: "Hội nghị: kết quả" and "Nguồn: Sở Y tế" are words. Only a number may have
  a blank there, for so papers print it ("Số: 202/KH-UBND").
- A number with its letters ends the value of `nguồn:` and `chuyên mục:`, whose names hold none.
- Operators are capitals. In a query that is all capitals VÀ and KHÔNG are words like any others, and HOẶC, OR are
  operators only between two parts.
- KHÔNG before a long run of words, or in a question, is emphasis ("Điều nào sau đây KHÔNG đúng về quyền của bên cầm
  cố?") and a word.
- A law's name that holds brackets is one instrument ("luật đất đai (sửa đổi) 2013"), an operator in capitals cuts it.

Nothing that is typed raises an error. What cannot be understood is repaired, and a notice says how.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import takewhile
from typing import Final, Literal, Protocol

from index.aliases import unite
from index.analysis import syllables
from index.citation_shadow import fold_letters
from index.citations import Citation, find_in_query
from index.cleaning import clean_line
from index.errors import BadParameter
from search.dates import date_span
from search.request import MAX_QUERY
from search.results import Notice

Field = Literal["title", "number", "source", "category"]


@dataclass(frozen=True, slots=True)
class Nothing:
    """Asks for nothing: an empty query, or one of which nothing was left."""


@dataclass(frozen=True, slots=True)
class Words:
    """A run of plain words as typed, blanks apart: `bình đẳng giới`, `COVID-19`. It holds at least one syllable."""

    text: str


@dataclass(frozen=True, slots=True)
class Quoted:
    """Words in quotes: side by side, or with `slop` no more than so many words apart (0 to `MAX_SLOP`)."""

    text: str
    slop: int | None = None


@dataclass(frozen=True, slots=True)
class Named:
    """An instrument. `text` is the mention as typed, without the date behind it, which is in the citation.

    The offsets of the citation are into `Sentence.text`.
    """

    citation: Citation
    text: str


@dataclass(frozen=True, slots=True)
class InField:
    """A part that is looked for in one field; a field inside `part` has its own."""

    field: Field
    part: Node


@dataclass(frozen=True, slots=True)
class Dates:
    """Articles published in a range of days, both ends included; None is no bound. One of them is a day."""

    first: dt.date | None
    last: dt.date | None


@dataclass(frozen=True, slots=True)
class Without:
    """What the part does not ask for. The part is no `Without` itself: two exclusions are none."""

    part: Node


@dataclass(frozen=True, slots=True)
class Both:
    """What all parts ask for, two or more, none of them a `Both`."""

    parts: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Either:
    """What at least one part asks for, two or more, none of them an `Either`."""

    parts: tuple[Node, ...]


Node = Nothing | Words | Quoted | Named | InField | Dates | Without | Both | Either


@dataclass(frozen=True, slots=True)
class Sentence:
    """A query that was read. `text` is what was typed, cleaned and cut to `MAX_QUERY` characters."""

    text: str
    tree: Node
    notices: tuple[Notice, ...]


#: The most words that may stand between those of a phrase, and the deepest that brackets may be nested.
MAX_SLOP: Final = 100
MAX_DEPTH: Final = 20
#: The most plain words that KHÔNG leaves out.
MAX_EXCLUDED: Final = 4

#: Operators, as they are typed.
OPERATORS: Final[dict[str, Literal["and", "or", "not"]]] = {
    "VÀ": "and",
    "VA": "and",
    "AND": "and",
    "HOẶC": "or",
    "HOAC": "or",
    "OR": "or",
    "KHÔNG": "not",
    "KHONG": "not",
    "NOT": "not",
}
#: Operators that are words in a query that is all capitals.
_WORDS_IN_CAPITALS = ("VÀ", "VA", "KHÔNG", "KHONG")

#: Fields: the name, how it is typed (a letter may lack its mark), an example for people.
FIELDS: Final = (
    ("title", ("tiêu đề", "tiêuđề", "title"), "tiêu đề:covid"),
    ("number", ("số", "number"), "số:202/KH-UBND"),
    ("source", ("nguồn", "source"), 'nguồn:"Sở Y tế"'),
    ("category", ("chuyên mục", "chuyênmục", "category"), 'chuyên mục:"Tin tổng hợp"'),
    ("first", ("từ", "from"), "từ:04/2019"),
    ("last", ("đến", "to"), "đến:2020"),
)
_EXAMPLES = {name: example for name, _, example in FIELDS}
_PLACES: Final[tuple[Field, ...]] = ("title", "number", "source", "category")
_BOUNDS: Final = ("first", "last")


def _spelling(typed: str) -> str:
    """Give a pattern that takes a name with its marks or without."""
    letters = {letter: f"[{letter}{fold_letters(letter)}]" for letter in typed if fold_letters(letter) != letter}
    letters["đ"] = "[đðɖd]"
    return "".join(letters.get(letter, letter) for letter in typed)


_FIELD = re.compile(
    "(?:" + "|".join(f"(?P<{name}>{'|'.join(map(_spelling, typed))})" for name, typed, _ in FIELDS) + "):",
    re.IGNORECASE,
)
_OPERATOR = re.compile(rf"(?<![^\s()\"“”])(?:{'|'.join(OPERATORS)})(?![^\s()\"“”])")
_CUT = re.compile(rf"{_OPERATOR.pattern}|[()]")
_QUOTE = re.compile(r"[\"“”]")
_PHRASE = re.compile(r"[\"“”][^\"“”]*[\"“”]")
_WORD = re.compile(r"[^\s()\"“”]+")
#: A dash that leaves out what follows it.
_DASHES = re.compile(r"-+(?=[^\s)-])")
#: The date behind an instrument: "ngày 24/12/2010", "năm 2019". It is part of what was asked for.
_DATED = re.compile(
    r"[\s,]*(?:ng[àa]y\s*\d{1,2}\s*(?:[/.-]|th[áa]ng)\s*\d{1,2}\s*(?:[/.-]|n[ăa]m)|n[ăa]m)\s*\d{4}(?!\d)", re.IGNORECASE
)
#: A star, or a question mark that something follows: one at the end of a word only asks.
_WILDCARD = re.compile(r"\*|\?(?=[^\W_])")
_ANY_WILDCARD = re.compile(r"[*?]")
_ADDRESS = re.compile(r"\S*://\S*|(?<!\S)www\.\S*", re.IGNORECASE)
#: How a number of an instrument begins, with letters and without.
_NUMBERED = re.compile(r"\d")
_LETTERED = re.compile(r"\d[^\W_]*(?:[/-]\d+)?[/-][^\W\d_]")
#: What people put behind a word and do not mean.
_TRAILING = ".,;:!?"


def read(typed: str) -> Sentence:
    """Read what was typed into the search box. Never fails; linear in the length of the text.

    `giáo dục -covid` gives `Both((Words("giáo dục"), Without(Words("covid"))))`.
    """
    notices: dict[Notice, None] = {}

    def say(code: str, template: str, **values: str | int) -> None:
        notices.setdefault(Notice(code, template, tuple(values.items())))

    text = clean_line(typed)
    if len(text) > MAX_QUERY:
        text = text[:MAX_QUERY]
        say("query-too-long", "Từ khóa quá dài (tối đa %(most)s ký tự); phần sau đã được bỏ qua.", most=MAX_QUERY)
    tokens = _Lexer(text, say).tokens()
    tree = _Parser(_balanced(_settled(tokens, say), say), say).tree()
    if text and isinstance(tree, Nothing):
        say("nothing-to-search", "Không có từ nào để tìm; đang hiển thị tất cả các bài.")
    return Sentence(text, tree, tuple(notices))


class _Say(Protocol):
    def __call__(self, code: str, template: str, **values: str | int) -> None:
        """Tell the reader something (see `Notice`); `pybabel extract` finds the template by the name `say`."""


_Kind = Literal["word", "ready", "named", "open", "close", "and", "or", "not", "minus", "field", "date"]
#: What a part of a query may end and begin with.
_ENDS = ("word", "ready", "named", "close", "date")
_BEGINS = ("word", "ready", "named", "open", "not", "minus", "field", "date")


@dataclass(frozen=True, slots=True)
class _Token:
    """A token with its text as typed.

    `node` is a phrase or an instrument, or `Nothing` in place of what was left out ("ready"). `name` is that of a
    field, `spaced` tells that a blank follows its colon; of a date `name` is the bound and `span` the days typed.
    `weak` marks an operator in a query of capitals, which is one only between two parts.
    """

    kind: _Kind
    text: str = ""
    node: Node | None = None
    name: str = ""
    spaced: bool = False
    span: tuple[dt.date, dt.date] | None = None
    weak: bool = False


_LEFT_OUT = _Token("ready", node=Nothing())


class _Lexer:
    """Cuts a query into tokens. Whatever is taken out of the text leaves a blank, so that offsets stay."""

    def __init__(self, typed: str, say: _Say) -> None:
        self._typed = typed
        self._say = say
        self._text = self._without_lone_quote(typed)
        #: The same without wildcards: what is searched. A star must not part words as a blank does: `-*covid`.
        self._plain = self._without_wildcards(self._text)
        quotes = [match.start() for match in _QUOTE.finditer(self._text)]
        self._closing = dict(zip(quotes[::2], quotes[1::2], strict=True))
        found = [one for one in unite(find_in_query(self._plain)) if not self._is_quoted(one)]
        self._capitals = self._is_all_capitals(found)
        self._citations = list(self._standing(found))
        self._tokens: list[_Token] = []

    def tokens(self) -> list[_Token]:
        """Give the tokens in order."""
        position = 0
        glued = False  # to a dash or a colon
        while position < len(self._text):
            if self._text[position] == " ":
                position, glued = position + 1, False
                continue
            position = self._token(position, glued)
            glued = self._tokens[-1].kind in ("minus", "field")
        return self._tokens

    def _without_lone_quote(self, text: str) -> str:
        quotes = [match.start() for match in _QUOTE.finditer(text)]
        if len(quotes) % 2 == 0:
            return text
        self._say("unbalanced-quote", "Thiếu dấu ngoặc kép đóng; đang tìm như từ khóa thường.")
        return f"{text[: quotes[-1]]} {text[quotes[-1] + 1 :]}"

    def _without_wildcards(self, text: str) -> str:
        addresses = [match.span() for match in _ADDRESS.finditer(text)]
        wild = [
            match.start()
            for match in (_WILDCARD if _has_words(text) else _ANY_WILDCARD).finditer(text)
            if not any(start <= match.start() < end for start, end in addresses)
        ]
        if not wild:
            return text
        seen = {text[at] for at in wild}
        if len(seen) > 1:
            self._say("wildcard", "Không hỗ trợ ký tự đại diện «*» và «?»; đã bỏ qua.")
        else:
            self._say("wildcard", "Không hỗ trợ ký tự đại diện «%(sign)s»; đã bỏ qua.", sign=seen.pop())
        chars = list(text)
        for at in wild:
            chars[at] = " "
        return "".join(chars)

    def _is_quoted(self, citation: Citation) -> bool:
        return any(first < citation.end and citation.start <= last for first, last in self._closing.items())

    def _is_all_capitals(self, citations: Iterable[Citation]) -> bool:
        """Tell whether operators are typed as all words are, quoted ones included.

        Numbers do not count, for their letters have capitals of their own ("2351/QĐ-TTg"); and where nothing but
        phrases and numbers stands beside an operator, capitals tell it from no words.
        """
        rest = _OPERATOR.sub("", self._numberless(citations))
        outside = _PHRASE.sub(" ", rest)
        if not _has_words(outside):
            return not citations and outside == rest
        return rest.isupper()

    def _numberless(self, citations: Iterable[Citation]) -> str:
        kept, position = "", 0
        for citation in citations:
            number = _NUMBERED.search(self._text, citation.start, citation.end)
            kept += self._text[position : number.start() if number else citation.end]
            position = citation.end
        return kept + self._text[position:]

    def _standing(self, found: Sequence[Citation]) -> Iterator[Citation]:
        """Give the instruments that are one part of the query; where one is cut, what is found in its pieces.

        "(luật đất đai) 2351/QĐ-TTg" is a mention to the finder, which takes brackets for print.
        """
        for index, citation in enumerate(found):
            if self._stands(citation):
                yield citation
                continue
            limit = found[index + 1].start if index + 1 < len(found) else len(self._text)
            cuts = [match.span() for match in _CUT.finditer(self._text, citation.start, citation.end)]
            starts = [citation.start, *(end for _, end in cuts)]
            ends = [*(start for start, _ in cuts), limit]
            for start, end in zip(starts, ends, strict=True):
                for one in unite(find_in_query(self._plain[start:end])):
                    moved = replace(one, start=one.start + start, end=one.end + start)
                    if self._stands(moved) and not self._is_quoted(moved):
                        yield moved

    def _stands(self, citation: Citation) -> bool:
        """Tell whether no operator and no lone bracket cuts an instrument."""
        for match in _OPERATOR.finditer(self._text, citation.start, citation.end):
            if not (self._capitals and match[0] in _WORDS_IN_CAPITALS):
                return False
        typed = self._text[citation.start : citation.end]
        if ")" in typed.partition("(")[0]:
            return False
        after = self._text[citation.end :]
        return not self._lacks_bracket(citation) or after.lstrip().startswith(")") or ")" not in after

    def _lacks_bracket(self, citation: Citation) -> bool:
        """Tell whether a bracket is opened in an instrument only: "luật đất đai (2013)" is found without its last."""
        typed = self._text[citation.start : citation.end]
        return typed.count("(") > typed.count(")")

    def _citation_from(self, start: int) -> Citation | None:
        return next((one for one in self._citations if one.start >= start), None)

    def _token(self, start: int, glued: bool) -> int:
        """Read the token that begins at an offset and give the offset behind it."""
        citation = self._citation_from(start)
        if citation is not None and citation.start == start:
            return self._instrument(citation)
        if start in self._closing:
            return self._phrase(start)
        if self._text[start] in "()":
            self._tokens.append(_Token("open" if self._text[start] == "(" else "close", self._text[start]))
            return start + 1
        dashes = _DASHES.match(self._text, start)
        if dashes is not None and (glued or start == 0 or self._text[start - 1] in " ("):
            self._tokens.append(_Token("minus", dashes[0]))
            return dashes.end()
        field = _FIELD.match(self._text, start)
        if field is not None:
            return self._field(field)
        operator = None if glued else _OPERATOR.match(self._text, start)
        if operator is not None and not (self._capitals and operator[0] in _WORDS_IN_CAPITALS):
            self._tokens.append(_Token(OPERATORS[operator[0]], operator[0], weak=self._capitals))
            return operator.end()
        end = self._word_end(start)
        self._tokens.append(_Token("word", self._plain[start:end]))
        return end

    def _word_end(self, start: int) -> int:
        match = _WORD.match(self._text, start)
        end = match.end() if match is not None else start
        following = self._citation_from(start + 1)
        return end if following is None else min(end, following.start)

    def _instrument(self, citation: Citation) -> int:
        end = citation.end
        if self._lacks_bracket(citation):
            closing = self._text.find(")", end)
            end = closing + 1 if closing >= 0 else end
        named = Named(citation, self._plain[citation.start : end])
        dated = _DATED.match(self._text, end) if citation.date or citation.year else None
        end = dated.end() if dated else end
        self._tokens.append(_Token("named", self._plain[citation.start : end], named))
        return end

    def _phrase(self, start: int) -> int:
        end = self._closing[start] + 1
        phrase = _tidy(self._plain[start + 1 : end - 1])
        slop, end = self._slop(end) if self._text.startswith("~", end) else (None, end)
        self._tokens.append(_Token("ready", node=Quoted(phrase, slop)) if _has_words(phrase) else _LEFT_OUT)
        return end

    def _slop(self, start: int) -> tuple[int | None, int]:
        """Read the distance that a phrase allows from its "~"; what is no distance stays to be searched as words."""
        typed = _WORD.match(self._text, start)
        value = typed[0][1:].rstrip(_TRAILING) if typed is not None else ""
        if not (value.isascii() and value.isdigit()):
            self._say(
                "bad-slop",
                'Sau dấu ~ phải là một số, ví dụ "giáo dục miền núi"~5; đang tìm đúng cụm từ trong ngoặc kép.',
            )
            return None, start + 1
        if int(value) > MAX_SLOP:
            self._say(
                "bad-slop",
                "Các từ chỉ có thể cách nhau tối đa %(most)s từ; đang tìm với khoảng cách %(most)s.",
                most=MAX_SLOP,
            )
        return min(int(value), MAX_SLOP), start + 1 + len(value)

    def _field(self, match: re.Match[str]) -> int:
        name, end = match.lastgroup or "", match.end()
        # What was typed tells: a quote that was taken out left a blank here.
        spaced = self._typed.startswith(" ", end)
        if name in _BOUNDS and not spaced:
            return self._bound(match[0], name, end)
        self._tokens.append(_Token("field", match[0], name=name, spaced=spaced))
        return end

    def _bound(self, typed: str, name: str, start: int) -> int:
        """Read the day, month or year behind "từ:", "đến:"."""
        if start in self._closing:
            first, last, end = start + 1, self._closing[start], self._closing[start] + 1
        else:
            first = start + self._text.startswith(" ", start)
            word = _WORD.match(self._text, first)
            last = end = word.end() if word is not None else start
        value = self._plain[first:last]
        value = value.strip().rstrip(_TRAILING)
        if not value:
            _say_empty(typed, self._say)
            self._tokens.append(_LEFT_OUT)
            return end
        try:
            span = date_span(name, value)
        except BadParameter:
            self._say(
                "bad-date",
                "Ngày không hợp lệ: «%(typed)s»; ngày này chưa được dùng. "
                "Hãy nhập ngày/tháng/năm, ví dụ 23/01/2019, hoặc chỉ năm 2019.",
                typed=typed + value,
            )
            self._tokens.append(_LEFT_OUT)
            return end
        self._tokens.append(_Token("date", typed + value, name=name, span=span))
        return end


def _settled(tokens: Sequence[_Token], say: _Say) -> list[_Token]:
    """Settle what only the neighbours tell: names of fields with a blank behind, operators among capitals."""
    settled: list[_Token] = []
    for index, token in enumerate(tokens):
        following = tokens[index + 1] if index + 1 < len(tokens) else None
        before = settled[-1].kind if settled else None
        if token.kind == "or" and token.weak:
            between = before in _ENDS and following is not None and following.kind in _BEGINS
            settled.append(token if between else _Token("word", token.text))
        elif token.kind == "not" and token.text != "NOT" and _is_emphasis(tokens, index):
            say(
                "long-exclusion",
                "«%(typed)s» được tìm như từ thường. Muốn loại trừ cả cụm phía sau, hãy đặt cụm đó trong ngoặc đơn.",
                typed=token.text,
            )
            settled.append(_Token("word", token.text))
        elif token.kind != "field" or not token.spaced:
            settled.append(token)
        elif following is None or following.kind not in ("word", "ready", "named", "open"):
            _say_empty(token.text, say)
            settled.append(_LEFT_OUT)
        elif token.name == "number":
            numbered = _may_be_number(following, beside_word=before == "word")
            settled += [token] if numbered else _as_words(token)
        else:
            say(
                "spaced-field",
                "«%(typed)s» được tìm như từ thường vì có dấu cách phía sau. Hãy viết liền, ví dụ %(example)s.",
                typed=token.text,
                example=_EXAMPLES[token.name],
            )
            settled += _as_words(token)
    return settled


def _is_emphasis(tokens: Sequence[_Token], index: int) -> bool:
    """Tell whether a KHÔNG belongs to a sentence: a long run of words or a question mark follows."""
    run = list(takewhile(lambda token: token.kind == "word", tokens[index + 1 :]))
    return len(run) > MAX_EXCLUDED or bool(run and run[-1].text.endswith("?"))


def _may_be_number(token: _Token, *, beside_word: bool) -> bool:
    """Tell whether a number of an instrument follows "Số: ": "202/KH", but not "Tổng số: 500 người"."""
    if token.kind == "named" or (token.kind != "word" and not beside_word):
        return True
    return bool((_LETTERED if beside_word else _NUMBERED).match(token.text))


def _as_words(token: _Token) -> list[_Token]:
    return [_Token("word", word) for word in token.text.split()]


def _balanced(tokens: Iterable[_Token], say: _Say) -> list[_Token]:
    """Leave out brackets that nothing opened or that are nested too deep, and add those that close at the end."""
    balanced: list[_Token] = []
    opened: list[bool] = []  # whether it was kept
    for token in tokens:
        keep = True
        if token.kind == "open":
            keep = len(opened) < MAX_DEPTH
            opened.append(keep)
            if not keep:
                say(
                    "too-deep", "Dấu ngoặc đơn lồng nhau quá %(most)s lớp; đã bỏ qua các lớp bên trong.", most=MAX_DEPTH
                )
        elif token.kind == "close":
            keep = opened.pop() if opened else False
            if not keep and not opened:
                say("unbalanced-bracket", "Thừa dấu ngoặc đơn đóng; đã bỏ qua.")
        if keep:
            balanced.append(token)
    if opened:
        say("unbalanced-bracket", "Thiếu dấu ngoặc đơn đóng; đã tự thêm ở cuối.")
    closing = sum(opened)
    while closing and balanced[-1].kind == "open":
        balanced.pop()
        closing -= 1
    return balanced + [_Token("close", ")")] * closing


class _Parser:
    """Makes the tree of tokens whose brackets are balanced, by recursive descent."""

    def __init__(self, tokens: Sequence[_Token], say: _Say) -> None:
        self._tokens = tokens
        self._say = say
        self._position = 0

    def tree(self) -> Node:
        """Give the tree of all tokens."""
        return self._either()

    @property
    def _kind(self) -> _Kind | None:
        """What comes next; None at the end."""
        return self._tokens[self._position].kind if self._position < len(self._tokens) else None

    def _take(self) -> _Token:
        self._position += 1
        return self._tokens[self._position - 1]

    def _either(self) -> Node:
        node, empty = self._both()
        parts = [node]
        while self._kind == "or":
            operator = self._take().text
            node, next_empty = self._both()
            if empty or next_empty:
                self._say_lacks_part(operator)
            parts.append(node)
            empty = next_empty
        return _either(parts)

    def _both(self) -> tuple[Node, bool]:
        """Read parts that stand side by side; tell too whether there were none at all."""
        parts: list[Node] = []
        bounds: list[_Token] = []
        bounds_at = 0
        operator, empty = "", True
        while self._kind not in (None, "or", "close"):
            if self._kind == "and":
                if empty or operator:
                    self._say_lacks_part(self._tokens[self._position].text)
                operator = self._take().text
                continue
            operator, empty = "", False
            if self._kind == "date":
                bounds_at = bounds_at if bounds else len(parts)
                bounds.append(self._take())
            else:
                parts.append(self._unary())
        if operator and not empty:
            self._say_lacks_part(operator)
        if bounds:
            parts.insert(bounds_at, self._dates(bounds))
        return _both(parts), empty

    def _say_lacks_part(self, operator: str) -> None:
        self._say("missing-part", "«%(typed)s» cần có từ ở cả hai bên; đã bỏ qua.", typed=operator)

    def _dates(self, bounds: Sequence[_Token]) -> Dates:
        """Make one range of the bounds that stand side by side: the narrowest, and the right way round."""
        spans = {name: [b.span for b in bounds if b.name == name and b.span is not None] for name in _BOUNDS}
        first = max(spans["first"], default=None)
        last = min(spans["last"], key=lambda span: span[1], default=None)
        if first is not None and last is not None and first[0] > last[1]:
            self._say("swapped-dates", "Ngày bắt đầu muộn hơn ngày kết thúc; đã đổi chỗ hai ngày.")
            first, last = last, first
        return Dates(first[0] if first is not None else None, last[1] if last is not None else None)

    def _unary(self) -> Node:
        negated, near, operator = False, False, ""
        while self._kind in ("not", "minus"):
            token = self._take()
            negated, near = not negated, token.kind == "minus"
            operator = operator or token.text
        if operator and self._kind in (None, "and", "or", "close"):
            self._say("missing-part", "Sau «%(typed)s» chưa có từ cần loại trừ; đã bỏ qua.", typed=operator)
            return Nothing()
        part = self._part(near=near)
        return _without(part) if negated else part

    def _part(self, *, near: bool) -> Node:
        """Read one part; one word alone where it stands `near` a dash or a colon."""
        if self._kind == "word":
            return _words([self._take()]) if near else self._words()
        token = self._take()
        if token.kind == "open":
            return self._group()
        if token.kind == "field":
            return self._field(token)
        if token.kind == "date":
            return self._dates([token])
        return token.node or Nothing()

    def _words(self) -> Node:
        taken: list[_Token] = []
        while self._kind == "word":
            taken.append(self._take())
        return _words(taken)

    def _group(self) -> Node:
        if self._kind == "close":
            self._say("missing-part", "Trong dấu ngoặc đơn không có từ nào; đã bỏ qua.")
        node = self._either()
        self._take()
        return node

    def _field(self, token: _Token) -> Node:
        negated = self._kind == "minus"
        if negated:
            self._take()
        part: Node = Nothing()
        if self._kind in ("ready", "open") or negated or token.name == "number":
            if self._kind in ("word", "ready", "named", "open"):
                part = self._part(near=True)
        elif self._kind in ("word", "named"):
            part = self._run() if token.name == "title" else self._name()
        if isinstance(part, Nothing):
            _say_empty(token.text, self._say)
            return part
        field = InField(next(field for field in _PLACES if field == token.name), part)
        return _without(field) if negated else field

    def _run(self) -> Node:
        """Read words and instruments as they come."""
        parts: list[Node] = []
        while self._kind in ("word", "named"):
            parts.append(self._words() if self._kind == "word" else self._part(near=True))
        return _both(parts)

    def _name(self) -> Node:
        """Read a publisher's or a category's name: "Nghị quyết 57" may be in it, a number with letters not."""
        taken = [self._take()]
        while self._kind in ("word", "named"):
            node = self._tokens[self._position].node
            if isinstance(node, Named) and node.citation.kind == "full":
                break
            taken.append(self._take())
        return _words(taken)


def _say_empty(field: str, say: _Say) -> None:
    say("empty-field", "Chưa có gì sau «%(field)s»; đã bỏ qua.", field=field)


def _tidy(text: str) -> str:
    return " ".join(text.split())


def _has_words(text: str) -> bool:
    return next(syllables(text), None) is not None


def _words(tokens: Iterable[_Token]) -> Node:
    # What stood behind a bracket or an instrument: "(TW), …".
    text = _tidy(" ".join(token.text for token in tokens)).lstrip(_TRAILING + " ")
    return Words(text) if _has_words(text) else Nothing()


def _without(part: Node) -> Node:
    if isinstance(part, Nothing):
        return part
    return part.part if isinstance(part, Without) else Without(part)


def _both(parts: Iterable[Node]) -> Node:
    flat: list[Node] = []
    for part in parts:
        flat += part.parts if isinstance(part, Both) else [] if isinstance(part, Nothing) else [part]
    return Both(tuple(flat)) if len(flat) > 1 else flat[0] if flat else Nothing()


def _either(parts: Iterable[Node]) -> Node:
    flat: list[Node] = []
    for part in parts:
        flat += part.parts if isinstance(part, Either) else [] if isinstance(part, Nothing) else [part]
    return Either(tuple(flat)) if len(flat) > 1 else flat[0] if flat else Nothing()
