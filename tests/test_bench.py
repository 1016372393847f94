"""The benchmark on a few articles of our own: that it measures, compares the same things, and says what it saw."""

from __future__ import annotations

import json
import random
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest
from conftest import ROOT

import index.__main__ as index_command
from bench import __main__ as command
from bench import chart, data, product, worker
from bench.commands import grow, index, search, segment, serve
from bench.measure import Ran, percentile, run
from bench.peers import NOT_INSTALLED, PEER_BY_NAME, PEERS, Answer
from bench.perturb import Perturber
from bench.queries import KINDS, draw, from_json, unmark
from bench.report import Chart, Judged, Report, Table, number, table_as_markdown
from bench.settings import Settings
from bench.store import Store
from bench.targets import TARGETS
from bench.text import FACETS, SEED, Corpus, plain
from index.document import build
from index.importers import read_sources
from search.abbreviations import alternatives

SAMPLES = ROOT / "index" / "samples"
COUNT = 100  # more than there are samples: some are perturbed


def here(job: Mapping[str, Any]) -> dict[str, Any]:
    """Do a job in this process: starting another one would take longer than all that is tested."""
    measured = worker.JOBS[job["do"]]({**job, "began": time.monotonic()})
    return {"processor": 1.0, "peak": 50_000_000, **measured}


