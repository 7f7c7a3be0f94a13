"""The weights of a fusion: leg name to number."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from hybrid_search.errors import InvalidFusion
from hybrid_search.fusion.finite import finite
from hybrid_search.types import Leg


class Weights(Mapping[str, float]):
    """A read-only, hashable mapping from leg name to weight, sorted by name; equal to any mapping of the same items.

    A weight of 0 is 0: the leg's candidates stay in the fused list, and the leg adds 0.0 to them.

    Raises:
        InvalidFusion: if it is not a mapping from names to numbers, a weight is negative or not finite, or all are 0.
    """

    __slots__ = ("_weights",)

    def __init__(self, weights: Mapping[str, float]) -> None:
        if not isinstance(weights, Mapping) or not all(isinstance(name, str) for name in weights):
            raise InvalidFusion(
                f"weights {weights!r}: they must map each leg's name to its weight, as {{'dense': 0.5, 'sparse': 0.5}}"
            )
        self._weights = {name: finite(weights[name], f"the weight of {name!r}") for name in sorted(weights)}
        for name, weight in self._weights.items():
            if weight < 0:
                raise InvalidFusion(f"the weight of {name!r} is {weight}; it must be at least 0, and 0 mutes the leg")
        if not any(self._weights.values()):
            raise InvalidFusion(f"weights {self._weights}: at least one leg needs a weight above 0")
        finite(sum(self._weights.values()), "the sum of the weights")

    def __getitem__(self, name: str) -> float:
        return self._weights[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._weights)

    def __len__(self) -> int:
        return len(self._weights)

    def __hash__(self) -> int:
        return hash(frozenset(self._weights.items()))

    def __repr__(self) -> str:
        return repr(self._weights)

    def __str__(self) -> str:
        return ", ".join(f"{name}={weight:g}" for name, weight in self._weights.items())


def check_names(weights: Mapping[str, float], legs: Sequence[Leg]) -> None:
    """Check that the weights name exactly the legs, so that a misspelt name cannot pass for a weight of 0.

    Raises:
        InvalidFusion: naming both sides.
    """
    names = [leg.name for leg in legs]
    if weights.keys() != set(names):
        raise InvalidFusion(
            f"the weights name {', '.join(map(repr, weights))} and the legs are {', '.join(map(repr, names))}; give "
            "every leg a weight (0 mutes it), and pass a leg that found nothing as an empty leg"
        )
