"""best_first: the order of every ranking, of a leg as of a fused list."""

from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from hybrid_search.errors import InvalidFusion
from hybrid_search.types import Leg
from hybrid_search.types.leg import best_first, six_digits

near = st.builds(
    lambda base, millionths: base * (1 + millionths / 1e7),
    st.sampled_from([1.0, 9.99999, 0.1, -1.0, 1e-30, 5e-324, 1e300, 0.0163934]),
    st.integers(-150, 150),
)
"""Scores around the borders of rounding to six digits."""

finite = st.floats(allow_nan=False, allow_infinity=False)


@given(st.dictionaries(st.text("abc", min_size=1, max_size=3), finite | near, max_size=40))
@example({"b": 1.0000004, "a": 1.0})
@example({"c": 1.000002, "b": 1.000001, "a": 1.0000004, "d": 1.0000004})
@example({"b": 0.0, "a": -0.0, "c": 5e-324})
@example({"b": 1.7e308, "a": -1.7e308, "c": 1.7e308})
def test_is_the_order_by_rounded_score_and_id(scores: dict[str, float]) -> None:
    ids, falling = best_first(scores)
    assert list(ids) == sorted(scores, key=lambda one: (-six_digits(scores[one]), one))
    assert list(falling) == [scores[one] for one in ids]


def test_rounds_to_six_significant_digits() -> None:
    assert six_digits(123456.7) == 123457.0
    assert six_digits(-0.00012345649) == -0.000123456


def test_a_leg_is_ranked_by_it() -> None:
    leg = Leg.ranked("dense", iter([("b", 0.5), ("a", 0.5000001), ("c", 0.9)]), "cosine")
    assert (leg.ids, leg.scores) == (("c", "a", "b"), (0.9, 0.5000001, 0.5))


def test_a_leg_refuses_an_id_that_comes_twice() -> None:
    with pytest.raises(InvalidFusion, match="leg 'dense' returns 'a' twice"):
        Leg.ranked("dense", [("a", 0.5), ("b", 0.4), ("a", 0.3)], "cosine")
