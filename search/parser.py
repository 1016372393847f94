"""From what a person typed to a query: words, "phrases", -exclusions and instruments.

The text is cleaned and analysed by the very functions that analysed the articles, so both sides speak the same words.
Whatever cannot be understood is searched as words, with a notice; nothing that is typed raises an error.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

from index.aliases import unite
from index.analysis import SENTENCE_BREAK, Form, Views, analyse, fold_text, syllables
from index.citations import Citation, find_in_query
from index.cleaning import clean_line
from search import ranking
from search.query import All, AnyOf, Everything, Node, Not, Phrase, RankTerm, ValuePrefix, Word
from search.request import MAX_QUERY
from search.results import Notice

#: The beginning of a number with its letters: "202/KH", "202/2019/kh-u".
_BEGUN = re.compile(
    r"0*(?P<number>\d{1,5}[a-zđ]?)(?:/\d{4})?[/-](?P<letters>[^\W\d_](?:[^\W\d_]|[&-])*)", re.IGNORECASE
)
#: A number of the National Assembly or its Standing Committee: "45/2013/QH13" does not tell a law from a resolution.
_PARLIAMENT = re.compile(r"0*(?P<number>\d{1,4})/(?P<year>\d{4})/(?P<organ>(?:ubtv)?qh\d{0,2})", re.IGNORECASE)
#: Type codes that keys put before such an organ.
_PARLIAMENT_CODES = ("luat", "nq", "pl")
#: The date behind a number: "ngày 24/12/2010", "năm 2019".
_DATED = re.compile(
    r"[\s,]*(?:ng[àa]y\s*\d{1,2}\s*(?:[/.-]|th[áa]ng)\s*\d{1,2}\s*(?:[/.-]|n[ăa]m)|n[ăa]m)\s*\d{4}(?!\d)", re.IGNORECASE
)
#: A dash that leaves out what follows it.
_MINUS = re.compile(r"(?<!\S)-$")
#: An excluded or a quoted part: `-"vốn vay"`, `"bình đẳng giới"`, `-covid`; curly quotes too.
_PARTS = re.compile(r"(?P<minus>(?<!\S)-)?(?:[\"“”](?P<phrase>[^\"“”]*)[\"“”]|(?P<word>[^\s\"“”]+))|(?P<quote>[\"“”])")


@dataclass(frozen=True, slots=True)
class Parsed:
    """A parsed query: what must match, what ranks, what to highlight, and what to tell the reader.

    `words` are the forms to highlight; `instruments` take the keys of the instruments that were
    typed, whose mentions are highlighted whole.
    `relaxed` is a wider match for when nothing matches, or None where there is nothing to relax.
    """

    text: str
    match: Node
    rank: tuple[RankTerm, ...]
    words: tuple[Form, ...]
    instruments: tuple[ValuePrefix, ...]
    relaxed: Node | None
    notices: tuple[Notice, ...]


def parse(typed: str) -> Parsed:
    """Parse what was typed into the search box. Never fails.

    `bình đẳng giới` asks for articles with all three syllables, with or without marks; `"bình đẳng giới"` for
    them side by side; `202/KH-UBND` for articles that cite that plan; `-covid` leaves articles out.
    """
    notices: list[Notice] = []
    text = clean_line(typed)
    if len(text) > MAX_QUERY:
        text = text[:MAX_QUERY]
        notices.append(
            Notice("query-too-long", f"Từ khóa quá dài (tối đa {MAX_QUERY} ký tự); phần sau đã được bỏ qua.")
        )
    required: list[Node] = []
    excluded: list[Node] = []
    positive: list[str] = []
    instruments: list[ValuePrefix] = []
    shown: list[Form] = []
    if len(re.findall(r"[\"“”]", text)) % 2:
        notices.append(Notice("unbalanced-quote", "Thiếu dấu ngoặc kép đóng; đang tìm như từ khóa thường."))
    for piece in _pieces(text):
        node = piece.node
        if isinstance(node, Everything):
            continue
        if piece.excluded:
            excluded.append(Not(node))
            continue
        required.append(node)
        positive.append(piece.text)
        instruments += piece.instruments
        if not piece.instruments:
            shown += [s.form for s in syllables(piece.text)]
    if text and not required and not excluded:
        notices.append(Notice("nothing-to-search", "Không có từ nào để tìm; đang hiển thị tất cả các bài."))
    parts = tuple(dict.fromkeys(required))
    forms = tuple(s.form for part in positive for s in syllables(part))
    rank = _rank_terms([analyse(part, words=False) for part in positive], forms)
    return Parsed(
        text=text,
        match=All((*parts, *excluded)) if parts or excluded else Everything(),
        rank=rank,
        words=tuple(dict.fromkeys(shown)),
        instruments=tuple(dict.fromkeys(instruments)),
        relaxed=All((AnyOf(parts), *excluded)) if len(parts) > 1 else None,
        notices=tuple(notices),
    )


@dataclass(frozen=True, slots=True)
class _Piece:
    """One part of a query: as typed, as a condition, and whether it is to be left out."""

    text: str
    node: Node
    excluded: bool = False
    instruments: tuple[ValuePrefix, ...] = ()


def _pieces(text: str) -> Iterator[_Piece]:
    """Part a query into instruments, phrases and words. What stands in quotes is a phrase, numbers and all."""
    quoted = [match.span() for match in _PARTS.finditer(text) if match["phrase"] is not None]
    position = 0
    for citation in unite(find_in_query(text)):
        if any(start < citation.end and citation.start < end for start, end in quoted):
            continue
        before = text[position : citation.start]
        excluded = bool(_MINUS.search(before))
        yield from _plain_pieces(before[:-1] if excluded else before)
        yield _instrument(citation, text[citation.start : citation.end], excluded)
        # The date is part of what was asked for, not words that an article must print.
        dated = _DATED.match(text, citation.end) if citation.date or citation.year else None
        position = dated.end() if dated else citation.end
    yield from _plain_pieces(text[position:])


def _plain_pieces(text: str) -> Iterator[_Piece]:
    for match in _PARTS.finditer(text):
        excluded = bool(match["minus"])
        if match["phrase"] is not None:
            yield _Piece(match["phrase"], _phrase(match["phrase"]), excluded)
        elif match["word"] is not None:
            folded = [s.form.folded for s in syllables(match["word"])]
            wanted = _begun(match["word"])
            if wanted:
                node = AnyOf((*wanted, _phrase(match["word"])))
                yield _Piece(match["word"], node, excluded, instruments=wanted)
                continue
            if excluded or len(folded) > 1:
                # "COVID-19", "23/01/2019": what is typed without a space stands side by side.
                yield _Piece(match["word"], _phrase(match["word"]), excluded)
            elif folded:
                yield _Piece(match["word"], Word(folded[0]))


def _begun(word: str) -> tuple[ValuePrefix, ...]:
    """Give what a word may become that is a number: "202/KH" one of any organ, "45/2013/QH13" one of any type."""
    number = _PARLIAMENT.fullmatch(word)
    if number is not None:
        organ, rest = number["organ"].lower(), f":{number['number']}:{number['year']}"
        return tuple(ValuePrefix("instrument", code + organ, rest) for code in _PARLIAMENT_CODES)
    begun = _BEGUN.fullmatch(word)
    if begun is not None:
        return (ValuePrefix("instrument", fold_text(begun["letters"]).replace(" ", ""), f":{begun['number']}:"),)
    return ()


def _phrase(text: str) -> Node:
    """Make the condition that words stand side by side; each sentence of the text is a phrase of its own."""
    phrases: list[list[str]] = [[]]
    for word in analyse(text, words=False).folded:
        if word == SENTENCE_BREAK:
            phrases.append([])
        else:
            phrases[-1].append(word)
    nodes = tuple(Phrase(tuple(phrase)) if len(phrase) > 1 else Word(phrase[0]) for phrase in phrases if phrase)
    if not nodes:
        return Everything()
    return nodes[0] if len(nodes) == 1 else All(nodes)


def _instrument(citation: Citation, text: str, excluded: bool) -> _Piece:
    """Ask for articles that cite an instrument; its number and letters as a phrase catch what the finder missed."""
    wanted = cited(citation)
    printed = f"{citation.number} {citation.symbol}" if citation.symbol else text
    return _Piece(text, AnyOf((wanted, _phrase(printed))), excluded, instruments=(wanted,))


def cited(citation: Citation) -> ValuePrefix:
    """Give the condition that takes every key that what was typed may mean, whatever is unknown of it.

    `2351/QĐ-TTg` takes every year, `202/KH-UBND` every place, `QĐ 2351` every issuer.
    """
    code, number, rest = citation.key.split(":", 2)
    year, at, scope = rest.partition("@")
    if citation.kind == "short":
        return ValuePrefix("instrument", code, f":{number}:{year.removesuffix('?')}")
    if scope and year == "?":
        return ValuePrefix("instrument", f"{code}:{number}:", at + scope)
    # Letters may still be coming ("202/KH-UB"), or go on with a unit's ("410/UBND-NL").
    return ValuePrefix("instrument", code, f":{number}:{year.removesuffix('?')}{at}{scope}")


def _rank_terms(views: list[Views], forms: tuple[Form, ...]) -> tuple[RankTerm, ...]:
    """Give the terms that rank: every view's words, each word once."""
    terms: dict[tuple[str, str], None] = {}
    for view in views:
        terms.update({("folded", word): None for word in view.folded if word != SENTENCE_BREAK})
        terms.update({("marked", word): None for word in view.marked})
    # Words typed one after the other are pairs too, though each was a part of its own.
    terms.update({("pairs", f"{a.folded} {b.folded}"): None for a, b in pairwise(forms)})
    if any(form.marked for form in forms):
        # Any run of two or three may be one of pyvi's words; a query needs no segmenter to ask.
        terms.update({("words", f"{a.exact} {b.exact}"): None for a, b in pairwise(forms)})
        triples = zip(forms, forms[1:], forms[2:], strict=False)
        terms.update({("words", f"{a.exact} {b.exact} {c.exact}"): None for a, b, c in triples})
    return tuple(RankTerm(view, term, ranking.VIEWS[view]) for view, term in terms)
