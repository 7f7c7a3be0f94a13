"""The store itself: a synchronous client whose methods answer the connector's calls. Safe for several threads."""

from __future__ import annotations

import heapq
import threading
from collections.abc import Mapping, Sequence
from typing import Any

from hybrid_search.connectors import generations
from hybrid_search.connectors.base import Candidate, IndexSpec, LegQuery, Row, WriteReport
from hybrid_search.connectors.local_client import LocalClient
from hybrid_search.connectors.memory import query
from hybrid_search.connectors.memory.schema import check_leg, misfit
from hybrid_search.connectors.memory.store import Store
from hybrid_search.errors import IndexClosed, IndexExists, IndexNotFound
from hybrid_search.filters import Filter, matches
from hybrid_search.types import FailedDocument

_NAME = "the memory index"


class MemoryClient(LocalClient):
    """One index in memory. Pass the same client to several ``open`` calls to share it between them."""

    def __init__(self) -> None:
        super().__init__()
        self._lock = threading.RLock()
        self._generations: dict[int, Store] = {}
        self._live: int | None = None
        self._closed = False

    def exists(self) -> bool:
        """Whether :meth:`create` was called."""
        with self._lock:
            self._check_open()
            return (self._live if self.named is None else self.named) in self._generations

    def create(self, spec: IndexSpec) -> None:
        """Begin an index, or a generation of it."""
        with self._lock:
            if self.exists():
                raise IndexExists("the memory index exists already; open it, or drop it first")
            if self.named is None:
                self._live = 1
            elif self._live is None:
                raise generations.not_beside(self.named, _NAME)
            self._generations[self.named or 1] = Store(spec)

    def drop(self) -> bool:
        """Forget rows and records; False if there was no index."""
        with self._lock:
            existed = self.exists()
            if self.named is None:
                self._generations, self._live = {}, None
            elif self.named == self._live:
                raise generations.is_live(self.named, _NAME)
            else:
                self._generations.pop(self.named, None)
            return existed

    def live(self) -> int | None:
        """The number of the live generation; None if there is no index."""
        with self._lock:
            self._check_open()
            return self._live

    def generations(self) -> list[int]:
        """The numbers of all generations, sorted."""
        with self._lock:
            self._check_open()
            return sorted(self._generations)

    def point_to(self, number: int) -> None:
        """Make a generation the live one."""
        with self._lock:
            self._check_open()
            if number not in self._generations:
                raise generations.not_there(number, _NAME)
            self._live = number

    def upsert(self, rows: Sequence[Row]) -> WriteReport:
        """Store rows by id; those that do not fit the index are reported, and the others stored."""
        with self._lock:
            store = self._require()
            reasons = {row.id: misfit(row, store.spec) for row in rows}
            fitting = {row.id: row for row in rows if reasons[row.id] is None}
            store.rows |= fitting
            store.columns = None
            failed = tuple(FailedDocument(id, reason) for id, reason in reasons.items() if reason is not None)
            return WriteReport(written=len(fitting), failed=failed)

    def delete(self, ids: Sequence[str]) -> int:
        """Delete rows by id; how many were there."""
        with self._lock:
            store = self._require()
            found = [id for id in dict.fromkeys(ids) if store.rows.pop(id, None) is not None]
            store.columns = None if found else store.columns
            return len(found)

    def delete_where(self, where: Filter) -> int:
        """Delete the rows that match; how many."""
        with self._lock:
            rows = self._require().rows.values()
            return self.delete([row.id for row in rows if matches(where, row.values())])

    def fetch(self, ids: Sequence[str], *, vectors: bool) -> dict[str, Row]:  # noqa: ARG002  # they cost nothing here
        """The rows of these ids, vectors included."""
        with self._lock:
            rows = self._require().rows
            return {id: rows[id] for id in ids if id in rows}

    def hashes(self, ids: Sequence[str]) -> dict[str, str]:
        """The stored hashes of these ids."""
        return {id: row.hash for id, row in self.fetch(ids, vectors=False).items()}

    def scan(
        self,
        after: str | None,
        limit: int,
        *,
        vectors: bool,  # noqa: ARG002  # they cost nothing here
    ) -> tuple[list[Row], str | None]:
        """One page of the rows by id, vectors included; the cursor is the last id."""
        with self._lock:
            rows = self._require().rows
            rest = (id for id in rows if after is None or id > after)
            ids = heapq.nsmallest(limit + 1, rest)
            page = [rows[id] for id in ids[:limit]]
            return page, page[-1].id if len(ids) > limit else None

    def search(self, queries: Sequence[LegQuery]) -> list[list[Candidate]]:
        """Each leg's candidates."""
        with self._lock:
            store = self._require()
            for leg in queries:
                check_leg(leg, store.spec)
            columns = store.laid_out()
        return [query.search(columns, leg) for leg in queries]

    def count(self, where: Filter | None) -> int:
        """How many rows match."""
        with self._lock:
            return sum(matches(where, row.values()) for row in self._require().rows.values())

    def optimize(self) -> None:
        """Lay the columns out now, in place of at the next search."""
        with self._lock:
            self._require().laid_out()

    def facts(self) -> Mapping[str, Any]:
        """Rows and fields."""
        with self._lock:
            store = self._require()
            spec = store.spec
            return {"rows": len(store.rows), "dims": spec.dims, "sparse": spec.sparse, "records": len(store.records)}

    def put_record(self, key: str, value: bytes) -> None:
        """Store a record."""
        with self._lock:
            self._require().records[key] = value

    def get_record(self, key: str) -> bytes | None:
        """A record, or None."""
        with self._lock:
            return self._require().records.get(key)

    def list_records(self, prefix: str) -> list[str]:
        """Keys with this prefix, sorted."""
        with self._lock:
            return sorted(key for key in self._require().records if key.startswith(prefix))

    def delete_record(self, key: str) -> None:
        """Delete a record."""
        with self._lock:
            self._require().records.pop(key, None)

    def close(self) -> None:
        """Forget everything; later calls raise IndexClosed."""
        with self._lock:
            self._generations, self._live, self._closed = {}, None, True

    def _check_open(self) -> None:
        if self._closed:
            raise IndexClosed("the memory index was closed, and its rows are gone; open a new one")

    def _require(self) -> Store:
        self._check_open()
        number = self._live if self.named is None else self.named
        if number is None or self._live is None:
            raise IndexNotFound("there is no memory index yet; add documents first, or open it with create=True")
        if number not in self._generations:
            raise generations.not_there(number, _NAME)
        return self._generations[number]
