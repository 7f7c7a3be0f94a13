"""Nodes and values of ONNX graphs in the making."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
from onnx import NodeProto, TensorProto, ValueInfoProto, helper

MICROSOFT = "com.microsoft"
"""The domain of onnxruntime's own operators."""


class Nodes:
    """Nodes of one graph, in the order in which they run."""

    def __init__(self, prefix: str = "") -> None:
        self.nodes: list[NodeProto] = []
        self.constants: list[TensorProto] = []
        self._prefix = prefix

    def add(self, operator: str, *inputs: str, output: str | None = None, **attributes: Any) -> str:
        """Append a node with one output and return the output's name."""
        output = output or f"{self._prefix}{operator}_{len(self.nodes)}"
        self.nodes.append(helper.make_node(operator, inputs, [output], name=output, **attributes))
        return output

    def split(self, whole: str, parts: int) -> Sequence[str]:
        """Append a node that cuts the last axis into equal parts, and return their names."""
        name = f"{self._prefix}Split_{len(self.nodes)}"
        outputs = [f"{name}_{part}" for part in range(parts)]
        self.nodes.append(helper.make_node("Split", [whole], outputs, name=name, axis=-1, num_outputs=parts))
        return outputs

    def constant(self, value: npt.ArrayLike) -> str:
        """Append a small inline constant; Python floats become float32."""
        array = np.asarray(value)
        array = array.astype(np.float32) if array.dtype == np.float64 else array
        name = f"{self._prefix}constant_{len(self.constants)}"
        kind = helper.np_dtype_to_tensor_dtype(array.dtype)
        self.constants.append(helper.make_tensor(name, kind, array.shape, array.ravel().tolist()))
        return name


def value(name: str, kind: int, *shape: int | str) -> ValueInfoProto:
    """An input or output: its name, type and shape."""
    return helper.make_tensor_value_info(name, kind, shape)


def external(name: str, array: npt.NDArray[np.generic]) -> TensorProto:
    """A weight that is declared here and passed to the session by name; its file name is never read."""
    tensor = TensorProto(
        name=name,
        data_type=helper.np_dtype_to_tensor_dtype(array.dtype),
        dims=array.shape,
        data_location=TensorProto.EXTERNAL,
    )
    for key, entry in (("location", "passed-by-name"), ("offset", "0"), ("length", str(array.nbytes))):
        tensor.external_data.add(key=key, value=entry)
    return tensor
