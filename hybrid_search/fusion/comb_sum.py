"""CombSUM: the sum of normalised scores."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from hybrid_search.fusion.base import Fused
from hybrid_search.fusion.normalized import Normalized
from hybrid_search.fusion.summing import parts_of, summed
from hybrid_search.types import Leg


@dataclass(frozen=True, slots=True)
class CombSUM(Normalized):
    r"""The sum over the legs of the normalised score; a leg that did not return a document adds nothing.

    .. math:: CombSUM(d) = \sum_{\ell \ni d} \phi_\ell(s_\ell(d))

    Source: Fox and Shaw, "Combination of Multiple Searches", TREC-2, 1994. They summed raw scores; min-max scores
    before the sum are Lee's ("Analyses of Multiple Evidence Combination", SIGIR 1997).

    Attributes:
        normalizer: What brings the legs' scores to one scale.

    Raises:
        InvalidFusion: for a normaliser that is none.
    """

    @property
    def score_kind(self) -> str:
        """``comb_sum``."""
        return "comb_sum"

    def fuse(self, legs: Sequence[Leg]) -> Fused:
        """See :meth:`hybrid_search.fusion.Fusion.fuse`."""
        return summed(parts_of(legs, self.normalizer.normalize))
