"""Spans of the legs, which travel together."""

from __future__ import annotations

from collections.abc import Iterator, Sequence, Sized
from contextlib import ExitStack, contextmanager

from hybrid_search._tracing import Span, span
from hybrid_search.index.core import Core
from hybrid_search.types import LegName


@contextmanager
def leg_spans(core: Core, legs: Sequence[LegName], queries: int, candidates: int) -> Iterator[LegSpans]:
    """The span ``legs``, in which the requests are sent, and in it one for each leg.

    Both legs of a search are in one request, or are sent at once. So the spans of the legs have the start and end of
    what they share, say that by ``shared``, and the spans of a backend's client are beside them, below ``legs``.

    Args:
        core: The index.
        legs: Of one query.
        queries: How many of them travel together.
        candidates: Asked for, of each leg of each query.
    """
    shared = len(legs) > 1
    with span("legs", core.connector, "search", queries=queries, candidates=candidates), ExitStack() as stack:
        yield LegSpans(
            [
                stack.enter_context(
                    span(f"leg.{leg}", core.connector, "search", current=False, leg=leg, shared=shared, queries=queries)
                )
                for leg in legs
            ]
        )


class LegSpans:
    """The spans of the legs of one request."""

    def __init__(self, spans: Sequence[Span]) -> None:
        self._spans = spans

    def answered(self, answers: Sequence[Sized]) -> None:
        """Note how many candidates each leg found: *answers* are those of the first query's legs, then the second's."""
        for place, one in enumerate(self._spans):
            one.set(found=sum(map(len, answers[place :: len(self._spans)])))
