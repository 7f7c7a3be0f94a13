"""Reciprocal rank fusion."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from hybrid_search.errors import InvalidFusion
from hybrid_search.fusion.base import Fused
from hybrid_search.fusion.finite import finite
from hybrid_search.fusion.summing import parts_of, summed
from hybrid_search.fusion.weights import Weights
from hybrid_search.types import FusionSpec, Leg


@dataclass(frozen=True, slots=True)
class RRF:
    r"""The sum over the legs of weight / (k + rank), with ranks from 1. It reads the order of a leg, never its scores.

    .. math:: RRF(d) = \sum_{\ell \ni d} w_\ell \cdot \frac{1}{k + r_\ell(d)}

    Two documents often tie (rank 1 in one leg and none in the other, and the reverse), so the order by id matters.

    This is the formula of the paper, of Elasticsearch, OpenSearch, Milvus and Pyserini. Qdrant counts ranks from 0, so
    that its k=61 is this k=60, starts from k=2, and divides the rank by the weight in place of multiplying the score.

    Source: Cormack, Clarke and Büttcher, "Reciprocal rank fusion outperforms Condorcet and individual rank learning
    methods", SIGIR 2009. The paper has no weights.

    Attributes:
        k: Above 0. The larger, the less the first ranks stand out from the next; 60 in the paper.
        weights: Leg name to what the leg's reciprocal ranks are multiplied by, at least 0, not all 0; they need not sum
            to 1. None weighs every leg 1. A leg of weight 0 adds 0.0 to its candidates, which stay in the list.

    Raises:
        InvalidFusion: for a *k* or a weight outside its range.
    """

    k: float = 60
    weights: Mapping[str, float] | None = None

    def __post_init__(self) -> None:
        object.__setattr__(self, "k", finite(self.k, "RRF: k"))
        if self.k <= 0:
            raise InvalidFusion(f"RRF: k is {self.k}; it must be above 0, and 60 is the published value")
        if self.weights is not None:
            object.__setattr__(self, "weights", Weights(self.weights))

    @property
    def score_kind(self) -> str:
        """``rrf``."""
        return "rrf"

    @property
    def spec(self) -> FusionSpec:
        """``rrf`` with *k*, and with the weights if there are any."""
        weights = {} if self.weights is None else {"weights": dict(self.weights)}
        return FusionSpec("rrf", {"k": self.k, **weights})

    def fuse(self, legs: Sequence[Leg]) -> Fused:
        """See :meth:`hybrid_search.fusion.Fusion.fuse`."""
        return summed(parts_of(legs, self._reciprocal_ranks, self.weights))

    def _reciprocal_ranks(self, leg: Leg) -> list[float]:
        k = self.k
        return [1 / (k + rank) for rank in range(1, len(leg) + 1)]

    def __str__(self) -> str:
        return f"RRF(k={self.k:g})" if self.weights is None else f"RRF(k={self.k:g}, {self.weights})"
