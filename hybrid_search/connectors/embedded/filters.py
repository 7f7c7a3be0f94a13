"""Filters: from Qdrant's filter in JSON to the classes of the engine in this process."""

from __future__ import annotations

from typing import Any

import qdrant_edge as engine

from hybrid_search.connectors.points.filters import Json, to_json
from hybrid_search.filters import Filter


def to_engine(where: Filter) -> engine.Filter:
    """The engine's filter that matches the same rows as *where*."""
    return _filter(to_json(where))


def _filter(json: Json) -> engine.Filter:
    clauses: dict[str, Any] = {clause: list(map(_condition, conditions)) for clause, conditions in json.items()}
    return engine.Filter(**clauses)


def _condition(json: Json) -> Any:
    match json:
        case {"key": field, "match": {"value": value}}:
            return engine.FieldCondition(field, match=engine.MatchValue(value))
        case {"key": field, "match": {"any": values}}:
            return engine.FieldCondition(field, match=engine.MatchAny(values))
        case {"key": field, "range": bounds}:
            return engine.FieldCondition(field, range=engine.RangeFloat(**bounds))
        case {"nested": {"key": field, "filter": inner}}:
            return engine.NestedCondition(field, _filter(inner))
        case {"has_id": ids}:
            return engine.HasIdCondition(set(ids))
        case _:
            return _filter(json)
