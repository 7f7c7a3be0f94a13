"""A fusion by the backend: what it is asked, and what becomes of its answer."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from hybrid_search import DenseReranker, F, HybridIndex, Native
from hybrid_search.connectors.access import Access
from hybrid_search.connectors.base import Candidate, LegQuery, NativeRanking
from hybrid_search.connectors.drivers import Driver
from hybrid_search.connectors.memory import MemoryConnector
from hybrid_search.connectors.steps import Operation
from hybrid_search.connectors.url import parse_url
from hybrid_search.errors import InvalidQuery, Unsupported
from hybrid_search.index.core import Core
from hybrid_search.types import RerankScore
from tests.fakes import WordEncoder
from tests.index.conftest import documents


class FusingConnector(MemoryConnector):
    """A backend whose fusion always answers c, b, a, with a tie of c and b."""

    answer = (Candidate("c", 0.5, "c"), Candidate("b", 0.5, "b"), Candidate("a", 0.25, "b"))

    def native(self, legs: Sequence[LegQuery], fusion: Native, limit: int) -> Operation[NativeRanking]:
        self.asked = (legs, fusion, limit)
        yield from ()
        return NativeRanking(self.answer[:limit], f"asked for {fusion}")


@pytest.fixture
def connector() -> FusingConnector:
    return FusingConnector(parse_url("memory://notes"), Access())


@pytest.fixture
def fusing(connector: FusingConnector) -> HybridIndex:
    index = HybridIndex(Core(connector, WordEncoder()), Driver(connector))
    index.add(documents(a={"n": 1}, b={"n": 2}, c={"n": 3}))
    return index


def test_the_backend_gets_both_legs_with_candidates_and_filter(fusing: HybridIndex, connector: FusingConnector) -> None:
    fusing.search("plants", k=3, candidates=50, where=F.n > 0, fusion=Native.rrf(k=10))
    legs, fusion, limit = connector.asked
    assert [(leg.leg, leg.limit, leg.where) for leg in legs] == [("sparse", 50, F.n > 0), ("dense", 50, F.n > 0)]
    assert fusion == Native.rrf(k=10)
    assert limit == 3


def test_hits_have_its_scores_and_the_formula_that_ran_with_ties_by_id(fusing: HybridIndex) -> None:
    results = fusing.search("plants", fusion=Native.dbsf())
    assert [(hit.id, hit.score, hit.score_kind) for hit in results] == [
        ("b", 0.5, "native-dbsf"),
        ("c", 0.5, "native-dbsf"),
        ("a", 0.25, "native-dbsf"),
    ]
    assert results.fusion == "asked for Native.dbsf()"
    assert results.candidates == {}
    assert all(hit.legs == {} for hit in results)


def test_what_no_longer_matches_the_filter_is_left_out(fusing: HybridIndex) -> None:
    assert fusing.search("plants", where=F.n == 2, fusion=Native.rrf()).ids == ("b",)


def test_documents_are_grouped_among_the_candidates(fusing: HybridIndex, connector: FusingConnector) -> None:
    assert fusing.search("plants", k=2, fusion=Native.rrf(), group_by="document").ids == ("b", "c")
    assert connector.asked[2] == 100


def test_scores_of_a_documents_chunks_are_summed_among_the_candidates(fusing: HybridIndex) -> None:
    results = fusing.search("plants", k=2, fusion=Native.rrf(), group_by="document", group_score="sum")
    assert [(hit.id, hit.score, hit.score_kind) for hit in results] == [
        ("b", 0.5 + 0.25, "sum-native-rrf"),
        ("c", 0.5, "sum-native-rrf"),
    ]


def test_it_can_be_reranked_and_explained(fusing: HybridIndex) -> None:
    results = fusing.search(
        "plants",
        k=2,
        fusion=Native.rrf(),
        explain=True,
        rerank=lambda _, texts: [float("mice" in text) for text in texts],
    )
    assert results.ids == ("c", "a")
    assert [token.token for token in results[1].tokens or ()] == ["plants"]


def test_it_can_be_reranked_by_the_stored_dense_vectors(fusing: HybridIndex) -> None:
    results = fusing.search("plants", fusion=Native.rrf(), rerank=DenseReranker())
    assert results.ids == ("a", "b", "c")
    assert results[0].rerank == RerankScore(3, 0.25, "native-rrf")


def test_a_single_leg_has_nothing_to_fuse(fusing: HybridIndex) -> None:
    with pytest.raises(InvalidQuery, match="single leg 'sparse'"):
        fusing.search("plants", legs="sparse", fusion=Native.rrf())


def test_memory_has_none_and_names_the_fusion_to_use(index: HybridIndex) -> None:
    with pytest.raises(Unsupported, match=r"memory://notes has no fusion of its own.*use RRF\(k=7\)"):
        index.search("plants", fusion=Native.rrf(k=7))
