"""Encoding in processes."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest

from hybrid_search import Document, HashingEncoder, HybridIndex
from hybrid_search.encoders.one_pass.processor import usable_cpus
from hybrid_search.errors import InvalidInput, WorkerFailed
from hybrid_search.ingest.pipeline.workers import Workers
from tests.ingest.pipeline.encoders import Glued, Homesick, Moody
from tests.ingest.sync.conftest import CountingClient, documents

ROOT = Path(__file__).parents[3]


@pytest.fixture
def moody() -> Iterator[Workers]:
    workers = Workers(Moody(), 2)
    yield workers
    workers.close()


def encoded(workers: Workers, *texts: str) -> list[float]:
    vectors = workers.result(workers.submit(texts)).sparse
    assert vectors is not None
    return [float(vector.values.sum()) for vector in vectors]


def test_texts_are_encoded_elsewhere_on_a_part_of_the_processors(moody: Workers) -> None:
    assert encoded(moody, "cats", "cats mice") == [1 + max(1, usable_cpus() // 2), 2 + max(1, usable_cpus() // 2)]


def test_an_error_that_cannot_travel_comes_as_its_words(moody: Workers) -> None:
    with pytest.raises(RuntimeError, match="TwoPartError: odd 1"):
        encoded(moody, "odd")
    assert encoded(moody, "cats")


def test_an_encoder_that_cannot_be_sent_is_named_at_once() -> None:
    with pytest.raises(InvalidInput, match=r"workers=2: the encoder 'words' cannot be sent to a worker process"):
        Workers(Glued(), 2)


def test_one_that_cannot_be_made_there_is_an_error_that_says_why() -> None:
    workers = Workers(Homesick(), 1)
    try:
        with pytest.raises(WorkerFailed, match=r"'words' cannot be made .*there is no place like home"):
            encoded(workers, "cats")
    finally:
        workers.close()


def test_a_worker_that_dies_ends_the_sync_and_the_next_one_goes_on() -> None:
    client = CountingClient()
    with HybridIndex.open("memory://notes", Moody(), client=client) as index:
        source = [*documents(*["plants"] * 20), Document("bad", "die"), *documents(z="cats")]
        with pytest.raises(WorkerFailed, match=r"ended unexpectedly.* fewer workers"):
            index.sync(source, workers=1, batch_size=2)
        assert client.list_records("sync/") == []
        del source[20]
        assert index.sync(source, batch_size=2).complete
        assert index.count() == 21


def test_a_sync_with_workers_stores_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    clients = [CountingClient(), CountingClient()]
    source = [Document(str(n), f"word{n % 17} and {n}") for n in range(500)]
    reports = []
    for client, workers in zip(clients, (0, 2), strict=True):
        index = HybridIndex.open("memory://notes", HashingEncoder(), client=client)
        with index, monkeypatch.context() as patch:
            if workers:  # this process does not encode
                patch.setattr(HashingEncoder, "encode_documents", None)
            reports.append(index.sync(source, workers=workers, batch_size=32))
    assert reports[0] == reports[1]
    stored = [
        {id: (one.hash, one.sparse, None if one.dense is None else one.dense.tolist()) for id, one in rows.items()}
        for rows in (client.rows() for client in clients)
    ]
    assert stored[0] == stored[1]
    assert len(stored[0]) == 500


SYNCING = """
import signal, sys
from hybrid_search import Document, HashingEncoder, HybridIndex

def source():
    for n in range(10**9):
        yield Document(str(n), f"text {n}")

def tell(report):
    if report.written and not tell.told:
        tell.told = True
        import multiprocessing
        print(*(one.pid for one in multiprocessing.active_children()), flush=True)
tell.told = False

if __name__ == "__main__":
    signal.signal(signal.SIGINT, signal.default_int_handler)
    with HybridIndex.open(sys.argv[1], HashingEncoder()) as index:
        index.sync(source(), workers=2, progress=tell)
"""


@pytest.mark.skipif(not Path("/proc").exists(), reason="asks /proc whether a process is there")
@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGKILL])
def test_no_worker_outlives_the_sync(tmp_path: Path, how: signal.Signals) -> None:
    (tmp_path / "syncing.py").write_text(SYNCING)
    with subprocess.Popen(
        [sys.executable, tmp_path / "syncing.py", tmp_path / "notes"],
        env=os.environ | {"PYTHONPATH": str(ROOT)},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    ) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        workers = [int(pid) for pid in process.stdout.readline().split()]
        assert len(workers) == 2
        if how is signal.SIGINT:
            os.killpg(process.pid, how)  # as a terminal sends Ctrl-C: to the workers, too
        else:
            process.send_signal(how)
        err = process.stderr.read()
    _wait_until_gone(workers)
    assert err.count("KeyboardInterrupt") == (1 if how is signal.SIGINT else 0), err


def _wait_until_gone(pids: Sequence[int]) -> None:
    left = 60.0
    while any(_runs(pid) for pid in pids):
        assert left > 0, f"still there: {pids}"
        time.sleep(0.05)
        left -= 0.05


def _runs(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False
