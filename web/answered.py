"""What is known of a request when its answer has been sent; the request log and the metrics are made of it."""

from __future__ import annotations

import random
import re
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

from flask import Flask, Response, g, request

from web import backend

#: The header that carries the id of a request: from a proxy that made one, and back to whoever asked.
ID_HEADER = "X-Request-ID"

#: What an id from elsewhere may look like; another one is replaced, since it comes to stand in logs.
_ID = re.compile(r"[A-Za-z0-9._-]{1,64}")

#: Statuses of answers without a body.
_BODILESS = (204, 304)


@dataclass(frozen=True, slots=True)
class Answered:
    """A request and how it ended. Nothing in it tells who asked.

    `route` is the pattern of the address ("/bai/<article_id>") and `endpoint` its name in Flask, both "" where there
    is no such page. `seconds` is until the last byte was handed over, of a file until the server began to send it;
    `bytes` is the length of the body, None of a file. `typed` is what was searched for. `error` is what went wrong
    where the status is 500 or more, or while the answer was being sent.
    """

    id: str
    method: str
    route: str
    endpoint: str
    status: int
    seconds: float
    bytes: int | None
    asked: Sequence[backend.Asked]
    typed: str
    error: Exception | None


Listener = Callable[[Answered], None]


def register(app: Flask, listeners: Iterable[Listener]) -> None:
    """Give every request an id, and tell the listeners of each when its answer has been sent.

    To be registered before anything else that looks at requests, so that it begins first and ends last.
    """
    told = tuple(listeners)

    @app.before_request
    def begin() -> None:
        given = request.headers.get(ID_HEADER, "")
        g.request_id = given if _ID.fullmatch(given) else f"{random.getrandbits(128):032x}"
        g.begun = time.perf_counter()

    @app.after_request
    def end(response: Response) -> Response:
        response.headers[ID_HEADER] = g.request_id
        sending = _Sending(response, told)
        if response.direct_passthrough:
            sending.done()  # the server sends the file by itself and tells nobody when that ends
        else:
            response.call_on_close(sending.done)
        return response


class _Sending:
    """An answer on its way: what its request was, kept beyond the request, until the last byte has gone."""

    def __init__(self, response: Response, listeners: tuple[Listener, ...]) -> None:
        self._listeners = listeners
        self._id: str = g.request_id
        self._begun: float = g.begun
        self._method = request.method
        self._rule = request.url_rule
        self._endpoint = request.endpoint
        self._typed = request.args.get("q", "")
        self._asked = backend.asked()
        self._status = response.status_code
        self._error: Exception | None = g.get("error") if self._status >= 500 else None
        self._bytes: int | None = None
        if self._method == "HEAD" or self._status in _BODILESS:
            self._bytes = 0
        elif response.is_streamed:
            if not response.direct_passthrough:
                response.response = self._count(response.iter_encoded())
        else:
            self._bytes = response.calculate_content_length()

    def _count(self, chunks: Iterable[bytes]) -> Iterator[bytes]:
        self._bytes = sent = 0
        try:
            for chunk in chunks:
                yield chunk
                sent += len(chunk)
                self._bytes = sent
        except Exception as error:
            # The status has gone out already: this line is all that will be known of it.
            self._error = error
            raise

    def done(self) -> None:
        answered = Answered(
            id=self._id,
            method=self._method,
            route=self._rule.rule if self._rule else "",
            endpoint=self._endpoint or "",
            status=self._status,
            seconds=time.perf_counter() - self._begun,
            bytes=self._bytes,
            asked=tuple(self._asked),
            typed=self._typed,
            error=self._error,
        )
        for listener in self._listeners:
            listener(answered)
