import pytest

from hybrid_search.eval.p_value import p_value


@pytest.mark.parametrize(("p", "shown"), [(1.0, "p = 1.000"), (0.0314, "p = 0.031"), (0.0001, "p < 0.001")])
def test_three_decimals_and_never_0(p: float, shown: str) -> None:
    assert p_value(p) == shown
