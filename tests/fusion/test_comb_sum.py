"""CombSUM: the sum of normalised scores."""

from __future__ import annotations

import pytest

from hybrid_search.errors import InvalidFusion
from hybrid_search.fusion import CombSUM, MinMax, NoNormalization
from hybrid_search.types import FusionSpec
from tests.fusion.examples import dense, sparse


def test_sums_the_normalised_scores() -> None:
    fused = CombSUM().fuse([dense(a=0.75, b=0.5, c=0.25), sparse(c=9.0, b=5.0, d=1.0)])
    # min-max: dense a 1, b (0.5 - 0.25) / 0.5, c 0; sparse c 1, b (5 - 1) / 8, d 0.
    assert fused.ids == ("a", "b", "c", "d")
    assert fused.scores == (1.0, 0.5 + 0.5, 0.0 + 1.0, 0.0)


def test_sums_raw_scores_on_request() -> None:
    fused = CombSUM(NoNormalization()).fuse([dense(a=0.75, b=0.5), sparse(b=4.0)])
    assert (fused.ids, fused.scores) == (("b", "a"), (0.5 + 4.0, 0.75))


def test_the_normaliser_must_be_one() -> None:
    with pytest.raises(InvalidFusion, match="'min_max' is no normaliser"):
        CombSUM("min_max")  # type: ignore[arg-type]  # that is the test


def test_describes_itself() -> None:
    assert CombSUM().spec == FusionSpec("comb_sum", {"normalizer": "min_max"})
    assert str(CombSUM(MinMax())) == "CombSUM(min_max)"
    assert CombSUM().score_kind == "comb_sum"
