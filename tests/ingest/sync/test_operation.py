"""``HybridIndex.sync``: the index equals the source."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator

import pytest

from hybrid_search import AsyncHybridIndex, Document, F, HybridIndex
from hybrid_search.errors import DeletionRefused, IndexNotFound, InvalidInput, InvalidSource
from hybrid_search.ingest.sources.base import Rejected
from hybrid_search.ingest.sync import SyncReport
from tests.fakes import AdaptiveWordEncoder, WordEncoder
from tests.ingest.sync.conftest import BarChunker, CountingClient, documents


def numbers(report: SyncReport) -> tuple[int, int, int, int]:
    return report.added, report.changed, report.unchanged, report.deleted


class TestPlain:
    def test_adds_changes_and_skips(self, index: HybridIndex) -> None:
        assert numbers(index.sync(documents("plants", "cats", "mice"))) == (3, 0, 0, 0)
        assert numbers(index.sync(documents("plants", "cats milk", "mice", "rails"))) == (1, 1, 2, 0)
        assert index.count() == 4
        assert index.get("1") == Document("1", "cats milk")

    def test_a_second_run_encodes_nothing_and_writes_nothing(
        self, index: HybridIndex, encoder: WordEncoder, client: CountingClient
    ) -> None:
        index.sync(documents("plants", "cats"), delete_missing=True)
        encoder.documents.clear()
        client.calls.clear()
        assert numbers(index.sync(documents("plants", "cats"), delete_missing=True)) == (0, 0, 2, 0)
        assert encoder.documents == []
        assert not client.calls

    def test_goes_by_the_same_hashes_as_add(self, index: HybridIndex) -> None:
        index.add(documents("plants", "cats"))
        assert index.sync(documents("plants", "cats")).unchanged == 2
        index.sync(documents("mice"))
        assert index.add(documents("mice")).unchanged == 1

    def test_changes_are_encoded_together_however_far_apart_they_are(
        self, index: HybridIndex, client: CountingClient
    ) -> None:
        index.sync(documents(*["plants"] * 1_000), batch_size=100)
        client.upserts.clear()
        changed = [Document(str(n), "cats" if n % 100 == 0 else "plants") for n in range(1_000)]
        assert index.sync(changed, batch_size=100).changed == 10
        assert client.upserts == [[str(n) for n in range(0, 1_000, 100)]]

    def test_nothing_is_made_of_an_empty_source(self, index: HybridIndex, client: CountingClient) -> None:
        assert index.sync([]) == SyncReport()
        assert not client.exists()

    def test_progress_is_the_report_so_far(self, index: HybridIndex) -> None:
        told: list[SyncReport] = []
        report = index.sync(documents(*["plants"] * 5), batch_size=2, progress=told.append)
        written = [one.written for one in told]
        assert written == sorted(written)
        assert told[-1] == report
        assert report.written == 5

    def test_the_statistics_cover_what_was_written(self, client: CountingClient) -> None:
        index = HybridIndex.open("memory://notes", AdaptiveWordEncoder(), client=client)
        index.sync(documents("plants | light", "cats"), chunker=BarChunker())
        assert index.stats().statistics_documents == 3
        index.sync(documents("plants | light", "cats"), chunker=BarChunker())
        assert index.stats().statistics_documents == 3

    def test_dropped_and_recreated_it_is_filled_again(self, index: HybridIndex) -> None:
        index.sync(documents("plants", "cats"))
        index.drop()
        assert index.sync(documents("plants", "cats")).added == 2

    def test_an_index_that_is_dropped_meanwhile_is_an_error_and_the_next_run_makes_it(
        self, index: HybridIndex, client: CountingClient
    ) -> None:
        def stream() -> Iterator[Document]:
            for n in range(400):
                if n == 300:
                    client.drop()
                yield Document(str(n), "plants")

        with pytest.raises(IndexNotFound):
            index.sync(stream())
        assert index.sync(documents("plants")).added == 1


class TestMissing:
    def test_what_vanished_stays_unless_asked_for(self, index: HybridIndex) -> None:
        index.sync(documents("plants", "cats"))
        assert numbers(index.sync(documents("plants"))) == (0, 0, 1, 0)
        assert index.count() == 2

    def test_what_vanished_is_deleted(self, index: HybridIndex) -> None:
        index.sync(documents(*["plants"] * 10))
        report = index.sync(documents(*["plants"] * 9), delete_missing=True)
        assert numbers(report) == (0, 0, 9, 1)
        assert report.examples.deleted == ("9",)
        assert index.get("9") is None

    def test_more_than_the_share_is_refused_before_anything_is_deleted(self, index: HybridIndex) -> None:
        index.sync(documents(*["plants"] * 10))
        with pytest.raises(DeletionRefused, match=r"2 stored rows of 10 are not in the source, and at most 10% may be"):
            index.sync(documents(*["plants"] * 8, x="cats"), delete_missing=True)
        assert index.count() == 11  # the new one was added
        assert index.sync(documents(*["plants"] * 8), delete_missing=True, max_delete_share=0.3).deleted == 3

    def test_the_share_is_of_what_was_there_before(self, index: HybridIndex) -> None:
        index.sync(documents("plants", "cats"))
        others = [Document(f"new {n}", "plants") for n in range(98)]
        with pytest.raises(DeletionRefused, match="2 stored rows of 2 "):
            index.sync(others, delete_missing=True)

    def test_everything_goes_only_by_an_explicit_1(self, index: HybridIndex) -> None:
        index.sync(documents("plants", "cats"))
        with pytest.raises(DeletionRefused):
            index.sync([], delete_missing=True)
        assert index.sync([], delete_missing=True, max_delete_share=1).deleted == 2
        assert index.count() == 0

    def test_more_than_are_kept_at_once_are_deleted_in_several_readings(
        self, index: HybridIndex, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr("hybrid_search.ingest.sync.vanished.KEPT", 3)
        index.sync(documents(*["plants"] * 10))
        assert index.sync([], delete_missing=True, max_delete_share=1).deleted == 10
        assert index.count() == 0

    def test_nothing_is_deleted_while_an_entry_of_the_source_is_unknown(self, index: HybridIndex) -> None:
        index.sync(documents(*["plants"] * 20))
        source: list[Document | Rejected] = [*documents(*["plants"] * 19), Rejected("a.jsonl:20", "is not JSON")]
        with pytest.raises(DeletionRefused, match="1 of its entries could not be read, and these may be the same"):
            index.sync(source, delete_missing=True)
        assert index.count() == 20


class TestDryRun:
    def test_plans_and_writes_nothing(self, index: HybridIndex, client: CountingClient) -> None:
        index.sync(documents(a="plants | light | sugar", b="cats", c="mice"), chunker=BarChunker())
        client.calls.clear()
        source = documents(a="plants | light", b="cats", d="milk")
        plan = index.sync(source, chunker=BarChunker(), delete_missing=True, dry_run=True)
        assert not client.calls
        assert plan.dry_run
        assert plan.written == 0
        assert plan.encoding_seconds is not None
        assert plan.encoding_seconds > 0
        done = index.sync(source, chunker=BarChunker(), delete_missing=True, max_delete_share=0.2)
        assert numbers(plan) == numbers(done) == (1, 1, 1, 1)
        assert plan.surplus == done.surplus == 1
        assert plan.examples == done.examples

    def test_of_an_index_that_does_not_exist_makes_none(self, index: HybridIndex, client: CountingClient) -> None:
        assert index.sync(documents("plants"), dry_run=True, delete_missing=True).added == 1
        assert not client.exists()

    def test_of_an_unchanged_source_estimates_nothing(self, index: HybridIndex) -> None:
        index.sync(documents("plants"))
        assert index.sync(documents("plants"), dry_run=True).encoding_seconds is None

    def test_a_deletion_that_would_be_refused_is_in_the_plan(self, index: HybridIndex) -> None:
        index.sync(documents("plants", "cats"))
        assert index.sync([], delete_missing=True, dry_run=True).deleted == 2


class TestView:
    def test_only_what_the_view_sees_is_compared_written_and_deleted(self, index: HybridIndex) -> None:
        index.add([Document("a", "plants", {"of": 1}), Document("b", "cats", {"of": 2})])
        mine = index.view(F["of"] == 1)
        report = mine.sync(
            [Document("b", "milk", {"of": 1}), Document("c", "mice", {"of": 2}), Document("d", "rails", {"of": 1})],
            delete_missing=True,
            max_delete_share=1,
        )
        assert numbers(report) == (1, 0, 0, 1)
        assert {one.id: one.reason for one in report.failed} == {
            "b": "the id is taken by a document outside this view",
            "c": "the document does not match the filter of this view",
        }
        assert index.get(["a", "b", "c", "d"]).keys() == {"b", "d"}

    def test_chunks_outside_are_not_surplus(self, index: HybridIndex, client: CountingClient) -> None:
        index.sync([Document("a", "plants | light", {"of": 2})], chunker=BarChunker())
        report = index.view(F["of"] == 1).sync([Document("a", "cats", {"of": 1})])
        assert (report.added, report.surplus) == (1, 0)
        assert len(client.rows()) == 3


@pytest.mark.parametrize(
    ("arguments", "named"),
    [
        ({"max_delete_share": 1.5}, "max_delete_share"),
        ({"max_delete_share": float("nan")}, "max_delete_share"),
        ({"batch_size": 0}, "batch_size"),
        ({"workers": -1}, "workers"),
        ({"workers": True}, "workers"),
        ({"patience_s": 0}, "patience_s"),
        ({"patience_s": float("nan")}, "patience_s"),
        ({"patience_s": "1"}, "patience_s"),
        ({"chunker": 5}, "chunker"),
    ],
)
def test_a_wrong_argument_is_named(index: HybridIndex, arguments: dict[str, object], named: str) -> None:
    with pytest.raises(InvalidInput, match=named):
        index.sync([], **arguments)  # type: ignore[arg-type]  # wrong on purpose


def test_one_document_is_no_source(index: HybridIndex) -> None:
    with pytest.raises(InvalidSource, match="not one Document"):
        index.sync(Document("a", "plants"))  # type: ignore[arg-type]  # wrong on purpose


def test_the_asynchronous_index_does_the_same(client: CountingClient) -> None:
    async def twice() -> tuple[SyncReport, SyncReport]:
        async with await AsyncHybridIndex.open("memory://notes", WordEncoder(), client=client) as index:
            source = documents(a="plants | light", b="cats")
            first = await index.sync(source, chunker=BarChunker())
            return first, await index.sync(source[:1], chunker=BarChunker(), delete_missing=True, max_delete_share=1)

    first, second = asyncio.run(twice())
    assert numbers(first) == (2, 0, 0, 0)
    assert numbers(second) == (0, 0, 1, 1)
