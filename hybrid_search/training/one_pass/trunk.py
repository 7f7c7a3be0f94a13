"""The frozen trunk: tokens, hidden states and dense vectors, on onnxruntime."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from hybrid_search.encoders.one_pass.batching import Batch, pad
from hybrid_search.encoders.one_pass.model_folder import STATES, TOKENIZER, TRUNK, ModelFolder
from hybrid_search.encoders.one_pass.session import open_session
from hybrid_search.encoders.one_pass.weights import read_arrays, trunk_weights
from hybrid_search.encoders.one_pass.wordpieces import Wordpieces
from hybrid_search.errors import InvalidInput
from hybrid_search.training.one_pass.graph_names import state_name
from hybrid_search.training.one_pass.shape import TrunkShape


class Trunk:
    """The trunk of a model folder.

    Args:
        folder: The model.
        threads: Threads of one forward pass.

    Raises:
        CorruptWeights: if a file is missing or changed.
        InvalidInput: if the model has no graph for training.
    """

    def __init__(self, folder: ModelFolder, threads: int) -> None:
        if STATES not in folder.sha256:
            raise InvalidInput(f"{folder.path}: the model has no {STATES}, which training runs; begin with another")
        self.arrays: Mapping[str, npt.NDArray[Any]] = read_arrays(folder.read(TRUNK))
        self.shape = TrunkShape.of(self.arrays)
        self.wordpieces = Wordpieces(folder.read(TOKENIZER))
        self.key = "".join(folder.sha256[name] for name in (TRUNK, TOKENIZER, STATES))
        self._session = open_session(folder.read(STATES), trunk_weights(self.arrays), threads)

    def batch(self, texts: Sequence[Sequence[int]]) -> Batch:
        """Texts, as wordpiece ids, laid out for :meth:`run`."""
        return pad(texts, self.wordpieces.special)

    def run(self, batch: Batch, layers: Sequence[int]) -> tuple[npt.NDArray[np.float32], list[npt.NDArray[np.float32]]]:
        """One forward pass.

        Returns:
            The dense vectors, float32[texts, dims]; and for each of *layers* the states of the tokens that the sparse
            half pools over, float32[n, dims], text after text.
        """
        names = ["dense", *map(state_name, layers)]
        inputs = {"ids": batch.ids, "mask": batch.mask, "rows": batch.rows}
        dense, *states = self._session.run(names, inputs)
        return dense, states
