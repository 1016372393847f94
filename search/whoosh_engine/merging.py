"""Which segments a commit merges, and merging them array by array."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

import numpy as np
from whoosh.reading import SegmentReader

from search.whoosh_engine.codec import open_arrays

#: Segments of about one size are merged when there are this many of them, so that their number stays bounded
#: by this times the number of sizes, and each article is rewritten once a size.
FANOUT = 8


def merge_policy(writer: Any, segments: list[Any]) -> list[Any]:
    """Merge segments into the one being written; give those that stay. Called by Whoosh at each commit.

    Sizes are powers of `FANOUT`. A segment that lost half of its articles is merged as well.
    """
    tiers: defaultdict[int, list[Any]] = defaultdict(list)
    merging = []
    for segment in segments:
        live = segment.doc_count()
        if 2 * live < segment.doc_count_all():
            merging.append(segment)
        elif live:
            tiers[int(np.log(live) / np.log(FANOUT))].append(segment)
    for tier in tiers.values():
        if len(tier) >= FANOUT:
            merging += tier
    staying = [one for one in segments if one.doc_count() and one not in merging]
    # In the order in which they stand: document numbers must ascend.
    for segment in segments:
        if segment in merging:
            _merge(writer, segment)
    return staying


def _merge(writer: Any, segment: Any) -> None:
    reader = SegmentReader(writer.storage, writer.schema, segment)
    first = writer.docnum
    kept = [name for name, field in writer.schema.items() if field.stored or field.column_type]
    moved = writer.write_per_doc(kept, reader)
    count = reader.doc_count_all()
    if moved is None:
        renumbered = np.arange(first, first + count)
    else:
        renumbered = np.full(count, -1)
        renumbered[list(moved)] = list(moved.values())
    writer.fieldwriter.add_segment(open_arrays(writer.storage, segment), renumbered)
    writer._added = True
    reader.close()
