"""The Qdrant connector: every operation, written once for both clients."""

from __future__ import annotations

import copy
from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Any, Self

from qdrant_client import models
from qdrant_client.http.models import QueryResponse

from hybrid_search.connectors import generations as numbering
from hybrid_search.connectors.access import Access
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
from hybrid_search.connectors.qdrant import bulk, facts, generations, native, query, records
from hybrid_search.connectors.qdrant.answers import Refused
from hybrid_search.connectors.qdrant.attached import ForeignPoints
from hybrid_search.connectors.qdrant.client import (
    async_client,
    check_client,
    credentials,
    is_local,
    own_timeout_s,
    sync_client,
)
from hybrid_search.connectors.qdrant.errors import Errors
from hybrid_search.connectors.qdrant.layout import Layout
from hybrid_search.connectors.qdrant.lifecycle import Lifecycle
from hybrid_search.connectors.qdrant.names import Names, Place, checked_names
from hybrid_search.connectors.qdrant.payload_indexes import PayloadIndexes
from hybrid_search.connectors.qdrant.points import IDS_AT_ONCE, OwnPoints, Points, all_scrolled, scrolled
from hybrid_search.connectors.qdrant.settings import read_settings
from hybrid_search.connectors.qdrant.timeouts import timed
from hybrid_search.connectors.qdrant.version import Version, checked_version
from hybrid_search.connectors.steps import Call, Operation
from hybrid_search.connectors.url import Target
from hybrid_search.errors import IndexNotFound, InvalidName, InvalidQuery, Unsupported
from hybrid_search.filters import Filter
from hybrid_search.types import Native

MAX_DIMS = 65_536

CAPABILITIES = Capabilities(
    backend="Qdrant",
    verified="local mode",
    verified_otherwise=MappingProxyType(
        {
            "one_round_trip": "stub",
            "persistent": "documentation",
            "max_dims": "documentation",
            "filter_operators": "engine",  # the same JSON as the embedded store's
            "native_fusion": "engine",
        }
    ),
    native_fusion=("rrf", "dbsf", "linear"),
    max_dims=MAX_DIMS,
    attach=True,
)


