"""``group_by="document"``: of each document's chunks only the best is shown."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from math import fsum
from typing import Literal

from hybrid_search.fusion import Fused
from hybrid_search.types.leg import best_first

GroupScore = Literal["best", "sum"]
"""A document's score: that of its best chunk, or the sum over its chunks among the candidates."""

_SUM = "sum-"


def grouped(fused: Fused, parents: Mapping[str, str], score: GroupScore) -> Fused:
    """The best chunk of each document, with the document's score.

    Args:
        fused: Chunks, best first.
        parents: Chunk id to document.
        score: How documents are scored. Equal sums come by the id of the chunk that is shown.
    """
    chunks: dict[str, dict[str, float]] = {}
    for id, one in zip(fused.ids, fused.scores, strict=True):
        chunks.setdefault(parents[id], {})[id] = one
    if score == "best":
        best = [next(iter(found.items())) for found in chunks.values()]
        return replace(fused, ids=tuple(id for id, _ in best), scores=tuple(one for _, one in best))
    ids, scores = best_first({next(iter(found)): fsum(found.values()) for found in chunks.values()})
    return replace(fused, ids=ids, scores=scores)


def grouped_kind(kind: str, score: GroupScore | None) -> str:
    """What the document's score is called: ``sum-rrf`` for a sum of scores of the kind ``rrf``."""
    return f"{_SUM}{kind}" if score == "sum" else kind
