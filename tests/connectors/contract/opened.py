"""An opened connector, as the tests of the contract use it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeVar

from hypothesis import given, settings

from hybrid_search.connectors.base import Connector, IndexSpec, Row, WriteReport
from hybrid_search.connectors.drivers import Driver
from hybrid_search.connectors.steps import Operation
from hybrid_search.filters import Filter
from tests.connectors.contract.legs import dense_leg
from tests.connectors.contract.loop import LoopDriver

T = TypeVar("T")
SPEC = IndexSpec(dims=3, sparse=True)


@dataclass
class Opened:
    """A driver of either kind and its connector.

    Attributes:
        examples: How many a property is tried with.
        clears: Whether *fresh* deletes the rows of an index that fits, and not the index, which costs more on a disk.
    """

    driver: Driver | LoopDriver
    connector: Connector
    examples: int = 25
    clears: bool = False
    _spec: IndexSpec | None = field(init=False, default=None)

    def run(self, operation: Operation[T]) -> T:
        return self.driver.run(operation)

    def close(self) -> None:
        """Close the driver; later operations are refused."""
        self.driver.close()

    def end(self) -> None:
        """Close the driver and its event loop, if it has one."""
        self.driver.close()
        if isinstance(self.driver, LoopDriver):
            self.driver.stop()

    def upsert(self, rows: Sequence[Row]) -> WriteReport:
        """Store rows and wait until searches see them."""
        report = self.run(self.connector.upsert(rows))
        self.run(self.connector.settle())
        return report

    def delete(self, ids: Sequence[str]) -> int:
        """Delete rows and wait until searches no longer see them."""
        deleted = self.run(self.connector.delete(ids))
        self.run(self.connector.settle())
        return deleted

    def delete_where(self, where: Filter) -> int:
        """The same by a filter."""
        deleted = self.run(self.connector.delete_where(where))
        self.run(self.connector.settle())
        return deleted

    def fresh(self, *rows: Row, spec: IndexSpec = SPEC) -> None:
        """An index with these rows and nothing else, but for records."""
        if self.clears and spec == self._spec:
            self.run(self.connector.delete(sorted(self.scanned())))
        else:
            self.run(self.connector.drop())
            self.run(self.connector.create(spec))
            self._spec = spec
        assert self.upsert(rows) == WriteReport(written=len(rows))

    def scanned(self) -> dict[str, Row]:
        """Every row by its id."""
        found: dict[str, Row] = {}
        cursor: str | None = None
        while True:
            page, cursor = self.run(self.connector.scan(cursor, 1000))
            found |= {one.id: one for one in page}
            if cursor is None:
                return found

    def ids(self, where: Filter | None = None, *, limit: int = 1000) -> set[str]:
        """The ids that a dense search finds with a filter; it scores every row."""
        (found,) = self.matching([where], limit=limit)
        return found

    def matching(self, wheres: Sequence[Filter | None], *, limit: int = 1000) -> list[set[str]]:
        """The same for several filters in one search."""
        legs = self.run(self.connector.search([dense_leg(1, 1, 1, where=where, limit=limit) for where in wheres]))
        return [{candidate.id for candidate in leg} for leg in legs]

    def count(self, where: Filter | None = None) -> int:
        return self.run(self.connector.count(where))

    def holds_for(self, **strategies: Any) -> Callable[[Callable[..., None]], Callable[[], None]]:
        """Decorates what holds for generated values. The examples share the index, so each begins with *fresh*."""
        return lambda check: settings(max_examples=self.examples)(given(**strategies)(check))
