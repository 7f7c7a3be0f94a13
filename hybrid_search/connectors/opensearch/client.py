"""The two clients, as this library builds them: no retries of their own, certificates verified."""

from __future__ import annotations

import re
import ssl
import warnings
from typing import Any

from opensearchpy import OpenSearch
from urllib3.exceptions import InsecureRequestWarning

from hybrid_search.connectors.access import Access
from hybrid_search.connectors.opensearch.connections import Connection
from hybrid_search.connectors.opensearch.credentials import authorization
from hybrid_search.connectors.url import Target
from hybrid_search.errors import InvalidInput, MissingExtra

PORT = 9200
POOL = 32
"""Connections that are kept alive, so that as many threads or tasks search without opening new ones."""


def sync_client(target: Target, access: Access) -> OpenSearch:
    """A synchronous client, or the caller's own.

    Raises:
        InvalidInput: if the caller's is asynchronous.
    """
    if access.client is None:
        return OpenSearch(**settings(target, access), connection_class=Connection)
    if is_async(access.client):
        raise InvalidInput(
            f"{target}: client= is an AsyncOpenSearch; open it with AsyncHybridIndex, or pass OpenSearch"
        )
    return access.client  # type: ignore[no-any-return]  # checked_client has seen it


def async_client(target: Target, access: Access) -> Any:
    """An asynchronous client, or the caller's own.

    Raises:
        InvalidInput: if the caller's is synchronous.
        MissingExtra: without aiohttp.
    """
    if access.client is None:
        try:
            from hybrid_search.connectors.opensearch.connections_async import new_client  # noqa: PLC0415  # for aiohttp
        except ImportError as error:
            raise MissingExtra("AsyncHybridIndex on OpenSearch", "aiohttp", "opensearch") from error
        return new_client(settings(target, access))
    if not is_async(access.client):
        raise InvalidInput(f"{target}: client= is an OpenSearch; open it with HybridIndex, or pass an AsyncOpenSearch")
    return access.client


def checked_client(target: Target, client: object) -> None:
    """Check the caller's client.

    Raises:
        InvalidInput: if it is not one of this backend.
    """
    if client is not None and not isinstance(client, OpenSearch) and not is_async(client):
        raise InvalidInput(f"{target}: client= takes an OpenSearch or AsyncOpenSearch, not {type(client).__name__}")


def is_async(client: object) -> bool:
    """Whether it is an AsyncOpenSearch, asked by name since the class needs aiohttp."""
    return any(kind.__name__ == "AsyncOpenSearch" for kind in type(client).__mro__)


def settings(target: Target, access: Access) -> dict[str, Any]:
    """What both clients are made with.

    The credentials are a header, and no part of the host, since the client shows its hosts in its repr.
    """
    header = authorization(target, access)
    host = f"[{target.host}]" if ":" in target.host else target.host  # the asynchronous client writes no brackets
    return {
        "hosts": [{"host": host, "port": target.port or PORT, "use_ssl": target.tls}],
        "headers": {} if header is None else {"authorization": header},
        "timeout": access.timeout_s,
        "pool_maxsize": POOL,
        "max_retries": 0,
        "retry_on_status": (),
        "retry_on_timeout": False,
        **({"ssl_context": _tls(target, access)} if target.tls else {}),
    }


def _tls(target: Target, access: Access) -> ssl.SSLContext:
    try:
        context = ssl.create_default_context(cafile=access.ca_certs)
    except ssl.SSLError as error:
        raise InvalidInput(f"ca_certs={str(access.ca_certs)!r} holds no certificate in PEM form") from error
    if not access.verify_certs:
        context.check_hostname = False
        context.verify_mode = ssl.CERT_NONE
        warnings.filterwarnings(  # one for each request otherwise, of what was asked for
            "ignore",
            f"Unverified HTTPS request is being made to host '{re.escape(target.host)}'",
            InsecureRequestWarning,
        )
    return context
