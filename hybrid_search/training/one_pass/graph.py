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
from typing import Any

import numpy as np
import numpy.typing as npt
from onnx import NodeProto, TensorProto, ValueInfoProto, helper

from hybrid_search.encoders.one_pass.precision import Resolved
from hybrid_search.encoders.one_pass.weights import INT8_STEPS
from hybrid_search.training.one_pass.graph_names import state_name
from hybrid_search.training.one_pass.shape import HeadShape, TrunkShape

_MICROSOFT = "com.microsoft"
_OPSET = 18
_IR_VERSION = 9  # with opset 18, read by onnxruntime 1.16 and later
_TRUNK_EPSILON = 1e-12
_HEAD_EPSILON = 1e-5


class _Nodes:
    """Nodes of one graph in the making."""

    def __init__(self, prefix: str = "") -> None:
        self.nodes: list[NodeProto] = []
        self.constants: list[TensorProto] = []
        self._prefix = prefix

    def add(self, operator: str, *inputs: str, output: str | None = None, **attributes: Any) -> str:
        """Append a node with one output and return the output's name."""
        output = output or f"{self._prefix}{operator}_{len(self.nodes)}"
        self.nodes.append(helper.make_node(operator, inputs, [output], name=output, **attributes))
        return output

    def constant(self, value: npt.ArrayLike) -> str:
        """Append a small inline constant; Python floats become float32."""
        array = np.asarray(value)
        array = array.astype(np.float32) if array.dtype == np.float64 else array
        name = f"{self._prefix}constant_{len(self.constants)}"
        kind = helper.np_dtype_to_tensor_dtype(array.dtype)
        self.constants.append(helper.make_tensor(name, kind, array.shape, array.ravel().tolist()))
        return name


def build_graph(
    weights: Mapping[str, npt.NDArray[np.generic]], trunk: TrunkShape, head: HeadShape, precision: Resolved
) -> bytes:
    """Serialise the graph of the encoder.

    Args:
        weights: The arrays that the runtime will pass, by name; only their shapes and dtypes are used.
        trunk: The sizes of the trunk.
        head: The layers that the head mixes, and its further layers.
        precision: The arithmetic of the product with the wordpiece embeddings.
    """
    nodes = _Nodes()
    states = _trunk(nodes, trunk)
    _mean_pooling(nodes, states[trunk.layers])
    _sparse_head(nodes, [states[layer] for layer in head.mixed], trunk, head, precision)
    inputs = [
        *_inputs(),
        _value("bounds", TensorProto.INT64, "texts_1"),
        _value("top", TensorProto.INT64, 1),
    ]
    outputs = [
        _value("dense", TensorProto.FLOAT, "texts", trunk.dims),
        _value("weights", TensorProto.FLOAT, "texts", "top_k"),
        _value("positions", TensorProto.INT64, "texts", "top_k"),
        _value("nonzeros", TensorProto.INT64, "texts"),
    ]
    return _serialized(nodes, f"one_pass_{precision}", inputs, outputs, weights)


def build_states_graph(weights: Mapping[str, npt.NDArray[np.generic]], trunk: TrunkShape) -> bytes:
    """Serialise the graph that ends in the dense vector and the hidden states of every layer.

    Args:
        weights: The arrays of the trunk, by name; only their shapes and dtypes are used.
        trunk: The sizes of the trunk.
    """
    nodes = _Nodes()
    states = _trunk(nodes, trunk)
    _mean_pooling(nodes, states[trunk.layers])
    names = [state_name(layer) for layer in range(len(states))]
    _picked(nodes, states, trunk, names)
    outputs = [
        _value("dense", TensorProto.FLOAT, "texts", trunk.dims),
        *(_value(name, TensorProto.FLOAT, "n", trunk.dims) for name in names),
    ]
    return _serialized(nodes, "one_pass_states", _inputs(), outputs, weights)


