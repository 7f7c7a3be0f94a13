"""Ingest: from files to an index, with everything that was left out accounted for."""

from hybrid_search.ingest.chunk import Chunk, Chunker, chunk_id
from hybrid_search.ingest.chunking import SentenceChunker, WordpieceCount
from hybrid_search.ingest.migrate import AsyncMigration, Migration
from hybrid_search.ingest.populate import PopulateProgress, PopulateReport, populate
from hybrid_search.ingest.sources import (
    ArrowSource,
    Columns,
    CsvSource,
    Entry,
    FolderSource,
    HubSource,
    JsonlSource,
    ParquetSource,
    Read,
    Rejected,
    RowsSource,
    Source,
    open_source,
)

__all__ = [
    "ArrowSource",
    "AsyncMigration",
    "Chunk",
    "Chunker",
    "Columns",
    "CsvSource",
    "Entry",
    "FolderSource",
    "HubSource",
    "JsonlSource",
    "Migration",
    "ParquetSource",
    "PopulateProgress",
    "PopulateReport",
    "Read",
    "Rejected",
    "RowsSource",
    "SentenceChunker",
    "Source",
    "WordpieceCount",
    "chunk_id",
    "open_source",
    "populate",
]
