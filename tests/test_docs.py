"""The documents say what the program does: commands, options, tables, examples, links, modules."""

from __future__ import annotations

import argparse
import ast
import importlib
import json
import re
import shlex
import sys
import tomllib
from collections.abc import Iterator
from functools import cache
from typing import Any

import pytest
from conftest import ROOT

import bench.__main__ as bench_command
import index.__main__ as index_command
import run
import search.__main__ as search_command
import web.__main__ as web_command
from index.article import Article
from index.errors import PolicySearchError
from index.importers import IMPORTERS, Importer, read_sources
from index.importers.records import FIELDS
from index.indexer import import_articles
from search.engine import ENGINES, open_engine
from search.facets import FACETS, Facet
from search.request import MAX_PAGE_SIZE, MAX_QUERY, PAGE_SIZE, SORTS, Request, Sort
from search.searcher import Searcher
from web import DEFAULTS, create_app, embed, links
from web.errors import STATUSES

READMES = ("README.md", "README.vi.md")
DOCUMENTS = sorted(
    path.relative_to(ROOT).as_posix()
    for pattern in ("*.md", "index/**/*.md", "search/**/*.md", "web/**/*.md", "bench/**/*.md", "tests/**/*.md")
    for path in ROOT.glob(pattern)
)
ROOMS = ("index", "search", "web", "bench")

in_both = pytest.mark.parametrize("name", READMES)


@cache
def document(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8")


def without_code(text: str) -> str:
    """Leave out code blocks: a `#` in them is no heading, a bracket no link."""
    return re.sub(r"^```.*?^```$", "", text, flags=re.DOTALL | re.MULTILINE)


def code_blocks(text: str) -> list[tuple[str, str]]:
    """Give the code blocks as (language, content)."""
    return re.findall(r"^```(\w*)\n(.*?)\n```$", text, flags=re.DOTALL | re.MULTILINE)


def rows(name: str) -> list[list[str]]:
    """Give the rows of all tables as cells, headings and rules included."""
    lines = [line for line in document(name).splitlines() if line.startswith("|")]
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in lines]


def row_of(name: str, first: str, *wanted: str) -> None:
    """Ask for a row with `first` in code in its first cell and all of `wanted` in it."""
    candidates = [" | ".join(row) for row in rows(name) if f"`{first}`" in row[0]]
    assert candidates, f"{name}: no table has a row that begins with `{first}`"
    best = min(([each for each in wanted if each not in row] for row in candidates), key=len)
    assert not best, f"{name}: the row of `{first}` does not name {', '.join(best)}"


# Commands


def run_parser() -> argparse.ArgumentParser:
    """Give the parser of run.py, which makes and uses it in one function."""
    caught: list[argparse.ArgumentParser] = []
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(argparse.ArgumentParser, "parse_args", lambda self, *_: caught.append(self))
        run.parse_options()
    return caught[0]


@cache
def commands() -> dict[str, argparse.ArgumentParser]:
    """Give every command line by its name: `python -m index add`."""
    found = {}
    for parser in (
        run_parser(),
        index_command._parser(),
        search_command._parser(),
        search_command._evaluate_parser(),
        search_command._suggest_parser(),
        web_command._parser(),
        bench_command._parser(),
    ):
        below = [action for action in parser._actions if isinstance(action, argparse._SubParsersAction)]
        if below:
            found.update({f"{parser.prog} {name}": choice for name, choice in below[0].choices.items()})
        else:
            found[parser.prog] = parser
    return found


def options_of(parser: argparse.ArgumentParser) -> set[str]:
    return {option for action in parser._actions for option in action.option_strings} - {"-h", "--help"}


def command_row(name: str, command: str) -> list[str]:
    pattern = re.compile(rf"`{re.escape(command)}( [^`]*)?`")
    longer = tuple(f"`{one}" for one in commands() if one.startswith(f"{command} "))
    found = [row for row in rows(name) if pattern.fullmatch(row[0]) and not row[0].startswith(longer)]
    assert len(found) == 1, f"{name}: {len(found)} rows of the table of commands are of `{command}`, not one"
    return found[0]


@in_both
@pytest.mark.parametrize("command", sorted(commands()))
def test_every_command_has_its_row_and_its_options(name: str, command: str) -> None:
    shown = set(re.findall(r"(?<![\w-])--[a-z][a-z-]*", command_row(name, command)[1]))
    there = options_of(commands()[command])
    assert shown == there, (
        f"{name}: `{command}` misses {sorted(there - shown)}, has options that do not exist: {sorted(shown - there)}"
    )


