"""Building documents in several processes: one a core, in the order in which their articles came."""

from __future__ import annotations

import multiprocessing
import os
import signal
import threading
from collections import deque
from collections.abc import Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from itertools import chain
from types import TracebackType
from typing import Self

from index.article import Article
from index.document import Document, Packed, build_many, pack, unpack
from index.errors import WorkerDied

#: Articles that are built together; enough for arrays to pay, few enough to stay small (about 2 MB of text).
CHUNK = 250

#: Fewer articles than this are not worth the start of other processes (about half a second each).
WORTH_PROCESSES = 2_000

#: Chunks that wait for each process: it goes on while a commit is written, and memory stays bounded (about 3 MB each).
WAITING = 10


def build_in_order(articles: Iterable[Article], processes: int = 0, chunk: int = CHUNK) -> Iterator[list[Document]]:
    """Build documents, `chunk` articles at a time, in the order of the articles.

    `processes` 0 takes one a core, 1 builds in this process. Others are started only when there are enough articles.
    Raises `WorkerDied`. Whoever wants no more closes the iterator: what is under way is then given up.
    """
    count = processes or len(os.sched_getaffinity(0))
    chunks = _chunks(articles, chunk)
    first: list[list[Article]] = []
    while count > 1 and sum(map(len, first)) < WORTH_PROCESSES:
        taken = next(chunks, None)
        if taken is None:
            count = 1
        else:
            first.append(taken)
    if count <= 1:
        for taken in chain(first, chunks):
            yield build_many(taken)
        return
    with _Builders(count) as builders:
        for taken in chain(first, chunks):
            yield from builders.take(taken)
        yield from builders.rest()


def _chunks(articles: Iterable[Article], size: int) -> Iterator[list[Article]]:
    chunk: list[Article] = []
    for article in articles:
        chunk.append(article)
        if len(chunk) == size:
            yield chunk
            chunk = []
    if chunk:
        yield chunk


def _begin() -> None:
    """Prepare a process: it leaves the keyboard's interrupt to the one that started it, and never outlives that one."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_end_with_parent, daemon=True).start()


def _end_with_parent() -> None:
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)


def _build(chunk: list[Article]) -> Packed:
    return pack(build_many(chunk))


class _Builders:
    """Processes that build documents."""

    def __init__(self, count: int) -> None:
        # A fresh interpreter: nothing that this process holds (files, locks, threads) reaches the others.
        context = multiprocessing.get_context("spawn")
        self._pool = ProcessPoolExecutor(count, mp_context=context, initializer=_begin)
        self._pending: deque[tuple[list[Article], Future[Packed]]] = deque()
        self._most = count * (1 + WAITING)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._pool.shutdown(wait=True, cancel_futures=True)

    def take(self, chunk: list[Article]) -> Iterator[list[Document]]:
        """Hand out one more chunk; give those that have to be done before there is room."""
        try:
            self._pending.append((chunk, self._pool.submit(_build, chunk)))
        except BrokenProcessPool as error:
            raise _died() from error
        while len(self._pending) >= self._most or (self._pending and self._pending[0][1].done()):
            yield self._done()

    def rest(self) -> Iterator[list[Document]]:
        """Give what is still under way."""
        while self._pending:
            yield self._done()

    def _done(self) -> list[Document]:
        try:
            articles, made = self._pending.popleft()
            return unpack(made.result(), articles)
        except BrokenProcessPool as error:
            raise _died() from error


def _died() -> WorkerDied:
    return WorkerDied(
        "A process that was building documents ended before its work, perhaps for want of memory. What was committed "
        "is kept; run the same command again to go on."
    )
