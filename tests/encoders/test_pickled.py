"""Encoders travel to worker processes as their arguments."""

from __future__ import annotations

import pickle
from collections.abc import Callable

import numpy as np
import pytest

from hybrid_search import BM25Encoder, HashingEncoder, OnePassEncoder, PairedEncoder
from hybrid_search.encoders import Encoder
from hybrid_search.encoders.anchored import Anchored
from hybrid_search.encoders.one_pass.processor import share_processors, usable_cpus
from hybrid_search.types import FusionSpec

TEXTS = ["plants turn light into sugar", "ISO-8601 dates", ""]


@pytest.mark.parametrize(
    "make",
    [
        HashingEncoder,
        lambda: HashingEncoder(16, document_tokens=2),
        BM25Encoder,
        lambda: BM25Encoder.fit(TEXTS, k1=1.2, language="german"),
        lambda: Anchored(HashingEncoder(), exact_words=None),
        lambda: PairedEncoder(BM25Encoder(), HashingEncoder(), FusionSpec("weighted", {"weights": {"dense": 0.5}})),
        lambda: OnePassEncoder(document_tokens=16, document_nonzeros=8, threads=1, precision="fp32"),
    ],
)
def test_one_that_comes_back_is_equal(make: Callable[[], Encoder]) -> None:
    encoder = make()
    sent = pickle.dumps(encoder)
    assert len(sent) < 1_000_000  # no weights
    back: Encoder = pickle.loads(sent)
    assert back.fingerprint == encoder.fingerprint
    assert back.limits == encoder.limits
    assert back.name == encoder.name
    assert dict(back.recommended_fusion.parameters) == dict(encoder.recommended_fusion.parameters)
    one, other = encoder.encode_documents(TEXTS), back.encode_documents(TEXTS)
    assert one.sparse == other.sparse
    assert (one.dense is None) == (other.dense is None)
    if one.dense is not None and other.dense is not None:
        assert np.array_equal(one.dense, other.dense)


def test_without_threads_of_its_own_it_takes_what_the_process_there_has(monkeypatch: pytest.MonkeyPatch) -> None:
    sent = pickle.dumps([OnePassEncoder(), OnePassEncoder(threads=7)])
    monkeypatch.setenv("HYBRID_SEARCH_PROCESSES", "1")
    monkeypatch.delenv("OMP_NUM_THREADS", raising=False)
    before = usable_cpus()
    share_processors(2)
    monkeypatch.setenv("OMP_NUM_THREADS", "1")  # so that it is put back
    free, fixed = pickle.loads(sent)
    assert free.info["threads"] == max(1, before // 2)
    assert fixed.info["threads"] == 7
