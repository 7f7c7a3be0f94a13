"""Importing the package costs next to nothing, and its public names are complete."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest

import hybrid_search
from hybrid_search.errors import MissingExtra

HEAVY = ("numpy", "torch", "onnxruntime", "tokenizers", "qdrant_edge", "sentence_transformers", "rich", "typer")


def modules_after(code: str) -> set[str]:
    """Top-level modules that a fresh interpreter has after running *code*."""
    script = f"{code}\nimport json, sys\nprint(json.dumps([name.split('.')[0] for name in sys.modules]))"
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    return set(json.loads(done.stdout))


def test_import_loads_nothing_heavy() -> None:
    assert modules_after("import hybrid_search") & set(HEAVY) == set()


def test_values_and_filters_load_no_model_and_no_client() -> None:
    heavy = set(HEAVY) - {"numpy"}
    assert modules_after("from hybrid_search import Document, F, RRF, SparseVector") & heavy == set()


def test_rerankers_load_no_model_and_only_when_asked_for() -> None:
    loaded = "import sys; print([name for name in sys.modules if name.startswith('hybrid_search.rerank')])"
    done = subprocess.run(
        [sys.executable, "-c", f"import hybrid_search; {loaded}"], capture_output=True, text=True, check=True
    )
    assert done.stdout == "[]\n"
    names = "Blended, CrossEncoderReranker, DenseReranker, FunctionReranker, Reranker, VectorReranker"
    assert modules_after(f"from hybrid_search import {names}") & (set(HEAVY) - {"numpy"}) == set()


def test_opening_with_the_default_encoder_loads_no_model_yet() -> None:
    assert "onnxruntime" not in modules_after("from hybrid_search import HybridIndex; HybridIndex.open('memory://x')")


@pytest.mark.parametrize("name", hybrid_search.__all__)
def test_every_public_name_can_be_had(name: str) -> None:
    try:
        assert getattr(hybrid_search, name) is not None
    except MissingExtra as error:
        pytest.skip(str(error))


def test_public_names_are_unique_and_loadable() -> None:
    assert len(set(hybrid_search.__all__)) == len(hybrid_search.__all__)  # ruff keeps them sorted
    assert set(hybrid_search._ROOM_OF) == set(hybrid_search.__all__) - {"__version__"}


def test_an_unknown_name_is_an_attribute_error() -> None:
    with pytest.raises(AttributeError, match="no attribute 'Nonsense'"):
        _ = hybrid_search.Nonsense
