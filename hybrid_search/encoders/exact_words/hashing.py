"""Terms to dimensions."""

from __future__ import annotations

from hashlib import blake2b

FIRST_EXACT = 2**31
"""Exact words have the dimensions from here to 2**32 - 1; a learned vocabulary lies below."""

HASH = "blake2b-31"
"""What the fingerprint calls :func:`dimension`."""


def dimension(term: str) -> int:
    """2**31 | the upper 31 bits of a 4-byte BLAKE2b of the term's UTF-8, big-endian.

    Two of n terms share a dimension by chance: n**2 / 2**32 pairs are expected, 0.2 among 30,000 terms and 233 among a
    million, where one term in 2,150 has a double. A shared dimension only adds a false match of two rare words.
    Source: RFC 7693 (BLAKE2); the birthday bound. Unlike CRC-32 it is not linear, so that families of terms such as
    part numbers collide no more often than others.
    """
    return FIRST_EXACT | int.from_bytes(blake2b(term.encode(), digest_size=4).digest(), "big") >> 1
