from collections.abc import Sequence
from typing import cast

import numpy as np
import pytest

from hybrid_search.encoders import Encoder, Limits
from hybrid_search.encoders.bm25 import BM25Encoder
from hybrid_search.encoders.hashing import HashingEncoder
from hybrid_search.encoders.paired import PairedEncoder
from hybrid_search.encoders.statistics import CollectionStatistics, adaptive
from hybrid_search.errors import InvalidInput
from hybrid_search.types import FusionSpec, SparseVector, Truncation


class HalfTheWeight(BM25Encoder):
    adapts = True

    def adapt_queries(self, queries: Sequence[SparseVector], statistics: CollectionStatistics) -> list[SparseVector]:
        halved = np.float32(1 / (1 + statistics.documents))
        return [SparseVector(query.indices, query.values * halved) for query in queries]

    def exact_texts(self, text: str) -> dict[int, str]:
        return {7: text}


class DenseOnly(HashingEncoder):
    @property
    def has_sparse(self) -> bool:
        return False


def test_it_is_an_encoder() -> None:
    assert isinstance(PairedEncoder(BM25Encoder(), HashingEncoder()), Encoder)


def test_each_half_comes_from_its_encoder() -> None:
    bm25, hashing = BM25Encoder(), HashingEncoder(dims=16)
    pair = PairedEncoder(sparse=bm25, dense=hashing)
    texts = ["plants eat light", "tax law"]
    for encode in ("encode_documents", "encode_queries"):
        encoded = getattr(pair, encode)(texts)
        assert encoded.sparse == getattr(bm25, encode)(texts).sparse
        assert np.array_equal(encoded.dense, getattr(hashing, encode)(texts).dense)
    assert pair.dims == 16
    assert pair.has_sparse
    assert pair.name == "bm25-english + hashing-16"


def test_truncations_are_summed() -> None:
    pair = PairedEncoder(HashingEncoder(document_tokens=1), HashingEncoder(document_tokens=3))
    assert pair.encode_documents(["a b c d"]).truncation == Truncation(texts=2, tokens=3 + 1)


def test_token_limits_are_the_lower_ones_and_caps_those_of_the_sparse_half() -> None:
    sparse = HashingEncoder(document_tokens=128, document_nonzeros=50, query_nonzeros=20)
    dense = HashingEncoder(document_tokens=256, query_tokens=24, document_nonzeros=7)
    assert PairedEncoder(sparse, dense).limits == Limits(128, 24, 50, 20)


def test_the_fingerprint_joins_both_under_prefixes() -> None:
    fingerprint = PairedEncoder(BM25Encoder(k1=1.2), HashingEncoder(dims=16)).fingerprint
    assert fingerprint["encoder"] == "paired"
    assert fingerprint["sparse.k1"] == 1.2
    assert fingerprint["dense.dims"] == 16


def test_the_sparse_half_decodes() -> None:
    bm25 = BM25Encoder.fit(["plants"])
    (vector,) = bm25.encode_documents(["plants"]).sparse or ()
    pair = PairedEncoder(bm25, HashingEncoder())
    assert pair.decode(vector.indices.tolist()) == bm25.decode(vector.indices.tolist())


def test_the_recommended_fusion_can_be_given() -> None:
    spec = FusionSpec("weighted", {"weights": {"dense": 0.5}})
    assert PairedEncoder(BM25Encoder(), HashingEncoder(), recommended_fusion=spec).recommended_fusion == spec
    assert PairedEncoder(BM25Encoder(), HashingEncoder()).recommended_fusion == FusionSpec("rrf", {"k": 60})


def test_an_encoder_without_the_half_is_refused_by_name() -> None:
    with pytest.raises(InvalidInput, match="sparse='hashing-64' returns no sparse vectors"):
        PairedEncoder(sparse=cast("Encoder", DenseOnly()), dense=HashingEncoder())
    with pytest.raises(InvalidInput, match="dense='bm25-english' returns no dense vectors"):
        PairedEncoder(sparse=HashingEncoder(), dense=BM25Encoder())


def test_it_adapts_and_names_words_as_its_sparse_half_does() -> None:
    pair = PairedEncoder(HalfTheWeight(), HashingEncoder())
    (query,) = pair.encode_queries(["plants"]).sparse or ()
    one_document = CollectionStatistics.of([query])
    assert adaptive(pair) is pair
    assert pair.adapt_queries([query], one_document)[0].values.tolist() == (query.values / 2).tolist()
    assert pair.exact_texts("plants") == {7: "plants"}


def test_a_sparse_half_that_does_not_adapt_leaves_the_pair_as_it_is() -> None:
    pair = PairedEncoder(BM25Encoder(), HashingEncoder())
    (query,) = pair.encode_queries(["plants"]).sparse or ()
    assert adaptive(pair) is None
    assert pair.adapt_queries([query], CollectionStatistics.of([query])) == [query]
    assert pair.exact_texts("plants") == {}
