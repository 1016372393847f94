"""Bytes of files: decompressed, decoded, cut into lines; what is damaged is said where it is."""

from __future__ import annotations

import gzip
import io
import lzma
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.importers.refusal import Refused
from index.importers.streams import decoded, lines, open_bytes, read_whole


def stream(data: bytes) -> io.BufferedReader:
    return io.BufferedReader(io.BytesIO(data))


class Dripping:
    """A stream that gives a few bytes at a time."""

    def __init__(self, data: bytes, size: int) -> None:
        self._data, self._size = io.BytesIO(data), size

    def read1(self, size: int, /) -> bytes:
        return self._data.read(min(size, self._size))


class Endless:
    """A stream of one line of so many megabytes, and a short line after it; counts what is taken."""

    def __init__(self, megabytes: int) -> None:
        self._left = megabytes * 16
        self._tail = [b"\n{}\n", b""]

    def read1(self, size: int, /) -> bytes:
        if self._left:
            self._left -= 1
            return b"x" * (64 * 1024)
        return self._tail.pop(0)


@given(st.binary(), st.integers(1, 40))
def test_lines_are_those_of_the_bytes_however_they_come(data: bytes, size: int) -> None:
    # A letter first, so that nothing is taken for a byte order mark or another kind of file.
    data = b"a" + data
    expected = data.split(b"\n")
    if not expected[-1]:
        expected.pop()
    assert list(lines(Dripping(data, size))) == list(enumerate(expected, start=1))


@given(st.lists(st.text(st.characters(exclude_characters="\n", exclude_categories=["Cs"]))), st.integers(1, 7))
def test_utf16_gives_the_same_lines_as_utf8(texts: list[str], size: int) -> None:
    text = "\n".join(["đầu", *texts])
    expected = list(lines(stream(text.encode())))
    for encoding in ("utf-8-sig", "utf-16", "utf-32"):
        assert list(lines(Dripping(text.encode(encoding), size))) == expected


def test_a_long_line_is_not_held_and_the_next_one_is_read() -> None:
    assert list(lines(Endless(100), limit=1024 * 1024)) == [(1, None), (2, b"{}")]


def test_the_limit_is_the_longest_line() -> None:
    assert list(lines(stream(b"12345\n123456\n12345"), limit=5)) == [(1, b"12345"), (2, None), (3, b"12345")]
    assert list(lines(stream(b"123456"), limit=5)) == [(1, None)]


def read_until_refused(found: Iterator[tuple[int, bytes | None]]) -> tuple[list[tuple[int, bytes | None]], Refused]:
    read: list[tuple[int, bytes | None]] = []
    with pytest.raises(Refused) as refused:
        read.extend(iter(lambda: next(found), None))
    return read, refused.value


def packed(tmp_path: Path, name: str, data: bytes) -> Path:
    path = tmp_path / name
    path.write_bytes(data)
    return path


@pytest.mark.parametrize(("suffix", "pack"), [(".gz", gzip.compress), (".xz", lzma.compress), ("", bytes)])
def test_files_are_unpacked_and_their_bytes_counted(tmp_path: Path, suffix: str, pack: type[bytes]) -> None:
    data = "".join(f"dòng {n}\n" for n in range(30_000)).encode()
    path = packed(tmp_path, f"a.jsonl{suffix}", pack(data))
    seen: list[int] = []
    with open_bytes(path, seen.append) as file:
        assert b"".join(line + b"\n" for _, line in lines(file) if line is not None) == data
    assert sum(seen) == path.stat().st_size
    assert len(seen) > 1 or suffix


