"""What leads out of the site: feeds, tables, a search engine for browsers, lists for crawlers, data about pages."""

from __future__ import annotations

from flask import Flask

from web import feeds, metadata, opensearch, sitemap, table


def register(app: Flask) -> None:
    """Answer for all of them, and give `templates/outlets.html`, which leads to them, what it asks for."""
    for room in (feeds, table, opensearch, sitemap):
        app.register_blueprint(room.blueprint)
    app.jinja_env.globals.update(
        MOST_ROWS=table.MOST,
        article_data=metadata.article_data,
        breadcrumbs=metadata.breadcrumbs,
        cited_as=metadata.cited_as,
        open_graph=metadata.open_graph,
        summary=metadata.summary,
    )
