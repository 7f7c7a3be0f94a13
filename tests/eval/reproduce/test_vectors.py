from pathlib import Path

import numpy as np
import pytest

from hybrid_search.encoders import Encoder
from hybrid_search.encoders.hashing import HashingEncoder
from hybrid_search.eval.reproduce import vectors
from hybrid_search.eval.reproduce.kept import Kept
from hybrid_search.eval.reproduce.vectors import encoded

TEXTS = ["plants eat light", "tax law", "sugar"]


def ready(doing: str, done: int, of: int) -> None:
    """Shows nothing."""


def not_needed() -> Encoder:
    raise AssertionError("everything is kept")


def test_batches_are_kept_and_give_what_the_encoder_gives(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(vectors, "KEPT_TOGETHER", 2)
    encoder = HashingEncoder()
    whole = encoder.encode_documents(TEXTS)
    for make in (lambda: encoder, not_needed):
        found = encoded("document", TEXTS, Kept(tmp_path), make, ready)
        assert found.sparse == whole.sparse
        assert whole.dense is not None
        np.testing.assert_array_equal(found.dense, whole.dense)
    assert {file.name for file in tmp_path.glob("*.npz")} == {
        "document-vectors-0000.npz",
        "document-vectors-0001.npz",
    }


def test_an_interrupted_run_keeps_the_batches_that_were_done(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(vectors, "KEPT_TOGETHER", 2)
    calls: list[int] = []

    def once() -> Encoder:
        calls.append(1)
        if len(calls) == 2:
            raise KeyboardInterrupt
        return HashingEncoder()

    with pytest.raises(KeyboardInterrupt):
        encoded("query", TEXTS, Kept(tmp_path), once, ready)
    assert [file.name for file in tmp_path.glob("*.npz")] == ["query-vectors-0000.npz"]
