"""How things are measured: time, percentiles, memory of a whole tree of processes, bytes on the disk."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent

#: What starts a process is done so many times, and the shortest counts: a busy machine only ever slows down.
STARTS = 3

#: Seconds between two looks at the memory of a process that is watched.
LOOK = 0.2


def percentile(values: Sequence[float], share: float) -> float:
    """Give the value that `share` (0 to 1) of the values do not exceed, linear between neighbours.

    `percentile([1, 2, 3, 4], 0.5)` is 2.5. Raises `ValueError` where there are no values.
    """
    if not values:
        raise ValueError("no values: there is no percentile of nothing")
    ordered = sorted(values)
    place = share * (len(ordered) - 1)
    below = int(place)
    above = min(below + 1, len(ordered) - 1)
    return ordered[below] + (ordered[above] - ordered[below]) * (place - below)


def timed(work: Callable[[], object]) -> float:
    """Do the work once; give its seconds."""
    begun = time.perf_counter()
    work()
    return time.perf_counter() - begun


@dataclass(frozen=True, slots=True)
class Ran:
    """A command that ran: seconds from start to end, those of all processors together, what it printed, its memory.

    `peak` is the most memory of all its processes in bytes, what several share counted once; None without psutil.
    """

    seconds: float
    processor: float
    output: str
    peak: int | None


def run(command: Sequence[str], given: str = "", env: Mapping[str, str] | None = None) -> Ran:
    """Run a command of this project in its folder, watching its memory; its errors go to the terminal.

    Raises `subprocess.CalledProcessError` where it ends with another status than 0.
    """
    begun, used = time.perf_counter(), _children()
    process = subprocess.Popen(
        command,
        cwd=ROOT,
        env={**os.environ, **(env or {})},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        encoding="utf-8",
    )
    watch = _Watch(process.pid)
    try:
        output, _ = process.communicate(given)
    except BaseException:
        process.terminate()
        process.wait()
        raise
    finally:
        peak = watch.stop()
    seconds = time.perf_counter() - begun
    if process.returncode != 0:
        raise subprocess.CalledProcessError(process.returncode, list(command), output)
    return Ran(seconds, _children() - used, output, peak)


def _children() -> float:
    """Give the seconds of processor that all processes started from here took, as far as they have ended."""
    times = os.times()
    return times.children_user + times.children_system


def python(*arguments: str) -> list[str]:
    """Give the command line of this Python with these arguments."""
    return [sys.executable, *arguments]


def run_several(command: Sequence[str]) -> list[Ran]:
    """Run a command `STARTS` times, one after the other."""
    return [run(command) for _ in range(STARTS)]


def interpreter_start(module: str) -> float:
    """Give the seconds that a command of the project takes to do nothing: the interpreter and its imports."""
    return min(ran.seconds for ran in run_several(python("-m", module, "--help")))


class _Watch:
    """Looks at the memory of a process and all below it, from a thread, until told to stop."""

    def __init__(self, pid: int) -> None:
        self._peak: int | None = None
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._look, args=(pid,), daemon=True)
        self._thread.start()

    def _look(self, pid: int) -> None:
        while not self._over.is_set():
            used = tree_memory(pid)
            if used is not None:
                self._peak = max(self._peak or 0, used)
            self._over.wait(LOOK)

    def stop(self) -> int | None:
        self._over.set()
        self._thread.join()
        return self._peak


def _psutil() -> Any | None:
    try:
        import psutil
    except ImportError:
        return None
    return psutil


def tree_memory(pid: int) -> int | None:
    """Give the bytes of memory of a process and all below it, shared pages once; None without psutil or process."""
    psutil = _psutil()
    if psutil is None:
        return None
    try:
        top = psutil.Process(pid)
        family = [top, *top.children(recursive=True)]
    except psutil.Error:
        return None
    used = 0
    for one in family:
        try:
            memory = one.memory_full_info()
            used += getattr(memory, "pss", memory.rss)
        except psutil.Error:  # ended meanwhile
            continue
    return used or None


def own_memory() -> dict[str, int] | None:
    """Give this process's resident bytes: `all`, and `own`, which leaves out mapped files; None without psutil."""
    psutil = _psutil()
    if psutil is None:
        return None
    memory = psutil.Process().memory_info()
    return {"all": memory.rss, "own": memory.rss - getattr(memory, "shared", 0)}


def folder_size(folder: Path) -> int:
    """Give the bytes of all files below a folder."""
    return sum(file.stat().st_size for file in folder.rglob("*") if file.is_file())


def forget_files(folder: Path) -> None:
    """Ask the system to keep nothing of these files in memory, as after a start of the machine (Linux; a request)."""
    for file in folder.rglob("*"):
        if file.is_file() and hasattr(os, "posix_fadvise"):
            with file.open("rb") as opened:
                os.fsync(opened.fileno())
                os.posix_fadvise(opened.fileno(), 0, 0, os.POSIX_FADV_DONTNEED)


def read_files(folder: Path) -> None:
    """Read all files once, so that a disk that has to be waited for is no part of what is measured next."""
    for file in folder.rglob("*"):
        if file.is_file():
            with file.open("rb", buffering=0) as opened:
                while opened.read(1 << 22):
                    pass
