"""A light client that asks a site for pages from several connections at once and keeps them open.

Connections are Python's own `http.client`, a thread each: what reading a page costs here is small beside what making
it costs there, and is measured with it (`cpu`).
"""

from __future__ import annotations

import http.client
import itertools
import threading
import time
from collections.abc import Sequence
from typing import Any

HOST = "127.0.0.1"


def send(port: int, paths: Sequence[str], clients: int, seconds: float, warm: float) -> dict[str, Any]:
    """Ask for `paths` in turn from `clients` connections; count what is answered after `warm` seconds, for `seconds`.

    Gives the milliseconds of each page, bytes received, the number of answers that were no whole page, of connections
    that were opened, and the share of one core that this client took.
    """
    begun = time.perf_counter()
    start, end = begun + warm, begun + warm + seconds
    connections = [_Client(port, paths[number::clients] or paths, start, end) for number in range(clients)]
    for one in connections:
        one.start()
    time.sleep(warm)
    used = time.process_time()
    for one in connections:
        one.join()
    used = time.process_time() - used
    return {
        "times": [each for one in connections for each in one.times],
        "bytes": sum(one.bytes for one in connections),
        "refused": sum(one.refused for one in connections),
        "opened": sum(one.opened for one in connections),
        "cpu": used / seconds,
        "seconds": seconds,
    }


class _Client(threading.Thread):
    """One reader, who asks for the next page as soon as the last one is there."""

    def __init__(self, port: int, paths: Sequence[str], start: float, end: float) -> None:
        super().__init__(daemon=True)
        self._port = port
        self._paths = itertools.cycle(paths)
        self._start, self._end = start, end
        self.times: list[float] = []
        self.bytes = self.refused = self.opened = 0

    def run(self) -> None:
        connection = self._connect()
        while (begun := time.perf_counter()) < self._end:
            try:
                connection.request("GET", next(self._paths))
                answer = connection.getresponse()
                page = answer.read()
            except (OSError, http.client.HTTPException):
                # The server let go of the connection between two pages; the page asked for counts as refused.
                self.refused += begun >= self._start
                connection.close()
                connection = self._connect()
                continue
            done = time.perf_counter()
            if begun < self._start or done > self._end:
                continue
            self.times.append(1000 * (done - begun))
            self.bytes += len(page)
            self.refused += answer.status != http.client.OK or not page.rstrip().endswith(b"</html>")
            self.opened += answer.will_close
        connection.close()

    def _connect(self) -> http.client.HTTPConnection:
        self.opened += 1
        return http.client.HTTPConnection(HOST, self._port, timeout=60)
