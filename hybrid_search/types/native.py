"""A fusion that the backend itself is asked to run."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal, Self

from hybrid_search.errors import InvalidFusion
from hybrid_search.types.document import shorten
from hybrid_search.types.frozen_dict import FrozenDict

NativeKind = Literal["rrf", "dbsf", "linear"]
NativeNormalizer = Literal["none", "min_max", "l2"]
LEGS = ("sparse", "dense")


@dataclass(frozen=True, slots=True)
class Native:
    """The backend's own fusion, by name; made by :meth:`rrf`, :meth:`dbsf` and :meth:`linear`.

    Formulas of one name differ between backends, so results name the formula that ran. What a backend does not have
    raises Unsupported, with the fusion of this library to use in its place. Hits of a native fusion have one score and
    no ranks in legs, since the backend does not tell them.

    Attributes:
        kind: "rrf", "dbsf" or "linear".
        k: The rank constant of RRF, with ranks counted from 1 whatever the backend counts from; 60 in the paper.
        weights: Leg name to weight; empty for equal ones.
        normalizer: What "linear" does to the scores of each leg before they are added.

    Raises:
        InvalidFusion: for a parameter outside its range.
    """

    kind: NativeKind
    k: int = 60
    weights: Mapping[str, float] = field(default_factory=dict)
    normalizer: NativeNormalizer = "none"

    def __post_init__(self) -> None:
        if self.kind not in ("rrf", "dbsf", "linear"):
            raise InvalidFusion(f"Native kind {self.kind!r} is not known; use Native.rrf(), .dbsf() or .linear()")
        if isinstance(self.k, bool) or not isinstance(self.k, int) or not 1 <= self.k <= 10_000:
            raise InvalidFusion(f"Native.rrf(k={shorten(repr(self.k))}): k must be a whole number from 1 to 10,000")
        if self.normalizer not in ("none", "min_max", "l2"):
            raise InvalidFusion(f"Native.linear(normalizer={self.normalizer!r}): use 'none', 'min_max' or 'l2'")
        object.__setattr__(self, "weights", _checked(self.weights))

    @classmethod
    def rrf(cls, k: int = 60, weights: Mapping[str, float] | None = None) -> Self:
        """Reciprocal rank fusion (Cormack et al. 2009) by the backend: the sum of weight / (k + rank), if it has it."""
        return cls("rrf", k=k, weights=weights or {})

    @classmethod
    def dbsf(cls) -> Self:
        """Distribution-based score fusion by the backend: scores between mean - 3 and mean + 3 deviations, added."""
        return cls("dbsf")

    @classmethod
    def linear(cls, weights: Mapping[str, float] | None = None, normalizer: NativeNormalizer = "none") -> Self:
        """The weighted sum of the legs' scores by the backend; equal weights without *weights*."""
        return cls("linear", weights=weights or {}, normalizer=normalizer)

    @property
    def score_kind(self) -> str:
        """``native-rrf``, ``native-dbsf`` or ``native-linear``."""
        return f"native-{self.kind}"

    def weight(self, leg: str) -> float:
        """The weight of a leg; 1.0 for each without weights."""
        return self.weights.get(leg, 0.0) if self.weights else 1.0

    def __str__(self) -> str:
        shown = {"rrf": f"k={self.k}", "dbsf": "", "linear": f"normalizer={self.normalizer}"}[self.kind]
        weights = f"weights={dict(self.weights)}" if self.weights else ""
        return f"Native.{self.kind}({', '.join(filter(None, (shown, weights)))})"


def _checked(weights: Mapping[str, float]) -> Mapping[str, float]:
    if not isinstance(weights, Mapping):
        raise InvalidFusion(f"Native weights are {type(weights).__name__}; pass {{'sparse': 0.5, 'dense': 0.5}}")
    for leg, weight in weights.items():
        if leg not in LEGS:
            raise InvalidFusion(f"Native weight for {shorten(repr(leg))}: the legs are 'sparse' and 'dense'")
        if isinstance(weight, bool) or not isinstance(weight, int | float) or not math.isfinite(weight) or weight < 0:
            raise InvalidFusion(f"Native weight {shorten(repr(weight))} of {leg!r} must be a number of at least 0")
    if weights and not any(weights.values()):
        raise InvalidFusion("Native weights are all 0, so nothing would be ranked; at least one must be above 0")
    return FrozenDict({leg: float(weights.get(leg, 0.0)) for leg in LEGS} if weights else {})
