"""The nodes of a filter: a frozen tree of bounded depth and size."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from itertools import islice
from typing import Any, Literal, NoReturn, get_args

from hybrid_search.errors import InvalidDocument, InvalidFilter
from hybrid_search.types.document import shorten
from hybrid_search.types.metadata import RESERVED_PREFIX, Scalar, as_utc, check_text, is_storable, kind_of, number_text

MAX_DEPTH = 32
MAX_NODES = 1_000
MAX_VALUES = 1_000
RESERVED_PATHS = frozenset({"_hs.parent", "_hs.ordinal", "_hs.hash"})

Operator = Literal["eq", "lt", "lte", "gt", "gte"]


class Filter:
    """A condition on metadata. Combine with ``&``, ``|`` and ``~``, not with ``and``, ``or`` and ``not``."""

    __slots__ = ()

    @property
    def depth(self) -> int:
        """Levels of the tree; a leaf has 1."""
        return 1

    @property
    def nodes(self) -> int:
        """Nodes of the tree; a leaf has 1."""
        return 1

    def __and__(self, other: Filter) -> Filter:
        return And(_flat(And, (self, other))) if isinstance(other, Filter) else NotImplemented

    def __or__(self, other: Filter) -> Filter:
        return Or(_flat(Or, (self, other))) if isinstance(other, Filter) else NotImplemented

    def __invert__(self) -> Filter:
        return Not(self)

    def __bool__(self) -> NoReturn:
        raise InvalidFilter("a filter has no truth value; combine filters with & | ~ in place of and, or, not")

    def to_dict(self) -> dict[str, Any]:
        """The same filter in the dict spelling."""
        raise NotImplementedError  # every node overrides it


@dataclass(frozen=True, slots=True)
class Compare(Filter):
    """Any value at *path* stands in relation *operator* to *value*."""

    path: str
    operator: Operator
    value: Scalar

    def __post_init__(self) -> None:
        check_path(self.path)
        if self.operator not in get_args(Operator):
            raise InvalidFilter(
                f"filter on {self.path!r}: unknown operator {self.operator!r}; known: {', '.join(get_args(Operator))}"
            )
        object.__setattr__(self, "value", check_value(self.path, self.value))
        kind = kind_of(self.value)
        if self.operator != "eq" and kind not in ("number", "date"):
            raise InvalidFilter(
                f"filter on {self.path!r}: {self.operator} compares numbers and dates, not the {kind} "
                f"{shorten(repr(self.value))}; use == or is_in for it"
            )

    def to_dict(self) -> dict[str, Any]:
        """``{path: {"$gte": value}}``."""
        return {self.path: {f"${self.operator}": self.value}}


@dataclass(frozen=True, slots=True)
class IsIn(Filter):
    """Any value at *path* equals any of *values*; with no values it matches nothing."""

    path: str
    values: tuple[Scalar, ...]

    def __post_init__(self) -> None:
        check_path(self.path)
        if isinstance(self.values, str | bytes | Mapping) or not isinstance(self.values, Iterable):
            raise InvalidFilter(
                f"filter on {self.path!r}: is_in takes a list of values, not {shorten(repr(self.values))}"
            )
        values = tuple(islice(self.values, MAX_VALUES + 1))  # an iterator may have no end
        if len(values) > MAX_VALUES:
            raise InvalidFilter(
                f"filter on {self.path!r}: is_in has more than {MAX_VALUES:,} values, and no more are allowed; "
                "search in parts, or store what they have in common as metadata"
            )
        object.__setattr__(self, "values", tuple(check_value(self.path, value) for value in values))

    def to_dict(self) -> dict[str, Any]:
        """``{path: {"$in": […]}}``."""
        return {self.path: {"$in": list(self.values)}}


@dataclass(frozen=True, slots=True)
class Exists(Filter):
    """*path* has a value; None and an empty list are no value."""

    path: str

    def __post_init__(self) -> None:
        check_path(self.path)

    def to_dict(self) -> dict[str, Any]:
        """``{path: {"$exists": True}}``."""
        return {self.path: {"$exists": True}}


@dataclass(frozen=True, slots=True)
class _Inner(Filter):
    _depth: int = field(init=False, repr=False, compare=False)
    _nodes: int = field(init=False, repr=False, compare=False)

    @property
    def depth(self) -> int:
        """Levels of the tree."""
        return self._depth

    @property
    def nodes(self) -> int:
        """Nodes of the tree."""
        return self._nodes

    def _measure(self, children: tuple[Filter, ...]) -> None:
        depth, nodes = _checked_size(children)
        object.__setattr__(self, "_depth", depth)
        object.__setattr__(self, "_nodes", nodes)


@dataclass(frozen=True, slots=True)
class _Many(_Inner):
    children: tuple[Filter, ...]

    def __post_init__(self) -> None:
        object.__setattr__(self, "children", tuple(self.children))
        self._measure(self.children)


@dataclass(frozen=True, slots=True)
class And(_Many):
    """Every child matches."""

    def to_dict(self) -> dict[str, Any]:
        """``{"$and": […]}``."""
        return {"$and": [child.to_dict() for child in self.children]}


@dataclass(frozen=True, slots=True)
class Or(_Many):
    """At least one child matches."""

    def to_dict(self) -> dict[str, Any]:
        """``{"$or": […]}``."""
        return {"$or": [child.to_dict() for child in self.children]}


@dataclass(frozen=True, slots=True)
class Not(_Inner):
    """The child does not match."""

    child: Filter

    def __post_init__(self) -> None:
        self._measure((self.child,))

    def __invert__(self) -> Filter:
        return self.child

    def to_dict(self) -> dict[str, Any]:
        """``{"$not": {…}}``."""
        return {"$not": self.child.to_dict()}


def all_of(*filters: Filter | None) -> Filter | None:
    """The conjunction of those that are not None; None if all are."""
    present = tuple(part for part in filters if part is not None)
    return And(_flat(And, present)) if len(present) > 1 else (present[0] if present else None)


def check_path(path: str) -> None:
    """Check a dotted path.

    Raises:
        InvalidFilter: if it is not a string, has an empty part, or is reserved.
    """
    if not isinstance(path, str) or not all(path.split(".")):
        raise InvalidFilter(f"filter path {path!r} must be a dotted name with no empty part, such as 'author.name'")
    if path.startswith(RESERVED_PREFIX) and path not in RESERVED_PATHS:
        raise InvalidFilter(f"filter path {path!r} is reserved; only {', '.join(sorted(RESERVED_PATHS))} exist")
    _check_text(path, path)


def check_value(path: str, value: object) -> Scalar:
    """The value in canonical form: datetimes in UTC, no negative zero.

    Raises:
        InvalidFilter: if it is not a string, bool, finite number within 2**53 or datetime.
    """
    if isinstance(value, str):
        _check_text(value, path)
        return value
    if isinstance(value, bool):
        return value
    if isinstance(value, int | float):
        if not is_storable(value):
            raise InvalidFilter(
                f"filter on {path!r}: {number_text(value)} is not a finite number within 2**53, so nothing equals it"
            )
        return value + 0  # -0.0 becomes 0.0
    if isinstance(value, datetime):
        try:
            return as_utc(value)
        except ValueError:
            raise InvalidFilter(
                f"filter on {path!r}: the date {value!r} must lie in the years 1 to 9999 in UTC"
            ) from None
    raise InvalidFilter(
        f"filter on {path!r}: cannot compare with the {type(value).__name__} {shorten(repr(value))}; compare with a "
        "str, bool, number or datetime (for lists use contains or is_in, for None use exists)"
    )


def _check_text(text: str, path: str) -> None:
    try:
        check_text(text, f"filter on {shorten(path)!r}: {shorten(text)!r}")
    except InvalidDocument as error:
        raise InvalidFilter(str(error)) from None


def _flat(kind: type[And] | type[Or], parts: tuple[Filter, ...]) -> tuple[Filter, ...]:
    return tuple(
        child
        for part in parts
        for child in (part.children if isinstance(part, And | Or) and type(part) is kind else (part,))
    )


def _checked_size(children: tuple[Filter, ...]) -> tuple[int, int]:
    if not children:
        raise InvalidFilter("a filter with 'and' or 'or' over no conditions has no meaning; leave it out")
    for child in children:
        if not isinstance(child, Filter):
            raise InvalidFilter(f"a filter is built of filters, not of {type(child).__name__}")
    depth = 1 + max(child.depth for child in children)
    nodes = 1 + sum(child.nodes for child in children)
    if depth > MAX_DEPTH:
        raise InvalidFilter(f"the filter is nested {depth} levels deep; at most {MAX_DEPTH} are allowed, so flatten it")
    if nodes > MAX_NODES:
        raise InvalidFilter(f"the filter has {nodes:,} conditions; at most {MAX_NODES:,} are allowed; is_in joins many")
    return depth, nodes
