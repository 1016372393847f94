"""The request log: a line of JSON for every request, and nothing in it that tells who asked.

Never an address, a cookie or the name of a browser; what was searched for only where the setting `LOG_QUERIES` says so.
"""

from __future__ import annotations

import logging
import sys
import traceback
from types import TracebackType
from typing import Any

from flask import Flask, g
from pythonjsonlogger.json import JsonFormatter

from index.errors import PolicySearchError
from search.request import MAX_QUERY
from web.answered import Answered, Listener

#: Errors whose sentence is ours or the system's. What another one says may quote what was typed.
_PLAIN_ERRORS = (PolicySearchError, OSError)


def register(app: Flask) -> Listener:
    """Make all that the site logs lines of JSON on standard output; give what writes one for a request."""
    handler = logging.StreamHandler(sys.stdout)
    handler.setFormatter(
        JsonFormatter(
            ["levelname", "message"],
            timestamp="time",  # in UTC, with its zone
            rename_fields={"levelname": "level", "exc_info": "traceback"},
            json_ensure_ascii=False,
        )
    )
    logger = app.logger
    logger.handlers = [handler]
    logger.propagate = False
    logger.setLevel(logging.INFO)
    with_queries = bool(app.config["LOG_QUERIES"])

    # Flask would write the traceback as a line of its own, without the id.
    app.log_exception = _keep  # type: ignore[method-assign,assignment]

    def write(answered: Answered) -> None:
        level = logging.ERROR if answered.error else logging.INFO
        logger.log(level, "request", extra=_fields(answered, with_queries=with_queries))

    return write


def _keep(failed: tuple[type[BaseException], BaseException, TracebackType]) -> None:
    g.error = failed[1]


def _fields(answered: Answered, *, with_queries: bool) -> dict[str, Any]:
    """Give the fields of the line; `hits` is what the last search of the request found."""
    hits = [one.total for one in answered.asked if one.total is not None]
    fields: dict[str, Any] = {
        "id": answered.id,
        "method": answered.method,
        "route": answered.route or None,
        "status": answered.status,
        "ms": round(1000 * answered.seconds, 1),
        "search_ms": round(1000 * sum(one.seconds for one in answered.asked), 1),
        "bytes": answered.bytes,
        "hits": hits[-1] if hits else None,
    }
    if with_queries:
        fields["q"] = answered.typed[:MAX_QUERY]
    if answered.error:
        fields["traceback"] = told(answered.error, quoting=with_queries)
    return fields


def told(error: BaseException, *, quoting: bool) -> str:
    """Give the traceback of an error, and of those behind it; what an error says only where it may quote a query."""
    parts = []
    one: BaseException | None = error
    while one is not None:
        says = f": {one}" if quoting or isinstance(one, _PLAIN_ERRORS) else ""
        parts.append("".join(traceback.format_tb(one.__traceback__)) + f"{type(one).__qualname__}{says}")
        one = one.__cause__ or (None if one.__suppress_context__ else one.__context__)
    return "\n\n".join(reversed(parts))
