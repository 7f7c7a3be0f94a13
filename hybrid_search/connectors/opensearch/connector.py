"""The OpenSearch connector: what differs from Elasticsearch."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from types import MappingProxyType
from typing import Any, ClassVar

from opensearchpy import OpenSearch

from hybrid_search.connectors.access import Access
from hybrid_search.connectors.base import Candidate, Capabilities, Failure, LegQuery, NativeRanking
from hybrid_search.connectors.lucene.answers import listed
from hybrid_search.connectors.lucene.connector import LuceneConnector
from hybrid_search.connectors.lucene.filters import NOTHING
from hybrid_search.connectors.lucene.legs import DenseField, LegRequest, Query, SparseField, clipped_cosine
from hybrid_search.connectors.lucene.schema import Schema
from hybrid_search.connectors.native import in_place_of
from hybrid_search.connectors.opensearch import native, schema
from hybrid_search.connectors.opensearch.client import async_client, checked_client, sync_client
from hybrid_search.connectors.opensearch.credentials import SOURCES, authorization
from hybrid_search.connectors.opensearch.errors import MissingPlugin, failure
from hybrid_search.connectors.opensearch.options import options_of
from hybrid_search.connectors.opensearch.query import (
    SparseQuery,
    dense_query,
    dot_product,
    sparse_query,
    weight_scale,
)
from hybrid_search.connectors.opensearch.version import Version, checked_version
from hybrid_search.connectors.steps import Call, Operation
from hybrid_search.connectors.url import Target
from hybrid_search.errors import PermissionDenied, Unsupported
from hybrid_search.types import DenseVector, Native, SparseVector

CAPABILITIES = Capabilities(
    backend="OpenSearch",
    verified="real server",
    verified_otherwise=MappingProxyType({"max_dims": "documentation"}),
    native_fusion=("rrf", "linear"),
    read_after_write=False,
    max_dims=schema.MAX_DIMS,
    attach=True,
)


class OpenSearchConnector(LuceneConnector):
    """An index of an OpenSearch cluster: ``opensearch://HOST:9200/NAME?OPTIONS``, or ``opensearch+https://…``.

    Options of the URL, which count where the index is created: ``engine=lucene|faiss``, ``shards=``, ``replicas=``,
    ``m=`` and ``ef_construction=`` (see :class:`~hybrid_search.connectors.opensearch.options.Options`).

    Credentials: see :func:`~hybrid_search.connectors.opensearch.credentials.authorization`.

    Args:
        target: The parsed URL.
        access: Its *client* may be an OpenSearch or an AsyncOpenSearch, whose own retries stay as they are.

    Raises:
        InvalidName: for an unknown option, or a value that breaks its rule.
        InvalidInput: for a client of another backend.
    """

    product: ClassVar[str] = "OpenSearch"
    credentials: ClassVar[str] = SOURCES
    capabilities: ClassVar[Capabilities] = CAPABILITIES

    def __init__(self, target: Target, access: Access) -> None:
        options = options_of(target)
        vector_mappings = partial(schema.vector_mappings, options=options)
        fields = Schema(schema.settings(options), vector_mappings, schema.dense_field, schema.sparse_field)
        super().__init__(target, access, fields)
        checked_client(target, access.client)
        if access.client is None:
            authorization(target, access)  # what is wrong with the credentials is said now, and not at the first search
        self._version: Version | None = None
        self._sparse_query: SparseQuery = "neural_sparse"

    def connect(self) -> OpenSearch:
        """The synchronous client."""
        return sync_client(self._target, self._access)

    def connect_async(self) -> Any:
        """The asynchronous client."""
        return async_client(self._target, self._access)

    def timed(self, call: Call, seconds: float) -> Call:
        """The call with a time-out of *seconds*, if it would have a longer one."""
        if call.method == "close" or seconds >= self._access.timeout_s:
            return call
        return Call(call.method, {**call.arguments, "request_timeout": seconds}, call.idempotent)

    def reported(self, error: Exception) -> Failure | None:
        """The client's exception in the library's terms."""
        return failure(error, self.place)

    def discover(self) -> Operation[None]:
        """Read the server's version.

        Raises:
            WrongServer: for another product, or a version that is too old.
        """
        try:
            answer = yield Call("info")
        except PermissionDenied:  # who may read an index need not have cluster:monitor/main
            return
        self._version = checked_version(answer, self.url)

    def dense_leg(self, field: DenseField, vector: DenseVector, limit: int, where: Query | None) -> LegRequest:
        """The nearest neighbours of *vector*."""
        score = clipped_cosine if field.kind == schema.COSINE else dot_product
        return LegRequest({"query": dense_query(field.path, vector, limit, where)}, score)

    def sparse_leg(self, field: SparseField, vector: SparseVector, limit: int, where: Query | None) -> LegRequest:  # noqa: ARG002  # the size is the caller's
        """The largest dot products with *vector*."""
        query = sparse_query(field.path, vector, self._sparse_query)
        scale = weight_scale(vector)
        body = query if where is None else {"bool": {"must": [query], "filter": [where]}}
        return LegRequest({"query": body}, lambda score: score / scale)

    def search(self, queries: Sequence[LegQuery]) -> Operation[list[list[Candidate]]]:
        """The candidates of each leg, in one round trip, or two the first time that neural-search is missing."""
        sent = self._sparse_query
        try:
            return (yield from super().search(queries))
        except MissingPlugin as error:
            if error.query != "neural_sparse" or sent != "neural_sparse":
                raise
            self._sparse_query = "rank_feature"
            return (yield from super().search(queries))

    def native(self, legs: Sequence[LegQuery], fusion: Native, limit: int) -> Operation[NativeRanking]:
        """Both legs, joined by a search pipeline that travels with the query."""
        layout = yield from self.layout()
        if self._version is None:
            raise Unsupported(
                f"{self.url}: {fusion} depends on the server's version, which these credentials may not read "
                f"(cluster:monitor/main); use {in_place_of(fusion)}"
            )
        joined = native.pipeline(fusion, self._version, self.url)
        queries: dict[str, Query] = {}
        for query in legs:
            request = self.request(query, layout)
            queries[query.leg] = NOTHING if request is None else request.body["query"]
        depth = max(query.limit for query in legs)
        body = {
            "query": native.hybrid_query(queries, depth),
            "search_pipeline": joined,
            "size": limit,
            "track_total_hits": False,
            **self.rows.hit,
        }
        try:
            index = layout.generation.rows.name
            answer = yield Call("search", {"index": index, "body": body, "allow_partial_search_results": False})
        except MissingPlugin as error:
            raise Unsupported(f"{error}, or use {in_place_of(fusion)}") from error
        hits = listed(answer, "hits", "hits", place=self.place)
        (candidates,) = yield from self._named(layout, [[self.rows.candidate(hit, hit["_score"]) for hit in hits]])
        space = schema.COSINE if layout.dense is None else layout.dense.kind
        ran = native.formula(fusion, self._version, shards=answer["_shards"]["total"], space=space)
        return NativeRanking(candidates, ran)
