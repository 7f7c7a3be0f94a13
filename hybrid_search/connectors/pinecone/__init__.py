"""The Pinecone connector: a pair of indexes, one dense and one sparse, through the official client."""

from hybrid_search.connectors.pinecone.connector import PineconeConnector

__all__ = ["PineconeConnector"]
