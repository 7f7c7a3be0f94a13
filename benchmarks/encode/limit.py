"""The physical limit: what the forward pass would take if it were nothing but large matrix products.

Operations of one text, a multiplication and an addition counted as two, for n tokens, c of them content (without begin
and end), width d, L layers; and a head of V wordpieces that mixes m layers, with a residual MLP of width w:

    layers    n L 24 d^2          query, key, value and output (4 d^2), up and down (2 x 4 d^2), times two
    attention n L 4 n d           scores and their application
    mix       c 2 (m d) d
    mlp       c 4 d w
    decoder   c 2 d V             the product with the vocabulary; in 8-bit integers with int8-head
"""

from __future__ import annotations

import importlib.util
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import onnxruntime  # type: ignore[import-untyped]  # it ships no type information

DIMS, LAYERS, MOST_TOKENS, BEGIN_AND_END = 384, 6, 256, 2
SIZE = 2048
Floats = npt.NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Operations:
    """Of a list of texts: those of the decoder, and all others, which are float32 in either arithmetic."""

    decoder: float
    others: float

    def least_seconds(self, others_per_second: float, decoder_per_second: float) -> float:
        return self.others / others_per_second + self.decoder / decoder_per_second


def operations(tokens: Sequence[int], head: Mapping[str, npt.NDArray[Any]]) -> Operations:
    """Of texts of so many tokens, begin and end counted, under the head with these arrays."""
    n = np.minimum(np.asarray(tokens, dtype=np.float64), MOST_TOKENS)
    content = n - BEGIN_AND_END
    trunk = n * LAYERS * (24 * DIMS**2 + 4 * n * DIMS)
    matrices = sum(head[name].size for name in ("mix", "mlp.in", "mlp.out") if name in head)
    return Operations(
        decoder=float((content * 2 * DIMS * len(head["pieces"])).sum()),
        others=float((trunk + content * 2 * matrices).sum()),
    )


def products(threads: int) -> dict[str, Callable[[], object]]:
    """Square products of 2 x 2048^3 operations, by library and arithmetic."""
    rng = np.random.default_rng(7)
    left, right = (rng.standard_normal((SIZE, SIZE), dtype=np.float32) for _ in range(2))
    found = {"float32, onnxruntime": _onnx("MatMul", left, right, threads)}
    if importlib.util.find_spec("torch"):
        found["float32, torch"] = _torch(left, right, threads)
    codes, weights = (rng.integers(low, low + 255, (SIZE, SIZE)) for low in (0, -127))
    found["int8, onnxruntime"] = _onnx("MatMulInteger", codes.astype(np.uint8), weights.astype(np.int8), threads)
    return found


def _torch(left: Floats, right: Floats, threads: int) -> Callable[[], object]:
    import torch  # noqa: PLC0415  # heavy

    torch.set_num_threads(threads)
    one, other = torch.from_numpy(left), torch.from_numpy(right)
    return lambda: one @ other


def _onnx(operator: str, left: npt.NDArray[Any], right: npt.NDArray[Any], threads: int) -> Callable[[], object]:
    from onnx import helper, numpy_helper  # noqa: PLC0415  # a development dependency

    kinds = [helper.np_dtype_to_tensor_dtype(np.dtype(kind)) for kind in (left.dtype, np.int32)]
    result = kinds[0] if operator == "MatMul" else kinds[1]
    graph = helper.make_graph(
        [helper.make_node(operator, ["left", "right"], ["product"])],
        operator,
        [helper.make_tensor_value_info("left", kinds[0], [SIZE, SIZE])],
        [helper.make_tensor_value_info("product", result, [SIZE, SIZE])],
        [numpy_helper.from_array(right, "right")],
    )
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 18)], ir_version=9)
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = threads
    session = onnxruntime.InferenceSession(model.SerializeToString(), options, providers=["CPUExecutionProvider"])
    return lambda: session.run(None, {"left": left})
