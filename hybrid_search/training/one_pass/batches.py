"""What each step sees, and what the teacher says of it: a function of seed and step alone."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import torch
from torch import Tensor

from hybrid_search.training.one_pass.scores import DenseLeg, SparseLeg
from hybrid_search.training.one_pass.settings import Settings

Ints = npt.NDArray[np.int64]

_FIRST_EPOCH = 2**32
_SKEW = 1.5
"""A negative is the one at rank u^1.5 x number, so that those at the front come more often."""


@dataclass(frozen=True, slots=True)
class Batch:
    """One step.

    Attributes:
        queries: int64[q], numbers of queries.
        documents: int64[d], numbers of documents, ascending and unique.
        positives: int64[q], the place of each query's own passage among *documents*.
        teacher: float32[q, d].
        known: bool[q, d], the pairs that the teacher scored; None is all of them.
        others: float32[q, d], what the other parts of a hybrid search say: cosine and BM25, each times its factor.
    """

    queries: Ints
    documents: Ints
    positives: Tensor
    teacher: Tensor
    known: Tensor | None
    others: Tensor


@dataclass(frozen=True, slots=True)
class Batches:
    """Draws the batches of a round.

    Attributes:
        positives: int32[queries], the number of each query's own passage.
        negatives: int32[queries, n], hard negatives; the query's own passage may be among them and is passed over.
        dense: Cosine of queries and documents.
        bm25: BM25 of queries and documents.
        taught: float32[queries, 1 + n], a model's scores of the own passage and of *negatives*; None is the default
            teacher, a sum of cosine and BM25 for every pair of a batch.
        settings: Sizes and factors.
        round: Which round it is, from 0.
    """

    positives: npt.NDArray[np.int32]
    negatives: npt.NDArray[np.int32]
    dense: DenseLeg
    bm25: SparseLeg
    taught: npt.NDArray[np.float32] | None
    settings: Settings
    round: int = 0

    def at(self, step: int) -> Batch:
        """The batch of a step, from 0."""
        queries = self._queries(step)
        drawn = self._drawn(queries, np.random.default_rng([self.settings.seed, self.round, step]))
        numbers = np.column_stack([self.positives[queries], drawn.documents]).astype(np.int64)
        documents, places = np.unique(numbers, return_inverse=True)
        places = places.reshape(numbers.shape)
        own = torch.from_numpy(places[:, 0].copy())
        cosine = torch.from_numpy(self.dense.queries[queries] @ self.dense.documents[documents].T)
        bm25 = torch.from_numpy(self.bm25.between(queries, documents))
        others = self.settings.teacher_cosine * cosine + self.settings.complement_bm25 * bm25
        if self.taught is not None:
            return Batch(queries, documents, own, *self._taught(self.taught, queries, places, drawn.columns), others)
        teacher = self.settings.teacher_cosine * cosine + self.settings.teacher_bm25 * bm25
        teacher[torch.arange(len(queries)), own] += self.settings.teacher_own
        return Batch(queries, documents, own, teacher, None, others)

    def _queries(self, step: int) -> Ints:
        """Every query once an epoch, in an order of its own."""
        size = min(self.settings.batch_queries, len(self.positives))
        epoch, place = divmod(step, len(self.positives) // size)
        order = np.random.default_rng([self.settings.seed, self.round, _FIRST_EPOCH + epoch])
        shuffled: Ints = order.permutation(len(self.positives))
        return shuffled[place * size : (place + 1) * size]

    def _drawn(self, queries: Ints, chance: np.random.Generator) -> _Drawn:
        columns = []
        for query in queries:
            others = np.flatnonzero(self.negatives[query] != self.positives[query])
            ranks = (chance.random(self.settings.negatives) ** _SKEW * len(others)).astype(np.int64)
            columns.append(others[np.minimum(ranks, len(others) - 1)])
        found = np.stack(columns)
        return _Drawn(found, self.negatives[queries[:, None], found])

    def _taught(
        self, taught: npt.NDArray[np.float32], queries: Ints, places: Ints, columns: Ints
    ) -> tuple[Tensor, Tensor]:
        shape = len(queries), int(places.max()) + 1
        teacher, known = torch.zeros(shape), torch.zeros(shape, dtype=torch.bool)
        rows, at = torch.arange(len(queries))[:, None], torch.from_numpy(places)
        own_and_drawn = np.column_stack([np.zeros(len(queries), np.int64), columns + 1])
        teacher[rows, at] = torch.from_numpy(taught[queries[:, None], own_and_drawn])
        known[rows, at] = True
        return teacher, known


@dataclass(frozen=True, slots=True)
class _Drawn:
    columns: Ints
    documents: npt.NDArray[np.int32]


def spread(scores: npt.NDArray[np.float32], deviation: float) -> npt.NDArray[np.float32]:
    """A model's scores with mean 0 and this standard deviation, so that one temperature suits every model."""
    found = float(scores.std())
    result: npt.NDArray[np.float32] = (scores - scores.mean()) * np.float32(deviation / found if found > 0 else 0.0)
    return result
