"""A server that is away for a minute in the middle of a sync, and then comes back."""

from __future__ import annotations

import os
import signal
import threading
import time
import uuid
from collections.abc import Callable, Iterator

import pytest

from hybrid_search import HashingEncoder, HybridIndex
from hybrid_search.ingest.sync import SyncReport
from tests.faults.conftest import SERVERS
from tests.faults.syncing import HOW, Syncing, claims, source, stored
from tests.servers.server import Server

A_MINUTE = 60.0


@pytest.fixture
def url(mortal: Server, request: pytest.FixtureRequest) -> str:
    scheme, options = SERVERS[request.node.callspec.params["mortal"]]
    return f"{scheme}://127.0.0.1:{mortal.port}/away-{uuid.uuid4().hex[:12]}{options}"


class Away:
    """A progress that lets the server go away once something is written, and come back later."""

    def __init__(self, leave: Callable[[], None], come_back: Callable[[], None], seconds: float) -> None:
        self._leave, self._come_back, self._seconds = leave, come_back, seconds
        self._back: threading.Thread | None = None
        self.written: int | None = None

    def __call__(self, report: SyncReport) -> None:
        if report.written and self._back is None:
            self.written = report.written
            self._leave()
            self._back = threading.Thread(target=self._after_a_while)
            self._back.start()

    def _after_a_while(self) -> None:
        time.sleep(self._seconds)  # the fault itself: so long is the server away
        self._come_back()

    def __enter__(self) -> Away:
        return self

    def __exit__(self, *error: object) -> None:
        if self._back is not None:
            self._back.join()


def paused(server: Server) -> Callable[[], None]:
    pid = server.pid
    return lambda: os.kill(pid, signal.SIGSTOP)


def resumed(server: Server) -> Callable[[], None]:
    pid = server.pid
    return lambda: os.kill(pid, signal.SIGCONT)


def undisturbed(url: str) -> list[dict[str, object]]:
    """What a sync leaves that nothing happens to; the index is gone then."""
    with HybridIndex.open(url, HashingEncoder()) as index:
        assert index.sync(source(1), **HOW).complete
        expected = stored(url)
        index.drop()
    return expected


def check(url: str, away: Away, timeout_s: float = 30.0) -> None:
    expected = undisturbed(url)
    with away, HybridIndex.open(url, HashingEncoder(), timeout_s=timeout_s) as index:
        report = index.sync(source(1), progress=away, **HOW)
    assert away.written is not None
    assert 0 < away.written < len(expected) == report.written
    assert report.complete
    assert stored(url) == expected
    assert claims(url) == []


@pytest.mark.parametrize("mortal", ["elasticsearch9"], indirect=True)
def test_its_process_was_killed_and_started_again(mortal: Server, url: str) -> None:
    """Connections are refused, and what was under way may have been stored or not."""
    check(url, Away(mortal.kill, mortal.start, A_MINUTE))


@pytest.mark.skipif(not hasattr(signal, "SIGSTOP"), reason="there is no SIGSTOP")
@pytest.mark.parametrize("mortal", ["opensearch"], indirect=True)
def test_it_hung(mortal: Server, url: str) -> None:
    """Connections are accepted and nothing answers; what was asked meanwhile is done afterwards, several times."""
    check(url, Away(paused(mortal), resumed(mortal), A_MINUTE), timeout_s=5.0)


@pytest.mark.parametrize("mortal", ["opensearch"], indirect=True)
def test_with_less_patience_it_ends_and_the_next_run_goes_on(mortal: Server, url: str) -> None:
    expected = undisturbed(url)
    first, second = Syncing(url, patience_s=1.0), Syncing(url)
    first.begin(1)
    assert first.says() == "writing"
    mortal.kill()
    assert first.end() in ("BackendUnavailable", "DeadlineExceeded")
    mortal.start()
    assert 0 < len(stored(url)) < len(expected)
    second.begin(1)
    assert second.end() == "complete"
    assert stored(url) == expected
    assert claims(url) == []


@pytest.fixture(autouse=True)
def running_again(mortal: Server) -> Iterator[None]:
    """A server that hangs cannot be stopped."""
    yield
    if mortal.running:
        resumed(mortal)()
