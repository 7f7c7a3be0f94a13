"""The store itself: a synchronous client whose methods answer the connector's calls. Safe for several threads."""

from __future__ import annotations

import heapq
import threading
from collections.abc import Mapping, Sequence
from typing import Any

from hybrid_search.connectors.base import Candidate, IndexSpec, LegQuery, Row, WriteReport
from hybrid_search.connectors.memory import query
from hybrid_search.connectors.memory.schema import Columns, check_leg, lay_out, misfit
from hybrid_search.errors import IndexClosed, IndexExists, IndexNotFound
from hybrid_search.filters import Filter, matches
from hybrid_search.types import FailedDocument


class MemoryClient:
    """One index in memory. Pass the same client to several ``open`` calls to share it between them."""

    def __init__(self) -> None:
        self._lock = threading.RLock()
        self._spec: IndexSpec | None = None
        self._rows: dict[str, Row] = {}
        self._records: dict[str, bytes] = {}
        self._columns: Columns | None = None
        self._closed = False

    def exists(self) -> bool:
        """Whether :meth:`create` was called."""
        with self._lock:
            self._check_open()
            return self._spec is not None

    def create(self, spec: IndexSpec) -> None:
        """Begin an index."""
        with self._lock:
            if self.exists():
                raise IndexExists("the memory index exists already; open it, or drop it first")
            self._spec = spec

    def drop(self) -> bool:
        """Forget rows and records; False if there was no index."""
        with self._lock:
            existed = self.exists()
            self._spec = None
            self._rows, self._records, self._columns = {}, {}, None
            return existed

    def upsert(self, rows: Sequence[Row]) -> WriteReport:
        """Store rows by id; those that do not fit the index are reported, and the others stored."""
        with self._lock:
            spec = self._require()
            reasons = {row.id: misfit(row, spec) for row in rows}
            fitting = {row.id: row for row in rows if reasons[row.id] is None}
            self._rows |= fitting
            self._columns = None
            failed = tuple(FailedDocument(id, reason) for id, reason in reasons.items() if reason is not None)
            return WriteReport(written=len(fitting), failed=failed)

    def delete(self, ids: Sequence[str]) -> int:
        """Delete rows by id; how many were there."""
        with self._lock:
            self._require()
            found = [id for id in dict.fromkeys(ids) if self._rows.pop(id, None) is not None]
            self._columns = None if found else self._columns
            return len(found)

    def delete_where(self, where: Filter) -> int:
        """Delete the rows that match; how many."""
        with self._lock:
            self._require()
            return self.delete([row.id for row in self._rows.values() if matches(where, row.values())])

    def fetch(self, ids: Sequence[str], *, vectors: bool) -> dict[str, Row]:  # noqa: ARG002  # they cost nothing here
        """The rows of these ids, vectors included."""
        with self._lock:
            self._require()
            return {id: self._rows[id] for id in ids if id in self._rows}

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
            self._require()
            rest = (id for id in self._rows if after is None or id > after)
            ids = heapq.nsmallest(limit + 1, rest)
            page = [self._rows[id] for id in ids[:limit]]
            return page, page[-1].id if len(ids) > limit else None

    def search(self, queries: Sequence[LegQuery]) -> list[list[Candidate]]:
        """Each leg's candidates."""
        with self._lock:
            spec = self._require()
            for leg in queries:
                check_leg(leg, spec)
            if self._columns is None:
                self._columns = lay_out(tuple(self._rows.values()), spec)
            columns = self._columns
        return [query.search(columns, leg) for leg in queries]

    def count(self, where: Filter | None) -> int:
        """How many rows match."""
        with self._lock:
            self._require()
            return sum(matches(where, row.values()) for row in self._rows.values())

    def optimize(self) -> None:
        """Lay the columns out now, in place of at the next search."""
        with self._lock:
            self._columns = lay_out(tuple(self._rows.values()), self._require())

    def facts(self) -> Mapping[str, Any]:
        """Rows and fields."""
        with self._lock:
            spec = self._require()
            return {"rows": len(self._rows), "dims": spec.dims, "sparse": spec.sparse, "records": len(self._records)}

    def put_record(self, key: str, value: bytes) -> None:
        """Store a record."""
        with self._lock:
            self._require()
            self._records[key] = value

    def get_record(self, key: str) -> bytes | None:
        """A record, or None."""
        with self._lock:
            self._require()
            return self._records.get(key)

    def list_records(self, prefix: str) -> list[str]:
        """Keys with this prefix, sorted."""
        with self._lock:
            self._require()
            return sorted(key for key in self._records if key.startswith(prefix))

    def delete_record(self, key: str) -> None:
        """Delete a record."""
        with self._lock:
            self._require()
            self._records.pop(key, None)

    def close(self) -> None:
        """Forget everything; later calls raise IndexClosed."""
        with self._lock:
            self._rows, self._records, self._columns = {}, {}, None
            self._closed = True

    def _check_open(self) -> None:
        if self._closed:
            raise IndexClosed("the memory index was closed, and its rows are gone; open a new one")

    def _require(self) -> IndexSpec:
        self._check_open()
        if self._spec is None:
            raise IndexNotFound("there is no memory index yet; add documents first, or open it with create=True")
        return self._spec
