"""The two commands of the README say what to do when the machine lacks something."""

from __future__ import annotations

import socket
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from conftest import ROOT

import run


def test_a_taken_port_is_named_with_a_way_out() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        command = [sys.executable, "run.py", "serve", "--port", str(port)]
        done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 1
    assert f"Port {port} is taken" in done.stderr
    assert f"--port {port + 1}" in done.stderr
    assert done.stdout == "", "nothing is installed before that is known"


def test_a_free_port_is_free() -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    assert run.port_is_free(port)


def test_an_old_python_is_told_apart(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setattr(sys, "argv", ["run.py", "serve"])
    monkeypatch.setattr(sys, "version_info", (3, 9, 2))
    monkeypatch.chdir(ROOT)
    assert run.main() == 1
    assert "3.11 or later is needed" in capsys.readouterr().err


@pytest.fixture
def calls(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> list[list[str]]:
    """Every command that would be run, none of them run; those that name a word of `fails` fail."""
    made: list[list[str]] = []

    def pretend(command: list[Any], **_: Any) -> subprocess.CompletedProcess[str]:
        words = [str(word) for word in command]
        made.append(words)
        return subprocess.CompletedProcess(words, 1 if any(word in fails for word in words) else 0)

    fails: set[str] = set()
    pretend.fails = fails  # type: ignore[attr-defined]
    monkeypatch.setattr(run.subprocess, "run", pretend)
    monkeypatch.setattr(run, "VENV", tmp_path / "venv")
    monkeypatch.setattr(run, "PYTHON", tmp_path / "venv" / "bin" / "python")
    return made


def test_a_missing_venv_module_names_the_package(calls: list[list[str]], capsys: pytest.CaptureFixture[str]) -> None:
    run.subprocess.run.fails.add("venv")  # type: ignore[attr-defined]
    assert not run.make_environment(["requirements.txt"])
    assert f"sudo apt install python{sys.version_info.major}.{sys.version_info.minor}-venv" in capsys.readouterr().err


def test_a_failed_installation_is_said(
    calls: list[list[str]], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "venv").mkdir()
    run.subprocess.run.fails.add("install")  # type: ignore[attr-defined]
    assert not run.make_environment(["requirements.txt"])
    assert "could not be installed" in capsys.readouterr().err


def test_an_environment_is_made_once(calls: list[list[str]], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)
    (tmp_path / "venv" / "bin").mkdir(parents=True)
    (tmp_path / "venv" / "bin" / "python").touch()
    assert run.make_environment(["requirements.txt"])
    assert any("install" in call for call in calls)
    calls.clear()
    assert run.make_environment(["requirements.txt"])
    assert calls == []
    assert run.make_environment(["requirements.txt", "requirements-test.txt"])
    assert any("requirements-test.txt" in call for call in calls), "other lists are another installation"
