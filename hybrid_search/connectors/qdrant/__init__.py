"""The Qdrant connector: a collection of a server, with a named dense and a named sparse vector."""

from hybrid_search.connectors.qdrant.connector import QdrantConnector

__all__ = ["QdrantConnector"]
