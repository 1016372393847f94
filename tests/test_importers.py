"""Files and folders: all good records go in, everything else is named with its reason."""

from __future__ import annotations

import gzip
import json
import lzma
import os
from pathlib import Path

import pytest

from index.article import Article, BadRecord
from index.errors import SourceMissing
from index.importers import IMPORTERS, plan, read_file, read_sources
from index.importers.refusal import Refused
from index.importers.streams import MAX_RECORD_BYTES

RECORD = json.dumps({"title": "Tiêu đề", "body": "Nội dung."}).encode() + b"\n"
PORTAL = "Tiêu đề\nNgày đăng: 09/04/2019\nNội dung.\n".encode()
CSV = "title,body\nTiêu đề,Nội dung.\n".encode()
HTML = (
    "<title>Tiêu đề</title><h1>Tiêu đề</h1><div class=noidung><p>Một câu đủ dài để thấy rằng đây là nội dung của "
    "bài viết, không phải một menu hay một danh sách liên kết.</p></div>"
).encode()
GOOD = {".txt": PORTAL, ".html": HTML, ".htm": HTML, ".jsonl": RECORD, ".ndjson": RECORD, ".csv": CSV}


@pytest.fixture(autouse=True)
def in_an_empty_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def write(files: dict[str, bytes]) -> None:
    for name, data in files.items():
        path = Path(name)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)


def test_the_table_of_importers() -> None:
    suffixes = [suffix for importer in IMPORTERS for suffix in importer.suffixes]
    assert sorted(suffixes) == sorted(GOOD)
    assert len({importer.name for importer in IMPORTERS}) == len(IMPORTERS)
    assert all(importer.description for importer in IMPORTERS)


@pytest.mark.parametrize("suffix", GOOD)
@pytest.mark.parametrize(("packed", "pack"), [("", bytes), (".gz", gzip.compress), (".xz", lzma.compress)])
def test_every_kind_is_read_compressed_or_not(suffix: str, packed: str, pack: type[bytes]) -> None:
    write({f"tin{suffix.upper()}{packed}": pack(GOOD[suffix])})
    (article,) = read_sources(["."])
    assert isinstance(article, Article)
    assert article.title == "Tiêu đề"


def test_a_folder_is_walked_in_the_order_of_names() -> None:
    write(dict.fromkeys(("b/2.jsonl", "b/1.jsonl", "a.jsonl", "c/d/e.jsonl", "b.jsonl"), RECORD))
    expected = ["a.jsonl", "b/1.jsonl", "b/2.jsonl", "b.jsonl", "c/d/e.jsonl"]
    assert [source.path.as_posix() for source in plan(["."])] == expected
    assert len(list(read_sources([Path.cwd()]))) == 5


def test_hidden_files_are_passed_over_unless_named() -> None:
    write({".a.jsonl": RECORD, ".git/b.jsonl": RECORD, "c/.d/e.jsonl": RECORD, "c/f.jsonl": RECORD})
    assert [source.path.as_posix() for source in plan(["."])] == ["c/f.jsonl"]
    assert [source.path.as_posix() for source in plan([".a.jsonl", ".git"])] == [".a.jsonl", ".git/b.jsonl"]


def test_a_file_named_twice_is_read_once() -> None:
    write({"a/b.jsonl": RECORD})
    assert len(plan(["a", "a/b.jsonl", Path.cwd() / "a", "a/../a"])) == 1


@pytest.mark.parametrize("missing", ["none", "a.jsonl/b", "a\0b", ""])
def test_a_missing_source_is_an_error_before_anything_is_read(missing: str) -> None:
    write({"a.jsonl": RECORD})
    if missing:
        with pytest.raises(SourceMissing, match="There is no file or folder"):
            read_sources(["a.jsonl", missing])
    Path("link").symlink_to("nowhere")
    with pytest.raises(SourceMissing):
        plan(["link"])


def test_ids_agree_between_clones_and_differ_between_files(monkeypatch: pytest.MonkeyPatch) -> None:
    write({f"{clone}/tin/{name}": RECORD * 2 for clone in ("one", "two") for name in ("a.jsonl", "b.jsonl")})

    def ids() -> list[str]:
        return [result.id for result in read_sources(["tin"]) if isinstance(result, Article)]

    monkeypatch.chdir("one")
    one = ids()
    monkeypatch.chdir("../two")
    assert ids() == one
    assert len(set(one)) == 4
    assert [result.id for result in read_sources([Path.cwd() / "tin"]) if isinstance(result, Article)] == one


