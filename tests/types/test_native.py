"""A fusion that the backend is asked to run."""

from __future__ import annotations

from typing import Any

import pytest

from hybrid_search.errors import InvalidFusion
from hybrid_search.types import Native


def test_the_constant_of_the_paper_is_the_default() -> None:
    assert Native.rrf() == Native("rrf", k=60, weights={})


@pytest.mark.parametrize("fusion", [Native.rrf(), Native.dbsf(), Native.linear()])
def test_without_weights_the_legs_are_equal(fusion: Native) -> None:
    assert [fusion.weight(leg) for leg in ("sparse", "dense")] == [1.0, 1.0]


def test_a_leg_that_the_weights_leave_out_has_none() -> None:
    fusion = Native.linear({"dense": 2})
    assert fusion.weights == {"sparse": 0.0, "dense": 2.0}
    assert [fusion.weight(leg) for leg in ("sparse", "dense")] == [0.0, 2.0]


def test_the_kind_of_score_says_who_computed_it() -> None:
    assert [one.score_kind for one in (Native.rrf(), Native.dbsf(), Native.linear())] == [
        "native-rrf",
        "native-dbsf",
        "native-linear",
    ]


@pytest.mark.parametrize(
    ("fusion", "shown"),
    [
        (Native.rrf(), "Native.rrf(k=60)"),
        (Native.rrf(5, {"sparse": 1}), "Native.rrf(k=5, weights={'sparse': 1.0, 'dense': 0.0})"),
        (Native.dbsf(), "Native.dbsf()"),
        (Native.linear(normalizer="l2"), "Native.linear(normalizer=l2)"),
    ],
)
def test_it_reads_as_the_call_that_made_it(fusion: Native, shown: str) -> None:
    assert str(fusion) == shown


def test_it_is_a_value() -> None:
    weights = {"sparse": 1.0, "dense": 2.0}
    fusion = Native.rrf(weights=weights)
    weights["sparse"] = 9.0
    assert fusion == Native.rrf(weights={"dense": 2, "sparse": 1})
    assert fusion != Native.rrf(weights={"dense": 1, "sparse": 2})


@pytest.mark.parametrize("k", [0, -1, 10_001, 1.5, True, "60"])
def test_the_constant_is_a_whole_number_from_1_to_10000(k: Any) -> None:
    with pytest.raises(InvalidFusion, match=r"Native\.rrf\(k=.*whole number from 1 to 10,000"):
        Native.rrf(k)
    assert Native.rrf(10_000).k == 10_000


@pytest.mark.parametrize(
    ("weights", "message"),
    [
        ({"title": 1.0}, "'title': the legs are 'sparse' and 'dense'"),
        ({"sparse": -1}, "must be a number of at least 0"),
        ({"sparse": float("nan")}, "must be a number of at least 0"),
        ({"sparse": float("inf")}, "must be a number of at least 0"),
        ({"sparse": True}, "must be a number of at least 0"),
        ({"sparse": "1"}, "must be a number of at least 0"),
        ({"sparse": 0, "dense": 0}, "all 0"),
        ([0.5, 0.5], "weights are list"),
    ],
)
def test_weights_are_numbers_for_the_two_legs(weights: Any, message: str) -> None:
    for make in (Native.linear, lambda one: Native.rrf(weights=one)):
        with pytest.raises(InvalidFusion, match=message):
            make(weights)


def test_other_kinds_and_normalizers_are_refused() -> None:
    kind: Any = "borda"
    normalizer: Any = "softmax"
    with pytest.raises(InvalidFusion, match="'borda' is not known"):
        Native(kind)
    with pytest.raises(InvalidFusion, match=r"'softmax'.*'none', 'min_max' or 'l2'"):
        Native.linear(normalizer=normalizer)
