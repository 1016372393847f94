"""What the API answers, as JSON Schema: one schema for each kind of thing, and nothing in it that is not named here."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from search.facets import FACETS
from web.instruments import KINDS

Schema = dict[str, Any]


def ref(name: str) -> Schema:
    """Point at a schema of `SCHEMAS`."""
    return {"$ref": f"#/components/schemas/{name}"}


def _object(properties: Mapping[str, Schema], description: str, optional: tuple[str, ...] = ()) -> Schema:
    return {
        "type": "object",
        "description": description,
        "properties": dict(properties),
        "required": [name for name in properties if name not in optional],
        "additionalProperties": False,
    }


def _list(items: Schema, description: str = "") -> Schema:
    return {"type": "array", "items": items, **({"description": description} if description else {})}


def _text(description: str) -> Schema:
    return {"type": "string", "description": description}


def _count(description: str) -> Schema:
    return {"type": "integer", "minimum": 0, "description": description}


def _flag(description: str) -> Schema:
    return {"type": "boolean", "description": description}


def _date(description: str) -> Schema:
    return {"type": ["string", "null"], "format": "date", "description": f"{description}; null where it is not known."}


_LINK: Schema = {"type": "string", "format": "uri", "description": "The page about it on this site."}
_KEY = _text("The key of an instrument: letters of its symbol, number, year, and place where it is a local one.")
_MARKS = _list(ref("Range"), "The ranges to highlight, ascending, not overlapping.")

_PAGING: dict[str, Schema] = {
    "total": _count("How many there are on all pages."),
    "page": {"type": "integer", "minimum": 1, "description": "The page that this is."},
    "pages": _count("How many pages there are; 0 where nothing was found."),
}

_ARTICLE: dict[str, Schema] = {
    "id": _text("The article's id, which stays through every import."),
    "title": _text("The title as it was published; may be empty."),
}

_CARD: dict[str, Schema] = {
    "key": _KEY,
    "label": _text("Its name for people."),
    "type": _text("What kind of instrument it is, in Vietnamese; empty where that is not known."),
    "issuer": _text("Who issued it, in Vietnamese; empty where that is not known."),
    "issuer_today": {
        "description": "What the issuer is called today; null where it bears its name still or is not known.",
        "anyOf": [ref("Succession"), {"type": "null"}],
    },
    "date": _date("The day it was issued"),
    "title": _text("What it is about, as articles quote it; empty where none does."),
    "articles": _count("How many articles cite it."),
}

#: Every schema by its name.
SCHEMAS: dict[str, Schema] = {
    "Doors": _object(
        {
            "openapi": {"type": "string", "format": "uri", "description": "This description."},
            "doors": _list(
                _object({"path": _text("Where to ask."), "summary": _text("What it answers.")}, "One question.")
            ),
        },
        "What may be asked here.",
    ),
    "Search": _object(
        {
            **_PAGING,
            "total": _count("How many articles match; reposts of one text are one hit, and count each."),
            "instruments": _list(ref("InstrumentCard"), "Those that a number in the query may mean."),
            "hits": _list(ref("Hit"), "The articles of this page, in the order asked for."),
            "facets": _object(
                {facet.name: _list(ref("FacetValue"), f"{facet.label}.") for facet in FACETS},
                "The values of each facet with the articles that have them under all filters but the facet's own.",
            ),
            "notices": _list(ref("Notice"), "What the search did or could not do."),
            "read_as": _text("What was searched for instead of what was typed; empty where that was taken as it is."),
            "described": _text("In Vietnamese words, what a query with operators asks for; empty for plain words."),
            "advice": _list(ref("Advice"), "What may have been meant."),
            "link": _LINK,
        },
        "One page of a search.",
    ),
    "Hit": _object(
        {
            **_ARTICLE,
            "title_marks": _MARKS,
            "url": _text("Where it was published; empty where that is not known."),
            "date": _date("The day it was published"),
            "categories": _list({"type": "string"}, "Its category, from the widest to the narrowest."),
            "source": _text("Who published it; may be empty."),
            "author": _text("Who wrote it; may be empty."),
            "score": {"type": "number", "description": "How well it fits; 0 where it was not weighed."},
            "snippet": _object(
                {
                    "text": _text("A passage of the article."),
                    "marks": _MARKS,
                    "cut_before": _flag("It begins inside a sentence."),
                    "cut_after": _flag("The text goes on behind it."),
                },
                "What to show of it.",
            ),
            "instruments": _list(ref("InstrumentRef"), "The instruments that it cites, in reading order."),
            "copies": _list(ref("ArticleRef"), "Matches with the same text, the first of them."),
            "copies_total": _count("How many matches have the same text."),
            "link": _LINK,
        },
        "An article that was found.",
    ),
    "Range": {
        "type": "array",
        "description": "Start and end of a passage, the end not in it, in Unicode code points from 0.",
        "items": {"type": "integer", "minimum": 0},
        "minItems": 2,
        "maxItems": 2,
    },
    "InstrumentRef": _object({"key": _KEY, "label": _CARD["label"]}, "An instrument by its name."),
    "InstrumentCard": _object({**_CARD, "link": _LINK}, "An instrument in short."),
    "Succession": _object(
        {
            "name": _text("The name today."),
            "since": {"type": "string", "format": "date", "description": "Since when."},
            "ordered_by": _text("The instrument that ordered it."),
        },
        "What became of an issuer.",
    ),
    "ArticleRef": _object(
        {**_ARTICLE, "source": _text("Who published it."), "date": _date("The day it was published"), "link": _LINK},
        "An article by its title.",
    ),
    "FacetValue": _object(
        {
            "value": _text("What stands in addresses."),
            "label": _text("What people read."),
            "count": _count("How many articles have it."),
            "selected": _flag("Whether it was asked for."),
        },
        "A value of a facet.",
    ),
    "Notice": _object({"code": _text("Which it is; stable."), "message": _text("In Vietnamese.")}, "A notice."),
    "Advice": _object(
        {
            "kind": {"type": "string", "enum": ["spelling", "marks"], "description": "What differs."},
            "text": _text("Another query."),
            "total": _count("How many articles it finds."),
        },
        "A query that may have been meant.",
    ),
    "Suggestions": _object(
        {"suggestions": _list(ref("Suggestion"), "In groups: instruments, categories, phrases, articles.")},
        "What something that is being typed may become.",
    ),
    "Suggestion": _object(
        {
            "kind": {
                "type": "string",
                "enum": ["instrument", "category", "phrase", "article"],
                "description": "What it is.",
            },
            "text": _text("What is shown."),
            "marks": _list(ref("Range"), "The ranges of the text that match what was typed."),
            "value": _text("The key of an instrument, the path of a category, the phrase, the id of an article."),
            "count": _count("In about how many articles it stands; 0 for an article."),
            "link": _LINK,
        },
        "Something of the collection.",
    ),
    "Values": _object(
        {
            "facet": {"type": "string", "enum": [facet.name for facet in FACETS], "description": "Which facet."},
            "label": _text("Its name for people."),
            **_PAGING,
            "values": _list(ref("FacetValue"), "The values of this page."),
            "link": _LINK,
        },
        "A page of all values of a facet under a search.",
    ),
    "Article": _object(
        {
            **_ARTICLE,
            "lead": _text("The paragraph that introduces it; may be empty."),
            "body": _text("The text, paragraphs parted by line ends."),
            "date": _date("The day it was published"),
            "categories": _list({"type": "string"}, "Its category, from the widest to the narrowest."),
            "source": _text("Who published it; may be empty."),
            "author": _text("Who wrote it; may be empty."),
            "url": _text("Where it was published; empty where that is not known."),
            "mentions": _list(ref("Mention"), "Each place where it cites an instrument."),
            "link": _LINK,
        },
        "An article with all its text.",
    ),
    "Mention": _object(
        {
            "field": {"type": "string", "enum": ["title", "lead", "body"], "description": "In which text."},
            "start": _count("Where it begins there, in code points."),
            "end": _count("Where it ends, that place not in it."),
            **{name: _CARD[name] for name in ("key", "label", "type", "issuer", "date")},
        },
        "A place where an article cites an instrument.",
    ),
    "Related": _object(
        {
            "copies": _list(ref("ArticleRef"), "Articles with the same text, the first of them."),
            "copies_total": _count("How many articles have the same text."),
            "similar": _list(ref("ArticleRef"), "Articles like it, the most alike first."),
        },
        "What belongs beside an article.",
    ),
    "Instruments": _object(
        {
            **_PAGING,
            "instruments": _list(ref("InstrumentCard"), "Those of this page, the most cited first."),
            **{
                name: _list(ref("CountedValue"), f"The {name} under the other choices.")
                for name in ("types", "issuers", "years")
            },
            "link": _LINK,
        },
        "A page of the instruments that articles cite.",
    ),
    "CountedValue": _object(
        {"value": _text('The value; "?" is the unknown.'), "count": _count("How many instruments have it.")},
        "A choice among instruments.",
    ),
    "Instrument": _object(
        {
            **_CARD,
            "forms": _list(
                _object(
                    {"form": _text("As it is printed."), "articles": _count("In how many articles.")}, "A printed form."
                ),
                "How articles print it.",
            ),
            "years": _list(ref("YearCount"), "When it is cited, the newest year first."),
            "together": _list(
                _object(
                    {**{name: _CARD[name] for name in ("key", "label")}, "articles": _count("In how many articles.")},
                    "Another instrument.",
                ),
                "What is often cited with it.",
            ),
            "relations": _list(ref("Relation"), "What articles state of it and other instruments."),
            "link": _LINK,
        },
        "What articles tell of an instrument.",
    ),
    "YearCount": _object(
        {
            "year": {"type": ["integer", "null"], "description": "The year; null for articles without a date."},
            "articles": _count("How many articles of that year cite it."),
        },
        "The articles of a year.",
    ),
    "Relation": _object(
        {
            "kind": {"type": "string", "enum": list(KINDS), "description": "What one does to the other."},
            "direction": {
                "type": "string",
                "enum": ["acts", "acted-on"],
                "description": "Whether this instrument does it, or it is done to this one.",
            },
            "other": ref("InstrumentRef"),
            "cue": _text("The words that state it."),
            "sentence": _text("The sentence that states it."),
            "article": _object({**_ARTICLE, "date": _date("The day it was published")}, "The article that states it."),
        },
        "A relation of two instruments, with the sentence that states it.",
    ),
    "Relations": _object(
        {
            "key": _KEY,
            "label": _CARD["label"],
            "relations": _list(ref("Relation"), "What articles state of it and other instruments."),
            "link": _LINK,
        },
        "The relations of an instrument.",
    ),
    "Timeline": _object(
        {
            "key": _KEY,
            "label": _CARD["label"],
            "articles": _count("How many articles cite it: the sum of all years."),
            "years": _list(ref("YearCount"), "The newest year first, articles without a date last."),
            "link": _LINK,
        },
        "When an instrument is cited.",
    ),
    "Stats": _object(
        {
            "articles": _count("How many articles the collection holds."),
            "first": _date("The day of the oldest article"),
            "last": _date("The day of the newest article"),
            "committed": {
                "type": ["string", "null"],
                "format": "date-time",
                "description": "When the collection was last added to; null where that is not known.",
            },
            "generation": _text("The state of the collection: as long as it stays, every answer stays."),
            "instruments": _count("How many instruments are cited."),
            "sources": ref("Counted"),
            "categories": ref("Counted"),
            "link": _LINK,
        },
        "What the collection holds.",
    ),
    "Counted": _object(
        {
            "total": _count("How many there are."),
            "values": _list(
                _object(
                    {
                        "value": _text("What stands in addresses."),
                        "label": _text("What people read."),
                        "count": _count("How many articles have it."),
                    },
                    "A value.",
                ),
                "The commonest; all of them are values of the facet.",
            ),
        },
        "Values of a facet over all articles.",
    ),
    "Problem": _object(
        {
            "type": {"type": "string", "const": "about:blank", "description": "Problems have no pages of their own."},
            "title": _text("The status in words."),
            "status": {"type": "integer", "minimum": 400, "maximum": 599, "description": "The status."},
            "detail": _text("What happened and what to do."),
            "code": _text("Which problem it is; stable."),
            "parameter": _text("The parameter that cannot be used."),
        },
        "What went wrong (RFC 9457).",
        optional=("parameter",),
    ),
}
