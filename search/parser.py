"""From what a person typed to a query: what must match, what ranks, what is highlighted.

`search.grammar` reads the text, this module turns its tree into conditions and terms. The text is analysed by the very
functions that analysed the articles, so both sides speak the same words. Nothing that is typed raises an error.

**What has to match** (the policy; figures in ARCHITECTURE.md). A plain run of words asks for units: syllables, words
written together (`COVID-19`), and what an abbreviation stands for (`bình đẳng giới`, `BĐG`), which is one unit.
`WANTED` tells how many of them an article has to have. Syllables of `search.stop_syllables` do not count. What stands
in quotes, fields or brackets, instruments, dates and exclusions are always wanted; but in a sentence of more than
`SENTENCE` syllables quotes and instruments are units, and a quote as long as that is a run of words. Where nothing
matches, half of the units will do, and then any.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from index.analysis import SENTENCE_BREAK, Form, Syllable, analyse, fold, fold_text, form_of, syllables
from index.article import TEXT_FIELDS
from index.citations import Citation
from search import grammar, ranking
from search.abbreviations import Alternative, alternatives
from search.query import (
    All,
    AnyOf,
    AtLeast,
    Dated,
    Everything,
    Exact,
    Near,
    Node,
    Not,
    Phrase,
    RankTerm,
    ValueHolds,
    ValuePrefix,
    Word,
)
from search.results import Notice
from search.stop_syllables import is_stop
from search.vietnamese_syllables import other_spellings

#: Up to so many units of a plain run, this share of them is wanted (see ARCHITECTURE.md for the figures).
WANTED: Sequence[tuple[float, float]] = ((3, 1.0), (6, 0.5), (math.inf, 0.34))

#: Plain runs of more syllables are a sentence: in it quotes and instruments are units as well.
SENTENCE = 8
#: Beside plain runs of more syllables, curly quotes (“”) are a headline's.
HEADLINE = 4

#: What another spelling of a syllable (`kĩ`, `kỹ`) weighs beside the typed one.
OTHER_SPELLING = 0.9

#: What a syllable of `search.stop_syllables` weighs as a word of its own (see ARCHITECTURE.md): the "là gì" and
#: "như thế nào" of a question are rare in texts that answer it, so they would count as telling.
STOP_WEIGHT = 0.5

#: What an abbreviation's meaning, or the abbreviation of a meaning, weighs beside what was typed (see ARCHITECTURE.md).
OTHER_WAY = 0.5

#: The beginning of a number with its letters: "202/KH", "202/2019/kh-u".
_BEGUN = re.compile(
    r"0*(?P<number>\d{1,5}[a-zđ]?)(?:/\d{4})?[/-](?P<letters>[^\W\d_](?:[^\W\d_]|[&-])*)", re.IGNORECASE
)
#: A number of the National Assembly or its Standing Committee: "45/2013/QH13" does not tell a law from a resolution.
_PARLIAMENT = re.compile(r"0*(?P<number>\d{1,4})/(?P<year>\d{4})/(?P<organ>(?:ubtv)?qh\d{0,2})", re.IGNORECASE)
#: Type codes that keys put before such an organ.
_PARLIAMENT_CODES = ("luat", "nq", "pl")
#: A number alone, in the field of numbers.
_BARE = re.compile(r"0*(?P<number>\d{1,5}[a-zđ]?)", re.IGNORECASE)
#: What begins and ends a word for a reader, and is no part of it.
_TOKENS = re.compile(r"\S+")

#: "và", folded.
_AND = "va"


@dataclass(frozen=True, slots=True)
class Parsed:
    """A parsed query: what must match, what ranks, what to highlight, and what to tell the reader.

    `words` are the forms to highlight; `instruments` take the keys of the instruments that were typed, whose mentions
    are highlighted whole. `relaxed` are wider matches, in this order, for when nothing matches. `tree` is what was
    read; `plain` tells that it holds words and instruments alone, no quotes, operator, field or date.
    """

    text: str
    match: Node
    rank: tuple[RankTerm, ...]
    words: tuple[Form, ...]
    instruments: tuple[ValuePrefix, ...]
    relaxed: tuple[Node, ...]
    notices: tuple[Notice, ...]
    tree: grammar.Node
    plain: bool


def parse(typed: str, *, strict: bool = False) -> Parsed:
    """Parse what was typed into the search box. Never fails.

    `bình đẳng giới` asks for articles with these words, with or without marks; `"bình đẳng giới"` for them side by
    side; `202/KH-UBND` for articles that cite that plan; `-covid` leaves articles out; `search.grammar` tells the rest.
    `strict` wants syllables with just the marks that were typed, and no other spelling.
    """
    sentence = grammar.read(typed)
    maker = _Maker(strict)
    match, relaxed = maker.top(sentence.tree, sentence.text)
    return Parsed(
        text=sentence.text,
        match=match,
        rank=_rank_terms(maker, strict),
        words=tuple(dict.fromkeys(maker.shown)),
        instruments=tuple(dict.fromkeys(maker.instruments)),
        relaxed=relaxed,
        notices=sentence.notices,
        tree=sentence.tree,
        plain=_is_plain(sentence.tree),
    )


def least_of(units: int) -> int:
    """Tell how many of so many units an article has to have."""
    return next(math.ceil(share * units) for most, share in WANTED if units <= most)


def _length(parts: Iterable[grammar.Node]) -> int:
    """Count the syllables of the plain runs."""
    return sum(len(list(syllables(part.text))) for part in parts if isinstance(part, grammar.Words))


def _is_plain(tree: grammar.Node) -> bool:
    parts = tree.parts if isinstance(tree, grammar.Both) else (tree,)
    return all(isinstance(part, grammar.Words | grammar.Nothing | grammar.Named) for part in parts)


@dataclass(frozen=True, slots=True)
class _Unit:
    """One thing that a run of words asks for, and whether it counts."""

    node: Node
    counts: bool


class _Maker:
    """Turns a tree into conditions; what ranks and what is highlighted is gathered on the way, in typed order."""

    def __init__(self, strict: bool) -> None:
        self._strict = strict
        #: Forms typed, part by part: what ranks; and other ways to say some of them.
        self.forms: list[list[Form]] = []
        self.others: list[tuple[Sequence[Form], Alternative]] = []
        self.shown: list[Form] = []
        self.instruments: list[ValuePrefix] = []

    def top(self, tree: grammar.Node, typed: str) -> tuple[Node, tuple[Node, ...]]:
        """Give what must match, and wider matches."""
        parts = tree.parts if isinstance(tree, grammar.Both) else (tree,)
        units: list[_Unit] = []
        wanted: list[Node] = []
        left_out: list[Node] = []
        length = _length(parts)
        sentence = length > SENTENCE
        for part in parts:
            match part:
                case grammar.Nothing():
                    continue
                case grammar.Words(text):
                    units += self._units(text, TEXT_FIELDS, gather=True)
                case grammar.Quoted(text, None) if len(list(syllables(text))) > SENTENCE:
                    # A pasted passage: nobody asks for so long a phrase.
                    units += self._units(text, TEXT_FIELDS, gather=True)
                case grammar.Quoted(text, None) if length > HEADLINE and f"“{text}" in typed:
                    # A headline quotes somebody.
                    units.append(_Unit(self._node(part, TEXT_FIELDS, gather=True), True))
                case grammar.Quoted() | grammar.Named() if sentence:
                    # Somebody's words, or one thing among many that a sentence speaks of.
                    units.append(_Unit(self._node(part, TEXT_FIELDS, gather=True), True))
                case grammar.Without(grammar.Words(text)) if sentence and text[0].isdecimal():
                    # "Su -34": no dash that leaves out.
                    units += self._units(text, TEXT_FIELDS, gather=True)
                case grammar.Without(inner):
                    left_out.append(Not(self._node(inner, TEXT_FIELDS, gather=False)))
                case _:
                    wanted.append(self._node(part, TEXT_FIELDS, gather=True))
        units = list({unit.node: unit for unit in units}.values())
        counted = [unit.node for unit in units if unit.counts]
        if len(units) <= WANTED[0][0] or not counted:
            counted = [unit.node for unit in units]
        fixed = [*dict.fromkeys(wanted), *left_out]
        least = least_of(len(counted))
        match = _top([*_some(counted, least), *fixed])
        positive = [*counted, *dict.fromkeys(wanted)]
        wider = [_top([*_some(counted, some), *fixed]) for some in (-(-len(counted) // 2), 1) if some < least]
        if wanted and len(positive) > 1:
            # Any of what was asked for; what was left out stays so.
            wider.append(_top([AnyOf(tuple(positive)), *left_out]))
        return match, tuple(one for one in dict.fromkeys(wider) if one != match)

    def _node(self, tree: grammar.Node, fields: tuple[str, ...], *, gather: bool) -> Node:
        """Give the condition of a part, all of whose words are wanted."""
        match tree:
            case grammar.Words(text):
                return _both([unit.node for unit in self._units(text, fields, gather=gather)])
            case grammar.Quoted(text, slop):
                forms = [s.form for s in syllables(text)]
                if gather:
                    self.forms.append(forms)
                    self.shown += forms
                if slop is not None and len(forms) > 1:
                    near = Near(tuple(form.folded for form in forms), slop, fields)
                    return self._with_marks(near, forms, fields)
                return self._phrase(text, fields)
            case grammar.Named(citation, text):
                return self._instrument(citation, text, gather=gather)
            case grammar.InField(field, part):
                return self._in_field(field, part, gather=gather)
            case grammar.Dates(first, last):
                return Dated(first, last)
            case grammar.Without(part):
                return Not(self._node(part, fields, gather=False))
            case grammar.Both(parts):
                return _both([self._node(part, fields, gather=gather) for part in parts])
            case grammar.Either(parts):
                return AnyOf(tuple(self._node(part, fields, gather=gather) for part in parts))
            case grammar.Nothing():
                return Everything()

    def _in_field(self, field: grammar.Field, part: grammar.Node, *, gather: bool) -> Node:
        if field == "title":
            return self._node(part, ("title",), gather=gather)
        if field == "number":
            return self._number(part, gather=gather)
        return self._value(field, part)

    def _value(self, facet: str, part: grammar.Node) -> Node:
        match part:
            case grammar.Words(text) | grammar.Quoted(text):
                return ValueHolds(facet, tuple(fold_text(text).split()))
            case grammar.Without(inner):
                return Not(self._value(facet, inner))
            case grammar.Both(parts):
                return _both([self._value(facet, one) for one in parts])
            case grammar.Either(parts):
                return AnyOf(tuple(self._value(facet, one) for one in parts))
            case _:
                return self._node(part, TEXT_FIELDS, gather=False)

    def _number(self, part: grammar.Node, *, gather: bool) -> Node:
        match part:
            case grammar.Named(citation):
                wanted: tuple[ValuePrefix, ...] = (cited(citation),)
            case grammar.Words(text) | grammar.Quoted(text):
                bare = _BARE.fullmatch(text)
                wanted = _begun(text) or ((ValuePrefix("instrument", "", f":{bare['number']}:"),) if bare else ())
                if not wanted:
                    return self._phrase(text, TEXT_FIELDS)
            case grammar.Without(inner):
                return Not(self._number(inner, gather=False))
            case grammar.Both(parts):
                return _both([self._number(one, gather=gather) for one in parts])
            case grammar.Either(parts):
                return AnyOf(tuple(self._number(one, gather=gather) for one in parts))
            case _:
                return self._node(part, TEXT_FIELDS, gather=gather)
        if gather:
            self.instruments += wanted
        return wanted[0] if len(wanted) == 1 else AnyOf(wanted)

    def _instrument(self, citation: Citation, text: str, *, gather: bool) -> Node:
        """Ask for articles that cite an instrument; its number and letters as a phrase catch what the finder missed."""
        wanted = cited(citation)
        printed = f"{citation.number} {citation.symbol}" if citation.symbol else text
        if gather:
            self.instruments.append(wanted)
            self.forms.append([s.form for s in syllables(text)])
        return AnyOf((wanted, _phrase(printed, TEXT_FIELDS)))

    def _units(self, text: str, fields: tuple[str, ...], *, gather: bool) -> list[_Unit]:
        """Part a run of words into units."""
        found = list(syllables(text))
        forms = [one.form for one in found]
        if gather:
            self.forms.append(forms)
        others: dict[int, list[Alternative]] = {}
        for other in () if self._strict else alternatives(text):
            others.setdefault(other.start, []).append(other)
        units: list[_Unit] = []
        tokens = _tokens(text, found)
        ends = {last for _, last, _ in tokens}
        done = 0
        for first, last, word in tokens:
            if first < done:
                continue
            said = others.get(first, ())
            # What ends inside a word would lose the rest of that word.
            if said and said[0].end in ends:
                last = done = said[0].end
                units.append(_Unit(self._or_said(text[found[first].start : found[last - 1].end], said, fields), True))
                if gather:
                    self.others += [(forms[first:last], one) for one in said]
                    self.shown += forms[first:last]
                    for one in said:
                        self.shown += [s.form for s in syllables(one.text)]
                continue
            wanted = _begun(word)
            if wanted:
                units.append(_Unit(AnyOf((*wanted, self._phrase(word, fields))), True))
                if gather:
                    self.instruments += wanted
                continue
            if gather:
                self.shown += forms[first:last]
            if last - first > 1:
                # "COVID-19", "23/01/2019": what is typed without a space stands side by side.
                units.append(_Unit(self._phrase(word, fields), True))
            else:
                units.append(_Unit(self._syllable(forms[first], fields, gather=gather), not is_stop(forms[first])))
        return units

    def _syllable(self, form: Form, fields: tuple[str, ...], *, gather: bool) -> Node:
        if self._strict:
            return Exact(form.folded, form.marked, fields)
        others = tuple(dict.fromkeys(fold(other) for other in other_spellings(form.folded)))
        if gather:
            self.shown += [form_of(other) for other in others]
        words = tuple(Word(word, fields) for word in (form.folded, *others))
        return words[0] if len(words) == 1 else AnyOf(words)

    def _or_said(self, typed: str, others: Iterable[Alternative], fields: tuple[str, ...]) -> Node:
        """Ask for words that belong together, or for another way to say them: one condition whichever was typed."""
        texts = (typed, *(other.text for other in others))
        return AnyOf(tuple(dict.fromkeys(_together([s.form.folded for s in syllables(t)], fields) for t in texts)))

    def _phrase(self, text: str, fields: tuple[str, ...]) -> Node:
        return self._with_marks(_phrase(text, fields), [s.form for s in syllables(text)], fields)

    def _with_marks(self, node: Node, forms: Iterable[Form], fields: tuple[str, ...]) -> Node:
        """Want the very marks of each syllable too, where the query is strict."""
        if not self._strict:
            return node
        return _both([node, *(Exact(form.folded, form.marked, fields) for form in dict.fromkeys(forms))])


def _tokens(text: str, found: Sequence[Syllable]) -> list[tuple[int, int, str]]:
    """Part a text at its blanks: from which to before which syllable each word goes, and the word itself."""
    tokens = []
    first = 0
    for match in _TOKENS.finditer(text):
        last = first
        while last < len(found) and found[last].start < match.end():
            last += 1
        if last > first:
            tokens.append((first, last, match.group()))
        first = last
    return tokens


def _top(nodes: Iterable[Node]) -> Node:
    """Want all of some conditions: a query's own, which is `All` unless it wants nothing."""
    node = _both(nodes)
    return node if isinstance(node, All | Everything) else All((node,))


