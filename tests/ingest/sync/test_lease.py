"""One sync at a time, whatever the order of their steps."""

from __future__ import annotations

import itertools
import threading
from collections.abc import Iterator, Sequence
from concurrent.futures import Future
from dataclasses import replace

import pytest

from hybrid_search import Document, HybridIndex, MemoryClient
from hybrid_search.connectors.access import Access
from hybrid_search.connectors.base import IndexSpec
from hybrid_search.connectors.memory.connector import MemoryConnector
from hybrid_search.connectors.steps import Call, Sleep, Wait
from hybrid_search.connectors.url import parse_url
from hybrid_search.errors import SyncInProgress
from hybrid_search.index.core import Core
from hybrid_search.ingest.sync.claim import PREFIX, Claim
from hybrid_search.ingest.sync.lease import BEAT_S, LEASE_S, Lease
from hybrid_search.ingest.sync.owner import Owner
from tests.fakes import WordEncoder
from tests.ingest.sync.conftest import documents

ELSEWHERE = Owner("elsewhere", "another boot", 7, "1")


class Remote(MemoryConnector):
    """A store that several processes share, as a server is."""

    local = False


class World:
    """A shared store and a clock; runs the steps of leases one at a time."""

    def __init__(self) -> None:
        self.client = MemoryClient()
        self.client.create(IndexSpec(dims=3, sparse=True))
        self.now = 0.0

    def lease(self, token: str, owner: Owner | None = None) -> Lease:
        core = Core(Remote(parse_url("memory://notes"), Access(client=self.client)), WordEncoder())
        lease = Lease(core, clock=lambda: self.now)
        lease._claim = Claim(token, owner or replace(ELSEWHERE, pid=ord(token)))
        return lease

    def steps(self, lease: Lease) -> Iterator[str]:
        """Run ``hold`` step by step; yields what was done."""
        operation, answer = lease.hold(), None
        while True:
            try:
                step = operation.send(answer)
            except StopIteration:
                yield "held"
                return
            except SyncInProgress:
                yield "refused"
                return
            answer = None
            if isinstance(step, Sleep):
                yield "sleep"
            else:
                assert isinstance(step, Call)
                answer = getattr(self.client, step.method)(**step.arguments)
                yield step.arguments.get("method", step.method)  # of a numbered generation

    def run(self, lease: Lease, beating: Sequence[Claim] = ()) -> str:
        """Run ``hold`` to its end; each sleep advances the clock, and *beating* claims count on."""
        beats = itertools.count(3)
        for done in self.steps(lease):
            if done == "sleep":
                self.now += 2.0
                beat = next(beats)
                for claim in beating:
                    self.client.put_record(claim.key, replace(claim, beat=beat).to_bytes())
        return done

    def stored(self) -> list[str]:
        return self.client.list_records(PREFIX)


@pytest.fixture
def world() -> World:
    return World()


def test_who_is_alone_holds_it_until_it_is_released(world: World) -> None:
    lease = world.lease("a")
    assert world.run(lease) == "held"
    assert lease.held
    assert world.stored() == ["sync/a"]
    for step in lease.release():
        assert isinstance(step, Call)
        getattr(world.client, step.method)(**step.arguments)
    assert world.stored() == []


def test_of_two_at_once_exactly_one_holds_it_in_any_order_of_their_steps() -> None:
    for pattern in itertools.product("ab", repeat=12):
        world = World()
        runs = {token: world.steps(world.lease(token)) for token in "ab"}
        ended: dict[str, str] = {}
        # After the pattern each goes on in turn; a holder beats no more, so a watcher waits for as long as it likes.
        for token in itertools.chain(pattern, "ab" * 40):
            if token not in ended:
                done = next(runs[token])
                if done in ("held", "refused"):
                    ended[token] = done
        assert list(ended.values()).count("held") == 1, pattern


def test_a_live_one_is_seen_by_its_beat_and_named(world: World) -> None:
    other = Claim("b", ELSEWHERE, beat=2)
    world.client.put_record(other.key, other.to_bytes())
    assert world.run(world.lease("a"), beating=[other]) == "refused"
    assert world.now == 2.0


