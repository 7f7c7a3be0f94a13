"""What the parts of an index are called on the server."""

from __future__ import annotations

import re
from dataclasses import dataclass

from hybrid_search.errors import InvalidName

_TAKEN = re.compile(r".*(-\d{6}|--records)")


@dataclass(frozen=True, slots=True)
class Names:
    """The names of one index.

    Attributes:
        alias: The name of the index, by which everything reads and writes: an alias.
    """

    alias: str

    @property
    def collection(self) -> str:
        """The collection that :func:`~hybrid_search.connectors.qdrant.lifecycle.create` makes."""
        return f"{self.alias}-000001"

    @property
    def records(self) -> str:
        """The collection of records."""
        return f"{self.alias}--records"

    def owns(self, collection: str) -> bool:
        """Whether a collection is one behind the alias."""
        return re.fullmatch(rf"{re.escape(self.alias)}-\d{{6}}", collection) is not None


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
