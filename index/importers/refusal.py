"""How an importer says that a record, or a whole file, cannot become an article."""

from __future__ import annotations


class Refused(Exception):
    """A record cannot be imported: `reason` is one sentence, `line` counts from 1 (0: the whole file).

    It never leaves `index.importers`: whoever reads records sees a `BadRecord`.
    """

    def __init__(self, reason: str, line: int = 0) -> None:
        """Keep the reason and the line where the record starts."""
        super().__init__(reason)
        self.reason = reason
        self.line = line
