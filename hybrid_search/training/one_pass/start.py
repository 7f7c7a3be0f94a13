"""The head that training starts from: a trained one, brought to another shape if need be, or a new one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
import torch
from torch import Tensor

from hybrid_search.encoders.one_pass.wordpieces import Wordpieces
from hybrid_search.training.one_pass.head import Head
from hybrid_search.training.one_pass.shape import HeadShape

Arrays = Mapping[str, npt.NDArray[Any]]

_FIRST_BIAS = -1.0
_FIRST_SCALE = 6.0
_SMALL = 0.02


def continued(head: Arrays, trunk: Arrays, shape: HeadShape, seed: int) -> Head:
    """A head that goes on from *head*.

    Where the shapes differ, what a layer gave comes from its nearest neighbours among the new layers; a new MLP begins
    as the identity, and an MLP of another width is begun again.
    """
    before = HeadShape.of(head)
    dims = len(head["mix.bias"])
    matrix = remixed(head["mix"].astype(np.float32).reshape(len(before.mixed), dims, dims), before.mixed, shape.mixed)
    own = {name: head[name] for name in ("mix.bias", "mix.norm.gain", "mix.norm.bias", "bias", "scale")}
    own |= {"mix": matrix.reshape(-1, dims).T, "log_gain": np.log(head["gain"])}
    if shape.mlp:
        same = shape.mlp == before.mlp
        own |= _trained_mlp(head) if same else _new_mlp(dims, shape.mlp, seed)
    return Head(_tensors(own), shape, head["pieces"].astype(np.int64), trunk["word.codes"])


def scratch(wordpieces: Wordpieces, trunk: Arrays, shape: HeadShape, seed: int) -> Head:
    """A head that knows nothing: each token is its own wordpiece, for every plain ASCII wordpiece."""
    vocabulary, dims = trunk["word.codes"].shape
    texts = [wordpieces.text(index) or "" for index in range(vocabulary)]
    pieces = np.array([i for i, text in enumerate(texts) if text.isascii() and text and not text.startswith("[")])
    noise = np.random.default_rng([seed, 1])
    bound = (len(shape.mixed) * dims) ** -0.5
    mix = 0.3 * noise.uniform(-bound, bound, (dims, len(shape.mixed) * dims))
    mix[:, :dims] += np.eye(dims)
    own = {
        "mix": mix,
        "mix.bias": np.zeros(dims),
        "mix.norm.gain": np.ones(dims),
        "mix.norm.bias": np.zeros(dims),
        "bias": np.full(len(pieces), _FIRST_BIAS),
        "scale": np.array(_FIRST_SCALE),
        "log_gain": np.zeros(len(pieces)),
    }
    if shape.mlp:
        own |= _new_mlp(dims, shape.mlp, seed)
    return Head(_tensors(own), shape, pieces.astype(np.int64), trunk["word.codes"])


def remixed(matrices: npt.NDArray[np.float32], before: Sequence[int], after: Sequence[int]) -> npt.NDArray[np.float32]:
    """The matrices of the layers *after*, from those of the layers *before*, float32[layers, dims, dims].

    A layer that is not mixed any more gives its matrix to its two neighbours, the nearer one more (linear
    interpolation), for the states of neighbouring layers are alike.
    """
    result = np.zeros((len(after), *matrices.shape[1:]), np.float32)
    for matrix, layer in zip(matrices, before, strict=True):
        shares = [float(np.interp(layer, after, unit)) for unit in np.eye(len(after))]
        for place, share in enumerate(shares):
            result[place] += share * matrix
    return result


def _trained_mlp(head: Arrays) -> dict[str, npt.NDArray[Any]]:
    matrices = {name: head[name].T for name in ("mlp.in", "mlp.out")}
    return matrices | {name: head[name] for name in ("mlp.in.bias", "mlp.out.bias")}


def _new_mlp(dims: int, width: int, seed: int) -> dict[str, npt.NDArray[Any]]:
    """An MLP that adds nothing yet."""
    return {
        "mlp.in": _SMALL * np.random.default_rng([seed, 2]).standard_normal((width, dims)),
        "mlp.in.bias": np.zeros(width),
        "mlp.out": np.zeros((dims, width)),
        "mlp.out.bias": np.zeros(dims),
    }


def _tensors(arrays: Arrays) -> dict[str, Tensor]:
    return {name: torch.from_numpy(np.array(array, dtype=np.float32)) for name, array in arrays.items()}
