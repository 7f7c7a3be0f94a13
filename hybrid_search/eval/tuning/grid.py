"""What tuning tries."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import product

from hybrid_search.errors import InvalidInput
from hybrid_search.eval.comparison.configuration import Configuration
from hybrid_search.fusion import RRF, Fusion, MinMax, Normalizer, TheoreticalMinMax, Weighted, ZScore


@dataclass(frozen=True, slots=True)
class Grid:
    """Reciprocal rank fusions and weighted sums. Of settings that score the same, the first in these orders is chosen.

    Attributes:
        candidates: Hits wanted of each leg before fusion.
        rrf_k: Each is one RRF; none leaves RRF out.
        weights: Of the sparse leg, from 0 to 1; the dense leg has the rest. From the middle outwards, so that of equal
            ones the most balanced is chosen. None leaves weighted sums out.
        normalizers: What brings the legs of a weighted sum to one scale.
    """

    candidates: tuple[int, ...] = (100, 200)
    rrf_k: tuple[float, ...] = (60, 20, 10, 100)
    weights: tuple[float, ...] = (0.5, 0.4, 0.6, 0.3, 0.7, 0.2, 0.8, 0.1, 0.9, 0.0, 1.0)
    normalizers: tuple[Normalizer, ...] = field(default_factory=lambda: (TheoreticalMinMax(), MinMax(), ZScore()))

    def configurations(self) -> tuple[Configuration, ...]:
        """The settings in the order in which ties are broken.

        Raises:
            InvalidFusion: for a *k* or a normaliser that is none.
            InvalidInput: for a weight outside its range.
        """
        fusions = list(self._fusions())
        return tuple(_named(fusion, candidates) for candidates, fusion in product(self.candidates, fusions))

    def _fusions(self) -> Iterator[Fusion]:
        for k in self.rrf_k:
            yield RRF(k)
        for normalizer, weight in product(self.normalizers, self.weights):
            if not 0 <= weight <= 1:
                raise InvalidInput(f"grid: the weight {weight!r} of the sparse leg must lie from 0 to 1")
            yield Weighted({"sparse": weight, "dense": round(1 - weight, 9)}, normalizer)


def settings_of(grid: Grid | Sequence[Configuration | Fusion]) -> tuple[Configuration, ...]:
    """The settings of a grid, or those that were listed; a fusion stands for itself with 100 candidates.

    Raises:
        InvalidInput: without settings, for one that is neither, or for a name that comes twice.
    """
    listed = grid.configurations() if isinstance(grid, Grid) else tuple(map(_setting, grid))
    if not listed:
        raise InvalidInput("grid: there is no setting to choose from; list at least one configuration or fusion")
    seen: set[str] = set()
    for one in listed:
        if one.name in seen:
            raise InvalidInput(f"grid: the setting {one.name!r} comes twice; keep one, or give each its own name")
        seen.add(one.name)
    return listed


def _setting(one: object) -> Configuration:
    if isinstance(one, Configuration):
        return one
    if isinstance(one, Fusion) and not isinstance(one, type):
        return _named(one, 100)
    raise InvalidInput(f"grid: {one!r} is neither a Configuration nor a fusion such as RRF(k=60)")


def _named(fusion: Fusion, candidates: int) -> Configuration:
    return Configuration(f"{fusion}, candidates={candidates}", fusion=fusion, candidates=candidates)
