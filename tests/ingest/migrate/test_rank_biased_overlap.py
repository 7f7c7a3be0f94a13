"""Rank-biased overlap, by hand and by its properties."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hybrid_search.ingest.migrate.rank_biased_overlap import rank_biased_overlap

RANKINGS = st.lists(st.sampled_from("abcdefgh"), unique=True, max_size=8)


def test_two_ids_in_the_other_order() -> None:
    # X_1 = 0, X_2 = 2: (1 - p) / p * (0 / 1 * p + 2 / 2 * p**2) + 2 / 2 * p**2 = 0.5 * 0.5 + 0.25
    assert rank_biased_overlap("ab", "ba", 0.5) == pytest.approx(0.5 * 0.5 + 0.25)


def test_the_top_weighs_more_than_the_end() -> None:
    assert rank_biased_overlap("abcd", "abdc") > rank_biased_overlap("abcd", "bacd")


def test_lists_of_two_lengths() -> None:
    # s = 1, l = 2, X_1 = X_2 = 1: (1 - p) / p * (p + p**2 / 2 + 1 * 1 / (1 * 2) * p**2) + (0 + 1) * p**2 = 1
    assert rank_biased_overlap("a", "ab", 0.5) == pytest.approx(1.0)
    # X_1 = 0, X_2 = 1: 1 * (0 + 0.25 / 2 + 0) + ((1 - 0) / 2 + 0) * 0.25
    assert rank_biased_overlap("b", "ab", 0.5) == pytest.approx(0.25)


def test_nothing_agrees_with_nothing_only() -> None:
    assert rank_biased_overlap("", "") == 1.0
    assert rank_biased_overlap("", "ab") == 0.0


@given(RANKINGS, RANKINGS)
def test_it_is_symmetric_and_within_0_and_1(ours: list[str], theirs: list[str]) -> None:
    found = rank_biased_overlap(ours, theirs)
    assert found == pytest.approx(rank_biased_overlap(theirs, ours))
    assert -1e-12 <= found <= 1 + 1e-12


@given(RANKINGS)
def test_a_ranking_agrees_with_itself(ranking: list[str]) -> None:
    assert rank_biased_overlap(ranking, ranking) == pytest.approx(1.0)
