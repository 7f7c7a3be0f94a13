"""The HTTP connections of our clients."""

from __future__ import annotations

import json
from io import BytesIO
from typing import Any

from elastic_transport import AiohttpHttpNode, Urllib3HttpNode
from elastic_transport.client_utils import DEFAULT

from hybrid_search.connectors.lucene.errors import OVERLOADED

_LARGE = 2**20


class Node(Urllib3HttpNode):
    """The synchronous connection."""

    def perform_request(  # noqa: D102  # described in its base
        self, method: str, target: str, body: bytes | None = None, headers: Any = None, request_timeout: Any = DEFAULT
    ) -> Any:
        return readable(super().perform_request(method, target, body, headers, request_timeout))


class AsyncNode(AiohttpHttpNode):
    """Sends a large body piece by piece: in one piece it would block the event loop, and aiohttp warns of it."""

    async def perform_request(  # type: ignore[override]  # noqa: D102  # a coroutine, as in its base; described there
        self, method: str, target: str, body: bytes | None = None, headers: Any = None, request_timeout: Any = DEFAULT
    ) -> Any:
        large = body is not None and len(body) >= _LARGE and not self._http_compress
        sent: Any = LargeBody(body) if body is not None and large else body
        answer: Any = await super().perform_request(
            method, target, body=sent, headers=headers, request_timeout=request_timeout
        )
        return readable(answer)


def readable(answer: Any) -> Any:
    """The answer; of a busy server without a body that is no JSON, over which the client would forget the status."""
    if answer.meta.status in OVERLOADED:
        try:
            json.loads(answer.body)
        except ValueError:
            return answer._replace(body=b"")
    return answer


class LargeBody(BytesIO):
    """A body as a file, and as the bytes that the client logs after the file was sent and closed."""

    def __init__(self, body: bytes) -> None:
        super().__init__(body)
        self._body = body

    def decode(self, encoding: str, errors: str) -> str:
        """As of bytes."""
        return self._body.decode(encoding, errors)
