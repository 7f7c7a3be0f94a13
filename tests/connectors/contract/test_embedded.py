"""The contract on the embedded connector."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.connectors.contract.whole import WholeContract


class TestEmbedded(WholeContract):
    @pytest.fixture
    def url(self, tmp_path: Path) -> str:
        return str(tmp_path / "notes")
