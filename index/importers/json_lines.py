"""Import JSON Lines: one record, a JSON object, on each line."""

from __future__ import annotations

import json
from collections.abc import Iterator

from index.article import Article, BadRecord
from index.importers.records import article_of_record
from index.importers.refusal import Refused
from index.importers.streams import MAX_RECORD_BYTES, ByteStream, lines, not_encoded


def read_json_lines(stream: ByteStream, path: str) -> Iterator[Article | BadRecord]:
    """Yield an article or a bad record for every line that is not blank.

    Raises:
        Refused: the file cannot be read on from the line named.
    """
    for number, line in lines(stream, MAX_RECORD_BYTES):
        if line is not None and not line.strip():
            continue
        try:
            yield article_of_record(_record(line), path, number)
        except Refused as refused:
            yield BadRecord(path, number, refused.reason)


def _record(line: bytes | None) -> dict[str, object]:
    if line is None:
        raise Refused(f"longer than {MAX_RECORD_BYTES:,} bytes, the most that one record may have")
    if b"\0" in line:
        raise Refused("not text: it holds a NUL byte")
    try:
        # Not strict: a bare tab or control character inside a text is understood and cleaned away.
        record = _decoder.decode(line.decode())
    except UnicodeDecodeError as error:
        raise Refused(not_encoded("utf-8", line[error.start], error.start) + " of the line") from None
    except RecursionError:
        raise Refused("not a record: nested too deeply") from None
    except json.JSONDecodeError as error:
        raise Refused(f"not JSON: {error.msg} at column {error.colno}") from None
    except ValueError as error:
        raise Refused(f"not JSON: {error}") from None
    if not isinstance(record, dict):
        raise Refused('not a record: each line must be a JSON object such as {"title": …, "body": …}')
    return record


def _pairs(pairs: list[tuple[str, object]]) -> dict[str, object]:
    """Make an object, refusing names that come twice: which value was meant cannot be known."""
    found = dict(pairs)
    if len(found) < len(pairs):
        names = [name for name, _ in pairs]
        twice = next(name for name in names if names.count(name) > 1)
        raise ValueError(f"the name {twice!r} comes twice in one object")
    return found


def _no_constant(name: str) -> object:
    raise ValueError(f"{name} is no JSON value")


_decoder = json.JSONDecoder(strict=False, object_pairs_hook=_pairs, parse_constant=_no_constant)
