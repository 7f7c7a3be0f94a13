"""The typed view of a row's metadata: what filters look at in the engine.

The engine compares JSON values, and its rules are not ours: a bool equals a number there, and a decimal number that
was stored comes back up to one unit in the last place off. So each kind of value has a group of its own, holding only
strings and whole numbers, which the engine keeps exactly::

    {"path": ["lang", "year", "price"],                       every path that has a value
     "string": {"lang": ["en"]}, "bool": {"draft": [0]},
     "integer": {"year": [2021]},                             numbers without a fraction, whatever their Python type
     "fraction": {"price": [{"high": 1076101120, "low": 0}]}, all other numbers, see split
     "date": {"seen": [1609459200000]}}                       milliseconds since 1970
"""

from __future__ import annotations

import re
import struct
from collections.abc import Mapping
from datetime import datetime
from functools import lru_cache
from typing import Any, Literal

from hybrid_search.types.metadata import Scalar, epoch_ms

ROOT = "view"
PATHS = f"{ROOT}.path"

HIGH = "[].high"
"""What follows the key of fractions, for their high halves alone."""

View = Mapping[str, Any]
Group = Literal["string", "bool", "integer", "fraction", "date"]

_ESCAPED = re.compile(r"[^A-Za-z0-9-]")


def view(values: Mapping[str, tuple[Scalar, ...]]) -> View:
    """The view of these values, as :meth:`hybrid_search.connectors.base.Row.values` gives them."""
    groups: dict[str, Any] = {"path": [encode(path) for path in values]}
    for path, items in values.items():
        for item in items:
            group, stored = typed(item)
            groups.setdefault(group, {}).setdefault(encode(path), []).append(stored)
    return groups


def typed(value: Scalar) -> tuple[Group, Any]:
    """A value's group, and the value as it is stored there."""
    match value:
        case str():
            return "string", value
        case bool():  # before the numbers, since a bool is an int to Python
            return "bool", int(value)
        case datetime():
            return "date", epoch_ms(value)
        case _ if float(value).is_integer():
            return "integer", int(value)
        case _:
            high, low = split(float(value))
            return "fraction", {"high": high, "low": low}


def split(number: float) -> tuple[int, int]:
    """The two halves of the 64 bits of *number*, made so that (high, low) pairs order as the numbers do.

    The bits of positive floats, read as integers, are in the order of the floats (IEEE 754); those of negative ones are
    in the opposite order, so they are negated.
    """
    (bits,) = struct.unpack("<q", struct.pack("<d", number))
    ordered = bits if bits >= 0 else -(bits & 0x7FFF_FFFF_FFFF_FFFF)
    return ordered >> 32, ordered & 0xFFFF_FFFF


def key(group: Group, path: str) -> str:
    """Where the engine finds the values of one group and path."""
    return f"{ROOT}.{group}.{encode(path)}"


@lru_cache(maxsize=4096)
def encode(path: str) -> str:
    """*path* in letters, digits, ``-`` and ``_``, so that nothing in it has a meaning in the engine's JSON paths.

    Any other character becomes ``_`` and two hex digits for each byte of its UTF-8 form, ``_`` itself included, so two
    paths never share an encoding.
    """
    return _ESCAPED.sub(lambda match: "".join(f"_{byte:02x}" for byte in match[0].encode()), path)
