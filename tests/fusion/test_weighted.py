"""Weighted: the convex combination of normalised scores."""

from __future__ import annotations

import pytest

from hybrid_search.errors import InvalidFusion
from hybrid_search.fusion import MinMax, NoNormalization, TheoreticalMinMax, Weighted, ZScore
from hybrid_search.types import FusionSpec
from tests.fusion.examples import EVEN, dense, sparse


def test_adds_shares_of_the_normalised_scores() -> None:
    fused = Weighted({"dense": 0.75, "sparse": 0.25}).fuse([dense(a=0.8, b=0.4), sparse(b=20.0, c=5.0)])
    # dense is divided by its best, 0.8, and sparse by 20.
    assert fused.ids == ("a", "b", "c")
    assert fused.scores == (0.75 * 1.0, 0.75 * 0.5 + 0.25 * 1.0, 0.25 * 0.25)
    assert fused.added == {"dense": {"a": 0.75, "b": 0.375}, "sparse": {"b": 0.25, "c": 0.0625}}


def test_only_the_ratios_of_the_weights_matter() -> None:
    legs = [dense(a=0.8, b=0.4), sparse(b=20.0, c=5.0)]
    assert Weighted({"dense": 6, "sparse": 2}).fuse(legs) == Weighted({"dense": 0.75, "sparse": 0.25}).fuse(legs)


def test_a_weight_of_zero_is_zero() -> None:
    fused = Weighted({"dense": 0.0, "sparse": 1.0}).fuse([dense(a=0.9, b=0.8), sparse(b=20.0)])
    assert (fused.ids, fused.scores) == (("b", "a"), (1.0, 0.0))
    assert fused.added == {"dense": {"a": 0.0, "b": 0.0}, "sparse": {"b": 1.0}}


def test_a_muted_negative_score_is_not_minus_zero() -> None:
    muted = Weighted({"dense": 0.0, "sparse": 1.0}, NoNormalization()).fuse([dense(a=-0.5), sparse()])
    assert (str(muted.scores[0]), str(muted.added["dense"]["a"])) == ("0.0", "0.0")


def test_the_best_of_every_leg_scores_one() -> None:
    assert Weighted(EVEN).fuse([dense(a=0.3, b=0.1), sparse(a=7.0)]).scores[0] == 1.0


def test_an_empty_leg_adds_nothing() -> None:
    fused = Weighted(EVEN).fuse([dense(a=0.8, b=0.4), sparse()])
    assert (fused.ids, fused.scores) == (("a", "b"), (0.5, 0.25))
    assert fused.added["sparse"] == {}


def test_the_normaliser_can_be_chosen() -> None:
    legs = [dense(a=0.8, b=0.6, c=0.4), sparse(c=3.0)]
    assert Weighted(EVEN, MinMax()).fuse(legs).added["dense"] == pytest.approx({"a": 0.5, "b": 0.25, "c": 0.0})
    assert Weighted(EVEN, NoNormalization()).fuse(legs).added["sparse"] == {"c": 1.5}


@pytest.mark.parametrize("legs", [[dense(a=1.0)], [dense(), sparse(), dense()]])
def test_every_leg_and_no_other_needs_a_weight(legs: list[object]) -> None:
    with pytest.raises(InvalidFusion, match=r"the weights name 'dense', 'title' and the legs are 'dense'"):
        Weighted({"dense": 1, "title": 1}).fuse(legs)  # type: ignore[arg-type]  # a list is invariant in its items


@pytest.mark.parametrize("normalizer", ["min_max", MinMax, None])
def test_the_normaliser_must_be_one(normalizer: object) -> None:
    with pytest.raises(InvalidFusion, match=r"is no normaliser; pass an object such as MinMax\(\)"):
        Weighted(EVEN, normalizer)  # type: ignore[arg-type]  # that is the test


def test_spec_names_the_normaliser() -> None:
    assert Weighted({"sparse": 2, "dense": 1}).spec == FusionSpec(
        "weighted", {"weights": {"dense": 1, "sparse": 2}, "normalizer": "theoretical_min_max"}
    )


def test_spec_keeps_parameters_of_the_normaliser() -> None:
    moved = Weighted(EVEN, TheoreticalMinMax(cosine=-1))
    assert moved.spec.parameters["normalizer"] == {"name": "theoretical_min_max", "cosine": -1}


def test_reads_as_one_writes_it() -> None:
    assert str(Weighted({"sparse": 0.25, "dense": 0.75})) == "Weighted(dense=0.75, sparse=0.25, theoretical_min_max)"
    assert str(Weighted(EVEN, ZScore("mean"))) == "Weighted(dense=0.5, sparse=0.5, z_score(zero=mean))"


def test_score_kind() -> None:
    assert Weighted(EVEN).score_kind == "weighted"
