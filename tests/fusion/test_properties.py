"""What holds for every pair of legs, and of which fusions."""

from __future__ import annotations

import copy
import math
from itertools import permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hybrid_search.fusion import (
    DBSF,
    RRF,
    CombMNZ,
    CombSUM,
    Fusion,
    MinMax,
    NoNormalization,
    TheoreticalMinMax,
    Weighted,
    ZScore,
)
from hybrid_search.types import Leg
from hybrid_search.types.leg import six_digits
from tests.fusion.examples import EVEN, FUSIONS, candidates, dense, pairs_of_legs, sparse, steps

every_fusion = pytest.mark.parametrize("fusion", FUSIONS, ids=str)

SCALE_FREE = (RRF(), Weighted(EVEN, MinMax()), Weighted(EVEN, TheoreticalMinMax()), Weighted(EVEN, ZScore()), DBSF())
"""For these only the ratios between the scores of a leg count."""

MONOTONE = (
    RRF(),
    RRF(k=1, weights={"dense": 3, "sparse": 1}),
    *(
        make(normalizer)
        for normalizer in (NoNormalization(), MinMax(), TheoreticalMinMax(), TheoreticalMinMax(cosine=-1))
        for make in (lambda normalizer: Weighted(EVEN, normalizer), CombSUM)
    ),
)
"""For these a document that scores higher in a leg never ranks lower."""


@every_fusion
@given(legs=pairs_of_legs())
def test_ranks_the_union_of_the_candidates_once_each(fusion: Fusion, legs: tuple[Leg, Leg]) -> None:
    fused = fusion.fuse(legs)
    assert sorted(fused.ids) == sorted({*legs[0].ids, *legs[1].ids})
    assert len(fused.scores) == len(fused.ids)
    assert all(map(math.isfinite, fused.scores))


@every_fusion
@given(legs=pairs_of_legs())
def test_orders_by_six_digits_and_then_by_id(fusion: Fusion, legs: tuple[Leg, Leg]) -> None:
    fused = fusion.fuse(legs)
    keys = [(-six_digits(score), id) for id, score in zip(fused.ids, fused.scores, strict=True)]
    assert keys == sorted(keys)


@every_fusion
@given(legs=pairs_of_legs())
def test_the_parts_of_a_document_sum_to_its_score(fusion: Fusion, legs: tuple[Leg, Leg]) -> None:
    fused = fusion.fuse(legs)
    for leg in legs:
        assert fused.added[leg.name].keys() == set(leg.ids)
    for id, score in zip(fused.ids, fused.scores, strict=True):
        assert score == sum(part[id] for _, part in sorted(fused.added.items()) if id in part)


@every_fusion
@given(legs=pairs_of_legs())
def test_the_order_of_the_legs_changes_nothing(fusion: Fusion, legs: tuple[Leg, Leg]) -> None:
    assert fusion.fuse(legs) == fusion.fuse(legs[::-1])


@pytest.mark.parametrize("fusion", [RRF(), DBSF(), CombSUM(ZScore()), CombMNZ()], ids=str)
@given(found=st.lists(candidates(), min_size=3, max_size=3))
def test_the_order_of_three_legs_changes_nothing(fusion: Fusion, found: list[dict[str, float]]) -> None:
    legs = [Leg.ranked(name, scores.items(), "dot") for name, scores in zip("xyz", found, strict=True)]
    first, *others = [fusion.fuse(order) for order in permutations(legs)]
    assert all(other == first for other in others)


@every_fusion
@given(legs=pairs_of_legs())
def test_the_legs_are_left_as_they_are(fusion: Fusion, legs: tuple[Leg, Leg]) -> None:
    before = copy.deepcopy(legs)
    fusion.fuse(legs)
    assert legs == before


@every_fusion
@given(found=candidates(steps))
def test_beside_an_empty_leg_a_leg_keeps_its_order(fusion: Fusion, found: dict[str, float]) -> None:
    leg = dense(**found)
    assert fusion.fuse([leg, sparse()]).ids == leg.ids


@pytest.mark.parametrize("fusion", SCALE_FREE, ids=str)
@given(legs=pairs_of_legs(steps), factor=st.sampled_from([2**-20, 0.25, 2, 1024]))
def test_the_scale_of_a_leg_changes_nothing(fusion: Fusion, legs: tuple[Leg, Leg], factor: float) -> None:
    first, second = legs  # powers of two scale floats exactly
    scaled = Leg(second.name, second.ids, tuple(factor * score for score in second.scores), second.kind)
    assert fusion.fuse([first, scaled]) == fusion.fuse([first, second])


def test_the_scale_of_a_leg_matters_without_a_normaliser() -> None:
    raw = CombSUM(NoNormalization())
    assert raw.fuse([dense(a=0.9), sparse(b=0.8)]).ids == ("a", "b")
    assert raw.fuse([dense(a=0.9), sparse(b=8.0)]).ids == ("b", "a")


@pytest.mark.parametrize("fusion", MONOTONE, ids=str)
@given(data=st.data())
def test_a_higher_score_in_a_leg_never_lowers_the_rank(fusion: Fusion, data: st.DataObject) -> None:
    found = data.draw(candidates(steps).filter(bool), label="the leg that changes")
    other = sparse(**data.draw(candidates(steps), label="the other leg"))
    raised = data.draw(st.sampled_from(sorted(found)), label="the document that rises")
    higher = found | {raised: found[raised] + data.draw(st.integers(1, 80)) / 8}
    before, after = fusion.fuse([dense(**found), other]), fusion.fuse([dense(**higher), other])
    assert after.ids.index(raised) <= before.ids.index(raised)


@pytest.mark.parametrize("fusion", [CombSUM(ZScore()), CombSUM(ZScore("mean")), DBSF()], ids=str)
def test_where_the_deviation_is_the_unit_a_higher_score_can_lower_the_rank(fusion: Fusion) -> None:
    # Raising b from 3 to 5 brings it closer to the mean; the smaller deviation lifts a and c more than b rises.
    other = sparse(b=9.0, c=7.0, a=0.0)
    assert fusion.fuse([dense(a=9.0, c=8.0, b=3.0), other]).ids.index("b") == 1
    assert fusion.fuse([dense(a=9.0, c=8.0, b=5.0), other]).ids.index("b") == 2


def test_documents_that_tie_are_ordered_by_id_from_either_leg() -> None:
    assert RRF().fuse([dense(z=0.9), sparse(a=5.0)]).ids == ("a", "z")
    assert RRF().fuse([dense(a=0.9), sparse(z=5.0)]).ids == ("a", "z")
