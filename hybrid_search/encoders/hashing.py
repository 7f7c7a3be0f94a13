"""``HashingEncoder``: deterministic vectors without a model, for the tests of applications."""

from __future__ import annotations

import hashlib
import math
import re
import unicodedata
import zlib
from collections import Counter
from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from hybrid_search.encoders.base import (
    MAX_DOCUMENT_NONZEROS,
    MAX_QUERY_NONZEROS,
    Encoded,
    Fingerprint,
    Limits,
    TokenText,
)
from hybrid_search.encoders.limits import capped
from hybrid_search.encoders.rrf_default import RRF_60
from hybrid_search.encoders.texts import checked_texts
from hybrid_search.errors import InvalidInput
from hybrid_search.types import FusionSpec, SparseVector, Truncation

_WORD = re.compile(r"\w+")


class HashingEncoder:
    """Words and letters, hashed: no weights, no download, the same vectors on every machine and Python version.

    Sparse: each word (NFC, casefolded) is the dimension CRC-32 of its UTF-8, with the weight 1 + ln(count). Dense: each
    word and each three letters of a padded word have a direction whose signs are the bits of SHAKE-128; the vector is
    their sum at unit length. So texts that share words or word parts are close, and nothing else is.

    Args:
        dims: Dimensions of the dense vectors.
        document_tokens: Words of a document that are read; None is no limit.
        query_tokens: Words of a query that are read.
        document_nonzeros: Cap on a document's non-zeros.
        query_nonzeros: Cap on a query's non-zeros.

    Raises:
        InvalidInput: if one of them is not a whole number above 0.
    """

    def __init__(
        self,
        dims: int = 64,
        *,
        document_tokens: int | None = None,
        query_tokens: int | None = None,
        document_nonzeros: int = MAX_DOCUMENT_NONZEROS,
        query_nonzeros: int = MAX_QUERY_NONZEROS,
    ) -> None:
        self._dims = dims
        self._limits = Limits(document_tokens, query_tokens, document_nonzeros, query_nonzeros)
        for name, value in {
            "dims": dims,
            **{field: getattr(self._limits, field) for field in Limits.__slots__},
        }.items():
            if value is not None and value < 1:
                raise InvalidInput(f"HashingEncoder: {name} is {value}; it must be at least 1")

    @property
    def name(self) -> str:
        """``hashing`` with the dimensions."""
        return f"hashing-{self._dims}"

    @property
    def dims(self) -> int:
        """Dimensions of the dense vectors."""
        return self._dims

    @property
    def has_sparse(self) -> bool:
        """Always."""
        return True

    @property
    def limits(self) -> Limits:
        """As given; tokens are words."""
        return self._limits

    @property
    def fingerprint(self) -> Fingerprint:
        """The hashes, the dimensions and the limits of documents."""
        return {
            "encoder": "hashing",
            "hash": "crc32, shake-128",
            "dims": self._dims,
            "document_tokens": self._limits.document_tokens,
            "document_nonzeros": self._limits.document_nonzeros,
        }

    @property
    def recommended_fusion(self) -> FusionSpec:
        """Reciprocal rank fusion with k = 60."""
        return RRF_60

    def encode_documents(self, texts: Sequence[str]) -> Encoded:
        """Vectors of *texts* as documents; they differ from queries only in the limits."""
        return self._encode(texts, self._limits.document_tokens, self._limits.document_nonzeros)

    def encode_queries(self, texts: Sequence[str]) -> Encoded:
        """Vectors of *texts* as queries."""
        return self._encode(texts, self._limits.query_tokens, self._limits.query_nonzeros)

    def decode(self, indices: Sequence[int]) -> list[TokenText]:
        """``#123`` for each dimension: a hash has no way back."""
        return [TokenText(f"#{index}", "exact") for index in indices]

    def _encode(self, texts: Sequence[str], tokens: int | None, nonzeros: int) -> Encoded:
        words = [_words(text) for text in checked_texts(texts)]
        lost = [0 if tokens is None else max(0, len(found) - tokens) for found in words]
        read = [found[:tokens] for found in words]
        sparse, dropped = capped((_sparse(found) for found in read), nonzeros)
        dense = np.array([self._dense(found) for found in read], dtype=np.float32).reshape(len(read), self._dims)
        return Encoded.of(sparse, dense, [Truncation.of(*one) for one in zip(lost, dropped, strict=True)])

    def _dense(self, words: Sequence[str]) -> npt.NDArray[np.float64]:
        features = [feature for word in words for feature in (f"={word}", *_trigrams(word))]
        total = self._signs(features).sum(axis=0)
        if not total.any():  # no word, or directions that cancel out: no backend takes a vector without direction
            total = self._signs([""])[0]
        unit: npt.NDArray[np.float64] = total / math.sqrt(int(total @ total))
        return unit

    def _signs(self, features: Sequence[str]) -> npt.NDArray[np.int64]:
        """One row of -1 and 1 for each feature. Not numpy's generators, whose streams may change between versions."""
        width = (self._dims + 7) // 8
        hashed = b"".join(hashlib.shake_128(feature.encode()).digest(width) for feature in features)
        rows = np.frombuffer(hashed, dtype=np.uint8).reshape(len(features), width)
        return 2 * np.unpackbits(rows, axis=1, count=self._dims).astype(np.int64) - 1


def _words(text: str) -> list[str]:
    return _WORD.findall(unicodedata.normalize("NFC", text).casefold())


def _trigrams(word: str) -> list[str]:
    padded = f" {word} "
    return [padded[start : start + 3] for start in range(len(padded) - 2)]


def _sparse(words: Sequence[str]) -> SparseVector:
    counts = Counter(words)
    return SparseVector.from_pairs((zlib.crc32(word.encode()), 1 + math.log(count)) for word, count in counts.items())
