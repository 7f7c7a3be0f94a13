"""explain=True: which tokens matched, and that they add up."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hybrid_search import Document, HashingEncoder, HybridIndex, SparseVector
from hybrid_search.encoders import Encoder, TokenText
from hybrid_search.index.explain import token_matches
from hybrid_search.types import TokenMatch
from tests.fakes import WordEncoder
from tests.index.conftest import SpyClient


def test_hits_know_the_tokens_in_common_largest_first(index: HybridIndex) -> None:
    hits = {hit.id: hit for hit in index.search("plants cats", explain=True)}
    assert hits["b"].tokens == (
        TokenMatch("plants", 0, query_weight=2.0, document_weight=2.0, product=4.0, kind="exact"),
        TokenMatch("cats", 3, query_weight=2.0, document_weight=1.0, product=2.0, kind="exact"),
    )
    assert [match.token for match in hits["a"].tokens or ()] == ["plants"]
    assert hits["d"].tokens == ()


def test_equal_products_come_by_dimension(index: HybridIndex) -> None:
    (first, *_) = index.search("sugar light plants", explain=True)
    assert [match.token for match in first.tokens or ()] == ["plants", "light", "sugar"]


def test_without_it_there_are_none_and_the_text_says_how_to_get_them(index: HybridIndex) -> None:
    hit = index.search("plants")[0]
    assert hit.tokens is None
    assert "search with explain=True" in str(hit.explain())


def test_the_text_names_legs_and_tokens(index: HybridIndex) -> None:
    assert str(index.search("plants", explain=True)[0].explain()).splitlines() == [
        "a: rank 1, rrf 0.0325225",
        "  sparse: rank 2, dot 2, added 0.016129",
        "  dense: rank 1, cosine 1, added 0.0163934",
        "  tokens (query weight x document weight):",
        '      2.0000  "plants"  (2 x 1)',
    ]


def test_only_the_final_hits_are_fetched_with_their_vectors(
    index: HybridIndex, client: SpyClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    fetched: list[tuple[list[str], bool]] = []
    fetch = client.fetch

    def spy(ids: Sequence[str], *, vectors: bool) -> object:
        fetched.append((list(ids), vectors))
        return fetch(ids, vectors=vectors)

    monkeypatch.setattr(client, "fetch", spy)
    index.search("plants", k=2, explain=True)
    assert fetched == [(["a", "b"], False), (["a", "b"], True)]


def test_a_dense_search_can_be_explained_by_the_tokens_too(index: HybridIndex) -> None:
    hit = index.search("plants", legs="dense", explain=True)[0]
    assert [match.token for match in hit.tokens or ()] == ["plants"]


def test_an_encoder_without_a_sparse_half_has_no_tokens() -> None:
    index = HybridIndex.open("memory://notes", WordEncoder(sparse=False))
    index.add([Document("a", "plants")])
    assert index.search("plants", explain=True)[0].tokens == ()


def test_a_row_that_vanished_meanwhile_has_no_tokens(
    index: HybridIndex, client: SpyClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    fetch = client.fetch
    monkeypatch.setattr(client, "fetch", lambda ids, *, vectors: {} if vectors else fetch(ids, vectors=vectors))
    assert index.search("plants", k=1, explain=True)[0].tokens == ()


texts = st.lists(st.sampled_from(["plants", "light", "sugar", "cats", "mice"]), min_size=1, max_size=12).map(" ".join)


@pytest.mark.parametrize("encoder", [WordEncoder(query_tokens=None), HashingEncoder()], ids=["words", "hashing"])
@given(documents=st.lists(texts, min_size=1, max_size=4), query=texts)
def test_the_products_sum_to_the_raw_sparse_score(encoder: Encoder, documents: list[str], query: str) -> None:
    index = HybridIndex.open("memory://notes", encoder)
    index.add([Document(str(n), text) for n, text in enumerate(documents)])
    for hit in index.search(query, explain=True):
        total = sum(match.product for match in hit.tokens or ())
        assert total == pytest.approx(hit.legs["sparse"].score if "sparse" in hit.legs else 0.0, rel=1e-5)


def test_token_matches_of_missing_vectors_are_none() -> None:
    vector = SparseVector.from_pairs({1: 1.0})
    assert token_matches(WordEncoder(), None, vector) == ()
    assert token_matches(WordEncoder(), vector, None) == ()
    assert token_matches(WordEncoder(), vector, SparseVector.empty()) == ()


def test_exact_words_are_named_by_the_query_where_the_encoder_can() -> None:
    class Hashed(WordEncoder):
        def decode(self, indices: Sequence[int]) -> list[TokenText]:
            return [TokenText(f"#{index}", "learned") for index in indices]

        def exact_texts(self, text: str) -> Mapping[int, str]:
            return {0: "Plants!"} if "plants" in text else {}

    index = HybridIndex.open("memory://notes", Hashed())
    index.add([Document("a", "plants light")])
    (hit,) = index.search("plants light", explain=True)
    assert [(match.token, match.kind) for match in hit.tokens or ()] == [("Plants!", "exact"), ("#1", "learned")]
