r"""The experiment as the script of the article computes it, in sentence-transformers 5.0.0.

What the script does that :mod:`hybrid_search.eval.reproduce.protocol_plain` does not, read in its source at that tag:

* Fusion (``ReciprocalRankFusionEvaluator``): :math:`1/(60 + r_{sparse}) + 1/(60 + r_{dense})` with ranks from 0, where
  a passage that is missing in a leg has the rank of that leg's length. All versions up to 5.6.1 do so; 5.7.0 counts
  from 1 and adds nothing for a missing passage (https://github.com/huggingface/sentence-transformers/pull/3883).
* Passages with rank a in one leg and b in the other tie with those with b and a. They come in the order of a Python set
  of texts, which changes with every process. Here the figure is the mean over all orders of ties, and the extremes are
  told beside it.
* Reranking (``CrossEncoderRerankingEvaluator``): with ``always_rerank_positives=True``, the default, which the script
  keeps, the relevant passages stand among the candidates whether they were retrieved or not. So the reranked rows
  measure the reranker, and hardly the retrieval.
* All fused passages are reranked, up to 200; of a single leg 100.
* Each leg is 100 passages long even if fewer share a word with the query; see
  :mod:`hybrid_search.eval.reproduce.exact_retrieval`.
* Passages are told apart by their text, not by their id; every passage that the judgements list is relevant, whatever
  its grade.
* The vectors are used as the model made them; our index keeps 9 significant bits of a sparse weight.

The fused list's nDCG adds the relevant passages that were not found behind the list, which counts them in the best
possible order; a query for which none was found gets 0.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from hybrid_search.eval.comparison.legs import Step
from hybrid_search.eval.reproduce.collection import Collection
from hybrid_search.eval.reproduce.exact_retrieval import dense_ranks, sparse_ranks
from hybrid_search.eval.reproduce.pair_scores import PairScores
from hybrid_search.eval.reproduce.published import ROWS, RowName
from hybrid_search.eval.reproduce.tie_averaged import Ties, ndcg
from hybrid_search.eval.reproduce.vectors import Vectors

RRF_K = 60


@dataclass(frozen=True, slots=True)
class AsPublished:
    """nDCG@10 from 0 to 1.

    Attributes:
        values: Row to the values of the queries, in the order of the collection.
        hybrid_worst: Of the row "hybrid", with ties in the worst order.
        hybrid_best: The same in the best order.
    """

    values: Mapping[RowName, Sequence[float]]
    hybrid_worst: Sequence[float]
    hybrid_best: Sequence[float]


def as_published(
    collection: Collection, documents: Vectors, queries: Vectors, pairs: PairScores, step: Step
) -> AsPublished:
    """All six rows.

    Args:
        collection: Texts and judgements.
        documents: Vectors of its documents.
        queries: Vectors of its queries.
        pairs: The cross-encoder.
        step: Called after each query, most of whose time goes into reranking.
    """
    ids, texts = list(collection.documents), list(collection.documents.values())
    values: dict[RowName, list[float]] = {row: [] for row in ROWS}
    extremes: dict[Ties, list[float]] = {"worst": [], "best": []}
    found = zip(sparse_ranks(documents, queries), dense_ranks(documents, queries), strict=True)
    for done, ((query, text), (sparse, dense)) in enumerate(zip(collection.queries.items(), found, strict=True)):
        step("reranking", done, len(collection.queries))
        judged = collection.qrels[query]
        positive = [collection.documents[id] for id in judged if id in collection.documents]
        sparse_texts, dense_texts = [texts[place] for place in sparse], [texts[place] for place in dense]
        fused = fuse(sparse_texts, dense_texts)
        pairs.of(text, list(dict.fromkeys([*positive, *fused])))  # once, in full batches; all rows below look it up
        values["sparse"].append(_of_ids([ids[place] for place in sparse], judged))
        values["dense"].append(_of_ids([ids[place] for place in dense], judged))
        values["hybrid"].append(_of_fused(fused, positive, "average"))
        for ties, each in extremes.items():
            each.append(_of_fused(fused, positive, ties))
        values["sparse, reranked"].append(_reranked(text, sparse_texts, positive, pairs))
        values["dense, reranked"].append(_reranked(text, dense_texts, positive, pairs))
        values["hybrid, reranked"].append(_reranked(text, list(fused), positive, pairs))
    step("reranking", len(collection.queries), len(collection.queries))
    return AsPublished(values, extremes["worst"], extremes["best"])


def fuse(sparse: Sequence[str], dense: Sequence[str]) -> dict[str, float]:
    """Text to fused score, from two lists of texts, best first; a text that comes twice in a list has its last rank."""
    in_sparse = {text: rank for rank, text in enumerate(sparse)}
    in_dense = {text: rank for rank, text in enumerate(dense)}
    return {
        text: 1 / (RRF_K + in_dense.get(text, len(dense))) + 1 / (RRF_K + in_sparse.get(text, len(sparse)))
        for text in dict.fromkeys([*dense, *sparse])
    }


def _of_ids(retrieved: Sequence[str], judged: Mapping[str, int]) -> float:
    """Of one leg: relevant passages that are not in the corpus count in the best possible order too."""
    missing = [id for id in judged if id not in retrieved]
    padding = [""] * max(0, 10 - len(retrieved))  # what is missing must not move up into the first ten
    ranked = [*retrieved, *padding, *missing]
    return ndcg([id in judged for id in ranked], range(len(ranked), 0, -1))


def _of_fused(fused: Mapping[str, float], positive: Sequence[str], ties: Ties) -> float:
    relevant = [text in positive for text in fused]
    if not any(relevant):
        return 0.0
    missing = max(0, len(positive) - sum(relevant))
    scores = [*fused.values(), *(-rank for rank in range(1, missing + 1))]
    return ndcg([*relevant, *[True] * missing], scores, ties=ties)


def _reranked(query: str, candidates: Sequence[str], positive: Sequence[str], pairs: PairScores) -> float:
    ranked = [*positive, *(text for text in candidates if text not in positive)]
    relevant = [True] * len(positive) + [False] * (len(ranked) - len(positive))
    return ndcg(relevant, pairs.of(query, ranked))
