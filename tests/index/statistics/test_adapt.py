"""What a search does with the statistics: the adapted query is searched with, and explained."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hybrid_search import AsyncHybridIndex, Document, F, HybridIndex, SparseVector
from hybrid_search.encoders.statistics import CollectionStatistics
from hybrid_search.errors import InvalidVector
from tests.fakes import AdaptiveWordEncoder
from tests.index.conftest import SpyClient, documents
from tests.index.test_explain import texts
from tests.index.test_search import OPTIONS


@pytest.fixture(params=["memory", "embedded"])
def stored(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[HybridIndex]:
    """The four documents. Of them, "plants" is in 2, so its factor is 1.5; "light" is in 1, so 1.75."""
    url = "memory://notes" if request.param == "memory" else tmp_path / "notes"
    with HybridIndex.open(url, AdaptiveWordEncoder()) as index:
        index.add(documents())
        yield index


def test_scores_and_tokens_are_those_of_the_adapted_query(stored: HybridIndex) -> None:
    (first, second) = stored.search("plants light", legs="sparse", explain=True)
    # In the query, each word weighs 2 x its factor; "b" has plants twice, "a" has plants and light once.
    assert (first.id, second.id) == ("a", "b")
    assert first.score == pytest.approx(2 * 1.5 + 2 * 1.75)
    assert second.score == pytest.approx(2 * 1.5 * 2)
    tokens = [(match.token, match.query_weight, match.factor, match.product) for match in first.tokens or ()]
    assert tokens == [("light", 3.5, 1.75, 3.5), ("plants", 3.0, 1.5, 3.0)]
    assert '      3.5000  "light"  (3.5 x 1, collection x1.75)' in str(first.explain())


def test_the_store_is_searched_with_the_adapted_query_and_the_same_dense_one() -> None:
    client = SpyClient()
    with HybridIndex.open("memory://notes", AdaptiveWordEncoder(), client=client) as index:
        index.add(documents())
        index.search("plants")
    ((sparse, dense),) = client.searches
    assert sparse.vector == SparseVector.from_pairs({0: 3.0})
    assert not isinstance(dense.vector, SparseVector)
    assert dense.vector.tolist() == [1, 0, 0]


def test_a_dense_search_is_explained_by_the_adapted_query_too(stored: HybridIndex) -> None:
    hit = stored.search("plants", k=1, legs="dense", explain=True)[0]
    assert [(match.query_weight, match.factor) for match in hit.tokens or ()] == [(3.0, 1.5)]


def test_a_dense_search_without_explanation_asks_for_no_statistics(client: Any, encoder: AdaptiveWordEncoder) -> None:
    with HybridIndex.open("memory://notes", encoder, client=client) as index:
        index.add(documents())
        index.search("plants", legs="dense")
    assert encoder.adapted_to == []


def test_several_queries_are_adapted_together(stored: HybridIndex) -> None:
    both = stored.search_many(["plants", "light"], legs="sparse")
    assert [results[0].score for results in both] == [pytest.approx(6.0), pytest.approx(3.5)]


def test_a_view_shares_the_statistics_of_the_whole_index(stored: HybridIndex) -> None:
    stored.add([Document("t", "plants", {"tenant": "t"})])
    hit = stored.view(F.tenant == "t").search("plants", legs="sparse", explain=True)[0]
    assert hit.score == pytest.approx(2 * (2 - 3 / 5))


def test_the_time_of_adapting_is_a_stage_of_its_own(stored: HybridIndex) -> None:
    assert "adapt" in stored.search("plants").seconds


@pytest.mark.parametrize("options", OPTIONS)
def test_the_asynchronous_index_gives_the_same(options: dict[str, Any], client: Any) -> None:
    with HybridIndex.open("memory://notes", AdaptiveWordEncoder(), client=client) as index:
        index.add(documents(a={"n": 1}, b={"n": 2}, c={"n": 3}, d={"n": 4}))

        async def main() -> None:
            async with await AsyncHybridIndex.open("memory://notes", AdaptiveWordEncoder(), client=client) as twin:
                for query in ("plants", "cats milk", "zzz"):
                    assert (await twin.search(query, **options)).hits == index.search(query, **options).hits

        asyncio.run(main())


@given(documents=st.lists(texts, min_size=1, max_size=5), query=texts)
def test_the_products_sum_to_the_raw_sparse_score(documents: list[str], query: str) -> None:
    index = HybridIndex.open("memory://notes", AdaptiveWordEncoder(query_tokens=None))
    index.add([Document(str(n), text) for n, text in enumerate(documents)])
    for hit in index.search(query, explain=True):
        total = sum(match.product for match in hit.tokens or ())
        assert total == pytest.approx(hit.legs["sparse"].score if "sparse" in hit.legs else 0.0, rel=1e-5)
        for match in hit.tokens or ():
            assert match.query_weight / match.factor == pytest.approx(2 * query.split().count(match.token))


WRONG: dict[str, Callable[[Sequence[SparseVector]], list[SparseVector]]] = {
    "none": lambda queries: [],
    "too many": lambda queries: [*queries, *queries],
    "other dimensions": lambda queries: [SparseVector.from_pairs({8: 1.0}) for _ in queries],
}


@pytest.mark.parametrize("answer", WRONG.values(), ids=WRONG)
def test_an_encoder_that_breaks_the_rule_is_named(
    answer: Callable[[Sequence[SparseVector]], list[SparseVector]],
) -> None:
    class Wrong(AdaptiveWordEncoder):
        def adapt_queries(
            self, queries: Sequence[SparseVector], statistics: CollectionStatistics
        ) -> list[SparseVector]:
            return answer(queries)

    index = HybridIndex.open("memory://notes", Wrong())
    index.add(documents())
    with pytest.raises(
        InvalidVector, match=r"'words' adapted 1 queries to . vectors, not all with the same dimensions"
    ):
        index.search("plants")
