"""What tests of evaluation share."""

from __future__ import annotations

from typing import Any

import pytest

from hybrid_search import HybridIndex


@pytest.fixture
def searches(index: HybridIndex, monkeypatch: pytest.MonkeyPatch) -> list[dict[str, Any]]:
    """The arguments of each search of the index, as the test goes on."""
    asked: list[dict[str, Any]] = []
    search = HybridIndex.search

    def noted(self: HybridIndex, query: str, **options: Any) -> Any:
        asked.append({"query": query, **options})
        return search(self, query, **options)

    monkeypatch.setattr(HybridIndex, "search", noted)
    return asked
