"""Two-stage retrieval: the sparse leg finds candidates, and a second stage ranks them.

    python examples/two_stage.py
    python examples/two_stage.py "how do plants eat" --cross-encoder cross-encoder/ms-marco-MiniLM-L6-v2

DenseReranker ranks by the dense vectors that are stored already, so it costs one dot product for each hit. A
cross-encoder reads the query together with each text, and needs the extra: pip install "hybrid-search-native[models]"
"""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from pathlib import Path

from hybrid_search import CrossEncoderReranker, DenseReranker, HybridIndex, Reranker, SearchResults, VectorReranker
from hybrid_search.eval import BeirFolder
from hybrid_search.types import printable, shorten


def two_stages(
    index: HybridIndex, query: str, rerankers: Sequence[Reranker | VectorReranker], *, depth: int = 50, k: int = 5
) -> list[SearchResults]:
    """The *k* best of the sparse leg alone, and then of each reranker over its first *depth* hits."""
    first = index.search(query, k=k, legs="sparse")
    return [first, *(index.search(query, k=k, legs="sparse", rerank=one, depth=depth) for one in rerankers)]


def shown(title: str, results: SearchResults) -> str:
    """Hits with their scores, and the rank that each had before."""
    lines = [f"{title}, {1000 * results.seconds['total']:.1f} ms"]
    for hit in results:
        before = f"was {hit.rerank.rank_before:2}" if hit.rerank else ""
        lines.append(f"  {hit.rank}. {before:7} {hit.score:8.3f} {hit.score_kind}  {printable(shorten(hit.text))}")
    return "\n".join(lines)


def main(arguments: Sequence[str] | None = None) -> None:
    """Index the sample in memory, and print the ranking of each second stage below the first."""
    parser = argparse.ArgumentParser(description="The sparse leg retrieves, dense vectors and a cross-encoder rerank.")
    parser.add_argument("query", nargs="?", default="how do plants eat", help="default: %(default)s")
    parser.add_argument("--cross-encoder", metavar="MODEL", help="a name on the hub, or a folder")
    parser.add_argument("--depth", type=int, default=50, help="hits that the second stage sees (default: 50)")
    chosen = parser.parse_args(arguments)

    rerankers: dict[str, Reranker | VectorReranker] = {"reranked by dense vectors": DenseReranker()}
    if chosen.cross_encoder:
        rerankers["reranked by the cross-encoder"] = CrossEncoderReranker(chosen.cross_encoder)
    with HybridIndex.open("memory://two-stage") as index:
        index.add(BeirFolder(Path(__file__).parent / "sample").documents())
        rankings = two_stages(index, chosen.query, list(rerankers.values()), depth=chosen.depth)
    print("\n".join(shown(title, results) for title, results in zip(["sparse", *rerankers], rankings, strict=True)))


if __name__ == "__main__":
    main()
