from __future__ import annotations

from pathlib import Path

import pytest

from hybrid_search.connectors.checks import MAX_RECORD_BYTES
from hybrid_search.connectors.embedded.records import Records
from hybrid_search.errors import InvalidInput, InvalidName

KEYS = ["stamp", "stats/0001", "stats/\n", "Stats/A", "../../etc/passwd", "k" * 5000, "日本/\U0001f600", ".", "a b"]


@pytest.fixture
def records(tmp_path: Path) -> Records:
    return Records(tmp_path)


def test_any_key_and_any_bytes_come_back(records: Records) -> None:
    for place, key in enumerate(KEYS):
        records.put(key, b"\n\x00\xff" * place)
    assert [records.get(key) for key in KEYS] == [b"\n\x00\xff" * place for place in range(len(KEYS))]
    assert records.keys("") == sorted(KEYS)


def test_putting_again_replaces(records: Records) -> None:
    records.put("a", b"1")
    records.put("a", b"2")
    assert records.get("a") == b"2"
    assert records.keys("") == ["a"]


def test_keys_are_listed_by_prefix(records: Records) -> None:
    for key in ("stats/b", "stats/a", "stat", "Stats/c"):
        records.put(key, b"")
    assert records.keys("stats/") == ["stats/a", "stats/b"]


def test_a_deleted_record_is_gone_and_deleting_it_again_does_nothing(records: Records) -> None:
    records.put("a", b"1")
    records.delete("a")
    records.delete("a")
    assert records.get("a") is None
    assert records.keys("") == []


def test_nothing_is_written_outside_the_folder(tmp_path: Path) -> None:
    (tmp_path / "records").mkdir()
    Records(tmp_path / "records").put("../escaped", b"")
    assert [path.name for path in tmp_path.iterdir()] == ["records"]


@pytest.mark.parametrize("key", ["", "a\x00b", "\ud800"])
def test_a_key_that_is_no_text_is_refused(records: Records, key: str) -> None:
    with pytest.raises(InvalidName, match="record key"):
        records.put(key, b"")


def test_a_value_above_the_limit_is_refused(records: Records) -> None:
    records.put("fits", b"x" * MAX_RECORD_BYTES)
    with pytest.raises(InvalidInput, match="at most 1,000,000"):
        records.put("large", b"x" * (MAX_RECORD_BYTES + 1))
