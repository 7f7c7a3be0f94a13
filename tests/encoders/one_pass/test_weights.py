from __future__ import annotations

from io import BytesIO

import numpy as np
import numpy.typing as npt
import pytest

from hybrid_search.encoders.one_pass.weights import INT8_STEPS, graph_weights, read_arrays

TRUNK: dict[str, npt.NDArray[np.generic]] = {
    "word.codes": np.array([[3, 4], [127, 0], [0, -5]], dtype=np.int8),
    "word.scale": np.array([[0.1], [0.2], [0.3]], dtype=np.float32),
    "layer0.up": np.array([[0.5, 1.5]], dtype=np.float16),
}
HEAD: dict[str, npt.NDArray[np.generic]] = {
    "mix": np.array([[2.0]], dtype=np.float16),
    "pieces": np.array([0, 2], dtype=np.uint16),
    "bias": np.array([-1, -2], dtype=np.float32),
    "gain": np.array([1, 2], dtype=np.float32),
    "scale": np.array(10, dtype=np.float32),
    "range": np.array(0.2, dtype=np.float32),
}


def test_half_precision_is_expanded_and_the_embedding_stays_small() -> None:
    weights = graph_weights(TRUNK, HEAD, "fp32")
    assert weights["layer0.up"].dtype == weights["mix"].dtype == np.float32
    assert weights["layer0.up"].tolist() == [[0.5, 1.5]]
    assert weights["word.codes"].dtype == np.int8


def test_the_decoder_is_the_embedding_of_the_heads_wordpieces_at_the_heads_length() -> None:
    # (3, 4) has length 5, (0, -5) too; times 10.
    assert graph_weights(TRUNK, HEAD, "fp32")["decoder"].T.tolist() == [[6, 8], [0, -10]]


def test_the_int8_decoder_is_the_stored_codes_with_another_scale() -> None:
    weights = graph_weights(TRUNK, HEAD, "int8-head")
    assert weights["decoder"].T.tolist() == [[3, 4], [0, -5]]
    assert weights["decoder.activation"] == pytest.approx(INT8_STEPS / 0.2)
    # One step of a component is 0.2 / 63; the codes have length 5, and products are multiplied by 10.
    assert weights["decoder.scale"] == pytest.approx(np.full(2, 0.2 / 63 * 10 / 5))


def test_blocks_take_the_place_of_the_layers_matrices_alone() -> None:
    trunk = {**TRUNK, "layer0.up": np.ones((32, 2), dtype=np.float16), "layer0.up.bias": np.ones(2, dtype=np.float32)}
    weights = graph_weights(trunk, HEAD, "int8-blocks")
    assert "layer0.up" not in weights
    assert (weights["layer0.up.codes"].shape, weights["layer0.up.scales"].shape) == ((2, 1, 32), (2,))
    head_only = graph_weights(trunk, HEAD, "int8-head")
    assert all(
        weights[name] is head_only[name] or np.array_equal(weights[name], head_only[name])
        for name in head_only.keys() - {"layer0.up"}
    )


def test_16_bit_partial_sums_of_the_int8_projection_cannot_overflow() -> None:
    assert 2 * (INT8_STEPS + 1 + INT8_STEPS) * 127 < 2**15


def test_arrays_are_read_without_unpickling() -> None:
    file = BytesIO()
    np.savez(file, a=np.array([1, 2]))
    assert read_arrays(file.getvalue())["a"].tolist() == [1, 2]
    objects = BytesIO()
    np.savez(objects, a=np.array([{}], dtype=object))
    with pytest.raises(ValueError, match="allow_pickle"):
        read_arrays(objects.getvalue())