def test_one_that_stands_still_is_dead_after_the_lease_by_the_watchers_clock(world: World) -> None:
    other = Claim("b", ELSEWHERE, beat=40)
    world.client.put_record(other.key, other.to_bytes())
    assert world.run(world.lease("a")) == "held"
    assert world.now == LEASE_S
    assert world.stored() == ["sync/a"]


def test_one_that_asked_and_died_does_not_block_for_ever(world: World) -> None:
    other = Claim("A", ELSEWHERE, beat=0)
    world.client.put_record(other.key, other.to_bytes())
    assert world.run(world.lease("a")) == "held"
    assert world.stored() == ["sync/a"]


def test_one_of_a_process_that_ended_here_is_dead_at_once(world: World) -> None:
    me = Owner.me()
    if not me.machine:
        pytest.skip("this system does not tell when a process started")
    other = Claim("b", replace(me, start="0"), beat=40)
    world.client.put_record(other.key, other.to_bytes())
    assert world.run(world.lease("a")) == "held"
    assert world.now == 0.0


def test_what_is_no_claim_binds_nobody(world: World) -> None:
    world.client.put_record(PREFIX + "x", b"\x00\xff")
    world.client.put_record(PREFIX + "y", b'{"token": "y", "beat": 9, "owner": {"pid": 1}}')
    assert world.run(world.lease("a")) == "held"


def test_it_counts_on_now_and_then(world: World) -> None:
    lease = world.lease("a")
    world.run(lease)
    assert list(world.steps(lease)) == ["held"]  # too early: nothing is sent
    world.now = BEAT_S
    assert list(world.steps(lease)) == ["get_record", "put_record", "held"]
    stored = Claim.from_bytes(world.client.get_record("sync/a") or b"")
    assert stored is not None
    assert stored.beat == 3


def test_it_is_fresh_for_a_minute_after_a_beat(world: World) -> None:
    lease = world.lease("a")
    assert not lease.fresh
    world.run(lease)
    world.now = 59.0
    assert lease.fresh
    world.now = 60.0
    assert not lease.fresh
    world.run(lease)
    assert lease.fresh


def test_it_is_kept_until_it_is_told_to_stop(world: World) -> None:
    lease = world.lease("a")
    world.run(lease)
    stop: Future[None] = Future()
    keeping = lease.keep(stop)
    step = next(keeping)
    for beat in (3, 4):
        assert step == Wait((stop,), BEAT_S)
        world.now += BEAT_S
        step = next(keeping)
        while isinstance(step, Call):
            step = keeping.send(getattr(world.client, step.method)(**step.arguments))
        stored = Claim.from_bytes(world.client.get_record("sync/a") or b"")
        assert stored is not None
        assert stored.beat == beat
    stop.set_result(None)
    assert list(keeping) == []


def test_who_was_taken_for_dead_stops(world: World) -> None:
    lease = world.lease("a")
    world.run(lease)
    world.client.delete_record("sync/a")
    world.now = BEAT_S
    assert list(world.steps(lease)) == ["get_record", "refused"]
    assert not lease.fresh


def test_two_threads_of_one_index_object_never_sync_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("hybrid_search.ingest.sync.lease.BEAT_S", 0.0)
    monkeypatch.setattr("hybrid_search.ingest.sync.lease._LOOK_S", 0.001)
    written, finish = threading.Event(), threading.Event()

    def stream() -> Iterator[Document]:
        for n in itertools.count():
            if n == 600:
                written.set()
            if finish.is_set():
                return
            yield Document(str(n), "plants")

    with HybridIndex.open("memory://notes", WordEncoder()) as index:
        first = threading.Thread(target=index.sync, args=[stream()])
        first.start()
        try:
            written.wait()
            with pytest.raises(SyncInProgress, match="another sync writes to this index now"):
                index.sync(documents(x="cats"))
        finally:
            finish.set()
            first.join()
        assert index.sync(documents(x="cats")).added == 1
