"""What the server says of an index."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from qdrant_client import models

from hybrid_search.connectors.qdrant.layout import Layout
from hybrid_search.connectors.qdrant.version import Version
from hybrid_search.connectors.steps import Call, Operation, Sleep
from hybrid_search.errors import DeadlineExceeded, PermissionDenied

_LONGEST_PAUSE_S = 5.0
_PAUSES = 130  # about ten minutes


def facts(name: str, records: str | None, layout: Layout, version: Version) -> Operation[Mapping[str, Any]]:
    """Rows, fields, and what the server says of collection and segments.

    Args:
        name: Of the collection, or an alias of it.
        records: The collection of records; None for an index without one.
        layout: The layout of the collection.
        version: The server's.
    """
    info: models.CollectionInfo = yield Call("get_collection", {"collection_name": name})
    rows: models.CountResult = yield Call("count", {"collection_name": name, "exact": True})
    found = {
        "rows": rows.count,
        "dims": layout.spec.dims,
        "sparse": layout.spec.sparse,
        "server": f"qdrant {version}",
        "collection": (yield from _collection(name)),
        "status": info.status.value,
        "segments": info.segments_count,
        "indexed_vectors": info.indexed_vectors_count,
        "payload_indexes": len(info.payload_schema),
        "shards": info.config.params.shard_number,
        "replicas": info.config.params.replication_factor,
        "quantized": layout.quantized,
    }
    if records is not None:
        kept: models.CountResult = yield Call("count", {"collection_name": records, "exact": True})
        found["records"] = kept.count
    return found


def wait_until_optimized(name: str, url: str) -> Operation[None]:
    """Wait until the server has merged its segments and built its graphs, which it does by itself.

    Raises:
        DeadlineExceeded: if it is not done after ten minutes; it goes on.
    """
    pause = 0.1
    status = ""
    for _ in range(_PAUSES):
        info: models.CollectionInfo = yield Call("get_collection", {"collection_name": name})
        status = info.status.value
        if info.status is models.CollectionStatus.GREEN:
            return
        if info.status is models.CollectionStatus.GREY:  # pending since a restart; any update sets it going
            diff = models.OptimizersConfigDiff()
            yield Call("update_collection", {"collection_name": name, "optimizers_config": diff})
        yield Sleep(pause)
        pause = min(2 * pause, _LONGEST_PAUSE_S)
    raise DeadlineExceeded(f"{url}: the server is still optimising (status {status}), and goes on")


def _collection(name: str) -> Operation[str | None]:
    """The collection behind an alias; None if it may not be asked for."""
    try:
        aliases: models.CollectionsAliasesResponse = yield Call("get_aliases")
    except PermissionDenied:
        return None
    return next((one.collection_name for one in aliases.aliases if one.alias_name == name), name)
