"""What CombSUM and CombMNZ share: one normaliser, and how they are described by it."""

from __future__ import annotations

from dataclasses import dataclass, field

from hybrid_search.fusion.normalize.base import Normalizer
from hybrid_search.fusion.normalize.min_max import MinMax
from hybrid_search.fusion.normalize.registry import as_data, check_normalizer
from hybrid_search.types import FusionSpec


@dataclass(frozen=True, slots=True)
class Normalized:
    """A fusion of normalised scores without weights.

    Attributes:
        normalizer: What brings the legs' scores to one scale.

    Raises:
        InvalidFusion: for a normaliser that is none.
    """

    normalizer: Normalizer = field(default_factory=MinMax)

    def __post_init__(self) -> None:
        check_normalizer(self.normalizer)

    @property
    def score_kind(self) -> str:
        """The name in a FusionSpec."""
        raise NotImplementedError  # both overrides name themselves

    @property
    def spec(self) -> FusionSpec:
        """The name, with the normaliser."""
        return FusionSpec(self.score_kind, {"normalizer": as_data(self.normalizer)})

    def __str__(self) -> str:
        return f"{type(self).__name__}({self.normalizer})"
