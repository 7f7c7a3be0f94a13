"""The table of normalisers, and what all of them keep."""

from __future__ import annotations

import math

import pytest
from hypothesis import given

from hybrid_search.fusion import Normalizer
from hybrid_search.fusion.normalize import NORMALIZERS
from hybrid_search.fusion.normalize.registry import as_data, from_data
from tests.fusion import examples
from tests.fusion.examples import candidates, dense

every_normalizer = pytest.mark.parametrize("normalizer", examples.NORMALIZERS, ids=str)


@every_normalizer
def test_gives_back_the_normaliser_of_its_data(normalizer: Normalizer) -> None:
    assert from_data(as_data(normalizer)) == normalizer


@every_normalizer
def test_the_table_has_each_under_its_name(normalizer: Normalizer) -> None:
    assert NORMALIZERS[normalizer.name] is type(normalizer)


def test_default_parameters_are_left_out() -> None:
    assert as_data(NORMALIZERS["z_score"]()) == "z_score"


@every_normalizer
@given(found=candidates())
def test_gives_one_finite_number_per_score(normalizer: Normalizer, found: dict[str, float]) -> None:
    normalized = normalizer.normalize(dense(**found))
    assert len(normalized) == len(found)
    assert all(map(math.isfinite, normalized))


@every_normalizer
@given(found=candidates())
def test_never_reverses_two_scores(normalizer: Normalizer, found: dict[str, float]) -> None:
    leg = dense(**found)
    by_score = sorted(zip(leg.scores, normalizer.normalize(leg), strict=True))
    normalized = [number for _, number in by_score]
    assert normalized == sorted(normalized)
