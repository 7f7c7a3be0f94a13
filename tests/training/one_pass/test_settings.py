import pytest

from hybrid_search.errors import InvalidInput
from hybrid_search.training.one_pass import HeadShape, Settings


@pytest.mark.parametrize(
    "wrong",
    [
        {"steps": 0},
        {"held_out": 1.5},
        {"learning_rate": 0.0},
        {"contrast": -1.0},
        {"flops_queries": float("nan")},
        {"query_tokens": 2},
        {"candidates": 1},
    ],
)
def test_a_number_outside_its_range_is_named(wrong: dict[str, float]) -> None:
    (name,) = wrong
    with pytest.raises(InvalidInput, match=name):
        Settings(**wrong)  # type: ignore[arg-type]  # each is wrong on purpose


@pytest.mark.parametrize("mixed", [(), (3, 0), (0,), (0, 2, 2), (-1, 3)])
def test_mixed_layers_must_ascend_to_a_layer_of_the_transformer(mixed: tuple[int, ...]) -> None:
    with pytest.raises(InvalidInput, match="mixed layers"):
        HeadShape(mixed)
