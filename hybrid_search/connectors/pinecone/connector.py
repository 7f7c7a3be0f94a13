"""The Pinecone connector: each operation is written once, over the calls of the official client."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from types import MappingProxyType
from typing import Any

from hybrid_search.connectors.access import Access, check_access
from hybrid_search.connectors.base import (
    Candidate,
    Capabilities,
    Failure,
    IndexSpec,
    LegQuery,
    NativeRanking,
    Row,
    WriteReport,
)
from hybrid_search.connectors.native import in_place_of
from hybrid_search.connectors.pinecone import lifecycle, records, rows, writing
from hybrid_search.connectors.pinecone.attached import ForeignIndex
from hybrid_search.connectors.pinecone.client import (
    TIMED,
    AsyncPineconeClient,
    PineconeClient,
    connect,
    connect_async,
)
from hybrid_search.connectors.pinecone.core import Core
from hybrid_search.connectors.pinecone.errors import Rejected, failure
from hybrid_search.connectors.pinecone.layout import Layout, Role
from hybrid_search.connectors.pinecone.native import native
from hybrid_search.connectors.pinecone.options import read_options
from hybrid_search.connectors.pinecone.query import search
from hybrid_search.connectors.pinecone.schema import MAX_NONZEROS
from hybrid_search.connectors.steps import Call, Operation
from hybrid_search.connectors.url import Target
from hybrid_search.errors import Unsupported
from hybrid_search.filters import Filter
from hybrid_search.types import Native

CAPABILITIES = Capabilities(
    backend="Pinecone",
    verified="stub",
    verified_otherwise=MappingProxyType({"persistent": "documentation", "max_dims": "documentation"}),
    native_fusion=("linear",),
    one_round_trip=False,
    read_after_write=False,
    max_dims=20_000,
    max_document_nonzeros=MAX_NONZEROS,
    attach=True,
)
"""Of both layouts together: the pair has no native fusion, and a single index no sparse leg of its own."""


class PineconeConnector:
    """An index in Pinecone.

    ``pinecone://NAME?namespace=…&cloud=aws&region=us-east-1&host=…&layout=pair``; every option may be left out.
    *namespace* is where the rows are, *cloud* and *region* where the indexes are created, *host* the address of another
    control plane than Pinecone's own, *layout* "pair" or "single" (see :mod:`.layout`).

    The API key comes from *api_key* or the environment variable PINECONE_API_KEY. A client of the caller's is a
    ``pinecone.Pinecone``, or a ``pinecone.AsyncPinecone`` for the asynchronous driver; it keeps its own retries.

    Args:
        target: The parsed URL.
        access: Credentials, time-outs, a client.

    Raises:
        InvalidName: for a name that Pinecone does not allow, or an option that is not known.
        InvalidInput: for *fields* that are no names of Pinecone's.
    """

    capabilities: Capabilities = CAPABILITIES
    local = False

    def __init__(self, target: Target, access: Access) -> None:
        self.attached = access.fields is not None
        options = read_options(target, attached=self.attached)
        check_access(access, target)
        self.url = str(target)
        self._access = access
        self._host = options.host
        layout = Layout(target.name, options.namespace, single=options.layout == "single")
        self._core = Core(self.url, layout, options, access.deadline_s)
        self._foreign: ForeignIndex | None = None
        if access.fields is not None:
            self._foreign = ForeignIndex(self.url, target.name, options.namespace, access.fields)
        if not layout.single:
            self.capabilities = replace(CAPABILITIES, native_fusion=())

    def connect(self) -> PineconeClient:
        """The synchronous client."""
        return connect(self._access, self._host, self._names(), self.url)

    def connect_async(self) -> AsyncPineconeClient:
        """The asynchronous client."""
        return connect_async(self._access, self._host, self._names(), self.url)

    def failure(self, error: Exception, call: Call) -> Failure | None:
        """The client's exception in the library's terms."""
        found = failure(error, call, self.url)
        if found is not None and isinstance(found.error, Rejected):
            self._core.doubt()
        return found

    def timed(self, call: Call, seconds: float) -> Call:
        """The call with its time-out; the control plane has none for a call, and keeps that of the client."""
        role, _, method = call.method.partition(".")
        if role == "indexes" or method not in TIMED:
            return call
        timeout = min(self._access.timeout_s, seconds)
        return Call(call.method, {**call.arguments, "timeout": timeout}, idempotent=call.idempotent)

    def exists(self) -> Operation[bool]:
        """See :func:`.lifecycle.exists`."""
        return lifecycle.exists(self._core) if self._foreign is None else self._foreign.exists()

    def create(self, spec: IndexSpec) -> Operation[None]:
        """See :func:`.lifecycle.create`."""
        return lifecycle.create(self._writable(), spec)

    def drop(self) -> Operation[bool]:
        """See :func:`.lifecycle.drop`."""
        return lifecycle.drop(self._writable())

    def upsert(self, rows: Sequence[Row]) -> Operation[WriteReport]:
        """See :func:`.writing.upsert`."""
        return writing.upsert(self._writable(), rows)

    def settle(self) -> Operation[None]:
        """See :mod:`.freshness`."""
        return self._core.settle()

    def delete(self, ids: Sequence[str]) -> Operation[int]:
        """See :func:`.writing.delete`."""
        return writing.delete(self._writable(), ids)

    def delete_where(self, where: Filter) -> Operation[int]:
        """See :func:`.writing.delete_where`."""
        return writing.delete_where(self._writable(), where)

    def fetch(self, ids: Sequence[str], *, vectors: bool = False) -> Operation[dict[str, Row]]:
        """See :func:`.rows.fetch`."""
        if self._foreign is not None:
            return self._foreign.fetch(ids, vectors=vectors)
        return rows.fetch(self._core, ids, vectors=vectors)

    def hashes(self, ids: Sequence[str]) -> Operation[dict[str, str]]:
        """See :func:`.rows.hashes`."""
        if self._foreign is not None:
            found = yield from self._foreign.fetch(ids, vectors=False)
            return dict.fromkeys(found, "")
        return (yield from rows.hashes(self._core, ids))

    def scan(self, after: str | None, limit: int, *, vectors: bool = False) -> Operation[tuple[list[Row], str | None]]:
        """See :func:`.rows.scan`."""
        if self._foreign is not None:
            return self._foreign.scan(after, limit, vectors=vectors)
        return rows.scan(self._core, after, limit, vectors=vectors)

    def search(self, queries: Sequence[LegQuery]) -> Operation[list[list[Candidate]]]:
        """See :func:`.query.search`."""
        return search(self._core, queries) if self._foreign is None else self._foreign.search(queries)

    def native(self, legs: Sequence[LegQuery], fusion: Native, limit: int) -> Operation[NativeRanking]:
        """See :func:`.native.native`."""
        if self._foreign is not None:
            raise Unsupported(f"{self.url}: {fusion} needs an index of this library; use {in_place_of(fusion)}")
        return native(self._core, legs, fusion, limit)

    def count(self, where: Filter | None) -> Operation[int]:
        """See :func:`.rows.count`."""
        return rows.count(self._core, where) if self._foreign is None else self._foreign.count(where)

    def optimize(self) -> Operation[None]:
        """Nothing: Pinecone builds its indexes itself."""
        yield from self._writable().spec()

    def facts(self) -> Operation[Mapping[str, Any]]:
        """See :func:`.lifecycle.facts`."""
        return lifecycle.facts(self._core) if self._foreign is None else self._foreign.facts()

    def put_record(self, key: str, value: bytes) -> Operation[None]:
        """See :func:`.records.put`."""
        return records.put(self._writable(), key, value)

    def get_record(self, key: str) -> Operation[bytes | None]:
        """See :func:`.records.get`."""
        return (yield from records.get(self._core, key)) if self._foreign is None else None

    def list_records(self, prefix: str) -> Operation[list[str]]:
        """See :func:`.records.list_keys`."""
        return (yield from records.list_keys(self._core, prefix)) if self._foreign is None else []

    def delete_record(self, key: str) -> Operation[None]:
        """See :func:`.records.delete`."""
        return records.delete(self._writable(), key)

    def close(self) -> Operation[None]:
        """Close our connections; the caller's client stays open."""
        yield Call("close")

    def _names(self) -> Mapping[Role, str]:
        return self._core.layout.indexes() if self._foreign is None else {"foreign": self._foreign.name}

    def _writable(self) -> Core:
        if self._foreign is not None:
            raise Unsupported(f"{self.url}: the index was opened read-only by fields=; open it without to write")
        return self._core
