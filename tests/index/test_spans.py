"""The spans of searches and writes, by both drivers."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from opentelemetry import trace
from opentelemetry.trace import StatusCode
from qdrant_client import AsyncQdrantClient, QdrantClient

from hybrid_search import RRF, AsyncHybridIndex, Document, F, FunctionReranker, HybridIndex, MemoryClient
from hybrid_search.connectors.access import Access
from hybrid_search.connectors.base import Candidate, LegQuery
from hybrid_search.connectors.registry import connect
from hybrid_search.encoders import Encoded
from hybrid_search.errors import BackendError, HybridSearchError
from hybrid_search.index.core import Core
from hybrid_search.types import Native
from tests.connectors.contract.base import Mode
from tests.connectors.contract.loop import LoopDriver
from tests.fakes import AdaptiveWordEncoder, WordEncoder
from tests.index.conftest import documents
from tests.spans import Spans, short

SEARCH = ["search", "  encode", "  legs", "    leg.sparse", "    leg.dense", "  fuse", "  fetch"]
RERANKED = [*SEARCH, "  rerank"]


def opened(mode: Mode, encoder: WordEncoder, url: str = "memory://notes", client: Any = None) -> HybridIndex:
    """An index by either driver, with the same methods."""
    if mode == "sync":
        return HybridIndex.open(url, encoder, client=client)
    core = Core(connect(url, Access(client)), encoder)
    return HybridIndex(core, LoopDriver(core.connector))  # type: ignore[arg-type]  # it has run and close


@pytest.fixture(params=["sync", "async"])
def mode(request: pytest.FixtureRequest) -> Mode:
    found: Mode = request.param
    return found


@pytest.fixture(params=["memory", "qdrant"])
def index(request: pytest.FixtureRequest, mode: Mode, spans: Spans) -> Iterator[HybridIndex]:
    """Four documents, the spans of their addition forgotten."""
    if request.param == "memory":
        index = opened(mode, WordEncoder())
    else:
        client = (QdrantClient if mode == "sync" else AsyncQdrantClient)(":memory:")
        index = opened(mode, WordEncoder(), "qdrant://localhost:6333/notes", client)
    with index:
        index.add(documents())
        spans.clear()
        yield index


def longest_first(_: str, texts: Sequence[str]) -> list[float]:
    return [float(len(text)) for text in texts]


class TestSearch:
    def test_every_stage_has_a_span_below_the_search(self, index: HybridIndex, spans: Spans) -> None:
        index.search("plants", k=2, rerank=longest_first)
        assert spans.tree() == RERANKED

    def test_the_spans_say_how_much(self, index: HybridIndex, spans: Spans) -> None:
        hits = index.search("plants " * 9, k=2, candidates=3, fusion=RRF(k=5), rerank=longest_first, depth=3)
        ours = {
            short(one): {
                name.removeprefix("hybrid_search."): value
                for name, value in (one.attributes or {}).items()
                if name.startswith("hybrid_search.")
            }
            for one in spans.all()
        }
        assert ours == {
            "search": {"queries": 1, "k": 2, "candidates": 3, "found": 2},
            "encode": {"input": "queries", "texts": 1, "truncated": 1},
            "legs": {"queries": 1, "candidates": 3},
            "leg.sparse": {"leg": "sparse", "shared": True, "queries": 1, "found": hits.candidates["sparse"]},
            "leg.dense": {"leg": "dense", "shared": True, "queries": 1, "found": 3},
            "fuse": {"queries": 1, "fusion": "RRF", "score_kind": "rrf"},
            "fetch": {"documents": 3, "found": 3},
            "rerank": {"reranker": "FunctionReranker", "score_kind": "custom", "documents": 3, "k": 2},
        }

    def test_those_that_ask_the_backend_name_it(self, index: HybridIndex, spans: Spans) -> None:
        index.search("plants")
        at_qdrant = index.url.startswith("qdrant")
        server = {"server.address": "localhost", "server.port": 6333} if at_qdrant else {}
        place = {"db.system.name": "qdrant" if at_qdrant else "memory", "db.collection.name": "notes", **server}
        for name, operation in {"legs": "search", "leg.sparse": "search", "fetch": "fetch"}.items():
            found = {key: value for key, value in spans.attributes(name).items() if key[:3] != "hyb"}
            assert found == {**place, "db.operation.name": operation}
        assert place.items() <= dict(spans.attributes("search")).items()

    def test_a_leg_alone_is_not_shared_and_not_fused_by_anything(self, index: HybridIndex, spans: Spans) -> None:
        index.search("plants", legs="dense")
        assert spans.attributes("leg.dense")["hybrid_search.shared"] is False
        assert spans.attributes("fuse") == {"hybrid_search.queries": 1}

    def test_several_queries_share_the_spans(self, index: HybridIndex, spans: Spans) -> None:
        index.search_many(["plants", "zzz", "cats"])
        assert spans.tree() == SEARCH
        assert spans.attributes("leg.sparse")["hybrid_search.found"] == 2 + 0 + 2
        assert spans.attributes("leg.dense")["hybrid_search.found"] == 4 + 4 + 4

    def test_the_parent_is_the_callers_span(self, spans: Spans) -> None:
        with HybridIndex.open("memory://notes", WordEncoder()) as index:
            index.add(documents())
            spans.clear()
            with spans.tracer.start_as_current_span("request"):
                index.search("plants")
        assert spans.tree() == ["request", *("  " + line for line in SEARCH)]


def test_a_native_fusion_is_one_span(spans: Spans, mode: Mode) -> None:
    client = (QdrantClient if mode == "sync" else AsyncQdrantClient)(":memory:")
    with opened(mode, WordEncoder(), "qdrant://localhost/notes", client) as index:
        index.add(documents())
        spans.clear()
        index.search("plants", fusion=Native.rrf())
    assert spans.tree() == ["search", "  encode", "  native", "  fetch"]
    assert spans.attributes("native")["hybrid_search.score_kind"] == "native-rrf"


def test_adapting_and_explaining_have_spans(spans: Spans, mode: Mode) -> None:
    with opened(mode, AdaptiveWordEncoder()) as index:
        index.add(documents())
        spans.clear()
        index.search("plants", explain=True)
    assert [line for line in spans.tree() if line not in SEARCH] == ["  adapt", "  explain"]


class TestWrites:
    def test_encoding_and_writing_are_below_add(self, mode: Mode, spans: Spans) -> None:
        with opened(mode, WordEncoder()) as index:
            index.add(documents()[:3], batch_size=2)
            assert spans.tree() == ["add", *2 * ["  encode", "  write"]]
            assert dict(spans.attributes("add")) == {
                "db.system.name": "memory",
                "db.collection.name": "notes",
                "hybrid_search.batch_size": 2,
                "hybrid_search.written": 3,
                "hybrid_search.unchanged": 0,
                "hybrid_search.failed": 0,
            }
            spans.clear()
            index.add([*documents()[:3], Document("e", "steam steam")])
            assert spans.attributes("encode") == {
                "hybrid_search.input": "documents",
                "hybrid_search.texts": 1,
                "hybrid_search.truncated": 0,
            }
            assert spans.attributes("write")["hybrid_search.documents"] == 1
            assert spans.attributes("add")["hybrid_search.unchanged"] == 3

    def test_so_is_what_a_sync_does(self, mode: Mode, spans: Spans) -> None:
        client = MemoryClient()
        if mode == "sync":
            with HybridIndex.open("memory://notes", WordEncoder(), client=client) as index:
                index.sync(documents())
        else:

            async def main() -> None:
                async with await AsyncHybridIndex.open("memory://notes", WordEncoder(), client=client) as index:
                    await index.sync(documents())

            asyncio.run(main())
        assert {"encode", "write"} <= {short(one) for one in spans.all()}
        assert spans.attributes("encode")["hybrid_search.texts"] == 4

    def test_deleting_says_how_many(self, index: HybridIndex, spans: Spans) -> None:
        index.delete(["a", "zzz"])
        assert spans.tree() == ["delete"]
        assert spans.attributes("delete")["hybrid_search.deleted"] == 1


class Watching(MemoryClient):
    """A store that does something of its own in a span, as an instrumented client would."""

    def __init__(self, spans: Spans) -> None:
        super().__init__()
        self._tracer = spans.tracer
        self.broken = False

    def search(self, queries: Sequence[LegQuery]) -> list[list[Candidate]]:
        with self._tracer.start_as_current_span("request"):
            if self.broken:
                raise BackendError("no answer to 'secret'")
            return super().search(queries)


class TestContext:
    def test_spans_of_the_client_are_below_the_legs(self, mode: Mode, spans: Spans) -> None:
        with opened(mode, WordEncoder(), client=Watching(spans)) as index:
            index.add(documents())
            spans.clear()
            index.search("plants")
        assert "    request" in spans.tree()
        assert spans.one("request").parent == spans.one("legs").context

    def test_spans_of_the_encoder_are_below_its_own(self, mode: Mode, spans: Spans) -> None:
        class Traced(WordEncoder):
            def encode_queries(self, texts: Sequence[str]) -> Encoded:
                with spans.tracer.start_as_current_span("model"):
                    return super().encode_queries(texts)

        with opened(mode, Traced()) as index:
            index.add(documents())
            spans.clear()
            index.search("plants")
        assert spans.tree()[:3] == ["search", "  encode", "    model"]

    def test_concurrent_searches_do_not_mix(self, spans: Spans) -> None:
        async def main() -> None:
            async with await AsyncHybridIndex.open("memory://notes", WordEncoder()) as index:
                await index.add(documents())
                spans.clear()
                await asyncio.gather(*(index.search("plants", k=k, rerank=longest_first) for k in range(1, 21)))
                assert trace.get_current_span() is trace.INVALID_SPAN

        asyncio.run(main())
        roots = [one for one in spans.all() if one.parent is None]
        assert {(one.attributes or {})["hybrid_search.k"] for one in roots} == set(range(1, 21))
        assert spans.tree() == 20 * RERANKED


class TestFailures:
    def test_an_error_marks_every_span_that_it_leaves(self, mode: Mode, spans: Spans) -> None:
        client = Watching(spans)
        with opened(mode, WordEncoder(), client=client) as index:
            index.add(documents())
            spans.clear()
            client.broken = True
            with pytest.raises(BackendError):
                index.search("plants")
        ours = {short(one): one for one in spans.all() if short(one) != "request"}
        failed = {name for name, one in ours.items() if one.status.status_code is StatusCode.ERROR}
        assert failed == {"search", "legs", "leg.sparse", "leg.dense"}
        for name in failed:
            assert (ours[name].attributes or {})["error.type"] == "hybrid_search.errors.BackendError"
            assert (ours[name].status.description, ours[name].events) == (None, ())
        assert trace.get_current_span() is trace.INVALID_SPAN

    def test_a_cancelled_search_ends_its_spans(self, spans: Spans, caplog: pytest.LogCaptureFixture) -> None:
        encoding = asyncio.Event()

        async def main() -> None:
            loop = asyncio.get_running_loop()

            class Stuck(WordEncoder):
                def encode_queries(self, texts: Sequence[str]) -> Encoded:
                    loop.call_soon_threadsafe(encoding.set)
                    return super().encode_queries(texts)

            async with await AsyncHybridIndex.open("memory://notes", Stuck()) as index:
                await index.add(documents())
                spans.clear()
                task = asyncio.create_task(index.search("plants"))
                await encoding.wait()
                task.cancel()
                with suppress(asyncio.CancelledError):
                    await task

        asyncio.run(main())
        assert spans.attributes("search")["hybrid_search.cancelled"] is True
        assert [one for one in caplog.records if one.name.startswith("opentelemetry")] == []


def test_no_span_holds_what_users_wrote_and_the_docs_have_all_of_them(mode: Mode, spans: Spans) -> None:
    """All values of all attributes, whatever was asked, refused or failed."""
    secret = "s3cret"
    client = Watching(spans)
    with opened(mode, WordEncoder(), client=client) as index:
        index.add([Document(f"{secret}-{n}", f"{secret} plants {n}", {secret: secret}) for n in range(5)])
        options: dict[str, Any] = {"where": F[secret] == secret, "explain": True}
        index.search(f"{secret} plants", rerank=FunctionReranker(longest_first), **options)
        index.search(f"{secret} plants", fusion=RRF(), group_by="document")
        index.delete(where=F[secret] == "none")
        index.delete([f"{secret}-1"])
        with pytest.raises(HybridSearchError):
            index.search(secret, rerank=lambda *_: [])
        client.broken = True
        with pytest.raises(BackendError):
            index.search(secret)
    ours = [one for one in spans.all() if one.name.startswith("hybrid_search.")]
    assert {short(one) for one in ours} >= {"add", "search", "delete", "explain", "rerank", "write"}
    page = (Path(__file__).parents[2] / "docs" / "observability.md").read_text()
    for one in ours:
        assert secret not in one.to_json()
        assert f"`{one.name}`" in page
        assert [name for name in one.attributes or {} if f"`{name.removeprefix('hybrid_search.')}`" not in page] == []
