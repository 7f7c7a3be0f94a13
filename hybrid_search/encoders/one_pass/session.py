"""The forward pass, on onnxruntime."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import onnxruntime  # type: ignore[import-untyped]  # it ships no type information

from hybrid_search.encoders.one_pass.batching import Batch

_ERRORS_ONLY = 3


@dataclass(frozen=True, slots=True)
class Pooled:
    """What one forward pass returns.

    Attributes:
        dense: float32[texts, dims], unit length.
        weights: float32[texts, top], the largest sparse weights in no particular order, 0 where a text has fewer.
        positions: int64[texts, top], the position of each among the head's wordpieces.
        nonzeros: int64[texts], how many weights were above 0 before the cut to *top*.
    """

    dense: npt.NDArray[np.float32]
    weights: npt.NDArray[np.float32]
    positions: npt.NDArray[np.int64]
    nonzeros: npt.NDArray[np.int64]


def open_session(graph: bytes, weights: Mapping[str, npt.NDArray[Any]], threads: int) -> Any:
    """An onnxruntime session of a graph whose weights are external, each passed by its name and copied."""
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = threads
    options.log_severity_level = _ERRORS_ONLY
    # A query's operators are so short that waking threads for each costs a sixth of its time. So they wait actively
    # within a run, and sleep after it: spinning on would take the processor from the application around.
    options.add_session_config_entry("session.intra_op.allow_spinning", "1")
    options.add_session_config_entry("session.force_spinning_stop", "1")
    values = [onnxruntime.OrtValue.ortvalue_from_numpy(array) for array in weights.values()]
    options.add_external_initializers(list(weights), values)
    return onnxruntime.InferenceSession(graph, options, providers=["CPUExecutionProvider"])


class Session:
    """A graph with its weights, ready to run from several threads at once.

    Args:
        graph: A serialised ONNX model whose weights are external.
        weights: Every external weight by name; onnxruntime copies them.
        threads: Threads of one forward pass.
    """

    def __init__(self, graph: bytes, weights: Mapping[str, npt.NDArray[Any]], threads: int) -> None:
        self._session = open_session(graph, weights, threads)

    def run(self, batch: Batch, top: int) -> Pooled:
        """Encode one batch, keeping the *top* largest sparse weights of each text."""
        inputs = {
            "ids": batch.ids,
            "mask": batch.mask,
            "rows": batch.rows,
            "bounds": batch.bounds,
            "top": np.array([top], dtype=np.int64),
        }
        outputs: list[Any] = list(self._session.run(["dense", "weights", "positions", "nonzeros"], inputs))
        return Pooled(*outputs)
