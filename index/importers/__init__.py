"""Sources to articles: one small module a kind of file, and one table that names them.

To read another kind of file, write a module with a function over a byte stream (see `Importer.read`) and add a row
to `IMPORTERS`. A record that cannot become an article is yielded as a `BadRecord`: nothing is dropped in silence,
and nothing bad stops an import.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from index.article import Article, BadRecord
from index.errors import SourceMissing
from index.importers.csv_table import read_csv_table
from index.importers.html_page import read_html_page
from index.importers.identity import source_name
from index.importers.json_lines import read_json_lines
from index.importers.portal_text import read_portal_text
from index.importers.refusal import Refused
from index.importers.streams import ByteStream, open_bytes

__all__ = ["IMPORTERS", "Importer", "SourceFile", "plan", "read_file", "read_sources"]


@dataclass(frozen=True, slots=True)
class Importer:
    """A kind of file: the suffixes of its names, and the function that reads it.

    `read` gets the file's bytes, decompressed, and its name (for identities and bad records). It yields an article
    or a bad record for each record, and raises `Refused` where the file as a whole, or the rest of it, is bad.
    """

    name: str
    suffixes: tuple[str, ...]
    description: str
    read: Callable[[ByteStream, str], Iterator[Article | BadRecord]]


#: Every kind of file that can be imported. Each may also be compressed: `.gz` or `.xz` after its suffix.
IMPORTERS: tuple[Importer, ...] = (
    Importer("portal", (".txt",), "text of a portal's page, one article a file", read_portal_text),
    Importer("html", (".html", ".htm"), "saved page of a portal, one article a file", read_html_page),
    Importer("jsonl", (".jsonl", ".ndjson"), "JSON Lines, one article a line", read_json_lines),
    Importer("csv", (".csv",), "table with a header line, one article a row", read_csv_table),
)

_COMPRESSED = (".gz", ".xz")


@dataclass(frozen=True, slots=True)
class SourceFile:
    """A file to be read: where it lies, its bytes on the disk, and its importer, or why there is none."""

    path: Path
    size: int
    importer: Importer | None
    refusal: str = ""


def read_sources(paths: Sequence[str | Path]) -> Iterator[Article | BadRecord]:
    """Read files and folders: an article for every good record, a bad record for every other one.

    Raises:
        SourceMissing: at once, before anything is read, if one of `paths` does not exist.
    """
    sources = plan(paths)
    return (result for source in sources for result in read_file(source))


def plan(paths: Sequence[str | Path]) -> list[SourceFile]:
    """List the files that `paths` name, each once: a file as it is, a folder with all in it, in order of names.

    Inside a folder, hidden files and folders (with a leading dot) and its README are passed over. A file that no
    importer reads is listed as well, with the reason, so that `read_file` can name it.

    Raises:
        SourceMissing: one of `paths` does not exist.
    """
    found: dict[str, SourceFile] = {}
    for path in map(Path, paths):
        if not os.path.exists(path):
            raise SourceMissing(f"There is no file or folder '{path}'. Check the path and import again.")
        for file in _walk(path):
            found.setdefault(os.path.abspath(file), _source_file(file))
    return list(found.values())


def read_file(source: SourceFile, on_bytes: Callable[[int], object] = lambda _: None) -> Iterator[Article | BadRecord]:
    """Read one file of a plan: an article for every good record, a bad record for every other one.

    `on_bytes` is called with the number of bytes after each read from the disk (compressed as they lie there); the
    numbers add up to `source.size`. `tqdm.update` can be given as it is.
    """
    name = source_name(source.path)
    shown = name.encode("utf-8", "backslashreplace").decode()
    counted = 0

    def count(size: int) -> None:
        nonlocal counted
        size = min(size, source.size - counted)  # the file may have grown
        counted += size
        on_bytes(size)

    records = 0
    try:
        if source.importer is None:
            raise Refused(source.refusal)
        with open_bytes(source.path, count) as stream:
            for result in source.importer.read(stream, name):
                records += 1
                yield result
        if not records:
            raise Refused("the file is empty: it holds no records")
    except Refused as refused:
        yield BadRecord(shown, refused.line, refused.reason)
    except OSError as error:
        yield BadRecord(shown, 0, f"the file cannot be read: {error.strerror or error}")
    on_bytes(source.size - counted)  # what a refusal left unread


def _walk(path: Path) -> Iterator[Path]:
    """Yield a file itself, or all files below a folder, sorted by name; links to folders are not followed."""
    if not path.is_dir():
        yield path
        return
    try:
        entries = sorted(os.scandir(path), key=lambda entry: entry.name)
    except OSError:
        yield path  # `_source_file` says that it cannot be read
        return
    for entry in entries:
        if entry.name.startswith(".") or entry.name.lower().split(".")[0] == "readme":
            continue
        if entry.is_dir(follow_symlinks=False):
            yield from _walk(Path(entry.path))
        else:
            yield Path(entry.path)


def _source_file(path: Path) -> SourceFile:
    try:
        status = path.stat()
    except OSError as error:
        return SourceFile(path, 0, None, f"the file cannot be read: {error.strerror}")
    if stat.S_ISDIR(status.st_mode):
        reason = "a link to a folder; name the folder itself" if path.is_symlink() else "the folder cannot be read"
        return SourceFile(path, 0, None, reason)
    if not stat.S_ISREG(status.st_mode):
        return SourceFile(path, 0, None, "not a regular file")
    importer = _importer_of(path.name)
    return SourceFile(path, status.st_size, importer, "" if importer else _not_a_kind(path.name))


def _importer_of(name: str) -> Importer | None:
    plain = name.lower().removesuffix(".gz").removesuffix(".xz") if name.lower().endswith(_COMPRESSED) else name.lower()
    for importer in IMPORTERS:
        if plain.endswith(importer.suffixes):
            return importer
    return None


def _not_a_kind(name: str) -> str:
    kinds = ", ".join(suffix for importer in IMPORTERS for suffix in importer.suffixes)
    suffix = "".join(Path(name).suffixes[-2:] if name.lower().endswith(_COMPRESSED) else Path(name).suffixes[-1:])
    what = suffix or "a name without a suffix"
    return f"not a kind that can be imported: {what}; kinds are {kinds}, also with {' or '.join(_COMPRESSED)}"