def _both(nodes: Iterable[Node]) -> Node:
    """Want all of some conditions, those that want nothing left out."""
    parts = tuple(node for node in nodes if not isinstance(node, Everything) and node != All(()))
    if not parts:
        return Everything()
    return parts[0] if len(parts) == 1 and not isinstance(parts[0], Not) else All(parts)


def _some(nodes: Sequence[Node], least: int) -> Iterator[Node]:
    """Want so many of some conditions."""
    if least >= len(nodes):
        yield from nodes
    else:
        yield AnyOf(tuple(nodes)) if least == 1 else AtLeast(tuple(nodes), least)


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


def _phrase(text: str, fields: tuple[str, ...]) -> Node:
    """Make the condition that words stand side by side; each sentence of the text is a phrase of its own."""
    phrases: list[list[str]] = [[]]
    for word in analyse(text, words=False).folded:
        if word == SENTENCE_BREAK:
            phrases.append([])
        else:
            phrases[-1].append(word)
    return _both(
        Phrase(tuple(phrase), fields) if len(phrase) > 1 else Word(phrase[0], fields) for phrase in phrases if phrase
    )


def _together(words: Sequence[str], fields: tuple[str, ...]) -> Node:
    """Ask for words of one meaning: every two neighbours side by side; of four words and more, all such pairs but one.

    So `quản lý bảo vệ rừng` takes "quản lý và bảo vệ rừng" too, and no positions are read, as for a phrase. Pairs with
    "và", which may as well be a comma, are left out: they are the ones that may be missing.
    """
    if len(words) == 1:
        return Word(words[0], fields)
    pairs = tuple(dict.fromkeys(Phrase(pair, fields) for pair in pairwise(words)))
    kept = tuple(pair for pair in pairs if _AND not in pair.words)
    if kept and len(kept) < len(pairs):
        return _both(kept)
    if len(words) > 3 and len(pairs) > 2:
        return AtLeast(pairs, len(pairs) - 1)
    return _both(pairs)


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


