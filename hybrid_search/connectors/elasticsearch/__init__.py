"""Elasticsearch 8.19 and 9, on a Basic licence."""

from hybrid_search.connectors.elasticsearch.connector import CAPABILITIES, ElasticsearchConnector

__all__ = ["CAPABILITIES", "ElasticsearchConnector"]
