"""The official client traces its requests itself: they stand below the library's spans, by both drivers."""

from __future__ import annotations

import asyncio
import json

import pytest

from hybrid_search._tracing import span
from hybrid_search.connectors.access import Access
from hybrid_search.connectors.drivers import AsyncDriver, Driver
from hybrid_search.connectors.registry import connect
from hybrid_search.connectors.steps import Call, Gather, Operation
from tests.connectors.http_stub import Reply, Request, listening
from tests.spans import Spans

USER = ("ann", "s3cret-pass")


class Elastic:
    """Answers what makes the client content."""

    def answer(self, request: Request, reply: Reply) -> None:
        answer = {"version": {"number": "9.0.0"}, "tagline": "You Know, for Search", "responses": []}
        reply.send(200, json.dumps(answer).encode(), [("X-Elastic-Product", "Elasticsearch")])


@pytest.mark.parametrize("mode", ["sync", "async"])
def test_requests_are_below_the_operation_that_sends_them(
    mode: str, spans: Spans, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("elasticsearch._otel._tracer", spans.tracer)  # in place of that of the process
    query = {"query": {"match": {"text": "a private question"}}}

    with listening(Elastic()) as port:
        connector = connect(f"elasticsearch://{':'.join(USER)}@127.0.0.1:{port}/notes", Access())

        def operation() -> Operation[None]:
            with span("legs", connector, "search"):
                yield Call("info")
                yield Gather((Call("info"), Call("msearch", {"searches": [{}, query]})))

        if mode == "sync":
            driver = Driver(connector)
            driver.run(operation())
            driver.close()
        else:

            async def main() -> None:
                driver = AsyncDriver(connector)
                await driver.run(operation())
                await driver.close()

            asyncio.run(main())

    first, second, *gathered = spans.tree()
    assert (first, second, sorted(gathered)) == ("legs", "  info", ["  info", "  msearch"])
    for one in spans.all():
        assert "private" not in one.to_json()
        assert USER[1] not in one.to_json()
