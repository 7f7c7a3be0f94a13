"""A source that raises, and a document that cannot be encoded, on real servers."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import pytest

from hybrid_search import Document, HashingEncoder, HybridIndex
from hybrid_search.encoders import Encoded
from tests.faults.conftest import TWO_SERVERS, Behind
from tests.faults.syncing import HOW, claims, source, stored

POISON = "text 7 "


class Poisoned(HashingEncoder):
    """Fails at every batch with a text of document 7."""

    def encode_documents(self, texts: Sequence[str]) -> Encoded:
        if any(text.startswith(POISON) for text in texts):
            raise RuntimeError("a token that nobody knows")
        return super().encode_documents(texts)


@TWO_SERVERS
def test_a_source_that_raises_leaves_what_came_before_and_deletes_nothing(behind: Behind) -> None:
    def breaking() -> Iterator[Document]:
        for n, document in enumerate(source(2)):
            if n == 100:
                raise OSError("the share is gone")
            yield document

    with HybridIndex.open(behind.direct, HashingEncoder()) as index:
        index.sync(source(2), **HOW)
        expected = stored(behind.direct)
        index.drop()
        index.sync(source(1), **HOW)
        before = {row["parent"] for row in stored(behind.direct)}
        with pytest.raises(OSError, match="the share is gone") as caught:
            index.sync(breaking(), **HOW)
        assert any("after 100 entries" in note for note in caught.value.__notes__)
        read = [document.id for document in source(2)][:100]
        now = stored(behind.direct)
        assert {row["parent"] for row in now} == before | {*read}
        assert [row for row in now if row["parent"] in read] == [row for row in expected if row["parent"] in read]
        index.sync(source(2), **HOW)
    assert stored(behind.direct) == expected
    assert claims(behind.direct) == []


@TWO_SERVERS
def test_a_document_that_cannot_be_encoded_is_left_out_and_the_rest_goes_on(behind: Behind) -> None:
    with HybridIndex.open(behind.direct, HashingEncoder()) as index:
        index.sync(source(1), **HOW)
    expected = stored(behind.direct)
    with HybridIndex.open(behind.direct, Poisoned()) as index:
        index.drop()
        report = index.sync(source(1), **HOW)
        ((failed),) = report.failed
        assert failed.id == "0007"
        assert "cannot be encoded (RuntimeError: a token that nobody knows)" in failed.reason
    assert stored(behind.direct) == [row for row in expected if row["parent"] != "0007"]
    with HybridIndex.open(behind.direct, HashingEncoder()) as index:
        report = index.sync(source(1), **HOW)
        assert (report.added, report.left_out) == (1, 0)
    assert stored(behind.direct) == expected
