"""What Pinecone refuses of a write: https://docs.pinecone.io/reference/api/database-limits/operation-limits."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from typing import Any

import numpy as np

from tests.connectors.pinecone.api_error import ApiError

MAX_REQUEST = 2 * 1024 * 1024
MAX_RECORDS = 1_000
MAX_METADATA = 40 * 1024
MAX_NONZEROS = 1_000
MAX_ID = 512
MAX_TOP_K = 10_000
MAX_ANSWER = 4 * 1024 * 1024
MAX_ADDRESS = 8 * 1024


def check_record(record: Mapping[str, Any], dims: int | None, *, sparse: bool) -> None:
    """Refuse a record of an upsert."""
    check_id(record.get("id"))
    dense, weights = record.get("values") or [], record.get("sparseValues")
    if dims is not None:
        if len(dense) != dims:
            raise ApiError(400, f"Vector dimension {len(dense)} does not match the dimension of the index {dims}")
        check_dense(dense)
    elif dense:
        raise ApiError(400, "Dense vectors are not supported by sparse indexes")
    if weights is not None:
        if not sparse:
            raise ApiError(400, "Index configuration does not support sparse values")
        check_sparse(weights)
    elif dims is None:
        raise ApiError(400, f"Record {record['id']} must have sparse values")
    check_metadata(record.get("metadata") or {})


def check_id(id: Any) -> None:
    """Refuse an id."""
    if not isinstance(id, str) or not 1 <= len(id) <= MAX_ID:
        raise ApiError(400, f"Vector ID must be a string of 1 to {MAX_ID} characters")
    if not id.isascii() or "\0" in id:
        raise ApiError(400, "Vector ID must be ASCII without NUL")


def check_dense(values: list[Any]) -> None:
    """Refuse a dense vector."""
    numbers = np.asarray(values, dtype=np.float32)
    if not np.isfinite(numbers).all():
        raise ApiError(400, "Dense vectors must be finite")
    if not numbers.any():
        raise ApiError(400, "Dense vectors must contain at least one non-zero value")


def check_sparse(weights: Mapping[str, Any]) -> None:
    """Refuse a sparse vector."""
    indices, values = weights.get("indices") or [], weights.get("values") or []
    if len(indices) != len(values) or not indices:
        raise ApiError(400, "Sparse vector must have as many indices as values, and at least one")
    if len(indices) > MAX_NONZEROS:
        raise ApiError(400, f"Sparse vector must not have more than {MAX_NONZEROS} values")
    if len(set(indices)) != len(indices):
        raise ApiError(400, "Sparse vector contains duplicate indices")
    if any(not isinstance(index, int) or not 0 <= index < 2**32 for index in indices):
        raise ApiError(400, "Sparse indices must be unsigned 32-bit integers")
    if any(not math.isfinite(value) or abs(value) > float(np.finfo(np.float32).max) for value in values):
        raise ApiError(400, "Sparse values must be finite")


def check_metadata(metadata: Any) -> None:
    """Refuse metadata."""
    if not isinstance(metadata, Mapping):
        raise ApiError(400, "Metadata must be an object")
    for key, value in metadata.items():
        if key.startswith("$"):
            raise ApiError(400, f"Metadata key {key} must not start with $")
        if isinstance(value, list):
            if not all(isinstance(one, str) for one in value):
                raise ApiError(400, f"Metadata value must be a list of strings, got another for field '{key}'")
        elif not isinstance(value, str | bool | int | float):
            raise ApiError(400, f"Metadata value must be a string, number, boolean or list of strings for '{key}'")
    size = len(json.dumps(metadata, ensure_ascii=False, separators=(",", ":")).encode())
    if size > MAX_METADATA:
        raise ApiError(
            400, f"Metadata size is {size} bytes, which exceeds the limit of {MAX_METADATA} bytes per vector"
        )


def check_top_k(top_k: Any) -> None:
    """Refuse a number of results."""
    if isinstance(top_k, bool) or not isinstance(top_k, int) or not 1 <= top_k <= MAX_TOP_K:
        raise ApiError(400, f"topK must be between 1 and {MAX_TOP_K}")
