"""Tiny models, built once and saved to folders, so that nothing is downloaded."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.tiny_models import saved


@pytest.fixture(scope="session")
def csr(library: Any, bert: Path) -> Path:
    """A sparse autoencoder on a sentence embedding: its dimensions are no tokens."""
    parts = library.sentence_transformer.modules
    head = library.sparse_encoder.modules.SparseAutoEncoder(16, hidden_dim=64, k=4, k_aux=8)
    modules = [parts.Transformer(str(bert)), parts.Pooling(16, "mean"), head]
    return saved(library.SparseEncoder(modules=modules, device="cpu"), bert.parent / "csr")
