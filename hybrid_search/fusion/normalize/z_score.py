"""Z-score: distances in standard deviations of the leg's scores."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, get_args

from hybrid_search.errors import InvalidFusion
from hybrid_search.fusion.normalize.affine import affine, indistinct, mean_and_deviation
from hybrid_search.types import Leg

Zero = Literal["worst", "mean"]


@dataclass(frozen=True, slots=True)
class ZScore:
    """(score - zero) / standard deviation of the leg's scores (of the population: the sum of squares over n).

    A document that a leg did not return gets nothing from it, so the choice of the zero is the choice of where such a
    document stands:

    - "worst" counts from the leg's worst score, which is the z-score shifted by (mean - worst) / deviation. Nothing is
      negative, and a document that was not returned never stands above one that was.
    - "mean" is the plain z-score, the zero-mean, unit-variance norm of ranx. A document that was not returned stands at
      the leg's mean, above all that was returned with a score below it.

    Where all scores are equal (a single hit, or differences below a millionth), each gets 0.0: there is no deviation to
    measure by.

    Source: Montague and Aslam, "Relevance Score Normalization for Metasearch", CIKM 2001; the shift: Savoy, "Combining
    Multiple Strategies for Effective Monolingual and Cross-Language Retrieval", Information Retrieval 7, 2004.

    Attributes:
        zero: Which score of the leg becomes 0.

    Raises:
        InvalidFusion: for another *zero* than these two.
    """

    zero: Zero = "worst"

    def __post_init__(self) -> None:
        if self.zero not in get_args(Zero):
            raise InvalidFusion(f"{self.name}: zero is {self.zero!r}; it must be 'worst' or 'mean'")

    @property
    def name(self) -> str:
        """``z_score``."""
        return "z_score"

    def normalize(self, leg: Leg) -> tuple[float, ...]:
        """From 0 up, or on both sides of 0 with "mean"; in the order of the leg."""
        worst, best = min(leg.scores, default=0.0), max(leg.scores, default=0.0)
        if indistinct(worst, best):
            return (0.0,) * len(leg)
        mean, deviation = mean_and_deviation(leg.scores, len(leg))
        return affine(leg.scores, worst if self.zero == "worst" else mean, deviation)

    def __str__(self) -> str:
        return self.name if self.zero == "worst" else f"{self.name}(zero={self.zero})"
