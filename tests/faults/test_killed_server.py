"""A server that is killed in the middle of a bulk, and started again."""

from __future__ import annotations

import uuid
from collections.abc import Iterator

import pytest

from hybrid_search import HybridIndex
from hybrid_search.connectors.access import Access
from hybrid_search.connectors.drivers import Driver
from hybrid_search.connectors.registry import connect
from hybrid_search.connectors.retry import RetryPolicy
from hybrid_search.errors import BackendUnavailable
from hybrid_search.index.core import Core
from tests.fakes import WordEncoder
from tests.faults.conftest import SERVERS, Behind, plants
from tests.faults.proxy import Proxy
from tests.servers.server import Server


@pytest.fixture
def behind(mortal: Server, request: pytest.FixtureRequest) -> Iterator[Behind]:
    scheme, options = SERVERS[request.node.callspec.params["mortal"]]
    with Proxy(mortal.url).running() as proxy:
        yield Behind(proxy, scheme, options, mortal.url, name=f"killed-{uuid.uuid4().hex[:12]}")


def test_nothing_is_lost_and_nothing_is_there_twice(behind: Behind, mortal: Server) -> None:
    documents = plants(0, 400)
    with behind.index() as index:
        index.add(documents[:100])
        behind.proxy.fail("_bulk", "lost", after=mortal.kill)  # stored perhaps, answered never
    connector = connect(behind.url, Access())
    impatient = Driver(connector, RetryPolicy(attempts=2, base_s=0.01))
    with HybridIndex(Core(connector, WordEncoder()), impatient) as index, pytest.raises(BackendUnavailable):
        index.add(documents)
    mortal.restart()
    with behind.index() as index:
        report = index.add(documents)
        assert report.failed == ()
        assert report.written + report.unchanged == 400
        assert report.unchanged >= 100
        assert index.count() == 400
    assert behind.stored() == {document.id for document in documents}


def test_a_write_outlives_a_restart(behind: Behind, mortal: Server) -> None:
    def restart() -> None:
        mortal.kill()
        mortal.restart()

    with behind.index() as index:
        index.add(plants(0, 10))
        behind.proxy.fail("_bulk", "lost", after=restart)
        assert index.add(plants(10, 60)).written == 50
        assert index.count() == 60
    assert len(behind.stored()) == 60
