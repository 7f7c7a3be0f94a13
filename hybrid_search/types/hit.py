"""The hit: one result, with where it came from."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from hybrid_search.types.explanation import Explanation, TokenMatch
from hybrid_search.types.leg import LegKind

ScoreKind = str
"""What a score is: "rrf", "weighted", "comb_sum", "comb_mnz", "dbsf", "cosine", "dot", "cross-encoder", …

"sum-rrf" and its like are sums over the chunks of a document (``group_score="sum"``). Scores of different kinds are on
different scales; a threshold for one means nothing for another.
"""


@dataclass(frozen=True, slots=True)
class LegScore:
    """A hit's place in one leg.

    Attributes:
        rank: From 1.
        score: The raw score, of the leg's *kind*.
        kind: "dot" or "cosine".
        added: What the leg added to the hit's score by the fusion; None without a fusion. Of a sum over the chunks of a
            document, what it added to the score of this one.
    """

    rank: int
    score: float
    kind: LegKind
    added: float | None = None


@dataclass(frozen=True, slots=True)
class RerankScore:
    """What the reranker did to a hit.

    Attributes:
        rank_before: The first stage's rank, from 1.
        score_before: The first stage's score, of kind *kind_before*.
        kind_before: The first stage's score kind.
    """

    rank_before: int
    score_before: float
    kind_before: ScoreKind


@dataclass(frozen=True, slots=True)
class Hit:
    """One search result.

    Attributes:
        id: The id of the document, or of the chunk where documents were chunked.
        score: Higher is better; of kind *score_kind*.
        score_kind: What the number is; see :data:`ScoreKind`.
        text: The stored text.
        metadata: The stored metadata, read-only.
        legs: Leg name to rank and raw score; a leg that did not find the hit is absent.
        rank: From 1.
        parent: The id of the document that the chunk belongs to; *id* itself where documents were not chunked.
        rerank: Rank and score before reranking; None without a reranker.
        tokens: The tokens that query and document share, largest product first; None without ``explain=True``.
    """

    id: str
    score: float
    score_kind: ScoreKind
    text: str
    metadata: Mapping[str, Any]
    legs: Mapping[Literal["sparse", "dense"] | str, LegScore]
    rank: int
    parent: str
    rerank: RerankScore | None = None
    tokens: tuple[TokenMatch, ...] | None = field(default=None, repr=False)

    def explain(self) -> Explanation:
        """Why the hit is where it is, as data; ``str()`` and ``print`` of it give text."""
        return Explanation(
            id=self.id,
            rank=self.rank,
            score=self.score,
            score_kind=self.score_kind,
            legs={
                name: {"rank": leg.rank, "score": leg.score, "kind": leg.kind, "added": leg.added}
                for name, leg in self.legs.items()
            },
            rerank=None
            if self.rerank is None
            else {
                "rank_before": self.rerank.rank_before,
                "score_before": self.rerank.score_before,
                "kind_before": self.rerank.kind_before,
            },
            tokens=self.tokens,
        )
