"""Migrate: an index brought to another encoder while it is searched."""

from hybrid_search.ingest.migrate.agreement import Agreement, Latency, QueryAgreement
from hybrid_search.ingest.migrate.async_migration import AsyncMigration
from hybrid_search.ingest.migrate.migration import Migration
from hybrid_search.ingest.migrate.report import BuildProgress, BuildReport, SwitchReport
from hybrid_search.ingest.migrate.target import Target

__all__ = [
    "Agreement",
    "AsyncMigration",
    "BuildProgress",
    "BuildReport",
    "Latency",
    "Migration",
    "QueryAgreement",
    "SwitchReport",
    "Target",
]
