"""What a hybrid search costs beyond the engine: ``HybridIndex.search`` on the embedded store against the bare calls.

A search is recorded once: the requests that it sends to the engine (one ``query_batch`` with both legs at 100
candidates, one ``retrieve`` of the 10 final points). Then the same requests are sent bare and through ``search`` in
turn, in one run. Query vectors are ready beforehand, so encoding is on neither side, and the difference is everything
that is not the engine: checks, translation, fusion, sorting and building the results.
"""

from __future__ import annotations

import statistics
import tempfile
import time
from collections.abc import Callable, Sequence
from functools import partial
from types import MappingProxyType
from typing import Any

import numpy as np
from rich.console import Console
from rich.table import Table

from hybrid_search import Document, HybridIndex, SparseVector
from hybrid_search.connectors.embedded import EmbeddedClient
from hybrid_search.encoders import Encoded, Fingerprint, Limits, TokenText
from hybrid_search.types import FusionSpec

DOCUMENTS, DIMS, NONZEROS, QUERY_NONZEROS, VOCABULARY = 5_000, 384, 120, 32, 30_000
K, CANDIDATES, ROUNDS = 10, 100, 300
RANDOM = np.random.default_rng(7)


def random_vectors(count: int, nonzeros: int) -> Encoded:
    sparse = [
        SparseVector(
            np.sort(RANDOM.choice(VOCABULARY, nonzeros, replace=False)).astype(np.uint32),
            RANDOM.gamma(2.0, 0.5, nonzeros).astype(np.float32) + np.float32(0.01),
        )
        for _ in range(count)
    ]
    return Encoded(sparse, RANDOM.standard_normal((count, DIMS)).astype(np.float32))


class ReadyVectors:
    """An encoder that hands out vectors made beforehand, so that a search costs no encoding."""

    name, dims, has_sparse, limits = "ready", DIMS, True, Limits()
    fingerprint: Fingerprint = MappingProxyType({"name": "ready"})
    recommended_fusion = FusionSpec("rrf", {"k": 60})

    def __init__(self) -> None:
        self.query = random_vectors(1, QUERY_NONZEROS)

    def encode_documents(self, texts: Sequence[str]) -> Encoded:
        return random_vectors(len(texts), NONZEROS)

    def encode_queries(self, texts: Sequence[str]) -> Encoded:
        return self.query

    def decode(self, indices: Sequence[int]) -> list[TokenText]:
        return [TokenText(f"#{index}", "learned") for index in indices]


class Recorder:
    """Passes calls on to the engine's shard and keeps their arguments."""

    def __init__(self, shard: Any) -> None:
        self._shard = shard
        self.calls: list[tuple[str, tuple[Any, ...]]] = []

    def __getattr__(self, name: str) -> Callable[..., Any]:
        def call(*arguments: Any) -> Any:
            self.calls.append((name, arguments))
            return getattr(self._shard, name)(*arguments)

        return call


def replay(shard: Any, calls: Sequence[tuple[str, tuple[Any, ...]]]) -> None:
    for name, arguments in calls:
        getattr(shard, name)(*arguments)


def milliseconds(function: Callable[[], object]) -> float:
    started = time.perf_counter()
    function()
    return 1000 * (time.perf_counter() - started)


def main() -> None:
    with tempfile.TemporaryDirectory() as scratch:
        client = EmbeddedClient(f"{scratch}/index")
        with HybridIndex.open(f"{scratch}/index", ReadyVectors(), client=client) as index:
            index.add([Document(f"document-{n}", f"text of document {n}") for n in range(DOCUMENTS)])
            opened = client._holder.index()  # the shard itself is what the bare side calls
            shard, bare, hybrid = opened.shard, [], []
            for _ in range(ROUNDS):
                query = random_vectors(1, QUERY_NONZEROS)
                recorder = Recorder(shard)
                opened.shard = recorder  # type: ignore[assignment]  # it stands in for one search
                index.encoder.query = query  # type: ignore[attr-defined]  # it is our ReadyVectors
                index.search("query", k=K, candidates=CANDIDATES)
                opened.shard = shard
                bare.append(milliseconds(partial(replay, shard, recorder.calls)))
                hybrid.append(milliseconds(lambda: index.search("query", k=K, candidates=CANDIDATES)))
        client.close()
    table = Table("p50 of", "ms", title=f"{DOCUMENTS:,} documents, k={K}, candidates={CANDIDATES}, {ROUNDS} queries")
    table.add_row("bare qdrant-edge calls", f"{statistics.median(bare):.3f}")
    table.add_row("HybridIndex.search", f"{statistics.median(hybrid):.3f}")
    difference = statistics.median(full - engine for full, engine in zip(hybrid, bare, strict=True))
    table.add_row("difference, pair by pair", f"{difference:.3f}")
    table.add_row("ratio", f"{statistics.median(hybrid) / statistics.median(bare):.2f}")
    Console().print(table)


if __name__ == "__main__":
    main()
