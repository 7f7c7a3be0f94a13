"""The two steps that all fusions share: what each leg adds to its candidates, and the ranking of the sums."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence

from hybrid_search.errors import InvalidFusion
from hybrid_search.fusion.base import Fused
from hybrid_search.fusion.weights import check_names
from hybrid_search.types import Leg
from hybrid_search.types.leg import best_first

Parts = dict[str, dict[str, float]]
"""Leg name to (id to what that leg adds to the score)."""


def parts_of(
    legs: Sequence[Leg], added_by: Callable[[Leg], Sequence[float]], weights: Mapping[str, float] | None = None
) -> Parts:
    """What each leg adds to each of its candidates.

    Args:
        legs: At least one, with distinct names.
        added_by: One number per candidate, in the order of the leg.
        weights: What the numbers of each leg are multiplied by; None for 1.

    Raises:
        InvalidFusion: without a leg, for two legs of one name, weights that do not name the legs, a leg that returns an
            id twice, and numbers that are missing or not finite.
    """
    if not legs:
        raise InvalidFusion("there is no leg to fuse; pass at least one, and a leg that found nothing as an empty leg")
    if weights is not None:
        check_names(weights, legs)
    parts: Parts = {}
    for leg in legs:
        if leg.name in parts:
            raise InvalidFusion(f"two legs are named {leg.name!r}; give each leg a name of its own")
        added = added_by(leg)
        if weights is None:
            part = dict(zip(leg.ids, added, strict=False))
        else:
            weight = weights[leg.name]
            part = {id: weight * number + 0.0 for id, number in zip(leg.ids, added, strict=False)}  # + 0.0: never -0.0
        if not len(part) == len(leg.ids) == len(leg.scores) == len(added) or not math.isfinite(sum(part.values())):
            raise InvalidFusion(_fault(leg, added))
        parts[leg.name] = part
    return parts


def summed(parts: Parts) -> Fused:
    """The union of the candidates, ranked by the sum of their parts."""
    first, *others = [parts[name] for name in sorted(parts)]  # so the order of the legs shows in no last bit of a sum
    totals = dict(first)
    for part in others:
        for id, number in part.items():
            totals[id] = totals[id] + number if id in totals else number
    return Fused(*best_first(totals), parts)


def _fault(leg: Leg, added: Sequence[float]) -> str:
    """What is wrong with the leg, or with what it would add."""
    if len(leg.ids) != len(leg.scores):
        return f"leg {leg.name!r} has {len(leg.ids)} ids and {len(leg.scores)} scores; it needs one score per id"
    seen: set[str] = set()
    for id, score in zip(leg.ids, leg.scores, strict=True):
        if id in seen:
            return f"leg {leg.name!r} returns {id!r} twice; keep its best score only"
        if not math.isfinite(score):
            return f"leg {leg.name!r} gives {id!r} the score {score}; scores must be finite numbers"
        seen.add(id)
    return (
        f"leg {leg.name!r}: its {len(leg)} scores were normalised to {len(added)} numbers, or to numbers that are not "
        "finite; scores must be within float32, and a normaliser must return one finite number per score"
    )
