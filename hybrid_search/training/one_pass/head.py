"""The head in torch: hidden states in, sparse weights out, with a gradient."""

from __future__ import annotations

from collections.abc import Mapping
from copy import copy
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np
import numpy.typing as npt
import torch
from torch import Tensor
from torch.nn import functional

from hybrid_search.encoders.one_pass.processor import cpu_flags
from hybrid_search.training.one_pass.shape import HeadShape
from hybrid_search.training.one_pass.tensors import Tokens

_EPSILON = 1e-5
_AT_ONCE = 512
_BF16_FLAGS = {"avx512_bf16", "amx_bf16", "bf16"}  # the last is Arm's

Arrays = Mapping[str, npt.NDArray[Any]]


@dataclass(frozen=True, slots=True)
class Encoded:
    """What the head says of some texts.

    Attributes:
        weights: float32[texts, wordpieces].
        tokens: float32[tokens, dims], the states that are compared with wordpieces, at the head's length.
    """

    weights: Tensor
    tokens: Tensor


class Head:
    """Mix of hidden states -> norm -> residual MLP, if any -> unit length x scale -> logits -> max -> log1p x gain.

    A logit is the product with the wordpiece's embedding at unit length, plus a bias. The max over tokens is taken
    before relu and log1p, which are monotone: SPLADE-max (Formal et al. 2021, "SPLADE v2") with the same result. The
    gradient goes through the token that had the maximum, and only where the weight is above 0.

    Args:
        parameters: By name, as :mod:`~hybrid_search.training.one_pass.start` makes them; they are trained in place.
        shape: Layers and widths.
        pieces: int64[n] ascending, the wordpieces that it gives weights to.
        codes: int8[vocabulary, dims], ``word.codes`` of the trunk.
    """

    def __init__(
        self, parameters: Mapping[str, Tensor], shape: HeadShape, pieces: npt.NDArray[np.int64], codes: Any
    ) -> None:
        self.parameters = dict(parameters)
        for parameter in self.parameters.values():
            parameter.requires_grad_(True)
        self.shape = shape
        self.pieces = pieces
        self.decoder = functional.normalize(torch.from_numpy(codes[pieces].astype(np.float32)), dim=1)
        self.place = torch.full((len(codes),), -1)
        self.place[torch.from_numpy(pieces)] = torch.arange(len(pieces))
        # The search for each wordpiece's best token is the most of the work, and needs no more than 8 bits.
        exact = not _BF16_FLAGS & cpu_flags()
        self._searched = self.decoder if exact else self.decoder.bfloat16()

    def copy(self) -> Head:
        """A head with the same weights, of which neither sees the other's training."""
        other = copy(self)
        other.parameters = {
            name: parameter.detach().clone().requires_grad_(True) for name, parameter in self.parameters.items()
        }
        return other

    def approach(self, other: Head, share: float) -> None:
        """Move every parameter by this share of the way to *other*'s, a head of the same shape.

        The mean of a model and its fine-tuned self often ranks better on foreign texts than either.
        Source: Wortsman et al. 2022, "Robust fine-tuning of zero-shot models".
        """
        with torch.no_grad():
            for name, parameter in self.parameters.items():
                parameter.lerp_(other.parameters[name], share)

    def __call__(self, tokens: Tokens) -> Encoded:
        """Weights of each text, differentiable in the parameters."""
        states = self.states(tokens.mixed)
        best, token = self._best(states.detach(), tokens.bounds)
        text, piece = (best + self.parameters["bias"].detach() > 0).nonzero(as_tuple=True)
        logits = (states[token[text, piece]] * self.decoder[piece]).sum(dim=1) + self.parameters["bias"][piece]
        weights = torch.log1p(functional.relu(logits)) * torch.exp(self.parameters["log_gain"])[piece]
        empty = torch.zeros(len(tokens.bounds) - 1, len(self.pieces))
        return Encoded(empty.index_put((text, piece), weights), states)

    def states(self, mixed: Tensor) -> Tensor:
        """float32[tokens, dims]: the tokens as points among the wordpieces, at the head's length."""
        own = self.parameters
        token = functional.linear(mixed, own["mix"], own["mix.bias"])
        token = functional.layer_norm(token, token.shape[1:], own["mix.norm.gain"], own["mix.norm.bias"], _EPSILON)
        if self.shape.mlp:
            wide = functional.gelu(functional.linear(token, own["mlp.in"], own["mlp.in.bias"]))
            token = token + functional.linear(wide, own["mlp.out"], own["mlp.out.bias"])
        return functional.normalize(token, dim=1) * own["scale"]

    def _best(self, states: Tensor, bounds: list[int]) -> tuple[Tensor, Tensor]:
        """For each text and wordpiece the largest product, and the token that has it; memory bounded by tokens."""
        values, tokens = [], []
        first = 0
        while first < len(bounds) - 1:
            last = first + 1
            while last < len(bounds) - 1 and bounds[last + 1] - bounds[first] <= _AT_ONCE:
                last += 1
            start = bounds[first]
            products = states[start : bounds[last]].to(self._searched.dtype) @ self._searched.T
            for begin, end in pairwise(bounds[first : last + 1]):
                value, token = products[begin - start : end - start].max(dim=0)
                values.append(value.float())
                tokens.append(token + begin)
            first = last
        return torch.stack(values), torch.stack(tokens)


def head_arrays(head: Head, int8_range: float) -> dict[str, npt.NDArray[Any]]:
    """The arrays of ``head.npz``; see :func:`hybrid_search.encoders.one_pass.weights.graph_weights`."""
    own = {name: parameter.detach().numpy().copy() for name, parameter in head.parameters.items()}
    arrays: dict[str, npt.NDArray[Any]] = {
        "mixed": np.array(head.shape.mixed, dtype=np.uint8),
        "mix": np.ascontiguousarray(own["mix"].T, dtype=np.float16),
        **{name: own[name] for name in ("mix.bias", "mix.norm.gain", "mix.norm.bias", "bias", "scale")},
        "pieces": head.pieces.astype(np.uint16),
        "gain": np.exp(own["log_gain"]),
        "range": np.array(int8_range, dtype=np.float32),
    }
    if head.shape.mlp:
        for name in ("mlp.in", "mlp.out"):
            arrays[name] = np.ascontiguousarray(own[name].T, dtype=np.float16)
            arrays[f"{name}.bias"] = own[f"{name}.bias"]
    return arrays
