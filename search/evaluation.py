"""How good is the search? Asks it the queries of a judged set, as a person would, and measures what it answers.

What is asked is the product itself (`Searcher.search`, nothing set but the query): the query language, the wider
search where nothing matches in full, and the order are all part of what is measured. The measures are those of
ir-measures: nDCG@10 with linear gain (Järvelin and Kekäläinen, 2002), MRR@10, recall at 10 and at 100.
"""

from __future__ import annotations

import hashlib
import math
import time
import unicodedata
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType

from index.document import fingerprint
from index.errors import BadSetting, IndexMissing, StaleIndex
from index.workers import build_in_order
from search.engine import open_engine
from search.judged_set import READING_VERSION, JudgedQuery, read_corpus
from search.request import MAX_PAGE_SIZE, Request
from search.searcher import Searcher

#: The measures by the names that people know them by, and as ir-measures calls them. The first one judges queries.
MEASURES: Mapping[str, str] = {"nDCG@10": "nDCG@10", "MRR@10": "RR@10", "recall@10": "R@10", "recall@100": "R@100"}

#: Where the indexes of sets are kept.
KEPT = Path("var/evaluate")

#: Documents between two commits.
BATCH = 5000

#: Letters with a stroke, which no decomposition takes off.
_STROKES = str.maketrans("đĐðÐ", "dDdD")


@dataclass(frozen=True, slots=True)
class Answer:
    """What was found for a query: what was typed, ids of articles from the best (100 at most), and how long it took."""

    query: str
    typed: str
    ranked: tuple[str, ...]
    milliseconds: float


@dataclass(frozen=True, slots=True)
class Measured:
    """An answer, what was wanted, and its figures by the names of `MEASURES`."""

    answer: Answer
    wanted: Mapping[str, int]
    figures: Mapping[str, float]


@dataclass(frozen=True, slots=True)
class Run:
    """One evaluation: the set's name, whether queries were typed without marks, and every query measured."""

    name: str
    unmarked: bool
    queries: tuple[Measured, ...]

    def mean(self, measure: str) -> float:
        """Give the mean of a measure over all queries."""
        return math.fsum(one.figures[measure] for one in self.queries) / len(self.queries)

    def milliseconds(self, share: float) -> float:
        """Give the time within which this share of the queries was answered (nearest rank): 0.5 is the median."""
        times = sorted(one.answer.milliseconds for one in self.queries)
        return times[max(math.ceil(share * len(times)), 1) - 1]


def unmark(text: str) -> str:
    """Take off the marks, as many people type: capitals, digits and punctuation stay.

    >>> unmark("Quyết định 2351/QĐ-TTg: hòa giải")
    'Quyet dinh 2351/QD-TTg: hoa giai'
    """
    letters = unicodedata.normalize("NFD", text.translate(_STROKES))
    return unicodedata.normalize("NFC", "".join(char for char in letters if not unicodedata.combining(char)))


def index_of(corpora: Sequence[Path], kept: Path = KEPT, told: Callable[[int], object] = lambda _: None) -> str:
    """Give the URL of an index of these articles, building it below `kept` where it is not there yet.

    Its name is a digest of the files, the analysis and the engine's format: any other content is another index.
    `told` hears of every number of articles that is indexed. Raises what `read_corpus` raises, `WorkerDied`, and
    `BadSetting` where there is no article.
    """
    url = f"whoosh:{kept / _digest(corpora)}"
    try:
        open_engine(url).close()
    except (IndexMissing, StaleIndex):
        _build(url, corpora, told)
    return url


def _digest(corpora: Sequence[Path]) -> str:
    from search.whoosh_engine.schema import FORMAT_VERSION

    whole = hashlib.blake2b(f"{READING_VERSION} {fingerprint()} {FORMAT_VERSION}".encode(), digest_size=8)
    for path in corpora:
        with path.open("rb") as file:
            whole.update(hashlib.file_digest(file, "sha256").digest())
    return whole.hexdigest()


def _build(url: str, corpora: Sequence[Path], told: Callable[[int], object]) -> None:
    """Build an index that appears under its URL only when it is complete."""
    engine = open_engine(url, fresh=True)
    try:
        pending = 0
        for documents in build_in_order(read_corpus(corpora)):
            engine.add(documents)
            told(len(documents))
            pending += len(documents)
            if pending >= BATCH:
                engine.commit()
                pending = 0
        engine.commit()
        if not engine.info().articles:
            raise BadSetting(f"There is no article in {', '.join(map(str, corpora))}.")
        engine.settle()
        engine.publish()
    finally:
        engine.close()


def ask(
    searcher: Searcher,
    queries: Iterable[JudgedQuery],
    *,
    unmarked: bool = False,
    told: Callable[[int], object] = lambda _: None,
) -> list[Answer]:
    """Ask every query once, for the first 100 hits; `unmarked` types it without marks. `told` hears of each."""
    answers = []
    for query in queries:
        typed = unmark(query.text) if unmarked else query.text
        begun = time.perf_counter()
        result = searcher.search(Request(q=typed, size=MAX_PAGE_SIZE))
        seconds = time.perf_counter() - begun
        # What is shown under a hit as its copies is found there, behind it.
        ranked = [one for hit in result.hits for one in (hit.id, *(copy.id for copy in hit.copies))]
        answers.append(Answer(query.id, typed, tuple(ranked[:MAX_PAGE_SIZE]), round(seconds * 1000, 3)))
        told(1)
    return answers


def measure(name: str, queries: Sequence[JudgedQuery], answers: Sequence[Answer], *, unmarked: bool = False) -> Run:
    """Measure the answers to some queries (both in the same order); raise `BadSetting` where ir-measures is missing."""
    library = measures_library()
    known = {library.parse_measure(there): here for here, there in MEASURES.items()}
    # The library orders by score and breaks ties in its own way, so places become scores.
    places = {a.query: {found: float(-place) for place, found in enumerate(a.ranked)} for a in answers}
    figures: dict[str, dict[str, float]] = {query.id: dict.fromkeys(MEASURES, 0.0) for query in queries}
    for metric in library.iter_calc(list(known), {query.id: dict(query.wanted) for query in queries}, places):
        figures[metric.query_id][known[metric.measure]] = float(metric.value)
    return Run(
        name,
        unmarked,
        tuple(Measured(a, query.wanted, figures[query.id]) for query, a in zip(queries, answers, strict=True)),
    )


def measures_library() -> ModuleType:
    """Load ir-measures, which only evaluation needs; raise `BadSetting` where it is missing."""
    try:
        import ir_measures
    except ImportError as error:
        raise BadSetting(
            f"Evaluation needs ir-measures ({error}). Install it: python -m pip install -r requirements-evaluate.txt"
        ) from error
    return ir_measures
