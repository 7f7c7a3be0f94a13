"""The encoded queries that are kept, least recently used dropped first."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterable, Mapping
from hashlib import blake2b

from hybrid_search.index.queries.encoded_query import EncodedQuery

_DIGEST_BYTES = 16


def key_of(text: str) -> bytes:
    """What a query is known by here: 128 bits of its BLAKE2b, so that no text is kept."""
    return blake2b(text.encode("utf-8", "surrogatepass"), digest_size=_DIGEST_BYTES).digest()


class QueryCache:
    """At most *size* encoded queries. Not safe for several threads: the lock is its owner's."""

    def __init__(self, size: int) -> None:
        self._size = size
        self._queries: OrderedDict[bytes, EncodedQuery] = OrderedDict()

    def __len__(self) -> int:
        return len(self._queries)

    def find(self, keys: Iterable[bytes]) -> dict[bytes, EncodedQuery]:
        """Those of these that are kept."""
        found = {key: query for key in keys if (query := self._queries.get(key)) is not None}
        for key in found:
            self._queries.move_to_end(key)
        return found

    def keep(self, queries: Mapping[bytes, EncodedQuery]) -> None:
        """Keep these, in place of those that were not used for longest."""
        for key, query in queries.items():
            self._queries[key] = query
            self._queries.move_to_end(key)
        while len(self._queries) > self._size:
            self._queries.popitem(last=False)
