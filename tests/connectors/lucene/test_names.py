from __future__ import annotations

import pytest

from hybrid_search.connectors.lucene.names import Generation, Index, Names, names_of
from hybrid_search.errors import InvalidName


def test_a_generation_is_an_index_and_its_records_beside_it_each_with_an_alias_for_writing() -> None:
    names = names_of("notes", attached=False)
    assert (names.alias, names.records.alias) == ("notes", "notes--records")
    assert names.generation(12) == Generation(
        12, Index("notes-000012", "notes--g000012"), Index("notes--records-000012", "notes--records--g000012")
    )


@pytest.mark.parametrize(
    "other",
    ["notes", "notes-1", "notes-0000001", "notes-000000", "notes--g000001", "notes-de-000001", "notes--records-000001"],
)
def test_an_index_that_is_numbered_like_a_generation_is_one_and_nothing_else(other: str) -> None:
    assert Names("notes").number("notes-000007") == 7
    assert Names("notes").number(other) is None
    assert Names("notes").records.number("notes--records-000007") == 7


def test_a_dot_in_a_name_stands_for_itself_only() -> None:
    assert Names("a.b").number("axb-000001") is None


def test_upper_case_is_refused_with_the_name_that_would_do() -> None:
    with pytest.raises(InvalidName, match="write 'notes'"):
        names_of("Notes", attached=False)


def test_the_name_of_records_is_kept_for_them() -> None:
    with pytest.raises(InvalidName, match="kept for the records"):
        names_of("notes--records", attached=False)


def test_a_foreign_index_may_have_any_name() -> None:
    assert names_of("Notes--records", attached=True).alias == "Notes--records"


@pytest.mark.parametrize(("name", "end"), [("notes--g000002", "--g000002"), ("notes-000002", "-000002")])
def test_names_of_a_generation_are_kept_for_it(name: str, end: str) -> None:
    with pytest.raises(InvalidName, match=f"ends in '{end}', which is kept for the generations"):
        names_of(name, attached=False)
    assert names_of(name, attached=True).alias == name


@pytest.mark.parametrize("name", ["notes--g2", "notes-2", "notes-000002-b", "notes000002"])
def test_other_numbers_are_no_generations(name: str) -> None:
    assert names_of(name, attached=False).alias == name
