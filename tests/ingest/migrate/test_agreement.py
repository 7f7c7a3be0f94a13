"""How far the answers of two generations agree."""

from __future__ import annotations

import json
from collections.abc import Sequence

import pytest

from hybrid_search import HybridIndex
from hybrid_search.encoders import Encoded
from hybrid_search.errors import IndexNotFound, InvalidInput, InvalidQuery
from hybrid_search.ingest.migrate import Agreement, Latency, Migration, QueryAgreement
from tests.fakes import WordEncoder
from tests.ingest.migrate.conftest import Store

NO_TIME = Latency(0.0, 0.0)


class Backwards(WordEncoder):
    """Reads "trains" where a query says "plants"."""

    def encode_queries(self, texts: Sequence[str]) -> Encoded:
        return super().encode_queries([text.replace("plants", "trains") for text in texts])


def test_overlap_is_the_share_of_the_longer_list() -> None:
    assert QueryAgreement.of("q", ["a", "b", "c"], ["c", "d"]).overlap == pytest.approx(1 / 3)
    assert QueryAgreement.of("q", [], []).overlap == 1.0
    assert QueryAgreement.of("q", ["a"], []).overlap == 0.0


def test_means_and_the_queries_that_changed_most() -> None:
    same, half, none = (
        QueryAgreement.of("same", ["a", "b"], ["a", "b"]),
        QueryAgreement.of("half", ["a", "b"], ["a", "c"]),
        QueryAgreement.of("none", ["a", "b"], ["c", "d"]),
    )
    agreement = Agreement(2, (same, none, half), NO_TIME, NO_TIME)
    assert agreement.overlap == pytest.approx(0.5)
    assert agreement.same_first == pytest.approx(2 / 3)
    assert [one.query for one in agreement.worst(2)] == ["none", "half"]
    assert json.loads(json.dumps(agreement.as_dict()))["queries"][0]["query"] == "none"


def test_latency_is_in_milliseconds() -> None:
    latency = Latency.of([0.001, 0.002, 0.003])
    assert [latency.p50, latency.p95] == pytest.approx([2.0, 2.9])


def test_both_are_asked_the_same_queries_each_once(migration: Migration) -> None:
    migration.build()
    told: list[tuple[int, int]] = []
    agreement = migration.compare(["plants", "cats", "plants"], progress=lambda done, of: told.append((done, of)))
    assert (agreement.overlap, agreement.same_first) == (1.0, 1.0)
    assert agreement.rank_agreement == pytest.approx(1.0)
    assert {one.query for one in agreement.queries} == {"plants", "cats"}
    assert agreement.live_ms.p50 > 0
    assert told == [(0, 2), (1, 2), (2, 2)]


def test_other_answers_are_seen(index: HybridIndex) -> None:
    with Migration.of(index, Backwards(name="backwards")) as migration:
        migration.build()
        agreement = migration.compare(["plants", "cats"], k=1)
    assert (agreement.k, agreement.overlap) == (1, 0.5)
    (worst,) = agreement.worst(1)
    assert (worst.query, worst.live, worst.next) == ("plants", ("a",), ("d",))


def test_what_is_missing_for_a_comparison_is_told(migration: Migration, client: Store, new: WordEncoder) -> None:
    with pytest.raises(IndexNotFound, match="build it first"):
        migration.compare(["cats"])
    migration.build()
    with pytest.raises(InvalidInput, match="at least one query"):
        migration.compare([])
    with pytest.raises(InvalidQuery):
        migration.compare(["cats"], k=0)
    with pytest.raises(InvalidInput, match="at least one query"):
        Agreement(10, (), NO_TIME, NO_TIME)


@pytest.mark.parametrize("given", [None, WordEncoder(name="third")])
def test_the_live_one_needs_its_own_encoder(
    migration: Migration, client: Store, new: WordEncoder, given: WordEncoder | None
) -> None:
    migration.build()
    with (
        Migration.open("memory://notes", new, from_encoder=given, client=client) as other,
        pytest.raises(InvalidInput, match="built with the encoder 'words', which is needed to search it"),
    ):
        other.compare(["cats"])
