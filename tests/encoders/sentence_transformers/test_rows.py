import math
from typing import Any

import pytest

from hybrid_search.encoders.sentence_transformers.rows import sparse_rows
from hybrid_search.errors import InvalidVector


def batch(rows: list[list[float]], dtype: str = "float32") -> Any:
    torch = pytest.importorskip("torch", reason="needs the extra models")
    return torch.tensor(rows, dtype=getattr(torch, dtype)).to_sparse()


@pytest.mark.parametrize("dtype", ["float32", "float16", "bfloat16", "float64"])
def test_each_row_becomes_a_vector(dtype: str) -> None:
    rows = sparse_rows(batch([[0.0, 0.5, 2.0], [0.0, 0.0, 0.0], [1.0, 0.0, 0.0]], dtype))
    assert [row.to_dict() for row in rows] == [{1: 0.5, 2: 2.0}, {}, {0: 1.0}]


def test_entries_in_any_order_are_taken() -> None:
    torch = pytest.importorskip("torch", reason="needs the extra models")
    tensor = torch.sparse_coo_tensor([[1, 0, 0], [0, 2, 1]], [1.0, 2.0, 3.0], (2, 3), check_invariants=True)
    assert [row.to_dict() for row in sparse_rows(tensor)] == [{1: 3.0, 2: 2.0}, {0: 1.0}]


def test_weights_below_the_smallest_normal_float_are_dropped() -> None:
    (row,) = sparse_rows(batch([[1e-39, 1.0]]))
    assert row.to_dict() == {1: 1.0}


def test_negative_weights_are_refused() -> None:
    with pytest.raises(InvalidVector, match=r"weight -0\.5; use a model whose sparse weights are 0 or above"):
        sparse_rows(batch([[-0.5, 1.0]]))


def test_weights_that_are_no_numbers_are_refused() -> None:
    with pytest.raises(InvalidVector, match="NaN"):
        sparse_rows(batch([[math.nan, 1.0]]))
