"""The command `python -m bench`: index real news and search it, and tell how long each stage took.

Reads `../shared/data/news/*.jsonl.xz` (or the files named), makes an index in a folder that is deleted
afterwards, and asks queries drawn from the text with a fixed seed.
"""

from __future__ import annotations

import argparse
import itertools
import json
import random
import resource
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from tqdm import tqdm

from index.analysis import analyse, syllables
from index.article import TEXT_FIELDS, Article
from index.document import Document, build, recognise
from index.importers import read_sources
from index.indexer import BATCH
from search.engine import open_engine
from search.request import Request
from search.searcher import Searcher

NEWS = Path(__file__).resolve().parent.parent.parent / "shared" / "data" / "news"
DEFAULT_FILES = ("baomoi2017", "vietnews2019", "vietnews2019_more")
SEED = 2019


def main(argv: list[str] | None = None) -> int:
    """Run the benchmark; give the exit status."""
    options = _parser().parse_args(argv)
    files = options.files or [NEWS / f"{name}.jsonl.xz" for name in DEFAULT_FILES]
    missing = [str(file) for file in files if not Path(file).exists()]
    if missing:
        print(f"Not here: {', '.join(missing)}. Name files of articles: python -m bench FILE…", file=sys.stderr)
        return 2
    with tempfile.TemporaryDirectory(prefix="bench-") as folder:
        url = f"whoosh:{folder}/index"
        figures = {**measure_index(files, options.articles, url), **measure_search(files, options.queries, url)}
    width = max(map(len, figures))
    for name, value in figures.items():
        print(f"{name:{width}}  {value:12,.2f}" if isinstance(value, float) else f"{name:{width}}  {value:12,}")
    if options.json:
        Path(options.json).write_text(json.dumps(figures, indent=2) + "\n", encoding="utf-8")
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument("files", nargs="*", metavar="FILE", help=f"sources (default {', '.join(DEFAULT_FILES)})")
    parser.add_argument("--articles", type=int, default=5000, metavar="N", help="how many (default 5000)")
    parser.add_argument("--queries", type=int, default=200, metavar="N", help="how many of each kind (default 200)")
    parser.add_argument("--json", metavar="FILE", help="write the figures there too")
    return parser


def articles(files: Sequence[str | Path], count: int) -> Iterator[Article]:
    """Read the first `count` good articles of the files."""
    good = (record for record in read_sources(files) if isinstance(record, Article))
    return itertools.islice(good, count)


def measure_index(files: Sequence[str | Path], count: int, url: str) -> dict[str, float]:
    """Time each stage of an import over the same articles: figures in articles per second."""
    begun = time.perf_counter()
    batch = list(articles(files, count))
    read = time.perf_counter() - begun
    analyse("Làm nóng")  # the segmenter loads once
    citations = _time(lambda: [recognise(one) for one in batch])
    analysis = _time(lambda: [analyse(getattr(one, field)) for one in batch for field in TEXT_FIELDS])
    engine = open_engine(url, create=True)
    whole = time.perf_counter()
    writing = 0.0
    bar = tqdm(total=len(batch), disable=None, unit=" articles")
    for start in range(0, len(batch), BATCH):
        documents: list[Document] = [build(one) for one in batch[start : start + BATCH]]
        writing += _time(lambda documents=documents: (engine.add(documents), engine.commit()))  # type: ignore[misc]
        bar.update(len(documents))
    bar.close()
    whole = time.perf_counter() - whole
    size = engine.info().size
    engine.close()
    text = sum(len(getattr(one, field).encode()) for one in batch for field in TEXT_FIELDS)
    found = len(batch)
    return {
        "articles": found,
        "syllables per article": sum(1 for one in batch[:500] for _ in syllables(one.body)) / min(500, found),
        "read and clean, articles/s": found / read,
        "citations, articles/s": found / citations,
        "analysis, articles/s": found / analysis,
        "write and commit, articles/s": found / writing,
        "whole import, articles/s": found / (whole + read),
        "index size, MB": size / 1e6,
        "index size, times the text": size / text,
    }


def _time(work: Callable[[], object]) -> float:
    begun = time.perf_counter()
    work()
    return time.perf_counter() - begun


def draw_queries(files: Sequence[str | Path], count: int) -> dict[str, list[Request]]:
    """Draw queries of several kinds from the text, with a fixed seed."""
    chance = random.Random(SEED)
    pool = list(articles(files, 2000))
    kinds: dict[str, list[Request]] = {"marked": [], "unmarked": [], "phrase": [], "filtered": [], "instrument": []}
    keys = sorted({m.key for one in pool for m in recognise(one).mentions})
    while len(kinds["marked"]) < count:
        text = chance.choice(pool).body
        run = list(syllables(text))
        length = chance.randint(1, 6)
        if len(run) <= length:
            continue
        first = chance.randrange(len(run) - length)
        part = run[first : first + length]
        printed = text[part[0].start : part[-1].end]
        folded = " ".join(s.form.folded for s in part)
        kinds["marked"].append(Request(printed))
        kinds["unmarked"].append(Request(folded))
        kinds["phrase"].append(Request(f'"{folded}"'))
        kinds["filtered"].append(Request(folded, {"type": ("Quyết định", "Nghị định")}))
        if keys:
            kinds["instrument"].append(Request("", {"instrument": (chance.choice(keys),)}))
    return kinds


def measure_search(files: Sequence[str | Path], count: int, url: str) -> dict[str, float]:
    """Time whole searches: match, rank, seven facets, ten snippets; in milliseconds."""
    begun = time.perf_counter()
    searcher = Searcher(url)
    searcher.search(Request("kế hoạch"))
    figures = {"open and first answer, ms": 1000 * (time.perf_counter() - begun)}
    for kind, requests in draw_queries(files, count).items():
        for warm in ("cold", "warm"):
            times = [1000 * _time(lambda request=request: searcher.search(request)) for request in requests]  # type: ignore[misc]
            if times:
                figures[f"{kind}, {warm}, p50 ms"] = statistics.median(times)
                figures[f"{kind}, {warm}, p95 ms"] = statistics.quantiles(times, n=20)[-1]
    searcher.close()
    figures["peak memory, MB"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1000
    return figures


if __name__ == "__main__":
    sys.exit(main())
