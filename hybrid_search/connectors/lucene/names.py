"""The names of an index and of what belongs to it."""

from __future__ import annotations

import re
from dataclasses import dataclass

from hybrid_search.errors import InvalidName

_RECORDS = "--records"
_FIRST = 1
_LAST = 999_999


@dataclass(frozen=True, slots=True)
class Names:
    """What is called how.

    Attributes:
        alias: What every request names: ``notes``.
    """

    alias: str

    @property
    def records(self) -> Names:
        """Those of the sibling index with the records."""
        return Names(f"{self.alias}{_RECORDS}")

    @property
    def pattern(self) -> str:
        """A wildcard that holds every index of :meth:`owns`, and maybe others."""
        return f"{self.alias}-*"

    def physical(self, number: int = _FIRST) -> str:
        """The index behind the alias: ``notes-000001``."""
        return f"{self.alias}-{number:06d}"

    def owns(self, index: str) -> bool:
        """Whether the name is one that :meth:`physical` gives."""
        return re.fullmatch(rf"{re.escape(self.alias)}-[0-9]{{6}}", index) is not None


def names_of(name: str, *, attached: bool) -> Names:
    """The names for the index *name* of a URL.

    Raises:
        InvalidName: for upper case, which indexes cannot have, and for a name that is kept for records; a foreign index
            that is only attached may have any name.
    """
    if not attached and name != name.lower():
        raise InvalidName(f"index name {name!r} has upper-case letters, and indexes cannot; write {name.lower()!r}")
    if not attached and name.endswith(_RECORDS):
        raise InvalidName(f"index name {name!r} ends in {_RECORDS!r}, which is kept for the records; choose another")
    return Names(name)
