"""RRF: the sum of weight / (k + rank)."""

from __future__ import annotations

import math

import pytest

from hybrid_search.errors import InvalidFusion
from hybrid_search.fusion import RRF
from hybrid_search.types import FusionSpec
from tests.fusion.examples import dense, sparse


def test_sums_reciprocal_ranks_from_one() -> None:
    fused = RRF().fuse([dense(a=0.9, b=0.8, c=0.7), sparse(b=20.0, a=10.0, d=5.0)])
    assert fused.ids == ("a", "b", "c", "d")
    assert fused.scores == (
        1 / (60 + 1) + 1 / (60 + 2),
        1 / (60 + 2) + 1 / (60 + 1),
        1 / (60 + 3),
        1 / (60 + 3),
    )


def test_names_what_each_leg_added() -> None:
    fused = RRF().fuse([dense(a=0.9), sparse(b=20.0, a=10.0)])
    assert fused.added == {"dense": {"a": 1 / 61}, "sparse": {"b": 1 / 61, "a": 1 / 62}}


def test_k_sets_how_far_the_first_ranks_stand_out() -> None:
    legs = [dense(x=0.9, y=0.8, z=0.7, both=0.6), sparse(u=9.0, v=8.0, w=7.0, both=6.0)]
    # Rank 1 in one leg against rank 4 in both: 1/2 > 1/5 + 1/5, but 1/61 < 1/64 + 1/64.
    assert RRF(k=1).fuse(legs).ids[0] == "u"
    assert RRF(k=60).fuse(legs).ids[0] == "both"


def test_weights_multiply_the_score_not_the_rank() -> None:
    fused = RRF(weights={"dense": 3, "sparse": 0.5}).fuse([dense(a=0.9, b=0.8), sparse(b=20.0)])
    assert dict(zip(fused.ids, fused.scores, strict=True)) == {"a": 3 * (1 / 61), "b": 3 * (1 / 62) + 0.5 * (1 / 61)}


def test_a_leg_of_weight_zero_adds_zero_and_keeps_its_candidates() -> None:
    fused = RRF(weights={"dense": 1, "sparse": 0}).fuse([dense(b=0.9), sparse(a=20.0, b=10.0)])
    assert (fused.ids, fused.scores) == (("b", "a"), (1 / 61, 0.0))
    assert fused.added["sparse"] == {"a": 0.0, "b": 0.0}


def test_takes_any_number_of_legs() -> None:
    alone = RRF().fuse([dense(b=0.9, a=0.1)])
    assert (alone.ids, alone.scores) == (("b", "a"), (1 / 61, 1 / 62))


def test_scores_that_tie_in_a_leg_are_ranked_by_id() -> None:
    assert RRF().fuse([dense(b=0.5, a=0.5)]).scores == (1 / 61, 1 / 62)
    assert RRF().fuse([dense(b=0.5, a=0.5)]).ids == ("a", "b")


@pytest.mark.parametrize("k", [0, -1, math.nan, math.inf, True, "60", None])
def test_k_must_be_a_number_above_zero(k: float) -> None:
    with pytest.raises(InvalidFusion, match="RRF: k is"):
        RRF(k=k)


def test_spec_holds_the_parameters_as_plain_data() -> None:
    assert RRF().spec == FusionSpec("rrf", {"k": 60})
    assert RRF(20, {"sparse": 2, "dense": 1}).spec == FusionSpec("rrf", {"k": 20, "weights": {"dense": 1, "sparse": 2}})


def test_reads_as_one_writes_it() -> None:
    assert str(RRF()) == "RRF(k=60)"
    assert str(RRF(1.5, {"sparse": 2, "dense": 0.25})) == "RRF(k=1.5, dense=0.25, sparse=2)"
    assert repr(RRF(weights={"dense": 1})) == "RRF(k=60, weights={'dense': 1})"


def test_score_kind() -> None:
    assert RRF().score_kind == "rrf"
