"""The names of an index and of what belongs to it."""

from __future__ import annotations

import re
from dataclasses import dataclass

from hybrid_search.connectors.generations import digits, number_of
from hybrid_search.errors import InvalidName

_RECORDS = "--records"
_WRITES = "--g"


@dataclass(frozen=True, slots=True)
class Index:
    """One index, as requests name it.

    Attributes:
        name: Its own name, for everything but bulk requests: ``notes-000002``.
        writes: An alias that it alone has, made and deleted with it: ``notes--g000002``. Bulk requests name it and
            demand an alias, since a server makes an index that it lacks from any other bulk request.
    """

    name: str
    writes: str


@dataclass(frozen=True, slots=True)
class Generation:
    """One generation of an index.

    Attributes:
        number: Its number; None where the name stands for something without one, which is reached by the name alone.
        rows: The index of the rows.
        records: The index of the records.
    """

    number: int | None
    rows: Index
    records: Index


@dataclass(frozen=True, slots=True)
class Names:
    """What is called how.

    Attributes:
        alias: What points to the live generation: ``notes``.
    """

    alias: str

    @property
    def records(self) -> Names:
        """Those of the sibling index with the records."""
        return Names(f"{self.alias}{_RECORDS}")

    @property
    def pattern(self) -> str:
        """A wildcard that holds every index of :meth:`number`, and maybe others."""
        return f"{self.alias}-*"

    def generation(self, number: int) -> Generation:
        """The names of one generation."""
        return Generation(number, self._index(number), self.records._index(number))

    def unnumbered(self) -> Generation:
        """The names where there is no number: a foreign index, or one that was renamed by hand."""
        return Generation(None, Index(self.alias, self.alias), Index(self.records.alias, self.records.alias))

    def number(self, index: str) -> int | None:
        """The generation whose rows (or for the names of records, whose records) an index has; None for any other."""
        start = f"{self.alias}-"
        return number_of(index.removeprefix(start)) if index.startswith(start) else None

    def _index(self, number: int) -> Index:
        return Index(f"{self.alias}-{digits(number)}", f"{self.alias}{_WRITES}{digits(number)}")


def names_of(name: str, *, attached: bool) -> Names:
    """The names for the index *name* of a URL.

    Raises:
        InvalidName: for upper case, which indexes cannot have, and for a name that is kept for records or for writing
            to one generation; a foreign index that is only attached may have any name.
    """
    if not attached and name != name.lower():
        raise InvalidName(f"index name {name!r} has upper-case letters, and indexes cannot; write {name.lower()!r}")
    if not attached and name.endswith(_RECORDS):
        raise InvalidName(f"index name {name!r} ends in {_RECORDS!r}, which is kept for the records; choose another")
    if not attached and (end := re.search(rf"({_WRITES}|-)[0-9]{{6}}$", name)):
        raise InvalidName(
            f"index name {name!r} ends in {end[0]!r}, which is kept for the generations of an index; choose another"
        )
    return Names(name)
