"""The scores of the tiny cross-encoder, calculated by transformers alone."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pytest

from hybrid_search.types import Hit

Logits = Callable[[str, Sequence[str]], list[float]]


@pytest.fixture(scope="session")
def logits(cross_encoder: Path) -> Logits:
    """The model's output for each pair, each pair alone."""
    transformers, torch = pytest.importorskip("transformers"), pytest.importorskip("torch")
    model = transformers.BertForSequenceClassification.from_pretrained(cross_encoder).eval()
    tokenizer = transformers.AutoTokenizer.from_pretrained(cross_encoder)

    def calculate(query: str, texts: Sequence[str]) -> list[float]:
        pairs: Any = [tokenizer([(query, text)], truncation=True, return_tensors="pt") for text in texts]
        with torch.no_grad():
            return [model(**pair).logits.item() for pair in pairs]

    return calculate


def hits(*texts: str) -> list[Hit]:
    """First-stage hits with these texts, best first."""
    return [Hit(f"h{n}", 1 / n, "rrf", text, {}, {}, n, f"h{n}") for n, text in enumerate(texts, start=1)]
