"""Writes: rows as points, in parts, and the points that the server refuses found one by one."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from qdrant_client import models

from hybrid_search.connectors.base import IndexSpec, Row, WriteReport
from hybrid_search.connectors.parts import Item, PartLimits, send_in_parts
from hybrid_search.connectors.points.schema import point_id, to_payload, to_vectors
from hybrid_search.connectors.qdrant.answers import Refused
from hybrid_search.connectors.qdrant.payload_indexes import PayloadIndexes
from hybrid_search.connectors.qdrant.points import PointId
from hybrid_search.connectors.qdrant.query import sparse_to_server
from hybrid_search.connectors.steps import Call, Compute, Operation
from hybrid_search.connectors.typed_view import ROOT, view
from hybrid_search.errors import BackendError, DeadlineExceeded
from hybrid_search.types import FailedDocument

LIMITS = PartLimits(items=256, size=8 << 20)
"""A quarter of the 32 MB that a server takes in one request unless it is told otherwise (``max_request_size_mb``)."""

_DENSE_NUMBER_BYTES = 21  # a float32 in JSON, as a double and with its comma
_SPARSE_PAIR_BYTES = 32
_OVERHEAD_BYTES = 600


def upsert(rows: Sequence[Row], spec: IndexSpec, collection: str, indexes: PayloadIndexes) -> Operation[WriteReport]:
    """Store rows; of several with one id only the last, as if each had replaced the one before."""
    items, failed = yield Compute(partial(_items, rows, spec))

    def send(part: Sequence[Item]) -> Operation[Sequence[FailedDocument]]:
        points = [item.payload for item in part if isinstance(item.payload, models.PointStruct)]
        yield from indexes.extend(collection, [(point.payload or {})[ROOT] for point in points])
        refused: Sequence[FailedDocument] = yield from _send(part, points, collection)
        return refused

    failed += yield from send_in_parts(items, LIMITS, send)
    return WriteReport(written=len(rows) - len(failed), failed=tuple(failed))


def delete(points: Sequence[PointId], collection: str, at_once: int) -> Operation[None]:
    """Delete points by their ids."""
    for start in range(0, len(points), at_once):
        selector = models.PointIdsList(points=list(points[start : start + at_once]))
        done = yield Call("delete", {"collection_name": collection, "points_selector": selector, "wait": True})
        check_applied(done, collection)


def check_applied(done: models.UpdateResult, collection: str) -> None:
    """Check that an acknowledged write is visible.

    Raises:
        DeadlineExceeded: if the server accepted it, and did not apply it in time.
        BackendError: if it gave way to another, newer one.
    """
    status = done.status.value
    if status == "wait_timeout":
        raise DeadlineExceeded(f"{collection}: the server keeps the write, and did not apply it in time; it will")
    if status == "clock_rejected":
        raise BackendError(f"{collection}: the server refused the write for its clock, which is behind; try again")


def _items(rows: Sequence[Row], spec: IndexSpec) -> tuple[list[Item], list[FailedDocument]]:
    items: list[Item] = []
    failed: list[FailedDocument] = []
    for row in {row.id: row for row in rows}.values():
        try:
            items.append(_item(row, spec))
        except (ValueError, TypeError) as error:  # InvalidVector is a ValueError, a lone surrogate either of them
            failed.append(FailedDocument(row.id, str(error)))
    return items, failed


def _item(row: Row, spec: IndexSpec) -> Item:
    vectors = to_vectors(row, spec, sparse_to_server)
    payload = to_payload(row, view(row.values()))
    size = (
        _OVERHEAD_BYTES
        + len(row.text.encode())
        + 3 * len(payload["metadata"].encode())  # once as text, once in the view, and quotes
        + _DENSE_NUMBER_BYTES * (spec.dims or 0)
        + _SPARSE_PAIR_BYTES * len(row.sparse or ())
    )
    # as it is checked already, and pydantic takes as long to check every number as all the rest here
    point = models.PointStruct.model_construct(id=str(point_id(row.id)), vector=vectors, payload=payload)
    return Item(row.id, point, size)


def _send(
    part: Sequence[Item], points: list[models.PointStruct], collection: str
) -> Operation[Sequence[FailedDocument]]:
    """Store points; a refused request is halved until the points are found that it was refused for."""
    try:
        done = yield Call("upsert", {"collection_name": collection, "points": points, "wait": True})
    except Refused as error:
        if len(part) == 1:
            return [FailedDocument(part[0].id, str(error))]
        middle = len(part) // 2
        first = yield from _send(part[:middle], points[:middle], collection)
        second = yield from _send(part[middle:], points[middle:], collection)
        return [*first, *second]
    check_applied(done, collection)
    return []
