"""From an index URL to its connector: a table of dotted paths, imported on use."""

from __future__ import annotations

import importlib
from collections.abc import Callable, Mapping
from importlib.metadata import entry_points
from pathlib import Path
from types import MappingProxyType

from hybrid_search.connectors.access import Access
from hybrid_search.connectors.base import Connector
from hybrid_search.connectors.url import Target, parse_url, scheme_of
from hybrid_search.errors import InvalidName, MissingExtra
from hybrid_search.types import printable

ENTRY_POINTS = "hybrid_search.connectors"
"""Entry-point group for connectors of other distributions: the scheme, and a callable like the builtin ones."""

_BUILTIN: Mapping[str, tuple[str, str | None]] = MappingProxyType(
    {
        "file": ("hybrid_search.connectors.embedded:EmbeddedConnector", None),
        "memory": ("hybrid_search.connectors.memory:MemoryConnector", None),
        "elasticsearch": ("hybrid_search.connectors.elasticsearch:ElasticsearchConnector", "elasticsearch"),
        "opensearch": ("hybrid_search.connectors.opensearch:OpenSearchConnector", "opensearch"),
        "pinecone": ("hybrid_search.connectors.pinecone:PineconeConnector", "pinecone"),
        "qdrant": ("hybrid_search.connectors.qdrant:QdrantConnector", "qdrant"),
    }
)

ConnectorFactory = Callable[[Target, Access], Connector]
"""Called with the parsed URL, and with how the backend is reached."""


def schemes() -> tuple[str, ...]:
    """The schemes that can be opened, those of installed entry points included, sorted."""
    return tuple(sorted({*_BUILTIN, *(point.name for point in entry_points(group=ENTRY_POINTS))}))


def connect(url: str | Path, access: Access | None = None) -> Connector:
    """The connector of an index URL. Nothing is opened or sent yet.

    Args:
        url: See :func:`hybrid_search.connectors.url.parse_url`.
        access: Credentials, time-outs, a client of the caller's; None is the default for each.

    Raises:
        InvalidName: for a malformed URL, or a scheme that nobody registered (the message lists the known ones).
        MissingExtra: if the backend's client package is not installed.
    """
    factory = _factory(scheme_of(url))  # before the rest is read, so that a wrong scheme is said to be one
    return factory(parse_url(url), access or Access())


def _factory(scheme: str) -> ConnectorFactory:
    if scheme in _BUILTIN:
        path, extra = _BUILTIN[scheme]
        module, _, attribute = path.partition(":")
        try:
            factory: ConnectorFactory = getattr(importlib.import_module(module), attribute)
        except ModuleNotFoundError as error:
            if extra is None or error.name is None or error.name.startswith("hybrid_search"):
                raise
            raise MissingExtra(f"The scheme {scheme}://", error.name, extra) from error
        return factory
    for point in entry_points(group=ENTRY_POINTS):
        if point.name == scheme:
            loaded: ConnectorFactory = point.load()
            return loaded
    raise InvalidName(
        f"index URL scheme {printable(scheme)!r} is not known; "
        f"known: {', '.join(f'{known}://' for known in schemes())} or a path to a folder"
    )
