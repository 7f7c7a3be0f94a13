from __future__ import annotations

import gc
import os
import signal
import subprocess
import sys
import threading
import warnings
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from hybrid_search.connectors.base import IndexSpec, LegQuery, Row
from hybrid_search.connectors.embedded import EmbeddedClient
from hybrid_search.errors import IndexClosed, IndexExists, IndexLocked, NotAnIndex, UsedAfterFork
from hybrid_search.filters import F

MakeRow = Callable[..., Row]
SPEC = IndexSpec(dims=3, sparse=True)
needs_fork = pytest.mark.skipif(not hasattr(os, "fork"), reason="this system has no fork")


def python(script: str, folder: Path) -> subprocess.Popen[str]:
    """A process that runs *script* with *folder* as its argument."""
    environment = os.environ | {"PYTHONPATH": os.pathsep.join(part or str(Path.cwd()) for part in sys.path)}
    return subprocess.Popen(
        [sys.executable, "-c", script, str(folder)],
        env=environment,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )


def test_creating_twice_is_refused(client: EmbeddedClient) -> None:
    with pytest.raises(IndexExists, match="there is an index already"):
        client.create(SPEC)


def test_an_unfinished_creation_does_not_stand_in_the_way(folder: Path) -> None:
    (folder / "000001.part").mkdir(parents=True)
    (folder / "hybrid-search.json").write_text('{"format": 1}')
    client = EmbeddedClient(folder)
    assert not client.exists()
    client.create(SPEC)
    assert client.count(None) == 0
    client.close()


def test_dropping_removes_the_folder_and_a_new_index_can_be_made(client: EmbeddedClient, folder: Path) -> None:
    client.put_record("a", b"1")
    assert client.drop()
    assert not folder.exists()
    assert not client.drop()
    client.create(SPEC)
    assert client.list_records("") == []


def test_dropping_leaves_files_that_are_not_ours(client: EmbeddedClient, folder: Path) -> None:
    (folder / "thesis.doc").touch()
    assert client.drop()
    assert [path.name for path in folder.iterdir()] == ["thesis.doc"]


def test_a_damaged_index_can_be_dropped(client: EmbeddedClient, folder: Path) -> None:
    client.close()
    (folder / "current").unlink()
    assert EmbeddedClient(folder).drop()
    assert not folder.exists()


def test_a_folder_of_something_else_is_left_alone_by_every_operation(tmp_path: Path) -> None:
    (tmp_path / "thesis.doc").touch()
    client = EmbeddedClient(tmp_path)
    for operation in (
        client.exists,
        client.drop,
        client.facts,
        lambda: client.create(SPEC),
        lambda: client.count(None),
    ):
        with pytest.raises(NotAnIndex):
            operation()
    assert [path.name for path in tmp_path.iterdir()] == ["thesis.doc"]


def test_a_closed_client_stays_closed(client: EmbeddedClient) -> None:
    client.close()
    client.close()
    for operation in (client.exists, client.drop, client.optimize, lambda: client.count(None)):
        with pytest.raises(IndexClosed, match="was closed; open it again"):
            operation()


def test_a_second_object_is_locked_out_until_the_first_is_closed(client: EmbeddedClient, folder: Path) -> None:
    second = EmbeddedClient(folder)
    assert second.exists()
    with pytest.raises(IndexLocked, match="another object in this process"):
        second.count(None)
    with pytest.raises(IndexLocked):
        second.drop()
    client.close()
    assert second.count(None) == 0
    second.close()


def test_a_forgotten_client_unlocks_the_folder(folder: Path) -> None:
    client = EmbeddedClient(folder)
    client.create(SPEC)
    del client
    gc.collect()
    second = EmbeddedClient(folder)
    assert second.count(None) == 0
    second.close()


def test_a_second_process_is_locked_out_and_told_which_the_first_is(folder: Path) -> None:
    script = """
import sys
from hybrid_search.connectors.base import IndexSpec
from hybrid_search.connectors.embedded import EmbeddedClient
client = EmbeddedClient(sys.argv[1])
client.create(IndexSpec(dims=3, sparse=True))
print("ready", flush=True)
sys.stdin.read()
"""
    with python(script, folder) as other:
        assert other.stdout is not None
        assert other.stdout.readline() == "ready\n"
        client = EmbeddedClient(folder)
        with pytest.raises(IndexLocked, match=rf"process {other.pid} has the index open"):
            client.count(None)
        other.communicate()
    assert client.count(None) == 0
    client.close()


