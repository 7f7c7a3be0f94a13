"""Rows by id, all rows, and how many there are."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from hybrid_search.connectors.base import Row
from hybrid_search.connectors.lucene.answers import listed
from hybrid_search.connectors.lucene.base import LuceneBase
from hybrid_search.connectors.lucene.errors import answer_of, failed
from hybrid_search.connectors.lucene.filters import EVERYTHING
from hybrid_search.connectors.lucene.multiget import multiget
from hybrid_search.connectors.lucene.schema import Layout
from hybrid_search.connectors.parts import PartLimits, parts
from hybrid_search.connectors.steps import Call, Operation
from hybrid_search.errors import IndexNotFound
from hybrid_search.filters import Filter

_IDS = PartLimits(items=1_000, size=1_000_000)
_WITH_VECTORS = PartLimits(items=250, size=1_000_000)
_PAGE = 1_000
_PAGE_WITH_VECTORS = 250


class Reading(LuceneBase):
    """The operations *fetch*, *hashes*, *scan* and *count*."""

    def fetch(self, ids: Sequence[str], *, vectors: bool = False) -> Operation[dict[str, Row]]:
        layout = yield from self.layout()
        source = self.rows.source(layout, vectors=vectors)
        found = yield from self._documents(layout, ids, source, _WITH_VECTORS if vectors else _IDS)
        if vectors and found and not any(_has_vector(one["_source"], layout) for one in found):
            found = list((yield from self._searched(layout, found, source)))
        rows = (self.rows.row(one, layout, vectors=vectors) for one in found)
        return {row.id: row for row in rows}

    def hashes(self, ids: Sequence[str]) -> Operation[dict[str, str]]:
        if self.attached:
            rows = yield from self.fetch(ids)
            return dict.fromkeys(rows, "")
        layout = yield from self.layout()
        found = yield from self._documents(layout, ids, {"includes": ("id", "hash")}, _IDS)
        return {one["_source"]["id"]: one["_source"]["hash"] for one in found}

    def scan(self, after: str | None, limit: int, *, vectors: bool = False) -> Operation[tuple[list[Row], str | None]]:
        layout = yield from self.layout()
        limit = min(limit, _PAGE_WITH_VECTORS if vectors else _PAGE)
        source: Mapping[str, Any] = self.rows.source(layout, vectors=vectors)
        body = {
            "query": EVERYTHING,
            "_source": self.vectors_source(source) if vectors else source,
            "track_total_hits": False,
            **self.rows.page(after, limit),
        }
        hits, cursor = self.rows.turn(after, limit, (yield from self._search(layout, body)))
        return [self.rows.row(hit, layout, vectors=vectors) for hit in hits], cursor

    def count(self, where: Filter | None) -> Operation[int]:
        query = EVERYTHING if where is None else self.rows.query(where)
        layout = yield from self.layout()
        answer = yield Call("count", {"index": layout.generation.rows.name, "body": {"query": query}})
        if answer["_shards"]["failed"]:
            raise failed(answer_of(503, answer["_shards"]["failures"][0]["reason"]), self.place).error
        count: int = answer["count"]
        return count

    def _search(self, layout: Layout, body: Mapping[str, Any]) -> Operation[Sequence[Mapping[str, Any]]]:
        index = layout.generation.rows.name
        answer = yield Call("search", {"index": index, "body": dict(body), "allow_partial_search_results": False})
        return listed(answer, "hits", "hits", place=self.place)

    def _documents(
        self, layout: Layout, ids: Sequence[str], source: Mapping[str, Sequence[str]], limits: PartLimits
    ) -> Operation[list[Mapping[str, Any]]]:
        """The documents of these ids that are there, by the backend's realtime ``mget`` where it can be used."""
        found: list[Mapping[str, Any]] = []
        for part in parts(list(dict.fromkeys(ids)), limits, len):
            if self.rows.id_field is not None:
                query = {"terms": {self.rows.id_field: part}}
                found += yield from self._search(layout, {"query": query, "_source": source, "size": 10_000})
                continue
            docs = [{"_id": self.rows.key(id), "_source": source} for id in part]
            found += yield from self.present(layout, docs)
        return found

    def present(self, layout: Layout, docs: Sequence[Mapping[str, Any]]) -> Operation[list[Mapping[str, Any]]]:
        """Those of these documents that are there.

        Raises:
            HybridSearchError: what the server answered in the place of one.
        """
        try:
            return (yield from multiget(layout.generation.rows.name, docs, self.place))
        except IndexNotFound:
            self.gone(layout)
            raise

    def _searched(
        self, layout: Layout, documents: Sequence[Mapping[str, Any]], source: Mapping[str, Sequence[str]]
    ) -> Operation[Sequence[Mapping[str, Any]]]:
        """The same documents by a search, for a server whose ``mget`` leaves vectors out."""
        yield from self.settle()
        ids = [one["_id"] for one in documents]
        body = {"query": {"ids": {"values": ids}}, "_source": self.vectors_source(source), "size": len(ids)}
        again: Sequence[Mapping[str, Any]] = yield from self._search(layout, body)
        return again


def _has_vector(source: Mapping[str, Any], layout: Layout) -> bool:
    return any(field is not None and field.path.split(".")[0] in source for field in (layout.dense, layout.sparse))