class QdrantConnector:
    """A collection of a Qdrant server, or of the client's local mode.

    Nothing is opened or sent before the first operation. ``NAME`` is an alias of the collection ``NAME-000001``, and
    ``NAME--records`` of that of its records, ``NAME--records-000001``.

    Options of the URL, which count when the index is created: ``quantization=none|int8|binary``,
    ``on_disk=true|false``, ``shards=``, ``replicas=``, ``m=``, ``ef_construction=``.

    Credentials: *api_key*, or ``user:password@`` in the URL (one of the two alone is an API key; both are basic
    authentication, for a proxy in front), or the environment's ``QDRANT_API_KEY``.

    Args:
        target: The parsed ``qdrant://HOST:PORT/NAME``; the port is 6333 unless it says another.
        access: Its *client* may be a QdrantClient or AsyncQdrantClient, REST, gRPC or ``":memory:"``; it is used as it
            is, and ``close`` leaves it open.

    Raises:
        InvalidName: for an unknown option, a name that ends as the parts of an index do, or an API key that would
            travel unencrypted.
        InvalidInput: for a client that cannot be used.
    """

    capabilities = CAPABILITIES

    def __init__(self, target: Target, access: Access) -> None:
        self.url = str(target)
        self.attached = access.fields is not None
        check_client(target, access)
        self.local = is_local(access.client)
        if self.attached and target.options:
            raise InvalidName(f"{target}: options after '?' count at creation, and fields= opens what is there")
        self._names = Names(target.name) if self.attached else checked_names(target.name)
        self._settings = read_settings(target)
        self._target, self._access = target, access
        self._errors = Errors(self.url, keyed=access.client is not None or any(credentials(target, access)))
        self._points: Points = ForeignPoints(self.url, access.fields) if access.fields else OwnPoints(self.url)
        self._indexes = PayloadIndexes(local=self.local)
        self._lifecycle = Lifecycle(self._names, self._points, self._indexes, self.url)
        self._number: int | None = None
        self._place: Place | None = self._names.unnumbered if self.attached else None
        self._layout: Layout | None = None
        self._version: Version | None = None

    @property
    def pinned(self) -> int | None:
        """The generation that is used."""
        return None if self._place is None else self._place.number

    def connect(self) -> Any:
        """The synchronous client."""
        return sync_client(self._target, self._access)

    def connect_async(self) -> Any:
        """The asynchronous client."""
        return async_client(self._target, self._access)

    def failure(self, error: Exception, call: Call) -> Failure | None:
        """The client's exception in the library's terms."""
        failure = self._errors.failure(error, call)
        if failure is not None and isinstance(failure.error, IndexNotFound):
            if self._place is not None and call.arguments.get("collection_name") in self._place.collections:
                self._forget()
        elif failure is not None and isinstance(failure.error, Refused):
            self._layout = None  # as below
        return failure

    def timed(self, call: Call, seconds: float) -> Call:
        """The call with a time-out in whole seconds."""
        return timed(call, seconds, own_timeout_s(self._access))

    def exists(self) -> Operation[bool]:
        """Whether there is a collection of this name with the vectors of this library."""
        if self._number is not None:
            return (yield from generations.finished(self._names.at(self._number), self._points))
        for _ in range(1 if self.pinned is None else 2):  # the pinned one may be gone
            self._layout = None
            try:
                yield from self._opened()
            except IndexNotFound:
                continue
            return True
        return False

    def create(self, spec: IndexSpec) -> Operation[None]:
        """Create the collection, its payload indexes, that of records, and last the aliases."""
        self._check_writable()
        self._forget()
        if spec.dims is not None and spec.dims > MAX_DIMS:
            raise Unsupported(
                f"{self.url}: Qdrant takes dense vectors of at most {MAX_DIMS:,} dimensions, not {spec.dims:,}"
            )
        yield from self._server()
        settings = self._settings.arguments(spec)
        if self._number is None:
            yield from self._lifecycle.create(spec, settings)
        else:
            yield from self._lifecycle.create_beside(self._number, spec, settings)

    def drop(self) -> Operation[bool]:
        """Delete every collection of the index, or those of the generation."""
        self._check_writable()
        self._forget()
        if self._number is None:
            return (yield from self._lifecycle.drop())
        return (yield from self._lifecycle.drop_one(self._number))

    def at(self, number: int) -> Self:
        """One generation, over a client of its own unless it is the caller's."""
        self._check_numbered()
        one = copy.copy(self)
        one._number = numbering.checked(number, self.url)
        one._indexes = PayloadIndexes(local=self.local)
        one._lifecycle = Lifecycle(self._names, self._points, one._indexes, self.url)
        one._forget()
        return one

    def resolve(self) -> Operation[int | None]:
        """Look the alias up again."""
        if self._number is not None:
            return self._number if (yield from self.exists()) else None
        if not self.attached:
            place = yield from generations.find(self._names)
            if place != self._place:
                self._forget()
                self._place = place
        return self.pinned

    def generation(self) -> Operation[int]:
        """What the alias points to."""
        self._check_numbered()
        return (yield from generations.live(self._names, self._points, self.url))

    def generations(self) -> Operation[list[int]]:
        """The numbers of the collections that are there."""
        if self.attached:
            return []
        return (yield from generations.numbers(self._names, self._points, self._indexes))

    def point_to(self, number: int) -> Operation[None]:
        """Move the aliases, in one request."""
        self._check_numbered()
        yield from generations.point_to(self._names, numbering.checked(number, self.url), self._points, self.url)

    def upsert(self, rows: Sequence[Row]) -> Operation[WriteReport]:
        """Store rows by id, visible when this returns."""
        self._check_writable()
        place, layout = yield from self._opened()
        report = yield from bulk.upsert(rows, layout.spec, place.rows, self._indexes)
        if report.failed:  # maybe since another writer made the index anew, for other vectors
            self._layout = None
        return report

    def settle(self) -> Operation[None]:
        """Nothing: the server acknowledges a write when searches see it."""
        yield from ()

    def delete(self, ids: Sequence[str]) -> Operation[int]:
        """Delete rows by id; how many were there."""
        self._check_writable()
        place, _ = yield from self._opened()
        found = yield from self._points.retrieve(place.rows, ids, payload=False, vectors=False)
        yield from bulk.delete([record.id for record in found], place.rows, IDS_AT_ONCE)
        return len(found)

    def delete_where(self, where: Filter) -> Operation[int]:
        """Delete the rows that match, found by pages and deleted by id."""
        self._check_writable()
        place, layout = yield from self._opened()
        yield from self._cover(place, layout, [where])
        condition = self._points.filter(where)
        matching = yield from all_scrolled(place.rows, condition, payload=False, vectors=False)
        yield from bulk.delete([record.id for record in matching], place.rows, IDS_AT_ONCE)
        return len(matching)

    def fetch(self, ids: Sequence[str], *, vectors: bool = False) -> Operation[dict[str, Row]]:
        """The rows of these ids."""
        place, layout = yield from self._opened()
        found = yield from self._points.retrieve(place.rows, ids, self._points.stored, vectors)
        rows = (self._points.row(record, layout, vectors=vectors) for record in found)
        return {row.id: row for row in rows if row is not None}

    def hashes(self, ids: Sequence[str]) -> Operation[dict[str, str]]:
        """The stored hashes of these ids; empty ones where somebody else wrote the index."""
        place, _ = yield from self._opened()
        found = yield from self._points.retrieve(place.rows, ids, self._points.hashed, vectors=False)
        pairs = (self._points.hash(record) for record in found)
        return dict(pair for pair in pairs if pair is not None)

    def scan(self, after: str | None, limit: int, *, vectors: bool = False) -> Operation[tuple[list[Row], str | None]]:
        """One page of the rows by the server's id; the cursor is the first id of the next page."""
        place, layout = yield from self._opened()
        offset = None if after is None else int(after) if after.isdecimal() else after
        page, following = yield scrolled(place.rows, offset, limit, payload=self._points.stored, vectors=vectors)
        rows = (self._points.row(record, layout, vectors=vectors) for record in page)
        return [row for row in rows if row is not None], None if following is None else str(following)

    def search(self, queries: Sequence[LegQuery]) -> Operation[list[list[Candidate]]]:
        """Each leg's candidates, all from one request."""
        place, layout = yield from self._opened()
        try:
            requests = [query.to_request(one, layout, self._points, local=self.local) for one in queries]
        except InvalidQuery:
            self._layout = None  # as above
            raise
        if not requests:
            return []
        yield from self._cover(place, layout, [one.where for one in queries])
        answers: list[QueryResponse] = yield Call(
            "query_batch_points", {"collection_name": place.rows, "requests": requests}
        )
        pairs = zip(queries, answers, strict=True)
        return [query.to_candidates(one, answer.points, layout, self._points) for one, answer in pairs]

    def native(self, legs: Sequence[LegQuery], fusion: Native, limit: int) -> Operation[NativeRanking]:
        """Both legs joined by the server."""
        version = yield from self._server()
        native.check(fusion, version, self.url)
        place, layout = yield from self._opened()
        arguments = native.to_request(legs, fusion, layout, self._points, local=self.local)
        yield from self._cover(place, layout, [leg.where for leg in legs])
        answer: QueryResponse = yield Call("query_points", {"collection_name": place.rows, **arguments})
        return native.to_ranking(answer.points, fusion, limit, self._points)

    def count(self, where: Filter | None) -> Operation[int]:
        """How many rows match."""
        place, layout = yield from self._opened()
        yield from self._cover(place, layout, [where])
        condition = None if where is None else self._points.filter(where)
        counted: models.CountResult = yield Call(
            "count", {"collection_name": place.rows, "count_filter": condition, "exact": True}
        )
        return counted.count

    def optimize(self) -> Operation[None]:
        """Wait until the server has optimised the collection, which it does by itself."""
        self._check_writable()
        place = yield from self._placed()
        yield from facts.wait_until_optimized(place.rows, self.url)

    def facts(self) -> Operation[Mapping[str, Any]]:
        """What the server says."""
        place, layout = yield from self._opened()
        version = yield from self._server()
        kept = None if self.attached else place.records
        said = yield from facts.facts(place.rows, kept, layout, version)
        return said

    def put_record(self, key: str, value: bytes) -> Operation[None]:
        """Store a record."""
        self._check_writable()
        place = yield from self._placed()
        yield from records.put(place.records, key, value)

    def get_record(self, key: str) -> Operation[bytes | None]:
        """A record, or None."""
        if self.attached:
            return None
        place = yield from self._placed()
        value = yield from records.get(place.records, key)
        return value

    def list_records(self, prefix: str) -> Operation[list[str]]:
        """Keys with this prefix, sorted."""
        if self.attached:
            return []
        place = yield from self._placed()
        keys = yield from records.keys(place.records, prefix)
        return keys

    def delete_record(self, key: str) -> Operation[None]:
        """Delete a record."""
        self._check_writable()
        place = yield from self._placed()
        yield from records.delete(place.records, key)

    def close(self) -> Operation[None]:
        """Close the client, unless it is the caller's."""
        if self._access.client is None:
            yield Call("close")

    def _check_writable(self) -> None:
        if self.attached:
            raise Unsupported(f"{self.url} was opened read-only by fields=…; write it with what made it")

    def _check_numbered(self) -> None:
        if self.attached:
            raise numbering.of_a_foreign_index(self.url)

    def _forget(self) -> None:
        if self._number is not None:
            self._place = self._names.at(self._number)
        elif not self.attached:
            self._place = None
        self._layout = None
        self._indexes.forget()

    def _placed(self) -> Operation[Place]:
        """The collections that are used, asked for once."""
        if self._place is None:
            found = yield from generations.find(self._names)
            if found is None:  # no index yet, or a name that is no alias
                return self._names.unnumbered
            self._place = found
        return self._place

    def _opened(self) -> Operation[tuple[Place, Layout]]:
        """The collections and their layout, asked for once."""
        before, layout = self._place, self._layout
        if before is not None and layout is not None:
            return before, layout
        place = yield from self._placed()
        layout = yield from generations.open_layout(place.rows, self._points)
        if self._place in (before, place):  # or another thread has resolved it meanwhile
            self._place, self._layout = place, layout
        return place, layout

    def _server(self) -> Operation[Version]:
        """The server's version, asked for once."""
        if self._version is None:
            info: models.VersionInfo = yield Call("info")
            self._version = checked_version(info, self.url)
        return self._version

    def _cover(self, place: Place, layout: Layout, wheres: Sequence[Filter | None]) -> Operation[None]:
        if layout.strict:
            yield from self._indexes.cover(place.rows, wheres)
