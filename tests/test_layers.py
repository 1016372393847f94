"""The direction of imports: web -> search -> index, and each outside library in one room."""

from __future__ import annotations

import ast
import sys
from pathlib import Path

import pytest
from conftest import ROOT

#: What each room may import of ours, besides itself.
ALLOWED = {"index": set[str](), "search": {"index"}, "web": {"search", "index"}}

#: The few modules that join the rooms, and what they may import besides.
JOINS = {"index/__main__.py": {"search"}}

#: What of `index` the pages may know: the types and errors that reach them, and the fold, which writes addresses.
INDEX_FOR_WEB = {"index.analysis", "index.article", "index.document", "index.errors"}

#: `search` reads no sources and feeds no engine.
NOT_FOR_SEARCH = ("index.importers", "index.indexer")

#: Where each outside library may be imported: one room, or one module.
HOMES = {
    "whoosh": "search/whoosh_engine/",
    "cachetools": "search/whoosh_engine/",
    "numpy": (
        *("search/whoosh_engine/", "search/suggest.py", "search/phrases.py"),
        *("index/coding.py", "index/segmenter.py", "index/near_duplicates.py"),
    ),
    "pycrfsuite": "index/segmenter.py",
    "zstandard": "search/whoosh_engine/",
    "pyvi": "index/segmenter.py",
    "unidecode": "index/analysis.py",
    "flask": "web/",
    "markupsafe": "web/",
    "werkzeug": "web/",
    "jinja2": "web/",
    "feedgen": "web/feeds.py",
    "flask_babel": "web/i18n.py",
    "babel": "web/i18n.py",
    "flask_cors": "web/headers.py",
    "flask_limiter": "web/limits.py",
    "limits": "web/limits.py",
    "prometheus_client": "web/metrics.py",
    "pythonjsonlogger": "web/request_log.py",
    "lxml": "index/importers/",
    "trafilatura": "index/importers/",
    "w3lib": "index/importers/",
    "ir_measures": "search/evaluation.py",
    "tqdm": ("index/__main__.py", "search/__main__.py"),
}

FILES = sorted(path for room in ALLOWED for path in (ROOT / room).rglob("*.py"))


def imported(path: Path) -> set[str]:
    found = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: relative imports hide the direction"
            assert node.module
            found |= {f"{node.module}.{alias.name}" for alias in node.names} | {node.module}
    return found


@pytest.mark.parametrize("path", FILES, ids=lambda p: str(p.relative_to(ROOT)))
def test_imports_go_one_way(path: Path) -> None:
    name = path.relative_to(ROOT).as_posix()
    room = name.split("/")[0]
    for module in imported(path):
        top = module.split(".")[0]
        if top in ALLOWED:
            assert top == room or top in ALLOWED[room] | JOINS.get(name, set()), f"{name} imports {module}"
            if room == "web" and top == "index":
                assert any(module == m or module.startswith(m + ".") for m in INDEX_FOR_WEB), f"{name} imports {module}"
            if room == "search":
                assert not module.startswith(NOT_FOR_SEARCH), f"{name} imports {module}"
        elif top not in sys.stdlib_module_names:
            assert top in HOMES, f"{name} imports {top}, which has no home in this test"
            assert name.startswith(HOMES[top]), f"{name} imports {top}, which lives in {HOMES[top]}"


def test_a_process_that_only_searches_loads_no_segmenter(tmp_path: Path) -> None:
    import subprocess

    code = (
        "import sys; from search.searcher import Searcher; from search.request import Request\n"
        "import search.whoosh_engine.engine\n"
        "s = Searcher('memory:x'); s.search(Request(q='bình đẳng giới 2351/QĐ-TTg'))\n"
        "print([m for m in ('pyvi', 'sklearn', 'trafilatura') if m in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
