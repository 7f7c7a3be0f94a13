"""The vectors of all texts: encoded once, kept batch by batch."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
import numpy.typing as npt

from hybrid_search.encoders import Encoded, Encoder
from hybrid_search.eval.comparison.legs import Step
from hybrid_search.eval.reproduce.kept import Kept
from hybrid_search.types import SparseVector

KEPT_TOGETHER = 256

Task = Literal["document", "query"]


@dataclass(frozen=True, slots=True)
class Vectors:
    """Of a list of texts, in its order.

    Attributes:
        sparse: One vector a text, as the model made it.
        dense: float32[n, dims].
    """

    sparse: Sequence[SparseVector]
    dense: npt.NDArray[np.float32]

    @property
    def nonzeros(self) -> float:
        """Mean non-zeros of a sparse vector."""
        return float(np.mean([len(vector) for vector in self.sparse]))


def encoded(task: Task, texts: Sequence[str], kept: Kept, encoder: Callable[[], Encoder], step: Step) -> Vectors:
    """The vectors of *texts*, those that are kept already taken from *kept*.

    Args:
        task: How the texts are encoded, and what the files are called.
        texts: At least one; the same ones in the same order as in the run that left the files.
        kept: Where each batch is kept as soon as it is encoded.
        encoder: Makes the encoder; called only if something is missing.
        step: Called after each batch.
    """
    sparse: list[SparseVector] = []
    dense = []
    for number, start in enumerate(range(0, len(texts), KEPT_TOGETHER)):
        step(f"encoding, {task}", start, len(texts))
        name = f"{task}-vectors-{number:04d}"
        arrays = kept.arrays(name)
        if arrays is None:
            arrays = _arrays(task, encoder(), texts[start : start + KEPT_TOGETHER])
            kept.keep_arrays(name, **arrays)
        sparse += _rows(arrays)
        dense.append(arrays["dense"])
    step(f"encoding, {task}", len(texts), len(texts))
    return Vectors(sparse, np.concatenate(dense))


def _arrays(task: Task, encoder: Encoder, texts: Sequence[str]) -> dict[str, npt.NDArray[Any]]:
    found: Encoded = encoder.encode_queries(texts) if task == "query" else encoder.encode_documents(texts)
    assert found.sparse is not None  # both halves were named
    assert found.dense is not None  # as above
    return {
        "ends": np.cumsum([len(vector) for vector in found.sparse]),
        "indices": np.concatenate([vector.indices for vector in found.sparse]),
        "values": np.concatenate([vector.values for vector in found.sparse]),
        "dense": found.dense,
    }


def _rows(arrays: Mapping[str, npt.NDArray[Any]]) -> list[SparseVector]:
    cuts = arrays["ends"][:-1]
    pairs = zip(np.split(arrays["indices"], cuts), np.split(arrays["values"], cuts), strict=True)
    return [SparseVector(indices, values) for indices, values in pairs]
