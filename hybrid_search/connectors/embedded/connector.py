"""The embedded connector: the operations of a local client, on one folder."""

from __future__ import annotations

from hybrid_search.connectors.access import Access
from hybrid_search.connectors.base import Capabilities, Failure
from hybrid_search.connectors.embedded.client import EmbeddedClient
from hybrid_search.connectors.embedded.errors import failure
from hybrid_search.connectors.local import LocalConnector, check_local
from hybrid_search.connectors.steps import Call
from hybrid_search.connectors.url import Target
from hybrid_search.errors import InvalidInput

CAPABILITIES = Capabilities(backend="embedded", verified="engine")


class EmbeddedConnector(LocalConnector):
    """An index in a folder. Nothing is made or opened before the first operation.

    Args:
        target: The parsed path or ``file://PATH``; a relative path is taken from the working directory of this moment.
        access: Its *client* may be an EmbeddedClient to share between openings; ``close`` leaves it open.
    """

    capabilities = CAPABILITIES

    def __init__(self, target: Target, access: Access) -> None:
        check_local(target, access)
        if access.client is not None and not isinstance(access.client, EmbeddedClient):
            raise InvalidInput(f"{target}: client= takes an EmbeddedClient, not {type(access.client).__name__}")
        super().__init__(str(target), owned=access.client is None)
        self._client = access.client or EmbeddedClient(target.name)

    def connect(self) -> EmbeddedClient:
        """The folder's client."""
        return self._client

    def connect_async(self) -> EmbeddedClient:
        """The folder's client; a local client has no asynchronous twin."""
        return self._client

    def failure(self, error: Exception, call: Call) -> Failure | None:
        """The engine's or the file system's exception in the library's terms."""
        return failure(error, call, self.url)
