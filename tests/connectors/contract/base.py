"""What the parts of the contract share: an opened connector, and legs to search with."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TypeVar

import pytest
from hypothesis import HealthCheck, settings

from hybrid_search.connectors.base import Candidate, Connector, IndexSpec, LegQuery, Row, WriteReport
from hybrid_search.connectors.drivers import Driver
from hybrid_search.connectors.registry import connect
from hybrid_search.connectors.steps import Operation
from hybrid_search.filters import Filter
from hybrid_search.types import SparseVector
from tests.fakes import unit

T = TypeVar("T")
SPEC = IndexSpec(dims=3, sparse=True)

HOSTILE = [
    "plain",
    "ä漢🙂",
    "a/b\\c",
    "../../etc/passwd",
    "quote'\"`;--",
    "{}[]()<>&%$#",
    " spaces  inside ",
    "line\nbreak\ttab",
    "\x1b[31m\u202e",
    "~x",
    "~" + "0" * 64,
    "x" * 600,
    "_id",
    "null",
    "0",
]
"""Ids, keys and texts that some layer below might take for something else."""

shared_fixture = settings(
    max_examples=25,
    suppress_health_check=[
        HealthCheck.function_scoped_fixture,  # each example begins with a fresh index of its own
        HealthCheck.differing_executors,  # the suite is inherited by a class for each connector; there is no database
    ],
)


@dataclass
class Opened:
    """A driver and its connector."""

    driver: Driver
    connector: Connector

    def run(self, operation: Operation[T]) -> T:
        return self.driver.run(operation)

    def fresh(self, *rows: Row, spec: IndexSpec = SPEC) -> None:
        """An index with these rows and nothing else."""
        self.run(self.connector.drop())
        self.run(self.connector.create(spec))
        report = self.run(self.connector.upsert(rows))
        assert report == WriteReport(written=len(rows))

    def ids(self, where: Filter | None = None, *, limit: int = 1000) -> set[str]:
        """The ids that a dense search finds with a filter; it scores every row."""
        (leg,) = self.run(self.connector.search([dense_leg(1, 1, 1, where=where, limit=limit)]))
        return {candidate.id for candidate in leg}

    def count(self, where: Filter | None = None) -> int:
        return self.run(self.connector.count(where))


def sparse_leg(weights: dict[int, float], *, where: Filter | None = None, limit: int = 100) -> LegQuery:
    return LegQuery("sparse", SparseVector.from_pairs(weights), limit, where)


def dense_leg(*numbers: float, where: Filter | None = None, limit: int = 100) -> LegQuery:
    return LegQuery("dense", unit(*numbers), limit, where)


def scores(leg: Sequence[Candidate]) -> dict[str, float]:
    return {candidate.id: candidate.score for candidate in leg}


def falling(leg: Sequence[Candidate]) -> bool:
    values = [candidate.score for candidate in leg]
    return values == sorted(values, reverse=True)


class ConnectorContract:
    """Inherit it, and give the fixture *url* an address at which there is no index yet."""

    @pytest.fixture
    def url(self) -> str:
        raise NotImplementedError

    @pytest.fixture
    def opened(self, url: str) -> Iterator[Opened]:
        """A connector without an index."""
        connector = connect(url)
        opened = Opened(Driver(connector), connector)
        yield opened
        opened.driver.close()

    @pytest.fixture
    def made(self, opened: Opened) -> Opened:
        """A connector with an empty index of three dimensions and a sparse field."""
        opened.run(opened.connector.create(SPEC))
        return opened
