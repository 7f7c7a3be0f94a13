"""Absolute cosine: a cosine says by itself how near a document is, a dot product only against the best of its leg."""

from __future__ import annotations

from dataclasses import dataclass

from hybrid_search.fusion.normalize.affine import affine, indistinct
from hybrid_search.fusion.normalize.theoretical_min_max import TheoreticalMinMax
from hybrid_search.types import Leg

_BEST_COSINE = 1.0


@dataclass(frozen=True, slots=True)
class AbsoluteCosine:
    """Cosines as they are; dot products as :class:`TheoreticalMinMax` has them, "score / best score of the leg".

    Theoretical min-max takes the least possible score from theory and the best from the candidates, so the nearest
    document gets 1 however far away it is. A cosine's best is known too, it is 1. Left as it is, a dense leg that found
    nothing near (a part number, a name that its model never saw) counts less than one that found the answer, so one
    pair of weights suits more queries and more collections. It is for models whose cosines spread, with unrelated texts
    near 0; where all lie between 0.7 and 1, the dense leg tells little apart on this scale.

    Negative cosines lower the bound of their leg, and a leg with nothing above it found nothing, as with
    :class:`TheoreticalMinMax`. So the result is always from 0 to 1.
    """

    @property
    def name(self) -> str:
        """``absolute_cosine``."""
        return "absolute_cosine"

    def normalize(self, leg: Leg) -> tuple[float, ...]:
        """From 0 to 1, in the order of the leg."""
        if leg.kind != "cosine":
            return TheoreticalMinMax().normalize(leg)
        origin, best = min((0.0, *leg.scores)), max((0.0, *leg.scores))
        if indistinct(origin, best):
            return (0.0,) * len(leg)
        return affine(leg.scores, origin, max(best, _BEST_COSINE) - origin)

    def __str__(self) -> str:
        return self.name
