"""The default encoder without exact words, without collection statistics, and without both, on one index.

Scores are dot products, so a document's exact words add nothing to a query that has none: the sparse leg of a query
without its exact words is that of an index without exact words, as long as the cap on a document's non-zeros cuts no
learned weight away. So every variant searches the same index, and no document is encoded again.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np

from benchmarks.quality.searches import our_runs
from hybrid_search import HybridIndex
from hybrid_search.encoders import Encoded
from hybrid_search.encoders.exact_words import FIRST_EXACT
from hybrid_search.encoders.one_pass import OnePassEncoder
from hybrid_search.eval import Run
from hybrid_search.types import SparseVector


class QueriesWithoutWords(OnePassEncoder):
    """Documents as shipped, queries of learned dimensions only."""

    def encode_queries(self, texts: Sequence[str]) -> Encoded:
        encoded = super().encode_queries(texts)
        return replace(encoded, sparse=[_learned(vector) for vector in encoded.sparse or ()])


VARIANTS: Mapping[str, tuple[type[OnePassEncoder], bool]] = {
    "network alone": (QueriesWithoutWords, False),
    "+ collection statistics": (QueriesWithoutWords, True),
    "+ exact words": (OnePassEncoder, False),
    "+ both, as shipped": (OnePassEncoder, True),
}
"""Name to the encoder's class and whether its queries follow the collection's statistics."""


def ablate(folder: Path, model: Path | None, queries: Mapping[str, str]) -> dict[str, dict[str, Run]]:
    """Variant to the runs of its legs and of its hybrid.

    Args:
        folder: A filled index that nobody has open.
        model: The folder of the one-pass model; None is the bundled one.
        queries: Query id to text.
    """
    found = {}
    for name, (kind, adapt) in VARIANTS.items():
        with HybridIndex.open(folder, kind(model, adapt=adapt), create=False) as index:
            found[name] = our_runs(index, queries)
    return found


def _learned(vector: SparseVector) -> SparseVector:
    end = int(np.searchsorted(vector.indices, FIRST_EXACT))
    return SparseVector(vector.indices[:end], vector.values[:end])
