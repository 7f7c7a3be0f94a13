"""Which ids the source has had: 16 bytes each, and not the ids themselves."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from hashlib import blake2b

import numpy as np
from numpy.typing import NDArray

DIGEST_BYTES = 16
"""Of 128 bits no two ids are ever the same by chance: at 10**9 ids, with a probability of 10**-21."""

_RECENT = 1 << 16


class Seen:
    """A set of ids as sorted arrays of digests, merged when the last is as large as the one before.

    Memory: 16 bytes an id, 32 while two arrays are merged, and at most 10 MB for the most recent 65,536.
    """

    def __init__(self) -> None:
        self._recent: set[bytes] = set()
        self._sorted: list[NDArray[np.bytes_]] = []

    def add(self, ids: Sequence[str]) -> list[bool]:
        """Whether each id is new, those before it in *ids* included; all are in the set from now on."""
        digests = [_digest(id) for id in ids]
        new = []
        for digest, known in zip(digests, self._known(digests), strict=True):
            new.append(not known and digest not in self._recent)
            if new[-1]:
                self._recent.add(digest)
        if len(self._recent) >= _RECENT:
            self._settle()
        return new

    def has(self, ids: Iterable[str]) -> list[bool]:
        """Whether each id is in the set."""
        digests = [_digest(id) for id in ids]
        return [known or digest in self._recent for digest, known in zip(digests, self._known(digests), strict=True)]

    def _known(self, digests: Sequence[bytes]) -> list[bool]:
        wanted = _array(digests)
        found = np.zeros(len(wanted), dtype=bool)
        for stored in self._sorted:
            places = np.minimum(np.searchsorted(stored, wanted), len(stored) - 1)
            found |= stored[places] == wanted
        return [bool(one) for one in found]

    def _settle(self) -> None:
        self._sorted.append(np.sort(_array(self._recent)))
        self._recent = set()
        while len(self._sorted) > 1 and len(self._sorted[-1]) >= len(self._sorted[-2]):
            last = self._sorted.pop()
            self._sorted[-1] = np.sort(np.concatenate([self._sorted[-1], last]))


def _array(digests: Iterable[bytes]) -> NDArray[np.bytes_]:
    return np.frombuffer(b"".join(digests), dtype=f"S{DIGEST_BYTES}")


def _digest(id: str) -> bytes:
    return blake2b(id.encode(), digest_size=DIGEST_BYTES).digest()
