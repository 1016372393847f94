"""`python -m bench segment`: words of syllables, against pyvi: the same labels, how fast, how soon."""

from __future__ import annotations

import importlib.util
import json
import re
from collections.abc import Callable, Sequence

from bench.measure import python, run_several, timed
from bench.peers import NOT_INSTALLED
from bench.report import Chart, Judged, Report, Table
from bench.settings import Settings, told_of
from bench.text import Corpus, read_plain
from index.segmenter import segmenter

#: Both are timed so many times in turn, and the best of each counts: a busy machine only ever slows down.
ROUNDS = 3

#: Runs that the product is given at once, about as many as a batch of an import has.
BATCH = 5000

#: A run is what stands between two marks of punctuation, in syllables: the form in which both take it.
_PUNCTUATION = re.compile(r"[^\w\s]+|\n|_")

_FIRST_WORDS = """
import json, sys, time
began = time.perf_counter()
from index.segmenter import segmenter
segmenter().words(["kế", "hoạch", "hành", "động"])
print(json.dumps({"seconds": time.perf_counter() - began, "sklearn": "sklearn" in sys.modules}))
"""


def measure(settings: Settings) -> Report:
    """Segment the same runs with both; compare labels and seconds."""
    corpus = settings.corpus()
    runs = runs_of(corpus)
    syllables = sum(map(len, runs))
    report = Report(f"bench segment: {syllables:,} syllables of {settings.articles:,} articles")
    segmenter()  # loading is measured apart
    first = timed(lambda: _segment(runs))
    if importlib.util.find_spec("pyvi") is None:
        theirs, best = None, min(timed(lambda: _segment(runs)) for _ in range(ROUNDS))
        report.judged += [Judged("segment pyvi", None, NOT_INSTALLED), Judged("segment labels", None, NOT_INSTALLED)]
    else:
        from bench.peers import pyvi_peer

        best, theirs = _in_turn(lambda: _segment(runs), lambda: [pyvi_peer.labels(run) for run in runs])
        label = segmenter().labels
        different = sum(
            mine != other for run in runs for mine, other in zip(label(run), pyvi_peer.labels(run), strict=True)
        )
        report.judged += [
            Judged("segment pyvi", theirs / best, f"best of {ROUNDS} rounds each, the same runs"),
            Judged("segment labels", different, f"of {syllables:,}"),
        ]
    report.judged.append(Judged("segment speed", syllables / best))
    speeds = {"this project": syllables / best, **({"pyvi": syllables / theirs} if theirs else {})}
    rows: list[tuple[str | float, ...]] = [
        (f"this project, {BATCH} runs at a time", syllables / best),
        ("this project, the first round", syllables / first),
    ]
    if theirs:
        rows += [("pyvi, the same runs", syllables / theirs), ("pyvi, ViTokenizer.tokenize of bodies", _whole(corpus))]
    report.tables += [Table(("what", "syllables/s"), tuple(rows)), _start()]
    report.notes.append(told_of(corpus))
    report.charts.append(
        Chart("Word segmentation", "bars", "syllables/s", tuple(speeds), (("syllables/s", tuple(speeds.values())),))
    )
    return report


def runs_of(corpus: Corpus) -> list[list[str]]:
    """Cut the bodies into runs of syllables."""
    bodies = (article.body for article in read_plain(corpus.files()))
    return [run for body in bodies for part in _PUNCTUATION.split(body) if (run := part.split())]


def _segment(runs: Sequence[Sequence[str]]) -> None:
    words_of = segmenter().words_of
    for start in range(0, len(runs), BATCH):
        words_of(runs[start : start + BATCH])


def _in_turn(one: Callable[[], object], other: Callable[[], object]) -> tuple[float, float]:
    times = [(timed(one), timed(other)) for _ in range(ROUNDS)]
    return min(a for a, _ in times), min(b for _, b in times)


def _whole(corpus: Corpus) -> float:
    """Give the syllables a second of pyvi as it is mostly used: a text in, a text with joined words out."""
    from bench.peers import pyvi_peer

    bodies = [article.body for article in read_plain(corpus.files(0, 300))]
    counted = sum(len(re.findall(r"\w+", body)) for body in bodies)
    return counted / timed(lambda: [pyvi_peer.tokenize(body) for body in bodies])


def _start() -> Table:
    """Tell how long a new process takes to its first words, the best of a few, and whether it loads scikit-learn."""
    ran = run_several(python("-c", _FIRST_WORDS))
    told = [json.loads(one.output) for one in ran]
    loaded = "loaded" if any(each["sklearn"] for each in told) else "not loaded"
    rows: tuple[tuple[str, float, str], ...] = (
        ("from the import to the first words", min(each["seconds"] for each in told), f"scikit-learn {loaded}"),
        ("a whole process that makes them", min(one.seconds for one in ran), "interpreter and all"),
    )
    return Table(("loading", "seconds", ""), rows)
