"""The headers that every answer carries."""

from __future__ import annotations

from flask import Flask, Response, request

#: What a page of ours may load: its own stylesheet, scripts and images, and its own API. Nothing inline.
CONTENT_SECURITY_POLICY = "; ".join(
    (
        "default-src 'none'",
        "style-src 'self'",
        "script-src 'self'",
        "img-src 'self'",
        "connect-src 'self'",
        "form-action 'self'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
    )
)

HEADERS = {
    "Content-Security-Policy": CONTENT_SECURITY_POLICY,
    "X-Content-Type-Options": "nosniff",
    # What a reader searched for is told to nobody else.
    "Referrer-Policy": "same-origin",
}

#: What other sites may read: the API and the search box that they embed. No cookie is ever looked at.
PUBLIC_PATHS = ("/api/", "/embed.js")
PUBLIC_HEADERS = {
    "Access-Control-Allow-Origin": "*",
    "Access-Control-Allow-Methods": "GET, HEAD, OPTIONS",
    "Cross-Origin-Resource-Policy": "cross-origin",
}


def register(app: Flask) -> None:
    """Send the headers with every answer of the site, errors included."""

    @app.after_request
    def add(response: Response) -> Response:
        response.headers.update(HEADERS)
        if request.path.startswith(PUBLIC_PATHS):
            response.headers.update(PUBLIC_HEADERS)
        return response
