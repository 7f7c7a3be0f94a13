"""How many non-zeros the sparse vectors have, learned dimensions and exact words apart."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from hybrid_search.connectors.drivers import Driver
from hybrid_search.connectors.registry import connect
from hybrid_search.encoders.exact_words import FIRST_EXACT
from hybrid_search.types import SparseVector

_PAGE = 512


@dataclass(frozen=True, slots=True)
class NonZeros:
    """Means over the vectors."""

    learned: float
    exact: float

    @property
    def total(self) -> float:
        """Of both kinds."""
        return self.learned + self.exact


def nonzeros(vectors: Iterable[SparseVector]) -> NonZeros:
    """Of at least one vector."""
    counts = [(int(np.searchsorted(vector.indices, FIRST_EXACT)), len(vector)) for vector in vectors]
    learned, total = np.mean(counts, axis=0)
    return NonZeros(float(learned), float(total - learned))


def stored_vectors(folder: Path) -> Iterator[SparseVector]:
    """The sparse vectors of an index that nobody has open."""
    connector = connect(folder)
    driver = Driver(connector)
    try:
        after: str | None = None
        while True:
            rows, after = driver.run(connector.scan(after, _PAGE, vectors=True))
            yield from (row.sparse for row in rows if row.sparse is not None)
            if after is None:
                return
    finally:
        driver.close()
