"""A sample of the stored sparse vectors."""

from __future__ import annotations

import asyncio

import pytest

from hybrid_search import AsyncHybridIndex, Document, F, HybridIndex, SparseVector
from hybrid_search.errors import IndexNotFound, InvalidQuery
from tests.fakes import WordEncoder

DOCUMENTS = [Document("a", "plants", {"lang": "en"}), Document("b", "cats mice", {"lang": "de"})]
PLANTS, CATS_MICE = SparseVector.from_pairs({0: 1.0}), SparseVector.from_pairs({3: 1.0, 4: 1.0})


@pytest.fixture
def index() -> HybridIndex:
    opened = HybridIndex.open("memory://sample", WordEncoder())
    opened.add(DOCUMENTS)
    return opened


def test_of_fewer_documents_it_is_all(index: HybridIndex) -> None:
    assert set(index.sample_vectors(10)) == {PLANTS, CATS_MICE}


def test_it_has_at_most_the_size(index: HybridIndex) -> None:
    assert len(index.sample_vectors(1)) == 1


def test_a_view_samples_what_it_sees(index: HybridIndex) -> None:
    assert index.view(F.lang == "de").sample_vectors(1) == [CATS_MICE]


def test_without_a_sparse_field_it_is_empty() -> None:
    index = HybridIndex.open("memory://dense", WordEncoder(sparse=False))
    index.add(DOCUMENTS)
    assert index.sample_vectors() == []


@pytest.mark.parametrize("size", [0, -1, True, 1.5])
def test_a_size_that_is_none(index: HybridIndex, size: int) -> None:
    with pytest.raises(InvalidQuery, match="whole number of at least 1"):
        index.sample_vectors(size)


def test_a_missing_index() -> None:
    with pytest.raises(IndexNotFound):
        HybridIndex.open("memory://none", WordEncoder()).sample_vectors()


async def _sampled() -> list[SparseVector]:
    async with await AsyncHybridIndex.open("memory://sample", WordEncoder()) as index:
        await index.add(DOCUMENTS)
        return await index.sample_vectors(10)


def test_asynchronously_too() -> None:

    assert set(asyncio.run(_sampled())) == {PLANTS, CATS_MICE}
