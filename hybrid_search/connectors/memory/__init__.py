"""The memory connector: exact search in this process, and the reference that every backend must agree with."""

from hybrid_search.connectors.memory.client import MemoryClient
from hybrid_search.connectors.memory.connector import MemoryConnector

__all__ = ["MemoryClient", "MemoryConnector"]
