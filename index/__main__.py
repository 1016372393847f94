"""The command `python -m index`: bring articles in, take them out, look at what there is.

This file joins the rooms: it alone in `index` knows the table of engines.
"""

from __future__ import annotations

import argparse
import dataclasses
import json
import os
import signal
import sys
import time
from collections.abc import Iterable, Iterator
from pathlib import Path
from types import FrameType
from typing import Never

from tqdm import tqdm

from index.article import Article, BadRecord
from index.citation_scoring import format_report, read_passages, score
from index.citations import Citation, find
from index.errors import BadSetting, PolicySearchError
from index.importers import IMPORTERS, SourceFile, plan, read_file
from index.indexer import Report, import_articles
from index.relations import find_relations
from search.engine import DEFAULT_URL, Engine, open_engine

#: Exit statuses: all well; something was refused; the command could not run; interrupted from the keyboard.
DONE, REFUSED, FAILED, INTERRUPTED = 0, 1, 2, 130


def main(argv: list[str] | None = None) -> int:
    """Run the command line; give the exit status."""
    options = _parser().parse_args(argv)
    try:
        status: int = options.run(options)
        sys.stdout.flush()
    except PolicySearchError as error:
        print(f"{error.code}: {error}", file=sys.stderr)
        return FAILED
    except BrokenPipeError:
        # Whoever read has seen enough (`| head`). Nothing may be flushed into the closed pipe at exit.
        sys.stdout = open(os.devnull, "w")  # noqa: SIM115
        return DONE
    return status


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m index", description="Keep an index of policy news.")
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    index = argparse.ArgumentParser(add_help=False)
    index.add_argument("--index", default=DEFAULT_URL, metavar="URL", help=f"the index (default {DEFAULT_URL})")

    kinds = ", ".join(f"{row.name} ({' '.join(row.suffixes)})" for row in IMPORTERS)
    add = commands.add_parser(
        "add",
        parents=[index],
        help="import articles from files and folders",
        description=f"Import articles from files and folders. Kinds: {kinds}; each also as .gz and .xz.",
    )
    add.add_argument("sources", nargs="+", metavar="SOURCE", help="a file or a folder, which is walked")
    add.add_argument("--fresh", action="store_true", help="build a new index, which then replaces the old one")
    add.add_argument(
        "--processes", type=_count, default=0, metavar="N", help="processes that analyse (default 0: one a core)"
    )
    add.set_defaults(run=_add)

    remove = commands.add_parser("remove", parents=[index], help="delete articles by id")
    remove.add_argument("ids", nargs="+", metavar="ID", help="the id of an article, as searches show it")
    remove.set_defaults(run=_remove)

    info = commands.add_parser("info", parents=[index], help="tell what the index holds")
    info.set_defaults(run=_info)

    check = commands.add_parser("check", parents=[index], help="compare everything in the index with its checksums")
    check.set_defaults(run=_check)

    citations = commands.add_parser(
        "citations",
        help='find citations: one {"id", "text"} a line in, one {"id", "citations", "relations"} a line out',
    )
    citations.add_argument("--score", metavar="FILE", help="instead, score the finder against annotated passages")
    citations.add_argument("--save", metavar="FILE", help="with --score: store what was found")
    citations.add_argument(
        "--compare", metavar="FILE", help="with --score: tell what a stored run lacks (+) or has more (-)"
    )
    citations.set_defaults(run=_citations)
    return parser


def _count(text: str) -> int:
    number = int(text)
    if number < 0:
        raise ValueError
    return number


def _add(options: argparse.Namespace) -> int:
    files = plan(options.sources)
    stopping = _Stop()
    begun = time.monotonic()
    engine = open_engine(options.index, create=True, fresh=options.fresh)
    try:
        with tqdm(
            total=sum(file.size for file in files), unit="B", unit_scale=True, disable=None, desc="import"
        ) as bar:
            report = import_articles(
                _read(files, bar),
                engine,
                on_bad=lambda bad: tqdm.write(str(bad), file=sys.stderr),
                stop=stopping,
                processes=options.processes,
            )
        if not report.interrupted:
            engine.publish()
        return _tell(report, engine, time.monotonic() - begun, options.index, fresh=options.fresh)
    finally:
        engine.close()


class _Stop:
    """Remembers that Ctrl-C was pressed, so that no commit is torn in the middle."""

    def __init__(self) -> None:
        self._pressed = False
        signal.signal(signal.SIGINT, self._press)

    def _press(self, number: int, frame: FrameType | None) -> None:
        self._pressed = True

    def __call__(self) -> bool:
        return self._pressed


