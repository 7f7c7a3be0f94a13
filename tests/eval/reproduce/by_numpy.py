"""Both protocols once more, from the models of sentence-transformers to the figures, with plain NumPy."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np

from tests.eval.reproduce.hub_files import DOCUMENTS, QRELS, QUERIES

IDS = list(DOCUMENTS)


class Figures:
    """nDCG@10 in percent of the six rows, by row name.

    Attributes:
        plain: By the plain protocol.
        as_published: By the published one; the fused list with ties in the mean of all orders: each relevant
            document takes the mean discount of the places that it can have.
    """

    def __init__(self, library: Any, sparse: Path, dense: Path, cross_encoder: Path) -> None:
        texts, asked = list(DOCUMENTS.values()), list(QUERIES.values())
        model = library.SparseEncoder(str(sparse), device="cpu")
        stored = model.encode_document(texts).to_dense().numpy().astype(np.float64)
        queries = model.encode_query(asked).to_dense().numpy().astype(np.float64)
        self.nonzeros = [(queries != 0).sum(1).mean(), (stored != 0).sum(1).mean()]
        model = library.SentenceTransformer(str(dense), device="cpu")
        d, q = (_unit(array) for array in (model.encode_document(texts), model.encode_query(asked)))
        reranker = library.CrossEncoder(str(cross_encoder), device="cpu")
        pairs = np.array([reranker.predict([(query, text) for text in texts]) for query in asked])

        mantissa, exponent = np.frexp(stored)
        rounded = np.ldexp(np.floor(mantissa * 512 + 0.5) / 512, exponent)
        rows: dict[str, dict[str, list[float]]] = {"plain": {}, "published": {}}
        for number, relevant in enumerate(QRELS.values()):
            good = np.isin(IDS, relevant)
            ce, dot, cosine = pairs[number], stored @ queries[number], d @ q[number]
            by_index: list[Any] = [_ranked(rounded @ queries[number], positive_only=True), _ranked(cosine)]
            rrf = np.zeros(len(IDS))
            for leg in by_index:
                rrf[leg] += 1 / (61 + np.arange(len(leg)))
            lists = [*by_index, _ranked(rrf, positive_only=True)]
            ranking: Any
            for name, ranking in zip(("sparse", "dense", "hybrid"), lists, strict=True):
                _add(rows["plain"], name, _ndcg(good[ranking], good.sum()))
                best: Any = sorted(ranking, key=lambda place: (-float(f"{ce[place]:.5e}"), IDS[place]))
                _add(rows["plain"], f"{name}, reranked", _ndcg(good[best], good.sum()))

            legs = [np.argsort(-scores, kind="stable")[:100] for scores in (dot, cosine)]
            missing_last = [np.full(len(IDS), 100), np.full(len(IDS), 100)]
            for ranks, leg in zip(missing_last, legs, strict=True):
                ranks[leg] = np.arange(100)
            seen = np.union1d(*legs)
            fused = 1 / (60 + missing_last[0]) + 1 / (60 + missing_last[1])
            for name, candidates in zip(("sparse", "dense", "hybrid"), (*legs, seen), strict=True):
                injected = np.union1d(candidates, np.flatnonzero(good))
                best = injected[np.argsort(-ce[injected], kind="stable")]
                _add(rows["published"], f"{name}, reranked", _ndcg(good[best], good.sum()))
            for name, leg in zip(("sparse", "dense"), legs, strict=True):
                _add(rows["published"], name, _ndcg(good[leg], good.sum()))
            _add(rows["published"], "hybrid", _mean_over_ties(fused[seen], good[seen], int(good.sum())))
        self.plain = {name: 100 * float(np.mean(values)) for name, values in rows["plain"].items()}
        self.as_published = {name: 100 * float(np.mean(values)) for name, values in rows["published"].items()}


def _add(rows: dict[str, list[float]], name: str, value: float) -> None:
    rows.setdefault(name, []).append(value)


def _unit(array: Any) -> Any:
    return array / np.linalg.norm(array, axis=1, keepdims=True)


def _ranked(scores: Any, *, positive_only: bool = False) -> list[int]:
    places = [place for place in range(len(IDS)) if scores[place] > 0 or not positive_only]
    return sorted(places, key=lambda place: (-float(f"{scores[place]:.5e}"), IDS[place]))[:100]


def _ndcg(gains: Any, relevant: int) -> float:
    discounts = 1 / np.log2(np.arange(2, 12))
    first = np.asarray(gains, float)[:10]
    return float(first @ discounts[: len(first)] / discounts[:relevant].sum())


def _mean_over_ties(scores: Any, good: Any, relevant: int) -> float:
    if not good.any():
        return 0.0
    discounts = np.zeros(len(scores))
    discounts[:10] = 1 / np.log2(np.arange(2, 12))
    above = [(scores > score).sum() for score in scores[good]]
    equal = [(scores == score).sum() for score in scores[good]]
    gained = sum(discounts[start : start + size].mean() for start, size in zip(above, equal, strict=True))
    return float(gained / discounts[:relevant].sum())
