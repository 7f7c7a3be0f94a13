"""Pinecone's own fusion: one query of a single dotproduct index with both vectors."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from hybrid_search.connectors.base import LegQuery, NativeRanking
from hybrid_search.connectors.checks import checked_leg
from hybrid_search.connectors.native import in_place_of
from hybrid_search.connectors.pinecone.core import Core
from hybrid_search.connectors.pinecone.query import query_call, to_scored
from hybrid_search.connectors.pinecone.schema import to_sparse
from hybrid_search.connectors.steps import Operation
from hybrid_search.errors import InvalidQuery, Unsupported
from hybrid_search.types import Native, SparseVector


def native(core: Core, legs: Sequence[LegQuery], fusion: Native, limit: int) -> Operation[NativeRanking]:
    """The weighted sum: the vectors of the query are scaled by the weights, and Pinecone adds the two dot products."""
    spec = yield from core.spec()
    _check(core, fusion)
    if len({leg.where for leg in legs}) > 1:
        raise InvalidQuery(f"{core.url}: the legs of a native fusion travel as one query, and so have one filter")
    arguments: dict[str, Any] = {}
    for leg in legs:
        vector = checked_leg(leg, spec)
        weight = fusion.weight(leg.leg)
        if not isinstance(vector, SparseVector):
            arguments["vector"] = [weight * number for number in vector.tolist()]
        elif len(vector) and weight:
            scaled = to_sparse(vector)
            arguments["sparse_vector"] = scaled | {"values": [weight * value for value in scaled["values"]]}
    if "vector" not in arguments:
        raise InvalidQuery(f"{core.url}: Pinecone needs the dense vector for a native fusion")
    # Pinecone adds before it cuts, so the legs' candidates do not matter, and no more than *limit* are needed.
    call = query_call(core.layout.dense, arguments, limit, legs[0].where)
    found = yield from to_scored(core, (yield call), call)
    dense, sparse = fusion.weight("dense"), fusion.weight("sparse")
    return NativeRanking(found, f"linear: {sparse:g} * dot(sparse) + {dense:g} * dot(dense), by one dotproduct query")


def _check(core: Core, fusion: Native) -> None:
    instead = f"use {in_place_of(fusion)}"
    if not core.layout.single:
        raise Unsupported(
            f"{core.url}: the two indexes of Pinecone's pair have no common query, so {fusion} cannot run there; "
            f"{instead}, or create the index with ?layout=single for Native.linear()"
        )
    if fusion.kind != "linear" or fusion.normalizer != "none":
        raise Unsupported(
            f"{core.url}: Pinecone only adds the scores as they are, so {fusion} cannot run there; {instead}"
        )
    if not fusion.weight("dense"):
        raise Unsupported(
            f"{core.url}: a single dotproduct index refuses queries without a dense vector, so its weight cannot be 0; "
            f"{instead}"
        )
