"""``HybridIndex.sync`` with a chunker: passages follow their documents."""

from __future__ import annotations

import pytest

from hybrid_search import Document, HybridIndex
from tests.fakes import WordEncoder
from tests.ingest.sync.conftest import BarChunker, CountingClient, documents, texts


class TestChunks:
    def test_a_document_is_stored_as_its_chunks(self, index: HybridIndex, client: CountingClient) -> None:
        report = index.sync([Document("a", "plants | light | sugar", {"n": 1})], chunker=BarChunker())
        assert (report.added, report.written) == (1, 3)
        rows = client.rows()
        assert texts(client) == {"a#0": "plants", "a#1": "light", "a#2": "sugar"}
        assert [(row.parent, row.ordinal, row.metadata) for row in rows.values()] == [
            ("a", n, {"n": 1}) for n in range(3)
        ]

    def test_what_did_not_change_is_not_even_cut(self, index: HybridIndex) -> None:
        source = documents(a="plants | light", b="cats")
        index.sync(source, chunker=BarChunker())
        again = BarChunker()
        assert index.sync(source, chunker=again).unchanged == 2
        assert again.cut == []

    def test_unchanged_chunks_of_a_changed_document_are_not_encoded_again(
        self, index: HybridIndex, encoder: WordEncoder
    ) -> None:
        index.sync(documents(a="plants | light | sugar"), chunker=BarChunker())
        encoder.documents.clear()
        assert index.sync(documents(a="plants | cats | sugar"), chunker=BarChunker()).written == 2
        assert sorted(encoder.documents) == ["cats", "plants"]  # the first one vouches for all

    def test_surplus_chunks_are_deleted(self, index: HybridIndex, client: CountingClient) -> None:
        index.sync(documents(a="plants | light | sugar", b="cats | mice"), chunker=BarChunker())
        report = index.sync(documents(a="plants", b="cats | mice"), chunker=BarChunker())
        assert (report.changed, report.unchanged, report.surplus) == (1, 1, 2)
        assert texts(client) == {"a#0": "plants", "b#0": "cats", "b#1": "mice"}

    def test_another_chunker_cuts_everything_again(self, index: HybridIndex) -> None:
        index.sync(documents(a="plants"), chunker=BarChunker(1))
        assert index.sync(documents(a="plants"), chunker=BarChunker(2)).changed == 1

    @pytest.mark.parametrize("text", ["plants", "plants | light | sugar"])
    def test_from_whole_to_cut_and_back(self, index: HybridIndex, client: CountingClient, text: str) -> None:
        source = [*documents(a=text), *documents(b="cats")]
        index.sync(source)
        report = index.sync(source, chunker=BarChunker())
        assert (report.changed, report.surplus) == (2, 2)
        assert list(texts(client)) == [*(f"a#{n}" for n in range(len(text.split(" | ")))), "b#0"]
        report = index.sync(source)
        assert (report.changed, report.surplus) == (2, len(text.split(" | ")) + 1)
        assert texts(client) == {"a": text, "b": "cats"}

    def test_what_add_stored_beside_the_chunks_is_deleted(self, index: HybridIndex, client: CountingClient) -> None:
        source = documents(a="plants | light")
        index.sync(source, chunker=BarChunker())
        index.add(source)
        report = index.sync(source, chunker=BarChunker())
        assert (report.changed, report.surplus) == (1, 1)
        assert texts(client) == {"a#0": "plants", "a#1": "light"}

    def test_chunks_beside_a_whole_document_are_deleted(self, index: HybridIndex, client: CountingClient) -> None:
        source = documents(a="plants | light")
        index.sync(source, chunker=BarChunker())
        index.add(source)
        assert index.sync(source).surplus == 2
        assert texts(client) == {"a": "plants | light"}

    def test_ids_that_look_like_chunks_are_documents_of_their_own(
        self, index: HybridIndex, client: CountingClient
    ) -> None:
        source = [Document("a", "plants | light"), Document("a#0", "cats | mice"), Document("a#1", "milk")]
        for chunker in (None, BarChunker(), None):
            index.sync(source, chunker=chunker)
            assert index.sync(source, chunker=chunker).unchanged == 3
            assert len(client.rows()) == (3 if chunker is None else 5)
        assert {row.parent for row in client.rows().values()} == {"a", "a#0", "a#1"}

    def test_all_chunks_of_what_vanished_are_deleted(self, index: HybridIndex, client: CountingClient) -> None:
        index.sync(documents(a="plants | light", b="cats | mice"), chunker=BarChunker())
        report = index.sync(
            documents(a="plants | light"), chunker=BarChunker(), delete_missing=True, max_delete_share=0.5
        )
        assert report.deleted == 2
        assert list(texts(client)) == ["a#0", "a#1"]

    def test_a_chunker_that_breaks_its_rules_leaves_the_document_out(self, index: HybridIndex) -> None:
        class Same(BarChunker):
            def chunks(self, document: Document) -> list:  # type: ignore[type-arg]  # whatever it is, it is wrong
                return [*super().chunks(document)] * 2

        report = index.sync(documents("plants"), chunker=Same())
        assert report.left_out == 1
        assert "the chunker must give" in report.failed[0].reason
