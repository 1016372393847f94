"""One measurement in a process of its own: `python -m bench.worker` reads a job as JSON and prints what it measured.

So no engine is measured beside the memory, the caches or the garbage of another, and a first answer is the first.
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from tqdm import tqdm

from bench.measure import folder_size, own_memory, python, run, tree_memory
from bench.peers import PEER_BY_NAME, Asked
from bench.queries import Query, from_json
from bench.text import Plain, read_plain

#: The share of the seconds given that warming up may take, and asking again.
_BESIDES = 0.3


def call(job: Mapping[str, Any]) -> dict[str, Any]:
    """Do a job in a process of its own; give what it measured, its `peak` of memory (bytes) and `processor` seconds."""
    ran = run(python("-m", "bench.worker"), json.dumps({**job, "began": time.monotonic()}))
    measured: dict[str, Any] = json.loads(ran.output.splitlines()[-1])
    return {"processor": ran.processor, **measured, "peak": ran.peak}


def build(job: Mapping[str, Any]) -> dict[str, Any]:
    """Build a peer's index: `peer`, `files`, `count`, `folder`."""
    peer = PEER_BY_NAME[job["peer"]].load()
    folder = Path(job["folder"])
    begun = time.perf_counter()
    peer.build(_shown(read_plain(job["files"]), job["count"], f"build {job['peer']}"), folder)
    return {"seconds": time.perf_counter() - begun, "size": folder_size(folder), "articles": job["count"]}


def _shown(articles: Iterable[Plain], count: int, what: str) -> Iterator[Plain]:
    yield from tqdm(articles, total=count, unit=" articles", desc=what, disable=None)


def open_engine(name: str, folder: Path) -> Asked:
    """Open an index by the name of its engine: a peer's, or `product`."""
    if name in PEER_BY_NAME:
        return PEER_BY_NAME[name].load().open_index(folder)
    from bench.product import open_index

    return open_index(folder)


def first(job: Mapping[str, Any]) -> dict[str, Any]:
    """Open an index and ask once: seconds from before the interpreter started (`began`) to the first answer."""
    asked = open_engine(job["engine"], Path(job["folder"]))
    answer = asked.search(from_json(job["queries"][0]))
    seconds = time.monotonic() - job["began"]
    asked.close()
    return {"first": seconds, "total": answer.total}


def ask(job: Mapping[str, Any]) -> dict[str, Any]:
    """Ask every query twice, the first time for `seconds` at most, after warming up with others.

    Gives query by query the milliseconds of the first time (`first`), the shorter of the two (`times`), that of the
    processor alone, and the total; the number of hits, snippets and facets seen; and resident memory.
    """
    asked = open_engine(job["engine"], Path(job["folder"]))
    warm, queries = ([from_json(record) for record in job[name]] for name in ("warm", "queries"))
    _ask_all(asked, warm, job["seconds"] * _BESIDES, "warm up")
    firsts, processor, answers = _ask_all(asked, queries, job["seconds"], f"ask {job['engine']}")
    again, busy, _ = _ask_all(asked, queries[: len(firsts)], job["seconds"] * _BESIDES, "ask again")
    memory = own_memory()
    asked.close()
    return {
        "first": firsts,
        "times": _shorter(firsts, again),
        "processor": _shorter(processor, busy),
        "totals": [answer["total"] for answer in answers],
        "hits": sum(answer["hits"] for answer in answers),
        "snippets": sum(answer["snippets"] for answer in answers),
        "facets": max((answer["facets"] for answer in answers), default=0),
        "memory": memory,
    }


def _shorter(firsts: Sequence[float], again: Sequence[float]) -> list[float]:
    """Give the shorter of two times; where there was no time to ask again, the one there is."""
    return [*map(min, firsts, again), *firsts[len(again) :]]


def _ask_all(
    asked: Asked, queries: Sequence[Query], seconds: float, what: str
) -> tuple[list[float], list[float], list[dict[str, int]]]:
    times: list[float] = []
    processor: list[float] = []
    answers: list[dict[str, int]] = []
    end = time.perf_counter() + seconds
    for query in tqdm(queries, unit=" queries", desc=what, disable=None, leave=False):
        begun, used = time.perf_counter(), time.process_time()
        if begun > end:
            break
        answer = asked.search(query)
        times.append(1000 * (time.perf_counter() - begun))
        processor.append(1000 * (time.process_time() - used))
        answers.append(
            {
                "total": answer.total,
                "hits": len(answer.hits),
                "snippets": sum(bool(hit.snippet) for hit in answer.hits),
                "facets": sum(bool(values) for values in answer.facets.values()),
            }
        )
    return times, processor, answers


def load(job: Mapping[str, Any]) -> dict[str, Any]:
    """Put load on a server: see `bench.load.send`. Also gives the memory of the server (`pid`) afterwards, in bytes."""
    from bench.load import send

    sent = send(job["port"], job["paths"], job["clients"], job["seconds"], job["warm"])
    return {**sent, "server": tree_memory(job["pid"])}


JOBS: dict[str, Callable[[Mapping[str, Any]], dict[str, Any]]] = {
    "build": build,
    "first": first,
    "ask": ask,
    "load": load,
}


def main() -> int:
    """Read a job from standard input, do it, print the measurement as one line."""
    job = json.load(sys.stdin)
    print(json.dumps(JOBS[job["do"]](job)))
    return 0


if __name__ == "__main__":
    sys.exit(main())
