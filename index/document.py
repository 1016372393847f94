"""The document: an article with everything that was recognised in it, ready for an engine."""

from __future__ import annotations

import dataclasses
import datetime as dt
import hashlib
import json
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from typing import Any

from index.aliases import unite
from index.analysis import ANALYSIS_VERSION, VIEWS, analyse
from index.article import TEXT_FIELDS, Article
from index.citation_names import tells_body
from index.citations import Citation, find, issuer_name, labels
from index.coding import Pairs, Piece, Words, code_texts, joined, parted, pieces, shrink
from index.near_duplicates import NO_SIGNATURE, SIGNATURE_VERSION, signatures
from index.publishers import place_by_publisher
from index.relations import find_relations


@dataclass(frozen=True, slots=True)
class Mention:
    """One place in the stored text where an instrument is cited.

    `field` is one of `TEXT_FIELDS`; `start`, `end` are offsets in code points into that field's stored text.
    `key` is the instrument's identity, `label` its name for people: "Quyết định 2351/QĐ-TTg (24/12/2010)".
    `type` and `issuer` are the facet values of the instrument; `issuer` is "" where it is unknown. `title` is
    the trích yếu as quoted here, or "".
    """

    field: str
    start: int
    end: int
    key: str
    label: str
    type: str
    issuer: str
    date: dt.date | None
    title: str = ""


@dataclass(frozen=True, slots=True)
class Statement:
    """A sentence of the stored text that states a relation between two instruments (see `relations`).

    `source` acts on `target`: both are keys. `field`, `start`, `end` tell where the sentence stands.
    """

    source: str
    target: str
    kind: str
    cue: str
    field: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class StoredArticle:
    """What an engine keeps of an article to show it again: the cleaned article, its citations, what it states."""

    article: Article
    mentions: tuple[Mention, ...]
    statements: tuple[Statement, ...] = ()


@dataclass(frozen=True, slots=True)
class FacetTerm:
    """A facet value that a document carries, and how this document names it for people."""

    value: str
    label: str


@dataclass(frozen=True, slots=True)
class Document:
    """An article ready for an engine: plain lists of words, no language left to analyse.

    `words` maps `"body.folded"` (text field, dot, view) to the list of that view's words, in order. `facets` maps a
    facet's name to the values that the document carries. `digest` tells whether the article or
    its analysis changed since it was indexed. `signature` tells reposts (see `index.near_duplicates`); `group` names
    the articles of one text, "" until an import has told.
    """

    stored: StoredArticle
    words: Mapping[str, Sequence[str]]
    facets: Mapping[str, tuple[FacetTerm, ...]]
    digest: str
    signature: bytes = NO_SIGNATURE
    group: str = ""


#: Names what this module and the citation finder make of an article; change it whenever that changes.
DOCUMENT_VERSION = "4"

_TABLES = Path(__file__).with_name("tables")

#: Between the text fields of an article when citations are looked for: no citation runs across it.
_FIELD_GAP = "\n\n"

_OPENING_QUOTES = "“\"«‘'"

#: Parts of a value of the facets that record what articles say of instruments.
RECORD_SEPARATOR = "\t"

#: Joins the steps of a category path: "Tin Tức > Tin tổng hợp".
PATH_SEPARATOR = " > "


def build(article: Article) -> Document:
    """Make the document of a cleaned article: recognise its citations, analyse its text, name its facet values."""
    stored = recognise(article)
    words: dict[str, Sequence[str]] = {}
    for field in TEXT_FIELDS:
        text: str = getattr(article, field)
        if not text:
            continue
        views = analyse(text, [(m.start, m.end) for m in stored.mentions if m.field == field])
        for view in VIEWS:
            words[f"{field}.{view}"] = getattr(views, view)
    facets = {**facet_terms(article, stored.mentions), **record_terms(stored)}
    (signature,) = signatures([_folded(words)])
    return Document(stored, words, facets, digest(article), signature)


def build_many(articles: Sequence[Article]) -> list[Document]:
    """Make the documents of many articles, each what `build` gives, several times faster (see `index.coding`)."""
    stored = [recognise(article) for article in articles]
    texts: list[list[Piece]] = []
    for one in stored:
        for field in TEXT_FIELDS:
            spans = [(m.start, m.end) for m in one.mentions if m.field == field]
            texts.append(pieces(getattr(one.article, field), spans))
    views = iter(code_texts(texts))
    listed: list[dict[str, Sequence[str]]] = []
    for one in stored:
        words: dict[str, Sequence[str]] = {}
        listed.append(words)
        for field in TEXT_FIELDS:
            coded = next(views)
            if getattr(one.article, field):
                words.update({f"{field}.{view}": getattr(coded, view) for view in VIEWS})
    made = []
    for one, words, signature in zip(stored, listed, signatures([_folded(words) for words in listed]), strict=True):
        facets = {**facet_terms(one.article, one.mentions), **record_terms(one)}
        made.append(Document(one, words, facets, digest(one.article), signature))
    return made


