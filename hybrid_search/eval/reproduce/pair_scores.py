"""What the cross-encoder says of a query and a text: computed once for all rows, and kept after each query."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence

from hybrid_search.eval.reproduce.kept import Kept
from hybrid_search.rerank import Reranker
from hybrid_search.types import Hit


class PairScores:
    """A reranker that remembers.

    Args:
        kept: Where the scores are kept.
        reranker: Makes the reranker; called only if a score is missing.
    """

    score_kind = "cross-encoder"

    def __init__(self, kept: Kept, reranker: Callable[[], Reranker]) -> None:
        self._kept = kept
        self._reranker = reranker
        self._known: dict[str, dict[str, float]] = {}

    def score(self, query: str, hits: Sequence[Hit]) -> Sequence[float]:
        """See :class:`hybrid_search.rerank.Reranker`."""
        return self.of(query, [hit.text for hit in hits])

    def of(self, query: str, texts: Sequence[str]) -> list[float]:
        """The scores of *texts*, in their order."""
        name = f"pair-scores-{_key(query)}"
        if name not in self._known:
            self._known[name] = self._kept.scores(name)
        known = self._known[name]
        keys = [_key(text) for text in texts]
        missing = {key: text for key, text in zip(keys, texts, strict=True) if key not in known}
        if missing:
            scores = self._reranker().score(query, [_hit(key, text) for key, text in missing.items()])
            known.update(zip(missing, map(float, scores), strict=True))
            self._kept.keep_scores(name, known)
        return [known[key] for key in keys]


def _key(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:24]


def _hit(id: str, text: str) -> Hit:
    return Hit(id, 0.0, "none", text, {}, {}, 1, id)
