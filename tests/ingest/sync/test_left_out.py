"""What ``HybridIndex.sync`` cannot store is reported, and the rest is stored."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from hybrid_search import Document, HybridIndex
from hybrid_search.connectors.base import Row
from hybrid_search.encoders import Encoded
from hybrid_search.errors import StorageFull
from hybrid_search.ingest.sources.base import Read, Rejected
from hybrid_search.types import FailedDocument
from tests.fakes import WordEncoder
from tests.ingest.sync.conftest import BarChunker, CountingClient, documents, texts


class TestLeftOut:
    def test_a_document_that_cannot_be_encoded(self, index: HybridIndex, encoder: WordEncoder) -> None:
        encode = encoder.encode_documents

        def picky(wanted: list[str]) -> Encoded:
            if any("milk" in text for text in wanted):
                raise RuntimeError("milk is off")
            return encode(wanted)

        encoder.encode_documents = picky  # type: ignore[assignment,method-assign]  # a fault
        report = index.sync([*documents(*["plants"] * 9), *documents(bad="milk", good="cats")])
        assert (report.added, report.left_out) == (10, 1)
        assert report.failed == (FailedDocument("bad", "cannot be encoded (RuntimeError: milk is off)"),)
        assert index.get("good") is not None

    def test_of_a_document_with_one_bad_chunk_the_older_version_stays(
        self, index: HybridIndex, encoder: WordEncoder, client: CountingClient
    ) -> None:
        index.sync(documents(a="plants | light"), chunker=BarChunker())
        encode = encoder.encode_documents

        def picky(wanted: list[str]) -> Encoded:
            if "milk" in wanted:
                raise RuntimeError("milk is off")
            return encode(wanted)

        encoder.encode_documents = picky  # type: ignore[assignment,method-assign]  # a fault
        report = index.sync(documents(a="cats | milk"), chunker=BarChunker(), delete_missing=True)
        assert report.failed == (FailedDocument("a", "a#1: cannot be encoded (RuntimeError: milk is off)"),)
        assert texts(client) == {"a#0": "plants", "a#1": "light"}

    def test_an_encoder_that_fails_at_everything_is_an_error(
        self, index: HybridIndex, encoder: WordEncoder, client: CountingClient
    ) -> None:
        def broken(wanted: list[str]) -> Encoded:
            raise RuntimeError("no such device")

        encoder.encode_documents = broken  # type: ignore[assignment,method-assign]  # a fault
        with pytest.raises(RuntimeError, match="no such device"):
            index.sync(documents(*["plants"] * 100))
        assert client.rows() == {}

    def test_what_the_backend_refuses_is_tried_again_by_the_next_run(
        self, index: HybridIndex, client: CountingClient, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        def misfit(row: Row, spec: object) -> str | None:
            return "too large" if row.text == "light" else None

        with monkeypatch.context() as patch:
            patch.setattr("hybrid_search.connectors.memory.client.misfit", misfit)
            report = index.sync(documents(a="plants | light", b="cats"), chunker=BarChunker())
        assert report.failed == (FailedDocument("a", "a#1: too large"),)
        assert texts(client) == {"b#0": "cats"}
        report = index.sync(documents(a="plants | light", b="cats"), chunker=BarChunker())
        assert (report.added, report.unchanged) == (1, 1)

    def test_an_id_that_comes_twice_and_what_is_no_document(self, index: HybridIndex) -> None:
        source: list[Any] = [
            Read("f:1", Document("a", "plants")),
            Document("a", "cats"),
            "text",
            Rejected("f:3", "is not JSON"),
        ]
        report = index.sync(source)
        assert (report.added, report.left_out) == (1, 3)
        assert [(one.id, one.reason) for one in report.failed] == [
            ("entry 3", "is str 'text', not a Document"),
            ("f:3", "is not JSON"),
            ("a", "the id comes twice in the source; the first one is kept"),
        ]
        assert index.get("a") == Document("a", "plants")

    def test_a_source_that_raises_leaves_what_came_before_and_deletes_nothing(self, index: HybridIndex) -> None:
        index.sync(documents(*["plants"] * 3))

        def stream() -> Iterator[Document]:
            yield Document("0", "plants")
            yield Document("new", "cats")
            raise OSError("the share is gone")

        with pytest.raises(OSError, match="the share is gone") as caught:
            index.sync(stream(), delete_missing=True, max_delete_share=1)
        assert "after 2 entries" in caught.value.__notes__[0]
        assert "1 added, 0 changed, 1 unchanged" in caught.value.__notes__[0]
        assert index.count() == 4

    def test_a_full_disk_ends_it_and_the_next_run_goes_on(
        self, index: HybridIndex, client: CountingClient, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        def full(rows: object) -> None:
            raise StorageFull("the disk is full")

        index.sync(documents("plants"))
        with monkeypatch.context() as patch:
            patch.setattr(client, "upsert", full)
            with pytest.raises(StorageFull):
                index.sync(documents("plants", "cats"))
        assert index.sync(documents("plants", "cats")).added == 1
