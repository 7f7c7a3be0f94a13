"""Several writers that make the same index at the same moment."""

from __future__ import annotations

import threading

from hybrid_search import HybridIndex
from hybrid_search.errors import EncoderMismatch
from tests.fakes import WordEncoder
from tests.faults.conftest import Behind, plants


def test_of_writers_that_create_at_once_one_wins_and_all_can_write(behind: Behind) -> None:
    barrier = threading.Barrier(4)
    errors: list[BaseException] = []

    def write(writer: int) -> None:
        try:
            with HybridIndex.open(behind.direct, WordEncoder()) as index:
                barrier.wait()
                assert index.add(plants(10 * writer, 10 * writer + 10)).written == 10
        except BaseException as error:  # an assertion in a thread would be lost
            errors.append(error)

    threads = [threading.Thread(target=write, args=(writer,)) for writer in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert list(map(str, errors)) == []
    assert behind.stored() == {document.id for document in plants(0, 40)}


def test_of_writers_with_different_encoders_the_losers_are_refused(behind: Behind) -> None:
    barrier = threading.Barrier(3)
    written: list[str] = []
    refused: list[Exception] = []

    def write(name: str) -> None:
        with HybridIndex.open(behind.direct, WordEncoder(name=name)) as index:
            barrier.wait()
            try:
                index.add(plants(0, 1))
                written.append(name)
            except Exception as error:
                refused.append(error)

    threads = [threading.Thread(target=write, args=(name,)) for name in ("one", "two", "three")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [type(error) for error in refused] == [EncoderMismatch, EncoderMismatch], list(map(str, refused))
    assert len(written) == 1
    with HybridIndex.open(behind.direct, WordEncoder(name=written[0])) as index:
        assert index.count() == 1
        index.drop()
