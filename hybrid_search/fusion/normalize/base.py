"""The contract of a normaliser: a leg's raw scores to comparable ones."""

from __future__ import annotations

from typing import Protocol, runtime_checkable

from hybrid_search.types import Leg


@runtime_checkable
class Normalizer(Protocol):
    """Maps the scores of one leg onto a common scale, keeping their order."""

    @property
    def name(self) -> str:
        """The name in a FusionSpec: "min_max", "theoretical_min_max", "z_score", "none"."""
        ...

    def normalize(self, leg: Leg) -> tuple[float, ...]:
        """The normalised scores, in the order of the leg. Defined for an empty leg, one hit, and equal scores."""
        ...
