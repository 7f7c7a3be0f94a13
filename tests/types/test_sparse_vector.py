"""SparseVector: the one form that every backend accepts."""

from __future__ import annotations

import copy
import math
import pickle
from collections import defaultdict

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from hybrid_search.errors import InvalidVector
from hybrid_search.types import SparseVector

TINY = float(np.finfo(np.float32).tiny)
LARGEST = float(np.finfo(np.float32).max)

weights = st.floats(min_value=TINY, max_value=LARGEST, width=32)
pairs = st.lists(st.tuples(st.integers(0, 2**32 - 1) | st.integers(0, 5), st.floats(0, 1e30)), max_size=30)
vectors = st.dictionaries(st.integers(0, 40), weights, max_size=20).map(SparseVector.from_pairs)


class TestConstructor:
    def test_keeps_sorted_unique_positive_weights(self) -> None:
        vector = SparseVector(np.array([1, 7]), np.array([0.5, 2.0]))
        assert vector.to_dict() == {1: 0.5, 7: 2.0}
        assert vector.indices.dtype == np.uint32
        assert vector.values.dtype == np.float32

    def test_is_empty_without_weights(self) -> None:
        assert len(SparseVector(np.array([]), np.array([]))) == 0

    @pytest.mark.parametrize(
        ("indices", "values", "message"),
        [
            ([1, 2], [1.0], "shape"),
            ([[1]], [[1.0]], "one-dimensional"),
            ([2, 1], [1.0, 1.0], "sorted and unique"),
            ([1, 1], [1.0, 1.0], "sorted and unique"),
            ([1], [0.0], "drop zeros"),
            ([1], [-0.0], "drop zeros"),
            ([1], [-1.0], "below 1.18e-38"),
            ([1], [1e-40], "below 1.18e-38"),
            ([1], [math.nan], "NaN"),
            ([1], [math.inf], "finite"),
            ([1], [1e39], "too large for float32"),
            ([1], ["heavy"], "must be numbers"),
            ([-1], [1.0], r"between 0 and 2\*\*32 - 1"),
            ([2**32], [1.0], r"between 0 and 2\*\*32 - 1"),
            ([1.5], [1.0], "whole numbers"),
            ([2**70], [1.0], "whole numbers"),
        ],
    )
    def test_rejects_what_some_backend_would_reject(self, indices: object, values: object, message: str) -> None:
        with pytest.raises(InvalidVector, match=message):
            SparseVector(np.array(indices), np.array(values))

    def test_is_not_changed_by_a_later_change_of_the_callers_arrays(self) -> None:
        indices, values = np.array([1, 2], dtype=np.uint32), np.array([1, 2], dtype=np.float32)
        vector = SparseVector(indices, values)
        indices[0], values[0] = 0, 9
        assert vector.to_dict() == {1: 1.0, 2: 2.0}

    def test_its_arrays_are_read_only(self) -> None:
        vector = SparseVector.from_pairs({1: 1.0})
        with pytest.raises(ValueError, match="read-only"):
            vector.values[0] = 2.0
        with pytest.raises(ValueError, match="read-only"):
            vector.indices[0] = 2

    @pytest.mark.parametrize("again", [copy.deepcopy, lambda vector: pickle.loads(pickle.dumps(vector))])
    def test_a_copy_is_equal_and_read_only_too(self, again: object) -> None:
        vector = SparseVector.from_pairs({1: 1.0})
        copied = again(vector)  # type: ignore[operator]  # the parameters are functions
        assert copied == vector
        assert not copied.values.flags.writeable
        assert not copied.indices.flags.writeable


class TestFromPairs:
    def test_sums_the_weights_of_one_id(self) -> None:
        assert SparseVector.from_pairs([(3, 1.0), (1, 2.0), (3, 0.5)]).to_dict() == {1: 2.0, 3: 1.5}

    def test_drops_zeros_and_subnormals(self) -> None:
        assert SparseVector.from_pairs([(1, 0.0), (2, -0.0), (3, 1e-40), (4, 1.0)]).to_dict() == {4: 1.0}

    def test_subnormal_weights_count_in_a_sum_that_is_normal(self) -> None:
        assert SparseVector.from_pairs([(1, TINY / 2), (1, TINY / 2)]).to_dict() == {1: TINY}

    def test_takes_a_mapping_and_a_generator(self) -> None:
        assert SparseVector.from_pairs({1: 1.0}) == SparseVector.from_pairs((id, 1.0) for id in [1])

    def test_of_nothing_is_empty(self) -> None:
        assert SparseVector.from_pairs([]) == SparseVector.empty()

    @pytest.mark.parametrize(
        ("bad", "message"),
        [
            ((1, -0.5), "token 1 has the negative weight -0.5"),
            ((1, math.nan), "NaN"),
            ((1, 1e39), "too large for float32"),
            ((1, "heavy"), "must be numbers"),
            ((-1, 1.0), "from -1 to"),
            ((2**32, 1.0), r"2\*\*32 - 1"),
            ((2**64, 1.0), "whole numbers"),
            ((1.5, 1.0), "whole numbers"),
        ],
    )
    def test_rejects_what_it_cannot_repair(self, bad: tuple[int, float], message: str) -> None:
        with pytest.raises(InvalidVector, match=message):
            SparseVector.from_pairs([(7, 1.0), bad])

    def test_a_sum_too_large_for_float32_is_refused(self) -> None:
        with pytest.raises(InvalidVector, match="too large for float32"):
            SparseVector.from_pairs([(1, LARGEST), (1, LARGEST)])

    def test_the_order_of_tiny_addends_does_not_decide_a_rounding(self) -> None:
        # 1 + 2**-24 lies halfway between two float32; three times 2**-54 is enough to leave the middle, one is not.
        addends = [(1, 1 + 2**-24), *[(1, 2**-54)] * 3]
        assert SparseVector.from_pairs(addends) == SparseVector.from_pairs(addends[::-1])

    @given(pairs, st.randoms(use_true_random=False))
    def test_is_sorted_unique_summed_and_independent_of_order(
        self, given_pairs: list[tuple[int, float]], random: object
    ) -> None:
        vector = SparseVector.from_pairs(given_pairs)
        sums: dict[int, float] = defaultdict(float)
        for index, weight in given_pairs:
            sums[index] += weight
        expected = {index: total for index, total in sums.items() if total >= TINY}
        assert vector.indices.tolist() == sorted(expected)
        assert vector.to_dict() == pytest.approx(expected, rel=1e-6)
        shuffled = list(given_pairs)
        random.shuffle(shuffled)  # type: ignore[attr-defined]  # hypothesis gives a random.Random
        assert SparseVector.from_pairs(shuffled) == vector


