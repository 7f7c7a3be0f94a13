"""The memory connector: the operations of a local client, on a store of its own or a shared one."""

from __future__ import annotations

from hybrid_search.connectors.access import Access
from hybrid_search.connectors.base import Capabilities, Failure
from hybrid_search.connectors.local import LocalConnector, check_local
from hybrid_search.connectors.memory.client import MemoryClient
from hybrid_search.connectors.memory.errors import failure
from hybrid_search.connectors.steps import Call
from hybrid_search.connectors.url import Target
from hybrid_search.errors import InvalidInput, InvalidName

CAPABILITIES = Capabilities(backend="memory", verified="in process", exact_dense=True, persistent=False)


class MemoryConnector(LocalConnector):
    """An index in this process's memory.

    Args:
        target: The parsed ``memory://NAME``. The name is only a label: each opening is a store of its own.
        access: Its *client* may be a MemoryClient to share one store between openings; ``close`` leaves it open.
    """

    capabilities = CAPABILITIES

    def __init__(self, target: Target, access: Access) -> None:
        check_local(target, access)
        client = access.client
        if client is not None and not isinstance(client, MemoryClient):
            raise InvalidInput(f"{target}: client= takes a MemoryClient, not {type(client).__name__}")
        if target.options:
            raise InvalidName(f"{target} takes no options after '?'; found {', '.join(target.options)}")
        super().__init__(str(target), owned=client is None)
        self._client = MemoryClient() if client is None else client

    def connect(self) -> MemoryClient:
        """The store."""
        return self._client

    def connect_async(self) -> MemoryClient:
        """The store; a local client has no asynchronous twin."""
        return self._client

    def failure(self, error: Exception, call: Call) -> Failure | None:  # noqa: ARG002  # the protocol's shape
        """None: the store raises the library's own errors."""
        return failure(error)
