"""What filters read: a row's values as one list of tokens, and the bounds of its numbers and dates.

Pinecone's metadata are strings, numbers, bools and lists of strings; a list of numbers is not allowed, and comparisons
with a key that is missing are not documented. So everything that compares for equality is a token in one list that is
never empty, and a range needs no more than the least and the greatest value, since *any value > x* holds exactly if the
greatest is::

    {"hs": ["p:lang", "s:lang=en", "p:year", "N:year", "n:year=2021.0"], "N_lo_year": 2021.0, "N_hi_year": 2021.0}

``p`` says that the path has a value, ``N`` and ``D`` that it has a number or a date; ``s``, ``b``, ``n`` and ``d`` are
the values of each kind. Dates are milliseconds since 1970.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from typing import Any, Literal

from hybrid_search.connectors.typed_view import encode
from hybrid_search.filters.evaluate import comparable
from hybrid_search.types.metadata import Scalar

TOKENS = "hs"

Ranged = Literal["N", "D"]
Bound = Literal["lo", "hi"]

_RANGED: Mapping[str, Ranged] = {"number": "N", "date": "D"}
_LONGEST = 100


def view(values: Mapping[str, tuple[Scalar, ...]]) -> dict[str, Any]:
    """The metadata by which these values are filtered."""
    tokens: dict[str, None] = {}
    bounds: dict[str, float] = {}
    for path, items in values.items():
        if not items:
            continue
        tokens[present(path)] = None
        for item in items:
            tokens[equal(path, item)] = None
            kind, value = comparable(item)
            group = _RANGED.get(kind)
            if group is not None:
                tokens[has(group, path)] = None
                low, high = bound(group, "lo", path), bound(group, "hi", path)
                bounds[low] = min(bounds.get(low, value), value)
                bounds[high] = max(bounds.get(high, value), value)
    return {TOKENS: list(tokens), **bounds}


def present(path: str) -> str:
    """The token of a path that has a value."""
    return _token(f"p:{encode(path)}")


def has(group: Ranged, path: str) -> str:
    """The token of a path that has a number, or a date."""
    return _token(f"{group}:{encode(path)}")


def equal(path: str, value: Scalar) -> str:
    """The token of a value at a path: the same for values that are equal, and for no others."""
    kind, comparison = comparable(value)
    text = repr(comparison + 0.0) if kind == "number" else str(comparison)  # -0.0 becomes 0.0
    return _token(f"{kind[0]}:{encode(path)}={text}")


def range_of(value: Scalar) -> tuple[Ranged, float]:
    """The group that a number or a date is compared in, and what is compared there."""
    kind, comparison = comparable(value)
    return _RANGED[kind], comparison


def bound(group: Ranged, end: Bound, path: str) -> str:
    """The metadata key of the least or greatest number or date at a path."""
    return _token(f"{group}_{end}_{encode(path)}")


def _token(text: str) -> str:
    """*text*, or ``#`` and its SHA-256 if it is long, or anything but printable ASCII."""
    if len(text) <= _LONGEST and text.isascii() and text.isprintable():
        return text
    return "#" + hashlib.sha256(text.encode()).hexdigest()
