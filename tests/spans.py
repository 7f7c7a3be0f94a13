"""Spans as the application's SDK would receive them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import pytest
from opentelemetry.sdk.trace import ReadableSpan, TracerProvider
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter
from opentelemetry.trace import Tracer

from hybrid_search import _tracing


class Spans:
    """A tracer provider of its own, and what was traced by it.

    Attributes:
        tracer: Traces into it.
    """

    def __init__(self) -> None:
        self._exporter = InMemorySpanExporter()
        provider = TracerProvider(shutdown_on_exit=False)
        provider.add_span_processor(SimpleSpanProcessor(self._exporter))
        self.tracer: Tracer = provider.get_tracer("tests")

    def all(self) -> Sequence[ReadableSpan]:
        """Those that have ended, in the order in which they were started."""
        return sorted(self._exporter.get_finished_spans(), key=lambda one: one.start_time or 0)

    def one(self, name: str) -> ReadableSpan:
        """The only one of this name, without "hybrid_search."."""
        (found,) = (one for one in self.all() if short(one) == name)
        return found

    def attributes(self, name: str) -> Mapping[str, Any]:
        """Those of the only span of this name."""
        return self.one(name).attributes or {}

    def tree(self) -> list[str]:
        """The names, each indented by its depth; children below their parent in the order of their start."""
        return [line for one in self.all() if one.parent is None for line in self._lines(one, 0)]

    def _lines(self, one: ReadableSpan, depth: int) -> list[str]:
        lines = ["  " * depth + short(one)]
        for child in self.all():
            if child.parent is not None and one.context is not None and child.parent.span_id == one.context.span_id:
                lines += self._lines(child, depth + 1)
        return lines

    def clear(self) -> None:
        """Forget what was traced so far."""
        self._exporter.clear()


@pytest.fixture
def spans(monkeypatch: pytest.MonkeyPatch) -> Spans:
    """What the library traces during the test; the process's own provider is left as it is."""
    spans = Spans()
    monkeypatch.setattr(_tracing, "_tracer", lambda: spans.tracer)
    return spans


def short(span: ReadableSpan) -> str:
    """The name without "hybrid_search."."""
    return span.name.removeprefix("hybrid_search.")
