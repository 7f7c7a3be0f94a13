"""Encoding with quarantine: what cannot be encoded is left out with its reason, and the rest goes on."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import partial

from hybrid_search._tracing import span
from hybrid_search.connectors.base import Row
from hybrid_search.connectors.steps import Compute, Operation, Wait
from hybrid_search.encoders import Encoded
from hybrid_search.errors import HybridSearchError, InvalidInput
from hybrid_search.index.core import Core
from hybrid_search.index.rows import encode_rows, with_vectors
from hybrid_search.ingest.pipeline.workers import Workers
from hybrid_search.types import FailedDocument, Truncation, shorten

PATIENCE = 50
"""So many texts in a row that cannot be encoded, and it is the encoder that is broken."""

_Vectors = tuple[list[Row], tuple[FailedDocument, ...], Truncation]


@dataclass(slots=True)
class Encoding:
    """What became of rows.

    Attributes:
        rows: With their vectors.
        failed: The others.
    """

    rows: list[Row] = field(default_factory=list)
    failed: list[FailedDocument] = field(default_factory=list)
    truncation: Truncation = field(default_factory=Truncation)


class QuarantiningEncoder:
    """Encodes batches. One that fails is halved until what fails is found. Several may be under way at once.

    Args:
        core: Whose encoder is used.
        workers: Processes that encode; None for this one.
    """

    def __init__(self, core: Core, workers: Workers | None = None) -> None:
        self._core = core
        self._workers = workers
        self._lock = threading.Lock()
        self._failures = 0

    def encode(self, batch: Sequence[Row]) -> Operation[Encoding]:
        """Every row, encoded or failed.

        Raises:
            Exception: the encoder's, if 50 texts in a row fail, or if it is an error of this library that is no
                InvalidInput.
        """
        encoding = Encoding()
        waiting = [batch]
        while waiting:
            rows = waiting.pop()
            try:
                vectors = yield from self._vectors(rows)
            except Exception as error:  # the encoder's own, of any kind
                if isinstance(error, HybridSearchError) and not isinstance(error, InvalidInput):
                    raise
                if len(rows) > 1:
                    middle = len(rows) // 2
                    waiting += [rows[middle:], rows[:middle]]
                    continue
                self._failed(error)
                reason = f"cannot be encoded ({type(error).__name__}: {shorten(str(error), 200)})"
                encoding.failed.append(FailedDocument(rows[0].id, reason))
            else:
                with self._lock:
                    self._failures = 0
                encoding.rows += vectors[0]
                encoding.failed += vectors[1]
                encoding.truncation += vectors[2]
        return encoding

    def _vectors(self, rows: Sequence[Row]) -> Operation[_Vectors]:
        vectors: _Vectors
        if self._workers is None:
            vectors = yield Compute(partial(encode_rows, self._core, rows))
            return vectors
        with span("encode", input="documents", texts=len(rows)) as current:
            future = yield Compute(partial(self._workers.submit, [row.text for row in rows]))
            yield Wait((future,))
            encoded: Encoded = self._workers.result(future)
            current.set(truncated=encoded.truncation.texts)
        vectors = yield Compute(partial(with_vectors, self._core, rows, encoded))
        return vectors

    def _failed(self, error: Exception) -> None:
        with self._lock:
            self._failures += 1
            if self._failures < PATIENCE:
                return
        error.add_note(f"sync: {PATIENCE} texts in a row could not be encoded, so it stopped")
        raise error
