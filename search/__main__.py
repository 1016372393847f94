"""The commands `python -m search` and `python -m search evaluate`: search an index, measure how good the search is."""

from __future__ import annotations

import argparse
import dataclasses
import json
import os
import sys
from pathlib import Path

from tqdm import tqdm

from index.errors import ArticleMissing, BadSetting, PolicySearchError
from search import evaluation, evaluation_report
from search.engine import DEFAULT_URL
from search.facets import FACETS, facet_named
from search.judged_set import open_set
from search.request import PAGE_SIZE, SORTS, Request
from search.results import Hit, Marks, SearchResult
from search.searcher import SUGGESTIONS, Searcher

#: Highlights on a terminal: bold, and back.
_BOLD, _PLAIN = "\x1b[1m", "\x1b[0m"

#: The word behind `python -m search` that begins the other command.
_EVALUATE = "evaluate"
_SUGGEST = "suggest"


def main(argv: list[str] | None = None) -> int:
    """Run the command line; give the exit status: 0, 2 when it could not be run, 130 when an evaluation was stopped.

    A first word `evaluate` or `suggest` is the command, not a query: to search for that word, put `--` or an option
    before it.
    """
    words = sys.argv[1:] if argv is None else argv
    if words[:1] == [_EVALUATE]:
        return _evaluate(_evaluate_parser().parse_args(words[1:]))
    if words[:1] == [_SUGGEST]:
        return _suggest(_suggest_parser().parse_args(words[1:]))
    options = _parser().parse_args(words)
    try:
        request = Request(
            q=options.query,
            filters=_filters(options.filter),
            date_from=options.date_from,
            date_to=options.date_to,
            sort=options.sort,
            page=options.page,
            size=options.size,
            strict=options.strict,
            literal=options.literal,
            separate=options.separate,
        )
        with Searcher(options.index, patient=True) as searcher:
            result = searcher.search(request)
    except PolicySearchError as error:
        return _fail(error)
    try:
        if options.json:
            print(json.dumps(result.as_json(), ensure_ascii=False, indent=2))
        else:
            _show(result)
        sys.stdout.flush()
    except BrokenPipeError:
        _leave_pipe()
    return 0


def _fail(error: PolicySearchError) -> int:
    print(f"{error.code}: {error}", file=sys.stderr)
    return 2


def _leave_pipe() -> None:
    """Go on where whoever read has seen enough (`| head`): nothing may be flushed into the closed pipe at exit."""
    sys.stdout = open(os.devnull, "w")  # noqa: SIM115


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
    parser.add_argument("--strict", action="store_true", help="match marks just as typed")
    parser.add_argument("--separate", action="store_true", help="show reposts of one text one by one")
    parser.add_argument("--literal", action="store_true", help="do not read letters as Telex, VNI or an old font")
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
    if result.described:
        print(f"Tìm bài {result.described}.")
    for advice in result.advice:
        print(f"Có phải bạn muốn tìm: {advice.text}")
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
    if hit.copies:
        more = " …" if hit.copies_total > len(hit.copies) else ""
        print(f"  Cùng nội dung ở {hit.copies_total} nơi khác: {', '.join(copy.id for copy in hit.copies)}{more}")
    print(f"  {hit.id}  {hit.url}\n")


def _marked(text: str, marks: Marks) -> str:
    if not sys.stdout.isatty():
        return text
    for start, end in reversed(marks):
        text = f"{text[:start]}{_BOLD}{text[start:end]}{_PLAIN}{text[end:]}"
    return text


def _suggest_parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog=f"python -m search {_SUGGEST}", description="Suggest what a beginning may become while it is typed."
    )
    parser.add_argument("prefix", metavar="PREFIX", help="what was typed so far")
    parser.add_argument("--index", default=DEFAULT_URL, metavar="URL", help=f"the index (default {DEFAULT_URL})")
    parser.add_argument("--limit", type=int, default=SUGGESTIONS, metavar="N", help=f"how many (default {SUGGESTIONS})")
    parser.add_argument("--json", action="store_true", help="print them as JSON")
    return parser


