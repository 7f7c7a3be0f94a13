"""The hash that is stored with each row: ``CONTENT.ENCODER``, by which an unchanged document is known again.

The two halves stand apart, so that rows can be brought from one encoder to another without the source they came from.
"""

from __future__ import annotations

import hashlib
import json

from hybrid_search.encoders import Fingerprint
from hybrid_search.types import Document
from hybrid_search.types.metadata import to_json

_ENCODER_DIGITS = 16


def content_hash(document: Document, fingerprint: Fingerprint) -> str:
    """Hash of text, metadata and encoder: equal exactly if storing the document again would change nothing."""
    return row_hash([document.text, to_json(document.metadata)], fingerprint)


def row_hash(content: object, fingerprint: Fingerprint) -> str:
    """Hash of a row: SHA-256 of *content*, a JSON value, and the first 64 bits of that of the encoder."""
    return f"{_sha256(content)}.{_sha256(dict(fingerprint))[:_ENCODER_DIGITS]}"


def with_encoder(hash: str, fingerprint: Fingerprint) -> str:
    """The hash that a stored row would have by another encoder; one that vouches for nothing stays as it is."""
    content, dot, _ = hash.partition(".")
    return f"{content}.{_sha256(dict(fingerprint))[:_ENCODER_DIGITS]}" if dot else hash


def _sha256(value: object) -> str:
    return hashlib.sha256(json.dumps(value, sort_keys=True).encode()).hexdigest()
