"""unit_rows: what may be stored in a dense field."""

from __future__ import annotations

import math

import numpy as np
import pytest

from hybrid_search.errors import InvalidVector
from hybrid_search.types import unit_rows


def test_rows_get_unit_length() -> None:
    rows = unit_rows([[3.0, 4.0], [0.0, 2.0]], 2, "document")
    assert rows.dtype == np.float32
    assert rows.tolist() == [[pytest.approx(3 / 5), pytest.approx(4 / 5)], [0.0, 1.0]]


def test_the_callers_array_is_not_changed() -> None:
    given = np.array([[3.0, 4.0]], dtype=np.float32)
    unit_rows(given, 2, "document")
    assert given.tolist() == [[3.0, 4.0]]


def test_lengths_beyond_the_square_root_of_float32_neither_overflow_nor_vanish() -> None:
    assert unit_rows([[3e30, 4e30], [3e-30, 4e-30]], 2, "query").tolist() == [
        [pytest.approx(0.6), pytest.approx(0.8)],
        [pytest.approx(0.6), pytest.approx(0.8)],
    ]


def test_no_rows_are_fine() -> None:
    assert unit_rows(np.empty((0, 3)), 3, "query").shape == (0, 3)


@pytest.mark.parametrize("shape", [(2,), (1, 3), (1, 2, 2), ()])
def test_a_wrong_shape_is_named(shape: tuple[int, ...]) -> None:
    with pytest.raises(InvalidVector, match=r"dense query vectors have shape .* takes 2 dimensions"):
        unit_rows(np.ones(shape), 2, "query")


@pytest.mark.parametrize("bad", [math.nan, math.inf, -math.inf, 1e300])
def test_a_number_that_float32_cannot_hold_is_refused_with_its_row(bad: float) -> None:
    with pytest.raises(InvalidVector, match="vector 1 holds NaN or infinity"):
        unit_rows([[1.0, 1.0], [1.0, bad]], 2, "document")


def test_a_row_of_zeros_has_no_direction() -> None:
    with pytest.raises(InvalidVector, match="vector 1 is all zeros"):
        unit_rows([[1.0, 0.0], [0.0, -0.0]], 2, "document")


@pytest.mark.parametrize("bad", [[[1.0], [1.0, 2.0]], [["a", "b"]], [[None, {}]]])
def test_what_is_no_matrix_of_numbers_is_refused(bad: list[list[float]]) -> None:
    with pytest.raises(InvalidVector, match="rows of 2 numbers"):
        unit_rows(bad, 2, "document")


def test_labels_name_the_row() -> None:
    with pytest.raises(InvalidVector, match="dense document vector 'b' is all zeros"):
        unit_rows([[1.0], [0.0]], 1, "document", ["'a'", "'b'"])
