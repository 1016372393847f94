"""What a run is told: the same for every command."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from bench import worker
from bench.data import default_sources, prepare
from bench.measure import ROOT
from bench.peers import PEERS
from bench.store import Store
from bench.text import Corpus

#: Where prepared text and built indexes are kept.
STORE = ROOT / "var" / "bench"


@dataclass(frozen=True, slots=True)
class Settings:
    """What a run measures, and with what.

    `articles` of `sources`; `queries` of each kind; `seconds` an engine is asked at most; `peers` by name, slow ones
    over `stock_articles` at most. `call` does a job of `bench.worker`, as a rule in a process of its own.
    """

    articles: int
    sources: tuple[Path, ...] = field(default_factory=lambda: tuple(default_sources()))
    queries: int = 100
    seconds: float = 60
    peers: tuple[str, ...] = tuple(peer.name for peer in PEERS)
    stock_articles: int = 10_000
    store: Store = field(default_factory=lambda: Store(STORE))
    call: Callable[[Mapping[str, Any]], dict[str, Any]] = worker.call

    def corpus(self) -> Corpus:
        """Prepare the text."""
        return prepare(self.sources, self.articles, self.store)

    def sizes(self, peer_is_slow: bool) -> int:
        """Tell over how many articles a peer is built."""
        return min(self.articles, self.stock_articles) if peer_is_slow else self.articles


def told_of(corpus: Corpus) -> str:
    """Say what the text is."""
    size = corpus.size()
    copies = size.articles - size.originals
    perturbed = f", {copies:,} of them perturbed copies" if copies else ""
    return (
        f"{size.articles:,} articles of {corpus.origin}{perturbed}; {size.text / 1e6:,.0f} MB of text, "
        f"{size.syllables / size.articles:,.0f} syllables an article; dates and categories are drawn where "
        "the source has none"
    )
