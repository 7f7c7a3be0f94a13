"""Pipeline: reading, encoding and writing at the same time, with bounded queues between them."""

from hybrid_search.ingest.pipeline.stages import Limit, StageReport, Stages

__all__ = ["Limit", "StageReport", "Stages"]
