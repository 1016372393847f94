"""The commands, as a person runs them."""

from __future__ import annotations

import gzip
import json
import lzma
import os
import signal
import subprocess
import sys
import time
import unicodedata
from pathlib import Path

import pytest
from conftest import ROOT, shared

from index.__main__ import main as index_main
from search.__main__ import main as search_main

SAMPLES = str(ROOT / "index" / "samples")


def run(*words: str, stdin: str | None = None) -> subprocess.CompletedProcess[str]:
    return subprocess.run([sys.executable, "-m", *words], cwd=ROOT, capture_output=True, text=True, input=stdin)


@pytest.fixture
def url(tmp_path: Path) -> str:
    return f"whoosh:{tmp_path / 'index'}"


def search_json(capsys: pytest.CaptureFixture[str], *words: str) -> dict[str, object]:
    capsys.readouterr()
    assert search_main([*words, "--json"]) == 0
    found: dict[str, object] = json.loads(capsys.readouterr().out)
    return found


# The article that the project began with


@pytest.mark.shared
def test_the_first_article(url: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert index_main(["add", str(shared("seed")), "--index", url]) == 0
    found = search_json(capsys, "binh dang gioi", "--index", url)
    assert (found["total"], found["page"], found["pages"]) == (1, 1, 1)
    (hit,) = found["hits"]  # type: ignore[misc]
    assert hit["date"] == "2019-04-09"
    assert hit["categories"] == ["Tin Tức", "Tin tổng hợp"]
    assert hit["author"] == "Thu Thủy"
    assert len(hit["instruments"]) == 12
    snippet = hit["snippet"]
    assert "Bình đẳng giới" in [snippet["text"][a:b] for a, b in snippet["marks"]]
    typed = ["bình đẳng giới", "BÌNH ĐẲNG GIỚI", unicodedata.normalize("NFD", "bình đẳng giới"), "bình dang giới"]
    for query in typed:
        other = search_json(capsys, query, "--index", url)
        assert [h["id"] for h in other["hits"]] == [hit["id"]]  # type: ignore[attr-defined]


# Importing


def test_importing_the_samples_twice_changes_nothing(url: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert index_main(["add", SAMPLES, "--index", url]) == 0
    first = capsys.readouterr().out
    assert "0 replaced, 0 unchanged, 0 refused" in first
    assert index_main(["add", SAMPLES, "--index", url]) == 0
    second = capsys.readouterr().out
    assert second.startswith("0 added, 0 replaced")


def article_line(number: int) -> bytes:
    return json.dumps({"id": f"n{number}", "title": f"Tin {number}", "body": "Nội dung."}).encode()


def test_every_bad_input_is_named_and_nothing_else_is_lost(
    tmp_path: Path, url: str, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    good = 0

    def lines(name: str, *rows: bytes) -> None:
        (folder / name).write_bytes(b"\n".join(rows) + b"\n")

    lines("broken.jsonl", article_line(1), b'{"title": "cut', article_line(2))
    lines("no-title.jsonl", b'{"id": "x", "body": "b"}', article_line(3))
    lines("no-body.jsonl", article_line(4), b'{"id": "y", "title": "t", "body": " "}')
    lines("bad-date.jsonl", b'{"id": "z", "title": "t", "body": "b", "date": "2019-02-31"}', article_line(5))
    lines("bad-utf8.jsonl", article_line(6), b'{"id": "w", "title": "\xff\xfe", "body": "b"}', article_line(7))
    lines("long.jsonl", article_line(8), b'{"title": "' + b"a" * 100_000_000 + b'"}', article_line(9))
    good += 9
    (folder / "binary.txt").write_bytes(bytes(range(256)) * 40)
    (folder / "photo.jpg").write_bytes(b"\xff\xd8\xff\xe0" + bytes(2000))
    (folder / "bad-utf8.txt").write_bytes("Tiêu đề\n\nNội dung".encode("utf-16-le")[1:])
    (folder / "empty.txt").write_bytes(b"")
    (folder / "empty.html").write_bytes(b"<html><head><title>Trang</title></head><body></body></html>")
    (folder / "bad-date.txt").write_text("Tiêu đề\n\nNgày đăng bài: 31/02/2019\n\nNội dung của bài.", encoding="utf-8")
    whole = lzma.compress(b"\n".join(article_line(n) for n in range(100, 40_000)))
    (folder / "cut.jsonl.xz").write_bytes(whole[: len(whole) * 2 // 3])
    (folder / "not.jsonl.gz").write_bytes(b"this is no gzip")
    (folder / "good.jsonl.gz").write_bytes(gzip.compress(article_line(10)))
    (folder / "table.csv").write_text("title,body\nTin,Nội dung\nKhông có thân,\n", encoding="utf-8")
    good += 2
    assert index_main(["add", str(folder), "--index", url]) == 1
    printed = capsys.readouterr()
    named = printed.err
    for name, line in [
        ("broken.jsonl", 2), ("no-title.jsonl", 1), ("no-body.jsonl", 2), ("bad-date.jsonl", 1), ("bad-utf8.jsonl", 2),
        ("long.jsonl", 2), ("table.csv", 3),
    ]:  # fmt: skip
        assert f"{name}:{line}: " in named
    for name in [
        "binary.txt", "photo.jpg", "bad-utf8.txt", "empty.txt", "empty.html", "bad-date.txt", "cut.jsonl.xz",
        "not.jsonl.gz",
    ]:  # fmt: skip
        assert f"{name}:" in named
    counted = int(printed.out.split(" added")[0])
    from_cut = counted - good
    assert 0 < from_cut < 39_900, "what stands before the cut goes in"
    assert f"{len(named.strip().splitlines())} refused" in printed.out


def test_ctrl_c_leaves_a_whole_index(tmp_path: Path, url: str) -> None:
    source = tmp_path / "many.jsonl"
    source.write_bytes(b"\n".join(article_line(n) for n in range(200_000)))
    command = [sys.executable, "-m", "index", "add", str(source), "--index", url]
    process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    about = tmp_path / "index" / "about.json"
    while not any((tmp_path / "index").glob("*_2.toc")) and process.poll() is None:
        time.sleep(0.05)
    process.send_signal(signal.SIGINT)
    out, err = process.communicate(timeout=60)
    assert process.returncode == 130, err
    assert "Run the same command again" in err
    saved = int(out.split(" added")[0])
    assert saved > 0
    assert about.exists()
    info = run("index", "info", "--index", url)
    assert f"articles  {saved:,}" in info.stdout


@pytest.mark.skipif(os.name != "posix", reason="needs SIGKILL")
def test_a_killed_import_leaves_what_was_committed(tmp_path: Path, url: str) -> None:
    assert index_main(["add", SAMPLES, "--index", url]) == 0
    source = tmp_path / "many.jsonl"
    source.write_bytes(b"\n".join(article_line(n) for n in range(100_000)))
    process = subprocess.Popen(
        [sys.executable, "-m", "index", "add", str(source), "--index", url],
        cwd=ROOT,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    while not list((tmp_path / "index").glob("*.tmp")) and process.poll() is None:
        time.sleep(0.02)
    process.kill()
    process.wait()
    info = run("index", "info", "--index", url)
    assert info.returncode == 0
    assert int(info.stdout.split("articles")[1].split()[0].replace(",", "")) >= 84
    again = run("index", "add", SAMPLES, "--index", url)
    assert again.returncode == 0
    assert again.stdout.startswith("0 added, 0 replaced")


# Other commands


def test_citations_tells_relations() -> None:
    text = (
        "UBND tỉnh ban hành Kế hoạch số 45/KH-UBND ngày 02/9/2020 triển khai Quyết định số 749/QĐ-TTg ngày 03/6/2020."
    )
    done = run("index", "citations", stdin=json.dumps({"id": "1", "text": text}) + "\n")
    (relation,) = json.loads(done.stdout)["relations"]
    assert (relation["source"], relation["kind"], relation["target"]) == (
        "khubnd:45:2020",
        "implements",
        "qdttg:749:2020",
    )
    assert text[relation["start"] : relation["end"]] == text


def test_scoring_tells_what_changed_since_a_stored_run(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    text = "Theo Quyết định số 749/QĐ-TTg ngày 03/6/2020"
    gold = {
        "id": "a", "text": text,
        "citations": [{
            "start": 5, "end": 29, "surface": text[5:29], "kind": "full", "type": "Quyết định", "number": "749",
            "year": 2020, "symbol": "QĐ-TTg", "date": "2020-06-03", "issuer": None, "title": None, "scope": None,
            "canonical": "qdttg:749:2020", "accept": [], "tags": [],
        }],
    }  # fmt: skip
    passages, stored = tmp_path / "gold.jsonl", tmp_path / "run.json"
    passages.write_text(json.dumps(gold) + "\n", encoding="utf-8")
    assert index_main(["citations", "--score", str(passages), "--save", str(stored)]) == 0
    assert "precision 1.0000  recall 1.0000" in capsys.readouterr().out
    assert index_main(["citations", "--score", str(passages), "--compare", str(stored)]) == 0
    assert "qdttg" not in capsys.readouterr().out
    stored.write_text('{"a": {"ndcp:1:2020": "Nghị định 1/2020/NĐ-CP"}}', encoding="utf-8")
    assert index_main(["citations", "--score", str(passages), "--compare", str(stored)]) == 0
    printed = capsys.readouterr().out
    assert "+ a  qdttg:749:2020" in printed
    assert "- a  ndcp:1:2020" in printed
    assert index_main(["citations", "--score", str(passages), "--compare", str(tmp_path / "none")]) == 2


def test_remove_takes_articles_out(url: str, capsys: pytest.CaptureFixture[str]) -> None:
    index_main(["add", SAMPLES, "--index", url])
    found = search_json(capsys, "", "--index", url)
    first = found["hits"][0]["id"]  # type: ignore[index]
    assert index_main(["remove", first, "--index", url]) == 0
    assert index_main(["remove", first, "--index", url]) == 1
    assert search_json(capsys, "", "--index", url)["total"] == found["total"] - 1  # type: ignore[operator]


def test_fresh_replaces_an_index(url: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    source = tmp_path / "one.jsonl"
    source.write_bytes(article_line(1))
    assert index_main(["add", str(source), "--index", url]) == 0
    assert index_main(["add", SAMPLES, "--fresh", "--index", url]) == 0
    assert search_json(capsys, '"Tin 1"', "--index", url)["total"] == 0


def test_citations_reads_passages_and_names_bad_lines() -> None:
    first = '{"id": "1", "text": "theo Quyết định số 2351/QĐ-TTg ngày 24/12/2010"}'
    passages = first + '\n\nhỏng\n{"id": "2", "text": ""}\n'
    done = run("index", "citations", stdin=passages)
    assert done.returncode == 1
    one, two = (json.loads(line) for line in done.stdout.splitlines())
    assert two == {"id": "2", "citations": [], "relations": []}
    (citation,) = one["citations"]
    assert citation["key"] == "qdttg:2351:2010"
    assert citation["date"] == "2010-12-24"
    assert "<stdin>:3:" in done.stderr


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (["index", "add", "/nowhere/at/all", "--index", "memory:x"], "source-missing"),
        (["index", "info", "--index", "whoosh:/nowhere/at/all"], "index-missing"),
        (["index", "info", "--index", "nothing"], "bad-setting"),
        (["search", "x", "--index", "whoosh:/nowhere/at/all"], "index-missing"),
        (["search", "x", "--index", "memory:x", "--filter", "colour=red"], "bad-parameter"),
        (["search", "x", "--index", "memory:x", "--from", "hôm qua"], "bad-parameter"),
        (["search", "x", "--index", "memory:x", "--page", "9"], "page-missing"),
    ],
)
def test_errors_are_sentences_with_a_code(words: list[str], code: str, capsys: pytest.CaptureFixture[str]) -> None:
    main = {"index": index_main, "search": search_main}[words[0]]
    assert main(words[1:]) == 2
    assert capsys.readouterr().err.startswith(f"{code}: ")


def test_a_search_in_the_terminal_reads_well(url: str, capsys: pytest.CaptureFixture[str]) -> None:
    index_main(["add", SAMPLES, "--index", url])
    capsys.readouterr()
    assert search_main(["202/KH-UBND", "--index", url, "--filter", "year=2019"]) == 0
    printed = capsys.readouterr().out
    assert printed.startswith("Tìm thấy ")
    assert "Kế hoạch 202/KH-UBND" in printed
    assert "Năm: 2019" in printed or "2019 (" in printed


def test_a_reader_that_stops_early_is_no_error(url: str) -> None:
    index_main(["add", SAMPLES, "--index", url])
    command = f"{sys.executable} -m search '' --size 100 --json --index {url} | head -c 10"
    done = subprocess.run(["sh", "-c", command], cwd=ROOT, capture_output=True, text=True)
    assert done.stderr == ""
    assert done.stdout
