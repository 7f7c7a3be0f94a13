"""Sources: where documents are read from, one kind a file."""

from hybrid_search.ingest.sources.base import Entry, Read, Rejected, Source, Tick
from hybrid_search.ingest.sources.csv import CsvSource
from hybrid_search.ingest.sources.folder import FolderSource
from hybrid_search.ingest.sources.jsonl import JsonlSource
from hybrid_search.ingest.sources.open import open_source

__all__ = [
    "CsvSource",
    "Entry",
    "FolderSource",
    "JsonlSource",
    "Read",
    "Rejected",
    "Source",
    "Tick",
    "open_source",
]
