from datetime import UTC, date, datetime
from typing import Any

import pytest

from hybrid_search.ingest import Columns, Read, Rejected
from hybrid_search.ingest.sources.base import MAX_BYTES
from hybrid_search.ingest.sources.record import document_of
from hybrid_search.types import Document


def read(columns: Columns | None = None, **record: Any) -> Document | str:
    entry = document_of("c, row 1", record, columns or Columns())
    assert isinstance(entry, Read | Rejected)
    assert entry.place == "c, row 1"
    return entry.document if isinstance(entry, Read) else entry.reason


def test_a_date_becomes_its_midnight_in_utc() -> None:
    midnight = datetime(2021, 5, 1, tzinfo=UTC)
    expected = Document("a", "x", {"day": midnight, "days": [midnight], "at": datetime(2021, 5, 1, 9, tzinfo=UTC)})
    day = date(2021, 5, 1)
    assert read(id="a", text="x", day=day, days=[day], at=datetime(2021, 5, 1, 9, tzinfo=UTC)) == expected


def test_named_metadata_is_taken_and_nothing_else() -> None:
    columns = Columns(metadata=["lang", "year"])
    assert read(columns, id="a", text="x", lang="en", other=1) == Document("a", "x", {"lang": "en", "year": None})


def test_metadata_that_is_named_is_a_column_like_any_other() -> None:
    columns = Columns(metadata=["metadata"])
    assert read(columns, id="a", text="x", metadata={"y": 1}) == Document("a", "x", {"metadata": {"y": 1}})


@pytest.mark.parametrize(
    ("record", "expected"),
    [
        ({"text": "x"}, 'there is neither "id" nor "_id"'),
        ({"id": None, "text": "x"}, "the id is missing; it must be a string or a whole number"),
        ({"id": b"a", "text": "x"}, "the id is a bytes"),
        ({"id": "a", "text": b"x"}, '"text" is a bytes; it must be a string'),
        ({"id": "a", "text": {"en": "x"}}, '"text" is an object'),
        ({"id": "a", "text": "x" * (MAX_BYTES + 1)}, "the text is longer than 16 MiB"),
        ({"id": "a", "text": "x", "image": b"x"}, "metadata 'image' is bytes"),
    ],
)
def test_what_makes_no_document_is_rejected(record: dict[str, Any], expected: str) -> None:
    reason = read(**record)
    assert isinstance(reason, str)
    assert expected in reason


def test_a_named_id_that_is_missing_is_named() -> None:
    assert read(Columns(id="key"), id="a", text="x") == 'there is no "key"; every document needs an id'


def test_metadata_of_any_depth_is_rejected_and_no_crash() -> None:
    metadata: dict[str, Any] = {}
    for _ in range(5_000):
        metadata = {"a": metadata}
    reason = read(id="a", text="x", m=metadata)
    assert isinstance(reason, str)
    assert "is nested deeper than 8 levels" in reason
