from __future__ import annotations

import math
import sys

import pytest

from hybrid_search.errors import InvalidInput, MissingExtra
from hybrid_search.eval import mean_measures, per_query
from hybrid_search.eval.measures import cutoff, parse

QRELS = {"q1": {"a": 2, "b": 1}, "q2": {"c": 1}}


def test_ndcg_uses_the_grades() -> None:
    pytest.importorskip("ir_measures", reason="needs the extra eval")
    run = {"q1": {"b": 1.0, "a": 0.5}, "q2": {"c": 1.0}}
    ideal = 2 / math.log2(2) + 1 / math.log2(3)
    found = 1 / math.log2(2) + 2 / math.log2(3)
    assert mean_measures(run, QRELS, ["nDCG@10"])["nDCG@10"] == pytest.approx((found / ideal + 1.0) / 2)


def test_a_judged_query_that_the_run_lacks_counts_as_zero() -> None:
    pytest.importorskip("ir_measures", reason="needs the extra eval")
    assert mean_measures({"q2": {"c": 1.0}}, QRELS, ["RR@10"]) == {"RR@10": 0.5}


def test_a_measure_query_by_query_is_in_the_order_of_the_judgements_and_zero_where_the_run_has_nothing() -> None:
    pytest.importorskip("ir_measures", reason="needs the extra eval")
    found = per_query({"q2": {"x": 1.0, "c": 0.5}}, QRELS, "RR@10")
    assert list(found.items()) == [("q1", 0.0), ("q2", 0.5)]


def test_without_the_extra_the_message_has_the_pip_line(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "ir_measures", None)
    with pytest.raises(MissingExtra, match=r'pip install "hybrid-search-native\[eval\]"'):
        mean_measures({}, QRELS, ["nDCG@10"])


@pytest.mark.parametrize("measure", ["Judged@10", "P@10", "AP", "RR", "R@100"])
def test_a_query_for_which_nothing_was_found_counts_as_zero(measure: str) -> None:
    pytest.importorskip("ir_measures", reason="needs the extra eval")
    found = per_query({"q1": {}, "q2": {"c": 1.0}}, QRELS, measure)
    assert found["q1"] == 0.0
    assert found["q2"] > 0.0
    assert mean_measures({"q1": {}, "q2": {"c": 1.0}}, QRELS, [measure])[measure] == found["q2"] / 2


def test_scores_may_be_whole_numbers() -> None:
    pytest.importorskip("ir_measures", reason="needs the extra eval")
    assert per_query({"q1": {"x": 3, "b": 2}, "q2": {"c": 1}}, QRELS, "RR@10") == {"q1": 0.5, "q2": 1.0}


@pytest.mark.parametrize(
    ("measure", "message"),
    [
        ("nDCG@ten", "is not one of ir_measures"),
        ("nDCG@0", "must be at least 1"),
        ("P(cutoff=-3)", "is not one of ir_measures|must be at least 1"),
        ("RBP", "cannot be computed"),  # needs a parameter
        ("alpha_nDCG@10", "cannot be computed"),  # needs another package
        ("RR(foo=1)@10", "cannot be computed"),
    ],
)
def test_a_measure_that_cannot_be_computed_is_named_before_anything_is_searched(measure: str, message: str) -> None:
    pytest.importorskip("ir_measures", reason="needs the extra eval")
    with pytest.raises(InvalidInput, match=message):
        parse([measure])


@pytest.mark.parametrize(("measure", "hits"), [("nDCG@10", 10), ("R@1000", 1000), ("AP", 0)])
def test_the_cutoff_is_how_many_hits_a_measure_looks_at(measure: str, hits: int) -> None:
    pytest.importorskip("ir_measures", reason="needs the extra eval")
    assert cutoff(measure) == hits
