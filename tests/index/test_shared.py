"""One index object for many threads or tasks: each query gets its own answer, whatever happens at the same time."""

from __future__ import annotations

import asyncio
import random
import time
from collections.abc import Sequence

import pytest

from hybrid_search import AsyncHybridIndex, Document, F, HashingEncoder, HybridIndex, QueryEncoding
from hybrid_search.encoders import Encoded
from hybrid_search.errors import IndexClosed
from hybrid_search.index.queries import EACH_ALONE
from hybrid_search.types import Hit
from tests.threads import at_once

WORDS = [f"word{number}" for number in range(30)]
TEXTS = [" ".join(random.Random(seed).sample(WORDS, 6)) for seed in range(60)]
FIXED = [Document(f"fixed-{number}", text, {"fixed": True}) for number, text in enumerate(TEXTS)]
QUERIES = [" ".join(random.Random(-1 - seed).sample(WORDS, 3)) for seed in range(40)]
ROUNDS, SEARCHERS, WRITERS = 2, 6, 2

Answers = dict[str, tuple[Hit, ...]]


class Slow(HashingEncoder):
    """Takes a moment for each encoding, so that others come meanwhile."""

    def __init__(self) -> None:
        super().__init__()
        self.together: list[int] = []
        """How many queries each encoding had."""

    def encode_queries(self, texts: Sequence[str]) -> Encoded:
        self.together.append(len(texts))
        time.sleep(0.001)
        return super().encode_queries(texts)


@pytest.fixture(params=["memory", "embedded"])
def url(request: pytest.FixtureRequest, tmp_path: object) -> str:
    return "memory://notes" if request.param == "memory" else f"{tmp_path}/notes"


def moving(writer: int, turn: int) -> list[Document]:
    return [Document(f"{writer}-{turn}-{n}", TEXTS[n], {"fixed": False, "writer": writer}) for n in range(4)]


def shuffled(seed: int) -> list[str]:
    return random.Random(seed).sample(QUERIES, len(QUERIES))


def answers_alone(url: str) -> Answers:
    """What each query finds among the fixed documents when nothing else happens."""
    with HybridIndex.open(f"{url}-alone", HashingEncoder(), queries=EACH_ALONE) as index:
        index.add(FIXED)
        return {query: index.search(query, k=5, explain=True).hits for query in QUERIES}


def write(own: HybridIndex, writer: int) -> None:
    """Add, find and delete documents, again and again."""
    for turn in range(ROUNDS * 4):
        documents = moving(writer, turn)
        assert own.add(documents).written == len(documents)
        assert own.search(documents[0].text, k=1)[0].text == documents[0].text
        assert own.delete([one.id for one in documents]) == len(documents)


async def awrite(own: AsyncHybridIndex, writer: int) -> None:
    """The same."""
    for turn in range(ROUNDS * 4):
        documents = moving(writer, turn)
        assert (await own.add(documents)).written == len(documents)
        assert (await own.search(documents[0].text, k=1))[0].text == documents[0].text
        assert await own.delete([one.id for one in documents]) == len(documents)


@pytest.mark.parametrize("cache", [0, 16])
def test_threads(url: str, cache: int) -> None:
    alone, encoder = answers_alone(url), Slow()
    index = HybridIndex.open(url, encoder)
    index.add(FIXED)
    index = index.with_queries(QueryEncoding(cache=cache))
    fixed = index.view(F.fixed == True)  # noqa: E712  # a filter

    def work(thread: int) -> None:
        if thread < SEARCHERS:
            for turn in range(ROUNDS):
                for query in shuffled(thread * ROUNDS + turn):
                    assert fixed.search(query, k=5, explain=True).hits == alone[query]
        else:
            write(index.view(F.writer == thread), thread)

    assert at_once(SEARCHERS + WRITERS, work) == []
    assert max(encoder.together) > 1  # they did wait for each other
    assert index.count() == len(FIXED)

    def search_on(thread: int) -> None:
        while True:
            for query in shuffled(thread):
                assert fixed.search(query, k=5, explain=True).hits == alone[query]

    def search_until_closed(thread: int) -> None:
        if thread == 0:
            index.close()
        else:
            with pytest.raises(IndexClosed):
                search_on(thread)

    assert at_once(SEARCHERS, search_until_closed) == []


@pytest.mark.parametrize("cache", [0, 16])
def test_tasks(url: str, cache: int) -> None:
    alone, encoder = answers_alone(url), Slow()

    async def search(fixed: AsyncHybridIndex, seed: int) -> None:
        for query in shuffled(seed):
            if seed % 3:
                found = await fixed.search(query, k=5, explain=True)
            else:  # a caller who does not wait for the answer, and asks again
                with_patience = asyncio.create_task(fixed.search(query, k=5, explain=True))
                await asyncio.sleep(0)
                with_patience.cancel()
                found = (await fixed.search_many([query, QUERIES[0]], k=5, explain=True))[0]
            assert found.hits == alone[query]

    async def search_on(fixed: AsyncHybridIndex) -> None:
        while True:
            for query in QUERIES:
                assert (await fixed.search(query, k=5, explain=True)).hits == alone[query]

    async def search_until_closed(fixed: AsyncHybridIndex) -> None:
        with pytest.raises(IndexClosed):
            await search_on(fixed)

    async def everything() -> None:
        index = await AsyncHybridIndex.open(url, encoder)
        await index.add(FIXED)
        index = index.with_queries(QueryEncoding(cache=cache))
        fixed = index.view(F.fixed == True)  # noqa: E712  # a filter
        await asyncio.gather(
            *(search(fixed, seed) for seed in range(8)), *(awrite(index.view(F.writer == n), n) for n in range(WRITERS))
        )
        assert max(encoder.together) > 1
        assert await index.count() == len(FIXED)
        searches = [asyncio.create_task(search_until_closed(fixed)) for _ in range(4)]
        await asyncio.sleep(0)
        await index.close()
        await asyncio.gather(*searches)

    asyncio.run(asyncio.wait_for(everything(), 300))
