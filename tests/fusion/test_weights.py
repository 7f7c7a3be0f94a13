"""Weights: leg name to a number of at least 0."""

from __future__ import annotations

import copy
import math
import pickle
from typing import Any

import numpy as np
import pytest

from hybrid_search.errors import InvalidFusion
from hybrid_search.fusion import RRF, Weighted
from hybrid_search.fusion.weights import Weights


def test_equals_any_mapping_of_the_same_items() -> None:
    assert Weights({"sparse": 2, "dense": 1}) == {"dense": 1, "sparse": 2}
    assert Weights({"sparse": 2, "dense": 1}) != {"dense": 1}


def test_is_sorted_by_name() -> None:
    assert list(Weights({"sparse": 2, "dense": 1})) == ["dense", "sparse"]
    assert str(Weights({"sparse": 2, "dense": 0.25})) == "dense=0.25, sparse=2"


def test_makes_fusions_hashable_copyable_and_picklable() -> None:
    fusion = Weighted({"sparse": 2, "dense": 1})
    assert len({fusion, Weighted({"dense": 1.0, "sparse": 2.0}), RRF(), RRF(k=60)}) == 2
    assert pickle.loads(pickle.dumps(fusion)) == copy.deepcopy(fusion) == fusion


def test_does_not_see_later_changes_of_the_callers_mapping() -> None:
    given = {"dense": 1.0}
    weights = Weights(given)
    given["dense"] = 5.0
    assert weights["dense"] == 1.0


def test_numbers_of_numpy_become_floats() -> None:
    given: dict[str, Any] = {"dense": np.float32(0.5), "sparse": np.int64(2)}
    weights = Weights(given)
    assert weights == {"dense": 0.5, "sparse": 2.0}
    assert [type(weight) for weight in weights.values()] == [float, float]


@pytest.mark.parametrize("weight", [math.nan, math.inf, True, "1", None, 10**400])
def test_a_weight_must_be_a_finite_number(weight: float) -> None:
    with pytest.raises(InvalidFusion, match=r"the weight of 'dense' is .*must be a"):
        Weights({"dense": weight, "sparse": 1})


def test_a_weight_must_not_be_negative() -> None:
    with pytest.raises(InvalidFusion, match=r"the weight of 'dense' is -0\.1; it must be at least 0"):
        Weights({"dense": -0.1, "sparse": 1})


@pytest.mark.parametrize("weights", [{}, {"dense": 0, "sparse": 0.0}])
def test_at_least_one_weight_must_be_above_zero(weights: dict[str, float]) -> None:
    with pytest.raises(InvalidFusion, match="at least one leg needs a weight above 0"):
        Weights(weights)


def test_the_sum_must_be_finite() -> None:
    with pytest.raises(InvalidFusion, match="the sum of the weights is inf"):
        Weights({"dense": 1.7e308, "sparse": 1.7e308})


@pytest.mark.parametrize("weights", [[0.5, 0.5], 0.5, {0: 1.0}, "dense"])
def test_weights_are_given_by_name(weights: dict[str, float]) -> None:
    with pytest.raises(InvalidFusion, match="they must map each leg's name to its weight"):
        Weights(weights)
