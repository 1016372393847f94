"""Whoosh's successor under another name, whoosh3, writes and reads an index of ours as Whoosh 2.7.4 does."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from conftest import ROOT, article

from index.document import build_many
from search.engine import open_engine
from search.query import Phrase, Query, Word

#: Where `python3 run.py test` puts it; beside the packages, as it bears the name of the other one.
OTHER = ROOT / ".venv" / "whoosh3"

ARTICLES = [
    article(str(n), f"Kế hoạch số {n}/KH-UBND", "Bình đẳng giới. " * (n % 3) + "UBND tỉnh giao các sở.")
    for n in range(40)
]

_READ = """
import sys, json, whoosh, whoosh.index
from whoosh import query
assert whoosh.__version__[0] == 3, whoosh.__version__
index = whoosh.index.open_dir(sys.argv[1])
with index.searcher() as searcher:
    for asked in (query.Term("body_folded", "gioi"), query.Phrase("body_folded", ["binh", "dang", "gioi"])):
        found = searcher.search(asked, limit=None, scored=False)
        print(json.dumps(sorted(json.loads(hit["article"])["article"]["id"] for hit in found)))
"""

_WRITE = """
import sys, whoosh
assert whoosh.__version__[0] == 3, whoosh.__version__
sys.path.insert(0, sys.argv[2])
from test_whoosh3 import ARTICLES, build_many, open_engine
engine = open_engine("whoosh:" + sys.argv[1], create=True)
for start in (0, 20):
    engine.add(build_many(ARTICLES[start:start + 20]))
    engine.commit()
engine.delete(["3"])
engine.commit()
engine.settle()
engine.verify()
"""


def with_the_other(code: str, *arguments: str) -> str:
    if not OTHER.exists():
        pytest.skip("whoosh3 is not there; python3 run.py test fetches it")
    environment = {**os.environ, "PYTHONPATH": f"{OTHER}{os.pathsep}{ROOT}"}
    command = [sys.executable, "-c", code, *arguments]
    return subprocess.run(command, env=environment, cwd=ROOT, check=True, capture_output=True, text=True).stdout


def test_it_reads_what_whoosh_wrote(tmp_path: Path) -> None:
    engine = open_engine(f"whoosh:{tmp_path}/index", create=True)
    engine.add(build_many(ARTICLES[:20]))
    engine.commit()
    engine.add(build_many(ARTICLES[20:]))
    engine.commit()
    engine.delete(["2"])
    engine.commit()
    answers = [
        sorted(stored.article.id for stored, _ in engine.search(Query(match, limit=100)).hits)
        for match in (Word("gioi", ("body",)), Phrase(("binh", "dang", "gioi"), ("body",)))
    ]
    engine.close()
    assert len(answers[0]) == 25
    read = with_the_other(_READ, str(tmp_path / "index")).splitlines()
    assert [json.loads(line) for line in read] == answers


def test_whoosh_reads_what_it_wrote(tmp_path: Path) -> None:
    with_the_other(_WRITE, str(tmp_path / "index"), str(ROOT / "tests"))
    engine = open_engine(f"whoosh:{tmp_path}/index")
    engine.verify()
    assert engine.info().articles == 39
    assert engine.search(Query(Word("gioi", ("body",)))).total == 26
    engine.close()
