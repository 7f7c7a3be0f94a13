"""The same lines on every backend: what an application writes, with the default encoder, beside memory."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from contextlib import suppress
from datetime import UTC, datetime
from typing import Any

import pytest
from qdrant_client import AsyncQdrantClient

from hybrid_search import RRF, AsyncHybridIndex, Document, F, HybridIndex, OnePassEncoder, SearchResults
from hybrid_search.errors import EncoderMismatch, IndexClosed, InvalidFilter
from tests.fakes import WordEncoder

DOCUMENTS = [
    Document("sugar", "Plants turn light, water and carbon dioxide into sugar.", {"lang": "en", "year": 2021}),
    Document("zucker", "Pflanzen machen aus Licht und Wasser Zucker.", {"lang": "de", "year": 2022}),
    Document("leaf", "The green of a leaf is chlorophyll, which catches light.", {"lang": "en", "year": 2019}),
    Document(
        "glacier", "Glaciers grind rock into flour and carry it down the valley.", {"lang": "en", "tags": ["ice"]}
    ),
    Document("fax", "The fax machine SX-70b is older than the telephone.", {"lang": "en", "year": 1843}),
    Document("ä/漢🙂", "A cat eats mice and drinks milk.", {"seen": datetime(2024, 5, 1, tzinfo=UTC), "price": 9.5}),
]
QUERIES = ("how do plants eat", "SX-70b", "Wasser", "ice and stone")
WHERE = (F.lang == "en") & (F.year >= 2000)


@pytest.fixture(scope="module")
def encoder() -> OnePassEncoder:
    return OnePassEncoder()


@pytest.fixture
def opening(every_opening: dict[str, Any]) -> dict[str, Any]:
    """The arguments of ``open``."""
    return every_opening


@pytest.fixture
def index(opening: dict[str, Any], encoder: OnePassEncoder) -> Iterator[HybridIndex]:
    with HybridIndex.open(encoder=encoder, **opening) as index:
        assert index.add(DOCUMENTS).written == len(DOCUMENTS)
        yield index
        with suppress(IndexClosed):
            index.drop()


@pytest.fixture(scope="module")
def memory(encoder: OnePassEncoder) -> Iterator[HybridIndex]:
    with HybridIndex.open("memory://every", encoder) as index:
        index.add(DOCUMENTS)
        yield index


def shown(results: SearchResults) -> list[tuple[str, str, Any, str]]:
    """What a user sees of the hits, but the numbers."""
    return [(hit.id, hit.text, hit.metadata, hit.score_kind) for hit in results]


@pytest.mark.parametrize(
    "options", [{}, {"where": WHERE}, {"fusion": RRF(k=10)}, {"legs": "sparse"}, {"legs": "dense"}]
)
def test_hits_scores_and_explanations_are_those_of_memory(
    index: HybridIndex, memory: HybridIndex, options: dict[str, Any]
) -> None:
    for query in QUERIES:
        ours = index.search(query, k=5, explain=True, **options)
        theirs = memory.search(query, k=5, explain=True, **options)
        assert shown(ours) == shown(theirs)
        assert [hit.score for hit in ours] == pytest.approx([hit.score for hit in theirs], rel=1e-4, abs=1e-6)
        for mine, its in zip(ours, theirs, strict=True):
            assert {name: leg.rank for name, leg in mine.legs.items()} == {
                name: leg.rank for name, leg in its.legs.items()
            }
            assert [token.token for token in mine.tokens or ()] == [token.token for token in its.tokens or ()]


def test_a_second_run_writes_nothing_and_a_changed_document_replaces_its_old_self(index: HybridIndex) -> None:
    assert index.add(DOCUMENTS).unchanged == len(DOCUMENTS)
    index.add([Document("fax", "Trains run on rails.", {"lang": "en"})])
    assert index.get("fax") == Document("fax", "Trains run on rails.", {"lang": "en"})
    assert index.count() == len(DOCUMENTS)
    assert "fax" not in index.search("SX-70b", legs="sparse").ids


def test_a_view_sees_and_touches_nothing_else_whatever_it_is_asked(index: HybridIndex) -> None:
    view = index.view(F.lang == "en")
    widening: list[Any] = [None, F.lang == "de", ~(F.lang == "en"), (F.lang == "de") | (F.lang == "en")]
    for where in widening:
        assert "zucker" not in view.search("Wasser und Zucker", where=where).ids
    assert view.get(["zucker", "leaf"]).keys() == {"leaf"}
    assert view.count() == 4
    assert view.delete(["zucker"]) == 0
    assert view.delete(where=F.year > 0) == 3
    assert index.count() == 3
    with pytest.raises(InvalidFilter):
        index.view(None)  # type: ignore[arg-type]  # what a forgotten variable would pass


def test_it_opens_again_with_its_encoder_only(
    index: HybridIndex, opening: dict[str, Any], encoder: OnePassEncoder
) -> None:
    if opening["url"].startswith("/"):
        index.close()  # an embedded folder takes one opener at a time
    with pytest.raises(EncoderMismatch):
        HybridIndex.open(encoder=WordEncoder(), **opening)
    with HybridIndex.open(encoder=encoder, create=False, **opening) as again:
        assert again.count() == len(DOCUMENTS)
        assert again.search("chlorophyll", k=1).ids == ("leaf",)
        if opening["url"].startswith("/"):
            again.drop()


def test_the_statistics_and_the_doctor_work(index: HybridIndex) -> None:
    assert index.stats().documents == len(DOCUMENTS)
    assert index.stats().statistics_documents == len(DOCUMENTS)
    assert index.delete("fax") == 1
    assert index.recount().documents == len(DOCUMENTS) - 1
    assert [finding for finding in index.doctor() if finding.severity == "error"] == []
    index.optimize()
    assert index.count() == len(DOCUMENTS) - 1


def test_asyncio_gives_the_same(opening: dict[str, Any], encoder: OnePassEncoder, memory: HybridIndex) -> None:
    if "client" in opening:
        opening["client"] = AsyncQdrantClient(":memory:")

    async def main() -> list[SearchResults]:
        async with await AsyncHybridIndex.open(encoder=encoder, **opening) as index:
            await index.add(DOCUMENTS)
            found = await asyncio.gather(*(index.search(query, k=5, where=WHERE) for query in QUERIES))
            assert await index.delete(where=F.lang == "en") == 4
            assert await index.count() == 2
            await index.drop()
            return found

    for ours, query in zip(asyncio.run(main()), QUERIES, strict=True):
        assert shown(ours) == shown(memory.search(query, k=5, where=WHERE))
