"""Where prepared text and built indexes are kept between runs: folders named by what they were made from."""

from __future__ import annotations

import hashlib
import json
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bench.measure import ROOT

#: What tells that a folder is complete, with whatever its maker noted.
_NOTES = "built.json"


@dataclass(frozen=True, slots=True)
class Built:
    """A finished folder, what its maker noted (`seconds`, …), and whether it was there from an earlier run."""

    folder: Path
    notes: dict[str, Any]
    kept: bool


@dataclass(frozen=True, slots=True)
class Store:
    """The folder of all that may be kept. With `again`, what was kept is made anew."""

    folder: Path
    again: bool = False

    def place(self, name: str, *parts: object) -> Path:
        """Name the folder of something made from `parts`."""
        return self.folder / f"{name}-{key(*parts)}"

    def build(
        self, name: str, parts: tuple[object, ...], maker: tuple[object, ...], make: Callable[[Path], dict[str, Any]]
    ) -> Built:
        """Give the folder made from `parts`, making it where it is not there yet or another `maker` made it.

        `make` fills an empty folder and gives its notes. A folder whose making was interrupted is made anew.
        """
        folder = self.place(name, *parts)
        notes = folder / _NOTES
        if notes.exists() and not self.again:
            noted = json.loads(notes.read_text(encoding="utf-8"))
            if noted["maker"] == key(*maker):
                return Built(folder, noted, kept=True)
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
        noted = {**make(folder), "maker": key(*maker)}
        notes.write_text(json.dumps(noted), encoding="utf-8")
        return Built(folder, noted, kept=False)


def key(*parts: object) -> str:
    """Give 12 hex characters that change when any of the parts does."""
    return hashlib.blake2b(json.dumps(parts, default=str).encode(), digest_size=6).hexdigest()


def product_key() -> str:
    """Name the program as it stands: an index made by another state of its files is not taken for its own."""
    whole = hashlib.blake2b(digest_size=6)
    for room in ("index", "search"):
        for file in sorted((ROOT / room).rglob("*")):
            if file.suffix in {".py", ".tsv"}:
                whole.update(file.read_bytes())
    return whole.hexdigest()
