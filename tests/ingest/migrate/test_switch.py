"""Making the new generation live, while others search and write."""

from __future__ import annotations

import threading
from collections.abc import Iterator, Sequence
from contextlib import suppress
from typing import Any

import pytest

from hybrid_search import Document, HybridIndex
from hybrid_search.encoders import Encoded
from hybrid_search.errors import EncoderMismatch, IndexNotFound, IndexSwitched, SwitchRefused, SyncInProgress
from hybrid_search.ingest.migrate import Migration, building
from tests.fakes import WordEncoder
from tests.ingest.migrate.conftest import TEXTS, Store, documents
from tests.threads import at_once


def opened(client: Store, encoder: WordEncoder) -> HybridIndex:
    return HybridIndex.open("memory://notes", encoder, client=client, create=False)


def test_who_opens_it_from_now_on_needs_the_new_encoder(migration: Migration, client: Store, new: WordEncoder) -> None:
    migration.build()
    report = migration.switch()
    assert (report.before, report.live, report.carried, report.removed) == (1, 2, 0, 0)
    with pytest.raises(EncoderMismatch):
        opened(client, WordEncoder())
    with opened(client, new) as index:
        assert index.count() == 4
        assert index.stats().generation == 2


def test_an_open_object_goes_on_searching_and_its_writes_are_refused(migration: Migration, index: HybridIndex) -> None:
    before = index.search("plants").ids
    migration.build()
    migration.switch()
    assert index.search("plants").ids == before
    with pytest.raises(EncoderMismatch, match="was switched to generation 2, built with 'new words'"):
        index.add(documents(e="cats"))
    with pytest.raises(EncoderMismatch):
        index.delete("a")
    with pytest.raises(EncoderMismatch):
        index.sync(documents(e="cats"))
    assert index.search("plants").ids == before
    assert index.count() == 4


def test_without_a_build_before_it_builds(migration: Migration, client: Store) -> None:
    report = migration.switch()
    assert report.build is not None
    assert report.build.encoded == 4
    assert client.live() == 2
    assert client.texts(2) == TEXTS


def test_what_was_written_after_the_build_is_brought_over(
    migration: Migration, index: HybridIndex, client: Store
) -> None:
    migration.build()
    index.add([Document("a", "cats"), Document("e", "steam")])
    index.delete("d")
    migration.switch()
    assert client.texts(2) == {"a": "cats", "b": TEXTS["b"], "c": TEXTS["c"], "e": "steam"}


def test_what_was_acknowledged_between_the_last_pass_and_the_switch_is_brought_over(
    migration: Migration, index: HybridIndex, client: Store
) -> None:
    def write() -> None:
        assert index.add([Document("a", "cats"), Document("e", "steam")]).written == 2
        assert index.delete("d") == 1

    migration.build()
    client.before_switch = write
    report = migration.switch()
    assert (report.carried, report.removed) == (2, 1)
    assert client.texts(2) == {"a": "cats", "b": TEXTS["b"], "c": TEXTS["c"], "e": "steam"}


def test_what_is_written_to_the_new_one_as_soon_as_it_is_live_stays(
    migration: Migration, index: HybridIndex, client: Store, new: WordEncoder
) -> None:
    def late() -> None:
        index.add([Document("a", "late"), Document("b", "late")])
        index.delete("c")

    def newer() -> None:
        with opened(client, new) as writer:
            writer.add([Document("a", "newer"), Document("c", "newer"), Document("f", "newer")])
            writer.delete("d")

    migration.build()
    client.before_switch, client.after_switch = late, newer
    migration.switch()
    assert client.texts(2) == {"a": "newer", "b": "late", "c": "newer", "f": "newer"}


def test_a_write_during_which_the_index_is_switched_is_not_acknowledged(
    migration: Migration, index: HybridIndex, client: Store
) -> None:
    def stream() -> Iterator[Document]:
        yield Document("e", "steam")
        migration.switch()
        yield Document("f", "steam")

    migration.build()
    with pytest.raises(IndexSwitched, match="from generation 1 to 2 during this call"):
        index.add(stream(), batch_size=1)
    assert "e" in client.texts(2)
    assert "f" not in client.texts(2)


