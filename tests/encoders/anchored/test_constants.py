from __future__ import annotations

import pytest

from hybrid_search.encoders.anchored import Anchoring
from hybrid_search.errors import InvalidInput


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("lambda_exact", 0.0),
        ("lambda_exact", float("nan")),
        ("length", 0.0),
        ("length", float("inf")),
        ("prior_documents", -1.0),
        ("gamma", -0.1),
        ("gamma", float("nan")),
        ("k1", -0.1),
        ("b", 1.1),
    ],
)
def test_a_constant_outside_its_range_is_refused_by_name(name: str, value: float) -> None:
    with pytest.raises(InvalidInput, match=f"{name} is {value}"):
        Anchoring(**{name: value})


def test_the_ends_of_the_ranges_are_taken() -> None:
    assert Anchoring(gamma=0, k1=0, b=1).b == 1
