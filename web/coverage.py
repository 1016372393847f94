"""What the index holds: from when to when, of which sources and categories, as figures that add up."""

from __future__ import annotations

from flask import Blueprint, render_template

from search.facets import PATH_SEPARATOR
from search.request import Request
from web.backend import door

blueprint = Blueprint("coverage", __name__)

#: Rows of a table; the rest is told in a line with a link to all of them.
ROWS = 100


@blueprint.get("/gioi-thieu/pham-vi")
def page() -> str:
    """Show how many articles there are, by year, by source and by category."""
    whole = Request(size=1)
    years = door().facet_values(whole, "year")
    sources = door().facet_values(whole, "source")
    categories = [value for value in door().facet_values(whole, "category") if PATH_SEPARATOR not in value.value]
    held = door().coverage()
    return render_template(
        "coverage.html",
        coverage=held,
        years=years,
        undated=held.articles - sum(value.count for value in years),
        sources=sources,
        unnamed=held.articles - sum(value.count for value in sources),
        categories=categories,
        uncategorized=held.articles - sum(value.count for value in categories),
        instruments=door().instruments().total,
        rows=ROWS,
    )
