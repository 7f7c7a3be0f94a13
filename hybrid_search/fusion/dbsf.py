"""Distribution-based score fusion."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from hybrid_search.fusion.base import Fused
from hybrid_search.fusion.normalize.three_sigma import ThreeSigma
from hybrid_search.fusion.summing import parts_of, summed
from hybrid_search.types import FusionSpec, Leg


@dataclass(frozen=True, slots=True)
class DBSF:
    """The sum over the legs of the score on a scale where the mean less 3 sigma is 0 and the mean plus 3 sigma is 1.

    Three libraries compute three different things under this name; this is Qdrant's:

    ============  ===================  =======================  ==============================
    who           standard deviation   a document in both legs  a single hit, all scores equal
    ============  ===================  =======================  ==============================
    Qdrant, here  of a sample (n - 1)  sum                      0.5
    Haystack      of a population (n)  the larger of the two    0
    LlamaIndex    of a population (n)  weighted sum             1, or 0 if not above 0
    ============  ===================  =======================  ==============================

    It takes no weights: ``Weighted(weights, ThreeSigma())`` does.

    Source: Mazzeschi, "Distribution-Based Score Fusion (DBSF), a new approach to Vector Search Ranking", 2023, an
    article on the web; Qdrant's documentation of hybrid queries.
    """

    @property
    def score_kind(self) -> str:
        """``dbsf``."""
        return "dbsf"

    @property
    def spec(self) -> FusionSpec:
        """``dbsf``, without parameters."""
        return FusionSpec("dbsf")

    def fuse(self, legs: Sequence[Leg]) -> Fused:
        """See :meth:`hybrid_search.fusion.Fusion.fuse`."""
        return summed(parts_of(legs, ThreeSigma().normalize))

    def __str__(self) -> str:
        return "DBSF"
