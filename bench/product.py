"""The product in the place of a peer: its real import command, and whole searches through its front door."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from bench.measure import Ran, folder_size, python, run
from bench.peers import Answer, Found
from bench.queries import Query
from bench.store import Built, Store, product_key
from search.request import Request
from search.searcher import Searcher

NAME = "product"
TITLE = "this project"


def url_of(folder: Path) -> str:
    """Give the URL of the index in a folder."""
    return f"whoosh:{folder}"


def add(files: Sequence[Path], folder: Path, *options: str) -> Ran:
    """Run the product's own command: import files into the index in a folder."""
    return run(python("-m", "index", "add", *options, "--index", url_of(folder), *map(str, files)))


def index_of(store: Store, name: str, files: Sequence[Path], count: int) -> Built:
    """Give an index of these files, kept from an earlier run where nothing of the program has changed since."""

    def make(folder: Path) -> dict[str, Any]:
        ran = add(files, folder / "index")
        return {"seconds": ran.seconds, "peak": ran.peak, "size": folder_size(folder / "index")}

    return store.build("index", (name, count), (product_key(),), make)


def open_index(folder: Path) -> ProductIndex:
    """Open what `index_of` made."""
    return ProductIndex(Searcher(url_of(folder / "index")))


def request_of(query: Query) -> Request:
    """Give a query as a person would ask it."""
    return Request(f'"{query.text}"' if query.phrase else query.text, dict(query.filters))


class ProductIndex:
    """The product, open for questions."""

    def __init__(self, searcher: Searcher) -> None:
        self._searcher = searcher

    def search(self, query: Query) -> Answer:
        result = self._searcher.search(request_of(query))
        return Answer(
            result.total,
            tuple(Found(hit.id, hit.title, hit.snippet.text) for hit in result.hits),
            {
                name: tuple((value.value, value.count) for value in facet.values)
                for name, facet in result.facets.items()
            },
        )

    def close(self) -> None:
        self._searcher.close()
