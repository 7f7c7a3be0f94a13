"""Texts of like length together: little padding, and memory bounded by tokens instead of texts."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

TOKENS = 384
"""Padded tokens of a batch. Larger ones measured slower: their intermediate results leave the processor's cache."""


@dataclass(frozen=True, slots=True)
class Batch:
    """The arrays of one forward pass.

    Attributes:
        ids: int32[texts, tokens], padded with 0.
        mask: int32[texts, tokens], 1 for a token and 0 for padding.
        rows: int64[n], the tokens that the sparse half pools over, as positions in the flattened ids, text after text.
        bounds: int64[texts + 1], where each text begins and ends in *rows*.
        wordless: bool[texts], the texts without any token to pool over. Since the pooling needs one, theirs is the
            first token, and their sparse result is to be ignored.
    """

    ids: npt.NDArray[np.int32]
    mask: npt.NDArray[np.int32]
    rows: npt.NDArray[np.int64]
    bounds: npt.NDArray[np.int64]
    wordless: npt.NDArray[np.bool_]


def cut(lengths: Sequence[int], tokens: int = TOKENS) -> Iterator[list[int]]:
    """Positions of texts, shortest first, in groups whose padded size is at most *tokens* (or a single text)."""
    group: list[int] = []
    for position in sorted(range(len(lengths)), key=lengths.__getitem__):
        if group and lengths[position] * (len(group) + 1) > tokens:
            yield group
            group = []
        group.append(position)
    if group:
        yield group


def pad(texts: Sequence[Sequence[int]], special: AbstractSet[int]) -> Batch:
    """Lay the ids of *texts* out as one batch; *special* ids are left out of the sparse pooling."""
    ids = np.zeros((len(texts), max(map(len, texts))), dtype=np.int32)
    mask = np.zeros_like(ids)
    for row, text in enumerate(texts):
        ids[row, : len(text)] = text
        mask[row, : len(text)] = 1
    pooled = (mask == 1) & ~np.isin(ids, list(special))
    wordless = ~pooled.any(axis=1)
    pooled[wordless, 0] = True
    bounds = np.concatenate([[0], np.cumsum(pooled.sum(axis=1))]).astype(np.int64)
    return Batch(ids, mask, np.flatnonzero(pooled).astype(np.int64), bounds, wordless)
