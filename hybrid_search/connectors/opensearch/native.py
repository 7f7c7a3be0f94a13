"""OpenSearch's own fusion: a hybrid query, and the search pipeline that joins its legs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from hybrid_search.connectors.lucene.legs import Query
from hybrid_search.connectors.native import in_place_of
from hybrid_search.connectors.opensearch.schema import COSINE, INNER_PRODUCT
from hybrid_search.connectors.opensearch.version import Version
from hybrid_search.errors import Unsupported
from hybrid_search.types import Native
from hybrid_search.types.native import LEGS

RRF_WEIGHTS = Version(3, 1)
"""From it on, rank fusion takes weights, and reads its constant from another place; the older place is refused."""

RRF_GLOBAL_RANKS = Version(3, 5)
"""From it on, ranks are counted over all shards."""

_ARITHMETIC_MEAN = "weight x normalized score, summed over the legs; a leg without the row counts 0"

_DENSE_SCORES = {COSINE: "(1 + cosine) / 2", INNER_PRODUCT: "dot + 1, or 1 / (1 - dot) for a negative dot"}


def hybrid_query(legs: Mapping[str, Query], depth: int) -> dict[str, Any]:
    """The query whose subqueries are the legs, in the order of LEGS.

    Args:
        legs: Leg to its query, with its filter inside.
        depth: Candidates of each leg that are joined, of each shard; without it the number of hits is taken for it.
    """
    return {"hybrid": {"queries": [legs[leg] for leg in LEGS], "pagination_depth": depth}}


def pipeline(fusion: Native, version: Version, url: str) -> dict[str, Any]:
    """The search pipeline of a fusion; its weights are those of the legs in the order of LEGS.

    Source: https://docs.opensearch.org/latest/search-plugins/search-pipelines/normalization-processor/ and
    …/score-ranker-processor/; which version reads what, from RRFProcessorFactory.java of neural-search.

    Raises:
        Unsupported: for what OpenSearch, or this version of it, does not have.
    """
    return {"phase_results_processors": [_processor(fusion, version, url)]}


def formula(fusion: Native, version: Version, *, shards: int, space: str) -> str:
    """What the pipeline computes, with its parameters.

    Args:
        fusion: What was asked for.
        version: The server's.
        shards: Shards of the index.
        space: Space type of the dense field.
    """
    if fusion.kind == "rrf":
        numerator = "weight" if _weighted(fusion) else "1"
        named = f", weights {_named(_weights(fusion))}" if _weighted(fusion) else ""
        ranks = "rank" if shards == 1 or version >= RRF_GLOBAL_RANKS else f"rank within its shard of {shards}"
        return f"rrf (score-ranker-processor): sum of {numerator} / ({fusion.k} + rank), {ranks} from 1{named}"
    normalized = {
        "min_max": "min_max: (score - min) / (max - min) of the leg's candidates, where a 0 becomes 0.001, and equal "
        "scores 1",
        "l2": "l2: score / root of the sum of squares of the leg's scores",
    }[fusion.normalizer]
    return (
        f"linear (normalization-processor): {_ARITHMETIC_MEAN}; weights {_named(_weights(fusion))}; {normalized}; "
        f"the dense score is {_DENSE_SCORES[space]}"
    )


def _processor(fusion: Native, version: Version, url: str) -> dict[str, Any]:
    if fusion.kind == "rrf":
        return {"score-ranker-processor": {"combination": _ranked(fusion, version, url)}}
    if fusion.kind == "dbsf":
        raise Unsupported(f"{url}: OpenSearch has no fusion by distributions; use {in_place_of(fusion)}")
    if fusion.normalizer == "none":
        raise Unsupported(
            f"{url}: OpenSearch adds scores only after it normalized them; use {in_place_of(fusion)}, "
            "or normalizer='min_max' or 'l2'"
        )
    return {
        "normalization-processor": {
            "normalization": {"technique": fusion.normalizer},
            "combination": {"technique": "arithmetic_mean", "parameters": {"weights": _weights(fusion)}},
        }
    }


def _ranked(fusion: Native, version: Version, url: str) -> dict[str, Any]:
    if version < RRF_WEIGHTS:
        if _weighted(fusion):
            raise Unsupported(
                f"{url}: OpenSearch {version} has rank fusion without weights, which came with {RRF_WEIGHTS}; "
                f"use {in_place_of(fusion)}"
            )
        return {"technique": "rrf", "parameters": {"rank_constant": fusion.k}}
    combination: dict[str, Any] = {"technique": "rrf", "rank_constant": fusion.k}
    if _weighted(fusion):
        combination["parameters"] = {"weights": _weights(fusion)}
    return combination


def _weighted(fusion: Native) -> bool:
    return fusion.weight("sparse") != fusion.weight("dense")


def _weights(fusion: Native) -> list[float]:
    """The weights in the order of LEGS, as OpenSearch insists on: floats with a sum of 1."""
    weights = [float(fusion.weight(leg)) for leg in LEGS]
    return [weight / sum(weights) for weight in weights]


def _named(weights: Sequence[float]) -> str:
    return ", ".join(f"{leg} {weight:g}" for leg, weight in zip(LEGS, weights, strict=True))
