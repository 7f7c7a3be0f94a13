"""Spans: nothing without the package or a provider, and otherwise in the right place whatever ends them."""

from __future__ import annotations

import gc
import re
import subprocess
import sys
import threading
from collections.abc import Generator
from contextvars import copy_context
from dataclasses import dataclass
from pathlib import Path

import pytest
from opentelemetry import trace
from opentelemetry.trace import SpanKind, StatusCode

from hybrid_search._tracing import Span, span
from hybrid_search.errors import InvalidQuery
from tests.spans import Spans


@dataclass(frozen=True)
class Somewhere:
    url: str
    local: bool = False


def python(code: str) -> str:
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout


class TestNobodyTraces:
    def test_without_a_provider_a_span_is_nothing(self) -> None:
        assert type(span("search", Somewhere("memory://notes"), k=1)) is Span
        with span("search") as current:
            current.set(found=1)
            assert trace.get_current_span() is trace.INVALID_SPAN

    def test_without_the_package_too(self) -> None:
        missing = "import sys; sys.modules['opentelemetry'] = None"
        use = "from hybrid_search._tracing import Span, span; print(type(span('search', k=1)) is Span)"
        assert python(f"{missing}; {use}") == "True\n"

    def test_the_package_is_not_loaded_on_import(self) -> None:
        use = "from hybrid_search import HybridIndex, HashingEncoder; import hybrid_search._tracing, sys"
        assert python(f"{use}; print('opentelemetry' in sys.modules)") == "False\n"


def test_a_provider_that_is_set_after_the_first_search_is_used() -> None:
    code = """
from opentelemetry import trace
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter
from hybrid_search import Document, HashingEncoder, HybridIndex, __version__

index = HybridIndex.open("memory://notes", HashingEncoder())
index.add([Document("1", "plants")])
exporter, provider = InMemorySpanExporter(), TracerProvider()
provider.add_span_processor(SimpleSpanProcessor(exporter))
trace.set_tracer_provider(provider)
index.search("plants")
last = exporter.get_finished_spans()[-1]
print(last.name, last.instrumentation_scope.name, last.instrumentation_scope.version == __version__)
"""
    assert python(code) == "hybrid_search.search hybrid_search True\n"


def test_the_example_of_the_docs_prints_spans() -> None:
    page = (Path(__file__).parent.parent / "docs" / "observability.md").read_text()
    setup = re.findall(r"```python\n(.*?)```", page, flags=re.DOTALL)[0]
    imports = "from hybrid_search import HashingEncoder, HybridIndex"
    use = "HybridIndex.open('memory://notes', HashingEncoder()).add([])"
    assert '"name": "hybrid_search.add"' in python(f"{setup}\n{imports}\n{use}")


class TestAttributes:
    def test_ours_have_a_prefix_and_none_is_left_out(self, spans: Spans) -> None:
        with span("search", k=3, fusion=None) as current:
            current.set(found=2, truncated=None)
        assert spans.attributes("search") == {"hybrid_search.k": 3, "hybrid_search.found": 2}

    @pytest.mark.parametrize(
        ("url", "expected"),
        [
            ("memory://notes", {"db.system.name": "memory", "db.collection.name": "notes"}),
            ("/home/ann/notes", {"db.system.name": "qdrant-edge", "db.collection.name": "notes"}),
            ("pinecone://notes", {"db.system.name": "pinecone", "db.collection.name": "notes"}),
            (
                "elasticsearch+https://ann:***@search.example:9200/notes",
                {
                    "db.system.name": "elasticsearch",
                    "db.collection.name": "notes",
                    "server.address": "search.example",
                    "server.port": 9200,
                },
            ),
            (
                "qdrant://***@[::1]/notes",
                {"db.system.name": "qdrant", "db.collection.name": "notes", "server.address": "::1"},
            ),
            (
                "theirs://host:port/notes",
                {"db.system.name": "theirs", "db.collection.name": "notes", "server.address": "host"},
            ),
        ],
    )
    def test_the_place_is_named_by_the_conventions(
        self, spans: Spans, url: str, expected: dict[str, str | int]
    ) -> None:
        with span("search", Somewhere(url)):
            pass
        assert spans.attributes("search") == expected

    @pytest.mark.parametrize(
        ("operation", "local", "kind"),
        [("fetch", False, SpanKind.CLIENT), ("fetch", True, SpanKind.INTERNAL), (None, False, SpanKind.INTERNAL)],
    )
    def test_an_operation_on_a_server_is_that_of_a_client(
        self, spans: Spans, operation: str | None, local: bool, kind: SpanKind
    ) -> None:
        with span("fetch", Somewhere("memory://notes", local), operation):
            pass
        assert spans.one("fetch").kind is kind
        assert spans.attributes("fetch").get("db.operation.name") == operation


class TestErrors:
    def test_an_error_leaves_its_type_and_nothing_that_it_says(self, spans: Spans) -> None:
        with pytest.raises(InvalidQuery), span("search"):
            raise InvalidQuery("'a secret query' is too long")
        one = spans.one("search")
        assert one.status.status_code is StatusCode.ERROR
        assert dict(one.attributes or {}) == {"error.type": "hybrid_search.errors.InvalidQuery"}
        assert (one.status.description, one.events) == (None, ())

    def test_a_builtin_error_has_its_plain_name(self, spans: Spans) -> None:
        with pytest.raises(KeyError), span("search"):
            raise KeyError("x")
        assert spans.attributes("search") == {"error.type": "KeyError"}

    def test_an_interrupt_is_no_error(self, spans: Spans) -> None:
        with pytest.raises(KeyboardInterrupt), span("search"):
            raise KeyboardInterrupt
        assert spans.one("search").status.status_code is StatusCode.UNSET
        assert spans.attributes("search") == {"hybrid_search.cancelled": True}


def stages() -> Generator[int]:
    with span("outer"):
        yield 1
        with span("inner"):
            yield 2


class TestGenerators:
    def test_a_span_stays_open_and_current_between_the_steps(self, spans: Spans) -> None:
        for _ in stages():
            with span("step"):
                pass
        assert spans.tree() == ["outer", "  step", "  inner", "    step"]
        assert trace.get_current_span() is trace.INVALID_SPAN

    def test_a_generator_that_is_closed_ends_its_spans_and_leaves_the_context(self, spans: Spans) -> None:
        operation = stages()
        next(operation)
        next(operation)
        operation.close()
        assert [one.attributes for one in spans.all()] == [{"hybrid_search.cancelled": True}] * 2
        assert trace.get_current_span() is trace.INVALID_SPAN

    def test_closed_in_another_context_it_leaves_that_one_alone(
        self, spans: Spans, caplog: pytest.LogCaptureFixture
    ) -> None:
        operation = stages()
        here = copy_context()
        here.run(next, operation)
        with span("unrelated"):
            before = trace.get_current_span()
            operation.close()
            assert trace.get_current_span() is before
        assert spans.tree() == ["outer", "unrelated"]
        assert caplog.records == []

    def test_collected_as_garbage_it_ends_without_a_word(self, spans: Spans, caplog: pytest.LogCaptureFixture) -> None:
        operation = stages()
        thread = threading.Thread(target=next, args=(operation,))
        thread.start()
        thread.join()
        del operation, thread
        gc.collect()
        assert spans.tree() == ["outer"]
        assert caplog.records == []


def test_a_span_that_is_not_current_has_no_children(spans: Spans) -> None:
    with span("legs"), span("leg.sparse", current=False), span("request"):
        pass
    assert spans.tree() == ["legs", "  leg.sparse", "  request"]
