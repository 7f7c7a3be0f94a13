"""AsyncHybridIndex: what HybridIndex does, without ever blocking the event loop."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable, Coroutine, Iterator, Sequence
from typing import Any

import pytest

from hybrid_search import RRF, AddReport, AsyncHybridIndex, Document, F, HybridIndex, MemoryClient
from hybrid_search.encoders import Encoded
from hybrid_search.errors import EncoderMismatch, IndexClosed, IndexNotFound, InvalidDocument, InvalidQuery, Unsupported
from hybrid_search.fusion import Fused
from hybrid_search.types import Leg
from tests.fakes import WordEncoder
from tests.index.conftest import documents
from tests.index.test_search import OPTIONS


def run(main: Callable[[], Coroutine[Any, Any, None]]) -> None:
    asyncio.run(main())


@pytest.mark.parametrize("options", OPTIONS)
def test_searches_give_what_the_synchronous_index_gives(options: dict[str, Any]) -> None:
    client = MemoryClient()
    index = HybridIndex.open("memory://notes", WordEncoder(), client=client)
    index.add(documents(a={"n": 1}, b={"n": 2}, c={"n": 3}, d={"n": 4}))

    async def main() -> None:
        async with await AsyncHybridIndex.open("memory://notes", WordEncoder(), client=client) as twin:
            for query in ("plants", "cats milk", "zzz"):
                mine, theirs = await twin.search(query, **options), index.search(query, **options)
                assert (mine.hits, mine.fusion, mine.candidates) == (theirs.hits, theirs.fusion, theirs.candidates)
            together = await twin.search_many(["plants", "rails"], **options)
            assert [one.hits for one in together] == [
                one.hits for one in index.search_many(["plants", "rails"], **options)
            ]

    run(main)


def test_every_other_method_does_the_same_too() -> None:
    async def main() -> None:
        index = await AsyncHybridIndex.open("memory://notes", WordEncoder())
        assert repr(index) == "AsyncHybridIndex('memory://notes', encoder='words')"
        with pytest.raises(IndexNotFound):
            await index.count()
        assert await index.add(documents(a={"n": 1})) == AddReport(written=4)
        assert await index.add(documents(a={"n": 1})) == AddReport(unchanged=4)
        assert await index.count(F.n == 1) == 1
        assert await index.get("a") == documents(a={"n": 1})[0]
        assert set(await index.get(["a", "absent"])) == {"a"}
        assert (await index.stats()).documents == 4
        assert [finding.severity for finding in await index.doctor()] == ["note"]
        await index.optimize()
        view = index.view(F.n == 1)
        assert await view.count() == 1
        assert await view.delete("b") == 0
        with pytest.raises(Unsupported):
            await view.drop()
        assert await index.delete("b") == 1
        assert await index.delete(where=F.n == 1) == 1
        assert await index.delete([]) == 0
        assert await index.drop() is True
        await index.close()
        await index.close()
        with pytest.raises(IndexClosed):
            await index.count()

    run(main)


def test_bad_input_is_refused_alike() -> None:
    async def main() -> None:
        async with await AsyncHybridIndex.open("memory://notes", WordEncoder(), create=True) as index:
            with pytest.raises(InvalidQuery, match="k=0"):
                await index.search("plants", k=0)
            with pytest.raises(InvalidQuery, match="the query is empty"):
                await index.search(" ")
            with pytest.raises(InvalidDocument, match="comes twice"):
                await index.add([Document("a", "x"), Document("a", "y")])

    run(main)


def test_an_open_that_fails_says_so() -> None:
    client = MemoryClient()
    HybridIndex.open("memory://notes", WordEncoder(), create=True, client=client)

    async def main() -> None:
        with pytest.raises(EncoderMismatch):
            await AsyncHybridIndex.open("memory://notes", WordEncoder(name="other"), client=client)
        with pytest.raises(IndexNotFound):
            await AsyncHybridIndex.open("memory://notes", WordEncoder(), create=False)

    run(main)


class Held(WordEncoder):
    """Encodes only once a test lets it, so that a blocked loop would never get there."""

    def __init__(self) -> None:
        super().__init__()
        self.go_on = threading.Event()
        self.threads: set[int] = set()

    def _encode(self, texts: Sequence[str], limit: int | None, weight: float) -> Encoded:
        self.threads.add(threading.get_ident())
        assert self.go_on.wait(10)
        return super()._encode(texts, limit, weight)


class HeldFusion:
    """Fuses only once a test lets it."""

    score_kind = "rrf"
    spec = RRF(k=60).spec

    def __init__(self, go_on: threading.Event) -> None:
        self.go_on = go_on

    def fuse(self, legs: Sequence[Leg]) -> Fused:
        assert self.go_on.wait(10)
        return RRF(k=60).fuse(legs)


@pytest.mark.parametrize("work", ["add", "search", "fuse", "rerank"])
def test_the_loop_is_free_while_something_computes(work: str) -> None:
    async def main() -> None:
        encoder, go_on = Held(), threading.Event()

        def rerank(query: str, texts: Sequence[str]) -> list[float]:
            assert go_on.wait(10)
            return [0.0] * len(texts)

        encoder.go_on.set()
        index = await AsyncHybridIndex.open("memory://notes", encoder, create=True)
        await index.add([Document("z", "plants")])
        if work in ("add", "search"):
            encoder.go_on = go_on
        slow: dict[str, Callable[[], Coroutine[Any, Any, Any]]] = {
            "add": lambda: index.add(documents()),
            "search": lambda: index.search("plants"),
            "fuse": lambda: index.search("plants", fusion=HeldFusion(go_on)),
            "rerank": lambda: index.search("plants", rerank=rerank),
        }
        task = asyncio.create_task(slow[work]())
        for _ in range(5):  # the loop runs this while the work waits for it
            await asyncio.sleep(0.002)
        assert not task.done()
        go_on.set()
        assert await task
        assert threading.get_ident() not in encoder.threads
        await index.close()

    run(main)


def test_a_generator_is_read_off_the_loop() -> None:
    threads: set[int] = set()

    def stream() -> Iterator[Document]:
        for document in documents():
            threads.add(threading.get_ident())
            yield document

    async def main() -> None:
        async with await AsyncHybridIndex.open("memory://notes", WordEncoder()) as index:
            assert (await index.add(stream(), batch_size=2)).written == 4
        assert threading.get_ident() not in threads

    run(main)


def test_many_tasks_share_one_object() -> None:
    async def main() -> None:
        async with await AsyncHybridIndex.open("memory://notes", WordEncoder()) as index:
            reports = await asyncio.gather(*(index.add([Document(str(n), "plants")]) for n in range(20)))
            assert sum(report.written for report in reports) == 20
            found = await asyncio.gather(*(index.search("plants", k=20) for _ in range(20)))
            assert all(len(results) == 20 for results in found)

    run(main)


def test_a_cancelled_search_leaves_the_index_usable() -> None:
    async def main() -> None:
        encoder = Held()
        encoder.go_on.set()
        async with await AsyncHybridIndex.open("memory://notes", encoder) as index:
            await index.add(documents())
            encoder.go_on.clear()
            task = asyncio.create_task(index.search("plants"))
            await asyncio.sleep(0.005)
            task.cancel()
            with pytest.raises(asyncio.CancelledError):
                await task
            encoder.go_on.set()
            assert (await index.search("plants")).ids == ("a", "b", "c", "d")

    run(main)


def test_closing_while_an_add_is_under_way_ends_it() -> None:
    async def main() -> None:
        encoder = Held()
        index = await AsyncHybridIndex.open("memory://notes", encoder, create=True)
        task = asyncio.create_task(index.add(documents()))
        await asyncio.sleep(0.005)
        await index.close()
        encoder.go_on.set()
        with pytest.raises(IndexClosed):
            await task

    run(main)


def test_an_encoder_that_raises_stop_iteration_does_not_hang_the_caller() -> None:
    class Exhausted(WordEncoder):
        def encode_queries(self, texts: Sequence[str]) -> Encoded:
            return next(iter([]))

    async def main() -> None:
        async with await AsyncHybridIndex.open("memory://notes", Exhausted(), create=True) as index:
            with pytest.raises(RuntimeError, match="StopIteration"):
                await asyncio.wait_for(index.search("plants"), 10)

    run(main)
