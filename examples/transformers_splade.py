"""A SPLADE vector by hand, and the same from sentence-transformers and from this library.

    python examples/transformers_splade.py sparse-encoder/example-splade-distilbert-base-uncased-nq
    python examples/transformers_splade.py ./my-splade "plants eat light" "tax law"

The model is a name on the hub or a folder: a masked-language model with one weight for each token of its vocabulary,
the same for queries and documents. Texts must fit its limit of tokens. Needs the extra: pip install
"hybrid-search-native[models]". The exit code is 1 if a vector of either library is off by more than 1e-5 anywhere.

Source of the formula: Formal et al., "SPLADE v2: Sparse Lexical and Expansion Model for Information Retrieval", 2021.
"""

from __future__ import annotations

import argparse
from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
import torch
from sentence_transformers import SparseEncoder
from transformers import AutoModelForMaskedLM, AutoTokenizer

from hybrid_search import SentenceTransformersEncoder
from hybrid_search.encoders.sparse_tools import top_tokens
from hybrid_search.types import printable

Matrix = npt.NDArray[np.float32]
TOLERANCE = 1e-5


def by_hand(model: str, texts: Sequence[str]) -> Matrix:
    """float32[texts, vocabulary]: max over the tokens of log(1 + relu(logit)), padding masked out."""
    tokenizer = AutoTokenizer.from_pretrained(model)
    network = AutoModelForMaskedLM.from_pretrained(model, use_safetensors=True).eval()
    batch = tokenizer(list(texts), padding=True, truncation=True, return_tensors="pt")
    with torch.inference_mode():
        logits = network(**batch).logits  # [texts, tokens, vocabulary]
        mask = batch["attention_mask"].unsqueeze(-1)
        vectors: Matrix = (torch.log1p(torch.relu(logits)) * mask).amax(dim=1).numpy()
    return vectors


def by_sentence_transformers(model: str, texts: Sequence[str]) -> Matrix:
    """float32[texts, vocabulary] from SparseEncoder."""
    encoder = SparseEncoder(model, device="cpu")
    vectors: Matrix = encoder.encode_document(list(texts), convert_to_sparse_tensor=False).numpy()
    return vectors


def by_hybrid_search(encoder: SentenceTransformersEncoder, texts: Sequence[str], vocabulary: int) -> Matrix:
    """float32[texts, vocabulary] of the sparse half."""
    found = encoder.encode_documents(texts).sparse
    assert found is not None
    vectors = np.zeros((len(texts), vocabulary), np.float32)
    for row, vector in zip(vectors, found, strict=True):
        row[vector.indices] = vector.values
    return vectors


def main(arguments: Sequence[str] | None = None) -> int:
    """Print the largest weights and how far the three are apart."""
    parser = argparse.ArgumentParser(description="SPLADE from raw transformers, beside two libraries.")
    parser.add_argument("model", help="a name on the hub, or a folder")
    parser.add_argument("texts", nargs="*", default=["plants eat light", "a tax law"])
    chosen = parser.parse_args(arguments)

    raw = by_hand(chosen.model, chosen.texts)
    vocabulary = raw.shape[1]
    encoder = SentenceTransformersEncoder(chosen.model, device="cpu", document_nonzeros=vocabulary)  # no weight is cut
    others = {
        "SparseEncoder": by_sentence_transformers(chosen.model, chosen.texts),
        "SentenceTransformersEncoder": by_hybrid_search(encoder, chosen.texts, vocabulary),
    }
    for text, vector in zip(chosen.texts, encoder.encode_documents(chosen.texts).sparse or (), strict=True):
        tokens = ", ".join(f"{printable(one.token)} {one.weight:.2f}" for one in top_tokens(encoder, vector, 5))
        print(f"{printable(text)}: {len(vector)} of {vocabulary:,} weights are not zero; {tokens}")
    apart = {name: float(np.abs(vectors - raw).max()) for name, vectors in others.items()}
    for name, distance in apart.items():
        print(f"largest difference to {name}: {distance:.1e}")
    return int(max(apart.values()) > TOLERANCE)


if __name__ == "__main__":
    raise SystemExit(main())
