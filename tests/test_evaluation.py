"""The evaluation command: its measures against figures worked out by hand, its kept indexes, its files and errors."""

from __future__ import annotations

import gzip
import json
import lzma
import math
import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from conftest import ROOT, SHARED, shared
from hypothesis import given
from hypothesis import strategies as st

import search.__main__ as command
from index.analysis import fold_text
from index.errors import BadSetting, SourceMissing
from search import evaluation, evaluation_report
from search.evaluation import MEASURES, Answer, Run, index_of, measure, unmark
from search.evaluation_report import compare, format_comparison, format_run, load_run, save_run, worst
from search.judged_set import JudgedQuery, open_set, read_corpus
from search.searcher import Searcher

ARTICLES: list[dict[str, Any]] = [
    {"_id": "a 1", "title": "Tỉnh trồng rừng", "text": "Tỉnh giao rừng cho thôn.", "summary": "tầm gửi"},
    {"_id": "b/2", "title": "Giữ rừng", "text": "Thôn giữ rừng, tuần rừng mỗi tháng."},
    {"_id": "c-3", "title": "Bầu cử", "text": "Cử tri đi bầu cử sớm."},
    {"_id": "đ4", "title": "Hòa giải ở cơ sở", "text": "Tổ hòa giải của thôn."},
]
QUERIES = [
    {"_id": "q1", "text": "bầu cử"},
    {"_id": "q2", "text": "Hòa giải"},
    {"_id": "q3", "text": "phi thuyền"},
    {"_id": "q4", "text": "chưa ai xét"},
]
QRELS = ["query-id\tcorpus-id\tscore", "q1\tc-3\t2", "q2\tđ4\t1", "q3\ta 1\t1", "q1\tb/2\t0"]


def write_lines(path: Path, records: Sequence[object]) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    text = "".join((one if isinstance(one, str) else json.dumps(one, ensure_ascii=False)) + "\n" for one in records)
    opener = {".gz": gzip.open, ".xz": lzma.open}.get(path.suffix, open)
    with opener(path, "wb") as file:
        file.write(text.encode())
    return path


def make_set(folder: Path, corpus: str = "corpus.jsonl") -> Path:
    write_lines(folder / corpus, ARTICLES)
    write_lines(folder / "queries.jsonl", QUERIES)
    write_lines(folder / "qrels.tsv", QRELS)
    return folder


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return make_set(tmp_path / "tiny")


def run_of(name: str, answers: dict[str, tuple[dict[str, int], list[str]]]) -> Run:
    """Measure by hand: each query's judgements and what was found."""
    queries = [JudgedQuery(one, f"text of {one}", wanted) for one, (wanted, _) in answers.items()]
    found = [Answer(one, f"text of {one}", tuple(ranked), 1.0) for one, (_, ranked) in answers.items()]
    return measure(name, queries, found)


# Measures


OTHERS = [f"x{n}" for n in range(200)]


@pytest.mark.parametrize(
    ("wanted", "ranked", "figures"),
    [
        # Linear gain: 1/log2(2) + 2/log2(4) = 2, of the best 2/log2(2) + 1/log2(3).
        ({"a": 2, "b": 1}, ["b", "x", "a"], (2 / (2 + 1 / math.log2(3)), 1.0, 1.0, 1.0)),
        ({"a": 1}, ["x", "a"], (1 / math.log2(3), 0.5, 1.0, 1.0)),
        ({"a": 1}, ["a"], (1.0, 1.0, 1.0, 1.0)),
        ({"a": 1}, [], (0.0, 0.0, 0.0, 0.0)),
        ({"a": 1}, ["x"], (0.0, 0.0, 0.0, 0.0)),
        # The tenth place counts, the eleventh does not; up to a hundred it is found.
        ({"a": 1}, [*OTHERS[:9], "a"], (1 / math.log2(11), 0.1, 1.0, 1.0)),
        ({"a": 1}, [*OTHERS[:10], "a"], (0.0, 0.0, 0.0, 1.0)),
        ({"a": 1}, [*OTHERS[:100], "a"], (0.0, 0.0, 0.0, 0.0)),
        # Half of what is wanted within ten; the order of ids plays no part.
        ({"a": 1, "z": 1}, ["z", *OTHERS[:10], "a"], (1 / (1 + 1 / math.log2(3)), 1.0, 0.5, 1.0)),
        ({"Luật, 3@1 ơ": 1}, ["Luật, 3@1 ơ"], (1.0, 1.0, 1.0, 1.0)),
    ],
)
def test_figures_by_hand(wanted: dict[str, int], ranked: list[str], figures: tuple[float, ...]) -> None:
    run = run_of("hand", {"q": (wanted, ranked)})
    assert run.queries[0].figures == pytest.approx(dict(zip(MEASURES, figures, strict=True)))


