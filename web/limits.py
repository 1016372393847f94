"""How often one address may ask: the API as a whole, and suggestions, which come with every letter, apart from it.

Pages, feeds, files, health and metrics have no limit. Counts are kept where `TIN_RATE_STORAGE` says: `memory://` counts
in each process by itself, so several workers let through as many times more unless they share a store. Who asked is
counted and never written down.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from http import HTTPStatus

from flask import Blueprint, Flask, Response, request
from flask_limiter import HeaderNames, Limiter
from flask_limiter.util import get_remote_address
from limits.errors import ConfigurationError
from werkzeug.middleware.proxy_fix import ProxyFix

from index.errors import BadSetting
from web import api, opensearch
from web.settings import shown

#: The endpoints that have a limit of their own, one for both.
SUGGEST = ("api.suggest", "opensearch.suggest")

#: Where the library writes the seconds to wait; nobody sees it.
WAIT = "X-RateLimit-Wait"


def register(app: Flask) -> None:
    """Count what each address asks of the API; raise `BadSetting` for a store that cannot be used.

    To be registered behind whatever mounts the site, since a proxy's headers are read before all else.
    """
    proxies = app.config["PROXIES"]
    if proxies:
        # The host is not taken from a proxy: it passes the reader's on, or `PUBLIC_URL` says it.
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=proxies, x_proto=proxies, x_host=0)  # type: ignore[method-assign]

    @app.after_request
    def wait(response: Response) -> Response:
        """Tell those who are refused for how long: the library tells all whom it counts."""
        seconds = response.headers.pop(WAIT, None)
        if response.status_code == HTTPStatus.TOO_MANY_REQUESTS and seconds is not None:
            response.headers["Retry-After"] = seconds
        return response

    try:
        limiter = Limiter(
            get_remote_address,
            app=app,
            storage_uri=app.config["RATE_STORAGE"],
            headers_enabled=True,
            header_name_mapping={HeaderNames.RETRY_AFTER: WAIT},
            in_memory_fallback_enabled=True,  # a store that is down takes the shared count away, not the site
        )
    except ConfigurationError as error:
        store = shown(app.config["RATE_STORAGE"])
        raise BadSetting(
            f"TIN_RATE_STORAGE is {store!r}. There is no such store, or its library is missing."
        ) from error
    # It tells of each refusal at the level below, with the address.
    limiter.logger.setLevel(logging.WARNING)
    _limit(limiter, "api", app.config["RATE_LIMIT"], (api.blueprint,), lambda: request.endpoint in SUGGEST)
    _limit(
        limiter,
        "suggest",
        app.config["SUGGEST_RATE_LIMIT"],
        (api.blueprint, opensearch.blueprint),
        lambda: request.endpoint not in SUGGEST,
    )


def _limit(
    limiter: Limiter, scope: str, rate: str, blueprints: tuple[Blueprint, ...], exempt: Callable[[], bool]
) -> None:
    if rate:
        limit = limiter.shared_limit(
            rate,
            scope,
            exempt_when=exempt,
            methods=["GET", "HEAD"],
            error_message=f"One address may ask {rate}. Ask again after as many seconds as Retry-After says.",
        )
        for blueprint in blueprints:
            limit(blueprint)
