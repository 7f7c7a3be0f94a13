"""Which tokens matched: the products that the sparse score is the sum of."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from hybrid_search.connectors.base import Row
from hybrid_search.connectors.steps import Operation
from hybrid_search.encoders import Encoder
from hybrid_search.index.core import Core
from hybrid_search.types import Hit, SparseVector, TokenMatch


def explain_hits(core: Core, hits: Sequence[Hit], query: SparseVector | None) -> Operation[tuple[Hit, ...]]:
    """The hits with their token matches, from the stored vectors and the query vector that was searched with."""
    if not hits:
        return ()
    rows: dict[str, Row] = yield from core.connector.fetch([hit.id for hit in hits], vectors=True)
    return tuple(
        replace(hit, tokens=token_matches(core.encoder, query, rows[hit.id].sparse if hit.id in rows else None))
        for hit in hits
    )


def token_matches(
    encoder: Encoder, query: SparseVector | None, document: SparseVector | None
) -> tuple[TokenMatch, ...]:
    """The dimensions in common, largest product first; their products sum to the dot product."""
    if query is None or document is None:
        return ()
    shared, mine, theirs = np.intersect1d(query.indices, document.indices, assume_unique=True, return_indices=True)
    weights = query.values[mine].astype(np.float64), document.values[theirs].astype(np.float64)
    products = weights[0] * weights[1]
    order = np.lexsort((shared, -products))
    texts = encoder.decode(shared[order].tolist())
    return tuple(
        TokenMatch(
            token=text.text,
            index=int(shared[place]),
            query_weight=float(weights[0][place]),
            document_weight=float(weights[1][place]),
            product=float(products[place]),
            kind=text.kind,
        )
        for place, text in zip(order, texts, strict=True)
    )
