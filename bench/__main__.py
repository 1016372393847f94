"""The command `python -m bench`: measure the product on real text, beside what else could have been used.

Prints Markdown: what was to be reached and what was, then the figures. Text is the news beside the project
(`bench.data`), or the files named. What takes long to make is kept in var/bench: delete it to begin anew.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType

from bench import chart
from bench.commands import grow, index, search, segment, serve
from bench.data import default_sources
from bench.peers import PEERS
from bench.report import Report
from bench.settings import STORE, Settings
from bench.store import Store
from index.errors import PolicySearchError

#: Exit statuses: done (whether targets were met or not), could not run, interrupted from the keyboard.
DONE, FAILED, INTERRUPTED = 0, 2, 130

_PEERS = tuple(peer.name for peer in PEERS)


@dataclass(frozen=True, slots=True)
class Command:
    """One row a command: its module, how many articles unless told otherwise, the options it takes, its help."""

    name: str
    module: ModuleType
    articles: int
    options: tuple[str, ...]
    told: str
    peers: tuple[str, ...] = _PEERS


_ASKING = ("queries", "seconds")
COMMANDS: tuple[Command, ...] = (
    Command("segment", segment, 1000, (), "words of syllables, against pyvi"),
    Command("index", index, 5000, ("peers", "stock", "again"), "the import command, against pyvi with stock Whoosh"),
    Command("search", search, 20_000, (*_ASKING, "peers", "stock", "again"), "searches with facets, against peers"),
    Command("serve", serve, 5000, (*_ASKING, "again"), "result pages over HTTP, from gunicorn with two processes"),
    Command("grow", grow, 112_000, (*_ASKING, "peers"), "the same index at several sizes", peers=("tantivy",)),
)


def main(argv: list[str] | None = None) -> int:
    """Run the benchmark; give the exit status."""
    options = _parser().parse_args(argv)
    if options.svg and not chart.can_draw():
        print("--svg needs pygal, which is not here: pip install -r requirements-bench.txt", file=sys.stderr)
        return FAILED
    try:
        report: Report = options.measure(_settings(options))
    except (PolicySearchError, ValueError, OSError, subprocess.SubprocessError) as error:
        print(f"The measurement was given up: {error}", file=sys.stderr)
        return FAILED
    except KeyboardInterrupt:
        return INTERRUPTED
    print(report.markdown())
    if options.json:
        Path(options.json).write_text(json.dumps(report.as_json(), ensure_ascii=False, indent=2) + "\n", "utf-8")
    if options.svg:
        chart.save(report.charts, Path(options.svg))
    return DONE


def _settings(options: argparse.Namespace) -> Settings:
    store = Store(Path(options.keep), getattr(options, "again", False))
    given = {name: getattr(options, name) for name in ("queries", "seconds", "stock_articles") if name in options}
    sources = tuple(map(Path, options.files or default_sources()))
    return Settings(options.articles, sources, peers=tuple(getattr(options, "peers", ())), store=store, **given)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m bench", description="Measure the product beside its peers.")
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    for row in COMMANDS:
        command = commands.add_parser(row.name, help=row.told, description=(row.module.__doc__ or "").strip())
        add = command.add_argument
        add(
            "files",
            nargs="*",
            metavar="FILE",
            help="sources of articles (default: news beside it, or the samples)",
        )
        add("--articles", type=_count, default=row.articles, metavar="N", help=f"how many (default {row.articles:,})")
        add("--json", metavar="FILE", help="write the figures there too")
        add("--svg", metavar="FILE", help="draw the charts there")
        add("--keep", default=str(STORE), metavar="FOLDER", help="keep text and indexes there (default var/bench)")
        if "queries" in row.options:
            add("--queries", type=_count, default=100, metavar="N", help="how many of each kind (default 100)")
        if "seconds" in row.options:
            add("--seconds", type=float, default=60, metavar="S", help="ask an engine for so long at most (default 60)")
        if "peers" in row.options:
            told = f"of {','.join(_PEERS)}, or '' for none (default {','.join(row.peers)})"
            add("--peers", type=_peers, default=row.peers, metavar="NAMES", help=told)
        if "stock" in row.options:
            told = "build stock Whoosh over so many at most (default 10,000)"
            add("--stock-articles", type=_count, default=10_000, metavar="N", help=told)
        if "again" in row.options:
            add("--again", action="store_true", help="build indexes anew that were kept")
        command.set_defaults(measure=row.module.measure)
    return parser


def _count(typed: str) -> int:
    number = int(typed)
    if number < 1:
        raise argparse.ArgumentTypeError(f"a number from 1 is needed, not {typed}")
    return number


def _peers(typed: str) -> tuple[str, ...]:
    names = tuple(name for name in typed.split(",") if name)
    for name in names:
        if name not in _PEERS:
            raise argparse.ArgumentTypeError(f"there is no peer {name!r}; the peers are {', '.join(_PEERS)}")
    return names


if __name__ == "__main__":
    sys.exit(main())
