from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from hybrid_search.connectors.base import IndexSpec, Row
from hybrid_search.connectors.embedded import EmbeddedClient
from hybrid_search.types import SparseVector
from hybrid_search.types.metadata import freeze


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "notes"


@pytest.fixture
def client(folder: Path) -> Iterator[EmbeddedClient]:
    """An empty index of 3 dimensions with a sparse field."""
    client = EmbeddedClient(folder)
    client.create(IndexSpec(dims=3, sparse=True))
    yield client
    client.close()


@pytest.fixture
def make_row() -> Callable[..., Row]:
    """Makes the row of an id for an index of 3 dimensions, with what a test changes of it."""

    def make_row(id: str, **changes: Any) -> Row:
        values: dict[str, Any] = {"text": f"text of {id}", "metadata": {}, "parent": id, "ordinal": 0, "hash": "h"}
        values |= {
            "sparse": SparseVector.from_pairs({1: 1.0}),
            "dense": np.array([1, 0, 0], dtype=np.float32),
        } | changes
        return Row(id, **values | {"metadata": freeze(values["metadata"], id)})

    return make_row
