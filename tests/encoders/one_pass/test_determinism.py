from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest

from hybrid_search.encoders import Encoded
from hybrid_search.encoders.one_pass import OnePassNetwork, network
from hybrid_search.types import SparseVector


def dense_of(encoded: Encoded) -> np.ndarray[tuple[int, ...], np.dtype[np.float32]]:
    assert encoded.dense is not None
    return encoded.dense


def sparse_of(encoded: Encoded) -> list[SparseVector]:
    assert encoded.sparse is not None
    return list(encoded.sparse)


def largest_difference(one: SparseVector, other: SparseVector) -> float:
    a, b = one.to_dict(), other.to_dict()
    return max((abs(a.get(piece, 0) - b.get(piece, 0)) for piece in a | b), default=0)


def test_the_same_batch_gives_the_same_bits(encoder: OnePassNetwork, texts: tuple[str, ...]) -> None:
    first, second = encoder.encode_documents(texts), encoder.encode_documents(texts)
    assert np.array_equal(dense_of(first), dense_of(second))
    assert sparse_of(first) == sparse_of(second)


def test_a_text_alone_has_the_vectors_that_it_has_in_a_batch(encoder: OnePassNetwork, texts: tuple[str, ...]) -> None:
    together = encoder.encode_documents(texts)
    for position, text in enumerate(texts):
        alone = encoder.encode_documents([text])
        assert np.abs(dense_of(alone)[0] - dense_of(together)[position]).max() < 1e-5
        assert largest_difference(sparse_of(alone)[0], sparse_of(together)[position]) < 5e-3


def test_the_order_of_the_texts_is_the_order_of_the_vectors(encoder: OnePassNetwork, texts: tuple[str, ...]) -> None:
    forward, backward = encoder.encode_documents(texts), encoder.encode_documents(texts[::-1])
    assert np.abs(dense_of(forward) - dense_of(backward)[::-1]).max() < 1e-5
    for one, other in zip(sparse_of(forward), sparse_of(backward)[::-1], strict=True):
        assert largest_difference(one, other) < 5e-3


def test_several_threads_get_what_one_gets(encoder: OnePassNetwork, texts: tuple[str, ...]) -> None:
    expected = [sparse_of(encoder.encode_queries([text]))[0] for text in texts]
    with ThreadPoolExecutor(4) as pool:
        found = list(pool.map(lambda text: sparse_of(encoder.encode_queries([text]))[0], texts * 3))
    assert found == expected * 3


def test_the_arithmetic_of_the_head_does_not_touch_dense_vectors(texts: tuple[str, ...]) -> None:
    exact, rounded = (OnePassNetwork(precision=precision, threads=1) for precision in ("fp32", "int8-head"))
    assert np.array_equal(dense_of(exact.encode_documents(texts)), dense_of(rounded.encode_documents(texts)))


def test_blocks_are_for_queries_and_leave_documents_as_they_are(
    texts: tuple[str, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(network, "cpu_flags", lambda: frozenset({"avx512_vnni"}))
    monkeypatch.setattr(network, "runtime_version", lambda: (1, 22))
    auto, plain = OnePassNetwork(threads=1), OnePassNetwork(threads=1, precision="int8-head")
    assert np.array_equal(dense_of(auto.encode_documents(texts)), dense_of(plain.encode_documents(texts)))
    cosines = (dense_of(auto.encode_queries(texts)) * dense_of(plain.encode_queries(texts))).sum(axis=1)
    assert 0.998 < cosines.min() < cosines.max() < 0.99999  # 0.9988 is the text of one letter


def test_with_one_arithmetic_queries_and_documents_differ_only_in_their_limits(texts: tuple[str, ...]) -> None:
    encoder = OnePassNetwork(threads=2, document_nonzeros=64, query_nonzeros=64, precision="int8-head")
    assert sparse_of(encoder.encode_documents(texts)) == sparse_of(encoder.encode_queries(texts))
