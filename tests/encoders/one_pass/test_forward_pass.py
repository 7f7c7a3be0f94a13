"""The graph against the same formulas in numpy, one text at a time, in float64."""

from __future__ import annotations

import math
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pytest

from hybrid_search.encoders.one_pass import OnePassNetwork
from hybrid_search.encoders.one_pass.model_folder import BUNDLED, HEAD, TOKENIZER, TRUNK, ModelFolder
from hybrid_search.encoders.one_pass.weights import read_arrays
from hybrid_search.encoders.one_pass.wordpieces import Wordpieces

Floats = npt.NDArray[np.float64]

HEADS, WIDTH = 12, 32
BEGIN, END = 101, 102
erf = np.vectorize(math.erf)


def gelu(values: Floats) -> Floats:
    """Hendrycks and Gimpel 2016, without the approximation."""
    result: Floats = values * (1 + erf(values / math.sqrt(2))) / 2
    return result


class Reference:
    """BERT (Devlin et al. 2019), mean pooling, and the SPLADE head with its max taken last."""

    def __init__(self) -> None:
        folder = ModelFolder.open(BUNDLED)
        arrays = read_arrays(folder.read(TRUNK)) | {f"head.{k}": v for k, v in read_arrays(folder.read(HEAD)).items()}
        self.weights: dict[str, Floats] = {name: array.astype(np.float64) for name, array in arrays.items()}
        self.words = self.weights["word.codes"] * self.weights["word.scale"]
        self.pieces = arrays["head.pieces"].astype(int)
        self.wordpieces = Wordpieces(folder.read(TOKENIZER))

    def encode(self, text: str, limit: int = 256) -> tuple[Floats, dict[int, float]]:
        """The dense vector and the sparse weights."""
        ids, _ = self.wordpieces.encode(text, limit)
        states = self.states(np.array(ids))
        dense = states[-1].mean(axis=0)
        content = ~np.isin(ids, [BEGIN, END])
        token = np.concatenate([states[0], states[2], states[4], states[6]], axis=1)[content]
        token = self.norm(token @ self.weights["head.mix"] + self.weights["head.mix.bias"], "head.mix", 1e-5)
        wide = gelu(token @ self.weights["head.mlp.in"] + self.weights["head.mlp.in.bias"])
        token = token + wide @ self.weights["head.mlp.out"] + self.weights["head.mlp.out.bias"]
        token /= np.linalg.norm(token, axis=1, keepdims=True)
        decoder = self.words[self.pieces]
        decoder /= np.linalg.norm(decoder, axis=1, keepdims=True)
        logits = self.weights["head.scale"] * token @ decoder.T + self.weights["head.bias"]
        weights = (np.log1p(np.maximum(logits, 0)) * self.weights["head.gain"]).max(axis=0)
        sparse = {int(piece): float(weight) for piece, weight in zip(self.pieces, weights, strict=True) if weight > 0}
        return dense / np.linalg.norm(dense), sparse

    def states(self, ids: npt.NDArray[Any]) -> list[Floats]:
        """The embedding and the output of each layer, [tokens, dims]."""
        state = self.norm(self.words[ids] + self.weights["position"][: len(ids)], "embedding", 1e-12)
        states = [state]
        for layer in (f"layer{index}" for index in range(6)):
            state = self.norm(state + self.attention(state, layer), f"{layer}.attention", 1e-12)
            wide = gelu(state @ self.weights[f"{layer}.up"] + self.weights[f"{layer}.up.bias"])
            inner = wide @ self.weights[f"{layer}.down"] + self.weights[f"{layer}.down.bias"]
            state = self.norm(state + inner, f"{layer}.down", 1e-12)
            states.append(state)
        return states

    def attention(self, state: Floats, layer: str) -> Floats:
        """Multi-head self-attention and its output projection."""
        projected = state @ self.weights[f"{layer}.qkv"] + self.weights[f"{layer}.qkv.bias"]
        query, key, value = projected.reshape(len(state), 3, HEADS, WIDTH).transpose(1, 2, 0, 3)
        scores = query @ key.transpose(0, 2, 1) / math.sqrt(WIDTH)
        shares = np.exp(scores - scores.max(axis=-1, keepdims=True))
        shares /= shares.sum(axis=-1, keepdims=True)
        joined = (shares @ value).transpose(1, 0, 2).reshape(state.shape)
        output: Floats = joined @ self.weights[f"{layer}.attention"] + self.weights[f"{layer}.attention.bias"]
        return output

    def norm(self, state: Floats, name: str, epsilon: float) -> Floats:
        """LayerNorm over the last axis."""
        centred = state - state.mean(axis=-1, keepdims=True)
        scaled = centred / np.sqrt((centred**2).mean(axis=-1, keepdims=True) + epsilon)
        output: Floats = scaled * self.weights[f"{name}.norm.gain"] + self.weights[f"{name}.norm.bias"]
        return output


@pytest.fixture(scope="session")
def expected(texts: tuple[str, ...]) -> dict[str, tuple[Floats, dict[int, float]]]:
    """The vectors of texts that are short enough for numpy."""
    reference = Reference()
    return {text: reference.encode(text) for text in (*texts[:-1], texts[-1][:400])}


def test_dense_vectors_are_those_of_the_formulas(
    encoder: OnePassNetwork, expected: dict[str, tuple[Floats, dict[int, float]]]
) -> None:
    dense = encoder.encode_documents(list(expected)).dense
    assert dense is not None
    # The trunk in blocks rounds each weight and each state to one of 255 steps.
    tolerance = {"fp32": 1e-5, "int8-head": 1e-5, "int8-blocks": 0.01}[str(encoder.info["precision"])]
    for found, (vector, _) in zip(dense, expected.values(), strict=True):
        assert np.abs(found - vector).max() < tolerance


def test_sparse_weights_are_those_of_the_formulas(
    encoder: OnePassNetwork, expected: dict[str, tuple[Floats, dict[int, float]]]
) -> None:
    # The int8 projection tells apart 127 steps of each component.
    precision = encoder._arithmetic.documents
    tolerance = {"fp32": 1e-4, "int8-head": 0.1, "int8-blocks": 0.15}[precision]
    everything = OnePassNetwork(precision=precision, threads=2, document_nonzeros=900)
    found = everything.encode_documents(list(expected)).sparse or ()
    for vector, (_, weights) in zip(found, expected.values(), strict=True):
        mine = vector.to_dict()
        assert max(abs(mine.get(piece, 0) - weights.get(piece, 0)) for piece in mine | weights) < tolerance


def test_dense_vectors_stay_close_to_the_original_models(encoder: OnePassNetwork, texts: tuple[str, ...]) -> None:
    # Made with sentence-transformers 5 and the trunk's published float32 weights; see the model card for 8,204 texts.
    original = np.load(Path(__file__).with_name("original.npy")).astype(np.float32)
    dense = encoder.encode_documents(texts).dense
    assert dense is not None
    floor = 0.998 if encoder.info["precision"] == "int8-blocks" else 0.999
    assert (dense * original).sum(axis=1).min() > floor