def _suggest(options: argparse.Namespace) -> int:
    try:
        with Searcher(options.index, patient=True) as searcher:
            found = searcher.suggest(options.prefix, options.limit)
    except PolicySearchError as error:
        return _fail(error)
    try:
        if options.json:
            print(json.dumps([dataclasses.asdict(one) for one in found], ensure_ascii=False, indent=2))
        else:
            for one in found:
                print(
                    f"{_marked(one.text, one.marks)}  [{one.kind}] {one.value}" + (f" ({one.count})" * bool(one.count))
                )
        sys.stdout.flush()
    except BrokenPipeError:
        _leave_pipe()
    return 0


def _evaluate_parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog=f"python -m search {_EVALUATE}", description="Measure the search by queries whose answers were judged."
    )
    parser.add_argument("folder", metavar="DIR", help="holds corpus.jsonl, queries.jsonl (.gz, .xz) and qrels.tsv")
    parser.add_argument(
        "--corpus",
        action="append",
        default=[],
        metavar="FILE",
        help="the articles, one JSON object a line, instead of the folder's own; again for more files",
    )
    parser.add_argument("--queries", metavar="FILE", help="the queries, instead of the folder's own")
    parser.add_argument("--qrels", metavar="FILE", help="the judgements, instead of the folder's own")
    parser.add_argument("--unmarked", action="store_true", help="type every query without marks")
    parser.add_argument("--json", action="store_true", help="print the figures as JSON")
    parser.add_argument("--save", metavar="FILE", help="store what was found, query by query")
    parser.add_argument("--compare", metavar="FILE", help="tell the queries gained and lost against a stored run")
    parser.add_argument("--limit", type=int, metavar="N", help="ask the first N judged queries only")
    return parser


def _evaluate(options: argparse.Namespace) -> int:
    try:
        return _run_evaluation(options)
    except PolicySearchError as error:
        return _fail(error)
    except KeyboardInterrupt:
        return 130
    except BrokenPipeError:
        _leave_pipe()
        return 0


def _run_evaluation(options: argparse.Namespace) -> int:
    evaluation.measures_library()
    stored = evaluation_report.load_run(Path(options.compare)) if options.compare else None
    if options.limit is not None and options.limit < 1:
        raise BadSetting(f"--limit is a number of queries of 1 or more, not {options.limit}.")
    judged = open_set(
        Path(options.folder),
        [Path(name) for name in options.corpus],
        Path(options.queries) if options.queries else None,
        Path(options.qrels) if options.qrels else None,
    )
    queries = judged.queries[: options.limit]
    with tqdm(unit=" articles", disable=None, desc="index", leave=False) as bar:
        url = evaluation.index_of(judged.corpora, told=bar.update)
    with Searcher(url) as searcher:
        with tqdm(total=len(queries), unit=" queries", disable=None, desc="search", leave=False) as bar:
            answers = evaluation.ask(searcher, queries, unmarked=options.unmarked, told=bar.update)
        run = evaluation.measure(judged.name, queries, answers, unmarked=options.unmarked)
        if options.save:
            evaluation_report.save_run(run, Path(options.save))
        comparison = evaluation_report.compare(stored, run) if stored is not None else None

        def title(article_id: str) -> str:
            try:
                return searcher.article(article_id).article.title or article_id
            except ArticleMissing:
                return ""

        if options.json:
            print(json.dumps(evaluation_report.run_as_json(run, comparison), ensure_ascii=False, indent=2))
        else:
            print(evaluation_report.format_run(run, title))
            if judged.unjudged:
                print(f"\nNot asked, as nobody judged them: {judged.unjudged:,} queries.")
            if comparison is not None:
                print("\n" + evaluation_report.format_comparison(comparison))
        sys.stdout.flush()
    return 0


if __name__ == "__main__":
    sys.exit(main())
