"""HTTP in; HTML and JSON out: the search room as a site.

The law of this room: it imports `search`, and of `index` only what reaches it through `search` (article,
document, errors) and the fold that writes addresses. Words for readers stand in the templates, never in code;
the state of a search is its URL, and `links` is the one place that reads and writes it; every page works
without JavaScript.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from typing import Any

from flask import Flask
from flask.json.provider import DefaultJSONProvider
from jinja2 import StrictUndefined

from web import (
    advanced,
    answered,
    api,
    backend,
    caching,
    coverage,
    embed,
    errors,
    filters,
    headers,
    health,
    i18n,
    limits,
    metrics,
    outlets,
    pages,
    request_log,
)
from web.asked import CleanRequest
from web.settings import DEFAULTS, read_settings, unknown

__all__ = ["DEFAULTS", "create_app"]


class _Json(DefaultJSONProvider):
    """JSON as people read it: Vietnamese letters as themselves, keys in the order given."""

    ensure_ascii = False
    sort_keys = False


def create_app(config: Mapping[str, Any] | None = None, searcher: backend.Door | None = None) -> Flask:
    """Make the site.

    `config` holds settings (see `web.settings`), which come before the environment, and whatever Flask knows besides.
    `searcher` is whatever can search (see `backend.Door`); without one the index of the setting `INDEX` is
    opened when it is first needed, so that a site without an index starts and says what is missing.
    Raises `BadSetting`.
    """
    app = Flask(__name__)
    app.json = _Json(app)
    app.request_class = CleanRequest
    app.config.from_mapping(config)
    app.config.from_mapping({one.setting.name: one.value for one in read_settings(os.environ, config or {})})
    _watch(app)
    for sentence in unknown(os.environ):
        app.logger.warning(sentence)
    app.jinja_env.trim_blocks = True
    app.jinja_env.lstrip_blocks = True
    app.jinja_env.undefined = StrictUndefined
    backend.attach(
        app,
        backend.LazySearcher(app.config["INDEX"], app.config["CACHE_MB"], app.config["RECENCY"])
        if searcher is None
        else searcher,
    )
    i18n.register(app)
    filters.register(app)
    headers.register(app)
    errors.register(app)
    limits.register(app)
    caching.register(app)
    app.register_blueprint(pages.blueprint)
    outlets.register(app)
    app.register_blueprint(advanced.blueprint)
    app.register_blueprint(coverage.blueprint)
    app.register_blueprint(api.blueprint)
    app.register_blueprint(embed.blueprint)
    app.register_blueprint(health.blueprint)
    return app


def _watch(app: Flask) -> None:
    """Count and log the requests, as the settings say; before all else that looks at them."""
    listeners = []
    if app.config["METRICS"]:
        listeners.append(metrics.register(app))
    if app.config["LOG"] == "json":
        listeners.append(request_log.register(app))
    answered.register(app, listeners)
