"""What a real server refuses, document by document or altogether."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest

from hybrid_search import F
from hybrid_search.connectors.base import IndexSpec
from hybrid_search.errors import InvalidQuery, PermissionDenied, StorageFull, Unsupported
from tests.connectors.contract.legs import dense_leg, scores, sparse_leg
from tests.connectors.elasticsearch.conftest import Opened, Place
from tests.fakes import row

SPEC = IndexSpec(dims=3, sparse=True)


@pytest.fixture
def made(opened: Opened) -> Opened:
    opened.run(opened.connector.create(SPEC))
    return opened


def test_a_document_with_too_many_paths_is_reported_with_the_limit_and_the_way_out(made: Opened) -> None:
    wide = row("wide", metadata={f"path{n}": n for n in range(1_200)})
    report = made.run(made.connector.upsert([row("a"), wide, row("b")]))
    assert report.written == 2
    assert [one.id for one in report.failed] == ["wide"]
    assert "Limit of total fields [1000]" in report.failed[0].reason
    assert "index.mapping.total_fields.limit" in report.failed[0].reason


@pytest.mark.parametrize(
    ("block", "error"),
    [
        ({"index.blocks.write": True}, PermissionDenied),
        ({"index.blocks.read_only": True}, PermissionDenied),
        ({"index.blocks.read_only_allow_delete": True}, StorageFull),
    ],
)
def test_an_index_that_is_blocked_says_by_what(
    place: Place, made: Opened, block: Mapping[str, Any], error: type[Exception]
) -> None:
    place.admin.indices.put_settings(index=place.name, settings=block)
    with pytest.raises(error):
        made.run(made.connector.upsert([row("a")]))
    place.admin.indices.put_settings(index=place.name, settings=dict.fromkeys(block))
    assert made.run(made.connector.upsert([row("a")])).written == 1


def test_more_candidates_than_a_search_returns_are_refused(made: Opened) -> None:
    with pytest.raises(InvalidQuery, match="at most 10,000"):
        made.run(made.connector.search([dense_leg(1, 0, 0, limit=10_001)]))


def test_more_dimensions_than_a_field_takes_are_refused_before_anything_is_made(place: Place, opened: Opened) -> None:
    with pytest.raises(Unsupported, match="at most 4,096 dimensions"):
        opened.run(opened.connector.create(IndexSpec(dims=4_097, sparse=True)))
    assert not place.admin.indices.get(index=f"{place.name}*")


def test_no_token_of_a_query_is_pruned(made: Opened) -> None:
    rows = [row(str(n), sparse={1: 1.0}) for n in range(300)] + [row("rare", sparse={2: 1.0})]
    made.run(made.connector.upsert(rows))
    made.run(made.connector.settle())
    (leg,) = made.run(made.connector.search([sparse_leg({1: 0.01, 2: 100.0}, limit=1_000)]))
    assert len(leg) == 301


def test_ids_and_parents_of_any_length_come_with_their_scores(made: Opened) -> None:
    long = "ä" * 9_000
    made.run(made.connector.upsert([row(long, parent=f"{long} parent", sparse={1: 2.0}), row("b", sparse={1: 1.0})]))
    made.run(made.connector.settle())
    sparse, dense = made.run(made.connector.search([sparse_leg({1: 1.0}), dense_leg(1, 0, 0)]))
    assert scores(sparse) == {long: 2.0, "b": 1.0}
    assert {one.id: one.parent for one in dense} == {long: f"{long} parent", "b": "b"}


def test_a_filter_of_the_largest_size_is_taken(made: Opened) -> None:
    made.run(made.connector.upsert([row(str(n), metadata={"n": n}) for n in range(10)]))
    made.run(made.connector.settle())
    ranges = F.n < 2
    for n in range(900):
        ranges = ranges | (F.n > 1_000 + n)
    weights = dict.fromkeys(range(256), 1.0)
    (leg,) = made.run(made.connector.search([sparse_leg(weights, where=ranges)]))
    assert set(scores(leg)) == {"0", "1"}