def test_means_are_over_all_queries_and_times_by_rank() -> None:
    run = run_of("hand", {"q1": ({"a": 1}, ["a"]), "q2": ({"a": 1}, []), "q3": ({"a": 1}, ["x", "a"])})
    assert run.mean("MRR@10") == pytest.approx(0.5)
    times = [Answer(str(n), "", (), float(n)) for n in range(1, 21)]
    queries = [JudgedQuery(str(n), "", {"a": 1}) for n in range(1, 21)]
    timed = measure("times", queries, times)
    assert (timed.milliseconds(0.5), timed.milliseconds(0.95)) == (10, 19)


def test_the_worst_come_first_and_the_perfect_not_at_all() -> None:
    run = run_of("hand", {"good": ({"a": 1}, ["a"]), "late": ({"a": 1}, ["x", "a"]), "none": ({"a": 1}, ["x"])})
    assert [one.answer.query for one in worst(run)] == ["none", "late"]
    many = run_of("hand", {f"q{n:02}": ({"a": 1}, []) for n in range(30)})
    assert len(worst(many)) == evaluation_report.WORST


def test_the_missing_library_is_named(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setitem(__import__("sys").modules, "ir_measures", None)
    assert command.main(["evaluate", "nowhere"]) == 2
    assert "requirements-evaluate.txt" in capsys.readouterr().err
    assert (ROOT / "requirements-evaluate.txt").is_file()


# Typing without marks


@pytest.mark.parametrize(
    ("text", "typed"),
    [
        ("Quyết định 2351/QĐ-TTg: hòa giải, hoà bình?", "Quyet dinh 2351/QD-TTg: hoa giai, hoa binh?"),
        ("ĐƯỜNG ở Đắk Lắk", "DUONG o Dak Lak"),
        ("QÐ-UBND", "QD-UBND"),
        ("một", "mot"),
        ("a+b = 3,5 °C “tốt”", "a+b = 3,5 °C “tot”"),
    ],
)
def test_unmark(text: str, typed: str) -> None:
    assert unmark(text) == typed


@given(st.text(st.sampled_from('aăâbcdđeêghiklmnoôơpqrstuưvxyĂÂĐÊÔƠƯáàảãạấậợữỳỵÝ 0159/-.,"')))
def test_unmarked_words_fold_to_the_same(text: str) -> None:
    typed = unmark(text)
    assert fold_text(typed) == fold_text(text)
    assert typed.isascii()
    assert len(typed) == len(text)
    assert [char.isupper() for char in typed] == [char.isupper() for char in text]


# The set


@pytest.mark.parametrize("suffix", ["", ".gz", ".xz"])
def test_sets_are_read_however_they_are_compressed(tmp_path: Path, suffix: str) -> None:
    judged = open_set(make_set(tmp_path / "tiny", f"corpus.jsonl{suffix}"))
    assert judged.name == "tiny"
    assert [(query.id, dict(query.wanted)) for query in judged.queries] == [
        ("q1", {"c-3": 2}),
        ("q2", {"đ4": 1}),
        ("q3", {"a 1": 1}),
    ]
    assert judged.unjudged == 1
    read = list(read_corpus(judged.corpora))
    assert [article.id for article in read] == ["a 1", "b/2", "c-3", "đ4"]
    assert read[0].body == "Tỉnh giao rừng cho thôn."


def test_records_of_news_are_read_without_their_summary(tmp_path: Path) -> None:
    record = {
        "id": "n1",
        "title": "Tin\u00a0mới",
        "body": "Một.\r\n\r\n\r\nHai.",
        "summary": "tầm gửi",
        "date": "2017-03-02T10:00",
        "category": ["Thời sự", "Giao thông"],
        "url": "https://bao.example/1",
        "source": None,
    }
    path = write_lines(tmp_path / "news.jsonl", [record, {"id": 2, "title": None, "body": "Trống tên.", "date": "?"}])
    news, untitled = read_corpus([path])
    assert (news.id, news.title, news.body, news.lead) == ("n1", "Tin mới", "Một.\n\nHai.", "")
    assert (str(news.date), news.categories, news.url) == ("2017-03-02", ("Thời sự", "Giao thông"), record["url"])
    assert (untitled.id, untitled.title, untitled.date) == ("2", "", None)


@pytest.mark.parametrize(
    ("name", "line", "told"),
    [
        ("qrels.tsv", "q1 c-3 1", "qrels.tsv:6: not a judgement"),
        ("qrels.tsv", "q1\tc-3\tgood", "qrels.tsv:6: not a judgement: 'good' is no whole number"),
        ("qrels.tsv", "\tc-3\t1", "qrels.tsv:6: not a judgement"),
        ("queries.jsonl", "{", "queries.jsonl:5: not JSON"),
        ("queries.jsonl", "[]", "queries.jsonl:5: not a record"),
        ("queries.jsonl", '{"_id": "q9"}', "queries.jsonl:5: not a query"),
        ("queries.jsonl", '{"_id": "q1", "text": "lại"}', "queries.jsonl:5: the query 'q1' was there before"),
        ("queries.jsonl", '{"text": "không mã"}', 'queries.jsonl:5: a record needs an "_id"'),
        ("corpus.jsonl", '{"_id": "a 1", "text": "lại"}', "corpus.jsonl:5: the article 'a 1' was there before"),
        ("corpus.jsonl", '{"_id": "e5", "title": "T"}', "corpus.jsonl:5: not an article"),
    ],
)
def test_a_bad_line_is_named(folder: Path, name: str, line: str, told: str, capsys: pytest.CaptureFixture[str]) -> None:
    with (folder / name).open("a", encoding="utf-8") as file:
        file.write(line + "\n")
    assert command.main(["evaluate", str(folder)]) == 2
    err = capsys.readouterr().err
    assert err.startswith("bad-setting: ")
    assert told in err
    assert not list(Path("var/evaluate").glob("*[0-9a-f]/about.json")), "half an index was left behind"


def test_bytes_that_are_no_text_are_named(folder: Path) -> None:
    with (folder / "queries.jsonl").open("ab") as file:
        file.write(b"\xff\xfe\n")
    with pytest.raises(BadSetting, match=r"queries\.jsonl:5: not UTF-8"):
        open_set(folder)
    torn = write_lines(folder / "torn.jsonl.xz", ARTICLES)
    torn.write_bytes(torn.read_bytes()[:-20])
    with pytest.raises(BadSetting, match=r"torn\.jsonl\.xz:\d: cannot be read"):
        list(read_corpus([torn]))


@pytest.mark.parametrize(
    ("options", "error", "told"),
    [
        (["nowhere"], "source-missing", "no folder nowhere"),
        (["empty"], "source-missing", "no corpus.jsonl"),
        (["tiny", "--corpus", "none.jsonl"], "source-missing", "no file none.jsonl"),
        (["tiny", "--queries", "none.jsonl"], "source-missing", "no file none.jsonl"),
        (["tiny", "--qrels", "none.tsv"], "source-missing", "no file none.tsv"),
        (["tiny", "--compare", "none.json"], "source-missing", "--save FILE"),
        (["tiny", "--compare", "tiny/qrels.tsv"], "bad-setting", "no stored run"),
        (["tiny", "--limit", "0"], "bad-setting", "--limit"),
        (["tiny", "--save", "nowhere/run.json"], "bad-setting", "cannot be stored"),
        (["tiny", "--qrels", "other.tsv"], "bad-setting", "belong together"),
        (["tiny", "--corpus", "blank.jsonl"], "bad-setting", "no article"),
    ],
)
def test_errors(folder: Path, options: list[str], error: str, told: str, capsys: pytest.CaptureFixture[str]) -> None:
    Path("empty").mkdir()
    write_lines(Path("other.tsv"), ["q77\ta 1\t1"])
    write_lines(Path("blank.jsonl"), ["", ""])
    assert command.main(["evaluate", *options]) == 2
    err = capsys.readouterr().err
    assert err.startswith(f"{error}: ")
    assert told in err


# Kept indexes


def test_an_index_is_built_once_and_anew_for_other_content(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    corpus = write_lines(tmp_path / "corpus.jsonl", ARTICLES)
    built: list[int] = []
    first = index_of([corpus], tmp_path / "kept", built.append)
    assert sum(built) == 4
    assert index_of([corpus], tmp_path / "kept", built.append) == first
    assert sum(built) == 4, "the same content was indexed again"
    write_lines(corpus, ARTICLES[:2])
    second = index_of([corpus], tmp_path / "kept", built.append)
    assert second != first
    assert sum(built) == 6
    with Searcher(first) as old, Searcher(second) as new:
        assert (old.coverage().articles, new.coverage().articles) == (4, 2)
    monkeypatch.setattr(evaluation, "fingerprint", lambda: "another analysis")
    assert index_of([corpus], tmp_path / "kept") != second


def test_a_torn_build_is_begun_anew(tmp_path: Path) -> None:
    corpus = write_lines(tmp_path / "corpus.jsonl", ARTICLES)

    def stop(_: int) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        index_of([corpus], tmp_path / "kept", stop)
    with Searcher(index_of([corpus], tmp_path / "kept")) as searcher:
        assert searcher.coverage().articles == 4


def test_a_long_corpus_is_committed_in_parts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    commits: list[str] = []
    opened = evaluation.open_engine

    def spy(url: str, **options: Any) -> Any:
        engine: Any = opened(url, **options)
        commit = engine.commit
        monkeypatch.setattr(engine, "commit", lambda: (commits.append(url), commit()))
        return engine

    monkeypatch.setattr(evaluation, "open_engine", spy)
    monkeypatch.setattr(evaluation, "BATCH", 500)
    many = [{"_id": str(n), "title": "Tin", "text": f"Bài thứ {n}."} for n in range(600)]
    with Searcher(index_of([write_lines(tmp_path / "c.jsonl", many)], tmp_path / "kept")) as searcher:
        assert searcher.coverage().articles == 600
    # Built 250 at a time: one commit at 500, one at the end.
    assert len(commits) == 2


def test_several_corpora_are_one_collection(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    write_lines(Path("more.jsonl"), [{"id": "e5", "title": "Bầu cử bầu cử", "body": "Bầu cử, bầu cử, bầu cử."}])
    own = str(folder / "corpus.jsonl")
    assert command.main(["evaluate", str(folder), "--corpus", own, "--corpus", "more.jsonl", "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert told["worst"][1]["found"] == ["e5", "c-3"]


# The command


def evaluated(capsys: pytest.CaptureFixture[str], *options: str) -> dict[str, Any]:
    assert command.main(["evaluate", "tiny", "--json", *options]) == 0
    told: dict[str, Any] = json.loads(capsys.readouterr().out)
    return told


def test_the_command_as_json(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    told = evaluated(capsys)
    assert (told["set"], told["queries"], told["unmarked"]) == ("tiny", 3, False)
    # Two queries are answered with the article wanted first, the third not at all.
    assert told["figures"] == {name: pytest.approx(2 / 3, abs=1e-5) for name in MEASURES}
    assert [one["query"] for one in told["worst"]] == ["q3"]
    assert told["worst"][0]["wanted"] == {"a 1": 1}
    assert 0 < told["milliseconds"]["p50"] <= told["milliseconds"]["p95"]


def test_the_command_as_text(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert command.main(["evaluate", "tiny"]) == 0
    shown = capsys.readouterr().out
    assert re.search(r"^nDCG@10 +0\.6667$", shown, flags=re.MULTILINE)
    assert "0.0000 q3  phi thuyền" in shown
    assert re.search(r"wanted +- a 1  Tỉnh trồng rừng", shown)
    assert "nobody judged them: 1 queries" in shown


def test_the_summary_is_not_searched(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    write_lines(folder / "queries.jsonl", [{"_id": "q3", "text": "tầm gửi"}])
    assert evaluated(capsys)["worst"][0]["found"] == []


def test_unmarked_queries_are_typed_without_marks(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    told = evaluated(capsys, "--unmarked", "--save", "run.json")
    stored = load_run(Path("run.json"))
    assert told["unmarked"]
    assert stored.unmarked
    assert [one.answer.typed for one in stored.queries] == ["bau cu", "Hoa giai", "phi thuyen"]
    assert stored.queries[1].answer.ranked[0] == "đ4"


def test_limit_takes_the_first(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    told = evaluated(capsys, "--limit", "2")
    assert told["queries"] == 2
    assert told["figures"]["nDCG@10"] == 1.0


def test_a_run_is_stored_and_compared(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    evaluated(capsys, "--save", "run.json")
    assert evaluated(capsys, "--compare", "run.json")["comparison"]["gained"] == []
    write_lines(folder / "qrels.tsv", ["q1\tb/2\t1", "q2\tđ4\t1", "q3\ta 1\t1"])
    told = evaluated(capsys, "--compare", "run.json")["comparison"]
    assert [(one["query"], one["before"], one["after"]) for one in told["lost"]] == [("q1", 1.0, 0.0)]
    assert command.main(["evaluate", "tiny", "--compare", "run.json"]) == 0
    assert "- 1.0000 → 0.0000 q1  bầu cử" in capsys.readouterr().out


def test_search_for_the_word_itself_is_possible(capsys: pytest.CaptureFixture[str]) -> None:
    assert command.main(["--index", "memory:test-evaluation", "--json", "evaluate"]) == 0
    assert command.main(["--json", "--index", "memory:test-evaluation", "--", "evaluate"]) == 0
    assert '"total": 0' in capsys.readouterr().out


def test_ctrl_c_ends_it_quietly(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def stop(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(evaluation, "ask", stop)
    assert command.main(["evaluate", "tiny"]) == 130


# Comparison


def test_stored_runs_come_back_as_they_were(tmp_path: Path) -> None:
    run = run_of("hand", {"q1": ({"a": 2, "b": 1}, ["b", "x", "a"]), "q2": ({"a": 1}, [])})
    save_run(run, tmp_path / "run.json")
    assert load_run(tmp_path / "run.json") == run


def test_comparison_by_hand() -> None:
    before = run_of("old", {"up": ({"a": 1}, ["x", "a"]), "down": ({"a": 1}, ["a"]), "same": ({"a": 1}, ["a"])})
    after = run_of(
        "new",
        {"up": ({"a": 1}, ["a"]), "down": ({"a": 1}, []), "same": ({"a": 1}, ["a"]), "only here": ({"a": 1}, [])},
    )
    changed = compare(before, after)
    assert changed.queries == 3
    assert [(one.query, one.after) for one in changed.gained] == [("up", 1.0)]
    assert [(one.query, one.after) for one in changed.lost] == [("down", 0.0)]
    assert changed.before["MRR@10"] == pytest.approx(2.5 / 3)
    assert changed.after["MRR@10"] == pytest.approx(2 / 3)
    shown = format_comparison(changed)
    assert "MRR@10        0.8333 →  0.6667  -0.1667" in shown
    assert "+ 0.6309 → 1.0000 up" in shown


@pytest.mark.parametrize(
    ("gained", "lost", "p"),
    [(0, 0, 1.0), (1, 0, 1.0), (3, 0, 0.25), (1, 5, 14 / 64), (4, 4, 1.0), (10, 0, 2 / 1024)],
)
def test_sign_test(gained: int, lost: int, p: float) -> None:
    names = [f"g{n}" for n in range(gained)] + [f"l{n}" for n in range(lost)] + ["same"]
    yes: tuple[dict[str, int], list[str]] = ({"a": 1}, ["a"])
    no: tuple[dict[str, int], list[str]] = ({"a": 1}, [])
    before = run_of("old", {name: no if name.startswith("g") else yes for name in names})
    after = run_of("new", {name: no if name.startswith("l") else yes for name in names})
    assert compare(before, after).p == pytest.approx(p)


def test_runs_of_other_sets_do_not_compare() -> None:
    with pytest.raises(BadSetting, match="same set"):
        compare(run_of("old", {"q1": ({"a": 1}, [])}), run_of("new", {"q2": ({"a": 1}, [])}))
    with pytest.raises(SourceMissing):
        load_run(Path("nowhere.json"))


def test_an_article_that_is_not_there_is_shown_as_such() -> None:
    run = run_of("hand", {"q": ({"gone": 1}, ["x"])})
    assert "gone  (not among the articles)" in format_run(run, lambda one: "Tên" if one == "x" else "")


# Documents, real sets


@pytest.mark.parametrize(
    ("name", "corpus", "queries"),
    [
        ("alqac", None, 365),
        ("vmds_clusters", None, 100),
        ("xquad_vi", None, 595),
        ("vn_legal_zalo", None, 655),
        ("known_item_baomoi", "news/baomoi2017.jsonl.xz", 500),
        ("known_item_vietnews", "news/vietnews2019.jsonl.xz", 500),
    ],
)
def test_real_sets_are_read(name: str, corpus: str | None, queries: int) -> None:
    folder = shared(f"retrieval/{name}")
    corpora = [SHARED / corpus] if corpus else []
    judged = open_set(folder, corpora)
    assert (len(judged.queries), judged.unjudged) == (queries, 0)
    assert next(read_corpus(judged.corpora)).body
