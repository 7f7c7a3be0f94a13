"""The stored form: what is written comes back, and nothing else is believed."""

from __future__ import annotations

import struct
import zlib

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from hybrid_search.encoders.statistics import CollectionStatistics
from hybrid_search.errors import CorruptIndex
from hybrid_search.index.statistics.record import MAX_BYTES, from_bytes, to_bytes
from tests.fakes import frequencies


def statistics(documents: int, listed: dict[int, int], unlisted: int = 0) -> CollectionStatistics:
    dimensions = np.array(sorted(listed), np.uint32)
    return CollectionStatistics(
        documents, dimensions, np.array([listed[index] for index in sorted(listed)], np.int64), unlisted
    )


def record(documents: int, unlisted: int, distances: list[int], counts: list[int], size: int | None = None) -> bytes:
    """A record with these numbers, whether they make sense or not."""
    size = len(distances) if size is None else size
    numbers = np.array([*distances, *counts], "<u4").tobytes()
    return framed(struct.pack("<QQI", documents, unlisted, size) + numbers)


def framed(body: bytes, *, format: int = 1) -> bytes:
    return b"HSSTATS\x00" + struct.pack("<H", format) + zlib.compress(body)


@given(st.dictionaries(st.integers(0, 2**32 - 1), st.integers(1, 50), max_size=30), st.integers(50, 2**53))
def test_a_record_comes_back_as_it_was(listed: dict[int, int], documents: int) -> None:
    found = from_bytes(to_bytes(statistics(documents, listed, unlisted=7)))
    assert (found.documents, frequencies(found), found.unlisted) == (documents, listed, 7)
    assert found.dimensions.dtype == np.uint32
    assert found.frequencies.dtype == np.int64


def test_the_largest_record_fits_a_megabyte() -> None:
    random = np.random.default_rng(0)
    dimensions = np.unique(random.integers(0, 2**32, 70_000, np.uint64))[:65_536].astype(np.uint32)
    worst = CollectionStatistics(2**53, dimensions, random.integers(1, 2**32, 65_536))
    stored = to_bytes(worst)
    assert len(stored) < 530_000 < MAX_BYTES
    assert np.array_equal(from_bytes(stored).frequencies, worst.frequencies)


def test_a_frequency_that_does_not_fit_is_stored_as_the_largest_that_does() -> None:
    assert frequencies(from_bytes(to_bytes(statistics(2**40, {1: 2**33})))) == {1: 2**32 - 1}


GOOD = record(5, 1, [3, 4], [2, 5])


def test_the_layout_is_the_documented_one() -> None:
    found = from_bytes(GOOD)
    assert (found.documents, frequencies(found), found.unlisted) == (5, {3: 2, 7: 5}, 1)


CORRUPT = {
    "empty": (b"", "does not hold collection statistics"),
    "foreign": (b"PK\x03\x04 something else", "does not hold collection statistics"),
    "json": (b'{"documents": 5}', "does not hold collection statistics"),
    "newer": (framed(b"", format=2), "format 2, and this version of the library reads format 1"),
    "oversized": (GOOD + b"\x00" * MAX_BYTES, "at most 1,000,000 are read"),
    "bomb": (framed(b"\x00" * 50_000_000), "more than 65,536 dimensions"),
    "cut off": (GOOD[:-3], "cut off"),
    "followed by something": (GOOD + b"x", "followed by something else"),
    "not compressed": (GOOD[:10] + b"plain", "cannot be decompressed"),
    "too short": (framed(b"\x00"), "cut off"),
    "fewer numbers than it says": (record(5, 0, [3], [2], size=2), "says 2 dimensions"),
    "more numbers than it says": (record(5, 0, [3, 4], [2, 2], size=1), "says 1 dimensions"),
    "a size beyond all bounds": (record(5, 0, [3], [2], size=2**32 - 1), "says 4,294,967,295 dimensions"),
    "too many documents": (record(2**53 + 1, 0, [3], [2]), "it says 9,007,199,254,740,993 documents"),
    "a bound above the documents": (record(5, 6, [3], [2]), "up to 6 with a dimension left out"),
    "a dimension twice": (record(5, 0, [3, 0], [2, 2]), "not sorted, unique"),
    "dimensions beyond uint32": (record(5, 0, [2**32 - 1, 1], [2, 2]), "below"),
    "a frequency of zero": (record(5, 0, [3], [0]), "a frequency is not from 1 to its 5 documents"),
    "a frequency above the documents": (record(5, 0, [3], [6]), "a frequency is not from 1 to its 5 documents"),
}


@pytest.mark.parametrize(("stored", "reason"), CORRUPT.values(), ids=CORRUPT)
def test_what_is_corrupt_is_named(stored: bytes, reason: str) -> None:
    with pytest.raises(CorruptIndex, match=reason):
        from_bytes(stored)


@given(st.binary(max_size=200) | st.binary(max_size=200).map(framed) | st.binary(max_size=60).map(GOOD.__add__))
def test_no_bytes_do_anything_else_than_be_refused_or_hold_the_rules(stored: bytes) -> None:
    try:
        found = from_bytes(stored)
    except CorruptIndex:
        return
    assert 0 <= found.unlisted <= found.documents <= 2**53
    assert (np.diff(found.dimensions.astype(np.int64)) > 0).all()
    assert ((found.frequencies >= 1) & (found.frequencies <= found.documents)).all()


@given(st.integers(0, len(GOOD) - 1), st.integers(1, 255))
def test_a_flipped_byte_is_refused(place: int, change: int) -> None:
    damaged = bytearray(GOOD)
    damaged[place] ^= change
    try:
        found = from_bytes(bytes(damaged))
    except CorruptIndex:
        return
    assert (found.documents, frequencies(found), found.unlisted) == (5, {3: 2, 7: 5}, 1)  # a bit that zlib ignores
