import datasets
import pytest

from hybrid_search.ingest import Columns, Read, Rejected, RowsSource
from hybrid_search.types import Document


def test_mappings_of_any_iterator_become_documents() -> None:
    source = RowsSource({"id": number, "text": "x", "n": number} for number in range(2))
    assert [entry.document for entry in source if isinstance(entry, Read)] == [
        Document("0", "x", {"n": 0}),
        Document("1", "x", {"n": 1}),
    ]
    assert source.size == 0


def test_a_dataset_is_one() -> None:
    rows = datasets.Dataset.from_dict({"key": ["a"], "text": ["x"], "lang": ["en"]})
    for form in (rows, rows.to_iterable_dataset()):
        (entry,) = RowsSource(form, Columns(id="key"))
        assert isinstance(entry, Read)
        assert entry.document == Document("a", "x", {"lang": "en"})


def test_what_is_no_mapping_is_rejected_by_its_number() -> None:
    first, second, third = RowsSource([{"id": "a", "text": "x"}, ("b", "y"), {"id": "c"}], name="cursor")  # type: ignore[list-item]  # wrong on purpose
    assert isinstance(first, Read)
    assert second == Rejected("cursor, row 2", "is tuple ('b', 'y'); it must be a mapping")
    assert isinstance(third, Rejected)
    assert third.place == "cursor, row 3"


def test_what_the_iterator_raises_goes_through() -> None:
    with pytest.raises(ZeroDivisionError):
        list(RowsSource({"id": "a", "text": "x", "n": 1 // number} for number in (1, 0)))
