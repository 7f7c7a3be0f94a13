"""Adding and deleting."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np
import pytest

from hybrid_search import AddReport, Document, F, HybridIndex, MemoryClient, SparseVector
from hybrid_search.connectors.base import Row, WriteReport
from hybrid_search.encoders import Encoded
from hybrid_search.errors import IndexNotFound, InvalidDocument, InvalidInput, InvalidQuery, InvalidVector
from hybrid_search.types import FailedDocument, Truncation
from tests.fakes import WordEncoder
from tests.index.conftest import TEXTS, SpyClient, documents


class TestAdd:
    def test_reports_what_was_written(self, empty: HybridIndex) -> None:
        assert empty.add(documents()) == AddReport(written=4)
        assert empty.count() == 4

    def test_of_nothing_does_nothing(self, empty: HybridIndex, client: SpyClient) -> None:
        assert empty.add([]) == AddReport()
        assert empty.add(iter(())) == AddReport()
        assert not client.exists()

    def test_what_is_unchanged_is_neither_encoded_nor_written(
        self, index: HybridIndex, encoder: WordEncoder, client: SpyClient
    ) -> None:
        encoder.documents.clear()
        before = client.fetch(["a"], vectors=True)["a"]
        assert index.add(documents()) == AddReport(unchanged=4)
        assert encoder.documents == []
        assert client.fetch(["a"], vectors=True)["a"] is before

    @pytest.mark.parametrize(
        "changed", [Document("a", "plants light"), Document("a", TEXTS["a"], {"n": 1}), Document("a", TEXTS["a"] + " ")]
    )
    def test_what_changed_replaces_what_was_there(self, index: HybridIndex, changed: Document) -> None:
        assert index.add([changed, Document("b", TEXTS["b"])]) == AddReport(written=1, unchanged=1)
        assert index.get("a") == changed
        assert index.count() == 4

    def test_a_change_of_the_type_of_a_number_is_a_change(self, index: HybridIndex) -> None:
        index.add([Document("a", "plants", {"n": 1})])
        assert index.add([Document("a", "plants", {"n": True})]).written == 1

    def test_the_order_of_metadata_is_no_change(self, index: HybridIndex) -> None:
        index.add([Document("a", "plants", {"x": 1, "y": 2})])
        assert index.add([Document("a", "plants", {"y": 2, "x": 1})]).unchanged == 1

    def test_everything_is_written_again_if_asked_for(self, index: HybridIndex, encoder: WordEncoder) -> None:
        encoder.documents.clear()
        assert index.add(documents(), skip_unchanged=False) == AddReport(written=4)
        assert len(encoder.documents) == 4

    def test_another_encoder_changes_every_hash(self, index: HybridIndex, client: SpyClient) -> None:
        hashes = client.hashes(["a"])
        client.drop()
        HybridIndex.open("memory://notes", WordEncoder(name="other"), client=client).add(documents())
        assert client.hashes(["a"]) != hashes

    def test_hashes_are_not_read_from_an_index_that_the_call_made(
        self, empty: HybridIndex, client: SpyClient, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        asked: list[Sequence[str]] = []

        def hashes(ids: Sequence[str]) -> dict[str, str]:
            asked.append(ids)
            return {}

        monkeypatch.setattr(client, "hashes", hashes)
        empty.add(documents(), batch_size=2)
        assert asked == []
        empty.add([Document("e", "steam")])
        assert asked == [["e"]]

    def test_a_generator_is_read_batch_by_batch(self, empty: HybridIndex) -> None:
        seen: list[int] = []

        def stream() -> Iterator[Document]:
            for n in range(10):
                seen.append(empty.count() if n >= 4 else 0)
                yield Document(str(n), "plants")

        assert empty.add(stream(), batch_size=4) == AddReport(written=10)
        assert seen == [0, 0, 0, 0, 4, 4, 4, 4, 8, 8]

    def test_progress_is_told_after_each_batch(self, empty: HybridIndex) -> None:
        told: list[AddReport] = []
        empty.add((Document(str(n), "plants") for n in range(5)), batch_size=2, progress=told.append)
        assert [report.written for report in told] == [2, 4, 5]

    def test_an_interrupted_stream_keeps_what_was_acknowledged_and_is_resumed(self, empty: HybridIndex) -> None:
        def broken() -> Iterator[Document]:
            yield from (Document(str(n), "plants") for n in range(4))
            raise OSError("the disk is gone")

        with pytest.raises(OSError, match="the disk is gone"):
            empty.add(broken(), batch_size=2)
        assert empty.add([Document(str(n), "plants") for n in range(6)]) == AddReport(written=2, unchanged=4)

    def test_document_weights_are_stored_with_nine_bits(self, empty: HybridIndex, client: SpyClient) -> None:
        class Fine(WordEncoder):
            def encode_documents(self, texts: Sequence[str]) -> Encoded:
                return Encoded([SparseVector.from_pairs({1: 1 + 2**-9})] * len(texts), np.ones((len(texts), 3), "f4"))

        with HybridIndex.open("memory://other", Fine(), client=client) as index:
            index.add([Document("a", "plants")])
        stored = client.fetch(["a"], vectors=True)["a"].sparse
        assert stored is not None
        assert stored.to_dict() == {1: 1 + 2**-8}

    def test_what_the_backend_refused_is_in_the_report(self) -> None:
        class Full(MemoryClient):
            def upsert(self, rows: Sequence[Row]) -> WriteReport:
                super().upsert(rows[:1])
                return WriteReport(1, tuple(FailedDocument(row.id, "no room") for row in rows[1:]))

        index = HybridIndex.open("memory://notes", WordEncoder(), client=Full())
        report = index.add(documents(), batch_size=2)
        assert (report.written, report.unchanged) == (2, 0)
        assert report.failed == (FailedDocument("b", "no room"), FailedDocument("d", "no room"))

    def test_what_the_encoder_cut_off_is_counted(self, empty: HybridIndex) -> None:
        class Cutting(WordEncoder):
            def encode_documents(self, texts: Sequence[str]) -> Encoded:
                whole = super().encode_documents(texts)
                return Encoded(whole.sparse, whole.dense, Truncation(texts=len(texts), tokens=5, weights=1))

        index = HybridIndex.open("memory://other", Cutting())
        assert index.add(documents(), batch_size=3).truncation == Truncation(texts=4, tokens=10, weights=2)

    def test_a_text_without_a_known_word_is_found_by_the_dense_leg(self, empty: HybridIndex) -> None:
        empty.add([Document("a", "zzz")])
        assert empty.search("plants", legs="sparse").ids == ()
        assert empty.search("plants").ids == ("a",)


class TestWhatAddRefuses:
    def test_an_id_that_comes_twice_in_a_list_before_anything_is_written(
        self, empty: HybridIndex, encoder: WordEncoder, client: SpyClient
    ) -> None:
        twice = [Document(str(n % 200), "plants") for n in range(201)]
        with pytest.raises(InvalidDocument, match="document id '0' comes twice in one call; ids must be unique"):
            empty.add(twice)
        assert encoder.documents == []
        assert not client.exists()

    def test_an_id_that_comes_twice_in_a_stream(self, empty: HybridIndex) -> None:
        with pytest.raises(InvalidDocument, match="'a' comes twice"):
            empty.add((Document(id, "plants") for id in ("a", "b", "a")), batch_size=2)
        assert empty.count() == 2

    @pytest.mark.parametrize(
        ("wrong", "message"),
        [
            (Document("a", "text"), r"not one Document; write add\(\[…\]\)"),
            ("text", "not one str"),
            ({"id": "a"}, "not one dict"),
            (None, "not one NoneType"),
            (5, "not one int"),
            ([{"id": "a", "text": "x"}], "add takes Documents, not dict {'id': 'a'"),
            (["text"], "add takes Documents, not str 'text'"),
            ([Document("a", "x"), None], "add takes Documents, not NoneType None"),
        ],
    )
    def test_what_is_no_document(self, empty: HybridIndex, client: SpyClient, wrong: Any, message: str) -> None:
        with pytest.raises(InvalidDocument, match=message):
            empty.add(wrong)
        assert not client.exists()

    @pytest.mark.parametrize("size", [0, -1, 1.5, "64", None])
    def test_a_batch_size_that_is_none(self, empty: HybridIndex, size: Any) -> None:
        with pytest.raises(InvalidInput, match=r"batch_size is .* whole number of at least 1"):
            empty.add(documents(), batch_size=size)


class Broken(WordEncoder):
    """Returns what a test says."""

    def __init__(self, sparse: Any, dense: Any) -> None:
        super().__init__()
        self.answer = Encoded(sparse, dense)

    def encode_documents(self, texts: Sequence[str]) -> Encoded:
        return self.answer


VECTOR = SparseVector.from_pairs({1: 1.0})
GOOD = [1.0, 0.0, 0.0]


class TestABrokenEncoder:
    @pytest.mark.parametrize(
        ("sparse", "dense", "message"),
        [
            ([VECTOR] * 2, [[1, 0], [1, 0]], r"have shape \(2, 2\); this index takes 3 dimensions"),
            ([VECTOR] * 2, [GOOD], "the encoder 'words' returned 1 dense vectors for 2 document texts"),
            ([VECTOR] * 2, [GOOD] * 3, "returned 3 dense vectors for 2"),
            ([VECTOR] * 2, None, "returned 0 dense vectors for 2"),
            ([VECTOR], [GOOD] * 2, "returned 1 sparse vectors for 2"),
            ([VECTOR] * 3, [GOOD] * 2, "returned 3 sparse vectors for 2"),
            (None, [GOOD] * 2, "returned 0 sparse vectors for 2"),
        ],
    )
    def test_is_named_and_nothing_of_the_batch_is_written(self, sparse: Any, dense: Any, message: str) -> None:
        dense = None if dense is None else np.array(dense, dtype=np.float32)
        index = HybridIndex.open("memory://notes", Broken(sparse, dense), create=True)
        with pytest.raises(InvalidVector, match=message):
            index.add([Document("a", "x"), Document("b", "y")])
        assert index.count() == 0

    @pytest.mark.parametrize(
        ("bad", "reason"),
        [
            ([np.nan, 0, 0], "its dense vector holds NaN or infinity"),
            ([np.inf, 0, 0], "its dense vector holds NaN or infinity"),
            ([0, 0, 0], "its dense vector is all zeros and has no direction to compare, as the encoder 'words' made"),
        ],
    )
    def test_one_invalid_vector_is_reported_and_the_rest_is_stored(self, bad: list[float], reason: str) -> None:
        dense = np.array([GOOD, bad], dtype=np.float32)
        index = HybridIndex.open("memory://notes", Broken([VECTOR] * 2, dense), create=True)
        report = index.add([Document("a", "x"), Document("b", "y")])
        assert report.written == 1
        assert [failure.id for failure in report.failed] == ["b"]
        assert reason in report.failed[0].reason
        assert set(index.get(["a", "b"])) == {"a"}


class TestDelete:
    def test_by_id_by_ids_and_by_filter(self, empty: HybridIndex) -> None:
        empty.add(documents(c={"n": 1}, d={"n": 2}))
        assert empty.delete("a") == 1
        assert empty.delete(["a", "b", "b"]) == 1
        assert empty.delete(where=F.n >= 2) == 1
        assert empty.delete(where={"n": 7}) == 0
        assert empty.count() == 1

    def test_an_empty_list_deletes_nothing(self, index: HybridIndex) -> None:
        assert index.delete([]) == 0
        assert index.count() == 4

    @pytest.mark.parametrize(
        "arguments", [{}, {"ids": None}, {"ids": ["a"], "where": {"n": 1}}, {"ids": [], "where": {"n": 1}}]
    )
    def test_takes_ids_or_a_filter(self, index: HybridIndex, arguments: dict[str, Any]) -> None:
        with pytest.raises(InvalidQuery, match=r"either ids or where=, and not both; drop\(\) deletes"):
            index.delete(**arguments)

    @pytest.mark.parametrize(
        ("ids", "message"), [(5, "ids is int 5"), ([5], "document id 5 is int"), ("", "is empty"), (["a\x00"], "NUL")]
    )
    def test_refuses_what_is_no_id(self, index: HybridIndex, ids: Any, message: str) -> None:
        with pytest.raises((InvalidQuery, InvalidDocument), match=message):
            index.delete(ids)
        with pytest.raises((InvalidQuery, InvalidDocument), match=message):
            index.get(ids)

    def test_of_a_missing_index_says_so(self, empty: HybridIndex) -> None:
        with pytest.raises(IndexNotFound):
            empty.delete("a")
        with pytest.raises(IndexNotFound):
            empty.delete(where={"a": 1})

    def test_a_deleted_document_can_be_added_again(self, index: HybridIndex) -> None:
        index.delete("a")
        assert index.add(documents()) == AddReport(written=1, unchanged=3)


def test_an_index_that_another_one_dropped_is_made_by_the_next_but_one_add(
    index: HybridIndex, client: SpyClient
) -> None:
    client.drop()
    with pytest.raises(IndexNotFound):
        index.add(documents())
    assert index.add(documents()) == AddReport(written=4)
