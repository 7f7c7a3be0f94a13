"""Rows in batches of points: small enough to hold twice, large enough to be fast."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

import qdrant_edge as engine

from hybrid_search.connectors.base import IndexSpec, Row
from hybrid_search.connectors.embedded.schema import to_point
from hybrid_search.connectors.typed_view import View, view
from hybrid_search.types import FailedDocument

MAX_ROWS = 256
MAX_BYTES = 8 << 20
_OVERHEAD = 500


@dataclass(slots=True)
class Batch:
    """Points for one write.

    Attributes:
        views: The typed view of each point.
        failed: The rows of which no point could be made.
        size: About how many bytes the points hold.
    """

    points: list[engine.Point] = field(default_factory=list)
    views: list[View] = field(default_factory=list)
    failed: list[FailedDocument] = field(default_factory=list)
    size: int = 0

    def add(self, row: Row, spec: IndexSpec) -> None:
        """Add the row's point, or the reason why it has none."""
        try:
            seen = view(row.values())
            point = to_point(row, seen, spec)
        except (ValueError, TypeError) as error:  # InvalidVector is a ValueError, a lone surrogate either of them
            self.failed.append(FailedDocument(row.id, str(error)))
            return
        self.points.append(point)
        self.views.append(seen)
        self.size += _OVERHEAD + 4 * len(row.text) + 4 * (spec.dims or 0) + 8 * len(row.sparse or ())


def batches(rows: Sequence[Row], spec: IndexSpec) -> Iterator[Batch]:
    """Batches of the rows; of several with one id only the last, as if each had replaced the one before."""
    batch = Batch()
    for row in {row.id: row for row in rows}.values():
        batch.add(row, spec)
        if len(batch.points) >= MAX_ROWS or batch.size >= MAX_BYTES:
            yield batch
            batch = Batch()
    yield batch