def _read(files: Iterable[SourceFile], bar: tqdm[Never]) -> Iterator[Article | BadRecord]:
    """Read all files, moving the bar by bytes and showing the rate in articles."""
    begun, articles = time.monotonic(), 0
    for file in files:
        for record in read_file(file, bar.update):
            articles += 1
            if articles % 50 == 0:
                rate = articles / (time.monotonic() - begun)
                bar.set_postfix_str(f"{articles:,} articles, {rate:,.0f}/s", refresh=False)
            yield record


def _tell(report: Report, engine: Engine, seconds: float, url: str, *, fresh: bool) -> int:
    rate = report.articles / seconds if seconds else 0.0
    print(
        f"{report.added} added, {report.replaced} replaced, {report.unchanged} unchanged, {len(report.bad)} refused "
        f"in {seconds:.1f} s ({rate:,.0f} articles/s)."
    )
    if report.interrupted:
        kept = "the old index is as it was" if fresh else "what is counted above is saved"
        print(f"Interrupted: {kept}. Run the same command again to go on.", file=sys.stderr)
        return INTERRUPTED
    print(f"{url} now holds {engine.info().articles:,} articles.")
    return REFUSED if report.bad else DONE


def _remove(options: argparse.Namespace) -> int:
    engine = open_engine(options.index)
    try:
        removed = engine.delete(options.ids)
        engine.commit()
    finally:
        engine.close()
    print(f"{removed} of {len(options.ids)} removed.")
    return DONE if removed == len(options.ids) else REFUSED


def _check(options: argparse.Namespace) -> int:
    engine = open_engine(options.index)
    try:
        engine.verify()
        print(f"{options.index} is as it was written: {engine.info().articles:,} articles.")
    finally:
        engine.close()
    return DONE


def _info(options: argparse.Namespace) -> int:
    engine = open_engine(options.index)
    try:
        info = engine.info()
    finally:
        engine.close()
    dates = f"{info.first:%d/%m/%Y} to {info.last:%d/%m/%Y}" if info.first and info.last else "none dated"
    print(f"index     {options.index}")
    print(f"articles  {info.articles:,}")
    print(f"dates     {dates}")
    print(f"size      {info.size / 1e6:,.1f} MB")
    print(f"segments  {info.segments}")
    return DONE


def _citations(options: argparse.Namespace) -> int:
    if options.score:
        return _score(options)
    status = DONE
    for number, line in enumerate(sys.stdin, 1):
        if not line.strip():
            continue
        try:
            passage = json.loads(line)
            text = passage["text"]
            citations = find(text)
            found = {
                "id": passage["id"],
                "citations": [_citation_as_json(c) for c in citations],
                "relations": [dataclasses.asdict(relation) for relation in find_relations(text, citations)],
            }
        except (ValueError, KeyError, TypeError) as error:
            print(f'<stdin>:{number}: not a passage like {{"id": "1", "text": "…"}}: {error!r}', file=sys.stderr)
            status = REFUSED
            continue
        print(json.dumps(found, ensure_ascii=False))
    return status


def _score(options: argparse.Namespace) -> int:
    passages = read_passages(Path(options.score))
    found = [find(passage.text) for passage in passages]
    print(format_report(score(found, passages), errors=True))
    run = {
        passage.id: {c.key: passage.text[c.start : c.end] for c in one}
        for passage, one in zip(passages, found, strict=True)
    }
    if options.compare:
        try:
            before = json.loads(Path(options.compare).read_text(encoding="utf-8"))
        except (OSError, ValueError) as error:
            raise BadSetting(f"{options.compare} is no stored run ({error}). Make one with --save FILE.") from error
        for sign, here, there in (("+", run, before), ("-", before, run)):
            for name, citations in here.items():
                for key, printed in citations.items():
                    if key not in there.get(name, {}):
                        print(f"{sign} {name}  {key}  {printed!r}")
    if options.save:
        Path(options.save).write_text(json.dumps(run, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    return DONE


def _citation_as_json(citation: Citation) -> dict[str, object]:
    return {
        "start": citation.start,
        "end": citation.end,
        "kind": citation.kind,
        "type": citation.type,
        "number": citation.number,
        "year": citation.year,
        "symbol": citation.symbol,
        "date": citation.date.isoformat() if citation.date else None,
        "issuer": citation.issuer,
        "title": citation.title,
        "scope": citation.scope,
        "key": citation.key,
    }


if __name__ == "__main__":
    sys.exit(main())
