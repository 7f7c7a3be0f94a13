import json
from datetime import UTC, datetime
from pathlib import Path

import pytest

from hybrid_search.ingest import Columns, JsonlSource, Read, Rejected
from hybrid_search.ingest.sources.base import MAX_BYTES
from hybrid_search.types import Document

GOOD = '{"id": "good", "text": "fine"}'


def read(path: Path, *lines: str | bytes, end: bytes = b"\n") -> list[Document | Rejected]:
    file = path / "c.jsonl"
    file.write_bytes(b"".join((line if isinstance(line, bytes) else line.encode()) + end for line in lines))
    return [entry.document if isinstance(entry, Read) else entry for entry in JsonlSource(file).read()]


def reason(path: Path, line: str | bytes) -> str:
    """Why *line* is rejected; the good line after it must be read all the same."""
    rejected, good = read(path, line, GOOD)
    assert isinstance(rejected, Rejected)
    assert good == Document("good", "fine")
    assert rejected.place == f"{path.as_posix()}/c.jsonl:1"
    return rejected.reason


def test_id_text_and_metadata_make_a_document(tmp_path: Path) -> None:
    line = '{"id": "a", "text": "hello", "metadata": {"year": 2020, "tags": ["x", "y"], "by": {"name": "Ada"}}}'
    metadata = {"year": 2020, "tags": ["x", "y"], "by": {"name": "Ada"}}
    assert read(tmp_path, line) == [Document("a", "hello", metadata)]


def test_a_beir_line_is_read_as_it_is_and_its_title_becomes_the_first_sentence(tmp_path: Path) -> None:
    line = '{"_id": "1", "title": "Oak", "text": "A tree.", "metadata": {}}'
    assert read(tmp_path, line) == [Document("1", "Oak. A tree.")]


def test_a_title_that_ends_a_sentence_gets_no_second_stop(tmp_path: Path) -> None:
    assert read(tmp_path, '{"_id": "1", "title": "Why?", "text": "Because."}') == [Document("1", "Why? Because.")]


def test_a_title_without_a_text_is_the_text(tmp_path: Path) -> None:
    assert read(tmp_path, '{"_id": "1", "title": "Oak", "text": ""}') == [Document("1", "Oak")]


def test_other_fields_become_metadata(tmp_path: Path) -> None:
    line = '{"_id": "1", "text": "x", "url": "u", "year": 2020, "ok": true, "none": null, "metadata": {"lang": "en"}}'
    expected = {"url": "u", "year": 2020, "ok": True, "none": None, "lang": "en"}
    assert read(tmp_path, line) == [Document("1", "x", expected)]


def test_a_date_is_spelled_with_its_own_key(tmp_path: Path) -> None:
    dated = (
        '{"id": "1", "text": "x", "day": {"$date": "2021-05-01T12:00:00Z"}, "by": {"at": [{"$date": "2020-01-01"}]}}'
    )
    (found,) = read(tmp_path, dated)
    assert isinstance(found, Document)
    assert found.metadata["day"] == datetime(2021, 5, 1, 12, tzinfo=UTC)
    assert found.metadata["by"] == {"at": (datetime(2020, 1, 1, tzinfo=UTC),)}


def test_a_date_that_is_none_is_rejected_by_name(tmp_path: Path) -> None:
    expected = "\"day\": Invalid isoformat string: 'soon'"
    assert expected in reason(tmp_path, '{"id": "1", "text": "x", "day": {"$date": "soon"}}')


def test_where_id_and_underscore_id_both_stand_the_second_is_metadata(tmp_path: Path) -> None:
    assert read(tmp_path, '{"id": "a", "_id": "b", "text": "x"}') == [Document("a", "x", {"_id": "b"})]


def test_a_whole_number_is_an_id(tmp_path: Path) -> None:
    assert read(tmp_path, '{"id": 17, "text": "x"}') == [Document("17", "x")]


def test_columns_say_which_fields_make_the_document(tmp_path: Path) -> None:
    (tmp_path / "c.jsonl").write_text('{"key": "a", "body": "hello", "id": "x", "lang": "en"}')
    (entry,) = JsonlSource(tmp_path / "c.jsonl", Columns(id="key", text="body", metadata=["lang", "year"]))
    assert isinstance(entry, Read)
    assert entry.document == Document("a", "hello", {"lang": "en", "year": None})


def test_blank_lines_are_skipped_and_still_counted(tmp_path: Path) -> None:
    good, bad = read(tmp_path, GOOD, "", "  ", "{")
    assert good == Document("good", "fine")
    assert isinstance(bad, Rejected)
    assert bad.place.endswith("c.jsonl:4")


