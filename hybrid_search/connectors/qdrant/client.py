"""The two clients, as this library builds them, and the caller's own."""

from __future__ import annotations

import math
import os
import ssl
from typing import Any

import httpx
from qdrant_client import AsyncQdrantClient, QdrantClient

from hybrid_search.connectors.access import Access, check_access
from hybrid_search.connectors.qdrant.local import LocalClient
from hybrid_search.connectors.url import Target, check_encrypted
from hybrid_search.errors import InvalidInput, InvalidName

API_KEY = "QDRANT_API_KEY"
PORT = 6333
_CONNECTIONS = 64
_KEPT_ALIVE = 16
_KEEP_ALIVE_S = 4.0  # a server closes an idle connection after 5 s
_CALLERS_TIMEOUT_S = 5.0  # what a client that was made without timeout= waits


def is_local(client: object) -> bool:
    """Whether the caller's client is in this process; :func:`check_client` has seen it."""
    return isinstance(client, QdrantClient | AsyncQdrantClient) and client.init_options.get("location") == ":memory:"


def check_client(target: Target, access: Access) -> None:
    """Check the caller's client, if there is one.

    Raises:
        InvalidInput: for something else than a client, a client of a folder, or arguments that a client already has.
    """
    check_access(access, target)
    client = access.client
    if client is None:
        return
    if not isinstance(client, QdrantClient | AsyncQdrantClient):
        raise InvalidInput(f"{target}: client= takes a QdrantClient or AsyncQdrantClient, not {type(client).__name__}")
    if client.init_options.get("path") is not None:
        raise InvalidInput(
            f"{target}: client= is a QdrantClient(path=…), which unpickles its files, so whoever can write to the "
            "folder can run code here; open a folder by its path in place of a client, or pass QdrantClient(':memory:')"
        )


def sync_client(target: Target, access: Access) -> Any:
    """A synchronous client, or the caller's own.

    Raises:
        InvalidInput: if the caller's is asynchronous, or no certificates can be read from *ca_certs*.
    """
    if access.client is None:
        return QdrantClient(**settings(target, access))
    if is_local(access.client):
        return LocalClient(access.client)
    if isinstance(access.client, AsyncQdrantClient):
        raise InvalidInput(f"{target}: client= is asynchronous; use AsyncHybridIndex, or pass a QdrantClient")
    return access.client


def async_client(target: Target, access: Access) -> Any:
    """An asynchronous client, or the caller's own.

    Raises:
        InvalidInput: if the caller's is synchronous, or no certificates can be read from *ca_certs*.
    """
    if access.client is None:
        return AsyncQdrantClient(**settings(target, access))
    if isinstance(access.client, QdrantClient):
        raise InvalidInput(f"{target}: client= is synchronous; use HybridIndex, or pass an AsyncQdrantClient")
    return access.client


def settings(target: Target, access: Access) -> dict[str, Any]:
    """The arguments of either client: REST, no warnings, no requests of its own, connections that are kept alive."""
    host = f"[{target.host}]" if ":" in target.host else target.host
    headers, login = credentials(target, access)
    return {
        "url": f"{'https' if target.tls else 'http'}://{host}:{target.port or PORT}",
        "metadata": headers,  # as api_key=, the key would bring a warning with plain http, also to this machine
        "auth": login,
        "timeout": math.ceil(access.timeout_s),
        "check_compatibility": False,
        "limits": httpx.Limits(
            max_connections=_CONNECTIONS, max_keepalive_connections=_KEPT_ALIVE, keepalive_expiry=_KEEP_ALIVE_S
        ),
        "verify": _verify(target, access),
    }


def credentials(target: Target, access: Access) -> tuple[dict[str, str], httpx.BasicAuth | None]:
    """The header with the API key, and the login at a proxy in front of the server.

    The first that is there: *api_key=*, the URL's ``user:password@`` (one of them alone is an API key), and the
    environment's QDRANT_API_KEY.

    Raises:
        InvalidName: for a key that would travel unencrypted, or that no header can hold.
    """
    if access.api_key is not None:
        check_encrypted(target, "api_key=")
        return {"api-key": access.api_key}, None
    if target.user and target.password:
        return {}, httpx.BasicAuth(target.user, target.password)
    if target.user or target.password:
        return _header(target, target.user or target.password or "", "the API key of the URL"), None
    if key := os.environ.get(API_KEY):
        check_encrypted(target, f"the API key in {API_KEY}")
        return _header(target, key, f"the API key in {API_KEY}"), None
    return {}, None


def own_timeout_s(access: Access) -> float:
    """Seconds that one request of the client may take by itself."""
    if access.client is None:
        return access.timeout_s
    return float(access.client.init_options.get("timeout") or _CALLERS_TIMEOUT_S)


def _header(target: Target, key: str, source: str) -> dict[str, str]:
    if not (key.isascii() and key.isprintable()):  # or the HTTP library would say so, and show it
        raise InvalidName(f"{target}: {source} holds characters that no HTTP header may hold; check how it was read")
    return {"api-key": key}


def _verify(target: Target, access: Access) -> bool | ssl.SSLContext:
    if not access.verify_certs:
        return False
    if access.ca_certs is None:
        return True
    try:
        return ssl.create_default_context(cafile=str(access.ca_certs))
    except ssl.SSLError:
        raise InvalidInput(f"{target}: ca_certs={str(access.ca_certs)!r} holds no certificates in PEM form") from None
