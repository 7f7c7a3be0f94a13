"""States that something else left on a real server."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest

from hybrid_search.connectors.base import IndexSpec, LegQuery, Row
from hybrid_search.errors import HybridSearchError, IndexExists, IndexNotFound, NotAnIndex
from tests.connectors.elasticsearch.conftest import Opened, Place
from tests.fakes import row, unit

SPEC = IndexSpec(dims=3, sparse=True)


def test_what_is_created_is_a_numbered_index_behind_an_alias_and_one_for_the_records(
    place: Place, opened: Opened
) -> None:
    opened.run(opened.connector.create(SPEC))
    found = place.admin.indices.get(index=f"{place.name}*")
    assert {name: set(one["aliases"]) for name, one in found.items()} == {
        f"{place.name}-000001": {place.name, f"{place.name}--g000001"},
        f"{place.name}--records-000001": {f"{place.name}--records", f"{place.name}--records--g000001"},
    }


def test_options_of_the_url_reach_the_index(place: Place) -> None:
    opened = Opened(f"{place.url}&shards=2&replicas=0&m=8&ef_construction=50&quantization=int8")
    opened.run(opened.connector.create(SPEC))
    found = place.admin.indices.get(index=place.name)[f"{place.name}-000001"]
    assert (found["settings"]["index"]["number_of_shards"], found["settings"]["index"]["number_of_replicas"]) == (
        "2",
        "0",
    )
    graph = found["mappings"]["properties"]["dense"]["index_options"]
    assert (graph["type"], graph["m"], graph["ef_construction"]) == ("int8_hnsw", 8, 50)
    opened.driver.close()


@pytest.mark.parametrize("quantization", ["none", "int8", "int4", "bbq"])
def test_the_server_takes_every_quantization(place: Place, quantization: str) -> None:
    opened = Opened(f"{place.url}&quantization={quantization}")
    opened.run(opened.connector.create(IndexSpec(dims=64, sparse=False)))
    numbers = [float(n % 7) - 3 for n in range(64)]
    opened.run(opened.connector.upsert([Row("a", "text", {}, "a", 0, "h", None, unit(*numbers))]))
    opened.run(opened.connector.settle())
    (leg,) = opened.run(opened.connector.search([LegQuery("dense", unit(*numbers), 10)]))
    assert [one.id for one in leg] == ["a"]
    assert leg[0].score == pytest.approx(1.0, abs=0.05)
    opened.driver.close()


def test_an_index_that_a_crash_left_without_its_alias_does_not_block(place: Place, opened: Opened) -> None:
    place.admin.indices.create(index=f"{place.name}-000001")
    assert opened.run(opened.connector.exists()) is False
    opened.run(opened.connector.create(SPEC))
    assert opened.run(opened.connector.exists()) is True
    assert list(place.admin.indices.get_alias(name=place.name)) == [f"{place.name}-000002"]
    with pytest.raises(IndexExists):
        opened.run(opened.connector.create(SPEC))


def test_drop_deletes_every_index_of_ours_and_no_other(place: Place, opened: Opened) -> None:
    place.admin.indices.create(index=f"{place.name}-000001")
    place.admin.indices.create(index=f"{place.name}-other")
    opened.run(opened.connector.create(SPEC))
    assert opened.run(opened.connector.drop()) is True
    assert set(place.admin.indices.get(index=f"{place.name}*")) == {f"{place.name}-000001", f"{place.name}-other"}


def test_an_index_of_that_name_that_something_else_made_is_left_alone(place: Place, opened: Opened) -> None:
    place.admin.indices.create(index=place.name)
    for operation in (opened.connector.exists(), opened.connector.create(SPEC), opened.connector.upsert([row("a")])):
        with pytest.raises(NotAnIndex, match="fields=Fields"):
            opened.run(operation)
    assert opened.run(opened.connector.drop()) is False
    assert place.admin.indices.exists(index=place.name)


def test_records_of_an_index_that_was_deleted_by_hand_do_not_come_back(place: Place, opened: Opened) -> None:
    opened.run(opened.connector.create(SPEC))
    opened.run(opened.connector.put_record("stamp", b"old"))
    place.admin.indices.delete(index=f"{place.name}-000001")
    assert opened.run(opened.connector.exists()) is False
    opened.run(opened.connector.create(SPEC))
    assert opened.run(opened.connector.get_record("stamp")) is None


def test_missing_records_are_made_again_by_the_first_that_is_put(place: Place, opened: Opened) -> None:
    opened.run(opened.connector.create(SPEC))
    place.admin.indices.delete(index=f"{place.name}--records-000001")
    assert opened.run(opened.connector.get_record("stamp")) is None
    assert opened.run(opened.connector.list_records("")) == []
    opened.run(opened.connector.delete_record("stamp"))
    opened.run(opened.connector.put_record("stamp", b"new"))
    assert opened.run(opened.connector.get_record("stamp")) == b"new"


def test_a_write_never_makes_an_index_by_itself(place: Place, opened: Opened) -> None:
    opened.run(opened.connector.create(SPEC))
    opened.run(opened.connector.upsert([row("a")]))
    place.admin.indices.delete(index=[f"{place.name}-000001", f"{place.name}--records-000001"])
    for operation in (opened.connector.upsert([row("b")]), opened.connector.put_record("stamp", b"")):
        with pytest.raises(IndexNotFound):
            opened.run(operation)
    assert not place.admin.indices.get(index=f"{place.name}*")


def test_of_two_writers_that_create_at_once_one_wins(place: Place) -> None:
    writers = [Opened(place.url) for _ in range(6)]

    def create(one: Opened) -> str:
        try:
            one.run(one.connector.create(SPEC))
        except HybridSearchError as error:
            return type(error).__name__
        return "won"

    with ThreadPoolExecutor(len(writers)) as pool:
        outcomes = list(pool.map(create, writers))
    assert sorted(outcomes) == ["IndexExists"] * 5 + ["won"]
    assert list(place.admin.indices.get_alias(name=place.name)) == [f"{place.name}-000001"]
    for one in writers:
        one.driver.close()


def test_a_mapping_that_another_one_renewed_is_read_again(place: Place, opened: Opened) -> None:
    opened.run(opened.connector.create(SPEC))
    other = Opened(place.url)
    assert other.run(other.connector.count(None)) == 0
    opened.run(opened.connector.drop())
    with pytest.raises(IndexNotFound):
        other.run(other.connector.count(None))
    opened.run(opened.connector.create(IndexSpec(dims=2, sparse=False)))
    assert other.run(other.connector.facts())["dims"] == 2
    other.driver.close()
