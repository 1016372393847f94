"""What browsers and proxies may keep of an answer, and how they ask whether it is still good.

An answer follows from its address, the settings, the files of the site and the state of the index
(`Searcher.generation`). So its tag is known before it is made, and whoever has the right one already is told so (304)
without a search. Pages and the API are kept but asked about each time (`no-cache`): after an import nobody is shown
what was there before, and asking costs no search.
"""

from __future__ import annotations

import hashlib
from functools import lru_cache
from http import HTTPStatus
from pathlib import Path

from flask import Flask, Response, current_app, g, request

from index.errors import PolicySearchError
from web.backend import door
from web.settings import SETTINGS

#: Endpoints whose answers need not be asked about for so many seconds: each letter that is typed asks for suggestions.
KEPT = {"api.suggest": 60, "opensearch.suggest": 60}

#: Endpoints whose answers are files, which are tagged by what they hold.
FILES = ("static", "embed.script", "embed.frame_script")

#: Paths whose answers tell of the moment and of the process, not of the index.
MOMENTARY = ("/healthz", "/readyz", "/metrics")

#: The rooms that answers are made in, and which of their files decide what they say.
ROOMS = ("index", "search", "web")
SUFFIXES = (".py", ".tsv", ".html", ".txt", ".xml", ".css", ".js", ".svg", ".json", ".mo")


def register(app: Flask) -> None:
    """Tag every answer that may be kept, and answer 304 to whoever has it. To be registered behind the rate limits."""
    made_by = _digest(version(), repr([(setting.name, app.config[setting.name]) for setting in SETTINGS]))

    @app.before_request
    def compare() -> Response | None:
        if not _may_be_tagged():
            return None
        try:
            # Suggestions that know nothing yet are not to be found unchanged.
            if request.endpoint in KEPT and not door().prepared():
                return None
            generation = door().generation()
        except PolicySearchError:
            return None  # the answer says it, if it needs the index
        address = (request.host_url, request.root_path, request.path, request.query_string)
        g.tag = _digest(made_by, generation, repr(address))
        known = request.if_none_match
        return Response(status=HTTPStatus.NOT_MODIFIED) if not known.star_tag and known.contains_weak(g.tag) else None

    @app.after_request
    def mark(response: Response) -> Response:
        tag = g.get("tag")
        if response.status_code >= HTTPStatus.BAD_REQUEST or request.path in MOMENTARY:
            response.headers["Cache-Control"] = "no-store"
        elif "Cache-Control" not in response.headers:
            response.headers["Cache-Control"] = _how_long(tagged=tag is not None)
        if tag and response.status_code in (HTTPStatus.OK, HTTPStatus.NOT_MODIFIED):
            response.set_etag(tag, weak=True)
        return response


def _may_be_tagged() -> bool:
    if request.method not in ("GET", "HEAD") or request.endpoint is None or request.endpoint in FILES:
        return False
    # Whoever writes a template wants to see it, and the digest of files is made once.
    return request.path not in MOMENTARY and not current_app.debug


def _how_long(*, tagged: bool) -> str:
    if request.endpoint not in KEPT:
        return "no-cache"
    return f"public, max-age={KEPT[request.endpoint]}" if tagged else "no-store"


def _digest(*parts: str) -> str:
    return hashlib.blake2b("\0".join(parts).encode(), digest_size=12).hexdigest()


@lru_cache(maxsize=1)
def version() -> str:
    """Give a digest of the files that answers are made with: code, tables, templates, catalogues."""
    root = Path(__file__).resolve().parents[1]
    digest = hashlib.blake2b(digest_size=12)
    for room in ROOMS:
        for path in sorted((root / room).rglob("*")):
            if path.suffix in SUFFIXES and "samples" not in path.parts:
                digest.update(f"{path.relative_to(root)}\0".encode() + path.read_bytes())
    return digest.hexdigest()