class TestRounded:
    def test_rounds_to_nine_significant_bits(self) -> None:
        # 1 + 2**-8 is the next number of 9 bits after 1; halves are rounded up.
        assert SparseVector.from_pairs({1: 1 + 2**-9, 2: 1 + 2**-10, 3: 1 + 2**-8}).rounded().to_dict() == {
            1: 1 + 2**-8,
            2: 1.0,
            3: 1 + 2**-8,
        }

    def test_the_largest_float32_stays_finite(self) -> None:
        assert SparseVector.from_pairs({1: LARGEST}).rounded().to_dict() == {1: (2 - 2**-8) * 2.0**127}

    @given(vectors)
    def test_keeps_nine_bits_with_a_relative_error_of_at_most_2_to_the_minus_9(self, vector: SparseVector) -> None:
        rounded = vector.rounded()
        assert rounded.indices.tolist() == vector.indices.tolist()
        for before, after in zip(vector.values.tolist(), rounded.values.tolist(), strict=True):
            assert abs(after - before) <= before * 2**-9
            fraction, _ = math.frexp(after)
            assert (fraction * 2**9).is_integer()

    @given(vectors)
    def test_is_idempotent(self, vector: SparseVector) -> None:
        assert vector.rounded().rounded() == vector.rounded()

    @given(weights, weights)
    def test_is_monotone(self, first: float, second: float) -> None:
        low, high = sorted((first, second))
        rounded = SparseVector.from_pairs({1: low, 2: high}).rounded().to_dict()
        assert rounded[1] <= rounded[2]


class TestCapped:
    def test_among_equal_weights_the_lower_token_stays(self) -> None:
        assert SparseVector.from_pairs({5: 1.0, 2: 1.0, 9: 3.0}).capped(2).to_dict() == {2: 1.0, 9: 3.0}

    @given(vectors, st.integers(0, 25))
    def test_keeps_the_largest(self, vector: SparseVector, limit: int) -> None:
        kept = vector.capped(limit).to_dict()
        everything = vector.to_dict()
        assert len(kept) == min(limit, len(vector))
        assert kept.items() <= everything.items()
        lost = [everything[index] for index in everything.keys() - kept.keys()]
        assert not (kept and lost) or min(kept.values()) >= max(lost)


class TestDot:
    def test_multiplies_the_dimensions_in_common(self) -> None:
        first, second = SparseVector.from_pairs({1: 2.0, 2: 3.0}), SparseVector.from_pairs({2: 5.0, 9: 7.0})
        assert first.dot(second) == 3.0 * 5.0

    def test_with_an_empty_vector_is_zero(self) -> None:
        assert SparseVector.from_pairs({1: 2.0}).dot(SparseVector.empty()) == 0.0

    def test_does_not_overflow_float32(self) -> None:
        large = SparseVector.from_pairs({1: 1e30})
        assert large.dot(large) == pytest.approx(1e60, rel=1e-6)

    @given(vectors, vectors)
    def test_is_symmetric(self, first: SparseVector, second: SparseVector) -> None:
        assert first.dot(second) == second.dot(first)


class TestValue:
    def test_equal_vectors_have_equal_hashes(self) -> None:
        first, second = SparseVector.from_pairs({1: 1.0}), SparseVector.from_pairs([(1, 0.5), (1, 0.5)])
        assert first == second
        assert hash(first) == hash(second)

    def test_differs_by_weight_and_from_other_types(self) -> None:
        assert SparseVector.from_pairs({1: 1.0}) != SparseVector.from_pairs({1: 2.0})
        assert SparseVector.from_pairs({1: 1.0}) != {1: 1.0}

    def test_repr_shows_the_first_four(self) -> None:
        assert repr(SparseVector.from_pairs({1: 1.0})) == "SparseVector(1 non-zeros: {1: 1})"
        five = SparseVector.from_pairs(dict.fromkeys(range(5), 0.5))
        assert repr(five) == "SparseVector(5 non-zeros: {0: 0.5, 1: 0.5, 2: 0.5, 3: 0.5, …})"
