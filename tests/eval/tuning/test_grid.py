import pytest

from hybrid_search import RRF, MinMax, TheoreticalMinMax, Weighted
from hybrid_search.errors import InvalidFusion, InvalidInput
from hybrid_search.eval.comparison.configuration import Configuration
from hybrid_search.eval.tuning import Grid
from hybrid_search.eval.tuning.grid import settings_of


def test_a_grid_is_every_rrf_and_every_weight_with_every_normaliser_at_every_depth() -> None:
    grid = Grid(candidates=(50, 100), rrf_k=(60,), weights=(0.3,), normalizers=(MinMax(), TheoreticalMinMax()))
    weights = {"sparse": 0.3, "dense": 0.7}
    fusions = [RRF(60), Weighted(weights, MinMax()), Weighted(weights, TheoreticalMinMax())]
    assert [(one.candidates, one.fusion) for one in grid.configurations()] == [
        *((50, fusion) for fusion in fusions),
        *((100, fusion) for fusion in fusions),
    ]


def test_the_published_rrf_comes_first() -> None:
    first = settings_of(Grid())[0]
    assert (first.fusion, first.candidates, first.name) == (RRF(60), 100, "RRF(k=60), candidates=100")


def test_a_list_may_mix_fusions_and_configurations() -> None:
    dense = Configuration("dense", legs="dense")
    assert settings_of([RRF(5), dense]) == (
        Configuration("RRF(k=5), candidates=100", fusion=RRF(5)),
        dense,
    )


@pytest.mark.parametrize(
    ("grid", "message"),
    [
        ([], "there is no setting to choose from"),
        (Grid(rrf_k=(), weights=()), "there is no setting to choose from"),
        ([RRF(5), RRF(5)], r"'RRF\(k=5\), candidates=100' comes twice"),
        (Grid(weights=(1.5,)), "the weight 1.5 of the sparse leg must lie from 0 to 1"),
        (["rrf"], "'rrf' is neither a Configuration nor a fusion"),
        ([RRF], "is neither a Configuration nor a fusion"),
    ],
)
def test_bad_grids(grid: Grid | list[RRF], message: str) -> None:
    with pytest.raises(InvalidInput, match=message):
        settings_of(grid)


def test_a_parameter_out_of_its_range_is_refused_by_the_fusion() -> None:
    with pytest.raises(InvalidFusion, match="it must be above 0"):
        settings_of(Grid(rrf_k=(0,)))
