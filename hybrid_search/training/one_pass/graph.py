"""The graphs of a one-pass model, in ONNX: a BERT trunk, its mean pooling, and the SPLADE head, in one forward pass.

The weights stay outside: each is declared as an external initializer, and the runtime hands it to onnxruntime by name.
So a graph is a few kilobytes and serves every trunk and head of these shapes.

Inputs:
    ids: int32[texts, tokens], wordpiece ids, padded with 0.
    mask: int32[texts, tokens], 1 for a token and 0 for padding.
    rows: int64[n], the tokens that the sparse half pools over, as positions in the flattened ids, text after text.
    bounds: int64[texts + 1], where each text begins and ends in ``rows``; every text has at least one.
    top: int64[1], how many weights a text may keep.

Outputs:
    dense: float32[texts, dims], unit length.
    weights: float32[texts, top], the largest sparse weights in no particular order; 0 where a text has fewer.
    positions: int64[texts, top], which of the head's wordpieces each weight belongs to.
    nonzeros: int64[texts], how many weights were above 0 before the cut to ``top``.

The graph for training ends before the head: its inputs are ``ids``, ``mask`` and ``rows``, its outputs ``dense`` and,
for each layer, ``stateL`` float32[n, dims], the hidden states at ``rows``; ``state0`` is the embedding.

Sources: BERT (Devlin et al. 2019) for the trunk; SPLADE-max (Formal et al. 2021, "SPLADE v2") for the pooling of the
sparse half; com.microsoft operators as onnxruntime's ContribOperators page defines them.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import numpy.typing as npt
from onnx import TensorProto, ValueInfoProto, helper

from hybrid_search.encoders.one_pass.precision import Resolved
from hybrid_search.encoders.one_pass.weights import INT8_STEPS
from hybrid_search.training.one_pass.graph_names import state_name
from hybrid_search.training.one_pass.graph_nodes import MICROSOFT, Nodes, external, value
from hybrid_search.training.one_pass.graph_trunk import mean_pooling, trunk_states
from hybrid_search.training.one_pass.shape import HeadShape, TrunkShape

_OPSET = 18
_IR_VERSION = 9  # with opset 18, read by onnxruntime 1.16 and later
_HEAD_EPSILON = 1e-5


def build_graph(
    weights: Mapping[str, npt.NDArray[np.generic]], trunk: TrunkShape, head: HeadShape, precision: Resolved
) -> bytes:
    """Serialise the graph of the encoder.

    Args:
        weights: The arrays that the runtime will pass, by name; only names, shapes and dtypes are used.
        trunk: The sizes of the trunk.
        head: The layers that the head mixes, and its further layers.
        precision: The arithmetic of the products.
    """
    nodes = Nodes()
    states = trunk_states(nodes, trunk, weights)
    mean_pooling(nodes, states[trunk.layers])
    _sparse_head(nodes, [states[layer] for layer in head.mixed], trunk, head, precision)
    inputs = [
        *_inputs(),
        value("bounds", TensorProto.INT64, "texts_1"),
        value("top", TensorProto.INT64, 1),
    ]
    outputs = [
        value("dense", TensorProto.FLOAT, "texts", trunk.dims),
        value("weights", TensorProto.FLOAT, "texts", "top_k"),
        value("positions", TensorProto.INT64, "texts", "top_k"),
        value("nonzeros", TensorProto.INT64, "texts"),
    ]
    return _serialized(nodes, f"one_pass_{precision}", inputs, outputs, weights)


def build_states_graph(weights: Mapping[str, npt.NDArray[np.generic]], trunk: TrunkShape) -> bytes:
    """Serialise the graph that ends in the dense vector and the hidden states of every layer.

    Args:
        weights: The arrays of the trunk, by name; only their shapes and dtypes are used.
        trunk: The sizes of the trunk.
    """
    nodes = Nodes()
    states = trunk_states(nodes, trunk, weights)
    mean_pooling(nodes, states[trunk.layers])
    names = [state_name(layer) for layer in range(len(states))]
    _picked(nodes, states, trunk, names)
    outputs = [
        value("dense", TensorProto.FLOAT, "texts", trunk.dims),
        *(value(name, TensorProto.FLOAT, "n", trunk.dims) for name in names),
    ]
    return _serialized(nodes, "one_pass_states", _inputs(), outputs, weights)


def _inputs() -> list[ValueInfoProto]:
    return [
        value("ids", TensorProto.INT32, "texts", "tokens"),
        value("mask", TensorProto.INT32, "texts", "tokens"),
        value("rows", TensorProto.INT64, "n"),
    ]


def _serialized(
    nodes: Nodes,
    name: str,
    inputs: list[ValueInfoProto],
    outputs: list[ValueInfoProto],
    weights: Mapping[str, npt.NDArray[np.generic]],
) -> bytes:
    initializers = nodes.constants + [external(name, array) for name, array in weights.items()]
    graph = helper.make_graph(nodes.nodes, name, inputs, outputs, initializers)
    opsets = [helper.make_opsetid("", _OPSET), helper.make_opsetid(MICROSOFT, 1)]
    model = helper.make_model(graph, opset_imports=opsets, ir_version=_IR_VERSION)
    return bytes(model.SerializeToString(deterministic=True))


def _picked(nodes: Nodes, states: list[str], trunk: TrunkShape, outputs: Sequence[str | None]) -> list[str]:
    """The states at ``rows``, each float32[n, dims]."""
    flat = nodes.constant([-1, trunk.dims])
    return [
        nodes.add("Gather", nodes.add("Reshape", state, flat), "rows", axis=0, output=output)
        for state, output in zip(states, outputs, strict=True)
    ]


def _sparse_head(nodes: Nodes, states: list[str], trunk: TrunkShape, head: HeadShape, precision: Resolved) -> None:
    """Max over tokens of log1p(relu(logit)) times a gain; the max is taken first, which gives the same and costs less.

    One loop step per text, so that the largest intermediate is tokens x wordpieces of a single text.
    """
    picked = _picked(nodes, states, trunk, [None] * len(states))
    token = nodes.add("Add", nodes.add("MatMul", nodes.add("Concat", *picked, axis=-1), "mix"), "mix.bias")
    token = nodes.add("LayerNormalization", token, "mix.norm.gain", "mix.norm.bias", axis=-1, epsilon=_HEAD_EPSILON)
    if head.mlp:
        wide = nodes.add("BiasGelu", nodes.add("MatMul", token, "mlp.in"), "mlp.in.bias", domain=MICROSOFT)
        inner = nodes.add("Add", nodes.add("MatMul", wide, "mlp.out"), "mlp.out.bias")
        token = nodes.add("Add", token, inner)
    token = nodes.add("LpNormalization", token, axis=-1, p=2)
    if precision != "fp32":
        token = _quantized(nodes, token)
    step = Nodes("step_")
    _sparse_step(step, token, precision)
    body = helper.make_graph(
        step.nodes,
        "sparse_step",
        [value("step", TensorProto.INT64), value("going", TensorProto.BOOL)],
        [
            value("step_going", TensorProto.BOOL),
            value("step_weights", TensorProto.FLOAT, "top_k"),
            value("step_positions", TensorProto.INT64, "top_k"),
            value("step_nonzeros", TensorProto.INT64),
        ],
        step.constants,
    )
    texts = nodes.add("Squeeze", nodes.add("Shape", "ids", start=0, end=1))
    outputs = ["weights", "positions", "nonzeros"]
    nodes.nodes.append(helper.make_node("Loop", [texts, ""], outputs, name="sparse", body=body))


def _quantized(nodes: Nodes, token: str) -> str:
    """Unit vectors as whole numbers from 1 to 127; the range is fixed, so that a text does not depend on its batch."""
    steps = nodes.add("Round", nodes.add("Mul", token, "decoder.activation"))
    steps = nodes.add("Clip", steps, nodes.constant(-float(INT8_STEPS)), nodes.constant(float(INT8_STEPS)))
    return nodes.add("Cast", nodes.add("Add", steps, nodes.constant(float(INT8_STEPS + 1))), to=TensorProto.UINT8)


def _sparse_step(step: Nodes, token: str, precision: Resolved) -> None:
    """The sparse weights of text number ``step``."""
    first = step.constant([0])
    begin = step.add("Unsqueeze", "step", first)
    end = step.add("Add", begin, step.constant([1]))
    mine = step.add("Slice", token, step.add("Gather", "bounds", begin), step.add("Gather", "bounds", end), first)
    if precision != "fp32":
        zero_point = step.constant(np.uint8(INT8_STEPS + 1))
        products = step.add("MatMulInteger", mine, "decoder", zero_point)
        largest = step.add("Cast", step.add("ReduceMax", products, first, keepdims=0), to=TensorProto.FLOAT)
        largest = step.add("Mul", largest, "decoder.scale")
    else:
        largest = step.add("ReduceMax", step.add("MatMul", mine, "decoder"), first, keepdims=0)
    positive = step.add("Relu", step.add("Add", largest, "decoder.bias"))
    weight = step.add("Mul", step.add("Log", step.add("Add", positive, step.constant(1.0))), "decoder.gain")
    above = step.add("Cast", step.add("Greater", weight, step.constant(0.0)), to=TensorProto.FLOAT)
    count = step.add("ReduceSum", above, first, keepdims=0)  # in float32, since onnxruntime sums int64 slowly
    step.add("Cast", count, output="step_nonzeros", to=TensorProto.INT64)
    top = helper.make_node("TopK", [weight, "top"], ["step_weights", "step_positions"], name="step_top", sorted=0)
    step.nodes.append(top)
    step.add("Identity", "going", output="step_going")
