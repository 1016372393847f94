"""Whether the site is well, for machines that watch it: the process (`/healthz`), and the index (`/readyz`)."""

from __future__ import annotations

import datetime as dt

from flask import Blueprint, Response, jsonify

from web.backend import door

blueprint = Blueprint("health", __name__)


@blueprint.get("/healthz")
def alive() -> Response:
    """Tell that the process answers; it says nothing about the index."""
    return Response("ok\n", content_type="text/plain; charset=utf-8")


@blueprint.get("/readyz")
def ready() -> Response:
    """Tell what the index holds and how old it is, in seconds and days as ISO writes them; null where not known.

    Raises `IndexMissing`, `StaleIndex` or what else keeps the index from answering, which become 503.
    """
    coverage = door().coverage()
    written = coverage.committed
    return jsonify(
        {
            "status": "ready",
            "articles": coverage.articles,
            "first": coverage.first.isoformat() if coverage.first else None,
            "last": coverage.last.isoformat() if coverage.last else None,
            "committed": written.isoformat(timespec="seconds") if written else None,
            "age_seconds": round((dt.datetime.now(dt.UTC) - written).total_seconds()) if written else None,
        }
    )
