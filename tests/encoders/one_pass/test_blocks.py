from __future__ import annotations

import numpy as np

from hybrid_search.encoders.one_pass.blocks import BLOCK, in_blocks


def test_the_largest_weight_of_a_block_becomes_step_127() -> None:
    column = np.zeros(BLOCK, dtype=np.float16)
    column[:3] = [0.5, -1.0, 0.25]  # of 127 steps: 63.5, which rounds to the even 64; -127; 31.75, which rounds to 32
    codes, scales = in_blocks(column[:, None])
    assert codes[0, 0, :4].tolist() == [128 + 64, 128 - 127, 128 + 32, 128]
    assert scales.tolist() == [np.float32(1 / 127)]


def test_each_column_and_block_has_a_scale_of_its_own() -> None:
    matrix = np.concatenate([np.full((BLOCK, 2), [127.0, 254.0]), np.full((BLOCK, 2), [-1.27, 0.0])])
    codes, scales = in_blocks(matrix)
    assert codes.shape == (2, 2, BLOCK)
    assert codes[:, :, 0].tolist() == [[255, 1], [255, 128]]
    assert np.allclose(scales, [1, 0.01, 2, 0])  # the first column's blocks, then the second's


def test_no_weight_moves_by_more_than_half_a_step() -> None:
    matrix = np.random.default_rng(3).normal(size=(4 * BLOCK, 5)).astype(np.float32)
    codes, scales = in_blocks(matrix)
    steps = scales.reshape(5, 4, 1)
    back = (codes.astype(np.float32) - 128) * steps
    assert (np.abs(back - matrix.T.reshape(5, 4, BLOCK)) <= steps / 2 + 1e-6).all()
