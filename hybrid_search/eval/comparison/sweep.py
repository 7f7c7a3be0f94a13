"""The weight of the sparse leg from 0 to 1: how much it matters."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from hybrid_search.errors import InvalidInput
from hybrid_search.eval.comparison.configuration import Configuration
from hybrid_search.eval.comparison.interval import Interval
from hybrid_search.eval.comparison.legs import Legs, Step, retrieve
from hybrid_search.eval.comparison.searched import fuse_legs
from hybrid_search.eval.dataset import Dataset, judged
from hybrid_search.eval.measures import per_query
from hybrid_search.eval.runs.run import Qrels
from hybrid_search.fusion import Weighted
from hybrid_search.fusion.normalize.base import Normalizer
from hybrid_search.fusion.normalize.theoretical_min_max import TheoreticalMinMax
from hybrid_search.index import HybridIndex

SWEEP = Configuration("weight sweep")
"""What a sweep needs of the legs."""


@dataclass(frozen=True, slots=True)
class WeightSweep:
    """The mean at each weight. The best of them was chosen on these very queries, so others will see less.

    Attributes:
        measure: Of which the means are.
        normalizer: What brought the legs to one scale.
        points: Weight of the sparse leg, from 0 to 1, and the mean with its interval; the dense leg has the rest.
    """

    measure: str
    normalizer: str
    points: tuple[tuple[float, Interval], ...]

    @property
    def best(self) -> tuple[float, Interval]:
        """The weight with the highest mean; of equal ones the lowest."""
        return max(self.points, key=lambda point: point[1].mean)


def weight_sweep(
    index: HybridIndex,
    dataset: Dataset,
    *,
    weights: int = 11,
    candidates: int = 100,
    measure: str = "nDCG@10",
    normalizer: Normalizer | None = None,
    step: Step = lambda doing, done, of: None,  # noqa: ARG005  # shows no progress
) -> WeightSweep:
    """Search both legs once for each query and fuse them with every weight.

    Args:
        index: Holds the documents of the dataset.
        dataset: Queries and judgements.
        weights: How many, evenly from 0 to 1.
        candidates: Hits wanted of each leg.
        measure: A name as ir_measures has it.
        normalizer: Of :class:`~hybrid_search.fusion.Weighted`; None is its default.
        step: Called as the work goes on.

    Raises:
        InvalidInput: for fewer than two weights, or if no query has judgements.
        MissingExtra: without the extra ``eval``.
    """
    queries, qrels = judged(dataset)
    wanted = replace(SWEEP, candidates=candidates)
    legs = retrieve(index, queries, [wanted], step)
    return sweep_of(index, legs, queries, qrels, measure, weights, candidates=candidates, normalizer=normalizer)


def sweep_of(
    index: HybridIndex,
    legs: Legs,
    queries: Mapping[str, str],
    qrels: Qrels,
    measure: str,
    weights: int,
    *,
    candidates: int = SWEEP.candidates,
    normalizer: Normalizer | None = None,
) -> WeightSweep:
    """:func:`weight_sweep` over legs that were retrieved before."""
    if weights < 2:
        raise InvalidInput(f"weight sweep: weights={weights}; at least the two weights 0 and 1 are needed")
    scale = TheoreticalMinMax() if normalizer is None else normalizer
    points = []
    for place in range(weights):
        weight = place / (weights - 1)
        fusion = Weighted({"sparse": weight, "dense": 1 - weight}, scale)
        found = fuse_legs(index, legs, queries, replace(SWEEP, fusion=fusion, candidates=candidates))
        values = per_query(found.run, qrels, measure)
        points.append((weight, Interval.of(list(values.values()))))
    return WeightSweep(measure, str(scale), tuple(points))
