"""The engine's shard: how it is configured, made and loaded."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import qdrant_edge as engine

from hybrid_search._atomic_file import write_atomically
from hybrid_search.connectors.base import IndexSpec
from hybrid_search.connectors.embedded.errors import EnginePanic, panics_as_errors, permission_denied, storage_full
from hybrid_search.connectors.embedded.folder import Generation
from hybrid_search.connectors.embedded.lock import locked_message
from hybrid_search.connectors.points.schema import DENSE, SPARSE
from hybrid_search.errors import CorruptIndex, IndexLocked

INDEXING_THRESHOLD_KB = 100_000
"""Vectors of a segment above which ``optimize`` builds an HNSW graph: some 65,000 of 384 dimensions.

Below it, scanning them is as fast as a graph with a recall worth having, and exact: at 20,000 vectors of 384 dimensions
a scan takes 3 ms, and a graph 3 ms (recall@100 0.999) or more.
"""

OPEN_RESERVE_BYTES = 16 << 20
WRITE_RESERVE_BYTES = 64 << 20
"""Free disk space that is left alone. The engine writes through memory maps, and the system ends a process that writes
to one with no space behind it, so the space is looked at before."""

_HNSW_EDGES = 16
_HNSW_BUILD_CANDIDATES = 128
_FULL_SCAN_THRESHOLD_KB = 10_000


def create_shard(generation: Generation, spec: IndexSpec) -> None:
    """Make an empty shard, and the file that says what it is for.

    Raises:
        StorageFull: if writing to the disk is not safe.
    """
    require_space(generation.path, WRITE_RESERVE_BYTES)
    vectors = None
    if spec.dims is not None:
        hnsw = engine.HnswIndexConfig(_HNSW_EDGES, _HNSW_BUILD_CANDIDATES, _FULL_SCAN_THRESHOLD_KB)
        vectors = {DENSE: engine.EdgeVectorParams(spec.dims, engine.Distance.Cosine, hnsw_config=hnsw)}
    config = engine.EdgeConfig(
        vectors=vectors,
        sparse_vectors={SPARSE: engine.EdgeSparseVectorParams()} if spec.sparse else None,
        optimizers=engine.EdgeOptimizersConfig(indexing_threshold=INDEXING_THRESHOLD_KB),
    )
    generation.shard.mkdir()
    with panics_as_errors():
        engine.EdgeShard.create(str(generation.shard), config).close()
    write_atomically(generation.spec, json.dumps({"dims": spec.dims, "sparse": spec.sparse}).encode())


def load_spec(generation: Generation) -> IndexSpec:
    """What the generation was created for.

    Raises:
        CorruptIndex: if the file cannot be read.
    """
    try:
        stored = json.loads(generation.spec.read_bytes())
        return IndexSpec(dims=stored["dims"], sparse=stored["sparse"])
    except (ValueError, KeyError, TypeError):
        raise _damaged(generation.path, f"{generation.spec} cannot be read") from None


def load_shard(generation: Generation) -> engine.EdgeShard:
    """Open the shard.

    Raises:
        CorruptIndex: if a part is missing (the engine would start an empty one in its place) or damaged.
        IndexLocked: if another process has the shard open, such as the optimiser of a process that was killed.
        StorageFull: if the disk is so full that opening is not safe.
    """
    for part in ("edge_config.json", "segments", "wal"):
        if not (generation.shard / part).exists():
            raise _damaged(generation.shard, f"{generation.shard / part} is missing")
    if not any((generation.shard / "segments").iterdir()):
        raise _damaged(generation.shard, f"{generation.shard / 'segments'} is empty")
    require_space(generation.shard, OPEN_RESERVE_BYTES)
    try:
        with panics_as_errors():
            return engine.EdgeShard.load(str(generation.shard))
    except EnginePanic as error:
        raise _damaged(generation.shard, f"the engine cannot read it: {error}") from error
    except Exception as error:  # the engine raises nothing more specific
        raise _refused(generation.shard, str(error)) from error


def require_space(path: Path, needed: int) -> None:
    """Check the free disk space.

    Args:
        path: Any path on the disk.
        needed: Bytes.

    Raises:
        StorageFull: if there is less.
    """
    free = shutil.disk_usage(path).free
    if free < needed:
        raise storage_full(path, f"{free >> 20:,} MiB are free on the disk, and this needs {needed >> 20:,} MiB")


def _refused(path: Path, message: str) -> Exception:
    if "WouldBlock" in message:
        return IndexLocked(locked_message(path, None))
    if "No space left" in message:
        return storage_full(path, message)
    if "Permission denied" in message:
        return permission_denied(path)
    return _damaged(path, f"the engine cannot read it: {message}")


def _damaged(path: Path, what: str) -> CorruptIndex:
    return CorruptIndex(
        f"{path}: the index is damaged: {what}; restore the folder from a backup, or drop the index and add again"
    )
