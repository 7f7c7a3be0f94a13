import pytest
import typer

from hybrid_search.cli.fusions import fusion_from
from hybrid_search.fusion import DBSF, RRF, CombSUM, Fusion, Weighted, ZScore


@pytest.mark.parametrize(
    ("spec", "fusion"),
    [
        ("rrf", RRF()),
        ("rrf:k=20", RRF(k=20)),
        ("rrf:k=20,sparse=2,dense=1", RRF(k=20, weights={"sparse": 2, "dense": 1})),
        ("weighted", Weighted({"sparse": 1, "dense": 1})),
        ("weighted:sparse=0.3,dense=0.7", Weighted({"sparse": 0.3, "dense": 0.7})),
        ("comb_sum:normalizer=z_score", CombSUM(normalizer=ZScore())),
        ("dbsf", DBSF()),
    ],
)
def test_a_spec_is_a_name_and_parameters(spec: str, fusion: Fusion) -> None:
    assert fusion_from(spec) == fusion


def test_no_spec_leaves_the_choice_to_the_encoder() -> None:
    assert fusion_from(None) is None


@pytest.mark.parametrize("spec", ["", "rff", "rrf:k", "rrf:k=0", "rrf:z=1", "rrf:k=many", "weighted:sparse=-1", "\x1b"])
def test_a_bad_spec_is_a_usage_error(spec: str) -> None:
    with pytest.raises(typer.BadParameter):
        fusion_from(spec)
