"""The stored weights, expanded to what the graph takes.

Stored small: wordpiece embeddings as int8 with one scale a row, matrices as float16, vectors as float32.
"""

from __future__ import annotations

from collections.abc import Mapping
from io import BytesIO
from typing import Any

import numpy as np
import numpy.typing as npt

from hybrid_search.encoders.one_pass.blocks import CODES, SCALES, in_blocks
from hybrid_search.encoders.one_pass.precision import Resolved

Arrays = Mapping[str, npt.NDArray[Any]]

INT8_STEPS = 63
"""Steps to either side of zero that the int8 projection rounds hidden states to.

With int8 weights two products sum to at most 2 x (64 + 63) x 127 < 2**15: the 16-bit partial sums of processors
without VNNI cannot overflow, and every processor gives the same integers.
"""


def read_arrays(npz: bytes) -> dict[str, npt.NDArray[Any]]:
    """The arrays of an npz file; never unpickles."""
    with np.load(BytesIO(npz), allow_pickle=False) as arrays:
        return dict(arrays)


def trunk_weights(trunk: Arrays) -> dict[str, npt.NDArray[Any]]:
    """The initializers of the graph's trunk, by name; the wordpiece embeddings stay int8."""
    return {name: _float32(array) for name, array in trunk.items()}


def graph_weights(trunk: Arrays, head: Arrays, precision: Resolved) -> dict[str, npt.NDArray[Any]]:
    """Every initializer of the graph, by name.

    Args:
        trunk: ``trunk.npz``: ``word.codes`` int8[vocabulary, dims], ``word.scale`` float32[vocabulary, 1],
            ``position`` float16[positions, dims], and the layers' matrices [in, out] and vectors.
        head: ``head.npz``: ``mixed`` uint8[layers], the layers that it reads, 0 the embedding; ``mix``
            float16[layers x dims, dims] and its norm; in some heads the ``mlp`` behind it, float16[dims, width] and
            float16[width, dims]; for each of the head's wordpieces its id (``pieces``), ``bias`` and ``gain``;
            ``scale``, by which unit-length products are multiplied; ``range``, the largest component of a unit-length
            state that the int8 projection tells apart.
        precision: The arithmetic that the graph is for.
    """
    weights = trunk_weights(trunk)
    if precision == "int8-blocks":
        weights = _with_blocks(weights)
    weights |= {name: _float32(array) for name, array in head.items() if name.startswith(("mix", "mlp"))}
    weights.pop("mixed", None)  # a part of the graph already
    weights["decoder.bias"], weights["decoder.gain"] = head["bias"], head["gain"]
    # The head's decoder is the tied embedding at unit length. Its int8 codes are exact already: only the scale differs.
    codes = trunk["word.codes"][head["pieces"]]
    lengths = np.sqrt(np.einsum("ij,ij->i", codes, codes, dtype=np.int32))
    if precision != "fp32":
        weights["decoder"] = np.ascontiguousarray(codes.T)
        weights["decoder.scale"] = (head["scale"] * head["range"] / INT8_STEPS / lengths).astype(np.float32)
        weights["decoder.activation"] = np.asarray(INT8_STEPS / head["range"], dtype=np.float32)
    else:
        weights["decoder"] = np.ascontiguousarray((codes * (head["scale"] / lengths)[:, None]).T, dtype=np.float32)
    return weights


def _with_blocks(weights: Arrays) -> dict[str, npt.NDArray[Any]]:
    """The same with every matrix of a layer in blocks."""
    result = dict(weights)
    for name, array in weights.items():
        if name.startswith("layer") and array.ndim == 2:
            del result[name]
            result[name + CODES], result[name + SCALES] = in_blocks(array)
    return result


def _float32(array: npt.NDArray[Any]) -> npt.NDArray[Any]:
    return array.astype(np.float32) if array.dtype == np.float16 else array
