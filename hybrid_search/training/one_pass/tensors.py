"""Texts of :class:`States` as tensors that a head reads."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import torch
from torch import Tensor
from torch.nn import functional

from hybrid_search.training.one_pass.states import States

_TRUNK_EPSILON = 1e-12


@dataclass(frozen=True, slots=True)
class Tokens:
    """What the head reads of some texts.

    Attributes:
        mixed: float32[tokens, layers x dims], the mixed layers side by side.
        ids: int64[tokens], the wordpieces.
        bounds: Where each text begins, and where the last one ends.
    """

    mixed: Tensor
    ids: Tensor
    bounds: list[int]


class Embedding:
    """Layer 0: wordpiece and position, through the trunk's first norm.

    Args:
        trunk: ``trunk.npz``.
    """

    def __init__(self, trunk: Mapping[str, npt.NDArray[Any]]) -> None:
        self._codes = torch.from_numpy(trunk["word.codes"])
        self._scale = torch.from_numpy(trunk["word.scale"].astype(np.float32))
        self._position = torch.from_numpy(trunk["position"].astype(np.float32))
        self._gain = torch.from_numpy(trunk["embedding.norm.gain"].astype(np.float32))
        self._bias = torch.from_numpy(trunk["embedding.norm.bias"].astype(np.float32))

    def states(self, ids: Tensor, positions: Tensor) -> Tensor:
        """float32[tokens, dims]."""
        words = self._codes[ids].float() * self._scale[ids] + self._position[positions]
        return functional.layer_norm(words, words.shape[1:], self._gain, self._bias, _TRUNK_EPSILON)


def tokens_of(states: States, texts: Sequence[int], mixed: Sequence[int], embedding: Embedding) -> Tokens:
    """The tokens of *texts*, by their numbers."""
    spans = [slice(int(states.bounds[text]), int(states.bounds[text + 1])) for text in texts]
    ids = torch.from_numpy(np.concatenate([states.ids[span] for span in spans])).long()
    positions = torch.from_numpy(np.concatenate([states.positions[span] for span in spans])).long()
    deep = torch.from_numpy(np.concatenate([states.states[span] for span in spans]).astype(np.float32))
    parts = [deep[:, states.layers.index(layer)] if layer else embedding.states(ids, positions) for layer in mixed]
    sizes = np.cumsum([span.stop - span.start for span in spans])
    return Tokens(torch.cat(parts, dim=1), ids, [0, *map(int, sizes)])
