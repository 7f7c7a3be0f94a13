"""The folds of a cross-validation over queries."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

from hybrid_search.errors import InvalidInput


def folds_of(queries: Iterable[str], folds: int, seed: int) -> dict[str, int]:
    """Query id to its fold, from 0, in the order of the ids; sizes differ by one at most.

    The same ids and seed give the same folds, whatever order the ids come in.

    Raises:
        InvalidInput: for fewer than two folds, or more folds than queries.
    """
    ids = sorted(queries)
    if not 2 <= folds <= len(ids):
        raise InvalidInput(f"folds={folds}: {len(ids)} queries can be split into 2 to {len(ids)} folds")
    places = np.random.default_rng(seed).permutation(len(ids))
    return {id: int(place) % folds for id, place in zip(ids, places, strict=True)}
