"""Retrieval by scoring every document, as the evaluators of sentence-transformers do it."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from hybrid_search.eval.reproduce.vectors import Vectors
from hybrid_search.types import unit_rows

DEPTH = 100


def sparse_ranks(documents: Vectors, queries: Vectors) -> list[list[int]]:
    """For each query the places of the :data:`DEPTH` documents with the largest dot products.

    Documents that share no dimension with the query have the product 0 and fill the list where others are too few, as
    ``torch.topk`` over all documents has it. Which of those that tie come first is arbitrary there; here it is their
    order in the collection.
    """
    rows = np.repeat(np.arange(len(documents.sparse)), [len(vector) for vector in documents.sparse])
    indices = np.concatenate([vector.indices for vector in documents.sparse])
    values = np.concatenate([vector.values for vector in documents.sparse]).astype(np.float64)
    size = 1 + max(int(vector.indices.max(initial=0)) for vector in (*documents.sparse, *queries.sparse))
    ranks = []
    for query in queries.sparse:
        weights = np.zeros(size)
        weights[query.indices] = query.values
        scores = np.zeros(len(documents.sparse))
        np.add.at(scores, rows, values * weights[indices])
        ranks.append(_best(scores))
    return ranks


def dense_ranks(documents: Vectors, queries: Vectors) -> list[list[int]]:
    """For each query the places of the :data:`DEPTH` documents with the largest cosines; ties as in the sparse leg."""
    dims = documents.dense.shape[1]
    stored = unit_rows(documents.dense, dims, "document").astype(np.float64)
    asked = unit_rows(queries.dense, dims, "query").astype(np.float64)
    return [_best(stored @ query) for query in asked]


def _best(scores: npt.NDArray[np.float64]) -> list[int]:
    places: list[int] = np.argsort(-scores, kind="stable")[:DEPTH].tolist()
    return places
