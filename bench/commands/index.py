"""`python -m bench index`: the product's real import command, against pyvi with stock Whoosh and the other peers."""

from __future__ import annotations

import json
import shutil
import time
from dataclasses import dataclass
from pathlib import Path

from bench import product
from bench.built import peer_index
from bench.measure import folder_size, interpreter_start
from bench.peers import NOT_INSTALLED, PEER_BY_NAME
from bench.report import Cell, Chart, Judged, Report, Table
from bench.settings import Settings, told_of
from bench.targets import TARGETS
from bench.text import Corpus, Size
from search.request import Request
from search.searcher import Searcher

#: Articles are counted as if each had so many syllables.
SYLLABLES = 500

#: Seconds to wait for an article before giving up.
_PATIENCE = 300


@dataclass(frozen=True, slots=True)
class Import:
    """An import that was measured: articles and their text, wall seconds, those of all processors, bytes."""

    title: str
    text: Size
    seconds: float
    processor: float | None
    peak: int | None
    size: int

    @property
    def speed(self) -> float:
        """Give articles a second."""
        return self.text.articles / self.seconds

    @property
    def weighed(self) -> float:
        """Give articles a second as if each had `SYLLABLES`."""
        return self.text.syllables / SYLLABLES / self.seconds

    def row(self) -> tuple[Cell, ...]:
        """Give the row of the table."""
        peak = None if self.peak is None else self.peak / 1e6
        share = self.size / self.text.text
        return (self.title, self.text.articles, self.seconds, self.processor, self.speed, self.weighed, peak, share)


_HEADINGS = (
    *("", "articles", "seconds", "of processors", "articles/s", f"of {SYLLABLES} syllables/s"),
    *("peak MB", "size, of the text"),
)


def measure(settings: Settings) -> Report:
    """Import with the product and every peer; judge the product."""
    corpus = settings.corpus()
    text = corpus.size()
    report = Report(f"bench index: {settings.articles:,} articles, {text.syllables:,} syllables")
    folder = settings.store.place("import", corpus.name, settings.articles)
    shutil.rmtree(folder, ignore_errors=True)
    start = interpreter_start("index")
    ran = product.add(corpus.files(), folder / "index")
    on_disk = folder_size(folder / "index")
    ours = Import(product.TITLE, text, ran.seconds, ran.processor, ran.peak, on_disk)
    bare = Import("… without the interpreter's start", text, ran.seconds - start, None, None, on_disk)
    note = f"{bare.weighed:,.0f} without the interpreter's start ({start:.2f} s)"
    report.judged.append(Judged("index speed", ours.weighed, note))
    others = [import_ for name in settings.peers if (import_ := _peer(settings, corpus, name, ours, report))]
    visible = until_found(corpus, folder, "xqzvwk")
    report.judged.append(
        Judged("index visible", visible, f"`python -m index add`, beside {settings.articles:,} articles")
    )
    shutil.rmtree(folder)
    report.tables.append(Table(_HEADINGS, tuple(one.row() for one in (ours, bare, *others))))
    report.notes += [
        told_of(corpus),
        "the product's time is the wall time of `python -m index add`, from its start to its end, citations and all "
        "views of the text included; peers are given the facet values ready-made, and their interpreter's start is "
        "left out",
        "seconds of processors count all cores together: the product and Tantivy may use several, the others use one",
        "peaks of memory count all processes of a command, and no page twice",
    ]
    speeds = {one.title: one.speed for one in (ours, *others)}
    report.charts.append(Chart("Import", "bars", "articles/s", tuple(speeds), (("speed", tuple(speeds.values())),)))
    return report


def _peer(settings: Settings, corpus: Corpus, name: str, ours: Import, report: Report) -> Import | None:
    """Import with a peer, and judge the product by it where there is a target."""
    peer = PEER_BY_NAME[name]
    target = f"index {name}"
    if not peer.installed():
        report.notes.append(f"{peer.title}: {NOT_INSTALLED}")
        report.judged += [Judged(target, None, NOT_INSTALLED)] if target in TARGETS else []
        return None
    built = peer_index(settings, corpus, peer)
    notes = built.notes
    title = peer.title + (" (kept from an earlier run)" if built.kept else "")
    text = corpus.size(0, settings.sizes(peer.slow))
    theirs = Import(title, text, notes["seconds"], notes["processor"], notes["peak"], notes["size"])
    if target in TARGETS:
        note = f"{ours.weighed:,.0f} to {theirs.weighed:,.0f} articles of {SYLLABLES} syllables a second"
        if theirs.text.articles != ours.text.articles:
            note += f"; {peer.title} over {theirs.text.articles:,} articles"
        report.judged.append(Judged(target, ours.weighed / theirs.weighed, note))
    return theirs


def until_found(corpus: Corpus, folder: Path, word: str) -> float:
    """Import one article more with the product's command; give the seconds until a searcher that was open finds it.

    `word` stands in that article alone. Raises `ValueError` where another one holds it.
    """
    record = json.loads(next(corpus.lines()))
    record |= {"id": word, "url": "", "title": f"{record['title']} {word}"}
    one = folder / f"{word}.jsonl"
    one.write_text(json.dumps(record, ensure_ascii=False) + "\n", encoding="utf-8")
    with Searcher(product.url_of(folder / "index")) as searcher:
        if searcher.search(Request(word)).total:
            raise ValueError(f"{word} is found before the article that holds it was imported.")
        begun = time.perf_counter()
        product.add([one], folder / "index")
        while not searcher.search(Request(word)).total:
            if time.perf_counter() - begun > _PATIENCE:
                raise TimeoutError(f"The article was imported, and an open searcher did not find it in {_PATIENCE} s.")
            time.sleep(0.02)
        return time.perf_counter() - begun
