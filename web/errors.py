"""Errors as answers: a Vietnamese page for readers, `application/problem+json` (RFC 9457) for programs."""

from __future__ import annotations

import json
from http import HTTPStatus

from flask import Flask, Response, g, make_response, render_template, request
from werkzeug.exceptions import BadHost, HTTPException

from index.errors import (
    ArticleMissing,
    BadParameter,
    BadSetting,
    EngineError,
    InstrumentMissing,
    PageMissing,
    PolicySearchError,
)
from web import links

#: The status of each error of ours: the first row that it is an instance of counts.
STATUSES: tuple[tuple[type[PolicySearchError], HTTPStatus], ...] = (
    (BadParameter, HTTPStatus.BAD_REQUEST),
    (ArticleMissing, HTTPStatus.NOT_FOUND),
    (InstrumentMissing, HTTPStatus.NOT_FOUND),
    (PageMissing, HTTPStatus.NOT_FOUND),
    (EngineError, HTTPStatus.SERVICE_UNAVAILABLE),
    (BadSetting, HTTPStatus.SERVICE_UNAVAILABLE),
    (PolicySearchError, HTTPStatus.INTERNAL_SERVER_ERROR),
)

#: Addresses that programs ask: an error there is `application/problem+json`.
PROBLEM_PATHS = ("/api", "/opensearch/", "/readyz")

#: Seconds after which asking again makes sense, when the engine could not answer.
RETRY_AFTER = 30


def register(app: Flask) -> None:
    """Answer every error of the site."""
    app.register_error_handler(PolicySearchError, _ours)
    app.register_error_handler(HTTPException, _theirs)


def _ours(error: PolicySearchError) -> Response:
    g.error = error  # for the request log
    status = next(status for kind, status in STATUSES if isinstance(error, kind))
    response = _answer(status, error.code, str(error), error)
    if status == HTTPStatus.SERVICE_UNAVAILABLE:
        response.headers["Retry-After"] = str(RETRY_AFTER)
    return response


def _theirs(error: HTTPException) -> Response:
    if error.code is None or error.code < 400:
        return make_response(error.get_response())
    if isinstance(error, BadHost) and not request.path.startswith(PROBLEM_PATHS):
        # No page can be written for a host that is none: its links would lead nowhere. No browser asks so.
        return make_response(error.get_response())
    status = HTTPStatus(error.code)
    code = status.phrase.lower().replace(" ", "-")
    response = _answer(status, code, error.description or status.phrase, None)
    # The exception's own headers say more than the status: 405 names the methods that are allowed.
    for name, value in error.get_headers():
        if name.lower() != "content-type":
            response.headers[name] = value
    return response


def _answer(status: HTTPStatus, code: str, detail: str, error: PolicySearchError | None) -> Response:
    if request.path.startswith(PROBLEM_PATHS):
        body = {"type": "about:blank", "title": status.phrase, "status": status, "detail": detail, "code": code}
        if isinstance(error, BadParameter):
            body["parameter"] = error.name
        response = make_response(json.dumps(body, ensure_ascii=False), status)
        response.content_type = "application/problem+json"
        return response
    first = links.at_page(links.read(request.args)[0], 1)
    html = render_template(
        "error.html", status=int(status), code=code, detail=detail, error=error, first=first, first_url=_first_url()
    )
    return make_response(html, status)


def _first_url() -> str:
    """Give the address of page 1 of whatever list was asked for."""
    if request.endpoint == "pages.instruments":
        return links.list_url(links.at_page(links.read_list(request.args)[0], 1))
    if request.endpoint == "pages.facet_values" and request.view_args:
        return links.values_url(request.view_args["name"], links.at_page(links.read_values(request.args)[0], 1))
    return links.search_url(links.at_page(links.read(request.args)[0], 1))
