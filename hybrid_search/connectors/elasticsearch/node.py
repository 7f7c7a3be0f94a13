"""The HTTP connections of the asynchronous client."""

from __future__ import annotations

from io import BytesIO
from typing import Any

from elastic_transport import AiohttpHttpNode
from elastic_transport.client_utils import DEFAULT

_LARGE = 2**20


class AsyncNode(AiohttpHttpNode):
    """Sends a large body piece by piece: in one piece it would block the event loop, and aiohttp warns of it."""

    async def perform_request(  # type: ignore[override]  # noqa: D102  # a coroutine, as in its base; described there
        self, method: str, target: str, body: bytes | None = None, headers: Any = None, request_timeout: Any = DEFAULT
    ) -> Any:
        large = body is not None and len(body) >= _LARGE and not self._http_compress
        sent: Any = LargeBody(body) if body is not None and large else body
        return await super().perform_request(
            method, target, body=sent, headers=headers, request_timeout=request_timeout
        )


class LargeBody(BytesIO):
    """A body as a file, and as the bytes that the client logs after the file was sent and closed."""

    def __init__(self, body: bytes) -> None:
        super().__init__(body)
        self._body = body

    def decode(self, encoding: str, errors: str) -> str:
        """As of bytes."""
        return self._body.decode(encoding, errors)
