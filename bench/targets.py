"""What the figures are judged by: one row a target."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, slots=True)
class Target:
    """What a figure should be: `sense` tells on which side of `wanted` it has to lie."""

    name: str
    sense: Literal["at most", "at least"]
    wanted: float
    unit: str

    def met(self, figure: float) -> bool:
        """Tell whether the figure is as it should be."""
        return figure <= self.wanted if self.sense == "at most" else figure >= self.wanted


TARGETS: dict[str, Target] = {
    "search tantivy": Target("p95 of a search, of Tantivy's", "at most", 1.0, "×"),
    "search fts5": Target("p95 of a search, of SQLite FTS5's", "at most", 0.1, "×"),
    "search whoosh": Target("p95 of a search, of stock Whoosh's", "at most", 0.01, "×"),
    "search p50": Target("p50 of a search", "at most", 5, "ms"),
    "segment pyvi": Target("speed, of pyvi's", "at least", 5.5, "×"),
    "segment labels": Target("labels other than pyvi's", "at most", 0, ""),
    "segment speed": Target("syllables a second on one core", "at least", 600_000, "/s"),
    "index speed": Target("articles of 500 syllables a second, whole command", "at least", 1000, "/s"),
    "index whoosh": Target("speed of an import, of pyvi with stock Whoosh", "at least", 8, "×"),
    "index visible": Target("one article more, until it is found", "at most", 2, "s"),
    "serve pages": Target("result pages a second", "at least", 150, "/s"),
    "serve p95": Target("p95 of a page", "at most", 120, "ms"),
}
