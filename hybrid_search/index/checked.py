"""What an encoder returned, checked before anything is stored or searched with it."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from hybrid_search.encoders import Encoded, Encoder
from hybrid_search.errors import InvalidVector
from hybrid_search.types import DenseVector, LegName, SparseVector, float_rows


def checked(
    encoder: Encoder, encoded: Encoded, wanted: Collection[LegName], texts: int, name: str
) -> tuple[Sequence[SparseVector] | None, DenseVector | None]:
    """The sparse vectors as they are, and the dense ones as float32[n, dims]; None if not wanted.

    Args:
        encoder: What returned them.
        encoded: What it returned.
        wanted: The halves that are needed, of those that the encoder has; the other is not looked at.
        texts: How many texts were encoded.
        name: "document" or "query".

    Raises:
        InvalidVector: if a wanted half is missing or has not one vector of the right dimension for each text.
    """
    sparse = encoded.sparse if "sparse" in wanted else None
    dense = encoded.dense if "dense" in wanted else None
    for half, vectors in {"sparse": sparse, "dense": dense}.items():
        found = 0 if vectors is None else len(vectors)
        if half in wanted and found != texts:
            raise InvalidVector(
                f"the encoder {encoder.name!r} returned {found} {half} vectors for {texts} {name} texts; "
                "it must return one for each"
            )
    if dense is None or encoder.dims is None:
        return sparse, None
    return sparse, float_rows(dense, encoder.dims, name)
