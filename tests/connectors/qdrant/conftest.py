from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest

from hybrid_search.connectors.access import Access
from hybrid_search.connectors.drivers import Driver
from hybrid_search.connectors.registry import connect
from hybrid_search.connectors.retry import RetryPolicy
from tests.connectors.contract.opened import SPEC, Opened
from tests.connectors.qdrant.stub import Stub, serving

Open = Callable[..., Opened]


@pytest.fixture
def stub() -> Iterator[Stub]:
    with serving(Stub()) as stub:
        yield stub


@pytest.fixture
def slept() -> list[float]:
    """The seconds that operations waited, without waiting."""
    return []


@pytest.fixture
def opening(stub: Stub, slept: list[float]) -> Iterator[Open]:
    """Opens an index on the stub; keyword arguments are those of Access."""
    made: list[Opened] = []

    def open_one(url: str = "", deadline_s: float | None = 60.0, **access: Any) -> Opened:
        connector = connect(url or stub.url, Access(**access))
        made.append(Opened(Driver(connector, RetryPolicy(deadline_s=deadline_s), sleep=slept.append), connector))
        return made[-1]

    yield open_one
    stub.closing.set()
    for one in made:
        one.end()


@pytest.fixture
def made(opening: Open) -> Opened:
    """An empty index of three dimensions and a sparse field on the stub."""
    opened = opening()
    opened.run(opened.connector.create(SPEC))
    return opened
