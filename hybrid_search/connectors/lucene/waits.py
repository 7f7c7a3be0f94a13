"""Waits between tries within one answer: drivers repeat a whole call, this is for single items of a bulk or msearch."""

from __future__ import annotations

import random
from collections.abc import Iterator

_TRIES = 8
_BASE_S = 0.1
_CAP_S = 10.0


def waits() -> Iterator[float | None]:
    """Seconds to wait after each try, growing, with full jitter; None after the last."""
    for tries in range(_TRIES - 1):
        yield min(_CAP_S, _BASE_S * 2**tries) * random.random()  # noqa: S311  # jitter is no secret
    yield None