@in_both
@pytest.mark.parametrize("command", sorted(commands()))
def test_every_command_names_what_it_takes(name: str, command: str) -> None:
    row = " ".join(command_row(name, command))
    for action in commands()[command]._actions:
        if not action.option_strings:
            assert str(action.metavar) in row, f"{name}: the row of `{command}` does not name {action.metavar}"
        elif action.metavar:
            shown = f"{action.option_strings[0]} {action.metavar}"
            assert shown in row, f"{name}: the row of `{command}` does not show `{shown}`"


@in_both
def test_no_row_is_of_a_command_that_is_gone(name: str) -> None:
    shown = [row[0].strip("`") for row in rows(name) if re.match(r"`python3? ", row[0])]
    assert shown, f"{name} has no table of commands"
    for command in shown:
        known = any(command == one or command.startswith(one + " ") for one in commands())
        assert known, f"{name}: there is no command `{command}`"


@in_both
def test_commands_that_are_shown_are_understood(name: str) -> None:
    text = document(name)
    lines = [line for language, block in code_blocks(text) if language == "sh" for line in block.splitlines()]
    lines += [shown for shown in re.findall(r"`(python3? [^`]+)`", without_code(text)) if "OPTION" not in shown]
    checked = 0
    for line in lines:
        words = shlex.split(line.replace("…", ""))
        while re.match(r"TIN_\w+=", words[0]):
            assert words[0].split("=")[0].removeprefix("TIN_") in DEFAULTS, f"{name}: no such setting: {words[0]}"
            words.pop(0)
        shown = " ".join(words).removeprefix(".venv/bin/")
        command = max((one for one in commands() if f"{shown} ".startswith(f"{one} ")), key=len, default="")
        if not command:
            assert " -m gunicorn" in shown or shown in {"python -m index", "python -m search", "python -m bench"}, (
                f"{name}: `{line}` is none of our commands"
            )
            continue
        arguments = words[len(command.split()) :]
        if not arguments and any(not action.option_strings for action in commands()[command]._actions):
            continue  # the bare name of a command, in a sentence
        try:
            commands()[command].parse_args(arguments)
        except SystemExit:
            pytest.fail(f"{name}: `{line}` is not understood by `{command}`")
        checked += 1
    assert checked >= 6, f"{name} shows only {checked} whole commands"


@pytest.mark.parametrize(("name", "heading"), [("README.md", "Start"), ("README.vi.md", "Bắt đầu")])
def test_setting_up_takes_exactly_two_commands(name: str, heading: str) -> None:
    text = document(name)
    start = re.search(rf"^## {heading}$(.*?)^## ", text, flags=re.DOTALL | re.MULTILINE)
    assert start, f"{name} has no section '## {heading}'"
    wanted = [("sh", "python3 run.py serve"), ("sh", "python3 run.py test")]
    assert code_blocks(start[1]) == wanted, f"{name}: the section '{heading}' must hold two code blocks: {wanted}"
    assert code_blocks(text)[:2] == wanted, f"{name}: a code block stands before the section '{heading}'"


@in_both
@pytest.mark.parametrize(
    "status", sorted({getattr(index_command, s) for s in ("DONE", "REFUSED", "FAILED", "INTERRUPTED")})
)
def test_exit_statuses(name: str, status: int) -> None:
    row_of(name, str(status))


# Tables


@in_both
@pytest.mark.parametrize("importer", IMPORTERS, ids=lambda row: row.name)
def test_importers(name: str, importer: Importer) -> None:
    row_of(name, importer.name, *(f"`{suffix}`" for suffix in importer.suffixes))
    for suffix in ("`.gz`", "`.xz`"):
        assert suffix in document(name), f"{name} does not say that {suffix} can be read"


@in_both
@pytest.mark.parametrize("field", FIELDS)
def test_fields_of_records(name: str, field: str) -> None:
    row_of(name, field, *(f"`{one}`" for one in FIELDS[field]))


@in_both
@pytest.mark.parametrize("facet", FACETS, ids=lambda row: row.name)
def test_facets(name: str, facet: Facet) -> None:
    row_of(name, facet.name, facet.label)


@in_both
@pytest.mark.parametrize("sort", SORTS)
def test_sorts(name: str, sort: Sort) -> None:
    shown = f"`{sort}` ({SORTS[sort]})"
    assert shown in document(name), f"{name} does not name the order {shown}"


