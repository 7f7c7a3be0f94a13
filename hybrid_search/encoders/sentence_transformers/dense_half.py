"""A SentenceTransformer as the dense half."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from hybrid_search.encoders.base import Fingerprint
from hybrid_search.encoders.sentence_transformers.half import Half
from hybrid_search.encoders.sentence_transformers.route import Task
from hybrid_search.errors import InvalidInput
from hybrid_search.types import Truncation


class DenseHalf:
    """Dense vectors.

    Args:
        half: With a SentenceTransformer.
        truncate_dim: Keep only the first dimensions, for models trained for that (Matryoshka); None keeps all.

    Raises:
        InvalidInput: if *truncate_dim* is below 1, or the model does not say how many dimensions it has.
    """

    def __init__(self, half: Half, truncate_dim: int | None) -> None:
        if truncate_dim is not None and truncate_dim < 1:
            raise InvalidInput(f"truncate_dim is {truncate_dim}; it must be at least 1")
        # Renamed in sentence-transformers 5.4; the old name warns since.
        known = getattr(half.model, "get_embedding_dimension", None) or half.model.get_sentence_embedding_dimension
        own = known()
        if own is None:
            raise InvalidInput("the dense model does not say how many dimensions it has; add a pooling module to it")
        self.half = half
        self.dims = int(own) if truncate_dim is None else min(int(own), truncate_dim)

    def encode(self, task: Task, texts: Sequence[str]) -> tuple[npt.NDArray[np.float32], list[Truncation]]:
        """float32[n, dims]; the index brings rows to unit length."""
        rows, lost = self.half.encode(
            task, texts, lambda batch: list(batch.float().cpu().numpy()), truncate_dim=self.dims
        )
        return np.array(rows, dtype=np.float32).reshape(len(texts), self.dims), lost

    def fingerprint(self) -> Fingerprint:
        """What document vectors depend on."""
        return {**self.half.fingerprint(), "dims": self.dims}
