"""Parquet: one row a document."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from hybrid_search.ingest.sources.table import ROWS, TableSource, pyarrow

_BUFFER_BYTES = 2**20


class ParquetSource(TableSource):
    """A Parquet file. Pages are read as they are needed, so a row group may be larger than the memory."""

    def _file(self) -> Any:  # pyarrow carries no types
        parquet = pyarrow(type(self).__name__).parquet
        # A buffer of its own for each column, where the default reads the whole column of a row group.
        return parquet.ParquetFile(self._path, buffer_size=_BUFFER_BYTES, pre_buffer=False)

    def _schema(self) -> Any:  # as above
        with self._file() as file:
            return file.schema_arrow

    def _batches(self, columns: list[str]) -> Iterator[tuple[Any, int]]:
        size, done = self.size, 0
        with self._file() as file:
            for batch in file.iter_batches(ROWS, columns=columns):
                done += batch.num_rows
                yield batch, size * done // file.metadata.num_rows
