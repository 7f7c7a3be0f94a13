"""How long the encoder would take, from a sample that it really encodes."""

from __future__ import annotations

import random
import time
from collections.abc import Sequence

from hybrid_search.connectors.base import Row
from hybrid_search.connectors.steps import Operation
from hybrid_search.ingest.pipeline.encoding import QuarantiningEncoder

SAMPLE = 64
"""Rows."""


class Estimate:
    """Keeps a sample of the rows that would be encoded, each as likely as any other, and counts all."""

    def __init__(self) -> None:
        self._rows = 0
        self._sample: list[Row] = []
        self._random = random.Random(0)  # noqa: S311  # a sample is no secret

    def add(self, rows: Sequence[Row]) -> None:
        """Rows that would be encoded (Vitter's algorithm R)."""
        for row in rows:
            self._rows += 1
            if len(self._sample) < SAMPLE:
                self._sample.append(row)
            elif (place := self._random.randrange(self._rows)) < SAMPLE:
                self._sample[place] = row

    def seconds(self, encoder: QuarantiningEncoder) -> Operation[float | None]:
        """Encode the sample, and scale by the number of rows; None if there is nothing to encode."""
        if not self._sample:
            return None
        yield from encoder.encode(self._sample[:1])  # whatever happens only once, happens here
        started = time.perf_counter()
        yield from encoder.encode(self._sample)
        return (time.perf_counter() - started) / len(self._sample) * self._rows
