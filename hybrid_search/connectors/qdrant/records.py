"""Records: the points of a collection without vectors, beside that of the index."""

from __future__ import annotations

from base64 import b64decode, b64encode

from qdrant_client import models

from hybrid_search.connectors.checks import check_record
from hybrid_search.connectors.points.schema import point_id
from hybrid_search.connectors.qdrant.bulk import check_applied
from hybrid_search.connectors.qdrant.points import all_scrolled, payload_of, retrieved
from hybrid_search.connectors.steps import Call, Operation


def put(collection: str, key: str, value: bytes) -> Operation[None]:
    """Store a record. Its value is Base64 (RFC 4648), since JSON holds no bytes.

    Raises:
        InvalidName, InvalidInput: for a key or value that breaks a rule.
    """
    check_record(key, value)
    payload = {"key": key, "value": b64encode(value).decode()}
    point = models.PointStruct(id=str(point_id(key)), vector={}, payload=payload)
    done = yield Call("upsert", {"collection_name": collection, "points": [point], "wait": True})
    check_applied(done, collection)


def get(collection: str, key: str) -> Operation[bytes | None]:
    """The record of *key*; None if there is none."""
    check_record(key)
    found = yield from retrieved(collection, [str(point_id(key))], ["value"], vectors=False)
    return b64decode(payload_of(found[0])["value"]) if found else None


def keys(collection: str, prefix: str) -> Operation[list[str]]:
    """The keys that start with *prefix*, sorted."""
    found = yield from all_scrolled(collection, None, ["key"], vectors=False)
    keys = (str(payload_of(record)["key"]) for record in found)
    return sorted(key for key in keys if key.startswith(prefix))


def delete(collection: str, key: str) -> Operation[None]:
    """Delete a record, if it is there."""
    check_record(key)
    selector = models.PointIdsList(points=[str(point_id(key))])
    done = yield Call("delete", {"collection_name": collection, "points_selector": selector, "wait": True})
    check_applied(done, collection)
