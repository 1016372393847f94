"""Bytes of a file as importers want them: counted, decompressed, in UTF-8, cut into lines, in bounded memory."""

from __future__ import annotations

import codecs
import gzip
import io
import lzma
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Protocol, cast

from index.importers.refusal import Refused

#: The longest record, in bytes after decompression: a line, a row, a page. A longer one is refused and skipped.
MAX_RECORD_BYTES = 16 * 1024 * 1024

_CHUNK = 64 * 1024

#: First bytes of files that hold no text, whatever their name says.
_MAGIC = (
    (b"%PDF-", "a PDF document"),
    (b"PK\x03\x04", "a ZIP archive or an Office document"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "an old Office document"),
    (b"{\\rtf", "an RTF document"),
    (b"\x89PNG\r\n\x1a\n", "a PNG picture"),
    (b"\xff\xd8\xff", "a JPEG picture"),
    (b"GIF8", "a GIF picture"),
    (b"\x1f\x8b", "gzip, though its name does not end in .gz"),
    (b"\xfd7zXZ\x00", "xz, though its name does not end in .xz"),
    (b"BZh", "bzip2"),
    (b"Rar!\x1a\x07", "a RAR archive"),
    (b"7z\xbc\xaf\x27\x1c", "a 7z archive"),
    (b"SQLite format 3\x00", "an SQLite database"),
)

# UTF-32 has to be asked for first: its little-endian mark begins with that of UTF-16.
_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)


class ByteStream(Protocol):
    """What importers read from: `read1(n)` gives some bytes, at most `n`, and `b""` only at the end."""

    def read1(self, size: int, /) -> bytes:
        """Read at most `size` bytes with at most one read of what lies below."""


class _Counted(io.RawIOBase):
    """A raw stream that reports how many bytes are read from it."""

    def __init__(self, raw: io.RawIOBase, report: Callable[[int], object]) -> None:
        super().__init__()
        self._raw = raw
        self._report = report

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: memoryview, /) -> int | None:  # type: ignore[override]
        count = cast("int | None", self._raw.readinto(buffer))
        if count:
            self._report(count)
        return count


@contextmanager
def open_bytes(path: Path, report: Callable[[int], object]) -> Iterator[ByteStream]:
    """Open a file for reading; `.gz` and `.xz` are decompressed on the way.

    `report` is told of every read from the disk with its number of bytes, so the sum of what it is told reaches
    the file's size as it lies there.

    Raises:
        OSError: the file cannot be opened.
    """
    with path.open("rb", buffering=0) as raw, io.BufferedReader(_Counted(raw, report), _CHUNK) as counted:
        match path.suffix.lower():
            case ".gz":
                with gzip.GzipFile(fileobj=counted, mode="rb") as unpacked:
                    yield unpacked
            case ".xz":
                with lzma.LZMAFile(counted, "rb") as unpacked:
                    yield unpacked
            case _:
                yield counted


def chunks(stream: ByteStream) -> Iterator[bytes]:
    """Yield the bytes of a stream in pieces, the first at least 16 bytes long if there are so many.

    Raises:
        Refused: the file is damaged, cut off, or holds no text. What was read before has been yielded.
    """
    head = b""
    while len(head) < 16 and (piece := _read(stream)):
        head += piece
    for magic, what in _MAGIC:
        if head.startswith(magic):
            raise Refused(f"not text: this is {what}")
    piece = head
    while piece:
        yield piece
        piece = _read(stream)


def _read(stream: ByteStream) -> bytes:
    try:
        return stream.read1(_CHUNK)
    except EOFError:
        raise Refused("the compressed file is cut off here; nothing after this could be read") from None
    except (OSError, lzma.LZMAError, zlib.error) as error:
        raise Refused(f"the file cannot be read on from here: {error}") from None


def utf8_chunks(stream: ByteStream) -> Iterator[bytes]:
    """Yield the bytes of a text stream; a byte order mark is dropped and UTF-16 or UTF-32 after one becomes UTF-8.

    Raises:
        Refused: as `chunks`; also for UTF-16 or UTF-32 that is malformed.
    """
    decoder: codecs.IncrementalDecoder | None = None
    encoding = ""
    pieces = chunks(stream)
    for piece in pieces:
        if not encoding:
            mark, encoding = byte_order_mark(piece)
            piece = piece[len(mark) :]
            if encoding != "utf-8":
                decoder = codecs.getincrementaldecoder(encoding)()
        yield _recoded(decoder, piece) if decoder else piece
    if decoder:
        yield _recoded(decoder, b"", final=True)


def _recoded(decoder: codecs.IncrementalDecoder, piece: bytes, *, final: bool = False) -> bytes:
    try:
        return decoder.decode(piece, final).encode()
    except UnicodeDecodeError as error:
        raise Refused(f"not valid {error.encoding.upper()}, though its byte order mark says so") from None


def byte_order_mark(head: bytes) -> tuple[bytes, str]:
    """Return the byte order mark that `head` begins with (or `b""`) and the encoding it stands for (or UTF-8)."""
    for mark, encoding in _MARKS:
        if head.startswith(mark):
            return mark, encoding
    return b"", "utf-8"


def lines(stream: ByteStream, limit: int = MAX_RECORD_BYTES) -> Iterator[tuple[int, bytes | None]]:
    r"""Yield the lines of a text stream, in UTF-8 without the closing `\n`, with their numbers from 1.

    A line of more than `limit` bytes is yielded as `None` and never held in memory. An unfinished line before a
    cut in the file is not yielded.

    Raises:
        Refused: as `utf8_chunks`, with the number of the line where reading ended.
    """
    number = 1
    held: list[bytes] = []
    size = 0
    try:
        for chunk in utf8_chunks(stream):
            *whole, rest = chunk.split(b"\n")
            for part in whole:
                size += len(part)
                yield number, None if size > limit else b"".join((*held, part))
                number += 1
                held.clear()
                size = 0
            size += len(rest)
            if size > limit:
                held.clear()
            elif rest:
                held.append(rest)
    except Refused as refused:
        raise Refused(refused.reason, number) from None
    if size:
        yield number, None if size > limit else b"".join(held)


def read_whole(stream: ByteStream, limit: int = MAX_RECORD_BYTES) -> bytes:
    """Read a stream that is one record.

    Raises:
        Refused: as `chunks`; also when there are more than `limit` bytes.
    """
    held: list[bytes] = []
    size = 0
    for piece in chunks(stream):
        size += len(piece)
        if size > limit:
            raise Refused(f"longer than {limit:,} bytes, the most that one page may have")
        held.append(piece)
    return b"".join(held)


def decoded(data: bytes) -> str:
    """Decode a whole text file: UTF-8, or what its byte order mark says.

    Raises:
        Refused: it is not text in that encoding; `line` is where the first bad byte stands.
    """
    mark, encoding = byte_order_mark(data)
    if encoding == "utf-8" and (at := data.find(b"\0")) >= 0:
        raise Refused(f"not text: it holds a NUL byte at offset {at}", data.count(b"\n", 0, at) + 1)
    try:
        return data[len(mark) :].decode(encoding)
    except UnicodeDecodeError as error:
        at = len(mark) + error.start
        line = data.count(b"\n", 0, at) + 1 if encoding == "utf-8" else 0
        raise Refused(f"{not_encoded(encoding, data[at], at)}; save the file as UTF-8", line) from None


def not_encoded(encoding: str, byte: int, offset: int) -> str:
    """Say that a byte does not belong where it stands; `offset` counts bytes from 0."""
    return f"not {encoding.upper()}: byte 0x{byte:02X} at offset {offset}"
