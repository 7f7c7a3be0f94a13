"""``F``: the Python spelling of filters."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from hybrid_search.filters.tree import Compare, Exists, Filter, IsIn, check_path
from hybrid_search.types.metadata import Scalar


@dataclass(frozen=True, slots=True, eq=False)
class Field:
    """A metadata path. Comparing it gives a filter: ``F.year >= 2020``."""

    path: str

    def __getattr__(self, name: str) -> Field:
        if name.startswith("__"):
            raise AttributeError(name)  # so that copy, pickle and inspection see no invented attributes
        return Field(f"{self.path}.{name}")

    def __getitem__(self, name: str) -> Field:
        """The path below this one; also for names that are Python words or methods here, as ``F.a["exists"]``."""
        return Field(f"{self.path}.{name}")

    def __eq__(self, other: object) -> Filter:  # type: ignore[override]  # a filter is the purpose of the comparison
        return ~Exists(self.path) if other is None else Compare(self.path, "eq", other)  # type: ignore[arg-type]  # checked in the constructor

    def __ne__(self, other: object) -> Filter:  # type: ignore[override]  # as above
        return ~(self == other)

    __hash__ = None  # type: ignore[assignment]  # equality builds a filter, so a field cannot be a dict key
    __iter__ = None  # __getitem__ takes anything, so a loop over a field would have no end

    def __lt__(self, other: Scalar) -> Filter:
        return Compare(self.path, "lt", other)

    def __le__(self, other: Scalar) -> Filter:
        return Compare(self.path, "lte", other)

    def __gt__(self, other: Scalar) -> Filter:
        return Compare(self.path, "gt", other)

    def __ge__(self, other: Scalar) -> Filter:
        return Compare(self.path, "gte", other)

    def is_in(self, values: Iterable[Scalar]) -> Filter:
        """Any value equals any of *values*, at most 1,000; an empty list matches nothing."""
        return IsIn(self.path, values)  # type: ignore[arg-type]  # the constructor makes the tuple and refuses a string

    def contains(self, value: Scalar) -> Filter:
        """Equality, spelled for a list field: one of its elements is *value*."""
        return Compare(self.path, "eq", value)

    def exists(self) -> Filter:
        """The path has a value; None and an empty list are no value."""
        return Exists(self.path)


class _Fields:
    """The entry: ``F.year``, ``F["file name"]``, ``F["author.name"]``."""

    __slots__ = ()

    def __getattr__(self, name: str) -> Field:
        if name.startswith("__"):
            raise AttributeError(name)
        return Field(name)

    def __getitem__(self, path: str) -> Field:
        check_path(path)
        return Field(path)


F = _Fields()
