"""What the collection costs, whatever searches it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hybrid_search import Document, HybridIndex, SparseVector
from hybrid_search.eval.cost.collection import collection_cost, flops
from hybrid_search.types import Truncation
from tests.fakes import WordEncoder


def vector(*dimensions: int) -> SparseVector:
    return SparseVector.from_pairs(dict.fromkeys(dimensions, 1.0))


def test_flops_are_the_sum_of_the_products_of_shares() -> None:
    queries = [vector(1, 2), vector(1)]
    documents = [vector(1), vector(2, 3), vector(2), vector(9)]
    # dimension 1: 2/2 of the queries x 1/4 of the documents; dimension 2: 1/2 x 2/4
    assert flops(queries, documents) == pytest.approx(1 * 0.25 + 0.5 * 0.5)


@given(*[st.lists(st.sets(st.integers(0, 9)), min_size=1, max_size=6)] * 2)
def test_flops_are_the_mean_number_of_dimensions_in_common(queries: list[set[int]], documents: list[set[int]]) -> None:
    shared = [len(query & document) for query in queries for document in documents]
    found = flops([vector(*one) for one in queries], [vector(*one) for one in documents])
    assert found == pytest.approx(sum(shared) / len(shared))


@pytest.mark.parametrize(("queries", "documents"), [([], [vector(1)]), ([vector(1)], [])])
def test_nothing_multiplies_nothing(queries: list[SparseVector], documents: list[SparseVector]) -> None:
    assert flops(queries, documents) == 0.0


@pytest.fixture
def documents() -> list[Document]:
    return [Document("a", "plants light"), Document("b", "cats")]


def test_non_zeros_and_losses_are_counted(documents: list[Document]) -> None:
    with HybridIndex.open("memory://cost", WordEncoder(query_tokens=2)) as index:
        index.add(documents)
        cost = collection_cost(index, {"1": "plants light sugar", "2": "cats"}, indexed=Truncation(texts=1, tokens=7))
    assert cost.queries is not None
    assert cost.documents is not None
    assert (cost.queries.mean_nonzeros, cost.documents.mean_nonzeros) == (1.5, 1.5)
    # The documents use three dimensions.
    assert cost.documents.ratio == pytest.approx(1 - 1.5 / 3)
    # plants and light: each half of the queries x half of the documents; cats the same
    assert cost.flops == pytest.approx(3 * 0.25)
    assert cost.query_truncation == Truncation(texts=1, tokens=1)
    assert cost.document_truncation == Truncation(texts=1, tokens=7)


def test_without_a_sparse_half_there_is_nothing_sparse_to_count(documents: list[Document]) -> None:
    with HybridIndex.open("memory://cost", WordEncoder(sparse=False)) as index:
        index.add(documents)
        cost = collection_cost(index, {"1": "cats"})
    assert (cost.queries, cost.documents, cost.flops) == (None, None, None)


def test_an_embedded_index_tells_its_bytes(documents: list[Document], tmp_path: object) -> None:
    with HybridIndex.open(f"{tmp_path}/notes", WordEncoder()) as index:
        index.add(documents)
        cost = collection_cost(index, {"1": "cats"})
        assert cost.index_bytes == index.stats().facts["bytes_on_disk"]
