"""What Parquet and both forms of Arrow do alike."""

from __future__ import annotations

import builtins
from collections.abc import Callable
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from pyarrow import feather

from hybrid_search.errors import InvalidSource, MissingExtra
from hybrid_search.ingest import Columns, Read, Rejected, Source, open_source
from hybrid_search.types import Document

Write = Callable[[Any, Path], None]


def write_stream(table: Any, path: Path) -> None:
    with pa.OSFile(str(path), "wb") as file, pa.ipc.new_stream(file, table.schema) as writer:
        writer.write_table(table)


FORMS: dict[str, tuple[str, Write]] = {
    "parquet": ("c.parquet", pq.write_table),
    "feather": ("c.feather", feather.write_feather),
    "feather-plain": ("c.feather", lambda table, path: feather.write_feather(table, path, compression="uncompressed")),
    "stream": ("c.arrow", write_stream),
}
Open = Callable[..., Source]


@pytest.fixture(params=FORMS)
def opened(request: pytest.FixtureRequest, tmp_path: Path) -> Open:
    """Writes columns into a file and opens it."""
    name, write = FORMS[request.param]

    def open_(columns: Columns | None = None, **data: Any) -> Source:
        write(pa.table(data), tmp_path / name)
        return open_source(tmp_path / name, columns=columns or Columns())

    return open_


def documents(source: Source) -> list[Document]:
    return [entry.document for entry in source if isinstance(entry, Read)]


def test_rows_become_documents_and_other_columns_metadata_of_their_type(opened: Open) -> None:
    source = opened(_id=["a", "b"], text=["one", "two"], year=[2020, None], ok=[True, False], tags=[["x"], []])
    assert documents(source) == [
        Document("a", "one", {"year": 2020, "ok": True, "tags": ["x"]}),
        Document("b", "two", {"year": None, "ok": False, "tags": []}),
    ]


def test_a_whole_number_is_an_id_and_a_title_the_first_sentence(opened: Open) -> None:
    assert documents(opened(id=[7], title=["Oak"], text=["A tree."])) == [Document("7", "Oak. A tree.")]


def test_fields_of_a_column_called_metadata_are_metadata(opened: Open) -> None:
    source = opened(id=["a"], text=["x"], metadata=[{"lang": "en", "by": {"name": "Ada"}}])
    assert documents(source) == [Document("a", "x", {"lang": "en", "by": {"name": "Ada"}})]


def test_dates_and_moments_are_dates_to_the_microsecond(opened: Open) -> None:
    at = pa.array([1_600_000_000_000_000_999], pa.timestamp("ns", "UTC"))
    (document,) = documents(opened(id=["a"], text=["x"], day=[date(2021, 5, 1)], at=at))
    assert document.metadata["day"] == datetime(2021, 5, 1, tzinfo=UTC)
    assert document.metadata["at"] == datetime(2020, 9, 13, 12, 26, 40, tzinfo=UTC)


def test_values_from_a_dictionary_are_strings(opened: Open) -> None:
    lang = pa.array(["en", "de", "en"]).dictionary_encode()
    assert [one.metadata["lang"] for one in documents(opened(id=["a", "b", "c"], text=["x"] * 3, lang=lang))] == [
        "en",
        "de",
        "en",
    ]


def test_columns_say_what_is_read(opened: Open) -> None:
    columns = Columns(id="key", text="body", metadata=["lang"])
    source = opened(columns, lang=["en"], vector=[[0.5, 0.5]], body=["x"], blob=[b"x"], key=["a"])
    assert documents(source) == [Document("a", "x", {"lang": "en"})]


def test_a_row_that_is_no_document_is_rejected_by_its_number_and_the_rest_is_read(opened: Open) -> None:
    source = opened(id=["a", None, "c", "d"], text=["one", "two", "", "four"])
    first, second, third, fourth = source
    assert isinstance(first, Read)
    assert isinstance(second, Rejected)
    assert second.place.endswith(", row 2")
    assert second.reason == "the id is missing; it must be a string or a whole number"
    assert isinstance(third, Rejected)
    assert third.place.endswith(", row 3")
    assert "the text is empty" in third.reason
    assert isinstance(fourth, Read)
    assert fourth.place.endswith(", row 4")


def test_row_numbers_go_on_over_batches(opened: Open) -> None:
    ids = [f"{number}" for number in range(1, 1_001)]
    places = [entry.place.rpartition(" ")[2] for entry in opened(id=ids, text=["x"] * 1_000)]
    assert places == ids


def test_ticks_sum_to_the_size(opened: Open) -> None:
    source, ticks = opened(id=[f"{number}" for number in range(1_000)], text=["x"] * 1_000), list[int]()
    assert len(list(source.read(ticks.append))) == 1_000
    assert sum(ticks) == source.size > 0


