"""Records in pieces."""

from __future__ import annotations

import json

import pytest

from hybrid_search.errors import BackendError
from tests.connectors.contract.opened import Opened
from tests.connectors.pinecone.faults import Fault
from tests.connectors.pinecone.server import PineconeServer


def ids(server: PineconeServer) -> list[str]:
    return sorted(server.project.open("notes-sparse").read("--records", query=False).records)


def test_a_small_value_is_in_the_head(made: Opened, server: PineconeServer) -> None:
    made.run(made.connector.put_record("stamp", b"small"))
    (head,) = ids(server)
    assert head.startswith("h:stamp~")


def test_a_large_value_is_in_pieces_below_thirty_kilobytes(made: Opened, server: PineconeServer) -> None:
    made.run(made.connector.put_record("stats", b"x" * 100_000))
    there = server.project.open("notes-sparse").read("--records", query=False).records
    assert len(there) == 1 + 5  # the head, and 21,000 bytes a piece
    assert all(len(json.dumps(one.metadata)) < 30_000 for one in there.values())
    assert made.run(made.connector.get_record("stats")) == b"x" * 100_000


def test_the_pieces_of_an_old_version_are_deleted(made: Opened, server: PineconeServer) -> None:
    for value in (b"x" * 100_000, b"y" * 50_000, b"small"):
        made.run(made.connector.put_record("key", value))
        assert made.run(made.connector.get_record("key")) == value
    assert len(ids(server)) == 1
    made.run(made.connector.put_record("key", b"x" * 100_000))
    made.run(made.connector.delete_record("key"))
    assert ids(server) == []


def test_a_writer_that_dies_before_the_head_leaves_the_old_value(made: Opened, server: PineconeServer) -> None:
    made.run(made.connector.put_record("key", b"old"))
    server.faults.add(Fault("vectors/upsert", status=200), Fault("vectors/upsert", status=403, times=9))
    with pytest.raises(Exception, match="403"):
        made.run(made.connector.put_record("key", b"new" * 50_000))
    assert made.run(made.connector.get_record("key")) == b"old"


def test_pieces_that_stay_missing_are_named(
    made: Opened, server: PineconeServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("hybrid_search.connectors.pinecone.records._WAIT_S", 0.0)
    made.run(made.connector.put_record("key", b"x" * 100_000))
    piece = next(id for id in ids(server) if id.startswith("p:"))
    server.project.open("notes-sparse").write("--records", lambda there: there.__delitem__(piece))
    with pytest.raises(BackendError, match="'key' lacks some of its pieces"):
        made.run(made.connector.get_record("key"))


def test_keys_that_begin_alike_are_kept_apart_however_long(made: Opened) -> None:
    keys = ["a" * 500 + end for end in ("", "b", "c")] + ["a" * 499]
    for key in keys:
        made.run(made.connector.put_record(key, key[-1:].encode()))
    assert made.run(made.connector.list_records("a" * 500)) == sorted(keys[:3])
    assert made.run(made.connector.list_records("a" * 500 + "b")) == [keys[1]]
    assert made.run(made.connector.get_record(keys[2])) == b"c"
