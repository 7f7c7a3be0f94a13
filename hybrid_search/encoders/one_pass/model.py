"""The loaded model: texts in, both vectors out."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from hybrid_search.encoders.base import Encoded
from hybrid_search.encoders.one_pass.batching import cut, pad
from hybrid_search.encoders.one_pass.model_folder import HEAD, TRUNK, ModelFolder, graph_file
from hybrid_search.encoders.one_pass.precision import Resolved
from hybrid_search.encoders.one_pass.session import Pooled, Session
from hybrid_search.encoders.one_pass.weights import graph_weights, read_arrays
from hybrid_search.encoders.one_pass.wordpieces import Wordpieces
from hybrid_search.types import SparseVector, Truncation


@dataclass(frozen=True, slots=True)
class Model:
    """Tokenizer, session, and the vocabulary of the head.

    Attributes:
        wordpieces: The tokenizer.
        session: The forward pass.
        pieces: uint32[n] ascending, the wordpiece ids that the head gives weights to.
        dims: Dimensions of the dense vectors.
    """

    wordpieces: Wordpieces
    session: Session
    pieces: npt.NDArray[np.uint32]
    dims: int

    @classmethod
    def load(cls, folder: ModelFolder, wordpieces: Wordpieces, precision: Resolved, threads: int) -> Model:
        """Read, check and expand the weights in *folder*.

        Raises:
            CorruptWeights: if a file is missing or changed.
        """
        head = read_arrays(folder.read(HEAD))
        weights = graph_weights(read_arrays(folder.read(TRUNK)), head, precision)
        return cls(
            wordpieces=wordpieces,
            session=Session(folder.read(graph_file(precision)), weights, threads),
            pieces=head["pieces"].astype(np.uint32),
            dims=folder.dims,
        )

    def encode(self, texts: Iterable[str], tokens: int, nonzeros: int) -> Encoded:
        """Both vectors of each text.

        Args:
            texts: Without lone surrogates.
            tokens: How many tokens of a text are read, its begin and end tokens counted.
            nonzeros: How many weights a sparse vector keeps, largest first.
        """
        read = [self.wordpieces.encode(text, tokens) for text in texts]
        dense = np.empty((len(read), self.dims), dtype=np.float32)
        sparse = [SparseVector.empty()] * len(read)
        dropped = [0] * len(read)
        for group in cut([len(ids) for ids, _ in read]):
            batch = pad([read[position][0] for position in group], self.wordpieces.special)
            pooled = self.session.run(batch, min(nonzeros, len(self.pieces)))
            dense[group] = pooled.dense
            for row, position in enumerate(group):
                if not batch.wordless[row]:
                    sparse[position] = self._sparse(pooled, row)
                    dropped[position] = int(pooled.nonzeros[row]) - len(sparse[position])
        each = [Truncation.of(lost, weights) for (_, lost), weights in zip(read, dropped, strict=True)]
        return Encoded.of(sparse, dense, each)

    def _sparse(self, pooled: Pooled, row: int) -> SparseVector:
        above = pooled.weights[row] > 0
        positions, weights = pooled.positions[row][above], pooled.weights[row][above]
        order = np.argsort(positions)
        return SparseVector(self.pieces[positions[order]], weights[order])
