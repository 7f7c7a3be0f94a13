"""Legs as Pinecone's queries, and its answers as candidates."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from pinecone import QueryResponse

from hybrid_search.connectors.base import Candidate, LegQuery
from hybrid_search.connectors.checks import checked_leg
from hybrid_search.connectors.pinecone.core import Core
from hybrid_search.connectors.pinecone.filters import to_pinecone
from hybrid_search.connectors.pinecone.layout import Place
from hybrid_search.connectors.pinecone.rows import get_records, metadata_of
from hybrid_search.connectors.pinecone.schema import names, to_sparse
from hybrid_search.connectors.steps import Call, Gather, Operation
from hybrid_search.errors import InvalidQuery, Unsupported
from hybrid_search.filters import Filter
from hybrid_search.types import SparseVector

MAX_TOP_K = 10_000
MOST_NAMED = 2_000
"""So many candidates come with their metadata, of about 1 KB each; Pinecone's answers have 4 MB at most."""


def search(core: Core, queries: Sequence[LegQuery]) -> Operation[list[list[Candidate]]]:
    """The candidates of each leg, from requests under way at the same time."""
    spec = yield from core.spec()
    calls: dict[int, Call] = {}
    for number, query in enumerate(queries):
        try:
            vector = checked_leg(query, spec)
        except InvalidQuery:
            core.doubt()
            raise
        if not isinstance(vector, SparseVector):
            calls[number] = query_call(core.layout.dense, {"vector": vector.tolist()}, query.limit, query.where)
        elif core.layout.single:
            raise Unsupported(
                f"{core.url}: a single dotproduct index of Pinecone refuses sparse-only queries; search the dense leg, "
                "or both with fusion=Native.linear(), or create the index without layout=single"
            )
        elif len(vector):
            given = {"sparse_vector": to_sparse(vector)}
            calls[number] = query_call(core.layout.sparse, given, query.limit, query.where)
    answers = dict(zip(calls, (yield Gather(tuple(calls.values()))), strict=True)) if calls else {}
    found: list[list[Candidate]] = [[] for _ in queries]
    for number, answer in answers.items():
        candidates = yield from to_scored(core, answer, calls[number])
        found[number] = _in_range(candidates) if queries[number].leg == "dense" else _matching(candidates)
    if not any(found):
        yield from core.check()
    return found


def query_call(place: Place, vector: Mapping[str, Any], limit: int, where: Filter | None) -> Call:
    """A query of one place.

    Raises:
        InvalidQuery: for more candidates than Pinecone returns.
    """
    if limit > MAX_TOP_K:
        raise InvalidQuery(f"Pinecone returns {MAX_TOP_K:,} candidates at most; {limit:,} were asked for")
    arguments: dict[str, Any] = {
        **vector,
        "namespace": place.namespace,
        "top_k": limit,
        "include_metadata": limit <= MOST_NAMED,
    }
    if where is not None:
        arguments["filter"] = to_pinecone(where)
    return Call(f"{place.role}.query", arguments)


def to_scored(core: Core, response: QueryResponse, call: Call) -> Operation[list[Candidate]]:
    """The candidates of an answer, in its order; where the metadata did not come along, it is fetched."""
    found: dict[str, Mapping[str, Any] | None] = {match.id: match.metadata for match in response.matches}
    if not call.arguments["include_metadata"]:
        rows = yield from get_records(core, core.layout.rows, list(found))
        found = {key: metadata_of(rows[key]) for key in found if key in rows}
    scored = []
    for match in response.matches:
        if match.id in found:
            id, parent = names(found[match.id], match.id)
            scored.append(Candidate(id, match.score, parent))
    return scored


def _in_range(candidates: list[Candidate]) -> list[Candidate]:
    """Cosines of float32 may exceed 1 by a rounding error."""
    return [Candidate(one.id, min(1.0, max(-1.0, one.score)), one.parent) for one in candidates]


def _matching(candidates: list[Candidate]) -> list[Candidate]:
    """A dot product of 0 is no match."""
    return [one for one in candidates if one.score > 0]
