"""What Elasticsearch and OpenSearch share: one mapping, one set of queries, every operation written once.

A product subclasses :class:`~hybrid_search.connectors.lucene.connector.LuceneConnector` and supplies what differs:

- ``product``, ``credentials`` and ``capabilities``: its name, where credentials may come from (for messages), and what
  it can do;
- ``schema``, for the constructor: what an index is created with, and what the field of a mapping is
  (:class:`~hybrid_search.connectors.lucene.schema.Schema`);
- ``dense_leg(…)`` and ``sparse_leg(…)``: the search body of a leg and the way back from its scores
  (:class:`~hybrid_search.connectors.lucene.legs.LegRequest`);
- ``discover()``: an operation that learns what the server has, run once before the first use; nothing by default;
- ``vectors_source(source)``: the ``_source`` of a search that returns vectors, if more than naming them is needed;
- ``connect()``, ``connect_async()``, ``timed(call, seconds)``: the client and its time-outs;
- ``reported(error)``: the client's exception in neutral form (:mod:`~hybrid_search.connectors.lucene.errors`);
- ``native(…)``: its own fusion, or Unsupported.

The client's methods that are called, all with keyword arguments, are: ``search``, ``msearch``, ``bulk``, ``mget``,
``count``, ``info``, ``close`` and ``indices.{create, delete, get, get_mapping, update_aliases, refresh, forcemerge,
stats}``.
No id ever stands in a path, where ``..`` would be resolved: single documents travel in ``bulk`` and ``mget`` too.
"""
