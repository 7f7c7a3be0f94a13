"""Text to counted terms: split, lowercased, stemmed and hashed by the engine that Qdrant runs."""

from __future__ import annotations

import re
from collections.abc import Iterator

import numpy as np
from qdrant_edge import Bm25, Bm25Config, Language, TokenizerType

from hybrid_search.errors import InvalidInput

_WITHOUT_SPACES = {"chinese", "japanese"}
_SATURATION = 1e6
_WORD = re.compile(r"\w+")


class Terms:
    """Counts the terms of texts: hashed stems, without stop words.

    ``qdrant_edge.Bm25`` returns BM25 weights, not counts, and one weight of 1 for a query term however often it occurs.
    Without length normalisation and with a saturation of K, the weight of a term that occurs tf times is
    tf (K + 1) / (tf + K), from which tf comes back exactly. Everything else is computed from the counts.

    Args:
        language: English name of the language, in lower case; it decides on stemmer and stop words.

    Raises:
        InvalidInput: for a language that the library does not know.
    """

    def __init__(self, language: str) -> None:
        known = sorted(name.lower() for name in dir(Language) if not name.startswith("_"))
        if language not in known:
            raise InvalidInput(f"BM25: the language {language!r} is not known; choose one of {', '.join(known)}")
        tokenizer = TokenizerType.Multilingual if language in _WITHOUT_SPACES else TokenizerType.Word
        self._engine = Bm25(Bm25Config(k=_SATURATION, b=0.0, avg_len=1.0, language=language, tokenizer=tokenizer))

    def count(self, text: str) -> dict[int, int]:
        """Term to how often it occurs; terms are 31-bit Murmur3 hashes."""
        vector = self._engine.embed_document(text)
        weights = np.asarray(vector.values, dtype=np.float64)
        counts = np.rint(weights * _SATURATION / (_SATURATION + 1 - weights)).astype(np.int64)
        return dict(zip(vector.indices, counts.tolist(), strict=True))

    def spelled(self, text: str, known: set[str]) -> Iterator[tuple[int, str]]:
        """Terms with a word that they stand for, of the words that are not in *known*, which then are."""
        for word in set(_WORD.findall(text.lower())) - known:
            known.add(word)
            terms = self._engine.embed_document(word).indices
            if len(terms) == 1:
                yield terms[0], word