@pytest.mark.parametrize(("suffix", "pack"), [(".gz", gzip.compress), (".xz", lzma.compress)])
def test_what_stands_before_a_cut_is_read(tmp_path: Path, suffix: str, pack: type[bytes]) -> None:
    # Not compressible, so that the cut falls in the middle.
    data = b"".join(f"{n * 7919 % 1_000_003} {n**5}\n".encode() for n in range(20_000))
    whole = pack(data)
    path = packed(tmp_path, f"a.jsonl{suffix}", whole[: len(whole) // 2])
    with open_bytes(path, lambda _: None) as file:
        read, refused = read_until_refused(lines(file))
    assert 1_000 < len(read) < 19_000
    assert read == list(enumerate(data.split(b"\n"), start=1))[: len(read)]
    assert refused.line == len(read) + 1
    assert "cut off" in refused.reason


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("a.gz", b"{}\n" * 20),
        ("a.xz", b"{}\n" * 20),
        ("a.gz", gzip.compress(b"{}\n" * 50_000, mtime=0)[:-8] + b"\1" * 8),
        ("a.xz", lzma.compress(b"{}\n" * 20)[:40] + b"\0" * 40),
    ],
    ids=["not gzip", "not xz", "wrong checksum", "damaged xz"],
)
def test_what_is_damaged_is_refused(tmp_path: Path, name: str, data: bytes) -> None:
    with open_bytes(packed(tmp_path, name, data), lambda _: None) as file:
        _, refused = read_until_refused(lines(file))
    assert "cannot be read on from here" in refused.reason
    assert refused.line > 0


def test_a_wrong_checksum_at_the_end_loses_no_line(tmp_path: Path) -> None:
    path = packed(tmp_path, "a.gz", gzip.compress(b"{}\n" * 50_000, mtime=0)[:-8] + b"\1" * 8)
    with open_bytes(path, lambda _: None) as file:
        read, _ = read_until_refused(lines(file))
    assert len(read) == 50_000


@pytest.mark.parametrize(
    ("head", "what"),
    [
        (b"%PDF-1.7 ...", "PDF"),
        (b"PK\x03\x04 ...", "ZIP"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1 ...", "old Office"),
        (b"{\\rtf1 ...", "RTF"),
        (b"\x89PNG\r\n\x1a\n ...", "PNG"),
        (b"\xff\xd8\xff\xe0 ...", "JPEG"),
        (gzip.compress(b"x", mtime=0), "gzip"),
        (lzma.compress(b"x"), "xz"),
    ],
)
def test_files_that_are_no_text_are_named(head: bytes, what: str) -> None:
    for size in (1, 1000):
        with pytest.raises(Refused, match=f"not text: this is .*{what}"):
            read_whole(Dripping(head, size))


def test_malformed_utf16_is_refused() -> None:
    with pytest.raises(Refused, match="not valid UTF-16-LE"):
        list(lines(stream(b"\xff\xfea\0\n\0\0\xd8a\0")))


def test_a_page_may_not_be_too_long() -> None:
    assert read_whole(stream(b"x" * 50), limit=50) == b"x" * 50
    with pytest.raises(Refused, match="longer than 50 bytes"):
        read_whole(stream(b"x" * 51), limit=50)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-32"])
def test_texts_are_decoded(encoding: str) -> None:
    assert decoded("Ủy ban\nnhân dân".encode(encoding)) == "Ủy ban\nnhân dân"


@pytest.mark.parametrize(
    ("data", "reason", "line"),
    [
        ("đầu\nhai ".encode() + b"\xe1 ba", "not UTF-8: byte 0xE1 at offset 11; save the file as UTF-8", 2),
        (b"\xef\xbb\xbf\xff", "not UTF-8: byte 0xFF at offset 3", 1),
        (b"\xff\xfe\x00\xd8", "not UTF-16-LE: byte 0x00 at offset 2", 0),
        (b"a\nb\0c", "not text: it holds a NUL byte at offset 3", 2),
    ],
)
def test_other_bytes_are_refused_with_their_place(data: bytes, reason: str, line: int) -> None:
    with pytest.raises(Refused, match=reason) as refused:
        decoded(data)
    assert refused.value.line == line
