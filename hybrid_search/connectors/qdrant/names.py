"""What the parts of an index are called on the server."""

from __future__ import annotations

import re
from dataclasses import dataclass

from hybrid_search.connectors.generations import digits, number_of
from hybrid_search.errors import InvalidName

_TAKEN = re.compile(r".*(-\d{6}|--records)")


@dataclass(frozen=True, slots=True)
class Place:
    """The collections that operations use.

    Attributes:
        number: Of the generation; None if the name of the index is used as it is.
        rows: The collection of rows.
        records: The collection of records.
    """

    number: int | None
    rows: str
    records: str

    @property
    def collections(self) -> tuple[str, str]:
        """Both of them."""
        return self.rows, self.records


@dataclass(frozen=True, slots=True)
class Names:
    """The names of one index.

    Attributes:
        alias: The name of the index: an alias of the live generation's rows.
    """

    alias: str

    @property
    def records(self) -> str:
        """The alias of the live generation's records."""
        return f"{self.alias}--records"

    @property
    def unnumbered(self) -> Place:
        """Both aliases in place of the collections behind them."""
        return Place(None, self.alias, self.records)

    def at(self, number: int) -> Place:
        """The collections of a generation."""
        return Place(number, f"{self.alias}-{digits(number)}", f"{self.records}-{digits(number)}")

    def number_of(self, collection: str) -> int | None:
        """Which generation's rows a collection holds; None if it holds none."""
        return _number(collection, self.alias)

    def keeps_records(self, collection: str) -> bool:
        """Whether a collection holds a generation's records."""
        return _number(collection, self.records) is not None


def checked_names(name: str) -> Names:
    """The names of an index.

    Raises:
        InvalidName: for one that ends as those of its parts do.
    """
    if _TAKEN.fullmatch(name):
        raise InvalidName(
            f"index name {name!r} ends as the parts of an index do ('NAME-000001', 'NAME--records'); open NAME, or "
            "choose another name"
        )
    return Names(name)


def _number(collection: str, start: str) -> int | None:
    return number_of(collection.removeprefix(f"{start}-")) if collection.startswith(f"{start}-") else None
