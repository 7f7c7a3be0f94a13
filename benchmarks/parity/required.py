"""What every backend must reach."""

from __future__ import annotations

from collections.abc import Iterator

from benchmarks.parity.agreement import recall
from benchmarks.parity.measured import BY_RRF, DENSE, FUSION, MEASURE, SPARSE, Measured
from hybrid_search.eval import Qrels

NDCG_DIFFERENCE = 0.002
RECALL = 0.98


def shortfalls(one: Measured, reference: Measured, qrels: Qrels) -> Iterator[str]:
    """A sentence for each figure that is not reached."""
    for search in (SPARSE, DENSE, FUSION, BY_RRF):
        difference = abs(one.ndcg(search, qrels) - reference.ndcg(search, qrels))
        if difference > NDCG_DIFFERENCE:
            yield f"{one.name}: {MEASURE} of {search} differs by {difference:.4f}; {NDCG_DIFFERENCE} is allowed"
    for leg in (SPARSE, DENSE):
        found = recall(one.found[leg], reference.found[leg])
        if found < RECALL:
            yield f"{one.name}: recall@100 of {leg} is {found:.4f}; {RECALL} is required"
