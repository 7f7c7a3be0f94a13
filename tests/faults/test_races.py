"""Several writers that make the same index at the same moment."""

from __future__ import annotations

from hybrid_search import HybridIndex
from hybrid_search.errors import EncoderMismatch
from tests.fakes import WordEncoder
from tests.faults.conftest import Behind, plants
from tests.threads import at_once


def test_of_writers_that_create_at_once_one_wins_and_all_can_write(behind: Behind) -> None:
    def write(writer: int) -> None:
        with HybridIndex.open(behind.direct, WordEncoder()) as index:
            assert index.add(plants(10 * writer, 10 * writer + 10)).written == 10

    assert list(map(str, at_once(4, write))) == []
    assert behind.stored() == {document.id for document in plants(0, 40)}


def test_of_writers_with_different_encoders_the_losers_are_refused(behind: Behind) -> None:
    written: list[str] = []

    def write(writer: int) -> None:
        name = ("one", "two", "three")[writer]
        with HybridIndex.open(behind.direct, WordEncoder(name=name)) as index:
            index.add(plants(0, 1))
            written.append(name)

    refused = at_once(3, write)
    assert [type(error) for error in refused] == [EncoderMismatch, EncoderMismatch], list(map(str, refused))
    assert len(written) == 1
    with HybridIndex.open(behind.direct, WordEncoder(name=written[0])) as index:
        assert index.count() == 1
        index.drop()
