"""The numbers of the ranking: BM25F over three text fields and four views. One table, read by every engine.

The score of an article is the sum over the query's terms of

    weight x idf x tf / (k1 + tf),   tf = sum over fields of  W x tf_field / (1 - b + b x length / average length)
    k1 = .0035 x average length of a body
    idf = ln(1 + (N - df + 0.5) / (df + 0.5))

(BM25F as in Robertson and Zaragoza, "The Probabilistic Relevance Framework", 2009, section 3.6.) A field's
length is its number of folded syllables, its average is taken over the articles that have the field, and df
counts the articles that hold the term in any field.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class FieldWeight:
    """How much a text field counts (`weight`), and how much its length is held against it (`b`, 0 to 1)."""

    weight: float
    b: float


#: How slowly a term's occurrences cease to count. In short texts (articles of a law) one occurrence tells nearly all,
#: in long ones (news of 500 syllables) the second and third tell more: so it grows with the average body, in bounds.
K1_EACH, LEAST_K1, MOST_K1 = 0.0035, 0.6, 2.4

#: Scores are compared to so many decimals: sums of the same terms in another order, or of narrower floats, stay ties.
DECIMALS = 5

FIELDS: Mapping[str, FieldWeight] = {
    "title": FieldWeight(6.0, 0.5),
    "lead": FieldWeight(1.5, 0.5),
    "body": FieldWeight(1.0, 0.75),
}

#: What a term of each view adds to the score. Pairs carry the order of words and work without marks; beside them pyvi's
#: words add nothing that can be measured, so no query asks for them.
VIEWS: Mapping[str, float] = {
    "folded": 0.8,
    "pairs": 0.7,
    "marked": 0.5,
    "words": 0.0,
}


#: Days in which the preference for recent articles halves.
HALF_LIFE = 365


def freshness(age: float) -> float:
    """Tell how recent an article is, from 1 for the newest of the collection down to 0; `age` in days."""
    return math.exp2(-age / HALF_LIFE)


def k1(average_body: float) -> float:
    """Give k1 for a collection whose bodies have so many syllables on average."""
    return min(max(K1_EACH * average_body, LEAST_K1), MOST_K1)
