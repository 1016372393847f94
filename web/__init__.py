"""HTTP in; HTML and JSON out: the search room as a site.

The law of this room: it imports `search`, and of `index` only what reaches it through `search` (article,
document, errors) and the fold that writes addresses. Words for readers stand in the templates, never in code;
the state of a search is its URL, and `links` is the one place that reads and writes it; every page works
without JavaScript.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import Flask
from flask.json.provider import DefaultJSONProvider
from jinja2 import StrictUndefined

from search.engine import DEFAULT_URL
from web import api, backend, embed, errors, filters, headers, pages

#: Every setting with its default. The environment sets each as `TIN_<NAME>` (`TIN_INDEX`), and what is given
#: to `create_app` comes before the environment.
DEFAULTS: dict[str, Any] = {
    "INDEX": DEFAULT_URL,  # the index that is searched
    "RECENCY": 0.0,  # how much the newest article is preferred in the order by relevance: 0.2 is a fifth
    "CACHE_MB": None,  # megabytes of posting lists that each process keeps ready; None goes by the index
    "SITE_NAME": "Tin chính sách",
    "PUBLIC_URL": "",  # "https://tin.example.vn" where a proxy hides the site's own address; "" asks the request
    "SEND_FILE_MAX_AGE_DEFAULT": 86_400,  # seconds; the address of a static file changes with its content
}


class _Json(DefaultJSONProvider):
    """JSON as people read it: Vietnamese letters as themselves, keys in the order given."""

    ensure_ascii = False
    sort_keys = False


def create_app(config: Mapping[str, Any] | None = None, searcher: backend.Door | None = None) -> Flask:
    """Make the site.

    `searcher` is whatever can search (see `backend.Door`); without one the index of the setting `INDEX` is
    opened when it is first needed, so that a site without an index starts and says what is missing.
    """
    app = Flask(__name__)
    app.json = _Json(app)
    app.config.from_mapping(DEFAULTS)
    app.config.from_prefixed_env("TIN")
    app.config.from_mapping(config)
    app.jinja_env.trim_blocks = True
    app.jinja_env.lstrip_blocks = True
    app.jinja_env.undefined = StrictUndefined
    backend.attach(
        app,
        backend.LazySearcher(str(app.config["INDEX"]), app.config["CACHE_MB"], app.config["RECENCY"])
        if searcher is None
        else searcher,
    )
    filters.register(app)
    headers.register(app)
    errors.register(app)
    app.register_blueprint(pages.blueprint)
    app.register_blueprint(api.blueprint)
    app.register_blueprint(embed.blueprint)
    return app
