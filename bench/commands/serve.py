"""`python -m bench serve`: whole result pages over HTTP, from gunicorn with two processes, to sixteen readers."""

from __future__ import annotations

import contextlib
import http.client
import os
import socket
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

from flask import Flask

from bench import product
from bench.load import HOST
from bench.measure import ROOT, percentile, python, read_files
from bench.queries import Query, draw
from bench.report import Chart, Judged, Report, Table
from bench.settings import Settings, told_of
from web import create_app, links

#: As the README sets a site up.
WORKERS, THREADS = 2, 4
CLIENTS = 16

#: Seconds that are measured at most, and that warm the site up first.
SECONDS, WARM = 20.0, 5.0


def measure(settings: Settings) -> Report:
    """Serve an index of the text and put load on it."""
    corpus = settings.corpus()
    built = product.index_of(settings.store, corpus.name, corpus.files(), settings.articles)
    queries = draw(corpus, settings.queries)
    read_files(built.folder)
    site = create_app()
    seconds = min(SECONDS, settings.seconds)
    with server(built.folder / "index") as (port, pid):
        job = {
            "do": "load",
            "port": port,
            "pid": pid,
            "paths": [path_of(query, site) for query in queries],
            "clients": CLIENTS,
            "seconds": seconds,
            "warm": min(WARM, seconds / 2),
        }
        sent = settings.call(job)
    times = sent["times"]
    report = Report(f"bench serve: {settings.articles:,} articles, {CLIENTS} readers, {WORKERS} processes")
    refused = f"{sent['refused']} refused" if sent["refused"] else "none refused"
    report.judged += [
        Judged("serve pages", len(times) / seconds, f"{len(times):,} pages in {seconds:g} s, {refused}"),
        Judged("serve p95", percentile(times, 0.95) if times else None),
    ]
    if times:
        shares = (("p50", 0.5), ("p95", 0.95), ("p99", 0.99), ("max", 1.0))
        report.tables.append(
            Table(
                (*(f"{name} ms" for name, _ in shares), "KB a page", "server MB", "client, of a core"),
                (
                    (
                        *(percentile(times, share) for _, share in shares),
                        sent["bytes"] / len(times) / 1000,
                        sent["server"] / 1e6 if sent["server"] else None,
                        f"{sent['cpu']:.0%}",
                    ),
                ),
            )
        )
        values = tuple(percentile(times, share) for _, share in shares)
        names = tuple(name for name, _ in shares)
        report.charts.append(Chart(f"A result page, {CLIENTS} readers at once", "bars", "ms", names, (("ms", values),)))
    report.notes += [
        told_of(corpus),
        f"gunicorn --workers {WORKERS} --threads {THREADS}; {len(queries)} addresses in turn; {sent['opened']} "
        f"connections opened by {CLIENTS} readers; server and client share this machine",
    ]
    return report


def path_of(query: Query, site: Flask) -> str:
    """Give the address of a query's result page."""
    with site.test_request_context():
        return links.search_url(product.request_of(query))


@contextlib.contextmanager
def server(index: Path) -> Iterator[tuple[int, int]]:
    """Serve an index on this machine alone; give the port and the process.

    Raises `ChildProcessError` where the server ends at once, `TimeoutError` where it does not answer.
    """
    port = _free_port()
    command = python("-m", "gunicorn", "--bind", f"{HOST}:{port}", "--workers", str(WORKERS), "--threads", str(THREADS))
    process = subprocess.Popen(
        [*command, "--log-level", "warning", "web:create_app()"],
        cwd=ROOT,
        env={**os.environ, "TIN_INDEX": product.url_of(index)},
    )
    try:
        _wait(port, process)
        yield port, process.pid
    finally:
        process.terminate()
        try:
            process.wait(20)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def _free_port() -> int:
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
        probe.bind((HOST, 0))
        return int(probe.getsockname()[1])


def _wait(port: int, process: subprocess.Popen[bytes], seconds: float = 60) -> None:
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if process.poll() is not None:
            raise ChildProcessError(f"The server ended at once, with status {process.returncode}; its lines say why.")
        with contextlib.suppress(OSError):
            connection = http.client.HTTPConnection(HOST, port, timeout=60)
            connection.request("GET", "/")
            answer = connection.getresponse()
            answer.read()
            connection.close()
            if answer.status == http.client.OK:
                return
        time.sleep(0.1)
    raise TimeoutError(f"The server did not answer with a page within {seconds:g} s.")
