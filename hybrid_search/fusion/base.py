"""The contract of a fusion: a pure function from legs to one ranking."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol, runtime_checkable

from hybrid_search.types import FusionSpec, Leg


@dataclass(frozen=True, slots=True)
class Fused:
    """One ranking made of several legs.

    Attributes:
        ids: Best first; by score to 6 significant digits, then by id, as in a leg.
        scores: The fused score of each, in the order of *ids*.
        added: Leg name to (id to what that leg added to the score); an id that the leg did not return is absent.
            For sums the parts add up to the score; CombMNZ's parts are multiplied by the number of legs that hit.
    """

    ids: tuple[str, ...]
    scores: tuple[float, ...]
    added: Mapping[str, Mapping[str, float]]


@runtime_checkable
class Fusion(Protocol):
    """Joins any number of legs. It changes no input, is deterministic, and breaks ties by id."""

    @property
    def score_kind(self) -> str:
        """What the fused scores are: "rrf", "weighted", "comb_sum", "comb_mnz", "dbsf"."""
        ...

    @property
    def spec(self) -> FusionSpec:
        """The fusion as data; ``from_spec(fusion.spec) == fusion``."""
        ...

    def fuse(self, legs: Sequence[Leg]) -> Fused:
        """The union of the legs' candidates, ranked.

        Args:
            legs: At least one, with distinct names. An empty leg is an empty leg: it adds nothing.

        Raises:
            InvalidFusion: without a leg, for two legs of one name, or for a leg that a weight does not name.
        """
        ...
