"""This library's index."""

from __future__ import annotations

from benchmarks.peers.place import Place
from benchmarks.peers.ready import K, Ready, ReadyEncoder
from hybrid_search import HybridIndex, Native
from hybrid_search.index.queries import EACH_ALONE


class Ours:
    """``add`` and ``search``, with a client of its own on a server, and without its cache of queries."""

    def __init__(self, place: Place, collection: str, ready: Ready) -> None:
        client = place.client() if place.url is None else None
        self._index = HybridIndex.open(
            place.index(collection), ReadyEncoder(ready), create=True, client=client, queries=EACH_ALONE
        )
        self._documents = ready.documents

    def index(self) -> None:
        self._check(len(self._index.add(self._documents).failed))

    def search(self, query: str) -> list[str]:
        return [hit.id for hit in self._index.search(query, K)]

    def drop(self) -> None:
        self._index.drop()
        self._index.close()

    def _check(self, failed: int) -> None:
        if failed:
            raise SystemExit(f"{self._index.url}: {failed} documents failed")


class OursNatively(Ours):
    """``sync``, and ``search`` with Qdrant's fusion."""

    def index(self) -> None:
        self._check(len(self._index.sync(self._documents).failed))

    def search(self, query: str) -> list[str]:
        return [hit.id for hit in self._index.search(query, K, fusion=Native.rrf())]
