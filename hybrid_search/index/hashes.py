"""The hash that is stored with each row: ``CONTENT.ENCODER``, by which an unchanged document is known again.

The two halves stand apart, so that rows can be brought from one encoder to another without the source they came from.
"""

from __future__ import annotations

import hashlib
import json
from functools import lru_cache

from hybrid_search.encoders import Fingerprint
from hybrid_search.types import Document
from hybrid_search.types.metadata import to_json

_ENCODER_DIGITS = 16


def content_hash(document: Document, fingerprint: Fingerprint) -> str:
    """Hash of text, metadata and encoder: equal exactly if storing the document again would change nothing."""
    return row_hash([document.text, to_json(document.metadata)], fingerprint)


def row_hash(content: object, fingerprint: Fingerprint) -> str:
    """Hash of a row: SHA-256 of *content*, a JSON value, and the first 64 bits of that of the encoder."""
    return f"{_sha256(content)}.{_encoder(fingerprint)}"


def with_encoder(hash: str, fingerprint: Fingerprint) -> str:
    """The hash that a stored row would have by another encoder; one that vouches for nothing stays as it is."""
    content, dot, _ = hash.partition(".")
    return f"{content}.{_encoder(fingerprint)}" if dot else hash


def _encoder(fingerprint: Fingerprint) -> str:
    return _digits(tuple((name, type(value), value) for name, value in fingerprint.items()))


@lru_cache(maxsize=16)  # it is the same for all rows; the types tell True from 1
def _digits(items: tuple[tuple[str, type, str | int | float | bool | None], ...]) -> str:
    return _sha256({name: value for name, _, value in items})[:_ENCODER_DIGITS]


def _sha256(value: object) -> str:
    return hashlib.sha256(json.dumps(value, sort_keys=True).encode()).hexdigest()
