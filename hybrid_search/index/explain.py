"""Which tokens matched: the products that the sparse score is the sum of."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import partial

import numpy as np

from hybrid_search.connectors.base import Row
from hybrid_search.connectors.steps import Compute, Operation
from hybrid_search.encoders import Encoder, TokenText
from hybrid_search.encoders.facets import NamesWords
from hybrid_search.index.core import Core
from hybrid_search.types import Hit, SparseVector, TokenMatch


def explain_hits(
    core: Core, hits: Sequence[Hit], text: str, query: SparseVector | None, encoded: SparseVector | None
) -> Operation[tuple[Hit, ...]]:
    """The hits with their token matches, from the stored vectors and the query vector that was searched with.

    Args:
        core: The index.
        hits: What is shown.
        text: The query.
        query: Its sparse vector as it was searched with; None without a sparse half.
        encoded: The same as the encoder made it, before it was adapted to the collection.
    """
    if not hits:
        return ()
    rows: dict[str, Row] = yield from core.connector.fetch([hit.id for hit in hits], vectors=True)
    words: Mapping[int, str] = yield Compute(partial(_exact_words, core.encoder, text))
    documents = [rows[hit.id].sparse if hit.id in rows else None for hit in hits]
    return tuple(
        replace(hit, tokens=token_matches(core.encoder, query, document, encoded, words))
        for hit, document in zip(hits, documents, strict=True)
    )


def _exact_words(encoder: Encoder, text: str) -> Mapping[int, str]:
    return encoder.exact_texts(text) if isinstance(encoder, NamesWords) else {}


def token_matches(
    encoder: Encoder,
    query: SparseVector | None,
    document: SparseVector | None,
    encoded: SparseVector | None = None,
    words: Mapping[int, str] | None = None,
) -> tuple[TokenMatch, ...]:
    """The dimensions in common, largest product first; their products sum to the dot product.

    Args:
        encoder: What names the dimensions that *words* does not.
        query: What was searched with.
        document: What is stored.
        encoded: *query* before it was adapted to the collection: the same dimensions; None if it is the same.
        words: Dimension to word, of exact dimensions; a hash cannot be turned back.
    """
    if query is None or document is None:
        return ()
    words = {} if words is None else words
    shared, mine, theirs = np.intersect1d(query.indices, document.indices, assume_unique=True, return_indices=True)
    weights = query.values[mine].astype(np.float64), document.values[theirs].astype(np.float64)
    products = weights[0] * weights[1]
    order = np.lexsort((shared, -products))
    factors = weights[0] / (query if encoded is None else encoded).values[mine]
    texts = [
        TokenText(words[index], "exact") if index in words else decoded
        for index, decoded in zip(shared[order].tolist(), encoder.decode(shared[order].tolist()), strict=True)
    ]
    return tuple(
        TokenMatch(
            token=text.text,
            index=int(shared[place]),
            query_weight=float(weights[0][place]),
            document_weight=float(weights[1][place]),
            product=float(products[place]),
            kind=text.kind,
            factor=float(factors[place]),
        )
        for place, text in zip(order, texts, strict=True)
    )
