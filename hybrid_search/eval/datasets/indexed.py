"""Which documents an index has."""

from __future__ import annotations

from collections.abc import Iterable

from hybrid_search.eval.runs.run import Qrels
from hybrid_search.index import HybridIndex

_BATCH = 500


def indexed(index: HybridIndex, ids: Iterable[str]) -> set[str]:
    """Those of *ids* that the index has; asked for in batches, since texts come along."""
    wanted = list(dict.fromkeys(ids))
    return {id for start in range(0, len(wanted), _BATCH) for id in index.get(wanted[start : start + _BATCH])}


def unknown_relevant(index: HybridIndex, qrels: Qrels) -> list[str]:
    """The ids of relevant documents that the index does not have, in the order of the judgements."""
    relevant = dict.fromkeys(id for grades in qrels.values() for id, grade in grades.items() if grade > 0)
    known = indexed(index, relevant)
    return [id for id in relevant if id not in known]
