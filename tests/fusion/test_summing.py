"""What all fusions share: the union, the sums, the order, and what they refuse."""

from __future__ import annotations

import math

import pytest

from hybrid_search.errors import InvalidFusion
from hybrid_search.fusion import RRF, CombSUM, Fusion, NoNormalization
from hybrid_search.types import Leg
from tests.fusion.examples import FUSIONS, dense, sparse

RAW = CombSUM(NoNormalization())


def test_ranks_by_six_significant_digits_and_then_by_id() -> None:
    fused = RAW.fuse([dense(b=1.0000004, a=1.0, d=0.999994, c=0.9999951)])
    # To six digits b, a and c are 1.00000, 1.00000 and 0.999995, d is 0.999994.
    assert fused.ids == ("a", "b", "c", "d")
    assert fused.scores == (1.0, 1.0000004, 0.9999951, 0.999994)


def test_sums_in_the_order_of_names_whatever_the_order_of_legs() -> None:
    legs = [Leg(name, ("x",), (score,), "dot") for name, score in (("c", 0.1), ("b", 0.2), ("a", 0.3))]
    assert (0.3 + 0.2) + 0.1 != (0.1 + 0.2) + 0.3  # float addition depends on the order
    assert RAW.fuse(legs).scores == RAW.fuse(legs[::-1]).scores == ((0.3 + 0.2) + 0.1,)


@pytest.mark.parametrize("fusion", FUSIONS, ids=str)
def test_legs_that_found_nothing_give_an_empty_list(fusion: Fusion) -> None:
    fused = fusion.fuse([dense(), sparse()])
    assert (fused.ids, fused.scores, fused.added) == ((), (), {"dense": {}, "sparse": {}})


@pytest.mark.parametrize("fusion", FUSIONS, ids=str)
def test_one_hit_in_each_leg_gives_finite_scores(fusion: Fusion) -> None:
    assert all(map(math.isfinite, fusion.fuse([dense(a=0.5), sparse(b=0.0)]).scores))


@pytest.mark.parametrize("fusion", FUSIONS, ids=str)
def test_there_must_be_a_leg(fusion: Fusion) -> None:
    with pytest.raises(InvalidFusion, match="there is no leg to fuse"):
        fusion.fuse([])


@pytest.mark.parametrize("fusion", FUSIONS, ids=str)
def test_two_legs_of_one_name_are_refused(fusion: Fusion) -> None:
    with pytest.raises(InvalidFusion, match="two legs are named 'dense'"):
        fusion.fuse([dense(a=0.5), sparse(), dense(b=0.5)])


@pytest.mark.parametrize(
    ("leg", "fault"),
    [
        (Leg("dense", ("a", "b", "a"), (3.0, 2.0, 1.0), "cosine"), "leg 'dense' returns 'a' twice"),
        (Leg("dense", ("a", "b"), (3.0,), "cosine"), "leg 'dense' has 2 ids and 1 scores"),
        (Leg("dense", ("a",), (math.nan,), "cosine"), "leg 'dense' gives 'a' the score nan"),
        (Leg("dense", ("a", "b"), (math.inf, 1.0), "cosine"), "leg 'dense' gives 'a' the score inf"),
    ],
)
def test_a_leg_that_breaks_its_contract_is_named(leg: Leg, fault: str) -> None:
    with pytest.raises(InvalidFusion, match=fault):
        RAW.fuse([leg])


def test_a_repeated_id_is_refused_where_scores_are_not_read() -> None:
    with pytest.raises(InvalidFusion, match="'a' twice"):
        RRF().fuse([Leg("dense", ("a", "a"), (3.0, 2.0), "cosine")])


class _Faulty:
    """A normaliser of the caller's that loses the last score, or makes it NaN."""

    def __init__(self, *last: float) -> None:
        self.last = last

    @property
    def name(self) -> str:
        return "faulty"

    def normalize(self, leg: Leg) -> tuple[float, ...]:
        return (*leg.scores[:-1], *self.last)


@pytest.mark.parametrize(("last", "numbers"), [((), 1), ((math.nan,), 2), ((1.0, 1.0), 3)])
def test_a_normaliser_that_breaks_its_contract_is_refused(last: tuple[float, ...], numbers: int) -> None:
    with pytest.raises(InvalidFusion, match=f"leg 'dense': its 2 scores were normalised to {numbers} numbers"):
        CombSUM(_Faulty(*last)).fuse([dense(a=0.5, b=0.25)])


def test_a_normaliser_of_the_callers_is_welcome() -> None:
    assert CombSUM(_Faulty(7.0)).fuse([dense(a=0.5, b=0.25)]).scores == (7.0, 0.5)
