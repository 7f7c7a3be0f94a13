"""The store itself: a synchronous client whose methods answer the connector's calls. Safe for several threads."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from importlib.metadata import version
from pathlib import Path
from typing import Any

import qdrant_edge as engine

from hybrid_search.connectors.base import Candidate, IndexSpec, LegQuery, Row, WriteReport
from hybrid_search.connectors.embedded.batches import batches
from hybrid_search.connectors.embedded.filters import to_engine
from hybrid_search.connectors.embedded.folder import IndexFolder
from hybrid_search.connectors.embedded.holders import Holders
from hybrid_search.connectors.embedded.opened import OpenIndex, bytes_on_disk
from hybrid_search.connectors.embedded.query import to_candidates, to_request
from hybrid_search.connectors.embedded.schema import to_row
from hybrid_search.connectors.local_client import LocalClient
from hybrid_search.connectors.points.schema import point_id
from hybrid_search.connectors.stored import STORED
from hybrid_search.errors import InvalidName
from hybrid_search.filters import Filter
from hybrid_search.types import FailedDocument

_IDS_AT_ONCE = 1_000
_BYTES_OF_AN_ID = 32


class EmbeddedClient(LocalClient):
    """One index folder, opened and locked at the first operation that needs it, until :meth:`close`.

    Args:
        path: The folder; relative to the working directory of this moment. Nothing is made before :meth:`create`.

    Raises:
        InvalidName: if the path is empty or holds NUL.
    """

    def __init__(self, path: str | Path) -> None:
        if not str(path) or "\x00" in str(path):
            raise InvalidName(f"the index folder {str(path)!r} is no path; it must not be empty or hold NUL")
        super().__init__()
        self._path = Path(path).absolute()
        self._holders = Holders(IndexFolder(self._path))

    def exists(self) -> bool:
        """Whether the folder holds an index."""
        return self._holders.exists(self.named)

    def create(self, spec: IndexSpec) -> None:
        """Make the folder and an empty index in it, or a generation beside the live one."""
        self._holders.create(self.named, spec)

    def drop(self) -> bool:
        """Delete the index, and the folder if nothing else is in it; False if there was none."""
        return self._holders.drop(self.named)

    def live(self) -> int | None:
        """The number of the live generation; None if there is no index."""
        return self._holders.live()

    def generations(self) -> list[int]:
        """The numbers of all generations, sorted."""
        return self._holders.numbers()

    def point_to(self, number: int) -> None:
        """Make a generation the live one, atomically."""
        self._holders.point_to(number)

    def upsert(self, rows: Sequence[Row]) -> WriteReport:
        """Store rows by id; those that do not fit the index are reported, and the others stored."""
        with self._turn() as index:
            failed: list[FailedDocument] = []
            for batch in batches(rows, index.spec):
                failed += batch.failed
                if batch.points:
                    operation = engine.UpdateOperation.upsert_points(batch.points)
                    index.write(operation, batch.size, batch.views)
            return WriteReport(written=len(rows) - len(failed), failed=tuple(failed))

    def delete(self, ids: Sequence[str]) -> int:
        """Delete rows by id; how many were there."""
        with self._turn() as index:
            return _delete(index, [record.id for record in _retrieve(index, ids, payload=False)])

    def delete_where(self, where: Filter) -> int:
        """Delete the rows that match; how many."""
        with self._turn() as index:
            return _delete(index, list(_matching(index, where)))

    def fetch(self, ids: Sequence[str], *, vectors: bool) -> dict[str, Row]:
        """The rows of these ids."""
        with self._turn() as index:
            records = _retrieve(index, ids, payload=[*STORED], vectors=vectors)
            rows = [to_row(record, index.spec, vectors=vectors) for record in records]
            return {row.id: row for row in rows}

    def hashes(self, ids: Sequence[str]) -> dict[str, str]:
        """The stored hashes of these ids."""
        with self._turn() as index:
            payloads: list[Any] = [record.payload for record in _retrieve(index, ids, ["id", "hash"])]
            return {payload["id"]: payload["hash"] for payload in payloads}

    def scan(self, after: str | None, limit: int, *, vectors: bool) -> tuple[list[Row], str | None]:
        """One page of the rows by the engine's id; the cursor is the first id of the next page."""
        with self._turn() as index:
            offset = None if after is None else uuid.UUID(after)
            request = engine.ScrollRequest(offset, limit, with_payload=[*STORED], with_vector=vectors)
            records, following = index.shard.scroll(request)
            rows = [to_row(record, index.spec, vectors=vectors) for record in records]
            return rows, None if following is None else str(following)

    def search(self, queries: Sequence[LegQuery]) -> list[list[Candidate]]:
        """Each leg's candidates, all from one request to the engine."""
        with self._turn() as index:
            request = engine.QueryBatchRequest([to_request(query, index.spec) for query in queries])
            answers = index.shard.query_batch(request)
            return [to_candidates(query, points) for query, points in zip(queries, answers, strict=True)]

    def count(self, where: Filter | None) -> int:
        """How many rows match."""
        with self._turn() as index:
            request = engine.CountRequest(filter=None if where is None else to_engine(where))
            return index.shard.count(request)

    def optimize(self) -> None:
        """Merge segments, drop deleted rows, build the graph of a large index; other calls wait for it."""
        with self._turn() as index:
            index.optimize()

    def facts(self) -> Mapping[str, Any]:
        """What the engine and the file system say."""
        with self._turn() as index:
            info = index.shard.info()
            return {
                "path": str(self._path),
                "current": index.generation.path.name,
                "rows": info.points_count,
                "dims": index.spec.dims,
                "sparse": index.spec.sparse,
                "records": len(index.records.keys("")),
                "segments": info.segments_count,
                "indexed_vectors": info.indexed_vectors_count,
                "payload_indexes": len(info.payload_schema),
                "bytes_on_disk": bytes_on_disk(index.generation),
                "engine": f"qdrant-edge-py {version('qdrant-edge-py')}",
            }

    def put_record(self, key: str, value: bytes) -> None:
        """Store a record."""
        with self._turn() as index:
            index.records.put(key, value)

    def get_record(self, key: str) -> bytes | None:
        """A record, or None."""
        with self._turn() as index:
            return index.records.get(key)

    def list_records(self, prefix: str) -> list[str]:
        """Keys with this prefix, sorted."""
        with self._turn() as index:
            return index.records.keys(prefix)

    def delete_record(self, key: str) -> None:
        """Delete a record."""
        with self._turn() as index:
            index.records.delete(key)

    def close(self) -> None:
        """Write everything to the disk and unlock the folder; later calls raise IndexClosed."""
        self._holders.close()

    def _turn(self) -> AbstractContextManager[OpenIndex]:
        return self._holders.turn(self.named)


def _retrieve(
    index: OpenIndex, ids: Iterable[str], payload: bool | list[str], *, vectors: bool = False
) -> Iterator[engine.Record]:
    points: list[engine.PointId] = [point_id(id) for id in dict.fromkeys(ids)]
    for start in range(0, len(points), _IDS_AT_ONCE):
        yield from index.shard.retrieve(points[start : start + _IDS_AT_ONCE], payload, vectors)


def _matching(index: OpenIndex, where: Filter) -> Iterator[engine.PointId]:
    offset: engine.PointId | None = None
    while True:
        request = engine.ScrollRequest(offset, _IDS_AT_ONCE, to_engine(where), with_payload=False, with_vector=False)
        records, offset = index.shard.scroll(request)
        yield from (record.id for record in records)
        if offset is None:
            return


def _delete(index: OpenIndex, points: list[engine.PointId]) -> int:
    for start in range(0, len(points), _IDS_AT_ONCE):
        part = points[start : start + _IDS_AT_ONCE]
        index.write(engine.UpdateOperation.delete_points(part), _BYTES_OF_AN_ID * len(part))
    return len(points)
