"""The embedded connector: an index in a folder, on the Qdrant engine in this process."""

from hybrid_search.connectors.embedded.client import EmbeddedClient
from hybrid_search.connectors.embedded.connector import EmbeddedConnector

__all__ = ["EmbeddedClient", "EmbeddedConnector"]