@pytest.fixture(scope="module")
def settings(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    store = Store(tmp_path_factory.mktemp("bench"))
    return Settings(COUNT, (SAMPLES,), queries=3, seconds=2, stock_articles=40, store=store, call=here)


@pytest.fixture(scope="module")
def corpus(settings: Settings) -> Corpus:
    return settings.corpus()


def needs(*names: str) -> None:
    for name in names:
        if not PEER_BY_NAME[name].installed():
            pytest.skip(f"needs the packages of {name}: {', '.join(PEER_BY_NAME[name].packages)}")


# Text


def test_text_is_the_samples_and_perturbed_copies(corpus: Corpus) -> None:
    records = [json.loads(line) for line in corpus.lines()]
    assert len(records) == COUNT
    assert len({record["id"] for record in records}) == COUNT
    size = corpus.size()
    assert size.articles == COUNT
    assert size.originals == len({article.id for article in data._articles(SAMPLES)}) < COUNT
    assert size.text == sum(len((r["title"] + r["lead"] + r["body"]).encode()) for r in records)
    assert all(record["date"] and record["category"] for record in records)


def test_the_product_reads_every_article_of_the_text(corpus: Corpus) -> None:
    articles = list(read_sources(corpus.files()))
    assert [getattr(article, "title", article) for article in articles] == [
        plain(line).title for line in corpus.lines()
    ]


@pytest.mark.parametrize(("first", "last"), [(0, 1), (3, 7), (0, COUNT), (90, None)])
def test_files_hold_exactly_what_was_asked_for(corpus: Corpus, first: int, last: int | None) -> None:
    ids = [plain(line).id for line in corpus.lines()]
    assert [plain(line).id for line in corpus.lines(first, last)] == ids[first:last]


def test_text_is_the_same_whether_made_at_once_or_in_parts(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, corpus: Corpus
) -> None:
    whole = [json.loads(line) for line in corpus.lines()]
    monkeypatch.setattr(data, "PART", 30)
    monkeypatch.setattr("bench.text.PART", 30)
    store = Store(tmp_path)
    for count in (20, 40, COUNT):
        grown = data.prepare([SAMPLES], count, store)
        assert [json.loads(line) for line in grown.lines()] == whole[:count], f"the first {count} are others"


def test_a_perturbed_article_cites_what_its_original_cites(corpus: Corpus) -> None:
    records = [json.loads(line) for line in corpus.lines()]
    originals = {record["id"]: record for record in records if "copy" not in record}
    copies = [record for record in records if "copy" in record]
    assert copies
    made = [article for article in read_sources(corpus.files()) if hasattr(article, "body")][-len(copies) :]
    for copy, article in zip(copies, made, strict=True):
        original = originals[copy["id"].rpartition("-")[0]]
        assert copy["body"] != original["body"]
        found = build(article).facets.get("instrument", ())
        assert {term.value for term in found} == set(original["facets"]["instrument"])


TEXT = "Hội đồng họp bàn về cải cách hành chính. Kế hoạch số 202/KH-UBND có hiệu lực. Người dân góp ý."


def test_perturbing_changes_a_share_of_small_syllables_and_no_sentence_with_figures() -> None:
    perturber = Perturber(["trường lớp học sinh thầy cô"], 0.5, SEED)
    made = perturber.perturb(TEXT, random.Random(1))
    assert made == perturber.perturb(TEXT, random.Random(1))
    assert made != perturber.perturb(TEXT, random.Random(2))
    assert "Kế hoạch số 202/KH-UBND có hiệu lực." in made
    changed = sum(old != new for old, new in zip(TEXT.split(), made.split(), strict=True))
    small = 8 + 3  # in the two sentences without figures
    assert changed == pytest.approx(small / 2, abs=1)


def test_nothing_is_perturbed_where_no_share_is_asked_for() -> None:
    assert Perturber(["một hai"], 0.0, SEED).perturb(TEXT, random.Random(1)) == TEXT


def test_sources_without_articles_are_refused(tmp_path: Path) -> None:
    (tmp_path / "none.jsonl").write_text("{}\n", encoding="utf-8")
    with pytest.raises(ValueError, match="no article"):
        data.prepare([tmp_path / "none.jsonl"], 5, Store(tmp_path))


# Queries


def test_queries_are_the_same_for_a_seed_and_others_for_another(corpus: Corpus) -> None:
    assert draw(corpus, 4) == draw(corpus, 4)
    assert draw(corpus, 4) != draw(corpus, 4, SEED + 1)


def test_queries_are_of_every_kind(corpus: Corpus) -> None:
    drawn = draw(corpus, 12)
    assert [query.kind for query in drawn] == list(KINDS) * 12
    bodies = " ".join(unmark(" ".join(plain(line).body.split())) for line in corpus.lines())
    for query in drawn:
        assert from_json(json.loads(json.dumps(query.as_json()))) == query
        if query.kind == "instrument":
            assert not query.words
            assert set(query.filters) == {"instrument"}
            continue
        assert 1 <= len(query.words) <= 6
        assert " ".join(query.words) in bodies
        assert bool(query.filters) == (query.kind == "filtered")
        assert query.phrase == (query.kind == "phrase")
    marked = [query for query in drawn if query.kind == "marked"]
    assert any(query.text != " ".join(query.words) for query in marked)


@pytest.mark.parametrize(
    ("text", "plain_"), [("Đẳng", "dang"), ("ủy ban", "uy ban"), ("hoà", "hoa"), ("ASEAN", "asean")]
)
def test_unmark(text: str, plain_: str) -> None:
    assert unmark(text) == plain_


# Peers


@pytest.fixture(scope="module")
def ours(settings: Settings, corpus: Corpus) -> Iterator[product.ProductIndex]:
    built = product.index_of(settings.store, corpus.name, corpus.files(), COUNT)
    assert built.notes["seconds"] > 0
    opened = product.open_index(built.folder)
    yield opened
    opened.close()


@pytest.mark.parametrize("name", [peer.name for peer in PEERS])
def test_a_peer_answers_as_the_product_does(
    name: str, tmp_path: Path, corpus: Corpus, ours: product.ProductIndex
) -> None:
    needs(name)
    module = PEER_BY_NAME[name].load()
    assert module.version()
    module.build(map(plain, corpus.lines()), tmp_path)
    asked = module.open_index(tmp_path)
    # Of more words the product wants half, and it knows abbreviations; peers want all words as they are.
    queries = [
        query for query in draw(corpus, 16) if query.phrase or (len(query.words) <= 3 and not alternatives(query.text))
    ]
    try:
        pairs = [(query, ours.search(query), asked.search(query)) for query in queries]
    finally:
        asked.close()
    for query, mine, theirs in pairs:
        assert len(theirs.hits) == min(theirs.total, 10), query
        assert all(hit.snippet and hit.title and hit.id for hit in theirs.hits), query
        assert set(theirs.facets) == set(FACETS)
        assert mine.total > 0, query
        assert theirs.total >= mine.total * 0.7, query
    same = [pair for pair in pairs if pair[1].total == pair[2].total]
    assert len(same) >= 0.9 * len(pairs), f"{name} finds other articles"
    for query, mine, theirs in same:
        for facet in ("year", "type", "source"):
            assert _counts(mine, facet) == _counts(theirs, facet), (query, facet)


def _counts(answer: Answer, facet: str) -> tuple[dict[str, int], list[int]]:
    """Give the values that are surely listed, with their counts, and all counts: which of equals is cut off is open.

    The product also shows chosen values that count nothing; they are left out.
    """
    counted = {value: count for value, count in answer.facets[facet] if count}
    least = min(counted.values(), default=0)
    return {value: count for value, count in counted.items() if count > least}, sorted(counted.values())


def test_a_peer_that_is_not_installed_is_named(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bench.peers.importlib.util.find_spec", lambda name: None)
    report = search.measure(settings)
    unmeasured = {one.target: one.note for one in report.judged if one.figure is None}
    assert unmeasured == {f"search {peer.name}": NOT_INSTALLED for peer in PEERS}
    assert NOT_INSTALLED in report.markdown()


# Commands


@pytest.fixture(autouse=True)
def _briefly(monkeypatch: pytest.MonkeyPatch) -> None:
    """Measure less often than for figures that are to be believed."""
    monkeypatch.setattr("bench.measure.STARTS", 1)
    monkeypatch.setattr(search, "ROUNDS", 2)
    for module in (search, grow):
        monkeypatch.setattr(module, "WARM", 2)


def add_here(files: Sequence[Path], folder: Path, *options: str) -> Ran:
    """Run the product's command in this process (`test_index` runs it as it is)."""
    handler = signal.getsignal(signal.SIGINT)
    begun = time.perf_counter()
    try:
        assert index_command.main(["add", *options, "--index", product.url_of(folder), *map(str, files)]) == 0
    finally:
        signal.signal(signal.SIGINT, handler)
    return Ran(time.perf_counter() - begun, 1.0, "", 50_000_000)


def judged(report: Report) -> dict[str, float]:
    figures = {}
    for one in report.judged:
        assert one.verdict in {"met", "missed"}, one
        assert one.figure is not None
        figures[one.target] = one.figure
    return figures


def test_search(settings: Settings) -> None:
    needs(*PEER_BY_NAME)
    report = search.measure(settings)
    figures = judged(report)
    assert set(figures) == {"search tantivy", "search fts5", "search whoosh", "search p50"}
    assert all(figure > 0 for figure in figures.values())
    overview = report.tables[0]
    assert [row[0] for row in overview.rows] == [product.TITLE, *(peer.title for peer in PEERS)]
    assert [row[1] for row in overview.rows] == [COUNT, COUNT, COUNT, 40]
    assert all("7 facets" in str(row[-1]) for row in overview.rows)
    agreement = report.tables[2].rows
    assert agreement[0][1] == agreement[1][1] == 1
    assert any("× 2.50" in note for note in report.notes), "nothing says that stock Whoosh was scaled"


def test_segment(settings: Settings) -> None:
    pytest.importorskip("pyvi")
    figures = judged(segment.measure(replace(settings, articles=10)))
    assert figures["segment labels"] == 0
    assert figures["segment pyvi"] > 1
    assert figures["segment speed"] > 10_000


def test_index(settings: Settings) -> None:
    needs("fts5")
    report = index.measure(replace(settings, peers=("fts5",)))
    figures = judged(report)
    assert set(figures) == {"index speed", "index visible"}
    assert 0 < figures["index visible"] < 60
    assert [row[1] for row in report.tables[0].rows] == [COUNT] * 3


def test_serve(settings: Settings) -> None:
    report = serve.measure(replace(settings, seconds=1.0))
    figures = judged(report)
    assert figures["serve pages"] > 1
    assert figures["serve p95"] > 0
    assert "none refused" in report.judged[0].note


def test_grow(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(grow, "SIZES", (40,))
    monkeypatch.setattr(product, "add", add_here)
    report = grow.measure(replace(settings, peers=()))
    (table,) = report.tables
    assert [row[1] for row in table.rows] == [40, COUNT]
    assert set(judged(report)) == {"index visible"}


def test_a_measurement_in_a_process_of_its_own(settings: Settings, corpus: Corpus, ours: product.ProductIndex) -> None:
    folder = product.index_of(settings.store, corpus.name, corpus.files(), COUNT).folder
    queries = [query.as_json() for query in draw(corpus, 1)]
    measured = worker.call({"do": "first", "engine": "product", "folder": str(folder), "queries": queries})
    assert 0 < measured["first"] < 60
    assert measured["total"] == ours.search(from_json(queries[0])).total


# The command line


def test_every_command_is_offered(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as stopped:
        command.main(["--help"])
    assert stopped.value.code == 0
    shown = capsys.readouterr().out
    assert [name for name in ("segment", "index", "search", "serve", "grow") if f"  {name} " not in shown] == []


def test_a_run_prints_a_report_and_writes_it(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    given: list[Settings] = []

    def measure(settings: Settings) -> Report:
        given.append(settings)
        return Report("bench segment: a try", [Judged("segment labels", 0)])

    monkeypatch.setattr(segment, "measure", measure)
    file = tmp_path / "figures.json"
    assert command.main(["segment", str(SAMPLES), "--articles", "7", "--json", str(file)]) == command.DONE
    assert "## bench segment: a try" in capsys.readouterr().out
    assert json.loads(file.read_text(encoding="utf-8"))["judged"][0]["verdict"] == "met"
    assert (given[0].articles, given[0].sources) == (7, (SAMPLES,))


@pytest.mark.parametrize(
    "arguments", [["search", "--peers", "lucene"], ["index", "--articles", "0"], ["segment", "--queries", "3"]]
)
def test_arguments_that_cannot_be_are_refused(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as stopped:
        command.main(arguments)
    assert stopped.value.code == 2
    assert "error" in capsys.readouterr().err


def test_a_missing_file_is_one_sentence(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    arguments = ["segment", str(tmp_path / "none.jsonl"), "--keep", str(tmp_path)]
    assert command.main(arguments) == command.FAILED
    assert "none.jsonl" in capsys.readouterr().err


# Figures


@pytest.mark.parametrize(
    ("values", "share", "expected"),
    [([5], 0.95, 5), ([1, 2, 3, 4], 0.5, 2.5), ([3, 1, 2], 1.0, 3), ([1, 2], 0.0, 1), (list(range(101)), 0.95, 95)],
)
def test_percentile(values: list[float], share: float, expected: float) -> None:
    assert percentile(values, share) == pytest.approx(expected)


def test_there_is_no_percentile_of_nothing() -> None:
    with pytest.raises(ValueError, match="no values"):
        percentile([], 0.5)


@pytest.mark.parametrize(
    ("target", "figure", "verdict"),
    [
        ("search tantivy", 1.0, "met"),
        ("search tantivy", 1.01, "missed"),
        ("serve pages", 150, "met"),
        ("serve pages", 149.9, "missed"),
        ("serve p95", None, "not measured"),
    ],
)
def test_verdicts(target: str, figure: float | None, verdict: str) -> None:
    assert Judged(target, figure).verdict == verdict


def test_what_a_command_prints_of_memory_is_the_commands() -> None:
    pytest.importorskip("psutil")
    ran = run([sys.executable, "-c", "import time; held = bytearray(80_000_000); time.sleep(0.6)"])
    assert ran.peak is not None
    assert 80e6 < ran.peak < 300e6
    assert ran.seconds > 0.6 > ran.processor > 0


def test_a_command_that_fails_is_an_error() -> None:
    with pytest.raises(subprocess.CalledProcessError):
        run([sys.executable, "-c", "raise SystemExit(3)"])


def test_what_was_built_is_kept_until_its_maker_changes(tmp_path: Path) -> None:
    made: list[Path] = []

    def make(folder: Path) -> dict[str, Any]:
        assert not list(folder.iterdir())
        (folder / "index").touch()
        made.append(folder)
        return {"seconds": len(made)}

    store = Store(tmp_path)
    built = [
        store.build("peer", ("text", count), (version,), make) for count, version in ((1, 1), (1, 1), (1, 2), (2, 2))
    ]
    assert [one.kept for one in built] == [False, True, False, False]
    assert [one.notes["seconds"] for one in built] == [1, 1, 2, 3]
    assert not Store(tmp_path, again=True).build("peer", ("text", 2), (2,), make).kept


# The report


@pytest.mark.parametrize(
    ("value", "written"),
    [
        (None, "–"),
        ("a|b", "a\\|b"),
        (12_345, "12,345"),
        (0.04167, "0.0417"),
        (1.5, "1.50"),
        (1083.2, "1,083"),
        (2.0, "2"),
    ],
)
def test_numbers(value: float | str | None, written: str) -> None:
    assert number(value) == written


def cells(line: str) -> list[str]:
    return [cell.strip() for cell in line.strip("|").split(" | ")]


def test_a_table_is_markdown() -> None:
    table = Table(("engine", "p95 ms"), (("this project", 1.25), ("Tantivy", 12_345.0), ("none", None)))
    lines = table_as_markdown(table).splitlines()
    assert len({len(line) for line in lines}) == 1
    assert [cells(line) for line in lines[2:]] == [["this project", "1.25"], ["Tantivy", "12,345"], ["none", "–"]]
    assert lines[1].replace(" ", "").strip("|").split("|")[1].endswith("-:")


def test_a_report_shows_target_figure_and_verdict() -> None:
    report = Report("bench: a try", [Judged("search p50", 7.0, "busy"), Judged("serve pages", None, NOT_INSTALLED)])
    lines = report.markdown().splitlines()
    assert ["p50 of a search", "≤ 5 ms", "7 ms", "missed", "busy"] in [cells(line) for line in lines]
    assert any(NOT_INSTALLED in line and "≥ 150 /s" in line for line in lines)


def test_every_target_is_judged_by_a_command() -> None:
    text = "".join(path.read_text(encoding="utf-8") for path in (ROOT / "bench" / "commands").glob("*.py"))
    for name in TARGETS:
        room, what = name.split()
        assert f'"{name}"' in text or (room in {"search", "index"} and what in PEER_BY_NAME), f"nothing judges {name}"


BARS = Chart("A try", "bars", "ms", ("ours", "<theirs>"), (("p50", (1.0, None)), ("p95", (2.0, 300.0))))
LINES = Chart("Growth", "lines", "ms", ("10", "1000"), (("ours", (1.0, 2.0)), ("theirs", (None, 3.0))), "articles")


def test_charts_are_svg_without_scripts() -> None:
    pytest.importorskip("pygal")
    root = ElementTree.fromstring(chart.draw([BARS, LINES]))
    names = {element.tag.rpartition("}")[2] for element in root.iter()}
    assert root.tag.endswith("svg")
    assert {"rect", "path", "text"} <= names
    assert "script" not in names
    shown = " ".join("".join(element.itertext()) for element in root.iter() if element.tag.endswith("}text"))
    for text in ("A try (ms, logarithmic)", "Growth (ms)", "<theirs>", "1,000", "300"):
        assert text in shown


def test_each_outside_library_has_one_home() -> None:
    homes = {
        "tantivy": "bench/peers/tantivy_peer.py",
        "sqlite3": "bench/peers/sqlite_fts5.py",
        "whoosh": "bench/peers/whoosh_stock.py",
        "pyvi": "bench/peers/pyvi_peer.py",
        "pygal": "bench/chart.py",
        "psutil": "bench/measure.py",
        "flask": "bench/commands/serve.py",
    }
    for path in (ROOT / "bench").rglob("*.py"):
        name = path.relative_to(ROOT).as_posix()
        for line in path.read_text(encoding="utf-8").splitlines():
            words = line.split()
            if words[:1] in (["import"], ["from"]):
                top = words[1].split(".")[0]
                assert homes.get(top, name) == name, f"{name} imports {top}"


def test_peers_are_measured_without_the_product() -> None:
    code = "import sys, bench.worker; print([m for m in sys.modules if m.split('.')[0] in ('index', 'search', 'web')])"
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
