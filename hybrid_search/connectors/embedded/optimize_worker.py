"""The process that optimises a closed shard: ``python -m hybrid_search.connectors.embedded.optimize_worker SHARD``."""

from __future__ import annotations

import sys

import qdrant_edge as engine


def main(shard: str) -> None:
    """Merge segments, drop deleted rows and build what searches need."""
    opened = engine.EdgeShard.load(shard)
    opened.optimize()
    opened.flush()
    opened.close()


if __name__ == "__main__":
    main(sys.argv[1])
