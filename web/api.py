"""The JSON API: the same parameters as the pages, the same rows, open to every site."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask import Blueprint, Response, jsonify, request
from werkzeug.exceptions import NotFound

from index.document import StoredArticle
from search.engine import CountedValue
from search.facets import FACETS
from search.results import ArticleRef
from web import links, values
from web.backend import door

blueprint = Blueprint("api", __name__, url_prefix="/api/v1")

#: What can be asked for, as it is said to whoever asks for something else.
DOORS = (
    "search",
    "suggest",
    "articles/<id>",
    "articles/<id>/related",
    "instruments",
    "instruments/<key>",
    "facets/<name>",
)


@blueprint.get("/search")
def search() -> Response:
    """Answer a search as `SearchResult.as_json`; each hit, each instrument and the whole with a "link" to its page.

    Raises `BadParameter` for the first parameter that cannot be used: nothing is ignored here.
    """
    asked, problems = links.read(request.args)
    if problems:
        raise problems[0]
    result = door().search(asked)
    body = result.as_json()
    body["link"] = links.absolute(links.search_url(asked))
    for hit in body["hits"]:
        for one in (hit, *hit["copies"]):
            one["link"] = links.absolute(links.article_url(one["id"], one["title"]))
    for card in body["instruments"]:
        card["link"] = links.absolute(links.instrument_url(card["key"]))
    return jsonify(body)


@blueprint.get("/facets/<name>")
def facet_values(name: str) -> Response:
    """Give a page of all values of a facet under a search; raise as `search` does."""
    facet = next((facet for facet in FACETS if facet.name == name), None)
    if facet is None:
        raise NotFound(f"There is no facet {name!r}. The facets are: {', '.join(f.name for f in FACETS)}.")
    asked, problems = links.read_values(request.args)
    if problems:
        raise problems[0]
    listed = values.page_of(door().facet_values(asked.search, name, asked.typed), asked)
    return jsonify({
        "facet": name,
        "label": facet.label,
        "total": listed.total,
        "page": listed.page,
        "pages": listed.pages,
        "values": [
            {"value": v.value, "label": v.label, "count": v.count, "selected": v.selected} for v in listed.values
        ],
        "link": links.absolute(links.values_url(name, asked)),
    })  # fmt: skip


@blueprint.get("/instruments")
def instruments() -> Response:
    """Give a page of the list of instruments, each with a "link" to its page; "?" stands for what is unknown."""
    asked, problems = links.read_list(request.args)
    if problems:
        raise problems[0]
    found = door().instruments(asked.chosen, asked.q, asked.page)

    def counts(values: tuple[CountedValue, ...]) -> list[dict[str, Any]]:
        return [{"value": v.value or links.UNKNOWN, "count": v.count} for v in values]

    return jsonify({
        "total": found.total,
        "page": found.page,
        "pages": found.pages,
        "instruments": [
            {**card.as_json(), "link": links.absolute(links.instrument_url(card.key))} for card in found.cards
        ],
        "types": counts(found.types),
        "issuers": counts(found.issuers),
        "years": counts(found.years),
        "link": links.absolute(links.list_url(asked)),
    })  # fmt: skip


@blueprint.get("/instruments/<key>")
def instrument(key: str) -> Response:
    """Give what articles tell of one instrument; a key that means another one there gives that one."""
    found = door().instrument(key)
    return jsonify({**found.as_json(), "link": links.absolute(links.instrument_url(found.card.key))})


@blueprint.get("/suggest")
def suggest() -> Response:
    """Suggest what `q` may become while it is typed, each with a "link"; raise `BadParameter` as `search` does."""
    asked, problems = links.read_suggest(request.args)
    if problems:
        raise problems[0]
    found = door().suggest(asked.typed, asked.limit)
    return jsonify(
        {
            "suggestions": [
                {
                    "kind": one.kind,
                    "text": one.text,
                    "marks": [list(mark) for mark in one.marks],
                    "value": one.value,
                    "count": one.count,
                    "link": links.absolute(links.suggestion_url(one.kind, one.value, one.text)),
                }
                for one in found
            ]
        }
    )


@blueprint.get("/articles/<article_id>")
def article(article_id: str) -> Response:
    """Give one article with the places where it cites instruments."""
    stored = door().article(article_id)
    body = article_as_json(stored)
    body["link"] = links.absolute(links.article_url(article_id, stored.article.title))
    return jsonify(body)


@blueprint.get("/articles/<article_id>/related")
def related(article_id: str) -> Response:
    """Give the articles that have the text of one (`copies`), and those like it (`similar`)."""
    found = door().related(article_id)

    def listed(articles: Sequence[ArticleRef]) -> list[dict[str, Any]]:
        return [{**one.as_json(), "link": links.absolute(links.article_url(one.id, one.title))} for one in articles]

    return jsonify(
        {
            "copies": listed(found.copies),
            "copies_total": found.copies_total,
            "similar": listed(found.similar),
        }
    )


@blueprint.get("/<path:rest>")
def missing(rest: str) -> Response:
    """Say that there is no such door, and which there are."""
    doors = ", ".join(f"/api/v1/{door}" for door in DOORS)
    raise NotFound(f"There is no /api/v1/{rest}. There are: {doors}.")


def article_as_json(stored: StoredArticle) -> dict[str, Any]:
    """Give an article as plain JSON values: dates ISO or null, offsets in code points into the field named."""
    article = stored.article
    return {
        "id": article.id,
        "title": article.title,
        "lead": article.lead,
        "body": article.body,
        "date": article.date.isoformat() if article.date else None,
        "categories": list(article.categories),
        "source": article.source,
        "author": article.author,
        "url": article.url,
        "mentions": [
            {
                "field": mention.field,
                "start": mention.start,
                "end": mention.end,
                "key": mention.key,
                "label": mention.label,
                "type": mention.type,
                "issuer": mention.issuer,
                "date": mention.date.isoformat() if mention.date else None,
            }
            for mention in stored.mentions
        ],
    }
