"""The trunk of the graphs: BERT and its mean pooling, in float32 or with its matrices in 8-bit blocks."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import numpy.typing as npt
from onnx import TensorProto

from hybrid_search.encoders.one_pass.blocks import BITS, CODES, SCALES
from hybrid_search.training.one_pass.graph_nodes import MICROSOFT, Nodes
from hybrid_search.training.one_pass.shape import TrunkShape

Weights = Mapping[str, npt.NDArray[np.generic]]

_EPSILON = 1e-12
_INT8_PRODUCTS = 4
"""The accuracy level at which onnxruntime rounds the other factor to 8 bits, too, by blocks of the same size."""


def trunk_states(nodes: Nodes, shape: TrunkShape, weights: Weights) -> list[str]:
    """BERT: the embedding and the output of each layer, float32[texts, tokens, dims].

    Args:
        nodes: Where to.
        shape: The sizes of the trunk.
        weights: By name; matrices that are there in blocks run in 8 bits. Only their shapes are used.
    """
    codes = nodes.add("Cast", nodes.add("Gather", "word.codes", "ids"), to=TensorProto.FLOAT)
    words = nodes.add("Mul", codes, nodes.add("Gather", "word.scale", "ids"))
    length = nodes.add("Shape", "ids", start=1, end=2)
    places = nodes.add("Slice", "position", nodes.constant([0]), length, nodes.constant([0]))
    state = nodes.add(
        "LayerNormalization",
        nodes.add("Add", words, places),
        "embedding.norm.gain",
        "embedding.norm.bias",
        axis=-1,
        epsilon=_EPSILON,
    )
    states = [state]
    for index in range(shape.layers):
        layer = f"layer{index}"
        mixed = _attention(nodes, state, f"{layer}.qkv", shape.attention_heads, weights)
        state = _residual(nodes, mixed, state, f"{layer}.attention", weights)
        wide = _product(nodes, state, f"{layer}.up", weights)
        wide = nodes.add("BiasGelu", wide, f"{layer}.up.bias", domain=MICROSOFT)
        state = _residual(nodes, wide, state, f"{layer}.down", weights)
        states.append(state)
    return states


def mean_pooling(nodes: Nodes, state: str) -> None:
    """The sum over the tokens of each text, brought to unit length, which makes it the mean's direction."""
    mask = nodes.add("Unsqueeze", nodes.add("Cast", "mask", to=TensorProto.FLOAT), nodes.constant([1]))
    total = nodes.add("Squeeze", nodes.add("MatMul", mask, state), nodes.constant([1]))
    nodes.add("LpNormalization", total, output="dense", axis=-1, p=2)


def _product(nodes: Nodes, state: str, matrix: str, weights: Weights) -> str:
    if matrix in weights:
        return nodes.add("MatMul", state, matrix)
    columns, blocks, size = weights[matrix + CODES].shape
    return nodes.add(
        "MatMulNBits",
        state,
        matrix + CODES,
        matrix + SCALES,
        domain=MICROSOFT,
        K=blocks * size,
        N=columns,
        bits=BITS,
        block_size=size,
        accuracy_level=_INT8_PRODUCTS,
    )


def _attention(nodes: Nodes, state: str, matrix: str, heads: int, weights: Weights) -> str:
    """Multi-head self-attention without its output projection."""
    if matrix in weights:
        bias = f"{matrix}.bias"
        return nodes.add("Attention", state, matrix, bias, "mask", domain=MICROSOFT, num_heads=heads)
    projected = nodes.add("Add", _product(nodes, state, matrix, weights), f"{matrix}.bias")
    query, key, content = nodes.split(projected, 3)
    return nodes.add("MultiHeadAttention", query, key, content, "", "mask", domain=MICROSOFT, num_heads=heads)


def _residual(nodes: Nodes, inner: str, state: str, name: str, weights: Weights) -> str:
    """LayerNorm(state + inner @ W + b)."""
    return nodes.add(
        "SkipLayerNormalization",
        _product(nodes, inner, name, weights),
        state,
        f"{name}.norm.gain",
        f"{name}.norm.bias",
        f"{name}.bias",
        domain=MICROSOFT,
        epsilon=_EPSILON,
    )
