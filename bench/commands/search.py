"""`python -m bench search`: whole searches (match, rank, seven facets, ten snippets), against peers."""

from __future__ import annotations

import statistics
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bench import product
from bench.built import peer_index
from bench.measure import percentile, read_files
from bench.peers import NOT_INSTALLED, PEER_BY_NAME
from bench.queries import KINDS, Query, draw
from bench.report import Cell, Chart, Judged, Report, Table, number
from bench.settings import Settings, told_of
from bench.text import SEED

#: Every engine is asked in so many new processes, and of each query the shortest time counts: a busy machine only ever
#: slows down. An engine whose seconds are used up is asked no more.
ROUNDS = 5

#: Queries of each kind that warm an engine up; they are others than those measured.
WARM = 15


@dataclass(frozen=True, slots=True)
class Run:
    """One engine's answers: milliseconds and totals of the first queries, in their order, and its memory.

    `articles` is how many it was built over; `scale` what its times have to be taken by to stand for all articles.
    """

    name: str
    title: str
    articles: int
    scale: float
    times: Sequence[float]
    totals: Sequence[int]
    measured: Mapping[str, Any]

    def p(self, share: float, first: int | None = None) -> float:
        """Give a percentile in milliseconds, over the first queries, scaled."""
        return self.scale * percentile(self.times[:first], share)


def measure(settings: Settings) -> Report:
    """Ask the product and every peer the same queries; judge the product."""
    corpus = settings.corpus()
    queries = draw(corpus, settings.queries)
    warm = draw(corpus, WARM, SEED + 1)
    report = Report(f"bench search: {settings.articles:,} articles, {len(queries)} queries")
    ours = ask_product(settings, settings.articles, queries, warm)
    runs = [ours]
    for name in settings.peers:
        peer = PEER_BY_NAME[name]
        if not peer.installed():
            report.judged.append(Judged(f"search {name}", None, NOT_INSTALLED))
            continue
        built = peer_index(settings, corpus, peer)
        count = settings.sizes(peer.slow)
        run = _ask(settings, name, peer.title, built.folder, count, queries, warm)
        runs.append(run)
        report.judged.append(_judge(ours, run))
        if run.scale != 1:
            small = ask_product(settings, count, queries, warm)
            mine, theirs = percentile(small.times[: len(run.times)], 0.95), percentile(run.times, 0.95)
            report.notes.append(
                f"{run.title} was built over {count:,} articles; its times are taken × {number(run.scale)} to stand "
                f"for {settings.articles:,}. At {count:,} articles for both, nothing scaled: p95 "
                f"{number(mine / theirs)} × ({number(mine)} ms to {number(theirs)} ms)"
            )
    report.judged.append(Judged("search p50", ours.p(0.5)))
    report.tables += [_overview(runs), _by_kind(runs, queries)]
    if len(runs) > 1:
        report.tables.append(_agreement(runs, queries))
    report.notes += [
        told_of(corpus),
        f"each query twice, after {len(warm)} others, in up to {ROUNDS} new processes, the shortest time of each "
        f"(first times: the shortest of those alone); an engine is asked for {settings.seconds:g} s at most, and "
        "ratios are over the queries that both were asked",
        *(f"{PEER_BY_NAME[r.name].title}: {_set_up(r.name)}" for r in runs[1:]),
    ]
    report.charts.append(_chart(runs, settings.articles))
    return report


def ask_product(settings: Settings, count: int, queries: Sequence[Query], warm: Sequence[Query]) -> Run:
    """Ask the product, over the first `count` articles."""
    corpus = settings.corpus()
    built = product.index_of(settings.store, corpus.name, corpus.files(0, count), count)
    return _ask(settings, product.NAME, product.TITLE, built.folder, count, queries, warm)