def test_threads_take_turns(client: EmbeddedClient, make_row: MakeRow) -> None:
    failures: list[Exception] = []

    def use(name: str) -> None:
        try:
            for number in range(20):
                client.upsert([make_row(f"{name} {number}", metadata={"by": name})])
                client.search([LegQuery("dense", np.array([1, 0, 0], dtype=np.float32), 5, F.by == name)])
        except Exception as error:
            failures.append(error)

    threads = [threading.Thread(target=use, args=(name,)) for name in "abcd"]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []
    assert client.count(None) == 80


def in_fork(task: Callable[[], str]) -> str:
    """What *task* returns in a forked child, which is killed if it takes a minute."""
    reading, writing = os.pipe()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)  # of Python 3.12, because the engine has threads
        child = os.fork()
    if child == 0:
        signal.alarm(60)
        gc.disable()  # what other tests left behind must not be destroyed in the child, where its threads are gone
        try:
            os.write(writing, task().encode())
        finally:
            os._exit(0)
    os.close(writing)
    with os.fdopen(reading) as pipe:
        said = pipe.read()
    os.waitpid(child, 0)
    return said


@needs_fork
def test_every_call_in_a_fork_is_refused_and_the_parent_goes_on(
    client: EmbeddedClient, make_row: MakeRow, folder: Path
) -> None:
    client.upsert([make_row("a")])
    calls: list[Callable[[], object]] = [
        client.exists,
        client.drop,
        client.optimize,
        client.facts,
        client.close,
        lambda: client.create(SPEC),
        lambda: client.upsert([]),
        lambda: client.delete(["a"]),
        lambda: client.delete_where(F.a == 1),
        lambda: client.fetch(["a"], vectors=False),
        lambda: client.hashes(["a"]),
        lambda: client.search([]),
        lambda: client.count(None),
        lambda: client.put_record("a", b""),
        lambda: client.get_record("a"),
        lambda: client.list_records(""),
        lambda: client.delete_record("a"),
    ]

    def task() -> str:
        refused = 0
        for call in calls:
            try:
                call()
            except UsedAfterFork as error:
                refused += "open it after the fork" in str(error)
        return str(refused)

    assert in_fork(task) == str(len(calls))
    assert client.count(None) == 1
    with pytest.raises(IndexLocked):
        EmbeddedClient(folder).count(None)


@needs_fork
def test_a_client_that_was_not_used_before_the_fork_can_be_used_after_it(folder: Path) -> None:
    client = EmbeddedClient(folder)

    def task() -> str:
        client.create(SPEC)
        found = str(client.count(None))
        client.close()
        return found

    assert in_fork(task) == "0"


@needs_fork
def test_the_end_of_a_fork_neither_unlocks_nor_changes_the_folder(folder: Path) -> None:
    script = """
import gc, os, sys, warnings
warnings.simplefilter("ignore", DeprecationWarning)
import numpy as np
from hybrid_search.connectors.base import IndexSpec, Row
from hybrid_search.connectors.embedded import EmbeddedClient
from hybrid_search.errors import IndexLocked

def row(number):
    return Row(str(number), "t", {}, "p", 0, "h", None, np.ones(3, np.float32))

client = EmbeddedClient(sys.argv[1])
client.create(IndexSpec(dims=3, sparse=False))
client.upsert([row(number) for number in range(10)])
child = os.fork()
if child == 0:
    del client
    gc.collect()
    sys.exit(3)
print(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]))
try:
    EmbeddedClient(sys.argv[1]).count(None)
except IndexLocked:
    print("locked")
client.upsert([row(number) for number in range(10, 20)])
client.close()
print(EmbeddedClient(sys.argv[1]).count(None))
"""
    with python(script, folder) as process:
        said, _ = process.communicate(timeout=60)
    assert said.split() == ["3", "locked", "20"]