def _folded(words: Mapping[str, Sequence[str]]) -> list[Sequence[str]]:
    return [words.get(f"{field}.folded", ()) for field in TEXT_FIELDS]


@dataclass(frozen=True, slots=True)
class Packed:
    """What `build_many` made of some articles, without these, in few and plain objects: quick to send elsewhere.

    `mentions`, `statements` and `facets` are tuples of plain values, document by document; `names` the coded lists of
    each document, which stand one after the other in `codes`, as long as `sizes` tells; `vocabulary` their words.
    """

    mentions: list[list[tuple[Any, ...]]]
    statements: list[list[tuple[Any, ...]]]
    facets: list[dict[str, list[tuple[str, str]]]]
    digests: list[str]
    signatures: list[bytes]
    names: list[tuple[str, ...]]
    codes: Any
    sizes: list[int]
    vocabulary: list[str]


def pack(documents: Sequence[Document]) -> Packed:
    """Pack the documents of one `build_many`; their vocabulary is cut down to the words that they hold."""
    coded = shrink([words for one in documents for words in one.words.values() if isinstance(words, Words)])
    codes, sizes, vocabulary = joined(coded)
    return Packed(
        mentions=[[_values(mention) for mention in one.stored.mentions] for one in documents],
        statements=[[_values(told) for told in one.stored.statements] for one in documents],
        facets=[
            {name: [(term.value, term.label) for term in terms] for name, terms in one.facets.items()}
            for one in documents
        ],
        digests=[one.digest for one in documents],
        signatures=[one.signature for one in documents],
        names=[tuple(name for name, words in one.words.items() if isinstance(words, Words)) for one in documents],
        codes=codes,
        sizes=sizes,
        vocabulary=vocabulary,
    )


def unpack(packed: Packed, articles: Sequence[Article]) -> list[Document]:
    """Make the documents again, of the same articles in the same order."""
    lists = iter(parted(packed.codes, packed.sizes, packed.vocabulary))
    made = []
    for article, mentions, statements, facets, digested, signature, names in zip(
        articles,
        packed.mentions,
        packed.statements,
        packed.facets,
        packed.digests,
        packed.signatures,
        packed.names,
        strict=True,
    ):
        words: dict[str, Sequence[str]] = {}
        for name in names:
            listed = next(lists)
            words[name] = listed
            field, _, view = name.partition(".")
            if view == "folded":
                words[f"{field}.pairs"] = Pairs(listed)
        stored = StoredArticle(
            article, tuple(Mention(*values) for values in mentions), tuple(Statement(*values) for values in statements)
        )
        terms = {name: tuple(FacetTerm(value, label) for value, label in values) for name, values in facets.items()}
        made.append(Document(stored, words, terms, digested, signature))
    return made


def _values(one: Mention | Statement) -> tuple[Any, ...]:
    return tuple(getattr(one, name) for name in type(one).__slots__)


def recognise(article: Article) -> StoredArticle:
    """Find the instruments that an article cites, in reading order, and what it states between them.

    The fields are read as one text, so that an undated mention in the title meets the dated one in the body.
    """
    texts = [getattr(article, field) for field in TEXT_FIELDS]
    starts = [0]
    for text in texts[:-1]:
        starts.append(starts[-1] + len(text) + len(_FIELD_GAP))
    whole = _FIELD_GAP.join(texts)
    citations = place_by_publisher(unite(find(whole)), article.source, article.url)
    names = {key: _dated(key, label) for key, label in labels(citations).items()}
    issuers = _issuers(citations)
    mentions: list[Mention] = []
    for citation in citations:
        place = bisect_right(starts, citation.start) - 1
        mentions.append(
            Mention(
                field=TEXT_FIELDS[place],
                start=citation.start - starts[place],
                end=citation.end - starts[place],
                key=citation.key,
                label=names[citation.key],
                type=citation.type,
                issuer=issuers[citation.key],
                date=citation.date,
                title=_quoted_title(whole, citation),
            )
        )
    statements: list[Statement] = []
    for relation in find_relations(whole, citations):
        place = bisect_right(starts, relation.start) - 1
        start, end = relation.start - starts[place], min(relation.end - starts[place], len(texts[place]))
        statements.append(
            Statement(relation.source, relation.target, relation.kind, relation.cue, TEXT_FIELDS[place], start, end)
        )
    return StoredArticle(article, tuple(mentions), tuple(statements))


def _issuers(citations: Sequence[Citation]) -> dict[str, str]:
    """Name the issuer of each key: the one that most of its mentions tell of, of those the first."""
    told: dict[str, Counter[str]] = {}
    for citation in citations:
        told.setdefault(citation.key, Counter())[issuer_name(citation)] += 1
    return {
        key: max(names, key=lambda name: (tells_body(name), bool(name), names[name])) for key, names in told.items()
    }


def _quoted_title(text: str, citation: Citation) -> str:
    """Give the title of an instrument where the text puts it in quotes: the end of any other is a guess."""
    if not citation.title:
        return ""
    place = text.find(citation.title, citation.end)
    return citation.title if place > 0 and text[place - 1] in _OPENING_QUOTES else ""


