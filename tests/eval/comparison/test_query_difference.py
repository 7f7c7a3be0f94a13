"""Query by query: gains, losses, and who wins alone."""

from __future__ import annotations

import pytest

from hybrid_search import HybridIndex
from hybrid_search.errors import InvalidInput
from hybrid_search.eval.comparison.compare import Comparison
from hybrid_search.eval.comparison.configuration import Configuration
from hybrid_search.eval.comparison.query_difference import QueryDifference, largest, query_differences, won_alone
from tests.eval.comparison.conftest import Small

QUERIES = {"a": "one", "b": "two", "c": "three", "d": "four"}
OURS = {"a": 0.5, "b": 1.0, "c": 0.0, "d": 0.1 + 0.2}
THEIRS = {"a": 0.25, "b": 0.0, "c": 0.75, "d": 0.3}


def test_the_largest_gain_comes_first_and_the_largest_loss_last() -> None:
    found = query_differences(QUERIES, OURS, THEIRS)
    assert [(one.query, one.difference) for one in found] == [("b", 1.0), ("a", 0.25), ("d", 0.0), ("c", -0.75)]
    assert found[0].text == "two"


def test_the_largest_of_either_direction_without_ties() -> None:
    assert [one.query for one in largest(query_differences(QUERIES, OURS, THEIRS), 3)] == ["b", "c", "a"]
    assert [one.query for one in largest(query_differences(QUERIES, OURS, THEIRS), 1)] == ["b"]


def test_to_win_alone_is_to_be_better_than_each_of_the_others() -> None:
    third = {"a": 0.5, "b": 0.25, "c": 0.0, "d": 0.0}
    won = won_alone(QUERIES, {"ours": OURS, "theirs": THEIRS, "third": third})
    assert won == {
        "ours": (QueryDifference("b", "two", 1.0, 0.25),),  # a is shared with the third, d is a tie
        "theirs": (QueryDifference("c", "three", 0.75, 0.0),),
        "third": (),
    }


def test_a_result_knows_where_each_leg_alone_wins(index: HybridIndex, dataset: Small) -> None:
    legs = [Configuration("s", legs="sparse"), Configuration("d", legs="dense"), Configuration("both")]
    result = Comparison(index, dataset, legs, baseline="d", measures=["R@100", "RR@1"]).run()
    # The sparse leg does not find c2, which shares no word with "cats".
    assert {name: [one.query for one in won] for name, won in result.won_alone().items()} == {"s": [], "d": ["q2"]}
    assert [one.difference for one in result.differences("s")] == [0.0, 0.0, -1.0]
    assert result.differences("s", "d", "R@100") == result.differences("s")
    with pytest.raises(InvalidInput, match="'AP' was not measured; there are R@100, RR@1"):
        result.differences("s", measure="AP")
    with pytest.raises(InvalidInput, match="got 1; name two or more of 's', 'd', 'both'"):
        result.won_alone(["s"])
