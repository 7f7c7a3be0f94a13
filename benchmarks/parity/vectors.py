"""The default encoder's vectors of a collection, made once and kept."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

import numpy as np
from rich.console import Console
from rich.progress import track

from benchmarks.parity.collection import Collection
from hybrid_search.encoders import Encoded
from hybrid_search.encoders.one_pass import OnePassEncoder
from hybrid_search.types import DenseVector, SparseVector

_BATCH = 64
Vectors = Mapping[str, tuple[SparseVector, DenseVector]]
"""Text to its vectors."""


class Remembered(OnePassEncoder):
    """The default encoder, looking texts up, so that encoding is on no backend's time."""

    def __init__(self, documents: Vectors, queries: Vectors) -> None:
        super().__init__()
        self._known_documents = documents
        self._known_queries = queries

    def encode_documents(self, texts: Sequence[str]) -> Encoded:
        return _encoded([self._known_documents[text] for text in texts])

    def encode_queries(self, texts: Sequence[str]) -> Encoded:
        return _encoded([self._known_queries[text] for text in texts])


def remembered(keep: Path, collection: Collection, console: Console) -> Remembered:
    """An encoder for this collection; documents are encoded where *keep* has no vectors of theirs."""
    encoder = OnePassEncoder()
    texts = [document.text for document in collection.documents]
    path = keep / f"{collection.name}-{_state(encoder, texts)}.npz"
    if not path.exists():
        starts = track(range(0, len(texts), _BATCH), "Encoding", console=console, transient=True)
        _store(path, [encoder.encode_documents(texts[start : start + _BATCH]) for start in starts])
    queries = list(collection.queries.values())
    return Remembered(
        dict(zip(texts, _stored(path), strict=True)),
        dict(zip(queries, _pairs([encoder.encode_queries(queries)]), strict=True)),
    )


def _state(encoder: OnePassEncoder, texts: Sequence[str]) -> str:
    """Changes with everything that the vectors depend on."""
    state = json.dumps([dict(encoder.fingerprint), texts], sort_keys=True)
    return hashlib.sha256(state.encode()).hexdigest()[:8]


def _store(path: Path, batches: Sequence[Encoded]) -> None:
    sparse, dense = zip(*_pairs(batches), strict=True)
    np.savez(
        path,
        lengths=[len(vector) for vector in sparse],
        indices=np.concatenate([vector.indices for vector in sparse]),
        values=np.concatenate([vector.values for vector in sparse]),
        dense=np.stack(dense),
    )


def _stored(path: Path) -> Iterable[tuple[SparseVector, DenseVector]]:
    with np.load(path) as arrays:
        ends = np.cumsum(arrays["lengths"])[:-1]
        indices, values = np.split(arrays["indices"], ends), np.split(arrays["values"], ends)
        return list(zip(map(SparseVector, indices, values), arrays["dense"], strict=True))


def _pairs(batches: Iterable[Encoded]) -> Iterable[tuple[SparseVector, DenseVector]]:
    for batch in batches:
        assert batch.sparse is not None
        assert batch.dense is not None
        yield from zip(batch.sparse, batch.dense, strict=True)


def _encoded(vectors: Sequence[tuple[SparseVector, DenseVector]]) -> Encoded:
    sparse, dense = zip(*vectors, strict=True)
    return Encoded(list(sparse), np.stack(dense))
