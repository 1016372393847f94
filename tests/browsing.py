"""A real browser for tests, the site that it looks at, and pages of other origins."""

from __future__ import annotations

import os
import shutil
import threading
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, closing, contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING, Any

import pytest
import web_fake
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, Playwright, sync_playwright
from web_fake import FakeSearcher
from werkzeug.serving import WSGIRequestHandler, make_server

from web import create_app

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIEnvironment

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
QUIET = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
]

#: Tests ask more often than a reader may.
UNLIMITED = {"RATE_LIMIT": "off", "SUGGEST_RATE_LIMIT": "off"}


class Silent(WSGIRequestHandler):
    def log(self, type: str, message: str, *args: object) -> None:  # noqa: A002
        pass


@contextmanager
def served(settings: Mapping[str, Any] | None = None) -> Iterator[str]:
    """Serve the site over the made-up articles; give its address."""
    app = create_app({**UNLIMITED, **(settings or {})}, FakeSearcher(web_fake.AMBIGUOUS))

    def whole(environ: WSGIEnvironment, start_response: StartResponse) -> list[bytes]:
        # Werkzeug's server leaves a file open when the browser hangs up while it is sent.
        with closing(app(environ, start_response)) as answer:  # type: ignore[type-var]
            return list(answer)

    server = make_server("127.0.0.1", 0, whole, threaded=True, request_handler=Silent)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


@contextmanager
def driven() -> Iterator[Playwright]:
    """Start what drives the browser; skip the test, by name, where that cannot be."""
    with ExitStack() as stack:
        try:
            running = stack.enter_context(sync_playwright())
        except Exception as error:
            if os.environ.get("CI"):
                raise  # where a change is judged, nothing is skipped that the set-up should have made possible
            pytest.skip(f"Playwright's driver does not start here: {error}")
        yield running


@contextmanager
def launched(playwright: Playwright) -> Iterator[Browser]:
    """Start the browser; skip the test, by name, where that cannot be."""
    with ExitStack() as stack:
        try:
            browser = stack.enter_context(playwright.chromium.launch(executable_path=CHROMIUM, args=QUIET))
        except Exception as error:
            if os.environ.get("CI"):
                raise
            pytest.skip(f"Chromium does not start here: {error}")
        yield browser


@contextmanager
def opened(browser: Browser, **options: object) -> Iterator[Page]:
    """Open a page that fails the test when a script fails or a policy is broken."""
    context = browser.new_context(locale="vi-VN", **options)  # type: ignore[arg-type]
    page = context.new_page()
    page.set_default_timeout(10_000)
    faults: list[str] = []
    page.on("pageerror", lambda error: faults.append(str(error)))
    page.on("console", lambda said: faults.append(said.text) if "Content Security Policy" in said.text else None)
    try:
        yield page
        assert faults == []
    finally:
        context.close()


@contextmanager
def foreign(body: str, policy: str, head: str = "") -> Iterator[str]:
    """Serve one page from an origin of its own, under a policy of its own."""
    html = (
        '<!doctype html><html lang="vi"><head><meta charset="utf-8"><title>Trang khác</title>'
        f"{head}</head><body>{body}</body></html>"
    ).encode()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            self.send_header("Content-Type", "text/html; charset=utf-8")
            if policy:
                self.send_header("Content-Security-Policy", policy)
            self.send_header("Content-Length", str(len(html)))
            self.end_headers()
            self.wfile.write(html)

        def log_message(self, *args: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_port}/"
        finally:
            server.shutdown()
            thread.join()


def sound(page: Page) -> None:
    """Fail the test for whatever axe-core finds wrong with a page as it stands."""
    results = Axe().run(page)
    assert results.violations_count == 0, results.generate_report()
