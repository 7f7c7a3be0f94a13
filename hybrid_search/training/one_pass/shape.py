"""The sizes of a trunk and of a head, read from their arrays."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from hybrid_search.errors import InvalidInput

Arrays = Mapping[str, npt.NDArray[Any]]

_HEAD_WIDTH = 32
_FIRST_HEADS_MIXED = (0, 3, 6)


@dataclass(frozen=True, slots=True)
class TrunkShape:
    """The sizes of a BERT trunk.

    Attributes:
        layers: Transformer layers.
        attention_heads: Attention heads of each layer.
        dims: Width of the hidden states.
    """

    layers: int
    attention_heads: int
    dims: int

    @classmethod
    def of(cls, trunk: Arrays) -> TrunkShape:
        """The sizes of ``trunk.npz``. Its attention heads are 32 wide, as those of every MiniLM."""
        dims = trunk["position"].shape[1]
        return cls(sum(name.endswith(".qkv") for name in trunk), dims // _HEAD_WIDTH, dims)


@dataclass(frozen=True, slots=True)
class HeadShape:
    """What a head reads, and how deep it is.

    Attributes:
        mixed: The layers whose hidden states it mixes, ascending; 0 is the embedding.
        mlp: Width of the residual MLP between its norm and its projection; 0 is none.

    Raises:
        InvalidInput: if the layers are not ascending, none is above 0, or a number is below 0.
    """

    mixed: tuple[int, ...] = (0, 2, 4, 6)
    mlp: int = 0

    def __post_init__(self) -> None:
        ascending = list(self.mixed) == sorted(set(self.mixed))
        if not self.mixed or not ascending or self.mixed[0] < 0 or self.mixed[-1] == 0:
            raise InvalidInput(
                f"the mixed layers are {self.mixed}; they must ascend from 0, the embedding, or above, and the last "
                "must be a layer of the transformer"
            )
        if self.mlp < 0:
            raise InvalidInput(f"mlp is {self.mlp}; it is a width, 0 for none")

    @classmethod
    def of(cls, head: Arrays) -> HeadShape:
        """The shape of ``head.npz``; one that does not record its layers mixes the embedding, layer 3 and layer 6."""
        mixed = tuple(int(layer) for layer in head.get("mixed", np.array(_FIRST_HEADS_MIXED)))
        return cls(mixed, head["mlp.in"].shape[1] if "mlp.in" in head else 0)

    def check_fits(self, trunk: TrunkShape) -> None:
        """Compare with a trunk.

        Raises:
            InvalidInput: if the trunk lacks a mixed layer.
        """
        if self.mixed[-1] > trunk.layers:
            raise InvalidInput(f"the mixed layers are {self.mixed}; the trunk has layers 0 to {trunk.layers}")
