"""The Elasticsearch connector: what differs from OpenSearch."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial
from types import MappingProxyType, ModuleType
from typing import Any, ClassVar

from hybrid_search.connectors.access import Access
from hybrid_search.connectors.base import Capabilities, Failure, LegQuery, NativeRanking
from hybrid_search.connectors.elasticsearch import query, schema
from hybrid_search.connectors.elasticsearch.client import (
    TimedClient,
    async_client,
    checked_client,
    package_of,
    sync_client,
)
from hybrid_search.connectors.elasticsearch.credentials import SOURCES, authorization
from hybrid_search.connectors.elasticsearch.errors import failure
from hybrid_search.connectors.elasticsearch.options import options_of
from hybrid_search.connectors.elasticsearch.version import check_version
from hybrid_search.connectors.lucene.connector import LuceneConnector
from hybrid_search.connectors.lucene.legs import DenseField, LegRequest, Query, SparseField
from hybrid_search.connectors.lucene.schema import Schema
from hybrid_search.connectors.native import in_place_of
from hybrid_search.connectors.steps import Call, Operation
from hybrid_search.connectors.url import Target
from hybrid_search.errors import PermissionDenied, Unsupported
from hybrid_search.types import DenseVector, Native, SparseVector

CAPABILITIES = Capabilities(
    backend="Elasticsearch",
    verified="real server",
    verified_otherwise=MappingProxyType({"max_dims": "documentation"}),
    read_after_write=False,
    max_dims=schema.MAX_DIMS,
    attach=True,
)


class ElasticsearchConnector(LuceneConnector):
    """An index of a cluster: ``elasticsearch://HOST:9200/NAME?OPTIONS``, or ``elasticsearch+https://…``.

    Options of the URL, which count where the index is created: ``quantization=none|int8|int4|bbq``, ``shards=``,
    ``replicas=``, ``m=`` and ``ef_construction=``. One counts always: ``client=elasticsearch|elasticsearch8|
    elasticsearch9``, the package to talk with (see :class:`~hybrid_search.connectors.elasticsearch.options.Options`).

    Credentials: see :func:`~hybrid_search.connectors.elasticsearch.credentials.authorization`.

    Args:
        target: The parsed URL.
        access: Its *client* may be an Elasticsearch or an AsyncElasticsearch of any of the packages.

    Raises:
        InvalidName: for an unknown option, or a value that breaks its rule.
        InvalidInput: for a client of another backend.
        MissingExtra: if the client package is not installed.
    """

    product: ClassVar[str] = "Elasticsearch"
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
        self._package: ModuleType | None = package_of(target, options.client) if access.client is None else None

    def connect(self) -> TimedClient:
        """The synchronous client."""
        return sync_client(self._target, self._access, self._package)

    def connect_async(self) -> TimedClient:
        """The asynchronous client."""
        return async_client(self._target, self._access, self._package)

    def timed(self, call: Call, seconds: float) -> Call:
        """The call with a time-out of *seconds*, if it would have a longer one."""
        if call.method == "close" or seconds >= self._access.timeout_s:
            return call
        arguments = {"seconds": seconds, "method": call.method, "arguments": call.arguments}
        return Call("within", arguments, call.idempotent)

    def reported(self, error: Exception) -> Failure | None:
        """The client's exception in the library's terms."""
        return failure(error, self.place)

    def vectors_source(self, source: Mapping[str, Sequence[str]]) -> Mapping[str, Any]:
        """The same, with the vectors that servers from 9.2 on leave out."""
        return {**source, "exclude_vectors": False}

    def discover(self) -> Operation[None]:
        """Read the server's version.

        Raises:
            WrongServer: for one that is too old.
        """
        try:
            info = yield Call("info")
        except PermissionDenied:  # who may read an index need not have cluster:monitor/main
            return
        check_version(info, self.url)

    def dense_leg(self, field: DenseField, vector: DenseVector, limit: int, where: Query | None) -> LegRequest:
        """The nearest neighbours of *vector*."""
        return query.dense_leg(field, vector, limit, where)

    def sparse_leg(self, field: SparseField, vector: SparseVector, limit: int, where: Query | None) -> LegRequest:  # noqa: ARG002  # the size is the caller's
        """The largest dot products with *vector*."""
        return query.sparse_leg(field, vector, where)

    def native(
        self,
        legs: Sequence[LegQuery],  # noqa: ARG002  # the protocol's shape
        fusion: Native,
        limit: int,  # noqa: ARG002  # the protocol's shape
    ) -> Operation[NativeRanking]:
        """Not used: what the server has needs a licence, and computes nothing that is not computed here.

        Raises:
            Unsupported: always.
        """
        yield from ()
        has = {"rrf": "retriever rrf needs", "linear": "retriever linear needs"}.get(fusion.kind)
        why = f"the {has} an Enterprise licence" if has else f"it has no {fusion.kind}"
        raise Unsupported(
            f"{self.url}: {fusion} is not run by Elasticsearch, since {why}; use {in_place_of(fusion)}, which both "
            "legs of one request are enough for"
        )
