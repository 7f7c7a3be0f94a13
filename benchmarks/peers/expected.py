"""What each contestant must find, computed from the vectors: whether they all store and search the same."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import numpy.typing as npt

from benchmarks.peers.ready import K, Ready
from benchmarks.synthetic import VOCABULARY
from hybrid_search import SparseVector

Scores = npt.NDArray[np.float64]
_EQUAL = 1e-9


class Exact:
    """The scores of every document for every query, in both legs.

    Args:
        ready: The documents and queries.
    """

    def __init__(self, ready: Ready) -> None:
        self.place = {document.id: place for place, document in enumerate(ready.documents)}
        stored = [ready.of_document[document.text] for document in ready.documents]
        dense = np.stack([one.dense for one in stored])
        asked = ready.of_query
        self.legs: Mapping[str, tuple[Scores, Scores]] = {
            query: (
                np.asarray(dense @ one.dense, dtype=np.float64),
                _sparse_scores([other.sparse for other in stored], one.sparse),
            )
            for query, one in asked.items()
        }

    def share(self, found: Mapping[str, Sequence[str]], candidates: int, constant: int) -> float:
        """The mean share of the found documents that belong to the best ten; ties all do.

        Args:
            found: Query to ids.
            candidates: Documents that each leg gives to the fusion.
            constant: The *k* of the fusion: the sum of 1 / (k + rank) over the legs, ranks from 1.
        """
        shares = []
        for query, ids in found.items():
            dense, sparse = self.legs[query]
            fused = _reciprocal(dense, candidates, constant) + _reciprocal(sparse, candidates, constant)
            least = np.sort(fused)[-K] - _EQUAL
            shares.append(np.mean([fused[self.place[id]] >= least for id in ids]))
        return float(np.mean(shares))


def _reciprocal(scores: Scores, candidates: int, constant: int) -> Scores:
    best = np.argsort(-scores, kind="stable")[:candidates]
    best = best[scores[best] > 0]
    found = np.zeros(len(scores))
    found[best] = 1 / (constant + np.arange(1, len(best) + 1))
    return found


def _sparse_scores(stored: Sequence[SparseVector], query: SparseVector) -> Scores:
    weights = np.zeros(VOCABULARY)
    weights[query.indices] = query.values
    return np.array([weights[one.indices] @ one.values.astype(np.float64) for one in stored])
