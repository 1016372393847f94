"""The advanced search: the query language as a form, which leads to the search that it makes."""

from __future__ import annotations

from dataclasses import replace

from flask import Blueprint, redirect, render_template, request
from werkzeug.wrappers import Response

from search.request import Request
from web import links
from web.backend import door

blueprint = Blueprint("advanced", __name__)


@blueprint.get("/tim-kiem/nang-cao")
def form() -> str | Response:
    """Show the form, filled in from a search in the address; once it is sent, go to the search that it asks for."""
    asked, problems = links.read_advanced(request.args)
    if asked.sent and not problems:
        return redirect(links.search_url(asked.search), 303)
    # What may be chosen is told for the whole collection, not for the words beside it.
    whole = door().search(Request(filters=asked.search.filters, size=1))
    return render_template(
        "advanced.html",
        asked=replace(asked.search, date_from="", date_to=""),
        typed=asked.search,
        wishes=asked.wishes,
        result=whole,
        problems=problems,
        coverage=door().coverage(),
    )
