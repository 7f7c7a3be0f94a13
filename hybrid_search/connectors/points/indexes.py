"""Payload indexes: which of them the values in typed views ask for."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Literal

from hybrid_search.connectors.typed_view import HIGH, ROOT, View, encode

IndexKind = Literal["keyword", "integer"]

MAX_INDEXES = 128
"""Each takes memory and a dozen memory maps; filters on further paths are slower, and just as right."""

_UNUSED = frozenset(map(encode, ("_hs.ordinal", "_hs.hash")))  # filters on these name the parent too, which has one


def wanted(views: Iterable[View]) -> Mapping[str, IndexKind]:
    """The indexes that the values in these views ask for: the engine's key, and the kind of index."""
    seen = {(group, path) for one in views for group in one.keys() - {"path"} for path in one[group]}
    found: dict[str, IndexKind] = {}
    for group, path in sorted(seen):
        if path in _UNUSED:
            continue
        if group == "string":
            found[f"{ROOT}.string.{path}"] = "keyword"
        elif group in ("bool", "date"):
            found[f"{ROOT}.{group}.{path}"] = "integer"
        else:  # both kinds of numbers, because a range asks for both, and one without an index reads every payload
            found[f"{ROOT}.integer.{path}"] = "integer"
            found[f"{ROOT}.fraction.{path}{HIGH}"] = "integer"
    return found
