"""The two clients, of whichever package: no retries of their own, certificates verified."""

from __future__ import annotations

import importlib
import importlib.util
import ssl
from collections.abc import Mapping
from functools import reduce
from types import ModuleType
from typing import Any, get_args

from hybrid_search.connectors.access import Access
from hybrid_search.connectors.elasticsearch.credentials import authorization
from hybrid_search.connectors.elasticsearch.node import AsyncNode, Node
from hybrid_search.connectors.elasticsearch.options import Package
from hybrid_search.connectors.url import Target
from hybrid_search.errors import InvalidInput, MissingExtra

PORT = 9200
POOL = 32
"""Connections that are kept alive, so that as many threads or tasks search without opening new ones."""

PACKAGES: tuple[Package, ...] = get_args(Package)


class TimedClient:
    """A client, and its methods with a time-out for one call; synchronous or asynchronous as the client is."""

    def __init__(self, client: Any) -> None:
        # The driver tries again, with the deadline in view; the caller's client may be set to try by itself.
        self._client = client.options(max_retries=0, retry_on_timeout=False, retry_on_status=())
        self._whole = client

    def __getattr__(self, name: str) -> Any:
        return getattr(self._client, name)

    def within(self, seconds: float, method: str, arguments: Mapping[str, Any]) -> Any:
        """What the method returns, with a time-out."""
        client = self._client.options(request_timeout=seconds)
        return reduce(getattr, method.split("."), client)(**arguments)

    def close(self) -> Any:
        """Close the connections."""
        return self._whole.close()


def package_of(target: Target, name: Package | None) -> ModuleType:
    """The client package of this name, or the first one that is installed.

    Raises:
        MissingExtra: if it is not installed.
    """
    installed = (one for one in PACKAGES if importlib.util.find_spec(one))
    wanted: str = name or next(installed, PACKAGES[0])
    try:
        return importlib.import_module(wanted)
    except ModuleNotFoundError as error:
        raise MissingExtra(f"{target.scheme}://", wanted, "elasticsearch") from error


def checked_client(target: Target, client: object) -> None:
    """Check the caller's client.

    Raises:
        InvalidInput: if it is not one of this backend.
    """
    if client is not None and kind_of(client) is None:
        names = "Elasticsearch or AsyncElasticsearch"
        raise InvalidInput(f"{target}: client= takes an {names}, not {type(client).__name__}")


def kind_of(client: object) -> str | None:
    """Which of the two classes it is, of any package; asked by name, since the asynchronous one needs aiohttp."""
    return next(
        (
            kind.__name__
            for kind in type(client).__mro__
            if kind.__name__ in ("Elasticsearch", "AsyncElasticsearch") and kind.__module__.split(".")[0] in PACKAGES
        ),
        None,
    )


def sync_client(target: Target, access: Access, package: ModuleType | None) -> TimedClient:
    """A synchronous client, or the caller's own.

    Args:
        target: The URL.
        access: How it is reached.
        package: What our client is of; None with the caller's own.

    Raises:
        InvalidInput: if the caller's is asynchronous.
    """
    if access.client is not None and kind_of(access.client) != "Elasticsearch":
        raise InvalidInput(
            f"{target}: client= is an AsyncElasticsearch; open it with AsyncHybridIndex, or pass Elasticsearch"
        )
    if access.client is not None:
        return TimedClient(access.client)
    assert package is not None
    return TimedClient(package.Elasticsearch(**settings(target, access), node_class=Node))


def async_client(target: Target, access: Access, package: ModuleType | None) -> TimedClient:
    """An asynchronous client, or the caller's own.

    Raises:
        InvalidInput: if the caller's is synchronous.
        MissingExtra: without aiohttp.
    """
    if access.client is not None and kind_of(access.client) != "AsyncElasticsearch":
        raise InvalidInput(
            f"{target}: client= is an Elasticsearch; open it with HybridIndex, or pass AsyncElasticsearch"
        )
    if access.client is not None:
        return TimedClient(access.client)
    assert package is not None
    if importlib.util.find_spec("aiohttp") is None:
        raise MissingExtra("AsyncHybridIndex on Elasticsearch", "aiohttp", "elasticsearch")
    return TimedClient(package.AsyncElasticsearch(**settings(target, access), node_class=AsyncNode))


def settings(target: Target, access: Access) -> dict[str, Any]:
    """What both clients are made with.

    Raises:
        InvalidInput: if *ca_certs* holds no certificate.
    """
    header = authorization(target, access)
    return {
        "hosts": [{"scheme": "https" if target.tls else "http", "host": target.host, "port": target.port or PORT}],
        "headers": {} if header is None else {"authorization": header},
        "request_timeout": access.timeout_s,
        "connections_per_node": POOL,
        "max_retries": 0,
        "retry_on_timeout": False,
        **(_tls(access) if target.tls else {}),
    }


def _tls(access: Access) -> dict[str, Any]:
    if access.ca_certs is not None:
        try:
            ssl.create_default_context(cafile=access.ca_certs)
        except ssl.SSLError as error:
            raise InvalidInput(f"ca_certs={str(access.ca_certs)!r} holds no certificate in PEM form") from error
    trusted = {} if access.ca_certs is None else {"ca_certs": str(access.ca_certs)}
    return {"verify_certs": access.verify_certs, "ssl_show_warn": False, **trusted}
