import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hybrid_search import DBSF, RRF, CombMNZ, DenseReranker, MinMax, Native, TheoreticalMinMax, Weighted, ZScore
from hybrid_search.errors import Unsupported
from hybrid_search.eval.comparison.configuration import Configuration
from hybrid_search.eval.comparison.configuration_data import as_data, from_data
from hybrid_search.fusion import Fusion

WEIGHTS = {"sparse": 0.3, "dense": 0.7}
FUSIONS: list[Fusion | None] = [
    None,
    RRF(5, WEIGHTS),
    Weighted(WEIGHTS, ZScore("mean")),
    Weighted(WEIGHTS, TheoreticalMinMax(cosine=-1)),
    CombMNZ(MinMax()),
    DBSF(),
]


@given(fusion=st.sampled_from(FUSIONS), candidates=st.integers(1, 10_000))
def test_what_was_described_comes_back_through_json(fusion: Fusion | None, candidates: int) -> None:
    configuration = Configuration("mine", fusion=fusion, candidates=candidates)
    assert from_data(json.loads(json.dumps(as_data(configuration))), "here") == configuration


def test_a_single_leg_comes_back() -> None:
    configuration = Configuration("mine", legs="dense")
    assert from_data(as_data(configuration), "here") == configuration


def test_what_is_left_out_has_its_default() -> None:
    assert from_data({}, "here") == Configuration("golden")


@pytest.mark.parametrize(
    "configuration",
    [Configuration("native", fusion=Native.rrf()), Configuration("reranked", reranker=DenseReranker())],
    ids=lambda one: one.name,
)
def test_what_is_no_data_is_refused(configuration: Configuration) -> None:
    with pytest.raises(Unsupported, match=f"configuration '{configuration.name}': a reranker or a native fusion"):
        as_data(configuration)
