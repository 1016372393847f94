"""The JSON API: the same parameters as the pages, the same rows, open to every site."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, jsonify, request
from werkzeug.exceptions import NotFound

from index.document import StoredArticle
from web import links
from web.backend import door

blueprint = Blueprint("api", __name__, url_prefix="/api/v1")


@blueprint.get("/search")
def search() -> Response:
    """Answer a search as `SearchResult.as_json`, each hit and the whole with a "link" to its page.

    Raises `BadParameter` for the first parameter that cannot be used: nothing is ignored here.
    """
    asked, problems = links.read(request.args)
    if problems:
        raise problems[0]
    result = door().search(asked)
    body = result.as_json()
    body["link"] = links.absolute(links.search_url(asked))
    for hit in body["hits"]:
        hit["link"] = links.absolute(links.article_url(hit["id"], hit["title"]))
    return jsonify(body)


@blueprint.get("/articles/<article_id>")
def article(article_id: str) -> Response:
    """Give one article with the places where it cites instruments."""
    stored = door().article(article_id)
    body = article_as_json(stored)
    body["link"] = links.absolute(links.article_url(article_id, stored.article.title))
    return jsonify(body)


@blueprint.get("/<path:rest>")
def missing(rest: str) -> Response:
    """Say that there is no such door, and which there are."""
    raise NotFound(f"There is no /api/v1/{rest}. There are /api/v1/search and /api/v1/articles/<id>.")


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
