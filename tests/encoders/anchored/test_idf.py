from __future__ import annotations

import math

import numpy as np
import pytest

from hybrid_search.encoders.anchored.idf import idf


def test_it_is_lucenes() -> None:
    found = idf(np.array([0.0, 2.0, 10.0]), 10)
    assert found == pytest.approx([math.log(1 + 10.5 / 0.5), math.log(1 + 8.5 / 2.5), math.log(1 + 0.5 / 10.5)])


def test_it_is_above_zero_for_what_is_everywhere() -> None:
    assert idf(np.array([1e9]), 1e9)[0] > 0


def test_a_frequency_above_the_count_is_the_count() -> None:
    assert idf(np.array([25.0]), 10) == idf(np.array([10.0]), 10)


def test_of_no_documents_all_are_alike() -> None:
    assert idf(np.array([0.0, 3.0]), 0) == pytest.approx([math.log(2), math.log(2)])
