"""The convex combination of normalised scores."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from hybrid_search.fusion.base import Fused
from hybrid_search.fusion.normalize.base import Normalizer
from hybrid_search.fusion.normalize.registry import as_data, check_normalizer
from hybrid_search.fusion.normalize.theoretical_min_max import TheoreticalMinMax
from hybrid_search.fusion.summing import parts_of, summed
from hybrid_search.fusion.weights import Weights
from hybrid_search.types import FusionSpec, Leg


@dataclass(frozen=True, slots=True)
class Weighted:
    r"""The sum over the legs of share x normalised score, where the shares are the weights divided by their sum.

    .. math:: f(d) = \sum_{\ell \ni d} \frac{w_\ell}{\sum_m w_m} \cdot \phi_\ell(s_\ell(d))

    A document that a leg did not return gets nothing from it. With the default normaliser the fused scores lie in
    [0, 1], and 1 is a document that is the best of every leg.

    Source: Bruch, Gai and Ingber, "An Analysis of Fusion Functions for Hybrid Retrieval", TOIS 42(1), 2023: their
    convex combination, which they find better than RRF in and out of domain, and easy to tune with few examples.

    Attributes:
        weights: Leg name to weight, at least 0, not all 0; only their ratios matter. 0 means 0: the leg adds 0.0 to its
            candidates, which stay in the list, behind all that another leg scored above 0.
        normalizer: What brings the legs' scores to one scale.

    Raises:
        InvalidFusion: for a weight outside its range, or a normaliser that is none.
    """

    weights: Mapping[str, float]
    normalizer: Normalizer = field(default_factory=TheoreticalMinMax)

    def __post_init__(self) -> None:
        object.__setattr__(self, "weights", Weights(self.weights))
        check_normalizer(self.normalizer)

    @property
    def score_kind(self) -> str:
        """``weighted``."""
        return "weighted"

    @property
    def spec(self) -> FusionSpec:
        """``weighted`` with the weights as they were given, and the normaliser."""
        return FusionSpec("weighted", {"weights": dict(self.weights), "normalizer": as_data(self.normalizer)})

    def fuse(self, legs: Sequence[Leg]) -> Fused:
        """See :meth:`hybrid_search.fusion.Fusion.fuse`."""
        total = sum(self.weights.values())
        shares = {name: weight / total for name, weight in self.weights.items()}
        return summed(parts_of(legs, self.normalizer.normalize, shares))

    def __str__(self) -> str:
        return f"Weighted({self.weights}, {self.normalizer})"
