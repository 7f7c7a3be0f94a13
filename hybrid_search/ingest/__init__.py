"""Ingest: from files to an index, with everything that was left out accounted for."""

from hybrid_search.ingest.populate import PopulateProgress, PopulateReport, populate
from hybrid_search.ingest.sources import (
    CsvSource,
    Entry,
    FolderSource,
    JsonlSource,
    Read,
    Rejected,
    Source,
    open_source,
)

__all__ = [
    "CsvSource",
    "Entry",
    "FolderSource",
    "JsonlSource",
    "PopulateProgress",
    "PopulateReport",
    "Read",
    "Rejected",
    "Source",
    "open_source",
    "populate",
]