def _inputs() -> list[ValueInfoProto]:
    return [
        _value("ids", TensorProto.INT32, "texts", "tokens"),
        _value("mask", TensorProto.INT32, "texts", "tokens"),
        _value("rows", TensorProto.INT64, "n"),
    ]


def _serialized(
    nodes: _Nodes,
    name: str,
    inputs: list[ValueInfoProto],
    outputs: list[ValueInfoProto],
    weights: Mapping[str, npt.NDArray[np.generic]],
) -> bytes:
    initializers = nodes.constants + [_external(name, array) for name, array in weights.items()]
    graph = helper.make_graph(nodes.nodes, name, inputs, outputs, initializers)
    opsets = [helper.make_opsetid("", _OPSET), helper.make_opsetid(_MICROSOFT, 1)]
    model = helper.make_model(graph, opset_imports=opsets, ir_version=_IR_VERSION)
    return bytes(model.SerializeToString(deterministic=True))


def _trunk(nodes: _Nodes, shape: TrunkShape) -> list[str]:
    """BERT: the embedding and the output of each layer, float32[texts, tokens, dims]."""
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
        epsilon=_TRUNK_EPSILON,
    )
    states = [state]
    for index in range(shape.layers):
        layer = f"layer{index}"
        mixed = nodes.add(
            "Attention",
            state,
            f"{layer}.qkv",
            f"{layer}.qkv.bias",
            "mask",
            domain=_MICROSOFT,
            num_heads=shape.attention_heads,
        )
        state = _residual(nodes, mixed, state, f"{layer}.attention")
        wide = nodes.add("MatMul", state, f"{layer}.up")
        wide = nodes.add("BiasGelu", wide, f"{layer}.up.bias", domain=_MICROSOFT)
        state = _residual(nodes, wide, state, f"{layer}.down")
        states.append(state)
    return states


def _residual(nodes: _Nodes, inner: str, state: str, name: str) -> str:
    """LayerNorm(state + inner @ W + b)."""
    return nodes.add(
        "SkipLayerNormalization",
        nodes.add("MatMul", inner, name),
        state,
        f"{name}.norm.gain",
        f"{name}.norm.bias",
        f"{name}.bias",
        domain=_MICROSOFT,
        epsilon=_TRUNK_EPSILON,
    )


def _mean_pooling(nodes: _Nodes, state: str) -> None:
    """The sum over the tokens of each text, brought to unit length, which makes it the mean's direction."""
    mask = nodes.add("Unsqueeze", nodes.add("Cast", "mask", to=TensorProto.FLOAT), nodes.constant([1]))
    total = nodes.add("Squeeze", nodes.add("MatMul", mask, state), nodes.constant([1]))
    nodes.add("LpNormalization", total, output="dense", axis=-1, p=2)


def _picked(nodes: _Nodes, states: list[str], trunk: TrunkShape, outputs: Sequence[str | None]) -> list[str]:
    """The states at ``rows``, each float32[n, dims]."""
    flat = nodes.constant([-1, trunk.dims])
    return [
        nodes.add("Gather", nodes.add("Reshape", state, flat), "rows", axis=0, output=output)
        for state, output in zip(states, outputs, strict=True)
    ]


