from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from hybrid_search.connectors.base import Row
from hybrid_search.connectors.embedded import EmbeddedClient, opened


class Shard:
    """Counts flushes, and otherwise is the engine's shard."""

    def __init__(self, shard: Any) -> None:
        self._shard = shard
        self.flushes = 0

    def flush(self) -> None:
        self.flushes += 1
        self._shard.flush()

    def __getattr__(self, name: str) -> Any:
        return getattr(self._shard, name)


def test_the_log_is_flushed_after_so_many_bytes(
    client: EmbeddedClient, make_row: Callable[..., Row], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(opened, "FLUSH_BYTES", 25_000)
    with client._turn() as index:
        counting = Shard(index.shard)
        monkeypatch.setattr(index, "shard", counting)
    for number in range(6):
        client.upsert([make_row(str(number), text="t" * 2500)])  # 10 KB with its copies
    assert counting.flushes == 2
