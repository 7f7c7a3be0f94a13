"""The head's vectors of many texts, from their kept states: no pass of the trunk."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import torch

from hybrid_search.training.one_pass.head import Head
from hybrid_search.training.one_pass.states import States
from hybrid_search.training.one_pass.tensors import Embedding, tokens_of
from hybrid_search.types import SparseVector

_AT_ONCE = 32


def vectors_of(head: Head, states: States, embedding: Embedding, nonzeros: int) -> Iterator[SparseVector]:
    """Each text's vector, its *nonzeros* largest weights."""
    pieces = head.pieces.astype(np.uint32)
    for first in range(0, len(states), _AT_ONCE):
        texts = range(first, min(first + _AT_ONCE, len(states)))
        with torch.no_grad():
            weights = head(tokens_of(states, texts, head.shape.mixed, embedding)).weights.numpy()
        for row in weights:
            places = np.flatnonzero(row)
            yield SparseVector(pieces[places], row[places]).capped(nonzeros)
