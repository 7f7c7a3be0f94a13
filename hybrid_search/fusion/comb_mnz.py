"""CombMNZ: the sum of normalised scores, times the number of legs that found the document."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import chain

from hybrid_search.fusion.base import Fused
from hybrid_search.fusion.normalized import Normalized
from hybrid_search.fusion.summing import parts_of, summed
from hybrid_search.types import Leg


@dataclass(frozen=True, slots=True)
class CombMNZ(Normalized):
    r"""CombSUM times the number of legs that returned the document, so that agreement between the legs counts.

    .. math:: CombMNZ(d) = |\{\ell : \ell \ni d\}| \cdot \sum_{\ell \ni d} \phi_\ell(s_\ell(d))

    A leg that returned the document counts even where its normalised score is 0, and each of the parts in
    :attr:`Fused.added` is multiplied by the number, so that they sum to the score. Use it with normalised scores of at
    least 0: the product makes a negative sum worse for a document that more legs found.

    Source: Fox and Shaw, "Combination of Multiple Searches", TREC-2, 1994.

    Attributes:
        normalizer: What brings the legs' scores to one scale.

    Raises:
        InvalidFusion: for a normaliser that is none.
    """

    @property
    def score_kind(self) -> str:
        """``comb_mnz``."""
        return "comb_mnz"

    def fuse(self, legs: Sequence[Leg]) -> Fused:
        """See :meth:`hybrid_search.fusion.Fusion.fuse`."""
        parts = parts_of(legs, self.normalizer.normalize)
        found_by = Counter(chain.from_iterable(parts.values()))
        return summed(
            {name: {id: found_by[id] * number for id, number in part.items()} for name, part in parts.items()}
        )
