"""The typed view of a row's metadata: what filters look at.

One field per kind and path, made by dynamic templates, so that ``year: "2020"`` after ``year: 2020`` breaks nothing::

    {"path": ["lang", "year"],                       every path that has a value
     "string": {"lang": ["en"]}, "number": {"year": [2021.0]}, "bool": {"draft": [false]},
     "date": {"seen": [1609459200000]}}              milliseconds since 1970
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from hybrid_search.connectors.typed_view import encode
from hybrid_search.filters.evaluate import comparable
from hybrid_search.types.metadata import Kind, Scalar

PATHS = "path"
KINDS: Mapping[Kind, Mapping[str, Any]] = {
    "string": {"type": "keyword"},
    "number": {"type": "double"},
    "bool": {"type": "boolean"},
    "date": {"type": "long"},
}
"""Kind to the mapping of its fields."""

MAX_PATH = 200
MAX_STRING_BYTES = 8_000  # Lucene takes no term above 32,766 bytes; a longer value is known by its hash

_HASHED_PATH = "__"  # typed_view.encode never writes two underscores in a row
_HASHED_STRING = "\x00sha256:"  # no text may hold NUL, so no text looks like this


def view(values: Mapping[str, tuple[Scalar, ...]]) -> dict[str, Any]:
    """The view of these values, as :meth:`hybrid_search.connectors.base.Row.values` gives them."""
    groups: dict[str, Any] = {PATHS: [name(path) for path in values]}
    for path, items in values.items():
        for item in items:
            kind, term = stored(item)
            groups.setdefault(kind, {}).setdefault(name(path), []).append(term)
    return groups


def stored(value: Scalar) -> tuple[Kind, Any]:
    """A value's kind, and the value as its field holds it."""
    kind, comparable_value = comparable(value)
    if kind == "string":
        return kind, term(comparable_value)
    if kind == "number":
        return kind, comparable_value + 0.0  # -0.0 becomes 0.0, which Lucene would not take for equal
    return kind, comparable_value


def term(text: str) -> str:
    """A text as an exact term: itself, or its SHA-256 if it is too long to be one."""
    if len(text) <= MAX_STRING_BYTES // 4 or len(text.encode()) <= MAX_STRING_BYTES:
        return text
    return _HASHED_STRING + hashlib.sha256(text.encode()).hexdigest()


def field(kind: Kind, path: str) -> str:
    """The field that holds the values of one kind and path."""
    return f"{kind}.{name(path)}"


@lru_cache(maxsize=4096)
def name(path: str) -> str:
    """*path* as one part of a field name: letters, digits, ``-`` and ``_`` only, at most some 200 of them."""
    encoded = encode(path)
    return encoded if len(encoded) <= MAX_PATH else _HASHED_PATH + hashlib.sha256(path.encode()).hexdigest()
