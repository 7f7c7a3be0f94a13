"""Building a generation beside the live one."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pytest

from hybrid_search import RRF, Document, HybridIndex
from hybrid_search.connectors.base import IndexSpec, Row
from hybrid_search.encoders import Encoded
from hybrid_search.errors import IndexNotFound, InvalidInput, SyncInProgress, Unsupported
from hybrid_search.index.hashes import content_hash
from hybrid_search.ingest.migrate import BuildProgress, Migration
from hybrid_search.ingest.migrate.building import PASSES
from hybrid_search.ingest.sync.claim import Claim
from hybrid_search.ingest.sync.owner import Owner
from tests.fakes import AdaptiveWordEncoder, WordEncoder
from tests.ingest.migrate.conftest import TEXTS, Store, documents
from tests.ingest.sync.conftest import BarChunker


def plain(row: Row) -> tuple[object, ...]:
    """What a row holds, to be compared."""
    dense = None if row.dense is None else row.dense.tolist()
    return row.text, row.metadata, row.parent, row.ordinal, row.hash, row.sparse, dense


class Picky(WordEncoder):
    """Cannot encode texts with the word "bad"."""

    def encode_documents(self, texts: Sequence[str]) -> Encoded:
        if any("bad" in text.split() for text in texts):
            raise RuntimeError("out of range")
        return super().encode_documents(texts)


def test_every_row_is_encoded_once_and_the_name_stays(migration: Migration, client: Store, new: WordEncoder) -> None:
    report = migration.build()
    assert (report.live, report.next, report.rows, report.encoded, report.kept) == (1, 2, 4, 4, 0)
    assert report.settled
    assert report.complete
    assert sorted(new.documents) == sorted(TEXTS.values())
    assert client.texts(2) == client.texts(1) == TEXTS
    assert client.live() == 1


def test_what_is_stored_equals_what_the_new_encoder_would_have_stored(
    migration: Migration, client: Store, new: WordEncoder
) -> None:
    migration.build()
    store = Store()
    with HybridIndex.open("memory://other", WordEncoder(name="new words"), client=store) as other:
        other.add(documents())
        fresh = store.rows(1)
    assert {id: plain(row) for id, row in client.rows(2).items()} == {id: plain(row) for id, row in fresh.items()}


def test_a_second_build_encodes_nothing_and_writes_no_row(migration: Migration, client: Store) -> None:
    migration.build()
    upserts = client.calls["upsert"]
    report = migration.build()
    assert (report.encoded, report.kept, report.deleted, report.passes) == (0, 4, 0, 1)
    assert client.calls["upsert"] == upserts


def test_what_changed_in_the_live_one_is_brought_over(
    migration: Migration, index: HybridIndex, client: Store, new: WordEncoder
) -> None:
    migration.build()
    new.documents.clear()
    index.add([Document("a", "cats"), Document("e", "steam")])
    index.delete("d")
    report = migration.build()
    assert (report.encoded, report.kept, report.deleted) == (2, 2, 1)
    assert sorted(new.documents) == ["cats", "steam"]
    assert client.texts(2) == client.texts(1)


def test_interrupted_at_any_write_the_next_build_ends_in_the_same_state(
    old: WordEncoder, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("hybrid_search.index.lifecycle._STAMP_WAIT_S", 0.0)
    expected: dict[str, str] = {}
    for fail_at in range(1, 40):
        client = Store()
        with HybridIndex.open("memory://notes", old, client=client) as index:
            index.add(documents())
        client.calls.clear()
        client.fail_at = fail_at
        with Migration.open("memory://notes", AdaptiveWordEncoder(name="new words"), client=client) as migration:
            interrupted = True
            try:
                migration.build(batch_size=1)
                interrupted = False
            except KeyboardInterrupt:
                pass
            client.fail_at = None
            client.forget_claims()  # as if its process had ended
            migration.build(batch_size=1)
        assert client.texts(2) == TEXTS
        expected = expected or {id: row.hash for id, row in client.rows(2).items()}
        assert {id: row.hash for id, row in client.rows(2).items()} == expected
        if not interrupted:
            return
    pytest.fail("a build has more writes than were tried")


def test_chunks_keep_their_parents_and_sync_finds_nothing_to_do(
    client: Store, old: WordEncoder, new: WordEncoder
) -> None:
    source = documents(x="plants | cats | steam", y="milk")
    with HybridIndex.open("memory://notes", old, client=client) as index:
        index.sync(source, chunker=BarChunker())
    with Migration.open("memory://notes", new, client=client) as migration:
        migration.build()
        migration.switch()
    with HybridIndex.open("memory://notes", new, client=client) as index:
        report = index.sync(source, chunker=BarChunker(), dry_run=True)
    assert (report.unchanged, report.added, report.changed) == (2, 0, 0)


def test_a_row_that_cannot_be_encoded_is_left_out_and_the_rest_goes_on(index: HybridIndex, client: Store) -> None:
    index.add([Document("e", "bad cats")])
    with Migration.open("memory://notes", Picky(name="new words"), client=client) as migration:
        report = migration.build()
    assert [(one.id, one.reason) for one in report.failed] == [("e", "cannot be encoded (RuntimeError: out of range)")]
    assert (report.encoded, report.left_out, report.settled) == (4, 1, True)
    assert client.texts(2) == TEXTS


def test_a_document_that_misses_a_chunk_is_not_vouched_for_so_that_sync_mends_it(
    client: Store, old: WordEncoder
) -> None:
    source = documents(x="plants | bad | steam")
    with HybridIndex.open("memory://notes", old, client=client) as index:
        index.sync(source, chunker=BarChunker())
    with Migration.open("memory://notes", Picky(name="new words"), client=client) as migration:
        assert migration.build().left_out == 1
        assert client.rows(2)["x#0"].hash == "unfinished"
        assert migration.switch(leave_out=True).carried == 0
    assert sorted(client.texts(2)) == ["x#0", "x#2"]
    with HybridIndex.open("memory://notes", WordEncoder(name="new words"), client=client) as index:
        assert index.sync(source, chunker=BarChunker()).changed == 1
    assert sorted(client.texts(2)) == ["x#0", "x#1", "x#2"]


def test_rows_whose_hash_vouches_for_nothing_are_compared_by_their_contents(
    migration: Migration, index: HybridIndex, client: Store
) -> None:
    def unfinished(text: str) -> None:
        index.add([Document("a", text)])
        row = client.rows(1)["a"]
        client.rows(1)["a"] = type(row)(row.id, row.text, row.metadata, "a", 0, "unfinished", row.sparse, row.dense)

    unfinished("cats")
    migration.build()
    assert client.rows(2)["a"].hash == "unfinished"
    assert migration.build().encoded == 0
    unfinished("milk")
    assert migration.build().encoded == 1
    assert client.texts(2)["a"] == "milk"


def test_the_statistics_of_the_new_generation_are_made_while_it_is_written(index: HybridIndex, client: Store) -> None:
    with Migration.open("memory://notes", AdaptiveWordEncoder(name="new words"), client=client) as migration:
        migration.build()
        assert migration.open_next().stats().statistics_documents == 4


def test_it_can_be_searched_before_it_is_live(migration: Migration) -> None:
    with pytest.raises(IndexNotFound, match="build it first"):
        migration.open_next()
    migration.build()
    assert migration.open_next().search("trains", k=1, fusion=RRF()).ids == ("d",)


def test_a_plan_writes_nothing_and_says_what_would_be_done(
    migration: Migration, index: HybridIndex, client: Store
) -> None:
    before = client.calls.total()
    plan = migration.plan()
    assert (plan.dry_run, plan.next, plan.encoded, plan.kept, plan.deleted) == (True, 2, 4, 0, 0)
    assert plan.encoding_seconds is not None
    assert client.generations() == [1]
    assert client.calls.total() == before
    migration.build()
    index.delete("a")
    index.add([Document("b", "milk")])
    plan = migration.plan()
    assert (plan.encoded, plan.kept, plan.deleted) == (1, 2, 1)


def test_progress_counts_rows_and_passes(migration: Migration) -> None:
    told: list[BuildProgress] = []
    migration.build(batch_size=2, progress=told.append)
    assert [(one.number, one.done, one.encoded) for one in told][-1] == (2, 4, 4)
    assert {one.total for one in told} == {4}
    assert all(one.rate >= 0 for one in told)


def test_another_encoder_begins_another_generation_and_each_is_gone_on_with(
    migration: Migration, client: Store
) -> None:
    migration.build()
    with Migration.open("memory://notes", WordEncoder(name="third"), client=client) as third:
        assert third.build().next == 3
    assert migration.build().next == 2


def test_the_encoder_of_the_live_one_is_refused(index: HybridIndex, client: Store) -> None:
    with Migration.open("memory://notes", WordEncoder(), client=client) as migration:
        assert migration.target().done
        with pytest.raises(InvalidInput, match="generation 1 was built with the encoder 'words'"):
            migration.build()


def test_without_an_index_there_is_nothing_to_migrate(client: Store, new: WordEncoder) -> None:
    with Migration.open("memory://notes", new, client=client) as migration, pytest.raises(IndexNotFound):
        migration.build()


@pytest.mark.parametrize("batch_size", [0, 1.5, True])
def test_a_batch_has_a_row_at_least(migration: Migration, batch_size: int) -> None:
    with pytest.raises(InvalidInput, match="batch_size"):
        migration.build(batch_size=batch_size)


def test_of_two_builds_of_one_generation_the_second_is_refused(
    migration: Migration, client: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("hybrid_search.ingest.sync.lease._LOOK_S", 0.001)
    migration.build()
    claim = Claim("b", Owner.me(), beat=2)
    client.on(2, "put_record", {"key": claim.key, "value": claim.to_bytes()})
    beats = iter(range(3, 1_000))
    get_record = Store.get_record

    def beating(store: Store, key: str) -> bytes | None:
        if key == claim.key:
            return Claim("b", Owner.me(), next(beats)).to_bytes()
        return get_record(store, key)

    monkeypatch.setattr(Store, "get_record", beating)
    with pytest.raises(SyncInProgress, match="writes to this index now"):
        migration.build()


def test_passes_are_bounded_where_others_write_all_the_time(
    migration: Migration, index: HybridIndex, client: Store
) -> None:
    numbers = iter(range(1_000))

    def another(progress: BuildProgress) -> None:
        if progress.done == progress.total:
            index.add([Document("a", f"cats {next(numbers)}")])

    report = migration.build(progress=another)
    assert (report.passes, report.settled) == (PASSES, False)


def test_the_live_index_is_migrated_by_the_object_that_has_it_open(index: HybridIndex, client: Store) -> None:
    with Migration.of(index, WordEncoder(name="new words")) as migration:
        migration.build()
        migration.switch()
    assert index.search("plants", k=1).ids  # closing the migration closes nothing else
    assert client.live() == 2


def test_content_hash_is_what_with_encoder_makes(client: Store, migration: Migration, new: WordEncoder) -> None:
    migration.build()
    assert client.rows(2)["a"].hash == content_hash(Document("a", TEXTS["a"]), new.fingerprint)


def test_a_first_row_that_fails_beside_another_chunk_is_counted_once(client: Store, old: WordEncoder) -> None:
    with HybridIndex.open("memory://notes", old, client=client) as index:
        index.sync(documents(x="bad | bad | steam"), chunker=BarChunker())
    with Migration.open("memory://notes", Picky(name="new words"), client=client) as migration:
        report = migration.build()
    assert (report.left_out, [one.id for one in report.failed]) == (2, ["x#0", "x#1"])


def test_of_two_that_begin_a_generation_for_two_encoders_the_second_is_told_to_repeat_it(
    index: HybridIndex, client: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    create = Store.create

    def slower(store: Store, spec: Any) -> None:
        monkeypatch.undo()
        with Migration.open("memory://notes", WordEncoder(name="first"), client=client) as first:
            first.build()
        create(store, spec)

    monkeypatch.setattr(Store, "create", slower)
    with Migration.open("memory://notes", WordEncoder(name="second"), client=client) as second:
        with pytest.raises(SyncInProgress, match="has just begun generation 2, for another encoder"):
            second.build()
        assert second.build().next == 3


def test_a_generation_that_cannot_be_read_stands_in_no_way_and_can_be_deleted(
    migration: Migration, client: Store
) -> None:
    client.on(2, "create", {"spec": IndexSpec(dims=3, sparse=True)})
    client.on(2, "put_record", {"key": "stamp", "value": b"nonsense"})
    assert migration.build().next == 3
    assert migration.drop_old() == [2, 3]


def test_a_view_is_not_migrated(index: HybridIndex, new: WordEncoder) -> None:
    with pytest.raises(Unsupported, match="documents outside it"):
        Migration.of(index.view({"lang": "en"}), new)


def test_what_it_opens_can_be_closed_without_closing_the_index(index: HybridIndex, new: WordEncoder) -> None:
    migration = Migration.of(index, new)
    migration.build()
    with migration.open_next() as next, migration.open_live() as live:
        assert (next.count(), live.count()) == (4, 4)
    assert index.count() == 4
    assert migration.switch().live == 2
