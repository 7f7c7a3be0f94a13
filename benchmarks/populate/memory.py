"""The peak memory of a sync, in a process of its own: ``python -m benchmarks.populate.memory DOCUMENTS``."""

from __future__ import annotations

import random
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from types import MappingProxyType

import numpy as np

from benchmarks.encode.process import ROOT, peak_of_this_process
from hybrid_search import Document, HybridIndex, MemoryClient, SparseVector
from hybrid_search.connectors.base import Row, WriteReport
from hybrid_search.encoders import Encoded, Fingerprint, Limits, TokenText
from hybrid_search.types import FusionSpec

_DIMS, _NONZEROS, _WORDS = 384, 120, 120
_BYTES_PER_MB = 1e6


def peak_mb(documents: int) -> float:
    """MB that a process needs at most, which synchronises so many documents."""
    command = [sys.executable, "-m", "benchmarks.populate.memory", str(documents)]
    done = subprocess.run(command, cwd=ROOT, stdout=subprocess.PIPE, text=True, check=True)
    return int(done.stdout) / _BYTES_PER_MB


class Discarding(MemoryClient):
    """Takes every row and keeps none."""

    def upsert(self, rows: Sequence[Row]) -> WriteReport:
        return WriteReport(written=len(rows))

    def hashes(self, ids: Sequence[str]) -> dict[str, str]:
        return {}


class Cheap:
    """New arrays for each text, of the default encoder's sizes, at next to no cost."""

    name, dims, has_sparse, limits = "cheap", _DIMS, True, Limits()
    fingerprint: Fingerprint = MappingProxyType({"name": "cheap"})
    recommended_fusion = FusionSpec("rrf", {"k": 60})

    def encode_documents(self, texts: Sequence[str]) -> Encoded:
        sparse = [
            SparseVector(np.arange(_NONZEROS, dtype=np.uint32), np.full(_NONZEROS, 0.5, np.float32)) for _ in texts
        ]
        return Encoded(sparse, np.full((len(texts), _DIMS), 0.05, np.float32))

    def encode_queries(self, texts: Sequence[str]) -> Encoded:
        return self.encode_documents(texts)

    def decode(self, indices: Sequence[int]) -> list[TokenText]:
        return [TokenText(f"#{index}", "learned") for index in indices]


def stream(number: int) -> Iterator[Document]:
    """Documents of some 800 bytes, none of which is kept."""
    chance = random.Random(7)
    for n in range(number):
        metadata: Mapping[str, int] = {"n": n}
        yield Document(f"document-{n}", " ".join(f"w{chance.randrange(50_000)}" for _ in range(_WORDS)), metadata)


if __name__ == "__main__":
    wanted = int(sys.argv[1])
    with HybridIndex.open("memory://discarded", Cheap(), client=Discarding()) as index:
        report = index.sync(stream(wanted))
    assert report.added == wanted
    print(peak_of_this_process())
