"""The asynchronous client and its connection; in a file of their own, since they need aiohttp."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from io import BytesIO
from typing import Any

from opensearchpy import AIOHttpConnection, AsyncOpenSearch

from hybrid_search.connectors.opensearch.connections import BUSY, Raising, check

_LARGE = 2**20
"""Bytes above which aiohttp wants a body as a file, since it would hold up the event loop to write it at once."""


class AsyncConnection(Raising, AIOHttpConnection):
    """The asynchronous twin of :class:`hybrid_search.connectors.opensearch.connections.Connection`."""

    async def perform_request(
        self,
        method: str,
        url: str,
        params: Mapping[str, Any] | None = None,
        body: bytes | None = None,
        timeout: float | None = None,
        ignore: Collection[int] = (),
        headers: Mapping[str, str] | None = None,
    ) -> Any:
        """The status, the headers and the text of the answer."""
        sent: Any = BytesIO(body) if body is not None and len(body) > _LARGE else body
        answer = await super().perform_request(
            method, url, params, sent, timeout=timeout, ignore=BUSY.union(ignore), headers=headers
        )
        check(self, answer, ignore)
        return answer


def new_client(settings: Mapping[str, Any]) -> AsyncOpenSearch:
    """A client made with these settings."""
    return AsyncOpenSearch(**settings, connection_class=AsyncConnection)
