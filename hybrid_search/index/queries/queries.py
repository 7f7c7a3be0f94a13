"""The queries of one index object."""

from __future__ import annotations

import os
from collections.abc import Sequence
from functools import partial

from hybrid_search.connectors.steps import Compute, Operation
from hybrid_search.encoders import Encoded, Encoder
from hybrid_search.index.queries.batches import Batches
from hybrid_search.index.queries.query_encoding import QueryEncoding


class Queries:
    """Encodes queries, those of several callers together, and keeps them. Shared by all views of an index.

    A child of ``fork`` starts with an empty cache and an empty queue: those who wait are its parent's.
    """

    def __init__(self, settings: QueryEncoding | None = None) -> None:
        self.settings = settings or QueryEncoding()
        self._batches: dict[tuple[int, int], Batches] = {}

    def encode(self, encoder: Encoder, texts: Sequence[str]) -> Operation[Encoded]:
        """The vectors of *texts* as queries, as *encoder* makes them: nothing is adapted to the collection."""
        if self.settings.cache == 0 and self.settings.max_batch == 1:
            encoded: Encoded = yield Compute(partial(encoder.encode_queries, texts))
            return encoded
        return (yield from self._of(encoder).encode(texts))

    def _of(self, encoder: Encoder) -> Batches:
        key = os.getpid(), id(encoder)
        batches = self._batches.get(key)
        if batches is None:  # no lock, which a fork could copy while it is held: setdefault is atomic
            new = Batches(encoder.encode_queries, encoder.dims, self.settings)
            batches = self._batches.setdefault(key, new)
        return batches
