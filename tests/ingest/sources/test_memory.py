"""Memory does not grow with the source."""

from __future__ import annotations

import json
import tracemalloc
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from pyarrow import feather

from hybrid_search.ingest import RowsSource, Source, open_source

TEXT = "She sells sea shells by the sea shore. " * 25  # about 1,000 characters
SMALL, LARGE = 2_000, 20_000  # documents; 2 MB and 20 MB of text


def record(number: int) -> dict[str, Any]:
    return {"id": f"{number}", "text": f"{number} {TEXT}", "year": number}


def jsonl(folder: Path, count: int) -> Source:
    path = folder / f"{count}.jsonl"
    with path.open("w") as file:
        file.writelines(json.dumps(record(number)) + "\n" for number in range(count))
    return open_source(path)


def parquet(folder: Path, count: int) -> Source:
    path = folder / f"{count}.parquet"
    pq.write_table(table(count), path, compression="none", use_dictionary=False)  # one row group
    return open_source(path)


def arrow(folder: Path, count: int) -> Source:
    path = folder / f"{count}.arrow"
    feather.write_feather(table(count), path, compression="lz4", chunksize=1_000)
    return open_source(path)


def generator(folder: Path, count: int) -> Source:
    return RowsSource(record(number) for number in range(count))


def table(count: int) -> Any:
    return pa.Table.from_pylist([record(number) for number in range(count)])


def peaks(source: Source, count: int) -> tuple[int, int]:
    """The most bytes that Python and that Arrow held while the source was read."""
    arrow_before = pa.total_allocated_bytes()
    most = number = 0
    tracemalloc.start()
    try:
        for number, _ in enumerate(source, start=1):  # noqa: B007  # counted below
            most = max(most, pa.total_allocated_bytes() - arrow_before)
        return tracemalloc.get_traced_memory()[1], most
    finally:
        tracemalloc.stop()
        assert number == count


@pytest.mark.parametrize("make", [jsonl, parquet, arrow, generator])
def test_ten_times_the_documents_take_no_more_memory(tmp_path: Path, make: Callable[[Path, int], Source]) -> None:
    list(make(tmp_path, 10))  # what is loaded once
    small, large = peaks(make(tmp_path, SMALL), SMALL), peaks(make(tmp_path, LARGE), LARGE)
    for before, after in zip(small, large, strict=True):
        assert after <= before + 2**20
        assert after < 8 * 2**20