def _ask(
    settings: Settings, name: str, title: str, folder: Path, count: int, queries: Sequence[Query], warm: Sequence[Query]
) -> Run:
    read_files(folder)
    job = {
        "do": "ask",
        "engine": name,
        "folder": str(folder),
        "queries": [query.as_json() for query in queries],
        "warm": [query.as_json() for query in warm],
        "seconds": settings.seconds,
    }
    begun = time.perf_counter()
    measured = settings.call(job)
    for rounds in range(1, ROUNDS):
        # Another round takes as long as those before took, each.
        if (time.perf_counter() - begun) * (rounds + 1) / rounds > settings.seconds:
            break
        more = settings.call(job)
        for what in ("times", "first", "processor"):
            measured[what] = [min(pair) for pair in zip(measured[what], more[what], strict=False)]
    scale = 1.0 if name == product.NAME else settings.articles / count
    return Run(name, title, count, scale, measured["times"], measured["totals"], measured)


def _judge(ours: Run, peer: Run) -> Judged:
    first = len(peer.times)
    note = f"{number(ours.p(0.95, first))} ms to {number(peer.p(0.95))} ms over {first} queries"
    if peer.scale != 1:
        note += f"; {peer.title}'s scaled × {number(peer.scale)} from {peer.articles:,} articles"
    return Judged(f"search {peer.name}", ours.p(0.95, first) / peer.p(0.95), note)


def _set_up(name: str) -> str:
    module = PEER_BY_NAME[name].load()
    return f"{module.version()}; {module.SETTINGS}"


def _overview(runs: Sequence[Run]) -> Table:
    rows: list[tuple[Cell, ...]] = []
    for run in runs:
        memory = run.measured["memory"]
        own, whole = (memory["own"] / 1e6, memory["all"] / 1e6) if memory else (None, None)
        seen = f"{run.measured['hits']:,} hits, {run.measured['snippets']:,} snippets, {run.measured['facets']} facets"
        busy = run.scale * percentile(run.measured["processor"], 0.95)
        firsts = (run.scale * percentile(run.measured["first"], share) for share in (0.5, 0.95))
        times = (run.p(0.5), run.p(0.95), run.p(1), *firsts, busy)
        rows.append((run.title, run.articles, len(run.times), *times, own, whole, seen))
    headings = (
        *("", "articles", "queries", "p50 ms", "p95 ms", "max ms", "first time p50 ms", "first time p95 ms"),
        "p95 of the processor ms",
        *("memory MB", "with files MB", "seen"),
    )
    return Table(headings, tuple(rows))


def _by_kind(runs: Sequence[Run], queries: Sequence[Query]) -> Table:
    rows: list[tuple[Cell, ...]] = []
    for kind in KINDS:
        row: list[Cell] = [kind]
        for run in runs:
            times = [run.scale * t for t, query in zip(run.times, queries, strict=False) if query.kind == kind]
            row.append(f"{number(percentile(times, 0.5))} / {number(percentile(times, 0.95))}" if times else None)
        rows.append(tuple(row))
    return Table(("p50 / p95 in ms", *(run.title for run in runs)), tuple(rows))


def _agreement(runs: Sequence[Run], queries: Sequence[Query]) -> Table:
    """Tell whether engines found as many: median of a peer's total to ours, by kind; and how many lie within 5 %."""
    ours = runs[0]
    rows: list[tuple[Cell, ...]] = []
    for run in runs[1:]:
        pairs = [
            (query.kind, run.scale * theirs / total)
            for query, total, theirs in zip(queries, ours.totals, run.totals, strict=False)
            if total
        ]
        close = sum(0.95 <= ratio <= 1.05 for _, ratio in pairs) / max(len(pairs), 1)
        medians = [
            statistics.median(ratios) if (ratios := [ratio for kind, ratio in pairs if kind == wanted]) else None
            for wanted in KINDS
        ]
        title = run.title if run.scale == 1 else f"{run.title} (scaled × {number(run.scale)})"
        rows.append((title, statistics.median(ratio for _, ratio in pairs), f"{close:.0%}", *medians))
    return Table(("articles found, of ours (median)", "all", "within 5 %", *KINDS), tuple(rows))


def _chart(runs: Sequence[Run], articles: int) -> Chart:
    labels = tuple(run.title if run.scale == 1 else f"{run.title} (scaled)" for run in runs)
    series = (("p50", tuple(run.p(0.5) for run in runs)), ("p95", tuple(run.p(0.95) for run in runs)))
    return Chart(f"A search with facets and snippets, {articles:,} articles", "bars", "ms", labels, series)