def _sparse_head(nodes: _Nodes, states: list[str], trunk: TrunkShape, head: HeadShape, precision: Resolved) -> None:
    """Max over tokens of log1p(relu(logit)) times a gain; the max is taken first, which gives the same and costs less.

    One loop step per text, so that the largest intermediate is tokens x wordpieces of a single text.
    """
    picked = _picked(nodes, states, trunk, [None] * len(states))
    token = nodes.add("Add", nodes.add("MatMul", nodes.add("Concat", *picked, axis=-1), "mix"), "mix.bias")
    token = nodes.add("LayerNormalization", token, "mix.norm.gain", "mix.norm.bias", axis=-1, epsilon=_HEAD_EPSILON)
    if head.mlp:
        wide = nodes.add("BiasGelu", nodes.add("MatMul", token, "mlp.in"), "mlp.in.bias", domain=_MICROSOFT)
        inner = nodes.add("Add", nodes.add("MatMul", wide, "mlp.out"), "mlp.out.bias")
        token = nodes.add("Add", token, inner)
    token = nodes.add("LpNormalization", token, axis=-1, p=2)
    if precision == "int8-head":
        token = _quantized(nodes, token)
    step = _Nodes("step_")
    _sparse_step(step, token, precision)
    body = helper.make_graph(
        step.nodes,
        "sparse_step",
        [_value("step", TensorProto.INT64), _value("going", TensorProto.BOOL)],
        [
            _value("step_going", TensorProto.BOOL),
            _value("step_weights", TensorProto.FLOAT, "top_k"),
            _value("step_positions", TensorProto.INT64, "top_k"),
            _value("step_nonzeros", TensorProto.INT64),
        ],
        step.constants,
    )
    texts = nodes.add("Squeeze", nodes.add("Shape", "ids", start=0, end=1))
    outputs = ["weights", "positions", "nonzeros"]
    nodes.nodes.append(helper.make_node("Loop", [texts, ""], outputs, name="sparse", body=body))


def _quantized(nodes: _Nodes, token: str) -> str:
    """Unit vectors as whole numbers from 1 to 127; the range is fixed, so that a text does not depend on its batch."""
    steps = nodes.add("Round", nodes.add("Mul", token, "decoder.activation"))
    steps = nodes.add("Clip", steps, nodes.constant(-float(INT8_STEPS)), nodes.constant(float(INT8_STEPS)))
    return nodes.add("Cast", nodes.add("Add", steps, nodes.constant(float(INT8_STEPS + 1))), to=TensorProto.UINT8)


def _sparse_step(step: _Nodes, token: str, precision: Resolved) -> None:
    """The sparse weights of text number ``step``."""
    first = step.constant([0])
    begin = step.add("Unsqueeze", "step", first)
    end = step.add("Add", begin, step.constant([1]))
    mine = step.add("Slice", token, step.add("Gather", "bounds", begin), step.add("Gather", "bounds", end), first)
    if precision == "int8-head":
        zero_point = step.constant(np.uint8(INT8_STEPS + 1))
        products = step.add("MatMulInteger", mine, "decoder", zero_point)
        largest = step.add("Cast", step.add("ReduceMax", products, first, keepdims=0), to=TensorProto.FLOAT)
        largest = step.add("Mul", largest, "decoder.scale")
    else:
        largest = step.add("ReduceMax", step.add("MatMul", mine, "decoder"), first, keepdims=0)
    positive = step.add("Relu", step.add("Add", largest, "decoder.bias"))
    weight = step.add("Mul", step.add("Log", step.add("Add", positive, step.constant(1.0))), "decoder.gain")
    above = step.add("Cast", step.add("Greater", weight, step.constant(0.0)), to=TensorProto.INT64)
    step.add("ReduceSum", above, first, output="step_nonzeros", keepdims=0)
    top = helper.make_node("TopK", [weight, "top"], ["step_weights", "step_positions"], name="step_top", sorted=0)
    step.nodes.append(top)
    step.add("Identity", "going", output="step_going")


def _value(name: str, kind: int, *shape: int | str) -> ValueInfoProto:
    return helper.make_tensor_value_info(name, kind, shape)


def _external(name: str, array: npt.NDArray[np.generic]) -> TensorProto:
    """A weight that is declared here and passed to the session by name; its file name is never read."""
    tensor = TensorProto(
        name=name,
        data_type=helper.np_dtype_to_tensor_dtype(array.dtype),
        dims=array.shape,
        data_location=TensorProto.EXTERNAL,
    )
    for key, value in (("location", "passed-by-name"), ("offset", "0"), ("length", str(array.nbytes))):
        tensor.external_data.add(key=key, value=value)
    return tensor
