import math
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest

from hybrid_search.eval.reproduce.collection import Collection
from hybrid_search.eval.reproduce.kept import Kept
from hybrid_search.eval.reproduce.pair_scores import PairScores
from hybrid_search.eval.reproduce.protocol_as_published import AsPublished, as_published, fuse
from hybrid_search.eval.reproduce.vectors import Vectors
from hybrid_search.rerank import FunctionReranker
from hybrid_search.types import SparseVector


def test_ranks_count_from_0_and_a_missing_text_has_the_rank_of_the_lists_length() -> None:
    fused = fuse(["b", "c", "y"], ["x", "a", "y"])
    assert fused == {
        "x": 1 / 60 + 1 / 63,
        "a": 1 / 61 + 1 / 63,
        "y": 1 / 62 + 1 / 62,
        "b": 1 / 63 + 1 / 60,
        "c": 1 / 63 + 1 / 61,
    }


def test_so_a_text_of_one_leg_can_stand_before_one_of_both() -> None:
    fused = fuse(["b", "c", "y"], ["x", "a", "y"])
    assert sorted(fused, key=lambda text: -fused[text]) == ["x", "b", "a", "c", "y"]


def test_a_text_that_comes_twice_in_a_list_has_its_last_rank() -> None:
    assert fuse(["a", "b", "a"], ["b"]) == {"b": 1 / 60 + 1 / 61, "a": 1 / 61 + 1 / 62}


def computed(tmp_path: Path, relevant: Sequence[int]) -> AsPublished:
    """120 documents that the legs rank by number, the dense one backwards; the reranker prefers large numbers."""
    collection = Collection(
        {f"d{number}": str(number) for number in range(120)}, {"q": "one"}, {"q": {f"d{id}": 1 for id in relevant}}
    )
    sparse = [SparseVector.from_pairs({1: 200.0 - number}) for number in range(120)]
    angles = np.linspace(1, 0, 120)
    documents = Vectors(sparse, np.stack([np.cos(angles), np.sin(angles)], axis=1).astype(np.float32))
    queries = Vectors([SparseVector.from_pairs({1: 1.0})], np.array([[1, 0]], np.float32))
    reranker = FunctionReranker(lambda query, texts: [float(text) for text in texts])
    pairs = PairScores(Kept(tmp_path / "kept"), lambda: reranker)
    return as_published(collection, documents, queries, pairs, lambda doing, done, of: None)


def test_a_relevant_passage_that_was_not_retrieved_is_reranked_all_the_same(tmp_path: Path) -> None:
    found = computed(tmp_path, [119])  # the sparse leg ends at 99
    assert found.values["sparse"] == [0.0]
    assert found.values["sparse, reranked"] == [1.0]


def test_each_leg_is_measured_as_it_is(tmp_path: Path) -> None:
    found = computed(tmp_path, [1])
    assert found.values["sparse"] == pytest.approx([1 / math.log2(3)])
    assert found.values["dense"] == [0.0]


def test_the_figure_of_ties_is_their_mean_between_the_extremes(tmp_path: Path) -> None:
    # 0 has rank 0 in the sparse leg and is missing in the dense one (the last 100 backwards); 119 has it the other way.
    found = computed(tmp_path, [0])
    assert found.hybrid_best == [1.0]
    assert found.hybrid_worst == pytest.approx([1 / math.log2(3)])
    assert found.values["hybrid"] == pytest.approx([(1 + 1 / math.log2(3)) / 2])


def test_judged_passages_that_are_not_in_the_corpus_lower_the_figures(tmp_path: Path) -> None:
    found = computed(tmp_path, [0, 500])
    assert found.values["sparse"] == pytest.approx([1 / (1 + 1 / math.log2(3))])
