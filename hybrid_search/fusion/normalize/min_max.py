"""Min-max: the leg's worst score becomes 0 and its best 1."""

from __future__ import annotations

from dataclasses import dataclass

from hybrid_search.fusion.normalize.affine import affine, indistinct
from hybrid_search.types import Leg


@dataclass(frozen=True, slots=True)
class MinMax:
    """(score - worst) / (best - worst).

    The worst candidate gets 0, as much as one that the leg did not return, and how far the others stand from it depends
    on how many candidates were asked for; :class:`TheoreticalMinMax` has neither flaw.

    Where all scores are equal (a single hit, or differences below a millionth), each gets 1.0: every one of them is the
    leg's best. ranx gives 0 here, which makes the only hit of a leg worthless.

    Source: Lee, "Analyses of Multiple Evidence Combination", SIGIR 1997.
    """

    @property
    def name(self) -> str:
        """``min_max``."""
        return "min_max"

    def normalize(self, leg: Leg) -> tuple[float, ...]:
        """From 0 to 1, in the order of the leg."""
        worst, best = min(leg.scores, default=0.0), max(leg.scores, default=0.0)
        if indistinct(worst, best):
            return (1.0,) * len(leg)
        return affine(leg.scores, worst, best - worst)

    def __str__(self) -> str:
        return self.name
