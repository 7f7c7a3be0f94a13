"""Three sigma: the leg's mean less 3 standard deviations becomes 0, the mean plus 3 becomes 1."""

from __future__ import annotations

from dataclasses import dataclass

from hybrid_search.fusion.normalize.affine import affine, indistinct, mean_and_deviation
from hybrid_search.types import Leg


@dataclass(frozen=True, slots=True)
class ThreeSigma:
    """(score - (mean - 3 sigma)) / (6 sigma), with sigma the standard deviation of a sample (the sum over n - 1).

    The mean becomes 0.5, and nearly all scores lie from 0 to 1. What lies outside is not clipped; so a score more than
    3 sigma below the mean, which takes at least 11 candidates, is negative and below a document that was not returned.

    Where all scores are equal (a single hit, or differences below a millionth), each gets 0.5. All this is as in
    Qdrant; see :class:`hybrid_search.fusion.DBSF`.
    """

    @property
    def name(self) -> str:
        """``three_sigma``."""
        return "three_sigma"

    def normalize(self, leg: Leg) -> tuple[float, ...]:
        """Around 0.5, mostly from 0 to 1, in the order of the leg."""
        if indistinct(min(leg.scores, default=0.0), max(leg.scores, default=0.0)):
            return (0.5,) * len(leg)
        mean, sigma = mean_and_deviation(leg.scores, len(leg) - 1)
        return affine(leg.scores, mean - 3 * sigma, 6 * sigma)

    def __str__(self) -> str:
        return self.name
