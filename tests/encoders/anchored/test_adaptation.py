from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from hybrid_search.encoders.anchored import Anchoring, StaticTable
from hybrid_search.encoders.anchored.adaptation import factors, static_idf
from hybrid_search.encoders.exact_words import FIRST_EXACT
from hybrid_search.encoders.statistics import CollectionStatistics

LEARNED, WORD = 7, FIRST_EXACT + 7
CONSTANTS = Anchoring(gamma=0.5, prior_documents=1000)


def table(**shares: float) -> StaticTable:
    places = {"learned": LEARNED, "word": WORD}
    return StaticTable(np.array([places[name] for name in shares], np.uint32), np.array([*shares.values()], np.float16))


def collection(documents: int, frequencies: dict[int, int], unlisted: int = 0) -> CollectionStatistics:
    return CollectionStatistics(
        documents, np.array([*frequencies], np.uint32), np.array([*frequencies.values()], np.int64), unlisted
    )


def factor(dimension: int, statistics: CollectionStatistics, static: StaticTable) -> float:
    exact = np.array([dimension >= FIRST_EXACT])
    return float(factors(np.array([dimension], np.uint32), exact, statistics, static, CONSTANTS)[0])


def test_the_static_idf_is_that_of_a_thousand_documents() -> None:
    found = static_idf(np.array([LEARNED, WORD], np.uint32), table(learned=0.25), CONSTANTS)
    assert found == pytest.approx([math.log(1 + 750.5 / 250.5), math.log(1 + 1000.5 / 0.5)])


def test_a_words_factor_brings_its_idf_to_the_blended_one() -> None:
    # 250 of a thousand in the table and 750 of a thousand in the collection: 1,000 of 2,000.
    blended, static = math.log(1 + 1000.5 / 1000.5), math.log(1 + 750.5 / 250.5)
    assert factor(WORD, collection(1000, {WORD: 750}), table(word=0.25)) == pytest.approx(blended / static)


def test_a_learned_dimensions_factor_is_dampened_by_gamma() -> None:
    blended, static = math.log(2), math.log(1 + 750.5 / 250.5)
    found = factor(LEARNED, collection(1000, {LEARNED: 750}), table(learned=0.25))
    assert found == pytest.approx(math.sqrt(blended / static))


def test_a_learned_dimension_that_a_table_of_them_lacks_counts_as_unlisted() -> None:
    blended, static = math.log(1 + 1250.5 / 750.5), math.log(1 + 1000.5 / 0.5)
    found = factor(LEARNED + 1, collection(1000, {LEARNED + 1: 750}), table(learned=0.25))
    assert found == pytest.approx(math.sqrt(blended / static))


@pytest.mark.parametrize("static", [StaticTable.empty(), table(word=0.25)])
def test_without_learned_dimensions_in_the_table_theirs_is_one(static: StaticTable) -> None:
    assert factor(LEARNED, collection(1000, {LEARNED: 750}), static) == 1


def test_a_word_that_the_statistics_do_not_list_has_half_of_the_bound() -> None:
    bounded = factor(WORD, collection(1000, {}, unlisted=20), StaticTable.empty())
    assert bounded == factor(WORD, collection(1000, {WORD: 10}), StaticTable.empty())


def test_a_frequent_word_loses_and_a_rare_one_gains() -> None:
    assert factor(WORD, collection(10_000, {WORD: 9_000}), table(word=0.25)) < 1
    assert factor(WORD, collection(10_000, {WORD: 1}), table(word=0.25)) > 1


def test_frequencies_above_the_documents_are_capped() -> None:
    assert factor(WORD, collection(10, {WORD: 10**6}), table(word=1)) > 0


@given(
    st.lists(st.integers(0, 2**32 - 1), unique=True, max_size=20).map(sorted),
    st.sampled_from([StaticTable.empty(), table(learned=0.25), table(word=0.125), table(learned=1, word=1)]),
)
def test_of_no_documents_every_factor_is_exactly_one(dimensions: list[int], static: StaticTable) -> None:
    indices = np.array(dimensions, np.uint32)
    found = factors(indices, indices >= FIRST_EXACT, CollectionStatistics.empty(), static, Anchoring())
    assert found.tolist() == [1.0] * len(dimensions)


@given(st.integers(0, 10**12), st.integers(0, 10**12), st.sampled_from([0.0001, 0.25, 1.0]))
def test_every_factor_is_above_zero_and_finite(documents: int, frequency: int, share: float) -> None:
    found = factor(WORD, collection(documents, {WORD: frequency}), table(word=share))
    assert 0 < found < math.inf
