from __future__ import annotations

import numpy as np

from hybrid_search.encoders.statistics import CollectionStatistics
from hybrid_search.types import SparseVector

COUNTED = CollectionStatistics.of([SparseVector.from_pairs(pairs) for pairs in ({1: 1.0, 5: 2.0}, {5: 1.0}, {})])
ASKED = np.array([0, 1, 4, 5, 6], np.uint32)


def test_a_dimension_counts_once_for_each_document_that_has_it() -> None:
    assert COUNTED.documents == 3
    assert COUNTED.dimensions.tolist() == [1, 5]
    assert COUNTED.frequencies.tolist() == [1, 2]


def test_a_dimension_that_is_not_listed_has_the_frequency_0() -> None:
    assert COUNTED.frequency(ASKED).tolist() == [0, 1, 0, 2, 0]
    assert COUNTED.frequency(ASKED).dtype == np.int64


def test_a_dimension_that_is_not_listed_is_expected_at_half_of_the_bound() -> None:
    bounded = CollectionStatistics(3, COUNTED.dimensions, COUNTED.frequencies, unlisted=1)
    assert bounded.expected(ASKED).tolist() == [0.5, 1, 0.5, 2, 0.5]


def test_of_no_documents_nothing_is_known() -> None:
    for statistics in (CollectionStatistics.empty(), CollectionStatistics.of([])):
        assert statistics.documents == 0
        assert statistics.frequency(ASKED).tolist() == [0] * 5
