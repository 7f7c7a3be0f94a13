"""from_spec: fusions from plain data."""

from __future__ import annotations

import json

import pytest

from hybrid_search.errors import InvalidFusion
from hybrid_search.fusion import DBSF, FUSIONS, RRF, CombSUM, Fusion, MinMax, Weighted, ZScore, from_spec
from hybrid_search.types import FusionSpec
from tests.fusion import examples


@pytest.mark.parametrize("fusion", examples.FUSIONS, ids=str)
def test_gives_back_the_fusion_of_a_spec(fusion: Fusion) -> None:
    assert from_spec(fusion.spec) == fusion


@pytest.mark.parametrize("fusion", examples.FUSIONS, ids=str)
def test_a_spec_survives_json(fusion: Fusion) -> None:
    parameters = json.loads(json.dumps(dict(fusion.spec.parameters)))
    assert from_spec(FusionSpec(fusion.spec.name, parameters)) == fusion


@pytest.mark.parametrize("fusion", examples.FUSIONS, ids=str)
def test_the_name_is_the_score_kind(fusion: Fusion) -> None:
    assert fusion.spec.name == fusion.score_kind
    assert FUSIONS[fusion.score_kind] is type(fusion)


def test_parameters_have_defaults() -> None:
    assert from_spec(FusionSpec("rrf")) == RRF(k=60)
    assert from_spec(FusionSpec("dbsf")) == DBSF()
    assert from_spec(FusionSpec("comb_sum")) == CombSUM(MinMax())


def test_a_normaliser_is_given_by_name_by_mapping_or_as_an_object() -> None:
    weights = {"dense": 1.0}
    by_name = from_spec(FusionSpec("weighted", {"weights": weights, "normalizer": "min_max"}))
    by_mapping = from_spec(
        FusionSpec("weighted", {"weights": weights, "normalizer": {"name": "z_score", "zero": "mean"}})
    )
    as_object = from_spec(FusionSpec("weighted", {"weights": weights, "normalizer": ZScore()}))
    assert by_name == Weighted(weights, MinMax())
    assert by_mapping == Weighted(weights, ZScore("mean"))
    assert as_object == Weighted(weights, ZScore())


@pytest.mark.parametrize(
    ("spec", "fault"),
    [
        (FusionSpec("rff"), "there is no fusion 'rff'; known: comb_mnz, comb_sum, dbsf, rrf, weighted"),
        (FusionSpec("rrf", {"K": 60}), "fusion 'rrf' has no parameter 'K'; known: k, weights"),
        (FusionSpec("dbsf", {"k": 60}), "fusion 'dbsf' has no parameter 'k'; known: none"),
        (FusionSpec("weighted"), "fusion 'weighted' needs the parameter 'weights'"),
        (FusionSpec("rrf", {"k": "60"}), "RRF: k is '60'; it must be a number, not str"),
        (
            FusionSpec("comb_sum", {"normalizer": "minmax"}),
            "there is no normaliser 'minmax'; known: min_max, none, theoretical_min_max, three_sigma, z_score",
        ),
        (FusionSpec("comb_sum", {"normalizer": {"zero": "mean"}}), "there is no normaliser None; known: min_max"),
        (
            FusionSpec("comb_sum", {"normalizer": {"name": "z_score", "mean": 0}}),
            "normaliser 'z_score' has no parameter 'mean'; known: zero",
        ),
        (FusionSpec("comb_sum", {"normalizer": 5}), "5 is no normaliser"),
    ],
    ids=str,
)
def test_what_is_unknown_is_refused_with_what_is_known(spec: FusionSpec, fault: str) -> None:
    with pytest.raises(InvalidFusion) as error:
        from_spec(spec)
    assert str(error.value).startswith(fault)


def test_the_table_is_read_only() -> None:
    with pytest.raises(TypeError, match="does not support item assignment"):
        FUSIONS["rrf"] = DBSF  # type: ignore[index]  # that is the test
