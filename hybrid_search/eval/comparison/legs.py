"""Retrieving once: the legs that all configurations share."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from hybrid_search.eval.comparison.configuration import Configuration
from hybrid_search.fusion import Fused, Fusion
from hybrid_search.index import HybridIndex
from hybrid_search.index.queries import EACH_ALONE
from hybrid_search.types import Leg, LegKind, LegName

_KINDS: Mapping[LegName, LegKind] = {"sparse": "dot", "dense": "cosine"}

Step = Callable[[str, int, int], None]
"""Called with what is being done, how many queries are done, and of how many."""


@dataclass(frozen=True, slots=True)
class Retrieved:
    """One leg of one query: ids and scores, and not the texts, which would fill the memory.

    Attributes:
        leg: What it found.
        seconds: Stage to its seconds.
    """

    leg: Leg
    seconds: Mapping[str, float]


@dataclass(frozen=True, slots=True)
class Legs:
    """Each leg of each query, as deep as the deepest configuration wants it.

    Attributes:
        found: Leg name to (query id to its results).
    """

    found: Mapping[LegName, Mapping[str, Retrieved]]

    def fused(self, query: str, configuration: Configuration, fusion: Fusion | None) -> Fused:
        """The ranking of one query, without asking the backend again.

        Args:
            query: Its id.
            configuration: Which legs, and how many candidates of each.
            fusion: How to join them; None for a single leg.
        """
        legs = [self.leg(name, query, configuration.candidates) for name in names(configuration)]
        if fusion is None:
            (leg,) = legs
            return Fused(leg.ids, leg.scores, {})
        return fusion.fuse(legs)

    def leg(self, name: LegName, query: str, candidates: int) -> Leg:
        """The best *candidates* of one leg."""
        leg = self.found[name][query].leg
        return Leg(name, leg.ids[:candidates], leg.scores[:candidates], leg.kind)


def names(configuration: Configuration) -> tuple[LegName, ...]:
    """The legs that a configuration searches."""
    return ("sparse", "dense") if configuration.legs == "both" else (configuration.legs,)


def retrieve(
    index: HybridIndex, queries: Mapping[str, str], configurations: Sequence[Configuration], step: Step
) -> Legs:
    """Search each leg that a configuration needs once for each query, one query at a time, as an application would.

    One search goes before, of which nothing is kept: the first one loads models and opens files, and is no latency.
    Each query is encoded for each search, also if the index has it in its cache.
    """
    index = index.with_queries(EACH_ALONE)
    depths: dict[LegName, int] = {}
    for configuration in configurations:
        for name in names(configuration):
            depths[name] = max(depths.get(name, 0), configuration.candidates)
    if depths and queries:
        legs = "both" if len(depths) > 1 else next(iter(depths))
        index.search(next(iter(queries.values())), k=1, legs=legs)
    found: dict[LegName, dict[str, Retrieved]] = {name: {} for name in depths}
    for done, (query, text) in enumerate(queries.items()):
        step("retrieving", done, len(queries))
        for name, depth in depths.items():
            hits = index.search(text, k=depth, candidates=depth, legs=name)
            leg = Leg(name, hits.ids, tuple(hit.score for hit in hits), _KINDS[name])
            found[name][query] = Retrieved(leg, hits.seconds)
    step("retrieving", len(queries), len(queries))
    return Legs(found)
