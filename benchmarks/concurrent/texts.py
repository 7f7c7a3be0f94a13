"""Queries of which no two are the same."""

from __future__ import annotations

import random

from benchmarks.encode.texts import Texts

_LEAST_WORDS, _MOST_WORDS = 4, 12


def distinct_queries(texts: Texts, count: int) -> list[str]:
    """Those of the collection, and then runs of 4 to 12 words out of its documents (seeded)."""
    rng = random.Random(7)
    found = dict.fromkeys(texts.queries[:count])
    while len(found) < count:
        words = rng.choice(texts.documents).split()
        start, size = rng.randrange(len(words)), rng.randint(_LEAST_WORDS, _MOST_WORDS)
        found.setdefault(" ".join(words[start : start + size]))
    return list(found)
