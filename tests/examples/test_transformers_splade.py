from __future__ import annotations

import importlib
from pathlib import Path
from typing import Any

import numpy as np
import pytest

TEXTS = ["plants eat light", "a tax law", "sugar"]  # of different lengths, so that there is padding


@pytest.fixture(scope="module")
def example(library: Any) -> Any:
    """The script, which imports torch."""
    return importlib.import_module("examples.transformers_splade")


def test_all_three_are_the_same_vectors(example: Any, splade: Path) -> None:
    encoder = example.SentenceTransformersEncoder(str(splade), device="cpu", document_nonzeros=14)
    raw = example.by_hand(str(splade), TEXTS)
    assert raw.shape == (3, 14)
    assert 0 < np.count_nonzero(raw) < raw.size
    assert example.by_sentence_transformers(str(splade), TEXTS) == pytest.approx(raw, rel=0, abs=1e-5)
    assert example.by_hybrid_search(encoder, TEXTS, 14) == pytest.approx(raw, rel=0, abs=1e-5)


def test_the_script_prints_the_differences(example: Any, splade: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert example.main([str(splade), *TEXTS]) == 0
    shown = capsys.readouterr().out
    assert "plants eat light: " in shown
    assert "of 14 weights are not zero" in shown
    assert "largest difference to SparseEncoder: " in shown
    assert "largest difference to SentenceTransformersEncoder: " in shown


def test_the_script_fails_where_they_differ(
    example: Any, splade: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    by_hand = example.by_hand
    monkeypatch.setattr(example, "by_hand", lambda model, texts: by_hand(model, texts) + 1e-4)
    assert example.main([str(splade), *TEXTS]) == 1
    assert "1.0e-04" in capsys.readouterr().out
