from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from hybrid_search.connectors.base import IndexSpec, Row
from hybrid_search.connectors.embedded import batches as module
from hybrid_search.connectors.embedded.batches import batches

SPEC = IndexSpec(dims=1, sparse=False)


def row(id: str, text: str = "t", number: float = 1.0) -> Row:
    return Row(id, text, {}, id, 0, "h", None, np.array([number], dtype=np.float32))


def test_a_batch_ends_at_its_number_of_rows(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "MAX_ROWS", 2)
    assert [len(batch.points) for batch in batches([row(id) for id in "abcde"], SPEC)] == [2, 2, 1]


def test_a_batch_ends_at_its_size(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "MAX_BYTES", 10_000)
    assert [len(batch.points) for batch in batches([row(id, "t" * 2000) for id in "abcde"], SPEC)] == [2, 2, 1]


def test_of_rows_with_one_id_the_last_stays() -> None:
    (batch,) = batches([row("a", "old"), row("b"), row("a", "new")], SPEC)
    payloads: list[Any] = [point.payload for point in batch.points]
    assert [payload["text"] for payload in payloads] == ["new", "t"]


def test_a_bad_row_is_reported_and_the_others_are_kept() -> None:
    (batch,) = batches([row("a"), row("b", number=np.nan), row("c", "\ud800"), row("d")], SPEC)
    payloads: list[Any] = [point.payload for point in batch.points]
    assert [payload["id"] for payload in payloads] == ["a", "d"]
    assert [(failed.id, "NaN" in failed.reason) for failed in batch.failed] == [("b", True), ("c", False)]
