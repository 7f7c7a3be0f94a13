from __future__ import annotations

import pytest

from hybrid_search.connectors.lucene.names import Names, names_of
from hybrid_search.errors import InvalidName


def test_the_index_stands_behind_an_alias_and_its_records_beside_it() -> None:
    names = names_of("notes", attached=False)
    assert names.alias == "notes"
    assert names.physical() == "notes-000001"
    assert names.physical(12) == "notes-000012"
    assert names.records.alias == "notes--records"
    assert names.records.physical() == "notes--records-000001"


@pytest.mark.parametrize("other", ["notes", "notes-1", "notes-0000001", "notes-de-000001", "notes--records-000001"])
def test_an_index_owns_what_is_numbered_like_its_own_and_nothing_else(other: str) -> None:
    assert Names("notes").owns("notes-000007")
    assert not Names("notes").owns(other)


def test_a_dot_in_a_name_stands_for_itself_only() -> None:
    assert not Names("a.b").owns("axb-000001")


def test_upper_case_is_refused_with_the_name_that_would_do() -> None:
    with pytest.raises(InvalidName, match="write 'notes'"):
        names_of("Notes", attached=False)


def test_the_name_of_records_is_kept_for_them() -> None:
    with pytest.raises(InvalidName, match="kept for the records"):
        names_of("notes--records", attached=False)


def test_a_foreign_index_may_have_any_name() -> None:
    assert names_of("Notes--records", attached=True).alias == "Notes--records"
