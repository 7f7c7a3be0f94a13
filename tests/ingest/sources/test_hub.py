"""Repositories in a folder, as the hub would stream them."""

from __future__ import annotations

import builtins
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from hybrid_search.errors import BackendUnavailable, InvalidSource, MissingExtra
from hybrid_search.ingest import Columns, HubSource, Read, Rejected
from hybrid_search.types import Document


@pytest.fixture
def repository(tmp_path: Path) -> str:
    """Two tables, of which ``en`` has two splits."""
    folder = tmp_path / "repository"
    for place, text in (("en/train", "one"), ("en/test", "two"), ("de/train", "eins")):
        file = folder / f"{place}.parquet"
        file.parent.mkdir(parents=True, exist_ok=True)
        pq.write_table(pa.table({"id": ["a"], "text": [text], "n": [1], "blob": [b"x"]}), file)
    (folder / "README.md").write_text(
        """---
configs:
- config_name: en
  data_files: [{split: train, path: en/train.parquet}, {split: test, path: en/test.parquet}]
- config_name: de
  data_files: [{split: train, path: de/train.parquet}]
---
"""
    )
    return str(folder)


def documents(source: HubSource) -> list[Document]:
    return [entry.document for entry in source if isinstance(entry, Read)]


def test_config_split_and_columns_say_which_rows_and_fields_are_read(repository: str) -> None:
    columns = Columns(metadata=["n"])
    assert documents(HubSource(repository, config="en", columns=columns)) == [Document("a", "one", {"n": 1})]
    assert documents(HubSource(repository, config="en", split="test", columns=columns)) == [
        Document("a", "two", {"n": 1})
    ]
    assert documents(HubSource.of_url(f"hub:{repository}?config=de", columns)) == [Document("a", "eins", {"n": 1})]


def test_it_can_be_read_again(repository: str) -> None:
    source = HubSource(repository, config="en", columns=Columns(metadata=[]))
    assert documents(source) == documents(source) == [Document("a", "one")]


def test_a_row_that_is_no_document_is_named_by_table_and_number(repository: str) -> None:
    (entry,) = HubSource(repository, config="en")
    assert isinstance(entry, Rejected)
    assert entry.place == f"hub:{repository}, en/train, row 1"
    assert "metadata 'blob' is bytes" in entry.reason


@pytest.mark.parametrize(
    ("options", "expected"),
    [
        ({"config": "fr"}, "BuilderConfig 'fr' not found"),
        ({"config": "en", "split": "dev"}, "(?i)split"),
        ({"config": "en", "columns": Columns(id="key")}, "there is no column 'key'; there are 'id', 'text'"),
    ],
)
def test_what_is_not_there_is_refused(repository: str, options: dict[str, Any], expected: str) -> None:
    with pytest.raises(InvalidSource, match=expected):
        list(HubSource(repository, **options))


def test_a_folder_without_tables_is_refused(tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    with pytest.raises(InvalidSource, match=r"empty, train: cannot be read \("):
        list(HubSource(str(tmp_path / "empty")))


@pytest.mark.parametrize("url", ["hub:", "hub:?split=train", "hub:a/b?config=", "hub:a/b?shard=1"])
def test_a_url_of_another_form_is_refused(url: str) -> None:
    with pytest.raises(InvalidSource, match="the form is hub:OWNER/NAME"):
        HubSource.of_url(url)


def test_a_hub_that_does_not_answer_is_no_fault_of_the_source(monkeypatch: pytest.MonkeyPatch) -> None:
    def refused(*_: object, **__: object) -> object:
        raise ConnectionError("Couldn't reach it\nand more")

    monkeypatch.setattr("datasets.load_dataset", refused)
    with pytest.raises(BackendUnavailable, match=r"hub:a/b, train: the hub does not answer \(Couldn't reach it\)"):
        list(HubSource("a/b"))


def test_a_stream_that_breaks_off_is_a_rejection(monkeypatch: pytest.MonkeyPatch) -> None:
    class Breaking:
        column_names = None

        def __iter__(self) -> Any:
            yield {"id": "a", "text": "x"}
            raise OSError("gone")

    monkeypatch.setattr("datasets.load_dataset", lambda *_, **__: Breaking())
    first, second = HubSource("a/b")
    assert isinstance(first, Read)
    assert second == Rejected("hub:a/b, train, row 2", "cannot be read from here on (gone)")


def test_without_its_library_the_extra_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    imported = builtins.__import__

    def without(name: str, *arguments: Any, **named: Any) -> Any:
        if name == "datasets":
            raise ImportError(name)
        return imported(name, *arguments, **named)

    monkeypatch.setattr(builtins, "__import__", without)
    with pytest.raises(MissingExtra, match=r"HubSource needs the package 'datasets'.*\[hub\]"):
        HubSource("a/b")