@pytest.mark.parametrize("suffix", GOOD)
@pytest.mark.parametrize(("packed", "pack"), [("", bytes), (".gz", gzip.compress), (".xz", lzma.compress)])
def test_bytes_add_up_whatever_becomes_of_the_file(suffix: str, packed: str, pack: type[bytes]) -> None:
    whole = pack(GOOD[suffix] * 500)
    for data in (whole, whole[: len(whole) // 2], whole[:1], b"%PDF-" + whole, b""):
        write({f"a{suffix}{packed}": data})
        seen: list[int] = []
        (source,) = plan([f"a{suffix}{packed}"])
        list(read_file(source, seen.append))
        assert sum(seen) == source.size == len(data)
        assert min(seen) >= 0


def test_a_file_that_grows_or_goes_while_it_is_read() -> None:
    write({"a.jsonl": RECORD, "b.jsonl": RECORD})
    grown, gone = plan(["."])
    write({"a.jsonl": RECORD * 3})
    Path("b.jsonl").unlink()
    seen: list[int] = []
    assert len(list(read_file(grown, seen.append))) == 3
    assert sum(seen) == grown.size
    assert list(read_file(gone, seen.append)) == [
        BadRecord("b.jsonl", 0, "the file cannot be read: No such file or directory")
    ]
    assert sum(seen) == grown.size + gone.size


KINDS = "kinds are .txt, .html, .htm, .jsonl, .ndjson, .csv, also with .gz or .xz"
CUT = "the compressed file is cut off here; nothing after this could be read"
# The digits make it hard to compress, so that half a file is half of the records.
MANY = b"".join(json.dumps({"title": f"T {n**9}", "body": f"B {n**8}"}).encode() + b"\n" for n in range(4000))

#: File, its bytes, how many articles of it go in, and what is said of the rest.
BAD: list[tuple[str, bytes, int, list[str]]] = [
    ("anh.jpg", b"\xff\xd8\xff", 0, [f"anh.jpg: not a kind that can be imported: .jpg; {KINDS}"]),
    ("LICENSE", b"x", 0, [f"LICENSE: not a kind that can be imported: a name without a suffix; {KINDS}"]),
    ("a.pdf.gz", b"x", 0, [f"a.pdf.gz: not a kind that can be imported: .pdf.gz; {KINDS}"]),
    ("jsonl", b"x", 0, [f"jsonl: not a kind that can be imported: a name without a suffix; {KINDS}"]),
    ("empty.txt", b"", 0, ["empty.txt: no title"]),
    ("empty.html", b"", 0, ["empty.html: not a page: there is nothing in it"]),
    ("empty.jsonl", b"", 0, ["empty.jsonl: the file is empty: it holds no records"]),
    ("blank.jsonl", b"\n \n\r\n", 0, ["blank.jsonl: the file is empty: it holds no records"]),
    ("empty.jsonl.gz", gzip.compress(b""), 0, ["empty.jsonl.gz: the file is empty: it holds no records"]),
    ("empty.csv", b"", 0, ["empty.csv: the file is empty: it holds no records"]),
    ("header.csv", b"title,body\n", 0, ["header.csv: the file is empty: it holds no records"]),
    ("word.txt", b"PK\x03\x04....", 0, ["word.txt: not text: this is a ZIP archive or an Office document"]),
    ("nul.txt", b"a\nb\0", 0, ["nul.txt:2: not text: it holds a NUL byte at offset 3"]),
    ("latin.txt", b"a\n\xe1\n", 0, ["latin.txt:2: not UTF-8: byte 0xE1 at offset 2; save the file as UTF-8"]),
    ("date.txt", PORTAL.replace(b"09/04", b"31/02"), 0, ["date.txt:2: the date '31/02/2019' does not exist"]),
    ("body.txt", b"a\n", 0, ["body.txt: no body"]),
    ("cut.txt.gz", gzip.compress(os.urandom(99))[:40], 0, [f"cut.txt.gz: {CUT}"]),
    ("list.html", b"<title>a</title><a>b</a>", 0, ["list.html: no article body found"]),
    ("line.jsonl", RECORD + b"{\n" + RECORD, 2, ["line.jsonl:2: not JSON: Expecting property name enclosed in "]),
    ("utf8.jsonl", RECORD + b"\xff\n" + RECORD, 2, ["utf8.jsonl:2: not UTF-8: byte 0xFF at offset 0 of the line"]),
    ("nul.jsonl", b"\0\0\0\n" + RECORD, 1, ["nul.jsonl:1: not text: it holds a NUL byte"]),
    ("type.jsonl", RECORD + b'{"title": [], "body": "b"}', 1, ["type.jsonl:2: 'title' is a list; a text is expected"]),
    (
        "long.jsonl",
        RECORD + b"x" * (MAX_RECORD_BYTES + 1) + b"\n" + RECORD,
        2,
        ["long.jsonl:2: longer than 16,777,216 bytes, the most that one record may have"],
    ),
    (
        "long.csv",
        CSV + b"A," + b"x" * MAX_RECORD_BYTES + b"\nA,B\n",
        2,
        ["long.csv:3: longer than 16,777,216 bytes, the most that one record may have"],
    ),
    ("long.txt", b"x" * (MAX_RECORD_BYTES + 1), 0, ["long.txt: longer than 16,777,216 bytes, the most that one page"]),
    ("plain.jsonl.gz", RECORD, 0, ["plain.jsonl.gz:1: the file cannot be read on from here: Not a gzipped file"]),
    ("plain.jsonl.xz", RECORD, 0, ["plain.jsonl.xz:1: the file cannot be read on from here: Input format not"]),
    (
        "packed.jsonl",
        gzip.compress(RECORD),
        0,
        ["packed.jsonl:1: not text: this is gzip, though its name does not end"],
    ),
    ("cut.jsonl.xz", lzma.compress(MANY)[:-200], -1, [f"cut.jsonl.xz:LINE: {CUT}"]),
    ("cut.jsonl.gz", gzip.compress(MANY)[:-200], -1, [f"cut.jsonl.gz:LINE: {CUT}"]),
    ("head.csv", b"a,b\nc,d\n", 0, ["head.csv:1: the header has no column 'title'; it has: a,b"]),
    ("row.csv", CSV + b"A\nB,C\n", 2, ["row.csv:3: no body"]),
]


def test_a_folder_of_bad_input() -> None:
    write({name: data for name, data, _, _ in BAD} | {f"good/tin{suffix}": data for suffix, data in GOOD.items()})
    results = list(read_sources(["."]))
    articles = sum(isinstance(result, Article) for result in results)
    bad = sorted(str(result) for result in results if isinstance(result, BadRecord))
    cut = [line for line in bad if line.startswith("cut.jsonl")]
    cut_at = [int(line.split(":")[1]) for line in cut]
    expected = sorted(reason for _, _, _, reasons in BAD for reason in reasons)
    assert len(bad) == len(expected)
    for said, wanted in zip(bad, expected, strict=True):
        before, _, after = wanted.partition("LINE")
        assert said.startswith(before)
        assert after in said
    assert all(3_000 < line < 4_000 for line in cut_at)
    # Nothing else is lost: all good files, and all good records of bad ones.
    assert articles == len(GOOD) + sum(max(count, 0) for _, _, count, _ in BAD) + sum(line - 1 for line in cut_at)


def test_what_is_no_file_is_named() -> None:
    os.mkfifo("pipe.jsonl")
    Path("nowhere.jsonl").symlink_to("absent")
    write({"folder/a.jsonl": RECORD})
    Path("again").symlink_to("folder", target_is_directory=True)
    Path("loop").symlink_to(".", target_is_directory=True)
    results = list(read_sources(["."]))
    assert [str(result) for result in results if isinstance(result, BadRecord)] == [
        "again: a link to a folder; name the folder itself",
        "loop: a link to a folder; name the folder itself",
        "nowhere.jsonl: the file cannot be read: No such file or directory",
        "pipe.jsonl: not a regular file",
    ]
    assert len(results) == 5
    assert len(list(read_sources(["again"]))) == 1


def test_a_name_that_is_no_text_can_be_printed() -> None:
    os.close(os.open(b"a\xe1.jsonl", os.O_CREAT | os.O_WRONLY))
    (bad,) = read_sources(["."])
    assert str(bad) == "a\\udce1.jsonl: the file is empty: it holds no records"


def test_an_error_of_an_importer_itself_is_not_hidden() -> None:
    """Only what is bad in a file is a bad record; a defect of ours must be seen."""
    write({"a.jsonl": RECORD})
    (source,) = plan(["a.jsonl"])

    def on_bytes(_: int) -> None:
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        list(read_file(source, on_bytes))


def test_a_refusal_says_where() -> None:
    assert (Refused("no title").line, Refused("no title", 5).line) == (0, 5)


def test_a_folders_readme_is_about_the_folder(tmp_path: Path) -> None:
    for name in ("README.md", "readme.txt", "ReadMe"):
        (tmp_path / name).write_text("Về thư mục này\n\nNội dung.", encoding="utf-8")
    (tmp_path / "readme-tin.txt").write_text("Tin\n\nNội dung.", encoding="utf-8")
    assert [source.path.name for source in plan([tmp_path])] == ["readme-tin.txt"]
    assert [source.path.name for source in plan([tmp_path / "readme.txt"])] == ["readme.txt"]
