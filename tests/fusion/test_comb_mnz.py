"""CombMNZ: CombSUM times the number of legs that found the document."""

from __future__ import annotations

import pytest

from hybrid_search.errors import InvalidFusion
from hybrid_search.fusion import CombMNZ, NoNormalization
from hybrid_search.types import FusionSpec, Leg
from tests.fusion.examples import dense, sparse


def test_multiplies_the_sum_by_the_legs_that_found_it() -> None:
    fused = CombMNZ().fuse([dense(a=0.75, b=0.5, c=0.25), sparse(c=9.0, b=5.0, d=1.0)])
    # min-max: dense a 1, b 0.5, c 0; sparse c 1, b 0.5, d 0. Both legs found b and c.
    assert fused.ids == ("b", "c", "a", "d")
    assert fused.scores == (2 * (0.5 + 0.5), 2 * (0.0 + 1.0), 1 * 1.0, 1 * 0.0)


def test_the_parts_carry_the_factor() -> None:
    fused = CombMNZ(NoNormalization()).fuse([dense(a=0.75, b=0.5), sparse(b=4.0)])
    assert fused.added == {"dense": {"a": 1 * 0.75, "b": 2 * 0.5}, "sparse": {"b": 2 * 4.0}}


def test_counts_every_leg() -> None:
    title = Leg.ranked("title", [("b", 1.0)], "dot")
    fused = CombMNZ(NoNormalization()).fuse([dense(a=0.75, b=0.5), sparse(b=4.0), title])
    assert (fused.ids, fused.scores) == (("b", "a"), (3 * (0.5 + 4.0 + 1.0), 1 * 0.75))


def test_the_normaliser_must_be_one() -> None:
    with pytest.raises(InvalidFusion, match="'min_max' is no normaliser"):
        CombMNZ("min_max")  # type: ignore[arg-type]  # that is the test


def test_describes_itself() -> None:
    assert CombMNZ().spec == FusionSpec("comb_mnz", {"normalizer": "min_max"})
    assert str(CombMNZ()) == "CombMNZ(min_max)"
    assert CombMNZ().score_kind == "comb_mnz"
