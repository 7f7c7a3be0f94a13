"""Groups of chunks as a pure function."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from hybrid_search.fusion import Fused
from hybrid_search.index.grouping import grouped, grouped_kind
from hybrid_search.types.leg import best_first

SCORES = st.dictionaries(
    st.text("abcdef", min_size=1, max_size=3),
    st.floats(-1e6, 1e6) | st.sampled_from([0.0, 1.0, 1.000001, 1.0000001]),
    max_size=12,
)


def fused(**scores: float) -> Fused:
    return Fused(*best_first(scores), {})


@given(SCORES)
def test_of_documents_with_one_chunk_each_best_and_sum_are_the_ranking_itself(scores: dict[str, float]) -> None:
    ranking = fused(**scores)
    parents = {id: f"document {id}" for id in scores}
    assert grouped(ranking, parents, "best") == grouped(ranking, parents, "sum") == ranking


@given(SCORES, st.data())
def test_each_document_is_there_once_by_its_best_chunk(scores: dict[str, float], data: st.DataObject) -> None:
    ranking = fused(**scores)
    parents = {id: data.draw(st.sampled_from("xyz")) for id in ranking.ids}
    best, total = (grouped(ranking, parents, how) for how in ("best", "sum"))
    assert {*best.ids} == {*total.ids}
    assert [parents[id] for id in best.ids] == list(dict.fromkeys(parents[id] for id in ranking.ids))
    assert list(total.ids) == list(best_first(dict(zip(total.ids, total.scores, strict=True)))[0])


def test_a_sum_is_rounded_once() -> None:
    ranking = grouped(fused(a=1e16, b=1.0, c=-1e16), dict.fromkeys("abc", "x"), "sum")
    assert ranking.scores == (1.0,)  # added one after the other: 0


def test_scores_below_zero_lower_a_sum() -> None:
    ranking = grouped(fused(a=0.5, b=-0.25, c=0.4), {"a": "x", "b": "x", "c": "y"}, "sum")
    assert (ranking.ids, ranking.scores) == (("c", "a"), (0.4, 0.25))


def test_the_kind_of_a_sum_says_so() -> None:
    assert [grouped_kind("rrf", how) for how in (None, "best", "sum")] == ["rrf", "rrf", "sum-rrf"]
