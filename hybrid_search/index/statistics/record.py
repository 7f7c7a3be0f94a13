"""The stored form of a writer's statistics: read with hard bounds, since anybody may have written it.

::

    "HSSTATS" and NUL, uint16 format                                    uncompressed
    uint64 documents, uint64 unlisted, uint32 n                         the rest compressed by zlib, little-endian
    uint32[n] dimensions, the first as it is and the others as the distance from the one before
    uint32[n] frequencies
"""

from __future__ import annotations

import struct
import zlib

import numpy as np

from hybrid_search.encoders.statistics import CollectionStatistics
from hybrid_search.errors import CorruptIndex
from hybrid_search.index.statistics.space_saving import MAX_DIMENSIONS

PREFIX = "stats/"
"""What the keys of these records start with."""

FORMAT = 1
MAX_BYTES = 1_000_000
_MAX_DOCUMENTS = 2**53
_MAX_UINT32 = 2**32 - 1
_MAGIC = b"HSSTATS\x00"
_HEAD = struct.Struct("<8sH")
_SIZES = struct.Struct("<QQI")
_PAIR_BYTES = 8
_LEVEL = 1  # 5 ms for 65,536 dimensions; the default level takes 34 ms to save 12 % of the bytes
_MAX_BODY = _SIZES.size + _PAIR_BYTES * MAX_DIMENSIONS


def to_bytes(statistics: CollectionStatistics) -> bytes:
    """The record, at most 530 KB.

    Args:
        statistics: Of at most 65,536 dimensions. A frequency above 2**32 - 1 is stored as that.
    """
    dimensions = statistics.dimensions.astype("<u4")
    distances = np.diff(dimensions, prepend=dimensions.dtype.type(0))
    frequencies = np.minimum(statistics.frequencies, _MAX_UINT32).astype("<u4")
    sizes = _SIZES.pack(statistics.documents, statistics.unlisted, len(dimensions))
    return _HEAD.pack(_MAGIC, FORMAT) + zlib.compress(sizes + distances.tobytes() + frequencies.tobytes(), _LEVEL)


def from_bytes(record: bytes) -> CollectionStatistics:
    """Read a record.

    Raises:
        CorruptIndex: saying what is wrong with it.
    """
    if len(record) > MAX_BYTES:
        raise CorruptIndex(f"it has {len(record):,} bytes, and at most {MAX_BYTES:,} are read")
    if len(record) < _HEAD.size or not record.startswith(_MAGIC):
        raise CorruptIndex("it does not hold collection statistics")
    _, format = _HEAD.unpack_from(record)
    if format != FORMAT:
        raise CorruptIndex(f"it has format {format}, and this version of the library reads format {FORMAT}")
    return _parsed(_decompressed(record[_HEAD.size :]))


def _decompressed(compressed: bytes) -> bytes:
    stream = zlib.decompressobj()
    try:
        body = stream.decompress(compressed, _MAX_BODY + 1)  # never more, whatever the record claims
    except zlib.error as error:
        raise CorruptIndex(f"it cannot be decompressed ({error})") from None
    if len(body) > _MAX_BODY:
        raise CorruptIndex(f"it holds more than {MAX_DIMENSIONS:,} dimensions")
    if not stream.eof or stream.unused_data or len(body) < _SIZES.size:
        raise CorruptIndex("it is cut off, or followed by something else")
    return body


def _parsed(body: bytes) -> CollectionStatistics:
    documents, unlisted, size = _SIZES.unpack_from(body)
    if len(body) != _SIZES.size + _PAIR_BYTES * size:
        raise CorruptIndex(f"it says {size:,} dimensions and has {len(body):,} bytes")
    if documents > _MAX_DOCUMENTS or unlisted > documents:
        raise CorruptIndex(f"it says {documents:,} documents, and up to {unlisted:,} with a dimension left out")
    distances, frequencies = np.frombuffer(body, "<u4", offset=_SIZES.size).reshape(2, size).astype(np.int64)
    dimensions = np.cumsum(distances)
    if not (distances[1:] > 0).all() or (size and dimensions[-1] > _MAX_UINT32):
        raise CorruptIndex("its dimensions are not sorted, unique and below 2**32")
    if not ((frequencies >= 1) & (frequencies <= documents)).all():
        raise CorruptIndex(f"a frequency is not from 1 to its {documents:,} documents")
    return CollectionStatistics(documents, dimensions.astype(np.uint32), frequencies, unlisted)
