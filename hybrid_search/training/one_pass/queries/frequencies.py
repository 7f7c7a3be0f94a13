"""How rare words are in the texts."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterable

_WORD = re.compile(r"[a-z0-9]+")


class Frequencies:
    """In how many of *texts* each word stands."""

    def __init__(self, texts: Iterable[str]) -> None:
        self._counts: Counter[str] = Counter()
        self._texts = 0
        for text in texts:
            self._counts.update(set(_WORD.findall(text.lower())))
            self._texts += 1

    def idf(self, word: str) -> float:
        """ln(1 + (N - df + 0.5) / (df + 0.5)), above 0; see ``BM25Statistics.idf`` for its source."""
        frequency = self._counts[word.lower()]
        return math.log(1 + (self._texts - frequency + 0.5) / (frequency + 0.5))
