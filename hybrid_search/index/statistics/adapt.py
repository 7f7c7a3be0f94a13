"""Query weights that follow the collection."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

import numpy as np

from hybrid_search.connectors.steps import Compute, Operation
from hybrid_search.encoders.statistics import Adaptive, adaptive
from hybrid_search.errors import InvalidVector
from hybrid_search.index.core import Core
from hybrid_search.index.statistics.refresh import refresh
from hybrid_search.types import SparseVector


def adapted(core: Core, queries: Sequence[SparseVector]) -> Operation[Sequence[SparseVector]]:
    """The vectors to search with: *queries* as the encoder adapts them to what is known of the collection.

    The whole collection, also through a view. Where nothing is known, they stay as they are.

    Raises:
        InvalidVector: if the encoder returned other dimensions than it was given.
    """
    encoder = adaptive(core.encoder)
    if encoder is None or not queries:
        return queries
    if core.known.due():
        yield from refresh(core)
    answer: Sequence[SparseVector] = yield Compute(partial(_adapted, core, encoder, queries))
    return answer


def _adapted(core: Core, encoder: Adaptive, queries: Sequence[SparseVector]) -> Sequence[SparseVector]:
    statistics = core.known.total(core.tally)
    if not statistics.documents:
        return queries
    answer = encoder.adapt_queries(queries, statistics)
    same = [np.array_equal(new.indices, old.indices) for new, old in zip(answer, queries, strict=False)]
    if len(answer) != len(queries) or not all(same):
        raise InvalidVector(
            f"the encoder {core.encoder.name!r} adapted {len(queries)} queries to {len(answer)} vectors, not all with "
            "the same dimensions; adapt_queries must return each query with each weight multiplied by a positive factor"
        )
    return answer