def _dated(key: str, label: str) -> str:
    """Say of an instrument that its year is not known: keys with different unknowns must not look alike."""
    return f"{label} (chưa rõ năm)" if key.partition("@")[0].endswith("?") else label


def record_terms(stored: StoredArticle) -> dict[str, tuple[FacetTerm, ...]]:
    """Name what an article says of instruments, as values of facets that no page lists.

    `about`: key, type, issuer, date, title; `form`: key, how it is printed; `relation`: key, kind, direction
    (`>` acts, `<` is acted on), key of the other. Parts are joined by `RECORD_SEPARATOR`.
    """
    about: dict[str, list[str]] = {}
    forms: dict[str, None] = {}
    for mention in stored.mentions:
        known = about.setdefault(mention.key, [mention.type, "", "", ""])
        told = [mention.type, mention.issuer, mention.date.isoformat() if mention.date else "", mention.title]
        about[mention.key] = [part or new for part, new in zip(known, told, strict=True)]
        printed = getattr(stored.article, mention.field)[mention.start : mention.end]
        forms[_record(mention.key, " ".join(printed.split()))] = None
    relations: dict[str, None] = {}
    for told_ in stored.statements:
        relations[_record(told_.source, told_.kind, ">", told_.target)] = None
        relations[_record(told_.target, told_.kind, "<", told_.source)] = None
    values = {"about": [_record(key, *parts) for key, parts in about.items()], "form": forms, "relation": relations}
    return {name: tuple(FacetTerm(value, value) for value in given) for name, given in values.items() if given}


def _record(*parts: str) -> str:
    return RECORD_SEPARATOR.join(" ".join(part.split()) for part in parts)


def facet_terms(article: Article, mentions: Sequence[Mention]) -> dict[str, tuple[FacetTerm, ...]]:
    """Name the facet values that an article carries, each once; a category path carries every ancestor."""

    def plain(values: Iterable[str]) -> tuple[FacetTerm, ...]:
        return tuple(FacetTerm(value, value) for value in dict.fromkeys(values) if value)

    path = article.categories
    terms = {
        "year": plain([f"{article.date.year:04}"] if article.date else []),
        "month": (FacetTerm(f"{article.date:%Y-%m}", f"{article.date:%m/%Y}"),) if article.date else (),
        "category": tuple(FacetTerm(PATH_SEPARATOR.join(path[: depth + 1]), name) for depth, name in enumerate(path)),
        "instrument": tuple(FacetTerm(key, label) for key, label in {m.key: m.label for m in mentions}.items()),
        "type": plain(m.type for m in mentions),
        "issuer": plain(m.issuer for m in mentions),
        "source": plain([article.source]),
    }
    return {name: values for name, values in terms.items() if values}


def digest(article: Article) -> str:
    """Give 16 hex characters that change when anything in the article changes."""
    text = json.dumps(_article_as_json(article), ensure_ascii=False)
    return hashlib.blake2b(text.encode(), digest_size=8).hexdigest()


def fingerprint() -> str:
    """Name the analysis of this version: an index made by another one is stale.

    Covers the versions of this module and of the analysis, the segmenter's model, and the tables of the vocabulary.
    """
    whole = hashlib.blake2b(digest_size=8)
    whole.update(f"{DOCUMENT_VERSION} {ANALYSIS_VERSION} {SIGNATURE_VERSION} pyvi {version('pyvi')}".encode())
    for table in sorted(_TABLES.glob("*.tsv")):
        whole.update(table.read_bytes())
    return whole.hexdigest()


def _article_as_json(article: Article) -> dict[str, Any]:
    fields = {name: getattr(article, name) for name in Article.__slots__}
    fields["date"] = article.date.isoformat() if article.date else None
    return fields


def dump_stored(stored: StoredArticle) -> str:
    """Write a stored article as JSON: the form in which engines keep it."""
    mentions = [
        [m.field, m.start, m.end, m.key, m.label, m.type, m.issuer, m.date.isoformat() if m.date else None, m.title]
        for m in stored.mentions
    ]
    statements = [dataclasses.astuple(told) for told in stored.statements]
    record = {"article": _article_as_json(stored.article), "mentions": mentions, "statements": statements}
    return json.dumps(record, ensure_ascii=False)


def _date(text: str | None) -> dt.date | None:
    return dt.date.fromisoformat(text) if text else None


def load_stored(text: str | bytes) -> StoredArticle:
    """Read back what `dump_stored` wrote."""
    data = json.loads(text)
    fields = data["article"]
    fields["categories"] = tuple(fields["categories"])
    fields["date"] = _date(fields["date"])
    mentions = tuple(
        Mention(field, start, end, key, label, type_, issuer, _date(day), title)
        for field, start, end, key, label, type_, issuer, day, title in data["mentions"]
    )
    return StoredArticle(Article(**fields), mentions, tuple(Statement(*told) for told in data["statements"]))
