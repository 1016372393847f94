"""The JSON API: the same parameters as the pages, the same rows, open to every site."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask import Blueprint, Response, jsonify, request, url_for
from werkzeug.exceptions import NotFound

from index.document import StoredArticle
from search.engine import CountedValue
from search.facets import FACETS
from search.request import Request
from search.results import ArticleRef
from web import links, openapi, values, wording
from web.backend import door
from web.openapi_operations import OPERATIONS

blueprint = Blueprint("api", __name__, url_prefix=openapi.ROOT)

#: Sources and categories that are told of a collection; all of them are values of the facet.
COMMONEST = 10


@blueprint.get("/", strict_slashes=False)
def index() -> Response:
    """List what may be asked, with a link to the description of all of it."""
    _take_nothing()
    return jsonify(
        {
            "openapi": links.absolute(url_for("api.description")),
            "doors": [{"path": f"{openapi.ROOT}{one.path}", "summary": one.summary} for one in OPERATIONS],
        }
    )


@blueprint.get("/openapi.json")
def description() -> Response:
    """Give the description of the API (see `web.openapi`), for the address that it is asked at."""
    _take_nothing()
    server = {"url": links.absolute(url_for("api.index")).rstrip("/")}
    return jsonify({**openapi.document(), "servers": [server]})


def _take_nothing() -> None:
    """Raise `BadParameter` for the first parameter of an address that takes none."""
    for problem in links.read_nothing(request.args):
        raise problem


@blueprint.get("/search")
def search() -> Response:
    """Answer a search as `SearchResult.as_json`; each hit, each instrument and the whole with a "link" to its page.

    Raises `BadParameter` for the first parameter that cannot be used: nothing is ignored here.
    """
    asked, problems = links.read(request.args)
    if problems:
        raise problems[0]
    result = door().search(asked)
    body = wording.result_as_json(result, asked)
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
    _take_nothing()
    found = door().instrument(key)
    return jsonify({**found.as_json(), "link": links.absolute(links.instrument_url(found.card.key))})


@blueprint.get("/instruments/<key>/relations")
def relations(key: str) -> Response:
    """Give what articles state of one instrument and others, each with its sentence."""
    return _part_of_instrument(key, "key", "label", "relations")


@blueprint.get("/instruments/<key>/timeline")
def timeline(key: str) -> Response:
    """Give how many articles cite one instrument, year by year; they add up to all."""
    return _part_of_instrument(key, "key", "label", "articles", "years")


def _part_of_instrument(key: str, *names: str) -> Response:
    _take_nothing()
    found = door().instrument(key)
    whole = found.as_json()
    link = links.absolute(links.instrument_url(found.card.key))
    return jsonify({**{name: whole[name] for name in names}, "link": link})


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
    _take_nothing()
    stored = door().article(article_id)
    body = article_as_json(stored)
    body["link"] = links.absolute(links.article_url(article_id, stored.article.title))
    return jsonify(body)


@blueprint.get("/articles/<article_id>/related")
def related(article_id: str) -> Response:
    """Give the articles that have the text of one (`copies`), and those like it (`similar`)."""
    _take_nothing()
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


@blueprint.get("/stats")
def stats() -> Response:
    """Tell what the collection holds, and what names its state (see `Searcher.generation`)."""
    _take_nothing()
    generation, coverage = door().generation(), door().coverage()

    def counted(facet: str) -> dict[str, Any]:
        found = door().facet_values(Request(), facet)
        commonest = [{"value": v.value, "label": v.label, "count": v.count} for v in found[:COMMONEST]]
        return {"total": len(found), "values": commonest}

    return jsonify(
        {
            "articles": coverage.articles,
            "first": coverage.first.isoformat() if coverage.first else None,
            "last": coverage.last.isoformat() if coverage.last else None,
            "committed": coverage.committed.isoformat(timespec="seconds") if coverage.committed else None,
            "generation": generation,
            "instruments": door().instruments().total,
            "sources": counted("source"),
            "categories": counted("category"),
            "link": links.absolute(url_for("coverage.page")),
        }
    )


@blueprint.get("/<path:rest>")
def missing(rest: str) -> Response:
    """Say that there is no such door, and which there are."""
    doors = ", ".join(f"{openapi.ROOT}{one.path}" for one in OPERATIONS)
    raise NotFound(f"There is no {openapi.ROOT}/{rest}. There are: {doors}.")


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
