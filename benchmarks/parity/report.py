"""The figures as Markdown."""

from __future__ import annotations

from collections.abc import Sequence

from benchmarks.markdown import table
from benchmarks.parity.agreement import recall, same_order
from benchmarks.parity.collection import Collection
from benchmarks.parity.measured import BY_RRF, DENSE, FILTERED, FUSION, MEASURE, SPARSE, K, Measured

_QUALITY = (SPARSE, DENSE, FUSION, BY_RRF)
_ORDER = (*_QUALITY, FILTERED)
_LEGS = (SPARSE, DENSE)


def tables(collection: Collection, reference: Measured, others: Sequence[Measured]) -> str:
    """Quality, agreement with the reference, and times as ratios to it."""
    size = f"{len(collection.documents):,} documents and {len(collection.queries)} queries of {collection.name}"
    parts = (_quality(collection, reference, others), _agreement(reference, others), _times(reference, others))
    return "\n".join([f"{size}.\n", *parts])


def _quality(collection: Collection, reference: Measured, others: Sequence[Measured]) -> str:
    exact = [reference.ndcg(search, collection.qrels) for search in _QUALITY]
    rows = [[reference.name, *map(_four, exact), ""]]
    for one in others:
        reached = [one.ndcg(search, collection.qrels) for search in _QUALITY]
        furthest = max(abs(mine - theirs) for mine, theirs in zip(reached, exact, strict=True))
        rows.append([one.name, *map(_four, reached), _four(furthest)])
    return table([MEASURE, *_QUALITY, "largest difference"], rows)


def _agreement(reference: Measured, others: Sequence[Measured]) -> str:
    header = ["", *(f"same {K}: {name}" for name in _ORDER), *(f"recall@100: {leg}" for leg in _LEGS)]
    rows = [
        [
            one.name,
            *(f"{same_order(one.found[name], reference.found[name], K):.0%}" for name in _ORDER),
            *(_four(recall(one.found[leg], reference.found[leg])) for leg in _LEGS),
        ]
        for one in others
    ]
    return table(header, rows)


def _times(reference: Measured, others: Sequence[Measured]) -> str:
    rows = [
        [
            one.name,
            f"{one.load_s:.1f}",
            f"{one.load_s / reference.load_s:.1f}",
            f"{one.search_ms:.1f}",
            f"{one.search_ms / reference.search_ms:.1f}",
        ]
        for one in (reference, *others)
    ]
    return table(["", "load, s", "ratio", "search, ms", "ratio"], rows)


def _four(number: float) -> str:
    return f"{number:.4f}"
