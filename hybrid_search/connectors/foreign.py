"""Rows of an index that somebody else wrote, out of the JSON that it keeps for each."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from hybrid_search.connectors.base import Row
from hybrid_search.connectors.fields import Fields
from hybrid_search.errors import InvalidDocument, Unsupported
from hybrid_search.types import DenseVector, SparseVector
from hybrid_search.types.metadata import RESERVED_PREFIX, freeze

_WHERE = "the document"


def foreign_row(
    id: str, source: Mapping[str, Any], fields: Fields, sparse: SparseVector | None, dense: DenseVector | None
) -> Row:
    """The row of a document: its own only part, with the text of its field and what else of it is metadata."""
    text = None if fields.text is None else value_at(source, fields.text)
    named = (fields.text, fields.id, fields.dense, fields.sparse)
    return Row(
        id=id,
        text=text if isinstance(text, str) else "",
        metadata=foreign_metadata(source, [path for path in named if path is not None]),
        parent=id,
        ordinal=0,
        hash="",
        sparse=sparse,
        dense=dense,
    )


def foreign_metadata(source: Mapping[str, Any], without: Sequence[str]) -> Mapping[str, Any]:
    """The fields of a document that are metadata by the library's rules; the others are left out.

    Args:
        source: The document.
        without: Paths that are left out as well.
    """
    kept: dict[str, Any] = {}
    for key, value in source.items():
        if key in without:
            continue
        inner = [path.removeprefix(f"{key}.") for path in without if path.startswith(f"{key}.")]
        held = foreign_metadata(value, inner) if isinstance(value, Mapping) else value
        if isinstance(held, Mapping) and not held:
            continue
        try:
            freeze({key: held}, _WHERE)
        except InvalidDocument:
            continue
        kept[key] = held
    try:
        return freeze(kept, _WHERE)
    except InvalidDocument:  # it says one path twice, nested and with a dot
        return freeze({key: value for key, value in kept.items() if "." not in key}, _WHERE)


def foreign_path(path: str, url: str) -> str:
    """The path of a filter, which names the index's own field.

    Raises:
        Unsupported: for one of the reserved paths, which only indexes of this library have.
    """
    if path.startswith(RESERVED_PREFIX):
        raise Unsupported(f"{url}: a filter on {path!r} needs an index of this library, and this one is attached")
    return path


def value_at(source: Mapping[str, Any], path: str) -> Any:
    """The value of a field in a document, whether its dots nest or are part of a key; None if there is none."""
    for rest, inner in starts(source, path):
        if not rest:
            return inner
        if isinstance(inner, Mapping):
            return value_at(inner, rest)
    return None


def starts(mapping: Mapping[str, Any], path: str) -> Iterator[tuple[str, Any]]:
    """Each key that *path* begins with, the longest first: what remains of the path, and the value."""
    parts = path.split(".")
    for length in range(len(parts), 0, -1):
        if (key := ".".join(parts[:length])) in mapping:
            yield ".".join(parts[length:]), mapping[key]
