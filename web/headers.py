"""The headers that every answer carries: what a page may load, who may frame it, who may read it.

Strict-Transport-Security is not among them: whether a site is to be had over https alone is known to the proxy that
ends TLS, and is said there.
"""

from __future__ import annotations

from urllib.parse import urlsplit

from flask import Flask, Response, request
from flask_cors import CORS


def content_security_policy(frame_ancestors: str = "'none'") -> str:
    """Say what a page of ours may load: its own stylesheet, scripts and images, and its own API. Nothing inline."""
    return "; ".join(
        (
            "default-src 'none'",
            "style-src 'self'",
            "script-src 'self'",
            "img-src 'self'",
            "connect-src 'self'",
            "form-action 'self'",
            "base-uri 'none'",
            f"frame-ancestors {frame_ancestors}",
        )
    )


CONTENT_SECURITY_POLICY = content_security_policy()

HEADERS = {
    "Content-Security-Policy": CONTENT_SECURITY_POLICY,
    "X-Content-Type-Options": "nosniff",
    # What a reader searched for is told to nobody else.
    "Referrer-Policy": "same-origin",
    # A page that opens one of ours, or is opened by it, cannot reach into it.
    "Cross-Origin-Opener-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
}

#: Endpoints of the pages that other sites may show in a frame, where the setting `FRAME_ANCESTORS` names them.
FRAMED = ("embed.page", "embed.frame")

#: What scripts of other sites may read: the API, where the setting `CORS_ORIGINS` lets them; the search box that they
#: embed, and what anyone may keep of a search. Patterns of paths. No cookie is ever looked at.
API = r"/api/.*"
OPEN = r"/embed\.js$|/nhung/o\.js$|/opensearch\.xml$|/.*\.(atom|csv)$"

#: What a script may ask, and which headers of an answer it may read.
METHODS = ["GET", "HEAD", "OPTIONS"]
EXPOSED = ["ETag", "Retry-After", "X-RateLimit-Limit", "X-RateLimit-Remaining", "X-RateLimit-Reset"]

#: Seconds that a browser remembers what it may ask.
PREFLIGHT = 3600


def on_this_site(location: str) -> str:
    """Give an address as a path of this site: nobody is sent elsewhere, whatever path or host a request names."""
    return "/" + urlsplit(location)._replace(scheme="", netloc="").geturl().lstrip("/\\")


def register(app: Flask) -> None:
    """Send the headers with every answer of the site, errors included."""
    framed = " ".join(app.config["FRAME_ANCESTORS"])
    origins = list(app.config["CORS_ORIGINS"])

    @app.after_request
    def add(response: Response) -> Response:
        response.headers.update(HEADERS)
        if framed and request.endpoint in FRAMED:
            response.headers["Content-Security-Policy"] = content_security_policy(framed)
        if "Location" in response.headers:
            response.headers["Location"] = on_this_site(response.headers["Location"])
        if "Access-Control-Allow-Origin" in response.headers:
            response.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
        if origins != ["*"] and request.path.startswith("/api/"):
            # To those who are not among them too, or a cache would give their answer to those who are.
            response.vary.add("Origin")
        return response

    anyone = {"send_wildcard": True, "always_send": True}
    CORS(
        app,
        resources={
            API: {"origins": origins, **(anyone if origins == ["*"] else {"always_send": False})},
            OPEN: {"origins": "*", **anyone},
        },
        methods=METHODS,
        expose_headers=EXPOSED,
        max_age=PREFLIGHT,
        vary_header=False,
        intercept_exceptions=False,
    )
