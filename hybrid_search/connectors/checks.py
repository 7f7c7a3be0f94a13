"""What is checked before it is sent: backends say it late, each in its own words, or not at all."""

from __future__ import annotations

import numpy as np

from hybrid_search.connectors.base import IndexSpec, LegQuery
from hybrid_search.errors import InvalidInput, InvalidName, InvalidQuery, InvalidVector
from hybrid_search.types import DenseVector, SparseVector

MAX_RECORD_BYTES = 1_000_000


def checked_dense(vector: DenseVector | None, spec: IndexSpec) -> DenseVector | None:
    """The vector as it came, if it fits the index.

    Raises:
        InvalidVector: for a missing, surplus or zero vector, another length, or a number that is not finite.
    """
    if spec.dims is None:
        if vector is not None:
            raise InvalidVector("there is a dense vector, and this index was created without a dense field")
        return None
    if vector is None:
        raise InvalidVector(f"there is no dense vector, and this index has a dense field of {spec.dims} dimensions")
    if vector.shape != (spec.dims,):
        raise InvalidVector(f"the dense vector has shape {vector.shape}; this index takes {spec.dims} dimensions")
    if not np.isfinite(vector).all():
        raise InvalidVector("the dense vector holds NaN or infinity; every number must be finite")
    if not vector.any():
        raise InvalidVector("the dense vector is all zeros and has no direction to compare")
    return vector


def checked_sparse(vector: SparseVector | None, spec: IndexSpec) -> SparseVector | None:
    """The vector as it came, if the index has a sparse field.

    Raises:
        InvalidVector: for a surplus vector.
    """
    if vector is not None and not spec.sparse:
        raise InvalidVector("the row has a sparse vector, and this index was created without a sparse field")
    return vector


def checked_leg(query: LegQuery, spec: IndexSpec) -> SparseVector | DenseVector:
    """The vector of a leg, if it is one of the leg's field.

    Raises:
        InvalidQuery: if the index does not have the field, or the vector is not one of it.
    """
    if query.leg == "sparse":
        if not spec.sparse or not isinstance(query.vector, SparseVector):
            raise InvalidQuery("a sparse leg needs a SparseVector and an index that was created with a sparse field")
        return query.vector
    if spec.dims is None or isinstance(query.vector, SparseVector):
        raise InvalidQuery("a dense leg needs a dense vector and an index that was created with a dense field")
    try:
        checked_dense(query.vector, spec)
    except InvalidVector as error:
        raise InvalidQuery(f"dense query: {error}") from None
    return query.vector


def check_record(key: str, value: bytes = b"") -> None:
    """Check a record that is to be stored.

    Raises:
        InvalidName: for a key that is empty, holds NUL or has no UTF-8 form.
        InvalidInput: for a value above 1 MB.
    """
    try:
        key.encode()
    except UnicodeEncodeError:
        raise InvalidName(f"record key {key!r} holds a lone surrogate; use text") from None
    if not key or "\x00" in key:
        raise InvalidName(f"record key {key!r} must be a text without NUL, and not empty")
    if len(value) > MAX_RECORD_BYTES:
        raise InvalidInput(f"record {key!r} has {len(value):,} bytes; at most {MAX_RECORD_BYTES:,} fit, so split it")
