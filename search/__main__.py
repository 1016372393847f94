"""The command `python -m search`: search an index from the terminal."""

from __future__ import annotations

import argparse
import json
import os
import sys

from index.errors import PolicySearchError
from search.engine import DEFAULT_URL
from search.facets import FACETS, facet_named
from search.request import PAGE_SIZE, SORTS, Request
from search.results import Hit, Marks, SearchResult
from search.searcher import Searcher

#: Highlights on a terminal: bold, and back.
_BOLD, _PLAIN = "\x1b[1m", "\x1b[0m"


def main(argv: list[str] | None = None) -> int:
    """Run the command line; give the exit status: 0, or 2 when the search could not be run."""
    options = _parser().parse_args(argv)
    try:
        request = Request(
            q=options.query,
            filters=_filters(options.filter),
            date_from=options.date_from,
            date_to=options.date_to,
            sort=options.sort,
            page=options.page,
            size=options.size,
        )
        with Searcher(options.index) as searcher:
            result = searcher.search(request)
    except PolicySearchError as error:
        print(f"{error.code}: {error}", file=sys.stderr)
        return 2
    try:
        if options.json:
            print(json.dumps(result.as_json(), ensure_ascii=False, indent=2))
        else:
            _show(result)
        sys.stdout.flush()
    except BrokenPipeError:
        # Whoever read has seen enough (`| head`). Nothing may be flushed into the closed pipe at exit.
        sys.stdout = open(os.devnull, "w")  # noqa: SIM115
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m search", description="Search an index of policy news.")
    parser.add_argument("query", metavar="QUERY", help='words, "a phrase", -without, or a number like 202/KH-UBND')
    parser.add_argument("--index", default=DEFAULT_URL, metavar="URL", help=f"the index (default {DEFAULT_URL})")
    parser.add_argument(
        "--filter",
        action="append",
        default=[],
        metavar="FACET=VALUE",
        help=f"keep articles with this value; again for more. Facets: {', '.join(f.name for f in FACETS)}",
    )
    parser.add_argument("--from", dest="date_from", default="", metavar="DATE", help="2019, 04/2019 or 23/01/2019")
    parser.add_argument("--to", dest="date_to", default="", metavar="DATE", help="the last day, month or year")
    parser.add_argument("--sort", default="relevance", choices=list(SORTS), help="the order (default relevance)")
    parser.add_argument("--page", type=int, default=1, metavar="N", help="which page (default 1)")
    parser.add_argument("--size", type=int, default=PAGE_SIZE, metavar="N", help=f"hits a page (default {PAGE_SIZE})")
    parser.add_argument("--json", action="store_true", help="print the result as JSON")
    return parser


def _filters(typed: list[str]) -> dict[str, tuple[str, ...]]:
    filters: dict[str, tuple[str, ...]] = {}
    for one in typed:
        name, _, value = one.partition("=")
        facet_named(name)
        filters[name] = (*filters.get(name, ()), value)
    return filters


def _show(result: SearchResult) -> None:
    for notice in result.notices:
        print(f"! {notice.message}")
    print(f"Tìm thấy {result.total} bài. Trang {result.page} trên {max(result.pages, 1)}.\n")
    for hit in result.hits:
        _show_hit(hit)
    for name, facet in result.facets.items():
        values = [f"{v.label} ({v.count}){' *' if v.selected else ''}" for v in facet.values[:8]]
        if values:
            print(
                f"{facet_named(name).label}: {', '.join(values)}{' …' if facet.more or len(facet.values) > 8 else ''}"
            )


def _show_hit(hit: Hit) -> None:
    print(_marked(hit.title, hit.title_marks))
    about = [f"{hit.date:%d/%m/%Y}" if hit.date else "", " > ".join(hit.categories), hit.source]
    print("  " + " · ".join(part for part in about if part))
    print("  " + " ".join(_marked(hit.snippet.text, hit.snippet.marks).split()))
    if hit.instruments:
        print("  Dẫn: " + ", ".join(i.label for i in hit.instruments[:3]) + (" …" if len(hit.instruments) > 3 else ""))
    print(f"  {hit.id}  {hit.url}\n")


def _marked(text: str, marks: Marks) -> str:
    if not sys.stdout.isatty():
        return text
    for start, end in reversed(marks):
        text = f"{text[:start]}{_BOLD}{text[start:end]}{_PLAIN}{text[end:]}"
    return text


if __name__ == "__main__":
    sys.exit(main())
