"""The class that a product subclasses: every operation, over the hooks of ``lucene.base``."""

from __future__ import annotations

from hybrid_search.connectors.lucene.maintaining import Maintaining
from hybrid_search.connectors.lucene.records import Records
from hybrid_search.connectors.lucene.searching import Searching
from hybrid_search.connectors.lucene.writing import Writing


class LuceneConnector(Records, Writing, Searching, Maintaining):
    """One index of a server. ``connect``, ``connect_async``, ``timed``, ``native`` and ``close`` are the product's."""
