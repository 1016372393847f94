"""Which segments a commit merges.

A segment holds at most `LARGEST` articles, so that merging takes memory for that many and no more, however large the
index is. Below that, sizes are powers of `FANOUT`: segments of about one size are merged when there are `FANOUT`
of them, so that their number stays bounded, and each article is rewritten a few times in its life.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from typing import Any

import numpy as np

from search.whoosh_engine.codec import open_segment

FANOUT = 8

#: Segments of this many articles and more wait until they fill one: what a large import commits is copied once.
LARGE = 4_096

#: Document numbers of such a segment take two bytes.
LARGEST = 1 << 16


def merge_policy(writer: Any, segments: list[Any]) -> list[Any]:
    """Merge segments into the one being written; give those that stay. Called by Whoosh at each commit.

    A segment that lost half of its articles is merged as well.
    """
    tiers: defaultdict[int, list[Any]] = defaultdict(list)
    merging: list[Any] = []
    for segment in segments:
        live = segment.doc_count()
        if 2 * live < segment.doc_count_all():
            merging.append(segment)
        elif live:
            tiers[int(np.log(live) / np.log(FANOUT))].append(segment)
    room = LARGEST - writer.docnum - sum(one.doc_count() for one in merging)
    for tier in (tiers[size] for size in sorted(tiers)):
        if len(tier) >= FANOUT:
            chosen = _fitting(tier, room)
            if tier[0].doc_count() >= LARGE and len(chosen) == len(tier) < 2 * FANOUT:
                continue
            # Fewer than two would only be copied.
            if len(chosen) > 1:
                merging += chosen
                room -= sum(one.doc_count() for one in chosen)
    return take_over(writer, segments, merging)


def settle_policy(writer: Any, segments: list[Any]) -> list[Any]:
    """Merge all segments that are not full, as many as fit into one: at the end of a large import."""
    live = [one for one in segments if one.doc_count()]
    chosen = _fitting(sorted(live, key=lambda one: int(one.doc_count())), LARGEST - writer.docnum)
    return take_over(writer, segments, chosen if len(chosen) > 1 else [])


def _fitting(segments: Sequence[Any], room: int) -> list[Any]:
    chosen = []
    for segment in segments:
        if segment.doc_count() <= room:
            chosen.append(segment)
            room -= segment.doc_count()
    return chosen


def take_over(writer: Any, segments: list[Any], merging: list[Any]) -> list[Any]:
    """Hand segments over to the one being written; give the others that still hold anything."""
    # In the order in which they stand: document numbers must ascend.
    for segment in segments:
        if segment in merging and segment.doc_count():
            count, first = segment.doc_count_all(), writer.docnum
            alive = np.ones(count, np.bool_)
            alive[list(segment.deleted_docs())] = False
            renumbered = np.where(alive, first + np.cumsum(alive) - 1, -1).astype(np.int32)
            writer.fieldwriter.add_segment(open_segment(writer.storage, segment), renumbered)
            writer.docnum += int(alive.sum())
            writer._added = True
    return [one for one in segments if one.doc_count() and one not in merging]
