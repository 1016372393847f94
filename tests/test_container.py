"""The container: Dockerfile, compose file and what is left out of the image agree with the site and each other.

No image is built here. Both files are read, and the site is started as the image would: from a folder that holds only
what the Dockerfile copies, with its environment and its command.
"""

from __future__ import annotations

import json
import re
import shlex
import shutil
import subprocess
import sys
import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from fnmatch import fnmatch
from importlib import metadata
from pathlib import Path
from typing import Any

import pytest
import yaml
from conftest import ROOT
from site_process import HOST, running
from test_layers import imported

from search.engine import DEFAULT_URL
from web import create_app
from web.settings import PREFIX, SETTINGS, read_settings

#: Where the default index lies below the folder that the site runs in.
INDEX_FOLDER = Path(DEFAULT_URL.partition(":")[2]).parts[0]


@dataclass(frozen=True)
class Instruction:
    """One instruction of a Dockerfile: its word in capitals, the rest of its line, the number of its stage."""

    word: str
    rest: str
    stage: int

    @property
    def words(self) -> list[str]:
        """The rest as words, whether written as JSON or for a shell."""
        return json.loads(self.rest) if self.rest.startswith("[") else shlex.split(self.rest)


def read_dockerfile(text: str) -> list[Instruction]:
    lines = [line for line in text.splitlines() if line.strip() and not line.lstrip().startswith("#")]
    found: list[Instruction] = []
    for line in re.sub(r"\\\n\s*", "", "\n".join(lines)).splitlines():
        word, _, rest = line.partition(" ")
        stage = sum(one.word == "FROM" for one in found) + (word.upper() == "FROM")
        found.append(Instruction(word.upper(), rest.strip(), stage))
    return found


DOCKERFILE = read_dockerfile((ROOT / "Dockerfile").read_text(encoding="utf-8"))
LAST = [one for one in DOCKERFILE if one.stage == DOCKERFILE[-1].stage]
COMPOSE: dict[str, Any] = yaml.safe_load((ROOT / "compose.yaml").read_text(encoding="utf-8"))
SERVICES: dict[str, dict[str, Any]] = COMPOSE["services"]
IGNORED = [
    line
    for line in (ROOT / ".dockerignore").read_text(encoding="utf-8").splitlines()
    if line and not line.startswith("#")
]


def last(word: str) -> Instruction:
    """Give the only instruction of that word in the image that results."""
    (found,) = (one for one in LAST if one.word == word)
    return found


def environment() -> dict[str, str]:
    return dict(pair.split("=", 1) for one in LAST if one.word == "ENV" for pair in one.words)  # type: ignore[misc]


def is_ignored(path: str) -> bool:
    """Tell whether the image may not have a path: the last pattern that matches it, or a folder above it, decides."""
    parts = Path(path).parts
    above = ["/".join(parts[: n + 1]) for n in range(len(parts))]
    ignored = False
    for line in IGNORED:
        pattern = line.lstrip("!").removeprefix("**/")
        candidates = parts if "**/" in line else above
        if any(fnmatch(one, pattern) for one in candidates):
            ignored = not line.startswith("!")
    return ignored


def copies() -> list[tuple[str, str]]:
    """Give what comes from the build's folder, source and target; an argument stands for its default."""
    defaults = dict(one.rest.split("=", 1) for one in DOCKERFILE if one.word == "ARG")
    pairs = []
    for one in DOCKERFILE:
        if one.word in ("COPY", "ADD") and "--from=" not in one.rest:
            *sources, target = re.sub(r"\$\{(\w+)\}", lambda m: defaults[m[1]], one.rest).split()
            pairs += [(source, target) for source in sources]
    return pairs


# The Dockerfile


def test_base_images_are_one_minor_version_of_python_that_the_project_takes() -> None:
    bases = {one.words[0] for one in DOCKERFILE if one.word == "FROM"}
    assert len(bases) == 1
    (version,) = re.fullmatch(r"python:3\.(\d+)-slim", bases.pop()).groups()  # type: ignore[union-attr]
    least = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["requires-python"]
    assert int(version) >= int(least.removeprefix(">=3."))


