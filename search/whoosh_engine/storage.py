"""Whoosh's folder of files, made to survive a power cut."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

from whoosh.filedb.filestore import FileStorage


class LastingStorage(FileStorage):  # type: ignore[misc]
    """Puts every file on disk for good before a new table of contents takes the old one's place.

    Whoosh commits by renaming a finished table of contents. Without this, the name could reach the disk before
    the bytes that it stands for.
    """

    def rename_file(self, oldname: str, newname: str, safe: bool = False) -> Any:
        """Rename a file; what lies in the folder is on disk before, the new name after."""
        for path in Path(self.folder).iterdir():
            if path.is_file():
                _sync(path)
        result = super().rename_file(oldname, newname, safe)
        _sync(Path(self.folder))
        return result


def _sync(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