def test_a_table_without_rows_has_no_documents(opened: Open) -> None:
    assert documents(opened(id=pa.array([], pa.string()), text=pa.array([], pa.string()))) == []


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        ({"a": ["x"]}, "there is no column 'id'; there are 'a'"),
        ({"id": ["a"], "text": [1]}, "column 'text' is int64; it must hold strings"),
        ({"id": ["a"], "text": ["x"], "blob": [b"x"]}, "column 'blob' is binary, which metadata cannot hold"),
        ({"id": ["a"], "text": ["x"], "price": [Decimal("1.50")]}, r"column 'price' is decimal128\(3, 2\)"),
        ({"id": ["a"], "text": ["x"], "deep": [[["x"]]]}, "column 'deep' is list"),
        ({"id": ["a"], "text": ["x"], "metadata": ["{}"]}, "column 'metadata' is string; it must hold fields"),
    ],
)
def test_a_column_that_would_reject_every_row_is_refused_at_once(
    opened: Open, data: dict[str, Any], expected: str
) -> None:
    with pytest.raises(InvalidSource, match=expected):
        opened(**data)


@pytest.mark.parametrize("name", ["c.parquet", "c.arrow", "c.feather"])
@pytest.mark.parametrize("content", [b"", b"no table", b"ARROW1\0\0", b"PAR1PAR1"])
def test_a_file_of_another_kind_is_refused(tmp_path: Path, name: str, content: bytes) -> None:
    (tmp_path / name).write_bytes(content)
    with pytest.raises(InvalidSource, match=rf"{name}: cannot be read \("):
        open_source(tmp_path / name)


@pytest.mark.parametrize("form", ["parquet", "feather", "stream"])
def test_a_file_damaged_in_the_middle_is_read_up_to_there(tmp_path: Path, form: str) -> None:
    name, write = FORMS[form]
    rows = 3_000
    data = {"id": [f"{number}" for number in range(rows)], "text": [f"text {number * 7919}" for number in range(rows)]}
    write(pa.table(data), tmp_path / name)
    source = open_source(tmp_path / name)
    content = bytearray((tmp_path / name).read_bytes())
    middle = len(content) // 2
    content[middle : middle + 200] = b"\xff" * 200
    (tmp_path / name).write_bytes(content)
    assert len(list(source)) <= rows + 1  # no exception goes through


def test_a_file_that_vanished_is_a_rejection(opened: Open, tmp_path: Path) -> None:
    source = opened(id=["a"], text=["x"])
    next(tmp_path.iterdir()).unlink()
    (entry,) = source
    assert isinstance(entry, Rejected)
    assert "No such file or directory" in entry.reason
    assert "\n" not in entry.reason


def test_feather_version_1_is_named(tmp_path: Path) -> None:
    (tmp_path / "c.feather").write_bytes(b"FEA1 and so on")
    with pytest.raises(InvalidSource, match="is Feather version 1; write it again"):
        open_source(tmp_path / "c.feather")


def test_without_its_library_the_extra_is_named(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "c.parquet").write_bytes(b"")
    imported = builtins.__import__

    def without(name: str, *arguments: Any, **named: Any) -> Any:
        if name.startswith("pyarrow"):
            raise ImportError(name)
        return imported(name, *arguments, **named)

    monkeypatch.setattr(builtins, "__import__", without)
    with pytest.raises(MissingExtra, match=r"ParquetSource needs the package 'pyarrow'.*\[arrow\]"):
        open_source(tmp_path / "c.parquet")


@pytest.mark.parametrize(
    ("bad", "kind"), [(2**62, pa.timestamp("us")), (-(2**40), pa.timestamp("s")), (2**30, pa.date32())]
)
def test_a_date_that_python_cannot_hold_rejects_its_row_only(opened: Open, bad: int, kind: Any) -> None:
    first, second, third = opened(id=["a", "b", "c"], text=["x"] * 3, at=pa.array([0, bad, 0], kind))
    assert isinstance(first, Read)
    assert isinstance(third, Read)
    assert isinstance(second, Rejected)
    assert second.place.endswith("row 2")
    assert second.reason.startswith("cannot be read (")


def test_of_parquet_so_does_a_text_that_is_not_utf_8(tmp_path: Path) -> None:
    raw = pa.array([b"ok", b"\xff", b"fine"], pa.binary())
    texts = pa.Array.from_buffers(pa.string(), 3, raw.buffers())
    pq.write_table(pa.table({"id": ["a", "b", "c"], "text": texts}), tmp_path / "c.parquet")
    first, second, third = open_source(tmp_path / "c.parquet")
    assert isinstance(first, Read)
    assert isinstance(third, Read)
    assert isinstance(second, Rejected)
    assert "row 2: cannot be read ('utf-8' codec" in str(second)


@pytest.mark.parametrize("ids", [[True], [1.0], [b"a"]])
def test_a_column_of_ids_that_would_reject_every_row_is_refused_at_once(opened: Open, ids: list[object]) -> None:
    with pytest.raises(InvalidSource, match=r"column 'id' is .*; it must hold strings or whole numbers"):
        opened(id=ids, text=["x"])


def test_ids_may_be_whole_numbers_in_a_dictionary(opened: Open) -> None:
    assert documents(opened(id=pa.array([7]).dictionary_encode(), text=["x"])) == [Document("7", "x")]


@pytest.mark.parametrize("form", FORMS)
def test_two_columns_of_one_name_are_refused(form: str, tmp_path: Path) -> None:
    name, write = FORMS[form]
    one = pa.array(["x"])
    write(pa.Table.from_arrays([one, one, one], ["id", "text", "text"]), tmp_path / name)
    with pytest.raises(InvalidSource, match="there are two columns 'text'; rename one"):
        open_source(tmp_path / name)
