from __future__ import annotations

import math

import pytest

from hybrid_search.errors import InvalidInput
from hybrid_search.eval import run_of
from hybrid_search.eval.runs.run import Run, check_run
from hybrid_search.types import Hit, SearchResults


def hit(id: str, rank: int) -> Hit:
    return Hit(id, 7.0, "rrf", "text", {}, {}, rank, id)


def test_equal_scores_keep_the_order_of_the_results() -> None:
    results = SearchResults((hit("b", 1), hit("a", 2)), "query", None, {}, {})
    assert run_of({"q": results}) == {"q": {"b": 1.0, "a": 0.5}}


@pytest.mark.parametrize(
    ("run", "message"),
    [
        ({}, "run 'other' has none of the 2 judged queries, such as 'q1', 'q2': it has nothing"),
        ({"1": {"a": 1.0}}, "it has '1'; check that it is of this dataset"),
        ({"q1": {"a": math.nan}}, "run 'other', query 'q1', document 'a': the score nan is not finite"),
    ],
)
def test_a_run_from_elsewhere_that_cannot_be_measured_is_refused(run: Run, message: str) -> None:
    with pytest.raises(InvalidInput, match=message):
        check_run("other", run, ["q1", "q2"])


def test_a_run_from_elsewhere_may_have_found_nothing() -> None:
    check_run("other", {"q1": {}}, ["q1", "q2"])
