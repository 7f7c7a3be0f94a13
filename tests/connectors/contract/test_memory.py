"""The contract on the memory connector."""

from __future__ import annotations

import pytest

from tests.connectors.contract.whole import WholeContract


class TestMemory(WholeContract):
    @pytest.fixture
    def url(self) -> str:
        return "memory://notes"
