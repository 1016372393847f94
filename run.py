#!/usr/bin/env python3
"""The two commands of the README: `python3 run.py serve` and `python3 run.py test`.

Needs nothing but Python 3.11 or later. Makes the project's own environment in .venv, tells what it is doing,
and says what to do when something of the machine is missing. Everything it makes lies in .venv and var/.
"""

from __future__ import annotations

import argparse
import ctypes.util
import hashlib
import os
import shutil
import socket
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
OTHER_WHOOSH = VENV / "whoosh3"
SAMPLES = "index/samples"
SAMPLE_INDEX = "whoosh:var/samples"
OLDEST = (3, 11)
BROWSER_PACKAGES = ("chromium", "fonts-dejavu-core", "libatomic1")


def main() -> int:
    options = parse_options()
    os.chdir(ROOT)
    if sys.version_info < OLDEST:
        return fail(
            f"This is Python {sys.version.split()[0]}; {'.'.join(map(str, OLDEST))} or later is needed. "
            "On Debian 12 or later: sudo apt install python3 python3-venv"
        )
    status: int = options.run(options)
    return status


def parse_options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python3 run.py", description="Set up and run the policy news search.")
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    serve = commands.add_parser("serve", help="index the sample articles and serve the site on this machine")
    serve.add_argument("--port", type=int, default=8000, help="where to serve (default 8000)")
    serve.add_argument("--index", default="", metavar="URL", help="serve this index instead of the samples")
    serve.set_defaults(run=run_serve)
    test = commands.add_parser("test", help="run ruff, mypy and all tests")
    test.add_argument("pytest_options", nargs="*", metavar="OPTION", help="passed on to pytest, after --")
    test.set_defaults(run=run_test)
    return parser.parse_args()


def run_serve(options: argparse.Namespace) -> int:  # noqa: RET503 (exec does not come back)
    if not port_is_free(options.port):
        return fail(
            f"Port {options.port} is taken by another program. Choose another one: "
            f"python3 run.py serve --port {options.port + 1}"
        )
    if not make_environment(["requirements.txt"]):
        return 1
    index = options.index
    if not index:
        index = SAMPLE_INDEX
        say("Indexing the sample articles (only what is new or changed) …")
        # A sample index made by an older version is made anew; one that is current is left alone.
        stale = subprocess.run([PYTHON, "-m", "index", "info", "--index", index], capture_output=True).returncode != 0
        command = [PYTHON, "-m", "index", "add", SAMPLES, "--index", index, *(["--fresh"] if stale else [])]
        if subprocess.run(command).returncode != 0:
            return fail("The sample articles could not be indexed; the lines above say why.")
    say(f"Serving on http://127.0.0.1:{options.port} — stop with Ctrl-C.")
    # From here on this process is the server.
    server = ["-m", "gunicorn", "--bind", f"127.0.0.1:{options.port}", "--log-level", "warning"]
    os.execve(PYTHON, [str(PYTHON), *server], {**os.environ, "TIN_INDEX": index})


def run_test(options: argparse.Namespace) -> int:
    if not make_environment(["requirements.txt", "requirements-evaluate.txt", "requirements-test.txt"]):
        return 1
    get_browser()
    get_other_whoosh()
    checks = [
        ["ruff", "check", "."],
        ["ruff", "format", "--check", "."],
        ["mypy"],
        ["pytest", *options.pytest_options],
    ]
    failed = []
    for check in checks:
        say(f"{' '.join(check)} …")
        if subprocess.run([PYTHON, "-m", *check]).returncode != 0:
            failed.append(check[0])
    if failed:
        return fail(f"Not in order: {', '.join(failed)}. The output above says where.")
    return 0


def make_environment(lists: list[str]) -> bool:
    """Make .venv and install the lists of packages, unless that was done already; tell whether all is there."""
    stamp = VENV / f"installed-{'-'.join(Path(name).stem for name in lists)}"
    wanted = hashlib.sha256(sys.version.encode() + b"".join((ROOT / name).read_bytes() for name in lists)).hexdigest()
    if PYTHON.exists() and stamp.exists() and stamp.read_text() == wanted:
        return True
    if not PYTHON.exists() or subprocess.run([PYTHON, "-m", "pip", "--version"], capture_output=True).returncode:
        say("Making the environment in .venv …")
        shutil.rmtree(VENV, ignore_errors=True)
        if subprocess.run([sys.executable, "-m", "venv", str(VENV)]).returncode != 0:
            shutil.rmtree(VENV, ignore_errors=True)
            version = f"{sys.version_info.major}.{sys.version_info.minor}"
            fail(f"Python's venv module is missing. On Debian: sudo apt install python{version}-venv, then again.")
            return False
    say(f"Installing {' and '.join(lists)} (a few minutes the first time) …")
    command = [str(PYTHON), "-m", "pip", "install", "--disable-pip-version-check", "--progress-bar", "on"]
    for name in lists:
        command += ["-r", name]
    if subprocess.run(command).returncode != 0:
        fail("The packages could not be installed. Is there a network? The lines above say which one is missing.")
        return False
    stamp.write_text(wanted)
    return True


def get_browser() -> None:
    """Install Chromium for the browser tests where that is possible; without one they are skipped by name."""
    browser = any(shutil.which(name) for name in ("chromium", "chromium-browser", "google-chrome"))
    # What drives the browser is linked against a library that a bare Debian does not have.
    if browser and ctypes.util.find_library("atomic"):
        return
    if os.geteuid() == 0 and shutil.which("apt-get"):
        say("Installing Chromium for the browser tests …")
        subprocess.run(["apt-get", "update", "-qq"])
        subprocess.run(
            ["apt-get", "install", "-y", "-qq", "--no-install-recommends", *BROWSER_PACKAGES],
            env={**os.environ, "DEBIAN_FRONTEND": "noninteractive"},
            stdout=subprocess.DEVNULL,
        )
    else:
        packages = " ".join(BROWSER_PACKAGES)
        say(f"No browser can be driven here: its tests will be skipped. To have them: sudo apt install {packages}")


def get_other_whoosh() -> None:
    """Fetch the other Whoosh, for the test that it reads our index too; without it that test is skipped by name."""
    if not OTHER_WHOOSH.exists():
        command = [PYTHON, "-m", "pip", "install", "--disable-pip-version-check", "-q", "--no-deps"]
        subprocess.run([*command, "--target", str(OTHER_WHOOSH), "whoosh3==3.54.0"])


def port_is_free(port: int) -> bool:
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
    return True


def say(text: str) -> None:
    print(f"→ {text}", flush=True)


def fail(text: str) -> int:
    print(f"✗ {text}", file=sys.stderr, flush=True)
    return 1


if __name__ == "__main__":
    sys.exit(main())
