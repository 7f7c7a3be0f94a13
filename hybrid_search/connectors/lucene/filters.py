"""Filters: from the tree to the query DSL, over the typed view of the metadata.

Servers take 20 to 30 levels of nested queries, and OpenSearch 1,024 leaves. So negations are pushed down to the leaves,
a conjunction takes its deepest disjunction into its own ``bool``, and equalities of one path are joined.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any, NamedTuple

from hybrid_search.connectors.lucene.legs import Query
from hybrid_search.connectors.lucene.view import PATHS, field, name, stored
from hybrid_search.filters import And, Compare, Exists, Filter, IsIn, Not, Or
from hybrid_search.filters.tree import MAX_VALUES
from hybrid_search.types.metadata import Kind, Scalar

NOTHING: Query = {"match_none": {}}
EVERYTHING: Query = {"match_all": {}}

Leaf = Callable[[Filter], Query]


def to_query(where: Filter, leaf: Leaf | None = None) -> Query:
    """The query that matches the same rows as *where*; it is meant for filter context, and its score has no meaning.

    Args:
        where: The filter.
        leaf: What a Compare, IsIn or Exists is; over the typed view if not given.
    """
    return _query(_positive(where, False), leaf or condition)


def condition(where: Filter) -> Query:
    """The query of one condition over the typed view."""
    match where:
        case Compare(path, "eq", value):
            return _any_of(path, (value,))
        case Compare(path, operator, value):
            kind, bound = stored(value)
            return {"range": {field(kind, path): {operator: bound}}}
        case IsIn(path, values):
            return _any_of(path, values)
        case Exists(path):
            return {"term": {PATHS: name(path)}}
        case _:
            raise TypeError(f"unknown filter node {type(where).__name__}")


def _any_of(path: str, values: Iterable[Scalar]) -> Query:
    terms: dict[Kind, list[Any]] = {}
    for kind, value in map(stored, values):
        terms.setdefault(kind, []).append(value)
    queries: list[Query] = [{"terms": {field(kind, path): items}} for kind, items in terms.items()]
    return any_of(queries)


def any_of(queries: list[Query]) -> Query:
    """At least one of them matches; none of none does."""
    if len(queries) < 2:
        return queries[0] if queries else NOTHING
    return {"bool": {"should": queries, "minimum_should_match": 1}}


class _Leaf(NamedTuple):
    where: Filter
    negated: bool


class _Joined(NamedTuple):
    conjunction: bool
    parts: tuple[_Leaf | _Joined, ...]
    depth: int


def _positive(where: Filter, negated: bool) -> _Leaf | _Joined:
    """The same filter, or its negation, negated at the leaves only, and without And in And or Or in Or."""
    match where:
        case Not():
            return _positive(where.child, not negated)
        case And() | Or():
            conjunction = isinstance(where, And) != negated
            parts: list[_Leaf | _Joined] = []
            for child in where.children:
                part = _positive(child, negated)
                same = isinstance(part, _Joined) and part.conjunction == conjunction
                parts += part.parts if isinstance(part, _Joined) and same else (part,)
            return _Joined(conjunction, _with_equalities_joined(parts, conjunction), 1 + max(map(_depth, parts)))
        case _:
            return _Leaf(where, negated)


def _with_equalities_joined(parts: Sequence[_Leaf | _Joined], conjunction: bool) -> tuple[_Leaf | _Joined, ...]:
    """In a disjunction those that hold, in a conjunction those that do not: each path's become one is_in."""
    joined: list[_Leaf | _Joined] = []
    values: dict[str, list[Scalar]] = {}
    for part in parts:
        match part:
            case _Leaf(Compare(path, "eq", value), negated) if negated == conjunction:
                values.setdefault(path, []).append(value)
            case _Leaf(IsIn(path, several), negated) if negated == conjunction:
                values.setdefault(path, []).extend(several)
            case _:
                joined.append(part)
    for path, items in values.items():
        starts = range(0, max(1, len(items)), MAX_VALUES)
        joined += [_Leaf(IsIn(path, tuple(items[start : start + MAX_VALUES])), conjunction) for start in starts]
    return tuple(joined)


def _depth(node: _Leaf | _Joined) -> int:
    return node.depth if isinstance(node, _Joined) else 1


def _query(node: _Leaf | _Joined, leaf: Leaf) -> Query:
    if isinstance(node, _Leaf):
        query = leaf(node.where)
        return {"bool": {"must_not": [query]}} if node.negated else query
    if node.conjunction:
        return _all(node.parts, leaf)
    return any_of([_query(part, leaf) for part in node.parts])


def _all(parts: tuple[_Leaf | _Joined, ...], leaf: Leaf) -> Query:
    """One bool query, which holds the deepest of the disjunctions itself and not one level below."""
    deepest = max((part for part in parts if isinstance(part, _Joined)), key=_depth, default=None)
    body: dict[str, Any] = {}
    for part in parts:
        if part is deepest and isinstance(part, _Joined):
            body |= {"should": [_query(one, leaf) for one in part.parts], "minimum_should_match": 1}
        elif isinstance(part, _Leaf) and part.negated:
            body.setdefault("must_not", []).append(leaf(part.where))
        else:
            body.setdefault("filter", []).append(_query(part, leaf))
    return {"bool": body}