def test_nothing_runs_as_root() -> None:
    user, group = (int(number) for number in last("USER").rest.split(":"))
    assert min(user, group) >= 1000
    made = " ".join(one.rest for one in LAST if one.word == "RUN")
    assert f"--uid {user}" in made
    assert f"--gid {group}" in made
    after = LAST[LAST.index(last("USER")) :]
    assert {"CMD", "HEALTHCHECK"} <= {one.word for one in after}
    assert not {"USER", "RUN", "COPY"} & {one.word for one in after[1:]}


def test_every_source_is_there_and_not_left_out() -> None:
    assert {"index", "search", "web", "requirements.txt", "gunicorn.conf.py"} == {source for source, _ in copies()}
    for source, _ in copies():
        assert (ROOT / source).exists(), source
        assert not is_ignored(source), source


def test_what_an_image_needs_is_not_left_out_and_the_rest_is() -> None:
    rooms = [path for room in ("index", "search", "web") for path in (ROOT / room).rglob("*") if path.is_file()]
    kept = [path.relative_to(ROOT).as_posix() for path in rooms if "__pycache__" not in path.parts]
    assert not [path for path in kept if is_ignored(path)]
    assert not is_ignored("wheels/Flask-3.1.3-py3-none-any.whl")
    for path in ("var/news/x.toc", ".git/config", ".env", "tests/conftest.py", "web/__pycache__/a.pyc", "Dockerfile"):
        assert is_ignored(path), path


def listed(names: Iterable[str]) -> set[str]:
    """Give the names of packages at the beginning of requirements, as the index of packages compares them."""
    found = (re.match(r"[A-Za-z0-9._-]+", name.strip()) for name in names)
    return {re.sub(r"[-_.]+", "-", match[0]).lower() for match in found if match}


def test_what_is_installed_is_what_the_rooms_import() -> None:
    """Here packages of the tests are installed too: what only they bring along would be missing in an image."""
    lines = (ROOT / "requirements.txt").read_text(encoding="utf-8").splitlines()
    named = listed(line for line in lines if not line.startswith("#"))
    installed = set(named)
    for name in named:
        installed |= listed(one for one in metadata.requires(name) or () if "extra ==" not in one)
    brought_by = metadata.packages_distributions()
    for room in ("index", "search", "web"):
        for path in (ROOT / room).rglob("*.py"):
            for module in {module.split(".")[0] for module in imported(path)}:
                if module not in sys.stdlib_module_names and module not in ("index", "search", "web", "ir_measures"):
                    assert listed(brought_by[module]) & installed, f"{path}: {module} is not in requirements.txt"


def test_no_cache_of_the_installer_is_left() -> None:
    for one in DOCKERFILE:
        if "pip install" in one.rest:
            assert "--no-cache-dir" in one.rest
            assert "-r /build/requirements.txt" in one.rest
        assert "apt-get" not in one.rest


def test_a_build_without_a_network_takes_wheels_alone() -> None:
    (install,) = (one.rest for one in DOCKERFILE if "pip install" in one.rest)
    assert "--no-index --find-links /build/wheels" in install
    assert tuple(next(one.rest for one in DOCKERFILE if one.word == "COPY" and "WHEELS" in one.rest).split()) == (
        "${WHEELS}",
        "/build/wheels/",
    )
    assert [one.rest for one in DOCKERFILE if one.word == "ARG"] == ["WHEELS=requirements.txt"]


def test_the_health_check_asks_what_the_site_answers() -> None:
    check = last("HEALTHCHECK").rest
    found = re.search(r"http://127\.0\.0\.1:(\d+)(/\w+)", check)
    assert found
    assert found[1] == last("EXPOSE").rest == listening_port()
    assert create_app().test_client().get(found[2]).status_code == 200
    program = json.loads(check[check.index("[") :])
    assert program[:2] == ["python", "-c"]
    compile(program[2], "HEALTHCHECK", "exec")
    assert "urllib.request" in program[2]


def test_settings_of_the_image_are_settings() -> None:
    environ = environment()
    assert {name for name in environ if name.startswith(PREFIX)} <= {setting.variable for setting in SETTINGS}
    read_settings(environ, {})
    assert environ["PATH"].startswith("/venv/bin:")


def test_the_index_lies_in_the_volume() -> None:
    folder = f"{last('WORKDIR').rest}/{INDEX_FOLDER}"
    assert last("VOLUME").rest == folder
    made = next(one.rest for one in LAST if "install --directory" in one.rest)
    assert made.endswith(f"--owner tin --group tin {INDEX_FOLDER}")
    assert "TIN_INDEX" not in environment()


