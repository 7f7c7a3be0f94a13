"""Encoding with quarantine: what cannot be encoded is left out with its reason, and the rest goes on."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from hybrid_search.connectors.base import Row
from hybrid_search.errors import HybridSearchError, InvalidInput
from hybrid_search.index.core import Core
from hybrid_search.index.rows import encode_rows
from hybrid_search.types import FailedDocument, Truncation, shorten

PATIENCE = 50
"""So many texts in a row that cannot be encoded, and it is the encoder that is broken."""


@dataclass(slots=True)
class Encoding:
    """What became of rows; several add up.

    Attributes:
        rows: With their vectors.
        failed: The others.
    """

    rows: list[Row] = field(default_factory=list)
    failed: list[FailedDocument] = field(default_factory=list)
    truncation: Truncation = field(default_factory=Truncation)


class QuarantiningEncoder:
    """Encodes rows in batches. A batch that fails is halved until what fails is found."""

    def __init__(self, core: Core, batch_size: int) -> None:
        self._core = core
        self._batch_size = batch_size
        self._failures = 0

    def encode(self, rows: Sequence[Row]) -> Encoding:
        """Every row, encoded or failed.

        Raises:
            Exception: the encoder's, if 50 texts in a row fail, or if it is an error of this library that is no
                InvalidInput.
        """
        encoding = Encoding()
        waiting = [rows[start : start + self._batch_size] for start in range(0, len(rows), self._batch_size)][::-1]
        while waiting:
            batch = waiting.pop()
            try:
                encoded, failed, truncation = encode_rows(self._core, batch)
            except Exception as error:  # the encoder's own, of any kind
                if isinstance(error, HybridSearchError) and not isinstance(error, InvalidInput):
                    raise
                if len(batch) > 1:
                    middle = len(batch) // 2
                    waiting += [batch[middle:], batch[:middle]]
                    continue
                self._failures += 1
                if self._failures >= PATIENCE:
                    error.add_note(f"sync: {PATIENCE} texts in a row could not be encoded, so it stopped")
                    raise
                reason = f"cannot be encoded ({type(error).__name__}: {shorten(str(error), 200)})"
                encoding.failed.append(FailedDocument(batch[0].id, reason))
            else:
                self._failures = 0
                encoding.rows += encoded
                encoding.failed += failed
                encoding.truncation += truncation
        return encoding
