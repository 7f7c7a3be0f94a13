"""Theoretical min-max: the least score that is possible becomes 0, and the leg's best 1."""

from __future__ import annotations

from dataclasses import dataclass

from hybrid_search.errors import InvalidFusion
from hybrid_search.fusion.finite import finite
from hybrid_search.fusion.normalize.affine import affine, indistinct
from hybrid_search.types import Leg


@dataclass(frozen=True, slots=True)
class TheoreticalMinMax:
    """(score - bound) / (best - bound), where the bound does not depend on which candidates the leg returned.

    So the worst candidate keeps what it earned, a longer list changes nothing for the first, and a document that the
    leg did not return stands at the bound, below all that it returned.

    Source: Bruch, Gai and Ingber, "An Analysis of Fusion Functions for Hybrid Retrieval", TOIS 42(1), 2023. They take
    the infimum of the scoring function: 0 for a sparse product of non-negative weights, -1 for a cosine. Here both are
    0 by default, which is "score / best score of the leg": the cosines of a leg's candidates lie close together, say
    from 0.8 to 0.4, and a bound of -1 maps these to 1.0 and 0.78, so that being a candidate counts for more than being
    the best one; a bound of 0 maps them to 1.0 and 0.5. ``TheoreticalMinMax(cosine=-1)`` is the paper's.

    A score below the bound (a negative cosine) is not clipped, since that would tie what the leg tells apart: it lowers
    the bound of its leg to the worst score. So the result is always from 0 to 1, and a best cosine just above 0 never
    becomes a divisor that blows up the negative ones. Where no score stands above the bound so lowered (all of them 0,
    or a single hit with a negative cosine), the leg found nothing, and each gets 0.0.

    Attributes:
        dot: The bound of legs of kind "dot".
        cosine: The bound of legs of kind "cosine", from -1 to 1.

    Raises:
        InvalidFusion: for a bound that is not finite, or outside a cosine's range.
    """

    dot: float = 0.0
    cosine: float = 0.0

    def __post_init__(self) -> None:
        object.__setattr__(self, "dot", finite(self.dot, f"{self.name}: dot"))
        object.__setattr__(self, "cosine", finite(self.cosine, f"{self.name}: cosine"))
        if not -1 <= self.cosine <= 1:
            raise InvalidFusion(f"{self.name}: cosine is {self.cosine}; a cosine's lower bound lies from -1 to 1")

    @property
    def name(self) -> str:
        """``theoretical_min_max``."""
        return "theoretical_min_max"

    def normalize(self, leg: Leg) -> tuple[float, ...]:
        """From 0 to 1, in the order of the leg."""
        bound = self.dot if leg.kind == "dot" else self.cosine
        lowest, best = min(leg.scores, default=bound), max(leg.scores, default=bound)
        origin = min(bound, lowest)
        if indistinct(origin, best):
            return (0.0,) * len(leg)
        return affine(leg.scores, origin, best - origin)

    def __str__(self) -> str:
        bounds = {"dot": self.dot, "cosine": self.cosine}
        moved = ", ".join(f"{kind}={bound:g}" for kind, bound in bounds.items() if bound)
        return f"{self.name}({moved})" if moved else self.name