def test_whatever_was_acknowledged_to_many_writers_is_in_the_new_one(
    migration: Migration, index: HybridIndex, client: Store
) -> None:
    acknowledged: list[str] = []
    begun = threading.Barrier(5)

    def work(thread: int) -> None:
        begun.wait(30)
        if not thread:
            migration.switch(batch_size=2)
            return
        with suppress(EncoderMismatch, IndexSwitched):
            for n in range(10_000):
                index.add([Document(f"{thread}-{n}", "cats")])
                acknowledged.append(f"{thread}-{n}")

    migration.build()
    assert at_once(5, work) == []
    assert client.live() == 2
    assert set(acknowledged) <= client.texts(2).keys()


def test_a_long_write_ends_soon_after_the_switch(
    migration: Migration, index: HybridIndex, client: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("hybrid_search.index.write._LOOK_S", 0.0)
    taken = []

    def stream() -> Iterator[Document]:
        for n in range(10):
            if n == 2:
                migration.switch()
            taken.append(n)
            yield Document(str(n), "cats")

    migration.build()
    with pytest.raises(IndexSwitched):
        index.add(stream(), batch_size=1)
    assert taken == [0, 1, 2]


def test_a_sync_during_which_it_is_to_be_switched_makes_the_switch_wait_or_fail(
    migration: Migration, index: HybridIndex, client: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("hybrid_search.ingest.sync.lease.BEAT_S", 0.0)
    monkeypatch.setattr("hybrid_search.ingest.sync.lease._LOOK_S", 0.001)
    refused: list[SyncInProgress] = []

    def stream() -> Iterator[Document]:
        for n in range(600):
            yield Document(str(n), "cats")
        try:
            migration.switch()
        except SyncInProgress as error:
            refused.append(error)

    migration.build()
    index.sync(stream())
    assert len(refused) == 1
    assert client.live() == 1


def test_missing_rows_refuse_the_switch_until_that_is_meant(index: HybridIndex, client: Store) -> None:
    class Picky(WordEncoder):
        def encode_documents(self, texts: Sequence[str]) -> Encoded:
            if any("cats" in text for text in texts):
                raise RuntimeError("no cats")
            return super().encode_documents(texts)

    with Migration.open("memory://notes", Picky(name="new words"), client=client) as migration:
        migration.build()
        with pytest.raises(SwitchRefused, match="2 rows of generation 1 are missing in generation 2"):
            migration.switch()
        assert client.live() == 1
        migration.switch(leave_out=True)
    assert client.live() == 2


def test_of_two_migrations_the_slower_one_is_told(migration: Migration, client: Store) -> None:
    migration.build()
    with Migration.open("memory://notes", WordEncoder(name="third"), client=client) as third:
        third.build()
        migration.switch()
        report = third.switch()  # goes on from what is live now
        assert (report.before, report.live) == (2, 3)
        assert client.texts(3) == TEXTS


@pytest.mark.parametrize("fail_at", range(1, 12))
def test_killed_at_any_write_of_the_switch_either_generation_is_live_and_whole(
    migration: Migration, index: HybridIndex, client: Store, new: WordEncoder, fail_at: int
) -> None:
    migration.build()
    index.add([Document("e", "steam")])
    client.calls.clear()
    client.fail_at = fail_at
    try:
        migration.switch()
    except KeyboardInterrupt:
        client.fail_at = None
        client.forget_claims()
        if client.live() == 1:
            assert opened(client, WordEncoder()).count() == 5
            migration.switch()
    client.fail_at = None
    assert client.live() == 2
    assert client.texts(2) == TEXTS | {"e": "steam"}
    with opened(client, new) as switched:
        assert switched.count() == 5


def test_the_way_back_opens_with_the_encoder_before(migration: Migration, index: HybridIndex, client: Store) -> None:
    migration.build()
    migration.switch()
    report = migration.back()
    assert (report.before, report.live, report.behind) == (2, 1, 0)
    assert index.add(documents(e="cats")).written == 1
    with pytest.raises(EncoderMismatch):
        opened(client, WordEncoder(name="new words"))
    assert [one.state for one in migration.generations()] == ["live", "retired"]


def test_the_way_back_says_how_many_rows_it_lacks(migration: Migration, client: Store, new: WordEncoder) -> None:
    migration.build()
    migration.switch()
    with opened(client, new) as index:
        index.add([Document("a", "steam"), Document("e", "steam")])
    assert migration.back().behind == 2
    assert "e" not in client.texts(1)


def test_a_migration_to_the_encoder_before_is_a_way_back_that_loses_nothing(
    migration: Migration, client: Store, new: WordEncoder
) -> None:
    migration.build()
    migration.switch()
    with opened(client, new) as index:
        index.add([Document("e", "steam")])
    with Migration.open("memory://notes", WordEncoder(), client=client) as homewards:
        report = homewards.switch()
    assert report.build is not None
    assert (report.before, report.live, report.build.encoded, report.build.kept) == (2, 1, 1, 4)
    assert client.texts(1) == TEXTS | {"e": "steam"}


def test_there_is_no_way_back_before_a_switch_and_after_its_end_was_deleted(migration: Migration) -> None:
    with pytest.raises(ValueError, match="no other one was live before"):
        migration.back()
    migration.build()
    migration.switch()
    assert migration.drop_old() == [1]
    with pytest.raises(ValueError, match="generation 1, the one before, was deleted"):
        migration.back()


def test_old_generations_are_deleted_only_on_request(migration: Migration, index: HybridIndex, client: Store) -> None:
    migration.build()
    migration.switch()
    with Migration.open("memory://notes", WordEncoder(name="third"), client=client) as third:
        third.build()
        assert [(one.number, one.state) for one in third.generations()] == [
            (1, "retired"),
            (2, "live"),
            (3, "unfinished"),
        ]
        assert third.drop_old() == [1, 3]
        assert client.generations() == [2]
    with pytest.raises(IndexNotFound):
        index.search("plants")
    with pytest.raises(EncoderMismatch):  # and never are vectors of two encoders compared
        index.search("plants")


def test_a_way_back_into_a_generation_that_is_being_built_waits_or_fails(
    migration: Migration, client: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("hybrid_search.ingest.sync.lease.BEAT_S", 0.0)
    monkeypatch.setattr("hybrid_search.ingest.migrate.leases.BEAT_S", 0.01)
    monkeypatch.setattr("hybrid_search.ingest.sync.lease._LOOK_S", 0.05)
    refused: list[SyncInProgress] = []

    class Interrupted(WordEncoder):
        def encode_documents(self, texts: Sequence[str]) -> Encoded:
            try:
                migration.back()
            except SyncInProgress as error:
                refused.append(error)
            return super().encode_documents(texts)

    migration.switch()
    with opened(client, WordEncoder(name="new words")) as index:
        index.add([Document("e", "steam")])
    with Migration.open("memory://notes", Interrupted(), client=client) as homewards:
        homewards.build()
    assert len(refused) == 1
    assert client.live() == 2


def test_a_build_whose_generation_was_made_live_before_it_began_deletes_nothing_there(
    migration: Migration, client: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    migration.switch()
    begin = building.begin

    def late(*arguments: Any) -> Any:
        migration.back()
        with opened(client, WordEncoder()) as index:
            index.add([Document("e", "steam")])
        return begin(*arguments)

    monkeypatch.setattr(building, "begin", late)
    with (
        Migration.open("memory://notes", WordEncoder(), client=client) as homewards,
        pytest.raises(IndexSwitched, match="from generation 2 to 1 meanwhile"),
    ):
        homewards.build()
    assert client.texts(1) == TEXTS | {"e": "steam"}


def test_what_came_so_late_that_it_could_not_refuse_the_switch_and_is_missing_is_reported(
    index: HybridIndex, client: Store
) -> None:
    class Picky(WordEncoder):
        def encode_documents(self, texts: Sequence[str]) -> Encoded:
            if "bad" in texts:
                raise RuntimeError("bad")
            return super().encode_documents(texts)

    client.before_switch = lambda: index.add([Document("e", "bad"), Document("f", "steam")])
    with Migration.open("memory://notes", Picky(name="new words"), client=client) as migration:
        report = migration.switch()
    assert (report.carried, report.left_out, [one.id for one in report.failed]) == (1, 1, ["e"])
    assert report.build is not None
    assert report.build.left_out == 0


def test_however_many_rows_vanished_none_of_them_is_in_the_new_one(
    migration: Migration, index: HybridIndex, client: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("hybrid_search.ingest.migrate.vanished.KEPT", 2)  # ids at once
    index.add([Document(str(n), "cats") for n in range(20)])
    migration.build()
    index.delete([str(n) for n in range(20)])
    assert migration.plan().deleted == 20
    migration.switch()
    assert client.texts(2) == TEXTS
