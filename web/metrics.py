"""What the site counts of itself, in the form that Prometheus reads.

Labels take few values: names of routes, never addresses or queries. Each site has a registry of its own. Where several
processes serve one site they share files in the folder `PROMETHEUS_MULTIPROC_DIR` (`gunicorn.conf.py` makes one) and
each answers for all; what one process is made of (memory, open files) is told only where there is one.
"""

from __future__ import annotations

import os
from collections.abc import Iterator

from flask import Blueprint, Flask, Response
from prometheus_client import (
    CollectorRegistry,
    Counter,
    GCCollector,
    Histogram,
    PlatformCollector,
    ProcessCollector,
    generate_latest,
)
from prometheus_client.exposition import CONTENT_TYPE_LATEST
from prometheus_client.metrics_core import GaugeMetricFamily, Metric
from prometheus_client.multiprocess import MultiProcessCollector
from prometheus_client.registry import Collector

from index.errors import PolicySearchError
from web.answered import Answered, Listener
from web.backend import door

#: The folder that processes of one site share, by prometheus-client's own name.
SHARED = "PROMETHEUS_MULTIPROC_DIR"

#: Seconds that a page may take: most take a few milliseconds, a search of a million articles 50.
_SECONDS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)

#: The label of an address that no route answers, and of a method that HTTP does not know.
_OTHER = "other"

_METHODS = ("GET", "HEAD", "OPTIONS", "POST", "PUT", "PATCH", "DELETE")


def register(app: Flask) -> Listener:
    """Add `/metrics` to the site; give what counts a request."""
    registry = CollectorRegistry()
    requests = Counter("tin_requests", "Requests answered.", ("route", "method", "status"), registry=registry)
    seconds = Histogram(
        "tin_request_seconds", "From a request to its last byte.", ("route",), registry=registry, buckets=_SECONDS
    )
    searching = Histogram(
        "tin_search_seconds", "Answers of the search room.", ("question",), registry=registry, buckets=_SECONDS
    )
    shown = _shown(registry)
    blueprint = Blueprint("metrics", __name__)

    @blueprint.get("/metrics")
    def metrics() -> Response:
        return Response(generate_latest(shown), content_type=CONTENT_TYPE_LATEST)

    app.register_blueprint(blueprint)

    def count(answered: Answered) -> None:
        route = answered.endpoint or _OTHER
        method = answered.method if answered.method in _METHODS else _OTHER
        requests.labels(route, method, f"{answered.status // 100}xx").inc()
        seconds.labels(route).observe(answered.seconds)
        for one in answered.asked:
            searching.labels(one.question).observe(one.seconds)

    return count


def _shown(registry: CollectorRegistry) -> CollectorRegistry:
    """Give the registry that is shown: of this process with what it is made of, or of all that share a folder."""
    if SHARED in os.environ:
        shown = CollectorRegistry()
        MultiProcessCollector(shown)  # type: ignore[no-untyped-call]
    else:
        shown = registry
        for collector in (ProcessCollector, PlatformCollector, GCCollector):
            collector(registry=shown)
    shown.register(_Index())
    return shown


class _Index(Collector):
    """Tells of the index when it is asked, which is while `/metrics` is answered."""

    def collect(self) -> Iterator[Metric]:
        """Ask the index for its figures; without one there is only `tin_index_ready 0`."""
        ready = "Whether the index can be searched."
        try:
            coverage = door().coverage()
        except PolicySearchError:
            yield GaugeMetricFamily("tin_index_ready", ready, 0)
            return
        yield GaugeMetricFamily("tin_index_ready", ready, 1)
        yield GaugeMetricFamily("tin_index_articles", "Articles in the index.", coverage.articles)
        if coverage.committed:
            written = coverage.committed.timestamp()
            yield GaugeMetricFamily("tin_index_committed_timestamp_seconds", "When the index was written.", written)

    def describe(self) -> list[Metric]:
        """Describe nothing beforehand: there may be no index yet."""
        return []
