from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from pyarrow import feather

from hybrid_search.errors import InvalidSource
from hybrid_search.ingest import (
    ArrowSource,
    Columns,
    CsvSource,
    FolderSource,
    HubSource,
    JsonlSource,
    ParquetSource,
    Read,
    Source,
    open_source,
)


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("c.jsonl", JsonlSource),
        ("c.ndjson", JsonlSource),
        ("C.JSONL", JsonlSource),
        ("c.csv", CsvSource),
        ("c.CSV", CsvSource),
        ("c.txt", FolderSource),
        ("c.md", FolderSource),
    ],
)
def test_the_end_of_the_name_decides(tmp_path: Path, name: str, kind: type[Source]) -> None:
    (tmp_path / name).write_text("id,text\n")
    assert isinstance(open_source(tmp_path / name), kind)


def test_a_folder_is_a_folder_whatever_its_name(tmp_path: Path) -> None:
    (tmp_path / "c.csv").mkdir()
    (tmp_path / "c.csv" / "a.txt").write_text("x")
    assert isinstance(open_source(str(tmp_path / "c.csv")), FolderSource)


def test_numbers_reach_the_csv_source(tmp_path: Path) -> None:
    (tmp_path / "c.csv").write_text("id,text\n")
    with pytest.raises(InvalidSource, match="no column 'year'"):
        open_source(tmp_path / "c.csv", numbers=["year"])


def test_a_missing_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InvalidSource, match=r"gone\.csv: cannot be opened \(No such file or directory\)"):
        open_source(tmp_path / "gone.csv")


def test_a_path_with_nul_is_refused() -> None:
    with pytest.raises(InvalidSource, match="cannot be opened"):
        open_source("a\x00.csv")


@pytest.mark.parametrize(
    ("name", "kind"), [("c.parquet", ParquetSource), ("c.arrow", ArrowSource), ("c.feather", ArrowSource)]
)
def test_the_end_of_the_name_decides_between_tables(tmp_path: Path, name: str, kind: type[Source]) -> None:
    table = pa.table({"id": ["a"], "text": ["x"]})
    if kind is ParquetSource:
        pq.write_table(table, tmp_path / name)
    else:
        feather.write_feather(table, tmp_path / name)
    assert isinstance(open_source(tmp_path / name), kind)


def test_a_name_of_the_hub_is_a_dataset_of_the_hub() -> None:
    assert isinstance(open_source("hub:owner/name?split=test"), HubSource)


def test_columns_reach_the_source(tmp_path: Path) -> None:
    (tmp_path / "c.jsonl").write_text('{"key": "a", "text": "x"}')
    (entry,) = open_source(tmp_path / "c.jsonl", columns=Columns(id="key"))
    assert isinstance(entry, Read)
    assert entry.document.id == "a"


def test_texts_have_no_columns(tmp_path: Path) -> None:
    (tmp_path / "c.txt").write_text("x")
    with pytest.raises(InvalidSource, match="text and Markdown files have no columns"):
        open_source(tmp_path / "c.txt", columns=Columns(id="key"))


@pytest.mark.parametrize("name", ["c.pdf", "c"])
def test_an_unknown_type_is_refused_naming_the_known_ones(tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_text("x")
    with pytest.raises(InvalidSource, match=r"known sources: a folder, \.arrow, \.csv, .*\.txt, hub:OWNER/NAME"):
        open_source(tmp_path / name)
