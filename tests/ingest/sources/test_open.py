from pathlib import Path

import pytest

from hybrid_search.errors import InvalidSource
from hybrid_search.ingest import CsvSource, FolderSource, JsonlSource, Source, open_source


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


@pytest.mark.parametrize("name", ["c.pdf", "c"])
def test_an_unknown_type_is_refused_naming_the_known_ones(tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_text("x")
    with pytest.raises(InvalidSource, match=r"known sources: a folder, \.csv, \.jsonl, \.md, \.ndjson, \.txt"):
        open_source(tmp_path / name)
