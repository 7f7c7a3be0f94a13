"""Sync: makes an index equal to its source, again and again, and whatever interrupts it."""

from hybrid_search.ingest.sync.options import SyncArguments
from hybrid_search.ingest.sync.reading import Entries
from hybrid_search.ingest.sync.report import SyncExamples, SyncProgress, SyncReport

__all__ = ["Entries", "SyncArguments", "SyncExamples", "SyncProgress", "SyncReport"]
