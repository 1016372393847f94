"""`python -m bench grow`: the same index as it grows, up to a million articles, so that growth itself is seen."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tqdm import tqdm

from bench import product
from bench.commands.index import until_found
from bench.commands.search import WARM
from bench.measure import folder_size, forget_files, percentile, read_files
from bench.peers import NOT_INSTALLED, PEER_BY_NAME
from bench.queries import Query, draw
from bench.report import Cell, Chart, Judged, Report, Table
from bench.settings import Settings, told_of
from bench.text import SEED, Corpus

#: Where growth is looked at.
SIZES = (10_000, 30_000, 112_000, 300_000, 1_000_000)

_HEADINGS = (
    *("", "articles", "built in s", "articles/s", "build peak MB", "size, of the text", "cold start s"),
    *("p50 ms", "p95 ms", "memory MB", "with files MB", "one more, s"),
)


@dataclass(frozen=True, slots=True)
class Step:
    """What was measured of one engine at one size; seconds, milliseconds and bytes."""

    title: str
    articles: int
    built: float
    peak: int | None
    size: float
    first: float
    p50: float
    p95: float
    memory: dict[str, int] | None
    visible: float | None

    def row(self) -> tuple[Cell, ...]:
        """Give the row of the table."""
        own, whole = (self.memory["own"] / 1e6, self.memory["all"] / 1e6) if self.memory else (None, None)
        peak = self.peak / 1e6 if self.peak else None
        speed = self.articles / self.built
        times = (self.first, self.p50, self.p95)
        return (self.title, self.articles, self.built, speed, peak, self.size, *times, own, whole, self.visible)


def sizes(articles: int) -> list[int]:
    """Give the sizes to look at on the way to `articles`."""
    return [size for size in SIZES if size < articles] + [articles]


def measure(settings: Settings) -> Report:
    """Grow an index step by step; at each size start cold, ask, and add one article more."""
    corpus = settings.corpus()
    report = Report(f"bench grow: up to {settings.articles:,} articles")
    asked = _Questions(settings, draw(corpus, settings.queries), draw(corpus, WARM, SEED + 1))
    grown = {product.TITLE: _grow_product(settings, corpus, asked)}
    for name in settings.peers:
        peer = PEER_BY_NAME[name]
        if peer.installed():
            grown[peer.title] = _grow_peer(settings, corpus, name, asked)
        else:
            report.notes.append(f"{peer.title}: {NOT_INSTALLED}")
    ours = grown[product.TITLE]
    last = ours[-1].visible
    report.judged.append(Judged("index visible", last, f"beside {settings.articles:,} articles"))
    report.tables.append(Table(_HEADINGS, tuple(step.row() for steps in grown.values() for step in steps)))
    report.notes += [
        told_of(corpus),
        "the product's index grows by imports of the next articles, and the times to build it add up; a peer's is "
        "built anew at each size",
        "cold start: from before the interpreter starts to the first answer, the index's files not in memory",
    ]
    report.charts += _charts(grown)
    return report


@dataclass(frozen=True, slots=True)
class _Questions:
    settings: Settings
    queries: Sequence[Query]
    warm: Sequence[Query]

    def ask(self, engine: str, folder: Path) -> dict[str, Any]:
        """Start cold, then ask everything."""
        job = {
            "engine": engine,
            "folder": str(folder),
            "queries": [query.as_json() for query in self.queries],
            "warm": [query.as_json() for query in self.warm],
            "seconds": self.settings.seconds,
        }
        forget_files(folder)
        first = self.settings.call({**job, "do": "first"})["first"]
        read_files(folder)
        return {**self.settings.call({**job, "do": "ask"}), "first": first}


def _grow_product(settings: Settings, corpus: Corpus, questions: _Questions) -> list[Step]:
    folder = settings.store.place("grow", corpus.name)
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    steps: list[Step] = []
    before, built, peak = 0, 0.0, 0
    for size in _shown(sizes(settings.articles), product.TITLE):
        ran = product.add(corpus.files(before, size), folder / "index")
        before, built, peak = size, built + ran.seconds, max(peak, ran.peak or 0)
        on_disk = folder_size(folder / "index")
        asked = questions.ask(product.NAME, folder)
        visible = until_found(corpus, folder, f"xqzvwk{size}")
        steps.append(_step(product.TITLE, size, built, peak, on_disk, corpus, asked, visible))
    shutil.rmtree(folder)
    return steps


def _grow_peer(settings: Settings, corpus: Corpus, name: str, questions: _Questions) -> list[Step]:
    title = PEER_BY_NAME[name].title
    folder = settings.store.place(f"grow-{name}", corpus.name)
    steps: list[Step] = []
    for size in _shown(sizes(settings.articles), title):
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
        files = [str(file) for file in corpus.files(0, size)]
        made = settings.call({"do": "build", "peer": name, "files": files, "count": size, "folder": str(folder)})
        asked = questions.ask(name, folder)
        steps.append(_step(title, size, made["seconds"], made.get("peak"), made["size"], corpus, asked, None))
    shutil.rmtree(folder)
    return steps


def _step(
    title: str,
    size: int,
    built: float,
    peak: int | None,
    on_disk: int,
    corpus: Corpus,
    asked: dict[str, Any],
    visible: float | None,
) -> Step:
    p50, p95 = (percentile(asked["times"], share) for share in (0.5, 0.95))
    share = on_disk / corpus.size(0, size).text
    return Step(title, size, built, peak, share, asked["first"], p50, p95, asked["memory"], visible)


def _shown(steps: list[int], title: str) -> tqdm[int]:
    return tqdm(steps, unit=" sizes", desc=f"grow {title}", disable=None)


def _charts(grown: dict[str, list[Step]]) -> list[Chart]:
    labels = tuple(str(step.articles) for step in grown[product.TITLE])

    def chart(title: str, unit: str, value: Callable[[Step], float | None]) -> Chart:
        series = tuple((name, tuple(map(value, steps))) for name, steps in grown.items())
        return Chart(title, "lines", unit, labels, series, "articles")

    return [
        chart("p95 of a search", "ms", lambda step: step.p95),
        chart(
            "Memory of a process that searches", "MB", lambda step: step.memory["own"] / 1e6 if step.memory else None
        ),
    ]
