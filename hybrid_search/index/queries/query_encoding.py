"""How queries are encoded."""

from __future__ import annotations

import math
from dataclasses import dataclass

from hybrid_search.errors import InvalidInput
from hybrid_search.types import shorten


@dataclass(frozen=True, slots=True)
class QueryEncoding:
    """How an index encodes queries that come at the same time or again.

    A query that comes while others are encoded waits for them, and is then encoded together with all that came
    meanwhile. So one encoding runs at a time; for an encoder that is faster with several (a remote one, or one of one
    thread on many processors), take ``max_batch=1``. A batch changes vectors by rounding, as the encoder documents it:
    dense ones of the default encoder by 1e-5.

    Attributes:
        cache: Encoded queries that are kept, the least recently used dropped first; 0 for none. Texts are not kept,
            only their BLAKE2b. One of the default encoder takes 3 KB.
        max_batch: Queries that are encoded together at most; 1 switches batches off: each query is encoded as it
            comes, also while others are. A ``search_many`` of more is still encoded at once.
        max_wait_s: Seconds that a batch of at least two may wait to get fuller. A query alone never waits.

    Raises:
        InvalidInput: for a number below its least.
    """

    cache: int = 1_024
    max_batch: int = 64
    max_wait_s: float = 0.0

    def __post_init__(self) -> None:
        for name, value, least in (("cache", self.cache, 0), ("max_batch", self.max_batch, 1)):
            if isinstance(value, bool) or not isinstance(value, int) or value < least:
                raise InvalidInput(f"QueryEncoding: {name}={shorten(repr(value))} must be a whole number from {least}")
        wait: object = self.max_wait_s
        if isinstance(wait, bool) or not isinstance(wait, int | float) or not 0 <= wait < math.inf:
            raise InvalidInput(f"QueryEncoding: max_wait_s={shorten(repr(wait))} must be seconds, 0 or above")


EACH_ALONE = QueryEncoding(cache=0, max_batch=1)
"""Every search encodes its query, and by itself: for measuring what a search takes."""
