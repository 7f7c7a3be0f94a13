"""Sources: where documents are read from, one kind a file."""

from hybrid_search.ingest.sources.arrow import ArrowSource
from hybrid_search.ingest.sources.base import Entry, Read, Rejected, Source, Tick
from hybrid_search.ingest.sources.columns import Columns
from hybrid_search.ingest.sources.csv import CsvSource
from hybrid_search.ingest.sources.folder import FolderSource
from hybrid_search.ingest.sources.hub import HubSource
from hybrid_search.ingest.sources.jsonl import JsonlSource
from hybrid_search.ingest.sources.open import open_source
from hybrid_search.ingest.sources.parquet import ParquetSource
from hybrid_search.ingest.sources.rows import RowsSource

__all__ = [
    "ArrowSource",
    "Columns",
    "CsvSource",
    "Entry",
    "FolderSource",
    "HubSource",
    "JsonlSource",
    "ParquetSource",
    "Read",
    "Rejected",
    "RowsSource",
    "Source",
    "Tick",
    "open_source",
]
