"""Two syncs at once from two processes, and clocks that go backwards."""

from __future__ import annotations

import itertools
import json
import time

import pytest

from hybrid_search import HashingEncoder, HybridIndex
from hybrid_search.connectors.access import Access
from hybrid_search.connectors.drivers import Driver
from hybrid_search.connectors.registry import connect
from hybrid_search.ingest.sync import SyncReport
from tests.faults.conftest import TWO_SERVERS, Behind
from tests.faults.syncing import HOW, Syncing, claims, source, stored


@pytest.fixture
def expected(behind: Behind) -> list[dict[str, object]]:
    """What a sync leaves that nothing happens to; the index is gone then."""
    with HybridIndex.open(behind.direct, HashingEncoder()) as index:
        index.sync(source(1), **HOW)
        found = stored(behind.direct)
        index.drop()
    return found


@TWO_SERVERS
@pytest.mark.parametrize("later", [False, True])
def test_the_second_waits_or_refuses_and_nothing_is_doubled(
    behind: Behind, expected: list[dict[str, object]], later: bool
) -> None:
    """*later*: the second begins when the first one writes, else at the same moment."""
    first, second = Syncing(behind.direct), Syncing(behind.direct)
    first.begin(1)
    if later:
        assert first.says() == "writing"
    second.begin(1)
    ended = [first.end(), second.end()]
    assert set(ended) <= {"complete", "SyncInProgress"}
    assert "complete" in ended
    if later:
        assert ended[0] == "complete"
    assert stored(behind.direct) == expected
    assert claims(behind.direct) == []


@TWO_SERVERS
def test_no_clock_is_compared(
    behind: Behind, expected: list[dict[str, object]], monkeypatch: pytest.MonkeyPatch
) -> None:
    """This machine's clock goes back an hour at each look, and that of the next sync is days ahead of it."""
    seconds, records = itertools.count(time.time(), -3600.0), dict[str, bytes]()
    connector = connect(behind.direct, Access())
    driver = Driver(connector)

    def look(report: SyncReport) -> None:
        for key in claims(behind.direct):
            records[key] = driver.run(connector.get_record(key)) or b""

    with monkeypatch.context() as patch:
        patch.setattr(time, "time", lambda: next(seconds))
        patch.setattr(time, "time_ns", lambda: int(next(seconds) * 1e9))
        with HybridIndex.open(behind.direct, HashingEncoder()) as index:
            assert index.sync(source(2), progress=look, **HOW).complete
    driver.close()
    (record,) = records.values()
    claim = json.loads(record)
    assert claim.keys() == {"token", "owner", "beat"}  # no time in it
    assert claim["owner"].keys() == {"host", "machine", "pid", "start"}
    following = Syncing(behind.direct)
    following.begin(1)
    assert following.end() == "complete"
    assert stored(behind.direct) == expected
