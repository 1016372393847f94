"""The indexes of peers, built once for each text and kept."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Any

from bench.measure import ROOT
from bench.peers import Peer
from bench.settings import Settings
from bench.store import Built
from bench.text import Corpus


def peer_index(settings: Settings, corpus: Corpus, peer: Peer) -> Built:
    """Give a peer's index of the text, kept from an earlier run where text, version and set-up are the same."""
    count = settings.sizes(peer.slow)
    module = peer.load()
    code = hashlib.blake2b((ROOT / f"{peer.module.replace('.', '/')}.py").read_bytes(), digest_size=6).hexdigest()

    def make(folder: Path) -> dict[str, Any]:
        files = [str(file) for file in corpus.files(0, count)]
        return settings.call({"do": "build", "peer": peer.name, "files": files, "count": count, "folder": str(folder)})

    return settings.store.build(peer.name, (corpus.name, count), (module.version(), module.SETTINGS, code), make)
