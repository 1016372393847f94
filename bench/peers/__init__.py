"""What the product is measured against: one small module a peer, and one table that names them.

To measure against another engine, write a module with the four names of `PeerModule` and add a row to `PEERS`; its
package goes into requirements-bench.txt. Every peer is optional.
"""

from __future__ import annotations

import importlib
import importlib.util
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol, cast

from bench.queries import Query
from bench.text import Plain

#: What a report says where a peer is not there.
NOT_INSTALLED = "not installed (pip install -r requirements-bench.txt)"


@dataclass(frozen=True, slots=True)
class Found:
    """One article of an answer, with a passage of its text."""

    id: str
    title: str
    snippet: str


@dataclass(frozen=True, slots=True)
class Answer:
    """What a result page needs: how many match, the ten best, and the values of each facet with their counts.

    Counts of a facet obey all filters but the facet's own, as on the product's pages.
    """

    total: int
    hits: tuple[Found, ...]
    facets: Mapping[str, tuple[tuple[str, int], ...]]


class Asked(Protocol):
    """An index that is open for questions."""

    def search(self, query: Query) -> Answer:
        """Answer a query: all its words must stand in the article, in whichever of its text fields."""

    def close(self) -> None:
        """Let go of the index."""


class PeerModule(Protocol):
    """What the module of a peer offers."""

    #: How it is set up, in a few words: part of the report, and of the name of what is kept.
    SETTINGS: str

    def version(self) -> str:
        """Tell which version is installed."""

    def build(self, articles: Iterable[Plain], folder: Path) -> None:
        """Fill an empty folder with an index of the articles, finished and on the disk."""

    def open_index(self, folder: Path) -> Asked:
        """Open what `build` made."""


@dataclass(frozen=True, slots=True)
class Peer:
    """One row: how a peer is called on the command line and in reports, its module, and the packages it needs.

    A `slow` peer is built over `--stock-articles` at most.
    """

    name: str
    title: str
    module: str
    packages: tuple[str, ...]
    slow: bool = False

    def installed(self) -> bool:
        """Tell whether the packages of the peer are there."""
        return all(importlib.util.find_spec(package) is not None for package in self.packages)

    def load(self) -> PeerModule:
        """Give the module of the peer; raises `ImportError` where a package is missing."""
        return cast(PeerModule, importlib.import_module(self.module))


PEERS: tuple[Peer, ...] = (
    Peer("tantivy", "Tantivy", "bench.peers.tantivy_peer", ("tantivy",)),
    Peer("fts5", "SQLite FTS5", "bench.peers.sqlite_fts5", ("sqlite3",)),
    Peer("whoosh", "stock Whoosh", "bench.peers.whoosh_stock", ("whoosh", "pyvi"), slow=True),
)

PEER_BY_NAME = {peer.name: peer for peer in PEERS}