def _rank_terms(maker: _Maker, strict: bool) -> tuple[RankTerm, ...]:
    """Give the terms that rank: every view's words, each word once; then other ways to say them."""
    typed: dict[tuple[str, str], RankTerm] = {}

    def add(view: str, term: str, weight: float = 1.0, like: tuple[str, str] | None = None) -> None:
        if ranking.VIEWS[view]:
            typed.setdefault((view, term), RankTerm(view, term, weight * ranking.VIEWS[view], like))

    for forms in maker.forms:
        for form in forms:
            weight = STOP_WEIGHT if is_stop(form) else 1.0
            add("folded", form.folded, weight)
            if form.marked:
                add("marked", form.marked, weight)
    # Words typed one after the other are pairs too, though each was a part of its own.
    forms = [form for part in maker.forms for form in part]
    for left, right in pairwise(forms):
        add("pairs", f"{left.folded} {right.folded}")
    if strict:
        return tuple(typed.values())
    for place, form in enumerate(forms):
        for other in other_spellings(form.folded):
            add("folded", other, OTHER_SPELLING, ("folded", form.folded))
            if place:
                before = forms[place - 1].folded
                add("pairs", f"{before} {other}", OTHER_SPELLING, ("pairs", f"{before} {form.folded}"))
            if place + 1 < len(forms):
                after = forms[place + 1].folded
                add("pairs", f"{other} {after}", OTHER_SPELLING, ("pairs", f"{form.folded} {after}"))
    for said, alternative in maker.others:
        _add_other(typed, said, alternative)
    return tuple(typed.values())


def _add_other(terms: dict[tuple[str, str], RankTerm], said: Sequence[Form], other: Alternative) -> None:
    """Add the terms of another way to say some words: together they weigh what those do, times the weight given."""
    meant = [s.form.folded for s in syllables(other.text)]
    weights = ranking.VIEWS
    weighed = weights["folded"] * len(said) + weights["pairs"] * (len(said) - 1)
    if len(meant) > 1:
        # The pairs alone: what single syllables of it stand for elsewhere has nothing to do with the query.
        made = [("pairs", f"{left} {right}") for left, right in pairwise(meant)]
    else:
        made = [("folded", meant[0])]
    like = ("pairs", f"{said[0].folded} {said[1].folded}") if len(said) > 1 else ("folded", said[0].folded)
    for view, term in made:
        terms.setdefault((view, term), RankTerm(view, term, OTHER_WAY * other.weight * weighed / len(made), like))
