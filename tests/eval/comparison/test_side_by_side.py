"""Two rankings of one query side by side."""

from __future__ import annotations

from typing import Any

import pytest

from hybrid_search import RRF, HybridIndex
from hybrid_search.errors import InvalidInput
from hybrid_search.eval.comparison.compare import Comparison
from hybrid_search.eval.comparison.configuration import Configuration
from hybrid_search.eval.comparison.side_by_side import ShownHit
from tests.cli.running import HOSTILE, harmless
from tests.eval.comparison.conftest import Small

SPARSE, DENSE = Configuration("sparse", legs="sparse"), Configuration("dense", legs="dense")
HYBRID = Configuration("hybrid", fusion=RRF(60))


@pytest.fixture
def comparison(index: HybridIndex, dataset: Small) -> Comparison:
    own = {"q2": {"c2": 3.0, "gone": 2.0}}
    return Comparison(index, dataset, [SPARSE, DENSE, HYBRID], baseline="sparse", runs={"own": own})


def test_both_sides_have_ranks_grades_legs_and_tokens(comparison: Comparison) -> None:
    shown = comparison.why(comparison.run(), "q2", "hybrid")
    assert (shown.query, shown.text, shown.relevant) == ("q2", "cats", 1)
    assert (shown.ours.name, shown.theirs.name) == ("hybrid", "sparse")
    # Documents have weight 1 for each word, queries 2.
    assert shown.theirs.hits == (ShownHit(1, "c1", "cats mice", None, {"sparse": 1}, (("cats", 2.0),)),)
    assert shown.theirs.value == 0.0
    c2 = next(hit for hit in shown.ours.hits if hit.id == "c2")
    assert (c2.grade, c2.legs, c2.tokens) == (1, {"dense": 2}, ())


def test_a_run_from_elsewhere_shows_the_texts_that_the_index_has(comparison: Comparison) -> None:
    shown = comparison.why(comparison.run(), "q2", "own", "dense", k=5)
    assert [(hit.id, hit.text, hit.grade) for hit in shown.ours.hits] == [("c2", "milk", 1), ("gone", "", None)]


def test_it_has_at_most_k_hits(comparison: Comparison) -> None:
    assert len(comparison.why(comparison.run(), "q1", "dense", k=2).ours.hits) == 2


def test_print_shows_both(comparison: Comparison) -> None:
    assert str(comparison.why(comparison.run(), "q2", "sparse", "own")).splitlines() == [
        "q2: cats (1 relevant)",
        "sparse: nDCG@10 0.000",
        "   1. c1 (unjudged)  cats mice  [sparse #1; cats 2.00]",
        "own: nDCG@10 1.000",
        "   1. c2 (grade 1)  milk",
        "   2. gone (unjudged)  ",
    ]


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_texts_are_printed_harmless(text: str) -> None:
    assert harmless(str(ShownHit(1, text, text, None, {}, ((text, 1.0),))))


def test_a_result_shows_the_queries_with_the_largest_differences(comparison: Comparison) -> None:
    result = comparison.run()
    # The dense leg cannot tell t1 from t2, and the sparse one does not find c2; the fusion does both.
    assert result.best is result.row("hybrid")
    assert [one.query for one in result.drill_downs] == ["q2"]
    assert (result.drill_downs[0].ours.name, result.drill_downs[0].theirs.name) == ("hybrid", "sparse")


@pytest.mark.parametrize(
    ("arguments", "message"),
    [(("q9", "dense"), "'q9' is no judged query"), (("q1", "other"), "there is no row 'other'")],
)
def test_unknown_names(comparison: Comparison, arguments: Any, message: str) -> None:
    with pytest.raises(InvalidInput, match=message):
        comparison.why(comparison.run(), *arguments)
