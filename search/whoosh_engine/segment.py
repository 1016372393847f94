"""The one class of ours that Whoosh pickles, into its table of contents. It must stay here and stay small.

Whoosh keeps a segment's codec by way of the segment's class, so a codec of ours needs a segment of ours.
A change of what lies in the files is told by `schema.FORMAT_VERSION` and by the files themselves, not by this class.
"""

from __future__ import annotations

from typing import Any

from whoosh.codec.whoosh3 import W3Segment


class ArraySegment(W3Segment):  # type: ignore[misc]
    """A segment whose documents and posting lists are arrays (see `codec`)."""

    def __init__(self, indexname: str) -> None:
        """Make a new, empty segment; the codec is not part of its state."""
        super().__init__(None, indexname)

    def codec(self, **options: Any) -> Any:
        """Give the codec that reads and writes the segment."""
        from search.whoosh_engine.codec import ArrayCodec

        return ArrayCodec()
