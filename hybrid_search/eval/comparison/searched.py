"""One configuration over all queries: its rankings, and the seconds of each stage."""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import dataclass

from hybrid_search.eval.comparison.configuration import Configuration
from hybrid_search.eval.comparison.legs import Legs, Step, names
from hybrid_search.eval.runs.run import Run, ranking
from hybrid_search.fusion import Fusion, from_spec
from hybrid_search.index import HybridIndex
from hybrid_search.index.queries import EACH_ALONE
from hybrid_search.index.request import SearchOptions
from hybrid_search.types import Native


@dataclass(frozen=True, slots=True)
class Searched:
    """What one configuration retrieved.

    Attributes:
        run: Query id to (document id to score); the score of rank r is 1/r.
        seconds: Stage to the seconds of each query, in the order of the queries.
        formula: The fusion that ran; empty for a single leg.
    """

    run: Run
    seconds: Mapping[str, list[float]]
    formula: str


def shares_legs(configuration: Configuration) -> bool:
    """Whether the configuration is made of retrieved legs alone; a reranker or the backend's own fusion is not."""
    return configuration.reranker is None and not isinstance(configuration.fusion, Native)


def fuse_legs(index: HybridIndex, legs: Legs, queries: Mapping[str, str], configuration: Configuration) -> Searched:
    """A configuration over legs that were retrieved before. Its retrieval seconds are those of its legs, added."""
    fusion = _fusion(index, configuration)
    run: dict[str, dict[str, float]] = {}
    seconds: dict[str, list[float]] = {"encode": [], "legs": [], "fuse": [], "total": []}
    for query in queries:
        started = time.perf_counter()
        fused = legs.fused(query, configuration, fusion)
        fuse = time.perf_counter() - started
        run[query] = {id: 1 / rank for rank, id in enumerate(fused.ids[: configuration.candidates], 1)}
        spent = [legs.found[name][query].seconds for name in names(configuration)]
        encode = max(one.get("encode", 0.0) + one.get("adapt", 0.0) for one in spent)
        retrieve = sum(one.get("legs", 0.0) for one in spent)
        for stage, value in zip(seconds, (encode, retrieve, fuse, encode + retrieve + fuse), strict=True):
            seconds[stage].append(value)
    return Searched(run, seconds, "" if fusion is None else str(fusion))


def search_alone(index: HybridIndex, queries: Mapping[str, str], configuration: Configuration, step: Step) -> Searched:
    """A configuration that needs searches of its own, each of which encodes its query."""
    index = index.with_queries(EACH_ALONE)
    options = search_options(configuration, configuration.candidates)
    if configuration.reranker is not None and queries:
        index.search(next(iter(queries.values())), **options)  # a model is loaded by its first use, which is no latency
    run, spent, formulas = {}, [], set()
    for done, (query, text) in enumerate(queries.items()):
        step(configuration.name, done, len(queries))
        found = index.search(text, **options)
        run[query] = ranking(found)
        spent.append(found.seconds)
        formulas.add(found.fusion or "")
    step(configuration.name, len(queries), len(queries))
    stages = dict.fromkeys(stage for one in spent for stage in one)
    seconds = {stage: [one.get(stage, 0.0) for one in spent] for stage in stages}
    return Searched(run, seconds, ", ".join(sorted(formulas)))


def search_options(configuration: Configuration, k: int) -> SearchOptions:
    """The keyword arguments of the search that a configuration describes, for *k* hits or as many as it can have."""
    options: SearchOptions = {
        "k": min(k, configuration.candidates),
        "legs": configuration.legs,
        "fusion": configuration.fusion,
        "candidates": configuration.candidates,
    }
    if configuration.reranker is None:
        return options
    depth = configuration.hits
    return {**options, "k": min(k, depth), "rerank": configuration.reranker, "depth": depth}


def _fusion(index: HybridIndex, configuration: Configuration) -> Fusion | None:
    if configuration.legs != "both":
        return None
    assert not isinstance(configuration.fusion, Native)  # asked of the backend
    return configuration.fusion or from_spec(index.encoder.recommended_fusion)