def test_a_byte_order_mark_and_windows_line_ends_are_dropped(tmp_path: Path) -> None:
    lines = b"\xef\xbb\xbf" + GOOD.encode(), GOOD.replace("good", "2")
    assert read(tmp_path, *lines, end=b"\r\n") == [Document("good", "fine"), Document("2", "fine")]


def test_the_last_line_needs_no_end(tmp_path: Path) -> None:
    assert read(tmp_path, GOOD, end=b"") == [Document("good", "fine")]


def test_an_empty_file_has_no_documents(tmp_path: Path) -> None:
    assert read(tmp_path) == []


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ('{"id": "a", "text": "x"', "is not valid JSON (Expecting ',' delimiter at column"),
        ("[1]", "is a JSON array; every line must be an object"),
        ("null", "is a JSON value; every line must be an object"),
        ('{"text": "x"}', 'there is neither "id" nor "_id"'),
        ('{"id": "", "text": "x"}', "document id '' is empty"),
        ('{"id": 1.5, "text": "x"}', "the id is a number"),
        ('{"id": true, "text": "x"}', "the id is a boolean"),
        ('{"id": "a"}', "the text is empty"),
        ('{"id": "a", "text": " \\n"}', "the text is empty"),
        ('{"id": "a", "text": null}', "the text is empty"),
        ('{"id": "a", "text": 5}', '"text" is a number; it must be a string'),
        ('{"id": "a", "text": "x", "title": ["y"]}', '"title" is an array'),
        ('{"id": "a", "text": "nul \\u0000"}', "NUL"),
        ('{"id": "a", "text": "half \\ud800"}', "lone surrogate"),
        ('{"id": "a", "text": "x", "metadata": [1]}', '"metadata" is an array'),
        ('{"id": "a", "text": "x", "metadata": {"_hs": 1}}', "reserved"),
        ('{"id": "a", "text": "x", "metadata": {"n": 1e999}}', "finite"),
        ('{"id": "a", "text": "x", "n": NaN}', "finite"),
        ('{"id": "a", "text": "x", "n": [1, "b"]}', "mixes number and string"),
        ('{"id": "a", "text": "x", "lang": "en", "metadata": {"lang": "de"}}', '"lang" stands both in the record'),
        ('{"id": "a", "text": "x", "text": "y"}', "says 'text' twice"),
        ('{"id": "a", "text": "x", "n": ' + "9" * 5000 + "}", "cannot be read"),
        ('{"id": "a", "text": "x", "n": ' + "[" * 100_000 + "}", "is nested too deeply"),
        (b'{"id": "a", "text": "caf\xe9"}', "is not UTF-8 (byte 0xe9 at offset 24)"),
    ],
)
def test_a_malformed_line_is_rejected_and_the_next_is_read(tmp_path: Path, line: str | bytes, expected: str) -> None:
    assert expected in reason(tmp_path, line)


def test_a_line_longer_than_the_limit_is_rejected_without_being_held(tmp_path: Path) -> None:
    line = json.dumps({"id": "a", "text": "x" * (2 * MAX_BYTES + 5)})
    assert reason(tmp_path, line) == "the line is longer than 16 MiB; split it into several documents"


def test_utf_16_is_named_once(tmp_path: Path) -> None:
    (rejected,) = read(tmp_path, (GOOD + "\n" + GOOD).encode("utf-16"))
    assert rejected == Rejected(f"{tmp_path.as_posix()}/c.jsonl", "is UTF-16; convert it to UTF-8")


def test_ticks_sum_to_the_size(tmp_path: Path) -> None:
    read(tmp_path, GOOD, "", "{", "x" * (MAX_BYTES + 1), GOOD)
    source, ticks = JsonlSource(tmp_path / "c.jsonl"), list[int]()
    list(source.read(ticks.append))
    assert sum(ticks) == source.size > MAX_BYTES


def test_a_file_that_vanished_is_a_rejection(tmp_path: Path) -> None:
    source = JsonlSource(tmp_path / "gone.jsonl")
    (entry,) = source.read()
    assert entry == Rejected(f"{tmp_path.as_posix()}/gone.jsonl", "cannot be read (No such file or directory)")
    assert source.size == 0


def test_utf_32_is_called_so(tmp_path: Path) -> None:
    (tmp_path / "c.jsonl").write_text('{"id": "a", "text": "x"}', encoding="utf-32")
    (entry,) = JsonlSource(tmp_path / "c.jsonl")
    assert isinstance(entry, Rejected)
    assert entry.reason == "is UTF-32; convert it to UTF-8"
