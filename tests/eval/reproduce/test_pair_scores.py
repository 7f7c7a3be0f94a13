from collections.abc import Sequence
from pathlib import Path

from hybrid_search.eval.reproduce.kept import Kept
from hybrid_search.eval.reproduce.pair_scores import PairScores
from hybrid_search.rerank import FunctionReranker


def test_a_pair_is_scored_once_even_by_the_next_run(tmp_path: Path) -> None:
    scored: list[str] = []

    def length(query: str, texts: Sequence[str]) -> list[float]:
        scored.extend(texts)
        return [float(len(text)) for text in texts]

    pairs = PairScores(Kept(tmp_path), lambda: FunctionReranker(length))
    assert pairs.of("q", ["a", "bb"]) == [1.0, 2.0]
    assert pairs.of("q", ["bb", "ccc", "a"]) == [2.0, 3.0, 1.0]
    assert PairScores(Kept(tmp_path), lambda: FunctionReranker(length)).of("q", ["ccc"]) == [3.0]
    assert scored == ["a", "bb", "ccc"]


def test_the_same_text_is_another_pair_with_another_query(tmp_path: Path) -> None:
    pairs = PairScores(Kept(tmp_path), lambda: FunctionReranker(lambda query, texts: [float(len(query))] * len(texts)))
    assert [pairs.of("q", ["a"]), pairs.of("qq", ["a"])] == [[1.0], [2.0]]
