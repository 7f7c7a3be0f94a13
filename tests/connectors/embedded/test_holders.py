"""Several generations of one folder, open at once under one lock."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
from collections.abc import Callable
from pathlib import Path

import pytest

from hybrid_search.connectors.base import IndexSpec, Row
from hybrid_search.connectors.embedded import EmbeddedClient
from hybrid_search.connectors.embedded.folder import IndexFolder
from hybrid_search.connectors.embedded.holders import Holders
from hybrid_search.connectors.embedded.lock import SharedLock
from hybrid_search.connectors.embedded.opened import OpenIndex
from hybrid_search.errors import IndexLocked, IndexNotFound, InvalidInput

MakeRow = Callable[..., Row]
SPEC = IndexSpec(dims=3, sparse=True)


@pytest.fixture
def both(client: EmbeddedClient, make_row: MakeRow) -> EmbeddedClient:
    """Row "a" in generation 1, which is live, and "b" in generation 2."""
    client.upsert([make_row("a")])
    client.on(2, "create", {"spec": SPEC})
    client.on(2, "upsert", {"rows": [make_row("b")]})
    return client


def rows(client: EmbeddedClient, number: int) -> set[str]:
    return set(client.on(number, "hashes", {"ids": ["a", "b"]}))


def test_both_are_open_at_once_and_kept_apart(both: EmbeddedClient) -> None:
    assert [rows(both, number) for number in (1, 2, 1, 2)] == [{"a"}, {"b"}, {"a"}, {"b"}]


def test_one_that_is_dropped_leaves_the_folder_locked(both: EmbeddedClient, folder: Path) -> None:
    assert both.on(2, "drop", {}) is True
    assert not (folder / "000002").exists()
    with pytest.raises(IndexLocked):
        EmbeddedClient(folder).count(None)
    assert both.count(None) == 1


def test_the_live_one_is_not_dropped_by_itself(both: EmbeddedClient) -> None:
    with pytest.raises(InvalidInput, match="generation 1 is the live one"):
        both.on(1, "drop", {})
    assert rows(both, 1) == {"a"}


def test_close_unlocks_and_after_it_the_new_pointer_counts(both: EmbeddedClient, folder: Path) -> None:
    both.point_to(2)
    assert rows(both, 1) == {"a"}
    both.close()
    again = EmbeddedClient(folder)
    assert (again.live(), again.generations()) == (2, [1, 2])
    assert set(again.hashes(["a", "b"])) == {"b"}
    again.close()


def test_nobody_else_switches_or_builds_while_it_is_open(both: EmbeddedClient, folder: Path) -> None:
    other = EmbeddedClient(folder)
    with pytest.raises(IndexLocked):
        other.point_to(2)
    with pytest.raises(IndexLocked):
        other.on(3, "create", {"spec": SPEC})
    with pytest.raises(IndexLocked):
        other.on(2, "drop", {})
    assert other.generations() == both.generations() == [1, 2]
    assert both.live() == 1


def test_searches_of_one_go_on_while_the_other_is_optimized(
    both: EmbeddedClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    begun, searched = threading.Event(), threading.Event()
    finished: list[bool] = []

    def optimize(self: OpenIndex) -> None:
        begun.set()
        finished.append(searched.wait(30))

    monkeypatch.setattr(OpenIndex, "optimize", optimize)
    worker = threading.Thread(target=lambda: both.on(2, "optimize", {}))
    worker.start()
    assert begun.wait(30)
    assert both.count(None) == 1
    searched.set()
    worker.join()
    assert finished == [True]


def test_only_the_generation_that_is_asked_for_is_optimized(both: EmbeddedClient) -> None:
    both.on(2, "optimize", {})
    assert [rows(both, number) for number in (1, 2)] == [{"a"}, {"b"}]


def test_a_failed_creation_leaves_no_generation_and_no_lock(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    client = EmbeddedClient(folder)

    def fail(*_: object) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr("hybrid_search.connectors.embedded.holders.create_shard", fail)
        with pytest.raises(OSError, match="No space left"):
            client.create(SPEC)
    assert (client.exists(), client.generations()) == (False, [])
    other = EmbeddedClient(folder)
    other.create(SPEC)
    other.close()
    client.close()


@pytest.mark.skipif(os.name == "nt", reason="this system has no SIGKILL")
@pytest.mark.parametrize("line", range(1, 8))
def test_whatever_ends_the_process_one_of_the_generations_is_live(tmp_path: Path, line: int) -> None:
    script = """
import sys
from hybrid_search.connectors.base import IndexSpec
from hybrid_search.connectors.embedded import EmbeddedClient
client = EmbeddedClient(sys.argv[1])
client.create(IndexSpec(dims=3, sparse=True))
while True:
    for number in (2, 1):
        if client.live() != 2:
            client.on(2, "drop", {})
            print("dropped", flush=True)
            client.on(2, "create", {"spec": IndexSpec(dims=2, sparse=True)})
            print("created", flush=True)
        client.point_to(number)
        print("switched", flush=True)
"""
    environment = os.environ | {"PYTHONPATH": os.pathsep.join(part or str(Path.cwd()) for part in sys.path)}
    command = [sys.executable, "-c", script, str(tmp_path / "notes")]
    with subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, text=True) as writer:
        assert writer.stdout is not None
        for _ in range(line):
            writer.stdout.readline()
        writer.send_signal(signal.SIGKILL)
    client = EmbeddedClient(tmp_path / "notes")
    assert client.live() in client.generations()
    assert client.count(None) == 0
    if client.live() == 1:
        client.on(2, "drop", {})
        client.on(2, "create", {"spec": SPEC})
    client.point_to(2)
    assert client.live() == 2
    client.close()


def test_a_holder_is_made_once_for_each_generation(client: EmbeddedClient) -> None:
    holders = client._holders
    assert isinstance(holders, Holders)
    assert holders._holder(1) is holders._holder(1)


@pytest.mark.parametrize("act", ["point_to", "drop"])
def test_what_another_process_did_just_before_the_lock_was_taken_is_seen(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, act: str
) -> None:
    folder = IndexFolder(tmp_path / "notes")
    first = Holders(folder)
    first.create(None, SPEC)
    first.create(2, SPEC)
    first.close()
    acquire = SharedLock.acquire

    def later(lock: SharedLock) -> None:
        monkeypatch.undo()
        folder.remove_generation(2) if act == "point_to" else folder.point_to(2)
        acquire(lock)

    monkeypatch.setattr(SharedLock, "acquire", later)
    with pytest.raises(IndexNotFound if act == "point_to" else InvalidInput):
        getattr(Holders(folder), act)(2)
    assert folder.current() is not None