@in_both
@pytest.mark.parametrize("setting", DEFAULTS)
def test_settings(name: str, setting: str) -> None:
    default = DEFAULTS[setting]
    row_of(name, f"TIN_{setting}", *([f"`{default}`"] if default else []))


def error_classes(root: type[PolicySearchError] = PolicySearchError) -> Iterator[type[PolicySearchError]]:
    # Other tests may define errors of their own.
    if root.__module__ == PolicySearchError.__module__:
        yield root
    for below in root.__subclasses__():
        yield from error_classes(below)


ERRORS = {error.code: error for error in error_classes()}


@in_both
@pytest.mark.parametrize("code", ERRORS)
def test_errors(name: str, code: str) -> None:
    status = next(status for kind, status in STATUSES if issubclass(ERRORS[code], kind))
    row_of(name, code, f"| {int(status)} |")


@in_both
def test_notices(name: str) -> None:
    codes = {
        node.args[0].value
        for path in (ROOT / "search").rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call)
        if (node.func.id if isinstance(node.func, ast.Name) else getattr(node.func, "attr", ""))
        in ("Notice", "say", "_say")
        if node.args
        if isinstance(node.args[0], ast.Constant) and isinstance(node.args[0].value, str)
    }
    assert codes, "no notices found in search/"
    missing = [code for code in sorted(codes) if f"`{code}`" not in document(name)]
    assert not missing, f"{name} does not name the notices {', '.join(missing)}"


@in_both
def test_engines_and_limits(name: str) -> None:
    for scheme in ENGINES:
        assert f"`{scheme}:" in document(name), f"{name} does not name index URLs that begin with {scheme}:"
    row = " ".join(command_row(name, "python -m search"))
    assert re.search(rf"`--size N` \({PAGE_SIZE}, [^)]*{MAX_PAGE_SIZE}\)", row), f"{name}: the limits of --size"
    assert re.search(rf"\b{MAX_QUERY} (characters|ký tự)", document(name)), f"{name}: the longest query"


# The site


@in_both
def test_addresses(name: str) -> None:
    shown = " ".join(row[0] for row in rows(name))
    rules = {re.sub(r"<(?:\w+:)?article_id>", "<id>", rule.rule) for rule in create_app().url_map.iter_rules()}
    for rule in rules:
        if not rule.startswith("/static/") and "<path:" not in rule:
            there = f"`{rule}`" in shown or f"`{rule}`" in document(name)
            assert there, f"{name} does not name the address {rule}"
    for address in re.findall(r"`(/[^`]*)`", shown):
        assert address in rules, f"{name}: the site has no address {address}"


@in_both
def test_parameters(name: str) -> None:
    found = re.search(r"`/api/v1/search`: (`q`.*?)\. ", document(name), flags=re.DOTALL)
    assert found, f"{name} has no list of parameters"
    shown = re.findall(r"`(\w+)`", found[1])
    assert shown == list(links.PARAMETERS), f"{name}: the parameters of a search are other ones"


@in_both
def test_embedding(name: str) -> None:
    with create_app({"PUBLIC_URL": "https://tin.example.vn"}).test_request_context():
        line = embed.code({}).script.splitlines()[0]
    assert ("html", line) in code_blocks(document(name)), f"{name} does not show the line {line}"
    for preset in embed.PRESETS:
        assert f"`data-{preset}`" in document(name), f"{name} does not name data-{preset}"


# The example


@pytest.fixture(scope="module")
def sample_search() -> Searcher:
    url = "memory:test-docs"
    records = (record for record in read_sources([ROOT / "index" / "samples"]) if isinstance(record, Article))
    import_articles(records, open_engine(url, create=True))
    return Searcher(url)


def example(name: str) -> dict[str, Any]:
    found = [block for language, block in code_blocks(document(name)) if language == "json"]
    assert len(found) == 1, f"{name} has {len(found)} examples in JSON"
    shown: dict[str, Any] = json.loads(found[0])
    return shown


def shape(value: object) -> object:
    """Give the keys of a JSON value, level by level."""
    if isinstance(value, dict):
        return {key: shape(below) for key, below in value.items()}
    if isinstance(value, list):
        return [shape(value[0])] if value and isinstance(value[0], dict) else []
    return None


def test_example_has_the_keys_of_a_result(sample_search: Searcher) -> None:
    made = sample_search.search(Request("homestay")).as_json()
    assert shape(example("README.md")) == shape(made), "README.md: the example has other keys than a result"


