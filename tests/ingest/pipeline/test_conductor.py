"""The conductor, with stages that a test holds up: what overlaps, what waits, and what an error ends."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from typing import Any

import pytest

from hybrid_search.connectors.base import Row
from hybrid_search.connectors.steps import Compute, Operation, Running, Start, Wait
from hybrid_search.ingest.pipeline.conductor import Conductor, Work
from hybrid_search.ingest.pipeline.encoding import Encoding
from hybrid_search.ingest.pipeline.job import Job, Portion
from hybrid_search.ingest.pipeline.meter import Meter, Meters
from hybrid_search.types import FailedDocument
from tests.connectors.scripted import Script, running
from tests.fakes import row

Run = Callable[[Operation[Any]], Any]
LONG_S = 30.0


@pytest.fixture(params=["sync", "async"])
def run(request: pytest.FixtureRequest) -> Iterator[Run]:
    with running(request.param, Script()) as run:
        yield run


class Stages:
    """Work that notes what it does; a gate of a name holds it up."""

    def __init__(self) -> None:
        self.begun: list[str] = []
        self.stored: list[list[str]] = []
        self.gates: dict[str, threading.Event] = {}
        self.errors: dict[str, Exception] = {}
        self.fresh = True
        self.now: set[str] = set()
        self.together: list[set[str]] = []
        self._lock = threading.Lock()

    def work(self, **options: int) -> Work[None]:
        return Work(self.encode, self.write, lambda _: None, lambda: self.fresh, **options)

    def encode(self, batch: Sequence[Row]) -> Operation[Encoding]:
        names = ",".join(one.id for one in batch)
        yield Compute(lambda: self._do(f"encode {names}"))
        bad = [one for one in batch if one.text == "bad"]
        return Encoding([one for one in batch if one not in bad], [FailedDocument(one.id, "is bad") for one in bad])

    def write(self, jobs: Sequence[Job[None]]) -> Operation[int]:
        names = [job.id for job in jobs]
        yield Compute(lambda: self._do(f"write {','.join(names)}"))
        self.stored.append(names)
        return sum(len(job.encoded) for job in jobs)

    def _do(self, name: str) -> None:
        with self._lock:
            self.begun.append(name)
            self.now.add(name)
            self.together.append(set(self.now))
        if name in self.errors:
            raise self.errors[name]
        if name in self.gates:
            assert self.gates[name].wait(LONG_S)
        with self._lock:
            self.now.discard(name)

    def hold(self, *names: str) -> None:
        self.gates |= {name: threading.Event() for name in names}


def portion(*ids: str, batch: int = 1) -> Portion[None]:
    jobs = [Job(id, (0, n), None, [row(id)]) for n, id in enumerate(ids)]
    rows = [one for job in jobs for one in job.rows]
    return Portion(jobs, [rows[start : start + batch] for start in range(0, len(rows), batch)])


def conduct(
    stages: Stages, portions: Sequence[Portion[None]], conductor: Conductor[None], then: Callable[[], object] = bool
) -> Operation[None]:
    """Put portions in as there is room, then do something, and wait for the end."""
    running: Running = yield Start(conductor.run())
    for one in portions:
        while True:
            changed = conductor.changed.next
            if running.done() or conductor.inbox.offer(one):
                break
            yield Wait((changed, running))
    yield Compute(then)
    conductor.inbox.close()
    yield Wait((running,))
    running.result()


def test_everything_is_stored_in_the_order_in_which_it_came(run: Run) -> None:
    stages = Stages()
    conductor = Conductor(stages.work(), Meters())
    run(conduct(stages, [portion("a", "b"), portion("c")], conductor))
    assert stages.stored == [["a"], ["b"], ["c"]]


def test_the_next_batch_is_encoded_while_one_is_written(run: Run) -> None:
    stages = Stages()
    stages.hold("write a", "encode b")
    conductor = Conductor(stages.work(), Meters())

    def both_at_once() -> None:
        while {"write a", "encode b"} - stages.now:
            threading.Event().wait(0.001)
        for gate in stages.gates.values():
            gate.set()

    run(conduct(stages, [portion("a", "b")], conductor, both_at_once))
    assert {"write a", "encode b"} in stages.together


def test_a_slow_backend_holds_encoding_up(run: Run) -> None:
    stages = Stages()
    stages.hold("write a")
    conductor = Conductor(stages.work(writers=1), Meters())
    many = [portion(letter) for letter in "abcdefgh"]

    def release() -> None:
        stages.gates["write a"].set()

    def watch() -> Operation[None]:
        running: Running = yield Start(conductor.run())
        put = 0
        while True:  # a is written, b and c wait to be, d and so on wait to be encoded
            changed = conductor.changed.next
            if put < len(many) and conductor.inbox.offer(many[put]):
                put += 1
                continue
            if len(conductor._ready) == 2 and put == 5:
                break
            yield Wait((changed, running), 0.01)
        assert stages.begun == ["encode a", *sorted(["encode b", "write a"]), "encode c"] or len(stages.begun) == 4
        yield Compute(release)
        while put < len(many):
            changed = conductor.changed.next
            if conductor.inbox.offer(many[put]):
                put += 1
            else:
                yield Wait((changed, running))
        conductor.inbox.close()
        yield Wait((running,))
        running.result()

    run(watch())
    assert stages.stored == [[letter] for letter in "abcdefgh"]


def test_several_are_encoded_and_written_at_once_and_never_more(run: Run) -> None:
    stages = Stages()
    conductor = Conductor(stages.work(encoders=3, writers=2), Meters(encode=Meter(3), write=Meter(2)))
    letters = [chr(ord("a") + n) for n in range(20)]
    meeting = threading.Barrier(3)
    encode = stages.encode

    def together(batch: Sequence[Row]) -> Operation[Encoding]:
        if batch[0].id in "abc":
            yield Compute(lambda: meeting.wait(LONG_S))
        return (yield from encode(batch))

    stages.encode = together  # type: ignore[method-assign]  # with a meeting before it
    conductor = Conductor(stages.work(encoders=3, writers=2), Meters(encode=Meter(3), write=Meter(2)))
    run(conduct(stages, [portion(*letters)], conductor))
    assert sorted(id for group in stages.stored for id in group) == letters
    for now in stages.together:
        assert sum(name.startswith("encode") for name in now) <= 3
        assert sum(name.startswith("write") for name in now) <= 2


def test_relatives_are_never_written_at_once(run: Run) -> None:
    stages = Stages()
    ids = [id for n in range(10) for id in (f"a{n}", f"a{n}#1", f"a{n}#1#2")]
    conductor = Conductor(stages.work(writers=2), Meters(write=Meter(2)))
    run(conduct(stages, [portion(*ids)], conductor))
    assert sorted(id for group in stages.stored for id in group) == sorted(ids)
    for now in stages.together:
        writing = [name.removeprefix("write ").split("#")[0] for name in now if name.startswith("write")]
        assert len(writing) == len(set(writing))


def test_a_document_is_stored_once_all_its_rows_are_encoded(run: Run) -> None:
    stages = Stages()
    long = Job("long", (0, 0), None, [row("long#0"), row("long#1")])
    short = Job("short", (0, 1), None, [row("short#0")])
    for job in (long, short):
        job.rows = [replace(one, parent=job.id) for one in job.rows]
    batches = [[long.rows[1], short.rows[0]], [long.rows[0]]]
    run(conduct(stages, [Portion([long, short], batches)], Conductor(stages.work(), Meters())))
    assert stages.stored == [["short"], ["long"]]
    assert [one.id for one in long.encoded] == ["long#0", "long#1"]


def test_what_cannot_be_encoded_goes_to_the_writer_with_its_fault(run: Run) -> None:
    stages = Stages()
    jobs = [Job("a", (0, 0), None, [row("a", text="bad")]), Job("b", (0, 1), None, [], fault="refused")]
    run(conduct(stages, [Portion(jobs, [jobs[0].rows])], Conductor(stages.work(), Meters())))
    assert sorted(stages.stored) == [["a"], ["b"]]
    assert [job.fault for job in jobs] == ["is bad", "refused"]


@pytest.mark.parametrize("stage", ["encode b", "write b"])
def test_an_error_of_a_stage_is_raised_and_ends_the_others(run: Run, stage: str) -> None:
    stages = Stages()
    stages.errors[stage] = RuntimeError(f"{stage} fails")
    letters = [portion(letter) for letter in "abcdefgh"]
    with pytest.raises(RuntimeError, match=f"{stage} fails"):
        run(conduct(stages, letters, Conductor(stages.work(), Meters())))
    assert ["b"] not in stages.stored


def test_nothing_is_written_while_it_may_not(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("hybrid_search.ingest.pipeline.conductor._LOOK_S", 0.001)
    stages = Stages()
    stages.fresh = False
    conductor = Conductor(stages.work(), Meters())

    def encoded() -> None:
        while not conductor._ready:
            threading.Event().wait(0.001)
        assert stages.stored == []
        stages.fresh = True

    run(conduct(stages, [portion("a")], conductor, encoded))
    assert stages.stored == [["a"]]


def test_the_stages_are_measured(run: Run) -> None:
    stages, meters = Stages(), Meters()
    run(conduct(stages, [portion("a", "b", batch=2)], Conductor(stages.work(), meters)))
    report = meters.report()
    assert (report.encode.items, report.write.items) == (2, 2)
    assert report.encode.busy_s > 0
    assert report.write.busy_s > 0
