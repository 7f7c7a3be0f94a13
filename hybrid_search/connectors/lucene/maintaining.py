"""Merging segments, and what the server says of the index."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

from hybrid_search.connectors.lucene.base import LuceneBase
from hybrid_search.connectors.steps import Call, Operation, Sleep
from hybrid_search.errors import PermissionDenied

_SEGMENT_BYTES = 5 * 2**30  # the largest that servers themselves merge to
_POLL_S = 0.2
_SLOWEST_POLL_S = 5.0
_POLLS = 720  # an hour: an index that is written to without a pause is always merging


class Maintaining(LuceneBase):
    """The operations *optimize* and *facts*."""

    def optimize(self) -> Operation[None]:
        """Merge each shard into segments of 5 GB, and wait for it; a search of neighbours visits each segment."""
        self.writable()
        index = (yield from self.layout()).generation.rows.name
        yield from self.settle()
        store, shards, _ = yield from self._stats(index)
        segments = max(1, math.ceil(store / max(1, shards) / _SEGMENT_BYTES))
        yield Call("indices.forcemerge", {"index": index, "max_num_segments": segments, "wait_for_completion": False})
        quiet = 0
        for poll in range(_POLLS):
            yield Sleep(min(_SLOWEST_POLL_S, _POLL_S * 2 ** min(poll, 10)))
            *_, merging = yield from self._stats(index)
            quiet = 0 if merging else quiet + 1
            if quiet == 2:  # a merge may not have begun at the first look
                break
        yield Call("indices.refresh", {"index": index})

    def facts(self) -> Operation[Mapping[str, Any]]:
        """Rows, fields, and what the credentials allow to see of the rest."""
        layout = yield from self.layout()
        index = layout.generation.rows.name
        answer = yield Call("count", {"index": index})
        facts: dict[str, Any] = {
            "rows": answer["count"],
            "dims": layout.spec.dims,
            "sparse": layout.spec.sparse,
            "dense_kind": None if layout.dense is None else layout.dense.kind,
            "product": self.product,
        }
        try:
            info = yield Call("info")
            stats = yield Call("indices.stats", {"index": index, "metric": ["store", "segments"]})
        except PermissionDenied:
            return facts
        primaries = stats["_all"]["primaries"]
        return facts | {
            "version": info["version"]["number"],
            "indexes": sorted(stats["indices"]),
            "bytes": primaries.get("store", {}).get("size_in_bytes"),
            "segments": primaries.get("segments", {}).get("count"),
        }

    def _stats(self, index: str) -> Operation[tuple[int, int, int]]:
        """Bytes, primary shards, and merges that run."""
        stats = yield Call("indices.stats", {"index": index, "metric": ["store", "merge"]})
        total, shards = stats["_all"]["primaries"], stats["_shards"]
        size = total.get("store", {}).get("size_in_bytes", 0)
        return size, shards["successful"], total.get("merges", {}).get("current", 0)