def listening_port() -> str:
    command = last("CMD").words
    host, _, port = command[command.index("--bind") + 1].partition(":")
    assert host == "0.0.0.0"
    return port


def test_the_site_of_the_image_starts_and_sees_an_import(tmp_path: Path) -> None:
    app = tmp_path / "app"
    app.mkdir()
    for source, target in copies():
        if target.startswith("./"):
            path = ROOT / source
            if path.is_dir():
                shutil.copytree(path, app / target, ignore=shutil.ignore_patterns("__pycache__"))
            else:
                shutil.copy(path, app / target)
    (app / INDEX_FOLDER).mkdir()
    program, dash_m, module, *options = last("CMD").words
    assert (program, dash_m) == ("python", "-m")
    assert options == ["--bind", f"0.0.0.0:{listening_port()}"]
    ours = {name: value for name, value in environment().items() if name != "PATH"}
    with running(tmp_path / "out", environ=ours, folder=app, module=(dash_m, module)) as site:
        status, headers, body = site.get("/readyz")
        assert (status, headers["Content-Type"]) == (503, "application/problem+json")
        assert json.loads(body)["code"] == "index-missing"
        command = [sys.executable, *SERVICES["import"]["command"][1:-1], str(app / "index" / "samples")]
        added = subprocess.run(command, cwd=app, capture_output=True, text=True)
        assert added.returncode == 0, added.stderr
        status, _, body = site.get("/readyz")
        assert (status, json.loads(body)["status"]) == (200, "ready")
        assert json.loads(site.get("/api/v1/search?q=202/KH-UBND")[2])["total"] > 0
        # And what is taken out again, by whichever process is asked: nothing is started anew.
        first = json.loads(site.get("/api/v1/search?sort=newest")[2])["hits"][0]["id"]
        subprocess.run([sys.executable, "-m", "index", "remove", first], cwd=app, check=True, capture_output=True)
        assert {site.get(f"/api/v1/articles/{first}")[0] for _ in range(8)} == {404}
    assert all(line["id"] for line in site.lines())


# The compose file


@pytest.mark.parametrize("name", SERVICES)
def test_a_service_is_confined(name: str) -> None:
    service = SERVICES[name]
    assert service["read_only"] is True
    assert service["tmpfs"] == ["/tmp"]
    assert service["cap_drop"] == ["ALL"]
    assert service["security_opt"] == ["no-new-privileges:true"]
    assert not {"privileged", "cap_add", "user", "pid", "devices"} & set(service)
    assert service["build"] == "."


def test_the_site_is_published_to_this_machine_alone() -> None:
    (port,) = SERVICES["site"]["ports"]
    assert port == f"{HOST}:8000:{listening_port()}"
    assert "ports" not in SERVICES["import"]


def test_variables_are_settings_and_what_is_empty_is_the_default() -> None:
    given = SERVICES["site"]["environment"]
    known = {setting.variable: setting for setting in SETTINGS}
    plain: dict[str, str] = {}
    for name, value in given.items():
        found = re.fullmatch(r"\$\{(\w+):-(.*)\}", value)
        assert found, f"{name} cannot be set from outside"
        assert found[1] == name
        if name != "WEB_CONCURRENCY":
            assert name in known
            plain[name] = found[2]
    read_settings(plain, {})
    # What compose has no other way to say: the index is the volume, the rest suits a container as it is.
    assert set(known) - set(given) == {"TIN_INDEX", "TIN_SEND_FILE_MAX_AGE_DEFAULT", "TIN_RATE_STORAGE"}


def test_site_and_import_share_the_index_in_the_volume() -> None:
    volume = last("VOLUME").rest
    (name,) = COMPOSE["volumes"]
    for service in SERVICES.values():
        assert f"{name}:{volume}" in service["volumes"]


def test_the_import_reads_a_folder_that_it_cannot_change_and_ends() -> None:
    service = SERVICES["import"]
    assert service["profiles"] == ["import"]
    assert "profiles" not in SERVICES["site"]
    assert "restart" not in service
    *command, folder = service["command"]
    assert command == ["python", "-m", "index", "add"]
    (source,) = (one for one in service["volumes"] if one.endswith(f":{folder}:ro"))
    default = re.fullmatch(r"\$\{ARTICLES:-(.+)\}", source.removesuffix(f":{folder}:ro"))
    assert default
    assert (ROOT / default[1]).is_dir()