def test_example_is_true(sample_search: Searcher) -> None:
    made = sample_search.search(Request("homestay")).as_json()
    shown = example("README.md")
    for result in (made, shown):
        result["hits"][0].pop("score")  # the weights may change
    assert shown == made, "README.md: the example of `python -m search homestay --json` is no longer true"


# Links, modules, versions


def anchors(text: str) -> set[str]:
    """Give the anchors of a document's headings, as GitHub makes them."""
    headings = re.findall(r"^#+ (.+)$", without_code(text), flags=re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


@pytest.mark.parametrize("name", DOCUMENTS)
def test_links_lead_somewhere(name: str) -> None:
    for target in re.findall(r"\]\(([^)\s]+)\)", without_code(document(name))):
        if re.match(r"https?://", target):
            continue
        path, _, anchor = target.partition("#")
        file = (ROOT / name).parent / path if path else ROOT / name
        assert file.exists(), f"{name} links to {target}, which does not exist"
        if anchor:
            assert anchor in anchors(file.read_text(encoding="utf-8")), f"{name} links to {target}: no such heading"


def test_links_between_the_documents() -> None:
    for name in READMES:
        other = next(one for one in READMES if one != name)
        for target in (other, "ARCHITECTURE.md", "CHANGELOG.md", "LICENSE"):
            assert f"]({target})" in document(name), f"{name} has no link to {target}"


def test_paths_named_in_the_architecture_exist() -> None:
    named = re.findall(
        r"`((?:[\w.-]+/)*[\w.-]+(?:/|\.(?:py|tsv|js|css|html|json|toml|md)))`", document("ARCHITECTURE.md")
    )
    assert len(named) > 50
    made_at_run_time = {"about.json"}
    missing = sorted({path for path in named if not (ROOT / path).exists()} - made_at_run_time)
    assert not missing, f"ARCHITECTURE.md names what does not exist: {', '.join(missing)}"


def test_names_in_the_architecture_exist() -> None:
    for dotted in re.findall(r"`((?:index|search|web|bench)(?:\.\w+)+)`", document("ARCHITECTURE.md")):
        if (ROOT / dotted).exists():
            continue
        module, _, attribute = dotted.rpartition(".")
        try:
            found = importlib.import_module(module)
        except ImportError:
            pytest.fail(f"ARCHITECTURE.md names {dotted}, and there is no module {module}")
        is_module = (ROOT / dotted.replace(".", "/")).with_suffix(".py").exists()
        assert is_module or hasattr(found, attribute), f"ARCHITECTURE.md names {dotted}, which does not exist"


@pytest.mark.parametrize(
    ("constant", "file"),
    re.findall(r"`([A-Z][A-Z_]{3,})` (?:of|in) `([\w/]+\.py)`", document("ARCHITECTURE.md")),
)
def test_tables_in_the_architecture_are_where_it_says(constant: str, file: str) -> None:
    module = importlib.import_module(file.removesuffix(".py").removesuffix("/__init__").replace("/", "."))
    assert hasattr(module, constant), f"ARCHITECTURE.md: there is no {constant} in {file}"


def test_every_module_is_named_in_the_architecture() -> None:
    text = document("ARCHITECTURE.md")
    modules = [
        path.relative_to(ROOT).as_posix()
        for room in ROOMS
        for path in sorted((ROOT / room).rglob("*.py"))
        if path.name != "__init__.py"
    ]
    tables = [path.relative_to(ROOT).as_posix() for path in sorted(ROOT.glob("*/tables/*.tsv"))]
    missing = [path for path in (*modules, *tables) if f"`{path}`" not in text]
    assert not missing, f"ARCHITECTURE.md does not say what these are for: {', '.join(missing)}"


def test_this_version_is_in_the_changelog() -> None:
    version = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["version"]
    headings = re.findall(r"^## \[(.+?)\]", document("CHANGELOG.md"), flags=re.MULTILINE)
    assert headings[0] == "Unreleased"
    assert version in headings, f"CHANGELOG.md has no section of version {version}"


def test_the_oldest_python_is_the_same_everywhere() -> None:
    oldest = ".".join(map(str, run.OLDEST))
    asked = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["requires-python"]
    assert asked == f">={oldest}"
    assert sys.version_info >= run.OLDEST
    for name in READMES:
        assert f"Python {oldest}" in document(name), f"{name} does not ask for Python {oldest}"
