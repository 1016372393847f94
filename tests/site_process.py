"""The site as a process of its own, under gunicorn, as it runs in production."""

from __future__ import annotations

import http.client
import json
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from conftest import ROOT

HOST = "127.0.0.1"


@dataclass(frozen=True)
class Site:
    """A running site: where it is asked, and the file of what it printed."""

    port: int
    out: Path

    def get(self, path: str) -> tuple[int, Mapping[str, str], str]:
        """Ask over a new connection, so that any of the workers may answer."""
        connection = http.client.HTTPConnection(HOST, self.port, timeout=30)
        try:
            connection.request("GET", path)
            answer = connection.getresponse()
            return answer.status, answer.headers, answer.read().decode()
        finally:
            connection.close()

    def lines(self) -> list[dict[str, Any]]:
        """Give the lines of its log."""
        return [json.loads(line) for line in self.out.read_text(encoding="utf-8").splitlines()]


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        return int(probe.getsockname()[1])


@contextmanager
def running(
    out: Path,
    *options: str,
    environ: Mapping[str, str],
    folder: Path = ROOT,
    module: Sequence[str] = ("-m", "gunicorn"),
) -> Iterator[Site]:
    """Serve the site of `folder` until the end of the block; what it prints goes to the file `out`."""
    port = free_port()
    command = [sys.executable, *module, "--bind", f"{HOST}:{port}", "--log-level", "warning", *options]
    inherited = {name: value for name, value in os.environ.items() if not name.startswith(("TIN_", "PROMETHEUS_"))}
    with (
        out.open("wb") as printed,
        out.with_suffix(".errors").open("wb") as errors,
        subprocess.Popen(command, cwd=folder, env={**inherited, **environ}, stdout=printed, stderr=errors) as process,
    ):
        site = Site(port, out)
        try:
            _wait(site, process, out.with_suffix(".errors"))
            yield site
        finally:
            process.terminate()
            try:
                process.wait(20)
            except subprocess.TimeoutExpired:
                process.kill()


def _wait(site: Site, process: subprocess.Popen[bytes], errors: Path) -> None:
    end = time.monotonic() + 60
    while time.monotonic() < end:
        assert process.poll() is None, errors.read_text(encoding="utf-8")
        try:
            assert site.get("/healthz")[0] == 200
        except OSError:
            time.sleep(0.05)
        else:
            return
    raise AssertionError(f"no answer within a minute: {errors.read_text(encoding='utf-8')}")
