"""The same rows and queries give the same ids in the same order as the memory backend."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

import numpy as np
import pytest

from hybrid_search import F, MemoryClient
from hybrid_search.connectors.base import Candidate, IndexSpec, LegQuery, Row
from hybrid_search.filters import Filter
from hybrid_search.types import Leg, SparseVector
from tests.connectors.contract.base import ConnectorContract
from tests.connectors.contract.opened import Opened
from tests.fakes import row, unit

SPEC = IndexSpec(dims=8, sparse=True)
ROWS = 150
APART = 1e-4
"""Scores of a query are so far apart, relatively to the largest, that float32 cannot swap two of them."""

FILTERS: list[Filter | None] = [
    None,
    F.lang == "en",
    F.year >= 2010,
    F.lang.is_in(["de", "fr"]) & ~(F.year < 2005),
    F.tags.contains("x") | (F.price < 2.5),
    ~F.price.exists(),
]


class ParityContract(ConnectorContract):
    @pytest.mark.parametrize("seed", range(2))
    def test_the_order_is_that_of_memory(self, opened: Opened, seed: int) -> None:
        random = np.random.default_rng(seed)
        rows = [random_row(str(n), random) for n in range(ROWS)]
        memory = MemoryClient()
        memory.create(SPEC)
        memory.upsert(rows)
        opened.fresh(*rows, spec=SPEC)
        queries = [distinct_query(memory, random) for _ in range(4)]
        legs = [
            LegQuery(query.leg, query.vector, limit, where)
            for pair in queries
            for query in pair
            for where in FILTERS
            for limit in (7, ROWS)
            if limit == ROWS or query.leg == "sparse"  # a dense search for few may be approximate
        ]
        expected, found = memory.search(legs), opened.run(opened.connector.search(legs))
        for leg, mine, theirs in zip(legs, expected, found, strict=True):
            ranked = ranked_leg(leg, theirs)
            assert ranked.ids == ranked_leg(leg, mine).ids, leg
            assert ranked.scores == pytest.approx([one.score for one in mine], rel=1e-5, abs=1e-6), leg


def random_row(id: str, random: np.random.Generator) -> Row:
    metadata = {
        "lang": random.choice(["en", "de", "fr"]).item(),
        "year": random.integers(2000, 2024).item(),
        "tags": random.choice(["x", "y", "z"], size=random.integers(0, 3)).tolist(),
    }
    if random.random() < 0.8:
        metadata["price"] = round(random.uniform(0, 10), 2)
    weights = {int(term): random.gamma(2.0) + 0.05 for term in random.integers(0, 40, size=random.integers(0, 13))}
    return row(id, metadata=metadata, sparse=weights, dense=random.normal(size=8).tolist())


def distinct_query(memory: MemoryClient, random: np.random.Generator) -> tuple[LegQuery, LegQuery]:
    """Both legs of a query that no two rows score alike for, so that every cut is clear."""
    while True:
        weights = {int(term): random.gamma(2.0) + 0.05 for term in random.integers(0, 40, size=10)}
        legs = (
            LegQuery("sparse", SparseVector.from_pairs(weights), ROWS),
            LegQuery("dense", unit(*random.normal(size=8)), ROWS),
        )
        if all(map(apart, memory.search(legs))):
            return legs


def apart(leg: Sequence[Candidate]) -> bool:
    reach = APART * leg[0].score
    return all(above.score - below.score > reach for above, below in pairwise(leg))


def ranked_leg(query: LegQuery, candidates: Sequence[Candidate]) -> Leg:
    return Leg.ranked(query.leg, ((one.id, one.score) for one in candidates), query.kind)
