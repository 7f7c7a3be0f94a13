from __future__ import annotations

import numpy as np

from benchmarks.synthetic import BLOCK, DIMS, Synthetic, dense_block, documents, generated, queries, query_block


def test_a_document_has_the_same_vectors_whatever_it_is_encoded_with() -> None:
    texts = [document.text for document in documents(BLOCK - 2, BLOCK + 2)]
    together = Synthetic().encode_documents(texts)
    alone = Synthetic().encode_documents(texts[3:])
    assert together.sparse is not None
    assert alone.sparse is not None
    assert together.dense is not None
    assert alone.dense is not None
    assert together.sparse[3] == alone.sparse[0]
    assert np.array_equal(together.dense[3], alone.dense[0])


def test_the_number_of_a_document_is_in_its_id_and_its_text() -> None:
    (document,) = documents(7, 8)
    assert document.id == "document-7"
    assert document.text.startswith("7: word")


def test_dense_vectors_by_themselves_are_those_of_the_block() -> None:
    assert np.array_equal(dense_block(1), generated(1).dense)


def test_dense_vectors_have_unit_length() -> None:
    assert np.allclose(np.linalg.norm(dense_block(0), axis=1), 1.0, atol=1e-6)
    assert dense_block(0).shape == (BLOCK, DIMS)


def test_queries_are_not_documents_and_shorter() -> None:
    assert Synthetic().encode_queries(queries(5)).sparse == query_block().sparse[:5]
    asked = np.mean([len(one) for one in query_block().sparse])
    stored = np.mean([len(one) for one in generated(0).sparse])
    assert 20 < asked < 30
    assert 110 < stored < 130
