"""No normalisation."""

from __future__ import annotations

from dataclasses import dataclass

from hybrid_search.types import Leg


@dataclass(frozen=True, slots=True)
class NoNormalization:
    """The raw scores, for legs that are on one scale already, or weights that bring them there.

    With a sparse product and a cosine, the product outweighs the cosine by its size, which differs from query to query.
    """

    @property
    def name(self) -> str:
        """``none``."""
        return "none"

    def normalize(self, leg: Leg) -> tuple[float, ...]:
        """The leg's scores as they are."""
        return leg.scores

    def __str__(self) -> str:
        return self.name
