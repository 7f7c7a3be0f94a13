"""CombSUM: the sum of normalised scores."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from hybrid_search.fusion.base import Fused
from hybrid_search.fusion.normalize.base import Normalizer
from hybrid_search.fusion.normalize.min_max import MinMax
from hybrid_search.fusion.normalize.registry import as_data, check_normalizer
from hybrid_search.fusion.summing import parts_of, summed
from hybrid_search.types import FusionSpec, Leg


@dataclass(frozen=True, slots=True)
class CombSUM:
    r"""The sum over the legs of the normalised score; a leg that did not return a document adds nothing.

    .. math:: CombSUM(d) = \sum_{\ell \ni d} \phi_\ell(s_\ell(d))

    Source: Fox and Shaw, "Combination of Multiple Searches", TREC-2, 1994. They summed raw scores; min-max scores
    before the sum are Lee's ("Analyses of Multiple Evidence Combination", SIGIR 1997).

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
        """``comb_sum``."""
        return "comb_sum"

    @property
    def spec(self) -> FusionSpec:
        """``comb_sum`` with the normaliser."""
        return FusionSpec("comb_sum", {"normalizer": as_data(self.normalizer)})

    def fuse(self, legs: Sequence[Leg]) -> Fused:
        """See :meth:`hybrid_search.fusion.Fusion.fuse`."""
        return summed(parts_of(legs, self.normalizer.normalize))

    def __str__(self) -> str:
        return f"CombSUM({self.normalizer})"
