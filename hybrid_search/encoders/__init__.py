"""Encoders: text to a sparse and a dense vector."""

from hybrid_search.encoders.base import (
    MAX_DOCUMENT_NONZEROS,
    MAX_QUERY_NONZEROS,
    Encoded,
    Encoder,
    Fingerprint,
    Limits,
    TokenText,
)

__all__ = ["MAX_DOCUMENT_NONZEROS", "MAX_QUERY_NONZEROS", "Encoded", "Encoder", "Fingerprint", "Limits", "TokenText"]
