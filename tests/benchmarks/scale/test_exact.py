from __future__ import annotations

from pathlib import Path

import numpy as np
from rich.console import Console

from benchmarks.scale.exact import K, nearest, recall
from benchmarks.synthetic import BLOCK, dense_block, query_block


def test_recall_is_the_mean_share_of_what_is_true() -> None:
    assert recall([["a", "b"], ["c", "x"]], [["b", "a"], ["c", "d"]]) == 0.75


def test_the_nearest_are_those_of_all_blocks_together(tmp_path: Path) -> None:
    size = BLOCK + 500
    everything = np.vstack([dense_block(0), dense_block(1)])[:size]
    best = np.argsort(-(everything @ query_block().dense[0]))[:K]
    found = nearest(size, 2, tmp_path / "nearest.npy", Console(quiet=True))
    assert found[0] == [f"document-{number}" for number in best]


def test_what_is_kept_is_not_searched_again(tmp_path: Path) -> None:
    np.save(tmp_path / "nearest.npy", [[3, 1]])
    assert nearest(10, 1, tmp_path / "nearest.npy", Console(quiet=True)) == [["document-3", "document-1"]]
