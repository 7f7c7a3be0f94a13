"""The rival: BM25 as bm25s computes it, with the parameters of Anserini's baselines."""

from __future__ import annotations

from collections.abc import Sequence

import bm25s
import numpy as np
import Stemmer  # type: ignore[import-not-found]  # a C module without type information

from hybrid_search import Document
from hybrid_search.types import Leg

K1, B = 0.9, 0.4


class BM25:
    """Lucene's variant over English stems, without English stop words."""

    def __init__(self, documents: Sequence[Document]) -> None:
        self._ids = [document.id for document in documents]
        self._stemmer = Stemmer.Stemmer("english")
        self._model = bm25s.BM25(method="lucene", k1=K1, b=B)
        self._model.index(self._words([document.text for document in documents]), show_progress=False)

    def leg(self, query: str, candidates: int) -> Leg:
        """The best documents that share a word with the query; a word that comes twice in the query counts twice."""
        (words,) = self._words([query])
        if not words:
            return Leg("bm25", (), (), "dot")
        scores = self._model.get_scores(words)
        best = np.argsort(-scores, kind="stable")[:candidates]
        return Leg.ranked("bm25", [(self._ids[place], float(scores[place])) for place in best if scores[place]], "dot")

    def _words(self, texts: Sequence[str]) -> list[list[str]]:
        words: list[list[str]] = bm25s.tokenize(
            list(texts), stopwords="en", stemmer=self._stemmer, return_ids=False, show_progress=False
        )
        return words
