"""The Pinecone connector: each operation is written once, over the calls of the official client."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from copy import copy
from dataclasses import replace
from types import MappingProxyType
from typing import Any, Self, TypeVar

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
from hybrid_search.connectors.generations import checked, of_a_foreign_index
from hybrid_search.connectors.native import in_place_of
from hybrid_search.connectors.pinecone import generations, lifecycle, pointer, records, rows, writing
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
from hybrid_search.errors import IndexNotFound, Unsupported
from hybrid_search.filters import Filter
from hybrid_search.types import Native

T = TypeVar("T")

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
    other_vectors=False,
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
        self._first = Core(self.url, layout, options, access.deadline_s)
        self._cores = {1: self._first}  # one for all that at() makes: what one wrote, another one waits for
        self._number: int | None = None
        self._found: int | None = None
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
            for core in list(self._cores.values()):  # an error says not which generation it is about
                core.doubt()
        return found

    def timed(self, call: Call, seconds: float) -> Call:
        """The call with its time-out; the control plane has none for a call, and keeps that of the client."""
        role, _, method = call.method.partition(".")
        if role == "indexes" or method not in TIMED:
            return call
        timeout = min(self._access.timeout_s, seconds)
        return Call(call.method, {**call.arguments, "timeout": timeout}, idempotent=call.idempotent)

    @property
    def pinned(self) -> int | None:
        """The generation that the operations use."""
        return self._found if self._number is None else self._number

    def at(self, number: int) -> Self:
        """The same index at one generation, by the same client."""
        if self._foreign is not None:
            raise of_a_foreign_index(self.url)
        one = copy(self)
        one._number, one._found = checked(number, self.url), None
        return one

    def resolve(self) -> Operation[int | None]:
        """Read the pointer, and use the generation that it names."""
        if self._number is not None:
            return self._number if (yield from self.exists()) else None
        try:
            self._found = None if self._foreign is not None else (yield from self._look_up())
        except IndexNotFound:
            self._found = None
        return self._found

    def generation(self) -> Operation[int]:
        """See :mod:`.pointer`."""
        if self._foreign is not None:
            raise of_a_foreign_index(self.url)
        return (yield from pointer.read(self._first.layout)).live

    def generations(self) -> Operation[list[int]]:
        """See :func:`.generations.numbers`."""
        return [] if self._foreign is not None else (yield from generations.numbers(self._first))

    def point_to(self, number: int) -> Operation[None]:
        """See :func:`.generations.point_to`."""
        one = self.at(number)
        yield from generations.point_to(one._core(number), self._first)

    def exists(self) -> Operation[bool]:
        """See :func:`.lifecycle.exists`."""
        if self._foreign is not None:
            return (yield from self._foreign.exists())
        if self.pinned is not None:
            if (yield from lifecycle.exists(self._core(self.pinned))):
                return True
            self._found = None
        return self._number is None and (yield from self.resolve()) is not None

    def create(self, spec: IndexSpec) -> Operation[None]:
        """See :func:`.lifecycle.create` and :func:`.generations.create_beside`."""
        self._writable()
        if self._number is not None:
            yield from generations.create_beside(self._core(self._number), self._first, spec)
        else:
            yield from lifecycle.create(self._first, spec)
            self._found = 1

    def drop(self) -> Operation[bool]:
        """See :func:`.lifecycle.drop` and :func:`.generations.drop_one`."""
        self._writable()
        if self._number is not None:
            return (yield from generations.drop_one(self._core(self._number), self._first))
        self._found = None
        dropped = yield from lifecycle.drop(self._first)
        for core in list(self._cores.values()):
            core.forget()
        return dropped

    def upsert(self, rows: Sequence[Row]) -> Operation[WriteReport]:
        """See :func:`.writing.upsert`."""
        self._writable()
        return (yield from self._on(lambda core: writing.upsert(core, rows)))

    def settle(self) -> Operation[None]:
        """See :mod:`.freshness`."""
        if self.pinned is not None:
            yield from self._on(Core.settle)

    def delete(self, ids: Sequence[str]) -> Operation[int]:
        """See :func:`.writing.delete`."""
        self._writable()
        return (yield from self._on(lambda core: writing.delete(core, ids)))

    def delete_where(self, where: Filter) -> Operation[int]:
        """See :func:`.writing.delete_where`."""
        self._writable()
        return (yield from self._on(lambda core: writing.delete_where(core, where)))

    def fetch(self, ids: Sequence[str], *, vectors: bool = False) -> Operation[dict[str, Row]]:
        """See :func:`.rows.fetch`."""
        if self._foreign is not None:
            return (yield from self._foreign.fetch(ids, vectors=vectors))
        return (yield from self._on(lambda core: rows.fetch(core, ids, vectors=vectors)))

    def hashes(self, ids: Sequence[str]) -> Operation[dict[str, str]]:
        """See :func:`.rows.hashes`."""
        if self._foreign is not None:
            found = yield from self._foreign.fetch(ids, vectors=False)
            return dict.fromkeys(found, "")
        return (yield from self._on(lambda core: rows.hashes(core, ids)))

    def scan(self, after: str | None, limit: int, *, vectors: bool = False) -> Operation[tuple[list[Row], str | None]]:
        """See :func:`.rows.scan`."""
        if self._foreign is not None:
            return (yield from self._foreign.scan(after, limit, vectors=vectors))
        return (yield from self._on(lambda core: rows.scan(core, after, limit, vectors=vectors)))

    def search(self, queries: Sequence[LegQuery]) -> Operation[list[list[Candidate]]]:
        """See :func:`.query.search`."""
        if self._foreign is not None:
            return (yield from self._foreign.search(queries))
        return (yield from self._on(lambda core: search(core, queries)))

    def native(self, legs: Sequence[LegQuery], fusion: Native, limit: int) -> Operation[NativeRanking]:
        """See :func:`.native.native`."""
        if self._foreign is not None:
            raise Unsupported(f"{self.url}: {fusion} needs an index of this library; use {in_place_of(fusion)}")
        return (yield from self._on(lambda core: native(core, legs, fusion, limit)))

    def count(self, where: Filter | None) -> Operation[int]:
        """See :func:`.rows.count`."""
        if self._foreign is not None:
            return (yield from self._foreign.count(where))
        return (yield from self._on(lambda core: rows.count(core, where)))

    def optimize(self) -> Operation[None]:
        """Nothing: Pinecone builds its indexes itself."""
        self._writable()
        yield from self._on(Core.spec)

    def facts(self) -> Operation[Mapping[str, Any]]:
        """See :func:`.lifecycle.facts`."""
        if self._foreign is not None:
            return (yield from self._foreign.facts())
        return (yield from self._on(lifecycle.facts))

    def put_record(self, key: str, value: bytes) -> Operation[None]:
        """See :func:`.records.put`."""
        self._writable()
        yield from self._on(lambda core: records.put(core, key, value))

    def get_record(self, key: str) -> Operation[bytes | None]:
        """See :func:`.records.get`."""
        if self._foreign is not None:
            return None
        return (yield from self._on(lambda core: records.get(core, key)))

    def list_records(self, prefix: str) -> Operation[list[str]]:
        """See :func:`.records.list_keys`."""
        if self._foreign is not None:
            return []
        return (yield from self._on(lambda core: records.list_keys(core, prefix)))

    def delete_record(self, key: str) -> Operation[None]:
        """See :func:`.records.delete`."""
        self._writable()
        yield from self._on(lambda core: records.delete(core, key))

    def close(self) -> Operation[None]:
        """Close our connections; the caller's client stays open."""
        yield Call("close")

    def _names(self) -> Mapping[Role, str]:
        return self._first.layout.indexes() if self._foreign is None else {"foreign": self._foreign.name}

    def _writable(self) -> None:
        if self._foreign is not None:
            raise Unsupported(f"{self.url}: the index was opened read-only by fields=; open it without to write")

    def _core(self, number: int) -> Core:
        found = self._cores.get(number)
        if found is None:  # of several threads one is kept
            first = self._first
            core = Core(self.url, replace(first.layout, number=number), first.options, first.deadline_s)
            found = self._cores.setdefault(number, core)
        return found

    def _look_up(self) -> Operation[int]:
        spec, found = yield from lifecycle.look_up(self._first)
        self._core(found.live).found(spec)
        return found.live

    def _on(self, operation: Callable[[Core], Operation[T]]) -> Operation[T]:
        """Run an operation on the pinned generation; one that is gone is looked up anew the next time."""
        number = self.pinned
        if number is None:
            self._found = number = yield from self._look_up()
        core = self._core(number)
        try:
            return (yield from operation(core))
        except IndexNotFound:
            core.forget()
            self._found = None
            raise
