"""Arrow: the file form, which is Feather version 2, and the stream form, in which ``datasets`` keeps its files."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from hybrid_search.errors import InvalidSource
from hybrid_search.ingest.sources.table import TableSource, pyarrow

_FILE, _FEATHER_1 = b"ARROW1", b"FEA1"


class ArrowSource(TableSource):
    """An Arrow or Feather file, mapped into memory: the system reads it as needed and may drop it again.

    A compressed file is held one record batch at a time, of 65,536 rows if pandas wrote it.
    """

    @contextmanager
    def _opened(self) -> Iterator[tuple[Any, Any]]:  # the mapped file and its reader; pyarrow carries no types
        arrow = pyarrow(type(self).__name__)
        with self._path.open("rb") as raw:
            head = raw.read(len(_FILE))
        if head.startswith(_FEATHER_1):
            raise InvalidSource(
                f"{self._path.as_posix()}: is Feather version 1; write it again with pyarrow.feather.write_feather"
            )
        with arrow.memory_map(str(self._path)) as mapped:
            open_ = arrow.ipc.open_file if head == _FILE else arrow.ipc.open_stream
            with open_(mapped) as reader:
                yield mapped, reader

    def _schema(self) -> Any:  # as above
        with self._opened() as (_, reader):
            return reader.schema

    def _batches(self, columns: list[str]) -> Iterator[tuple[Any, int]]:
        size = self.size
        with self._opened() as (mapped, reader):
            if not hasattr(reader, "num_record_batches"):
                for batch in reader:
                    yield _checked(batch.select(columns)), mapped.tell()
                return
            for number in range(reader.num_record_batches):
                batch = reader.get_batch(number).select(columns)
                yield _checked(batch), size * (number + 1) // reader.num_record_batches


def _checked(batch: Any) -> Any:  # as above
    batch.validate(full=True)  # offsets are taken from the file as they are: a wrong one would end the process
    return batch
