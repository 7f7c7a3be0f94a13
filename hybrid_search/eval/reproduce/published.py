"""What was published, by whom, and with which models.

The article is T. Aarsen and A. Bresnu, "Training and Finetuning Sparse Embedding Models with Sentence Transformers v5",
1 July 2025, https://huggingface.co/blog/train-sparse-encoder, section "Evaluation". Its figures come from "a slightly
modified version" of the script ``hybrid_search.py`` of sentence-transformers 5.0.0, in
``examples/sparse_encoder/applications/retrieve_rerank``; what was modified is not told. The article calls the sparse
model ``tomaarsen/inference-free-splade-distilbert-base-uncased-nq``; later editions name :data:`SPARSE`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal, get_args

ARTICLE = "https://huggingface.co/blog/train-sparse-encoder"

SPARSE = "sparse-encoder/example-inference-free-splade-distilbert-base-uncased-nq"
DENSE = "sentence-transformers/all-MiniLM-L6-v2"
CROSS_ENCODER = "cross-encoder/ms-marco-MiniLM-L6-v2"

RowName = Literal["sparse", "dense", "hybrid", "sparse, reranked", "dense, reranked", "hybrid, reranked"]

ROWS: tuple[RowName, ...] = get_args(RowName)
"""In the order of the article's table."""

TOLERANCE = 0.5
"""Points of nDCG@10 that our figure may differ from the published one. With 50 queries, one relevant passage that moves
from the first place to the second costs 0.74."""


@dataclass(frozen=True, slots=True)
class Published:
    """Figures of one set.

    Attributes:
        ndcg: Row to nDCG@10 in percent; a row that was not published is absent.
        query_nonzeros: Mean non-zeros of a query; None if not published.
        document_nonzeros: The same of a passage.
    """

    ndcg: Mapping[RowName, float] = field(default_factory=dict)
    query_nonzeros: float | None = None
    document_nonzeros: float | None = None


_FIGURES = {
    # The article does not say of which set the non-zeros are; its model was evaluated on msmarco, nfcorpus and nq.
    "msmarco": Published(dict(zip(ROWS, (52.41, 55.40, 62.22, 66.31, 66.28, 66.28), strict=True)), 7.7, 184),
    "nfcorpus": Published({"sparse": 32.99}),
    "nq": Published({"sparse": 53.57}),
}


def published(set_name: str) -> Published:
    """What the article says of a set of NanoBEIR; nothing for most."""
    return _FIGURES.get(set_name, Published())
