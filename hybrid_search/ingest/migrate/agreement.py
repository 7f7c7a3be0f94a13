"""How far the answers of two generations agree."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from statistics import fmean
from typing import Any

import numpy as np

from hybrid_search.errors import InvalidInput
from hybrid_search.ingest.migrate.rank_biased_overlap import rank_biased_overlap


@dataclass(frozen=True, slots=True)
class QueryAgreement:
    """One query on both generations.

    Attributes:
        query: Its text.
        overlap: Hits that both return, as a share of the longer list; 1 if both return nothing.
        rank_agreement: Rank-biased overlap of the two lists, from 0 to 1.
        live: Ids that the live generation returns, best first.
        next: Ids that the new one returns.
    """

    query: str
    overlap: float
    rank_agreement: float
    live: tuple[str, ...]
    next: tuple[str, ...]

    @classmethod
    def of(cls, query: str, live: Sequence[str], next: Sequence[str]) -> QueryAgreement:
        """Of two result lists."""
        longer = max(len(live), len(next))
        overlap = len({*live} & {*next}) / longer if longer else 1.0
        return cls(query, overlap, rank_biased_overlap(live, next), tuple(live), tuple(next))


@dataclass(frozen=True, slots=True)
class Latency:
    """Milliseconds of whole searches, one at a time.

    Attributes:
        p50: The median.
        p95: The 95th percentile.
    """

    p50: float
    p95: float

    @classmethod
    def of(cls, seconds: Sequence[float]) -> Latency:
        """Of the seconds of at least one search."""
        p50, p95 = (1000 * float(value) for value in np.percentile(seconds, (50, 95)))
        return cls(p50, p95)


@dataclass(frozen=True, slots=True)
class Agreement:
    """What two generations answer to the same queries. It tells how much changes, and not which one is better.

    Attributes:
        k: Hits that were compared.
        queries: The least overlap first, and of equal ones the least agreement of ranks.
        live_ms: Of the live generation.
        next_ms: Of the new one.
    """

    k: int
    queries: tuple[QueryAgreement, ...]
    live_ms: Latency
    next_ms: Latency

    def __post_init__(self) -> None:
        if not self.queries:
            raise InvalidInput("two generations are compared on at least one query, and there is none")
        worst_first = sorted(self.queries, key=lambda one: (one.overlap, one.rank_agreement, one.query))
        object.__setattr__(self, "queries", tuple(worst_first))

    @property
    def overlap(self) -> float:
        """The mean over the queries: overlap@k, from 0 to 1."""
        return fmean(one.overlap for one in self.queries)

    @property
    def rank_agreement(self) -> float:
        """The mean over the queries, from 0 to 1."""
        return fmean(one.rank_agreement for one in self.queries)

    @property
    def same_first(self) -> float:
        """The share of queries of which the first hit is the same."""
        return fmean(one.live[:1] == one.next[:1] for one in self.queries)

    def worst(self, size: int = 5) -> tuple[QueryAgreement, ...]:
        """The queries whose answers changed most."""
        return self.queries[:size]

    def as_dict(self) -> dict[str, Any]:
        """The same as plain values, ready for JSON."""
        means = {name: getattr(self, name) for name in ("overlap", "rank_agreement", "same_first")}
        return means | asdict(self)
