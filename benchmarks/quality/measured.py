"""What was measured on one collection, and the collections taken together."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from benchmarks.quality.nonzeros import NonZeros
from benchmarks.quality.searches import PAIRS
from hybrid_search.eval.comparison.difference import Difference, difference

Scores = Mapping[str, Mapping[str, float]]
"""Name of a search to (query id to nDCG@10)."""


@dataclass(frozen=True, slots=True)
class Measured:
    """The figures of one collection, or of several together.

    Attributes:
        name: Of the collection.
        documents: How many.
        scores: Of every search.
        ablation: Variant of the encoder to the scores of its searches; empty where it was not asked for.
        document_nonzeros: None for several collections together.
        query_nonzeros: The same.
    """

    name: str
    documents: int
    scores: Scores
    ablation: Mapping[str, Scores] = field(default_factory=dict)
    document_nonzeros: NonZeros | None = None
    query_nonzeros: NonZeros | None = None

    @property
    def queries(self) -> int:
        """How many."""
        return len(next(iter(self.scores.values())))

    def differences(self) -> dict[tuple[str, str], Difference]:
        """Of each pair of ours and a rival."""
        values = {search: list(scores.values()) for search, scores in self.scores.items()}
        return {(ours, rival): difference(rival, values[ours], values[rival]) for ours, rival in PAIRS}


def mean(scores: Mapping[str, float]) -> float:
    """Over the queries."""
    return sum(scores.values()) / len(scores)


def together(collections: Sequence[Measured]) -> Measured:
    """All queries as one list, so that a collection counts by its queries."""
    first = collections[0]
    return Measured(
        "all queries",
        sum(one.documents for one in collections),
        _joined([(one.name, one.scores) for one in collections]),
        {variant: _joined([(one.name, one.ablation[variant]) for one in collections]) for variant in first.ablation},
    )


def _joined(parts: Sequence[tuple[str, Scores]]) -> Scores:
    return {
        search: {f"{name}/{query}": score for name, scores in parts for query, score in scores[search].items()}
        for search in parts[0][1]
    }
