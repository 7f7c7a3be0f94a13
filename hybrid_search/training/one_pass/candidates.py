"""Hard negatives: what other ways of searching find for each query."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import numpy.typing as npt

from hybrid_search.training.one_pass.growing import Growing
from hybrid_search.training.one_pass.scores import Leg
from hybrid_search.training.one_pass.watcher import Watcher

_BLOCK_VALUES = 2**25  # 128 MiB of float32 for the scores of one leg
_LEAST_BEST = 0.1
_MARK_EVERY = 8


def candidates(
    legs: Sequence[Leg], queries: int, documents: int, number: int, key: str, path: Path, watcher: Watcher
) -> npt.NDArray[np.int32]:
    """The documents with the highest sum of the legs' scores, each divided by the leg's best.

    The sum is the library's theoretical min-max fusion, at equal weights.

    Args:
        legs: Ways to score.
        queries: How many there are.
        documents: How many there are.
        number: Candidates of a query, at most all documents.
        key: What the scores depend on.
        path: The ``.npy`` file, which goes on where it stopped.
        watcher: Told how far it is.

    Returns:
        int32[queries, number], best first; equal scores by the document's number.
    """
    number = min(number, documents)
    found = Growing(path, (queries, number), np.int32, key)
    size = max(1, _BLOCK_VALUES // documents)
    begin = found.done
    with watcher.stage("hard negatives", queries) as advance:
        for count, first in enumerate(range(begin, queries, size), start=1):
            block = slice(first, min(first + size, queries))
            scores = np.zeros((block.stop - first, documents), np.float32)
            for leg in legs:
                own = leg.scores(block)
                scores += own / np.maximum(own.max(axis=1, keepdims=True), _LEAST_BEST)
            found.array[block] = _highest(scores, number)
            if count % _MARK_EVERY == 0 or block.stop == queries:
                found.mark(block.stop)
            advance(block.stop, "")
    return np.array(found.array)


def _highest(scores: npt.NDArray[np.float32], number: int) -> npt.NDArray[np.int64]:
    part = np.sort(np.argpartition(-scores, number - 1, axis=1)[:, :number], axis=1)
    order = np.argsort(-np.take_along_axis(scores, part, axis=1), axis=1, kind="stable")
    return np.take_along_axis(part, order, axis=1)
