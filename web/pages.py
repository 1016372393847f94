"""The pages that people read."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import TypeVar

from flask import Blueprint, Response, abort, make_response, redirect, render_template, request
from werkzeug.wrappers import Response as BaseResponse

from index.errors import BadParameter
from search.facets import FACETS
from search.reading import marks_of
from search.request import MAX_QUERY, Request
from web import links, values
from web.backend import door

blueprint = Blueprint("pages", __name__)

#: Articles that the front page shows.
NEWEST = 8

#: Facets by the name that stands in an address.
_FACETS = {facet.name: facet for facet in FACETS}

Answer = TypeVar("Answer")


@blueprint.get("/")
def home() -> str:
    """Show the search box, the newest articles and ways to browse."""
    result = door().search(Request(sort="newest", size=NEWEST))
    return render_template("home.html", result=result, coverage=door().coverage())


@blueprint.get("/tim-kiem")
def search() -> str:
    """Show one page of a search, with a note for every parameter that could not be used."""
    typed, problems = links.read(request.args)
    result, asked, problems = _answer(door().search, typed, problems)
    # The search room has cut a query that is too long, and says so; the links of the page go on from what it used.
    typed, asked = (replace(one, q=one.q[:MAX_QUERY].strip()) for one in (typed, asked))
    return render_template(
        "search.html",
        typed=typed,  # as the form is filled in, so that a wrong date can be mended
        asked=asked,  # as it was answered, which is what every link goes on from
        result=result,
        problems=problems,
        coverage=door().coverage(),
    )


def _answer(
    ask: Callable[[Request], Answer], asked: Request, problems: tuple[BadParameter, ...]
) -> tuple[Answer, Request, tuple[BadParameter, ...]]:
    """Ask, leaving out each parameter that the search room refuses, until it answers."""
    while True:
        try:
            return ask(asked), asked, problems
        except BadParameter as problem:
            fewer = links.without(asked, problem.name)
            if fewer == asked:
                raise
            asked, problems = fewer, (*problems, problem)


@blueprint.get("/tim-kiem/loc/<name>")
def facet_values(name: str) -> str:
    """Show all values of a facet under a search, each a link that chooses it there or leaves it."""
    if name not in _FACETS:
        abort(404)
    typed, problems = links.read_values(request.args)
    found, search, problems = _answer(
        lambda asked: door().facet_values(asked, name, typed.typed), typed.search, problems
    )
    asked = replace(typed, search=replace(search, q=search.q[:MAX_QUERY].strip()))
    return render_template(
        "values.html",
        facet=_FACETS[name],
        asked=asked,
        listed=values.page_of(found, asked),
        problems=problems,
        coverage=door().coverage(),
    )


@blueprint.get("/van-ban")
def instruments() -> str:
    """Show one page of the list of instruments, narrowed by type, issuer, year and what was typed."""
    asked, problems = links.read_list(request.args)
    result = door().instruments(asked.chosen, asked.q, asked.page)
    return render_template(
        "instruments.html", asked=asked, result=result, problems=problems, coverage=door().coverage()
    )


@blueprint.get("/van-ban/<code>/<year>/<number>")
@blueprint.get("/van-ban/<code>/<year>/<number>/<place>")
def instrument(code: str, year: str, number: str, place: str = "") -> str | BaseResponse:
    """Show what articles tell of one instrument; send an address that means another one there."""
    found = door().instrument(links.instrument_key(code, year, number, place))
    if links.instrument_parts(found.card.key) != _parts(code, year, number, place):
        return redirect(links.instrument_url(found.card.key), 302)
    citing = Request(filters={"instrument": (found.card.key,)}, sort="newest")
    return render_template(
        "instrument.html",
        instrument=found,
        card=found.card,
        citing=citing,
        newest=door().search(citing),
        coverage=door().coverage(),
    )


def _parts(code: str, year: str, number: str, place: str) -> dict[str, str]:
    parts = {"code": code, "year": year, "number": number}
    return {**parts, "place": place} if place else parts


@blueprint.get("/bai/<article_id>", defaults={"slug": ""})
@blueprint.get("/bai/<article_id>/<slug>")
def article(article_id: str, slug: str) -> str | BaseResponse:
    """Show one article, with the words of the search that led to it marked; send another title to the right one."""
    stored = door().article(article_id)
    came, plain = links.read_reading(request.args)
    if slug != links.slug(stored.article.title):
        return redirect(links.reading_url(article_id, stored.article.title, came or Request(), plain=plain), 301)
    return render_template(
        "article.html",
        stored=stored,
        article=stored.article,
        came=came,
        plain=plain,
        marks=marks_of(stored, came.q if came and not plain else ""),
        related=door().related(article_id),
        coverage=door().coverage(),
    )


@blueprint.get("/bai/<article_id>/<slug>.txt")
def article_text(article_id: str, slug: str) -> Response:
    """Give one article as a text file to keep."""
    stored = door().article(article_id)
    response = make_response(render_template("article.txt", article=stored.article))
    response.content_type = "text/plain; charset=utf-8"
    name = links.slug(stored.article.title)
    response.headers["Content-Disposition"] = f'attachment; filename="{name}.txt"'
    return response


@blueprint.get("/gioi-thieu")
def about() -> str:
    """Tell what the site is, how to search, and what it holds."""
    return render_template("about.html", coverage=door().coverage())
