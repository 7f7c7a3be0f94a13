"""The clients: the official one, with an open handle for each physical index, and its asynchronous twin.

Calls name their method as ``ROLE.METHOD`` ("dense.query") for an index and ``indexes.METHOD`` for the control plane;
both are the official client's own methods.
"""

from __future__ import annotations

import asyncio
import os
import threading
from collections.abc import Callable, Coroutine, Mapping
from typing import Any

from pinecone import AsyncPinecone, Pinecone, RetryConfig
from pinecone.models.indexes.index import IndexModel

from hybrid_search.connectors.access import Access
from hybrid_search.connectors.pinecone.errors import API_KEY, NotReady, no_key
from hybrid_search.connectors.pinecone.layout import Role
from hybrid_search.connectors.pinecone.retries_off import retries_off
from hybrid_search.errors import InvalidInput

POOL = 32
"""Connections that are kept open for each index."""

TIMED = frozenset(
    {"delete", "delete_namespace", "describe_index_stats", "fetch", "fetch_by_metadata", "list_paginated", "query"}
    | {"update", "upsert"}
)
"""Methods of an index whose time-out can be set for one call."""


class PineconeClient:
    """The synchronous client. Safe for several threads.

    Attributes:
        indexes: The control plane.
    """

    def __init__(self, pinecone: Pinecone, names: Mapping[Role, str], *, owned: bool) -> None:
        self.indexes = pinecone.indexes
        self._pinecone = pinecone
        self._owned = owned
        self._lock = threading.Lock()
        self._handles: dict[str, Any] = {}
        for role, name in names.items():
            setattr(self, role, _Handle(role, name, self._open))

    def _open(self, role: str, name: str) -> Any:
        with self._lock:
            if role not in self._handles:
                handle = self._pinecone.index(host=address(self.indexes.describe(name)))
                self._handles[role] = retries_off(handle) if self._owned else handle
            return self._handles[role]

    def forget(self) -> None:
        """Look the addresses of the indexes up again: one that is made anew may be elsewhere."""
        with self._lock:
            handles, self._handles = self._handles, {}
        for handle in handles.values():
            handle.close()

    def close(self) -> None:
        """Close our connections, and the caller's client only if it is ours."""
        self.forget()
        if self._owned:
            self._pinecone.close()


class AsyncPineconeClient:
    """The asynchronous twin, for one event loop."""

    def __init__(self, pinecone: AsyncPinecone, names: Mapping[Role, str], *, owned: bool) -> None:
        self.indexes = pinecone.indexes
        self._pinecone = pinecone
        self._owned = owned
        self._lock = asyncio.Lock()
        self._handles: dict[str, Any] = {}
        for role, name in names.items():
            setattr(self, role, _AsyncHandle(role, name, self._open))

    async def _open(self, role: str, name: str) -> Any:
        async with self._lock:
            if role not in self._handles:
                handle = await self._pinecone.index(host=address(await self.indexes.describe(name)))
                self._handles[role] = retries_off(handle) if self._owned else handle
            return self._handles[role]

    async def forget(self) -> None:
        """As the synchronous one."""
        async with self._lock:
            handles, self._handles = self._handles, {}
        for handle in handles.values():
            await handle.close()

    async def close(self) -> None:
        """As the synchronous one."""
        await self.forget()
        if self._owned:
            await self._pinecone.close()


class _Handle:
    """One physical index: its methods are those of the official handle, which the first of them opens."""

    def __init__(self, role: str, name: str, open: Callable[[str, str], Any]) -> None:
        self._role, self._name, self._open = role, name, open

    def __getattr__(self, method: str) -> Any:
        return getattr(self._open(self._role, self._name), method)


class _AsyncHandle:
    def __init__(self, role: str, name: str, open: Callable[[str, str], Coroutine[Any, Any, Any]]) -> None:
        self._role, self._name, self._open = role, name, open

    def __getattr__(self, method: str) -> Any:
        async def call(**arguments: Any) -> Any:
            return await getattr(await self._open(self._role, self._name), method)(**arguments)

        return call


def connect(access: Access, host: str, names: Mapping[Role, str], url: str) -> PineconeClient:
    """The synchronous client: the caller's, or one of ours.

    Raises:
        InvalidInput: if the caller's is of another kind.
        PermissionDenied: without an API key.
    """
    if access.client is None:
        return PineconeClient(Pinecone(**_arguments(access, host, url)), names, owned=True)
    if not isinstance(access.client, Pinecone):
        raise _wrong_client(access.client, "a pinecone.Pinecone", "HybridIndex", url)
    return PineconeClient(access.client, names, owned=False)


def connect_async(access: Access, host: str, names: Mapping[Role, str], url: str) -> AsyncPineconeClient:
    """The asynchronous twin; it raises the same."""
    if access.client is None:
        return AsyncPineconeClient(AsyncPinecone(**_arguments(access, host, url)), names, owned=True)
    if not isinstance(access.client, AsyncPinecone):
        raise _wrong_client(access.client, "a pinecone.AsyncPinecone", "AsyncHybridIndex", url)
    return AsyncPineconeClient(access.client, names, owned=False)


def address(index: IndexModel) -> str:
    """Where an index takes requests.

    Raises:
        NotReady: if it does not yet.
    """
    if index.host is None or not index.status.ready:
        raise NotReady(f"the index {index.name} is not ready yet ({index.status.state})")
    return index.host


def _arguments(access: Access, host: str, url: str) -> dict[str, Any]:
    key = access.api_key or os.environ.get(API_KEY, "").strip()
    if not key:
        raise no_key(url)
    if not (key.isascii() and key.isprintable()):  # or the HTTP library would say so, and show it
        raise InvalidInput(f"the API key of {API_KEY} holds characters that no HTTP header may hold")
    return {
        "api_key": key,
        "host": host or None,
        "timeout": access.timeout_s,
        "ssl_ca_certs": str(access.ca_certs) if access.ca_certs is not None and access.verify_certs else None,
        "ssl_verify": access.verify_certs,
        "connection_pool_maxsize": POOL,
        "retry_config": RetryConfig(max_retries=0),
    }


def _wrong_client(client: object, wanted: str, for_whom: str, url: str) -> InvalidInput:
    return InvalidInput(f"{url}: client= must be {wanted} for {for_whom}, not {type(client).__name__}")
