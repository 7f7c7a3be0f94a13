"""OpenSearch 2.19 and later: ``knn_vector`` and ``rank_features``."""

from hybrid_search.connectors.opensearch.connector import OpenSearchConnector

__all__ = ["OpenSearchConnector"]
