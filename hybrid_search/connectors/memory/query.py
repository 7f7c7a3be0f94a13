"""Exact scoring of one leg over the columns."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from hybrid_search.connectors.base import Candidate, LegQuery
from hybrid_search.connectors.memory.filters import matching
from hybrid_search.connectors.memory.schema import Columns
from hybrid_search.types import Leg, SparseVector

_SIX_DIGITS = 1e-5  # two scores closer than this, relatively, can be equal to 6 digits


def search(columns: Columns, query: LegQuery) -> list[Candidate]:
    """The best *query.limit* rows, by score to 6 significant digits, ties by id."""
    if isinstance(query.vector, SparseVector):
        scores = dot_products(columns, query.vector)
        found = scores > 0
    else:
        scores = cosines(columns, query.vector)
        found = np.ones(len(scores), dtype=bool)
    if query.where is not None:
        found &= matching(columns, query.where)
    rows = np.flatnonzero(found)
    if rows.size > query.limit:
        cut = np.partition(scores[rows], -query.limit)[-query.limit]
        rows = rows[scores[rows] >= cut - abs(cut) * _SIX_DIGITS]
    leg = Leg.ranked(query.leg, ((columns.rows[row].id, float(scores[row])) for row in rows), query.kind)
    parents = {columns.rows[row].id: columns.rows[row].parent for row in rows}
    best = list(zip(leg.ids, leg.scores, strict=True))[: query.limit]
    return [Candidate(id, score, parents[id]) for id, score in best]


def dot_products(columns: Columns, vector: SparseVector) -> npt.NDArray[np.float64]:
    """float64[n]: the dot product of each row with the query."""
    scores = np.zeros(len(columns.rows))
    places = np.searchsorted(columns.terms, vector.indices)
    for place, term, weight in zip(places.tolist(), vector.indices, vector.values.tolist(), strict=True):
        if place < columns.terms.size and columns.terms[place] == term:
            postings = slice(columns.starts[place], columns.starts[place + 1])
            scores[columns.posting_rows[postings]] += weight * columns.posting_weights[postings]
    return scores


def cosines(columns: Columns, vector: npt.NDArray[np.float32]) -> npt.NDArray[np.float64]:
    """float64[n]: the cosine of each row with the query, both at unit length."""
    if columns.dense is None:
        return np.zeros(0)
    cosines: npt.NDArray[np.float32] = np.clip(columns.dense @ vector, -1.0, 1.0)
    return cosines.astype(np.float64)
