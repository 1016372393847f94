"""More like this: articles that share with one the pairs of syllables that tell it from others."""

from __future__ import annotations

import math
from collections import Counter
from itertools import pairwise

from index.analysis import SENTENCE_BREAK, analyse
from index.document import StoredArticle
from search.engine import Reader
from search.query import AtLeast, Phrase, Query, RankTerm

#: Characters of the body that are read: what an article is about stands at its beginning.
READ = 2000

#: How often a pair of title or lead counts beside one of the body.
TITLE, LEAD = 3, 2

#: Pairs that are asked for, and how many of them an article must have to be alike.
PAIRS, LEAST = 16, 3


def similar_query(stored: StoredArticle, reader: Reader, copies: int, limit: int) -> Query | None:
    """Ask for `limit` articles like this one, which has so many copies; None where it has too little text.

    The article itself and its copies match too.
    """
    article = stored.article
    counts: Counter[str] = Counter()
    for text, weight in ((article.title, TITLE), (article.lead, LEAD), (article.body[:READ], 1)):
        folded = analyse(text, words=False).folded
        for left, right in pairwise(folded):
            if SENTENCE_BREAK not in (left, right):
                counts[f"{left} {right}"] += weight
    worth: dict[str, float] = {}
    for pair, count in counts.items():
        frequency = reader.frequency("pairs", pair)
        if frequency > 1 + copies:  # the others stand in this text alone
            worth[pair] = (1 + math.log(count)) * math.log(1 + reader.articles / frequency)
    best = sorted(worth, key=lambda pair: (-worth[pair], pair))[:PAIRS]
    if len(best) < LEAST:
        return None
    phrases = tuple(Phrase((left, right)) for left, right in (pair.split(" ") for pair in best))
    terms = tuple(RankTerm("pairs", pair, worth[pair]) for pair in best)
    return Query(AtLeast(phrases, LEAST), terms, limit=limit + 1 + copies, grouped=True)
