"""The rate of a sync against that of its encoder."""

from __future__ import annotations

import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from benchmarks.encode.turns import Measured
from hybrid_search import Document, HybridIndex, OnePassEncoder
from hybrid_search.encoders import Encoder
from hybrid_search.ingest.pipeline import Stages

AT_ONCE = 256
"""Texts of one call, where only the encoder runs."""


@dataclass(frozen=True, slots=True)
class Rates:
    """Of several turns.

    Attributes:
        encoding: Documents per second of the encoder alone.
        syncing: Documents per second from the source to the store.
        processor: The processor time of encoding over that of the sync.
        stages: Of the last sync.
    """

    encoding: Measured
    syncing: Measured
    processor: Measured
    stages: Stages


@dataclass(frozen=True, slots=True)
class _Took:
    wall_s: float
    processor_s: float


def measure(documents: Sequence[Document], turns: int, workers: int) -> Rates:
    """Encode and sync in turn; which comes first alternates."""
    encoder = OnePassEncoder()
    encoder.encode_documents([document.text for document in documents[:AT_ONCE]])
    alone: list[_Took] = []
    whole: list[_Took] = []
    stages = Stages()

    def encode() -> None:
        _encode(encoder, documents)

    def sync() -> None:
        nonlocal stages
        stages = _sync(encoder, documents, workers)

    for turn in range(turns):
        for kept, work in ((alone, encode), (whole, sync))[:: -1 if turn % 2 else 1]:
            kept.append(_took(work))
    return Rates(
        encoding=Measured([len(documents) / one.wall_s for one in alone]),
        syncing=Measured([len(documents) / one.wall_s for one in whole]),
        processor=Measured([one.processor_s / other.processor_s for one, other in zip(alone, whole, strict=True)]),
        stages=stages,
    )


def _encode(encoder: Encoder, documents: Sequence[Document]) -> None:
    for start in range(0, len(documents), AT_ONCE):
        encoder.encode_documents([document.text for document in documents[start : start + AT_ONCE]])


def _sync(encoder: Encoder, documents: Sequence[Document], workers: int) -> Stages:
    with tempfile.TemporaryDirectory() as folder, HybridIndex.open(Path(folder) / "index", encoder) as index:
        return index.sync(documents, workers=workers).stages


def _took(work: Callable[[], None]) -> _Took:
    started, before = time.perf_counter(), time.process_time()
    work()
    return _Took(time.perf_counter() - started, time.process_time() - before)
