"""The true nearest documents of each query, by comparing it with every document."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
from rich.console import Console
from rich.progress import track

from benchmarks.synthetic import BLOCK, dense_block, query_block

K = 10


def nearest(documents: int, queries: int, keep: Path, console: Console) -> list[list[str]]:
    """Ids of the K documents with the largest cosine, best first, of each of the first *queries*.

    They are kept in the file *keep*.
    """
    if not keep.exists():
        np.save(keep, _search(documents, queries, console))
    return [[f"document-{number}" for number in found] for found in np.load(keep).tolist()]


def recall(found: Sequence[Sequence[str]], true: Sequence[Sequence[str]]) -> float:
    """The mean share of the true documents that were found."""
    return float(np.mean([len({*one} & {*other}) / len(other) for one, other in zip(found, true, strict=True)]))


def _search(documents: int, queries: int, console: Console) -> np.ndarray[tuple[int, int], np.dtype[np.int64]]:
    asked = query_block().dense[:queries]
    scores = np.full((queries, K), -np.inf, dtype=np.float32)
    numbers = np.zeros((queries, K), dtype=np.int64)
    for start in track(range(0, documents, BLOCK), "Searching exactly", console=console, transient=True):
        block = dense_block(start // BLOCK)[: documents - start]
        here = np.broadcast_to(np.arange(start, start + len(block)), (queries, len(block)))
        scores, numbers = np.hstack([scores, asked @ block.T]), np.hstack([numbers, here])
        best = np.argsort(-scores, axis=1, kind="stable")[:, :K]
        scores, numbers = np.take_along_axis(scores, best, 1), np.take_along_axis(numbers, best, 1)
    return numbers
